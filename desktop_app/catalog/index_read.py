"""Reads the index's columns out of the catalog.

Every statement answers with one row, which holds a whole column as text: stepping through rows
takes the interpreter's lock for each of them, and beside a busy thread that is a thousand times
slower. Slices keep each piece of work short, and memory bounded, at any size of library.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from desktop_app.catalog.index_columns import Flag

SLICE_ROWS = 65_536
_SLICE_LINKS = 400_000

_CHARACTER = (
    "CASE WHEN roleplay_metadata = '{}' OR NOT json_valid(roleplay_metadata) THEN ''"
    " ELSE ifnull(coalesce(json_extract(roleplay_metadata, '$.character_name'),"
    " json_extract(roleplay_metadata, '$.character_id')), '') END"
)
_SEED = "ifnull(nullif(generation_seed, ''), 0)"
_SEED_DIGITS = 19
"""Any number of so many digits fits 64 bits."""
_CAREFUL_SEED = (
    "CASE WHEN generation_seed GLOB '*[^0-9]*' OR length(generation_seed) NOT BETWEEN 1 AND 20"
    " OR (length(generation_seed) = 20 AND generation_seed > '18446744073709551615')"
    " THEN 0 ELSE ifnull(generation_seed, 0) END"
)
_FLAGS = (
    f"{Flag.ALIVE:d} + {Flag.FAVORITE:d} * is_favorite"
    f" + {Flag.TRASHED:d} * (trashed_at_us IS NOT NULL)"
    f" + {Flag.PENDING:d} * has_pending + {Flag.PROBLEM:d} * has_problem"
    f" + {Flag.CONFLICT:d} * has_conflict + {Flag.FILE_STATE_1:d} * file_state"
    f" + {Flag.HAS_TITLE:d} * ifnull(custom_title <> '', 0)"
    f" + {Flag.HAS_PROMPT:d} * (original_prompt <> '')"
    f" + {Flag.HAS_SEED:d} * ifnull(generation_seed <> '', 0)"
    f" + {Flag.HAS_LOOK:d} * (perceptual_hash IS NOT NULL)"
    f" + {Flag.UNSENT:d} * has_pending * (version IS NULL)"
)
_NUMBERS = {
    "row": "row",
    "created": "created_at_us",
    "updated": "updated_at_us",
    "added": "added_at_us",
    "size": "file_size_bytes",
    "width": "ifnull(width, 0)",
    "height": "ifnull(height, 0)",
    "duration": "ifnull(duration_seconds, 0)",
    "seed": _SEED,
    "look": "ifnull(perceptual_hash, 0)",
    "flags": _FLAGS,
}
_TEXTS = {
    "type": "asset_type",
    "model": "model_used",
    "category": "content_category",
    "visibility": "visibility",
    "collection": "ifnull(collection_id, '')",
    "character": _CHARACTER,
}
_KINDS: dict[str, type[np.generic]] = {"duration": np.float64, "seed": np.uint64}
_DIGITS = b"0123456789,"
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Slice:
    """Some assets as the catalog has them: a number or a text each, column by column."""

    numbers: dict[str, npt.NDArray[Any]]
    texts: dict[str, list[str]]

    def __len__(self) -> int:
        """Return how many assets these are."""
        return len(self.numbers["row"])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tags in use: ids in the catalog, identities and spellings, in the same order."""

    ids: list[int]
    identities: list[str]
    spellings: list[str]


def change_number(connection: Connection) -> int:
    """Return the number of the last change that this connection sees."""
    return int(connection.exec_driver_sql("SELECT change_number FROM library").scalar_one())


def state(connection: Connection) -> tuple[int | None, ...]:
    """Return numbers that together are different whenever the catalog is different.

    The change counter alone would not tell a backup that was put back and then changed.
    """
    return tuple(
        connection.exec_driver_sql(
            "SELECT change_number, created_at_us, (SELECT max(row) FROM asset),"
            " (SELECT max(updated_at_us) FROM asset WHERE trashed_at_us IS NULL) FROM library"
        ).one()
    )


def all_assets(connection: Connection) -> Iterator[Slice]:
    """Yield the whole library by ascending row."""
    last = connection.exec_driver_sql("SELECT ifnull(max(row), 0) FROM asset").scalar_one()
    for first in range(0, int(last) + 1, SLICE_ROWS):
        read = _assets(connection, "row BETWEEN ? AND ?", (first, first + SLICE_ROWS - 1))
        if len(read):
            yield read


def assets(connection: Connection, rows: Sequence[int]) -> Iterator[Slice]:
    """Yield those of these assets that are there."""
    for start in range(0, len(rows), SLICE_ROWS):
        part = json.dumps(rows[start : start + SLICE_ROWS])
        read = _assets(connection, "row IN (SELECT value FROM json_each(?))", (part,))
        if len(read):
            yield read


