"""One import under way: threads that make files ready, and batches that commit them."""

import queue
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop_app.background import stand_back
from desktop_app.domain.changes import ChangeSet, ImportProblem, ImportProgress, Origin
from desktop_app.domain.entities import AssetId, AssetRow, CollectionId, NewAsset
from desktop_app.domain.errors import Cancelled, MediaError
from desktop_app.domain.ports import CancelToken, Clock
from desktop_app.ingest.assets import new_asset
from desktop_app.ingest.originals import Originals
from desktop_app.ingest.plan import ImportPlan, PlannedFile, content_hash_of
from desktop_app.ingest.walk import problem_of
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.prepared import GRID_SIZE_PX, Prepared
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.store import FileStore

BATCH_ASSETS = 50
BATCH_S = 0.25
"""Whichever comes first ends a batch: tiles appear as they come."""

_THREADS = 6
"""Two files are decoded, two wait for that in the workers' pipes, two are copied and synced."""
_POLL_S = 0.1


class AssetCatalog(Protocol):
    """What an import needs of the catalog."""

    def add_assets(self, assets: Sequence[NewAsset], *, origin: Origin) -> ChangeSet:
        """Add the assets in one transaction."""
        ...

    def rows_with_hashes(self, hashes: Iterable[str]) -> dict[str, AssetRow]:
        """Return which of these files are in the library."""
        ...


