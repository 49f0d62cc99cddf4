"""What is gone on the server: kept, brought back, held when it was edited here, adopted anew."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet, Column, Origin, TagDelta
from desktop_app.domain.entities import CollectionId, FileState, GenerationInfo
from desktop_app.domain.sync import Side, Waiting
from tests.builders import ACCOUNT, FakeClock, catalog_with, new_asset, open_catalog
from tests.catalog.conftest import (
    GRID,
    acknowledge_all,
    check_derived,
    claim_all,
    others_write,
    pending,
    table,
    waiting,
)
from tests.catalog.served import (
    ASSETS,
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
def catalog(library_folder: Path, clock: FakeClock) -> Iterator[Catalog]:
    """An account's empty library."""
    with synced(library_folder, clock=clock) as opened:
        yield opened
        check_derived(opened)


def gone(catalog: Catalog, *numbers: int) -> ChangeSet:
    return catalog.replica.remove_elsewhere([uuid_of(number) for number in numbers])


def is_here(catalog: Catalog, number: int = 1) -> bool:
    return bool(table(catalog, "1", f"asset WHERE id = '{uuid_of(number)}'"))


def import_one(catalog: Catalog, number: int = 1) -> None:
    """Add an asset with its file and everything, and have the server know it."""
    made = new_asset(
        id=uuid_of(number),
        custom_title="Dune",
        tags=("sea",),
        perceptual_hash=7,
        duration_seconds=10 / 3,
        generation=GenerationInfo(generator="comfyui", negative_prompt="fog", raw={"a": "b"}),
    )
    catalog.add_assets([made], origin=Origin.IMPORT)
    acknowledge_all(catalog)


def test_what_is_gone_goes_to_the_recycle_bin(catalog: Catalog) -> None:
    pull(catalog, served(1, custom_title="Dune"), served(2), served(3))
    rows = [row_of(catalog, number) for number in (1, 2)]
    catalog.trash([rows[1]], origin=GRID)
    catalog.replica.note_missing([uuid_of(1), uuid_of(3)])

    change = gone(catalog, 1, 2, 9)

    assert (change.removed, change.removed_ids) == (tuple(rows), ())
    assert [is_here(catalog, number) for number in (1, 2, 3)] == [False, False, True]
    assert catalog.replica.missing() == [uuid_of(3)]
    one = next(one for one in catalog.replica.recycled() if one.id == uuid_of(1))
    assert (one.title, one.asset_type, one.mime_type) == ("Dune", "image", "image/png")
    assert one.file_state is FileState.ABSENT
    assert waiting(catalog) == []
    assert uuid_of(1) in catalog.ids_under("")
    assert gone(catalog, 1).is_empty
    assert catalog.replica.remove_elsewhere([]).is_empty


def test_it_can_be_brought_back_whole(catalog: Catalog) -> None:
    import_one(catalog)
    trip = served_collection(1)
    catalog.replica.apply(COLLECTIONS, [trip])
    row = row_of(catalog)
    catalog.edit([row], {Column.COLLECTION: trip["id"]}, origin=GRID)
    catalog.edit_tags([row], TagDelta(add=("sky",)), origin=GRID)
    acknowledge_all(catalog)
    before = asset(catalog)
    gone(catalog, 1)

    change = catalog.replica.restore_recycled([uuid_of(1), uuid_of(5)], origin=GRID)

    assert (change.origin, change.added) == (GRID, (row,))
    after = asset(catalog)
    assert (after.tags, after.custom_title, after.generation) == (
        before.tags,
        before.custom_title,
        before.generation,
    )
    assert (after.content_hash, after.duration_seconds) == (before.content_hash, 10 / 3)
    assert (after.collection_id, after.version) == (trip["id"], None)
    assert catalog.replica.recycled() == []
    assert waiting(catalog) == [("asset", uuid_of(1), "insert", "queued")]
    assert catalog.replica.claim(10) == []
    (claim,) = catalog.replica.claim(10, uploads=True)
    assert claim.upload is not None
    assert claim.upload.object_key == f"{ACCOUNT.user_id}/{uuid_of(1)}.png"
    assert claim.row is not None
    assert claim.row["tags"] == ["sea", "sky"]
    catalog.replica.release(claim, error="", next_at_us=0, is_untouched=True)
    # Its history goes on.
    catalog.undo()
    assert asset(catalog).tags == ("sea",)


def brought_back(catalog: Catalog, row: dict[str, Any]) -> None:
    pull(catalog, row)
    gone(catalog, 1)
    catalog.replica.restore_recycled([uuid_of(1)], origin=GRID)


