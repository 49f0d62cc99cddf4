"""Opens a library: catalog, media, ingest, in order, for the window and the command line alike.

One folder is one library: ``catalog.db`` with its index snapshot and backups, the originals,
and the renditions. One process holds it at a time; the second is refused with a sentence.
"""

import logging
import os
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Self

from desktop_app.accounts import known
from desktop_app.accounts.library_sync import LibrarySync
from desktop_app.accounts.local_files import LocalFiles
from desktop_app.accounts.received_files import ReceivedFiles
from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.layout import OPEN_FILE
from desktop_app.catalog.recovery import note_told, recover, untold
from desktop_app.catalog.searcher import Searcher
from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import Asset, AssetId, FileState
from desktop_app.domain.errors import CatalogError, LightboxError, MediaError
from desktop_app.domain.ports import CancelToken, Clock, SystemClock
from desktop_app.domain.sync import SyncReport
from desktop_app.exporting.exporter import Exporter
from desktop_app.ingest.importer import Importer
from desktop_app.ingest.originals import Originals
from desktop_app.ingest.upkeep import Upkeep
from desktop_app.media.decoder_worker import Limits
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.pixels import Pixels
from desktop_app.media.prepared import RENDITION_SIZES_PX
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.renditions import Renditions
from desktop_app.media.store import FileStore

logger = logging.getLogger(__name__)

