"""The whole engine over fakes: what makes each lane go and rest."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.changes import Origin
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.files import KeepingRule
from desktop_app.domain.remote import Features, Feed, RemoteError
from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.sync.alarm import Alarm
from desktop_app.sync.engine import Engine
from desktop_app.sync.surroundings import Limits
from tests.sync.fakes import (
    ASSETS,
    COLLECTIONS,
    FakeHints,
    World,
    insert,
    offline,
    signed_out,
    update,
    upload_of,
    uuid,
)
from tests.sync.simulator.loop import VirtualLoop


def virtually(main: Coroutine[Any, Any, None]) -> None:
    """Run with a clock that jumps over all waits."""
    loop = VirtualLoop()
    try:
        loop.run_until_complete(main)
        assert loop.failures == []
    finally:
        loop.close()


class Running:
    """An engine that runs for the time of a block; the clock goes with the loop's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.engine = Engine(world.surroundings())

    async def __aenter__(self) -> Engine:
        self._task = asyncio.create_task(self.engine.run())
        return self.engine

    async def __aexit__(self, *_exception: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])
        if not self._task.cancelled():
            self._task.result()


async def pass_time(world: World, seconds: float) -> None:
    """Let time pass on both clocks."""
    await asyncio.sleep(seconds)
    world.clock.us += int(seconds * 1e6)


def in_step(world: World) -> None:
    """Have the clock go with the loop's from now on."""
    loop = asyncio.get_running_loop()
    offset_us = world.clock.us - int(loop.time() * 1e6)
    world.clock.now_us = lambda: offset_us + int(loop.time() * 1e6)  # type: ignore[method-assign]


def running(
    world: World, main: Callable[[Engine], Awaitable[None]], *, is_in_step: bool = True
) -> None:
    async def outer() -> None:
        if is_in_step:
            in_step(world)
        async with Running(world) as engine:
            await main(engine)

    virtually(outer())


def phase_of(engine: Engine) -> SyncPhase:
    return engine.status.phase


def version_of(world: World, number: int) -> str:
    return str(world.rows.tables[ASSETS][uuid(number)]["xmin"])


def is_same(world: World) -> bool:
    return all(
        world.replica.held[table]
        == {id_: row["xmin"] for id_, row in world.rows.tables[table].items()}
        for table in (ASSETS, COLLECTIONS)
    )


@pytest.fixture
def world() -> World:
    return World(limits=Limits(page_rows=4, initial_ranges=2))


@pytest.fixture
def loaded(world: World) -> World:
    world.loaded()
    world.synced(range(10))
    world.replica.positions["touched"] = str(world.clock.us)
    return world


# --- run


def test_a_new_library_is_loaded_scanned_and_up_to_date(world: World) -> None:
    world.rows.put_many(range(11))
    world.rows.put(COLLECTIONS, 5)
    phases: list[SyncPhase] = []

    async def main(engine: Engine) -> None:
        engine.subscribe(lambda status: phases.append(status.phase))
        await asyncio.sleep(5)
        assert phase_of(engine) is SyncPhase.UP_TO_DATE
        assert engine.status.synced_at_us is not None

    running(world, main)
    assert is_same(world)
    assert list(dict.fromkeys(phases)) == [
        SyncPhase.CONNECTING,
        SyncPhase.SYNCING,
        SyncPhase.UP_TO_DATE,
    ]


def test_it_is_up_to_date_once_everything_was_compared(world: World) -> None:
    world.rows.put_many(range(11))
    compared: list[int] = []

    async def main(engine: Engine) -> None:
        def heard(status: SyncStatus) -> None:
            if status.phase is SyncPhase.UP_TO_DATE or status.synced_at_us is not None:
                compared.append(len(world.rows.calls_of("versions")))

        engine.subscribe(heard)
        await asyncio.sleep(5)

    running(world, main)
    pages = len(world.rows.calls_of("versions"))
    assert pages > 2
    assert compared[0] == pages


