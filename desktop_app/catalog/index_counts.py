"""The numbers of the sidebar: how many assets each value of each facet has under a query."""

import numpy as np
import numpy.typing as npt

from desktop_app.catalog.index_columns import Columns, Flag, Mask
from desktop_app.catalog.index_days import month_name, month_number
from desktop_app.catalog.index_masks import FacetMasks, is_recent, shown
from desktop_app.catalog.index_tags import TagSets
from desktop_app.domain.entities import CollectionId
from desktop_app.domain.query import AssetQuery, Facet, PlaceKind
from desktop_app.domain.results import FacetValue
from desktop_app.domain.tags import tag_identity

_FEW_VALUES = 6
"""So few values are counted by comparing: quicker than laying the codes out."""

Counts = npt.NDArray[np.int64]


class Counter:
    """Counts over one index; totals of the whole library are kept until it changes."""

    def __init__(self, columns: Columns, tags: TagSets) -> None:
        self._columns = columns
        self._tags = tags
        self._totals: dict[str, Counts] = {}
        self._places: dict[PlaceKind, int] = {}
        self._collections: dict[CollectionId, int] = {}

    def forget(self) -> None:
        """Drop all totals: something has changed."""
        self._totals.clear()
        self._places.clear()
        self._collections.clear()

    def facets(self, query: AssetQuery, masks: FacetMasks) -> dict[Facet, tuple[FacetValue, ...]]:
        """Return the values of each facet that occur or are chosen, most used first."""
        everything = masks.all_but(None)
        counted: dict[Facet, tuple[FacetValue, ...]] = {}
        for facet in Facet:
            mask = masks.all_but(facet) if facet in masks.by_facet else everything
            chosen = {choice.value for choice in query.facets if choice.facet is facet}
            match facet:
                case Facet.TAG:
                    counted[facet] = self._tag_values(mask, chosen)
                case Facet.DATE:
                    counted[facet] = self._month_values(mask, chosen)
                case _:
                    counted[facet] = self._coded_values(facet, mask, chosen)
        return counted

    def places(self, now_us: int) -> dict[PlaceKind, int]:
        """Return how many assets each fixed place holds."""
        columns = self._columns
        if not self._places:
            is_shown = shown(columns)
            self._places = {
                PlaceKind.ALL: int(np.count_nonzero(is_shown)),
                PlaceKind.FAVORITES: int(np.count_nonzero(is_shown & columns.has(Flag.FAVORITE))),
                PlaceKind.TRASH: int(np.count_nonzero(columns.has(Flag.TRASHED))),
                PlaceKind.WAITING: int(np.count_nonzero(is_shown & columns.has(Flag.PENDING))),
                PlaceKind.CONFLICTS: int(np.count_nonzero(is_shown & columns.has(Flag.CONFLICT))),
                PlaceKind.THIS_MACHINE: int(np.count_nonzero(is_shown & columns.has(Flag.UNSENT))),
            }
        recent = int(np.count_nonzero(shown(columns) & is_recent(columns, now_us)))
        return {kind: recent if kind is PlaceKind.RECENT else self._places[kind] for kind in _FIXED}

    def collections(self) -> dict[CollectionId, int]:
        """Return how many assets each collection that has any holds."""
        if not self._collections:
            counts = self._count("collection", shown(self._columns))
            values = self._columns.codes["collection"].values
            self._collections = {
                CollectionId(values[code]): int(counts[code])
                for code in np.flatnonzero(counts).tolist()
                if values[code]
            }
        return dict(self._collections)

    def uses(self, name: str) -> Counts:
        """Return how many assets of the library have each value of a coded column."""
        return self._count(name, shown(self._columns))

    def tag_uses(self) -> Counts:
        """Return how many assets of the library have each tag."""
        if "tag" not in self._totals:
            self._totals["tag"] = self._tags.counts(shown(self._columns))
        return self._totals["tag"]

    def _count(self, name: str, mask: Mask) -> Counts:
        """Count the values of a coded column (or months) within a mask."""
        codes = self._columns[name]
        size = len(self._columns.codes[name].values)
        if size <= _FEW_VALUES:
            return np.array([int(np.count_nonzero((codes == code) & mask)) for code in range(size)])
        within = int(np.count_nonzero(mask))
        if 2 * within <= len(mask):
            return np.bincount(codes[mask], minlength=size)
        if name not in self._totals:
            self._totals[name] = np.bincount(codes, minlength=size)
        return self._totals[name] - np.bincount(codes[~mask], minlength=size)

    def _coded_values(self, facet: Facet, mask: Mask, chosen: set[str]) -> tuple[FacetValue, ...]:
        counts = self._count(facet.value, mask)
        values = self._columns.codes[facet.value].values
        found = {values[code]: int(counts[code]) for code in np.flatnonzero(counts).tolist()}
        found.pop("", None)
        return _listed({**dict.fromkeys(chosen, 0), **found})

    def _tag_values(self, mask: Mask, chosen: set[str]) -> tuple[FacetValue, ...]:
        counts = self._tags.counts(mask)
        spellings = self._tags.spellings
        found = {spellings[code]: int(counts[code]) for code in np.flatnonzero(counts).tolist()}
        for value in chosen:
            code = self._tags.code(tag_identity(value))
            spelling = value if code is None else spellings[code]
            found.setdefault(spelling, 0)
        return _listed(found)

    def _month_values(self, mask: Mask, chosen: set[str]) -> tuple[FacetValue, ...]:
        months = self._columns["month"][mask]
        first = int(months.min()) if len(months) else 0
        counts = np.bincount(months - first) if len(months) else np.zeros(0, np.int64)
        found = {
            month_name(first + offset): int(counts[offset])
            for offset in np.flatnonzero(counts).tolist()
        }
        both = {**{name: 0 for name in chosen if month_number(name) is not None}, **found}
        return tuple(FacetValue(name, name, both[name]) for name in sorted(both, reverse=True))


_FIXED = tuple(kind for kind in PlaceKind if kind is not PlaceKind.COLLECTION)


def _listed(counts: dict[str, int]) -> tuple[FacetValue, ...]:
    by_use = sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold(), item[0]))
    return tuple(FacetValue(value, value, count) for value, count in by_use)
