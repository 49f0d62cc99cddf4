"""A page of rows as they are stored, a column at a time.

The rows of a page nearly always have the same columns, and a column nearly always one type: then
whether there is anything to be evened out is asked once for the column, not once for each value.
What is not so ordinary goes the way of single rows (replica_rows.py), to the same result.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from types import NoneType
from typing import Any, Final

import orjson

from desktop_app.catalog.replica_rows import (
    GREATEST,
    GREATEST_LENGTH,
    NEW_ASSET,
    PASSED_OVER,
    Pulled,
    Stored,
    converters,
    instant_us,
    own_id,
    pulled,
    stored_values,
)
from desktop_app.catalog.stored import canonical
from desktop_app.domain.entities import Json
from desktop_app.domain.remote import VERSION, RemoteTable, ServerRow

_Column = Sequence[Any]
_Fast = Callable[[_Column, set[type]], Sequence[Stored] | None]
"""Returns a column as it is stored; None when there is something odd in it."""


def pulled_rows(table: RemoteTable, rows: Sequence[ServerRow], user_id: str) -> list[Pulled]:
    """Return what we store of the rows, each id once; those that cannot be ours are left out."""
    names = list(rows[0]) if rows else []
    if any(list(row) != names for row in rows):
        found = [one for row in rows if (one := pulled(table, row, user_id)) is not None]
        return list({one.id: one for one in found}.values())
    columns = dict(zip(names, zip(*[row.values() for row in rows], strict=True), strict=True))
    stored = _stored(table, columns, len(rows))
    kept = tuple(stored)
    page: dict[str, Pulled] = {}
    for row, line in zip(rows, zip(*stored.values(), strict=True), strict=True):
        id_ = own_id(row, user_id)
        if id_ is not None:
            page[id_] = Pulled(id_, kept, line, row)
    return list(page.values())


def _stored(
    table: RemoteTable, columns: Mapping[str, _Column], count: int
) -> dict[str, Sequence[Stored]]:
    """Return the columns as they are stored, those of `NEW_ASSET` in its order."""
    stored = _converted(table, columns)
    for name in ("created_at", "updated_at"):
        if name in stored:
            stored[f"{name}_us"] = list(map(instant_us, map(str, stored[name])))
    if "updated_at_us" in stored and "created_at_us" in stored:
        pairs = zip(stored["updated_at_us"], stored["created_at_us"], strict=True)
        stored["updated_at_us"] = [updated or created for updated, created in pairs]
    if VERSION in columns:
        stored["version"] = [
            None if version is None else str(version) for version in columns[VERSION]
        ]
    unknown = [name for name in columns if name not in PASSED_OVER and name not in stored]
    stored["extra"] = _extra(unknown, columns) if unknown else ["{}"] * count
    return {
        name: stored[name]
        for name in ("user_id", *NEW_ASSET, "name", "description")
        if name in stored
    }


def _converted(table: RemoteTable, columns: Mapping[str, _Column]) -> dict[str, Sequence[Stored]]:
    stored: dict[str, Sequence[Stored]] = {}
    for name, convert in converters(table).items():
        if name in columns:
            column = columns[name]
            fast = _FAST.get(name, _texts)(column, set(map(type, column)))
            stored[name] = list(map(convert, column)) if fast is None else fast
    return stored


def _extra(names: Sequence[str], columns: Mapping[str, _Column]) -> list[Stored]:
    return [
        _json(dict(zip(names, values, strict=True)))
        for values in zip(*[columns[name] for name in names], strict=True)
    ]


def _json(value: dict[str, Json]) -> str:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:
        return str(stored_values(RemoteTable.ASSETS, value)["extra"])


def _texts(column: _Column, types: set[type]) -> _Column | None:
    return column if types == {str} and _is_plain("".join(column)) else None


def _texts_or_none(column: _Column, types: set[type]) -> _Column | None:
    is_fine = types <= {str, NoneType} and _is_plain("".join(filter(None, column)))
    return column if is_fine else None


def _is_plain(text: str) -> bool:
    return text.isascii() and "\0" not in text


def _sizes(column: _Column, types: set[type]) -> _Column | None:
    return column if types == {int} and 0 <= min(column) <= max(column) <= GREATEST else None


def _lengths(column: _Column, types: set[type]) -> _Column | None:
    if not types <= {int, NoneType}:
        return None
    known = [length for length in column if length is not None] or [0]
    return column if 0 <= min(known) <= max(known) <= GREATEST_LENGTH else None


def _seeds(column: _Column, types: set[type]) -> Sequence[Stored] | None:
    if not types <= {int, NoneType}:
        return None
    return [None if seed is None else str(seed) for seed in column]


def _truths(column: _Column, types: set[type]) -> Sequence[Stored] | None:
    return list(map(int, column)) if types == {bool} else None


def _tags(column: _Column, types: set[type]) -> Sequence[Stored] | None:
    if not types <= {list, NoneType}:
        return None
    kinds = set(map(type, (tag for tags in column if tags for tag in tags)))
    if not kinds <= {str}:
        return None
    try:
        return [None if tags is None else orjson.dumps(tags).decode() for tags in column]
    except TypeError:
        return None


def _roleplays(column: _Column, types: set[type]) -> Sequence[Stored] | None:
    if types != {dict} or any(column):
        return None
    return list(repeat(canonical({}), len(column)))


_FAST: Final[Mapping[str, _Fast]] = {
    "user_id": _texts_or_none,
    "file_size_bytes": _sizes,
    "generation_seed": _seeds,
    "thumbnail_path": _texts_or_none,
    "custom_title": _texts_or_none,
    "width": _lengths,
    "height": _lengths,
    "tags": _tags,
    "is_favorite": _truths,
    "roleplay_metadata": _roleplays,
    "duration_seconds": lambda column, types: column if types == {NoneType} else None,
    "collection_id": lambda column, types: column if types == {NoneType} else None,
    "visibility": lambda column, types: None if "" in column else _texts(column, types),
}
