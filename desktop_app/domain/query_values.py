"""Numbers, sizes, times and ratios as a person types them behind a key, read as intervals."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from desktop_app.domain.errors import QueryError
from desktop_app.domain.query import Range

RATIO_TOLERANCE = 0.02
"""How far a picture may be from ``16:9`` and still count: generators round to multiples of 64."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COMPARISON = re.compile(r"(>=|<=|>|<|=)\s*(.*)", re.DOTALL)
_NUMBER = re.compile(r"(\d{1,18}(?:\.\d{0,9})?|\.\d{1,9})\s*([a-z]*)")
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:\.\d*)?")
_DASH_RANGE = re.compile(r"([^-]+)-([^-]+)")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_W_TO_H = re.compile(r"(\d{1,5}(?:\.\d{1,4})?)[:/x](\d{1,5}(?:\.\d{1,4})?)")

_BYTE_UNITS = {
    "": 1, "b": 1, "k": 10**3, "kb": 10**3, "m": 10**6, "mb": 10**6, "g": 10**9, "gb": 10**9,
    "t": 10**12, "tb": 10**12, "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40,
}  # fmt: skip
_SECOND_UNITS = {"": 1, "s": 1, "sec": 1, "ms": 0.001, "m": 60, "min": 60, "h": 3600}
_UNITS: dict[str, dict[str, float]] = {
    "width": {"": 1, "px": 1},
    "height": {"": 1, "px": 1},
    "size": dict(_BYTE_UNITS),
    "duration": dict(_SECOND_UNITS),
    "steps": {"": 1},
    "cfg": {"": 1},
}
_ROUNDED_KEYS = frozenset({"size", "duration"})
"""Keys for which ``2mb`` means everything that is shown as 2 MB."""

NUMBER_KEYS = frozenset(_UNITS)


@dataclass(frozen=True, slots=True)
class _Span:
    """What one value may stand for: at least `low`, below or up to `high`."""

    low: float
    high: float
    is_high_included: bool


def read_number(key: str, text: str) -> Range:
    """Read ``1024``, ``>1024``, ``3-10``, ``3..10``, ``..10`` with the units of the key.

    Raises:
        QueryError: ``query.bad_number``.
    """
    numbers = _NUMBER.findall(text.lower())
    unit = numbers[-1][1] if numbers else ""
    return _interval(
        key,
        text,
        lambda part: _number(key, part, unit),
        lambda part: _shown_as(key, part),
    )


def read_ratio(text: str) -> Range:
    """Read ``portrait``, ``landscape``, ``square``, ``16:9``, ``>1.5`` (width by height).

    Raises:
        QueryError: ``query.bad_ratio``.
    """
    match text.casefold():
        case "portrait":
            return Range("ratio", high=1.0, is_high_included=False)
        case "landscape":
            return Range("ratio", low=1.0, is_low_included=False)
        case "square":
            return Range("ratio", 1.0, 1.0)
    return _interval("ratio", text, _ratio, _near_ratio)


def read_date(key: str, text: str, *, now_us: int, zone: tzinfo) -> Range:
    """Read ``2025``, ``2025-08``, ``2025-08-30``, ``today``, ``yesterday``, ``a..b``, ``>a``.

    Days begin at midnight in `zone`. ``>2025-08`` is after the whole month.

    Raises:
        QueryError: ``query.bad_date``.
    """
    today = (_EPOCH + timedelta(microseconds=now_us)).astimezone(zone).date()
    return _interval(key, text, lambda part: _dates(part, today, zone), None)


