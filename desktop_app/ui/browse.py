"""What the window shows: the query, its result and its counts, kept fresh."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.files import RENDITION
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.results import FacetCounts, SearchResult
from desktop_app.ui.tasks import Task, TaskScope, Workers

if TYPE_CHECKING:
    from desktop_app.catalog.searcher import Searcher

BACKGROUND_MS = 250
"""What works in the background commits a file at a time, many a second: asking again for each
would keep the window busy with answers that nobody can follow."""
_BACKGROUND = frozenset({Origin.SYNC, Origin.IMPORT})


class Browse(QObject):
    """Asks the searcher, grid first and counts after it, and asks again when data changes.

    What the user does is asked for at once, and so is the first change of the background; those
    that follow it are taken together, `BACKGROUND_MS` apart.

    Signals:
        query_changed: the AssetQuery that is now asked.
        result_changed: a SearchResult for the query now asked.
        counts_changed: FacetCounts for the query now asked.
        failed: a LightboxError; what was shown before stays.
    """

    query_changed = Signal(object)
    result_changed = Signal(object)
    counts_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = TaskScope(workers)
        self._searcher: Searcher | None = None
        self._query = AssetQuery()
        self._result: SearchResult | None = None
        self._counts: FacetCounts | None = None
        self._searching: Task | None = None
        self._counting: Task | None = None
        self._is_stale = False
        self._has_more = False
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(BACKGROUND_MS)
        self._pace.timeout.connect(self._on_pace)

    @property
    def query(self) -> AssetQuery:
        """What is asked now."""
        return self._query

    @property
    def result(self) -> SearchResult | None:
        """The newest answer, perhaps for an earlier query; None before the first."""
        return self._result

    @property
    def counts(self) -> FacetCounts | None:
        """The newest counts, perhaps for an earlier query; None before the first."""
        return self._counts

    @property
    def searcher(self) -> "Searcher | None":
        """Who answers, once the library is open; also for suggestions."""
        return self._searcher

    def attach(self, searcher: "Searcher") -> None:
        """Begin to ask this searcher, first for the query now set."""
        self._searcher = searcher
        self.refresh()

    def close(self) -> None:
        """Call off what is being asked."""
        self._pace.stop()
        self._scope.close()
        self._searcher = None

    def set_query(self, query: AssetQuery) -> None:
        """Show something else."""
        if query == self._query:
            return
        self._query = query
        self.query_changed.emit(query)
        if self._searching is not None:
            self._searching.cancel()
            self._searching = None
        self.refresh()

    def refresh(self) -> None:
        """Ask again; while an answer for this query is on its way, once after it."""
        if self._searcher is None:
            return
        if self._searching is not None:
            self._is_stale = True
            return
        if self._counting is not None:
            self._counting.cancel()
            self._counting = None
        self._is_stale = self._has_more = False
        self._searching = self._scope.watch(
            self._searcher.search(self._query), self._on_result, self._on_failed
        )

    def on_changed(self, changes: ChangeSet) -> None:
        """Hear of a commit: whatever it touched may stand elsewhere now."""
        if changes.is_empty or changes.columns == {RENDITION}:
            return
        if changes.origin not in _BACKGROUND:
            self.refresh()
        elif self._pace.isActive():
            self._has_more = True
        else:
            self._pace.start()
            self.refresh()

    def _on_pace(self) -> None:
        if self._has_more:
            self._has_more = False
            self._pace.start()
            self.refresh()

    def _on_result(self, result: SearchResult) -> None:
        self._searching = None
        self._result = result
        self.result_changed.emit(result)
        if self._is_stale or self._searcher is None:
            self.refresh()
            return
        self._counting = self._scope.watch(
            self._searcher.counts(result.query), self._on_counts, self._on_failed
        )

    def _on_counts(self, counts: FacetCounts) -> None:
        self._counting = None
        self._counts = counts
        self.counts_changed.emit(counts)

    def _on_failed(self, error: LightboxError) -> None:
        self._searching = self._counting = None
        self.failed.emit(error)