def test_a_scan_that_is_due_has_to_be_done_yet(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        await asyncio.sleep(5)
        assert phase_of(engine) is SyncPhase.UP_TO_DATE
        engine.gap()
        engine.set_metered(is_metered=True)
        assert phase_of(engine) is SyncPhase.SYNCING

    running(loaded, main)


def test_it_begins_by_telling_its_status_even_if_that_is_nothing_new(loaded: World) -> None:
    phases: list[SyncPhase] = []

    async def main(engine: Engine) -> None:
        engine.pause()
        engine.subscribe(lambda status: phases.append(status.phase))
        await asyncio.sleep(1)

    running(loaded, main)
    assert phases == [SyncPhase.PAUSED]


def test_idle_it_wakes_twice_a_minute_and_scans_four_times_an_hour(loaded: World) -> None:
    async def main(_engine: Engine) -> None:
        await asyncio.sleep(10)
        loaded.rows.calls.clear()
        await asyncio.sleep(3_600)

    running(loaded, main)
    names = [name for name, _ in loaded.rows.calls]
    assert names.count("touched_since") in range(239, 750)
    scans = [after for _, after, _ in loaded.rows.calls_of("versions") if after is None]
    assert len(scans) == 4


def test_an_edit_goes_out_at_once(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        loaded.replica.queue(update(1, version_of(loaded, 1), custom_title="t"))
        loaded.catalog.tell(Origin.SYNC)
        await asyncio.sleep(1)
        assert loaded.replica.entries != []
        loaded.catalog.tell(Origin.INSPECTOR)
        await asyncio.sleep(0.1)
        assert loaded.replica.entries == []
        assert phase_of(engine) is SyncPhase.UP_TO_DATE

    running(loaded, main)
    assert loaded.catalog.listeners == []


def test_an_entry_that_nobody_told_of_goes_out_soon(loaded: World) -> None:
    async def main(_engine: Engine) -> None:
        await asyncio.sleep(10)
        loaded.replica.queue(update(1, version_of(loaded, 1), custom_title="t"))
        await asyncio.sleep(31)
        assert loaded.replica.entries == []

    running(loaded, main)


def test_a_file_goes_out_then_its_row(loaded: World, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"png")
    loaded.originals.paths[uuid(50)] = path

    async def main(engine: Engine) -> None:
        loaded.replica.queue(insert(50, upload_of(50)))
        await asyncio.sleep(5)
        assert loaded.replica.entries == []
        assert engine.transfers == ()
        engine.cancel_transfer(uuid(50))

    running(loaded, main)
    assert uuid(50) in loaded.rows.tables[ASSETS]


def test_on_a_metered_line_files_rest(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        engine.set_metered(is_metered=True)
        loaded.replica.queue(insert(50, upload_of(50)))
        loaded.replica.queue(update(1, version_of(loaded, 1), custom_title="t"))
        await asyncio.sleep(60)
        assert [entry.claim.id for entry in loaded.replica.entries] == [uuid(50)]
        assert phase_of(engine) is SyncPhase.UP_TO_DATE
        engine.set_metered(is_metered=False)
        await asyncio.sleep(1)
        assert loaded.replica.entries[0].is_blocked, "there is no such file"

    running(loaded, main)


def test_hints_are_collected_for_a_moment_and_fetched(loaded: World) -> None:
    loaded.hints = FakeHints()

    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        loaded.rows.put(ASSETS, 1, tags=["x"])
        loaded.rows.put(ASSETS, 2, tags=["x"])
        loaded.rows.calls.clear()
        engine.hint(ASSETS, uuid(1))
        await asyncio.sleep(0.1)
        assert loaded.hints is not None
        assert loaded.hints.hinted is not None
        loaded.hints.hinted(ASSETS, uuid(2))
        assert loaded.rows.calls == []
        await asyncio.sleep(0.2)

    running(loaded, main)
    assert loaded.rows.calls_of("rows") == [(ASSETS, [uuid(1), uuid(2)])]
    assert is_same(loaded)


def test_where_nothing_tells_of_changes_what_is_seen_is_looked_at(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        loaded.rows.put(ASSETS, 1, tags=["x"])
        engine.look_at([uuid(1), uuid(2)])
        await asyncio.sleep(1)

    running(loaded, main)
    assert is_same(loaded)


def test_where_hints_come_nothing_is_looked_at(loaded: World) -> None:
    loaded.hints = FakeHints()

    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        loaded.rows.calls.clear()
        engine.look_at([uuid(1)])
        await asyncio.sleep(1)
        assert loaded.rows.calls == []

    running(loaded, main)


def test_where_the_server_does_not_tell_of_changes_who_is_back_sees_new_ones(
    loaded: World,
) -> None:
    loaded.hints = FakeHints()
    loaded.hints.is_listening = False

    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        loaded.rows.put(ASSETS, 1, tags=["x"])
        loaded.rows.calls.clear()
        engine.look_at([uuid(1)])
        await asyncio.sleep(1)
        assert is_same(loaded)
        assert loaded.rows.calls_of("touched_since") == []
        engine.look_at([], is_back=True)
        await asyncio.sleep(1)
        assert len(loaded.rows.calls_of("touched_since")) > 0

    running(loaded, main)


def test_hints_that_could_not_be_fetched_are_kept(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        loaded.rows.put(ASSETS, 1, tags=["x"])
        loaded.rows.script("rows", offline())
        engine.hint(ASSETS, uuid(1))
        engine.hint(COLLECTIONS, uuid(5))
        await asyncio.sleep(0.3)
        assert phase_of(engine) is SyncPhase.OFFLINE
        assert engine.status.retry_at_us is not None
        await asyncio.sleep(5)
        assert phase_of(engine) is SyncPhase.UP_TO_DATE

    running(loaded, main)
    assert is_same(loaded)


def test_more_hints_than_can_be_kept_are_a_scan(loaded: World) -> None:
    loaded.limits = replace(loaded.limits, hints_kept=2)

    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        for number in range(5):
            loaded.rows.put(ASSETS, number, tags=["x"])
            engine.hint(ASSETS, uuid(number))
        await asyncio.sleep(5)

    running(loaded, main)
    assert is_same(loaded)


def test_after_a_gap_everything_is_compared(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        loaded.rows.drop(ASSETS, 3)
        engine.gap()
        await asyncio.sleep(1)

    running(loaded, main)
    assert loaded.replica.told_of("remove_elsewhere") == [[uuid(3)]]


def test_a_gap_in_the_middle_of_a_scan_begins_it_anew(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        loaded.rows.script("versions", None, engine.gap)
        await asyncio.sleep(5)

    running(loaded, main)
    starts = [after for _, after, _ in loaded.rows.calls_of("versions") if after is None]
    assert len(starts) == 2


def test_a_scan_that_was_interrupted_is_gone_on_with_and_followed_by_a_whole_one(
    loaded: World,
) -> None:
    loaded.replica.positions["scan"] = uuid(3)

    async def main(_engine: Engine) -> None:
        await asyncio.sleep(5)

    running(loaded, main)
    begun = [after for _, after, _ in loaded.rows.calls_of("versions")]
    assert begun[0] == uuid(3)
    assert begun.count(None) == 1


def test_offline_it_tries_less_and_less_often_and_edits_wait(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        loaded.rows.script("guard", *[offline()] * 12)
        loaded.replica.queue(update(1, version_of(loaded, 1), custom_title="t"))
        await asyncio.sleep(500)
        assert phase_of(engine) is SyncPhase.OFFLINE
        assert engine.status.error == "remote.offline"
        assert engine.status.waiting == 1
        assert len(loaded.rows.calls_of("guard")) == 9
        assert loaded.rows.calls_of("swap") == []
        engine.wake()
        await asyncio.sleep(1)
        assert len(loaded.rows.calls_of("guard")) > 9
        await asyncio.sleep(500)
        assert phase_of(engine) is SyncPhase.UP_TO_DATE

    running(loaded, main)
    assert loaded.replica.entries == []


def test_woken_it_sends_at_once_what_was_put_off(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        for number in range(2):
            loaded.replica.queue(update(number, version_of(loaded, number), custom_title="t"))
        for entry in loaded.replica.entries:
            entry.next_at_us = loaded.clock.now_us() + 300_000_000
        await asyncio.sleep(60)
        assert loaded.rows.calls_of("swap") == []
        engine.wake()
        await asyncio.sleep(1)
        assert len(loaded.rows.calls_of("swap")) == 2

    running(loaded, main)


def test_when_a_push_finds_the_line_broken_everybody_waits_for_it(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        loaded.rows.script("swap", offline())
        for number in range(3):
            loaded.replica.queue(update(number, version_of(loaded, number), custom_title="t"))
        loaded.catalog.tell(Origin.GRID)
        await asyncio.sleep(0.5)
        assert phase_of(engine) is SyncPhase.OFFLINE
        await asyncio.sleep(10)

    running(loaded, main)
    assert loaded.replica.entries == []
    assert is_same(loaded)


def test_signed_out_it_rests_until_somebody_signs_in(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        loaded.rows.script("guard", signed_out())
        await asyncio.sleep(5_000)
        assert phase_of(engine) is SyncPhase.SIGNED_OUT
        assert len(loaded.rows.calls) == 1
        engine.wake()
        await asyncio.sleep(5)
        assert phase_of(engine) is SyncPhase.UP_TO_DATE

    running(loaded, main)


def test_paused_it_rests(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        engine.pause()
        assert phase_of(engine) is SyncPhase.PAUSED
        await asyncio.sleep(1)
        loaded.rows.calls.clear()
        loaded.replica.queue(update(1, version_of(loaded, 1), custom_title="t"))
        loaded.catalog.tell(Origin.GRID)
        await asyncio.sleep(5_000)
        assert loaded.rows.calls == []
        assert engine.status.waiting == 1
        engine.resume()
        await asyncio.sleep(5)
        assert loaded.replica.entries == []

    running(loaded, main)


def test_one_request_that_always_fails_does_not_stop_the_others(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        busy = RemoteError("remote.busy", status=500)
        loaded.rows.script("touched_since", *[busy] * 1_000)
        await asyncio.sleep(600)
        assert len(loaded.rows.calls_of("touched_since")) < 30
        loaded.rows.put(ASSETS, 1, tags=["x"])
        engine.hint(ASSETS, uuid(1))
        await asyncio.sleep(400)
        assert loaded.replica.held[ASSETS][uuid(1)] == version_of(loaded, 1)

    running(loaded, main)


def test_a_machine_that_slept_compares_everything(loaded: World) -> None:
    async def main(_engine: Engine) -> None:
        await asyncio.sleep(10)
        loaded.rows.drop(ASSETS, 3)
        loaded.clock.us += 3_600_000_000
        await asyncio.sleep(40)

    running(loaded, main, is_in_step=False)
    assert loaded.replica.told_of("remove_elsewhere") == [[uuid(3)]]


def test_the_user_is_asked_about_many_removals(loaded: World) -> None:
    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        for number in range(10):
            loaded.rows.drop(ASSETS, number)
        engine.gap()
        await asyncio.sleep(5)
        assert phase_of(engine) is SyncPhase.ASKING
        assert engine.status.asked_removals == 10
        assert len(loaded.replica.held[ASSETS]) == 10
        engine.answer_removals(accept=True)
        await asyncio.sleep(1)
        assert phase_of(engine) is SyncPhase.UP_TO_DATE

    running(loaded, main)
    assert loaded.replica.held[ASSETS] == {}


def test_where_everything_around_is_gone_too_all_is_compared(loaded: World) -> None:
    loaded.limits = replace(loaded.limits, witnesses=2)

    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        for number in (0, 1, 5):
            loaded.rows.drop(ASSETS, number)
        engine.hint(ASSETS, uuid(5))
        await asyncio.sleep(10)
        assert phase_of(engine) is SyncPhase.UP_TO_DATE

    running(loaded, main)
    assert loaded.replica.told_of("remove_elsewhere") == [[uuid(0), uuid(1), uuid(5)]]


def test_with_a_feed_gaps_and_ticks_read_it(loaded: World) -> None:
    loaded.rows.has = Features(has_feed=True)
    changed = loaded.rows.put(ASSETS, 1, tags=["x"])
    loaded.rows.feeds = {
        None: Feed([], [], "a", has_more=False),
        "a": Feed([changed], [], "b", has_more=False),
        "b": Feed([], [], "b", has_more=False),
    }

    async def main(engine: Engine) -> None:
        await asyncio.sleep(1)
        engine.gap()
        await asyncio.sleep(1)
        assert loaded.rows.calls_of("feed") == [None, "a"]
        await asyncio.sleep(3_000)
        assert loaded.rows.calls_of("touched_since") == []

    running(loaded, main)
    scans = [after for _, after, _ in loaded.rows.calls_of("versions") if after is None]
    assert len(scans) == 1


def test_a_long_rest_in_the_first_load_leaves_a_library_to_work_with(world: World) -> None:
    world.rows.put_many(range(20))

    async def main(engine: Engine) -> None:
        world.rows.script("page", *[None] * 4, RemoteError("remote.busy", retry_after_s=100))
        await asyncio.sleep(50)
        assert world.replica.told_of("finish_initial") == [None]
        assert engine.status.pulled > 0
        assert engine.status.total == 20
        await asyncio.sleep(100)
        assert phase_of(engine) is SyncPhase.UP_TO_DATE

    running(world, main)
    assert is_same(world)


def test_with_a_feed_what_changed_during_the_first_load_comes_after_it(world: World) -> None:
    world.rows.has = Features(has_feed=True)
    for number in range(40):
        world.rows.put(ASSETS, number)

    def change() -> None:
        row = world.rows.put(ASSETS, 0, custom_title="meanwhile")
        world.rows.feeds = {
            "start": Feed([row], [], "end", has_more=False),
            "end": Feed([], [], "end", has_more=False),
        }

    world.rows.script("page", None, None, change)

    async def main(engine: Engine) -> None:
        await asyncio.sleep(10)
        assert phase_of(engine) is SyncPhase.UP_TO_DATE

    running(world, main)
    assert is_same(world)


def test_an_entry_that_cannot_be_had_yet_is_asked_for_once_a_second(loaded: World) -> None:
    async def main(_engine: Engine) -> None:
        await asyncio.sleep(10)
        claims = 0
        claim = loaded.replica.claim

        def counted(limit: int, *, uploads: bool = False) -> list[Any]:
            nonlocal claims
            claims += not uploads
            return []

        loaded.replica.claim = counted  # type: ignore[method-assign]
        loaded.replica.queue(update(1, version_of(loaded, 1), custom_title="t"))
        loaded.catalog.tell(Origin.GRID)
        await asyncio.sleep(10)
        assert claims in range(10, 13)
        loaded.replica.claim = claim  # type: ignore[method-assign]
        await asyncio.sleep(2)

    running(loaded, main)
    assert loaded.replica.entries == []


def test_a_library_that_cannot_be_read_ends_the_run(loaded: World) -> None:
    def broken(key: str) -> str | None:
        raise CatalogError("catalog.damaged")

    loaded.replica.position = broken  # type: ignore[method-assign]

    async def main() -> None:
        with pytest.raises(CatalogError):
            await Engine(loaded.surroundings()).run()

    virtually(main())
    assert loaded.catalog.listeners == []


def test_what_an_earlier_run_left_on_its_way_is_sent_again(loaded: World) -> None:
    loaded.replica.queue(update(1, version_of(loaded, 1), custom_title="t"))
    loaded.replica.claim(1)

    async def main(_engine: Engine) -> None:
        await asyncio.sleep(5)

    running(loaded, main)
    assert loaded.replica.entries == []


# --- once


async def test_once_does_everything_and_tells_it(world: World, tmp_path: Path) -> None:
    world.rows.put_many(range(9))
    path = tmp_path / "a.png"
    path.write_bytes(b"png")
    world.originals.paths[uuid(50)] = path
    world.replica.queue(insert(50, upload_of(50)))
    world.replica.queue(insert(51, upload_of(51)))
    engine = Engine(world.surroundings())
    report = await engine.once()
    assert is_same(world)
    assert (report.pushed, report.blocked, report.waiting, report.removed) == (1, 1, 0, 0)
    assert report.pulled >= 9

    world.rows.drop(ASSETS, 3)
    world.rows.put(ASSETS, 4, tags=["x"])
    world.replica.queue(update(5, version_of(world, 5), custom_title="t"))
    report = await engine.once()
    assert (report.pushed, report.removed, report.pulled) == (1, 1, 1)
    assert is_same(world)


async def test_once_asks_about_many_removals(loaded: World) -> None:
    for number in range(10):
        loaded.rows.drop(ASSETS, number)
    engine = Engine(loaded.surroundings())
    assert (await engine.once()).asked_removals == 10
    engine.answer_removals(accept=True)
    assert (await engine.once()).removed == 10


async def test_once_fetches_what_is_in_doubt(loaded: World) -> None:
    engine = Engine(loaded.surroundings())
    loaded.rows.put(ASSETS, 1, tags=["x"])
    engine.hint(ASSETS, uuid(1))
    await engine.once()
    assert is_same(loaded)


async def test_once_says_what_kept_it(loaded: World) -> None:
    loaded.rows.script("guard", offline())
    with pytest.raises(RemoteError, match="offline"):
        await Engine(loaded.surroundings()).once()


# --- wishes for files


class Heard:
    """Notes what the downloads are told; nothing is on its way."""

    transfers = ()

    def __init__(self) -> None:
        self.alarm = Alarm()
        self.calls: list[tuple[str, object]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *told: self.calls.append((name, told[0] if told else None))


def test_what_the_window_wishes_goes_to_the_downloads(loaded: World) -> None:
    heard = Heard()
    rule = KeepingRule()

    async def main(engine: Engine) -> None:
        before = engine._downloads
        engine._downloads = heard  # type: ignore[assignment]
        engine.want_thumbnails([uuid(1)])
        engine.want_thumbnail(uuid(2))
        engine.want_original(uuid(3))
        engine.keep_originals(rule)
        engine.wake()
        engine._downloads = before

    running(loaded, main)
    assert heard.calls == [
        ("want_thumbnails", [uuid(1)]),
        ("want_thumbnail", uuid(2)),
        ("want_original", uuid(3)),
        ("keep", rule),
        ("renew", None),
    ]


def test_where_no_files_can_be_taken_in_wishes_end_at_once(loaded: World) -> None:
    told: list[bool] = []

    async def main(engine: Engine) -> None:
        before, engine._downloads = engine._downloads, None
        engine.want_thumbnails([uuid(1)])
        engine.want_thumbnail(uuid(2))
        engine.want_original(uuid(3), told.append)
        engine.want_original(uuid(3))
        engine.keep_originals(KeepingRule())
        engine.wake()
        engine._downloads = before

    running(loaded, main)
    assert told == [False]
