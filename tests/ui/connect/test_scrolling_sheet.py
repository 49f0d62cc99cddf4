"""Nothing of a sheet is cut off, however large the text and however low the window."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.connect.accounts_sheet import AccountsSheet, SignOutSheet
from desktop_app.ui.connect.connect_sheet import ConnectSheet
from desktop_app.ui.scrolling_sheet import ScrollingSheet
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.ui.connect.conftest import ANNA, FakeConnecting

Sheet = TypeVar("Sheet", bound=ScrollingSheet)

ADDRESS = "https://abcdefghijklmnopqrst.supabase.co"
LOCAL = Path("/libraries/local")
LONG = replace(
    ANNA,
    url=ADDRESS,
    user_id="user-9",
    email="bartholomea.with-a-long-name@department.of.a-company.example.org",
)


def parts(sheet: ScrollingSheet) -> list[QLabel | QLineEdit | QPushButton]:
    """All that can be read or used, scrolled out of view or not."""
    found: list[QLabel | QLineEdit | QPushButton] = [
        *sheet.card.findChildren(QLabel),
        *sheet.card.findChildren(QLineEdit),
        *sheet.card.findChildren(QPushButton),
    ]
    return [part for part in found if part.isVisible()]


def cut_off(sheet: ScrollingSheet) -> list[str]:
    """What does not get the room that it needs."""
    return [part.text() or part.accessibleName() for part in parts(sheet) if not has_room(part)]


def has_room(part: QLabel | QLineEdit | QPushButton) -> bool:
    around = part.parentWidget()
    if around is None or not around.rect().contains(part.geometry()):
        return False
    if not isinstance(part, QLabel):
        needed = part.sizeHint()
    else:
        flags = int(Qt.TextFlag.TextWordWrap)
        room = QRect(0, 0, part.width(), 0)
        needed = part.fontMetrics().boundingRect(room, flags, part.text()).size()
    return part.height() >= needed.height() and part.width() >= needed.width()


def is_in_view(part: QWidget, sheet: ScrollingSheet) -> bool:
    """Whether a part stands where the sheet shows it, the whole of it."""
    viewport = sheet._scroll.viewport()
    return viewport.rect().contains(QRect(part.mapTo(viewport, QPoint()), part.size()))


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[[Sheet], Sheet]]:
    """Opens sheets, and closes them in the end."""
    sheets: list[ScrollingSheet] = []

    def open_(sheet: Sheet) -> Sheet:
        sheets.append(sheet)
        sheet.open()
        qtbot.waitUntil(sheet.isVisible)
        return sheet

    yield open_
    for sheet in sheets:
        sheet.leave()


@pytest.fixture(params=[1.0, 2.0])
def scaled(request: pytest.FixtureRequest, theme: Theme, window: QWidget) -> Theme:
    """The theme at a text size, also on the window."""
    theme.set_text_scale(request.param)
    window.setStyleSheet(theme.style_sheet())
    return theme


def test_long_addresses_go_on_in_the_next_line(
    scaled: Theme, window: QWidget, opened: Callable[[ScrollingSheet], ScrollingSheet], qtbot: QtBot
) -> None:
    accounts = opened(AccountsSheet(scaled, window, [ANNA, LONG], LOCAL, LOCAL))
    qtbot.waitUntil(lambda: cut_off(accounts) == [])
    sign_out = opened(SignOutSheet(scaled, window, LONG, waiting=3))
    qtbot.waitUntil(lambda: cut_off(sign_out) == [])


def test_what_is_said_later_gets_room(
    scaled: Theme,
    window: QWidget,
    workers: Workers,
    opened: Callable[[ConnectSheet], ConnectSheet],
    qtbot: QtBot,
) -> None:
    def connect(_address: str, _key: str) -> FakeConnecting:
        return FakeConnecting()

    sheet = opened(ConnectSheet(scaled, workers, window, connect))  # type: ignore[arg-type]
    page = sheet._project_page
    page.address.setText(ADDRESS)
    qtbot.waitUntil(lambda: cut_off(sheet) == [])
    height_px = sheet.card.height()
    page.show_problem("Take address and key from the same project. " * 3)
    qtbot.waitUntil(lambda: sheet.card.height() > height_px and cut_off(sheet) == [])
    page.show_problem("")
    qtbot.waitUntil(lambda: sheet.card.height() == height_px)
    page.main.click()
    qtbot.waitUntil(lambda: sheet._sign_in_page.isVisible() and cut_off(sheet) == [])


def test_a_low_window_scrolls_to_what_went_wrong(
    theme: Theme,
    window: QWidget,
    workers: Workers,
    opened: Callable[[ConnectSheet], ConnectSheet],
    qtbot: QtBot,
) -> None:
    window.resize(600, 260)
    sheet = opened(ConnectSheet(theme, workers, window, lambda _address, _key: None))  # type: ignore[arg-type,return-value]
    page = sheet._project_page
    qtbot.waitUntil(lambda: is_in_view(page.address, sheet))
    page.show_problem("That is no key of a Supabase project")
    qtbot.waitUntil(lambda: is_in_view(page._problem, sheet) and is_in_view(page.main, sheet))
    assert not is_in_view(page._title, sheet)
    assert cut_off(sheet) == []
    page.show_problem("")
    page.address.setFocus()
    qtbot.waitUntil(lambda: is_in_view(page.address, sheet))


def test_tab_brings_into_view_what_gets_the_focus(
    theme: Theme, window: QWidget, opened: Callable[[AccountsSheet], AccountsSheet], qtbot: QtBot
) -> None:
    window.resize(600, 260)
    many = [replace(ANNA, user_id=f"user-{number}") for number in range(12)]
    sheet = opened(AccountsSheet(theme, window, many, LOCAL, LOCAL))
    buttons = [one for one in parts(sheet) if isinstance(one, QPushButton)]
    assert not all(is_in_view(one, sheet) for one in buttons)
    for _ in buttons:
        focused = window.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        now = window.focusWidget()
        assert isinstance(now, QPushButton)
        qtbot.waitUntil(lambda now=now: is_in_view(now, sheet))  # type: ignore[misc]
