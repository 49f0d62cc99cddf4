"""Edits of nested objects, and taking them back where they still stand."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.catalog.nested import with_edits, without_step
from desktop_app.domain.entities import Json

keys = st.sampled_from("abc")
leaves: st.SearchStrategy[Json] = st.one_of(
    st.none(), st.booleans(), st.integers(0, 1), st.builds(lambda: [1])
)
values: st.SearchStrategy[Json] = st.recursive(
    leaves, lambda inner: st.dictionaries(keys, inner, max_size=3), max_leaves=6
)
objects = st.dictionaries(keys, values, max_size=3)


@given(objects, objects)
def test_a_step_is_taken_back_whole_where_nothing_else_changed(
    before: dict[str, Json], after: dict[str, Json]
) -> None:
    assert without_step(after, wrote=after, instead_of=before) == before


@given(objects, objects)
def test_an_edit_can_be_taken_back(before: dict[str, Json], edits: dict[str, Json]) -> None:
    after = with_edits(before, edits)

    assert without_step(after, wrote=after, instead_of=before) == before


@given(objects, objects)
def test_what_others_wrote_stays(before: dict[str, Json], after: dict[str, Json]) -> None:
    theirs = after | {"d": "theirs"}

    assert without_step(theirs, wrote=after, instead_of=before) == before | {"d": "theirs"}


def test_true_is_not_one() -> None:
    assert without_step({"a": 1}, wrote={"a": True}, instead_of={"a": 2}) == {"a": 1}


def test_a_key_that_others_took_away_stays_away() -> None:
    assert without_step({}, wrote={"a": 1}, instead_of={"a": 2}) == {}
