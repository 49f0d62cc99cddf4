"""The outbox from the side of whoever pushes: claim entries, and say what became of them.

Between `claim` and the answer an entry is in flight: edits made meanwhile stay pending, since they
are newer than what was sent. An entry that was ever in flight keeps its edits even when they are
undone, until it is known what the server holds.

An answer counts only as long as the claim that it answers is in flight. What a pulled row has
shown meanwhile (replica_merge.py) is newer than any answer to what was sent before.
"""

from collections.abc import Mapping
from typing import Final

from desktop_app.catalog import late_inserts
from desktop_app.catalog.outbox import forget_problems, next_seq
from desktop_app.catalog.outbox_entries import (
    Edit,
    drop_edit,
    edits_of,
    entry_of,
    forget_claim,
    put_edit,
    remove,
)
from desktop_app.catalog.replica_rows import Values, row_to_insert, stored_values
from desktop_app.catalog.replica_store import (
    set_assets,
    set_collections,
    stored_assets,
    stored_collections,
    taken,
)
from desktop_app.catalog.stored import json_text, mapping_in
from desktop_app.catalog.write import Write
from desktop_app.domain.entities import AssetId, FileState, Json
from desktop_app.domain.merge import Sent, same
from desktop_app.domain.remote import Resume, ServerRow
from desktop_app.domain.sync import Claim, Entity, Upload

LONGEST_WAIT_US: Final = 3_600_000_000
"""Nothing is put off by more: an entry that seems to be was written by a clock that was wrong."""
_TO_SEND_SQL: Final = """
UPDATE outbox
SET state = 'in_flight', attempts = attempts + 1, claimed_seq = ?2
WHERE seq IN (SELECT value FROM json_each(?1))
RETURNING seq, entity, id, kind, attempts, gone
"""
_BEGUN_SQL: Final = """
UPDATE upload SET is_begun = 1
WHERE asset_id IN (
    SELECT id FROM outbox WHERE entity = 'asset' AND seq IN (SELECT value FROM json_each(?1))
)
"""
IS_COLLECTION_MADE_SQL: Final = """
EXISTS (SELECT 1 FROM outbox WHERE entity = 'collection' AND kind = 'insert')
"""
"""Whether there is any collection that the server does not have yet: asked once a statement."""
WAITS_FOR_COLLECTION_SQL: Final = f"""
({IS_COLLECTION_MADE_SQL} AND EXISTS (
    SELECT 1 FROM asset JOIN outbox AS made
        ON made.entity = 'collection' AND made.id = asset.collection_id AND made.kind = 'insert'
    WHERE outbox.entity = 'asset' AND outbox.kind <> 'delete' AND asset.id = outbox.id
        AND (outbox.kind = 'insert' OR EXISTS (
            SELECT 1 FROM pending_edit WHERE pending_edit.entity = 'asset'
                AND pending_edit.id = outbox.id AND pending_edit.column_name = 'collection_id'
        ))
))
"""  # noqa: S608 - made of constants
"""Whether an entry names a collection that the server does not have yet."""
_NEEDS_UPLOAD_SQL: Final = """
outbox.kind = 'insert' AND outbox.entity = 'asset' AND EXISTS (
    SELECT 1 FROM upload WHERE upload.asset_id = outbox.id AND NOT upload.is_done
)
"""
"""Whether the file of an entry has to go before its row."""
_IS_DUE_SQL: Final = f"""
+state = 'queued' AND (+next_at_us <= ?1 OR +next_at_us > ?1 + {LONGEST_WAIT_US})
    AND NOT {WAITS_FOR_COLLECTION_SQL} AND ({_NEEDS_UPLOAD_SQL}) = ?3
"""
# Each half ends at its limit. The few collections come by the index; assets are read in the order
# of the table, not by what is due, so that a long outbox is neither read to its end nor sorted.
_DUE_SQL: Final = f"""
SELECT json_group_array(seq) FROM (
    SELECT seq FROM (
        SELECT 0 AS rank, seq FROM (
            SELECT seq FROM outbox WHERE entity = 'collection' AND {_IS_DUE_SQL}
            ORDER BY seq LIMIT ?2
        )
        UNION ALL
        SELECT 1, seq FROM (
            SELECT seq FROM outbox NOT INDEXED WHERE entity = 'asset' AND {_IS_DUE_SQL}
            ORDER BY seq LIMIT ?2
        )
    )
    ORDER BY rank, seq LIMIT ?2
)
"""  # noqa: S608 - made of constants


def claim(write: Write, limit: int, *, uploads: bool) -> list[Claim]:
    """Take the next entries that are due: collections first, otherwise as they came.

    Those whose file has to go before their row are handed out with `uploads`, and only then.
    """
    due = write.run(_DUE_SQL, write.now_us, limit, int(uploads)).scalar_one()
    if due == "[]":
        return []
    if uploads:
        write.run(_BEGUN_SQL, due)
    number = next_seq(write)
    found = write.run(_TO_SEND_SQL, due, number).all()
    entries = sorted(found, key=lambda entry: (entry.entity != "collection", entry.seq))
    return [
        _claimed(write, Entity(entry.entity), entry.id, entry.kind, entry.attempts, number)
        if entry.kind != "delete"
        else Claim(
            entity=Entity(entry.entity),
            id=entry.id,
            kind=entry.kind,
            attempts=entry.attempts,
            seq=number,
            version=_version(mapping_in(entry.gone)),
            gone=mapping_in(entry.gone),
        )
        for entry in entries
    ]


