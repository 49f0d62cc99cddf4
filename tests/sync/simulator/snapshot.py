"""What a library holds, read past the product's own reading code; and its edits as cells.

A cell is the smallest thing that two sides can change without touching each other: one column of
one row, one tag of an asset, one leaf of its roleplay metadata.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from desktop_app.domain.entities import Json
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.tags import tag_identity

ASSETS: Final = RemoteTable.ASSETS
COLLECTIONS: Final = RemoteTable.COLLECTIONS
EXISTS: Final = "exists"
TRASHED: Final = "trashed"
SCALARS: Final = (
    "custom_title", "is_favorite", "visibility", "content_category", "collection_id",
)  # fmt: skip
EDITABLE: Final = {
    ASSETS: (*SCALARS, "tags", "roleplay_metadata"),
    COLLECTIONS: ("name", "description"),
}
_EVENED: Final[Mapping[str, Json]] = {
    "is_favorite": False, "visibility": "private", "content_category": "general",
    "roleplay_metadata": {}, "description": "",
}  # fmt: skip
_ENTITIES: Final = {"asset": ASSETS, "collection": COLLECTIONS}

Cell = tuple[RemoteTable, str, str, str]
"""Table, id, column, and the tag or path within it ("" for a whole column)."""
Cells = dict[Cell, Json]

_ASSETS_SQL: Final = (
    "SELECT id, custom_title, is_favorite, visibility, content_category, collection_id, tags,"
    " roleplay_metadata, trashed_at_us FROM asset"
)


@dataclass(slots=True)
class Pending:
    """One column that waits for the server."""

    base: Json
    value: Json


@dataclass(slots=True)
class Snapshot:
    """A library at one moment."""

    cells: Cells = field(default_factory=dict)
    pending: dict[tuple[RemoteTable, str, str], Pending] = field(default_factory=dict)
    outbox: dict[tuple[RemoteTable, str], tuple[str, str]] = field(default_factory=dict)
    """Kind and state of each entry."""
    held: dict[tuple[RemoteTable, str], Json] = field(default_factory=dict)
    """What the server had of rows that are to be put there again."""

    def ids(self, table: RemoteTable) -> list[str]:
        """Return the rows that are there, in order."""
        return sorted(cell[1] for cell in self.cells if cell[0] is table and cell[2] == EXISTS)


class Reader:
    """Reads one library's file."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def all(self, sql: str, *params: object) -> list[sqlite3.Row]:
        """Return all rows of a question."""
        return self._connection.execute(sql, params).fetchall()

    def snapshot(self) -> Snapshot:
        """Return what there is."""
        read = Snapshot()
        self._connection.execute("BEGIN")
        try:
            for row in self._connection.execute(_ASSETS_SQL):
                _add_asset(read.cells, row)
            for id_, name, description in self._connection.execute(
                "SELECT id, name, description FROM collection"
            ):
                read.cells[COLLECTIONS, id_, EXISTS, ""] = True
                read.cells[COLLECTIONS, id_, "name", ""] = name
                read.cells[COLLECTIONS, id_, "description", ""] = description
            for entity, id_, column, base, value in self._connection.execute(
                "SELECT entity, id, column_name, base, value FROM pending_edit"
            ):
                key = (_ENTITIES[entity], id_, column)
                read.pending[key] = Pending(json.loads(base), json.loads(value))
            for entity, id_, kind, state in self._connection.execute(
                "SELECT entity, id, kind, state FROM outbox"
            ):
                read.outbox[_ENTITIES[entity], id_] = (kind, state)
            for entity, id_, base in self._connection.execute(
                "SELECT entity, id, gone -> '$.base' FROM outbox"
                " WHERE kind = 'insert' AND gone IS NOT NULL"
            ):
                read.held[_ENTITIES[entity], id_] = json.loads(base)
        finally:
            self._connection.execute("COMMIT")
        return read

    def conflicts(self) -> list[tuple[RemoteTable, str, str, Json]]:
        """Return table, id, column and theirs of the conflict log."""
        return [
            (_ENTITIES[row[0]], row[1], row[2], json.loads(row[3]))
            for row in self._connection.execute(
                "SELECT entity, id, column_name, theirs FROM conflict"
            )
        ]


def leaves(value: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Yield the leaves of an object with their paths; anything but an object is a leaf."""
    if isinstance(value, dict) and (value or path == ""):
        for key, one in value.items():
            yield from leaves(one, f"{path}/{key}")
    else:
        yield path, value


def tags_of(value: Json) -> dict[str, str]:
    """Return the tags in a column by identity."""
    if not isinstance(value, list):
        return {}
    return {tag_identity(tag): tag for tag in value if isinstance(tag, str)}


def evened(column: str, value: Json) -> Json:
    """Return what a null means in a column that holds no nulls here."""
    return _EVENED.get(column) if value is None else value


def column_cells(column: str, value: Json) -> dict[str, Json]:
    """Return what a column's value is made of; what is not named is absent."""
    value = evened(column, value)
    if column == "tags":
        return dict.fromkeys(tags_of(value), True)
    if column == "roleplay_metadata":
        return dict(leaves(value)) if isinstance(value, dict) else {"": value}
    return {"": value}


def server_cells(table: RemoteTable, row: Mapping[str, Json]) -> dict[tuple[str, str], Json]:
    """Return column and part of everything that can be edited in a server's row."""
    return {
        (column, part): value
        for column in EDITABLE[table]
        if column in row
        for part, value in column_cells(column, row[column]).items()
    }


def _add_asset(cells: Cells, row: sqlite3.Row) -> None:
    id_ = row[0]
    cells[ASSETS, id_, EXISTS, ""] = True
    for index, column in enumerate(SCALARS, 1):
        cells[ASSETS, id_, column, ""] = row[index]
    cells[ASSETS, id_, "is_favorite", ""] = bool(row[2])
    for column, text in (("tags", row[6]), ("roleplay_metadata", row[7])):
        value = None if text is None else json.loads(text)
        for part, one in column_cells(column, value).items():
            cells[ASSETS, id_, column, part] = one
    cells[ASSETS, id_, TRASHED, ""] = row[8] is not None
