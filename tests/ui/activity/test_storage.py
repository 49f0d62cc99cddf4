"""What is kept on this machine: how it is found out, the panel's section, and the sheet."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QProgressBar,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.files import SPARE_BYTES, Keeping, KeepingRule, KeptOriginals
from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.ui.activity import storage_state
from desktop_app.ui.activity.keeping_sheet import KeepingSheet
from desktop_app.ui.activity.storage_part import StoragePart
from desktop_app.ui.activity.storage_state import Storage, StorageState
from desktop_app.ui.activity.storage_used import StorageUsed
from desktop_app.ui.activity.sync_state import SyncState
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.ui.activity.sync_fakes import UP_TO_DATE, FakeCatalog, FakeReplica, FakeSync

GB = 1_000_000_000
ON_DEMAND, ALL = KeepingRule(), KeepingRule(Keeping.ALL)
KEPT = KeptOriginals(here=1_234, to_come=18_766, to_come_bytes=31 * GB)
USED = StorageUsed(4_200_000_000, 312_000_000, 120 * GB)
FOUND = Storage(ON_DEMAND, KEPT, USED)


def budget(gigabytes: float) -> KeepingRule:
    return KeepingRule(Keeping.BUDGET, round(gigabytes * GB))


class Room:
    """A library whose storage is looked at; what is found is put in by the test."""

    def __init__(self, workers: Workers, folder: Path, qtbot: QtBot) -> None:
        self.sync, self.catalog = FakeSync(), FakeCatalog(FakeReplica())
        self.catalog.kept = KEPT
        self.used = USED
        self.storage, self.state = StorageState(workers), SyncState(workers)
        self._folder = folder
        self._qtbot = qtbot

    def attach(self) -> None:
        self.storage.attach(self.sync, self.catalog, self._folder)
        self.state.attach(self.sync, self.catalog)

    def find(self, found: Storage) -> None:
        """Have this found out."""
        self.prepare(found)
        self.storage.storage = found
        self.storage.changed.emit()

    def prepare(self, found: Storage) -> None:
        """Have this there to be found out."""
        self.sync.keeping_rule, self.catalog.kept, self.used = found.rule, found.kept, found.used

    def tell(self, status: SyncStatus) -> None:
        with self._qtbot.waitSignal(self.state.status_changed):
            self.sync.tell(status)

    def is_at_rest(self) -> bool:
        return not self.storage._scope.is_busy and not self.storage._resting.isActive()


@pytest.fixture
def room(
    workers: Workers, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Room]:
    made = Room(workers, tmp_path, qtbot)
    monkeypatch.setattr(storage_state, "measure", lambda *_arguments: made.used)
    yield made
    made.storage.close_tasks()
    made.state.close_tasks()


@pytest.fixture
def open_sheet(
    room: Room, theme: Theme, window: QWidget, qtbot: QtBot
) -> Iterator[Callable[[Storage | None], KeepingSheet]]:
    opened: list[KeepingSheet] = []

    def open_it(found: Storage | None) -> KeepingSheet:
        room.storage.storage = found
        if found is not None:
            room.prepare(found)
        sheet = KeepingSheet(theme, window, room.storage, room.state)
        sheet.closed.connect(lambda: opened.remove(sheet))
        opened.append(sheet)
        sheet.open()
        return sheet

    yield open_it
    for sheet in opened:
        sheet.leave()


def texts(widget: QWidget) -> str:
    """All texts that can be seen."""
    labels = [one for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]
    return "\n".join(one.text() for one in labels)


def button(widget: QWidget, name: str) -> QAbstractButton:
    return next(
        one
        for one in widget.findChildren(QAbstractButton)
        if name in {one.text(), one.accessibleName()}
    )


def click(part: QWidget) -> None:
    """Click at the left end, where a radio button has its mark."""
    place = part.rect().center()
    place.setX(8)
    QTest.mouseClick(part, Qt.MouseButton.LeftButton, pos=place)


# --- finding it out


def test_it_is_looked_at_only_while_somebody_watches(room: Room, qtbot: QtBot) -> None:
    room.attach()
    changes = ChangeSet(1, Origin.SYNC, changed=(AssetRow(1),), columns=frozenset({"file_state"}))
    room.storage.on_changed(changes)
    qtbot.waitUntil(room.is_at_rest)
    assert room.catalog.looks == 0
    room.sync.keeping_rule = budget(20)
    with qtbot.waitSignal(room.storage.changed):
        room.storage.watch("panel", is_watched=True)
    storage = room.storage.storage
    assert storage is not None
    assert (storage.rule, storage.kept) == (budget(20), KEPT)
    assert storage.used == USED
    room.catalog.kept = replace(KEPT, here=1_235)
    with qtbot.waitSignal(room.storage.changed, timeout=3_000):
        room.storage.on_changed(changes)
    room.storage.on_changed(ChangeSet(2, Origin.GRID, columns=frozenset({"custom_title"})))
    room.storage.watch("panel", is_watched=False)
    room.storage.on_changed(changes)
    qtbot.waitUntil(room.is_at_rest, timeout=3_000)
    assert room.catalog.looks == 2


def test_many_commits_are_followed_by_few_looks(room: Room, qtbot: QtBot) -> None:
    room.attach()
    with qtbot.waitSignal(room.storage.changed):
        room.storage.watch("panel", is_watched=True)
    for number in range(200):
        room.storage.on_changed(ChangeSet(number, Origin.SYNC, added=(AssetRow(number),)))
    qtbot.waitUntil(room.is_at_rest, timeout=5_000)
    assert room.catalog.looks == 2


def test_the_main_thread_reads_nothing(room: Room, qtbot: QtBot) -> None:
    threads: set[str] = set()

    class Rule:
        def __get__(self, _instance: object, _owner: object) -> KeepingRule:
            threads.add(threading.current_thread().name)
            return ON_DEMAND

    class WatchedSync(FakeSync):
        keeping_rule = Rule()

        def __init__(self) -> None:
            self.status, self.calls, self.moving, self._listeners = UP_TO_DATE, [], (), []

    room.sync = WatchedSync()
    room.attach()
    with qtbot.waitSignal(room.storage.changed):
        room.storage.watch("panel", is_watched=True)
    room.storage.keep(ALL)
    qtbot.waitUntil(room.is_at_rest, timeout=3_000)
    assert threads
    assert all(name.startswith("lightbox-long") for name in threads)


def test_a_catalog_that_cannot_be_read_is_asked_again(
    room: Room, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = [CatalogError("catalog.disk")]

    def fail() -> KeptOriginals:
        if errors:
            raise errors.pop()
        return KEPT

    monkeypatch.setattr(room.catalog, "kept_originals", fail)
    room.attach()
    room.storage.watch("panel", is_watched=True)
    qtbot.waitUntil(room.is_at_rest, timeout=3_000)
    assert room.storage.storage is None
    with qtbot.waitSignal(room.storage.changed, timeout=3_000):
        room.storage.watch("sheet", is_watched=True)


def test_a_rule_is_shown_as_chosen_before_the_catalog_has_it(room: Room, qtbot: QtBot) -> None:
    room.storage.keep(ALL)  # nobody is there to take it
    room.attach()
    with qtbot.waitSignal(room.storage.changed):
        room.storage.watch("panel", is_watched=True)
    room.storage.keep(ALL)
    assert room.sync.calls == [("keep", ALL)]
    assert room.storage.storage is not None
    assert room.storage.storage.rule == ALL
    room.catalog.kept = replace(KEPT, here=2_000)
    with qtbot.waitSignal(room.storage.changed, timeout=3_000):
        room.storage.watch("sheet", is_watched=True)
    assert room.storage.storage.rule == ALL


# --- the panel's section


@pytest.fixture
def part(theme: Theme, window: QWidget) -> StoragePart:
    made = StoragePart(theme)
    made.setParent(window)
    made.resize(400, 300)
    return made


def test_it_keeps_out_of_sight_until_something_is_known(part: StoragePart) -> None:
    part.show_status(UP_TO_DATE)
    part.show_storage(None)
    assert part.isHidden()


def test_it_says_how_many_originals_are_here_and_by_which_rule(
    part: StoragePart, qtbot: QtBot
) -> None:
    part.show_storage(FOUND)
    assert texts(part).split("\n") == [
        "Originals",
        "1,234 of 20,000 originals on this machine, 4.2 GB",
        "Kept here: what was opened or imported",
        "Previews and catalog: 312.0 MB · 120.0 GB free on the disk",
    ]
    assert part.findChild(QProgressBar).isHidden()
    with qtbot.waitSignal(part.change_requested):
        click(button(part, "Change which originals are kept on this machine"))
    part.show_storage(replace(FOUND, kept=replace(KEPT, nowhere=1)))
    assert "1,234 of 20,001 originals on this machine, 4.2 GB · 1 original missing" in texts(part)
    part.show_storage(replace(FOUND, used=replace(USED, free_bytes=None)))
    assert texts(part).endswith("Previews and catalog: 312.0 MB")


def test_all_offline_shows_how_far_it_is_and_what_keeps_it(part: StoragePart) -> None:
    part.show_storage(replace(FOUND, rule=ALL))
    bar = part.findChild(QProgressBar)
    assert not bar.isHidden()
    assert (bar.value(), bar.accessibleName()) == (61, "Originals that are here")
    assert "Fetching 18,766 more originals, about 31.0 GB" in texts(part)
    for status, reason in (
        (replace(UP_TO_DATE, is_metered=True), "the connection is metered"),
        (SyncStatus(SyncPhase.PAUSED), "sync is paused"),
        (SyncStatus(SyncPhase.OFFLINE), "there is no connection"),
        (SyncStatus(SyncPhase.STOPPED), "sync has stopped"),
        (SyncStatus(SyncPhase.SIGNED_OUT), "until you sign in"),
    ):
        part.show_status(status)
        assert "The rest waits" in texts(part)
        assert reason in texts(part)
    part.show_status(UP_TO_DATE)
    part.show_storage(replace(FOUND, rule=ALL, kept=KeptOriginals(here=20_000)))
    assert bar.isHidden()
    assert "Kept here: all of them, for working offline" in texts(part)
    part.show_storage(replace(FOUND, rule=ALL, kept=replace(KEPT, to_come_bytes=0)))
    assert "Fetching 18,766 more originals\n" in texts(part)


def test_a_budget_shows_how_full_it_is(part: StoragePart) -> None:
    part.show_storage(replace(FOUND, rule=budget(10)))
    bar = part.findChild(QProgressBar)
    assert (bar.isHidden(), bar.value()) == (False, 420)
    assert "Kept here: up to 10 GB" in texts(part)
    part.show_status(SyncStatus(SyncPhase.PAUSED))
    assert "The rest waits: sync is paused" in texts(part)
    part.show_storage(replace(FOUND, rule=budget(4.5)))
    assert "Kept here: up to 4.5 GB" in texts(part)
    assert "The rest waits" not in texts(part)
    part.show_storage(replace(FOUND, rule=budget(2)))
    assert bar.value() == 1_000


def test_a_disk_that_is_too_small_is_told_in_words(part: StoragePart) -> None:
    small = replace(USED, free_bytes=SPARE_BYTES + 5 * GB)
    part.show_storage(replace(FOUND, rule=ALL, used=small))
    assert "31.0 GB are to come, and there is room for 5.0 GB" in texts(part)
    assert "2 GB of the disk stay free" in texts(part)
    part.show_storage(replace(FOUND, rule=ALL, used=replace(USED, free_bytes=GB)))
    assert "The rest waits: the disk is nearly full" in texts(part)
    assert "there is room for 0 bytes" in texts(part)
    part.show_storage(replace(FOUND, rule=budget(10), used=small))
    assert "Not enough room" not in texts(part)


def test_who_is_signed_out_is_told_that_the_rule_waits(part: StoragePart) -> None:
    part.show_storage(FOUND)
    part.show_status(SyncStatus(SyncPhase.SIGNED_OUT))
    change = button(part, "Change which originals are kept on this machine")
    assert not change.isEnabled()
    assert change.toolTip() == "Sign in to change it"


# --- the sheet

OpenSheet = Callable[[Storage | None], KeepingSheet]


def test_the_sheet_begins_at_the_rule_in_force(open_sheet: OpenSheet) -> None:
    sheet = open_sheet(replace(FOUND, rule=budget(35)))
    assert sheet.choices[Keeping.BUDGET].isChecked()
    assert sheet.choices[Keeping.BUDGET].hasFocus()
    assert sheet.budget.value() == 35
    assert "1,234 of 20,000 originals on this machine, 4.2 GB" in texts(sheet)
    assert "120.0 GB free on the disk" in texts(sheet)


def test_all_offline_is_chosen_with_the_mouse(room: Room, open_sheet: OpenSheet) -> None:
    room.attach()
    sheet = open_sheet(FOUND)
    click(sheet.choices[Keeping.ALL])
    assert "To be fetched in the background: 18,766 more originals, about 31.0 GB." in texts(sheet)
    click(button(sheet, "Save"))
    assert room.sync.calls == [("keep", ALL)]
    assert sheet.isHidden()


def test_a_budget_is_typed_and_saved_with_enter(room: Room, open_sheet: OpenSheet) -> None:
    room.attach()
    sheet = open_sheet(FOUND)
    assert sheet.choices[Keeping.ON_DEMAND].hasFocus()
    QTest.keyClick(sheet.choices[Keeping.ON_DEMAND], Qt.Key.Key_Tab)
    focus = QApplication.focusWidget()
    while focus is not sheet.budget:
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
    # Who only goes through has chosen nothing.
    assert sheet.choices[Keeping.ON_DEMAND].isChecked()
    sheet.budget.selectAll()
    QTest.keyClicks(sheet.budget, "8")
    assert sheet.choices[Keeping.BUDGET].isChecked()
    QTest.keyClick(sheet.budget, Qt.Key.Key_Return)
    assert room.sync.calls == [("keep", budget(8))]


def test_a_click_into_the_field_chooses_the_budget(open_sheet: OpenSheet) -> None:
    sheet = open_sheet(FOUND)
    QTest.mouseClick(sheet.budget, Qt.MouseButton.LeftButton, pos=sheet.budget.rect().center())
    assert sheet.choices[Keeping.BUDGET].isChecked()


def test_the_arrow_keys_go_from_rule_to_rule(open_sheet: OpenSheet) -> None:
    sheet = open_sheet(FOUND)
    QTest.keyClick(sheet.choices[Keeping.ON_DEMAND], Qt.Key.Key_Down)
    assert sheet.choices[Keeping.BUDGET].isChecked()


def test_a_smaller_budget_says_what_goes(open_sheet: OpenSheet) -> None:
    sheet = open_sheet(replace(FOUND, rule=budget(10)))
    sheet.budget.setValue(3)
    assert "There is 1.2 GB more than that here" in texts(sheet)
    assert "Only copies go whose original is on the server for certain." in texts(sheet)
    click(sheet.choices[Keeping.ON_DEMAND])
    assert "What is here now stays here." in texts(sheet)


def test_all_that_is_here_already_needs_nothing(open_sheet: OpenSheet) -> None:
    sheet = open_sheet(replace(FOUND, kept=KeptOriginals(here=20_000)))
    click(sheet.choices[Keeping.ALL])
    assert "All that the server has is here already." in texts(sheet)


def test_a_disk_without_room_is_told_before_it_is_saved(open_sheet: OpenSheet) -> None:
    sheet = open_sheet(replace(FOUND, used=replace(USED, free_bytes=20 * GB)))
    assert "Not enough room" not in texts(sheet)
    click(sheet.choices[Keeping.ALL])
    assert "31.0 GB are to come, and there is room for 18.0 GB" in texts(sheet)
    click(sheet.choices[Keeping.BUDGET])
    assert "Not enough room" not in texts(sheet)
    sheet.budget.setValue(90)
    assert "Not enough room" in texts(sheet)


def test_the_rule_in_force_shows_what_is_going_on(room: Room, open_sheet: OpenSheet) -> None:
    room.attach()
    sheet = open_sheet(replace(FOUND, rule=ALL))
    assert "Fetching 18,766 more originals" in texts(sheet)
    room.tell(replace(UP_TO_DATE, is_metered=True))
    assert "The rest waits: the connection is metered" in texts(sheet)


def test_what_was_not_changed_is_not_written(room: Room, open_sheet: OpenSheet) -> None:
    room.attach()
    odd = KeepingRule(Keeping.BUDGET, 10 * GB + 1)
    sheet = open_sheet(replace(FOUND, rule=odd))
    click(button(sheet, "Save"))
    sheet = open_sheet(FOUND)
    click(sheet.choices[Keeping.ALL])
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    sheet = open_sheet(FOUND)
    click(sheet.choices[Keeping.ALL])
    click(button(sheet, "Cancel"))
    assert room.sync.calls == []


def test_nothing_can_be_chosen_before_it_is_known_what_there_is(
    room: Room, open_sheet: OpenSheet, qtbot: QtBot
) -> None:
    sheet = open_sheet(None)
    assert "Counting what is here…" in texts(sheet)
    parts = [*sheet.choices.values(), sheet.budget, button(sheet, "Save")]
    assert not any(part.isEnabled() for part in parts)
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert sheet.isVisible()
    room.find(replace(FOUND, rule=ALL))
    assert all(part.isEnabled() for part in parts)
    qtbot.waitUntil(sheet.choices[Keeping.ALL].hasFocus)
    # What is found out later leaves the choice alone.
    click(sheet.choices[Keeping.ON_DEMAND])
    room.find(replace(FOUND, rule=ALL, kept=replace(KEPT, here=1_235)))
    assert sheet.choices[Keeping.ON_DEMAND].isChecked()
    assert "1,235 of 20,001" in texts(sheet)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_everything_has_a_name_and_room(open_sheet: OpenSheet, theme: Theme, scale: float) -> None:
    theme.set_text_scale(scale)
    sheet = open_sheet(replace(FOUND, rule=budget(10)))
    buttons = sheet.findChildren(QAbstractButton)
    assert all(one.accessibleName() or one.text() for one in buttons)
    assert sheet.budget.accessibleName()
    for one in (*buttons, sheet.budget):
        assert one.width() >= one.minimumSizeHint().width()
    for choice in sheet.findChildren(QRadioButton):
        assert choice.accessibleDescription()
