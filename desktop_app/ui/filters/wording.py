"""Queries and their parts in words: chips, and the name proposed for a saved search."""

from collections.abc import Callable

from desktop_app.domain.query import AssetQuery, Facet, FacetChoice
from desktop_app.domain.results import FacetValue
from desktop_app.ui.filters.labels import value_label

_NAME_CHARACTERS = 60
Labels = Callable[[Facet, str], str]
"""Returns how a value of a facet is called."""


def chip_text(choice: FacetChoice, label_of: Labels) -> str:
    """Return a choice as its chip shows it: ``tag:sunset``, ``−tag:draft``."""
    sign = "−" if choice.is_excluded else ""
    label = choice.value if choice.facet is Facet.DATE else label_of(choice.facet, choice.value)
    return f"{sign}{choice.facet.value}:{label}"


def search_name(query: AssetQuery, label_of: Labels) -> str:
    """Return a name for a query that is about to be saved: "sunset, −draft, mountain lake"."""
    parts = [
        ("−" if choice.is_excluded else "")
        + value_label(
            choice.facet, FacetValue(choice.value, label_of(choice.facet, choice.value), 0)
        )
        for choice in query.facets
    ]
    if query.text.strip():
        parts.append(" ".join(query.text.split()))
    name = ", ".join(parts)
    return name if len(name) <= _NAME_CHARACTERS else name[: _NAME_CHARACTERS - 1].rstrip() + "…"