def acknowledge(write: Write, claimed: Claim, answer: ServerRow | None) -> None:
    """Note that the server has what was sent.

    What was edited since the claim has what the server has now as its base from now on.
    `answer` is what the server says of the row; None of one that was deleted, and of an insert
    that was taken before.
    """
    entry = entry_of(write, claimed.entity, claimed.id)
    if entry is None or entry.claimed_seq != claimed.seq or entry.state != "in_flight":
        return
    if entry.kind != claimed.kind:
        _hand_over(write, claimed, answer)
        return
    forget_problems(write, claimed.entity, [claimed.id])
    if claimed.kind == "delete":
        remove(write, claimed.entity, claimed.id)
        write.run("DELETE FROM upload WHERE asset_id = ?1", claimed.id)
        if claimed.gone.get("was_insert") == 1:
            late_inserts.note(write, claimed.id)
        return
    answered = answer or {}
    values = stored_values(claimed.entity.table, answered)
    if claimed.kind == "update":
        del values["extra"]
    else:
        write.run(
            "UPDATE upload SET resume_url = NULL, is_done = 1 WHERE asset_id = ?1", claimed.id
        )
    is_waiting = False
    for edit in edits_of(write, claimed.entity, claimed.id):
        if claimed.kind == "update" and edit.seq <= claimed.seq:
            drop_edit(write, claimed.entity, claimed.id, edit.column)
        elif _rebased(write, claimed, edit, answered):
            values.pop(edit.column, None)
            is_waiting = True
    _settle_answered(write, claimed, values, is_waiting=is_waiting)


def release(
    write: Write, claimed: Claim, *, error: str, next_at_us: int, is_untouched: bool
) -> None:
    """Put an entry back, to be tried again at this moment (microseconds UTC).

    `is_untouched`: the server has certainly not applied it, so that undo may empty it.
    """
    entry = entry_of(write, claimed.entity, claimed.id)
    if entry is None or entry.claimed_seq != claimed.seq or entry.state != "in_flight":
        return
    is_known = is_untouched and not entry.is_doubtful
    write.run(
        """
        UPDATE outbox
        SET state = 'queued', next_at_us = ?3, last_error = ?4, is_doubtful = ?5
        WHERE entity = ?1 AND id = ?2
        """,
        claimed.entity,
        claimed.id,
        next_at_us,
        error,
        int(not is_known),
    )
    if is_known:
        forget_claim(write, claimed.entity, claimed.id)


def block(write: Write, claimed: Claim, *, code: str, params: Mapping[str, str | int]) -> None:
    """Note that the server refuses an entry: it rests until its row is edited, and is shown.

    What was edited since the claim may be what mends it: that is tried first.
    """
    entry = entry_of(write, claimed.entity, claimed.id)
    if entry is None or entry.claimed_seq != claimed.seq or entry.state != "in_flight":
        return
    is_newer = entry.kind != claimed.kind or any(
        edit.seq > claimed.seq for edit in edits_of(write, claimed.entity, claimed.id)
    )
    # An insert is the same one every time: refused now, it was never taken.
    is_known = claimed.kind == "insert" or not entry.is_doubtful
    write.run(
        """
        UPDATE outbox SET state = ?3, last_error = ?4, next_at_us = 0, is_doubtful = ?5
        WHERE entity = ?1 AND id = ?2
        """,
        claimed.entity,
        claimed.id,
        "queued" if is_newer else "blocked",
        code,
        int(not is_known),
    )
    if not is_newer:
        _note_problem(write, claimed, code, params)
    if is_known:
        forget_claim(write, claimed.entity, claimed.id)


def release_in_flight(write: Write) -> None:
    """Put back what was in flight when the program ended: nobody knows what became of it."""
    write.run("UPDATE outbox SET state = 'queued', is_doubtful = 1 WHERE state = 'in_flight'")


def make_due(write: Write) -> None:
    """Let everything be tried at once that was put off; failures are counted anew."""
    write.run(
        "UPDATE outbox SET next_at_us = 0, attempts = min(attempts, 1) WHERE state = 'queued'"
    )


def note_upload(
    write: Write,
    asset_id: str,
    *,
    resume: Resume | None,
    is_done: bool,
    thumbnail_key: str | None,
) -> None:
    """Write down how far an upload is; a thumbnail's key is kept once it is known."""
    write.run(
        """
        UPDATE upload
        SET resume_url = ?2, resume_expires_at_us = ?3, offset_bytes = ?4,
            is_done = max(is_done, ?5), thumbnail_key = ifnull(?6, thumbnail_key)
        WHERE asset_id = ?1
        """,
        asset_id,
        resume and resume.url,
        resume and resume.expires_at_us,
        resume.offset_bytes if resume else 0,
        int(is_done),
        thumbnail_key,
    )
    if thumbnail_key is not None:
        found = stored_assets(write, [asset_id])
        set_assets(write, [(one, {"thumbnail_path": thumbnail_key}) for one in found.values()])


