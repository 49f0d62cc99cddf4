"""Opening and closing: what a first start looks like, and what is there the next time."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop_app.domain.ports import CancelToken
from desktop_app.settings import read_settings
from desktop_app.ui.connect.connect_sheet import ConnectSheet
from tests.journeys.conftest import SUBJECTS, Open
from tests.journeys.journey import Journey


def bring_in(journey: Journey, pictures: Path) -> None:
    """Import without the window's sheet, to have something to look at."""
    result = journey.library.importer.run(
        [pictures], token=CancelToken(), progress=lambda _progress: None
    )
    assert result.added == len(SUBJECTS)


def test_a_first_start_opens_an_empty_library(journey: Journey) -> None:
    assert journey.shown() == []
    assert (journey.folder / "catalog.db").is_file()
    journey.picture("first start")


def test_a_window_fits_the_screen_with_its_frame(journey: Journey) -> None:
    window, room = journey.window, journey.window.screen().availableSize()
    window.resize(room.width() + 500, room.height() + 500)
    window.fit_screen()
    assert window.height() < room.height()
    small = window.minimumSizeHint().expandedTo(window.minimumSize())
    window.resize(small)
    window.fit_screen()
    assert window.size() == small


def offered(journey: Journey) -> dict[str, QPushButton]:
    """Return the buttons that stand in the empty grid, by what they say."""
    empty = journey.window.grid.empty_state
    if empty is None:
        return {}
    return {one.text(): one for one in empty.findChildren(QPushButton) if one.isVisible()}


def test_an_empty_library_of_this_machine_offers_files_and_the_users_project(
    journey: Journey,
) -> None:
    journey.wait_until(lambda: offered(journey).keys() == {"Import files…", "Sign in to Supabase…"})
    QTest.mouseClick(offered(journey)["Sign in to Supabase…"], Qt.MouseButton.LeftButton)
    journey.wait_until(lambda: bool(journey.window.findChildren(ConnectSheet)))


def test_a_search_that_finds_nothing_offers_to_clear_it(journey: Journey) -> None:
    journey.window.browse.set_query(replace(journey.window.browse.query, text="nothing"))
    journey.wait_until(lambda: offered(journey).keys() == {"Clear all"})


def test_what_was_shown_is_painted_before_the_library_is_open(
    open_window: Open, pictures: Path
) -> None:
    journey = open_window()
    bring_in(journey, pictures)
    journey.wait_until(lambda: len(journey.shown()) == len(SUBJECTS))
    shown = journey.shown()
    journey.picture("imported")
    journey.reopen()
    assert journey.shown_at_first == shown
    assert journey.shown() == shown


def test_a_damaged_catalog_is_restored_and_said_until_it_is_dismissed(
    journey: Journey, pictures: Path
) -> None:
    bring_in(journey, pictures)
    journey.reopen()
    journey.library.upkeep.finish()
    journey.close()
    (journey.folder / "catalog.db").write_bytes(b"not a database at all" * 500)
    journey.open()
    toasts = journey.window.furniture.toasts
    (notice,) = toasts.shown
    assert notice.text.startswith("The library was damaged. The backup of ")
    assert notice.text.endswith(".db.")
    assert notice.is_lasting
    assert len(journey.shown()) == len(SUBJECTS)
    journey.picture("restored")
    toasts.show_text("Something else")
    notice.dismiss()
    assert [toast.text for toast in toasts.shown] == ["Something else"]
    journey.reopen()
    assert journey.window.furniture.toasts.shown == ()


def test_a_language_is_chosen_for_the_next_start(journey: Journey) -> None:
    commands, toasts = journey.window.commands, journey.window.furniture.toasts
    assert commands["language_system"].isChecked()
    commands["language_de"].trigger()
    assert not commands["language_system"].isChecked()
    assert toasts.shown[-1].text.startswith("The language changes")
    journey.reopen()
    assert read_settings().language == "de"
    assert journey.window.commands["language_de"].isChecked()
    journey.window.commands["language_system"].trigger()
    journey.reopen()
    assert read_settings().language == ""
