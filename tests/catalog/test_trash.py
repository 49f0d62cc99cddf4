"""The Trash: a mark that can be taken back, and an end that cannot."""

from pathlib import Path

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import TRASHED, ChangeSet, Column, Origin
from tests.builders import ACCOUNT, FakeClock, catalog_with, new_asset, open_catalog
from tests.catalog.conftest import GRID, acknowledge_all, check_derived, table, waiting


def trashed(catalog: Catalog) -> list[int]:
    return [asset.row for asset in catalog.assets([1, 2, 3, 4]) if asset.trashed_at_us is not None]


def test_assets_move_to_the_trash_and_back(catalog: Catalog, heard: list[ChangeSet]) -> None:
    moved = catalog.trash([2, 1], origin=GRID)
    assert trashed(catalog) == [1, 2]
    assert moved.changed == (1, 2)
    assert moved.columns == frozenset({TRASHED})
    assert moved.step is not None
    assert (moved.step.code, moved.step.asset_count) == ("trash", 2)

    restored = catalog.restore([2, 3], origin=GRID)
    assert trashed(catalog) == [1]
    assert restored.changed == (2,)
    assert restored.step is not None
    assert restored.step.code == "restore"
    assert heard == [moved, restored]


def test_moves_are_undone_to_the_moment(catalog: Catalog) -> None:
    catalog.trash([1], origin=GRID)
    catalog.trash([2], origin=GRID)
    moments = [asset.trashed_at_us for asset in catalog.assets([1, 2])]
    catalog.restore([1, 2], origin=GRID)

    catalog.undo()
    assert [asset.trashed_at_us for asset in catalog.assets([1, 2])] == moments
    catalog.redo()
    assert trashed(catalog) == []
    for _ in range(3):
        catalog.undo()
    assert trashed(catalog) == []
    catalog.redo()
    assert trashed(catalog) == [1]


def test_moving_what_is_there_already_does_nothing(
    catalog: Catalog, heard: list[ChangeSet]
) -> None:
    catalog.trash([1], origin=GRID)
    heard.clear()

    assert catalog.trash([1], origin=GRID).is_empty
    assert catalog.restore([2], origin=GRID).is_empty
    assert heard == []


def test_the_server_does_not_hear_of_the_trash(catalog: Catalog) -> None:
    catalog.trash([1], origin=GRID)

    assert waiting(catalog) == []


def test_emptying_removes_for_good(catalog: Catalog, heard: list[ChangeSet]) -> None:
    ids = [asset.id for asset in catalog.assets([1, 2])]
    catalog.trash([1, 2], origin=GRID)
    heard.clear()

    change = catalog.empty_trash(origin=GRID)

    assert heard == [change]
    assert (change.removed, change.removed_ids, change.step) == ((1, 2), tuple(ids), None)
    assert catalog.assets([1, 2]) == []
    assert catalog.asset_by_id(ids[0]) is None
    check_derived(catalog)
    assert catalog.empty_trash(origin=GRID).is_empty


def test_only_trashed_assets_are_removed(catalog: Catalog) -> None:
    catalog.trash([1, 2], origin=GRID)

    change = catalog.empty_trash([2, 3], origin=GRID)

    assert change.removed == (2,)
    assert [asset.row for asset in catalog.assets([1, 2, 3])] == [1, 3]
    assert catalog.empty_trash([3, 99], origin=GRID).is_empty


def test_a_row_number_is_never_given_twice(catalog: Catalog) -> None:
    catalog.trash([4], origin=GRID)
    catalog.empty_trash(origin=GRID)

    assert catalog.add_assets([new_asset()], origin=Origin.IMPORT).added == (5,)


def test_many_are_removed_in_slices(library_folder: Path) -> None:
    with open_catalog(library_folder, *(new_asset() for _ in range(1_500))) as catalog:
        catalog.trash(range(1, 1_501), origin=GRID)
        heard: list[ChangeSet] = []
        catalog.subscribe(heard.append)

        change = catalog.empty_trash(origin=GRID)

        assert [len(part.removed) for part in heard] == [1_000, 500]
        assert len(change.removed_ids) == 1_500
        check_derived(catalog)


def test_the_server_is_asked_to_delete_what_it_has(library_folder: Path) -> None:
    catalog = catalog_with(library_folder, 3, account=ACCOUNT, clock=FakeClock())
    acknowledge_all(catalog)
    known = catalog.assets([1, 2])
    catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)
    fresh = new_asset()
    catalog.add_assets([fresh], origin=Origin.IMPORT)

    catalog.trash([1, 2, 4], origin=GRID)
    catalog.empty_trash(origin=GRID)

    assert waiting(catalog) == [
        ("asset", known[0].id, "delete", "queued"),
        ("asset", known[1].id, "delete", "queued"),
    ]
    assert table(catalog, "*", "pending_edit") == []
    assert table(catalog, "asset_id", "upload") == [(catalog.assets([3])[0].id,)]
    told = {claim.id: claim.gone for claim in catalog.replica.claim(10)}
    assert told == {
        asset.id: {
            "version": asset.version,
            "storage_path": asset.storage_path,
            "thumbnail_path": None,
            "was_insert": 0,
            "uploaded": [asset.storage_path],
        }
        for asset in known
    }
    catalog.close()