def vocabulary(connection: Connection) -> Vocabulary:
    """Return all tags."""
    ids, identities, spellings = connection.exec_driver_sql(
        "SELECT json_group_array(id), json_group_array(identity), json_group_array(spelling)"
        " FROM tag"
    ).one()
    return Vocabulary(json.loads(ids), json.loads(identities), json.loads(spellings))


def collection_names(connection: Connection) -> dict[str, str]:
    """Return the names of the collections by their ids."""
    found = connection.exec_driver_sql("SELECT json_group_object(id, name) FROM collection")
    names: dict[str, str] = json.loads(found.scalar_one())
    return names


def members_by_tag(connection: Connection) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """Yield the id of each tag in use with the rows that have it."""
    for first, last in _tag_spans(connection):
        ids, counts, rows = connection.exec_driver_sql(
            "SELECT group_concat(tag_id), group_concat(asset_count), group_concat(asset_rows)"
            " FROM (SELECT tag_id, count(*) AS asset_count, group_concat(asset_row) AS asset_rows"
            " FROM asset_tag WHERE tag_id BETWEEN ? AND ? GROUP BY tag_id)",
            (first, last),
        ).one()
        ends = np.cumsum(_parsed(counts))
        yield from zip(
            _parsed(ids).tolist(), np.split(_parsed(rows), ends[:-1].tolist()), strict=True
        )


def tags_of(
    connection: Connection, rows: Sequence[int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the tags of these assets as two arrays: rows, and for each the id of a tag."""
    owners, tags = connection.exec_driver_sql(
        "SELECT group_concat(asset_row), group_concat(tag_id) FROM asset_tag"
        " WHERE asset_row IN (SELECT value FROM json_each(?))",
        (json.dumps(rows),),
    ).one()
    return _parsed(owners), _parsed(tags)


def rows_where(
    connection: Connection, sql: str, params: tuple[object, ...] = ()
) -> npt.NDArray[Any]:
    """Return the rows that ``SELECT group_concat(…)`` names."""
    return _parsed(connection.exec_driver_sql(sql, params).scalar_one())


def _tag_spans(connection: Connection) -> Iterator[tuple[int, int]]:
    """Yield ranges of tag ids that have a bounded number of members together."""
    ids, counts = connection.exec_driver_sql(
        "SELECT group_concat(tag_id), group_concat(asset_count) FROM"
        " (SELECT tag_id, count(*) AS asset_count FROM asset_tag GROUP BY tag_id)"
    ).one()
    if ids is None:
        return
    tag_ids = _parsed(ids).tolist()
    span_of = np.cumsum(_parsed(counts)) // _SLICE_LINKS
    starts = np.flatnonzero(np.diff(span_of, prepend=-1)).tolist()
    for start, end in zip(starts, [*starts[1:], len(tag_ids)], strict=True):
        yield tag_ids[start], tag_ids[end - 1]


def _assets(connection: Connection, where: str, params: tuple[object, ...]) -> Slice:
    columns = [f"group_concat({source}) AS {name}" for name, source in _NUMBERS.items()]
    columns += [f"group_concat({source}, char(31)) AS {name}" for name, source in _TEXTS.items()]
    columns.append("max(length(generation_seed)) AS seed_digits")
    found = dict(
        connection.exec_driver_sql(
            f"SELECT {', '.join(columns)} FROM asset NOT INDEXED WHERE {where}",  # noqa: S608
            params,
        )
        .mappings()
        .one()
    )

    def once_more(aggregate: str) -> str:
        sql = f"SELECT {aggregate} FROM asset NOT INDEXED WHERE {where}"  # noqa: S608
        return str(connection.exec_driver_sql(sql, params).scalar_one())

    if found["row"] is None:
        return Slice({name: _parsed(None) for name in _NUMBERS}, {name: [] for name in _TEXTS})
    if (found["seed_digits"] or 0) > _SEED_DIGITS or found["seed"].encode().translate(
        None, _DIGITS
    ):
        found["seed"] = once_more(f"group_concat({_CAREFUL_SEED})")
    numbers = {name: _parsed(found[name], _KINDS.get(name, np.int64)) for name in _NUMBERS}
    texts = {}
    for name, source in _TEXTS.items():
        texts[name] = found[name].split(_SEPARATOR)
        if len(texts[name]) != len(numbers["row"]):
            # Somebody's text holds the separator.
            texts[name] = json.loads(once_more(f"json_group_array({source})"))
    return Slice(numbers, texts)


def _parsed(text: str | None, kind: type[np.generic] = np.int64) -> npt.NDArray[Any]:
    return np.fromstring(text, kind, sep=",") if text else np.zeros(0, kind)
