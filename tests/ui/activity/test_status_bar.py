from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import ImportProgress
from desktop_app.domain.query import AssetQuery, PlaceKind
from desktop_app.domain.results import FacetCounts, SearchResult
from desktop_app.ingest.originals import SearchProgress
from desktop_app.ui.activity.export_controller import ExportState
from desktop_app.ui.activity.status_bar import StatusBar
from desktop_app.ui.browse import Browse
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.robots.activity import StatusBarRobot
from tests.ui.activity.fakes import FakeSearcher

PROGRESS = ImportProgress(done=124, total=200, added=120, duplicates=4)


class Bar:
    """A status bar at the bottom of a window, with what it listens to."""

    def __init__(self, theme: Theme, workers: Workers, window: QWidget) -> None:
        self.browse = Browse(workers)
        self.selection = Selection()
        self.widget = StatusBar(theme, workers, self.browse, self.selection)
        self.widget.setParent(window)
        self.widget.resize(window.width(), self.widget.height())
        self.widget.show()
        self.searcher = FakeSearcher()
        self.robot = StatusBarRobot(self.widget)

    def show(self, count: int, total_bytes: int = 0) -> None:
        """Let a search have found so many assets."""
        rows = np.arange(1, count + 1, dtype=np.int64)
        result = SearchResult(AssetQuery(), rows, total_bytes=total_bytes)  # type: ignore[arg-type]
        self.browse._result = result
        self.browse.result_changed.emit(result)
        self.selection.set_result(rows)  # type: ignore[arg-type]

    def count(self, asset_count: int) -> None:
        """Let the counts of the whole library arrive."""
        counts = FacetCounts(AssetQuery(), places={PlaceKind.ALL: asset_count})
        self.browse._counts = counts
        self.browse.counts_changed.emit(counts)


@pytest.fixture
def bar(theme: Theme, workers: Workers, window: QWidget) -> Iterator[Bar]:
    made = Bar(theme, workers, window)
    yield made
    made.widget.close_tasks()
    made.browse.close()


def test_without_an_account_it_says_local_library_and_how_many(bar: Bar, qtbot: QtBot) -> None:
    assert bar.robot.texts == ["Local library"]
    bar.count(104_512)
    qtbot.waitUntil(lambda: bar.robot.texts == ["Local library · 104,512 assets"])
    bar.count(1)
    qtbot.waitUntil(lambda: bar.robot.texts == ["Local library · 1 asset"])


def test_a_state_of_its_own_stands_until_it_is_taken_back(bar: Bar) -> None:
    bar.widget.set_state("warn", "Offline")
    assert bar.robot.texts == ["Offline"]
    bar.widget.set_state("ok", "")
    assert bar.robot.texts == ["Local library"]


def test_the_selection_is_counted_and_weighed(bar: Bar, qtbot: QtBot) -> None:
    bar.widget.attach(bar.searcher)  # type: ignore[arg-type]
    bar.show(1284)
    bar.selection.select_only(2)
    qtbot.waitUntil(lambda: "1 of 1,284 selected · 1.0 MB" in bar.robot.texts)
    bar.selection.toggle(5)
    qtbot.waitUntil(lambda: "2 of 1,284 selected · 2.0 MB" in bar.robot.texts)
    assert bar.searcher.asked[-1] == [3, 6]
    bar.selection.clear()
    qtbot.waitUntil(lambda: len(bar.robot.texts) == 1)


def test_the_count_is_there_before_the_library_is(bar: Bar, qtbot: QtBot) -> None:
    bar.show(10)
    bar.selection.select_only(0)
    qtbot.waitUntil(lambda: "1 of 10 selected" in bar.robot.texts)


def test_everything_selected_needs_no_question(bar: Bar, qtbot: QtBot) -> None:
    bar.widget.attach(bar.searcher)  # type: ignore[arg-type]
    bar.show(1_000_000, total_bytes=2_500_000_000_000)
    bar.selection.select_all()
    qtbot.waitUntil(lambda: "1,000,000 of 1,000,000 selected · 2.5 TB" in bar.robot.texts)
    assert bar.searcher.asked == []


def test_a_large_selection_is_gathered_off_the_main_thread(bar: Bar, qtbot: QtBot) -> None:
    bar.widget.attach(bar.searcher)  # type: ignore[arg-type]
    bar.show(100_000)
    bar.selection.select_all()
    bar.selection.toggle(0)
    qtbot.waitUntil(lambda: "99,999 of 100,000 selected · 100.0 GB" in bar.robot.texts)
    assert all("lightbox-reads" in name for name in bar.searcher.threads)


