"""Pulled rows: new, changed, odd, and beside edits that wait."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet, Column, Origin, TagDelta
from desktop_app.domain.entities import CollectionId, FileState, Json
from desktop_app.domain.sync import Entity, Side
from tests.builders import ACCOUNT, FakeClock, catalog_with, new_asset, open_catalog
from tests.catalog.conftest import (
    GRID,
    acknowledge_all,
    check_derived,
    claim_all,
    others_write,
    pending,
    table,
    undo_all,
    waiting,
)
from tests.catalog.served import (
    ASSETS,
    COLLECTIONS,
    CREATED_AT,
    Row,
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
    with synced(library_folder) as opened:
        yield opened
        check_derived(opened)


def title(catalog: Catalog, text: str | None, number: int = 1) -> None:
    catalog.edit([row_of(catalog, number)], {Column.TITLE: text}, origin=GRID)


def edits(catalog: Catalog) -> list[tuple[str, str, str]]:
    return [edit[1:] for edit in pending(catalog)]


def test_a_new_row_becomes_an_asset(catalog: Catalog) -> None:
    heard: list[ChangeSet] = []
    catalog.subscribe(heard.append)
    row = served(
        custom_title="Dune",
        is_favorite=True,
        roleplay_metadata={"character_name": "Ann"},
        label="x",
        sort_order=None,
        duration_seconds=2.5,
        xmin="771",
    )

    change = pull(catalog, row)

    made = asset(catalog)
    assert heard == [change]
    assert (change.origin, change.added) == (Origin.SYNC, (made.row,))
    assert (made.user_id, made.version) == (ACCOUNT.user_id, "771")
    assert (made.custom_title, made.tags, made.is_favorite) == ("Dune", ("sea", "dusk"), True)
    assert (made.generation_seed, made.duration_seconds) == ("12345", 2.5)
    assert (made.width_px, made.height_px, made.file_size_bytes) == (1024, 768, 2_048_576)
    assert (made.created_at, made.created_at_us) == (CREATED_AT, 1_756_548_000_000_000)
    assert made.roleplay_metadata == {"character_name": "Ann"}
    assert made.extra == {"label": "x", "sort_order": None}
    assert made.file_state is FileState.ABSENT
    assert made.added_at_us > made.created_at_us
    assert waiting(catalog) == []
    assert catalog.undo() is None


def test_the_same_version_changes_nothing(catalog: Catalog) -> None:
    row = served(custom_title="Dune")
    pull(catalog, row)
    number = catalog.change_number

    change = pull(catalog, row | {"custom_title": "never"})

    assert change.is_empty
    assert catalog.change_number == number
    assert asset(catalog).custom_title == "Dune"


def test_a_new_version_replaces_what_is_here(catalog: Catalog) -> None:
    row = served(label="a")
    pull(catalog, row)
    before = asset(catalog)

    change = pull(
        catalog, written(row, custom_title="Dune", tags=["dusk", "sky"], label="b", width=5)
    )

    after = asset(catalog)
    assert (change.added, change.changed) == ((), (after.row,))
    assert change.columns == {"custom_title", "tags", "extra", "width"}
    assert (after.custom_title, after.tags, after.width_px) == ("Dune", ("dusk", "sky"), 5)
    assert (after.row, after.added_at_us) == (before.row, before.added_at_us)
    assert [tag for (tag,) in table(catalog, "spelling", "tag ORDER BY 1")] == ["dusk", "sky"]


def test_only_a_version_is_no_change_to_be_seen(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)

    assert pull(catalog, written(row, xmin="9")).is_empty
    assert asset(catalog).version == "9"


def test_without_versions_the_values_are_compared(catalog: Catalog) -> None:
    row = served()
    del row["xmin"]
    pull(catalog, row)
    assert asset(catalog).version is None

    assert pull(catalog, row).is_empty
    assert pull(catalog, row | {"custom_title": "Dune"}).columns == {"custom_title"}
    assert catalog.replica.versions(ASSETS, after=None, until=None) == {uuid_of(1): ""}


def test_positions_go_with_the_last_slice(catalog: Catalog) -> None:
    rows = [served(number) for number in range(1, 1_202)]
    seen = []
    catalog.subscribe(lambda change: seen.append((len(change.added), position())))

    def position() -> str | None:
        return catalog.replica.position("ids")

    change = catalog.replica.apply(ASSETS, rows, positions={"ids": "b", "old": None})

    assert [count for count, _ in seen] == [500, 500, 201]
    assert [at for _, at in seen] == [None, None, "b"]
    assert len(change.added) == 1_201
    catalog.replica.apply(ASSETS, [], positions={"ids": None}, is_initial=True)
    assert position() is None
    catalog.replica.set_positions({"a": "1", "b": None})
    assert catalog.replica.position("a") == "1"


def test_rows_that_are_not_ours_are_left_out(
    catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    change = pull(
        catalog,
        served(1, id=None),
        served(2, id="../../etc/passwd"),
        served(3, user_id=uuid_of(99)),
        served(4) | {"id": uuid_of(4).upper()},
        served(5, user_id=None),
        {"id": uuid_of(6)},
    )

    assert len(change.added) == 3
    assert asset(catalog, 4).id == uuid_of(4)
    assert asset(catalog, 5).user_id == ACCOUNT.user_id
    assert (asset(catalog, 6).visibility, asset(catalog, 6).content_category) == (
        "private",
        "general",
    )
    assert "3 rows of user_library are left out" in caplog.text
    pull(catalog, written(served(6), original_prompt="a lighthouse"))
    pull(catalog, written(served(5), original_prompt="a lighthouse"))


def test_of_a_row_that_comes_twice_the_last_counts(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row, written(row, custom_title="Dune"))
    assert asset(catalog).custom_title == "Dune"


@pytest.mark.parametrize(
    ("column", "value", "name", "stored"),
    [
        ("tags", None, "tags", ()),
        ("tags", [None, "a", ["b", None]], "tags", ("a", "b")),
        ("tags", {"a": 1}, "tags", ()),
        ("tags", "a", "tags", ()),
        ("tags", ["\ud800", "é"], "tags", ("?", "é")),
        ("tags", ["夕日"], "tags", ("夕日",)),
        ("generation_seed", None, "generation_seed", None),
        ("generation_seed", "00042", "generation_seed", "42"),
        ("generation_seed", "-7", "generation_seed", "-7"),
        ("generation_seed", "-0", "generation_seed", "0"),
        ("generation_seed", 18446744073709551615, "generation_seed", "18446744073709551615"),
        ("generation_seed", 5.0, "generation_seed", "5"),
        ("generation_seed", 5.5, "generation_seed", "5.5"),
        ("generation_seed", "many", "generation_seed", "many"),
        ("file_size_bytes", None, "file_size_bytes", 0),
        ("file_size_bytes", "123", "file_size_bytes", 123),
        ("file_size_bytes", -5, "file_size_bytes", 0),
        ("file_size_bytes", 1 << 80, "file_size_bytes", (1 << 63) - 1),
        ("file_size_bytes", 1e30, "file_size_bytes", (1 << 63) - 1),
        ("file_size_bytes", float("inf"), "file_size_bytes", 0),
        ("width", 1 << 40, "width_px", (1 << 31) - 1),
        ("width", None, "width_px", None),
        ("width", "512", "width_px", 512),
        ("width", [], "width_px", None),
        ("duration_seconds", "3.25", "duration_seconds", 3.25),
        ("duration_seconds", "NaN", "duration_seconds", None),
        ("duration_seconds", "long", "duration_seconds", None),
        ("duration_seconds", 1 << 2000, "duration_seconds", None),
        ("duration_seconds", [], "duration_seconds", None),
        ("is_favorite", None, "is_favorite", False),
        ("is_favorite", "t", "is_favorite", True),
        ("is_favorite", 1, "is_favorite", True),
        ("visibility", None, "visibility", "private"),
        ("visibility", "unlisted", "visibility", "unlisted"),
        ("content_category", None, "content_category", "general"),
        ("collection_id", "", "collection_id", None),
        ("custom_title", 5, "custom_title", "5"),
        ("custom_title", "a\0b\ud800", "custom_title", "ab?"),
        ("model_used", None, "model_used", ""),
        ("asset_type", ["a"], "asset_type", '["a"]'),
        ("thumbnail_path", "user-library/x.webp", "thumbnail_path", "user-library/x.webp"),
        ("roleplay_metadata", None, "roleplay_metadata", {}),
        ("roleplay_metadata", [1], "roleplay_metadata", {}),
        ("created_at", "infinity", "created_at_us", 0),
        ("created_at", "2025-08-30T10:00:00", "created_at_us", 1_756_548_000_000_000),
        ("created_at", None, "created_at", ""),
        ("updated_at", None, "updated_at_us", 1_756_548_000_000_000),
        ("updated_at", "2025-08-30 12:00:00.5+02", "updated_at_us", 1_756_548_000_500_000),
        ("xmin", 771, "version", "771"),
        ("xmin", None, "version", None),
    ],
)
@pytest.mark.parametrize("is_alone", [True, False])
def test_odd_values_find_a_place(
    catalog: Catalog,
    column: str,
    value: Json,
    name: str,
    stored: object,
    is_alone: bool,  # noqa: FBT001
) -> None:
    odd = served(1, **{column: value})
    # Rows of different columns are taken one by one.
    pull(catalog, odd, *([] if is_alone else [served(2, label="x")]))

    assert getattr(asset(catalog), name) == stored
    # As it comes in, so it comes in again.
    assert pull(catalog, written(odd, xmin="5")).is_empty


def test_values_nested_without_end_are_survived(catalog: Catalog) -> None:
    deep: Json = []
    for _ in range(5_000):
        deep = [deep]

    pull(catalog, served(1, roleplay_metadata={"a": deep}, label=deep, tags=deep, model_used=deep))

    one = asset(catalog)
    assert (one.roleplay_metadata, one.extra, one.tags, one.model_used) == ({}, {}, (), "")


def test_columns_that_go_leave_what_is_here(catalog: Catalog) -> None:
    row = served(custom_title="Dune", label="x")
    pull(catalog, row)
    del row["custom_title"], row["tags"], row["label"], row["updated_at"]

    change = pull(catalog, written(row, is_favorite=True))

    assert change.columns == {"is_favorite", "extra"}
    assert (asset(catalog).custom_title, asset(catalog).tags) == ("Dune", ("sea", "dusk"))


def test_facts_of_this_machine_stay(catalog: Catalog) -> None:
    row = served(width=None, height=None, file_size_bytes=0, generation_seed=None)
    pull(catalog, row)
    catalog.record_file(
        row_of(catalog),
        content_hash="ab",
        file_state=FileState.STORED,
        width_px=640,
        height_px=480,
        file_size_bytes=99,
    )

    pull(catalog, written(row, model_used="flux"))

    one = asset(catalog)
    assert (one.model_used, one.content_hash, one.file_state) == ("flux", "ab", FileState.STORED)
    assert (one.width_px, one.height_px, one.file_size_bytes) == (640, 480, 99)
    pull(catalog, written(row, width=1, height=2, file_size_bytes=3))
    one = asset(catalog)
    assert (one.width_px, one.height_px, one.file_size_bytes) == (1, 2, 3)


def test_a_seed_that_the_server_cannot_hold_stays(library_folder: Path) -> None:
    made = new_asset(generation_seed="18446744073709551615")
    with open_catalog(library_folder, made, account=ACCOUNT, clock=FakeClock()) as catalog:
        (claim,) = claim_all(catalog)
        assert claim.row is not None
        assert claim.row["generation_seed"] is None
        catalog.replica.acknowledge(claim, {**claim.row, "xmin": "1"})
        assert catalog.assets([1])[0].generation_seed == "18446744073709551615"


def test_a_lost_file_may_be_under_its_new_path(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    catalog.record_file(row_of(catalog), file_state=FileState.MISSING)

    pull(catalog, written(row, model_used="flux"))
    assert asset(catalog).file_state is FileState.MISSING

    pull(catalog, written(row, storage_path="elsewhere.png"))
    assert asset(catalog).file_state is FileState.ABSENT


def test_what_is_in_the_trash_goes_on_syncing(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    catalog.trash([row_of(catalog)], origin=GRID)

    pull(catalog, written(row, custom_title="Dune"))

    assert asset(catalog).custom_title == "Dune"
    assert asset(catalog).trashed_at_us is not None


# --- beside edits that wait


def test_a_row_with_an_edit_is_merged(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    catalog.edit_tags([row_of(catalog)], TagDelta(add=("sky",), remove=("sea",)), origin=GRID)
    catalog.edit([row_of(catalog)], {Column.FAVORITE: True}, origin=GRID)
    edited_at = asset(catalog).updated_at

    theirs = written(
        row, tags=["sea", "dusk", "hill"], model_used="flux", updated_at="2025-09-01T00:00:00Z"
    )
    pull(catalog, theirs)

    one = asset(catalog)
    assert (one.tags, one.is_favorite, one.model_used) == (("dusk", "hill", "sky"), True, "flux")
    assert one.version == theirs["xmin"]
    assert one.updated_at == edited_at
    assert edits(catalog) == [
        ("is_favorite", "false", "true"),
        ("tags", '["sea","dusk","hill"]', '["dusk","hill","sky"]'),
    ]
    assert catalog.replica.conflicts() == []
    (claim,) = catalog.replica.claim(10)
    assert (claim.version, claim.values["tags"]) == (theirs["xmin"], ["dusk", "hill", "sky"])


def test_when_they_made_the_same_edit_nothing_is_left_to_send(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    title(catalog, "Dune")

    change = pull(catalog, written(row, custom_title="Dune", updated_at="2025-09-01T00:00:00Z"))

    assert (pending(catalog), waiting(catalog)) == ([], [])
    assert "has_pending" in change.columns
    assert asset(catalog).updated_at == "2025-09-01T00:00:00Z"


def test_both_renamed_it(catalog: Catalog) -> None:
    row = served(custom_title="Before")
    pull(catalog, row)
    title(catalog, "Mine")

    change = pull(catalog, written(row, custom_title="Theirs"))

    assert asset(catalog).custom_title == "Mine"
    assert "has_conflict" in change.columns
    assert catalog.tiles([row_of(catalog)])
    (conflict,) = catalog.replica.conflicts()
    assert (conflict.entity, conflict.id, conflict.row) == (
        Entity.ASSET,
        uuid_of(1),
        row_of(catalog),
    )
    assert (conflict.column, conflict.base, conflict.mine, conflict.theirs) == (
        "custom_title",
        "Before",
        "Mine",
        "Theirs",
    )
    # Once more: one card, which remembers what stood there before it all.
    pull(catalog, written(row, custom_title="Theirs again"))
    (conflict,) = catalog.replica.conflicts()
    assert (conflict.base, conflict.theirs) == ("Before", "Theirs again")
    assert edits(catalog) == [("custom_title", '"Theirs again"', '"Mine"')]


def test_the_more_private_one_wins_and_nothing_is_sent(catalog: Catalog) -> None:
    row = served(visibility="shared")
    pull(catalog, row)
    catalog.edit([row_of(catalog)], {Column.VISIBILITY: "public"}, origin=GRID)

    pull(catalog, written(row, visibility="private"))

    assert asset(catalog).visibility == "private"
    assert waiting(catalog) == []
    assert [conflict.mine for conflict in catalog.replica.conflicts()] == ["public"]


def test_a_column_that_the_server_has_lost_keeps_its_edit(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    title(catalog, "Mine")
    del row["custom_title"]

    pull(catalog, written(row, model_used="flux"))

    assert edits(catalog) == [("custom_title", "null", '"Mine"')]
    assert asset(catalog).custom_title == "Mine"


def test_values_are_compared_as_they_are_stored(catalog: Catalog) -> None:
    """Null where the documentation has none: neither a change of theirs nor a conflict."""
    row = served(content_category=None)
    pull(catalog, row)
    catalog.edit([row_of(catalog)], {Column.CATEGORY: "sea"}, origin=GRID)

    pull(catalog, written(row, model_used="flux"))

    assert edits(catalog) == [("content_category", "null", '"sea"')]
    assert catalog.replica.conflicts() == []
    pull(catalog, written(row, model_used="sdxl"))
    assert catalog.replica.conflicts() == []


def test_a_row_whose_removal_waits_is_passed_over(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    catalog.trash([row_of(catalog)], origin=GRID)
    catalog.empty_trash(origin=GRID)

    assert pull(catalog, written(row, custom_title="Dune")).is_empty
    assert waiting(catalog) == [("asset", uuid_of(1), "delete", "queued")]


def test_what_we_have_sent_is_ours_when_it_comes_back(catalog: Catalog) -> None:
    """Seen in a page before its answer arrives: no conflict, and nothing more to send."""
    row = served()
    pull(catalog, row)
    title(catalog, "Mine")
    (claim,) = catalog.replica.claim(10)

    seen = written(row, custom_title="Mine")
    pull(catalog, seen)

    assert (pending(catalog), waiting(catalog)) == ([], [])
    title(catalog, "Later")
    assert catalog.replica.acknowledge(claim, {"id": claim.id, "xmin": "old"}).is_empty
    assert asset(catalog).version == seen["xmin"]
    assert edits(catalog) == [("custom_title", '"Mine"', '"Later"')]


def test_edited_again_while_the_first_edit_arrives(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    title(catalog, "One")
    (claim,) = catalog.replica.claim(10)
    title(catalog, "Two")

    pull(catalog, written(row, custom_title="One"))

    assert edits(catalog) == [("custom_title", '"One"', '"Two"')]
    assert catalog.replica.conflicts() == []
    catalog.replica.acknowledge(claim, {"xmin": "9", "custom_title": "One"})
    assert edits(catalog) == [("custom_title", '"One"', '"Two"')]


def test_every_value_that_may_have_arrived_is_ours(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    for text in ("One", "Two"):
        title(catalog, text)
        (claim,) = catalog.replica.claim(10)
        catalog.replica.release(claim, error="offline", next_at_us=0)
    title(catalog, "Three")

    pull(catalog, written(row, custom_title="One"))

    assert catalog.replica.conflicts() == []
    assert edits(catalog) == [("custom_title", '"One"', '"Three"')]
    catalog.undo()
    catalog.undo()
    assert (pending(catalog), waiting(catalog)) == ([], [])


def test_undone_while_it_is_on_its_way_and_not_arrived_yet(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    title(catalog, "Mine")
    (claim,) = catalog.replica.claim(10)
    catalog.undo()

    # Somebody else has written: ours, on its way, names a version that is no more.
    theirs = written(row, model_used="flux")
    pull(catalog, theirs)
    assert (pending(catalog), waiting(catalog)) == ([], [])

    catalog.replica.merge_miss(claim, theirs)
    assert (pending(catalog), waiting(catalog)) == ([], [])


def test_a_tag_that_came_since_the_last_attempt_and_went_again_does_not_come_back(
    catalog: Catalog,
) -> None:
    row = served(tags=[])
    pull(catalog, row)
    catalog.edit_tags([row_of(catalog)], TagDelta(add=("fog",)), origin=GRID)
    (claim,) = catalog.replica.claim(10)

    # While it is on its way, somebody tags the row, then takes that tag away again.
    tagged = written(row, tags=["sun"])
    pull(catalog, tagged)
    catalog.replica.merge_miss(claim, written(tagged, tags=["dusk"]))

    assert asset(catalog).tags == ("dusk", "fog")
    assert waiting(catalog) == [("asset", uuid_of(1), "update", "queued")]


def test_a_collection_brought_back_whose_removal_never_arrived_is_settled_when_it_is_seen(
    catalog: Catalog,
) -> None:
    there = served_collection()
    catalog.replica.apply(COLLECTIONS, [there])
    catalog.delete_collection(CollectionId(str(there["id"])), origin=GRID)
    (claim,) = catalog.replica.claim(10)
    catalog.undo()
    catalog.replica.release(claim, error="offline", next_at_us=0)

    catalog.replica.apply(COLLECTIONS, [there])

    assert waiting(catalog) == []
    assert [one.name for one in catalog.collections()] == ["Trip 1"]


def test_undone_and_arrived_is_to_be_taken_back(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    title(catalog, "Mine")
    catalog.replica.claim(10)
    catalog.undo()

    pull(catalog, written(row, custom_title="Mine"))

    assert edits(catalog) == [("custom_title", '"Mine"', "null")]
    assert asset(catalog).custom_title is None


def test_without_versions_what_was_sent_may_arrive_any_time(catalog: Catalog) -> None:
    row = served()
    del row["xmin"]
    pull(catalog, row)
    title(catalog, "Mine")
    (claim,) = catalog.replica.claim(10)
    assert (claim.version, claim.bases) == (None, {"custom_title": None})
    catalog.replica.release(claim, error="offline", next_at_us=0)
    catalog.undo()

    pull(catalog, row | {"model_used": "flux"})

    assert edits(catalog) == [("custom_title", "null", "null")]
    assert waiting(catalog) == [("asset", uuid_of(1), "update", "queued")]


def test_a_refused_edit_that_they_made_too_is_no_problem_any_more(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    catalog.edit([row_of(catalog)], {Column.VISIBILITY: "shared"}, origin=GRID)
    (claim,) = catalog.replica.claim(10)
    catalog.replica.block(claim, "push.refused", {})

    pull(catalog, written(row, model_used="flux"))
    assert waiting(catalog) == [("asset", uuid_of(1), "update", "blocked")]

    pull(catalog, written(row, visibility="shared"))
    assert waiting(catalog) == []
    assert catalog.replica.problems() == []


def test_it_is_told_whose_file_is_another_one(catalog: Catalog) -> None:
    rows = [served(number, thumbnail_path=None) for number in range(1, 4)]
    pull(catalog, *rows)
    first = [written(row, thumbnail_path=f"{row['id']}.webp") for row in rows]
    assert catalog.replica.apply(ASSETS, first).replaced == ()
    here = row_of(catalog, 3)
    catalog.record_file(here, file_state=FileState.STORED, origin=Origin.SYNC)

    change = catalog.replica.apply(
        ASSETS,
        [
            written(first[0], thumbnail_path="other.webp"),
            written(first[1], custom_title="Dune"),
            written(first[2], storage_path="other.png"),
        ],
    )

    assert len(change.changed) == 3
    assert change.replaced == (row_of(catalog, 1),)


def test_our_insert_is_acknowledged_by_its_row(library_folder: Path) -> None:
    made = new_asset()
    with open_catalog(library_folder, made, account=ACCOUNT, clock=FakeClock()) as catalog:
        (claim,) = claim_all(catalog)
        assert claim.row is not None
        catalog.replica.note_upload(made.id, is_done=True)
        catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)
        catalog.replica.release_in_flight()

        catalog.replica.apply(ASSETS, [{**claim.row, "xmin": "5", "updated_at": CREATED_AT}])

        assert waiting(catalog) == [("asset", made.id, "update", "queued")]
        assert edits(catalog) == [("custom_title", "null", '"Dune"')]
        assert catalog.assets([1])[0].version == "5"
        assert catalog.replica.acknowledge(claim, {**claim.row, "xmin": "5"}).is_empty
        assert table(catalog, "is_done", "upload") == [(1,)]
        acknowledge_all(catalog)
        assert waiting(catalog) == []
        check_derived(catalog)


def test_an_insert_under_way_waits_for_its_answer_whatever_is_seen(library_folder: Path) -> None:
    """Whose the row is that is there, ours or another machine's, only the answer tells."""
    made = new_asset(id=uuid_of(1), custom_title="Mine", tags=("sea",))
    with open_catalog(library_folder, made, account=ACCOUNT, clock=FakeClock()) as catalog:
        (claim,) = claim_all(catalog)
        theirs = served(1, tags=["dusk"])

        assert catalog.replica.apply(ASSETS, [theirs]).is_empty
        catalog.replica.merge_miss(claim, theirs)

        one = asset(catalog)
        assert (one.custom_title, one.tags) == ("Mine", ("dusk", "sea"))
        assert waiting(catalog) == [("asset", uuid_of(1), "update", "queued")]
        check_derived(catalog)


