"""Rows as a server sends them, and catalogs that have taken some."""

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet
from desktop_app.domain.entities import Asset, AssetId, Json
from desktop_app.domain.remote import RemoteTable
from tests.builders import ACCOUNT, FakeClock, catalog_with

ASSETS = RemoteTable.ASSETS
COLLECTIONS = RemoteTable.COLLECTIONS
CREATED_AT = "2025-08-30T10:00:00+00:00"
Row = dict[str, Json]

_versions = itertools.count(10_000)


def uuid_of(number: int) -> str:
    return str(uuid.UUID(int=number << 64 | 0x4 << 76 | 0x8 << 60))


def served(number: int = 1, **over: Json) -> Row:
    """Return a whole row of an asset; a new version each time it is asked for."""
    id_ = uuid_of(number)
    row: Row = {
        "id": id_,
        "user_id": ACCOUNT.user_id,
        "asset_type": "image",
        "storage_path": f"{ACCOUNT.user_id}/{id_}.png",
        "file_size_bytes": 2_048_576,
        "mime_type": "image/png",
        "duration_seconds": None,
        "original_prompt": f"a lighthouse at dusk, number {number}",
        "model_used": "sdxl",
        "generation_seed": 12_345,
        "collection_id": None,
        "custom_title": None,
        "tags": ["sea", "dusk"],
        "is_favorite": False,
        "visibility": "private",
        "created_at": CREATED_AT,
        "updated_at": CREATED_AT,
        "thumbnail_path": None,
        "width": 1024,
        "height": 768,
        "content_category": "general",
        "roleplay_metadata": {},
        "xmin": str(next(_versions)),
    }
    return row | over


def written(row: Row, **over: Json) -> Row:
    """Return a row as it is after somebody has written these columns of it."""
    return row | {"xmin": str(next(_versions))} | over


def served_collection(number: int = 1, **over: Json) -> Row:
    """Return a whole row of a collection; a new version each time it is asked for."""
    row: Row = {
        "id": uuid_of(1_000 + number),
        "user_id": ACCOUNT.user_id,
        "name": f"Trip {number}",
        "description": "",
        "asset_count": 0,
        "created_at": CREATED_AT,
        "xmin": str(next(_versions)),
    }
    return row | over


@contextmanager
def synced(folder: Path, *rows: Row, clock: FakeClock | None = None) -> Iterator[Catalog]:
    """Open a catalog of an account that has pulled these assets, and close it at the end."""
    catalog = catalog_with(folder, account=ACCOUNT, clock=clock or FakeClock())
    try:
        pull(catalog, *rows)
        yield catalog
    finally:
        catalog.close()


def pull(catalog: Catalog, *rows: Row) -> ChangeSet:
    return catalog.replica.apply(ASSETS, rows)


def asset(catalog: Catalog, number: int = 1) -> Asset:
    """Return the asset of this number."""
    found = catalog.asset_by_id(AssetId(uuid_of(number)))
    assert found is not None
    return found


def row_of(catalog: Catalog, number: int = 1) -> int:
    return asset(catalog, number).row
