"""Selection as in every file manager."""

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop_app.ui.grid.view import GridView
from tests.robots.grid import CTRL, SHIFT, GridRobot
from tests.ui.grid.fakes import made_result


def test_a_click_selects_one_and_a_click_beside_none(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 101), per_day=10))
    robot.click(1)
    robot.click(3)
    assert robot.selected() == [3]
    assert grid.selection.current == 3
    robot.click_beside()
    assert robot.selected() == []


def test_ctrl_adds_and_takes_away_and_shift_reaches_from_the_anchor(
    grid: GridView, robot: GridRobot
) -> None:
    grid.set_result(made_result(range(1, 101), per_day=10))
    robot.click(1)
    robot.click(3, CTRL)
    assert robot.selected() == [1, 3]
    robot.click(1, CTRL)
    assert robot.selected() == [3]
    robot.click(3)
    robot.click(7, SHIFT)
    assert robot.selected() == [3, 4, 5, 6, 7]
    robot.click(1, SHIFT)
    assert robot.selected() == [1, 2, 3]
    robot.click(8, CTRL)
    robot.click(10, CTRL | SHIFT)
    assert robot.selected() == [1, 2, 3, 8, 9, 10]
    robot.click_beside(CTRL)
    assert robot.selected() == [1, 2, 3, 8, 9, 10]


def test_a_click_on_one_of_many_selected_counts_when_it_ends(
    grid: GridView, robot: GridRobot
) -> None:
    grid.set_result(made_result(range(1, 101)))
    robot.click(1)
    robot.click(4, SHIFT)
    robot.press(2)
    assert robot.selected() == [1, 2, 3, 4]
    robot.release(2)
    assert robot.selected() == [2]


def test_a_right_click_takes_what_is_under_it_unless_it_is_selected(
    grid: GridView, robot: GridRobot, qtbot: QtBot
) -> None:
    grid.set_result(made_result(range(1, 101)))
    robot.click(1)
    robot.click(2, CTRL)
    with qtbot.waitSignal(grid.context_requested) as asked:
        robot.right_click(2)
    assert robot.selected() == [1, 2]
    assert asked.args == [grid.viewport().mapToGlobal(robot.point(2))]
    robot.right_click(5)
    assert robot.selected() == [5]


def test_the_rubber_band_takes_what_it_touches(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 101), per_day=10))
    start = QPoint(4, 60)
    robot.begin_band(start)
    robot.pull_band(robot.point(6))
    assert robot.selected() == [0, 1, 5, 6]
    assert robot.has_band()
    assert not robot.picture().isNull()
    robot.pull_band(robot.point(1))
    assert robot.selected() == [0, 1]
    robot.end_band(robot.point(1))
    assert not robot.has_band()
    assert robot.selected() == [0, 1]


def test_the_rubber_band_adds_with_ctrl(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 101), per_day=10))
    robot.click(9)
    robot.band(QPoint(4, 60), robot.point(0), CTRL)
    assert robot.selected() == [0, 9]
    robot.band(QPoint(4, 60), robot.point(1))
    assert robot.selected() == [0, 1]


def test_the_rubber_band_scrolls_at_the_edge(
    grid: GridView, robot: GridRobot, qtbot: QtBot
) -> None:
    grid.set_result(made_result(range(1, 1_001)))
    robot.begin_band(QPoint(4, 4))
    below = QPoint(860, grid.viewport().height() + 60)
    robot.pull_band(below)
    qtbot.waitUntil(lambda: grid.scroll_y > 400)
    assert grid.selection.count > 30
    robot.pull_band(QPoint(860, 300))
    reached = grid.scroll_y
    robot.pull_band(QPoint(860, -60))
    qtbot.waitUntil(lambda: grid.scroll_y < reached - 200)
    robot.end_band(QPoint(860, -60))