def test_a_row_of_ours_that_another_machine_has_sent(library_folder: Path) -> None:
    """The same assets adopted twice: what differs is merged as if both had edited a new row."""
    made = new_asset(
        id=uuid_of(1), custom_title="Mine", tags=("sea",), visibility="shared", is_favorite=True
    )
    with open_catalog(library_folder, made, account=ACCOUNT, clock=FakeClock()) as catalog:
        theirs = served(1, custom_title="Theirs", tags=["dusk"], visibility="private")

        catalog.replica.apply(ASSETS, [theirs])

        one = asset(catalog)
        assert (one.custom_title, one.tags, one.visibility) == ("Mine", ("dusk", "sea"), "shared")
        assert one.is_favorite
        assert [conflict.column for conflict in catalog.replica.conflicts()] == ["custom_title"]
        assert waiting(catalog) == [("asset", uuid_of(1), "update", "queued")]
        assert table(catalog, "*", "upload") == []
        check_derived(catalog)


def test_undo_goes_on_after_a_merge(catalog: Catalog) -> None:
    row = served()
    pull(catalog, row)
    title(catalog, "Mine")
    catalog.edit_tags([row_of(catalog)], TagDelta(add=("sky",)), origin=GRID)
    pull(catalog, written(row, tags=["sea", "hill"]))
    assert asset(catalog).tags == ("sea", "hill", "sky")

    undo_all(catalog)

    assert (asset(catalog).tags, asset(catalog).custom_title) == (("sea", "hill"), None)
    assert (pending(catalog), waiting(catalog)) == ([], [])


