"""What is claimed, and what becomes of it: answers, misses, refusals, uploads."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import Column, Origin, TagDelta
from desktop_app.domain.entities import CollectionId, FileState
from desktop_app.domain.remote import Resume
from desktop_app.domain.sync import Claim, Entity, Side, Waiting
from tests.builders import ACCOUNT, FakeClock, new_asset, open_catalog
from tests.catalog.conftest import (
    GRID,
    acknowledge_all,
    check_derived,
    claim_all,
    pending,
    table,
    waiting,
)
from tests.catalog.served import (
    ASSETS,
    COLLECTIONS,
    CREATED_AT,
    asset,
    pull,
    row_of,
    served,
    served_collection,
    synced,
    uuid_of,
    written,
)

HOUR_US = 3_600_000_000


@pytest.fixture
def catalog(library_folder: Path, clock: FakeClock) -> Iterator[Catalog]:
    """An account's empty library."""
    with synced(library_folder, clock=clock) as opened:
        yield opened
        check_derived(opened)


def title(catalog: Catalog, text: str | None, number: int = 1) -> None:
    catalog.edit([row_of(catalog, number)], {Column.TITLE: text}, origin=GRID)


def claim_one(catalog: Catalog) -> Claim:
    (claim,) = claim_all(catalog)
    return claim


def edits(catalog: Catalog) -> list[tuple[str, str, str]]:
    return [edit[1:] for edit in pending(catalog)]


def states(catalog: Catalog) -> list[tuple[str, str]]:
    return [(kind, state) for _, _, kind, state in waiting(catalog)]


def test_an_insert_carries_the_whole_row(library_folder: Path) -> None:
    made = new_asset(
        generation_seed="42",
        tags=("sea",),
        is_favorite=True,
        roleplay_metadata={"a": 1},
        custom_title="Dune",
        duration_seconds=1.5,
    )
    with open_catalog(library_folder, made, account=ACCOUNT, clock=FakeClock()) as catalog:
        assert catalog.replica.claim(10) == []
        assert catalog.replica.waiting() == Waiting(queued=1, next_at_us=0, uploads=1)
        (claim,) = catalog.replica.claim(10, uploads=True)

        assert (claim.entity, claim.entity.table, claim.kind) == (Entity.ASSET, ASSETS, "insert")
        one = catalog.assets([1])[0]
        key = f"{ACCOUNT.user_id}/{made.id}.png"
        assert claim.row == {
            "id": made.id,
            "user_id": ACCOUNT.user_id,
            "asset_type": "image",
            "storage_path": key,
            "file_size_bytes": made.file_size_bytes,
            "mime_type": "image/png",
            "duration_seconds": 1.5,
            "original_prompt": made.original_prompt,
            "model_used": "sdxl",
            "generation_seed": 42,
            "collection_id": None,
            "custom_title": "Dune",
            "tags": ["sea"],
            "is_favorite": True,
            "visibility": "private",
            "created_at": one.created_at,
            "thumbnail_path": None,
            "width": 1024,
            "height": 768,
            "content_category": "general",
            "roleplay_metadata": {"a": 1},
        }
        assert claim.upload is not None
        assert (claim.upload.object_key, claim.upload.sha256) == (key, made.content_hash)
        assert (claim.upload.file_state, claim.upload.is_done) == (FileState.STORED, False)
        assert catalog.replica.waiting() == Waiting(in_flight=1)


def test_the_file_goes_before_its_row(library_folder: Path, clock: FakeClock) -> None:
    made = new_asset()
    with open_catalog(library_folder, made, account=ACCOUNT, clock=clock) as catalog:
        (claim,) = catalog.replica.claim(10, uploads=True)
        resume = Resume("https://x.example/1", 6, 99)
        catalog.replica.note_upload(made.id, resume=resume)
        catalog.replica.release(claim, error="remote.offline", next_at_us=0)
        (claim,) = catalog.replica.claim(10, uploads=True)
        assert claim.upload is not None
        assert claim.upload.resume == resume

        thumbnail = f"{ACCOUNT.user_id}/{made.id}.thumb.webp"
        catalog.replica.note_upload(made.id, is_done=True)
        catalog.replica.note_upload(made.id, thumbnail_key=thumbnail)
        catalog.replica.note_upload(uuid_of(99), is_done=True)
        catalog.replica.release(claim, error="", next_at_us=0, is_untouched=True)

        assert catalog.replica.claim(10, uploads=True) == []
        (claim,) = catalog.replica.claim(10)
        assert claim.row is not None
        assert claim.row["thumbnail_path"] == thumbnail
        assert claim.upload is not None
        assert (claim.upload.is_done, claim.upload.thumbnail_key) == (True, thumbnail)
        catalog.replica.acknowledge(claim, {**claim.row, "xmin": "7", "updated_at": CREATED_AT})
        assert catalog.assets([1])[0].thumbnail_path == thumbnail

        catalog.trash([1], origin=GRID)
        catalog.empty_trash(origin=GRID)
        (claim,) = catalog.replica.claim(10)
        assert claim.gone["uploaded"] == [f"{ACCOUNT.user_id}/{made.id}.png", thumbnail]


