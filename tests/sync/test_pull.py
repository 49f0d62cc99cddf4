"""Rows of the server into the replica: hints, what was touched, collections, the first load."""

import asyncio
from dataclasses import replace

import pytest

from desktop_app.domain.remote import Features, Feed, Page, RemoteError
from desktop_app.sync.arrivals import Arrivals, last_id
from desktop_app.sync.deletions import Deletions
from desktop_app.sync.feed import FeedReader
from desktop_app.sync.hint_box import HintBox
from desktop_app.sync.id_ranges import id_ranges
from desktop_app.sync.initial import InitialLoad
from desktop_app.sync.pull import Pull
from desktop_app.sync.scan import Scan
from desktop_app.sync.staleness import Staleness
from desktop_app.sync.surroundings import Limits
from tests.sync.fakes import ASSETS, COLLECTIONS, SERVER_TIME_US, World, offline, uuid


class Parts:
    """The pulling parts around one fake world."""

    def __init__(self, world: World) -> None:
        surroundings = world.surroundings()
        self.world = world
        self.hints = HintBox(world.limits.hints_kept, lambda: None)
        self.arrivals = Arrivals(surroundings, Staleness(), self.hints)
        self.deletions = Deletions(surroundings, self.arrivals)
        self.pull = Pull(surroundings, self.arrivals, self.deletions)
        self.feed = FeedReader(surroundings, self.arrivals, self.deletions)
        self.initial = InitialLoad(surroundings, self.arrivals, self.pull, self.note_progress)
        self.scan = Scan(surroundings, self.arrivals)
        self.progress: list[int] = []

    def note_progress(self) -> None:
        """Be told of the first load."""
        self.progress.append(self.arrivals.added)


@pytest.fixture
def world() -> World:
    return World(limits=Limits(page_rows=3, first_rows=2, initial_ranges=4))


@pytest.fixture
def parts(world: World) -> Parts:
    return Parts(world)


def is_same(world: World) -> bool:
    return all(
        world.replica.held[table]
        == {id_: row["xmin"] for id_, row in world.rows.tables[table].items()}
        for table in (ASSETS, COLLECTIONS)
    )


# --- rows that come in


async def test_rows_settled_while_they_were_under_way_are_left_out_and_asked_for_again(
    parts: Parts,
) -> None:
    new = parts.world.rows.put(ASSETS, 1)
    old = parts.world.rows.put(ASSETS, 2)
    with parts.arrivals.asking() as asked:
        parts.arrivals.settle(ASSETS, [uuid(2)])
        await parts.arrivals.take(asked, ASSETS, [new, old])
    assert parts.world.replica.told == [("apply", ([uuid(1)], False))]
    assert parts.hints.take(100) == (ASSETS, [uuid(2)])
    assert parts.arrivals.pulled == 1


async def test_of_two_answers_under_way_the_first_to_come_settles_its_rows(parts: Parts) -> None:
    row = parts.world.rows.put(ASSETS, 1)
    with parts.arrivals.asking() as first, parts.arrivals.asking() as second:
        await parts.arrivals.take(second, ASSETS, [row])
        await parts.arrivals.take(first, ASSETS, [row])
    assert parts.world.replica.told_of("apply") == [([uuid(1)], False)]
    assert len(parts.hints) == 1


async def test_nothing_is_applied_when_there_is_nothing(parts: Parts) -> None:
    with parts.arrivals.asking() as asked:
        await parts.arrivals.take(asked, ASSETS, [])
    assert parts.world.replica.told == []


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": uuid(1)}],
        [{"id": uuid(3)}, {"id": uuid(2)}],
        [{"id": uuid(3)}, {"id": uuid(3)}],
        [{"id": uuid(9)}],
        [{"id": None}],
        [{"id": 7}],
        [{}],
    ],
)
def test_a_page_that_was_not_asked_for_is_an_error(rows: list[dict[str, str | None]]) -> None:
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        last_id(Page(rows), after=uuid(1), until=uuid(8))


def test_the_last_id_of_a_page_is_where_to_go_on() -> None:
    assert last_id(Page([{"id": uuid(2)}, {"id": uuid(5)}]), after=None) == uuid(5)
    assert last_id(Page([]), after=uuid(1), until=uuid(8)) is None


# --- hints


async def test_hinted_rows_are_fetched_and_those_that_are_gone_suspected(parts: Parts) -> None:
    parts.world.synced([1, 2])
    parts.world.rows.put(ASSETS, 1, custom_title="new")
    parts.world.rows.drop(ASSETS, 2)
    await parts.pull.hinted(ASSETS, [uuid(1), uuid(2), uuid(3)])
    assert (
        parts.world.replica.held[ASSETS][uuid(1)]
        == parts.world.rows.tables[ASSETS][uuid(1)]["xmin"]
    )
    assert parts.world.replica.missed == {uuid(2)}


