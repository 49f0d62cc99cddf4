"""The history of undoable steps, which lasts across restarts.

A step is one row of ``history`` and a few of ``history_cell``: for every slice and column the
cells it changed, as JSON (edits.py and collection_edits.py tell the forms). To undo is a new edit
made of them, cell by cell, only where the value is still what the step wrote. A new step makes
the undone ones unreachable, so they go.

Kept are the newest `STEPS_KEPT` steps, and of these only as many as together hold at most
`CELLS_KEPT` changed assets; the newest step is kept whatever its size.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from desktop_app.catalog import collection_edits, edits, tag_edits, trash
from desktop_app.catalog.cells import Cells
from desktop_app.catalog.stored import json_text, storable
from desktop_app.catalog.tables import history, history_cell
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import TRASHED, Column, Step, UndoState

STEPS_KEPT = 200
CELLS_KEPT = 500_000


def next_group(connection: Connection) -> int:
    """Return the number that the next step gets."""
    return int(
        connection.exec_driver_sql(
            "SELECT ifnull(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'history'"
        ).scalar_one()
    )


def record(write: Write, code: str, detail: str, parts: Mapping[int, Cells]) -> None:
    """Write down what one transaction of a step changed, in the order of its parts.

    The first that changed anything begins the step. Once for each transaction: all the assets
    it has changed are counted, but for those it has removed, which no undo brings back.
    """
    connection = write.connection
    count = len(write.changed.keys() - write.removed)
    begun = connection.execute(
        select(history.c.asset_count).where(history.c.group_id == write.group_id)
    ).scalar_one_or_none()
    if begun is None:
        _forget(connection, select(history.c.group_id).where(history.c.is_undone == 1))
        connection.execute(
            insert(history).values(
                group_id=write.group_id,
                code=code,
                detail=storable(detail),
                asset_count=count,
                created_at_us=write.now_us,
            )
        )
        _forget_oldest(connection)
    else:
        connection.execute(
            update(history)
            .where(history.c.group_id == write.group_id)
            .values(asset_count=begun + count)
        )
    for part, cells in parts.items():
        _put_cells(write, part, cells)
    write.step = step_of(connection, write.group_id)


def step_of(connection: Connection, group_id: int | None) -> Step | None:
    """Return the step of this number."""
    found = connection.execute(
        select(history.c.group_id, history.c.code, history.c.asset_count, history.c.detail).where(
            history.c.group_id == group_id
        )
    ).first()
    return None if found is None else Step(*found)


def undo_state(connection: Connection) -> UndoState:
    """Return what undo and redo would do now."""
    return UndoState(
        undo=step_of(connection, _next_to_undo(connection)),
        redo=step_of(connection, _next_to_redo(connection)),
    )


def next_step(connection: Connection, *, is_undo: bool) -> tuple[Step, list[int]] | None:
    """Return the step to undo or redo, and its slices in the order in which to take them."""
    group_id = _next_to_undo(connection) if is_undo else _next_to_redo(connection)
    step = step_of(connection, group_id)
    if step is None:
        return None
    parts = connection.execute(
        select(history_cell.c.part)
        .where(history_cell.c.group_id == group_id)
        .distinct()
        .order_by(history_cell.c.part.desc() if is_undo else history_cell.c.part)
    ).scalars()
    return step, list(parts)


def replay(write: Write, step: Step, part: int, *, is_undo: bool) -> None:
    """Undo or redo one slice of a step."""
    found = write.connection.execute(
        select(history_cell.c.column_name, history_cell.c.cells).where(
            history_cell.c.group_id == step.group_id, history_cell.c.part == part
        )
    )
    cells: Cells = {name: json.loads(text) for name, text in found}
    if collection_edits.COLLECTION in cells:
        # A step that answers conflicts has other codes, and deletes collections too.
        if is_undo is (step.code != "collection.create"):
            collection_edits.revive(write, cells)
        else:
            id_ = cells[collection_edits.COLLECTION][0]["id"]
            _, gone = collection_edits.remove(write, id_)
            if gone:
                _put_cells(write, part, gone)
        return
    for name, column_cells in cells.items():
        _take_back(write, name, column_cells, is_undo=is_undo)


def mark(write: Write, step: Step, *, is_undone: bool) -> None:
    """Note that a step is undone, or done again."""
    write.connection.execute(
        update(history).where(history.c.group_id == step.group_id).values(is_undone=int(is_undone))
    )


def _take_back(write: Write, name: str, cells: list[Any], *, is_undo: bool) -> None:
    """Undo the cells of one column; a redo undoes them turned round."""
    if name == Column.TAGS:
        tag_edits.take_back(write, cells if is_undo else tag_edits.turned_round(cells))
    elif name == collection_edits.NAME:
        id_, before, after = cells
        names = [before, after] if is_undo else [after, before]
        collection_edits.take_back_name(write, [id_, *names])
    else:
        turned = cells if is_undo else edits.turned_round(cells)
        if name == TRASHED:
            trash.take_back(write, turned)
        else:
            edits.take_back(write, Column(name), turned)


def _next_to_undo(connection: Connection) -> int | None:
    newest: int | None = connection.execute(
        select(func.max(history.c.group_id)).where(history.c.is_undone == 0)
    ).scalar_one()
    return newest


def _next_to_redo(connection: Connection) -> int | None:
    oldest: int | None = connection.execute(
        select(func.min(history.c.group_id)).where(history.c.is_undone == 1)
    ).scalar_one()
    return oldest


def _put_cells(write: Write, part: int, cells: Cells) -> None:
    """Write down the cells of one slice, in the place of any that were there."""
    write.connection.execute(
        delete(history_cell).where(
            history_cell.c.group_id == write.group_id, history_cell.c.part == part
        )
    )
    write.connection.execute(
        insert(history_cell),
        [
            {
                "group_id": write.group_id,
                "part": part,
                "column_name": name,
                "cells": json_text(column_cells),
            }
            for name, column_cells in cells.items()
        ],
    )


def _forget_oldest(connection: Connection) -> None:
    """Forget the steps beyond what is kept."""
    newest = connection.execute(
        select(history.c.group_id, history.c.asset_count).order_by(history.c.group_id.desc())
    )
    cell_count = 0
    for place, (group_id, asset_count) in enumerate(newest):
        cell_count += asset_count
        if place and (place >= STEPS_KEPT or cell_count > CELLS_KEPT):
            oldest_to_go = select(history.c.group_id).where(history.c.group_id <= group_id)
            newest.close()
            _forget(connection, oldest_to_go)
            return


def _forget(connection: Connection, group_ids: Select[Any]) -> None:
    connection.execute(delete(history_cell).where(history_cell.c.group_id.in_(group_ids)))
    connection.execute(delete(history).where(history.c.group_id.in_(group_ids)))
