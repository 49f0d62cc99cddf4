"""Single entries of the outbox and the edits they carry, for whoever decides row by row."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from desktop_app.catalog.stored import canonical, json_text, mapping_in, parsed
from desktop_app.catalog.write import Write
from desktop_app.domain.entities import Json
from desktop_app.domain.merge import Sent

_BASE: Final = "base"


class Entry(NamedTuple):
    """What waits for one row.

    Attributes:
        kind: ``insert``, ``update`` or ``delete``.
        state: ``queued``, ``in_flight``, ``blocked`` or ``held``.
        claimed_seq: number of the last claim that the server may have taken; None when none was.
        is_doubtful: of an earlier claim nobody knows whether the server has taken it.
    """

    kind: str
    state: str
    claimed_seq: int | None
    is_doubtful: bool


class Edit(NamedTuple):
    """An edit of one column that waits.

    Attributes:
        column: its name in the server's table.
        base: the server's value when the edit began, or as it was seen last.
        value: ours.
        seq: grows with every edit.
        sent: what was sent and the server may have taken.
    """

    column: str
    base: Json
    value: Json
    seq: int
    sent: Sequence[Sent] = ()


def entries_of(write: Write, entity: str, ids: Iterable[str]) -> dict[str, Entry]:
    """Return what waits for these rows."""
    found = write.run(
        """
        SELECT json_group_array(json_array(
            outbox.id, outbox.kind, outbox.state, outbox.claimed_seq, outbox.is_doubtful
        ))
        FROM json_each(?2) AS wanted
            CROSS JOIN outbox ON outbox.entity = ?1 AND outbox.id = wanted.value
        """,
        entity,
        json.dumps(list(ids)),
    ).scalar_one()
    lines: list[list[Any]] = json.loads(found)
    return {
        id_: Entry(kind, state, claimed_seq, is_doubtful == 1)
        for id_, kind, state, claimed_seq, is_doubtful in lines
    }


def entry_of(write: Write, entity: str, id_: str) -> Entry | None:
    """Return what waits for a row."""
    return entries_of(write, entity, [id_]).get(id_)


def set_base(write: Write, entity: str, id_: str, base: Mapping[str, Json]) -> None:
    """Note what the server had of a row that is put there again by its insert."""
    write.run(
        "UPDATE outbox SET gone = ?3 WHERE entity = ?1 AND id = ?2",
        entity,
        id_,
        json_text({_BASE: dict(base)}),
    )


def base_of(write: Write, entity: str, id_: str) -> dict[str, Json] | None:
    """Return what the server had of a row that is put there again; None of one that is new."""
    found = write.run(
        "SELECT gone FROM outbox WHERE entity = ?1 AND id = ?2 AND kind = 'insert'", entity, id_
    ).scalar_one_or_none()
    base = mapping_in(found).get(_BASE)
    return base if isinstance(base, dict) else None


def edits_of(write: Write, entity: str, id_: str) -> list[Edit]:
    """Return the edits of a row that wait, by column."""
    found = write.run(
        """
        SELECT column_name, base, value, seq, sent FROM pending_edit
        WHERE entity = ?1 AND id = ?2 ORDER BY column_name
        """,
        entity,
        id_,
    ).all()
    return [
        Edit(
            edit.column_name,
            parsed(edit.base),
            parsed(edit.value),
            edit.seq,
            tuple(Sent(*one) for one in json.loads(edit.sent or "[]")),
        )
        for edit in found
    ]


def put_edit(write: Write, entity: str, id_: str, edit: Edit) -> None:
    """Have an edit wait, in the place of any other of its column."""
    write.run(
        """
        INSERT INTO pending_edit (entity, id, column_name, base, value, seq, sent)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (entity, id, column_name) DO UPDATE
        SET base = excluded.base, value = excluded.value, seq = excluded.seq, sent = excluded.sent
        """,
        entity,
        id_,
        edit.column,
        canonical(edit.base),
        canonical(edit.value),
        edit.seq,
        canonical(edit.sent) if edit.sent else None,
    )


def drop_edit(write: Write, entity: str, id_: str, column: str) -> None:
    """Have an edit wait no longer."""
    write.run(
        "DELETE FROM pending_edit WHERE entity = ?1 AND id = ?2 AND column_name = ?3",
        entity,
        id_,
        column,
    )


def remove(write: Write, entity: str, id_: str) -> None:
    """Have nothing wait for a row any more."""
    write.run("DELETE FROM pending_edit WHERE entity = ?1 AND id = ?2", entity, id_)
    write.run("DELETE FROM outbox WHERE entity = ?1 AND id = ?2", entity, id_)


def forget_claim(write: Write, entity: str, id_: str) -> None:
    """Treat an entry as never sent: an insert takes in the edits, undone edits go."""
    write.run("UPDATE outbox SET claimed_seq = NULL WHERE entity = ?1 AND id = ?2", entity, id_)
    entry = entry_of(write, entity, id_)
    if entry is not None and entry.kind == "insert":
        write.run("DELETE FROM pending_edit WHERE entity = ?1 AND id = ?2", entity, id_)
        return
    write.run("UPDATE pending_edit SET sent = NULL WHERE entity = ?1 AND id = ?2", entity, id_)
    write.run(
        "DELETE FROM pending_edit WHERE entity = ?1 AND id = ?2 AND value = base", entity, id_
    )
    _drop_if_empty(write, entity, id_)


def _drop_if_empty(write: Write, entity: str, id_: str) -> None:
    """Drop an update that has no edits left: its row counts as updated when it did before."""
    emptied = write.run(
        """
        DELETE FROM outbox
        WHERE entity = ?1 AND id = ?2 AND kind = 'update' AND NOT EXISTS (
            SELECT 1 FROM pending_edit WHERE pending_edit.entity = ?1 AND pending_edit.id = ?2
        )
        RETURNING base_updated_at_us, base_updated_at
        """,
        entity,
        id_,
    ).first()
    if emptied is not None and entity == "asset":
        rows = write.run(
            """
            UPDATE asset SET has_pending = 0, updated_at_us = ifnull(?2, updated_at_us),
                updated_at = ifnull(?3, updated_at)
            WHERE id = ?1 RETURNING "row"
            """,
            id_,
            emptied.base_updated_at_us,
            emptied.base_updated_at,
        ).scalars()
        write.note_changed(list(rows), "has_pending", "updated_at")
