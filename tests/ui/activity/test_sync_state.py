"""What the window knows of sync, told and read without waiting."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import AssetId, AssetRow, Collection, CollectionId
from desktop_app.domain.sync import SyncPhase, SyncStatus, Transfer, Waiting
from desktop_app.ui.activity.sync_state import SyncState
from desktop_app.ui.activity.sync_words import moment_text, status_line, status_sentence
from desktop_app.ui.tasks import Workers
from tests.ui.activity.sync_fakes import (
    UP_TO_DATE,
    FakeCatalog,
    FakeReplica,
    FakeSync,
    conflict,
    problem,
    recycled,
)

Attach = Callable[..., tuple[SyncState, FakeSync, FakeReplica]]


@pytest.fixture
def attach(workers: Workers, qtbot: QtBot) -> Iterator[Attach]:
    """Makes a state that follows a fake sync, and has read everything."""
    states: list[SyncState] = []

    def made(
        sync: FakeSync | None = None, replica: FakeReplica | None = None
    ) -> tuple[SyncState, FakeSync, FakeReplica]:
        sync, replica = sync or FakeSync(), replica or FakeReplica()
        state = SyncState(workers)
        states.append(state)
        state.attach(sync, FakeCatalog(replica))
        qtbot.waitUntil(lambda: not state._scope.is_busy)
        return state, sync, replica

    yield made
    for state in states:
        state.close_tasks()


def _now_us() -> int:
    return int(datetime.now().timestamp() * 1e6)  # noqa: DTZ005 - shown in this zone


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (SyncStatus(SyncPhase.OFFLINE), ("muted", "Offline")),
        (SyncStatus(SyncPhase.OFFLINE, waiting=12), ("muted", "Offline · 12 waiting")),
        (SyncStatus(SyncPhase.CONNECTING), ("muted", "Connecting…")),
        (SyncStatus(SyncPhase.PAUSED, waiting=1), ("muted", "Sync is paused · 1 waiting")),
        (SyncStatus(SyncPhase.SIGNED_OUT), ("warn", "Signed out")),
        (SyncStatus(SyncPhase.STOPPED), ("warn", "Sync has stopped")),
        (SyncStatus(SyncPhase.STOPPED, waiting=2), ("warn", "Sync has stopped · 2 waiting")),
        (SyncStatus(SyncPhase.ASKING, asked_removals=9), ("warn", "Sync needs your answer")),
        (SyncStatus(SyncPhase.SYNCING), ("accent", "Syncing…")),
        (
            SyncStatus(SyncPhase.SYNCING, pulled=12_000),
            ("accent", "Fetching your library · 12,000 assets"),
        ),
        (SyncStatus(SyncPhase.UP_TO_DATE), ("ok", "Up to date")),
        (SyncStatus(SyncPhase.UP_TO_DATE, waiting=3), ("accent", "3 waiting")),
        (
            SyncStatus(SyncPhase.UP_TO_DATE, waiting=3, is_metered=True),
            ("accent", "3 waiting · metered"),
        ),
        (SyncStatus(SyncPhase.UP_TO_DATE, blocked=2), ("warn", "2 problems")),
    ],
)
def test_the_cell_says_the_most_pressing_thing(
    attach: Attach, status: SyncStatus, line: tuple[str, str]
) -> None:
    state, _, _ = attach(FakeSync(status))
    assert status_line(state) == line


def test_what_is_changed_while_no_sync_runs_is_counted(attach: Attach, qtbot: QtBot) -> None:
    replica = FakeReplica()
    state, _, _ = attach(FakeSync(SyncStatus(SyncPhase.STOPPED, waiting=2)), replica)
    replica.held = Waiting(queued=4, in_flight=1)
    changes = ChangeSet(1, Origin.GRID, changed=(AssetRow(1),), columns=frozenset({"has_pending"}))
    with qtbot.waitSignal(state.contents_changed):
        state.on_changed(changes)
    assert status_line(state) == ("warn", "Sync has stopped · 5 waiting")


def test_up_to_date_says_since_when(attach: Attach) -> None:
    now_us = _now_us()
    state, _, _ = attach(FakeSync(SyncStatus(SyncPhase.UP_TO_DATE, synced_at_us=now_us)))
    clock = datetime.fromtimestamp(now_us / 1e6).strftime("%H:%M")  # noqa: DTZ006 - this zone
    assert status_line(state) == ("ok", f"Up to date {clock}")
    assert moment_text(UP_TO_DATE.synced_at_us or 0).startswith("30 Aug, ")


def test_problems_and_conflicts_come_before_the_time(attach: Attach) -> None:
    state, _, _ = attach(replica=FakeReplica([conflict(1), conflict(2)]))
    assert status_line(state) == ("warn", "2 conflicts")
    state, _, _ = attach(replica=FakeReplica([conflict(1)], [problem(2)]))
    assert status_line(state) == ("warn", "1 problem")


def test_what_rests_until_a_conflict_is_settled_is_no_problem(attach: Attach) -> None:
    status = SyncStatus(SyncPhase.UP_TO_DATE, blocked=1)
    state, _, _ = attach(FakeSync(status), FakeReplica([conflict(1)]))
    assert status_line(state) == ("warn", "1 conflict")


def test_a_run_is_counted_from_its_most(attach: Attach, qtbot: QtBot) -> None:
    state, sync, _ = attach()
    for waiting in (37, 30, 21):
        sync.tell(SyncStatus(SyncPhase.SYNCING, waiting=waiting))
    qtbot.waitUntil(lambda: state.status.waiting == 21)
    assert status_line(state) == ("accent", "Syncing 16 of 37")
    sync.tell(UP_TO_DATE)
    sync.tell(SyncStatus(SyncPhase.SYNCING, waiting=5))
    qtbot.waitUntil(lambda: state.status.waiting == 5)
    assert status_line(state) == ("accent", "Syncing 0 of 5")


def test_statuses_arrive_on_the_main_thread_and_reading_does_not_happen_there(
    attach: Attach, qtbot: QtBot
) -> None:
    state, sync, replica = attach()
    with qtbot.waitSignal(state.status_changed):
        sync.tell(SyncStatus(SyncPhase.OFFLINE))
    replica.kept_problems = [problem(3)]
    with qtbot.waitSignal(state.contents_changed):
        sync.tell(replace(UP_TO_DATE, blocked=1))
    assert [each.seq for each in state.contents.problems] == [3]
    assert all(name.startswith("lightbox-reads") for name in replica.threads)


def test_commits_about_sync_are_read_after_and_others_are_not(attach: Attach, qtbot: QtBot) -> None:
    state, _, replica = attach()
    before = replica.reads
    state.on_changed(ChangeSet(1, Origin.GRID, changed=(AssetRow(1),), columns=frozenset({"tags"})))
    assert not state._settling.isActive()
    replica.held = Waiting(queued=1)
    for number in range(20):
        flags = frozenset({"tags", "has_pending"})
        state.on_changed(ChangeSet(number, Origin.GRID, changed=(AssetRow(1),), columns=flags))
    qtbot.waitUntil(lambda: state.contents.waiting.queued == 1)
    assert replica.reads == before + 1


def test_what_is_removed_or_added_is_read_after(attach: Attach, qtbot: QtBot) -> None:
    state, _, replica = attach()
    replica.kept_recycled = [recycled(1)]
    state.on_changed(ChangeSet(1, Origin.SYNC, removed=(AssetRow(1),)))
    qtbot.waitUntil(lambda: len(state.contents.recycled) == 1)


def test_files_on_their_way_are_followed_only_while_somebody_looks(
    attach: Attach, qtbot: QtBot
) -> None:
    state, sync, _ = attach()
    sync.moving = (Transfer(AssetId("a"), None, True, 5, 10),)
    sync.tell(SyncStatus(SyncPhase.SYNCING, waiting=1))
    qtbot.waitUntil(lambda: state.status.waiting == 1)
    assert state.transfers == ()
    state.watch_transfers(True)
    qtbot.waitUntil(lambda: len(state.transfers) == 1)
    sync.moving = (Transfer(AssetId("a"), None, True, 8, 10),)
    qtbot.waitUntil(lambda: state.transfers[0].transfer.done_bytes == 8)
    sync.moving = ()
    qtbot.waitUntil(lambda: state.transfers == ())
    assert not state._watching.isActive()
    sync.moving = (Transfer(AssetId("b"), None, False, 0, 0),)
    state.watch_transfers(False)
    assert not state._watching.isActive()


def test_collections_are_named_where_a_conflict_is_about_one(
    workers: Workers, qtbot: QtBot
) -> None:
    state = SyncState(workers)
    trip = Collection(CollectionId("c1"), "Trip", "", 3, 0)
    replica = FakeReplica([conflict(1, column="collection_id", mine="c1", theirs=None)])
    state.attach(FakeSync(), FakeCatalog(replica, collections=lambda: [trip]))
    qtbot.waitUntil(lambda: dict(state.contents.collections) == {"c1": "Trip"})
    state.close_tasks()


def test_it_stops_to_listen_when_it_is_closed(attach: Attach) -> None:
    state, sync, _ = attach()
    assert sync.listener_count == 1
    state.close_tasks()
    assert sync.listener_count == 0
    assert state.sync is None


def test_sentences_say_why_it_does_not_go_on(attach: Attach) -> None:
    now_us = _now_us()
    state, _, _ = attach(
        FakeSync(SyncStatus(SyncPhase.STOPPED, error="catalog.disk_full", retry_at_us=now_us))
    )
    assert status_sentence(state) == (
        "The disk is full. Make some room and try again. Nothing was changed."
        f" Next try at {moment_text(now_us)}."
    )
    state, _, _ = attach(FakeSync(SyncStatus(SyncPhase.STOPPED, error="remote.proxy")))
    assert status_sentence(state).endswith("Check the system's proxy settings.")
    state, _, _ = attach(FakeSync(SyncStatus(SyncPhase.SIGNED_OUT, error="remote.signed_out")))
    assert status_sentence(state).startswith("Sign in again")
    state, _, _ = attach(FakeSync(SyncStatus(SyncPhase.SIGNED_OUT, error="project.no_key")))
    assert status_sentence(state).startswith(
        "That is no key of a Supabase project. Sign in again to go on."
    )
    state, _, _ = attach(FakeSync(SyncStatus(SyncPhase.OFFLINE, error="remote.offline")))
    assert status_sentence(state).startswith("Everything works on.")
    state, _, _ = attach(FakeSync(SyncStatus(SyncPhase.OFFLINE, error="remote.keyring_locked")))
    assert status_sentence(state).startswith("The keyring is locked.")


def test_sentences_say_what_to_do(attach: Attach) -> None:
    state, _, _ = attach(FakeSync(SyncStatus(SyncPhase.OFFLINE, retry_at_us=_now_us())))
    assert "Next try at" in status_sentence(state)
    state, _, _ = attach(FakeSync(SyncStatus(SyncPhase.SIGNED_OUT)))
    assert status_sentence(state).startswith("Sign in again")
    state, _, _ = attach(FakeSync(SyncStatus(SyncPhase.PAUSED)))
    assert "until you resume" in status_sentence(state)
    state, _, _ = attach(
        FakeSync(SyncStatus(SyncPhase.ASKING, asked_removals=60)), FakeReplica(asset_count=900)
    )
    assert status_sentence(state) == "60 of your 900 assets are no longer on the server."
    state, _, _ = attach(FakeSync(SyncStatus(SyncPhase.UP_TO_DATE, error="remote.busy")))
    assert status_sentence(state).startswith("The server is busy. ")
    state, _, _ = attach(FakeSync(UP_TO_DATE))
    assert status_sentence(state) == ""
