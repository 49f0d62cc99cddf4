"""Collections: made, renamed, deleted with their members set free, and brought back."""

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.entities import CollectionId
from desktop_app.domain.errors import CatalogError
from tests.builders import ACCOUNT, new_asset
from tests.catalog.conftest import (
    GRID,
    acknowledge_all,
    check_derived,
    others_write,
    pending,
    undo_all,
    waiting,
)

only_with_account = pytest.mark.parametrize("account", [ACCOUNT], ids=["account"], indirect=True)


def members(catalog: Catalog) -> list[str | None]:
    return [asset.collection_id for asset in catalog.assets([1, 2, 3, 4])]


@pytest.fixture
def trip(catalog: Catalog) -> CollectionId:
    """A collection that the server knows, holding 1 and 2, of which 2 is in the Trash."""
    made, _ = catalog.create_collection("Trip", origin=GRID)
    catalog.edit([1, 2], {Column.COLLECTION: made}, origin=GRID)
    catalog.trash([2], origin=GRID)
    acknowledge_all(catalog)
    return made


def test_a_collection_is_made_and_listed(catalog: Catalog, heard: list[ChangeSet]) -> None:
    second, _ = catalog.create_collection("beach ", description=" Sand ", origin=GRID)
    first, change = catalog.create_collection("Alps", origin=GRID)

    assert heard[-1] == change
    assert change.are_collections_changed
    listed = catalog.collections()
    assert [(one.id, one.name, one.description, one.asset_count) for one in listed] == [
        (first, "Alps", "", 0),
        (second, "beach", "Sand", 0),
    ]
    assert listed[0].created_at_us > listed[1].created_at_us


def test_members_in_the_trash_are_not_counted(catalog: Catalog, trip: CollectionId) -> None:
    assert [(one.id, one.asset_count) for one in catalog.collections()] == [(trip, 1)]


def test_renaming(catalog: Catalog, trip: CollectionId) -> None:
    change = catalog.rename_collection(trip, " Journey ", origin=GRID)

    assert catalog.collections()[0].name == "Journey"
    assert change.are_collections_changed
    assert change.step is not None
    assert (change.step.code, change.step.detail) == ("collection.rename", "Journey")
    assert catalog.rename_collection(trip, "Journey", origin=GRID).is_empty
    catalog.undo()
    assert catalog.collections()[0].name == "Trip"
    assert waiting(catalog) == []
    catalog.redo()
    assert catalog.collections()[0].name == "Journey"


def test_a_name_that_others_changed_since_stays(catalog: Catalog, trip: CollectionId) -> None:
    catalog.rename_collection(trip, "Journey", origin=GRID)
    others_write(catalog, "UPDATE collection SET name = 'Theirs'")

    undone = catalog.undo()

    assert undone is not None
    assert undone.is_empty
    assert catalog.collections()[0].name == "Theirs"


def test_names_must_say_something(catalog: Catalog, trip: CollectionId) -> None:
    with pytest.raises(CatalogError, match=r"collection\.name_empty"):
        catalog.create_collection("  ", origin=GRID)
    with pytest.raises(CatalogError, match=r"collection\.name_empty"):
        catalog.rename_collection(trip, "", origin=GRID)
    with pytest.raises(CatalogError, match=r"collection\.gone"):
        catalog.rename_collection(CollectionId("nowhere"), "Name", origin=GRID)


def test_deleting_sets_the_members_free(catalog: Catalog, trip: CollectionId) -> None:
    change = catalog.delete_collection(trip, origin=GRID)

    assert catalog.collections() == []
    assert members(catalog) == [None, None, None, None]
    assert change.changed == (1, 2)
    assert change.are_collections_changed
    assert change.step is not None
    assert (change.step.code, change.step.detail) == ("collection.delete", "Trip")
    assert catalog.delete_collection(trip, origin=GRID).is_empty
    check_derived(catalog)


def test_undo_brings_it_back_under_its_id(catalog: Catalog, trip: CollectionId) -> None:
    before = catalog.collections(), members(catalog), pending(catalog), waiting(catalog)
    catalog.delete_collection(trip, origin=GRID)

    undone = catalog.undo()

    assert undone is not None
    assert undone.changed == (1, 2)
    assert (catalog.collections(), members(catalog), pending(catalog), waiting(catalog)) == before
    catalog.redo()
    assert members(catalog) == [None, None, None, None]
    catalog.undo()
    assert (catalog.collections(), members(catalog), pending(catalog), waiting(catalog)) == before


def test_members_that_went_elsewhere_stay_there(catalog: Catalog, trip: CollectionId) -> None:
    other, _ = catalog.create_collection("Other", origin=GRID)
    catalog.delete_collection(trip, origin=GRID)
    others_write(catalog, 'UPDATE asset SET collection_id = ? WHERE "row" = 1', other)

    catalog.undo()

    assert members(catalog) == [other, trip, None, None]


