"""The outbox from the side of whoever pushes: claim entries, and say what became of them.

Between `claim` and the answer an entry is in flight: edits made meanwhile stay pending, since they
are newer than what was sent. An entry that was ever in flight keeps its edits even when they are
undone, until it is known what the server holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.catalog.outbox import forget_problems
from desktop_app.catalog.stored import canonical, json_text, mapping_in, parsed
from desktop_app.catalog.write import Write
from desktop_app.domain.entities import Json

_VERSION_SQL = {
    "asset": "SELECT version FROM asset WHERE id = ?1",
    "collection": "SELECT version FROM collection WHERE id = ?1",
}
_SET_VERSION_SQL = {
    "asset": "UPDATE asset SET version = ?2 WHERE id = ?1",
    "collection": "UPDATE collection SET version = ?2 WHERE id = ?1",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One entry of the outbox, taken to be sent.

    Attributes:
        entity: ``asset`` or ``collection``.
        id: the row's UUID.
        kind: ``insert``, ``update`` or ``delete``.
        attempts: how often it was claimed, this time included.
        seq: the newest pending edit it carries.
        version: the row's version (xmin) for the swap; None when the server has never shown it.
        values: the present value of each column that was edited since the server's row is known.
        bases: the value that each of them had there. An insert sends these in the place of the
            row's own, so that it is the same insert every time.
        gone: of a delete, what is still known of the row: its version and files.
    """

    entity: str
    id: str
    kind: str
    attempts: int
    seq: int
    version: str | None
    values: Mapping[str, Json]
    bases: Mapping[str, Json]
    gone: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says of a row that it has taken: its version, and its own time of update.

    All None for a row that was deleted.
    """

    version: str | None = None
    updated_at_us: int | None = None
    updated_at: str | None = None


def claim(write: Write, limit: int) -> list[Claim]:
    """Take the next entries that are due: collections first, otherwise as they came."""
    found = write.run(
        """
        UPDATE outbox
        SET state = 'in_flight', attempts = attempts + 1,
            claimed_seq = (SELECT edit_seq FROM library)
        WHERE seq IN (
            SELECT seq FROM outbox WHERE state = 'queued' AND next_at_us <= ?1
            ORDER BY entity <> 'collection', seq LIMIT ?2
        )
        RETURNING seq, entity, id, kind, attempts, claimed_seq, gone
        """,
        write.now_us,
        limit,
    ).all()
    entries = sorted(found, key=lambda entry: (entry.entity != "collection", entry.seq))
    return [
        Claim(
            entity=entry.entity,
            id=entry.id,
            kind=entry.kind,
            attempts=entry.attempts,
            seq=entry.claimed_seq,
            version=write.run(_VERSION_SQL[entry.entity], entry.id).scalar_one_or_none(),
            gone=mapping_in(entry.gone),
            **_edits(write, entry.entity, entry.id),
        )
        for entry in entries
    ]


def acknowledge(write: Write, claimed: Claim, answer: Answer) -> None:
    """Note that the server has what was sent.

    What was edited since the claim has the value that was sent as its base from now on.
    """
    entity, id_, version = claimed.entity, claimed.id, answer.version
    write.run(_SET_VERSION_SQL[entity], id_, version)
    kind = _kind(write, entity, id_)
    if kind != claimed.kind:
        # Deleted, or brought back, while this was under way: that is still to be sent.
        write.run(
            """
            UPDATE outbox SET state = 'queued', attempts = 0, claimed_seq = NULL,
                gone = iif(gone IS NULL, NULL, json_set(gone, '$.version', ?3))
            WHERE entity = ?1 AND id = ?2
            """,
            entity,
            id_,
            version,
        )
        return
    if claimed.kind == "update":
        _rebase(write, claimed)
    write.run("DELETE FROM upload WHERE asset_id = ?1", id_)
    forget_problems(write, entity, [id_])
    write.run(
        """
        UPDATE outbox
        SET kind = 'update', state = 'queued', attempts = 0, next_at_us = 0, last_error = NULL,
            claimed_seq = NULL, base_updated_at_us = ?3, base_updated_at = ?4
        WHERE entity = ?1 AND id = ?2
        """,
        entity,
        id_,
        answer.updated_at_us,
        answer.updated_at,
    )
    _settle(write, entity, id_)


def release(
    write: Write, claimed: Claim, *, error: str, next_at_us: int, is_untouched: bool
) -> None:
    """Put an entry back, to be tried again at this moment (microseconds UTC).

    `is_untouched`: the server has certainly not applied it, so that undo may empty it.
    """
    write.run(
        """
        UPDATE outbox SET state = 'queued', next_at_us = ?3, last_error = ?4
        WHERE entity = ?1 AND id = ?2
        """,
        claimed.entity,
        claimed.id,
        next_at_us,
        error,
    )
    if is_untouched:
        _forget_claim(write, claimed.entity, claimed.id)


def block(write: Write, claimed: Claim, *, code: str, params: Mapping[str, str | int]) -> None:
    """Note that the server refuses an entry: it rests until its row is edited, and is shown."""
    write.run(
        """
        UPDATE outbox SET state = 'blocked', last_error = ?3 WHERE entity = ?1 AND id = ?2
        """,
        claimed.entity,
        claimed.id,
        code,
    )
    write.run(
        """
        INSERT INTO problem (entity, id, code, params, found_at_us) VALUES (?1, ?2, ?3, ?4, ?5)
        """,
        claimed.entity,
        claimed.id,
        code,
        json_text(dict(params)),
        write.now_us,
    )
    if claimed.entity == "asset":
        rows = write.run(
            'UPDATE asset SET has_problem = 1 WHERE id = ?1 RETURNING "row"', claimed.id
        ).scalars()
        write.note_changed(list(rows), "has_problem")
    _forget_claim(write, claimed.entity, claimed.id)


def release_in_flight(write: Write) -> None:
    """Put back what was in flight when the program ended: nobody knows what became of it."""
    write.run("UPDATE outbox SET state = 'queued' WHERE state = 'in_flight'")


def _rebase(write: Write, claimed: Claim) -> None:
    """Drop the edits that were sent; newer ones of the same columns begin at what was sent."""
    write.run(
        "DELETE FROM pending_edit WHERE entity = ?1 AND id = ?2 AND seq <= ?3",
        claimed.entity,
        claimed.id,
        claimed.seq,
    )
    for column, value in claimed.values.items():
        write.run(
            "UPDATE pending_edit SET base = ?4 WHERE entity = ?1 AND id = ?2 AND column_name = ?3",
            claimed.entity,
            claimed.id,
            column,
            canonical(value),
        )


def _forget_claim(write: Write, entity: str, id_: str) -> None:
    """Treat an entry as never sent: an insert takes in the edits, undone edits go."""
    write.run("UPDATE outbox SET claimed_seq = NULL WHERE entity = ?1 AND id = ?2", entity, id_)
    if _kind(write, entity, id_) == "insert":
        write.run("DELETE FROM pending_edit WHERE entity = ?1 AND id = ?2", entity, id_)
    else:
        _settle(write, entity, id_)


def _settle(write: Write, entity: str, id_: str) -> None:
    """Drop edits that changed nothing in the end, and an update that has none left."""
    write.run(
        "DELETE FROM pending_edit WHERE entity = ?1 AND id = ?2 AND value = base", entity, id_
    )
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


def _kind(write: Write, entity: str, id_: str) -> str | None:
    kind: str | None = write.run(
        "SELECT kind FROM outbox WHERE entity = ?1 AND id = ?2", entity, id_
    ).scalar_one_or_none()
    return kind


def _edits(write: Write, entity: str, id_: str) -> dict[str, dict[str, Json]]:
    found = write.run(
        "SELECT column_name, base, value FROM pending_edit WHERE entity = ?1 AND id = ?2",
        entity,
        id_,
    ).all()
    return {
        "values": {edit.column_name: parsed(edit.value) for edit in found},
        "bases": {edit.column_name: parsed(edit.base) for edit in found},
    }