def kept(catalog: Catalog, row: dict[str, Any]) -> None:
    pull(catalog, row)
    catalog.replica.put_back([uuid_of(1)])


def kept_with_what_was_edited(catalog: Catalog, row: dict[str, Any]) -> None:
    pull(catalog, row)
    catalog.edit([row_of(catalog)], {Column.FAVORITE: True}, origin=GRID)
    gone(catalog, 1)
    (conflict,) = catalog.replica.conflicts()
    catalog.replica.resolve([conflict.seq], keep=Side.MINE, origin=GRID)


def let_go_and_brought_back(catalog: Catalog, row: dict[str, Any]) -> None:
    pull(catalog, row)
    catalog.edit([row_of(catalog)], {Column.FAVORITE: True}, origin=GRID)
    gone(catalog, 1)
    (conflict,) = catalog.replica.conflicts()
    catalog.replica.resolve([conflict.seq], keep=Side.THEIRS, origin=GRID)
    catalog.replica.restore_recycled([uuid_of(1)], origin=GRID)


WITH_WHAT_WAS_EDITED = [kept_with_what_was_edited, let_go_and_brought_back]
PUT_BACK = pytest.mark.parametrize("put_back", [brought_back, kept, *WITH_WHAT_WAS_EDITED])
PutBack = Callable[[Catalog, dict[str, Any]], None]


@PUT_BACK
@pytest.mark.parametrize("is_lost", [False, True])
def test_edits_of_it_outlast_that_another_machine_was_quicker(
    catalog: Catalog, put_back: PutBack, *, is_lost: bool
) -> None:
    row = served(1, custom_title="Sea", tags=["sea"], roleplay_metadata={})
    put_back(catalog, row)
    catalog.edit([row_of(catalog)], {Column.ROLEPLAY: {"mood": "storm"}}, origin=GRID)
    (claim,) = catalog.replica.claim(10)
    if is_lost:
        catalog.replica.release(claim, error="remote.busy", next_at_us=0)
        (claim,) = catalog.replica.claim(10)
    catalog.edit_tags([row_of(catalog)], TagDelta(add=("fog",), remove=()), origin=GRID)

    catalog.replica.merge_miss(claim, written(row))

    assert asset(catalog).roleplay_metadata == {"mood": "storm"}
    (update,) = catalog.replica.claim(10)
    assert update.kind == "update"
    sent = {"roleplay_metadata": {"mood": "storm"}, "tags": ["sea", "fog"]}
    assert {column: update.values[column] for column in sent} == sent
    assert catalog.replica.conflicts() == []


@pytest.mark.parametrize("put_back", WITH_WHAT_WAS_EDITED)
def test_what_was_edited_before_it_was_gone_outlasts_that_too(
    catalog: Catalog, put_back: PutBack
) -> None:
    row = served(1, is_favorite=False)
    put_back(catalog, row)

    pull(catalog, written(row))

    assert asset(catalog).is_favorite
    (update,) = catalog.replica.claim(10)
    assert (update.kind, update.values) == ("update", {"is_favorite": True})


@PUT_BACK
def test_what_another_machine_made_of_it_stays(catalog: Catalog, put_back: PutBack) -> None:
    row = served(1, custom_title="Sea", tags=["sea"])
    put_back(catalog, row)

    pull(catalog, written(row, custom_title="Ocean", tags=["sea", "blue"]))

    one = asset(catalog)
    assert (one.custom_title, one.tags) == ("Ocean", ("sea", "blue"))
    assert catalog.replica.conflicts() == []
    assert {edit[1] for edit in pending(catalog)} <= {"is_favorite"}


@PUT_BACK
def test_our_own_answer_that_was_lost_leaves_nothing_to_send(
    catalog: Catalog, put_back: PutBack
) -> None:
    row = served(1, custom_title="Sea")
    put_back(catalog, row)
    catalog.edit([row_of(catalog)], {Column.TITLE: "Lake"}, origin=GRID)
    (claim,) = catalog.replica.claim(10)
    assert claim.row is not None
    catalog.replica.release(claim, error="remote.offline", next_at_us=0)

    pull(catalog, {**row, **claim.row, "xmin": "99999"})

    assert (pending(catalog), waiting(catalog)) == ([], [])
    assert asset(catalog).custom_title == "Lake"


def test_without_its_file_only_the_row_comes_back(catalog: Catalog) -> None:
    pull(catalog, served(1, storage_path="https://x.example/a.png?token=1"))
    others_write(catalog, "UPDATE asset SET collection_id = 'gone'")
    gone(catalog, 1)

    catalog.replica.restore_recycled([uuid_of(1)], origin=GRID)

    (claim,) = catalog.replica.claim(10)
    assert claim.upload is None
    assert claim.row is not None
    assert (claim.row["storage_path"], claim.row["collection_id"]) == (
        "https://x.example/a.png?token=1",
        None,
    )