async def test_a_row_acknowledged_meanwhile_is_not_suspected(parts: Parts) -> None:
    parts.world.synced([1])
    parts.world.rows.drop(ASSETS, 1)
    parts.world.rows.script("rows", lambda: parts.arrivals.settle(ASSETS, [uuid(1)]))
    await parts.pull.hinted(ASSETS, [uuid(1)])
    assert parts.world.replica.missed == set()


async def test_a_collection_that_is_gone_goes_after_two_more_looks(parts: Parts) -> None:
    for number in (1, 2):
        parts.world.replica.hold(COLLECTIONS, [parts.world.rows.put(COLLECTIONS, number)])
    parts.world.rows.drop(COLLECTIONS, 2)
    await parts.pull.collections()
    assert parts.world.replica.told_of("remove_collections") == [[uuid(2)]]
    assert len(parts.world.rows.calls_of("rows")) == 2
    assert parts.world.rows.calls_of("guard") == [None]
    assert is_same(parts.world)


async def test_collections_are_read_page_by_page(parts: Parts) -> None:
    for number in range(7):
        parts.world.rows.put(COLLECTIONS, number)
    await parts.pull.collections()
    assert is_same(parts.world)


async def test_collections_that_are_gone_together_keep_nothing_from_going_on(parts: Parts) -> None:
    # One before and one behind the only one that is left, which is about to be removed here.
    parts.world.replica.held[COLLECTIONS] = dict.fromkeys([uuid(1), uuid(9)], "1")
    parts.world.rows.put(COLLECTIONS, 5)
    parts.world.replica.removing.add(uuid(5))
    await parts.pull.collections()
    assert parts.world.replica.told_of("remove_collections") == [[uuid(1), uuid(9)]]
    assert parts.world.rows.calls_of("guard") == [None]


# --- what was touched


async def test_touched_rows_are_asked_for_by_the_servers_clock(parts: Parts) -> None:
    parts.world.replica.positions["touched"] = str(SERVER_TIME_US - 60_000_000)
    parts.world.rows.put_many(range(5))
    await parts.pull.touched()
    since_us = SERVER_TIME_US - 60_000_000 - 120_000_000
    assert parts.world.rows.calls_of("touched_since") == [
        (since_us, None),
        (since_us, uuid(2)),
        (since_us, uuid(4)),
    ]
    assert parts.world.replica.positions["touched"] == str(SERVER_TIME_US)
    assert is_same(parts.world)


async def test_without_a_server_time_the_old_one_stays(parts: Parts) -> None:
    parts.world.replica.positions["touched"] = "5000000000"
    parts.world.rows.server_time_us = None
    await parts.pull.touched()
    assert parts.world.replica.positions["touched"] == "5000000000"


async def test_where_the_servers_clock_is_not_known_it_is_learnt_first(parts: Parts) -> None:
    await parts.pull.touched()
    assert parts.world.rows.calls_of("touched_since") == []
    assert parts.world.replica.positions["touched"] == str(SERVER_TIME_US)


# --- the first load


def test_ranges_cover_all_ids() -> None:
    ranges = id_ranges(16)
    assert (ranges[0].after, ranges[-1].until) == (None, None)
    assert [one.until for one in ranges[:-1]] == [one.after for one in ranges[1:]]
    assert ranges[0].until == "0fffffff-ffff-ffff-ffff-ffffffffffff"
    assert id_ranges(1)[0].until is None


async def test_the_first_load_brings_everything_newest_first(parts: Parts) -> None:
    world = parts.world
    world.rows.put_many([*range(5), *range(0x60000000, 0x60000004), 0xF0000000])
    world.rows.put(COLLECTIONS, 1)
    assert not await parts.initial.is_complete()
    while not await parts.initial.go_on():
        pass
    assert await parts.initial.is_complete()
    assert is_same(world)
    applied = [ids for ids, _ in world.replica.told_of("apply") if ids]
    assert applied[0] == [uuid(1)], "the collection"
    assert applied[1] == [uuid(0xF0000000), uuid(0x60000003)], "the newest"
    told = [what for what, _ in world.replica.told]
    assert told.index("begin_initial") < told.index("finish_initial")
    assert set(world.replica.positions) == {"initial.begun", "initial.done", "touched"}


async def test_how_far_the_first_load_is_is_told_with_every_page(parts: Parts) -> None:
    parts.world.rows.put_many([*range(5), *range(0x60000000, 0x60000004), 0xF0000000])
    parts.world.rows.put(COLLECTIONS, 1)
    while not await parts.initial.go_on():
        pass
    assert parts.progress[0] == 2, "the newest, and no collection"
    assert parts.progress == sorted(parts.progress)
    assert parts.progress[-1] == 10, "the newest are not counted twice"
    assert len(parts.progress) >= 5


