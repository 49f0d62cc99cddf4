"""What was removed elsewhere: kept for a while, whole, so that it can be brought back.

An asset with edits that wait is never dropped: it stays, held until the user has chosen between
putting it back and letting it go.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop_app.catalog import (
    conflicts,
    outbox,
    replica_merge,
    replica_state,
    text_index,
    trash,
    vocabulary,
)
from desktop_app.catalog.account import Account
from desktop_app.catalog.outbox_entries import (
    base_of,
    drop_edit,
    edits_of,
    entries_of,
    entry_of,
    forget_claim,
    put_edit,
    remove,
    set_base,
)
from desktop_app.catalog.replica_rows import editable_of, insert_sql
from desktop_app.catalog.replica_store import set_assets, stored_assets
from desktop_app.catalog.stored import json_text, mapping_in, tags_in
from desktop_app.catalog.tables import asset, asset_generation, collection
from desktop_app.catalog.write import Write, values_of
from desktop_app.domain.changes import Column
from desktop_app.domain.entities import AssetId, FileState
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import WHOLE_ROW, Entity, Recycled

_GENERATION: Final = "generation"
_SERVER_HAD: Final = "server_had"
_LOCAL_FACTS: Final = (
    *("content_hash", "perceptual_hash", "file_state", "file_name", "source_path"),
    *("is_animated", "added_at_us", "trashed_at_us"),
)


def remove_elsewhere(write: Write, ids: Sequence[str]) -> None:
    """Take out assets that are certainly gone on the server.

    Those that it has never had, or whose removal waits here, are not meant.
    """
    entries = entries_of(write, Entity.ASSET, ids)
    known = stored_assets(write, ids)
    put_away(write, [id_ for id_ in known if id_ not in entries])
    for id_, entry in entries.items():
        if entry.kind == "update":
            hold(write, id_)
    replica_state.clear_missing(write, ids, {})


def put_back(write: Write, ids: Sequence[str]) -> None:
    """Have assets that are certainly gone on the server put there again, as they are here.

    Those that it has never had, or whose removal waits here, are not meant.
    """
    entries = entries_of(write, Entity.ASSET, ids)
    kept = {
        id_: one
        for id_, one in stored_assets(write, ids).items()
        if id_ not in entries or entries[id_].kind == "update"
    }
    bases = {
        id_: replica_merge.server_values(Entity.ASSET, one, edits_of(write, Entity.ASSET, id_))
        for id_, one in kept.items()
    }
    for id_ in kept.keys() & entries.keys():
        remove(write, Entity.ASSET, id_)  # what was edited goes with the whole row
    outbox.forget_problems(write, Entity.ASSET, list(kept))
    outbox.put_inserts(write, Entity.ASSET, list(kept))
    for id_, base in bases.items():
        set_base(write, Entity.ASSET, id_, base)
    set_assets(write, [(one, {"version": None, "has_pending": 1}) for one in kept.values()])
    if write.account is not None:
        name_uploads(write, write.account, kept)
    replica_state.clear_missing(write, ids, {})


def hold(write: Write, id_: str) -> None:
    """Keep an asset that was deleted elsewhere and edited here, until the user has chosen."""
    before = stored_assets(write, [id_])[id_]
    edits = edits_of(write, Entity.ASSET, id_)
    base = replica_merge.server_values(Entity.ASSET, before, edits)
    conflicts.log(
        write,
        Entity.ASSET,
        id_,
        WHOLE_ROW,
        base=base,
        mine={edit.column: edit.value for edit in edits},
        theirs=None,
    )
    for edit in edits:
        drop_edit(write, Entity.ASSET, id_, edit.column)
    outbox.forget_problems(write, Entity.ASSET, [id_])
    write.run(
        """
        UPDATE outbox
        SET kind = 'insert', state = 'held', attempts = 0, next_at_us = 0, last_error = NULL,
            claimed_seq = NULL, is_doubtful = 0, base_updated_at_us = NULL, base_updated_at = NULL
        WHERE entity = 'asset' AND id = ?1
        """,
        id_,
    )
    set_base(write, Entity.ASSET, id_, base)
    set_assets(write, [(before, {"version": None})])


def put_away(write: Write, ids: Sequence[str]) -> None:
    """Move assets into the recycle bin, before what waits for them is dropped.

    One that was edited here remembers what the server had of it: it may be put there again.
    """
    found = (
        write.connection.execute(select(asset).where(asset.c.id.in_(values_of(ids))))
        .mappings()
        .all()
    )
    if not found:
        return
    rows = [record["row"] for record in found]
    settings = {
        record["asset_row"]: dict(record)
        for record in write.connection.execute(
            select(asset_generation).where(asset_generation.c.asset_row.in_(values_of(rows)))
        ).mappings()
    }
    write.run_many(
        "INSERT OR REPLACE INTO recycle (id, asset, removed_at_us) VALUES (?, ?, ?)",
        [
            (
                record["id"],
                json_text(
                    {
                        **record,
                        _GENERATION: settings.get(record["row"]),
                        _SERVER_HAD: base_of(write, Entity.ASSET, record["id"]),
                    }
                ),
                write.now_us,
            )
            for record in found
        ],
    )
    trash.drop(write, rows, [record["id"] for record in found])


def restore(write: Write, ids: Sequence[str]) -> None:
    """Bring assets back under their old ids, to be put on the server again.

    One that has come back by itself meanwhile is left as it is.
    """
    known = stored_assets(write, ids)
    back = [record for id_, record in _taken_out(write, ids).items() if id_ not in known]
    for record in back:
        _insert(write, record)
    if write.account is not None:
        restored = [record["id"] for record in back]
        outbox.put_inserts(write, Entity.ASSET, restored)
        for record in back:
            base = record.get(_SERVER_HAD) or editable_of(RemoteTable.ASSETS, record)
            set_base(write, Entity.ASSET, record["id"], base)
        name_uploads(write, write.account, restored)


def name_uploads(write: Write, account: Account, ids: Iterable[str]) -> None:
    """Have the files of assets that the server is to get again go where new ones go."""
    changes = [
        (one, {"storage_path": outbox.object_key(account, id_, str(one["storage_path"]))})
        for id_, one in stored_assets(write, ids).items()
        if one["file_state"] in {int(FileState.STORED), int(FileState.REFERENCED)}
    ]
    set_assets(write, [(one, {**new, "thumbnail_path": None}) for one, new in changes])
    outbox.put_uploads(write, [str(one["id"]) for one, _ in changes])


def recognise(write: Write, ids: Sequence[str]) -> None:
    """Give assets that came back by themselves what was known of them here: their files."""
    if write.run("SELECT 1 FROM recycle").first() is None:
        return
    sets = ", ".join(f'"{name}" = ?' for name in _LOCAL_FACTS)
    for id_, record in _taken_out(write, ids).items():
        row: int = write.run(
            f'UPDATE asset SET {sets} WHERE id = ? RETURNING "row"',  # noqa: S608 - our own names
            *[record[name] for name in _LOCAL_FACTS],
            id_,
        ).scalar_one()
        text_index.remove(write.connection, [row])
        _put_generation(write, record, row)
        text_index.add(write.connection, [row])


def purge(write: Write, before_us: int) -> list[str]:
    """Forget what was removed before this moment; return whose files go with it."""
    gone = write.run(
        "DELETE FROM recycle WHERE removed_at_us < ?1 RETURNING id", before_us
    ).scalars()
    return list(gone)


def listed(connection: Connection) -> list[Recycled]:
    """Return what can be brought back, last removed first."""
    found = connection.exec_driver_sql(
        "SELECT id, asset, removed_at_us FROM recycle ORDER BY removed_at_us DESC, id"
    ).all()
    told = [(one.id, mapping_in(one.asset), one.removed_at_us) for one in found]
    return [
        Recycled(
            id=AssetId(id_),
            title=str(record.get("custom_title") or ""),
            asset_type=str(record.get("asset_type")),
            mime_type=str(record.get("mime_type")),
            file_state=FileState(int(str(record.get("file_state")))),
            removed_at_us=removed_at_us,
        )
        for id_, record, removed_at_us in told
    ]


def free_members(write: Write, id_: str) -> None:
    """Set the members of a collection free that is gone on the server.

    Silently those that it has set free itself; an edit that puts an asset into it is void.
    """
    moved = write.run(
        """
        SELECT json_group_array(id) FROM pending_edit
        WHERE entity = 'asset' AND column_name = 'collection_id'
            AND json_quote(?1) IN (value, base)
        """,
        id_,
    ).scalar_one()
    for asset_id in json.loads(moved):
        _void_move(write, asset_id, id_)
    rows = write.run(
        'UPDATE asset SET collection_id = NULL WHERE collection_id = ?1 RETURNING "row"', id_
    ).fetchall()
    write.note_changed([row for (row,) in rows], Column.COLLECTION)


def _void_move(write: Write, asset_id: str, id_: str) -> None:
    """Let an edit that moves an asset into a collection move it into none, or out of none."""
    entry = entry_of(write, Entity.ASSET, asset_id)
    for edit in edits_of(write, Entity.ASSET, asset_id):
        if edit.column == Column.COLLECTION:
            left = edit._replace(base=None) if edit.base == id_ else edit
            if edit.value == id_:
                conflicts.log(
                    write,
                    Entity.ASSET,
                    asset_id,
                    edit.column,
                    base=edit.base,
                    mine=id_,
                    theirs=None,
                )
                left = left._replace(value=None, seq=outbox.next_seq(write))
            put_edit(write, Entity.ASSET, asset_id, left)
    if entry is not None and entry.claimed_seq is None:
        forget_claim(write, Entity.ASSET, asset_id)


def _taken_out(write: Write, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Take assets out of the recycle bin."""
    found = write.run(
        "DELETE FROM recycle WHERE id IN (SELECT value FROM json_each(?)) RETURNING id, asset",
        json.dumps(list(ids)),
    ).all()
    return {one.id: json.loads(one.asset) for one in found}


def _insert(write: Write, record: dict[str, Any]) -> None:
    """Put a whole asset back into its row, as one that the server does not have."""
    names = [column.name for column in asset.c]
    values = {name: record.get(name) for name in names} | {
        "version": None,
        "trashed_at_us": None,
        "has_pending": int(write.account is not None),
        "has_problem": 0,
        "has_conflict": 0,
    }
    held = write.connection.execute(
        select(collection.c.id).where(collection.c.id == values["collection_id"])
    ).scalar_one_or_none()
    values["collection_id"] = held
    write.run(insert_sql("asset", names), *values.values())
    row = record["row"]
    _put_generation(write, record, row)
    vocabulary.link(write, {tag: [row] for tag in tags_in(record["tags"])[0]})
    text_index.add(write.connection, [row])
    write.added.append(row)


def _put_generation(write: Write, record: dict[str, Any], row: int) -> None:
    settings = record.get(_GENERATION)
    if settings is not None:
        values = settings | {"asset_row": row}
        write.run(insert_sql("asset_generation", values), *values.values())
