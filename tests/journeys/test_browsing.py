"""Open a library, scroll through it, search, narrow by the sidebar, clear."""

import pytest
from PySide6.QtCore import Qt

from desktop_app.domain.changes import Origin
from desktop_app.domain.query import Facet
from tests.builders import new_asset
from tests.journeys.journey import Journey
from tests.robots.filters import SearchRobot, SidebarRobot
from tests.robots.grid import GridRobot


@pytest.fixture
def filled(journey: Journey) -> Journey:
    """A library of 120 assets over several days: foxes and owls, three of them videos."""
    journey.library.catalog.add_assets(
        [
            new_asset(
                original_prompt=f"a {'fox' if number % 3 else 'owl'} at dusk, number {number}",
                tags=("forest", "draft") if number % 2 else ("forest",),
                model_used="sdxl" if number % 4 else "flux-dev",
                asset_type="video" if number < 3 else "image",
                created_at_us=1_756_548_000_000_000 + number * 3_600_000_000,
            )
            for number in range(120)
        ],
        origin=Origin.IMPORT,
    )
    journey.wait_until(lambda: len(journey.shown()) == 120)
    return journey


def test_scroll_to_the_end_and_back(filled: Journey) -> None:
    grid = GridRobot(filled.window.grid, filled.qtbot)
    filled.window.grid.setFocus()
    grid.key(Qt.Key.Key_End)
    assert 119 in grid.visible()
    assert filled.window.selection.current == 119
    grid.key(Qt.Key.Key_Home)
    assert 0 in grid.visible()
    filled.picture("scrolled back")


def test_typing_finds_and_facets_narrow(filled: Journey) -> None:
    search = SearchRobot(filled.window.search)
    sidebar = SidebarRobot(filled.window.sidebar)
    filled.window.commands["find"].trigger()
    search.type("fox")
    filled.wait_until(lambda: len(filled.shown()) == 80)
    filled.wait_until(lambda: "sdxl" in sidebar.labels(Facet.MODEL))
    sidebar.click("sdxl")
    filled.wait_until(lambda: len(filled.shown()) == 60)
    sidebar.alt_click("draft")
    filled.wait_until(lambda: len(filled.shown()) == 20)
    assert search.chip_texts() == ["model:sdxl", "−tag:draft"]
    filled.picture("narrowed")
    filled.window.commands["clear_filters"].trigger()
    filled.wait_until(lambda: len(filled.shown()) == 120)
    assert filled.window.search.text == ""


def test_a_facet_counts_what_the_search_leaves(filled: Journey) -> None:
    search = SearchRobot(filled.window.search)
    sidebar = SidebarRobot(filled.window.sidebar)
    search.type("owl")
    filled.wait_until(
        lambda: any((line.label, line.count) == ("Video", 1) for line in sidebar.lines(Facet.TYPE))
    )
    sidebar.click("Video")
    filled.wait_until(lambda: len(filled.shown()) == 1)


def test_a_query_that_is_not_understood_harms_nothing(filled: Journey) -> None:
    search = SearchRobot(filled.window.search)
    search.focus()
    search.type("fox width:>many (")
    filled.wait_until(lambda: len(filled.shown()) == 80)
    filled.wait_until(lambda: filled.window.search.problem_text != "")


def test_the_search_is_there_after_a_restart(filled: Journey) -> None:
    SearchRobot(filled.window.search).type("owl")
    filled.wait_until(lambda: len(filled.shown()) == 40)
    filled.reopen()
    assert len(filled.shown()) == 40
    assert filled.window.search.text == "owl"
