"""The parts of a query, each as a mask over the index: place, chosen facet values."""

from dataclasses import dataclass

import numpy as np

from desktop_app.catalog.index_columns import Columns, Flag, Mask, any_of
from desktop_app.catalog.index_days import DAY_US, month_number
from desktop_app.domain.query import (
    RECENT_DAYS,
    And,
    AssetQuery,
    Equals,
    Expression,
    Facet,
    Not,
    Or,
    Place,
    PlaceKind,
)

_PLACE_FLAGS = {
    PlaceKind.FAVORITES: Flag.FAVORITE,
    PlaceKind.WAITING: Flag.PENDING,
    PlaceKind.CONFLICTS: Flag.CONFLICT,
    PlaceKind.THIS_MACHINE: Flag.UNSENT,
}


@dataclass(frozen=True, slots=True)
class FacetMasks:
    """The parts of a query as masks; each facet of single values with choices has its own."""

    base: Mask
    """The place, the search text and the chosen tags."""
    by_facet: dict[Facet, Mask]

    def all_but(self, facet: Facet | None) -> Mask:
        """Return what is shown when the choices of one facet (not of tags) are ignored."""
        mask = self.base.copy()
        for other, chosen in self.by_facet.items():
            if other is not facet:
                mask &= chosen
        return mask


def shown(columns: Columns) -> Mask:
    """Return all assets that are not in the Trash."""
    flags = columns["flags"] & np.uint16(Flag.ALIVE | Flag.TRASHED)
    is_shown: Mask = flags == np.uint16(Flag.ALIVE)
    return is_shown


def is_recent(columns: Columns, now_us: int) -> Mask:
    """Return the assets created within the last `RECENT_DAYS` days."""
    recent: Mask = columns["created"] >= now_us - RECENT_DAYS * DAY_US
    return recent


def place_mask(columns: Columns, place: Place, expression: Expression, now_us: int) -> Mask:
    """Return what is in a place. The Trash is a place of its own unless the text names it."""
    if place.kind is PlaceKind.TRASH:
        return columns.has(Flag.TRASHED)
    if place.kind is PlaceKind.ALL and _asks_for_trashed(expression):
        return columns.has(Flag.ALIVE)
    mask = shown(columns)
    if flag := _PLACE_FLAGS.get(place.kind):
        mask &= columns.has(flag)
    elif place.kind is PlaceKind.RECENT:
        mask &= is_recent(columns, now_us)
    elif place.kind is PlaceKind.COLLECTION:
        code = columns.codes["collection"].code(place.collection_id or "")
        mask &= columns["collection"] == (code or -1)
    return mask


def facet_mask(columns: Columns, query: AssetQuery, facet: Facet) -> Mask:
    """Return what the choices of a facet of single values let through."""
    included: list[int] = []
    excluded: list[int] = []
    has_included = False
    for choice in query.facets:
        if choice.facet is facet:
            has_included |= not choice.is_excluded
            codes = excluded if choice.is_excluded else included
            codes.extend(_facet_codes(columns, facet, choice.value))
    held = columns["month" if facet is Facet.DATE else facet.value]
    mask = any_of(held, included) if has_included else np.ones(len(held), np.bool_)
    return mask & ~any_of(held, excluded) if excluded else mask


def _facet_codes(columns: Columns, facet: Facet, value: str) -> list[int]:
    if facet is Facet.DATE:
        month = month_number(value)
        return [] if month is None else [month]
    code = columns.codes[facet.value].code(value)
    return [] if code is None else [code]


def _asks_for_trashed(expression: Expression) -> bool:
    match expression:
        case Equals("is", "trashed"):
            return True
        case And(operands) | Or(operands):
            return any(map(_asks_for_trashed, operands))
        case Not(operand):
            return _asks_for_trashed(operand)
        case _:
            return False
