"""Sidebar and search field over a real catalog and its index."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.searcher import Searcher
from desktop_app.domain.changes import Origin
from desktop_app.domain.query import Facet
from desktop_app.ui.bridge import CatalogBridge
from desktop_app.ui.browse import Browse
from desktop_app.ui.edits import Edits
from desktop_app.ui.filters.search_field import SearchField
from desktop_app.ui.filters.sidebar import Sidebar
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.builders import new_asset, open_catalog
from tests.robots.filters import SearchRobot, SidebarRobot


@dataclass
class Room:
    catalog: Catalog
    browse: Browse
    sidebar: SidebarRobot
    search: SearchRobot


@pytest.fixture
def room(library_folder: Path, workers: Workers, theme: Theme, qtbot: QtBot) -> Iterator[Room]:
    assets = [
        new_asset(tags=("sunset", "role:hero"), original_prompt="a red lighthouse"),
        new_asset(tags=("sunset",), is_favorite=True),
        new_asset(tags=("draft",), asset_type="video", mime_type="video/mp4"),
        new_asset(roleplay_metadata={"character_name": "Aria"}),
    ]
    window = QWidget()
    qtbot.addWidget(window)
    browse, edits, selection = Browse(workers), Edits(workers), Selection()
    sidebar = Sidebar(theme, workers, browse, edits, selection)
    field = SearchField(theme, workers, browse)
    rows = QVBoxLayout(window)
    rows.addWidget(field)
    rows.addWidget(sidebar, 1)
    window.resize(640, 900)
    window.show()
    QTest.mouseMove(field)
    bridge = CatalogBridge()
    with open_catalog(library_folder, *assets) as catalog:
        searcher = Searcher(catalog, snapshot=None)
        searcher.start()
        bridge.attach(catalog)
        bridge.changed.connect(browse.on_changed)
        bridge.changed.connect(sidebar.on_changed)
        edits.attach(catalog)
        sidebar.attach(catalog, searcher)
        field.attach(searcher)
        browse.attach(searcher)
        made = Room(catalog, browse, SidebarRobot(sidebar), SearchRobot(field))
        qtbot.waitUntil(lambda: "sunset" in made.sidebar.labels())
        yield made
        bridge.detach()
        sidebar.close_tasks()
        field.close_tasks()
        browse.close()
        edits.close()
        searcher.close()


def test_counts_follow_the_choices(room: Room, qtbot: QtBot) -> None:
    assert room.sidebar.line("All assets").count == 4
    assert room.sidebar.line("Favorites").count == 1
    assert room.sidebar.line("Aria").count == 1
    room.sidebar.click("Video")
    qtbot.waitUntil(lambda: room.sidebar.line("draft").count == 1)
    assert room.sidebar.line("Image").count == 3
    assert room.sidebar.button("Clear all").isVisible()


def test_typing_searches_and_completes(room: Room, qtbot: QtBot) -> None:
    room.search.focus()
    room.search.type("lighthouse")
    qtbot.waitUntil(lambda: room.search.field.result_text.startswith("4 results"))
    room.search.type(" tag:su")
    qtbot.waitUntil(lambda: room.search.offers() == ["sunset"])
    room.search.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.search.field.result_text.startswith("2 results"))
    assert room.search.chip_texts() == ["tag:sunset"]


def test_assets_dropped_on_a_new_collection_are_counted_there(room: Room, qtbot: QtBot) -> None:
    room.sidebar.click_button("Collections")
    room.sidebar.type_name("Keepers")
    qtbot.waitUntil(lambda: room.sidebar.line("Keepers").value != "")
    assert room.sidebar.drop("Keepers", [1, 2])
    qtbot.waitUntil(lambda: room.sidebar.line("Keepers").count == 2)
    assert room.sidebar.drop("Trash", [1])
    qtbot.waitUntil(lambda: room.sidebar.line("Trash").count == 1)
    qtbot.waitUntil(lambda: room.sidebar.line("Keepers").count == 1)


def test_a_tag_renamed_elsewhere_is_renamed_here(room: Room, qtbot: QtBot) -> None:
    room.catalog.rename_tag("sunset", "dusk", origin=Origin.WINDOW)
    qtbot.waitUntil(lambda: "dusk" in room.sidebar.labels(Facet.TAG))
    assert "sunset" not in room.sidebar.labels(Facet.TAG)
