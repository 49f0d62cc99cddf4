"""Edits: one title kept over a restart, a tag on two hundred taken back, trash and restore."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.changes import Origin
from desktop_app.domain.query import PlaceKind
from tests.builders import new_asset
from tests.journeys.journey import Journey
from tests.robots.activity import ToastsRobot
from tests.robots.filters import SidebarRobot
from tests.robots.grid import GridRobot


@pytest.fixture
def filled(journey: Journey) -> Journey:
    """A library of 200 assets."""
    journey.library.catalog.add_assets([new_asset() for _ in range(200)], origin=Origin.IMPORT)
    journey.wait_until(lambda: len(journey.shown()) == 200)
    return journey


def typed(text: str) -> None:
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_title_is_kept_over_a_restart(filled: Journey) -> None:
    grid = GridRobot(filled.window.grid, filled.qtbot)
    grid.click(3)
    row = filled.shown()[3]
    filled.window.commands["edit_title"].trigger()
    filled.wait_until(filled.window.furniture.inspector.form.title.hasFocus)
    typed("Mountain Sunset")
    filled.wait_until(lambda: grid.title(3) == "Mountain Sunset")
    filled.reopen()
    grid = GridRobot(filled.window.grid, filled.qtbot)
    assert filled.library.catalog.assets([row])[0].custom_title == "Mountain Sunset"
    filled.wait_until(lambda: grid.title(3) == "Mountain Sunset")
    filled.window.commands["undo"].trigger()
    filled.wait_until(lambda: grid.title(3) == "")


def test_a_title_still_being_typed_is_kept_when_the_window_is_closed(filled: Journey) -> None:
    GridRobot(filled.window.grid, filled.qtbot).click(0)
    row = filled.shown()[0]
    filled.window.commands["edit_title"].trigger()
    filled.wait_until(filled.window.furniture.inspector.form.title.hasFocus)
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "Half typed")
    filled.reopen()
    assert filled.library.catalog.assets([row])[0].custom_title == "Half typed"


def test_two_hundred_are_tagged_at_once_and_it_is_taken_back(filled: Journey) -> None:
    window, catalog = filled.window, filled.library.catalog
    toasts = ToastsRobot(window.furniture.toasts)
    window.commands["select_all"].trigger()
    assert window.selection.count == 200
    window.commands["edit_tags"].trigger()
    filled.wait_until(window.furniture.inspector.form.tags.entry.hasFocus)
    typed("sunset")
    filled.wait_until(lambda: len(catalog.assets_with_tag("sunset")) == 200)
    filled.wait_until(lambda: any("200" in text for text in toasts.texts))
    filled.picture("two hundred tagged")
    toasts.undo()
    filled.wait_until(lambda: not catalog.assets_with_tag("sunset"))
    filled.wait_until(window.commands["redo"].isEnabled)
    window.commands["redo"].trigger()
    filled.wait_until(lambda: len(catalog.assets_with_tag("sunset")) == 200)


def test_an_asset_goes_to_the_trash_and_comes_back(filled: Journey) -> None:
    window = filled.window
    grid = GridRobot(window.grid, filled.qtbot)
    row = filled.shown()[5]
    grid.click(5)
    grid.key(Qt.Key.Key_Delete)
    filled.wait_until(lambda: row not in filled.shown())
    SidebarRobot(window.sidebar).click("Trash")
    filled.wait_until(lambda: filled.shown() == [row])
    assert window.browse.query.place.kind is PlaceKind.TRASH
    filled.picture("trash")
    grid.click(0)
    window.commands["restore"].trigger()
    filled.wait_until(lambda: filled.shown() == [])
    window.commands["go_all"].trigger()
    filled.wait_until(lambda: row in filled.shown())
    assert len(filled.shown()) == 200


def test_a_favorite_with_one_key(filled: Journey) -> None:
    grid = GridRobot(filled.window.grid, filled.qtbot)
    grid.click(0)
    grid.click(2, Qt.KeyboardModifier.ControlModifier)
    grid.key(Qt.Key.Key_F)
    filled.wait_until(lambda: grid.is_favorite(0) and grid.is_favorite(2))
    filled.wait_until(lambda: len(filled.library.catalog.favorites_by_update()) == 2)
    grid.key(Qt.Key.Key_F)
    filled.wait_until(lambda: not filled.library.catalog.favorites_by_update())


def test_assets_are_moved_to_a_new_collection(filled: Journey, tmp_path: Path) -> None:
    del tmp_path
    sidebar = SidebarRobot(filled.window.sidebar)
    sidebar.click_button("Collections")
    sidebar.type_name("Landscapes")
    filled.wait_until(lambda: len(filled.library.catalog.collections()) == 1)
    filled.wait_until(lambda: "Landscapes" in sidebar.labels())
    filled.wait_until(lambda: sidebar.drop("Landscapes", filled.shown()[:4]))
    sidebar.click("Landscapes")
    filled.wait_until(lambda: len(filled.shown()) == 4)
    filled.window.commands["undo"].trigger()
    filled.wait_until(lambda: filled.shown() == [])
