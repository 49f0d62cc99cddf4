"""Lightbox is started again, as a process of its own, on a library that is open already."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import desktop_app
from desktop_app.catalog.folder_lock import FolderLock
from desktop_app.catalog.layout import LOCK_FILE
from tests.journeys.conftest import SUBJECTS
from tests.journeys.journey import Journey
from tests.robots.activity import ImportSheetRobot

PATIENCE_MS = 30_000
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


def test_where_nobody_answers_the_second_start_says_why_it_ends(library_folder: Path) -> None:
    lock = FolderLock(library_folder / LOCK_FILE)  # as a command at work holds it
    with second_start(library_folder) as second:
        _nothing, told = second.communicate(timeout=PATIENCE_MS / 1000)
    lock.release()
    assert second.returncode == 3
    assert told.startswith("lightbox: This library is open already. ")
