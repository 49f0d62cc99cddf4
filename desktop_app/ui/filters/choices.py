"""Chosen facet values in a query: tags compared by identity, all other values exactly."""

from collections.abc import Mapping
from dataclasses import replace

from desktop_app.domain.query import AssetQuery, Facet, FacetChoice
from desktop_app.domain.results import FacetCounts
from desktop_app.domain.tags import tag_identity


def identity(facet: Facet, value: str) -> str:
    """Return what two spellings of the same value of a facet have in common."""
    if facet is not Facet.TAG:
        return value
    if value.isascii():  # normal as it is; this is asked of every tag of a library
        return value.strip().casefold()
    return tag_identity(value)


def choices_of(query: AssetQuery, facet: Facet) -> Mapping[str, FacetChoice]:
    """Return a facet's choices in a query by the identity of their values."""
    return {identity(facet, c.value): c for c in query.facets if c.facet is facet}


def toggled(query: AssetQuery, facet: Facet, value: str, *, is_excluding: bool) -> AssetQuery:
    """Return the query after a click on a value: chosen this way already, it is let go."""
    known = identity(facet, value)
    earlier = choices_of(query, facet).get(known)
    if earlier is not None and earlier.is_excluded == is_excluding:
        return without(query, facet, value)
    if earlier is not None and not is_excluding:
        # A plain click on an excluded value clears it too: "again clears".
        return without(query, facet, value)
    return without(query, facet, value).with_choice(facet, value, is_excluded=is_excluding)


def without(query: AssetQuery, facet: Facet, value: str) -> AssetQuery:
    """Return the query with no choice of this value in any spelling."""
    known = identity(facet, value)
    return replace(
        query,
        facets=tuple(
            c for c in query.facets if c.facet is not facet or identity(facet, c.value) != known
        ),
    )


def flipped(query: AssetQuery, choice: FacetChoice) -> AssetQuery:
    """Return the query with an included value excluded, or the other way round, in its place."""
    return replace(
        query,
        facets=tuple(
            replace(c, is_excluded=not c.is_excluded) if c == choice else c for c in query.facets
        ),
    )


def known_spelling(choice: FacetChoice, counts: FacetCounts | None) -> str:
    """Return the value that a typed choice means: as the library spells it, where it is known.

    Values are sought by what they are and by what they are called, since a character's value may
    be an id; one that nobody knows stays as typed.
    """
    known = () if counts is None else counts.facets.get(choice.facet, ())
    if choice.facet is Facet.TAG or any(value.value == choice.value for value in known):
        return choice.value
    typed = choice.value.casefold()
    for value in known:
        if typed in {value.value.casefold(), value.label.casefold()}:
            return value.value
    return choice.value
