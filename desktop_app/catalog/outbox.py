"""What waits for the server: edits with their merge base, and one entry a row to push.

``pending_edit`` keeps for each edited column the server's value as it was when the edit began.
``outbox`` keeps one entry for each row that has something to push: an insert, an update or a
delete. An insert has no base: as long as it has never been sent, edits of its row just become
part of it. An edit whose value is the base again is dropped, and an update with no edits left
goes too, unless it has been sent once: then the server may hold what was sent.

Only libraries with an account come here.
"""

import json
from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import NamedTuple

from desktop_app.catalog.write import Write
from desktop_app.domain.entities import NewAsset

Settled = dict[str, tuple[int | None, str | None]]
"""Ids of rows with nothing left to send, each with its time of update before the first edit."""


class Edit(NamedTuple):
    """An edit of one column of one row, both values as canonical JSON.

    `row` is the asset's, and 0 for a collection.
    """

    row: int
    id: str
    before: str
    after: str


class _Entry(NamedTuple):
    """What waits for a row already; `base` is of the edited column, if that is edited already."""

    id: str
    kind: str
    state: str
    is_never_sent: int
    base: str | None


def note_edits(write: Write, entity: str, column: str, edits: Sequence[Edit]) -> Settled:
    """Queue edits of one column; repeated edits keep the base of the first.

    To be called before the rows are changed. Returns which of them have nothing left to send,
    since every value is its base again.
    """
    waiting = {
        entry.id: entry for entry in _waiting(write, entity, column, [edit.id for edit in edits])
    }
    new: list[Edit] = []
    to_send: list[Edit] = []
    to_drop: list[str] = []
    blocked: list[str] = []
    for edit in edits:
        entry = waiting.get(edit.id)
        if entry is None:
            new.append(edit)
            continue
        if entry.state == "blocked":
            blocked.append(edit.id)
        if entry.kind == "insert" and entry.is_never_sent:
            continue
        if entry.kind == "update" and entry.is_never_sent and entry.base == edit.after:
            to_drop.append(edit.id)
        else:
            to_send.append(edit)
    _put_pending(write, entity, column, [*new, *to_send])
    _put_updates(write, entity, new)
    _unblock(write, entity, blocked)
    return _drop(write, entity, column, to_drop)


def _waiting(write: Write, entity: str, column: str, ids: Sequence[str]) -> list[_Entry]:
    found = write.run(
        """
        SELECT json_group_array(json_array(
            outbox.id, outbox.kind, outbox.state, outbox.claimed_seq IS NULL, pending_edit.base
        ))
        FROM json_each(?3) AS edited
            CROSS JOIN outbox ON outbox.entity = ?1 AND outbox.id = edited.value
            LEFT JOIN pending_edit ON pending_edit.entity = ?1
                AND pending_edit.id = outbox.id AND pending_edit.column_name = ?2
        """,
        entity,
        column,
        json.dumps(ids),
    ).scalar_one()
    return [_Entry(*entry) for entry in json.loads(found)]


def _put_pending(write: Write, entity: str, column: str, edits: Sequence[Edit]) -> None:
    if not edits:
        return
    # The values are JSON already, and come out of SQLite's parser as they went in.
    listed = ",".join(
        [f"[{encode_basestring(edit.id)},{edit.before},{edit.after}]" for edit in edits]
    )
    write.run(
        """
        INSERT INTO pending_edit (entity, id, column_name, base, value, seq, group_id)
        SELECT ?1, edit.value ->> 0, ?2, edit.value -> 1, edit.value -> 2, ?3, ?4
        FROM json_each(?5) AS edit
        WHERE true
        ON CONFLICT (entity, id, column_name) DO UPDATE
        SET value = excluded.value, seq = excluded.seq, group_id = excluded.group_id
        """,
        entity,
        column,
        next_seq(write),
        write.group_id,
        f"[{listed}]",
    )