# --- collections


def test_collections_come_change_and_go(catalog: Catalog) -> None:
    trip = served_collection(1)
    change = catalog.replica.apply(COLLECTIONS, [trip])
    assert change.are_collections_changed
    pull(catalog, served(1, collection_id=trip["id"]))
    (found,) = catalog.collections()
    assert (found.id, found.name, found.asset_count) == (trip["id"], "Trip 1", 1)

    assert catalog.replica.apply(COLLECTIONS, [trip | {"name": "never"}]).is_empty
    assert catalog.replica.apply(COLLECTIONS, [written(trip, asset_count=7)]).is_empty
    catalog.replica.apply(COLLECTIONS, [written(trip, name="Sea", mood="calm")])
    assert [one.name for one in catalog.collections()] == ["Sea"]
    assert table(catalog, "extra", "collection") == [('{"mood":"calm"}',)]

    change = catalog.replica.remove_collections([str(trip["id"]), uuid_of(77)])

    assert change.are_collections_changed
    assert change.changed == (row_of(catalog),)
    assert catalog.collections() == []
    assert asset(catalog).collection_id is None
    assert waiting(catalog) == []


def test_collections_without_versions(catalog: Catalog) -> None:
    trip = served_collection(1)
    del trip["xmin"]
    catalog.replica.apply(COLLECTIONS, [trip])
    assert catalog.replica.apply(COLLECTIONS, [trip]).is_empty


