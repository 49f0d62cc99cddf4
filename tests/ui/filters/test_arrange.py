from desktop_app.domain.query import Facet
from desktop_app.domain.results import FacetValue
from desktop_app.ui.filters.arrange import Arranged, Asked, Group, Member, arrange
from tests.ui.filters.fakes import values

MANY = values(*((f"tag {number:02}", 100 - number) for number in range(30)))


def names(arranged: Arranged) -> list[str]:
    return [
        entry.name
        if isinstance(entry, Group)
        else entry.value.value
        if isinstance(entry, Member)
        else entry.value
        for entry in arranged.entries
    ]


def test_the_most_used_come_first_and_the_rest_waits() -> None:
    arranged = arrange(Facet.TAG, MANY[::-1], Asked())
    assert names(arranged) == [f"tag {number:02}" for number in range(8)]
    assert arranged.hidden_count == 22


def test_one_more_than_fits_is_shown_instead_of_counted() -> None:
    arranged = arrange(Facet.TAG, MANY[:9], Asked())
    assert len(arranged.entries) == 9
    assert arranged.hidden_count == 0


def test_expanded_shows_all_and_can_be_folded() -> None:
    arranged = arrange(Facet.TAG, MANY, Asked(is_expanded=True))
    assert len(arranged.entries) == 30
    assert arranged.hidden_count == 0
    assert arranged.is_foldable


def test_chosen_values_are_always_there() -> None:
    asked = Asked(frozenset({"tag 20", "gone"}), ("Tag 20", "gone"))
    arranged = arrange(Facet.TAG, MANY, asked)
    assert names(arranged)[8:] == ["tag 20", "gone"]
    assert arranged.entries[-1] == FacetValue("gone", "gone", 0)


def test_months_are_newest_first_whatever_their_counts() -> None:
    months = values(("2025-07", 5), ("2025-08", 1), ("2024-12", 9))
    assert names(arrange(Facet.DATE, months, Asked())) == ["2025-08", "2025-07", "2024-12"]


def test_prefixed_tags_stand_under_their_prefix() -> None:
    tags = values(("sunset", 50), ("role:hero", 40), ("Role:villain", 20), ("lake", 30))
    folded = arrange(Facet.TAG, tags, Asked())
    assert names(folded) == ["role", "sunset", "lake"]
    opened = arrange(Facet.TAG, tags, Asked(open_groups={"role"}))
    assert names(opened) == ["role", "role:hero", "Role:villain", "sunset", "lake"]
    assert isinstance(opened.entries[1], Member)
    assert opened.entries[1].label == "hero"


def test_a_chosen_tag_shows_under_its_folded_prefix() -> None:
    tags = values(("role:hero", 40), ("role:villain", 20))
    arranged = arrange(Facet.TAG, tags, Asked(frozenset({"role:villain"}), ("role:villain",)))
    assert names(arranged) == ["role", "role:villain"]


def test_only_tags_are_grouped() -> None:
    models = values(("org/a:latest", 3), ("org/a:v1", 2))
    assert names(arrange(Facet.MODEL, models, Asked())) == ["org/a:latest", "org/a:v1"]


def test_the_filter_finds_words_anywhere_and_keeps_what_is_chosen() -> None:
    tags = values(("red sunset", 9), ("sun", 8), ("moon", 7), ("role:sunny", 6))
    asked = Asked(frozenset({"moon"}), ("moon",), filter_text="SUN")
    assert names(arrange(Facet.TAG, tags, asked)) == ["red sunset", "sun", "moon", "role:sunny"]


def test_held_entries_keep_their_places_with_new_counts() -> None:
    before = arrange(Facet.TAG, MANY, Asked())
    turned = values(("tag 07", 500), ("tag 01", 3), ("new", 400))
    after = arrange(Facet.TAG, turned, Asked(held=before.tops))
    assert names(after) == names(before)
    assert [v.count for v in after.entries if isinstance(v, FacetValue)][:2] == [0, 3]
    assert after.hidden_count == 1
    assert names(arrange(Facet.TAG, turned, Asked())) == ["tag 07", "new", "tag 01"]


def test_an_expanded_list_that_is_held_can_still_be_folded() -> None:
    before = arrange(Facet.TAG, MANY, Asked(is_expanded=True))
    after = arrange(Facet.TAG, MANY, Asked(is_expanded=True, held=before.tops))
    assert after.is_foldable