def test_what_came_back_by_itself_is_recognised(catalog: Catalog) -> None:
    import_one(catalog)
    before = asset(catalog)
    gone(catalog, 1)

    pull(catalog, served(1, custom_title="Dune"), served(2))

    after = asset(catalog)
    assert (after.content_hash, after.file_state) == (before.content_hash, FileState.STORED)
    assert (after.generation, after.added_at_us) == (before.generation, before.added_at_us)
    assert catalog.replica.recycled() == []
    gone(catalog, 1, 2)
    others_write(catalog, "UPDATE recycle SET removed_at_us = 0")
    # Brought back there, and then here too: nothing is done twice.
    pull(catalog, served(2))
    others_write(
        catalog,
        "INSERT INTO recycle SELECT ?1, asset, 0 FROM recycle WHERE id = ?2",
        uuid_of(2),
        uuid_of(1),
    )
    assert catalog.replica.restore_recycled([uuid_of(2)], origin=GRID).is_empty
    assert [one.id for one in catalog.replica.recycled()] == [uuid_of(1)]


def test_after_a_while_it_is_forgotten(catalog: Catalog, clock: FakeClock) -> None:
    pull(catalog, served(1), served(2))
    gone(catalog, 1)
    then_us = clock.now_us()
    gone(catalog, 2)

    assert catalog.replica.purge_recycled(then_us) == [uuid_of(1)]
    assert [one.id for one in catalog.replica.recycled()] == [uuid_of(2)]


def test_what_the_server_never_had_is_not_removed(catalog: Catalog) -> None:
    catalog.add_assets([new_asset(id=uuid_of(1))], origin=Origin.IMPORT)
    pull(catalog, served(2))
    catalog.trash([row_of(catalog, 2)], origin=GRID)
    catalog.empty_trash(origin=GRID)

    assert gone(catalog, 1, 2).is_empty
    assert is_here(catalog)
    assert len(waiting(catalog)) == 2


def edited_and_gone(catalog: Catalog) -> None:
    pull(catalog, served(1, custom_title="Before", tags=["sea"]))
    catalog.edit([row_of(catalog)], {Column.TITLE: "Mine"}, origin=GRID)
    catalog.edit_tags([row_of(catalog)], TagDelta(remove=("sea",)), origin=GRID)
    (claim,) = catalog.replica.claim(10)
    catalog.replica.lost_elsewhere(claim)
    # Whatever comes of that claim by now.
    catalog.replica.acknowledge(claim, {"xmin": "9"})


def test_what_was_edited_here_is_held(catalog: Catalog) -> None:
    edited_and_gone(catalog)

    assert asset(catalog).custom_title == "Mine"
    assert asset(catalog).version is None
    assert waiting(catalog) == [("asset", uuid_of(1), "insert", "held")]
    assert catalog.replica.waiting() == Waiting(blocked=1)
    assert claim_all(catalog) == []
    (conflict,) = catalog.replica.conflicts()
    assert (conflict.column, conflict.theirs, conflict.row) == ("", None, row_of(catalog))
    assert conflict.mine == {"custom_title": "Mine", "tags": []}
    assert isinstance(conflict.base, dict)
    assert (conflict.base["custom_title"], conflict.base["tags"]) == ("Before", ["sea"])
    # Edited on, it still rests.
    catalog.edit([row_of(catalog)], {Column.FAVORITE: True}, origin=GRID)
    assert pending(catalog) == []
    assert claim_all(catalog) == []
    assert gone(catalog, 1).is_empty
    assert catalog.replica.versions(ASSETS, after=None, until=None) == {}


def test_held_while_in_another_conflict_it_is_known_to_be_here_only(catalog: Catalog) -> None:
    trip = served_collection(1)
    catalog.replica.apply(COLLECTIONS, [trip])
    pull(catalog, served(1))
    row = row_of(catalog)
    catalog.edit([row], {Column.COLLECTION: trip["id"], Column.TITLE: "Mine"}, origin=GRID)
    catalog.replica.remove_collections([str(trip["id"])])
    assert [one.column for one in catalog.replica.conflicts()] == ["collection_id"]

    change = gone(catalog, 1)

    assert change.changed == (row,)
    assert "has_pending" in change.columns


