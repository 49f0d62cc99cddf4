"""Sets the columns of assets: the one place through which every edit and every undo goes.

A cell is one column of one asset with the value it has and the value it gets, both as the server
would be sent them. Whoever makes cells has read the value before in the same transaction.

Thousands of cells go through one statement as one JSON parameter, and come out as one row:
SQLite gives the interpreter's lock back and forth at every row and at every statement, and
beside a busy thread each of these costs more than the work itself. For the same reason one
encoder writes all of them at once, and SQLite takes the JSON apart.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from desktop_app.catalog import edited, outbox, titles
from desktop_app.catalog.instants import text_of
from desktop_app.catalog.stored import canonical
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import Column
from desktop_app.domain.entities import Json

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
        UPDATE asset SET {column} = cell.value ->> 3, updated_at_us = ?2, updated_at = ?3
        FROM json_each(?1) AS cell WHERE asset."row" = cell.value ->> 0
        """  # noqa: S608
    for column in Column
}
_STORED: Final = {
    column: "nullif(edited.after, 'null')"
    if column in {Column.TAGS, Column.ROLEPLAY}
    else "edited.after ->> '$'"
    for column in Column
}
_WRITE_EDITED_SQL: Final = {
    column: f"""
        UPDATE asset SET {column} = {_STORED[column]}, updated_at_us = ?1, updated_at = ?2
        FROM temp.edited WHERE asset."row" = edited.asset_row
        """  # noqa: S608
    for column in Column
}
_WRITE_QUEUED_SQL: Final = {
    column: f"""
        UPDATE asset
        SET {column} = {_STORED[column]}, has_pending = NOT edited.is_settled,
            updated_at_us = iif(edited.is_settled, ifnull(edited.base_updated_at_us, ?1), ?1),
            updated_at = iif(edited.is_settled, ifnull(edited.base_updated_at, ?2), ?2)
        FROM temp.edited WHERE asset."row" = edited.asset_row
        """  # noqa: S608
    for column in Column
}


class Cell(NamedTuple):
    """One column of one asset: the value it has and the value it gets."""

    row: int
    id: str
    before: Json
    after: Json


def current_values(
    write: Write, column: Column, rows: Iterable[int]
) -> list[tuple[int, str, StoredValue]]:
    """Return row, id and stored value of those of the assets that exist."""
    found: list[tuple[int, str, StoredValue]] = json.loads(
        write.run(_READ_SQL[column], json.dumps(list(rows))).scalar_one()
    )
    return found


def set_cells(write: Write, column: Column, cells: Sequence[Cell]) -> None:
    """Give the cells their new values, queue them for the server, and note the change.

    A list or an object is stored as JSON text, in which the keys of an object are sorted.
    """
    if not cells:
        return
    if column is Column.TITLE:
        titles.index(write.connection, [(cell.row, str(cell.after or "")) for cell in cells])
    rows = [cell[0] for cell in cells]
    if write.account is None:
        write.run(_WRITE_SQL[column], canonical(cells), write.now_us, text_of(write.now_us))
        write.note_changed(rows, column, UPDATED)
    else:
        edited.fill(write, canonical(cells))
        set_edited(write, column, rows)


def set_edited(write: Write, column: Column, rows: Sequence[int]) -> None:
    """Give the assets in ``temp.edited``, which are `rows`, the values they get there."""
    now = write.now_us, text_of(write.now_us)
    if write.account is None:
        write.run(_WRITE_EDITED_SQL[column], *now)
        write.note_changed(rows, column, UPDATED)
    else:
        outbox.note_edits(write, "asset", column)
        write.run(_WRITE_QUEUED_SQL[column], *now)
        write.note_changed(rows, column, UPDATED, WAITING)
