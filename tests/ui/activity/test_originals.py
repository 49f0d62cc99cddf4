"""The search for missing originals, from the folder that is chosen to what is told at the end."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import CatalogError, LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.ingest.originals import SearchProgress
from desktop_app.ui.activity.originals_controller import OriginalsController
from desktop_app.ui.sentences import search_sentence
from desktop_app.ui.tasks import Workers

WAIT_S = 10


class FakeOriginals:
    """Finds one after the other; while `hold` is cleared it waits after the first."""

    def __init__(self) -> None:
        self.folders: list[Path] = []
        self.hold = threading.Event()
        self.hold.set()
        self.error: LightboxError | None = None

    def search(
        self, folder: Path, *, token: CancelToken, progress: Callable[[SearchProgress], None]
    ) -> SearchProgress:
        self.folders.append(folder)
        if self.error is not None:
            raise self.error
        progress(SearchProgress(3, 20, 1))
        for _ in range(WAIT_S * 100):
            if token.is_cancelled or self.hold.wait(0.01):
                break
        last = SearchProgress(
            3, 60, 1 if token.is_cancelled else 3, is_finished=True, is_cancelled=token.is_cancelled
        )
        progress(last)
        return last


class Searches:
    """A controller, and everything it said."""

    def __init__(self, workers: Workers) -> None:
        self.parent = QObject()
        self.controller = OriginalsController(workers, self.parent)
        self.originals = FakeOriginals()
        self.controller.attach(self.originals)  # type: ignore[arg-type]
        self.told: list[object] = []
        self.progress: list[SearchProgress] = []
        self.controller.progressed.connect(self.progress.append)
        self.controller.ended.connect(lambda: self.told.append("ended"))
        self.controller.finished.connect(self.told.append)
        self.controller.failed.connect(self.told.append)


@pytest.fixture
def searches(workers: Workers, qapp: object) -> Iterator[Searches]:
    del qapp
    made = Searches(workers)
    yield made
    made.controller.close_tasks()


def test_a_folder_is_looked_through(searches: Searches, qtbot: QtBot, tmp_path: Path) -> None:
    searches.originals.hold.clear()
    searches.controller.search(tmp_path)
    qtbot.waitUntil(lambda: len(searches.progress) == 1)
    assert searches.progress[0].found == 1
    assert searches.controller.is_busy
    searches.controller.search(tmp_path / "another")  # one at a time
    searches.originals.hold.set()
    qtbot.waitUntil(lambda: len(searches.told) == 2)
    assert searches.told == ["ended", SearchProgress(3, 60, 3, is_finished=True)]
    assert searches.originals.folders == [tmp_path]
    assert not searches.controller.is_busy


def test_it_can_be_called_off(searches: Searches, qtbot: QtBot, tmp_path: Path) -> None:
    searches.originals.hold.clear()
    searches.controller.search(tmp_path)
    qtbot.waitUntil(lambda: len(searches.progress) == 1)
    searches.controller.cancel()
    qtbot.waitUntil(lambda: len(searches.told) == 2)
    assert isinstance(searches.told[1], SearchProgress)
    assert searches.told[1].is_cancelled


def test_an_error_ends_it(searches: Searches, qtbot: QtBot, tmp_path: Path) -> None:
    searches.originals.error = CatalogError("catalog.disk_failed")
    searches.controller.search(tmp_path)
    qtbot.waitUntil(lambda: len(searches.told) == 2)
    assert searches.told == ["ended", searches.originals.error]


def test_without_a_library_there_is_nothing_to_find(workers: Workers, tmp_path: Path) -> None:
    parent = QObject()
    controller = OriginalsController(workers, parent)
    controller.search(tmp_path)
    assert not controller.is_busy
    controller.close_tasks()


@pytest.mark.parametrize(
    ("lost", "found", "text"),
    [
        (0, 0, "No original is missing"),
        (1, 1, "1 missing original found again"),
        (3, 2, "2 missing originals found again · 1 still missing"),
    ],
)
def test_the_end_is_told_in_words(lost: int, found: int, text: str) -> None:
    assert search_sentence(lost, found) == text
