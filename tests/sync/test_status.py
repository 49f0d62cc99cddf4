"""What the status bar says."""

from dataclasses import replace

import pytest

from desktop_app.domain.sync import SyncPhase, SyncStatus, Waiting
from desktop_app.sync.status import Standing, StatusBoard, phase_of, status_of

GOOD = Standing(
    now_us=5,
    is_paused=False,
    is_metered=False,
    is_signed_out=False,
    is_connected=True,
    error="",
    retry_at_us=None,
    is_loaded=True,
    has_scan_left=False,
    pulled=40,
    waiting=Waiting(blocked=2),
    asked_removals=0,
)


@pytest.mark.parametrize(
    ("changes", "phase"),
    [
        ({}, SyncPhase.UP_TO_DATE),
        ({"has_scan_left": True}, SyncPhase.SYNCING),
        ({"is_loaded": False}, SyncPhase.SYNCING),
        ({"waiting": Waiting(queued=1)}, SyncPhase.SYNCING),
        ({"waiting": Waiting(in_flight=1)}, SyncPhase.SYNCING),
        ({"waiting": Waiting(queued=2, uploads=2), "is_metered": True}, SyncPhase.UP_TO_DATE),
        ({"waiting": Waiting(queued=3, uploads=2), "is_metered": True}, SyncPhase.SYNCING),
        ({"asked_removals": 60, "has_scan_left": True}, SyncPhase.ASKING),
        ({"is_connected": False, "asked_removals": 60}, SyncPhase.CONNECTING),
        ({"is_connected": False, "error": "remote.offline"}, SyncPhase.OFFLINE),
        ({"is_paused": True, "error": "remote.offline"}, SyncPhase.PAUSED),
        ({"is_signed_out": True, "is_paused": True}, SyncPhase.SIGNED_OUT),
    ],
)
def test_what_needs_somebody_goes_before_what_does_not(
    changes: dict[str, object], phase: SyncPhase
) -> None:
    assert phase_of(replace(GOOD, **changes)) is phase  # type: ignore[arg-type]


def test_the_status_counts() -> None:
    busy = replace(GOOD, waiting=Waiting(queued=3, in_flight=2, blocked=1), is_loaded=False)
    assert status_of(busy, 4) == SyncStatus(
        phase=SyncPhase.SYNCING, waiting=5, blocked=1, pulled=40, synced_at_us=4
    )
    assert status_of(GOOD, 4).synced_at_us == 5
    assert status_of(GOOD, 4).pulled == 0
    assert status_of(replace(busy, total=90), 4).total == 90
    assert status_of(replace(GOOD, total=90), 4).total is None


def test_listeners_hear_what_is_new() -> None:
    board = StatusBoard()
    heard: list[SyncStatus] = []
    forget = board.subscribe(heard.append)
    board.show(GOOD)
    board.show(GOOD)
    assert heard == [board.status]
    board.tell()
    assert len(heard) == 2
    forget()
    board.show(replace(GOOD, is_paused=True))
    assert len(heard) == 2
    assert board.status.phase is SyncPhase.PAUSED
