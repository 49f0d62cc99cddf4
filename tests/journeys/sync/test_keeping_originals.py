"""Somebody is about to travel, and wants all originals on this machine."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.files import Keeping, KeepingRule
from desktop_app.ui.activity.keeping_sheet import KeepingSheet
from tests.journeys.conftest import SignIn
from tests.journeys.signed_in import SignedIn
from tests.journeys.sync.hands import Hands
from tests.stack.made_library import fill
from tests.stack.stack import Stack, StackUser
from tests.ui.activity.test_storage import click
from tests.ui.activity.test_storage import texts as lines
from tests.ui.activity.test_sync_panel import press

COUNT = 12
ALL_HERE = "12 of 12 originals on this machine"


def panel_says(desktop: SignedIn, text: str) -> bool:
    return text in lines(desktop.room.panel)


def sheet_of(desktop: SignedIn) -> KeepingSheet | None:
    return desktop.room.storage.sheet


def test_all_originals_come_and_stay_for_good(
    stack: Stack, user: StackUser, sign_in: SignIn
) -> None:
    fill(stack, user, COUNT, files=COUNT)
    desktop = sign_in(stack, user)
    hands = Hands(desktop)
    desktop.wait_until_synced()
    hands.open_panel()
    hands.wait(lambda: panel_says(desktop, "0 of 12 originals on this machine"))
    assert panel_says(desktop, "Kept here: what was opened or imported")

    press(desktop.room.panel, "Change which originals are kept on this machine")
    sheet = sheet_of(desktop)
    assert sheet is not None
    click(sheet.choices[Keeping.ALL])
    assert "To be fetched in the background: 12 more originals" in lines(sheet)
    press(sheet, "Save")
    assert sheet_of(desktop) is None
    assert desktop.room.panel.isVisible()
    assert panel_says(desktop, "Kept here: all of them, for working offline")
    hands.wait(lambda: panel_says(desktop, ALL_HERE))
    assert desktop.catalog.kept_originals().here == COUNT

    desktop.close()
    with stack.offline():
        desktop.reopen()
        hands.sit_down()
        assert all(path.is_file() for path in desktop.library.original_paths(desktop.shown()))
        sync = desktop.library.sync
        assert sync is not None
        assert sync.keeping_rule == KeepingRule(Keeping.ALL)
        desktop.window.commands["keep_originals"].trigger()
        sheet = sheet_of(desktop)
        assert sheet is not None
        hands.wait(sheet.choices[Keeping.ALL].isChecked)
        assert ALL_HERE in lines(sheet)
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert sheet_of(desktop) is None
