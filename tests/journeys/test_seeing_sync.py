"""A user sees what sync does: in the real window, over a real catalog with an account.

The server is played by the test, through the same door that the engine uses.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import Column, Origin
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.query import AssetQuery, Place, PlaceKind
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.ui.activity.removals_question import RemovalsQuestion
from tests.catalog.served import Row, served, uuid_of, written
from tests.catalog.served import synced as pulled_catalog
from tests.journeys.journey import Journey
from tests.robots.activity import StatusBarRobot, ToastsRobot, click
from tests.robots.filters import SidebarRobot
from tests.ui.activity.sync_fakes import UP_TO_DATE, FakeSync
from tests.ui.activity.test_sync_panel import button, press, texts

Open = Callable[..., Journey]
COUNT = 6


class Synced:
    """The window on a library with an account, whose server is this object."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self.window = journey.window
        self.catalog = journey.library.catalog
        self.sync = FakeSync(UP_TO_DATE)
        self.room = self.window.furniture.sync
        self.room.attach(self.sync, self.catalog, journey.folder)
        self.sidebar = SidebarRobot(self.window.sidebar)
        self.bar = StatusBarRobot(self.window.status_bar)
        self.toasts = ToastsRobot(self.window.furniture.toasts)
        self.rows: dict[int, Row] = {}

    def pull(self, *rows: Row) -> None:
        """Let rows of the server arrive."""
        self.catalog.replica.apply(RemoteTable.ASSETS, rows)

    def edit(self, number: int, column: Column, value: str) -> None:
        """Edit an asset here."""
        self.catalog.edit([self.row(number)], {column: value}, origin=Origin.INSPECTOR)

    def refuse(self) -> None:
        """Refuse whatever is sent."""
        for claim in self.catalog.replica.claim(10):
            self.catalog.replica.block(
                claim, "remote.refused", {"reason": "23514", "message": "visibility_check"}
            )

    def row(self, number: int) -> AssetRow:
        """Return the row of an asset."""
        asset = self.catalog.asset_by_id(uuid_of(number))  # type: ignore[arg-type]
        assert asset is not None
        return asset.row

    def select(self, *numbers: int) -> None:
        """Select assets in the grid."""
        shown = self.journey.shown()
        selection = self.window.selection
        selection.select_only(shown.index(self.row(numbers[0])))
        for number in numbers[1:]:
            selection.toggle(shown.index(self.row(number)))

    @property
    def question(self) -> RemovalsQuestion | None:
        """The question about removals, while it is open."""
        return self.room.question

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Wait for what the window will show."""
        self.journey.wait_until(is_so)


@pytest.fixture
def synced(open_window: Open, library_folder: Path) -> Synced:
    """The window on six assets that came from a server."""
    rows = [served(number, custom_title=f"Harbour {number}") for number in range(1, COUNT + 1)]
    with pulled_catalog(library_folder, *rows):
        pass
    made = Synced(open_window())
    made.rows = dict(enumerate(rows, start=1))
    return made


def test_without_an_account_there_is_nothing_of_sync(journey: Journey) -> None:
    window = journey.window
    labels = SidebarRobot(window.sidebar).labels()
    for label in ("Waiting to sync", "Conflicts", "This machine only", "Removed elsewhere"):
        assert label not in labels
    shown = {action.objectName() for action in window.commands.shown()}
    assert not shown & {"sync_now", "pause_sync", "show_activity", "go_conflicts"}
    assert StatusBarRobot(window.status_bar).texts[0].startswith("Local library")


def test_who_is_signed_out_sees_it_and_can_sign_in(
    open_window: Open, library_folder: Path, qtbot: QtBot
) -> None:
    with pulled_catalog(library_folder, served(1)) as catalog:
        catalog.edit([1], {Column.TITLE: "Kept"}, origin=Origin.INSPECTOR)
    journey = open_window()
    bar = StatusBarRobot(journey.window.status_bar)
    journey.wait_until(lambda: bar.texts[0] == "Signed out · 1 waiting")
    room = journey.window.furniture.sync
    journey.window.commands["show_activity"].trigger()
    journey.wait_until(lambda: "1 change waiting for the server" in texts(room.panel))
    room.sign_in_requested.disconnect()
    with qtbot.waitSignal(room.sign_in_requested):
        press(room.panel, "Sign in…")


def test_an_edit_waits_and_is_seen_waiting(synced: Synced) -> None:
    synced.edit(2, Column.TITLE, "Alpine evening")
    synced.wait(lambda: synced.sidebar.line("Waiting to sync").count == 1)
    synced.sync.tell(SyncStatus(SyncPhase.OFFLINE, waiting=1))
    synced.wait(lambda: synced.bar.texts[0] == "Offline · 1 waiting")
    assert synced.toasts.texts == []
    (tile,) = synced.catalog.tiles([synced.row(2)])
    assert (tile.is_pending, tile.is_unsent) == (True, False)
    synced.select(2)
    form = synced.window.furniture.inspector.form
    synced.wait(lambda: form._title_part.state == "waiting to sync")
    assert form._tags_part.state == ""
    synced.sidebar.click("Waiting to sync")
    synced.journey.wait_for_result()
    assert synced.journey.shown() == [synced.row(2)]


def test_a_conflict_is_shown_where_it_is_and_settled(synced: Synced) -> None:
    synced.edit(1, Column.TITLE, "Mine")
    synced.pull(written(synced.rows[1], custom_title="Theirs"))
    synced.wait(lambda: synced.sidebar.line("Conflicts").count == 1)
    synced.wait(lambda: synced.bar.texts[0] == "1 conflict")
    assert synced.catalog.tiles([synced.row(1)])[0].has_conflict
    synced.select(1)
    cards, form = synced.room.cards, synced.window.furniture.inspector.form
    synced.wait(lambda: form._title_part.state == "conflict")
    assert "Conflict on “Mine”" in texts(cards)
    shown = texts(cards)
    assert {"Mine", "Theirs", "Harbour 1"} <= set(shown)
    press(cards, "Take theirs")
    synced.wait(cards.isHidden)
    assert synced.catalog.assets([synced.row(1)])[0].custom_title == "Theirs"
    synced.wait(lambda: form._title_part.state != "conflict")


def test_all_conflicts_are_kept_mine_by_a_command(synced: Synced) -> None:
    for number in (1, 2, 3):
        synced.edit(number, Column.TITLE, f"Mine {number}")
    synced.pull(*(written(synced.rows[n], custom_title=f"Theirs {n}") for n in (1, 2, 3)))
    action = synced.window.commands["keep_all_mine"]
    synced.wait(lambda: len(synced.room.state.contents.conflicts) == 3 and action.isEnabled())
    action.trigger()
    synced.wait(lambda: synced.catalog.replica.conflicts() == [])
    titles = [synced.catalog.assets([synced.row(n)])[0].custom_title for n in (1, 2, 3)]
    assert titles == ["Mine 1", "Mine 2", "Mine 3"]
    synced.wait(lambda: not action.isEnabled())


def test_edited_here_deleted_there_is_a_card_and_the_asset_stays(synced: Synced) -> None:
    synced.edit(4, Column.TITLE, "Kept")
    synced.catalog.replica.remove_elsewhere([uuid_of(4)])
    synced.wait(lambda: len(synced.room.state.contents.conflicts) == 1)
    click(synced.window.status_bar._state)
    panel = synced.room.panel
    assert panel.isVisible()
    assert any(text.startswith("Deleted there, edited here.") for text in texts(panel))
    press(panel, "Keep mine")
    synced.wait(lambda: synced.catalog.replica.conflicts() == [])
    assert synced.row(4)


def test_a_refused_edit_is_told_retried_and_reverted(synced: Synced) -> None:
    synced.edit(3, Column.VISIBILITY, "public")
    synced.refuse()
    synced.wait(lambda: synced.bar.texts[0] == "1 problem")
    assert synced.catalog.tiles([synced.row(3)])[0].has_problem
    synced.window.commands["show_activity"].trigger()
    (entry,) = synced.room.panel.problems.list.entries
    assert entry.name == "Harbour 3"
    assert entry.text == "The server refuses this. visibility_check"
    synced.select(3)
    form = synced.window.furniture.inspector.form
    synced.wait(lambda: form._visibility_part.state == "refused")
    press(synced.room.panel, "Retry")
    synced.wait(lambda: synced.catalog.replica.problems() == [])
    assert ("wake", None) in synced.sync.calls
    synced.refuse()
    synced.wait(lambda: len(synced.room.state.contents.problems) == 1)
    press(synced.room.panel, "Revert")
    synced.wait(lambda: synced.catalog.replica.problems() == [])
    assert synced.catalog.assets([synced.row(3)])[0].visibility == "private"


def test_what_was_removed_elsewhere_comes_back(synced: Synced) -> None:
    synced.catalog.replica.remove_elsewhere([uuid_of(5), uuid_of(6)])
    synced.wait(lambda: synced.sidebar.line("Removed elsewhere").count == 2)
    synced.wait(lambda: len(synced.journey.shown()) == COUNT - 2)
    synced.sidebar.click("Removed elsewhere")
    removed = synced.room.removed
    assert removed.isVisible()
    assert {entry.name for entry in removed.list.entries} == {"Harbour 5", "Harbour 6"}
    press(removed, "Restore all")
    synced.wait(lambda: len(synced.journey.shown()) == COUNT)
    synced.wait(lambda: "Nothing was removed elsewhere." in texts(removed))


def test_the_place_of_what_is_here_only(synced: Synced) -> None:
    synced.catalog.replica.remove_elsewhere([uuid_of(5)])
    synced.catalog.replica.restore_recycled([uuid_of(5)], origin=Origin.WINDOW)
    synced.wait(lambda: synced.sidebar.line("This machine only").count == 1)
    synced.window.commands["go_this_machine"].trigger()
    synced.journey.wait_for_result()
    assert synced.journey.shown() == [synced.row(5)]
    assert synced.catalog.tiles([synced.row(5)])[0].is_unsent


def test_the_question_is_asked_once_and_may_wait(synced: Synced) -> None:
    asking = SyncStatus(SyncPhase.ASKING, asked_removals=4)
    synced.sync.tell(asking)
    synced.wait(lambda: synced.question is not None)
    assert f"4 of your {COUNT} assets are no longer on the server." in texts(synced.window)
    press(synced.window, "Decide later")
    synced.wait(lambda: synced.question is None)
    synced.sync.tell(replace(asking, phase=SyncPhase.OFFLINE))
    synced.wait(lambda: synced.bar.texts[0] == "Offline")
    synced.sync.tell(replace(asking, asked_removals=5))
    synced.wait(lambda: synced.bar.texts[0] == "Sync needs your answer")
    assert not synced.question
    assert synced.bar.texts[0] == "Sync needs your answer"
    click(synced.window.status_bar._state)
    press(synced.room.panel, "Answer…")
    question = synced.question
    assert question is not None
    press(question, "Keep and upload them again")
    assert synced.sync.calls == [("answer", False)]
    synced.wait(lambda: synced.question is None)


def test_the_question_goes_when_it_is_answered_elsewhere(synced: Synced) -> None:
    synced.sync.tell(SyncStatus(SyncPhase.ASKING, asked_removals=4))
    synced.wait(lambda: synced.question is not None)
    synced.sync.tell(UP_TO_DATE)
    synced.wait(lambda: synced.question is None)
    assert synced.sync.calls == []


def test_commands_pause_resume_wake_and_spare_the_line(synced: Synced) -> None:
    commands = synced.window.commands
    for name in ("sync_now", "pause_sync", "metered"):
        commands[name].trigger()
    assert synced.sync.calls == [("wake", None), ("pause", None), ("metered", True)]
    synced.sync.tell(replace(UP_TO_DATE, phase=SyncPhase.PAUSED, is_metered=True))
    synced.wait(lambda: synced.bar.texts[0] == "Sync is paused")
    assert commands["pause_sync"].isChecked()
    assert commands["metered"].isChecked()
    commands["pause_sync"].trigger()
    assert synced.sync.calls[-1] == ("resume", None)


def test_a_sync_that_stopped_is_seen_and_begun_again(synced: Synced) -> None:
    commands, panel = synced.window.commands, synced.room.panel
    stopped = SyncStatus(SyncPhase.STOPPED, waiting=2, error="catalog.disk_full")
    synced.sync.tell(stopped)
    synced.wait(lambda: synced.bar.texts[0] == "Sync has stopped · 2 waiting")
    assert not commands["pause_sync"].isEnabled()
    click(synced.window.status_bar._state)
    assert any(text.startswith("The disk is full.") for text in texts(panel))
    press(panel, "Try again")
    assert synced.sync.calls == [("wake", None)]
    synced.sync.tell(UP_TO_DATE)
    synced.wait(lambda: synced.bar.texts[0].startswith("Up to date"))
    assert commands["pause_sync"].isEnabled()


def test_an_asset_of_a_conflict_is_found_wherever_the_user_is(synced: Synced) -> None:
    synced.edit(1, Column.TITLE, "Mine")
    synced.pull(written(synced.rows[1], custom_title="Theirs"))
    synced.wait(lambda: len(synced.room.state.contents.conflicts) == 1)
    synced.window.browse.set_query(AssetQuery(place=Place(PlaceKind.TRASH)))
    synced.journey.wait_for_result()
    synced.window.commands["show_activity"].trigger()
    press(synced.room.panel, "Show the asset")
    synced.wait(lambda: synced.window.selection.rows() == [synced.row(1)])


def test_the_status_cell_is_reached_by_keyboard(synced: Synced, qtbot: QtBot) -> None:
    cell = synced.window.status_bar._state
    assert cell.accessibleName().startswith("Up to date")
    assert cell.toolTip() == "Show sync activity"
    assert cell.focusPolicy() & Qt.FocusPolicy.TabFocus
    synced.window.activateWindow()
    cell.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(cell, Qt.Key.Key_Space)
    assert synced.room.panel.isVisible()
    qtbot.waitUntil(lambda: synced.room.panel.isAncestorOf(QApplication.focusWidget() or cell))
    QTest.keyClick(synced.room.panel, Qt.Key.Key_Escape)
    assert synced.room.panel.isHidden()


def test_it_says_how_much_room_the_library_takes(synced: Synced) -> None:
    synced.window.commands["show_activity"].trigger()
    panel = synced.room.panel
    synced.wait(lambda: any(text.startswith("Previews and catalog: ") for text in texts(panel)))
    assert button(panel, "Sync now").isEnabled()