def test_the_keyboard_moves_extends_and_jumps(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 101), per_day=10))
    robot.key(Qt.Key.Key_Right)
    assert robot.selected() == [0]
    robot.key(Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert robot.selected() == [6]
    robot.key(Qt.Key.Key_Down, modifiers=SHIFT)
    assert robot.selected() == [6, 7, 8, 9, 10, 11]
    robot.key(Qt.Key.Key_Left, modifiers=CTRL)
    assert grid.selection.current == 10
    assert robot.selected() == [6, 7, 8, 9, 10, 11]
    robot.key(Qt.Key.Key_Space, modifiers=CTRL)
    assert robot.selected() == [6, 7, 8, 9, 11]
    robot.key(Qt.Key.Key_End)
    assert robot.selected() == [99]
    assert 99 in robot.visible()
    robot.key(Qt.Key.Key_Home, modifiers=SHIFT)
    assert len(robot.selected()) == 100
    assert grid.scroll_y == 0
    robot.key(Qt.Key.Key_PageDown)
    page = grid.selection.current
    assert page % 5 == 0
    assert page >= 15
    robot.key(Qt.Key.Key_PageUp, Qt.Key.Key_Up)
    assert robot.selected() == [0]


def test_up_and_down_keep_their_column_through_short_rows(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 41), per_day=7))
    robot.click(4)
    robot.key(Qt.Key.Key_Down)
    assert grid.selection.current == 6
    robot.key(Qt.Key.Key_Down)
    assert grid.selection.current == 11
    robot.key(Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert grid.selection.current == 4


def test_everything_and_nothing(grid: GridView, robot: GridRobot, qtbot: QtBot) -> None:
    grid.set_result(made_result(range(1, 101)))
    robot.key(Qt.Key.Key_A, modifiers=CTRL)
    assert grid.selection.count == 100
    robot.key(Qt.Key.Key_Escape)
    assert grid.selection.count == 0
    robot.key(Qt.Key.Key_Escape, Qt.Key.Key_F)  # for the window, which may have an action for it
    assert grid.selection.count == 0
    with qtbot.assertNotEmitted(grid.activated):
        grid.set_result(made_result([]))
        robot.key(Qt.Key.Key_Down, Qt.Key.Key_Return)


def test_enter_space_and_double_click_open(grid: GridView, robot: GridRobot, qtbot: QtBot) -> None:
    grid.set_result(made_result(range(1, 101)))
    with qtbot.waitSignal(grid.activated) as opened:
        robot.double_click(3)
    assert opened.args == [4]
    robot.click(5)
    with qtbot.waitSignal(grid.activated) as opened:
        robot.key(Qt.Key.Key_Return)
    assert opened.args == [6]
    with qtbot.waitSignal(grid.view_requested) as viewed:
        robot.key(Qt.Key.Key_Space)
    assert viewed.args == [6]


def test_a_heart_is_given_and_taken_with_a_click(
    grid: GridView, robot: GridRobot, qtbot: QtBot
) -> None:
    grid.set_result(made_result(range(1, 101)))
    robot.wait_painted()
    assert not robot.is_favorite(1)
    with qtbot.waitSignal(grid.edits.applied) as applied:
        robot.click_heart(1)
        assert robot.is_favorite(1)  # before it is committed
    assert robot.selected() == []
    changes = applied.args[0]
    assert changes.changed == (2,)
    grid.on_changed(changes)
    assert robot.is_favorite(1)
    with qtbot.waitSignal(grid.edits.applied):
        robot.click_heart(1)
    assert not robot.is_favorite(1)


def test_the_focus_ring_is_seen_with_the_keyboard_only(
    grid: GridView, robot: GridRobot, qtbot: QtBot
) -> None:
    grid.set_result(made_result(range(1, 101)))
    grid.activateWindow()
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    robot.click(1)
    plain = robot.picture()
    robot.key(Qt.Key.Key_Right, Qt.Key.Key_Left)
    assert grid.is_focus_shown
    assert robot.picture() != plain
    robot.click(1)
    assert not grid.is_focus_shown


def test_tab_brings_the_focus_to_the_first_tile_in_sight(
    grid: GridView, robot: GridRobot, qtbot: QtBot
) -> None:
    grid.set_result(made_result(range(1, 101)))
    grid.activateWindow()
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    grid.clearFocus()
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: grid.is_focus_shown)
    assert grid.selection.current == 0
    assert robot.selected() == []