def test_a_move_meets_a_pulled_row(catalog: Catalog) -> None:
    trip, other = served_collection(1), served_collection(2)
    catalog.replica.apply(COLLECTIONS, [trip, other])
    row = served(1)
    pull(catalog, row)
    mine = CollectionId(str(trip["id"]))
    catalog.edit([row_of(catalog)], {Column.COLLECTION: mine}, origin=GRID)

    row = written(row, collection_id=other["id"])
    pull(catalog, row)
    assert (asset(catalog).collection_id, catalog.replica.conflicts()) == (mine, [])

    # Nobody has told that it is gone, but it is.
    others_write(catalog, "DELETE FROM collection WHERE id = ?1", mine)
    pull(catalog, written(row, model_used="flux"))
    assert asset(catalog).collection_id is None
    assert [conflict.mine for conflict in catalog.replica.conflicts()] == [mine]


def test_both_renamed_a_collection(catalog: Catalog) -> None:
    trip = served_collection(1)
    catalog.replica.apply(COLLECTIONS, [trip])
    catalog.rename_collection(CollectionId(str(trip["id"])), "Mine", origin=GRID)

    catalog.replica.apply(COLLECTIONS, [written(trip, name="Theirs", description="new")])

    assert [(one.name, one.description) for one in catalog.collections()] == [("Mine", "new")]
    (conflict,) = catalog.replica.conflicts()
    assert (conflict.entity, conflict.row, conflict.column) == (Entity.COLLECTION, None, "name")
    catalog.replica.resolve([conflict.seq], keep=Side.THEIRS, origin=GRID)
    assert [one.name for one in catalog.collections()] == ["Theirs"]
    assert waiting(catalog) == []


