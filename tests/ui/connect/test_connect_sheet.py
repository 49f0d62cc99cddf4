from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import LightboxError
from desktop_app.remote.auth import Offers
from desktop_app.remote.project import checked_project
from desktop_app.ui.connect.connect_sheet import ConnectSheet
from desktop_app.ui.connect.problem_words import problem_text
from desktop_app.ui.sentences import sentence
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.ui.connect.conftest import ANNA, FakeConnecting

ADDRESS = "https://abcdefghijklmnopqrst.supabase.co"
KEY = "sb_publishable_abcdefgh"


class SheetRobot:
    """Fills in, clicks and reads what is visible."""

    def __init__(self, sheet: ConnectSheet, qtbot: QtBot) -> None:
        self.sheet = sheet
        self._qtbot = qtbot

    def fill(self, name: str, text: str) -> None:
        field = next(
            one
            for one in self.sheet.findChildren(QLineEdit)
            if one.accessibleName() == name and one.isVisible()
        )
        field.selectAll()
        QTest.keyClicks(field, text)

    def press(self, text: str) -> None:
        button = next(one for one in self._buttons() if one.text() == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def wait_for(self, text: str) -> None:
        self._qtbot.waitUntil(lambda: any(text in one for one in self.texts))

    @property
    def texts(self) -> list[str]:
        return [one.text() for one in self.sheet.findChildren(QLabel) if one.isVisible()]

    @property
    def buttons(self) -> set[str]:
        return {one.text() for one in self._buttons()}

    def reach_project(self) -> None:
        self.fill("Project URL", ADDRESS)
        self.fill("Publishable or anon key", KEY)
        self.press("Continue")
        self.wait_for("Sign in to abcdefghijklmnopqrst.supabase.co")

    def _buttons(self) -> list[QPushButton]:
        return [one for one in self.sheet.findChildren(QPushButton) if one.isVisible()]


@pytest.fixture
def project() -> FakeConnecting:
    return FakeConnecting()


@pytest.fixture
def robot(
    theme: Theme, workers: Workers, window: QWidget, project: FakeConnecting, qtbot: QtBot
) -> Iterator[SheetRobot]:
    def connect(address: str, key: str) -> FakeConnecting:
        checked_project(address, key)
        return project

    sheet = ConnectSheet(theme, workers, window, connect)  # type: ignore[arg-type]
    closed: list[None] = []
    sheet.closed.connect(lambda: closed.append(None))
    sheet.open()
    yield SheetRobot(sheet, qtbot)
    project.waits = False
    if not closed:
        sheet.leave()


def test_a_password_signs_in(robot: SheetRobot, qtbot: QtBot) -> None:
    robot.reach_project()
    robot.fill("E-mail", "anna@example.org")
    robot.fill("Password", "secret")
    with qtbot.waitSignal(robot.sheet.signed_in) as signed_in:
        robot.press("Sign in")
    assert signed_in.args == [ANNA]
    assert not robot.sheet.isVisible()


def test_a_wrong_password_is_said_where_it_was_typed(robot: SheetRobot) -> None:
    robot.reach_project()
    robot.fill("E-mail", "anna@example.org")
    robot.fill("Password", "wrong")
    robot.press("Sign in")
    robot.wait_for("do not belong together")
    assert "Sign in" in robot.buttons


def test_a_wrong_password_is_typed_again_without_the_mouse(robot: SheetRobot, qtbot: QtBot) -> None:
    robot.reach_project()
    robot.fill("E-mail", "anna@example.org")
    robot.fill("Password", "wrong")
    robot.press("Sign in")
    robot.wait_for("do not belong together")
    focused = robot.sheet.window().focusWidget()
    assert isinstance(focused, QLineEdit)
    with qtbot.waitSignal(robot.sheet.signed_in):
        QTest.keyClicks(focused, "secret")
        QTest.keyClick(focused, Qt.Key.Key_Return)


def test_a_second_return_while_the_server_is_asked_leaves_nothing(
    robot: SheetRobot, qtbot: QtBot
) -> None:
    robot.reach_project()
    robot.fill("E-mail", "anna@example.org")
    robot.fill("Password", "secret")
    with qtbot.waitSignal(robot.sheet.signed_in):
        for _ in range(2):
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClick(focused, Qt.Key.Key_Return)
        assert "E-mail" in robot.texts


@pytest.mark.parametrize(
    ("address", "key", "said"),
    [
        ("nonsense", KEY, "looks like https://"),
        ("http://example.org", KEY, "begins with https"),
        (ADDRESS, "sb_secret_abcdefgh", "has not kept it"),
        (ADDRESS, "nonsense", "publishable key"),
    ],
)
def test_what_is_no_project_is_said_before_anything_is_sent(
    robot: SheetRobot, project: FakeConnecting, address: str, key: str, said: str
) -> None:
    robot.fill("Project URL", address)
    robot.fill("Publishable or anon key", key)
    robot.press("Continue")
    robot.wait_for(said)
    assert project.asked == []


def test_what_is_wrong_is_said_before_what_to_do_about_it(robot: SheetRobot) -> None:
    robot.reach_project()
    robot.fill("E-mail", "anna@example.org")
    robot.fill("Password", "wrong")
    robot.press("Sign in")
    robot.wait_for("Wrong e-mail or password. E-mail and password do not belong together.")


@pytest.mark.parametrize(
    "code",
    [
        *("remote.offline", "remote.busy", "remote.rate_limited", "remote.garbled"),
        *("remote.untrusted", "remote.keyring_locked", "remote.proxy", "remote.wrong_clock"),
    ],
)
def test_nothing_is_promised_that_only_sync_does(code: str) -> None:
    text = problem_text(LightboxError(code))
    assert text.startswith(sentence(LightboxError(code))[0])
    for promise in ("by itself", "sync goes on", "is kept", "Nothing was sent"):
        assert promise not in text


def test_a_project_without_passwords_asks_for_none(
    robot: SheetRobot, project: FakeConnecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers = Offers(("google",), has_email=False, is_open=False, is_confirmed_by_email=False)
    monkeypatch.setattr(project, "offers", lambda _token: offers)
    robot.reach_project()
    assert robot.buttons == {"Continue with Google", "Back"}
    assert [one for one in robot.sheet.findChildren(QLineEdit) if one.isVisible()] == []
    assert not {"E-mail", "Password"} & set(robot.texts)


def test_a_code_comes_by_mail(robot: SheetRobot, project: FakeConnecting, qtbot: QtBot) -> None:
    robot.reach_project()
    robot.press("Send me a code")
    robot.wait_for("Fill in the e-mail")
    robot.fill("E-mail", "anna@example.org")
    robot.press("Send me a code")
    robot.wait_for("It was sent to anna@example.org.")
    robot.fill("Code", "000000")
    robot.press("Sign in")
    robot.wait_for("wrong or too old")
    robot.fill("Code", "123456")
    with qtbot.waitSignal(robot.sheet.signed_in):
        robot.press("Sign in")
    assert project.asked == ["code to anna@example.org"]


def test_a_new_account_is_told_to_be_confirmed(robot: SheetRobot) -> None:
    robot.reach_project()
    robot.press("Create an account")
    robot.wait_for("that the new account shall have")
    robot.fill("E-mail", "new@example.org")
    robot.fill("Password", "long enough")
    robot.press("Create an account")
    robot.wait_for("Open the link that was sent to new@example.org")
    robot.press("Back")
    assert "Sign in" in robot.buttons


def test_the_browser_can_be_given_up(robot: SheetRobot, project: FakeConnecting) -> None:
    robot.reach_project()
    robot.press("Continue with GitHub")
    robot.wait_for("Go on in your browser")
    robot._qtbot.waitUntil(lambda: project.asked == ["browser"])
    robot.press("Back")
    assert "Continue with GitHub" in robot.buttons


def test_escape_calls_off_what_is_asked(
    robot: SheetRobot, project: FakeConnecting, qtbot: QtBot
) -> None:
    robot.reach_project()
    project.waits = True
    robot.fill("E-mail", "anna@example.org")
    robot.fill("Password", "secret")
    with qtbot.assertNotEmitted(robot.sheet.signed_in):
        robot.press("Sign in")
        qtbot.waitUntil(lambda: bool(project.asked))
        QTest.keyClick(robot.sheet, Qt.Key.Key_Escape)
    assert not robot.sheet.isVisible()


def test_enter_goes_on_to_what_is_empty(robot: SheetRobot, window: QWidget) -> None:
    robot.fill("Project URL", ADDRESS)
    focused = window.window().focusWidget()
    assert isinstance(focused, QLineEdit)
    QTest.keyClick(focused, Qt.Key.Key_Return)
    focused = window.window().focusWidget()
    assert isinstance(focused, QLineEdit)
    assert focused.accessibleName() == "Publishable or anon key"
