"""Rows of the server as they stand in the catalog, and rows of the catalog as they are sent. Pure.

A server that we did not prepare may hold anything: columns that we do not know, null where the
documentation has none, numbers as texts, lists within lists. Whatever it is gets a place; nothing
here raises. What cannot be understood as what it should be is kept as text where there is room
for text, and otherwise is as if it were not there.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from desktop_app.catalog.stored import canonical, json_text, parsed, storable
from desktop_app.domain.changes import Column
from desktop_app.domain.entities import DEFAULT_CATEGORY, Json, Visibility
from desktop_app.domain.remote import VERSION, RemoteTable, ServerRow

Stored = str | int | float | None
Values = dict[str, Stored]
"""Columns of a table of ours with the values that they hold."""


class Pulled(NamedTuple):
    """A row of the server: its id, what we store of it, and the row as it came.

    A column that the server does not have, or did not send, is not in `names`.

    Attributes:
        id: its UUID.
        names: columns of ours, the same tuple for all rows of an ordinary page.
        line: their values, in that order.
        sent: the row as it came.
    """

    id: str
    names: tuple[str, ...]
    line: tuple[Stored, ...]
    sent: ServerRow

    @property
    def values(self) -> Values:
        """What we store of it, by column; made anew each time."""
        return dict(zip(self.names, self.line, strict=True))


EDITABLE: Final = {
    RemoteTable.ASSETS: tuple(str(column) for column in Column),
    RemoteTable.COLLECTIONS: ("name", "description"),
}
"""The columns that edits here change, and that merge."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_UUID: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GREATEST: Final = (1 << 63) - 1
GREATEST_LENGTH: Final = (1 << 31) - 1
_NUMBER: Final = re.compile(r"\s*([+-]?)0*([0-9]{1,40})\s*")


def own_id(row: ServerRow, user_id: str) -> str | None:
    """Return the id of a row; None when it is no UUID, or the row is somebody else's."""
    id_ = row.get("id")
    if not isinstance(id_, str) or not _UUID.fullmatch(id_ := id_.lower()):
        return None
    return id_ if row.get("user_id") in {None, user_id} else None


def pulled(table: RemoteTable, row: ServerRow, user_id: str) -> Pulled | None:
    """Return what we store of a row; None when it cannot be this user's."""
    id_ = own_id(row, user_id)
    if id_ is None:
        return None
    values = stored_values(table, row)
    return Pulled(id_, tuple(values), tuple(values.values()), row)


def converters(table: RemoteTable) -> "Mapping[str, Callable[[Json], Stored]]":
    """Return how each documented column is stored."""
    return _CONVERT[table]


def stored_values(table: RemoteTable, row: ServerRow) -> Values:
    """Return the columns of a row, or of a part of one, as they are stored."""
    convert = _CONVERT[table]
    extra: dict[str, Json] = {}
    values: Values = {}
    for name, value in row.items():
        if name in convert:
            values[name] = convert[name](value)
        elif name not in PASSED_OVER:
            extra[name] = value
    for name in _INSTANTS:
        if name in values:
            values[f"{name}_us"] = instant_us(str(values[name]))
    if values.get("updated_at_us") == 0 and "created_at_us" in values:
        values["updated_at_us"] = values["created_at_us"]
    if VERSION in row:
        values["version"] = None if row[VERSION] is None else _text(row[VERSION])
    values["extra"] = canonical_or(extra, "{}") if extra else "{}"
    return values


def sent_value(column: str, value: Stored) -> Json:
    """Return a stored editable value as it is sent, and as pending edits have it."""
    match column:
        case Column.FAVORITE:
            return value == 1
        case Column.TAGS | Column.ROLEPLAY:
            return parsed(None if value is None else str(value))
    return value


def stored_value(table: RemoteTable, column: str, value: Json) -> Stored:
    """Return an editable value as it is stored."""
    return _CONVERT[table][column](value)


def as_sent(table: RemoteTable, column: str, value: Json) -> Json:
    """Return a server's value as we would send it: evened out like everything that is stored."""
    return sent_value(column, stored_value(table, column, value))


def row_to_insert(table: RemoteTable, stored: Mapping[str, Stored]) -> dict[str, Json]:
    """Return a row of ours as it is inserted there: the documented columns only."""
    if table is RemoteTable.COLLECTIONS:
        return {name: stored[name] for name in _SENT_OF_COLLECTIONS}
    row: dict[str, Json] = {name: stored[name] for name in _SENT_OF_ASSETS}
    row |= {column: sent_value(column, stored[column]) for column in EDITABLE[table]}
    row["generation_seed"] = _sendable_seed(stored["generation_seed"])
    return row


def is_beyond_bigint(seed: Stored) -> bool:
    """Whether the server's bigint cannot hold this seed."""
    return isinstance(seed, str) and seed.isdecimal() and int(seed) > GREATEST


