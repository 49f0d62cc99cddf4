from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.connect.accounts_sheet import AccountsSheet, SignOutSheet
from desktop_app.ui.overlay import Overlay
from desktop_app.ui.theme import Theme
from tests.ui.connect.conftest import ANNA, BERT

LOCAL = Path("/libraries/local")


def click(sheet: Overlay, name: str) -> None:
    button = next(
        one
        for one in sheet.findChildren(QPushButton)
        if name in {one.text(), one.accessibleName()} and one.isVisible()
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def texts(sheet: Overlay) -> list[str]:
    labels = [one for one in sheet.findChildren(QLabel) if one.isVisible()]
    return [one.text().replace("\N{ZERO WIDTH SPACE}", "") for one in labels]


@pytest.fixture
def sheet(theme: Theme, window: QWidget) -> AccountsSheet:
    sheet = AccountsSheet(theme, window, [ANNA], LOCAL, LOCAL)
    sheet.open()
    return sheet


def test_it_names_who_has_signed_in_and_what_is_open(sheet: AccountsSheet) -> None:
    assert {"On this machine", "anna@example.org", "one.example.org", "Open now"} <= set(
        texts(sheet)
    )


def test_another_library_is_chosen(sheet: AccountsSheet, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.chosen) as chosen:
        click(sheet, "Open anna@example.org")
    assert chosen.args == [ANNA.folder]


def test_signing_out_is_asked_for(sheet: AccountsSheet, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.sign_out_wanted) as wanted:
        click(sheet, "Sign out of anna@example.org")
    assert wanted.args == [ANNA]


def test_one_more_project_can_be_connected(sheet: AccountsSheet, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.connect_wanted):
        click(sheet, "Connect a project…")


def test_the_open_account_chooses_which_originals_it_keeps(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    sheet = AccountsSheet(theme, window, [ANNA, BERT], LOCAL, ANNA.folder, has_rule=True)
    sheet.open()
    buttons = [one.text() for one in sheet.findChildren(QPushButton)]
    assert buttons.count("Originals on this machine…") == 1
    with qtbot.waitSignal(sheet.originals_wanted):
        click(sheet, "Originals on this machine…")
    assert sheet.isHidden()
    for current, has_rule in ((ANNA.folder, False), (LOCAL, True)):
        sheet = AccountsSheet(theme, window, [ANNA], LOCAL, current, has_rule=has_rule)
        assert "Originals on this machine…" not in {
            one.text() for one in sheet.findChildren(QPushButton)
        }


@pytest.mark.parametrize(("button", "is_kept"), [("Keep the copy", True), ("Remove it", False)])
def test_the_copy_is_kept_or_removed(
    theme: Theme, window: QWidget, qtbot: QtBot, button: str, *, is_kept: bool
) -> None:
    sheet = SignOutSheet(theme, window, ANNA, waiting=3)
    sheet.open()
    assert any("3 changes not sent to the server yet" in text for text in texts(sheet))
    with qtbot.waitSignal(sheet.decided) as decided:
        click(sheet, button)
    assert decided.args == [is_kept]


def test_nothing_is_said_of_edits_that_have_all_arrived(theme: Theme, window: QWidget) -> None:
    sheet = SignOutSheet(theme, window, ANNA, waiting=0)
    sheet.open()
    assert not any("not sent" in text for text in texts(sheet))
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
