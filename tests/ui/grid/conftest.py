"""A grid over a made-up library, in a window of the designed size."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.ui.edits import Edits
from desktop_app.ui.grid.view import GridView
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.robots.grid import GridRobot
from tests.ui.grid.fakes import FakeCatalog, FakeLibrary


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary()


@pytest.fixture
def catalog(library: FakeLibrary) -> FakeCatalog:
    return FakeCatalog(library)


@pytest.fixture
def edits(workers: Workers, catalog: FakeCatalog) -> Iterator[Edits]:
    edits = Edits(workers)
    edits.attach(catalog)  # type: ignore[arg-type]
    yield edits
    edits.close()


@pytest.fixture
def bare_grid(
    qtbot: QtBot, theme: Theme, workers: Workers, edits: Edits, library: FakeLibrary
) -> Iterator[GridView]:
    """A grid with nothing attached."""
    grid = GridView(theme, workers, Selection(), edits)
    qtbot.addWidget(grid)
    grid.resize(888, 824)
    grid.show()
    yield grid
    library.gate.set()
    library.page_gate.set()
    grid.close_tasks()


@pytest.fixture
def grid(bare_grid: GridView, library: FakeLibrary) -> GridView:
    """A grid with a library attached, showing nothing yet."""
    bare_grid.attach(library.tiles, library.rendition, library.paths)
    return bare_grid


@pytest.fixture
def robot(grid: GridView, qtbot: QtBot) -> GridRobot:
    return GridRobot(grid, qtbot)
