"""Collections: made, renamed, deleted, and brought back under their own id.

To delete a collection is one entry for the server, which sets its members free by itself; here
they are set free without an edit of their own. Members that were put into it by an edit the
server does not know yet are the exception: of these the edit is what changes.

Cells for the history:

* ``collection``: ``[collection's row, pending edits of it]``
* ``member``: rows that were set free silently
* ``collection_id``: cells as of any edit, for the other members
* ``name``: ``[id, before, after]``
"""

import json
import uuid
from typing import Any

from sqlalchemy import delete, insert, select, update

from desktop_app.catalog import edited, edits, outbox
from desktop_app.catalog.cells import Cell, Cells, set_cells
from desktop_app.catalog.instants import text_of
from desktop_app.catalog.stored import canonical, storable
from desktop_app.catalog.tables import collection
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import Column
from desktop_app.domain.entities import CollectionId
from desktop_app.domain.errors import CatalogError

COLLECTION = "collection"
MEMBER = "member"
NAME = "name"


def create(write: Write, name: str, description: str) -> tuple[CollectionId, Cells]:
    """Make a collection; names need not differ.

    Raises:
        CatalogError: ``collection.name_empty``.
    """
    row = {
        "id": str(uuid.uuid4()),
        "user_id": write.account.user_id if write.account else None,
        "name": _checked(name),
        "description": storable(description).strip(),
        "created_at_us": write.now_us,
        "created_at": text_of(write.now_us),
        "version": None,
        "extra": "{}",
    }
    write.connection.execute(insert(collection).values(row))
    if write.account is not None:
        outbox.note_collection_insert(write, str(row["id"]))
    write.are_collections_changed = True
    return CollectionId(str(row["id"])), {COLLECTION: [row, []]}


def rename(write: Write, id_: str, name: str) -> tuple[None, Cells]:
    """Rename a collection.

    Raises:
        CatalogError: ``collection.name_empty``, or ``collection.gone``.
    """
    wanted = _checked(name)
    before = write.connection.execute(
        select(collection.c.name).where(collection.c.id == id_)
    ).scalar_one_or_none()
    if before is None:
        raise CatalogError("collection.gone")
    if before == wanted:
        return None, {}
    _set_name(write, id_, before, wanted)
    return None, {NAME: [id_, before, wanted]}


def take_back_name(write: Write, cells: list[Any]) -> None:
    """Undo a renaming, if the name is still the one that was given."""
    id_, before, after = cells
    now = write.connection.execute(
        select(collection.c.name).where(collection.c.id == id_)
    ).scalar_one_or_none()
    if now == after:
        _set_name(write, id_, after, before)


def remove(write: Write, id_: str) -> tuple[None, Cells]:
    """Delete a collection and set its members free; the cells bring it back."""
    found = (
        write.connection.execute(select(collection).where(collection.c.id == id_))
        .mappings()
        .first()
    )
    if found is None:
        return None, {}
    pending, members = _members(write, id_)
    cells: Cells = {COLLECTION: [dict(found), []]}
    if pending:
        set_cells(write, Column.COLLECTION, [Cell(row, key, id_, None) for row, key in pending])
        cells[Column.COLLECTION] = [[id_, None, [row for row, _ in pending]]]
    if members:
        write.run(
            'UPDATE asset SET collection_id = NULL WHERE "row" IN (SELECT value FROM json_each(?))',
            json.dumps(members),
        )
        write.note_changed(members, Column.COLLECTION)
        cells[MEMBER] = members
    if write.account is not None:
        cells[COLLECTION][1] = outbox.note_collection_delete(write, id_, members)
    write.connection.execute(delete(collection).where(collection.c.id == id_))
    write.are_collections_changed = True
    return None, cells


def revive(write: Write, cells: Cells) -> None:
    """Bring back a removed collection with its members, where they are not elsewhere by now."""
    row, pending = cells[COLLECTION]
    id_ = row["id"]
    if write.connection.execute(select(collection.c.id).where(collection.c.id == id_)).first():
        return
    write.connection.execute(insert(collection).values(row))
    write.are_collections_changed = True
    freed = cells.get(MEMBER, [])
    if write.account is None:
        take_in(write, id_, freed)
    elif (members := outbox.note_collection_revival(write, id_, pending)) is not None:
        take_in(write, id_, members)
    else:
        # It is new to the server, which has let its members go and must be told of each again.
        write.run("UPDATE collection SET version = NULL WHERE id = ?1", id_)
        edits.take_back(write, Column.COLLECTION, [[id_, None, freed]])
    edits.take_back(write, Column.COLLECTION, cells.get(Column.COLLECTION, []))


def take_in(write: Write, id_: str, members: object) -> None:
    """Put assets that were set free silently back into their collection, which the server has.

    One of another version than then may have been put elsewhere, or nowhere, by somebody else:
    without a version it is fetched again.

    Args:
        write: the transaction.
        id_: the collection.
        members: row → version of each then; or the rows alone.
    """
    known = members if isinstance(members, dict) else {str(row): None for row in _rows(members)}
    rows = write.run(
        """
        UPDATE asset
        SET collection_id = ?1, version = iif(asset.version IS known.value, known.value, NULL)
        FROM json_each(?2) AS known
        WHERE asset."row" = CAST(known.key AS INTEGER) AND asset.collection_id IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM pending_edit WHERE entity = 'asset' AND pending_edit.id = asset.id
                    AND column_name = 'collection_id'
            )
        RETURNING "row"
        """,
        id_,
        json.dumps(known),
    ).fetchall()
    write.note_changed([row for (row,) in rows], Column.COLLECTION)


def _rows(members: object) -> list[object]:
    return members if isinstance(members, list) else []


def _members(write: Write, id_: str) -> tuple[list[tuple[int, str]], list[int]]:
    """Return the members whose edit still waits, with their ids, and the rows of all others."""
    # Two halves, so that each finds its index: the one of members holds no trashed assets.
    found = write.run(
        """
        WITH member AS (
            SELECT "row", id FROM asset WHERE collection_id = ?1 AND trashed_at_us IS NULL
            UNION ALL
            SELECT "row", id FROM asset WHERE collection_id = ?1 AND trashed_at_us IS NOT NULL
        )
        SELECT member."row", member.id, pending_edit.id IS NOT NULL AS is_pending
        FROM member LEFT JOIN pending_edit ON pending_edit.entity = 'asset'
            AND pending_edit.id = member.id AND pending_edit.column_name = 'collection_id'
        """,
        id_,
    ).all()
    return (
        [(member.row, member.id) for member in found if member.is_pending],
        [member.row for member in found if not member.is_pending],
    )


def _set_name(write: Write, id_: str, before: str, after: str) -> None:
    if write.account is not None:
        edited.fill(write, canonical([[0, id_, before, after]]))
        outbox.note_edits(write, COLLECTION, NAME)
    write.connection.execute(update(collection).where(collection.c.id == id_).values(name=after))
    write.are_collections_changed = True


def _checked(name: str) -> str:
    if not (trimmed := storable(name).strip()):
        raise CatalogError("collection.name_empty")
    return trimmed
