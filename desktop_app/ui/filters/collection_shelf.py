"""Keeps collections and saved searches fresh, and carries their names to the catalog."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import (
    Collection,
    CollectionId,
    SavedSearch,
    SavedSearchId,
)
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.query import AssetQuery, PlaceKind, Sort, from_json
from desktop_app.domain.results import FacetCounts
from desktop_app.ui.edits import Edits
from desktop_app.ui.filters.collection_list import (
    NAME,
    NEW_COLLECTION,
    NEW_SEARCH,
    collection_section,
)
from desktop_app.ui.filters.lines import Line, LineKind, Section
from desktop_app.ui.filters.search_counts import SearchCounts
from desktop_app.ui.tasks import Lane, Task, TaskScope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.catalog.catalog import Catalog
    from desktop_app.catalog.searcher import Searcher

_Lists = tuple[list[Collection], list[SavedSearch]]


class CollectionShelf(QObject):
    """The user's collections and saved searches as the sidebar shows them.

    Names are shown as typed at once; the catalog's answer puts right what did not work.

    Signals:
        changed: lines are different from before.
        loaded: the lists have been read from the catalog.
    """

    changed = Signal()
    loaded = Signal()

    def __init__(self, scope: TaskScope, edits: Edits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = scope
        self._edits = edits
        self._read: Callable[[], _Lists] | None = None
        self._task: Task | None = None
        self._collections: list[Collection] = []
        self._searches: list[SavedSearch] = []
        self._queries: dict[SavedSearchId, AssetQuery] = {}
        self._counts: Mapping[CollectionId, int] | None = None
        self._found = SearchCounts(scope, self)
        self._found.changed.connect(self.changed)
        self._new_line: Line | None = None
        self._is_naming = False
        self._is_loaded = False
        edits.failed.connect(self._on_edit_failed)

    def attach(self, catalog: "Catalog", searcher: "Searcher") -> None:
        """Begin to read from this catalog."""
        self._found.attach(searcher)
        self._read = lambda: (catalog.collections(), catalog.saved_searches())
        self._reload()

    def on_changed(self, changes: ChangeSet) -> None:
        """Read again what a commit touched."""
        if changes.are_collections_changed or changes.are_saved_searches_changed:
            self._reload()

    def set_counts(self, counts: FacetCounts) -> None:
        """Take over how many assets the collections have; then count the saved searches."""
        self._counts = counts.collections
        self._found.count(self._queries, counts.change_number)

    def pause(self) -> None:
        """Leave the searcher to the user, who is asking for something."""
        self._found.stop()

    def section(self, query: AssetQuery, *, is_open: bool) -> Section:
        """Return the block of collections and saved searches."""
        return collection_section(
            self._collections,
            self._searches,
            counts=self._counts,
            search_counts=self._found.counts,
            place=query.place,
            current_search=self.search_of(query),
            new_line=self._new_line,
            is_open=is_open,
        )

    def search_of(self, query: AssetQuery) -> SavedSearchId | None:
        """Return the saved search that asks for the same, in any order."""
        if not query.is_narrowed and query.place.kind is PlaceKind.ALL:
            return None
        asked = replace(query, sort=Sort())
        for search_id, saved in self._queries.items():
            if replace(saved, sort=Sort()) == asked:
                return search_id
        return None

    def saved_query(self, line: Line) -> AssetQuery | None:
        """Return what a saved search's line asks for."""
        return self._queries.get(SavedSearchId(int(line.value))) if line.value else None

    def is_gone(self, query: AssetQuery) -> bool:
        """Whether the query looks into a collection that no longer exists."""
        return (
            self._is_loaded
            and query.place.kind is PlaceKind.COLLECTION
            and all(c.id != query.place.collection_id for c in self._collections)
        )

    def begin_collection(self) -> Line:
        """Show a line for a collection that gets its name now."""
        self._new_line, self._is_naming = NEW_COLLECTION, True
        self.changed.emit()
        return self._new_line

    def begin_search(self, name: str) -> Line:
        """Show a line for a search that gets its name now; `name` is the one proposed."""
        self._new_line, self._is_naming = replace(NEW_SEARCH, label=name), True
        self.changed.emit()
        return self._new_line

    def end_new(self) -> None:
        """Take that line away: the naming was given up."""
        if self._new_line is not None:
            self._new_line, self._is_naming = None, False
            self.changed.emit()

    def set_name(self, line: Line, name: str, query: AssetQuery) -> None:
        """Create what the line stands for, or give it another name; `query` is what to save."""
        if not line.value:
            self._new_line, self._is_naming = replace(line, label=name), False
            if line.kind is LineKind.COLLECTION:
                self._edits.create_collection(name, origin=Origin.SIDEBAR)
            else:
                self._edits.save_search(name, query, origin=Origin.SIDEBAR)
        elif line.kind is LineKind.COLLECTION:
            self._collections = [
                replace(c, name=name) if c.id == line.value else c for c in self._collections
            ]
            self._edits.rename_collection(CollectionId(line.value), name, origin=Origin.SIDEBAR)
        else:
            search_id = SavedSearchId(int(line.value))
            self._searches = [
                replace(s, name=name) if s.id == search_id else s for s in self._searches
            ]
            self._edits.run(
                lambda catalog: catalog.rename_saved_search(search_id, name, origin=Origin.SIDEBAR)
            )
        self.changed.emit()

    def delete(self, line: Line) -> None:
        """Delete what the line stands for; assets stay."""
        if line.kind is LineKind.COLLECTION:
            self._edits.delete_collection(CollectionId(line.value), origin=Origin.SIDEBAR)
        elif line.kind is LineKind.SAVED_SEARCH:
            search_id = SavedSearchId(int(line.value))
            self._edits.run(
                lambda catalog: catalog.delete_saved_search(search_id, origin=Origin.SIDEBAR)
            )

    def _reload(self) -> None:
        if self._read is None:
            return
        if self._task is not None:
            self._task.cancel()
        self._task = self._scope.run(Lane.READS, self._read, done=self._on_read)

    def _on_read(self, lists: _Lists) -> None:
        self._task = None
        self._collections, self._searches = lists
        self._queries = {search.id: from_json(search.query) for search in self._searches}
        self._drop_named_line()
        if self._counts is not None:
            self._found.count(self._queries)
        self._is_loaded = True
        self.loaded.emit()
        self.changed.emit()

    def _drop_named_line(self) -> None:
        """Let the real line take the place of the one that was shown in advance."""
        named = self._new_line
        names = {c.name for c in self._collections} | {s.name for s in self._searches}
        if named is not None and not self._is_naming and named.label in names:
            self._new_line = None

    def _on_edit_failed(self, _error: LightboxError) -> None:
        if not self._is_naming:
            self._new_line = None
        self._reload()
        self.changed.emit()


SECTION_NAME = NAME
"""Under which name the block is folded."""
