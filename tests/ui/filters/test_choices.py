"""What a typed value means: the library's own spelling, where it is known."""

import pytest

from desktop_app.domain.query import AssetQuery, Facet, FacetChoice
from desktop_app.domain.results import FacetCounts, FacetValue
from desktop_app.ui.filters.choices import known_spelling

COUNTS = FacetCounts(
    AssetQuery(),
    {
        Facet.MODEL: (FacetValue("Flux-Dev", "Flux-Dev", 3), FacetValue("sdxl", "sdxl", 2)),
        Facet.CHARACTER: (FacetValue("c-17", "Aria", 4),),
    },
)


@pytest.mark.parametrize(
    ("facet", "typed", "meant"),
    [
        (Facet.MODEL, "flux-dev", "Flux-Dev"),
        (Facet.MODEL, "sdxl", "sdxl"),
        (Facet.MODEL, "unheard-of", "unheard-of"),
        (Facet.CHARACTER, "aria", "c-17"),
        (Facet.TAG, "SunSet", "SunSet"),
        (Facet.CATEGORY, "Nature", "Nature"),
    ],
)
def test_a_typed_value_is_the_one_the_library_knows(facet: Facet, typed: str, meant: str) -> None:
    assert known_spelling(FacetChoice(facet, typed), COUNTS) == meant


def test_before_anything_is_counted_it_stays_as_typed() -> None:
    assert known_spelling(FacetChoice(Facet.MODEL, "FLUX"), None) == "FLUX"
