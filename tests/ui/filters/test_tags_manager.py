from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.searcher import Searcher
from desktop_app.domain.changes import Origin, TagDelta
from desktop_app.ui.edits import Edits
from desktop_app.ui.filters.tags_manager import TagsManager
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.builders import new_asset, open_catalog
from tests.robots.tags import TagsRobot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")
CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Opened:
    """What the dialog needs of a library."""

    catalog: Catalog
    searcher: Searcher


@pytest.fixture
def library(library_folder: Path) -> Iterator[Opened]:
    assets = [
        new_asset(tags=("sunset", "lake")),
        new_asset(tags=("sunset", "Sun set")),
        new_asset(tags=("sunset", "red car")),
        new_asset(tags=("lake",)),
    ]
    with open_catalog(library_folder, *assets) as catalog:
        searcher = Searcher(catalog, snapshot=None)
        searcher.start()
        yield Opened(catalog, searcher)
        searcher.close()


@pytest.fixture
def edits(library: Opened, workers: Workers) -> Iterator[Edits]:
    made = Edits(workers)
    made.attach(library.catalog)
    yield made
    made.close()


@pytest.fixture
def manager(library: Opened, edits: Edits, theme: Theme, qtbot: QtBot) -> Iterator[TagsRobot]:
    dialog = TagsManager(theme, library, edits)  # type: ignore[arg-type]
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    robot = TagsRobot(dialog)
    qtbot.waitUntil(
        lambda: robot.tags() == [("sunset", 3), ("lake", 2), ("red car", 1), ("Sun set", 1)]
    )
    yield robot
    dialog.close()


def test_a_tag_is_renamed_in_its_row(manager: TagsRobot, qtbot: QtBot) -> None:
    manager.click("lake")
    manager.press_button("Rename")
    manager.type_over("pond")
    qtbot.waitUntil(lambda: ("lake", 2) not in manager.tags())
    qtbot.waitUntil(lambda: ("pond", 2) in manager.tags())


def test_tags_are_merged_and_the_merge_is_undone(
    manager: TagsRobot, edits: Edits, qtbot: QtBot
) -> None:
    manager.click("Sun set")
    manager.click("sunset", CONTROL)
    manager.press_button("Merge into…")
    manager.type_target("sunset")
    qtbot.waitUntil(lambda: manager.tags() == [("sunset", 3), ("lake", 2), ("red car", 1)])
    undo = next(b for b in manager.dialog.findChildren(QPushButton) if b.text() == "Undo")
    qtbot.waitUntil(undo.isEnabled)
    manager.press_button("Undo")
    qtbot.waitUntil(lambda: ("Sun set", 1) in manager.tags())


def test_tags_are_deleted_with_the_keyboard(manager: TagsRobot, qtbot: QtBot) -> None:
    manager.click("lake")
    manager.click("red car", CONTROL)
    manager.view.setFocus()
    QTest.keyClick(manager.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: manager.tags() == [("sunset", 3), ("Sun set", 1)])


def test_several_tags_are_merged_and_deleted_in_one_step_each(
    manager: TagsRobot, library: Opened, edits: Edits, qtbot: QtBot
) -> None:
    before = manager.tags()
    with qtbot.waitSignal(edits.applied):
        manager.dialog.merge(["lake", "red car", "Sun set"], "Sun set")
    with qtbot.waitSignal(edits.applied):
        manager.dialog.merge(["Sun set"], "Sun set")
        edits.delete_tags(["sunset", "Sun set"], origin=Origin.WINDOW)
    qtbot.waitUntil(lambda: manager.tags() == [])

    library.catalog.undo()
    library.catalog.undo()

    assert library.catalog.undo_state().undo is None
    qtbot.waitUntil(lambda: sorted(manager.tags()) == sorted(before))


def test_the_filter_narrows_the_list(manager: TagsRobot, qtbot: QtBot) -> None:
    manager.type_filter("car")
    qtbot.waitUntil(lambda: manager.tags() == [("red car", 1)])
    manager.type_filter("nothing like it")
    qtbot.waitUntil(lambda: manager.tags() == [])
    qtbot.waitUntil(lambda: not manager.view.isVisible())


def test_changes_from_elsewhere_are_shown_and_the_selection_stays(
    manager: TagsRobot, library: Opened, qtbot: QtBot
) -> None:
    manager.click("lake")
    library.catalog.edit_tags([1, 2, 3], TagDelta(add=("new",)), origin=Origin.SYNC)
    qtbot.waitUntil(lambda: ("new", 3) in manager.tags())
    assert manager.dialog.selected_tags() == ["lake"]


def test_a_closed_manager_hears_nothing(
    manager: TagsRobot, library: Opened, edits: Edits, qtbot: QtBot
) -> None:
    before = manager.tags()
    manager.dialog.close()
    with qtbot.waitSignal(edits.applied):
        edits.delete_tag("lake", origin=Origin.WINDOW)
    assert manager.tags() == before
