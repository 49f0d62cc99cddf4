"""What a search hands back: immutable, safe to pass between threads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.domain.entities import AssetRow, CollectionId, Tile
from desktop_app.domain.query import AssetQuery, Facet, PlaceKind, QueryProblem


@dataclass(frozen=True, slots=True)
class Section:
    """A run of the result under one day heading; `day` is a proleptic ordinal (local zone)."""

    day: int
    start: int
    count: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Which assets, in which order.

    Attributes:
        query: what was asked.
        rows: asset rows in display order; a read-only int64 array (any integer sequence).
        sections: day headings covering `rows` from first to last; empty for other orders.
        total_bytes: the sizes of all shown originals together.
        elapsed_ms: how long it took to find out.
        problems: parts of the text that were not understood; the rest was applied.
        change_number: the catalog's change counter that this result reflects.
    """

    query: AssetQuery
    rows: Sequence[AssetRow]
    sections: tuple[Section, ...] = ()
    total_bytes: int = 0
    elapsed_ms: float = 0.0
    problems: tuple[QueryProblem, ...] = ()
    change_number: int = 0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One line of a facet: the value, how it is shown, how many under the current filter."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """All numbers of the sidebar under one query.

    A facet of single values ignores its own choices, so that its other values can be added;
    tags (ANDed) count what adding the tag would leave. `places` and `collections` are counts
    of the whole library, whatever the filter.
    """

    query: AssetQuery
    facets: Mapping[Facet, tuple[FacetValue, ...]] = field(default_factory=dict)
    places: Mapping[PlaceKind, int] = field(default_factory=dict)
    collections: Mapping[CollectionId, int] = field(default_factory=dict)
    elapsed_ms: float = 0.0
    change_number: int = 0


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """What the window paints before the index is there: read with plain SQL.

    `rows` may stop short of the result; `total` says how many there are in all.
    """

    query: AssetQuery
    rows: Sequence[AssetRow]
    sections: tuple[Section, ...]
    tiles: tuple[Tile, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SelectionSummary:
    """The inspector's picture of many selected assets.

    `None` for a single-valued field means "Mixed". Tags come with how many of the selected
    carry them, most first; models likewise.
    """

    asset_count: int
    total_bytes: int
    title: str | None
    collection_id: CollectionId | None
    is_collection_mixed: bool
    visibility: str | None
    category: str | None
    favorite_count: int
    tags: tuple[tuple[str, int], ...]
    models: tuple[tuple[str, int], ...]
    created_from_us: int
    created_to_us: int
    first_rows: tuple[AssetRow, ...]
    """Up to three rows for the preview."""
    trashed_count: int = 0
