"""Values of assets: what an edit changes, what it leaves alone, and who hears of it."""

from pathlib import Path

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet, Column
from desktop_app.domain.entities import CollectionId
from desktop_app.domain.errors import CatalogError
from tests.builders import FakeClock, new_asset, open_catalog
from tests.catalog.conftest import GRID, check_derived, others_write, pending, table, waiting


def test_an_edit_changes_the_assets_and_tells(catalog: Catalog, heard: list[ChangeSet]) -> None:
    before = catalog.change_number

    change = catalog.edit([2, 1], {Column.TITLE: "Dune", Column.FAVORITE: True}, origin=GRID)

    assert heard == [change]
    assert change.number == catalog.change_number == before + 1
    assert change.origin is GRID
    assert change.changed == (1, 2)
    assert {Column.TITLE, Column.FAVORITE, "updated_at"} <= change.columns
    assert [(a.custom_title, a.is_favorite) for a in catalog.assets([1, 2, 3])] == [
        ("Dune", True),
        ("Dune", True),
        (None, False),
    ]


def test_every_column_can_be_edited(catalog: Catalog) -> None:
    collection, _ = catalog.create_collection("Trip", origin=GRID)

    catalog.edit(
        [1],
        {
            Column.VISIBILITY: "unlisted",
            Column.CATEGORY: "landscape",
            Column.COLLECTION: collection,
            Column.ROLEPLAY: {"character_name": "Ann", "scene": {"mood": "calm"}},
        },
        origin=GRID,
    )

    (asset,) = catalog.assets([1])
    assert asset.visibility == "unlisted"
    assert asset.content_category == "landscape"
    assert asset.collection_id == collection
    assert asset.roleplay_metadata == {"character_name": "Ann", "scene": {"mood": "calm"}}


def test_an_edit_that_changes_nothing_touches_nothing(
    catalog: Catalog, heard: list[ChangeSet]
) -> None:
    catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)
    catalog.undo()
    heard.clear()
    before = catalog.assets([1, 2])

    change = catalog.edit(
        [1, 2],
        {Column.TITLE: "", Column.FAVORITE: False, Column.VISIBILITY: "private"},
        origin=GRID,
    )

    assert change.is_empty
    assert change.step is None
    assert heard == []
    assert catalog.assets([1, 2]) == before
    assert catalog.undo_state().redo is not None


def test_an_edit_of_no_column_is_none(catalog: Catalog) -> None:
    assert catalog.edit([1], {}, origin=GRID).is_empty
    assert catalog.edit([], {Column.TITLE: "Dune"}, origin=GRID).is_empty


def test_only_assets_with_another_value_are_touched(catalog: Catalog) -> None:
    catalog.edit([1], {Column.FAVORITE: True}, origin=GRID)

    change = catalog.edit([1, 2, 99], {Column.FAVORITE: True}, origin=GRID)

    assert change.changed == (2,)
    assert change.step is not None
    assert change.step.asset_count == 1


def test_an_edit_makes_the_asset_updated_now(catalog: Catalog, clock: FakeClock) -> None:
    clock.advance(60_000_000)

    catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)

    edited, other = catalog.assets([1, 2])
    assert edited.updated_at_us > other.updated_at_us
    assert edited.updated_at > other.updated_at


def test_roleplay_is_merged_key_by_key(catalog: Catalog) -> None:
    catalog.edit(
        [1], {Column.ROLEPLAY: {"character_id": "c1", "scene": {"a": 1, "b": [1]}}}, origin=GRID
    )

    catalog.edit(
        [1],
        {Column.ROLEPLAY: {"scene": {"a": None, "b": [2], "c": {"d": True}}, "type": "duo"}},
        origin=GRID,
    )

    (asset,) = catalog.assets([1])
    assert asset.roleplay_metadata == {
        "character_id": "c1",
        "scene": {"b": [2], "c": {"d": True}},
        "type": "duo",
    }
    assert catalog.edit([1], {Column.ROLEPLAY: {"type": "duo"}}, origin=GRID).is_empty


def test_roleplay_that_is_no_object_is_left_alone(catalog: Catalog) -> None:
    others_write(
        catalog,
        "UPDATE asset SET roleplay_metadata = CASE \"row\" WHEN 1 THEN '[1]' ELSE '{bad' END",
    )

    assert catalog.edit([1, 2], {Column.ROLEPLAY: {"type": "duo"}}, origin=GRID).is_empty
    assert [asset.roleplay_metadata for asset in catalog.assets([1, 2])] == [{}, {}]


