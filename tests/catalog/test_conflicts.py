"""The user's answers to conflicts, column by column: edits like any, which can be undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import Column, TagDelta
from desktop_app.domain.entities import AssetId, CollectionId, Json
from desktop_app.domain.sync import Conflict, Side
from tests.builders import FakeClock
from tests.catalog.conftest import GRID, check_derived, others_write, pending, undo_all, waiting
from tests.catalog.served import (
    COLLECTIONS,
    asset,
    pull,
    row_of,
    served,
    served_collection,
    synced,
    uuid_of,
    written,
)


@pytest.fixture
def catalog(library_folder: Path) -> Iterator[Catalog]:
    """An account's empty library."""
    with synced(library_folder, clock=FakeClock()) as opened:
        yield opened
        check_derived(opened)


def disputed(catalog: Catalog, column: Column, base: Json, mine: Json, theirs: Json) -> Conflict:
    """Have both sides change a column; return the conflict."""
    row = served(1, **{column: base})
    pull(catalog, row)
    catalog.edit([row_of(catalog)], {column: mine}, origin=GRID)
    pull(catalog, written(row, **{column: theirs}))
    (conflict,) = catalog.replica.conflicts()
    return conflict


def resolve(catalog: Catalog, keep: Side) -> None:
    seqs = [conflict.seq for conflict in catalog.replica.conflicts()]
    catalog.replica.resolve(seqs, keep=keep, origin=GRID)
    assert catalog.replica.conflicts() == []


def disputed_titles(catalog: Catalog, *numbers: int) -> None:
    """Have both sides change the titles of these assets."""
    rows = [served(number, custom_title="Before") for number in numbers]
    pull(catalog, *rows)
    mine: dict[Column, Json] = {Column.TITLE: "Mine"}
    catalog.edit([row_of(catalog, number) for number in numbers], mine, origin=GRID)
    pull(catalog, *[written(row, custom_title="Theirs") for row in rows])


def titles(catalog: Catalog, *numbers: int) -> list[str | None]:
    return [asset(catalog, number).custom_title for number in numbers]


def names(catalog: Catalog) -> set[str]:
    return {collection.name for collection in catalog.collections()}


def next_undo(catalog: Catalog) -> tuple[str, int]:
    """Return what Undo would take back, and of how many assets."""
    step = catalog.undo_state().undo
    assert step is not None
    return step.code, step.asset_count


def has_mark(catalog: Catalog) -> bool:
    with catalog.reading() as connection:
        return bool(connection.exec_driver_sql("SELECT has_conflict FROM asset").scalar_one())


def test_mine_is_kept_without_an_edit(catalog: Catalog) -> None:
    disputed(catalog, Column.TITLE, "Before", "Mine", "Theirs")
    assert has_mark(catalog)
    steps = catalog.undo_state()

    resolve(catalog, Side.MINE)

    assert not has_mark(catalog)
    assert asset(catalog).custom_title == "Mine"
    assert len(pending(catalog)) == 1
    assert catalog.undo_state() == steps


def test_theirs_is_taken_and_can_be_undone(catalog: Catalog) -> None:
    disputed(catalog, Column.TITLE, "Before", "Mine", "Theirs")

    resolve(catalog, Side.THEIRS)

    assert asset(catalog).custom_title == "Theirs"
    assert (pending(catalog), waiting(catalog)) == ([], [])
    catalog.undo()
    assert asset(catalog).custom_title == "Mine"
    assert pending(catalog) == [(uuid_of(1), "custom_title", '"Theirs"', '"Mine"')]
    catalog.redo()
    assert asset(catalog).custom_title == "Theirs"


def test_mine_is_set_again_where_theirs_had_won(catalog: Catalog) -> None:
    disputed(catalog, Column.VISIBILITY, "shared", "public", "private")
    assert asset(catalog).visibility == "private"

    resolve(catalog, Side.MINE)

    assert asset(catalog).visibility == "public"
    assert len(pending(catalog)) == 1


def test_what_was_edited_since_stays(catalog: Catalog) -> None:
    disputed(catalog, Column.VISIBILITY, "shared", "public", "private")
    catalog.edit([row_of(catalog)], {Column.VISIBILITY: "shared"}, origin=GRID)

    resolve(catalog, Side.MINE)

    assert asset(catalog).visibility == "shared"