def test_a_new_collection_of_ours_that_is_seen(catalog: Catalog) -> None:
    id_, _ = catalog.create_collection("Trip", origin=GRID)
    (claim,) = catalog.replica.claim(10)
    assert claim.row == {
        "id": id_,
        "user_id": ACCOUNT.user_id,
        "name": "Trip",
        "description": "",
        "created_at": claim.row and claim.row["created_at"],
    }
    catalog.replica.release_in_flight()

    catalog.replica.apply(COLLECTIONS, [{**claim.row, "xmin": "4", "asset_count": 0}])

    assert waiting(catalog) == []
    assert table(catalog, "version", "collection") == [("4",)]


def test_collections_the_server_never_had_are_not_removed(catalog: Catalog) -> None:
    id_, _ = catalog.create_collection("Trip", origin=GRID)

    assert catalog.replica.remove_collections([id_]).is_empty
    assert waiting(catalog) == [("collection", id_, "insert", "queued")]


def test_moves_into_a_collection_that_is_gone_are_void(catalog: Catalog) -> None:
    trip, other = served_collection(1), served_collection(2)
    catalog.replica.apply(COLLECTIONS, [trip, other])
    pull(catalog, served(1), served(2, collection_id=other["id"]), served(3), served(4))
    trip_id = CollectionId(str(trip["id"]))
    rows = [row_of(catalog, number) for number in (1, 2, 3)]
    catalog.edit(rows, {Column.COLLECTION: trip_id}, origin=GRID)
    catalog.edit(rows[2:], {Column.TITLE: "Dune"}, origin=GRID)
    (sent, *_) = [claim for claim in catalog.replica.claim(10) if claim.id == uuid_of(3)]
    catalog.edit([row_of(catalog, 4)], {Column.COLLECTION: trip_id}, origin=GRID)

    catalog.replica.remove_collections([trip_id])

    assert {asset(catalog, number).collection_id for number in (1, 2, 3, 4)} == {None}
    assert [(edit[0], *edit[1:]) for edit in pending(catalog)] == [
        (uuid_of(1), "collection_id", "null", "null"),
        (uuid_of(2), "collection_id", f'"{other["id"]}"', "null"),
        (uuid_of(3), "collection_id", "null", "null"),
        (uuid_of(3), "custom_title", "null", '"Dune"'),
    ]
    assert {conflict.mine for conflict in catalog.replica.conflicts()} == {trip_id}
    # The server refuses what was on its way; what it is by now is tried again.
    catalog.replica.block(sent, "remote.refused", {"reason": "23503"})
    assert ("asset", uuid_of(3), "update", "queued") in waiting(catalog)
    assert edits(catalog)[-1] == ("custom_title", "null", '"Dune"')
    for conflict in catalog.replica.conflicts():
        catalog.replica.resolve([conflict.seq], keep=Side.MINE, origin=GRID)
    assert {asset(catalog, number).collection_id for number in (1, 2, 3, 4)} == {None}


