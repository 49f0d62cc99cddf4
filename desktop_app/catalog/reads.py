"""Assets, tiles and lists, as they are read for the window, the command line and export."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from desktop_app.catalog.stored import TILES_SQL, mapping_in, tags_in, tiles_from
from desktop_app.catalog.tables import (
    asset,
    asset_generation,
    collection,
    pending_edit,
    saved_search,
)
from desktop_app.catalog.write import values_of
from desktop_app.domain.entities import (
    Asset,
    AssetId,
    AssetRow,
    Collection,
    CollectionId,
    FileState,
    GenerationInfo,
    SavedSearch,
    SavedSearchId,
    Tile,
)

_AFTER_ALL = "\U0010ffff"
"""Sorts after whatever an id may go on with."""

ASSETS = select(asset, asset_generation.c.info, asset_generation.c.raw).select_from(
    asset.outerjoin(asset_generation, asset_generation.c.asset_row == asset.c.row)
)
"""Everything `assets_from` needs, to be narrowed and ordered by the caller."""


def tiles(connection: Connection, rows: Sequence[int]) -> list[Tile]:
    """Return what the grid paints of these assets, in this order; gone ones are left out."""
    listed = json.dumps([int(row) for row in rows])
    answer = connection.exec_driver_sql(TILES_SQL, (listed,)).scalar_one()
    return tiles_from(answer, rows)


def assets(connection: Connection, rows: Sequence[int]) -> list[Asset]:
    """Return these assets in this order; gone ones are left out."""
    wanted = [int(row) for row in rows]
    found = {
        found.row: found
        for found in assets_from(connection, ASSETS.where(asset.c.row.in_(values_of(wanted))))
    }
    return [found[AssetRow(row)] for row in wanted if row in found]


def assets_from(connection: Connection, query: Select[Any]) -> list[Asset]:
    """Return the assets of a narrowed `ASSETS` query, in its order."""
    records = connection.execute(query).mappings().all()
    waiting = [record["id"] for record in records if record["has_pending"]]
    pending: dict[str, set[str]] = {}
    if waiting:
        for id_, column in connection.execute(
            select(pending_edit.c.id, pending_edit.c.column_name).where(
                pending_edit.c.entity == "asset", pending_edit.c.id.in_(values_of(waiting))
            )
        ):
            pending.setdefault(id_, set()).add(column)
    return [_asset(record, frozenset(pending.get(record["id"], ()))) for record in records]


def asset_by_id(connection: Connection, id_: str) -> Asset | None:
    """Return the asset of this UUID, trashed or not."""
    found = assets_from(connection, ASSETS.where(asset.c.id == id_))
    return found[0] if found else None


def collections(connection: Connection) -> list[Collection]:
    """Return all collections by name, with how many assets outside the Trash they hold."""
    counts = (
        select(asset.c.collection_id, func.count().label("members"))
        .where(asset.c.collection_id.is_not(None), asset.c.trashed_at_us.is_(None))
        .group_by(asset.c.collection_id)
        .subquery()
    )
    found = connection.execute(
        select(
            collection.c.id,
            collection.c.name,
            collection.c.description,
            func.coalesce(counts.c.members, 0),
            collection.c.created_at_us,
        ).outerjoin_from(collection, counts, counts.c.collection_id == collection.c.id)
    )
    return sorted(
        (
            Collection(CollectionId(id_), name, description, members, created_at_us)
            for id_, name, description, members, created_at_us in found
        ),
        key=lambda found: (found.name.casefold(), found.created_at_us, found.id),
    )


def saved_searches(connection: Connection) -> list[SavedSearch]:
    """Return all saved searches by name."""
    found = connection.execute(select(saved_search.c.id, saved_search.c.name, saved_search.c.query))
    return sorted(
        (SavedSearch(SavedSearchId(id_), name, query) for id_, name, query in found),
        key=lambda found: (found.name.casefold(), found.id),
    )


def rows_with_hashes(connection: Connection, hashes: Iterable[str]) -> dict[str, AssetRow]:
    """Return which of these files are in the library: the oldest asset of each.

    Assets in the Trash do not count: to import a file again brings it back into view.
    """
    found = connection.execute(
        select(asset.c.content_hash, func.min(asset.c.row))
        .where(
            asset.c.content_hash.is_not(None),
            asset.c.content_hash.in_(values_of(hashes)),
            asset.c.trashed_at_us.is_(None),
        )
        .group_by(asset.c.content_hash)
    )
    return {hash_: AssetRow(row) for hash_, row in found}


def ids_under(connection: Connection, prefix: str) -> frozenset[str]:
    """Return the ids of assets, and of those removed elsewhere, that begin so."""
    found = connection.exec_driver_sql(
        """
        SELECT json_group_array(id) FROM (
            SELECT id FROM asset WHERE id >= ?1 AND id < ?2
            UNION ALL SELECT id FROM recycle WHERE id >= ?1 AND id < ?2
        )
        """,
        (prefix, prefix + _AFTER_ALL),
    ).scalar_one()
    return frozenset(json.loads(found))


def stored_under(connection: Connection, prefix: str) -> list[tuple[AssetRow, AssetId, str]]:
    """Return row, id and MIME type of the stored assets whose ids begin so."""
    found = connection.exec_driver_sql(
        """
        SELECT json_group_array(json_array("row", id, mime_type))
        FROM asset WHERE id >= ? AND id < ? AND file_state = ?
        """,
        (prefix, prefix + _AFTER_ALL, int(FileState.STORED)),
    ).scalar_one()
    return [(AssetRow(row), AssetId(id_), mime_type) for row, id_, mime_type in json.loads(found)]


def generation_in(info: str | None, raw: str | None) -> GenerationInfo:
    """Return what ``asset_generation`` holds of one asset; the empty one when it holds nothing."""
    told = mapping_in(info)
    if not told:
        return GenerationInfo()
    known: dict[str, Any] = {
        name: value for name, value in told.items() if name in GenerationInfo.__slots__
    }
    known["loras"] = tuple(known.get("loras", ()))
    return GenerationInfo(**known, raw=_texts(raw))


def _texts(text: str | None) -> dict[str, str]:
    return {key: str(value) for key, value in mapping_in(text).items()}


def _asset(record: Mapping[Any, Any], pending: frozenset[str]) -> Asset:
    tags, are_tags_editable = tags_in(record["tags"])
    return Asset(
        row=AssetRow(record["row"]),
        id=AssetId(record["id"]),
        user_id=record["user_id"],
        asset_type=record["asset_type"],
        storage_path=record["storage_path"],
        file_size_bytes=record["file_size_bytes"],
        mime_type=record["mime_type"],
        duration_seconds=record["duration_seconds"],
        original_prompt=record["original_prompt"],
        model_used=record["model_used"],
        generation_seed=record["generation_seed"],
        collection_id=record["collection_id"],
        custom_title=record["custom_title"],
        tags=tags,
        is_favorite=record["is_favorite"] == 1,
        visibility=record["visibility"],
        created_at_us=record["created_at_us"],
        created_at=record["created_at"],
        updated_at_us=record["updated_at_us"],
        updated_at=record["updated_at"],
        thumbnail_path=record["thumbnail_path"],
        width_px=record["width"],
        height_px=record["height"],
        content_category=record["content_category"],
        roleplay_metadata=mapping_in(record["roleplay_metadata"]),
        extra=mapping_in(record["extra"]),
        version=record["version"],
        content_hash=record["content_hash"],
        file_state=FileState(record["file_state"]),
        file_name=record["file_name"],
        source_path=record["source_path"],
        added_at_us=record["added_at_us"],
        trashed_at_us=record["trashed_at_us"],
        generation=generation_in(record["info"], record["raw"]),
        pending_columns=pending,
        are_tags_editable=are_tags_editable,
    )
