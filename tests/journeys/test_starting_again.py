"""Lightbox is started again, as a process of its own, on a library that is open already."""

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import desktop_app
from desktop_app.catalog.folder_lock import FolderLock, is_locked
from desktop_app.catalog.layout import LOCK_FILE
from desktop_app.settings import read_view
from desktop_app.ui.single_window import Answer, hand_over
from tests.builders import open_catalog
from tests.journeys.conftest import SUBJECTS
from tests.journeys.journey import Journey
from tests.robots.activity import ImportSheetRobot

PATIENCE_MS = 30_000
PAUSE = threading.Event()
CHECKOUT = Path(desktop_app.__file__).parents[1]


@contextmanager
def second_start(folder: Path, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """The second process; whatever happens, it is over afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop_app", "--library", folder, *map(str, arguments)],
        cwd=CHECKOUT,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_second_start_brings_its_files_to_the_open_window(
    journey: Journey, pictures: Path
) -> None:
    window = journey.window
    journey.wait_until(lambda: window.furniture.single_window.is_listening)
    window.showMinimized()
    with second_start(journey.folder, pictures / "fox.png") as second:
        journey.qtbot.waitUntil(lambda: second.poll() is not None, timeout=PATIENCE_MS)
        assert second.stderr is not None
        assert (second.returncode, second.stderr.read()) == (0, "")
    journey.wait_until(lambda: len(journey.shown()) == 1)
    assert not window.isMinimized()
    with second_start(journey.folder, pictures) as second:
        journey.qtbot.waitUntil(lambda: second.poll() is not None, timeout=PATIENCE_MS)
    journey.wait_until(lambda: window.furniture.imports.sheet is not None)
    sheet = window.furniture.imports.sheet
    assert sheet is not None
    ImportSheetRobot(sheet).press("Import")
    journey.wait_until(lambda: len(journey.shown()) == len(SUBJECTS))


def test_a_command_that_holds_the_library_is_waited_for(library_folder: Path) -> None:
    lock = FolderLock(library_folder / LOCK_FILE)  # as a command at work holds it
    with second_start(library_folder) as second:
        assert told_by(second).startswith("lightbox: This library is open already. ")
        assert second.poll() is None, "its window says so, too, and stays"
        lock.release()
        assert answer_of(library_folder) is Answer.TAKEN
        second.send_signal(signal.SIGTERM)
        _nothing, told = second.communicate(timeout=PATIENCE_MS / 1000)
    assert (second.returncode, sayings(told)) == (130, [])


def test_closing_a_window_that_waits_ends_the_start(library_folder: Path) -> None:
    lock = FolderLock(library_folder / LOCK_FILE)
    with second_start(library_folder) as second:
        told_by(second)
        second.send_signal(signal.SIGINT)
        second.communicate(timeout=PATIENCE_MS / 1000)
    lock.release()
    assert second.returncode == 130
    assert not (library_folder / "catalog.db").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_end_it_closes_in_order(
    library_folder: Path, pictures: Path, number: signal.Signals
) -> None:
    with second_start(library_folder, pictures / "fox.png") as started:
        assert answer_of(library_folder) is Answer.TAKEN
        wait_for_assets(library_folder, 1)
        assert is_locked(library_folder / LOCK_FILE)
        started.send_signal(number)
        _nothing, told = started.communicate(timeout=PATIENCE_MS / 1000)
    assert (started.returncode, sayings(told)) == (130, [])
    assert not is_locked(library_folder / LOCK_FILE)
    left = {path.name for path in library_folder.iterdir()}
    assert not left & {"catalog.db.open", "catalog.db-wal"}
    with open_catalog(library_folder) as catalog:
        assert len(catalog.all_assets()) == 1
    assert read_view(library_folder).rows, "how it looked was kept, too"


def sayings(told: str) -> list[str]:
    """What a process said, without what Qt says of a platform that has no screen."""
    return [line for line in told.splitlines() if "plugin does not support" not in line]


def told_by(process: "subprocess.Popen[str]") -> str:
    """The first line that a process says."""
    assert process.stderr is not None
    return next(line for line in process.stderr if sayings(line))


def answer_of(folder: Path) -> Answer:
    """What the window on this library answers, once it listens."""
    ends_at_s = time.monotonic() + PATIENCE_MS / 1000
    answer = Answer.FREE
    while answer is not Answer.TAKEN and time.monotonic() < ends_at_s:
        answer = hand_over(folder, [])
        PAUSE.wait(0.02)
    return answer


def wait_for_assets(folder: Path, count: int) -> None:
    """Wait until that many assets are committed, as another process sees it."""
    ends_at_s = time.monotonic() + PATIENCE_MS / 1000
    found = 0
    with closing(sqlite3.connect(f"file:{folder / 'catalog.db'}?mode=ro", uri=True)) as catalog:
        while found < count and time.monotonic() < ends_at_s:
            (found,) = catalog.execute("SELECT count(*) FROM asset").fetchone()
            PAUSE.wait(0.02)
    assert found == count
