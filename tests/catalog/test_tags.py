"""Tags: identity, spelling, columns that hold odd things, and edits of the whole library."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.tag_scripts import TagScript, delta_scripts, rename_scripts
from desktop_app.domain.changes import ChangeSet, Origin, TagDelta
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.tags import apply_delta, tag_identity
from tests.builders import FakeClock, new_asset, open_catalog
from tests.catalog.conftest import (
    GRID,
    acknowledge_all,
    check_derived,
    others_write,
    pending,
    table,
    waiting,
)


def tags_of(catalog: Catalog, *rows: int) -> list[tuple[str, ...]]:
    return [asset.tags for asset in catalog.assets(rows)]


def set_stored_tags(catalog: Catalog, row: int, stored: str | None) -> None:
    """Put into the column what a server may hold there."""
    others_write(catalog, 'UPDATE asset SET tags = ? WHERE "row" = ?', stored, row)


def test_tags_are_given_and_taken(catalog: Catalog, heard: list[ChangeSet]) -> None:
    change = catalog.edit_tags([1, 2, 3], TagDelta(add=("dune",), remove=("boat",)), origin=GRID)

    assert tags_of(catalog, 1, 2, 3, 4) == [
        ("sea", "Sunset", "dune"),
        ("sunset", "dune"),
        ("dune",),
        ("boat",),
    ]
    assert heard == [change]
    assert change.changed == (1, 2, 3)
    assert "tags" in change.columns
    assert change.step is not None
    assert (change.step.code, change.step.detail) == ("tags.add", "dune")
    check_derived(catalog)


def test_typing_adopts_the_spelling_in_use(catalog: Catalog) -> None:
    catalog.edit_tags([3, 4], TagDelta(add=(" SUNSET ", "Éclair")), origin=GRID)
    catalog.edit_tags([1], TagDelta(add=("e\u0301CLAIR",)), origin=GRID)

    assert tags_of(catalog, 1, 3, 4) == [
        ("sea", "Sunset", "Éclair"),
        ("Sunset", "Éclair"),
        ("boat", "Sunset", "Éclair"),
    ]


def test_a_spelling_nobody_uses_any_more_is_forgotten(catalog: Catalog) -> None:
    catalog.edit_tags([1], TagDelta(remove=("SEA",)), origin=GRID)
    catalog.edit_tags([2], TagDelta(add=("Sea",)), origin=GRID)

    assert tags_of(catalog, 2) == [("sunset", "boat", "Sea")]
    check_derived(catalog)


def test_the_stored_spelling_is_untouched(catalog: Catalog) -> None:
    change = catalog.edit_tags([1, 2], TagDelta(add=("SunSet",)), origin=GRID)

    assert change.is_empty
    assert tags_of(catalog, 1, 2) == [("sea", "Sunset"), ("sunset", "boat")]


def test_taking_only_is_named_so(catalog: Catalog) -> None:
    step = catalog.edit_tags([1, 2], TagDelta(remove=("SUNSET",)), origin=GRID).step

    assert step is not None
    assert (step.code, step.detail, step.asset_count) == ("tags.remove", "SUNSET", 2)


def test_undo_gives_back_places_and_spellings(catalog: Catalog) -> None:
    set_stored_tags(catalog, 4, '["boat", "Sun", "sun", "sea"]')
    catalog.edit_tags([1, 2, 3, 4], TagDelta(add=("z", "y"), remove=("SUN", "sea")), origin=GRID)
    assert tags_of(catalog, 4) == [("boat", "z", "y")]

    catalog.undo()

    assert tags_of(catalog, 1, 4) == [("sea", "Sunset"), ("boat", "Sun", "sun", "sea")]
    catalog.redo()
    assert tags_of(catalog, 4) == [("boat", "z", "y")]


def test_undo_takes_back_only_what_it_did(catalog: Catalog) -> None:
    catalog.edit_tags([1], TagDelta(add=("dune",), remove=("sea",)), origin=GRID)
    step = catalog.undo_state().undo
    set_stored_tags(catalog, 1, '["new", "Sunset", "dune"]')

    undone = catalog.undo()

    assert undone is not None
    assert undone.step == step
    assert tags_of(catalog, 1) == [("sea", "new", "Sunset")]


def test_redo_gives_only_what_is_not_there(catalog: Catalog) -> None:
    catalog.edit_tags([3], TagDelta(add=("dune", "fog")), origin=GRID)
    catalog.undo()
    set_stored_tags(catalog, 3, '["DUNE"]')

    catalog.redo()

    assert tags_of(catalog, 3) == [("DUNE", "fog")]


def test_a_column_without_value_is_no_tags_and_can_be_edited(catalog: Catalog) -> None:
    set_stored_tags(catalog, 1, None)
    (asset,) = catalog.assets([1])
    assert (asset.tags, asset.are_tags_editable) == ((), True)

    catalog.edit_tags([1], TagDelta(add=("dune",)), origin=GRID)
    assert tags_of(catalog, 1) == [("dune",)]
    catalog.undo()

    assert table(catalog, "tags", 'asset WHERE "row" = 1') == [(None,)]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ('["a", null]', ("a",)),
        ('[["a", "b"], ["c", 1]]', ("a", "b", "c")),
        ('{"a": 1}', ()),
        ('"a"', ()),
        ("null", ()),
        ("not json", ()),
        ("[" * 100_000, ()),
    ],
)
def test_odd_columns_are_shown_and_left_alone(
    catalog: Catalog, stored: str, shown: tuple[str, ...]
) -> None:
    set_stored_tags(catalog, 1, stored)

    (asset,) = catalog.assets([1])
    assert (asset.tags, asset.are_tags_editable) == (shown, False)
    assert catalog.edit_tags([1], TagDelta(add=("dune",), remove=("a",)), origin=GRID).is_empty
    assert table(catalog, "tags", 'asset WHERE "row" = 1') == [(stored,)]


def test_a_tag_is_renamed_everywhere(catalog: Catalog, heard: list[ChangeSet]) -> None:
    catalog.trash([1], origin=GRID)
    heard.clear()

    change = catalog.rename_tag("SUNSET", "dusk", origin=GRID)

    assert tags_of(catalog, 1, 2) == [("sea", "dusk"), ("dusk", "boat")]
    assert heard == [change]
    assert change.step is not None
    assert (change.step.code, change.step.detail) == ("tags.rename", "dusk")
    check_derived(catalog)
    catalog.undo()
    assert tags_of(catalog, 1, 2) == [("sea", "Sunset"), ("sunset", "boat")]
    check_derived(catalog)


def test_a_tag_is_respelled_everywhere(catalog: Catalog) -> None:
    catalog.rename_tag("sunset", "SunSet", origin=GRID)

    assert tags_of(catalog, 1, 2) == [("sea", "SunSet"), ("SunSet", "boat")]
    assert ("SunSet",) in table(catalog, "spelling", "tag")
    assert catalog.rename_tag("sunset", "SunSet", origin=GRID).is_empty
    catalog.undo()
    assert tags_of(catalog, 1, 2) == [("sea", "Sunset"), ("sunset", "boat")]
    check_derived(catalog)


def test_renaming_onto_another_tag_merges_them(catalog: Catalog) -> None:
    catalog.rename_tag("boat", "SEA", origin=GRID)
    catalog.rename_tag("sunset", "Sea", origin=GRID)

    assert tags_of(catalog, 1, 2, 4) == [("sea",), ("sea",), ("sea",)]
    check_derived(catalog)
    catalog.undo()
    catalog.undo()
    assert tags_of(catalog, 1, 2, 4) == [("sea", "Sunset"), ("sunset", "boat"), ("boat",)]
    check_derived(catalog)


def test_a_tag_is_deleted_everywhere(catalog: Catalog) -> None:
    change = catalog.delete_tag("Boat", origin=GRID)

    assert change.changed == (2, 4)
    assert change.step is not None
    assert (change.step.code, change.step.detail) == ("tags.delete", "Boat")
    assert tags_of(catalog, 2, 4) == [("sunset",), ()]
    check_derived(catalog)
    catalog.undo()
    assert tags_of(catalog, 2, 4) == [("sunset", "boat"), ("boat",)]


def test_several_tags_are_merged_in_one_step(catalog: Catalog) -> None:
    change = catalog.rename_tags(["boat", "SEA"], "sunset", origin=GRID)

    assert change.step is not None
    assert (change.step.code, change.step.detail, change.step.asset_count) == (
        "tags.rename",
        "sunset",
        3,
    )
    assert tags_of(catalog, 1, 2, 3, 4) == [("Sunset",), ("sunset",), (), ("Sunset",)]
    check_derived(catalog)
    catalog.undo()
    assert catalog.undo_state().undo is None
    assert tags_of(catalog, 1, 2, 4) == [("sea", "Sunset"), ("sunset", "boat"), ("boat",)]
    check_derived(catalog)


def test_a_merge_into_one_of_the_merged_spells_it_as_told(catalog: Catalog) -> None:
    catalog.rename_tags(["sea", "sunset", "nowhere"], "SUNSET", origin=GRID)

    assert tags_of(catalog, 1, 2, 4) == [("SUNSET",), ("SUNSET", "boat"), ("boat",)]
    check_derived(catalog)
    catalog.undo()
    assert tags_of(catalog, 1, 2, 4) == [("sea", "Sunset"), ("sunset", "boat"), ("boat",)]
    check_derived(catalog)


def test_several_tags_are_deleted_in_one_step(catalog: Catalog) -> None:
    change = catalog.delete_tags(["Boat", "sea"], origin=GRID)

    assert change.changed == (1, 2, 4)
    assert change.step is not None
    assert (change.step.code, change.step.detail) == ("tags.delete", "Boat, sea")
    assert tags_of(catalog, 1, 2, 4) == [("Sunset",), ("sunset",), ()]
    check_derived(catalog)
    catalog.undo()
    assert catalog.undo_state().undo is None
    assert tags_of(catalog, 1, 2, 4) == [("sea", "Sunset"), ("sunset", "boat"), ("boat",)]
    check_derived(catalog)


def test_no_tags_at_all_are_no_step(catalog: Catalog) -> None:
    assert catalog.rename_tags([], "sea", origin=GRID).is_empty
    assert catalog.delete_tags([], origin=GRID).is_empty


# Lists that are handled within SQLite, and others that have to be looked at, side by side.
MIXED = (
    ('["one", "two"]', ("one", "two")),
    ("[]", ()),
    (None, ()),
    ('["brackets [here]"]', ("brackets [here]",)),
    ('["quoted \\"here\\""]', ('quoted "here"',)),
    ('["caf\\u00e9","{x}"]', ("café", "{x}")),
    ('["a,\\u0022new"]', ('a,"new',)),
    ('["Second"]', ("Second",)),
    ('["a", null]', ("a",)),
    ('["twice", "Twice"]', ("twice", "Twice")),
)


@pytest.mark.parametrize("new", [("new",), ("new", "Second"), ('new "too"', "[x]", "é\\")])
def test_lists_of_every_kind_get_tags_and_lose_them(
    library_folder: Path, clock: FakeClock, account: Account | None, new: tuple[str, ...]
) -> None:
    assets = [new_asset(tags=tags) for _, tags in MIXED]
    with open_catalog(library_folder, *assets, account=account, clock=clock) as catalog:
        acknowledge_all(catalog)
        for row, (stored, _) in enumerate(MIXED, 1):
            set_stored_tags(catalog, row, stored)
        rows = range(1, len(MIXED) + 1)
        before = tags_of(catalog, *rows)

        catalog.edit_tags(rows, TagDelta(add=new), origin=GRID)

        given = tags_of(catalog, *rows)
        editable = [asset.are_tags_editable for asset in catalog.assets(rows)]
        assert given == [
            apply_delta(tags, new, ()) if can_be else tags
            for tags, can_be in zip(before, editable, strict=True)
        ]
        assert editable.count(False) == 1
        catalog.undo()
        assert tags_of(catalog, *rows) == before
        assert table(catalog, "tags", 'asset WHERE "row" = 3') == [(None,)]
        assert (pending(catalog), waiting(catalog)) == ([], [])
        catalog.redo()
        assert tags_of(catalog, *rows) == given
        catalog.undo()
        assert tags_of(catalog, *rows) == before
        assert {tag for (tag,) in table(catalog, "spelling", "tag")}.isdisjoint({*new} - {"Second"})


def test_what_others_did_to_the_end_of_a_list_stays(catalog: Catalog) -> None:
    catalog.edit_tags([1, 2, 3, 4], TagDelta(add=("new",)), origin=GRID)
    catalog.edit_tags([1], TagDelta(add=("later",)), origin=GRID)
    catalog.edit_tags([2], TagDelta(remove=("boat",)), origin=GRID)
    catalog.edit_tags([3], TagDelta(remove=("new",)), origin=GRID)
    for _ in range(3):
        catalog.undo()
    others_write(catalog, 'UPDATE asset SET tags = \'["x","sea","new"]\' WHERE "row" = 1')

    catalog.undo()

    assert tags_of(catalog, 1, 2, 3, 4) == [("x", "sea"), ("sunset", "boat"), (), ("boat",)]


def test_unknown_tags_and_empty_names(catalog: Catalog) -> None:
    assert catalog.delete_tag("nowhere", origin=GRID).is_empty
    assert catalog.rename_tag("nowhere", "elsewhere", origin=GRID).is_empty
    assert catalog.edit_tags([1], TagDelta(add=("  ",)), origin=GRID).is_empty
    with pytest.raises(CatalogError, match=r"tag\.empty"):
        catalog.rename_tag("sea", "  ", origin=GRID)


def test_new_assets_adopt_spellings_too(catalog: Catalog) -> None:
    made = new_asset(tags=("SUNSET", "Fog", "fog"))

    catalog.add_assets([made], origin=Origin.IMPORT)

    asset = catalog.asset_by_id(made.id)
    assert asset is not None
    assert asset.tags == ("Sunset", "Fog")
    acknowledge_all(catalog)
    check_derived(catalog)


spellings = st.sampled_from(["a", "A", "b", "B ", "c", "É", "e\u0301", "  ", "d:e"])
stored_lists = st.lists(st.sampled_from(["a", "A", "b", "c", "É", "é", "f"]), max_size=6).map(tuple)


@given(stored_lists, st.lists(spellings), st.lists(spellings))
def test_a_delta_is_as_the_domain_says_and_can_be_taken_back(
    tags: tuple[str, ...], add: list[str], remove: list[str]
) -> None:
    script = delta_scripts(add, remove)(tags)
    after = script.applied_to(tags)

    assert after == apply_delta(tags, add, remove)
    assert TagScript(script.inserted, script.dropped).applied_to(after) == tags


@given(stored_lists, st.lists(spellings.filter(str.strip)), spellings.filter(str.strip))
def test_a_renaming_can_be_taken_back(tags: tuple[str, ...], olds: list[str], new: str) -> None:
    script = rename_scripts(olds, new)(tags)
    after = script.applied_to(tags)

    had, has = ({tag_identity(tag) for tag in some} for some in (tags, after))
    sought = {tag_identity(old) for old in olds}
    if had & sought:
        assert has == (had - sought) | {tag_identity(new)}
    else:
        assert after == tags
    assert TagScript(script.inserted, script.dropped).applied_to(after) == tags
    json.dumps([script.dropped, script.inserted])