def test_a_new_asset_does_not_name_a_collection_that_was_removed_here_too(catalog: Catalog) -> None:
    trip = served_collection(1)
    trip_id = CollectionId(str(trip["id"]))
    catalog.replica.apply(COLLECTIONS, [trip])
    made = new_asset(id=uuid_of(1), collection_id=trip_id, content_hash=None)
    catalog.add_assets([made], origin=Origin.IMPORT)
    (lost,) = catalog.replica.claim(10)
    assert lost.row is not None
    assert lost.row["collection_id"] == trip_id
    catalog.replica.release(lost, error="remote.offline", next_at_us=0)
    catalog.edit([row_of(catalog)], {Column.COLLECTION: None}, origin=GRID)
    catalog.delete_collection(trip_id, origin=GRID)
    again, removal = sorted(catalog.replica.claim(10), key=lambda claim: claim.kind != "insert")
    catalog.replica.acknowledge(removal, None)

    # The server refuses it: what it names is gone. Sent once more, it names nothing.
    catalog.replica.remove_collections([trip_id])
    catalog.replica.release(again, error="", next_at_us=0, is_untouched=True)

    (last,) = catalog.replica.claim(10)
    assert last.row is not None
    assert last.row["collection_id"] is None
    catalog.replica.acknowledge(last, {"xmin": "5"})
    assert (pending(catalog), waiting(catalog)) == ([], [])


