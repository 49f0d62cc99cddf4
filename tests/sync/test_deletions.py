"""Nothing is removed on the word of one answer."""

import pytest

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.sync.arrivals import Arrivals
from desktop_app.sync.deletions import Deletions
from desktop_app.sync.hint_box import HintBox
from desktop_app.sync.staleness import Staleness
from desktop_app.sync.surroundings import Limits
from tests.sync.fakes import ASSETS, COLLECTIONS, World, uuid


class Parts:
    def __init__(self, world: World) -> None:
        surroundings = world.surroundings()
        self.arrivals = Arrivals(surroundings, Staleness(), HintBox(10, lambda: None))
        self.deletions = Deletions(surroundings, self.arrivals)


@pytest.fixture
def world() -> World:
    world = World()
    world.synced(range(300))
    return world


@pytest.fixture
def parts(world: World) -> Parts:
    return Parts(world)


def gone(world: World, numbers: range) -> None:
    for number in numbers:
        world.rows.drop(ASSETS, number)
    world.replica.missed = {uuid(number) for number in numbers}


async def test_what_is_gone_is_asked_again_and_removed(world: World, parts: Parts) -> None:
    gone(world, range(40))
    world.replica.missed.add(uuid(200))
    assert await parts.deletions.is_due()
    await parts.deletions.settle()
    assert world.replica.told_of("remove_elsewhere") == [[uuid(number) for number in range(40)]]
    assert world.rows.calls_of("guard")
    assert parts.deletions.removed == 40
    assert world.replica.missed == set()
    assert not await parts.deletions.is_due()


async def test_nothing_is_removed_when_all_are_there(world: World, parts: Parts) -> None:
    world.replica.missed = {uuid(1)}
    await parts.deletions.settle()
    assert world.replica.told == []
    assert world.replica.missed == set()


async def test_an_answer_without_a_witness_is_not_believed(world: World, parts: Parts) -> None:
    world.replica.missed = {uuid(1)}
    world.rows.is_anonymous = True
    with pytest.raises(RemoteError, match=r"sync\.unwitnessed"):
        await parts.deletions.settle()
    assert world.replica.told == []


async def test_an_answer_that_is_cut_short_behind_its_witnesses_removes_nothing(
    world: World, parts: Parts
) -> None:
    row = world.rows.tables[ASSETS].pop(uuid(299))
    world.replica.missed = {uuid(299)}
    world.rows.script("rows", lambda: world.rows.tables[ASSETS].update({uuid(299): row}))
    await parts.deletions.settle()
    assert world.replica.told_of("remove_elsewhere") == []
    assert world.replica.missed == set()


async def test_the_session_is_looked_at_after_the_second_answer(world: World, parts: Parts) -> None:
    gone(world, range(2))
    world.rows.script("guard", RemoteError("remote.other_user", ErrorKind.PERMANENT))
    with pytest.raises(RemoteError, match="other_user"):
        await parts.deletions.settle()
    assert world.replica.told == []


async def test_the_user_is_asked_about_many(world: World, parts: Parts) -> None:
    gone(world, range(60))
    await parts.deletions.settle()
    assert parts.deletions.asked == 60
    assert world.replica.told == []
    assert not await parts.deletions.is_due()

    parts.deletions.answer(is_accepted=True)
    assert await parts.deletions.is_due()
    await parts.deletions.settle()
    assert parts.deletions.asked == 0
    assert parts.deletions.removed == 60


async def test_after_a_no_they_are_put_on_the_server_again(world: World, parts: Parts) -> None:
    gone(world, range(60))
    await parts.deletions.settle()
    parts.deletions.answer(is_accepted=False)
    assert parts.deletions.asked == 0
    assert await parts.deletions.is_due()
    world.rows.put(ASSETS, 7)
    await parts.deletions.settle()
    assert world.replica.told_of("remove_elsewhere") == []
    put_back = {id_ for some in world.replica.told_of("put_back") for id_ in some}
    assert put_back == {uuid(number) for number in range(60)} - {uuid(7)}, "what is there stays"
    assert not await parts.deletions.is_due()


async def test_an_answer_is_for_what_was_asked(world: World, parts: Parts) -> None:
    gone(world, range(60))
    await parts.deletions.settle()
    parts.deletions.answer(is_accepted=True)
    for number in range(60):
        world.rows.put(ASSETS, number)
    await parts.deletions.settle()
    assert world.replica.told_of("remove_elsewhere") == []
    gone(world, range(100, 160))
    await parts.deletions.settle()
    assert parts.deletions.asked == 60


async def test_a_yes_is_for_one_time(world: World, parts: Parts) -> None:
    gone(world, range(60))
    await parts.deletions.settle()
    parts.deletions.answer(is_accepted=True)
    await parts.deletions.settle()
    gone(world, range(100, 160))
    await parts.deletions.settle()
    assert parts.deletions.asked == 60


async def test_the_user_is_asked_when_everything_is_gone() -> None:
    world = World()
    world.synced([1, 2])
    parts = Parts(world)
    gone(world, range(1, 3))
    await parts.deletions.settle()
    assert parts.deletions.asked == 2
    assert world.replica.told == []


async def test_requests_stay_short(world: World, parts: Parts) -> None:
    world.synced(range(300, 4_000))
    gone(world, range(150))
    await parts.deletions.settle()
    asked = [len(ids) for _, ids in world.rows.calls_of("rows")]
    assert asked == [100, 100, 60, 60]
    assert parts.deletions.removed == 150


async def test_what_is_put_back_meanwhile_stays(world: World, parts: Parts) -> None:
    gone(world, range(2))
    world.rows.script("rows", lambda: parts.arrivals.settle(ASSETS, [uuid(1)]))
    await parts.deletions.settle()
    assert world.replica.told_of("remove_elsewhere") == [[uuid(0)]]
    assert world.replica.missed == set()


async def test_what_is_put_back_between_the_answer_and_the_removal_stays(
    world: World, parts: Parts
) -> None:
    gone(world, range(1))
    count = world.replica.count

    def counted(table: object) -> int:
        parts.arrivals.settle(ASSETS, [uuid(0)])
        return count(ASSETS)

    world.replica.count = counted  # type: ignore[method-assign]
    await parts.deletions.settle()
    assert world.replica.told_of("remove_elsewhere") == []
    assert world.replica.missed == set()


async def test_nothing_suspected_is_nothing_to_do(world: World, parts: Parts) -> None:
    await parts.deletions.suspect(ASSETS, [])
    await parts.deletions.suspect(COLLECTIONS, [])
    assert world.rows.calls == []


async def test_a_collection_that_is_there_after_all_stays(world: World, parts: Parts) -> None:
    world.replica.hold(COLLECTIONS, [world.rows.put(COLLECTIONS, 1)])
    await parts.deletions.suspect(COLLECTIONS, [uuid(1)])
    assert world.replica.told == []


async def test_collections_that_are_gone_together_are_no_witnesses(
    world: World, parts: Parts
) -> None:
    world.replica.held[COLLECTIONS] = dict.fromkeys(map(uuid, range(120)), "1")
    await parts.deletions.suspect(COLLECTIONS, [uuid(number) for number in range(120)])
    assert world.replica.held[COLLECTIONS] == {}
    assert [len(ids) for _, ids in world.rows.calls_of("rows")] == [95, 95, 25, 25]


async def test_a_limit_of_witnesses_leaves_room_for_them() -> None:
    limits = Limits()
    assert limits.ids_a_request == 100
    assert limits.witnesses < limits.ids_a_request