def _claimed(
    write: Write, entity: Entity, id_: str, kind: str, attempts: int, number: int
) -> Claim:
    edits = edits_of(write, entity, id_)
    stored = _stored(write, entity, id_)
    version = stored["version"]
    if kind == "insert":
        upload = _upload(write, id_) if entity is Entity.ASSET else None
        row = row_to_insert(entity.table, stored) | {edit.column: edit.base for edit in edits}
        return Claim(entity, id_, kind, attempts, number, None, row=row, upload=upload)
    for edit in edits:
        sent = Sent(edit.base, edit.value)
        if not any(same([*sent], [*one]) for one in edit.sent):
            put_edit(write, entity, id_, edit._replace(sent=(*edit.sent, sent)))
    return Claim(
        entity,
        id_,
        kind,
        attempts,
        number,
        None if version is None else str(version),
        values={edit.column: edit.value for edit in edits},
        bases={edit.column: edit.base for edit in edits},
    )


def _stored(write: Write, entity: Entity, id_: str) -> Values:
    read = stored_assets if entity is Entity.ASSET else stored_collections
    return read(write, [id_])[id_]


def _version(gone: Mapping[str, Json]) -> str | None:
    version = gone.get("version")
    return None if version is None else str(version)


def _upload(write: Write, id_: str) -> Upload | None:
    found = write.run(
        """
        SELECT upload.*, asset.file_state, asset.source_path
        FROM upload JOIN asset ON asset.id = upload.asset_id WHERE asset_id = ?1
        """,
        id_,
    ).first()
    if found is None:
        return None
    return Upload(
        asset_id=AssetId(id_),
        object_key=found.object_key,
        sha256=found.content_hash,
        size_bytes=found.size_bytes,
        mime_type=found.mime_type,
        file_state=FileState(found.file_state),
        source_path=found.source_path,
        resume=Resume(found.resume_url, found.offset_bytes, found.resume_expires_at_us)
        if found.resume_url is not None
        else None,
        is_done=found.is_done == 1,
        thumbnail_key=found.thumbnail_key,
    )


def _hand_over(write: Write, claimed: Claim, answer: ServerRow | None) -> None:
    """Deleted, or brought back, while something else was under way: that is still to be sent."""
    # A server without versions tells none.
    values = {} if answer is None else stored_values(claimed.entity.table, answer)
    write.run(
        """
        UPDATE outbox SET state = 'queued', attempts = 0, claimed_seq = NULL, is_doubtful = 0,
            gone = iif(gone IS NULL OR ?4, gone, json_set(
                gone, '$.version', ifnull(?3, gone ->> '$.version'), '$.was_insert', 0
            ))
        WHERE entity = ?1 AND id = ?2
        """,
        claimed.entity,
        claimed.id,
        values.get("version"),
        int(answer is None),
    )


def _rebased(write: Write, claimed: Claim, edit: Edit, answer: ServerRow) -> bool:
    """Let an edit made since the claim begin at what the server has; whether any is left of it."""
    base = answer.get(edit.column, claimed.values.get(edit.column, edit.base))
    if same(edit.value, base):
        drop_edit(write, claimed.entity, claimed.id, edit.column)
        return False
    put_edit(write, claimed.entity, claimed.id, edit._replace(base=base, sent=()))
    return True


def _settle_answered(write: Write, claimed: Claim, values: Values, *, is_waiting: bool) -> None:
    """Give the row what the server has told, and the entry what is left to be sent."""
    entity, id_ = claimed.entity, claimed.id
    if is_waiting:
        write.run(
            """
            UPDATE outbox
            SET kind = 'update', state = 'queued', attempts = 0, next_at_us = 0, last_error = NULL,
                claimed_seq = NULL, is_doubtful = 0,
                base_updated_at_us = ?3, base_updated_at = ?4
            WHERE entity = ?1 AND id = ?2
            """,
            entity,
            id_,
            values.pop("updated_at_us", None),
            values.pop("updated_at", None),
        )
    else:
        remove(write, entity, id_)
    if entity is Entity.COLLECTION:
        found = stored_collections(write, [id_])
        set_collections(write, [(one, values) for one in found.values()])
        return
    values["has_pending"] = int(is_waiting)
    before = _stored(write, entity, id_)
    if claimed.kind == "update" and before["version"] is None:
        # It is to be fetched again for what nobody has edited here, of which this tells nothing.
        values.pop("version", None)
    set_assets(write, [(before, taken(before, values))])


def _note_problem(write: Write, claimed: Claim, code: str, params: Mapping[str, str | int]) -> None:
    forget_problems(write, claimed.entity, [claimed.id])
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
    if claimed.entity is Entity.ASSET:
        rows = write.run(
            'UPDATE asset SET has_problem = 1 WHERE id = ?1 RETURNING "row"', claimed.id
        ).scalars()
        write.note_changed(list(rows), "has_problem")