def test_an_insert_that_arrives_after_its_asset_was_removed_is_removed_again(
    library_folder: Path,
) -> None:
    made, other = new_asset(), new_asset()
    with open_catalog(library_folder, made, account=ACCOUNT, clock=FakeClock()) as catalog:
        (claim,) = claim_all(catalog)
        assert claim.row is not None
        catalog.replica.release_in_flight()
        catalog.trash([1], origin=GRID)
        catalog.empty_trash(origin=GRID)
        acknowledge_all(catalog)
        assert waiting(catalog) == []
        arrived = {**claim.row, "xmin": "5", "updated_at": claim.row["created_at"]}

        catalog.replica.apply(ASSETS, [arrived, {**arrived, "id": other.id}])

        assert catalog.asset_by_id(made.id) is None
        assert catalog.asset_by_id(other.id) is not None
        assert waiting(catalog) == [("asset", made.id, "delete", "queued")]
        (removal,) = catalog.replica.claim(10)
        assert (removal.version, removal.gone["storage_path"]) == ("5", claim.row["storage_path"])
        catalog.replica.acknowledge(removal, None)
        assert catalog.replica.apply(ASSETS, [{**arrived, "xmin": "9"}]).added


@pytest.mark.parametrize("is_known", [True, False])
def test_a_file_that_may_have_been_sent_is_removed_even_if_its_row_never_was(
    library_folder: Path, *, is_known: bool
) -> None:
    sent, unsent = new_asset(), new_asset()
    with open_catalog(library_folder, sent, unsent, account=ACCOUNT, clock=FakeClock()) as catalog:
        (claim,) = catalog.replica.claim(1, uploads=True)
        if is_known:
            catalog.replica.note_upload(sent.id, is_done=True)
        catalog.replica.release(claim, error="remote.offline", next_at_us=0, is_untouched=True)

        catalog.trash([1, 2], origin=GRID)
        catalog.empty_trash(origin=GRID)

        (claim,) = catalog.replica.claim(10)
        assert (claim.id, claim.kind, claim.version) == (sent.id, "delete", None)
        catalog.replica.acknowledge(claim, None)
        assert waiting(catalog) == []


def test_an_answer_tells_more_than_was_asked(catalog: Catalog) -> None:
    pull(catalog, served())
    title(catalog, "  Dune ")
    claim = claim_one(catalog)

    answer = {
        "id": claim.id,
        "xmin": "9",
        "custom_title": "Dune",
        "updated_at": "2025-09-01T00:00:00Z",
    }
    catalog.replica.acknowledge(claim, answer)

    one = asset(catalog)
    assert (one.custom_title, one.version, one.updated_at) == (
        "Dune",
        "9",
        "2025-09-01T00:00:00Z",
    )
    assert (pending(catalog), waiting(catalog)) == ([], [])


def test_later_edits_begin_at_what_the_server_has(catalog: Catalog) -> None:
    pull(catalog, served(label="x"))
    title(catalog, " One ")
    claim = claim_one(catalog)
    title(catalog, "Two")

    catalog.replica.acknowledge(claim, {"xmin": "9", "custom_title": "One", "is_favorite": True})

    assert asset(catalog).custom_title == "Two"
    assert asset(catalog).is_favorite
    assert asset(catalog).extra == {"label": "x"}
    assert edits(catalog) == [("custom_title", '"One"', '"Two"')]
    assert claim_one(catalog).version == "9"


