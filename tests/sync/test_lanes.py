"""The line, the alarm, hints: what the lanes of the engine stand on."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from desktop_app.domain.remote import RemoteError, RemoteTable
from desktop_app.sync.alarm import Alarm
from desktop_app.sync.hint_box import HintBox
from desktop_app.sync.hint_lane import HintLane
from desktop_app.sync.line import Line
from desktop_app.sync.surroundings import Limits
from desktop_app.sync.together import together
from tests.sync.fakes import ASSETS, COLLECTIONS, FakeHints, FullJitter, World, offline, signed_out
from tests.sync.simulator.loop import VirtualLoop


def virtually(main: Coroutine[Any, Any, None]) -> None:
    """Run with a clock that jumps over all waits."""
    loop = VirtualLoop()
    try:
        loop.run_until_complete(main)
        assert loop.failures == []
    finally:
        loop.close()


def new_line() -> Line:
    return Line(Limits(), FullJitter(), lambda: None)


# --- the line


def test_a_line_is_down_until_it_is_made() -> None:
    line = new_line()
    seen = [(line.is_up, line.error)]
    line.mend()
    seen.append((line.is_up, line.error))
    assert seen == [(False, ""), (True, "")]


def test_failures_of_the_same_moment_count_once() -> None:
    line = new_line()
    line.mend()
    for _ in range(5):
        line.fail(offline(), 100.0)
    assert (line.is_up, line.error, line.retry_at_s) == (False, "remote.offline", 101.0)


def test_each_failed_attempt_to_connect_waits_longer() -> None:
    line = new_line()
    waits = []
    for _ in range(4):
        line.fail(offline(), 0.0, is_connecting=True)
        waits.append(line.retry_at_s)
    assert waits == [1, 2, 4, 8]


def test_a_line_that_breaks_as_soon_as_it_is_made_waits_longer_too() -> None:
    line = new_line()
    for seconds in (1, 2, 4):
        line.mend()
        line.fail(offline(), 0.0)
        assert line.retry_at_s == seconds
    line.mend()
    line.prove()
    line.fail(offline(), 0.0)
    assert line.retry_at_s == 1
    line.prove()
    line.mend()
    line.fail(offline(), 0.0)
    assert line.retry_at_s == 2, "what came after it broke proves nothing"


def test_signed_out_stays_until_somebody_signs_in() -> None:
    line = new_line()
    line.fail(offline(), 0.0, is_connecting=True)
    line.fail(signed_out(), 0.0)
    assert line.is_signed_out
    assert line.error == "remote.signed_out"
    line.reset()
    assert (line.is_signed_out, line.error, line.retry_at_s) == (False, "", 0.0)


# --- the alarm


def test_an_alarm_rings_or_its_time_comes() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        alarm = Alarm()
        await alarm.wait(5)
        assert loop.time() == 5
        alarm.ring()
        await alarm.wait(5)
        assert loop.time() == 5
        loop.call_later(2, alarm.ring)
        await alarm.wait(None)
        assert loop.time() == 7
        await alarm.wait(1)
        assert loop.time() == 8

    virtually(main())


# --- hints


def test_hints_are_collected_once_each_and_taken_by_table() -> None:
    told: list[None] = []
    box = HintBox(10, lambda: told.append(None))
    box.add(ASSETS, ["a", "b", "a"])
    box.add(COLLECTIONS, ["c"])
    box.add(ASSETS, ["d"])
    box.add(ASSETS, [])
    assert len(told) == 3
    assert box.take(2) == (ASSETS, ["a", "b"])
    assert box.take(2) == (COLLECTIONS, ["c"])
    assert box.take(2) == (ASSETS, ["d"])
    assert len(box) == 0


def test_too_many_hints_are_no_use() -> None:
    box = HintBox(2, lambda: None)
    box.add(ASSETS, ["a", "b", "b"])
    seen = [box.is_overflown]
    box.add(ASSETS, ["c"])
    seen.append(box.is_overflown)
    assert seen == [False, True]
    assert len(box) == 2


def test_the_hint_lane_listens_while_the_line_is_up_and_begins_again() -> None:
    async def main() -> None:
        hints = FakeHints()
        hints.script = [offline(), None]
        line = new_line()
        gaps: list[float] = []
        heard: list[tuple[RemoteTable, str]] = []
        loop = asyncio.get_running_loop()
        lane = HintLane(
            World().surroundings(),
            hints,
            line,
            lambda table, uuid: heard.append((table, uuid)),
            lambda: gaps.append(loop.time()),
        )
        running = loop.create_task(lane.run())
        await asyncio.sleep(10)
        assert hints.runs == 0
        line.mend()
        lane.alarm.ring()
        await asyncio.sleep(10)
        assert hints.runs == 3
        assert gaps == [10, 11]
        assert hints.hinted is not None
        hints.hinted(ASSETS, "a")
        assert heard == [(ASSETS, "a")]
        running.cancel()
        await asyncio.wait([running])

    virtually(main())


# --- together


async def test_when_one_fails_the_others_end() -> None:
    ended: list[str] = []

    async def waits() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("waits")

    async def fails() -> None:
        raise offline()

    with pytest.raises(RemoteError):
        await together([waits(), fails()])
    assert ended == ["waits"]


async def test_nothing_together_is_nothing() -> None:
    await together([])