def test_held_and_put_back(catalog: Catalog) -> None:
    edited_and_gone(catalog)
    (conflict,) = catalog.replica.conflicts()

    change = catalog.replica.resolve([conflict.seq], keep=Side.MINE, origin=GRID)

    assert "has_conflict" in change.columns
    assert catalog.replica.conflicts() == []
    (claim,) = catalog.replica.claim(10)
    assert claim.row is not None
    assert (claim.kind, claim.row["custom_title"], claim.row["tags"]) == ("insert", "Mine", [])
    catalog.replica.acknowledge(claim, {**claim.row, "xmin": "5"})
    assert waiting(catalog) == []
    assert catalog.replica.resolve([conflict.seq], keep=Side.THEIRS, origin=GRID).is_empty


def test_held_and_let_go(catalog: Catalog) -> None:
    edited_and_gone(catalog)
    (conflict,) = catalog.replica.conflicts()

    catalog.replica.resolve([conflict.seq], keep=Side.THEIRS, origin=GRID)

    assert not is_here(catalog)
    assert [one.title for one in catalog.replica.recycled()] == ["Mine"]
    assert (waiting(catalog), catalog.replica.conflicts()) == ([], [])


def test_held_with_its_file_here_is_uploaded_again(catalog: Catalog) -> None:
    import_one(catalog)
    catalog.edit([row_of(catalog)], {Column.TITLE: "Mine"}, origin=GRID)
    gone(catalog, 1)
    (conflict,) = catalog.replica.conflicts()

    catalog.replica.resolve([conflict.seq], keep=Side.MINE, origin=GRID)

    (claim,) = catalog.replica.claim(10, uploads=True)
    assert claim.upload is not None
    assert not claim.upload.is_done


def test_held_and_back_by_itself_is_merged(catalog: Catalog) -> None:
    edited_and_gone(catalog)
    catalog.edit([row_of(catalog)], {Column.FAVORITE: True}, origin=GRID)

    pull(catalog, served(1, custom_title="Before", tags=["sea", "hill"]))

    one = asset(catalog)
    assert (one.custom_title, one.tags, one.is_favorite) == ("Mine", ("hill",), True)
    assert catalog.replica.conflicts() == []
    assert waiting(catalog) == [("asset", uuid_of(1), "update", "queued")]
    (claim,) = catalog.replica.claim(10)
    assert dict(claim.values) == {"custom_title": "Mine", "tags": ["hill"], "is_favorite": True}
    # A card that is answered twice.
    others_write(
        catalog,
        "INSERT INTO conflict (entity, id, column_name, base, mine, theirs, found_at_us)"
        " VALUES ('asset', ?1, '', '{}', '{}', 'null', 0)",
        uuid_of(1),
    )
    (conflict,) = catalog.replica.conflicts()
    catalog.replica.resolve([conflict.seq], keep=Side.THEIRS, origin=GRID)
    assert is_here(catalog)


def test_held_and_emptied_out_of_the_trash(catalog: Catalog) -> None:
    edited_and_gone(catalog)
    catalog.trash([row_of(catalog)], origin=GRID)

    catalog.empty_trash(origin=GRID)

    assert (waiting(catalog), catalog.replica.conflicts()) == ([], [])


# --- kept, though it is gone


def test_what_the_user_keeps_is_put_on_the_server_again(catalog: Catalog) -> None:
    import_one(catalog)
    pull(catalog, served(2, custom_title="Before"), served(3), served(4))
    catalog.edit([row_of(catalog, 2)], {Column.TITLE: "Mine"}, origin=GRID)
    catalog.replica.note_missing([uuid_of(number) for number in (1, 2, 3)])

    change = catalog.replica.put_back([uuid_of(number) for number in (1, 2, 3, 9)])

    assert set(change.changed) == {row_of(catalog, number) for number in (1, 2, 3)}
    assert "has_pending" in change.columns, "which the index hears"
    assert catalog.replica.missing() == []
    assert waiting(catalog) == [("asset", uuid_of(n), "insert", "queued") for n in (1, 2, 3)]
    assert pending(catalog) == []
    assert all(tile.is_unsent for tile in catalog.tiles([row_of(catalog, n) for n in (1, 2, 3)]))
    (first,) = catalog.replica.claim(10, uploads=True)
    assert first.id == uuid_of(1), "its file goes first"
    rows = {claim.id: claim.row for claim in catalog.replica.claim(10)}
    assert rows.keys() == {uuid_of(2), uuid_of(3)}
    edited = rows[uuid_of(2)]
    assert edited is not None
    assert edited["custom_title"] == "Mine"
    assert catalog.replica.put_back([uuid_of(3)]).is_empty, "it is on its way"