@dataclass(frozen=True, slots=True)
class Floors:
    """What an import works with."""

    catalog: AssetCatalog
    store: FileStore
    cache: RenditionCache
    decoders: DecoderPool
    clock: Clock
    originals: Originals | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose for one import.

    Attributes:
        keep_duplicates: files that are there already come in once more.
        reference: files are left where they are.
        collection_id: where the new assets go.
    """

    keep_duplicates: bool = False
    reference: bool = False
    collection_id: CollectionId | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    """An asset whose file is safe, and its picture for the grid.

    `is_new` when the library was asked whether it has the same bytes already.
    """

    path: Path
    asset: NewAsset
    rendition: bytes
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Duplicate:
    """The outcome of a file that is there already."""

    path: Path
    content_hash: str


_Outcome = _Ready | _Duplicate | ImportProblem


class ImportRun:
    """One import. Made, executed once, thrown away."""

    def __init__(
        self,
        floors: Floors,
        choices: Choices,
        token: CancelToken,
        progress: Callable[[ImportProgress], None],
    ) -> None:
        """Get ready; nothing happens before `execute`."""
        self._floors = floors
        self._choices = choices
        self._token = token
        self._tell = progress
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._asks_first = choices.keep_duplicates
        self._claimed: set[str] = set()
        self._outcomes: queue.SimpleQueue[_Outcome] = queue.SimpleQueue()
        self._batch: list[_Ready] = []
        self._met: list[_Duplicate] = []
        self._expects_duplicate = False
        self._done = self._added = self._duplicates = self._found_again = self._total = 0
        self._problems: list[ImportProblem] = []

    def execute(self, plan: ImportPlan) -> ImportProgress:
        """Bring the files in and return how it ended; a cancelled one keeps what was ready.

        Raises:
            CatalogError: the catalog refused a batch, whose files were taken back.
        """
        self._total = len(plan.files)
        self._problems.extend(plan.problems)
        files = iter(plan.files)
        try:
            with ThreadPoolExecutor(_THREADS, "lightbox-import", stand_back) as threads:
                workings = [
                    threads.submit(self._work, files) for _ in range(min(_THREADS, self._total))
                ]
                try:
                    self._collect(workings)
                finally:
                    self._stop.set()
            for working in workings:
                working.result()
            self._drain()
            self._commit()
        finally:
            self._take_back()
        last = self._progress(is_finished=True)
        self._tell(last)
        return last

    def _collect(self, workings: "Sequence[Future[None]]") -> None:
        """Take outcomes as they come and commit them in batches, until no thread is left."""
        due_s = time.monotonic() + BATCH_S
        while not all(working.done() for working in workings):
            try:
                outcome = self._outcomes.get(timeout=max(0.001, due_s - time.monotonic()))
            except queue.Empty:
                pass
            else:
                self._note(outcome)
            is_due = time.monotonic() >= due_s
            if is_due or len(self._batch) >= BATCH_ASSETS:
                self._commit()
                due_s = time.monotonic() + BATCH_S

    def _drain(self) -> None:
        while not self._outcomes.empty():
            self._note(self._outcomes.get())

    def _note(self, outcome: _Outcome) -> None:
        self._done += 1
        if isinstance(outcome, _Ready):
            self._batch.append(outcome)
        elif isinstance(outcome, _Duplicate):
            self._duplicates += 1
            self._met.append(outcome)
        else:
            self._problems.append(outcome)
            if outcome.code == "import.disk_full":  # so it will be for all that follow
                self._stop.set()

    def _commit(self) -> None:
        told = self._done
        self._give_back_lost()
        self._leave_out_duplicates()
        if self._batch:
            self._floors.cache.write_many(
                (ready.asset.id, GRID_SIZE_PX, ready.rendition) for ready in self._batch
            )
            self._floors.catalog.add_assets(
                [ready.asset for ready in self._batch], origin=Origin.IMPORT
            )
            self._added += len(self._batch)
            self._batch.clear()
        if told:
            self._tell(self._progress(is_finished=False))

    def _give_back_lost(self) -> None:
        """Give files back to assets that have lost them, instead of making new assets."""
        originals, met = self._floors.originals, self._met
        self._met = []
        paths = {one.content_hash: one.path for one in met if one.content_hash}
        paths |= {str(ready.asset.content_hash): ready.path for ready in self._batch}
        if originals is None or not paths:
            return
        given: set[str] = set()
        for lost in originals.lost_with(paths):
            path = paths[lost.content_hash]
            try:
                originals.give_back(lost, path)
            except MediaError as error:
                self._problems.append(problem_of(path, error.code, error.params))
            else:
                given.add(lost.content_hash)
        if not given:
            return
        first_of = {ready.asset.content_hash: ready.asset.id for ready in reversed(self._batch)}
        needless = {id_ for content_hash, id_ in first_of.items() if content_hash in given}
        self._floors.store.discard(needless)
        self._batch = [ready for ready in self._batch if ready.asset.id not in needless]
        self._duplicates -= len(given - first_of.keys())  # these were no duplicates after all
        self._found_again += len(given)

    def _leave_out_duplicates(self) -> None:
        """Take back what turns out to be in the library already.

        Asking once for a batch costs a tenth of asking for each file. But where there is one
        duplicate there are more, and none of those need be copied: see `_claim`.
        """
        unsure = [ready for ready in self._batch if not ready.is_new]
        hashes = [ready.asset.content_hash for ready in unsure]
        known = self._floors.catalog.rows_with_hashes(hashes) if hashes else {}
        if not known:
            return
        self._asks_first = self._expects_duplicate = True
        there = {ready.asset.id for ready in unsure if ready.asset.content_hash in known}
        self._floors.store.discard(there)
        self._batch = [ready for ready in self._batch if ready.asset.id not in there]
        self._duplicates += len(there)

    def _take_back(self) -> None:
        """Remove the files of what was made ready and not committed, after a failure."""
        self._drain()
        ids = [ready.asset.id for ready in self._batch]
        self._batch.clear()
        if ids:
            self._floors.store.discard(ids)
            self._floors.cache.forget(ids)

    def _progress(self, *, is_finished: bool) -> ImportProgress:
        return ImportProgress(
            done=self._done,
            total=self._total,
            added=self._added,
            duplicates=self._duplicates,
            problems=tuple(self._problems),
            is_finished=is_finished,
            is_cancelled=self._token.is_cancelled,
            found_again=self._found_again,
        )

    # In the threads from here on.

    def _work(self, files: Iterator[PlannedFile]) -> None:
        while not (self._token.is_cancelled or self._stop.is_set()):
            with self._lock:
                file = next(files, None)
            if file is None:
                return
            try:
                outcome = self._bring_in(file)
                if isinstance(outcome, _Duplicate):
                    self._expects_duplicate = True
                self._outcomes.put(outcome)
            except Cancelled:
                return
            except MediaError as error:
                self._outcomes.put(problem_of(file.path, error.code, error.params))
            except BaseException:
                self._stop.set()  # the others need not go on; `execute` raises this
                raise

    def _bring_in(self, file: PlannedFile) -> _Outcome:
        if file.is_lost or (file.is_duplicate and not self._choices.keep_duplicates):
            return _Duplicate(file.path, file.content_hash)
        if self._expects_duplicate:
            if known_hash := self._known_hash_of(file):
                return _Duplicate(file.path, known_hash)
            self._expects_duplicate = False
        prepared = self._wait_for(self._floors.decoders.submit_prepare(file.path))
        content_hash = prepared.probe.content_hash
        is_new = self._asks_first
        if not self._claim(content_hash, is_asked_for=is_new):
            return _Duplicate(file.path, content_hash)
        try:
            return self._stored(file, prepared, is_new=is_new)
        except BaseException:
            with self._lock:
                self._claimed.discard(content_hash)
            raise

    def _known_hash_of(self, file: PlannedFile) -> str:
        """Return the hash of a file whose bytes are in the library, "" for any other.

        To hash a file costs a twentieth of decoding it: when what was imported once is imported
        again, or an import that was killed goes on, most need not be decoded.
        """
        if self._choices.keep_duplicates:
            return ""
        content_hash = content_hash_of(file.path, self._token)
        known = self._floors.catalog.rows_with_hashes([content_hash]) if content_hash else {}
        return content_hash if known else ""

    def _stored(self, file: PlannedFile, prepared: Prepared, *, is_new: bool) -> _Ready:
        store, probe = self._floors.store, prepared.probe
        asset_id = AssetId(str(uuid.uuid4()))
        is_referenced = self._choices.reference and _is_nameable(file)
        if not is_referenced:
            store.add_copy(
                file.path,
                asset_id,
                probe.mime_type,
                expected_hash=probe.content_hash,
                stamp=probe.stamp,
            )
        asset = new_asset(
            prepared,
            file.path,
            asset_id,
            store.key_of(asset_id, probe.mime_type),
            now_us=self._floors.clock.now_us(),
            is_referenced=is_referenced,
            collection_id=self._choices.collection_id,
        )
        return _Ready(file.path, asset, prepared.rendition, is_new)

    def _claim(self, content_hash: str, *, is_asked_for: bool) -> bool:
        """Whether these bytes may come in: not claimed by this import, nor in the library.

        The latter is asked here once a duplicate was met, and before that for whole batches.
        """
        if self._choices.keep_duplicates:
            return True
        with self._lock:
            if content_hash in self._claimed:
                return False
            self._claimed.add(content_hash)
        return not (is_asked_for and self._floors.catalog.rows_with_hashes([content_hash]))

    def _wait_for(self, future: "Future[Prepared]") -> Prepared:
        """Wait for a worker, but not when the import is called off meanwhile."""
        while True:
            try:
                return future.result(timeout=_POLL_S)
            except CancelledError as error:
                raise Cancelled from error
            except TimeoutError:
                if self._token.is_cancelled or self._stop.is_set():
                    future.cancel()
                    raise Cancelled from None


def _is_nameable(file: PlannedFile) -> bool:
    """Whether the path can be written down; one that cannot is copied instead of referenced."""
    try:
        str(file.path).encode()
    except UnicodeEncodeError:
        return False
    return True
