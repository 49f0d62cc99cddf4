"""Opens a library: catalog, media, ingest, in order, for the window and the command line alike.

One folder is one library: ``catalog.db`` with its index snapshot and backups, the originals,
and the renditions. One process holds it at a time; the second is refused with a sentence.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.layout import OPEN_FILE
from desktop_app.catalog.recovery import recover
from desktop_app.catalog.searcher import Searcher
from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import Asset, AssetId, FileState
from desktop_app.domain.errors import CatalogError, LightboxError, MediaError
from desktop_app.domain.ports import CancelToken, Clock, SystemClock
from desktop_app.exporting.exporter import Exporter
from desktop_app.ingest.importer import Importer
from desktop_app.ingest.upkeep import Upkeep
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.renditions import Renditions
from desktop_app.media.store import FileStore

logger = logging.getLogger(__name__)

CATALOG_NAME = "catalog.db"
RENDITIONS_NAME = "renditions.db"
ORIGINALS_NAME = "originals"
SNAPSHOT_NAME = "index.snapshot"


class Library:
    """An open library and everything that works on it.

    Attributes:
        folder: where it lies.
        catalog: the local truth; every change goes through it.
        searcher: answers queries from the column index, on its own thread.
        store: the originals.
        cache: the renditions on disk.
        renditions: makes renditions that are not there yet.
        importer: turns files into assets.
        upkeep: what the library does for itself in the background.
        notices: what the user should be told of the opening: that a damaged catalog was replaced
            by its backup (``catalog.restored``) or begun anew (``catalog.begun_anew``).
    """

    def __init__(
        self,
        folder: Path,
        *,
        account: Account | None = None,
        cache: RenditionCache | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Open or make the library in a folder; a `cache` that is open already is taken over.

        Raises:
            CatalogError: the catalog is newer, or held by another process, or what the disk did.
        """
        clock = clock or SystemClock()
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.notices: tuple[LightboxError, ...] = ()
        try:
            self.catalog = Catalog.open(folder / CATALOG_NAME, account=account, clock=clock)
        except CatalogError as error:
            if error.code != "catalog.damaged":
                raise
            self.notices = (recover(folder / CATALOG_NAME, clock),)
            (folder / SNAPSHOT_NAME).unlink(missing_ok=True)
            self.catalog = Catalog.open(folder / CATALOG_NAME, account=account, clock=clock)
        self._open_mark = folder / OPEN_FILE
        was_left_open = self._open_mark.exists()
        self._open_mark.touch(mode=0o600)
        self.cache = cache or RenditionCache(folder / RENDITIONS_NAME)
        self.store = FileStore(folder / ORIGINALS_NAME)
        self._decoders = DecoderPool()
        self.renditions = Renditions(self.cache, self._decoders)
        self.importer = Importer(self.catalog, self.store, self.cache, self._decoders)
        self.searcher = Searcher(self.catalog, snapshot=folder / SNAPSHOT_NAME)
        self.searcher.start()
        self.upkeep = Upkeep(
            self.catalog,
            self.store,
            self.cache,
            self._decoders,
            folder / CATALOG_NAME,
            was_left_open=was_left_open,
            clock=clock,
        )
        self.upkeep.start()

    def close(self) -> None:
        """Stop every thread and process of the library; what was committed is on disk."""
        self.upkeep.close()
        self.searcher.close()
        self._decoders.close()
        self.cache.close()
        self._open_mark.unlink(missing_ok=True)
        self.catalog.close()

    def __enter__(self) -> Self:
        """Return the open library."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close it."""
        self.close()

    def original_path(self, asset: Asset) -> Path | None:
        """Return where an asset's original can be read, or None when it is not on this machine."""
        if asset.file_state is FileState.STORED:
            return self.store.path_of(asset.id, asset.mime_type)
        if asset.file_state is FileState.REFERENCED and asset.source_path:
            return Path(asset.source_path)
        return None

    def original_paths(self, rows: Sequence[int]) -> list[Path]:
        """Return the readable originals of these assets, for drags, copies and other programs."""
        paths = (self.original_path(asset) for asset in self.catalog.assets(rows))
        return [path for path in paths if path is not None and path.is_file()]

    def exporter(self, folder: Path) -> Exporter:
        """Return what copies originals, with their metadata beside them, into a folder."""
        return Exporter(folder, self.original_path)

    def rendition(self, asset_id: AssetId, size_px: int, token: CancelToken) -> bytes | None:
        """Return an asset's picture with its longest edge at most `size_px`, encoded.

        Made from the original when the cache has none; None when that cannot be done.
        """
        data = self.cache.read(asset_id, size_px)
        if data is not None:
            return data
        token.check()
        asset = self.catalog.asset_by_id(asset_id)
        path = self.original_path(asset) if asset is not None else None
        if asset is None or path is None:
            return None
        try:
            return self.renditions.obtain(asset.id, path, size_px, token)
        except MediaError as error:
            logger.info("No rendition of %s: %s", asset_id, error)
            return None

    def empty_trash(self, rows: Sequence[int] | None = None, *, origin: Origin) -> ChangeSet:
        """Remove trashed assets for good: first their rows, then their files."""
        changes = self.catalog.empty_trash(rows, origin=origin)
        self.store.discard(changes.removed_ids)
        self.cache.forget(changes.removed_ids)
        return changes