def test_several_at_once(catalog: Catalog) -> None:
    row = served(1, custom_title="Before", content_category="general")
    pull(catalog, row)
    mine: dict[Column, Json] = {Column.TITLE: "Mine", Column.CATEGORY: "sea"}
    catalog.edit([row_of(catalog)], mine, origin=GRID)
    pull(catalog, written(row, custom_title="Theirs", content_category="hills"))
    assert len(catalog.replica.conflicts()) == 2

    resolve(catalog, Side.THEIRS)

    assert (asset(catalog).custom_title, asset(catalog).content_category) == ("Theirs", "hills")
    assert next_undo(catalog) == ("edit", 1)
    catalog.undo()
    assert (asset(catalog).custom_title, asset(catalog).content_category) == ("Mine", "sea")


def test_a_step_counts_each_asset_once(catalog: Catalog) -> None:
    disputed_titles(catalog, 1, 2, 3)

    resolve(catalog, Side.THEIRS)

    assert next_undo(catalog) == ("edit.custom_title", 3)
    undone = catalog.undo()
    assert undone is not None
    assert len(undone.changed) == 3
    assert titles(catalog, 1, 2, 3) == ["Mine", "Mine", "Mine"]
    catalog.redo()
    assert titles(catalog, 1, 2, 3) == ["Theirs", "Theirs", "Theirs"]


def test_assets_that_an_answer_deletes_do_not_count(catalog: Catalog) -> None:
    disputed_titles(catalog, 1, 2)
    others_write(
        catalog, "UPDATE conflict SET column_name = '', mine = 'null' WHERE id = ?1", uuid_of(1)
    )
    # Of the other one, what theirs has given up is set again.
    others_write(catalog, "UPDATE asset SET custom_title = 'Theirs' WHERE id = ?1", uuid_of(2))

    resolve(catalog, Side.MINE)

    assert catalog.asset_by_id(AssetId(uuid_of(1))) is None
    assert titles(catalog, 2) == ["Mine"]
    assert next_undo(catalog) == ("edit.custom_title", 1)


def test_assets_and_collections_at_once(catalog: Catalog) -> None:
    renamed, removed = served_collection(1), served_collection(2)
    catalog.replica.apply(COLLECTIONS, [renamed, removed])
    disputed_titles(catalog, 1)
    catalog.rename_collection(CollectionId(str(renamed["id"])), "Mine", origin=GRID)
    catalog.replica.apply(COLLECTIONS, [written(renamed, name="Theirs")])
    disputed_titles(catalog, 2)
    before = names(catalog)
    assert before == {"Mine", "Trip 2"}

    resolve(catalog, Side.THEIRS)

    assert next_undo(catalog) == ("edit", 2)
    assert (titles(catalog, 1, 2), names(catalog)) == (["Theirs", "Theirs"], {"Theirs", "Trip 2"})
    catalog.undo()
    assert (titles(catalog, 1, 2), names(catalog)) == (["Mine", "Mine"], before)
    catalog.redo()
    assert (titles(catalog, 1, 2), names(catalog)) == (["Theirs", "Theirs"], {"Theirs", "Trip 2"})


def test_collections_that_were_deleted_after_all_come_back_by_undo(catalog: Catalog) -> None:
    trips = [served_collection(number) for number in (1, 2)]
    catalog.replica.apply(COLLECTIONS, trips)
    pull(catalog, *[served(number, collection_id=trips[0]["id"]) for number in (1, 2)])
    for trip in trips:
        catalog.delete_collection(CollectionId(str(trip["id"])), origin=GRID)
    for claim, trip in zip(catalog.replica.claim(10), trips, strict=True):
        catalog.replica.merge_miss(claim, written(trip, name=f"{trip['name']} of theirs"))
    back = {"Trip 1 of theirs", "Trip 2 of theirs"}
    assert names(catalog) == back

    resolve(catalog, Side.MINE)

    assert names(catalog) == set()
    assert next_undo(catalog) == ("collection.delete", 2)
    catalog.undo()
    assert names(catalog) == back
    assert [asset(catalog, number).collection_id for number in (1, 2)] == [trips[0]["id"]] * 2
    catalog.redo()
    assert names(catalog) == set()
    catalog.undo()
    assert names(catalog) == back


def test_only_some_are_answered(catalog: Catalog) -> None:
    row = served(1, custom_title="Before", content_category="general")
    pull(catalog, row)
    mine: dict[Column, Json] = {Column.TITLE: "Mine", Column.CATEGORY: "sea"}
    catalog.edit([row_of(catalog)], mine, origin=GRID)
    pull(catalog, written(row, custom_title="Theirs", content_category="hills"))
    first, second = catalog.replica.conflicts()

    catalog.replica.resolve([first.seq], keep=Side.MINE, origin=GRID)

    assert [conflict.seq for conflict in catalog.replica.conflicts()] == [second.seq]
    assert has_mark(catalog)


