"""Local edits to the server: what becomes of each answer."""

from dataclasses import replace
from typing import Any

import pytest

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import Features, ObjectInfo, RemoteError
from desktop_app.domain.sync import Claim, Entity
from desktop_app.sync.arrivals import Arrivals
from desktop_app.sync.deletions import Deletions
from desktop_app.sync.hint_box import HintBox
from desktop_app.sync.misses import TAKEN
from desktop_app.sync.outcomes import Outcomes
from desktop_app.sync.push import Push
from desktop_app.sync.refusals import Refusals
from desktop_app.sync.retry import UNWITNESSED
from desktop_app.sync.staleness import Staleness
from tests.sync.fakes import (
    ASSETS,
    COLLECTIONS,
    SERVER_TIME_US,
    USER,
    World,
    insert,
    offline,
    refused,
    removal,
    signed_out,
    update,
    uuid,
)

SECOND_US = 1_000_000


class Parts:
    def __init__(self, world: World) -> None:
        surroundings = world.surroundings()
        self.hints = HintBox(100, lambda: None)
        self.arrivals = Arrivals(surroundings, Staleness(), self.hints)
        deletions = Deletions(surroundings, self.arrivals)
        self.outcomes = Outcomes(surroundings, self.arrivals)
        self.push = Push(
            surroundings, self.arrivals, deletions, self.outcomes, Refusals(surroundings)
        )

    async def all(self) -> None:
        while await self.push.some():
            pass


@pytest.fixture
def world() -> World:
    world = World()
    world.synced(range(10))
    return world


@pytest.fixture
def parts(world: World) -> Parts:
    return Parts(world)


def version_of(world: World, number: int) -> str:
    return str(world.rows.tables[ASSETS][uuid(number)]["xmin"])


# --- an edit


async def test_an_edit_is_swapped_in_and_acknowledged(world: World, parts: Parts) -> None:
    world.replica.queue(update(1, version_of(world, 1), custom_title="t"))
    await parts.all()
    assert world.rows.tables[ASSETS][uuid(1)]["custom_title"] == "t"
    ((id_, answer),) = world.replica.told_of("acknowledge")
    assert (id_, answer["xmin"]) == (uuid(1), version_of(world, 1))
    assert world.replica.entries == []
    assert parts.outcomes.pushed == 1


async def test_collections_go_before_assets(world: World, parts: Parts) -> None:
    world.replica.queue(update(1, version_of(world, 1), collection_id=uuid(90)))
    world.replica.queue(replace(insert(90), entity=Entity.COLLECTION))
    await parts.all()
    assert [name for name, _ in world.rows.calls if name in {"insert", "swap"}] == [
        "insert",
        "swap",
    ]


async def test_a_miss_is_merged_and_sent_again_at_once(world: World, parts: Parts) -> None:
    old = version_of(world, 1)
    new = str(world.rows.put(ASSETS, 1, tags=["theirs"])["xmin"])
    world.replica.queue(update(1, old, custom_title="mine"))
    await parts.all()
    assert world.replica.told_of("merge_miss") == [(uuid(1), new, 0)]
    assert world.rows.tables[ASSETS][uuid(1)]["custom_title"] == "mine"
    assert world.rows.tables[ASSETS][uuid(1)]["tags"] == ["theirs"]


async def test_after_five_misses_in_a_row_it_waits(world: World, parts: Parts) -> None:
    world.replica.queue(update(1, version_of(world, 1), custom_title="mine"))

    def edited() -> None:
        world.rows.put(ASSETS, 1, tags=["again"])

    world.rows.script("swap", *[edited] * 7)
    await parts.all()
    waits = [next_at_us for _, _, next_at_us in world.replica.told_of("merge_miss")]
    assert waits == [0] * 5 + [SERVER_TIME_US + SECOND_US]
    world.replica.entries[0].next_at_us = 0
    await parts.all()
    assert world.replica.told_of("merge_miss")[-1][2] == SERVER_TIME_US + 2 * SECOND_US
    world.replica.entries[0].next_at_us = 0
    await parts.all()
    assert world.replica.entries == []


