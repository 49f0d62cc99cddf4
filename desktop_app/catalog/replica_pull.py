"""Pulled rows come in, a slice in a transaction: new ones, changed ones, and those that meet edits.

A row of the version that is here already is passed over, and so is one whose removal waits, or
whose insert is under way: only the answer to that tells whether the row that is there is ours.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from desktop_app.catalog import collection_edits, conflicts, late_inserts, recycle
from desktop_app.catalog.account import Account
from desktop_app.catalog.outbox_entries import Entry, edits_of, entries_of, entry_of, remove
from desktop_app.catalog.replica_columns import pulled_rows
from desktop_app.catalog.replica_merge import met
from desktop_app.catalog.replica_rows import Pulled, Values
from desktop_app.catalog.replica_store import (
    add_assets,
    add_collections,
    set_assets,
    set_collections,
    stored_assets,
    stored_collections,
    taken,
)
from desktop_app.catalog.write import Write
from desktop_app.domain.remote import RemoteTable, ServerRow
from desktop_app.domain.sync import WHOLE_ROW, Claim, Entity

log = logging.getLogger(__name__)

_KNOWN_SQL: Final = {
    RemoteTable.ASSETS: """
        SELECT json_group_array(json_array(asset.id, asset.version))
        FROM json_each(?) AS wanted CROSS JOIN asset ON asset.id = wanted.value
        """,
    RemoteTable.COLLECTIONS: """
        SELECT json_group_array(json_array(collection.id, collection.version))
        FROM json_each(?) AS wanted CROSS JOIN collection ON collection.id = wanted.value
        """,
}


def usable(table: RemoteTable, rows: Sequence[ServerRow], account: Account) -> list[Pulled]:
    """Return what is stored of the rows, each id once; rows that cannot be ours are left out."""
    found = pulled_rows(table, rows, account.user_id)
    if len(found) < len(rows):
        log.warning("%d rows of %s are left out", len(rows) - len(found), table)
    return found


def apply(write: Write, table: RemoteTable, rows: Sequence[Pulled]) -> None:
    """Take over these rows, none of which occurs twice."""
    ids = json.dumps([one.id for one in rows])
    known: dict[str, Any] = dict(json.loads(write.run(_KNOWN_SQL[table], ids).scalar_one()))
    entity = Entity.ASSET if table is RemoteTable.ASSETS else Entity.COLLECTION
    entries = entries_of(write, entity, [one.id for one in rows])
    news = [
        one
        for one in rows
        if not (one.id in known and known[one.id] == one.values.get("version") is not None)
        and not (one.id in entries and _is_passed_over(entries[one.id]))
    ]
    _add(write, entity, [one for one in news if one.id not in known])
    _refresh(write, entity, [one for one in news if one.id in known], entries)


def _is_passed_over(entry: Entry) -> bool:
    return entry.kind == "delete" or (entry.kind == "insert" and entry.state == "in_flight")


def merge_miss(write: Write, claimed: Claim, theirs: Pulled, *, next_at_us: int) -> None:
    """Merge a row of which a request has missed; what is left of it is queued again.

    A removal is given up when somebody has edited the row meanwhile. An insert that misses at its
    first attempt finds what another machine of the user has put there.
    """
    entity = claimed.entity
    entry = entry_of(write, entity, claimed.id)
    if entry is None or entry.claimed_seq != claimed.seq or entry.state != "in_flight":
        apply(write, entity.table, [theirs])
        return
    write.run(
        """
        UPDATE outbox SET state = 'queued', next_at_us = ?3, is_doubtful = 0
        WHERE entity = ?1 AND id = ?2
        """,
        entity,
        claimed.id,
        next_at_us,
    )
    was_taken_here = entry.kind != "insert" or entry.is_doubtful
    entry = entry._replace(
        state="queued", is_doubtful=False, claimed_seq=entry.claimed_seq if was_taken_here else None
    )
    if entry.kind != "delete":
        _refresh(write, entity, [theirs], {theirs.id: entry})
    elif claimed.kind == "delete":
        _delete_missed(write, claimed, theirs)


def remove_collections(write: Write, ids: Sequence[str]) -> None:
    """Take out collections that are gone on the server; their assets stay.

    The server has set the members free by itself. One that was edited here becomes a conflict.
    One that was removed here, too, may still be named by an asset that was under way by then.
    """
    entries = entries_of(write, Entity.COLLECTION, ids)
    gone = [id_ for id_ in ids if id_ not in entries or entries[id_].kind != "insert"]
    for id_ in gone:
        recycle.free_members(write, id_)
    for id_, stored in stored_collections(write, gone).items():
        if edits := edits_of(write, Entity.COLLECTION, id_):
            conflicts.log(
                write,
                Entity.COLLECTION,
                id_,
                WHOLE_ROW,
                base={edit.column: edit.base for edit in edits},
                mine={name: stored[name] for name in ("name", "description", "created_at")},
                theirs=None,
            )
        remove(write, Entity.COLLECTION, id_)
        write.run("DELETE FROM collection WHERE id = ?1", id_)
        write.are_collections_changed = True


def _add(write: Write, entity: Entity, rows: Sequence[Pulled]) -> None:
    if entity is Entity.COLLECTION:
        add_collections(write, [(one.id, one.values) for one in rows])
        return
    late = late_inserts.removed_again(write, rows)
    wanted = [one for one in rows if one.id not in late]
    add_assets(write, wanted)
    recycle.recognise(write, [one.id for one in wanted])


def _refresh(
    write: Write, entity: Entity, rows: Sequence[Pulled], entries: Mapping[str, Entry]
) -> None:
    if not rows:
        return
    is_asset = entity is Entity.ASSET
    before = (stored_assets if is_asset else stored_collections)(write, [one.id for one in rows])
    changes: list[tuple[Values, Values]] = []
    for one in rows:
        old = before[one.id]
        if one.id in entries:
            after = met(write, entity, old, one, entries[one.id])
        else:
            after = taken(old, one.values) if is_asset else one.values
        changes.append((old, after))
    if is_asset:
        set_assets(write, changes)
    else:
        set_collections(write, changes)


def _delete_missed(write: Write, claimed: Claim, theirs: Pulled) -> None:
    """Bring back what was deleted here and edited there; a collection only if it was edited.

    A collection's version changes with each of its members. A row that still has the version that
    the removal named was not missed: an answer got lost, and another came in its place.
    """
    entity, gone = claimed.entity, claimed.gone
    version = theirs.values.get("version")
    if version is not None and version == gone.get("version"):
        return
    if entity is Entity.COLLECTION and all(
        theirs.values.get(name, gone.get(name)) == gone.get(name)
        for name in ("name", "description")
    ):
        write.run(
            """
            UPDATE outbox
            SET claimed_seq = NULL, gone = json_set(gone, '$.version', ?3)
            WHERE entity = ?1 AND id = ?2
            """,
            entity,
            claimed.id,
            version,
        )
        return
    remove(write, entity, claimed.id)
    _add(write, entity, [theirs])
    if entity is Entity.COLLECTION:
        collection_edits.take_in(write, claimed.id, gone.get("members"))
    conflicts.log(
        write, entity, claimed.id, WHOLE_ROW, base=None, mine=None, theirs=dict(theirs.sent)
    )