def test_a_move_into_a_collection_that_is_gone_meets_a_pulled_row(catalog: Catalog) -> None:
    trip = served_collection(1)
    catalog.replica.apply(COLLECTIONS, [trip])
    row = served(1, collection_id=trip["id"])
    pull(catalog, row)
    catalog.edit([row_of(catalog)], {Column.COLLECTION: None}, origin=GRID)

    catalog.replica.remove_collections([str(trip["id"])])
    assert (pending(catalog), waiting(catalog)) == ([], [])

    pull(catalog, written(row, collection_id=None))
    assert catalog.replica.conflicts() == []


def test_a_renamed_collection_that_is_gone_is_asked_about(catalog: Catalog) -> None:
    trip = served_collection(1)
    catalog.replica.apply(COLLECTIONS, [trip])
    catalog.rename_collection(CollectionId(str(trip["id"])), "Mine", origin=GRID)
    (claim,) = catalog.replica.claim(10)

    catalog.replica.lost_elsewhere(claim)

    assert catalog.collections() == []
    assert waiting(catalog) == []
    (conflict,) = catalog.replica.conflicts()
    assert (conflict.column, conflict.theirs) == ("", None)
    catalog.replica.resolve([conflict.seq], keep=Side.MINE, origin=GRID)
    assert [(one.id, one.name) for one in catalog.collections()] == [(trip["id"], "Mine")]
    assert waiting(catalog) == [("collection", trip["id"], "insert", "queued")]
    assert catalog.replica.conflicts() == []


