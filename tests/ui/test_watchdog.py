import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop_app.ui.watchdog import STALL_MS, StallWatchdog


@pytest.fixture
def watchdog(qtbot: QtBot) -> Iterator[StallWatchdog]:
    watchdog = StallWatchdog()
    yield watchdog
    watchdog.close()


def hold_up() -> None:
    """Do what must never be done on the main thread."""
    until_s = time.thread_time() + STALL_MS / 1000 * 5
    while time.thread_time() < until_s:
        pass


def test_a_stall_while_the_loop_is_busy_is_logged_with_its_place(
    watchdog: StallWatchdog, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    ticking, stalling = QTimer(), QTimer()
    stalling.setSingleShot(True)
    stalling.timeout.connect(hold_up)
    # More than once: on a machine that is busy itself, the loop may have seemed to rest.
    stalling.timeout.connect(lambda: stalling.start(300))
    try:
        ticking.start(5)
        stalling.start(300)

        qtbot.waitUntil(lambda: "hold_up" in caplog.text, timeout=60_000)
    finally:
        ticking.stop()
        stalling.stop()

    qtbot.waitUntil(lambda: watchdog.longest_ms > STALL_MS)


def test_a_stall_out_of_rest_is_noticed_too(
    watchdog: StallWatchdog, caplog: pytest.LogCaptureFixture, qtbot: QtBot
) -> None:
    with qtbot.waitCallback() as over:
        QTimer.singleShot(400, hold_up)
        QTimer.singleShot(500, over)

    assert watchdog.longest_ms > STALL_MS
    assert "stalled" in caplog.text


def test_quick_events_are_no_stall(watchdog: StallWatchdog, qtbot: QtBot) -> None:
    turns: list[None] = []
    ticking = QTimer()
    ticking.timeout.connect(lambda: turns.append(None))
    ticking.start(1)

    qtbot.waitUntil(lambda: len(turns) > 100)

    ticking.stop()
    assert watchdog.longest_ms == 0


def test_an_idle_loop_is_left_alone(watchdog: StallWatchdog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not watchdog._is_busy.is_set())
    turns = watchdog._turns
    with qtbot.waitCallback() as over:
        QTimer.singleShot(1000, over)
    assert watchdog._turns - turns < 10
