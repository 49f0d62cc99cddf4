"""What the user asks to see: a place, chosen facet values, the search text, an order.

`AssetQuery` is immutable; the window replaces it as a whole. The text is parsed by
`domain.query_parser` into the expression classes at the end of this module.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop_app.domain.entities import CollectionId


class PlaceKind(StrEnum):
    """The fixed rows at the top of the sidebar, and collections."""

    ALL = "all"
    FAVORITES = "favorites"
    RECENT = "recent"
    """Created within the last `RECENT_DAYS` days."""
    TRASH = "trash"
    COLLECTION = "collection"
    WAITING = "waiting"
    """With edits or files the server has not acknowledged."""
    CONFLICTS = "conflicts"
    THIS_MACHINE = "this_machine"
    """Of which the server has no row: nowhere but here."""


RECENT_DAYS = 14


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look. `collection_id` is set only for `PlaceKind.COLLECTION`."""

    kind: PlaceKind = PlaceKind.ALL
    collection_id: CollectionId | None = None


class Facet(StrEnum):
    """The groups of the sidebar, in the order they stand there."""

    TYPE = "type"
    TAG = "tag"
    MODEL = "model"
    CATEGORY = "category"
    VISIBILITY = "visibility"
    DATE = "date"
    """Values are local months, ``2025-08``."""
    CHARACTER = "character"


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One chosen facet value. Tags are compared by identity, all others exactly."""

    facet: Facet
    value: str
    is_excluded: bool = False


class SortKey(StrEnum):
    """What the grid can be ordered by. Days head the grid for `CREATED` and `UPDATED`."""

    CREATED = "created"
    UPDATED = "updated"
    ADDED = "added"
    TITLE = "title"
    SIZE = "size"
    MODEL = "model"
    DURATION = "duration"
    PIXELS = "pixels"


@dataclass(frozen=True, slots=True)
class Sort:
    """An order; ties are broken by creation time and then by row id, newest first."""

    key: SortKey = SortKey.CREATED
    is_descending: bool = True


@dataclass(frozen=True, slots=True)
class AssetQuery:
    """All of what decides which assets are shown, and in which order."""

    text: str = ""
    place: Place = Place()
    facets: tuple[FacetChoice, ...] = ()
    sort: Sort = Sort()

    def choice(self, facet: Facet, value: str) -> FacetChoice | None:
        """Return how this value is chosen now, or None."""
        for chosen in self.facets:
            if chosen.facet is facet and chosen.value == value:
                return chosen
        return None

    def with_choice(self, facet: Facet, value: str, *, is_excluded: bool = False) -> "AssetQuery":
        """Return this query with the value included or excluded; any earlier choice of it goes."""
        return replace(
            self,
            facets=(
                *self.without_choice(facet, value).facets,
                FacetChoice(facet, value, is_excluded),
            ),
        )

    def without_choice(self, facet: Facet, value: str) -> "AssetQuery":
        """Return this query with the value neither included nor excluded."""
        return replace(
            self, facets=tuple(c for c in self.facets if (c.facet, c.value) != (facet, value))
        )

    def cleared(self) -> "AssetQuery":
        """Return the query that "Clear all" leaves: same place and order, nothing else."""
        return AssetQuery(place=self.place, sort=self.sort)

    @property
    def is_narrowed(self) -> bool:
        """Whether "Clear all" would change anything."""
        return bool(self.text.strip() or self.facets)


def to_json(query: AssetQuery) -> str:
    """Return the stored text form of a query (saved searches, the last view)."""
    return json.dumps(
        {
            "text": query.text,
            "place": [query.place.kind.value, query.place.collection_id],
            "facets": [[c.facet.value, c.value, c.is_excluded] for c in query.facets],
            "sort": [query.sort.key.value, query.sort.is_descending],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_json(text: str) -> AssetQuery:
    """Read what `to_json` wrote; anything unreadable gives the query for everything."""
    try:
        stored = json.loads(text)
        kind, collection_id = stored["place"]
        key, is_descending = stored["sort"]
        return AssetQuery(
            text=str(stored["text"]),
            place=Place(
                PlaceKind(kind), None if collection_id is None else CollectionId(str(collection_id))
            ),
            facets=tuple(
                FacetChoice(Facet(facet), str(value), bool(is_excluded))
                for facet, value, is_excluded in stored["facets"]
            ),
            sort=Sort(SortKey(key), bool(is_descending)),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return AssetQuery()


class Field(StrEnum):
    """Where a word of the search text may be looked for."""

    ANY = "any"
    """Prompt, title and tags."""
    PROMPT = "prompt"
    TITLE = "title"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Words:
    """Text to be found. `is_phrase`: in this order; `is_prefix`: the last word may go on.

    `is_substring` (``*sun*``): anywhere inside a word.
    """

    text: str
    field: Field = Field.ANY
    is_phrase: bool = False
    is_prefix: bool = False
    is_substring: bool = False


@dataclass(frozen=True, slots=True)
class Equals:
    """A named value, e.g. ``tag:sunset``, ``seed:42``, ``is:favorite``; key in lower case.

    ``similar`` has the id of the asset that the others are to look like.
    """

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Range:
    """A half-open or closed interval of a number or an instant; None is unbounded.

    Keys: ``width height size duration steps cfg created updated ratio``. Units: pixels, bytes,
    seconds, microseconds UTC. `low` and `high` belong to the interval when `*_included`.
    """

    key: str
    low: float | None = None
    high: float | None = None
    is_low_included: bool = True
    is_high_included: bool = True


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that `operand` does not match."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    """What all operands match; none means everything."""

    operands: tuple["Expression", ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    """What any operand matches."""

    operands: tuple["Expression", ...] = ()


Expression = Words | Equals | Range | Not | And | Or


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """A part of the text that could not be understood: [start, end) in characters."""

    start: int
    end: int
    code: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """A part of the text that was understood, for chips and completion: [start, end)."""

    start: int
    end: int
    key: str
    """"" for plain words."""
    value: str
    is_excluded: bool
    is_top_level: bool
    """Whether it stands alone at the top level, so that it could become a facet choice."""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The meaning of a search text: always usable, whatever its problems."""

    expression: Expression
    terms: tuple[Term, ...] = ()
    problems: tuple[QueryProblem, ...] = ()


def all_of(operands: Iterable[Expression]) -> Expression:
    """Return the conjunction of the operands in its simplest form."""
    parts = tuple(operands)
    return parts[0] if len(parts) == 1 else And(parts)