def test_a_renamed_collection_that_is_gone_is_let_go(catalog: Catalog) -> None:
    trip = served_collection(1)
    catalog.replica.apply(COLLECTIONS, [trip])
    catalog.rename_collection(CollectionId(str(trip["id"])), "Mine", origin=GRID)
    catalog.replica.remove_collections([str(trip["id"])])
    (conflict,) = catalog.replica.conflicts()

    catalog.replica.resolve([conflict.seq], keep=Side.THEIRS, origin=GRID)

    assert (catalog.collections(), waiting(catalog)) == ([], [])


# --- the initial load


def names_of_indexes(catalog: Catalog) -> set[str]:
    found = table(catalog, "name", "sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    return {name for (name,) in found}


def test_indexes_are_off_during_the_initial_load(library_folder: Path) -> None:
    with synced(library_folder) as catalog:
        all_of_them = names_of_indexes(catalog)
        catalog.replica.finish_initial()
        catalog.replica.begin_initial()
        catalog.replica.begin_initial()
        assert {"asset_created", "asset_title", "asset_tag_by_tag"} <= (
            all_of_them - names_of_indexes(catalog)
        )
        pull(catalog, served(1, custom_title="Dune"))
        catalog.replica.finish_initial()
        assert names_of_indexes(catalog) == all_of_them
        catalog.replica.begin_initial()
    # Cut short: opening makes them again.
    with synced(library_folder) as catalog:
        assert names_of_indexes(catalog) == all_of_them
        check_derived(catalog)


def test_a_library_without_an_account_takes_no_rows(
    library_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    catalog = catalog_with(library_folder, clock=FakeClock())
    row: Row = served()
    assert catalog.replica.apply(ASSETS, [row]).is_empty
    assert "left out" in caplog.text
    catalog.close()
