"""Scrolling, dragging in and out."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop_app.ui.grid.days import heading_day
from desktop_app.ui.grid.drag_out import ROWS_MIME, rows_from_mime
from desktop_app.ui.grid.view import GridView
from desktop_app.ui.tool_tips import plain_tool_tip
from tests.robots.grid import CTRL, GridRobot
from tests.ui.grid.fakes import FIRST_DAY, FakeLibrary, made_result, made_tile


def test_the_wheel_glides(grid: GridView, robot: GridRobot, qtbot: QtBot) -> None:
    grid.set_result(made_result(range(1, 1_001)))
    robot.wheel(-1)
    robot.wheel(-1)
    qtbot.waitUntil(lambda: grid.scroll_y == 2 * 3 * 40)
    robot.wheel(10)
    qtbot.waitUntil(lambda: grid.scroll_y == 0)


def test_a_touch_pad_scrolls_at_once(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 1_001)))
    robot.swipe(-77)
    assert grid.scroll_y == 77


def test_reduced_motion_is_respected(
    grid: GridView, robot: GridRobot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(grid.verticalScrollBar().style()), "styleHint", lambda *_args: 0)
    grid.set_result(made_result(range(1, 1_001)))
    robot.wheel(-1)
    assert grid.scroll_y == 120


def test_the_scroll_bar_is_dragged_anywhere_and_says_the_day(
    grid: GridView, robot: GridRobot
) -> None:
    grid.set_result(made_result(range(1, 100_001), per_day=100))
    assert grid.bubble.isHidden()
    robot.grab_scroll_bar()
    robot.pull_scroll_bar(0.5)
    assert grid.bubble.isVisible()
    assert grid.bubble.text().endswith(("2023", "2024"))
    assert 40_000 < robot.visible()[0] < 60_000
    robot.pull_scroll_bar(1.1)
    assert 99_999 in robot.visible()
    robot.drop_scroll_bar()
    assert grid.bubble.isHidden()


def test_without_days_the_bubble_counts(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 100_001)))
    robot.grab_scroll_bar()
    robot.pull_scroll_bar(1.1)
    assert grid.bubble.text().endswith(" of 100,000")
    robot.drop_scroll_bar()


def test_with_nothing_to_scroll_there_is_no_bar(grid: GridView) -> None:
    grid.set_result(made_result(range(1, 4)))
    bar = grid.verticalScrollBar()
    empty = bar.grab().toImage()
    assert empty.pixelColor(5, 5) == empty.pixelColor(5, 400)


def test_the_day_is_written_as_the_design_has_it(grid: GridView) -> None:
    grid.set_result(made_result(range(1, 101), per_day=10))
    assert heading_day(FIRST_DAY) == "Saturday 30 August 2025"
    assert grid.place_in_words() == "30 August 2025"


def test_files_are_dropped(grid: GridView, robot: GridRobot, qtbot: QtBot) -> None:
    grid.set_result(made_result(range(1, 101)))
    plain = robot.picture()
    assert robot.offer_files([Path("/pictures/a.png")])
    assert robot.is_drop_offered()
    assert robot.picture() != plain
    robot.take_away()
    assert not robot.is_drop_offered()
    paths = [Path("/pictures/a.png"), Path("/pictures/folder")]
    with qtbot.waitSignal(grid.files_dropped) as dropped:
        robot.drop_files(paths)
    assert dropped.args == [paths]
    assert not robot.is_drop_offered()


def test_web_pages_and_our_own_tiles_are_not_dropped(grid: GridView, robot: GridRobot) -> None:
    page = QMimeData()
    page.setUrls([QUrl("https://example.org/a.png")])
    assert not robot.offer(page)
    ours = QMimeData()
    ours.setUrls([QUrl.fromLocalFile("/pictures/1.jpg")])
    ours.setData(ROWS_MIME, b"[1]")
    assert not robot.offer(ours)
    assert not robot.is_drop_offered()
    assert not robot.offer(QMimeData())


class _Drags:
    """Stands in for the drag itself, which would wait for the mouse."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.formats: list[tuple[list[int], list[str]]] = []

        def run(drag: QDrag, _actions: Qt.DropAction) -> Qt.DropAction:
            return self._run(drag)

        monkeypatch.setattr(QDrag, "exec", run)
        monkeypatch.setattr(QGuiApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)

    def _run(self, drag: QDrag) -> Qt.DropAction:
        mime = drag.mimeData()
        self.formats.append(
            ([int(row) for row in rows_from_mime(mime)], [u.toLocalFile() for u in mime.urls()])
        )
        assert not drag.pixmap().isNull()
        return Qt.DropAction.CopyAction


def test_selected_tiles_are_dragged_out_as_files(
    grid: GridView,
    robot: GridRobot,
    library: FakeLibrary,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    drags = _Drags(monkeypatch)
    grid.set_result(made_result(range(1, 101)))
    robot.wait_painted()
    robot.click(1)
    robot.click(3, CTRL)
    robot.drag_tile(3, QPoint(30, 0))
    qtbot.waitUntil(lambda: bool(drags.formats))
    assert drags.formats == [([2, 4], ["/pictures/2.jpg", "/pictures/4.jpg"])]
    robot.release(3)
    assert robot.selected() == [1, 3]
    assert all(name.startswith("lightbox-") for name in library.threads)


def test_no_more_files_are_offered_than_a_program_can_take(
    grid: GridView, robot: GridRobot, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    drags = _Drags(monkeypatch)
    grid.set_result(made_result(range(1, 1_001)))
    robot.key(Qt.Key.Key_A, modifiers=CTRL)
    robot.drag_tile(0, QPoint(30, 0))
    qtbot.waitUntil(lambda: bool(drags.formats))
    rows, files = drags.formats[0]
    assert len(rows) == 1_000
    assert len(files) == 200


def test_a_small_twitch_is_not_a_drag(
    grid: GridView, robot: GridRobot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drags = _Drags(monkeypatch)
    grid.set_result(made_result(range(1, 101)))
    robot.drag_tile(2, QPoint(2, 0))
    robot.release(2)
    assert robot.selected() == [2]
    assert drags.formats == []


def test_dragged_rows_are_read_back() -> None:
    mime = QMimeData()
    assert rows_from_mime(mime) == []
    mime.setData(ROWS_MIME, json.dumps([3, 1, 2]).encode())
    assert rows_from_mime(mime) == [3, 1, 2]


def test_a_tool_tip_says_what_the_badges_mean(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 101)))
    robot.wait_painted()
    point = robot.point(8)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, point, grid.viewport().mapToGlobal(point))
    QApplication.sendEvent(grid.viewport(), event)
    assert QToolTip.text() == plain_tool_tip("Favorite\nWaiting to sync")
    assert made_tile(9).is_pending
    QToolTip.hideText()
