import pytest

from desktop_app.domain.query import AssetQuery, Facet, FacetChoice
from desktop_app.ui.filters.choices import flipped, toggled, without
from desktop_app.ui.filters.lines import Line, LineKind, Outline, Section


def row(name: str) -> Line:
    return Line(LineKind.PLACE, name, name)


def outline() -> Outline:
    heading = Line(LineKind.HEADING, "b", "B")
    return Outline(
        [
            Section("a", None, (row("1"), row("2"))),
            Section("empty", None, ()),
            Section("b", heading, (row("3"), row("4"))),
        ],
        row_px=20,
        heading_px=30,
    )


def test_lines_are_numbered_from_the_top_with_headings() -> None:
    assert [outline().line(at).label for at in range(5)] == ["1", "2", "B", "3", "4"]
    assert len(outline()) == 5
    with pytest.raises(IndexError):
        outline().line(5)


def test_every_pixel_belongs_to_the_line_drawn_there() -> None:
    lines = outline()
    assert lines.height_px == 110
    for index in range(len(lines)):
        top_px, height_px = lines.extent_px(index)
        assert {lines.index_at(y) for y in range(top_px, top_px + height_px)} == {index}
    assert lines.index_at(-1) == lines.index_at(110) == -1


def test_the_lines_between_two_heights_are_those_that_show_some_part_there() -> None:
    lines = outline()
    assert lines.indices_between(0, 110) == range(5)
    assert lines.indices_between(19, 20) == range(1)
    assert lines.indices_between(19, 21) == range(2)
    assert lines.indices_between(-50, 41) == range(3)
    assert lines.indices_between(109, 500) == range(4, 5)
    assert not lines.indices_between(110, 500)
    assert not lines.indices_between(30, 30)


def test_a_line_is_found_by_its_key() -> None:
    assert outline().find(row("4").key) == 4
    assert outline().find(row("9").key) == -1
    assert Outline().find(row("1").key) == -1


def test_a_line_among_very_many_is_found_near_where_it_stood() -> None:
    lines = Outline([Section("many", None, tuple(row(str(n)) for n in range(50_000)))])
    assert lines.find(row("40100").key, near=40_000) == 40_100
    assert lines.find(row("40100").key, near=0) == -1


def test_a_click_includes_and_again_clears() -> None:
    query = toggled(AssetQuery(), Facet.TAG, "sunset", is_excluding=False)
    assert query.facets == (FacetChoice(Facet.TAG, "sunset"),)
    assert toggled(query, Facet.TAG, "Sunset", is_excluding=False) == AssetQuery()


def test_an_excluding_click_turns_an_included_value_round_and_again_clears() -> None:
    query = AssetQuery().with_choice(Facet.TAG, "draft")
    query = toggled(query, Facet.TAG, "draft", is_excluding=True)
    assert query.facets == (FacetChoice(Facet.TAG, "draft", is_excluded=True),)
    assert toggled(query, Facet.TAG, "draft", is_excluding=True) == AssetQuery()
    assert toggled(query, Facet.TAG, "draft", is_excluding=False) == AssetQuery()


def test_values_that_are_no_tags_are_compared_exactly() -> None:
    query = AssetQuery().with_choice(Facet.MODEL, "SDXL")
    assert without(query, Facet.MODEL, "sdxl") == query
    assert without(query, Facet.MODEL, "SDXL") == AssetQuery()


def test_a_flipped_choice_keeps_its_place() -> None:
    query = AssetQuery().with_choice(Facet.TAG, "a").with_choice(Facet.TAG, "b")
    assert flipped(query, query.facets[0]).facets == (
        FacetChoice(Facet.TAG, "a", is_excluded=True),
        FacetChoice(Facet.TAG, "b"),
    )
