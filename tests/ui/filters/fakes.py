"""A searcher and a catalog that answer as the contract says, from numbers made up here."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from desktop_app.domain.changes import ChangeSet, Origin, UndoState
from desktop_app.domain.entities import (
    Collection,
    CollectionId,
    SavedSearch,
    SavedSearchId,
)
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.query import AssetQuery, Facet, PlaceKind
from desktop_app.domain.results import FacetCounts, FacetValue, SearchResult


def values(*pairs: tuple[str, int]) -> tuple[FacetValue, ...]:
    """Return counted values whose labels are the values themselves."""
    return tuple(FacetValue(value, value, count) for value, count in pairs)


DESIGNED_FACETS: Mapping[Facet, tuple[FacetValue, ...]] = {
    Facet.TYPE: values(("image", 98_004), ("video", 6_508)),
    Facet.TAG: values(
        ("sunset", 2_410), ("draft", 1_022), ("mountains", 980), ("portrait", 871), ("lake", 544)
    ),
    Facet.MODEL: values(("sdxl", 61_220), ("flux-dev", 22_871), ("wan-2.1", 6_508)),
    Facet.CATEGORY: values(("landscape", 18_400), ("character", 9_112)),
}
DESIGNED_PLACES: Mapping[PlaceKind, int] = {
    PlaceKind.ALL: 104_512,
    PlaceKind.FAVORITES: 812,
    PlaceKind.RECENT: 214,
    PlaceKind.WAITING: 37,
    PlaceKind.CONFLICTS: 2,
    PlaceKind.TRASH: 19,
}


class FakeSearcher:
    """Answers at once; `is_slow` keeps counts back until `release` is called."""

    def __init__(self) -> None:
        self.facets: Mapping[Facet, tuple[FacetValue, ...]] = DESIGNED_FACETS
        self.places: Mapping[PlaceKind, int] = DESIGNED_PLACES
        self.collections: Mapping[CollectionId, int] = {}
        self.found = 1_284
        self.asked: list[AssetQuery] = []
        self.suggested: list[tuple[str, str]] = []
        self.tags: list[tuple[str, int]] = [
            (value.value, value.count) for value in DESIGNED_FACETS[Facet.TAG]
        ]
        self.change_number = 1
        self.is_slow = False
        self._waiting: list[tuple[Future[FacetCounts], AssetQuery]] = []

    def search(self, query: AssetQuery) -> "Future[SearchResult]":
        self.asked.append(query)
        future: Future[SearchResult] = Future()
        future.set_result(
            SearchResult(query, range(self.found), elapsed_ms=6.2)  # type: ignore[arg-type]
        )
        return future

    def counts(self, query: AssetQuery) -> "Future[FacetCounts]":
        future: Future[FacetCounts] = Future()
        if self.is_slow:
            self._waiting.append((future, query))
        else:
            future.set_result(self._counts(query))
        return future

    def release(self) -> None:
        """Answer what was kept back and is still wanted."""
        waiting, self._waiting = self._waiting, []
        for future, query in waiting:
            if future.set_running_or_notify_cancel():
                future.set_result(self._counts(query))

    def tag_suggestions(self, typed: str, limit: int = 8) -> "Future[list[tuple[str, int]]]":
        return self.value_suggestions("tag", typed, limit)

    def value_suggestions(
        self, key: str, typed: str, limit: int
    ) -> "Future[list[tuple[str, int]]]":
        self.suggested.append((key, typed))
        future: Future[list[tuple[str, int]]] = Future()
        known = (
            self.tags
            if key == "tag"
            else [(v.value, v.count) for v in self.facets.get(Facet(key), ())]
        )
        wanted = typed.casefold()
        future.set_result([pair for pair in known if wanted in pair[0].casefold()][:limit])
        return future

    def _counts(self, query: AssetQuery) -> FacetCounts:
        return FacetCounts(
            query, self.facets, self.places, self.collections, change_number=self.change_number
        )


@dataclass
class FakeCatalog:
    """Keeps names in lists and writes down what it was asked to do."""

    collection_list: list[Collection] = field(default_factory=list)
    search_list: list[SavedSearch] = field(default_factory=list)
    calls: list[tuple[object, ...]] = field(default_factory=list)
    refusal: CatalogError | None = None
    """Raised instead of changing a collection."""

    def collections(self) -> list[Collection]:
        return list(self.collection_list)

    def saved_searches(self) -> list[SavedSearch]:
        return list(self.search_list)

    def undo_state(self) -> UndoState:
        return UndoState()

    def create_collection(
        self, name: str, *, description: str = "", origin: Origin
    ) -> tuple[CollectionId, ChangeSet]:
        self._refuse()
        self.calls.append(("create_collection", name))
        made = CollectionId(f"collection-{len(self.collection_list) + 1}")
        self.collection_list.append(Collection(made, name, description, 0, 0))
        return made, self._changes(origin, are_collections_changed=True)

    def rename_collection(
        self,
        id: CollectionId,  # noqa: A002 - as the catalog names it
        name: str,
        *,
        origin: Origin,
    ) -> ChangeSet:
        self._refuse()
        self.calls.append(("rename_collection", id, name))
        self.collection_list = [
            replace(c, name=name) if c.id == id else c for c in self.collection_list
        ]
        return self._changes(origin, are_collections_changed=True)

    def delete_collection(
        self,
        id: CollectionId,  # noqa: A002 - as the catalog names it
        *,
        origin: Origin,
    ) -> ChangeSet:
        self.calls.append(("delete_collection", id))
        self.collection_list = [c for c in self.collection_list if c.id != id]
        return self._changes(origin, are_collections_changed=True)

    def save_search(
        self, name: str, query_json: str, *, origin: Origin
    ) -> tuple[SavedSearchId, ChangeSet]:
        self.calls.append(("save_search", name))
        made = SavedSearchId(len(self.search_list) + 1)
        self.search_list.append(SavedSearch(made, name, query_json))
        return made, self._changes(origin, are_saved_searches_changed=True)

    def rename_saved_search(
        self,
        id: SavedSearchId,  # noqa: A002 - as the catalog names it
        name: str,
        *,
        origin: Origin,
    ) -> ChangeSet:
        self.calls.append(("rename_saved_search", id, name))
        self.search_list = [replace(s, name=name) if s.id == id else s for s in self.search_list]
        return self._changes(origin, are_saved_searches_changed=True)

    def delete_saved_search(
        self,
        id: SavedSearchId,  # noqa: A002 - as the catalog names it
        *,
        origin: Origin,
    ) -> ChangeSet:
        self.calls.append(("delete_saved_search", id))
        self.search_list = [s for s in self.search_list if s.id != id]
        return self._changes(origin, are_saved_searches_changed=True)

    def edit(
        self, rows: Sequence[int], edited: Mapping[object, object], *, origin: Origin
    ) -> ChangeSet:
        self.calls.append(("edit", tuple(rows), dict(edited)))
        return self._changes(origin)

    def trash(self, rows: Sequence[int], *, origin: Origin) -> ChangeSet:
        self.calls.append(("trash", tuple(rows)))
        return self._changes(origin)

    def rename_tag(self, old: str, new: str, *, origin: Origin) -> ChangeSet:
        self.calls.append(("rename_tag", old, new))
        return self._changes(origin)

    def delete_tag(self, tag: str, *, origin: Origin) -> ChangeSet:
        self.calls.append(("delete_tag", tag))
        return self._changes(origin)

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise self.refusal

    def _changes(
        self,
        origin: Origin,
        *,
        are_collections_changed: bool = False,
        are_saved_searches_changed: bool = False,
    ) -> ChangeSet:
        return ChangeSet(
            len(self.calls),
            origin,
            are_collections_changed=are_collections_changed,
            are_saved_searches_changed=are_saved_searches_changed,
        )