async def test_a_miss_of_a_row_that_came_meanwhile_is_not_merged_twice(
    world: World, parts: Parts
) -> None:
    old = version_of(world, 1)
    world.rows.put(ASSETS, 1, tags=["theirs"])
    world.replica.queue(update(1, old, custom_title="mine"))
    world.rows.script("rows", lambda: parts.arrivals.settle(ASSETS, [uuid(1)]))
    assert await parts.push.some()
    assert world.replica.told_of("merge_miss") == []
    assert world.replica.told_of("release") == [(uuid(1), "", 0, False)]


async def test_a_row_deleted_there_is_a_conflict_after_two_more_looks(
    world: World, parts: Parts
) -> None:
    old = version_of(world, 1)
    world.rows.drop(ASSETS, 1)
    world.replica.queue(update(1, old, custom_title="mine"))
    await parts.all()
    assert world.replica.told_of("lost_elsewhere") == [uuid(1)]
    assert len(world.rows.calls_of("rows")) == 3
    assert world.rows.calls_of("guard") == [None]


async def test_a_row_that_a_second_look_finds_is_sent_again(world: World, parts: Parts) -> None:
    old = version_of(world, 1)
    world.rows.drop(ASSETS, 1)
    world.replica.queue(update(1, old, custom_title="mine"))

    def put_back() -> None:
        world.rows.put(ASSETS, 1, tags=["back"])

    world.rows.script("rows", put_back)
    await parts.all()
    assert world.replica.told_of("lost_elsewhere") == []
    assert world.rows.tables[ASSETS][uuid(1)]["custom_title"] == "mine"


async def test_nobodys_empty_answer_is_no_deletion(world: World, parts: Parts) -> None:
    world.replica.queue(update(1, "1", custom_title="mine"))
    world.rows.is_anonymous = True
    await parts.all()
    assert world.replica.told_of("lost_elsewhere") == []
    assert world.replica.entries[0].next_at_us == SERVER_TIME_US + SECOND_US
    assert world.replica.missed == {uuid(1)}, "it is looked into"


async def test_nobodys_empty_answer_removes_no_collection(world: World, parts: Parts) -> None:
    rows = [world.rows.put(COLLECTIONS, number) for number in (90, 91)]
    world.replica.hold(COLLECTIONS, rows)
    world.replica.queue(replace(update(90, "1", name="n"), entity=Entity.COLLECTION))
    world.rows.is_anonymous = True
    await parts.all()
    assert world.replica.told_of("release")[0][1] == UNWITNESSED
    assert world.replica.missed == set()


async def test_a_session_of_somebody_else_settles_nothing(world: World, parts: Parts) -> None:
    old = version_of(world, 1)
    world.rows.drop(ASSETS, 1)
    world.replica.queue(update(1, old, custom_title="mine"))
    world.rows.script("guard", RemoteError("remote.other_user", ErrorKind.PERMANENT))
    with pytest.raises(RemoteError, match="other_user"):
        await parts.push.some()
    assert world.replica.told_of("lost_elsewhere") == []


async def test_a_lost_answer_ends_in_the_same(world: World, parts: Parts) -> None:
    world.replica.queue(update(1, version_of(world, 1), custom_title="mine"))
    world.rows.put(ASSETS, 1, custom_title="mine")
    await parts.all()
    assert world.replica.entries == []


async def test_a_row_fetched_while_its_edit_was_under_way_is_fetched_once_more(
    world: World, parts: Parts
) -> None:
    world.replica.queue(update(1, version_of(world, 1), custom_title="t"))
    world.rows.script("swap", lambda: parts.arrivals.settle(ASSETS, [uuid(1)]))
    await parts.all()
    assert world.replica.told_of("acknowledge")
    assert parts.hints.take(10) == (ASSETS, [uuid(1)])


# --- a new row


async def test_an_insert_is_acknowledged(world: World, parts: Parts) -> None:
    world.replica.queue(insert(50, custom_title="new"))
    await parts.all()
    assert world.replica.told_of("acknowledge")[0][0] == uuid(50)
    assert uuid(50) in world.rows.tables[ASSETS]


