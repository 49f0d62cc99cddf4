"""Sets the columns of assets: the one place through which every edit and every undo goes.

A cell is one column of one asset with the value it has and the value it gets, both as they stand
in the database. Whoever makes cells has read `before` in the same transaction.

Thousands of cells go through one statement as one JSON parameter, and come out as one row:
SQLite gives the interpreter's lock back and forth at every row and at every statement, and
beside a busy thread each of these costs more than the work itself.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from desktop_app.catalog import outbox, text_index
from desktop_app.catalog.instants import text_of
from desktop_app.catalog.outbox import Edit
from desktop_app.catalog.stored import canonical, json_text, parsed
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import Column

StoredValue = str | int | None

Cells = dict[str, list[Any]]
"""What a step changed in one slice: for each column its cells, as JSON for the history."""

UPDATED: Final = "updated_at"
"""Name under which a ChangeSet reports that assets count as updated just now."""
WAITING: Final = "has_pending"
"""Name under which a ChangeSet reports that assets began or ceased to wait for the server."""

_READ_SQL: Final = {
    column: f"""
        SELECT json_group_array(json_array(asset."row", asset.id, asset.{column}))
        FROM json_each(?) AS wanted CROSS JOIN asset ON asset."row" = wanted.value
        """  # noqa: S608 - the columns are our own constants
    for column in Column
}
_WRITE_SQL: Final = {
    column: f"""
        UPDATE asset SET {column} = cell.value ->> 1, updated_at_us = ?2, updated_at = ?3
        FROM json_each(?1) AS cell WHERE asset."row" = cell.value ->> 0
        """  # noqa: S608
    for column in Column
}
_WRITE_WITH_ACCOUNT_SQL: Final = {
    column: f"""
        UPDATE asset
        SET {column} = cell.value ->> 1, has_pending = cell.value ->> 2,
            updated_at_us = ifnull(cell.value ->> 3, ?2), updated_at = ifnull(cell.value ->> 4, ?3)
        FROM json_each(?1) AS cell WHERE asset."row" = cell.value ->> 0
        """  # noqa: S608
    for column in Column
}


class Cell(NamedTuple):
    """One column of one asset: the value it has and the value it gets, as stored."""

    row: int
    id: str
    before: StoredValue
    after: StoredValue


def current_values(
    write: Write, column: Column, rows: Iterable[int]
) -> list[tuple[int, str, StoredValue]]:
    """Return row, id and stored value of those of the assets that exist."""
    found: list[tuple[int, str, StoredValue]] = json.loads(
        write.run(_READ_SQL[column], json.dumps(list(rows))).scalar_one()
    )
    return found


def set_cells(
    write: Write,
    column: Column,
    cells: Sequence[Cell],
    as_sent: Mapping[StoredValue, str] | None = None,
) -> None:
    """Give the cells their new values, queue them for the server, and note the change.

    `as_sent`: the canonical JSON of all the values, where the caller has it at hand.
    """
    if not cells:
        return
    rows = [cell.row for cell in cells]
    if column is Column.TITLE:
        text_index.remove(write.connection, rows)
    if write.account is None:
        listed = json_text([(row, after) for row, _, _, after in cells])
        sql = _WRITE_SQL[column]
    else:
        listed = json_text(_queued(write, column, cells, as_sent))
        sql = _WRITE_WITH_ACCOUNT_SQL[column]
        write.note_changed(rows, WAITING)
    write.run(sql, listed, write.now_us, text_of(write.now_us))
    if column is Column.TITLE:
        text_index.add(write.connection, rows)
    write.note_changed(rows, column, UPDATED)


def _queued(
    write: Write,
    column: Column,
    cells: Sequence[Cell],
    as_sent: Mapping[StoredValue, str] | None,
) -> list[tuple[object, ...]]:
    """Queue the edits; return the parameters of the statement that writes the cells.

    For each asset its row and value, whether it waits for the server, and since when it counts
    as updated, if that is not now.
    """
    if as_sent is None:
        as_sent = {
            value: _sent(column, value) for cell in cells for value in (cell.before, cell.after)
        }
    settled = outbox.note_edits(
        write,
        "asset",
        column,
        [Edit(row, id_, as_sent[before], as_sent[after]) for row, id_, before, after in cells],
    )
    return [
        (cell.row, cell.after, 0, *settled[cell.id])
        if cell.id in settled
        else (cell.row, cell.after, 1, None, None)
        for cell in cells
    ]


def _sent(column: Column, value: StoredValue) -> str:
    """Return the value of a cell as the canonical JSON that the server would be sent."""
    if column is Column.FAVORITE:
        return canonical(value == 1)
    if column in {Column.TAGS, Column.ROLEPLAY}:
        return canonical(parsed(None if value is None else str(value)))
    return canonical(value)
