"""A window with a sidebar and a search field over a made-up library."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.entities import Collection, CollectionId, SavedSearch, SavedSearchId
from desktop_app.domain.query import AssetQuery, to_json
from desktop_app.ui.browse import Browse
from desktop_app.ui.edits import Edits
from desktop_app.ui.filters.search_field import SearchField
from desktop_app.ui.filters.sidebar import Sidebar
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.robots.filters import SearchRobot, SidebarRobot
from tests.ui.filters.fakes import FakeCatalog, FakeSearcher


@dataclass
class Room:
    """Everything a test needs to hand."""

    window: QWidget
    theme: Theme
    browse: Browse
    edits: Edits
    selection: Selection
    searcher: FakeSearcher
    catalog: FakeCatalog
    sidebar: SidebarRobot
    search: SearchRobot
    elsewhere: QLineEdit
    """Another place for the keyboard to be."""


@pytest.fixture
def searcher() -> FakeSearcher:
    return FakeSearcher()


@pytest.fixture
def catalog() -> FakeCatalog:
    return FakeCatalog(
        [
            Collection(CollectionId("a"), "Landscapes", "", 3_201, 0),
            Collection(CollectionId("b"), "Character sheets", "", 418, 0),
        ],
        [SavedSearch(SavedSearchId(1), "Recent portraits", to_json(AssetQuery(text="portrait")))],
    )


@pytest.fixture
def room(
    qtbot: QtBot,
    qapp: QApplication,
    theme: Theme,
    workers: Workers,
    searcher: FakeSearcher,
    catalog: FakeCatalog,
) -> Iterator[Room]:
    browse, edits, selection = Browse(workers), Edits(workers), Selection()
    sidebar = Sidebar(theme, workers, browse, edits, selection)
    sidebar.setFixedWidth(232)
    field = SearchField(theme, workers, browse)
    elsewhere = QLineEdit()
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(theme.style_sheet())
    rows = QVBoxLayout(window)
    rows.addWidget(field)
    columns = QHBoxLayout()
    columns.addWidget(sidebar)
    columns.addWidget(elsewhere, 1)
    rows.addLayout(columns, 1)
    window.resize(900, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    QTest.mouseMove(elsewhere)
    elsewhere.setFocus()
    qtbot.waitUntil(elsewhere.hasFocus)
    edits.attach(catalog)  # type: ignore[arg-type]
    edits.applied.connect(sidebar.on_changed)
    sidebar.attach(catalog, searcher)  # type: ignore[arg-type]
    field.attach(searcher)  # type: ignore[arg-type]
    with qtbot.waitSignal(browse.counts_changed):
        browse.attach(searcher)  # type: ignore[arg-type]
    made = Room(
        *(window, theme, browse, edits, selection, searcher, catalog),
        *(SidebarRobot(sidebar), SearchRobot(field), elsewhere),
    )
    qtbot.waitUntil(lambda: "Landscapes" in made.sidebar.labels())
    yield made
    sidebar.close_tasks()
    field.close_tasks()
    browse.close()
    edits.close()
