"""The small words of the domain: choices in a query, the identity of tags."""

from desktop_app.domain.query import AssetQuery, Facet, FacetChoice
from desktop_app.domain.tags import tag_group, tag_identity


def test_a_query_tells_how_a_value_is_chosen() -> None:
    query = AssetQuery().with_choice(Facet.MODEL, "sdxl", is_excluded=True)
    assert query.choice(Facet.MODEL, "sdxl") == FacetChoice(Facet.MODEL, "sdxl", is_excluded=True)
    assert query.choice(Facet.MODEL, "flux") is None
    assert query.choice(Facet.CATEGORY, "sdxl") is None
    assert AssetQuery().choice(Facet.MODEL, "sdxl") is None


def test_a_tag_with_a_prefix_stands_in_its_group() -> None:
    assert tag_group("role:character") == ("role", "character")
    assert tag_group("role: ") == ("", "role: ")
    assert tag_group(": x") == ("", ": x")
    assert tag_group("plain") == ("", "plain")


def test_spellings_of_a_tag_are_one() -> None:
    assert tag_identity("  Cafe\u0301 ") == tag_identity("CAF\u00c9")