async def test_an_interrupted_load_goes_on_where_it_was(parts: Parts) -> None:
    world = parts.world
    world.rows.put_many(range(8))
    assert not await parts.initial.go_on()
    world.rows.script("page", offline())
    with pytest.raises(RemoteError, match="offline"):
        await parts.initial.go_on()
    await parts.initial.interrupt()
    await parts.initial.interrupt()
    assert len(world.replica.told_of("finish_initial")) == 1

    again = Parts(world)
    world.rows.calls.clear()
    while not await again.initial.go_on():
        pass
    assert is_same(world)
    assert world.rows.calls_of("newest") == []
    first = next(after for table, after, _ in world.rows.calls_of("page") if table is ASSETS)
    assert first is not None


async def test_the_server_tells_once_how_much_there_is(parts: Parts) -> None:
    parts.world.rows.put_many(range(8))
    assert not await parts.initial.go_on()
    assert (parts.initial.total, parts.initial.earlier) == (8, 0)
    came = parts.arrivals.added
    assert 0 < came < 8
    # After the first screens, and not again with every page.
    names = [name for name, _ in parts.world.rows.calls]
    assert names.index("newest") < names.index("count") < names.index("page", names.index("count"))
    assert names.count("count") == 1

    again = Parts(parts.world)
    await again.initial.go_on()
    assert (again.initial.total, again.initial.earlier) == (8, came)
    await again.initial.interrupt()
    while not await again.initial.go_on():
        pass
    assert again.initial.earlier + again.arrivals.added == 8


async def test_a_server_that_does_not_count_is_loaded_all_the_same(parts: Parts) -> None:
    world = parts.world
    world.rows.put_many(range(8))
    world.rows.script("count", RemoteError("remote.busy"))
    assert not await parts.initial.go_on()
    assert parts.initial.total is None
    world.rows.tells_count = False
    await parts.initial.interrupt()
    while not await parts.initial.go_on():
        pass
    assert parts.initial.total is None
    assert is_same(world)


async def test_a_count_that_takes_too_long_is_not_waited_for() -> None:
    world = World(limits=Limits(page_rows=3, first_rows=2, initial_ranges=4, count_s=0.01))
    parts = Parts(world)
    world.rows.put_many(range(8))
    world.rows.script("count", lambda: asyncio.sleep(60))
    while not await parts.initial.go_on():
        pass
    assert parts.initial.total is None
    assert is_same(world)


async def test_without_a_server_time_the_load_notes_none(parts: Parts) -> None:
    parts.world.rows.server_time_us = None
    while not await parts.initial.go_on():
        pass
    assert "touched" not in parts.world.replica.positions


# --- the feed


async def test_the_feed_is_read_to_its_end(parts: Parts) -> None:
    world = parts.world
    world.synced([1, 2])
    world.rows.drop(ASSETS, 1)
    changed = world.rows.put(ASSETS, 2)
    world.rows.feeds = {
        None: Feed([changed], [], "a", has_more=True),
        "a": Feed([], [uuid(1)], "b", has_more=False),
        "b": Feed([], [], "b", has_more=False),
    }
    await parts.feed.read()
    assert world.replica.missed == {uuid(1)}
    assert world.replica.held[ASSETS][uuid(2)] == changed["xmin"]
    await parts.feed.read()
    assert world.rows.calls_of("feed") == [None, "a", "b"]


async def test_a_feed_that_does_not_get_on_is_an_error(parts: Parts) -> None:
    parts.world.replica.positions["feed"] = "a"
    parts.world.rows.feeds = {"a": Feed([], [], "a", has_more=True)}
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await parts.feed.read()


async def test_the_position_of_a_feed_waits_for_rows_that_came_too_late(parts: Parts) -> None:
    world = parts.world
    row = world.rows.put(ASSETS, 1)
    world.rows.feeds = {None: Feed([row], [], "a", has_more=False)}
    world.rows.script("feed", lambda: parts.arrivals.settle(ASSETS, [uuid(1)]))
    await parts.feed.read()
    assert world.rows.calls_of("feed") == [None, None]
    assert world.replica.positions["feed"] == "a"


async def test_many_pages_are_read_in_several_steps(parts: Parts) -> None:
    world = parts.world
    rows = [world.rows.put(ASSETS, number) for number in range(20)]
    names = [None, *map(str, range(20))]
    world.rows.feeds = {
        name: Feed([row], [], str(number), has_more=number < 19)
        for number, (name, row) in enumerate(zip(names, rows, strict=False))
    }
    assert not await parts.feed.some()
    assert world.replica.positions["feed"] == "15"
    await parts.feed.read()
    assert is_same(world)


