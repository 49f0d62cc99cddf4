"""Dates as files write them, as microseconds UTC."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def exif_moment_us(date: str, offset: str) -> int | None:
    """Read ``2025:08:30 14:00:00`` with its offset, or in this machine's zone without one."""
    try:
        moment = datetime.strptime(date.strip()[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - zone follows
        zone = datetime.strptime(offset.strip(), "%z").tzinfo if offset.strip() else None
        return _microseconds(moment.replace(tzinfo=zone))
    except (ValueError, OverflowError, OSError):
        return None


def text_moment_us(text: str) -> int | None:
    """Read a date in ISO 8601 or RFC 1123; None for any other text.

    PNG's ``Creation Time`` is the latter by the standard and the former by most writers.
    """
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _microseconds(read(text.strip()))
        except (ValueError, TypeError, OverflowError, OSError, IndexError):
            continue
    return None


def _microseconds(moment: datetime) -> int:
    aware = moment.astimezone(UTC)
    return int(aware.timestamp()) * 1_000_000 + aware.microsecond