def _interval(
    key: str,
    text: str,
    read: Callable[[str], _Span],
    read_alone: Callable[[str], _Span] | None,
) -> Range:
    """Read a comparison, a range (with a dash only where `read_alone` is given) or one value.

    Args:
        key: the key of the interval.
        text: what was typed behind it.
        read: reads a value exactly.
        read_alone: reads a value that stands alone, and so means what is about as much.
    """
    text = text.strip().lower()
    if compared := _COMPARISON.fullmatch(text):
        span = read(compared[2])
        is_included = span.is_high_included
        return {
            ">": Range(key, low=span.high, is_low_included=not is_included),
            ">=": Range(key, low=span.low),
            "<": Range(key, high=span.low, is_high_included=False),
            "<=": Range(key, high=span.high, is_high_included=is_included),
            "=": Range(key, span.low, span.high, is_high_included=is_included),
        }[compared[1]]
    low_text, dots, high_text = text.partition("..")
    if read_alone and not dots and (dashed := _DASH_RANGE.fullmatch(text)):
        low_text, dots, high_text = dashed[1], "-", dashed[2]
    if not dots:
        span = (read_alone or read)(text)
        return Range(key, span.low, span.high, is_high_included=span.is_high_included)
    low_text, high_text = low_text.strip(), high_text.strip(" .")
    low = read(low_text) if low_text else None
    high = read(high_text) if high_text else None
    if low is None and high is None:
        read("")
    if low is not None and high is not None and low.low > high.low:
        low, high = high, low
    return Range(
        key,
        None if low is None else low.low,
        None if high is None else high.high,
        is_high_included=True if high is None else high.is_high_included,
    )


def _number(key: str, text: str, default_unit: str = "") -> _Span:
    if key == "duration" and (clock := _CLOCK.fullmatch(text)):
        value = float(int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3]))
        return _Span(value, value, is_high_included=True)
    found = _NUMBER.fullmatch(text)
    unit = _UNITS[key].get(found[2] or default_unit) if found else None
    if found is None or unit is None:
        raise QueryError("query.bad_number", key=key, value=text)
    value = float(found[1]) * unit
    return _Span(value, value, is_high_included=True)


def _shown_as(key: str, text: str) -> _Span:
    """Read a size or duration as all that are shown like it: ``2mb`` is 1.5 up to 2.5 MB."""
    value = _number(key, text).low
    found = _NUMBER.fullmatch(text)
    if key not in _ROUNDED_KEYS or (found and _UNITS[key][found[2]] == 1 and key == "size"):
        return _Span(value, value, is_high_included=True)
    if found is None:
        return _Span(value, value + 1, is_high_included=False)
    half = 0.5 * _UNITS[key][found[2]] / 10 ** len(found[1].partition(".")[2])
    return _Span(value - half, value + half, is_high_included=False)


def _ratio(text: str) -> _Span:
    shape = _W_TO_H.fullmatch(text)
    number = _NUMBER.fullmatch(text)
    if shape and float(shape[1]) > 0 and float(shape[2]) > 0:
        ratio = float(shape[1]) / float(shape[2])
    elif number and not number[2] and float(number[1]) > 0:
        ratio = float(number[1])
    else:
        raise QueryError("query.bad_ratio", key="ratio", value=text)
    return _Span(ratio, ratio, is_high_included=True)


def _near_ratio(text: str) -> _Span:
    ratio = _ratio(text).low
    return _Span(
        ratio * (1 - RATIO_TOLERANCE), ratio * (1 + RATIO_TOLERANCE), is_high_included=True
    )


def _dates(text: str, today: date, zone: tzinfo) -> _Span:
    try:
        first, after = _days(text, today)
        return _Span(_midnight_us(first, zone), _midnight_us(after, zone), is_high_included=False)
    except (ValueError, OverflowError):
        raise QueryError("query.bad_date", key="date", value=text) from None


def _days(text: str, today: date) -> tuple[date, date]:
    day = timedelta(days=1)
    if text in {"today", "yesterday"}:
        first = today if text == "today" else today - day
        return first, first + day
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year = int(found[1])
    if found[2] is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    month = int(found[2])
    if found[3] is None:
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    first = date(year, month, int(found[3]))
    return first, first + day


def _midnight_us(day: date, zone: tzinfo) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight - _EPOCH) // timedelta(microseconds=1)