async def test_a_page_that_comes_too_late_holds_up_those_after_it(parts: Parts) -> None:
    world = parts.world
    rows = [world.rows.put(ASSETS, number) for number in range(2)]
    world.rows.feeds = {
        None: Feed([rows[0]], [], "a", has_more=True),
        "a": Feed([rows[1]], [], "b", has_more=False),
    }
    world.rows.script("feed", lambda: parts.arrivals.settle(ASSETS, [uuid(0)]))
    assert not await parts.feed.some()
    assert "feed" not in world.replica.positions
    await parts.feed.read()
    assert is_same(world)


async def test_a_page_ahead_that_fails_does_not_undo_the_one_before(parts: Parts) -> None:
    world = parts.world
    row = world.rows.put(ASSETS, 0)
    world.rows.feeds = {None: Feed([row], [], "a", has_more=True)}
    world.rows.script("feed", None, offline())
    with pytest.raises(RemoteError, match="offline"):
        await parts.feed.some()
    assert world.replica.positions["feed"] == "a"


async def test_with_a_feed_the_first_load_leaves_it_what_changes_meanwhile(parts: Parts) -> None:
    world = parts.world
    world.rows.has = Features(has_feed=True)
    for number in range(4):
        world.rows.put(ASSETS, number)
    await parts.initial.go_on()
    assert world.replica.positions["feed"] == "start"
    changed = world.rows.put(ASSETS, 0, custom_title="meanwhile")
    world.rows.feeds = {"start": Feed([changed], [], "a", has_more=False)}
    while not await parts.initial.go_on():
        pass
    await parts.feed.read()
    assert is_same(world)
    assert world.replica.positions["feed"] == "a"
    assert world.rows.calls_of("feed_start") == [None], "a load that goes on has its start"


# --- the scan


async def scanned(parts: Parts) -> None:
    await parts.scan.begin()
    while not await parts.scan.step():
        pass


async def test_a_scan_finds_what_is_new_changed_and_gone(parts: Parts) -> None:
    world = parts.world
    world.synced(range(8))
    world.rows.put(ASSETS, 1, tags=["x"])
    world.rows.put(ASSETS, 20)
    world.rows.drop(ASSETS, 4)
    world.rows.drop(ASSETS, 7)
    await scanned(parts)
    assert world.replica.missed == {uuid(4), uuid(7)}
    for number in (4, 7):
        del world.replica.held[ASSETS][uuid(number)]
    assert is_same(world)
    assert not await parts.scan.is_under_way()


async def test_a_scan_goes_on_where_it_was(parts: Parts) -> None:
    world = parts.world
    world.synced(range(8))
    await parts.scan.begin()
    assert not await parts.scan.step()
    assert world.replica.positions["scan"] == uuid(2)
    again = Parts(world)
    assert await again.scan.is_under_way()
    world.rows.calls.clear()
    await again.scan.step()
    assert world.rows.calls_of("versions") == [(ASSETS, uuid(2), None)]


async def test_a_row_acknowledged_while_it_was_asked_is_no_candidate(parts: Parts) -> None:
    world = parts.world

    def acknowledged() -> None:
        world.synced([1])
        parts.arrivals.settle(ASSETS, [uuid(1)])

    world.rows.script("versions", acknowledged)
    await parts.scan.begin()
    await parts.scan.step()
    assert world.replica.missed == set()


async def test_a_new_scan_forgets_the_candidates_of_the_last(parts: Parts) -> None:
    parts.world.synced([1, 2])
    parts.world.replica.missed = {uuid(1)}
    await scanned(parts)
    assert parts.world.replica.missed == set()


async def test_many_changes_are_fetched_a_hundred_at_a_time(world: World) -> None:
    world.limits = replace(world.limits, page_rows=1_000)
    parts = Parts(world)
    world.rows.put_many(range(230))
    await scanned(parts)
    assert [len(ids) for _, ids in world.rows.calls_of("rows")] == [100, 100, 30]
    assert is_same(world)


async def test_where_rows_have_no_version_whole_pages_are_compared(parts: Parts) -> None:
    world = parts.world
    world.rows.has = Features(has_versions=False)
    world.synced([1, 2])
    world.rows.put(ASSETS, 3)
    world.rows.drop(ASSETS, 1)
    await scanned(parts)
    assert world.rows.calls_of("versions") == []
    assert world.replica.missed == {uuid(1)}
    assert set(world.replica.held[ASSETS]) == {uuid(1), uuid(2), uuid(3)}
