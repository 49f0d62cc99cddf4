"""A user sees what is kept on this machine, and changes it: in the real window, server played."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.changes import Origin
from desktop_app.domain.entities import FileState
from desktop_app.domain.files import Keeping, KeepingRule
from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.ui.activity.keeping_sheet import KeepingSheet
from tests.catalog.served import served
from tests.catalog.served import synced as pulled_catalog
from tests.journeys.journey import Journey
from tests.journeys.test_seeing_sync import Synced
from tests.ui.activity.sync_fakes import UP_TO_DATE
from tests.ui.activity.test_storage import click, texts
from tests.ui.activity.test_sync_panel import button, press

CHANGE = "Change which originals are kept on this machine"


@pytest.fixture
def synced(open_window: Callable[..., Journey], library_folder: Path) -> Synced:
    """The window on six assets whose originals are on the server."""
    with pulled_catalog(library_folder, *map(served, range(1, 7))):
        pass
    return Synced(open_window())


def open_sheet(synced: Synced) -> KeepingSheet:
    synced.window.commands["keep_originals"].trigger()
    sheet = synced.room.storage.sheet
    assert sheet is not None
    return sheet


def test_an_empty_library_says_why_nothing_is_there_yet(
    open_window: Callable[..., Journey], library_folder: Path
) -> None:
    with pulled_catalog(library_folder):
        pass
    synced = Synced(open_window())

    def says(title: str) -> bool:
        empty = synced.window.grid.empty_state
        return empty is not None and title in texts(empty)

    synced.wait(lambda: says("Your library is empty"))
    for phase, title in (
        (SyncPhase.CONNECTING, "Fetching your library…"),
        (SyncPhase.SYNCING, "Fetching your library…"),
        (SyncPhase.OFFLINE, "Nothing has come yet"),
        (SyncPhase.SIGNED_OUT, "You are signed out"),
        (SyncPhase.PAUSED, "Your library is empty"),
        (SyncPhase.SYNCING, "Fetching your library…"),
    ):
        synced.sync.tell(SyncStatus(phase))
        synced.wait(partial(says, title))
    synced.window.commands["go_favorites"].trigger()
    synced.wait(lambda: says("No favorites yet"))
    synced.sync.tell(UP_TO_DATE)
    synced.window.commands["go_all"].trigger()
    synced.wait(lambda: says("Your library is empty"))


def test_the_panel_follows_what_comes(synced: Synced) -> None:
    panel, catalog = synced.room.panel, synced.catalog
    panel.open()
    synced.wait(lambda: "0 of 6 originals on this machine" in texts(panel))
    row = catalog.all_assets()[0].row
    catalog.record_file(row, file_state=FileState.STORED, origin=Origin.SYNC)
    synced.wait(lambda: "1 of 6 originals on this machine" in texts(panel))
    panel.leave()


def test_the_sheet_is_opened_from_the_panel_and_saved_by_keyboard(synced: Synced) -> None:
    synced.room.panel.open()
    synced.wait(lambda: "originals on this machine" in texts(synced.room.panel))
    press(synced.room.panel, CHANGE)
    sheet = synced.room.storage.sheet
    assert sheet is not None
    synced.wait(sheet.choices[Keeping.ON_DEMAND].hasFocus)
    for keeping in (Keeping.ON_DEMAND, Keeping.BUDGET):
        QTest.keyClick(sheet.choices[keeping], Qt.Key.Key_Down)
    assert sheet.choices[Keeping.ALL].isChecked()
    QTest.keyClick(sheet.choices[Keeping.ALL], Qt.Key.Key_Return)
    assert synced.sync.calls == [("keep", KeepingRule(Keeping.ALL))]
    assert synced.room.storage.sheet is None
    synced.wait(button(synced.room.panel, CHANGE).hasFocus)
    assert "Kept here: all of them, for working offline" in texts(synced.room.panel)


def test_one_sheet_is_enough(synced: Synced) -> None:
    sheet = open_sheet(synced)
    assert open_sheet(synced) is sheet
    synced.wait(sheet.choices[Keeping.ON_DEMAND].isEnabled)
    click(sheet.choices[Keeping.BUDGET])
    sheet.leave()
    assert synced.sync.calls == []
    assert open_sheet(synced) is not sheet


def test_who_is_signed_out_changes_nothing(synced: Synced) -> None:
    command = synced.window.commands["keep_originals"]
    assert command.isEnabled()
    synced.sync.tell(SyncStatus(SyncPhase.SIGNED_OUT))
    synced.wait(lambda: not command.isEnabled())
    synced.sync.tell(UP_TO_DATE)
    synced.wait(command.isEnabled)