async def test_an_insert_that_is_there_from_an_earlier_attempt_is_found(
    world: World, parts: Parts
) -> None:
    world.rows.put(ASSETS, 50)
    world.replica.queue(insert(50))
    await parts.all()
    assert world.replica.told_of("merge_miss")[0][0] == uuid(50)
    assert world.replica.entries == []


async def test_an_id_of_another_user_is_blocked(world: World, parts: Parts) -> None:
    world.rows.others.add(uuid(50))
    world.replica.queue(insert(50))
    await parts.all()
    assert world.replica.told_of("block") == [(uuid(50), TAKEN)]


async def test_an_insert_without_a_row_is_refused_by_nobody_but_the_server(
    world: World, parts: Parts
) -> None:
    world.rows.script("insert", refused("23502"))
    world.replica.queue(insert(50))
    await parts.all()
    assert world.replica.told_of("block") == [(uuid(50), "remote.refused")]


# --- a removal


async def test_a_removal_is_a_swap_too(world: World, parts: Parts) -> None:
    version = version_of(world, 1)
    world.replica.queue(removal(1, version))
    await parts.all()
    assert world.rows.calls_of("remove") == [(uuid(1), version)]
    assert world.replica.told_of("acknowledge") == [(uuid(1), None)]


async def test_a_row_edited_there_comes_back(world: World, parts: Parts) -> None:
    old = version_of(world, 1)
    new = str(world.rows.put(ASSETS, 1, tags=["theirs"])["xmin"])
    world.replica.queue(removal(1, old))
    await parts.all()
    assert world.replica.told_of("merge_miss") == [(uuid(1), new, 0)]
    assert uuid(1) in world.rows.tables[ASSETS]
    assert world.replica.told_of("acknowledge") == []


async def test_a_row_that_is_gone_already_is_fine(world: World, parts: Parts) -> None:
    old = version_of(world, 1)
    world.rows.drop(ASSETS, 1)
    world.replica.queue(removal(1, old))
    await parts.all()
    assert world.replica.told_of("acknowledge") == [(uuid(1), None)]


async def test_a_row_never_acknowledged_is_removed_as_it_is(world: World, parts: Parts) -> None:
    row = world.rows.put(ASSETS, 50)
    world.replica.queue(removal(50, None))
    await parts.all()
    assert world.rows.calls_of("remove") == [(uuid(50), row["xmin"])]
    assert uuid(50) not in world.rows.tables[ASSETS]


async def test_a_row_that_never_arrived_is_gone(world: World, parts: Parts) -> None:
    world.replica.queue(removal(50, None))
    await parts.all()
    assert world.replica.told_of("acknowledge") == [(uuid(50), None)]


async def test_where_rows_have_no_version_it_is_removed_whatever_it_is(
    world: World, parts: Parts
) -> None:
    world.rows.has = Features(has_versions=False)
    world.replica.queue(removal(1, None))
    await parts.all()
    assert uuid(1) not in world.rows.tables[ASSETS]


async def test_a_collection_has_no_files(world: World, parts: Parts) -> None:
    row = world.rows.put(COLLECTIONS, 90)
    world.replica.hold(COLLECTIONS, [row])
    world.replica.queue(replace(removal(90, str(row["xmin"])), entity=Entity.COLLECTION))
    await parts.all()
    assert world.replica.told_of("acknowledge") == [(uuid(90), None)]
    assert world.rows.calls_of("are_named") == []


# --- its files


KEY = f"{USER}/{uuid(1)}.png"
THUMBNAIL = f"{USER}/{uuid(1)}.thumb.webp"


def removal_with_files(world: World, **gone: object) -> Claim:
    known = {"storage_path": KEY, "thumbnail_path": THUMBNAIL, **gone}
    claim = removal(1, version_of(world, 1), **known)  # type: ignore[arg-type]
    return world.replica.queue(claim)


@pytest.fixture
def objects(world: World) -> dict[str, ObjectInfo]:
    world.bucket.objects = {KEY: ObjectInfo(3, "ab"), THUMBNAIL: ObjectInfo(1, "cd")}
    return world.bucket.objects