CATALOG_NAME = "catalog.db"
RENDITIONS_NAME = "renditions.db"
ORIGINALS_NAME = "originals"
DOWNLOADS_NAME = "downloads"
_FEW_DRAGGED = 5
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
        originals: finds originals again that are gone from where they were left.
        upkeep: what the library does for itself in the background.
        sync: keeps the library and its server the same, from `begin_sync` on; None without.
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
        try:
            self.catalog = Catalog.open(folder / CATALOG_NAME, account=account, clock=clock)
        except CatalogError as error:
            if error.code != "catalog.damaged":
                raise
            (folder / SNAPSHOT_NAME).unlink(missing_ok=True)
            recover(folder / CATALOG_NAME, clock)
            self.catalog = Catalog.open(folder / CATALOG_NAME, account=account, clock=clock)
        notice = untold(folder / CATALOG_NAME)
        self.notices: tuple[LightboxError, ...] = () if notice is None else (notice,)
        self._open_mark = folder / OPEN_FILE
        was_left_open = self._open_mark.exists()
        self._open_mark.touch(mode=0o600)
        self.cache = cache or RenditionCache(folder / RENDITIONS_NAME)
        self.store = FileStore(folder / ORIGINALS_NAME)
        self._decoders = DecoderPool()
        # Of its own, so that nobody who looks at pictures waits for an import; one worker, which
        # stays where it is in an animated picture.
        self._viewing = DecoderPool(worker_count=1, limits=Limits(niceness=0))
        self.renditions = Renditions(self.cache, self._decoders)
        self.originals = Originals(self.catalog, self.store)
        self.importer = Importer(
            self.catalog, self.store, self.cache, self._decoders, originals=self.originals
        )
        self.searcher = Searcher(self.catalog, snapshot=folder / SNAPSHOT_NAME)
        self.searcher.start()
        self.upkeep = Upkeep(
            self.catalog,
            self.store,
            self.cache,
            self._decoders,
            folder / CATALOG_NAME,
            originals=self.originals,
            was_left_open=was_left_open,
            clock=clock,
        )
        self.upkeep.start()
        self._clock = clock
        self.sync: LibrarySync | None = None
        self._wanted_pictures: tuple[AssetId, ...] = ()

    def begin_sync(self) -> None:
        """Begin to keep the library and its server the same, if somebody has signed in for it."""
        owner = self.catalog.account
        account = None if owner is None else known.known(owner)
        if account is not None and self.sync is None:
            self.sync = self._syncing(account)
            self.sync.start()
            self.sync.want_thumbnails(self._wanted_pictures)

    def sync_once(self, account: known.KnownAccount, token: CancelToken) -> SyncReport:
        """Sync until library and server are the same; blocks.

        Raises:
            LightboxError: what kept it from finishing; what was done stays done.
            Cancelled: the token; what was done stays done.
        """
        syncing = self._syncing(account)
        try:
            return syncing.once(token)
        finally:
            syncing.close()

    def close(self) -> None:
        """Stop every thread and process of the library; what was committed is on disk."""
        if self.sync is not None:
            self.sync.close()
        self.upkeep.close()
        self.searcher.close()
        self._viewing.close()
        self._decoders.close()
        self.cache.close()
        # Who was killed had perhaps not shown them yet; whoever closes has.
        note_told(self.folder / CATALOG_NAME)
        self._open_mark.unlink(missing_ok=True)
        self.catalog.close()

    def __enter__(self) -> Self:
        """Return the open library."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close it."""
        self.close()

    def original_path(self, asset: Asset) -> Path | None:
        """Return where an asset's original can be read, or None when it is not on this machine.

        One that was left where it was is looked for there, and when it has gone, or come back,
        that is written down: for worker threads.
        """
        if asset.file_state is FileState.STORED:
            return self.store.find(asset.id, asset.mime_type)
        if asset.file_state is FileState.ABSENT or not asset.source_path:
            return None
        is_there = os.path.isfile(asset.source_path)  # noqa: PTH113 - Path.is_file() can raise
        if is_there is not (asset.file_state is FileState.REFERENCED):
            try:
                self.catalog.note_references({asset.row: (asset.source_path, is_there)})
            except CatalogError as error:
                logger.warning("What became of an original cannot be written down: %s", error)
        return Path(asset.source_path) if is_there else None

    def original_paths(self, rows: Sequence[int]) -> list[Path]:
        """Return the readable originals of these assets, for drags, which cannot wait.

        Of a few that are not here the originals are fetched, for the next time.
        """
        assets = self.catalog.assets(rows)
        if len(assets) <= _FEW_DRAGGED:
            for asset in assets:
                self.want_original(asset)
        paths = (self.original_path(asset) for asset in assets)
        return [path for path in paths if path is not None and path.is_file()]

    def exporter(self, folder: Path) -> Exporter:
        """Return what copies originals, with their metadata beside them, into a folder."""
        return Exporter(folder, self.original_path, fetch=self.fetched_path)

    def rendition(self, asset_id: AssetId, size_px: int, token: CancelToken) -> bytes | None:
        """Return an asset's picture with its longest edge at most `size_px`, encoded.

        Made from the original when the cache has none; a smaller one when the original is not on
        this machine; None when there is none. Then it is fetched, and the catalog tells when it
        has come (`domain.files.RENDITION`).
        """
        data = self.cache.read(asset_id, size_px)
        if data is not None:
            return data
        token.check()
        asset = self.catalog.asset_by_id(asset_id)
        path = self.original_path(asset) if asset is not None else None
        if asset is None:
            return None
        if path is None:
            return self._kept_rendition(asset_id, size_px)
        try:
            return self.renditions.obtain(asset.id, path, size_px, token)
        except MediaError as error:
            logger.info("No rendition of %s: %s", asset_id, error)
            return None

    def want_pictures(self, ids: Sequence[AssetId]) -> None:
        """Have the small pictures of these assets fetched first, and no longer others.

        The catalog tells when they have come (`domain.files.RENDITION`).
        """
        self._wanted_pictures = tuple(ids)
        if self.sync is not None:
            self.sync.want_thumbnails(ids)

    def look_at(self, ids: Sequence[AssetId], *, is_back: bool = False) -> None:
        """Have it found out whether assets that the user sees were changed elsewhere.

        `is_back`: the user was somewhere else, so there may be new ones as well.
        """
        if self.sync is not None:
            self.sync.look_at(ids, is_back=is_back)

    def want_original(self, asset: Asset) -> None:
        """Note that an original is looked at: it is fetched if it is not here, and kept longer."""
        if self.sync is not None:
            self.sync.want_original(asset.id)

    def fetched_share(self, asset_id: AssetId) -> float | None:
        """Return how much of an original has come, 0 to 1; None while none is on its way."""
        for transfer in () if self.sync is None else self.sync.transfers():
            if transfer.asset_id == asset_id and not transfer.is_upload:
                return min(transfer.done_bytes / max(transfer.total_bytes, 1), 1.0)
        return None

    def fetched_path(self, asset: Asset, token: CancelToken) -> Path | None:
        """Return where an original can be read, fetched from the server if need be; blocks.

        None when it is not there, or cannot be had now.

        Raises:
            Cancelled: the token.
        """
        path = self.original_path(asset)
        if path is not None or self.sync is None:
            return path
        if not self.sync.fetch_original(asset.id, token):
            return None
        found = self.catalog.asset_by_id(asset.id)
        return None if found is None else self.original_path(found)

    def fetched_paths(self, rows: Sequence[int], token: CancelToken) -> list[Path]:
        """Return the originals of these assets, fetched if need be; blocks.

        Raises:
            Cancelled: the token.
        """
        paths = (self.fetched_path(asset, token) for asset in self.catalog.assets(rows))
        return [path for path in paths if path is not None and path.is_file()]

    def draw(self, asset: Asset, *, least_px: int, is_urgent: bool) -> Future[Pixels]:
        """Have an asset's original decoded for the screen, in a process of its own.

        Args:
            asset: whose; a video fails with ``import.unsupported``.
            least_px: 0 for all its pixels, otherwise as `media.drawing.draw`.
            is_urgent: it goes before those that are not.
        """
        path = self.original_path(asset)
        if path is None:
            return _failed(MediaError("import.vanished"))
        return self._viewing.submit_draw(path, least_px=least_px, is_urgent=is_urgent)

    def frames(self, asset: Asset, first: int, count: int) -> Future[Pixels]:
        """Have the next few frames of an animated original decoded, beginning at a number."""
        path = self.original_path(asset)
        if path is None:
            return _failed(MediaError("import.vanished"))
        return self._viewing.submit_frames(path, first, count)

    def empty_trash(self, rows: Sequence[int] | None = None, *, origin: Origin) -> ChangeSet:
        """Remove trashed assets for good: first their rows, then their files."""
        changes = self.catalog.empty_trash(rows, origin=origin)
        self._discard(changes.removed_ids)
        return changes

    def _syncing(self, account: known.KnownAccount) -> LibrarySync:
        files = LocalFiles(self.catalog, self.original_path, self.rendition, self._discard)
        received = ReceivedFiles(
            self.folder / DOWNLOADS_NAME, self.store, self.cache, self._decoders
        )
        return LibrarySync(account, self.catalog, files, received, self._clock)

    def _kept_rendition(self, asset_id: AssetId, size_px: int) -> bytes | None:
        """Return the largest picture there is up to a size; have one fetched when there is none."""
        for smaller_px in sorted(RENDITION_SIZES_PX, reverse=True):
            data = self.cache.read(asset_id, smaller_px) if smaller_px < size_px else None
            if data is not None:
                return data
        if self.sync is not None:
            self.sync.want_thumbnail(asset_id)
        return None

    def _discard(self, ids: Sequence[str]) -> None:
        self.store.discard(ids)
        self.cache.forget(ids)


def _failed(error: MediaError) -> Future[Pixels]:
    future: Future[Pixels] = Future()
    future.set_exception(error)
    return future
