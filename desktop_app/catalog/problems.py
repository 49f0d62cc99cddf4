"""What the server refuses: shown, and what the user does about it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from desktop_app.catalog import collection_edits, outbox
from desktop_app.catalog.outbox_entries import edits_of, entries_of, remove
from desktop_app.catalog.replica_rows import NEW_COLLECTION, Values, instant_us, stored_value
from desktop_app.catalog.replica_store import (
    add_collections,
    set_assets,
    set_collections,
    stored_assets,
    stored_collections,
)
from desktop_app.catalog.stored import mapping_in
from desktop_app.catalog.write import Write
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.sync import Entity, Problem


def listed(connection: Connection) -> list[Problem]:
    """Return all problems, oldest first."""
    found = connection.exec_driver_sql(
        """
        SELECT problem.*, asset."row" AS asset_row
        FROM problem LEFT JOIN asset ON problem.entity = 'asset' AND asset.id = problem.id
        ORDER BY seq
        """
    ).all()
    return [
        Problem(
            seq=one.seq,
            entity=Entity(one.entity),
            id=one.id,
            row=None if one.asset_row is None else AssetRow(one.asset_row),
            code=one.code,
            params={
                name: value if isinstance(value, int) else str(value)
                for name, value in mapping_in(one.params).items()
            },
            found_at_us=one.found_at_us,
        )
        for one in found
    ]


def retry(write: Write, entity: Entity, ids: Iterable[str]) -> None:
    """Have entries that were refused, or wait for their time, tried again at once.

    They count as tried before, so that the server is asked whatever it has refused till now.
    """
    waiting = [
        id_
        for id_, entry in entries_of(write, entity, ids).items()
        if entry.state in {"blocked", "queued"}
    ]
    outbox.queue_again(write, entity, waiting, attempts=1)


def revert(write: Write, entity: Entity, ids: Sequence[str]) -> None:
    """Give up what waits for these rows: they are again as the server has them.

    A removal is given up too. An insert is not: without it nothing would be left; and what is on
    its way cannot be called back.
    """
    for id_, entry in entries_of(write, entity, ids).items():
        if entry.state not in {"blocked", "queued"}:
            continue
        if entry.kind == "update":
            _take_bases(write, entity, id_, is_known=entry.claimed_seq is None)
        elif entry.kind == "delete":
            _keep(write, entity, id_)


def _take_bases(write: Write, entity: Entity, id_: str, *, is_known: bool) -> None:
    edits = edits_of(write, entity, id_)
    values: Values = {
        edit.column: stored_value(entity.table, edit.column, edit.base) for edit in edits
    }
    if not is_known:
        # The server may hold what was sent. Without a version the row is fetched again.
        values["version"] = None
    found = write.run(
        "SELECT base_updated_at_us, base_updated_at FROM outbox WHERE entity = ?1 AND id = ?2",
        entity,
        id_,
    ).one()
    outbox.forget_problems(write, entity, [id_])
    remove(write, entity, id_)
    if entity is Entity.COLLECTION:
        stored = stored_collections(write, [id_])
        set_collections(write, [(one, values) for one in stored.values()])
        return
    values["has_pending"] = 0
    if found.base_updated_at_us is not None:
        values["updated_at_us"] = found.base_updated_at_us
        values["updated_at"] = found.base_updated_at
    set_assets(write, [(one, values) for one in stored_assets(write, [id_]).values()])


def _keep(write: Write, entity: Entity, id_: str) -> None:
    """Give up a removal. An asset comes back with the next scan, a collection at once."""
    gone = mapping_in(
        write.run("SELECT gone FROM outbox WHERE entity = ?1 AND id = ?2", entity, id_).scalar_one()
    )
    outbox.forget_problems(write, entity, [id_])
    remove(write, entity, id_)
    if entity is Entity.COLLECTION:
        created_at = str(gone.get("created_at") or "")
        values: Values = {
            name: str(gone.get(name) or "") for name in ("name", "description", "version")
        }
        values |= {"created_at": created_at, "created_at_us": instant_us(created_at)}
        add_collections(write, [(id_, NEW_COLLECTION | values)])
        collection_edits.take_in(write, id_, gone.get("members"))