@pytest.mark.parametrize("keep", Side)
def test_keys_of_an_object(catalog: Catalog, keep: Side) -> None:
    disputed(
        catalog,
        Column.ROLEPLAY,
        {"a": 1, "b": {"c": 1}},
        {"a": 2, "b": {"c": 2}, "mine": 1},
        {"a": 3, "b": {"c": 1}, "theirs": 1},
    )
    assert asset(catalog).roleplay_metadata == {"a": 2, "b": {"c": 2}, "mine": 1, "theirs": 1}
    catalog.edit([row_of(catalog)], {Column.ROLEPLAY: {"later": 1}}, origin=GRID)

    resolve(catalog, keep)

    theirs = keep is Side.THEIRS
    expected = {"a": 3 if theirs else 2, "b": {"c": 2}, "mine": 1, "theirs": 1, "later": 1}
    assert asset(catalog).roleplay_metadata == expected
    if theirs:
        catalog.undo()
        assert asset(catalog).roleplay_metadata == expected | {"a": 2}


def test_keys_that_were_edited_since_stay(catalog: Catalog) -> None:
    disputed(catalog, Column.ROLEPLAY, {"a": 1}, {"a": 2}, {"a": 3})
    catalog.edit([row_of(catalog)], {Column.ROLEPLAY: {"a": 4}}, origin=GRID)

    resolve(catalog, Side.THEIRS)

    assert asset(catalog).roleplay_metadata == {"a": 4}


def test_what_is_no_object_is_left_alone(catalog: Catalog) -> None:
    disputed(catalog, Column.ROLEPLAY, {"a": 1}, {"a": 2}, [1])
    resolve(catalog, Side.THEIRS)
    assert asset(catalog).roleplay_metadata == {}


@pytest.mark.parametrize("keep", Side)
def test_tags_that_cannot_be_edited_any_more(catalog: Catalog, keep: Side) -> None:
    row = served(1, tags=["sea", "dusk"])
    pull(catalog, row)
    catalog.edit_tags([row_of(catalog)], TagDelta(add=("sky",), remove=("sea",)), origin=GRID)
    odd = written(row, tags=["sea", None])
    pull(catalog, odd)
    assert not asset(catalog).are_tags_editable
    # Mended there, they can be edited again.
    pull(catalog, written(odd, tags=["sea", "hill"]))

    resolve(catalog, keep)

    assert asset(catalog).tags == (("hill", "sky") if keep is Side.MINE else ("sea", "hill"))


def test_tags_of_which_nothing_is_known(catalog: Catalog) -> None:
    pull(catalog, served(1))
    others_write(
        catalog,
        "INSERT INTO conflict (entity, id, column_name, base, mine, theirs, found_at_us)"
        " VALUES ('asset', ?1, 'tags', 'null', '[\"sky\"]', 'null', 0)",
        uuid_of(1),
    )
    resolve(catalog, Side.MINE)
    assert asset(catalog).tags == ("sea", "dusk", "sky")


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_collection_of_theirs(catalog: Catalog, is_gone: bool) -> None:  # noqa: FBT001
    mine, theirs = served_collection(1), served_collection(2)
    catalog.replica.apply(COLLECTIONS, [mine, theirs])
    pull(catalog, served(1))
    catalog.edit([row_of(catalog)], {Column.COLLECTION: CollectionId(str(mine["id"]))}, origin=GRID)
    others_write(
        catalog,
        "INSERT INTO conflict (entity, id, column_name, base, mine, theirs, found_at_us)"
        " VALUES ('asset', ?1, 'collection_id', 'null', json_quote(?2), json_quote(?3), 0)",
        uuid_of(1),
        mine["id"],
        uuid_of(77) if is_gone else theirs["id"],
    )

    resolve(catalog, Side.THEIRS)

    assert asset(catalog).collection_id == (None if is_gone else theirs["id"])


@pytest.mark.parametrize("column", ["custom_title", "tags", "roleplay_metadata", ""])
@pytest.mark.parametrize("mine", ["null", '"a"', "{}"])
def test_cards_of_assets_that_are_gone_are_just_closed(
    catalog: Catalog, column: str, mine: str
) -> None:
    for entity in ("asset", "collection"):
        for keep in Side:
            others_write(
                catalog,
                "INSERT INTO conflict (entity, id, column_name, base, mine, theirs, found_at_us)"
                " VALUES (?1, ?2, ?3, 'null', ?4, 'null', 0)",
                entity,
                uuid_of(5),
                column,
                mine if entity == "asset" else "null",
            )
            resolve(catalog, keep)
    assert (waiting(catalog), undo_all(catalog)) == ([], 0)
