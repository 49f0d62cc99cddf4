"""PostgREST's plain filters, percent-encoded: ``column=operator.value``, one a column.

Source: PostgREST 12, "Horizontal Filtering". The value of a plain filter is taken as it stands
(no quotes); only the elements of an array are quoted.
"""

from collections.abc import Sequence
from urllib.parse import quote

import orjson

from desktop_app.domain.entities import Json


def eq(text: str) -> str:
    """Return the filter for columns that hold this very text."""
    return f"eq.{quote(text, safe='')}"


def is_value(value: Json) -> str:
    """Return the filter for columns that hold a value as the server sent it."""
    if value is None:
        return "is.null"
    if isinstance(value, bool):
        return f"is.{str(value).lower()}"
    if isinstance(value, list) and all(item is None or isinstance(item, str) for item in value):
        return eq(_array(value))
    if isinstance(value, str):
        return eq(value)
    return eq(orjson.dumps(value).decode())


def like_any(patterns: Sequence[str]) -> str:
    """Return the filter for texts that are like one of these patterns (``*`` is anything)."""
    return f"like(any).{quote(_array(patterns), safe='*')}"


def _array(items: Sequence[Json]) -> str:
    """Return a literal of text[] (PostgreSQL, "Array Input and Output Syntax")."""
    return "{" + ",".join(_element(item) for item in items) + "}"


def _element(item: Json) -> str:
    if item is None:
        return "NULL"
    escaped = str(item).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