def instant_us(text: str) -> int:
    """Return the microseconds since 1970 of an instant as PostgreSQL writes it; 0 for others."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MICROSECOND


def canonical_or(value: Json, otherwise: str) -> str:
    """Return canonical JSON, or this when the value is nested too deep for any parser."""
    try:
        return canonical(value)
    except RecursionError:
        return otherwise


def _text(value: Json) -> str:
    if type(value) is str:
        return storable(value)
    return "" if value is None else canonical_or(value, "")


def _text_or_none(value: Json) -> str | None:
    return None if value is None else _text(value)


def _whole(value: Json) -> int | None:
    """Return a whole number that SQLite can hold, from a number or a text of one."""
    if isinstance(value, str) and (found := _NUMBER.fullmatch(value)):
        value = int(found[1] + found[2])
    if isinstance(value, float) and math.isfinite(value):
        value = int(value)
    if not isinstance(value, int):
        return None
    return max(-GREATEST, min(int(value), GREATEST))


def _size(value: Json) -> int:
    return max(0, _whole(value) or 0)


def _length(value: Json) -> int | None:
    number = _whole(value)
    return None if number is None else max(0, min(number, GREATEST_LENGTH))


def _duration(value: Json) -> float | None:
    try:
        seconds = float(value) if isinstance(value, int | float | str) else math.nan
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) else None


def _seed(value: Json) -> str | None:
    """Return a seed as canonical decimal text; what is no number stays as it is."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and (found := _NUMBER.fullmatch(value)):
        return f"{'-' if found[1] == '-' and found[2] != '0' else ''}{found[2]}"
    return _text_or_none(value)


def _sendable_seed(seed: Stored) -> Json:
    """Return a seed for a bigint; None when it does not fit."""
    number = _whole(str(seed)) if seed is not None else None
    return number if number is not None and str(number) == seed else None


def _truth(value: Json) -> int:
    if isinstance(value, str):
        return int(value.strip().lower() in {"true", "t", "yes", "on", "1"})
    return int(bool(value))


def _visibility(value: Json) -> str:
    return _text(value) or Visibility.PRIVATE.value


def _category(value: Json) -> str:
    return DEFAULT_CATEGORY if value is None else _text(value)


def _tags(value: Json) -> str | None:
    try:
        return None if value is None else json_text(value)
    except RecursionError:
        return "null"


def _roleplay(value: Json) -> str:
    return "{}" if value is None else canonical_or(value, "{}")


def _id_or_none(value: Json) -> str | None:
    return _text(value) or None


_Converter = Callable[[Json], Stored]
_CONVERT: Final[Mapping[RemoteTable, Mapping[str, _Converter]]] = {
    RemoteTable.ASSETS: {
        "user_id": _text_or_none,
        "asset_type": _text,
        "storage_path": _text,
        "file_size_bytes": _size,
        "mime_type": _text,
        "duration_seconds": _duration,
        "original_prompt": _text,
        "model_used": _text,
        "generation_seed": _seed,
        "collection_id": _id_or_none,
        "custom_title": _text_or_none,
        "tags": _tags,
        "is_favorite": _truth,
        "visibility": _visibility,
        "created_at": _text,
        "updated_at": _text,
        "thumbnail_path": _text_or_none,
        "width": _length,
        "height": _length,
        "content_category": _category,
        "roleplay_metadata": _roleplay,
    },
    RemoteTable.COLLECTIONS: {
        "user_id": _text_or_none,
        "name": _text,
        "description": _text,
        "created_at": _text,
    },
}
_INSTANTS: Final = ("created_at", "updated_at")
PASSED_OVER: Final = frozenset({"id", "asset_count", VERSION})
_SENT_OF_COLLECTIONS: Final = ("id", "user_id", "name", "description", "created_at")
_SENT_OF_ASSETS: Final = (
    *("id", "user_id", "asset_type", "storage_path", "file_size_bytes", "mime_type"),
    *("duration_seconds", "original_prompt", "model_used", "created_at", "thumbnail_path"),
    *("width", "height"),
)

NEW_ASSET: Final[Values] = {
    "asset_type": "",
    "storage_path": "",
    "file_size_bytes": 0,
    "mime_type": "",
    "duration_seconds": None,
    "original_prompt": "",
    "model_used": "",
    "generation_seed": None,
    "collection_id": None,
    "custom_title": None,
    "tags": None,
    "is_favorite": 0,
    "visibility": Visibility.PRIVATE.value,
    "created_at_us": 0,
    "created_at": "",
    "updated_at_us": 0,
    "updated_at": "",
    "thumbnail_path": None,
    "width": None,
    "height": None,
    "content_category": DEFAULT_CATEGORY,
    "roleplay_metadata": "{}",
    "version": None,
    "extra": "{}",
}
"""What a new asset has in the columns that the server did not send."""
NEW_COLLECTION: Final[Values] = {
    "name": "",
    "description": "",
    "created_at_us": 0,
    "created_at": "",
    "version": None,
    "extra": "{}",
}


def editable_of(table: RemoteTable, stored: Mapping[str, Stored]) -> dict[str, Json]:
    """Return the editable values of a stored row as they are sent."""
    return {column: sent_value(column, stored[column]) for column in EDITABLE[table]}


def insert_sql(table: str, columns: Iterable[str]) -> str:
    """Return the statement that inserts these columns of ours."""
    names = [f'"{column}"' for column in columns]
    return (
        f"INSERT INTO {table} ({', '.join(names)})"  # noqa: S608 - our own names
        f" VALUES ({', '.join('?' * len(names))})"
    )


def update_sql(table: str, columns: Sequence[str], key: str) -> str:
    """Return the statement that sets these columns of the row with this key, in that order."""
    sets = ", ".join(f'"{column}" = ?' for column in columns)
    return f'UPDATE {table} SET {sets} WHERE "{key}" = ?'  # noqa: S608 - our own names
