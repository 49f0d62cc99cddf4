"""What waits for the server: edits with their merge base, and one entry a row to push.

``pending_edit`` keeps for each edited column the server's value as it was when the edit began.
``outbox`` keeps one entry for each row that has something to push: an insert, an update or a
delete. An insert has no base: as long as it has never been sent, edits of its row just become
part of it. An edit whose value is the base again is dropped, and an update with no edits left
goes too, unless it has been sent once: then the server may hold what was sent.

An entry is queued, in flight, blocked (refused by the server: it rests until its row is edited or
the user has it tried again), or held (its row was deleted elsewhere while it was edited here: it
rests until the user has chosen, and is an insert by then).

Only libraries with an account come here.
"""

import json
import re
from collections.abc import Sequence
from typing import Final

from desktop_app.catalog import edited
from desktop_app.catalog.account import Account
from desktop_app.catalog.stored import json_text, mapping_in
from desktop_app.catalog.write import Write
from desktop_app.domain.entities import FileState, NewAsset

_ENDING: Final = re.compile(r"\.[a-z0-9]{1,5}$")
_IS_WAITING_SQL: Final = """
SELECT EXISTS (
    SELECT 1 FROM temp.edited CROSS JOIN outbox ON outbox.entity = ?1 AND outbox.id = edited.id
)
"""
# What waits for a row already decides about an edit of it:
#   new     nothing waits: the row gets an entry
#   part    its insert was never sent: the edit just becomes part of it
#   back    this column has the base again, and was never sent: nothing of it waits any more
#   more    the edit joins what waits
_JUDGE_SQL: Final = """
UPDATE temp.edited
SET is_blocked = outbox.state = 'blocked',
    fate = CASE
        WHEN outbox.claimed_seq IS NOT NULL THEN 'more'
        WHEN outbox.kind = 'insert' THEN 'part'
        WHEN outbox.kind = 'update' AND edited.after = (
            SELECT base FROM pending_edit
            WHERE pending_edit.entity = ?1 AND pending_edit.id = edited.id
                AND pending_edit.column_name = ?2
        ) THEN 'back'
        ELSE 'more'
    END
FROM outbox WHERE outbox.entity = ?1 AND outbox.id = edited.id
"""
_FATES_SQL: Final = """
SELECT max(fate IN ('new', 'more')), max(fate = 'new'), max(fate = 'back'), max(is_blocked)
FROM temp.edited
"""
_PUT_PENDING_SQL: Final = """
INSERT INTO pending_edit (entity, id, column_name, base, value, seq, group_id)
SELECT ?1, id, ?2, before, after, ?3, ?4 FROM temp.edited WHERE fate IN ('new', 'more')
ON CONFLICT (entity, id, column_name) DO UPDATE
SET value = excluded.value, seq = excluded.seq, group_id = excluded.group_id
"""
_PUT_UPDATES_SQL: Final = """
INSERT INTO outbox (entity, id, kind, state, base_updated_at_us, base_updated_at)
SELECT ?1, edited.id, 'update', 'queued', asset.updated_at_us, asset.updated_at
FROM temp.edited LEFT JOIN asset ON asset."row" = edited.asset_row
WHERE edited.fate = 'new'
"""
_DROP_PENDING_SQL: Final = """
DELETE FROM pending_edit
WHERE entity = ?1 AND column_name = ?2 AND id IN (SELECT id FROM temp.edited WHERE fate = 'back')
"""
_SETTLE_SQL: Final = """
UPDATE temp.edited
SET is_settled = 1, base_updated_at_us = outbox.base_updated_at_us,
    base_updated_at = outbox.base_updated_at
FROM outbox
WHERE edited.fate = 'back' AND outbox.entity = ?1 AND outbox.id = edited.id
    AND NOT EXISTS (
        SELECT 1 FROM pending_edit WHERE pending_edit.entity = ?1 AND pending_edit.id = edited.id
    )
"""
_DROP_UPDATES_SQL: Final = """
DELETE FROM outbox
WHERE entity = ?1 AND id IN (SELECT id FROM temp.edited WHERE is_settled)
"""


def note_edits(write: Write, entity: str, column: str) -> None:
    """Queue the edits in ``temp.edited``; repeated edits keep the base of the first.

    To be called before the rows are changed. Afterwards the table says which rows are settled.

    Args:
        write: the transaction, in a library with an account.
        entity: ``asset`` or ``collection``.
        column: the one that is edited.
    """
    if write.run(_IS_WAITING_SQL, entity).scalar_one():
        write.run(_JUDGE_SQL, entity, column)
    to_put, new, back, blocked = tuple(write.run(_FATES_SQL).one())
    if to_put:
        write.run(_PUT_PENDING_SQL, entity, column, next_seq(write), write.group_id)
    if new:
        write.run(_PUT_UPDATES_SQL, entity)
    if blocked:
        _unblock(write, entity)
    if back:
        write.run(_DROP_PENDING_SQL, entity, column)
        write.run(_SETTLE_SQL, entity)
        write.run(_DROP_UPDATES_SQL, entity)


def _unblock(write: Write, entity: str) -> None:
    """Let refused rows be tried again, since they have changed."""
    ids = json.loads(
        write.run("SELECT json_group_array(id) FROM temp.edited WHERE is_blocked").scalar_one()
    )
    queue_again(write, entity, ids)


