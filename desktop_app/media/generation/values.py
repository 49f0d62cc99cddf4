"""Reading single values out of what generators wrote: forgiving, bounded, never raising."""

import json
import math
import re

from desktop_app.domain.entities import Json

_WHOLE = re.compile(r"[+-]?[0-9]{1,20}")
_MODEL_SUFFIXES = (".safetensors", ".ckpt", ".gguf", ".pth", ".pt", ".sft", ".bin")
_SIZE = re.compile(r"\s*\(?\s*([0-9]{1,6})\s*(?:[x×X,*]|:)\s*([0-9]{1,6})\s*\)?\s*")


def read_json(text: str) -> Json:
    """Parse JSON; bare ``NaN`` and ``Infinity`` become null, anything unreadable None."""
    try:
        value: Json = json.loads(text.strip("\0 \t\r\n"), parse_constant=_null)
    except (ValueError, RecursionError):
        return None
    return value


def read_object(text: str) -> dict[str, Json]:
    """Parse a JSON object; {} for anything else."""
    return as_object(read_json(text)) if text.lstrip("\0 \t\r\n").startswith("{") else {}


def as_object(value: Json) -> dict[str, Json]:
    """Return a JSON object as it is, {} for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    """Return a JSON array as it is, [] for anything else."""
    return value if isinstance(value, list) else []


def lower_keys(value: dict[str, Json]) -> dict[str, Json]:
    """Return the object with its keys in lower case; of two that then meet, the first stays."""
    result: dict[str, Json] = {}
    for key, item in value.items():
        result.setdefault(key.lower(), item)
    return result


def text_of(value: Json) -> str:
    """Return a text, number or truth value as text; "" for null, arrays and objects."""
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    return ""


def clean(text: str) -> str:
    """Return text that every encoding holds: without lone surrogates and NULs."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def whole(value: Json) -> int | None:
    """Return a whole number given as number or text, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value == int(value) else None
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return value if isinstance(value, int) else None


def small_whole(value: Json) -> int | None:
    """Return a count or size: a whole number from 0 to a million, or None."""
    number = whole(value)
    return number if number is not None and 0 <= number <= 1_000_000 else None


def decimal(value: Json) -> float | None:
    """Return a finite number given as number or text, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def seed_text(value: Json) -> str:
    """Return a seed as canonical decimal text, "" when it is none (or -1, "any")."""
    number = whole(value)
    return str(number) if number is not None and 0 <= number < 10**20 else ""


def model_name(value: Json) -> str:
    """Return a model's name without folders and file type: what people call it."""
    name = re.split(r"[\\/]", text_of(value))[-1]
    for suffix in _MODEL_SUFFIXES:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name


def size_of(value: Json) -> tuple[int | None, int | None]:
    """Return width and height from ``512x768``, ``(1024, 1024)`` or ``[w, h]``."""
    if isinstance(value, list) and len(value) == 2:
        return small_whole(value[0]), small_whole(value[1])
    found = _SIZE.match(value[:40]) if isinstance(value, str) else None
    return (int(found[1]), int(found[2])) if found else (None, None)


def _null(_: str) -> None:
    return None
