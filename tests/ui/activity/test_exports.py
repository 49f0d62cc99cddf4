"""Exports: progress, cancel, problems, and what is told at the end."""

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import ImportProblem
from desktop_app.domain.entities import Asset, AssetId, AssetRow
from desktop_app.domain.errors import LightboxError, MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.exporting.exporter import ExportProblem, ExportProgress
from desktop_app.ui.activity.export_controller import ExportController, ExportState
from desktop_app.ui.sentences import export_sentence
from desktop_app.ui.tasks import Workers
from tests.exporting.builders import made_asset

ROWS = [AssetRow(row) for row in range(1, 1204)]
WAIT_S = 10


class FakeLibrary:
    """Exports nothing, asset by asset.

    Attributes:
        pages: the rows of each read.
        folders: where each export went.
        hold: while cleared, the worker waits before the second asset.
        error: raised at the end.
        problems: found at the end.
    """

    def __init__(self) -> None:
        self.catalog = SimpleNamespace(assets=self._assets)
        self.pages: list[int] = []
        self.folders: list[Path] = []
        self.threads: set[str] = set()
        self.hold = threading.Event()
        self.hold.set()
        self.error: LightboxError | None = None
        self.problems: tuple[ExportProblem, ...] = ()

    def exporter(self, folder: Path) -> "FakeLibrary":
        self.folders.append(folder)
        return self

    def run(
        self,
        assets: Iterable[Asset],
        total: int,
        *,
        token: CancelToken,
        progress: Callable[[ExportProgress], None],
    ) -> ExportProgress:
        self.threads.add(threading.current_thread().name)
        state = ExportProgress(0, total, 0)
        for number, _asset in enumerate(assets, start=1):
            state = ExportProgress(number, total, number)
            progress(state)
            for _ in range(WAIT_S * 100):
                if token.is_cancelled:
                    return ExportProgress(number, total, number, is_cancelled=True)
                if self.hold.wait(0.01):
                    break
        if self.error is not None:
            raise self.error
        return ExportProgress(total, total, total - len(self.problems), self.problems)

    def _assets(self, rows: list[AssetRow]) -> list[Asset]:
        self.pages.append(len(rows))
        return [made_asset() for _ in rows]


class Exports:
    """A controller on a library, and everything it said."""

    def __init__(self, workers: Workers) -> None:
        self._parent = QObject()
        self.library = FakeLibrary()
        self.controller = ExportController(workers, self._parent)
        self.states: list[ExportState] = []
        self.finished: list[ExportState] = []
        self.failed: list[LightboxError] = []
        self.problems: list[ImportProblem] = []
        self.controller.progressed.connect(self.states.append)
        self.controller.finished.connect(self.finished.append)
        self.controller.failed.connect(self.failed.append)
        self.controller.problems_found.connect(self.problems.extend)

    def attach(self) -> None:
        self.controller.attach(self.library)  # type: ignore[arg-type]


@pytest.fixture
def exports(qapp: object, workers: Workers) -> Iterator[Exports]:
    del qapp
    made = Exports(workers)
    made.attach()
    yield made
    made.controller.close_tasks()


def test_assets_are_read_in_pages_and_exported_in_a_worker(
    exports: Exports, qtbot: QtBot, tmp_path: Path
) -> None:
    exports.controller.export(ROWS, tmp_path)
    assert exports.controller.is_busy
    qtbot.waitUntil(lambda: bool(exports.finished))
    qtbot.waitUntil(lambda: not exports.controller.is_busy)
    assert exports.finished == [ExportState(tmp_path, 1203, 1203, 1203, is_finished=True)]
    assert exports.library.pages == [500, 500, 203]
    assert exports.library.folders == [tmp_path]
    assert all("lightbox-long" in name for name in exports.library.threads)
    assert exports.states[0] == ExportState(tmp_path, 0, 1203)
    assert exports.states[-1].is_finished
    assert len(exports.states) < 300


def test_an_export_can_be_called_off(exports: Exports, qtbot: QtBot, tmp_path: Path) -> None:
    exports.library.hold.clear()
    exports.controller.export(ROWS, tmp_path)
    qtbot.waitUntil(lambda: exports.states[-1].done == 1)
    exports.controller.cancel()
    assert exports.states[-1].is_cancelled
    qtbot.waitUntil(lambda: bool(exports.finished))
    assert exports.finished[0].is_cancelled
    assert exports.finished[0].exported == 1


def test_problems_are_handed_on(exports: Exports, qtbot: QtBot, tmp_path: Path) -> None:
    exports.library.problems = (ExportProblem(AssetId("1"), "fox", "export.not_here"),)
    exports.controller.export(ROWS[:3], tmp_path)
    qtbot.waitUntil(lambda: bool(exports.finished))
    assert exports.problems == [ImportProblem("fox", "export.not_here")]
    assert exports.finished[0].problem_count == 1


def test_an_error_ends_one_export_and_the_next_goes_on(
    exports: Exports, qtbot: QtBot, tmp_path: Path
) -> None:
    exports.library.error = MediaError("export.disk_full")
    exports.library.hold.clear()
    exports.controller.export(ROWS[:2], tmp_path / "first")
    exports.controller.export(ROWS[:2], tmp_path / "second")
    exports.library.hold.set()
    qtbot.waitUntil(lambda: bool(exports.failed))
    assert exports.failed[0].code == "export.disk_full"
    exports.library.error = None
    qtbot.waitUntil(lambda: not exports.controller.is_busy)
    assert exports.library.folders == [tmp_path / "first", tmp_path / "second"]


def test_nothing_to_export_is_nothing_to_do(exports: Exports, tmp_path: Path) -> None:
    exports.controller.export([], tmp_path)
    exports.controller.cancel()
    assert exports.states == []


def test_closing_stops_the_worker(exports: Exports, qtbot: QtBot, tmp_path: Path) -> None:
    exports.library.hold.clear()
    exports.controller.export(ROWS, tmp_path)
    qtbot.waitUntil(lambda: bool(exports.library.threads))
    exports.controller.close_tasks()
    assert not exports.controller.is_busy
    assert exports.finished == []


def test_the_end_is_told_with_everything_that_matters() -> None:
    assert export_sentence(1, 0, is_cancelled=False) == "Exported 1 asset"
    assert export_sentence(1200, 2, is_cancelled=False) == "Exported 1,200 assets · 2 problems"
    assert export_sentence(0, 0, is_cancelled=True) == "Export cancelled"
    assert export_sentence(3, 0, is_cancelled=True) == "Exported 3 assets before it was cancelled"
