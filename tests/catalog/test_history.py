"""Undo and redo: across restarts, cell by cell, and bounded."""

import json
from pathlib import Path

import pytest

from desktop_app.catalog import history
from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import ChangeSet, Column, Origin, Step, TagDelta
from tests.builders import FakeClock, catalog_with, new_asset, open_catalog
from tests.catalog.conftest import (
    GRID,
    acknowledge_all,
    others_write,
    pending,
    table,
    undo_all,
    waiting,
)


def titles(catalog: Catalog, *rows: int) -> list[str | None]:
    return [asset.custom_title for asset in catalog.assets(rows)]


def test_undo_and_redo_tell_what_they_did(catalog: Catalog, heard: list[ChangeSet]) -> None:
    edited = catalog.edit([1, 2], {Column.TITLE: "Dune"}, origin=GRID)

    undone = catalog.undo()
    assert undone is not None
    assert (undone.origin, undone.changed, undone.step) == (Origin.UNDO, (1, 2), edited.step)
    assert titles(catalog, 1, 2) == [None, None]

    redone = catalog.redo(origin=Origin.WINDOW)
    assert redone is not None
    assert (redone.origin, redone.changed, redone.step) == (Origin.WINDOW, (1, 2), edited.step)
    assert titles(catalog, 1, 2) == ["Dune", "Dune"]
    assert heard == [edited, undone, redone]


def test_nothing_to_undo_or_redo(catalog: Catalog, heard: list[ChangeSet]) -> None:
    assert catalog.undo() is None
    assert catalog.redo() is None
    assert (catalog.undo_state().undo, catalog.undo_state().redo) == (None, None)
    assert heard == []


def test_the_state_names_the_next_steps(catalog: Catalog) -> None:
    first = catalog.edit([1], {Column.TITLE: "One"}, origin=GRID).step
    second = catalog.edit([1], {Column.TITLE: "Two"}, origin=GRID).step
    assert (catalog.undo_state().undo, catalog.undo_state().redo) == (second, None)

    catalog.undo()
    assert (catalog.undo_state().undo, catalog.undo_state().redo) == (first, second)

    catalog.undo()
    assert (catalog.undo_state().undo, catalog.undo_state().redo) == (None, first)


def test_a_new_step_ends_what_could_be_redone(catalog: Catalog) -> None:
    catalog.edit([1], {Column.TITLE: "One"}, origin=GRID)
    catalog.undo()

    catalog.edit([2], {Column.TITLE: "Two"}, origin=GRID)

    assert catalog.redo() is None
    assert titles(catalog, 1, 2) == [None, "Two"]


def test_the_history_lasts_across_restarts(
    library_folder: Path, clock: FakeClock, account: Account | None
) -> None:
    with open_catalog(library_folder, new_asset(), clock=clock, account=account) as catalog:
        catalog.edit([1], {Column.TITLE: "One"}, origin=GRID)
        catalog.edit_tags([1], TagDelta(add=("sea",)), origin=GRID)
        catalog.undo()
    with open_catalog(library_folder, clock=clock) as catalog:
        catalog.redo()
        assert catalog.assets([1])[0].tags == ("sea",)
        assert undo_all(catalog) == 2
        assert titles(catalog, 1) == [None]


def test_each_cell_goes_back_only_where_it_is_still_as_written(catalog: Catalog) -> None:
    catalog.edit([1], {Column.TITLE: "Old"}, origin=GRID)
    catalog.edit([1, 2, 3], {Column.TITLE: "Dune"}, origin=GRID)
    # What another machine did since, as sync brings it in: no step of this history.
    others_write(catalog, "UPDATE asset SET custom_title = 'Theirs' WHERE \"row\" = 2")

    undone = catalog.undo()

    assert undone is not None
    assert undone.changed == (1, 3)
    assert titles(catalog, 1, 2, 3) == ["Old", "Theirs", None]


def test_a_step_that_can_do_nothing_any_more_is_undone_all_the_same(
    catalog: Catalog, heard: list[ChangeSet]
) -> None:
    first = catalog.edit([1], {Column.FAVORITE: True}, origin=GRID).step
    second = catalog.edit([2], {Column.VISIBILITY: "public"}, origin=GRID).step
    others_write(catalog, "UPDATE asset SET visibility = 'shared'")
    heard.clear()

    undone = catalog.undo()

    assert undone is not None
    assert undone.is_empty
    assert undone.step == second
    assert heard == []
    assert catalog.undo_state().undo == first