def test_an_edit_on_its_way_goes_with_the_row_that_is_put_back(catalog: Catalog) -> None:
    pull(catalog, served(1))
    catalog.edit([row_of(catalog)], {Column.TITLE: "Mine"}, origin=GRID)
    (claim,) = catalog.replica.claim(10)

    catalog.replica.put_back([uuid_of(1)])
    catalog.replica.lost_elsewhere(claim)
    catalog.replica.release(claim, error="remote.offline", next_at_us=0)

    assert catalog.replica.conflicts() == []
    assert waiting(catalog) == [("asset", uuid_of(1), "insert", "queued")]
    acknowledge_all(catalog)
    assert asset(catalog).custom_title == "Mine"
    assert (waiting(catalog), pending(catalog)) == ([], [])


# --- adoption


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Catalog]:
    """A library without an account."""
    folder = tmp_path / "local"
    folder.mkdir()
    with open_catalog(folder, clock=FakeClock()) as opened:
        yield opened


def test_a_local_library_is_adopted_as_often_as_it_takes(catalog: Catalog, local: Catalog) -> None:
    trip, _ = local.create_collection("Trip", description="Sand", origin=GRID)
    first = new_asset(
        id=uuid_of(1),
        custom_title="Dune",
        tags=("sea",),
        is_favorite=True,
        collection_id=trip,
        roleplay_metadata={"a": 1},
        generation_seed="42",
        perceptual_hash=(1 << 64) - 1,
        is_animated=True,
        visibility="shared",
        generation=GenerationInfo(generator="comfyui", negative_prompt="fog", raw={"a": "b"}),
    )
    second, third = new_asset(id=uuid_of(2)), new_asset(id=uuid_of(3))
    local.add_assets([first, second, third], origin=Origin.IMPORT)
    local.trash([3], origin=GRID)

    assets = local.replica.adoptable(after=None, limit=1)
    assets += local.replica.adoptable(after=assets[-1].id, limit=10)
    assert assets == [first, second]
    for _ in range(2):
        change = catalog.replica.adopt(
            assets, collections=local.collections(), origin=Origin.IMPORT
        )
    assert change.is_empty

    one = asset(catalog)
    assert (one.custom_title, one.tags, one.is_favorite, one.user_id) == (
        "Dune",
        ("sea",),
        True,
        ACCOUNT.user_id,
    )
    assert (one.created_at_us, one.content_hash, one.generation) == (
        first.created_at_us,
        first.content_hash,
        first.generation,
    )
    assert one.storage_path == f"{ACCOUNT.user_id}/{uuid_of(1)}.png"
    assert [(made.id, made.name, made.description) for made in catalog.collections()] == [
        (trip, "Trip", "Sand")
    ]
    assert waiting(catalog) == [
        ("asset", uuid_of(1), "insert", "queued"),
        ("asset", uuid_of(2), "insert", "queued"),
        ("collection", trip, "insert", "queued"),
    ]
    assert one.collection_id == trip


def test_what_was_removed_meanwhile_is_not_adopted_again(catalog: Catalog, local: Catalog) -> None:
    local.add_assets([new_asset(id=uuid_of(number)) for number in (1, 2)], origin=Origin.IMPORT)
    trip, _ = local.create_collection("Trip", origin=GRID)
    assets, collections = local.replica.adoptable(after=None, limit=9), local.collections()
    catalog.replica.adopt(assets, collections=collections, origin=Origin.IMPORT)
    acknowledge_all(catalog)
    catalog.trash([row_of(catalog)], origin=GRID)
    catalog.empty_trash(origin=GRID)
    gone(catalog, 2)
    catalog.delete_collection(CollectionId(trip), origin=GRID)

    change = catalog.replica.adopt(assets, collections=collections, origin=Origin.IMPORT)

    assert change.is_empty


def test_a_local_library_has_nothing_to_sync(library_folder: Path) -> None:
    catalog = catalog_with(library_folder, 2, clock=FakeClock())
    catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)
    assert catalog.replica.waiting() == Waiting()
    assert claim_all(catalog) == []
    # Nothing of it was ever elsewhere; but if so, it comes back without being sent.
    first = catalog.assets([1])[0].id
    catalog.replica.remove_elsewhere([first])
    catalog.replica.restore_recycled([first], origin=GRID)
    assert len(catalog.assets([1, 2])) == 2
    assert catalog.replica.waiting() == Waiting()
    catalog.close()


def test_a_version_that_changed_again(catalog: Catalog) -> None:
    row = served(1)
    pull(catalog, row)
    gone(catalog, 1)
    pull(catalog, written(row))
    assert is_here(catalog)
