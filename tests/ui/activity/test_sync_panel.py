"""The activity panel, the list of what was removed elsewhere, and the question."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.domain.entities import AssetId, AssetRow, FileState
from desktop_app.domain.sync import SyncPhase, SyncStatus, Transfer, Waiting
from desktop_app.ui.activity.entry_list import EntryList
from desktop_app.ui.activity.removals_question import RemovalsQuestion
from desktop_app.ui.activity.removed_panel import RemovedPanel
from desktop_app.ui.activity.sync_panel import SyncPanel
from desktop_app.ui.activity.sync_panel_parts import LoadBar
from desktop_app.ui.activity.sync_state import SyncState
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme, ThemeMode
from tests.ui.activity.sync_fakes import (
    UP_TO_DATE,
    FakeCatalog,
    FakeReplica,
    FakeSync,
    conflict,
    problem,
    recycled,
)


class Room:
    """A panel over a window, and the sync it shows."""

    def __init__(self, theme: Theme, workers: Workers, window: QWidget, qtbot: QtBot) -> None:
        self.sync, self.replica = FakeSync(), FakeReplica()
        self.state = SyncState(workers)
        self.panel = SyncPanel(theme, self.state, window)
        self._qtbot = qtbot

    def open(self) -> None:
        """Attach, read and open."""
        self.state.attach(self.sync, FakeCatalog(self.replica))
        self.panel.open()
        self.settle()

    def tell(self, status: SyncStatus) -> None:
        """Tell a status and wait until it is shown."""
        with self._qtbot.waitSignal(self.state.status_changed):
            self.sync.tell(status)
        self.settle()

    def settle(self) -> None:
        """Wait until everything has been read."""
        state = self.state
        self._qtbot.waitUntil(lambda: not state._settling.isActive() and not state._scope.is_busy)


@pytest.fixture
def room(theme: Theme, workers: Workers, window: QWidget, qtbot: QtBot) -> Iterator[Room]:
    made = Room(theme, workers, window, qtbot)
    yield made
    made.state.close_tasks()


def texts(widget: QWidget) -> list[str]:
    """All texts that can be seen, buttons too."""
    parts: list[QLabel | QPushButton] = [
        *widget.findChildren(QLabel),
        *widget.findChildren(QPushButton),
    ]
    return [part.text() for part in parts if part.isVisibleTo(widget) and part.text()]


def button(widget: QWidget, name: str) -> QAbstractButton:
    """The button with this text or accessible name that can be seen."""
    return next(
        found
        for found in widget.findChildren(QAbstractButton)
        if found.isVisibleTo(widget) and name in {found.text(), found.accessibleName()}
    )


def press(widget: QWidget, name: str) -> None:
    """Click on a button."""
    QTest.mouseClick(button(widget, name), Qt.MouseButton.LeftButton)


def choose(list_: EntryList, row: int) -> None:
    """Select an entry."""
    flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
    list_.selectionModel().select(list_.model().index(row, 0), flag)


def test_when_nothing_waits_it_says_so(room: Room) -> None:
    room.open()
    shown = texts(room.panel)
    assert "Nothing waits, neither for the server nor for you." in shown
    # When that was stands in the heading, and once is enough.
    assert any(text.startswith("Up to date") for text in shown)
    assert not any(text.startswith("Last up to date") for text in shown)
    room.tell(SyncStatus(SyncPhase.CONNECTING, synced_at_us=UP_TO_DATE.synced_at_us))
    shown = texts(room.panel)
    assert "Nothing waits, neither for the server nor for you." not in shown
    assert any(text.startswith("Last up to date") for text in shown)


def test_the_first_load_shows_how_far_it_is(room: Room) -> None:
    room.open()
    bar = next(one for one in room.panel.findChildren(LoadBar))
    assert bar.isHidden()
    room.tell(SyncStatus(SyncPhase.SYNCING, pulled=1_234))
    assert "Fetching your library · 1,234 assets" in texts(room.panel)
    assert "What has come can be looked at, searched and edited already." in texts(room.panel)
    assert bar.isHidden()
    room.tell(SyncStatus(SyncPhase.SYNCING, pulled=5_000, total=20_000))
    assert "Fetching your library · 5,000 of 20,000" in texts(room.panel)
    assert (bar.isHidden(), bar.value()) == (False, 250)
    # Some came in meanwhile.
    room.tell(SyncStatus(SyncPhase.SYNCING, pulled=20_003, total=20_000))
    assert "Fetching your library · 20,003 assets" in texts(room.panel)
    assert bar.isHidden()


def test_files_on_their_way_show_how_far_they_are_and_can_be_called_off(
    room: Room, qtbot: QtBot
) -> None:
    room.sync.moving = tuple(
        Transfer(AssetId(f"a{n}"), AssetRow(n), n % 2 == 0, 3_000_000, 12_000_000) for n in range(6)
    )
    room.open()
    qtbot.waitUntil(lambda: "6 files on the way" in texts(room.panel))
    assert texts(room.panel).count("3.0 MB of 12.0 MB") == 4
    assert "and 2 more files" in texts(room.panel)
    with qtbot.waitSignal(room.panel.transfers.cancel_requested) as asked:
        press(room.panel, "Cancel An asset without a title")
    assert asked.args == ["a0"]
    room.sync.moving = ()
    qtbot.waitUntil(room.panel.transfers.isHidden)


def test_a_video_of_many_gigabytes_has_a_bar_too(room: Room, qtbot: QtBot) -> None:
    huge = Transfer(AssetId("a"), None, True, 6_000_000_000, 12_000_000_000)
    room.sync.moving = (huge, Transfer(AssetId("b"), None, False, 10, 0))
    room.open()
    qtbot.waitUntil(lambda: "6.0 GB of 12.0 GB" in texts(room.panel))


def test_what_waits_leads_to_its_place(room: Room, qtbot: QtBot) -> None:
    room.replica.held = Waiting(queued=36, in_flight=1)
    room.replica.kept_recycled = [recycled(1), recycled(2)]
    room.open()
    assert "37 changes waiting for the server" in texts(room.panel)
    with qtbot.waitSignal(room.panel.waiting_requested):
        press(room.panel, "Show what waits to sync")
    assert "2 assets removed elsewhere" in texts(room.panel)
    with qtbot.waitSignal(room.panel.removed_requested):
        press(room.panel, "Show what was removed elsewhere")


def test_problems_are_told_in_words(room: Room, qtbot: QtBot) -> None:
    room.replica.kept_problems = [problem(1), problem(2, code="remote.too_large", params={})]
    room.open()
    part = room.panel.problems
    assert "2 problems" in texts(room.panel)
    assert [entry.text.split(".")[0] for entry in part.list.entries] == [
        "The server refuses this",
        "The file is too large for the server",
    ]
    assert "violates check constraint" in part.list.entries[0].text
    with qtbot.waitSignal(part.retry_requested) as asked:
        press(room.panel, "Retry all")
    assert [each.seq for each in asked.args[0]] == [1, 2]
    choose(part.list, 0)
    with qtbot.waitSignal(part.revert_requested) as asked:
        press(room.panel, "Revert")
    assert [each.seq for each in asked.args[0]] == [1]


def test_what_was_never_there_cannot_be_reverted(room: Room) -> None:
    room.replica.kept_problems = [problem(1), problem(2, code="upload.no_file", params={})]
    room.open()
    choose(room.panel.problems.list, 1)
    assert not button(room.panel, "Revert").isEnabled()
    choose(room.panel.problems.list, 0)
    assert button(room.panel, "Revert").isEnabled()


def test_a_chosen_problem_stays_chosen_when_others_come(room: Room) -> None:
    room.replica.kept_problems = [problem(1), problem(2)]
    room.open()
    choose(room.panel.problems.list, 1)
    room.replica.kept_problems = [problem(2), problem(3)]
    room.tell(replace(UP_TO_DATE, blocked=2))
    assert [entry.key for entry in room.panel.problems.list.chosen()] == [2]


def test_conflicts_stand_in_it_with_their_card(room: Room) -> None:
    room.replica.kept_conflicts = [conflict(1), conflict(2)]
    room.open()
    assert "2 conflicts" in texts(room.panel)
    assert "Keep mine for all 2" in texts(room.panel)


def test_it_pauses_resumes_and_spares_the_line(room: Room, qtbot: QtBot) -> None:
    room.open()
    with qtbot.waitSignal(room.panel.pause_toggled):
        press(room.panel, "Pause sync")
    room.tell(replace(UP_TO_DATE, phase=SyncPhase.PAUSED, is_metered=True))
    assert button(room.panel, "Resume sync").isEnabled()
    assert not button(room.panel, "Sync now").isEnabled()
    assert room.panel.findChildren(QCheckBox)[0].isChecked()
    with qtbot.waitSignal(room.panel.metered_chosen) as chosen:
        room.panel.findChildren(QCheckBox)[0].click()
    assert chosen.args == [False]


def test_who_is_signed_out_can_sign_in(room: Room, qtbot: QtBot) -> None:
    room.open()
    room.tell(SyncStatus(SyncPhase.SIGNED_OUT, waiting=3))
    assert "Sign in again to go on. What you changed is kept until then." in texts(room.panel)
    with qtbot.waitSignal(room.panel.sign_in_requested):
        press(room.panel, "Sign in…")
    room.tell(SyncStatus(SyncPhase.ASKING, asked_removals=60))
    with qtbot.waitSignal(room.panel.answer_requested):
        press(room.panel, "Answer…")


def test_what_has_stopped_can_be_tried_again(room: Room, qtbot: QtBot) -> None:
    room.open()
    room.tell(SyncStatus(SyncPhase.STOPPED, error="catalog.disk_failed"))
    assert "Sync has stopped" in texts(room.panel)
    assert any(text.startswith("The disk did not answer.") for text in texts(room.panel))
    assert not button(room.panel, "Pause sync").isEnabled()
    with qtbot.waitSignal(room.panel.sync_requested):
        press(room.panel, "Try again")
    room.tell(UP_TO_DATE)
    assert "Sync has stopped" not in texts(room.panel)
    assert "Try again" not in texts(room.panel)
    assert button(room.panel, "Pause sync").isEnabled()


def test_it_opens_by_keyboard_and_gives_the_focus_back(
    room: Room, window: QWidget, qtbot: QtBot
) -> None:
    outside = QPushButton("outside", window)
    outside.show()
    outside.setFocus()
    room.open()
    qtbot.waitUntil(lambda: room.panel.isAncestorOf(QApplication.focusWidget() or window))
    QTest.keyClick(room.panel, Qt.Key.Key_Escape)
    assert room.panel.isHidden()
    qtbot.waitUntil(outside.hasFocus)


@pytest.mark.parametrize("mode", [ThemeMode.DARK, ThemeMode.LIGHT])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_it_fits_the_window_at_any_text_size(
    room: Room, theme: Theme, window: QWidget, mode: ThemeMode, scale: float
) -> None:
    room.replica.kept_conflicts = [conflict(1)]
    room.replica.kept_problems = [problem(n) for n in range(9)]
    room.open()
    theme.set_mode(mode)
    theme.set_text_scale(scale)
    window.resize(900, 620)
    QApplication.sendPostedEvents()
    assert window.rect().contains(room.panel.geometry())
    window.resize(420, 400)
    QApplication.sendPostedEvents()
    assert window.rect().contains(room.panel.geometry())


def test_everything_that_can_be_used_has_a_name(room: Room) -> None:
    room.replica.kept_conflicts = [conflict(1), conflict(2)]
    room.replica.kept_problems = [problem(1)]
    room.replica.kept_recycled = [recycled(1)]
    room.replica.held = Waiting(queued=1)
    room.open()
    for found in room.panel.findChildren(QAbstractButton):
        if found.isVisibleTo(room.panel) and found.isEnabled():
            assert found.text() or found.accessibleName()
            assert found.focusPolicy() & Qt.FocusPolicy.TabFocus
    for list_ in room.panel.findChildren(EntryList):
        assert list_.accessibleName()


def test_what_was_removed_elsewhere_is_restored_one_by_one_or_all(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    panel = RemovedPanel(theme, window)
    panel.open()
    assert "Nothing was removed elsewhere." in texts(panel)
    assert not button(panel, "Restore all").isEnabled()
    found = [recycled(1), recycled(2, file_state=FileState.ABSENT), recycled(3, title="")]
    panel.set_recycled(found)
    assert "3 assets removed elsewhere" in texts(panel)
    assert [entry.name for entry in panel.list.entries] == ["No title", "Harbour 2", "Harbour 1"]
    assert panel.list.entries[1].text.endswith("the original is not here")
    assert not button(panel, "Restore").isEnabled()
    choose(panel.list, 1)
    with qtbot.waitSignal(panel.restore_requested) as asked:
        press(panel, "Restore")
    assert asked.args == [(found[1].id,)]
    with qtbot.waitSignal(panel.restore_requested) as asked:
        press(panel, "Restore all")
    assert len(asked.args[0]) == 3


@pytest.mark.parametrize(
    ("answer", "told"),
    [("Remove them here", True), ("Keep and upload them again", False)],
)
def test_the_question_is_answered(
    theme: Theme, window: QWidget, qtbot: QtBot, answer: str, *, told: bool
) -> None:
    question = RemovalsQuestion(theme, window, 4_211, 12_481)
    question.open()
    assert "4,211 of your 12,481 assets are no longer on the server." in texts(question)
    answers: list[bool] = []
    question.answered.connect(answers.append)
    with qtbot.waitSignal(question.closed):
        press(question, answer)
    assert answers == [told]


def test_the_question_waits_and_begins_where_nothing_happens(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    question = RemovalsQuestion(theme, window, 60, 0)
    question.open()
    assert "60 assets are no longer on the server." in texts(question)
    assert button(question, "Decide later").hasFocus()
    with qtbot.waitSignal(question.closed), qtbot.assertNotEmitted(question.answered):
        QTest.keyClick(question, Qt.Key.Key_Escape)


def test_the_answers_stand_under_each_other_where_there_is_no_room(
    theme: Theme, window: QWidget
) -> None:
    theme.set_text_scale(2.0)
    window.resize(700, 700)
    question = RemovalsQuestion(theme, window, 60, 600)
    question.open()
    QApplication.sendPostedEvents()
    for name in ("Decide later", "Keep and upload them again", "Remove them here"):
        found = button(question, name)
        assert found.width() >= found.sizeHint().width()
    question.leave()
