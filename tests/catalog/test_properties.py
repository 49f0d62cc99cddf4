"""Any sequence of edits: undone it is as before, done again it is as after, derived data agree."""

import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import Column, TagDelta
from tests.builders import ACCOUNT, FakeClock, catalog_with, new_asset
from tests.catalog.conftest import (
    GRID,
    acknowledge_all,
    check_derived,
    others_write,
    pending,
    undo_all,
    waiting,
)

ROWS = st.lists(st.integers(1, 5), min_size=1, max_size=4)
TAGS = st.lists(st.sampled_from(["a", "A", "b", "c", "É", "é", "d:e"]), max_size=3).map(tuple)
VALUES = st.one_of(
    st.sampled_from([None, "", "Dune", "夕日"]).map(lambda title: {Column.TITLE: title}),
    st.booleans().map(lambda is_on: {Column.FAVORITE: is_on}),
    st.sampled_from(["private", "public"]).map(lambda value: {Column.VISIBILITY: value}),
    st.sampled_from(["general", "sea"]).map(lambda value: {Column.CATEGORY: value}),
    st.dictionaries(
        st.sampled_from(["x", "y"]),
        st.one_of(
            st.none(), st.integers(0, 2), st.dictionaries(st.sampled_from("pq"), st.integers(0, 2))
        ),
        min_size=1,
    ).map(lambda keys: {Column.ROLEPLAY: keys}),
)
ACTIONS = st.one_of(
    st.tuples(st.just("edit"), ROWS, VALUES),
    st.tuples(st.just("tags"), ROWS, TAGS, TAGS),
    st.tuples(
        st.just("rename tags"),
        st.lists(st.sampled_from("abcÉ"), max_size=3),
        st.sampled_from(["A", "c", "new"]),
    ),
    st.tuples(st.just("delete tags"), st.lists(st.sampled_from("abcÉ"), max_size=3)),
    st.tuples(st.just("create"), st.sampled_from(["Trip", "Alps"])),
    st.tuples(st.just("rename"), st.integers(0, 3), st.sampled_from(["Trip", "Sea"])),
    st.tuples(st.just("delete"), st.integers(0, 3)),
    st.tuples(st.just("move"), ROWS, st.integers(-1, 3)),
    st.tuples(st.just("trash"), ROWS),
    st.tuples(st.just("restore"), ROWS),
)


def act(catalog: Catalog, action: tuple[Any, ...]) -> None:
    match action:
        case "edit", rows, values:
            catalog.edit(rows, values, origin=GRID)
        case "tags", rows, add, remove:
            catalog.edit_tags(rows, TagDelta(add, remove), origin=GRID)
        case "rename tags", olds, new:
            catalog.rename_tags(olds, new, origin=GRID)
        case "delete tags", tags:
            catalog.delete_tags(tags, origin=GRID)
        case "trash", rows:
            catalog.trash(rows, origin=GRID)
        case "restore", rows:
            catalog.restore(rows, origin=GRID)
        case _:
            act_on_collections(catalog, action)


def act_on_collections(catalog: Catalog, action: tuple[Any, ...]) -> None:
    known = sorted(catalog.collections(), key=lambda one: one.created_at_us)
    match action:
        case "create", name:
            catalog.create_collection(name, origin=GRID)
        case "rename", which, name if which < len(known):
            catalog.rename_collection(known[which].id, name, origin=GRID)
        case "delete", which if which < len(known):
            catalog.delete_collection(known[which].id, origin=GRID)
        case "move", rows, which if which < len(known):
            target = None if which < 0 else known[which].id
            catalog.edit(rows, {Column.COLLECTION: target}, origin=GRID)


def state(catalog: Catalog) -> tuple[object, ...]:
    """Return all that a user can see, but when an asset was updated: an undo is an update."""
    assets = [
        replace(asset, updated_at_us=0, updated_at="") for asset in catalog.assets(range(1, 6))
    ]
    return assets, catalog.collections(), waiting(catalog), pending(catalog)


@pytest.mark.parametrize("of", [None, ACCOUNT], ids=["local", "account"])
@settings(max_examples=40)
@given(st.lists(ACTIONS, min_size=1, max_size=12))
def test_undo_of_everything_gives_the_first_state(
    of: Account | None, actions: list[tuple[Any, ...]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assets = [new_asset(tags=tags) for tags in (("a",), ("A", "b"), (), ("c", "é"), ("b",))]
        with closing(catalog_with(Path(folder), assets, account=of, clock=FakeClock())) as catalog:
            acknowledge_all(catalog)
            others_write(catalog, "UPDATE asset SET tags = NULL WHERE tags = '[]'")
            first, updated = state(catalog), [one.updated_at for one in catalog.assets(range(1, 6))]

            for action in actions:
                act(catalog, action)
            check_derived(catalog)
            last = state(catalog)

            steps = undo_all(catalog)
            assert state(catalog) == first
            if of is not None:
                assert [one.updated_at for one in catalog.assets(range(1, 6))] == updated
            check_derived(catalog)

            while catalog.redo() is not None:
                steps -= 1
            assert steps == 0
            assert state(catalog) == last
            check_derived(catalog)


@settings(max_examples=25)
@given(st.lists(st.one_of(ACTIONS, st.sampled_from(["undo", "redo"])), min_size=1, max_size=14))
def test_undo_and_redo_at_any_time(actions: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assets = [new_asset(tags=tags) for tags in (("a",), ("A", "b"), (), ("c", "é"), ("b",))]
        with closing(
            catalog_with(Path(folder), assets, account=ACCOUNT, clock=FakeClock())
        ) as catalog:
            acknowledge_all(catalog)
            first = state(catalog)

            for action in actions:
                if action == "undo":
                    catalog.undo()
                elif action == "redo":
                    catalog.redo()
                else:
                    act(catalog, action)
                check_derived(catalog)
            undo_all(catalog)

            assert state(catalog) == first
