"""The query thread: it owns the column index, and answers the rest of the program from it.

Everything goes through one queue in its order, so an answer reflects every commit that was
announced before its question. Answers are immutable and safe to pass between threads.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection

from desktop_app.catalog import index_store
from desktop_app.catalog.index import Index
from desktop_app.catalog.index_days import SystemZone
from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.errors import CatalogError, LightboxError
from desktop_app.domain.ports import CancelToken, Clock, SystemClock
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.results import FacetCounts, SearchResult

logger = logging.getLogger(__name__)

T = TypeVar("T")

_SNAPSHOT_IDLE_S = 300.0
"""How long nothing must have happened before a changed index is written to its file."""
_PAGE_ROWS = 200
"""A commit of sync that adds so many assets is a page among pages, most likely."""
_GATHERED_S = 0.25
_MOST_GATHERED = 10_000
"""So many pulled assets are not waited with any longer."""


class Searchable(Protocol):
    """What the searcher needs of a catalog."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Lend a connection that sees one moment of the library."""
        ...

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Have the listener called after each commit; return what ends that."""
        ...


class _Answer(Future[T]):
    """A future whose `cancel` also stops work that is under way."""

    def __init__(self) -> None:
        super().__init__()
        self.token = CancelToken()

    def cancel(self) -> bool:
        self.token.cancel()
        return super().cancel()


@dataclass(frozen=True, slots=True)
class _Question(Generic[T]):
    """Work for the query thread and where its outcome goes."""

    answer: _Answer[T]
    work: Callable[[Index, Connection, Callable[[], None]], T]


class Searcher:
    """Answers queries about one catalog on a thread of its own.

    Every method returns at once. A future's `cancel` drops a question that has not been begun
    and stops one that has, which then fails with `Cancelled`. Questions asked before `start`
    wait for it; after `close` they fail with ``catalog.closed``.
    """

    def __init__(
        self,
        catalog: Searchable,
        *,
        snapshot: Path | None,
        clock: Clock = SystemClock(),  # noqa: B008 - it has no state
        zone: tzinfo | None = None,
    ) -> None:
        """Prepare to answer about a catalog.

        Args:
            catalog: whose assets; it must stay open until `close` has returned.
            snapshot: the file that saves the next start from reading the whole catalog.
            clock: for what is recent, and ``today``.
            zone: where days begin at midnight; the machine's own unless a test says otherwise.
        """
        self._catalog = catalog
        self._snapshot = snapshot
        self._clock = clock
        self._zone = zone or SystemZone()
        self._queue: queue.SimpleQueue[_Question[Any] | ChangeSet | None] = queue.SimpleQueue()
        self._waiting: _Question[Any] | ChangeSet | None = None
        self._has_waiting = False
        self._index: Index | None = None
        self._is_saved = False
        self._is_closed = threading.Event()
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="lightbox-searcher")
        self._unsubscribe: Callable[[], None] | None = None

    def start(self) -> Future[None]:
        """Begin to load the index, from its snapshot if that is good; done when it is there."""
        ready = self._ask(lambda _index, _connection, _check: None)
        self._unsubscribe = self._catalog.subscribe(self._queue.put)
        self._thread.start()
        return ready

    def close(self) -> None:
        """Drop what was not answered, save the snapshot, end the thread. May be called twice."""
        with self._guard:
            if self._is_closed.is_set():
                return
            self._is_closed.set()
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._queue.put(None)
        if self._thread.ident is not None:
            self._thread.join()
        else:
            self._drop_questions()

    def search(self, query: AssetQuery) -> Future[SearchResult]:
        """Find which assets a query shows, in which order."""
        return self._ask(
            lambda index, connection, check: index.search(
                query, connection, now_us=self._clock.now_us(), check=check
            )
        )

    def counts(self, query: AssetQuery) -> Future[FacetCounts]:
        """Count what the sidebar shows under a query; cheap right after its `search`."""
        return self._ask(
            lambda index, connection, check: index.counts(
                query, connection, now_us=self._clock.now_us(), check=check
            )
        )

    def tag_suggestions(self, typed: str, limit: int = 8) -> Future[list[tuple[str, int]]]:
        """Find tags in which a word begins as typed: spelling and uses, most used first."""
        return self._ask(lambda index, _connection, _check: index.tag_suggestions(typed, limit))

    def value_suggestions(self, key: str, typed: str, limit: int) -> Future[list[tuple[str, int]]]:
        """Find values that can stand behind a key of the search text, most used first.

        Keys with fixed values give those, with 0 uses; keys of numbers and dates give none.
        """
        return self._ask(
            lambda index, connection, _check: index.value_suggestions(key, typed, limit, connection)
        )

    def total_bytes(self, rows: Sequence[int]) -> Future[int]:
        """Add up the sizes of these assets' originals."""
        return self._ask(lambda index, _connection, _check: index.total_bytes(rows))

    def _ask(self, work: Callable[[Index, Connection, Callable[[], None]], T]) -> Future[T]:
        answer: _Answer[T] = _Answer()
        with self._guard:
            if self._is_closed.is_set():
                answer.set_exception(CatalogError("catalog.closed"))
            else:
                self._queue.put(_Question(answer, work))
        return answer

    # --- on the query thread

    def _run(self) -> None:
        while not self._is_closed.is_set():
            try:
                item = self._next()
                if isinstance(item, ChangeSet):
                    self._take_over(item)
                elif item is not None and item.answer.set_running_or_notify_cancel():
                    self._answer(item)
            except Exception:
                # Whatever it was: better read anew than wrong, and the next question does that.
                logger.exception("The index is given up")
                self._index = None
        try:
            self._save()
        finally:
            self._drop_questions()  # whatever happened: nobody waits for ever

    def _next(self) -> _Question[Any] | ChangeSet | None:
        """Return what is to be done next; while there is nothing, do what can be done ahead."""
        if self._has_waiting:
            self._has_waiting = False
            return self._waiting
        while True:
            try:
                return self._queue.get_nowait()
            except queue.Empty:
                pass
            if not self._prepare():
                break
        try:
            return self._queue.get(timeout=None if self._is_saved else _SNAPSHOT_IDLE_S)
        except queue.Empty:
            self._save()
            return None

    def _answer(self, question: _Question[T]) -> None:
        answer = question.answer

        def check() -> None:
            self._check_open()
            answer.token.check()

        try:
            with self._catalog.reading() as connection:
                index = self._loaded(connection)
                check()
                result = question.work(index, connection, check)
        except BaseException as error:  # noqa: BLE001 - whoever asked is told
            answer.set_exception(error)
        else:
            answer.set_result(result)

    def _check_open(self) -> None:
        if self._is_closed.is_set():
            raise CatalogError("catalog.closed")

    def _loaded(self, connection: Connection) -> Index:
        if self._index is None:
            started = time.perf_counter()
            index = None
            if self._snapshot is not None:
                index = index_store.load(self._snapshot, self._zone, connection)
            self._is_saved = index is not None or self._snapshot is None
            if index is None:
                index = Index(self._zone)
                index.load(connection, self._check_open)
            self._index = index
            logger.info("Index ready after %.0f ms", (time.perf_counter() - started) * 1000)
        return self._index

    def _take_over(self, changes: ChangeSet) -> None:
        """Apply a commit, together with those that have come right after it.

        Pages of an initial load are gathered for a moment: to work each of them into the index by
        itself would cost as much as the load. Whoever asks meanwhile ends the gathering.
        """
        while True:
            try:
                is_page = changes.origin is Origin.SYNC and (
                    _PAGE_ROWS <= len(changes.added) < _MOST_GATHERED
                )
                following = self._queue.get(is_page, _GATHERED_S if is_page else None)
            except queue.Empty:
                break
            if not isinstance(following, ChangeSet):
                self._waiting, self._has_waiting = following, True
                break
            changes = _together(changes, following)
        if self._index is None or changes.number <= self._index.change_number:
            return
        self._is_saved = self._snapshot is None
        with self._catalog.reading() as connection:
            self._index.apply(changes, connection)

    def _prepare(self) -> bool:
        """Work out an order nobody has asked for yet; return whether there may be another."""
        if self._index is None or self._is_closed.is_set():
            return False
        with self._catalog.reading() as connection:
            return self._index.prepare(connection)

    def _save(self) -> None:
        if self._snapshot is None or self._index is None or self._is_saved:
            return
        try:
            with self._catalog.reading() as connection:
                index_store.save(self._index, self._snapshot, connection)
        except (LightboxError, OSError) as error:
            logger.warning("The index snapshot was not written: %s", type(error).__name__)
        # Also when it failed: it is tried again after the next change.
        self._is_saved = True

    def _drop_questions(self) -> None:
        while True:
            item: _Question[Any] | ChangeSet | None
            if self._has_waiting:
                item, self._has_waiting = self._waiting, False
            else:
                try:
                    item = self._queue.get_nowait()
                except queue.Empty:
                    return
            if isinstance(item, _Question):
                item.answer.cancel()
                item.answer.set_running_or_notify_cancel()


def _together(first: ChangeSet, second: ChangeSet) -> ChangeSet:
    """Return two commits as one: the index reads what is there now, in whichever order."""
    return replace(
        second,
        added=(*first.added, *second.added),
        changed=(*first.changed, *second.changed),
        removed=(*first.removed, *second.removed),
        columns=first.columns | second.columns,
        are_collections_changed=first.are_collections_changed or second.are_collections_changed,
        are_saved_searches_changed=(
            first.are_saved_searches_changed or second.are_saved_searches_changed
        ),
    )
