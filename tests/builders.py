"""Builders of what tests begin with: new assets, small libraries, a clock that is told the time.

new_asset(custom_title="Dune", tags=("sand",))
catalog = catalog_with(library_folder, 3)           # to be closed by the test
with open_catalog(library_folder, new_asset(), new_asset()) as catalog: ...
"""

import hashlib
import itertools
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import Origin
from desktop_app.domain.entities import AssetId, AssetRow, FileState, NewAsset
from desktop_app.domain.ports import Clock, SystemClock

FIRST_DAY_US = 1_756_548_000_000_000
"""2025-08-30T10:00:00Z, when the first asset of a test is made; each further one a minute later."""
MINUTE_US = 60_000_000

ACCOUNT = Account("8d1b6f0e-5a52-4c0a-9d6f-0d6f3a1f7b11", "https://project.example")

_numbers = itertools.count()


class FakeClock:
    """Says what it is told, and a millisecond more at each look."""

    def __init__(self, now_us: int = FIRST_DAY_US) -> None:
        """Begin at this moment."""
        self._now_us = now_us

    def now_us(self) -> int:
        """Return microseconds since 1970 in UTC."""
        self._now_us += 1_000
        return self._now_us

    def advance(self, by_us: int) -> None:
        """Let this much time go by."""
        self._now_us += by_us


def new_asset(**over: object) -> NewAsset:
    """Return an asset ready to be added; what is not said is plausible and like no other's."""
    number = next(_numbers)
    id_ = str(over.pop("id", None) or uuid.UUID(int=(number + 1) << 64 | 0x4 << 76 | 0x8 << 60))
    values: dict[str, Any] = {
        "id": AssetId(id_),
        "asset_type": "image",
        "mime_type": "image/png",
        "storage_path": f"originals/{id_}.png",
        "file_size_bytes": 1_000_000 + number,
        "original_prompt": f"a lighthouse at dusk, number {number}",
        "model_used": "sdxl",
        "content_category": "general",
        "content_hash": hashlib.sha256(id_.encode()).hexdigest(),
        "file_state": FileState.STORED,
        "file_name": f"lighthouse-{number}.png",
        "created_at_us": FIRST_DAY_US + number * MINUTE_US,
        "width_px": 1024,
        "height_px": 768,
    }
    return NewAsset(**(values | over))


def catalog_with(
    folder: Path,
    assets: int | Iterable[NewAsset] = 0,
    *,
    account: Account | None = None,
    clock: Clock | None = None,
) -> Catalog:
    """Return an open catalog in the folder holding this many assets, or these; close it."""
    catalog = Catalog.open(folder / "catalog.db", account=account, clock=clock or SystemClock())
    made = [new_asset() for _ in range(assets)] if isinstance(assets, int) else list(assets)
    if made:
        catalog.add_assets(made, origin=Origin.IMPORT)
    return catalog


@contextmanager
def open_catalog(
    folder: Path,
    *assets: NewAsset,
    account: Account | None = None,
    clock: Clock | None = None,
) -> Iterator[Catalog]:
    """Open a catalog in the folder with these assets in it, and close it at the end."""
    catalog = catalog_with(folder, assets, account=account, clock=clock)
    try:
        yield catalog
    finally:
        catalog.close()


def rows_of(catalog: Catalog, *assets: NewAsset) -> list[AssetRow]:
    """Return the rows of these assets, which are in the catalog."""
    found = [catalog.asset_by_id(made.id) for made in assets]
    return [asset.row for asset in found if asset is not None]