def _put_updates(write: Write, entity: str, edits: Sequence[Edit]) -> None:
    """Make the entries of rows that have none."""
    if not edits:
        return
    write.run(
        """
        INSERT INTO outbox (entity, id, kind, state, base_updated_at_us, base_updated_at)
        SELECT ?1, edit.value ->> 1, 'update', 'queued', asset.updated_at_us, asset.updated_at
        FROM json_each(?2) AS edit LEFT JOIN asset ON asset."row" = edit.value ->> 0
        """,
        entity,
        json.dumps([(edit.row, edit.id) for edit in edits]),
    )


def _unblock(write: Write, entity: str, ids: Sequence[str]) -> None:
    """Let refused rows be tried again, since they have changed."""
    if not ids:
        return
    write.run(
        """
        UPDATE outbox SET state = 'queued', attempts = 0, next_at_us = 0, last_error = NULL
        WHERE entity = ?1 AND id IN (SELECT value FROM json_each(?2))
        """,
        entity,
        json.dumps(ids),
    )
    forget_problems(write, entity, ids)


def _drop(write: Write, entity: str, column: str, ids: Sequence[str]) -> Settled:
    """Drop edits, and the entries that they leave empty; return those."""
    if not ids:
        return {}
    listed = json.dumps(ids)
    write.run(
        """
        DELETE FROM pending_edit
        WHERE entity = ?1 AND column_name = ?2 AND id IN (SELECT value FROM json_each(?3))
        """,
        entity,
        column,
        listed,
    )
    emptied = write.run(
        """
        DELETE FROM outbox
        WHERE entity = ?1 AND id IN (SELECT value FROM json_each(?2))
            AND NOT EXISTS (
                SELECT 1 FROM pending_edit
                WHERE pending_edit.entity = ?1 AND pending_edit.id = outbox.id
            )
        RETURNING id, base_updated_at_us, base_updated_at
        """,
        entity,
        listed,
    )
    return {entry.id: (entry.base_updated_at_us, entry.base_updated_at) for entry in emptied}


def next_seq(write: Write) -> int:
    """Return a new number for pending edits; it grows for ever."""
    return int(
        write.run("UPDATE library SET edit_seq = edit_seq + 1 RETURNING edit_seq").scalar_one()
    )


def note_inserts(write: Write, assets: Sequence[NewAsset]) -> None:
    """Queue the upload of new assets' files, and the insert of their rows."""
    _put_inserts(write, "asset", [made.id for made in assets])
    write.run_many(
        """
        INSERT OR REPLACE INTO upload (asset_id, object_key, content_hash, size_bytes, mime_type)
        VALUES (?, ?, ?, ?, ?)
        """,
        [
            (made.id, made.storage_path, made.content_hash, made.file_size_bytes, made.mime_type)
            for made in assets
        ],
    )


def _put_inserts(write: Write, entity: str, ids: Sequence[str]) -> None:
    """Make entries of new rows; where a removal of the same id still waits, it is no more."""
    write.run_many(
        """
        INSERT INTO outbox (entity, id, kind, state) VALUES (?1, ?2, 'insert', 'queued')
        ON CONFLICT (entity, id) DO UPDATE
        SET kind = 'insert', gone = NULL, attempts = 0, next_at_us = 0, last_error = NULL,
            state = iif(state = 'in_flight', 'in_flight', 'queued')
        """,
        [(entity, id_) for id_ in ids],
    )