def test_an_import_shows_its_progress_and_goes_when_it_is_done(bar: Bar) -> None:
    assert bar.robot.share_done is None
    bar.widget.show_import(ImportProgress(0, 0, 0, 0))
    assert "Looking through the files…" in bar.robot.texts
    bar.widget.show_import(PROGRESS)
    assert "Importing 124 of 200" in bar.robot.texts
    assert bar.robot.share_done == pytest.approx(0.62)
    bar.widget.show_import(replace(PROGRESS, is_finished=True))
    assert bar.robot.share_done is None
    assert bar.robot.texts == ["Local library"]


def test_imports_that_wait_are_told_of(bar: Bar) -> None:
    bar.widget.set_waiting_imports(2)
    bar.widget.show_import(PROGRESS)
    assert "Importing 124 of 200 · 2 more waiting" in bar.robot.texts


def test_cancel_is_asked_once(bar: Bar, qtbot: QtBot) -> None:
    bar.widget.show_import(PROGRESS)
    with qtbot.waitSignal(bar.widget.cancel_requested):
        bar.robot.cancel()
    bar.widget.show_import(replace(PROGRESS, is_cancelled=True))
    assert "Cancelling…" in bar.robot.texts
    with qtbot.assertNotEmitted(bar.widget.cancel_requested):
        bar.robot.cancel()


def test_the_work_that_began_last_is_shown_and_called_off(bar: Bar, qtbot: QtBot) -> None:
    state = ExportState(Path("out"), 30, 60)
    bar.widget.show_import(PROGRESS)
    bar.widget.show_export(state)
    bar.widget.show_import(PROGRESS)
    assert "Exporting 30 of 60" in bar.robot.texts
    with (
        qtbot.assertNotEmitted(bar.widget.cancel_requested),
        qtbot.waitSignal(bar.widget.export_cancel_requested),
    ):
        bar.robot.cancel()
    bar.widget.show_export(replace(state, is_cancelled=True))
    assert "Cancelling…" in bar.robot.texts
    bar.widget.show_export(replace(state, is_finished=True))
    assert "Importing 124 of 200" in bar.robot.texts
    with qtbot.waitSignal(bar.widget.cancel_requested):
        bar.robot.cancel()


def test_other_long_work_has_no_cancel(bar: Bar) -> None:
    bar.widget.show_progress("Making the sample library, 30 of 60", 30, 60)
    assert bar.robot.share_done == pytest.approx(0.5)
    bar.widget.show_progress("Making the sample library, 60 of 60", 60, 60)
    assert bar.robot.share_done is None


def test_problems_are_a_button_while_there_are_any(bar: Bar, qtbot: QtBot) -> None:
    assert bar.robot.problems_text == ""
    bar.widget.set_problem_count(2)
    assert bar.robot.problems_text == "2 problems"
    with qtbot.waitSignal(bar.widget.problems_requested):
        bar.robot.open_problems()
    bar.widget.set_problem_count(0)
    assert bar.robot.problems_text == ""


def test_large_text_makes_it_higher(bar: Bar, theme: Theme) -> None:
    assert bar.widget.height() == 28
    theme.set_text_scale(2.0)
    assert bar.widget.height() == 56


def test_what_can_be_used_has_an_accessible_name(bar: Bar) -> None:
    bar.widget.show_import(PROGRESS)
    assert bar.widget.findChildren(QProgressBar)[0].accessibleName() == "Progress"


def test_it_can_be_squeezed(bar: Bar) -> None:
    bar.count(104_512)
    bar.widget.show_import(PROGRESS)
    assert bar.widget.minimumSizeHint().width() < 400


def test_a_search_for_originals_is_shown_and_can_be_called_off(bar: Bar, qtbot: QtBot) -> None:
    progress = SearchProgress(lost=8, looked_at=400, found=2)
    bar.widget.show_search(progress)
    assert "2 of 8 missing originals found" in bar.robot.texts
    assert bar.robot.share_done == 0.25
    with (
        qtbot.waitSignal(bar.widget.search_cancel_requested),
        qtbot.assertNotEmitted(bar.widget.cancel_requested),
    ):
        bar.robot.cancel()
    bar.widget.show_search(replace(progress, is_cancelled=True))
    assert "Cancelling…" in bar.robot.texts
    bar.widget.show_search(None)
    assert bar.robot.share_done is None