def queue_again(write: Write, entity: str, ids: Sequence[str], *, attempts: int = 0) -> None:
    """Have the entries of these rows tried at once, whatever was wrong with them."""
    write.run(
        """
        UPDATE outbox SET state = 'queued', attempts = ?3, next_at_us = 0, last_error = NULL
        WHERE entity = ?1 AND id IN (SELECT value FROM json_each(?2))
        """,
        entity,
        json.dumps(ids),
        attempts,
    )
    forget_problems(write, entity, ids)


def next_seq(write: Write) -> int:
    """Return a new number for pending edits; it grows for ever."""
    return int(
        write.run("UPDATE library SET edit_seq = edit_seq + 1 RETURNING edit_seq").scalar_one()
    )


def object_key(account: Account, id_: str, storage_path: str) -> str:
    """Return where an asset's original goes in the bucket; of its path here the ending stays."""
    ending = _ENDING.search(storage_path)
    return f"{account.user_id}/{id_}{ending[0] if ending else ''}"


def note_inserts(write: Write, assets: Sequence[NewAsset]) -> None:
    """Queue the upload of new assets' files, and the insert of their rows."""
    put_inserts(write, "asset", [made.id for made in assets])
    put_uploads(write, [made.id for made in assets])


def put_uploads(write: Write, ids: Sequence[str]) -> None:
    """Have the files of these assets uploaded that are on this machine and known by their hash."""
    write.run(
        f"""
        INSERT INTO upload (asset_id, object_key, content_hash, size_bytes, mime_type)
        SELECT id, storage_path, content_hash, file_size_bytes, mime_type FROM asset
        WHERE id IN (SELECT value FROM json_each(?)) AND content_hash > ''
            AND file_state IN ({int(FileState.STORED)}, {int(FileState.REFERENCED)})
        ON CONFLICT (asset_id) DO UPDATE
        SET object_key = excluded.object_key, content_hash = excluded.content_hash,
            size_bytes = excluded.size_bytes, mime_type = excluded.mime_type,
            resume_url = NULL, resume_expires_at_us = NULL, offset_bytes = 0, is_done = 0
        """,  # noqa: S608 - made of constants
        json.dumps(list(ids)),
    )


def put_inserts(write: Write, entity: str, ids: Sequence[str]) -> None:
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

    What has never been sent, neither row nor file, is just not sent. The entry keeps what a
    delete needs to know of the row: its version for the swap, and its files.
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
            AND NOT EXISTS (SELECT 1 FROM upload WHERE asset_id = outbox.id AND is_begun)
        """,  # noqa: S608
        listed,
    )
    write.run(
        """
        INSERT INTO outbox (entity, id, kind, state, gone)
        SELECT 'asset', asset.id, 'delete', 'queued', json_object(
            'version', asset.version,
            'storage_path', asset.storage_path,
            'thumbnail_path', asset.thumbnail_path,
            'was_insert', EXISTS (
                SELECT 1 FROM outbox
                WHERE entity = 'asset' AND outbox.id = asset.id AND kind = 'insert'
            ),
            'uploaded', json((
                SELECT json_group_array(object.key) FROM (
                    SELECT object_key AS key FROM upload WHERE asset_id = asset.id
                    UNION ALL
                    SELECT thumbnail_key FROM upload
                    WHERE asset_id = asset.id AND thumbnail_key IS NOT NULL
                ) AS object
            ))
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
    put_inserts(write, "collection", [id_])


def note_collection_delete(
    write: Write, id_: str, members: Sequence[int]
) -> list[tuple[str, str, str]]:
    """Queue the removal of a collection, if the server may know it.

    To be called while its row is still there. The entry keeps what it was and which assets were
    its `members` (row → version), for the case that the server has changed or keeps it. Returns
    the edits of it that are no use any more: (column, base, value) each.
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
            SELECT 'collection', id, 'delete', 'queued', json_object(
                'version', version, 'name', name, 'description', description,
                'created_at', created_at, 'members', json((
                    SELECT json_group_object(CAST(member."row" AS TEXT), member.version)
                    FROM json_each(?2) AS wanted
                        CROSS JOIN asset AS member ON member."row" = wanted.value
                ))
            )
            FROM collection WHERE id = ?1
            ON CONFLICT (entity, id) DO UPDATE
            SET kind = 'delete', gone = excluded.gone, attempts = 0, next_at_us = 0,
                last_error = NULL, state = iif(state = 'in_flight', 'in_flight', 'queued')
            """,
            id_,
            json.dumps(list(members)),
        )
    return [tuple(edit) for edit in dropped]


def note_collection_revival(
    write: Write, id_: str, edits: Sequence[tuple[str, str, str]]
) -> object | None:
    """Take back the removal of a collection; return its members if the server has it all the time.

    A removal that was never sent is just not sent, and the edits that it dropped wait again.
    Otherwise the collection is new to the server.
    """
    gone = write.run(
        """
        DELETE FROM outbox
        WHERE entity = 'collection' AND id = ?1 AND kind = 'delete' AND claimed_seq IS NULL
        RETURNING gone
        """,
        id_,
    ).scalar_one_or_none()
    if gone is None:
        note_collection_insert(write, id_)
        return None
    for column, base, value in edits:
        edited.fill(write, f"[[0,{json_text(id_)},{base},{value}]]")
        note_edits(write, "collection", column)
    return mapping_in(gone).get("members")