async def test_the_files_of_a_removed_row_go(
    world: World, parts: Parts, objects: dict[str, ObjectInfo]
) -> None:
    removal_with_files(world, uploaded=[KEY, THUMBNAIL])
    await parts.all()
    assert objects == {}
    assert world.bucket.calls_of("info") == []
    order = [name for name, _ in world.rows.calls]
    assert order.index("remove") < order.index("are_named")


async def test_files_that_another_machine_uploaded_are_known_by_their_hash(
    world: World, parts: Parts, objects: dict[str, ObjectInfo]
) -> None:
    objects[THUMBNAIL] = ObjectInfo(1)
    removal_with_files(world)
    await parts.all()
    assert set(objects) == {THUMBNAIL}


async def test_a_thumbnail_that_went_up_without_a_word_of_it_goes_too(
    world: World, parts: Parts, objects: dict[str, ObjectInfo]
) -> None:
    removal_with_files(world, uploaded=[KEY], thumbnail_path=None)
    await parts.all()
    assert objects == {}


async def test_files_that_somebody_names_stay(
    world: World, parts: Parts, objects: dict[str, ObjectInfo]
) -> None:
    world.rows.named = {KEY}
    world.replica.names = {THUMBNAIL}
    removal_with_files(world, uploaded=[KEY, THUMBNAIL])
    await parts.all()
    assert set(objects) == {KEY, THUMBNAIL}
    assert world.replica.entries == []


async def test_one_empty_answer_does_not_cost_a_file(
    world: World, parts: Parts, objects: dict[str, ObjectInfo]
) -> None:
    removal_with_files(world, uploaded=[KEY])
    world.rows.script("guard", lambda: world.rows.named.add(KEY))
    await parts.all()
    assert KEY in objects


@pytest.mark.parametrize(
    "path",
    [
        None,
        7,
        f"{USER}/{uuid(2)}.png",
        f"{USER}/images/sunset.jpg",
        f"user-library/{USER}/{uuid(1)}.png",
        f"{USER}/{uuid(1)}.x/other.png",
    ],
)
async def test_files_that_are_not_surely_ours_stay(
    world: World, parts: Parts, path: object
) -> None:
    removal_with_files(world, storage_path=path, thumbnail_path=None)
    await parts.all()
    assert world.bucket.calls == []
    assert world.rows.calls_of("are_named") == []


async def test_without_a_bucket_files_stay(world: World) -> None:
    world.files = None
    removal_with_files(world, uploaded=[KEY])
    await Parts(world).all()
    assert world.replica.entries == []


async def test_a_removal_is_not_over_before_its_files_are(
    world: World, parts: Parts, objects: dict[str, ObjectInfo]
) -> None:
    removal_with_files(world, uploaded=[KEY, THUMBNAIL])
    world.bucket.script("remove", offline())
    with pytest.raises(RemoteError, match="offline"):
        await parts.push.some()
    assert uuid(1) not in world.rows.tables[ASSETS]
    world.replica.entries[0].next_at_us = 0
    await parts.all()
    assert objects == {}
    assert world.replica.entries == []


async def test_a_bucket_that_refuses_keeps_its_files(
    world: World, parts: Parts, objects: dict[str, ObjectInfo]
) -> None:
    removal_with_files(world, uploaded=[KEY])
    world.bucket.script("remove", refused("42501"))
    await parts.all()
    assert KEY in objects
    assert world.replica.entries == []


# --- refusals and failures


async def test_a_refused_row_is_blocked_and_the_others_go_on(world: World, parts: Parts) -> None:
    for number in (1, 2):
        world.replica.queue(update(number, version_of(world, number), visibility="shared"))
    words = 'violates check constraint "user_library_visibility_check"'
    world.rows.script("swap", refused("23514", words))
    await parts.all()
    assert world.replica.told_of("block") == [(uuid(1), "remote.refused")]
    assert world.replica.told_of("acknowledge")[0][0] == uuid(2)
    assert world.replica.positions["refused.visibility"] == '["shared"]'