def test_a_collection_that_is_gone_is_refused(catalog: Catalog) -> None:
    with pytest.raises(CatalogError, match=r"collection\.gone"):
        catalog.edit([1], {Column.COLLECTION: CollectionId("nowhere")}, origin=GRID)

    assert catalog.undo_state().undo is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Column.TAGS, ["a"]),
        (Column.FAVORITE, 1),
        (Column.TITLE, 3),
        (Column.VISIBILITY, None),
        (Column.ROLEPLAY, "text"),
    ],
)
def test_values_that_no_edit_can_have(catalog: Catalog, column: Column, value: object) -> None:
    with pytest.raises(ValueError, match=column.value):
        catalog.edit([1], {column: value}, origin=GRID)  # type: ignore[dict-item]


def test_the_step_says_what_was_done(catalog: Catalog) -> None:
    collection, created = catalog.create_collection("  Trip ", origin=GRID)
    assert created.step is not None
    assert (created.step.code, created.step.detail) == ("collection.create", "Trip")

    moved = catalog.edit([1, 2], {Column.COLLECTION: collection}, origin=GRID).step
    titled = catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID).step
    starred = catalog.edit([1], {Column.FAVORITE: True}, origin=GRID).step
    taken_out = catalog.edit([1], {Column.COLLECTION: None}, origin=GRID).step

    assert moved is not None
    assert (moved.code, moved.detail, moved.asset_count) == ("edit.collection_id", "Trip", 2)
    assert titled is not None
    assert (titled.code, titled.detail) == ("edit.custom_title", "Dune")
    assert starred is not None
    assert (starred.code, starred.detail) == ("edit.is_favorite", "")
    assert taken_out is not None
    assert taken_out.detail == ""


def test_the_text_index_follows_titles(catalog: Catalog) -> None:
    def found(word: str) -> list[int]:
        return [
            row for (row,) in table(catalog, "rowid", f"text_index WHERE text_index MATCH '{word}'")
        ]

    catalog.edit([1, 2], {Column.TITLE: "Dunes"}, origin=GRID)
    assert found("dunes") == [1, 2]

    catalog.edit([1], {Column.TITLE: "夕日"}, origin=GRID)
    assert found("dunes") == [2]

    catalog.undo()
    catalog.undo()
    assert found("dunes") == []
    check_derived(catalog)


def test_bulk_edits_commit_in_slices_under_one_step(library_folder: Path, clock: FakeClock) -> None:
    assets = [new_asset() for _ in range(2_500)]
    with open_catalog(library_folder, *assets, clock=clock) as catalog:
        heard: list[ChangeSet] = []
        catalog.subscribe(heard.append)

        change = catalog.edit(range(1, 2_501), {Column.TITLE: "Dune"}, origin=GRID)

        assert [len(part.changed) for part in heard] == [1_000, 1_000, 500]
        assert [part.number for part in heard] == [
            change.number - 2,
            change.number - 1,
            change.number,
        ]
        assert change.changed == tuple(range(1, 2_501))
        assert change.step is not None
        assert change.step.asset_count == 2_500
        assert {part.step.group_id for part in heard if part.step} == {change.step.group_id}

        undone = catalog.undo()

        assert undone is not None
        assert len(undone.changed) == 2_500
        assert {tile.title for tile in catalog.tiles(range(1, 2_501))} == {""}
        assert catalog.undo() is None
        redone = catalog.redo()
        assert redone is not None
        assert len(redone.changed) == 2_500


def test_a_library_without_account_queues_nothing(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset(tags=("sea",))) as catalog:
        collection, _ = catalog.create_collection("Trip", origin=GRID)
        catalog.edit([1], {Column.COLLECTION: collection, Column.TITLE: "Dune"}, origin=GRID)
        catalog.delete_collection(collection, origin=GRID)
        catalog.trash([1], origin=GRID)

        assert pending(catalog) == []
        assert waiting(catalog) == []
        (asset,) = catalog.assets([1])
        assert asset.user_id is None
        assert asset.pending_columns == frozenset()
        assert not catalog.tiles([1])[0].is_pending