def test_making_is_undone_and_done_again_with_its_members(catalog: Catalog) -> None:
    made, _ = catalog.create_collection("Trip", origin=GRID)
    catalog.add_assets([new_asset(collection_id=made)], origin=Origin.IMPORT)

    catalog.undo()
    assert catalog.collections() == []
    assert catalog.assets([5])[0].collection_id is None
    catalog.redo()

    assert [one.id for one in catalog.collections()] == [made]
    assert catalog.assets([5])[0].collection_id == made
    check_derived(catalog)


def test_undo_of_what_others_did_already(catalog: Catalog) -> None:
    made, _ = catalog.create_collection("Trip", origin=GRID)
    others_write(catalog, "DELETE FROM collection")

    undone = catalog.undo()
    assert undone is not None
    assert undone.is_empty
    catalog.redo()
    assert [one.id for one in catalog.collections()] == [made]
    catalog.undo()
    catalog.redo()
    catalog.delete_collection(made, origin=GRID)
    others_write(
        catalog,
        "INSERT INTO collection (id, name, created_at_us, created_at) VALUES (?, 'B', 0, '')",
        made,
    )
    undone = catalog.undo()
    assert undone is not None
    assert undone.is_empty


def test_a_move_out_of_a_collection_that_is_gone_goes_back_to_none(
    catalog: Catalog, trip: CollectionId
) -> None:
    other, _ = catalog.create_collection("Other", origin=GRID)
    catalog.edit([1], {Column.COLLECTION: other}, origin=GRID)
    others_write(catalog, "DELETE FROM collection WHERE id = ?", trip)

    catalog.undo()

    assert members(catalog)[0] is None


def test_new_assets_join_only_collections_that_exist(catalog: Catalog, trip: CollectionId) -> None:
    catalog.add_assets(
        [new_asset(collection_id=trip), new_asset(collection_id=CollectionId("nowhere"))],
        origin=Origin.IMPORT,
    )

    assert [asset.collection_id for asset in catalog.assets([5, 6])] == [trip, None]


@only_with_account
def test_deleting_is_one_entry_for_the_server(catalog: Catalog, trip: CollectionId) -> None:
    catalog.delete_collection(trip, origin=GRID)

    assert waiting(catalog) == [("collection", trip, "delete", "queued")]
    assert pending(catalog) == []
    (claim,) = catalog.replica.claim(10)
    assert claim.gone["version"] is not None


@only_with_account
def test_what_the_server_never_saw_is_just_not_sent(catalog: Catalog) -> None:
    made, _ = catalog.create_collection("Trip", origin=GRID)
    catalog.edit([1], {Column.COLLECTION: made}, origin=GRID)
    catalog.rename_collection(made, "Journey", origin=GRID)
    assert [kind for _, _, kind, _ in waiting(catalog)] == ["update", "insert"]

    catalog.delete_collection(made, origin=GRID)
    assert waiting(catalog) == []
    assert pending(catalog) == []

    catalog.undo()
    assert members(catalog)[0] == made
    assert [kind for _, _, kind, _ in waiting(catalog)] == ["update", "insert"]
    assert [edit[1:] for edit in pending(catalog)] == [("collection_id", "null", f'"{made}"')]
    undo_all(catalog)
    assert waiting(catalog) == []


@only_with_account
def test_edits_of_a_deleted_collection_wait_again_after_undo(
    catalog: Catalog, trip: CollectionId
) -> None:
    catalog.rename_collection(trip, "Journey", origin=GRID)
    catalog.edit([3], {Column.COLLECTION: trip}, origin=GRID)
    before = pending(catalog), waiting(catalog), members(catalog)
    assert len(before[0]) == 2

    catalog.delete_collection(trip, origin=GRID)
    assert pending(catalog) == []
    catalog.undo()

    assert (pending(catalog), waiting(catalog), members(catalog)) == before


@only_with_account
def test_after_the_server_deleted_it_undo_makes_it_anew(
    catalog: Catalog, trip: CollectionId
) -> None:
    catalog.delete_collection(trip, origin=GRID)
    acknowledge_all(catalog)

    catalog.undo()

    assert members(catalog) == [trip, trip, None, None]
    assert [(entity, kind) for entity, _, kind, _ in waiting(catalog)] == [
        ("asset", "update"),
        ("asset", "update"),
        ("collection", "insert"),
    ]
    assert [edit[1:] for edit in pending(catalog)] == [
        ("collection_id", "null", f'"{trip}"'),
        ("collection_id", "null", f'"{trip}"'),
    ]
    (claim,) = catalog.replica.claim(1)
    assert (claim.entity, claim.version) == ("collection", None)


@only_with_account
def test_brought_back_while_the_server_is_being_told(catalog: Catalog, trip: CollectionId) -> None:
    catalog.delete_collection(trip, origin=GRID)
    (claim,) = catalog.replica.claim(10)
    catalog.undo()
    assert ("collection", trip, "insert", "in_flight") in waiting(catalog)

    catalog.replica.acknowledge(claim, None)

    assert ("collection", trip, "insert", "queued") in waiting(catalog)
    catalog.delete_collection(trip, origin=GRID)
    assert waiting(catalog) == []