def test_an_insert_that_was_taken_before_is_acknowledged_by_its_row(library_folder: Path) -> None:
    made = new_asset()
    with open_catalog(library_folder, made, account=ACCOUNT, clock=FakeClock()) as catalog:
        claim = claim_one(catalog)
        assert claim.row is not None
        catalog.replica.note_upload(made.id, is_done=True)
        catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)

        catalog.replica.merge_miss(claim, {**claim.row, "xmin": "4"})

        assert waiting(catalog) == [("asset", made.id, "update", "queued")]
        assert edits(catalog) == [("custom_title", "null", '"Dune"')]


def test_an_insert_may_be_acknowledged_without_its_row(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset(), account=ACCOUNT, clock=FakeClock()) as catalog:
        catalog.replica.acknowledge(claim_one(catalog), None)
        assert waiting(catalog) == []
        assert catalog.assets([1])[0].version is None


# --- misses


def test_a_swap_that_missed_is_merged_and_sent_again(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    catalog.edit_tags([row_of(catalog)], TagDelta(add=("sky",)), origin=GRID)
    claim = claim_one(catalog)
    theirs = written(row, tags=["hill"])

    catalog.replica.merge_miss(claim, theirs)

    assert asset(catalog).tags == ("hill", "sky")
    again = claim_one(catalog)
    assert (again.version, again.attempts) == (theirs["xmin"], 2)
    assert again.values == {"tags": ["hill", "sky"]}


def test_a_swap_that_had_arrived_already_leaves_nothing(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    title(catalog, "Mine")
    claim = claim_one(catalog)
    catalog.replica.release(claim, error="offline", next_at_us=0)
    again = claim_one(catalog)

    catalog.replica.merge_miss(again, written(row, custom_title="Mine"))

    assert (pending(catalog), waiting(catalog)) == ([], [])
    assert catalog.replica.conflicts() == []


def test_misses_may_be_put_off(catalog: Catalog, clock: FakeClock) -> None:
    row = served()
    pull(catalog, row)
    title(catalog, "Mine")
    claim = claim_one(catalog)
    at_us = clock.now_us() + 60_000_000

    catalog.replica.merge_miss(claim, written(row), next_at_us=at_us)

    assert catalog.replica.waiting() == Waiting(queued=1, next_at_us=at_us)
    assert catalog.replica.claim(10) == []


def test_a_miss_of_what_is_not_on_its_way_is_a_row_like_any(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    title(catalog, "Mine")
    claim = claim_one(catalog)
    pull(catalog, written(row, custom_title="Mine"))

    catalog.replica.merge_miss(claim, written(row, custom_title="Theirs"))
    assert asset(catalog).custom_title == "Theirs"
    catalog.replica.merge_miss(claim, written(row, id="none", custom_title="x"))
    assert asset(catalog).custom_title == "Theirs"


def test_deleted_while_its_swap_misses(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    title(catalog, "Mine")
    claim = claim_one(catalog)
    catalog.trash([row_of(catalog)], origin=GRID)
    catalog.empty_trash(origin=GRID)

    catalog.replica.merge_miss(claim, written(row))
    assert waiting(catalog) == [("asset", uuid_of(1), "delete", "queued")]
    assert claim_one(catalog).version == row["xmin"]


def test_a_removal_that_missed_brings_the_asset_back(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    catalog.trash([row_of(catalog)], origin=GRID)
    catalog.empty_trash(origin=GRID)
    claim = claim_one(catalog)
    assert (claim.kind, claim.version) == ("delete", row["xmin"])
    theirs = written(row, custom_title="Dune")

    change = catalog.replica.merge_miss(claim, theirs)

    assert change.added == (row_of(catalog),)
    assert waiting(catalog) == []
    (conflict,) = catalog.replica.conflicts()
    assert (conflict.column, conflict.mine, conflict.theirs) == ("", None, theirs)
    catalog.replica.resolve([conflict.seq], keep=Side.THEIRS, origin=GRID)
    assert catalog.replica.conflicts() == []
    assert asset(catalog).custom_title == "Dune"


def test_a_removal_of_what_nobody_has_changed_is_sent_again(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    catalog.trash([row_of(catalog)], origin=GRID)
    catalog.empty_trash(origin=GRID)

    assert catalog.replica.merge_miss(claim_one(catalog), row).is_empty

    assert waiting(catalog) == [("asset", uuid_of(1), "delete", "queued")]
    assert (claim_one(catalog).version, catalog.replica.conflicts()) == (row["xmin"], [])


def test_what_came_back_can_be_deleted_after_all(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    catalog.trash([row_of(catalog)], origin=GRID)
    catalog.empty_trash(origin=GRID)
    catalog.replica.merge_miss(claim_one(catalog), written(row, custom_title="Dune"))
    (conflict,) = catalog.replica.conflicts()

    change = catalog.replica.resolve([conflict.seq], keep=Side.MINE, origin=GRID)

    assert change.removed_ids == (uuid_of(1),)
    assert waiting(catalog) == [("asset", uuid_of(1), "delete", "queued")]
    assert catalog.replica.conflicts() == []


def remove_trip(catalog: Catalog, *, members: int) -> tuple[CollectionId, dict[str, object], Claim]:
    trip = served_collection(1)
    catalog.replica.apply(COLLECTIONS, [trip])
    pull(catalog, *[served(number, collection_id=trip["id"]) for number in range(1, members + 1)])
    id_ = CollectionId(str(trip["id"]))
    catalog.delete_collection(id_, origin=GRID)
    return id_, dict(trip), claim_one(catalog)


def test_removing_a_collection_whose_members_changed_is_tried_again(catalog: Catalog) -> None:
    id_, trip, claim = remove_trip(catalog, members=1)
    theirs = served_collection(1, asset_count=5)

    catalog.replica.merge_miss(claim, theirs)

    assert (catalog.collections(), catalog.replica.conflicts()) == ([], [])
    again = claim_one(catalog)
    assert (again.id, again.kind, again.version) == (id_, "delete", theirs["xmin"])
    assert again.version != trip["xmin"]


def test_a_collection_that_they_renamed_comes_back_with_its_members(catalog: Catalog) -> None:
    id_, _, claim = remove_trip(catalog, members=3)
    assert asset(catalog).collection_id is None
    title(catalog, "Dune", 2)
    catalog.edit([row_of(catalog, 3)], {Column.COLLECTION: None}, origin=GRID)

    catalog.replica.merge_miss(claim, served_collection(1, name="Theirs"))

    assert [(one.name, one.asset_count) for one in catalog.collections()] == [("Theirs", 3)]
    (conflict,) = catalog.replica.conflicts()
    assert (conflict.entity, conflict.column, conflict.mine) == (Entity.COLLECTION, "", None)
    catalog.replica.resolve([conflict.seq], keep=Side.MINE, origin=GRID)
    assert catalog.collections() == []
    assert ("collection", id_, "delete", "queued") in waiting(catalog)


@pytest.mark.parametrize("is_under_way", [False, True])
def test_what_they_took_out_of_it_is_fetched_again_when_it_comes_back(
    catalog: Catalog, *, is_under_way: bool
) -> None:
    id_, _, claim = remove_trip(catalog, members=2)
    elsewhere = served(1, collection_id=None)
    pull(catalog, elsewhere)
    if is_under_way:
        title(catalog, "Dune")
        edit = claim_one(catalog)

    catalog.replica.merge_miss(claim, served_collection(1, name="Theirs"))
    if is_under_way:
        elsewhere = written(elsewhere, custom_title="Dune")
        catalog.replica.acknowledge(edit, {"xmin": elsewhere["xmin"]})

    known = catalog.replica.versions(ASSETS, after=None, until=None)
    assert (known[uuid_of(1)], known[uuid_of(2)] == "") == ("", False)
    pull(catalog, elsewhere)
    assert [asset(catalog, number).collection_id for number in (1, 2)] == [None, id_]


def test_a_removal_that_is_taken_back_asks_again_what_they_took_out_meanwhile(
    catalog: Catalog,
) -> None:
    trip = served_collection(1)
    catalog.replica.apply(COLLECTIONS, [trip])
    pull(catalog, *[served(number, collection_id=trip["id"]) for number in (1, 2)])
    catalog.delete_collection(CollectionId(str(trip["id"])), origin=GRID)
    elsewhere = served(1, collection_id=None)
    pull(catalog, elsewhere)

    catalog.undo()

    assert catalog.replica.versions(ASSETS, after=None, until=None)[uuid_of(1)] == ""
    pull(catalog, elsewhere)
    kept = [asset(catalog, number).collection_id for number in (1, 2)]
    assert (kept, waiting(catalog)) == ([None, trip["id"]], [])


def test_a_removal_of_an_earlier_version_knows_its_members_only(catalog: Catalog) -> None:
    id_, _, claim = remove_trip(catalog, members=1)
    earlier = replace(claim, gone={**claim.gone, "members": [row_of(catalog)]})

    catalog.replica.merge_miss(earlier, served_collection(1, name="Theirs"))

    assert (asset(catalog).collection_id, asset(catalog).version) == (id_, None)


def test_a_collection_that_came_back_may_stay(catalog: Catalog) -> None:
    _, _, claim = remove_trip(catalog, members=1)
    catalog.replica.merge_miss(claim, served_collection(1, name="Theirs"))
    (conflict,) = catalog.replica.conflicts()

    catalog.replica.resolve([conflict.seq], keep=Side.THEIRS, origin=GRID)

    assert [one.name for one in catalog.collections()] == ["Theirs"]
    assert waiting(catalog) == []


# --- refusals and failures


def test_a_refusal_is_shown_and_can_be_tried_again(catalog: Catalog, clock: FakeClock) -> None:
    pull(catalog, served())
    title(catalog, "Dune")
    catalog.replica.block(claim_one(catalog), "remote.refused", {"reason": "23514", "count": 2})

    (problem,) = catalog.replica.problems()
    assert (problem.entity, problem.id, problem.row) == (
        Entity.ASSET,
        uuid_of(1),
        row_of(catalog),
    )
    assert (problem.code, problem.params) == ("remote.refused", {"reason": "23514", "count": 2})
    assert catalog.replica.waiting() == Waiting(blocked=1)

    change = catalog.replica.retry(Entity.ASSET, [uuid_of(1), uuid_of(5)], origin=GRID)

    assert (change.origin, "has_problem" in change.columns) == (GRID, True)
    assert catalog.replica.problems() == []
    claim = claim_one(catalog)
    catalog.replica.release(claim, error="busy", next_at_us=clock.now_us() + 1_000_000)
    assert catalog.replica.claim(10) == []
    catalog.replica.retry(Entity.ASSET, [uuid_of(1)], origin=GRID)
    claim = claim_one(catalog)
    catalog.replica.retry(Entity.ASSET, [uuid_of(1)], origin=GRID)
    assert states(catalog) == [("update", "in_flight")]


def test_a_refused_edit_can_be_given_up(catalog: Catalog) -> None:
    pull(catalog, served(visibility="shared"))
    before = asset(catalog)
    catalog.edit([row_of(catalog)], {Column.VISIBILITY: "public"}, origin=GRID)
    catalog.edit_tags([row_of(catalog)], TagDelta(add=("sky",)), origin=GRID)
    catalog.replica.block(claim_one(catalog), "remote.refused", {})

    catalog.replica.revert(Entity.ASSET, [uuid_of(1)], origin=GRID)

    assert asset(catalog) == before
    assert (pending(catalog), waiting(catalog), catalog.replica.problems()) == ([], [], [])


def test_giving_up_what_may_have_arrived_has_the_row_fetched_again(catalog: Catalog) -> None:
    pull(catalog, served())
    title(catalog, "One")
    catalog.replica.release(claim_one(catalog), error="offline", next_at_us=0)
    catalog.replica.block(claim_one(catalog), "remote.refused", {})

    catalog.replica.revert(Entity.ASSET, [uuid_of(1)], origin=GRID)

    assert asset(catalog).custom_title is None
    assert catalog.replica.versions(ASSETS, after=None, until=None) == {uuid_of(1): ""}


def test_giving_up_where_it_is_not_known_when_the_row_was_updated(catalog: Catalog) -> None:
    pull(catalog, served())
    title(catalog, "One")
    claim = claim_one(catalog)
    title(catalog, "Two")
    catalog.replica.acknowledge(claim, {"xmin": "8"})
    edited_at = asset(catalog).updated_at

    catalog.replica.revert(Entity.ASSET, [uuid_of(1)], origin=GRID)

    assert (asset(catalog).custom_title, asset(catalog).updated_at) == ("One", edited_at)


def test_what_cannot_be_given_up_stays(catalog: Catalog) -> None:
    made = new_asset(id=uuid_of(2))
    catalog.add_assets([made], origin=Origin.IMPORT)
    pull(catalog, served())
    title(catalog, "One")
    (claim,) = catalog.replica.claim(10)

    catalog.replica.revert(Entity.ASSET, [uuid_of(1), uuid_of(2)], origin=GRID)

    assert states(catalog) == [("update", "in_flight"), ("insert", "queued")]
    catalog.replica.acknowledge(claim, {"xmin": "3"})


def test_a_refused_name_can_be_given_up(catalog: Catalog) -> None:
    trip = served_collection(1)
    catalog.replica.apply(COLLECTIONS, [trip])
    id_ = CollectionId(str(trip["id"]))
    catalog.rename_collection(id_, "Mine", origin=GRID)
    catalog.replica.block(claim_one(catalog), "remote.refused", {})
    assert catalog.replica.problems()[0].row is None

    catalog.replica.revert(Entity.COLLECTION, [id_], origin=GRID)

    assert [one.name for one in catalog.collections()] == ["Trip 1"]
    assert waiting(catalog) == []


def test_refused_removals_can_be_given_up(catalog: Catalog) -> None:
    id_, trip, claim = remove_trip(catalog, members=1)
    catalog.replica.block(claim, "remote.refused", {})
    catalog.trash([row_of(catalog)], origin=GRID)
    catalog.empty_trash(origin=GRID)

    catalog.replica.revert(Entity.COLLECTION, [id_], origin=GRID)
    catalog.replica.revert(Entity.ASSET, [uuid_of(1)], origin=GRID)

    assert [(one.id, one.name) for one in catalog.collections()] == [(id_, "Trip 1")]
    assert table(catalog, "version, created_at", "collection") == [(trip["xmin"], CREATED_AT)]
    assert waiting(catalog) == []
    assert len(pull(catalog, served()).added) == 1


def test_an_earlier_request_that_may_have_arrived_is_remembered(catalog: Catalog) -> None:
    """The second request certainly did not arrive; the first may have: undo must be sent."""
    pull(catalog, served())
    title(catalog, "One")
    catalog.replica.release(claim_one(catalog), error="offline", next_at_us=0)
    catalog.replica.release(
        claim_one(catalog), error="remote.rate_limited", next_at_us=0, is_untouched=True
    )

    catalog.undo()

    assert edits(catalog) == [("custom_title", "null", "null")]


def test_answers_to_an_old_claim_count_for_nothing(catalog: Catalog) -> None:
    pull(catalog, served())
    title(catalog, "One")
    old = claim_one(catalog)
    catalog.replica.release_in_flight()
    new = claim_one(catalog)

    catalog.replica.release(old, error="late", next_at_us=HOUR_US)
    catalog.replica.block(old, "late", {})
    catalog.replica.acknowledge(old, {"xmin": "1"})

    assert states(catalog) == [("update", "in_flight")]
    catalog.replica.acknowledge(new, {"xmin": "2"})
    assert states(catalog) == []
    assert asset(catalog).version == "2"


def test_what_was_put_off_is_due_when_somebody_says_so(catalog: Catalog, clock: FakeClock) -> None:
    pull(catalog, served())
    title(catalog, "One")
    for _ in range(3):
        claim = claim_one(catalog)
        catalog.replica.release(claim, error="busy", next_at_us=clock.now_us() + HOUR_US)
        assert catalog.replica.claim(10) == []
        catalog.replica.make_due()

    assert claim_one(catalog).attempts == 2


def test_what_the_user_tries_again_counts_as_tried_before(catalog: Catalog) -> None:
    pull(catalog, served())
    title(catalog, "One")
    catalog.replica.block(claim_one(catalog), "remote.too_large", {})

    catalog.replica.retry(Entity.ASSET, [asset(catalog).id], origin=Origin.WINDOW)

    assert claim_one(catalog).attempts == 2


def test_a_clock_that_was_wrong_stops_nothing_for_long(catalog: Catalog, clock: FakeClock) -> None:
    pull(catalog, served())
    title(catalog, "One")
    claim = claim_one(catalog)
    catalog.replica.release(claim, error="busy", next_at_us=clock.now_us() + 1_000 * HOUR_US)

    assert len(catalog.replica.claim(10)) == 1


# --- what goes before what


def test_an_asset_waits_for_its_collection(catalog: Catalog) -> None:
    pull(catalog, served(1), served(2))
    id_, _ = catalog.create_collection("Trip", origin=GRID)
    catalog.edit([row_of(catalog, 1)], {Column.COLLECTION: id_}, origin=GRID)
    title(catalog, "Dune", 2)
    catalog.add_assets([new_asset(id=uuid_of(3), collection_id=id_)], origin=Origin.IMPORT)

    made, other = claim_all(catalog)
    assert (made.id, other.id) == (id_, uuid_of(2))
    assert claim_all(catalog) == []
    assert catalog.replica.waiting() == Waiting(queued=2, in_flight=2, uploads=1)

    catalog.replica.block(made, "remote.refused", {})
    assert catalog.replica.waiting() == Waiting(in_flight=1, blocked=3)

    catalog.replica.retry(Entity.COLLECTION, [id_], origin=GRID)
    made = claim_one(catalog)
    catalog.replica.acknowledge(made, {"xmin": "1"})
    assert {claim.id for claim in claim_all(catalog)} == {uuid_of(1), uuid_of(3)}


# --- what sync asks


def test_versions_of_what_the_server_has(catalog: Catalog) -> None:
    rows = [served(number) for number in range(1, 6)]
    pull(catalog, *rows)
    catalog.add_assets([new_asset(id=uuid_of(9))], origin=Origin.IMPORT)
    id_, _ = catalog.create_collection("Trip", origin=GRID)
    versions = {str(row["id"]): row["xmin"] for row in rows}

    def told(after: int | None, until: int | None) -> dict[str, str]:
        return catalog.replica.versions(
            ASSETS,
            after=None if after is None else uuid_of(after),
            until=None if until is None else uuid_of(until),
        )

    assert told(None, None) == versions
    assert list(told(2, 4)) == [uuid_of(3), uuid_of(4)]
    assert list(told(4, None)) == [uuid_of(5)]
    assert catalog.replica.count(ASSETS) == 5
    assert catalog.replica.versions(COLLECTIONS, after=None, until=None) == {}
    assert catalog.replica.count(COLLECTIONS) == 0
    acknowledge_all(catalog)
    assert catalog.replica.count(ASSETS) == 6
    assert list(catalog.replica.versions(COLLECTIONS, after=None, until=None)) == [id_]


def test_candidates_and_witnesses(catalog: Catalog) -> None:
    pull(catalog, *[served(number) for number in range(1, 6)])
    catalog.add_assets([new_asset(id=uuid_of(9))], origin=Origin.IMPORT)
    replica = catalog.replica

    replica.note_missing([uuid_of(n) for n in (4, 2, 9, 77)], positions={"scan": "x"})
    replica.note_missing([uuid_of(2)])

    assert replica.missing() == [uuid_of(2), uuid_of(4)]
    assert replica.missing(after=uuid_of(2), limit=5) == [uuid_of(4)]
    assert replica.missing(limit=1) == [uuid_of(2)]
    assert replica.missing_count() == 2
    assert replica.position("scan") == "x"
    assert set(replica.witnesses(ASSETS, 5, besides=[uuid_of(1)])) == {uuid_of(3), uuid_of(5)}
    assert len(replica.witnesses(ASSETS, 1)) == 1
    replica.clear_missing([uuid_of(4)], positions={"scan": None})
    assert (replica.missing(), replica.position("scan")) == ([uuid_of(2)], None)
    replica.clear_missing()
    assert replica.missing() == []


def test_files_that_other_assets_name(catalog: Catalog) -> None:
    own, named, lost = (f"{ACCOUNT.user_id}/{uuid_of(n)}.png" for n in (1, 50, 51))
    thumbnail = f"{ACCOUNT.user_id}/{uuid_of(52)}.thumb.webp"
    pull(
        catalog,
        served(1),
        served(2, storage_path=f"https://x.example/sign/user-library/{named}?token=1"),
        served(3, thumbnail_path=f"user-library/{thumbnail}"),
    )

    assert catalog.replica.named([own, named, lost, thumbnail]) == {named, thumbnail}
    with catalog.reading() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT 1 FROM asset WHERE (instr(storage_path, id) = 0 OR"
            " (thumbnail_path IS NOT NULL AND instr(thumbnail_path, id) = 0))"
            " AND instr(storage_path, 'x')"
        ).all()
    assert "asset_names_another" in str(plan)