def test_roleplay_goes_back_key_by_key(catalog: Catalog) -> None:
    catalog.edit([1], {Column.ROLEPLAY: {"type": "solo", "scene": {"a": 1, "b": 2}}}, origin=GRID)
    catalog.edit(
        [1],
        {Column.ROLEPLAY: {"type": "duo", "scene": {"a": None, "b": 3, "c": 4}}},
        origin=GRID,
    )
    theirs = {"type": "trio", "scene": {"b": 3, "c": 4, "d": 5}, "more": True}
    others_write(
        catalog, 'UPDATE asset SET roleplay_metadata = ? WHERE "row" = 1', json.dumps(theirs)
    )

    catalog.undo()

    (asset,) = catalog.assets([1])
    assert asset.roleplay_metadata == {
        "type": "trio",
        "scene": {"a": 1, "b": 2, "d": 5},
        "more": True,
    }


def test_many_values_go_back_in_one_step(library_folder: Path, clock: FakeClock) -> None:
    assets = [new_asset(custom_title=f"No. {number}") for number in range(50)]
    with open_catalog(library_folder, *assets, clock=clock) as catalog:
        catalog.edit(range(1, 51), {Column.TITLE: "Same"}, origin=GRID)
        catalog.undo()
        assert titles(catalog, *range(1, 51)) == [f"No. {number}" for number in range(50)]
        catalog.redo()
        assert set(titles(catalog, *range(1, 51))) == {"Same"}


def test_import_is_not_a_step(catalog: Catalog) -> None:
    catalog.add_assets([new_asset()], origin=Origin.IMPORT)

    assert catalog.undo_state().undo is None


def test_assets_that_are_gone_are_passed_over(catalog: Catalog) -> None:
    catalog.edit([1, 2], {Column.TITLE: "Dune"}, origin=GRID)
    catalog.trash([1], origin=GRID)
    catalog.empty_trash(origin=GRID)

    assert catalog.undo() is not None  # the move to the Trash, of which nothing is left
    undone = catalog.undo()

    assert undone is not None
    assert undone.changed == (2,)


def test_the_newest_steps_are_kept(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "STEPS_KEPT", 3)
    for number in range(5):
        catalog.edit([1], {Column.TITLE: f"No. {number}"}, origin=GRID)

    assert undo_all(catalog) == 3
    assert titles(catalog, 1) == ["No. 1"]
    assert {group for (group,) in table(catalog, "group_id", "history_cell")} == {3, 4, 5}


def test_large_steps_push_out_older_ones(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "CELLS_KEPT", 3)
    catalog.edit([1, 2], {Column.TITLE: "One"}, origin=GRID)
    catalog.edit([1, 2, 3, 4], {Column.TITLE: "Two"}, origin=GRID)

    assert undo_all(catalog) == 1
    assert titles(catalog, 1, 3) == ["One", None]


def test_undo_of_an_edit_that_is_not_sent_empties_the_queue(library_folder: Path) -> None:
    account = Account("user", "https://project.example")
    catalog = catalog_with(library_folder, 2, account=account, clock=FakeClock())
    acknowledge_all(catalog)
    before = catalog.assets([1, 2])

    catalog.edit([1, 2], {Column.TITLE: "Dune", Column.FAVORITE: True}, origin=GRID)
    catalog.edit_tags([1], TagDelta(add=("sea",)), origin=GRID)
    catalog.edit([1], {Column.TITLE: "Two"}, origin=GRID)
    assert len(waiting(catalog)) == 2
    undo_all(catalog)

    assert pending(catalog) == []
    assert waiting(catalog) == []
    assert catalog.assets([1, 2]) == before
    catalog.close()


@pytest.mark.parametrize("kind", ["undo", "redo"])
def test_a_step_that_was_replayed_in_part_can_be_taken_back_whole(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """As when the process is killed between two slices of an undo or a redo."""
    real = history.replay
    with open_catalog(library_folder, *(new_asset() for _ in range(1_500))) as catalog:
        rows = range(1, 1_501)
        catalog.edit(rows, {Column.TITLE: "Dune"}, origin=GRID)
        if kind == "redo":
            catalog.undo()
        done: list[int] = []

        def break_off(write: Write, step: Step, part: int, *, is_undo: bool) -> None:
            if done:
                raise MemoryError
            done.append(part)
            real(write, step, part, is_undo=is_undo)

        with monkeypatch.context() as patched:
            patched.setattr(history, "replay", break_off)
            with pytest.raises(MemoryError):
                getattr(catalog, kind)()
        assert set(titles(catalog, *rows)) == {None, "Dune"}

        assert catalog.undo() is not None

        assert set(titles(catalog, *rows)) == {None}
        assert catalog.undo() is None
        assert catalog.redo() is not None
        assert set(titles(catalog, *rows)) == {"Dune"}
