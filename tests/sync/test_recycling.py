"""What was removed elsewhere ends after thirty days, but by no clock that is wrong."""

from pathlib import Path

import pytest

from desktop_app.domain.entities import AssetId
from desktop_app.sync.recycling import AGREED_SINCE, KEPT_US, Recycling
from tests.sync.fakes import World, uuid

DAY_US = 86_400_000_000
YEAR_US = 365 * DAY_US


@pytest.fixture
def world() -> World:
    world = World()
    world.replica.old = [AssetId(uuid(1))]
    world.originals.paths[uuid(1)] = Path("1.png")
    return world


async def test_after_thirty_days_of_agreement_the_old_goes_with_its_files(world: World) -> None:
    recycling = Recycling(world.surroundings())
    for _ in range(30):
        await recycling.tidy(world.clock.us + 1_000_000)
        assert uuid(1) in world.originals.paths
        world.clock.us += DAY_US
    await recycling.tidy(world.clock.us)
    assert world.originals.paths == {}
    assert world.replica.told_of("purge_recycled")[-1] == world.clock.us - KEPT_US
    await recycling.tidy(world.clock.us)
    assert world.originals.paths == {}


@pytest.mark.parametrize("jump_us", [YEAR_US, -YEAR_US])
async def test_a_clock_that_jumps_ends_nothing(world: World, jump_us: int) -> None:
    recycling = Recycling(world.surroundings())
    true_us = world.clock.us
    await recycling.tidy(true_us)
    world.clock.us += jump_us
    await recycling.tidy(true_us)
    assert AGREED_SINCE not in world.replica.positions
    assert world.replica.told == []


async def test_a_note_of_the_future_is_none(world: World) -> None:
    world.replica.positions[AGREED_SINCE] = str(world.clock.us + YEAR_US)
    await Recycling(world.surroundings()).tidy(world.clock.us)
    assert world.replica.positions[AGREED_SINCE] == str(world.clock.us)


async def test_a_server_that_says_no_time_says_nothing(world: World) -> None:
    await Recycling(world.surroundings()).tidy(None)
    assert world.replica.positions == {}
