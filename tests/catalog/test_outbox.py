"""What waits for the server: bases, coalescing, claims, and what became of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet, Column, Origin, TagDelta
from desktop_app.domain.entities import Asset
from desktop_app.domain.sync import Claim
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


@pytest.fixture
def synced(library_folder: Path, clock: FakeClock) -> Iterator[Catalog]:
    """Two assets that the server knows."""
    assets = [new_asset(tags=("sea",)), new_asset()]
    with open_catalog(library_folder, *assets, account=ACCOUNT, clock=clock) as catalog:
        acknowledge_all(catalog)
        yield catalog
        check_derived(catalog)


def asset(catalog: Catalog, row: int = 1) -> Asset:
    return catalog.assets([row])[0]


def edits(catalog: Catalog) -> list[tuple[str, str, str]]:
    """Return column, base and value of what waits."""
    return [edit[1:] for edit in pending(catalog)]


def entries(catalog: Catalog) -> list[tuple[str, str]]:
    """Return kind and state of the entries."""
    return [entry[2:] for entry in waiting(catalog)]


def claim_one(catalog: Catalog) -> Claim:
    (claimed,) = claim_all(catalog, 10)
    return claimed


def title(catalog: Catalog, text: str | None) -> ChangeSet:
    return catalog.edit([1], {Column.TITLE: text}, origin=GRID)


def test_new_assets_wait_to_be_inserted(library_folder: Path) -> None:
    made = new_asset()
    with open_catalog(library_folder, made, account=ACCOUNT, clock=FakeClock()) as catalog:
        assert waiting(catalog) == [("asset", made.id, "insert", "queued")]
        assert asset(catalog).user_id == ACCOUNT.user_id
        assert catalog.tiles([1])[0].is_pending
        key = f"{ACCOUNT.user_id}/{made.id}.png"
        assert table(catalog, "asset_id, object_key, content_hash, size_bytes", "upload") == [
            (made.id, key, made.content_hash, made.file_size_bytes)
        ]
        assert asset(catalog).storage_path == key

        claimed = claim_one(catalog)
        assert (claimed.kind, claimed.version, claimed.attempts) == ("insert", None, 1)
        change = catalog.replica.acknowledge(
            claimed, {"xmin": "771", "updated_at": "1970-01-01T00:00:00.000005Z"}
        )

        assert waiting(catalog) == []
        assert table(catalog, "object_key, is_done", "upload") == [(key, 1)]
        assert change.changed == (1,)
        assert asset(catalog).version == "771"
        assert (asset(catalog).updated_at_us, asset(catalog).updated_at) == (
            5,
            "1970-01-01T00:00:00.000005Z",
        )
        assert not catalog.tiles([1])[0].is_pending


def test_edits_before_the_insert_become_part_of_it(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset(), account=ACCOUNT, clock=FakeClock()) as catalog:
        title(catalog, "Dune")
        catalog.edit_tags([1], TagDelta(add=("sea",)), origin=GRID)

        assert edits(catalog) == []
        assert entries(catalog) == [("insert", "queued")]


def test_edits_while_the_insert_is_under_way_wait(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset(), account=ACCOUNT, clock=FakeClock()) as catalog:
        claimed = claim_one(catalog)
        title(catalog, "Dune")
        assert edits(catalog) == [("custom_title", "null", '"Dune"')]

        catalog.replica.release(claimed, error="offline", next_at_us=0)
        again = claim_one(catalog)
        assert (again.kind, again.attempts) == ("insert", 2)
        assert again.row is not None
        assert again.row["custom_title"] is None

        catalog.replica.acknowledge(again, {"xmin": "1"})
        assert entries(catalog) == [("update", "queued")]
        assert claim_one(catalog).values == {"custom_title": "Dune"}


def test_an_insert_that_was_certainly_not_taken_takes_in_the_edits(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset(), account=ACCOUNT, clock=FakeClock()) as catalog:
        claimed = claim_one(catalog)
        title(catalog, "Dune")

        catalog.replica.release(claimed, error="offline", next_at_us=0, is_untouched=True)

        assert edits(catalog) == []
        assert entries(catalog) == [("insert", "queued")]


def test_an_edit_keeps_the_servers_value_as_its_base(synced: Catalog) -> None:
    title(synced, "One")
    title(synced, "Two")
    synced.edit([1], {Column.FAVORITE: True}, origin=GRID)
    synced.edit_tags([1], TagDelta(add=("dune",)), origin=GRID)
    synced.edit([1], {Column.ROLEPLAY: {"b": 1, "a": {"d": 1, "c": 2}}}, origin=GRID)

    assert edits(synced) == [
        ("custom_title", "null", '"Two"'),
        ("is_favorite", "false", "true"),
        ("roleplay_metadata", "{}", '{"a":{"c":2,"d":1},"b":1}'),
        ("tags", '["sea"]', '["sea","dune"]'),
    ]
    assert entries(synced) == [("update", "queued")]
    groups = table(synced, "group_id, seq", "pending_edit ORDER BY seq")
    assert [group for group, _ in groups] == [2, 3, 4, 5]


def test_text_of_any_kind_goes_through(synced: Catalog) -> None:
    text = 'a "quoted" \\ line\nwith 夕日'
    title(synced, text + "\0\ud800")
    assert asset(synced).custom_title == f"{text}?"
    assert claim_one(synced).values == {"custom_title": f"{text}?"}


def test_going_back_to_the_base_leaves_nothing_to_send(synced: Catalog, clock: FakeClock) -> None:
    before = asset(synced)
    clock.advance(1_000_000)
    title(synced, "One")
    synced.edit([1], {Column.FAVORITE: True}, origin=GRID)
    assert asset(synced).updated_at_us > before.updated_at_us

    change = title(synced, None)
    assert entries(synced) == [("update", "queued")]
    assert "has_pending" in change.columns
    synced.edit([1], {Column.FAVORITE: False}, origin=GRID)

    assert entries(synced) == []
    assert asset(synced) == before


def test_an_update_is_acknowledged(synced: Catalog) -> None:
    version = asset(synced).version
    title(synced, "Dune")
    claimed = claim_one(synced)
    assert (claimed.entity, claimed.id, claimed.kind) == ("asset", asset(synced).id, "update")
    assert (claimed.version, claimed.values, claimed.bases) == (
        version,
        {"custom_title": "Dune"},
        {"custom_title": None},
    )
    assert synced.replica.claim(10) == []

    change = synced.replica.acknowledge(claimed, {"xmin": "9"})

    assert (edits(synced), entries(synced)) == ([], [])
    assert (change.origin, change.changed) == (Origin.SYNC, (1,))
    assert asset(synced).version == "9"


def test_what_is_edited_meanwhile_begins_at_what_was_sent(synced: Catalog) -> None:
    title(synced, "One")
    claimed = claim_one(synced)
    title(synced, "Two")
    synced.edit([1], {Column.FAVORITE: True}, origin=GRID)

    synced.replica.acknowledge(claimed, {"xmin": "9"})

    assert edits(synced) == [("custom_title", '"One"', '"Two"'), ("is_favorite", "false", "true")]
    again = claim_one(synced)
    assert (again.version, again.attempts) == ("9", 1)
    assert again.values == {"custom_title": "Two", "is_favorite": True}


def test_undone_while_under_way_is_still_to_be_sent(synced: Catalog) -> None:
    title(synced, "One")
    claimed = claim_one(synced)
    synced.undo()
    assert edits(synced) == [("custom_title", "null", "null")]

    synced.replica.acknowledge(claimed, {"xmin": "9"})

    assert edits(synced) == [("custom_title", '"One"', "null")]
    assert entries(synced) == [("update", "queued")]


def test_done_again_while_under_way_is_not_sent_twice(synced: Catalog) -> None:
    title(synced, "One")
    claimed = claim_one(synced)
    synced.undo()
    synced.redo()

    synced.replica.acknowledge(claimed, {"xmin": "9"})

    assert (edits(synced), entries(synced)) == ([], [])


def test_an_answer_that_was_lost_keeps_the_edit(synced: Catalog) -> None:
    """The server may hold what was sent: undo must not take the entry out of the queue."""
    title(synced, "One")
    claimed = claim_one(synced)
    synced.replica.release(claimed, error="time-out", next_at_us=0)
    synced.undo()
    assert edits(synced) == [("custom_title", "null", "null")]

    synced.replica.acknowledge(claim_one(synced), {"xmin": "9"})
    assert (edits(synced), entries(synced)) == ([], [])


def test_what_was_certainly_not_taken_can_be_undone(synced: Catalog) -> None:
    before = asset(synced)
    title(synced, "One")
    claimed = claim_one(synced)
    synced.undo()

    change = synced.replica.release(claimed, error="refused", next_at_us=0, is_untouched=True)

    assert (edits(synced), entries(synced)) == ([], [])
    assert change.changed == (1,)
    assert asset(synced) == before


def test_entries_rest_until_their_time(synced: Catalog, clock: FakeClock) -> None:
    title(synced, "One")
    claimed = claim_one(synced)
    synced.replica.release(claimed, error="offline", next_at_us=clock.now_us() + 1_000_000)
    assert table(synced, "last_error", "outbox") == [("offline",)]
    assert synced.replica.claim(10) == []

    clock.advance(1_000_000)

    assert claim_one(synced).attempts == 2


def test_entries_are_taken_a_few_at_a_time_collections_first(synced: Catalog) -> None:
    synced.edit([1, 2], {Column.FAVORITE: True}, origin=GRID)
    first, _ = synced.create_collection("A", origin=GRID)
    second, _ = synced.create_collection("B", origin=GRID)

    assert [claim.id for claim in synced.replica.claim(3)] == [first, second, asset(synced).id]
    assert [claim.id for claim in synced.replica.claim(3)] == [asset(synced, 2).id]


def test_a_refused_edit_rests_until_it_is_changed(synced: Catalog) -> None:
    synced.edit([1, 2], {Column.VISIBILITY: "shared"}, origin=GRID)
    claimed = synced.replica.claim(10)
    synced.replica.acknowledge(claimed[1], {"xmin": "9"})

    change = synced.replica.block(claimed[0], "push.refused", {"words": "violates check"})

    assert entries(synced) == [("update", "blocked")]
    assert change.changed == (1,)
    assert synced.tiles([1])[0].has_problem
    assert table(synced, "code, params", "problem") == [
        ("push.refused", '{"words":"violates check"}')
    ]
    assert synced.replica.claim(10) == []

    change = synced.edit([1], {Column.VISIBILITY: "public"}, origin=GRID)

    assert "has_problem" in change.columns
    assert entries(synced) == [("update", "queued")]
    assert not synced.tiles([1])[0].has_problem
    assert table(synced, "*", "problem") == []
    assert claim_one(synced).bases == {"visibility": "private"}


def test_undo_takes_a_refused_edit_out(synced: Catalog) -> None:
    before = asset(synced)
    synced.edit([1], {Column.VISIBILITY: "shared"}, origin=GRID)
    synced.replica.block(claim_one(synced), "push.refused", {})

    synced.undo()

    assert entries(synced) == []
    assert asset(synced) == before


def test_a_refused_collection_is_no_problem_of_an_asset(synced: Catalog) -> None:
    made, _ = synced.create_collection("Trip", origin=GRID)
    synced.replica.block(claim_one(synced), "push.refused", {})
    assert waiting(synced) == [("collection", made, "insert", "blocked")]

    synced.rename_collection(made, "Journey", origin=GRID)

    assert waiting(synced) == [("collection", made, "insert", "queued")]
    assert edits(synced) == []
    synced.replica.acknowledge(claim_one(synced), {"xmin": "1"})
    assert waiting(synced) == []


def test_a_refused_insert_takes_in_the_edit_that_mends_it(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset(), account=ACCOUNT, clock=FakeClock()) as catalog:
        catalog.replica.block(claim_one(catalog), "push.too_large", {})

        title(catalog, "Dune")

        assert entries(catalog) == [("insert", "queued")]
        assert edits(catalog) == []


def test_deleted_while_its_insert_is_under_way(library_folder: Path) -> None:
    made = new_asset()
    with open_catalog(library_folder, made, account=ACCOUNT, clock=FakeClock()) as catalog:
        claimed = claim_one(catalog)
        catalog.trash([1], origin=GRID)
        catalog.empty_trash(origin=GRID)
        assert waiting(catalog) == [("asset", made.id, "delete", "in_flight")]

        catalog.replica.acknowledge(claimed, {"xmin": "9"})

        deletion = claim_one(catalog)
        assert (deletion.kind, deletion.version) == ("delete", "9")
        key = f"{ACCOUNT.user_id}/{made.id}.png"
        assert deletion.gone == {
            "version": "9",
            "storage_path": key,
            "thumbnail_path": None,
            "was_insert": 0,
            "uploaded": [key],
        }
        catalog.replica.acknowledge(deletion, None)
        assert waiting(catalog) == []


def test_a_server_without_versions_answers_to_what_was_deleted_meanwhile(
    library_folder: Path,
) -> None:
    made = new_asset()
    with open_catalog(library_folder, made, account=ACCOUNT, clock=FakeClock()) as catalog:
        claimed = claim_one(catalog)
        catalog.trash([1], origin=GRID)
        catalog.empty_trash(origin=GRID)

        catalog.replica.acknowledge(claimed, {"id": made.id})

        deletion = claim_one(catalog)
        assert (deletion.kind, deletion.version) == ("delete", None)


def test_an_answer_to_what_is_no_longer_there_does_no_harm(synced: Catalog) -> None:
    title(synced, "Dune")
    claimed = claim_one(synced)
    others_write(synced, "DELETE FROM outbox")
    others_write(synced, "DELETE FROM pending_edit")
    others_write(synced, "UPDATE asset SET has_pending = 0")

    synced.replica.acknowledge(claimed, {"xmin": "9"})

    assert waiting(synced) == []


def test_what_was_under_way_at_the_end_is_tried_again(library_folder: Path) -> None:
    catalog = catalog_with(library_folder, 1, account=ACCOUNT, clock=FakeClock())
    acknowledge_all(catalog)
    title(catalog, "Dune")
    claim_one(catalog)
    catalog.close()

    with open_catalog(library_folder, clock=FakeClock()) as again:
        assert entries(again) == [("update", "queued")]
        again.undo()  # nobody knows what the server holds
        assert edits(again) == [("custom_title", "null", "null")]


def test_an_edit_of_many_is_one_entry_each(library_folder: Path) -> None:
    assets = [new_asset() for _ in range(1_500)]
    with open_catalog(library_folder, *assets, account=ACCOUNT, clock=FakeClock()) as catalog:
        others_write(catalog, "UPDATE asset SET version = '1', has_pending = 0")
        others_write(catalog, "DELETE FROM outbox")
        rows = range(1, 1_501)
        change = catalog.edit_tags(rows, TagDelta(add=("sea",)), origin=GRID)

        assert len(pending(catalog)) == len(waiting(catalog)) == 1_500
        assert change.step is not None
        assert table(catalog, "DISTINCT group_id", "pending_edit") == [(change.step.group_id,)]
        catalog.undo()
        assert (pending(catalog), waiting(catalog)) == ([], [])
