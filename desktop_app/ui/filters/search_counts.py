"""How many assets each saved search finds: asked one by one, when the searcher is idle."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.entities import SavedSearchId
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.results import SearchResult
from desktop_app.ui.tasks import Task, TaskScope

if TYPE_CHECKING:
    from desktop_app.catalog.searcher import Searcher


class SearchCounts(QObject):
    """Counts again when the library or a search changed, and never ahead of the user.

    Signals:
        changed: another number is known.
    """

    changed = Signal()

    def __init__(self, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = scope
        self._searcher: Searcher | None = None
        self._task: Task | None = None
        self._queries: dict[SavedSearchId, AssetQuery] = {}
        self._counted: dict[SavedSearchId, tuple[AssetQuery, int]] = {}
        self._counts: dict[SavedSearchId, int] = {}
        self._change_number = -1

    @property
    def counts(self) -> Mapping[SavedSearchId, int]:
        """The numbers that are known; an old one stays until the new one comes."""
        return self._counts

    def attach(self, searcher: "Searcher") -> None:
        """Begin to ask this searcher."""
        self._searcher = searcher

    def count(
        self, queries: Mapping[SavedSearchId, AssetQuery], change_number: int | None = None
    ) -> None:
        """Count what is not counted yet; `change_number`: of the catalog, if it is known."""
        self._queries = dict(queries)
        if change_number is not None:
            self._change_number = change_number
        if self._task is None:
            self._count_next()

    def stop(self) -> None:
        """Ask nothing more until `count` is called again."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _count_next(self) -> None:
        self._task = None
        for search_id, query in self._queries.items():
            if self._counted.get(search_id) != (query, self._change_number):
                self._ask(search_id, query)
                return

    def _ask(self, search_id: SavedSearchId, query: AssetQuery) -> None:
        if self._searcher is None:
            return
        asked = (query, self._change_number)

        def take(result: SearchResult) -> None:
            self._counted[search_id] = asked
            found = len(result.rows)
            is_new = self._counts.get(search_id) != found
            self._counts[search_id] = found
            self._count_next()
            if is_new:
                self.changed.emit()

        self._task = self._scope.watch(
            self._searcher.search(query), take, lambda _error: self.stop()
        )
