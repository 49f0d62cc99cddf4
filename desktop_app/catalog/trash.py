"""The Trash: a local mark on assets, and the end of those that are emptied out of it."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from desktop_app.catalog import outbox, text_index, vocabulary
from desktop_app.catalog.cells import Cells
from desktop_app.catalog.tables import asset, asset_generation, asset_tag
from desktop_app.catalog.write import Write, values_of
from desktop_app.domain.changes import TRASHED


def trash(write: Write, rows: Sequence[int]) -> Cells:
    """Move assets into the Trash; those that are there stay as they are."""
    found = write.run(
        """
        UPDATE asset SET trashed_at_us = ?1
        WHERE trashed_at_us IS NULL AND "row" IN (SELECT value FROM json_each(?2))
        RETURNING "row"
        """,
        write.now_us,
        json.dumps(list(rows)),
    )
    changed = [row for (row,) in found]
    write.note_changed(changed, TRASHED)
    return {TRASHED: [[None, write.now_us, changed]]} if changed else {}


def restore(write: Write, rows: Sequence[int]) -> Cells:
    """Take assets out of the Trash; those that are not there stay as they are."""
    found = write.connection.execute(
        select(asset.c.row, asset.c.trashed_at_us).where(
            asset.c.row.in_(values_of(rows)), asset.c.trashed_at_us.is_not(None)
        )
    )
    by_moment: dict[int, list[int]] = {}
    for row, trashed_at_us in found:
        by_moment.setdefault(trashed_at_us, []).append(row)
    cells = [[moment, None, changed] for moment, changed in by_moment.items()]
    take_back(write, [[None, moment, changed] for moment, _, changed in cells])
    return {TRASHED: cells} if cells else {}


def take_back(write: Write, cells: Sequence[Sequence[Any]]) -> None:
    """Undo moves: ``[[before, after, [row, …]], …]``, each only where it is still so."""
    moves = [(row, before, after) for before, after, rows in cells for row in rows]
    found = write.run(
        """
        UPDATE asset SET trashed_at_us = move.value ->> 1
        FROM json_each(?) AS move
        WHERE asset."row" = move.value ->> 0 AND trashed_at_us IS move.value ->> 2
        RETURNING asset."row"
        """,
        json.dumps(moves),
    )
    write.note_changed([row for (row,) in found], TRASHED)


def remove(write: Write, rows: Sequence[int]) -> None:
    """Remove those of the assets that are in the Trash, for good, here and on the server."""
    found = write.connection.execute(
        select(asset.c.row, asset.c.id).where(
            asset.c.row.in_(values_of(rows)), asset.c.trashed_at_us.is_not(None)
        )
    ).all()
    if not found:
        return
    gone = [row for row, _ in found]
    ids = [id_ for _, id_ in found]
    if write.account is not None:
        outbox.note_asset_deletes(write, gone)
    drop(write, gone, ids)
    write.removed_ids.extend(ids)


def drop(write: Write, rows: Sequence[int], ids: Sequence[str]) -> None:
    """Take these assets, by row and by id, out of every table but the outbox and the history."""
    text_index.remove(write.connection, rows)
    used = write.connection.execute(
        select(asset_tag.c.tag_id).where(asset_tag.c.asset_row.in_(values_of(rows))).distinct()
    ).scalars()
    tag_ids = list(used)
    for column in (asset_tag.c.asset_row, asset_generation.c.asset_row, asset.c.row):
        write.connection.execute(delete(column.table).where(column.in_(values_of(rows))))
    for table in ("conflict", "problem"):
        write.run(
            f"DELETE FROM {table} WHERE entity = 'asset'"  # noqa: S608 - one of the two above
            " AND id IN (SELECT value FROM json_each(?))",
            json.dumps(list(ids)),
        )
    write.run(
        "DELETE FROM upload WHERE asset_id IN (SELECT value FROM json_each(?))",
        json.dumps(list(ids)),
    )
    vocabulary.drop_unused(write, tag_ids)
    write.removed.extend(rows)


def trashed_rows(write: Write) -> list[int]:
    """Return every asset that is in the Trash."""
    return list(
        write.connection.execute(
            select(asset.c.row).where(asset.c.trashed_at_us.is_not(None)).order_by(asset.c.row)
        ).scalars()
    )
