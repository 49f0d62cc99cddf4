"""Both sides changed a column: what becomes of it, and whether somebody must hear of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.changes import Column
from desktop_app.domain.entities import Json
from desktop_app.domain.merge import Merged, Sent, merge, same
from desktop_app.domain.tags import tag_identity

SCALARS: st.SearchStrategy[Json] = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2), st.sampled_from(["", "a", "b"])
)
JSON: st.SearchStrategy[Json] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
    ),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from("xyz"), JSON, max_size=3)
TAGS = st.lists(st.sampled_from(["a", "A", "b", "c", "É", "é"]), max_size=4, unique_by=tag_identity)
TEXTS = st.sampled_from([None, "", "one", "two", "three"])
VISIBILITIES = st.sampled_from(["private", "shared", "public", "unlisted", "secret"])
VALUES: dict[str, st.SearchStrategy[Json]] = {
    Column.TITLE: TEXTS,
    Column.CATEGORY: TEXTS,
    Column.COLLECTION: TEXTS,
    Column.FAVORITE: st.booleans(),
    Column.VISIBILITY: VISIBILITIES,
    Column.TAGS: TAGS.map(list),
    Column.ROLEPLAY: OBJECTS.map(dict),
    "name": TEXTS,
}
SIDES = st.sampled_from(sorted(VALUES)).flatmap(
    lambda column: st.tuples(st.just(column), *[VALUES[column]] * 3)
)


@pytest.mark.parametrize(
    ("column", "base", "ours", "theirs", "value", "is_conflict"),
    [
        (Column.TITLE, None, "ours", "theirs", "ours", True),
        (Column.TITLE, None, "same", "same", "same", False),
        (Column.CATEGORY, "general", "sea", "hills", "sea", True),
        ("name", "Trip", "Ours", "Theirs", "Ours", True),
        (Column.FAVORITE, None, True, False, True, False),
        (Column.COLLECTION, None, "c1", "c2", "c1", False),
        (Column.COLLECTION, "c1", None, "c2", None, False),
        (Column.VISIBILITY, "shared", "public", "private", "private", True),
        (Column.VISIBILITY, "shared", "private", "public", "private", False),
        (Column.VISIBILITY, "private", "public", "unlisted", "unlisted", True),
        (Column.VISIBILITY, "private", "unlisted", "public", "unlisted", False),
        (Column.VISIBILITY, "private", "unlisted", "secret", "unlisted", True),
        (Column.TAGS, ["a", "b"], ["a", "b", "c"], ["b", "x"], ["b", "x", "c"], False),
        (Column.TAGS, ["a", "b"], ["b"], ["a", "b", "x"], ["b", "x"], False),
        (Column.TAGS, ["Sea"], ["Sea", "sky"], ["sea", "SKY"], ["sea", "SKY"], False),
        (Column.TAGS, None, ["a"], ["b"], ["b", "a"], False),
        (Column.TAGS, ["a"], ["a", "b"], None, ["b"], False),
        (Column.TAGS, ["a"], [], None, None, False),
        (Column.TAGS, ["sea", "x"], ["Sea", "x"], ["sea", "y"], ["Sea", "y"], False),
        (Column.TAGS, ["a"], ["a", "b"], [None, "a"], [None, "a"], True),
        (Column.TAGS, ["a"], ["a"], [["a"]], [["a"]], False),
        (Column.ROLEPLAY, {"x": 1}, {"x": 1, "y": 1}, {"x": 2}, {"x": 2, "y": 1}, False),
        (Column.ROLEPLAY, {"x": 1}, {"x": 2}, {"x": 3, "y": 1}, {"x": 2, "y": 1}, True),
        (Column.ROLEPLAY, {"x": 1}, {}, {"x": 1, "y": 1}, {"y": 1}, False),
        (Column.ROLEPLAY, {"x": 1}, {}, {"x": 2}, {}, True),
        (Column.ROLEPLAY, {"x": 1}, {"x": 1, "z": 1}, {}, {"z": 1}, False),
        (
            Column.ROLEPLAY,
            {"a": {"b": 1, "c": [1]}},
            {"a": {"b": 2, "c": [1]}},
            {"a": {"b": 1, "c": [2]}},
            {"a": {"b": 2, "c": [2]}},
            False,
        ),
        (
            Column.ROLEPLAY,
            {},
            {"x": 1, "y": 1},
            {"x": 1, "z": 1},
            {"x": 1, "y": 1, "z": 1},
            False,
        ),
        (Column.ROLEPLAY, {"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, {}, {"a": {"c": 2}}, False),
        (Column.ROLEPLAY, {"a": {"b": 1}}, {}, {"a": {"b": 1, "c": 2}}, {"a": {"c": 2}}, False),
        (Column.ROLEPLAY, {"a": {"b": 1}}, {}, {"a": {}}, {}, False),
        (Column.ROLEPLAY, {"a": {"b": 1}}, {"a": {"b": 2}}, {}, {"a": {"b": 2}}, True),
        (Column.ROLEPLAY, {"a": {"b": 1}}, {"a": 5}, {}, {"a": 5}, True),
        (Column.ROLEPLAY, {}, {"x": 1}, None, {"x": 1}, False),
        (Column.ROLEPLAY, {}, {"x": 1}, [1], [1], True),
        (Column.ROLEPLAY, {}, {}, 5, 5, False),
        (Column.ROLEPLAY, None, {"x": {"y": 1}}, {"x": {"z": 1}}, {"x": {"y": 1, "z": 1}}, False),
    ],
)
def test_both_sides_changed(
    column: str,
    base: Json,
    ours: Json,
    theirs: Json,
    value: Json,
    is_conflict: bool,  # noqa: FBT001
) -> None:
    assert merge(column, base, ours, theirs) == Merged(value, is_conflict)


def test_a_collection_that_is_gone_is_none() -> None:
    assert merge(Column.COLLECTION, "c1", "c2", "c1", is_gone=True) == Merged(None, True)
    assert merge(Column.COLLECTION, "c1", None, None, is_gone=True) == Merged(None, False)


@pytest.mark.parametrize(
    ("column", "base", "ours", "sent", "theirs", "value"),
    [
        # What we sent has arrived: what came after it is all that is left.
        (Column.TITLE, "a", "c", ["b"], "b", "c"),
        (Column.TITLE, "a", "a", ["b"], "b", "a"),
        (Column.TITLE, "a", "d", ["b", "c"], "b", "d"),
        (Column.TAGS, ["a"], ["a"], [["a", "b"]], ["a", "b"], ["a"]),
        # It has arrived, and somebody else has gone on from there.
        (Column.TAGS, ["a"], ["a"], [["a", "b"]], ["a", "b", "x"], ["a", "x"]),
        (Column.TAGS, ["a"], ["a"], [[]], ["x"], ["x", "a"]),
        (Column.ROLEPLAY, {"x": 1}, {"x": 1}, [{"x": 2}], {"x": 2, "y": 1}, {"x": 1, "y": 1}),
        # It has not arrived: the edit was taken back before.
        (Column.TITLE, "a", "a", ["b"], "x", "x"),
    ],
)
def test_what_was_sent_counts_as_ours(
    column: str, base: Json, ours: Json, sent: list[Json], theirs: Json, value: Json
) -> None:
    known = [Sent(base, one) for one in sent]
    assert merge(column, base, ours, theirs, sent=known) == Merged(value, False)


@pytest.mark.parametrize(
    ("column", "base", "ours", "sent", "theirs", "value"),
    [
        # The tag came from them after we had sent, and they have taken it away again.
        (Column.TAGS, ["x"], ["x", "a"], Sent([], ["a"]), ["y"], ["y", "a"]),
        (Column.TAGS, ["x"], ["x", "a"], Sent([], ["a"]), ["a"], ["a"]),
        # It was there when we sent, they have taken it away, and given it again.
        (Column.TAGS, [], ["a"], Sent(["x"], ["x", "a"]), ["x", "a"], ["x", "a"]),
        (Column.ROLEPLAY, {"x": 1}, {"x": 1, "a": 1}, Sent({}, {"a": 1}), {}, {"a": 1}),
        (Column.ROLEPLAY, {"x": 1}, {"x": 2}, Sent({"x": 1}, {"x": 3}), {"x": 3}, {"x": 2}),
    ],
)
def test_only_what_a_sent_value_changed_is_ours(
    column: str, base: Json, ours: Json, sent: Sent, theirs: Json, value: Json
) -> None:
    assert merge(column, base, ours, theirs, sent=[sent]) == Merged(value, False)


def test_objects_that_are_deep_are_merged_as_a_whole_below() -> None:
    def deep(value: Json) -> Json:
        for _ in range(60):
            value = {"in": value}
        return value

    ours, theirs = deep({"x": 1}), deep({"y": 1})

    assert merge(Column.ROLEPLAY, deep({}), ours, theirs) == Merged(ours, True)


def test_equality_is_that_of_json() -> None:
    assert same({"a": 1, "b": [None]}, {"b": [None], "a": 1})
    assert not same(True, 1)
    assert not same(None, False)
    assert not same("1", 1)


@given(SIDES)
def test_a_side_that_changed_nothing_yields(sides: tuple[str, Json, Json, Json]) -> None:
    column, base, ours, theirs = sides

    assert merge(column, base, ours, base) == Merged(ours, False)
    one = merge(column, base, base, theirs)
    assert same(one.value, theirs)
    assert not one.is_conflict


@given(SIDES)
def test_merging_twice_is_merging_once(sides: tuple[str, Json, Json, Json]) -> None:
    column, base, ours, theirs = sides
    once = merge(column, base, ours, theirs).value

    assert merge(column, theirs, once, theirs) == Merged(once, False)
    assert same(merge(column, base, ours, once).value, once) or column == Column.VISIBILITY


@given(SIDES)
def test_what_both_sides_made_the_same_is_no_conflict(
    sides: tuple[str, Json, Json, Json],
) -> None:
    column, base, ours, _ = sides

    assert merge(column, base, ours, ours) == Merged(ours, False)


@given(TAGS, TAGS, TAGS)
def test_no_edit_of_tags_is_lost(base: list[str], ours: list[str], theirs: list[str]) -> None:
    def identities(tags: object) -> set[str]:
        assert isinstance(tags, list)
        return set(map(tag_identity, tags))

    merged = merge(Column.TAGS, list(base), list(ours), list(theirs))

    b, o, t, m = map(identities, (base, ours, theirs, merged.value))
    assert m == (t | (o - b)) - (b - o)
    assert isinstance(merged.value, list)
    assert len(merged.value) == len(m)


@given(VISIBILITIES, VISIBILITIES, VISIBILITIES)
def test_nothing_becomes_more_open_by_a_merge(base: str, ours: str, theirs: str) -> None:
    order = {"private": 1, "shared": 2, "public": 3}

    value = str(merge(Column.VISIBILITY, base, ours, theirs).value)

    if base not in {ours, theirs}:
        assert order.get(value, 0) <= min(order.get(ours, 0), order.get(theirs, 0))


@given(OBJECTS, OBJECTS, OBJECTS)
def test_every_key_comes_from_somewhere(
    base: dict[str, Json], ours: dict[str, Json], theirs: dict[str, Json]
) -> None:
    merged, is_conflict = merge(Column.ROLEPLAY, dict(base), dict(ours), dict(theirs))

    assert isinstance(merged, dict)
    for key in ours.keys() | theirs.keys() | base.keys():
        if (key in ours) == (key in base) and same(ours.get(key), base.get(key)):
            assert (key in merged) == (key in theirs)
            assert same(merged.get(key), theirs.get(key))
        elif (key in theirs) == (key in base) and same(theirs.get(key), base.get(key)):
            assert (key in merged) == (key in ours)
            assert same(merged.get(key), ours.get(key))
    if is_conflict:
        assert not same(merged, theirs)
