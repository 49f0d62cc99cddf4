"""What a screen reader is told, at ten tiles and at a million."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent
from pytestqt.qtbot import QtBot

from desktop_app.ui.grid.accessible import POOL_CELLS, GridInterface
from desktop_app.ui.grid.view import GridView
from tests.robots.grid import GridRobot
from tests.ui.grid.fakes import made_result

NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


def spoken(grid: GridView) -> GridInterface:
    interface = QAccessible.queryAccessibleInterface(grid)
    assert isinstance(interface, GridInterface)
    return interface


def test_tiles_are_items_of_a_list(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 1_001), per_day=10))
    robot.wait_painted()
    robot.click(4)
    interface = spoken(grid)
    assert interface.role() is QAccessible.Role.List
    assert interface.text(NAME) == "Assets"
    assert interface.state().multiSelectable
    assert interface.childCount() == 1_000
    item = interface.child(4)
    assert item is not None
    assert item.role() is QAccessible.Role.ListItem
    assert item.text(NAME) == "Title 5"
    assert item.text(DESCRIPTION) == "Favorite, 0:05"
    assert item.state().selected
    assert not item.state().offscreen
    assert item.parent() is interface
    assert item.object() is None
    assert item.childCount() == 0
    assert item.child(0) is None
    assert item.childAt(0, 0) is None
    assert item.indexOfChild(item) == -1
    assert item.foregroundColor().isValid()
    assert item.backgroundColor().isValid()
    item.setText(NAME, "ignored")
    assert interface.indexOfChild(item) == 4
    middle = item.rect().center()
    assert interface.childAt(middle.x(), middle.y()) is item
    assert interface.childAt(-500, -500) is None
    names = [_name(interface, position) for position in (2, 11, 900)]
    assert names == ["Image, 30 August 2025", "Video, 29 August 2025", "Asset, 1 June 2025"]


def test_the_item_with_the_focus_ring_is_told(
    grid: GridView, robot: GridRobot, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[QAccessible.Event, int]] = []

    def tell(event: QAccessibleEvent) -> None:
        told.append((event.type(), event.child()))

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", tell)
    grid.set_result(made_result(range(1, 101)))
    grid.activateWindow()
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    robot.click(4)
    assert (QAccessible.Event.ObjectReorder, -1) in told
    assert (QAccessible.Event.Focus, 4) in told
    assert (QAccessible.Event.SelectionWithin, -1) in told
    focused = spoken(grid).focusChild()
    assert focused is not None
    assert focused.state().focused
    assert spoken(grid).indexOfChild(focused) == 4


def test_a_million_tiles_are_told_one_by_one_in_bounded_memory(grid: GridView) -> None:
    rows = np.arange(1, 1_000_001)
    grid.set_result(made_result(rows, per_day=500))  # type: ignore[arg-type]
    interface = spoken(grid)
    assert interface.childCount() == 1_000_000
    last = interface.child(999_999)
    assert last is not None
    assert last.isValid()
    assert last.state().offscreen
    assert interface.indexOfChild(last) == 999_999
    for position in range(0, 1_000_000, 200):
        item = interface.child(position)
        assert item is not None
        assert interface.indexOfChild(item) == position
    assert interface.cell_count == POOL_CELLS
    last = interface.child(999_999)
    assert last is not None
    grid.set_result(made_result([1]))
    assert not last.isValid()
    assert last.state().invalid
    assert last.rect() == QRect()


def test_an_empty_grid_tells_its_words(grid: GridView) -> None:
    grid.set_empty_state("No match", "Nothing is like that.")
    grid.set_result(made_result([]))
    interface = spoken(grid)
    assert interface.childCount() == 1
    words = interface.child(0)
    assert words is not None
    assert interface.indexOfChild(words) == 0
    grid.set_result(made_result([1]))
    assert interface.indexOfChild(words) == -1
    assert interface.focusChild() is None


def _name(interface: GridInterface, position: int) -> str:
    item = interface.child(position)
    assert item is not None
    return item.text(NAME)