def note_asset_deletes(write: Write, rows: Sequence[int]) -> None:
    """Queue the removal of assets; to be called while their rows are still there.

    What has never been sent is just not sent. The entry keeps what a delete needs to know of
    the row: its version for the swap, and its files.
    """
    listed = json.dumps(rows)
    ids = "SELECT asset.id FROM json_each(?1) AS gone CROSS JOIN asset ON asset.row = gone.value"
    write.run(
        f"DELETE FROM pending_edit WHERE entity = 'asset' AND id IN ({ids})",  # noqa: S608
        listed,
    )
    write.run(
        f"""
        DELETE FROM outbox
        WHERE entity = 'asset' AND kind = 'insert' AND claimed_seq IS NULL AND id IN ({ids})
        """,  # noqa: S608
        listed,
    )
    write.run(
        """
        INSERT INTO outbox (entity, id, kind, state, gone)
        SELECT 'asset', asset.id, 'delete', 'queued', json_object(
            'version', asset.version,
            'storage_path', asset.storage_path,
            'thumbnail_path', asset.thumbnail_path
        )
        FROM json_each(?1) AS gone CROSS JOIN asset ON asset.row = gone.value
        WHERE asset.version IS NOT NULL
            OR EXISTS (SELECT 1 FROM outbox WHERE entity = 'asset' AND outbox.id = asset.id)
        ON CONFLICT (entity, id) DO UPDATE
        SET kind = 'delete', gone = excluded.gone, attempts = 0, next_at_us = 0,
            last_error = NULL, state = iif(state = 'in_flight', 'in_flight', 'queued')
        """,
        listed,
    )


def forget_problems(write: Write, entity: str, ids: Sequence[str]) -> None:
    """Remove what was wrong with these rows."""
    listed = json.dumps(ids)
    write.run(
        "DELETE FROM problem WHERE entity = ?1 AND id IN (SELECT value FROM json_each(?2))",
        entity,
        listed,
    )
    if entity == "asset":
        rows = write.run(
            """
            UPDATE asset SET has_problem = 0
            WHERE has_problem = 1 AND id IN (SELECT value FROM json_each(?1))
            RETURNING "row"
            """,
            listed,
        ).fetchall()
        write.note_changed([row for (row,) in rows], "has_problem")


def note_collection_insert(write: Write, id_: str) -> None:
    """Queue a new collection."""
    _put_inserts(write, "collection", [id_])


def note_collection_delete(write: Write, id_: str) -> list[tuple[str, str, str]]:
    """Queue the removal of a collection, if the server may know it.

    To be called while its row is still there. Returns the edits of it that are no use any more:
    (column, base, value) each.
    """
    dropped = write.run(
        """
        DELETE FROM pending_edit WHERE entity = 'collection' AND id = ?1
        RETURNING column_name, base, value
        """,
        id_,
    ).all()
    never_sent = write.run(
        """
        DELETE FROM outbox
        WHERE entity = 'collection' AND id = ?1 AND kind = 'insert' AND claimed_seq IS NULL
        """,
        id_,
    )
    if not never_sent.rowcount:
        write.run(
            """
            INSERT INTO outbox (entity, id, kind, state, gone)
            SELECT 'collection', id, 'delete', 'queued', json_object('version', version)
            FROM collection WHERE id = ?1
            ON CONFLICT (entity, id) DO UPDATE
            SET kind = 'delete', gone = excluded.gone, attempts = 0, next_at_us = 0,
                last_error = NULL, state = iif(state = 'in_flight', 'in_flight', 'queued')
            """,
            id_,
        )
    return [tuple(edit) for edit in dropped]


def note_collection_revival(write: Write, id_: str, edits: Sequence[tuple[str, str, str]]) -> bool:
    """Take back the removal of a collection; return whether the server has it all the time.

    A removal that was never sent is just not sent, and the edits that it dropped wait again.
    Otherwise the collection is new to the server.
    """
    taken_back = write.run(
        """
        DELETE FROM outbox
        WHERE entity = 'collection' AND id = ?1 AND kind = 'delete' AND claimed_seq IS NULL
        """,
        id_,
    )
    if not taken_back.rowcount:
        note_collection_insert(write, id_)
        return False
    for column, base, value in edits:
        note_edits(write, "collection", column, [Edit(0, id_, base, value)])
    return True