@pytest.mark.parametrize(
    ("error", "values"),
    [
        (refused("42501", "visibility"), {"visibility": "shared"}),
        (refused("23514", "some other check"), {"visibility": "shared"}),
        (refused("23514", "visibility_check"), {"custom_title": "t"}),
    ],
)
async def test_other_refusals_say_nothing_of_visibility(
    world: World, parts: Parts, error: RemoteError, values: dict[str, str]
) -> None:
    world.replica.queue(update(1, version_of(world, 1), **values))
    world.rows.script("swap", error)
    await parts.all()
    assert "refused.visibility" not in world.replica.positions


async def test_a_refused_visibility_is_remembered_once(world: World, parts: Parts) -> None:
    for number in (1, 2, 3, 4, 5, 6, 7):
        world.replica.queue(insert(50 + number, visibility="shared"))
    world.rows.script("insert", *[refused("23514", "visibility_check")] * 7)
    await parts.all()
    assert world.replica.positions["refused.visibility"] == '["shared"]'


async def test_offline_it_waits_for_the_longer_the_more_often_it_failed(
    world: World, parts: Parts
) -> None:
    world.replica.queue(update(1, version_of(world, 1), custom_title="t"))
    for seconds in (1, 2):
        world.rows.script("swap", offline())
        with pytest.raises(RemoteError, match="offline"):
            await parts.push.some()
        entry = world.replica.entries[0]
        assert entry.next_at_us == SERVER_TIME_US + seconds * SECOND_US
        entry.next_at_us = 0
    await parts.all()
    assert world.replica.entries == []


async def test_signed_out_the_queue_stays_and_is_due_at_once(world: World, parts: Parts) -> None:
    world.replica.queue(update(1, version_of(world, 1), custom_title="t"))
    world.rows.script("swap", signed_out())
    with pytest.raises(RemoteError, match="signed_out"):
        await parts.push.some()
    assert world.replica.told_of("release") == [(uuid(1), "remote.signed_out", 0, False)]


def put_into_one_that_is_gone(world: World) -> None:
    world.replica.held[COLLECTIONS][uuid(90)] = "1"
    world.replica.queue(update(1, version_of(world, 1), collection_id=uuid(90)))
    world.rows.script("swap", refused("23503"))


async def test_a_row_whose_collection_is_gone_is_taken_out_of_it(
    world: World, parts: Parts
) -> None:
    put_into_one_that_is_gone(world)
    await parts.all()
    assert world.replica.told_of("remove_collections") == [[uuid(90)]]
    assert world.replica.told_of("release") == [(uuid(1), "", 0, True)]
    assert world.replica.entries == []


async def test_a_line_that_breaks_while_a_collection_is_asked_for_keeps_nothing_in_flight(
    world: World, parts: Parts
) -> None:
    put_into_one_that_is_gone(world)
    world.rows.script("rows", offline())
    with pytest.raises(RemoteError):
        await parts.push.some()
    waiting = world.replica.waiting()
    assert (waiting.queued, waiting.in_flight, waiting.blocked) == (1, 0, 0)


@pytest.mark.parametrize("values", [{"collection_id": uuid(90)}, {"custom_title": "t"}])
async def test_another_foreign_key_blocks(
    world: World, parts: Parts, values: dict[str, Any]
) -> None:
    world.rows.put(COLLECTIONS, 90)
    world.replica.queue(insert(50, **values))
    world.rows.script("insert", refused("23503"))
    await parts.all()
    assert world.replica.told_of("block") == [(uuid(50), "remote.refused")]


async def test_an_error_of_the_program_is_not_hidden_by_one_of_the_line(
    world: World, parts: Parts
) -> None:
    for number in (1, 2):
        world.replica.queue(update(number, version_of(world, number), custom_title="t"))

    def broken() -> None:
        raise KeyError("bug")

    world.rows.script("swap", offline(), broken)
    with pytest.raises(KeyError):
        await parts.push.some()


async def test_a_retried_line_error_with_a_kind_of_its_own_is_no_block(
    world: World, parts: Parts
) -> None:
    world.replica.queue(update(1, version_of(world, 1), custom_title="t"))
    world.rows.script("swap", RemoteError("remote.garbled", ErrorKind.RETRYABLE))
    with pytest.raises(RemoteError):
        await parts.push.some()
    assert world.replica.told_of("block") == []
