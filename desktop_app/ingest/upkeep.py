"""What a library does for itself, once, some time after it was opened.

* After a process was killed with the library open: files in the store that no asset owns go.
* After a backup was restored: such files become assets again, since they were imported after it
  was made; and assets whose files went meanwhile are marked as missing. A library with an account
  leaves the files where they are: their rows come back from the server.
* Once a day: a backup, and a look whether the originals that were left where they are still are.
"""

import logging
import re
import threading
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from desktop_app.background import stand_back
from desktop_app.catalog.backups import DailyBackup
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.layout import RESTORED_FILE
from desktop_app.domain.changes import Origin
from desktop_app.domain.entities import AssetId, FileState, NewAsset
from desktop_app.domain.errors import Cancelled, LightboxError, MediaError
from desktop_app.domain.ports import CancelToken, Clock
from desktop_app.ingest.assets import new_asset
from desktop_app.ingest.originals import Originals
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.prepared import GRID_SIZE_PX
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.store import FileStore

log = logging.getLogger(__name__)

DELAY_S = 20.0
"""A library that was just opened has better things to do."""
_REST_S = 0.005
_LONGEST_CLOSING_S = 10.0
"""A look at a network that is gone can hang for minutes, and nothing depends on it."""
_BATCH_ASSETS = 50
_SHARDS = tuple(f"{number:02x}" for number in range(256))
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PERHAPS_NEXT_TIME = frozenset({"import.crashed", "import.timed_out", "import.unreadable"})
"""Why a file that came in once cannot be read now: no reason to give it up."""
UNCLAIMED_FOLDER = "unclaimed"
"""Where files of the store go, in the library's folder, that cannot be made assets again."""


class Upkeep:
    """One thread, which works once and ends. Started and closed by whoever opened the library."""

    def __init__(
        self,
        catalog: Catalog,
        store: FileStore,
        cache: RenditionCache,
        decoders: DecoderPool,
        catalog_path: Path,
        *,
        originals: Originals,
        was_left_open: bool,
        clock: Clock,
    ) -> None:
        """Look after these parts of an open library, which outlive the upkeep.

        `was_left_open`: whether the process that had it open last was killed.
        """
        self._catalog = catalog
        self._store = store
        self._cache = cache
        self._decoders = decoders
        self._originals = originals
        self._restored_mark = catalog_path.with_name(RESTORED_FILE)
        self._was_left_open = was_left_open
        self._clock = clock
        self._backup = DailyBackup(catalog_path, clock)
        self._is_all_adopted = True
        self._token = CancelToken()
        self._begin = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lightbox-upkeep", daemon=True)

    def start(self) -> None:
        """Begin, after a while."""
        self._thread.start()

    def finish(self) -> None:
        """Do at once what there is to do, and return when it is done."""
        self._begin.set()
        self._thread.join()

    def close(self) -> None:
        """Call it off; what is not done is done after the next opening."""
        self._token.cancel()
        self._backup.stop()
        self._begin.set()
        self._thread.join(_LONGEST_CLOSING_S)
        if self._thread.is_alive():
            log.warning("The upkeep hangs in the system and is left behind")

    def _run(self) -> None:
        stand_back()
        self._begin.wait(DELAY_S)
        try:
            if self._restored_mark.exists():
                self._put_right()
            elif self._was_left_open:
                self._store.sweep(_KnownIds(self._catalog, self._token))
            # A library in which nothing ever happened needs no backup.
            if self._catalog.change_number and self._backup.is_due:
                self._token.check()
                self._backup.run()
                # The whole catalog has just been read: to read it once more costs little now.
                self._look_after_originals()
        except Cancelled:
            pass
        except (LightboxError, OSError):
            log.warning("The upkeep of the library was broken off", exc_info=True)

    def _look_after_originals(self) -> None:
        gone = sum(1 for _ in self._originals.look(self._token, lambda: self._begin.wait(_REST_S)))
        if gone:
            log.info("%s originals are no longer where they were left", gone)

    def _put_right(self) -> None:
        """Bring assets and files together again after a backup was restored."""
        for shard in _SHARDS:
            self._token.check()
            for row, id_, mime_type in self._catalog.stored_under(shard):
                if not self._store.find(id_, mime_type).exists():
                    self._catalog.record_file(row, file_state=FileState.MISSING)
        if self._catalog.account is not None:
            return  # and the mark stays: the server has the rows of the other files
        batch: list[NewAsset] = []
        for path in self._orphans():
            self._token.check()
            adopted = self._adopted(path)
            batch += [adopted] if adopted is not None else []
            if len(batch) >= _BATCH_ASSETS:
                self._catalog.add_assets(batch, origin=Origin.IMPORT)
                batch.clear()
        if batch:
            self._catalog.add_assets(batch, origin=Origin.IMPORT)
        if self._is_all_adopted:
            self._restored_mark.unlink()

    def _orphans(self) -> Iterator[Path]:
        for shard in _SHARDS:
            known = self._catalog.ids_under(shard)
            with suppress(FileNotFoundError):
                for path in sorted((self._store.folder / shard).iterdir()):
                    id_ = path.name.partition(".")[0]
                    if _ID.fullmatch(id_) and path.suffix != ".part" and id_ not in known:
                        yield path

    def _adopted(self, path: Path) -> NewAsset | None:
        """Return the asset of a file that is in the store, as its import would have made it."""
        id_ = AssetId(path.name.partition(".")[0])
        try:
            prepared = self._decoders.prepare(path)
        except MediaError as error:
            log.warning("%s cannot be made an asset again: %s", path.name, error)
            if error.code in _PERHAPS_NEXT_TIME:
                self._is_all_adopted = False
            else:
                self._set_aside(path)
            return None
        if self._store.path_of(id_, prepared.probe.mime_type) != path:
            self._set_aside(path)
            return None
        if self._catalog.rows_with_hashes([prepared.probe.content_hash]):
            return None  # it is there already; the next sweep takes it
        self._cache.write(id_, GRID_SIZE_PX, prepared.rendition)
        return new_asset(
            prepared,
            path,
            id_,
            self._store.key_of(id_, prepared.probe.mime_type),
            now_us=self._clock.now_us(),
            is_referenced=False,
        )

    def _set_aside(self, path: Path) -> None:
        """Keep a file where no sweep comes."""
        unclaimed = self._restored_mark.with_name(UNCLAIMED_FOLDER)
        unclaimed.mkdir(mode=0o700, exist_ok=True)
        path.rename(unclaimed / path.name)


class _KnownIds(Collection[str]):
    """The ids of all assets, asked for shard by shard, in the order in which a sweep goes."""

    def __init__(self, catalog: Catalog, token: CancelToken) -> None:
        self._catalog = catalog
        self._token = token
        self._shard = ""
        self._ids: frozenset[str] = frozenset()

    def __contains__(self, id_: object) -> bool:
        self._token.check()
        shard = str(id_)[:2]
        if shard != self._shard:
            self._ids = self._catalog.ids_under(shard)
            self._shard = shard
        return id_ in self._ids

    def __iter__(self) -> Iterator[str]:
        for shard in _SHARDS:
            yield from self._catalog.ids_under(shard)

    def __len__(self) -> int:
        return sum(1 for _ in self)
