"""Assets of a library without an account come into one with an account, as often as it takes.

They keep their UUIDs, and each gets one entry for the server like any import: whatever is there
already, or was removed there on purpose, is passed over.
"""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, select

from desktop_app.catalog import additions, outbox
from desktop_app.catalog.instants import text_of
from desktop_app.catalog.reads import generation_in
from desktop_app.catalog.replica_store import stored_collections
from desktop_app.catalog.stored import mapping_in, storable, tags_in
from desktop_app.catalog.tables import asset, asset_generation
from desktop_app.catalog.tables import collection as collection_table
from desktop_app.catalog.write import Write
from desktop_app.domain.entities import (
    AssetId,
    Collection,
    CollectionId,
    FileState,
    NewAsset,
)

_UNSIGNED_BITS = (1 << 64) - 1


def adoptable(connection: Connection, after: str | None, limit: int) -> list[NewAsset]:
    """Return the next assets outside the Trash whose ids come after `after`, by id."""
    query = (
        select(asset, asset_generation.c.info, asset_generation.c.raw)
        .select_from(asset.outerjoin(asset_generation, asset_generation.c.asset_row == asset.c.row))
        .where(asset.c.id > (after or ""), asset.c.trashed_at_us.is_(None))
        .order_by(asset.c.id)
        .limit(limit)
    )
    return [
        NewAsset(
            id=AssetId(one["id"]),
            asset_type=one["asset_type"],
            mime_type=one["mime_type"],
            storage_path=one["storage_path"],
            file_size_bytes=one["file_size_bytes"],
            original_prompt=one["original_prompt"],
            model_used=one["model_used"],
            content_category=one["content_category"],
            content_hash=one["content_hash"] or "",
            file_state=FileState(one["file_state"]),
            file_name=one["file_name"] or "",
            created_at_us=one["created_at_us"],
            width_px=one["width"],
            height_px=one["height"],
            duration_seconds=one["duration_seconds"],
            generation_seed=one["generation_seed"],
            custom_title=one["custom_title"],
            tags=tags_in(one["tags"])[0],
            is_favorite=one["is_favorite"] == 1,
            visibility=one["visibility"],
            collection_id=one["collection_id"] and CollectionId(one["collection_id"]),
            roleplay_metadata=mapping_in(one["roleplay_metadata"]),
            source_path=one["source_path"],
            is_animated=one["is_animated"] == 1,
            perceptual_hash=None
            if one["perceptual_hash"] is None
            else one["perceptual_hash"] & _UNSIGNED_BITS,
            generation=generation_in(one["info"], one["raw"]),
        )
        for one in connection.execute(query).mappings()
    ]


def adopt_collections(write: Write, collections: Sequence[Collection]) -> None:
    """Add collections that are not here, and queue them for the server."""
    known = stored_collections(write, [one.id for one in collections])
    removed = _removed(write, "collection", [one.id for one in collections])
    for one in collections:
        if one.id in known or one.id in removed:
            continue
        write.connection.execute(
            collection_table.insert().values(
                id=one.id,
                user_id=write.account.user_id if write.account else None,
                name=storable(one.name),
                description=storable(one.description),
                created_at_us=one.created_at_us,
                created_at=text_of(one.created_at_us),
            )
        )
        outbox.note_collection_insert(write, one.id)
        write.are_collections_changed = True


def adopt(write: Write, assets: Sequence[NewAsset]) -> None:
    """Add assets whose files are safe here, and queue them for the server."""
    removed = _removed(write, "asset", [one.id for one in assets])
    additions.add(write, [one for one in assets if one.id not in removed])


def _removed(write: Write, entity: str, ids: Sequence[str]) -> set[str]:
    """Return those of the ids that were removed here, or on the server."""
    found = write.run(
        """
        SELECT json_group_array(id) FROM (
            SELECT id FROM outbox WHERE entity = ?1 AND kind = 'delete'
            UNION ALL SELECT id FROM recycle WHERE ?1 = 'asset'
        ) WHERE id IN (SELECT value FROM json_each(?2))
        """,
        entity,
        json.dumps(list(ids)),
    ).scalar_one()
    return set(json.loads(found))
