"""What the commands on accounts lead to; the sheets themselves have tests of their own."""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app import settings
from desktop_app.accounts import known
from desktop_app.accounts.known import KnownAccount
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.sync import Waiting
from desktop_app.remote.project import Project
from desktop_app.ui.account_commands import Accounts
from desktop_app.ui.connect.accounts_sheet import AccountsSheet, SignOutSheet
from desktop_app.ui.connect.connect_sheet import ConnectSheet
from desktop_app.ui.overlay import Overlay
from desktop_app.ui.shell import Leaving
from tests.ui.connect.conftest import ANNA, BERT, PASSWORD, FakeConnecting, FakeLibrary, FakeShell

Sheet = TypeVar("Sheet", bound=Overlay)

PROJECT_KEY = "sb_publishable_abcdefgh"
CLARA = KnownAccount("https://one.example.org", PROJECT_KEY, "user-3", "clara@example.org")


class AccountsRobot:
    """Calls the commands, and works the sheets that come."""

    def __init__(self, shell: FakeShell, qtbot: QtBot) -> None:
        self.shell = shell
        self.accounts = Accounts(shell)  # type: ignore[arg-type]
        self.errors: list[LightboxError] = []
        self.accounts.failed.connect(self.errors.append)
        self.qtbot = qtbot

    def call(self, command: str, kind: type[Sheet]) -> Sheet:
        self.shell.commands[command].trigger()
        return self.sheet(kind)

    def sheet(self, kind: type[Sheet]) -> Sheet:
        self.qtbot.waitUntil(lambda: any(one.isVisible() for one in self.shell.findChildren(kind)))
        return next(one for one in self.shell.findChildren(kind) if one.isVisible())

    def press(self, sheet: Overlay, name: str) -> None:
        button = next(
            one
            for one in sheet.findChildren(QPushButton)
            if name in {one.text(), one.accessibleName()} and one.isVisible()
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def sign_in(self, sheet: ConnectSheet, email: str) -> None:
        fields = {one.accessibleName(): one for one in sheet.findChildren(QLineEdit)}
        if not fields["Project URL"].text():
            QTest.keyClicks(fields["Project URL"], ANNA.url)
            QTest.keyClicks(fields["Publishable or anon key"], PROJECT_KEY)
        self.press(sheet, "Continue")
        self.qtbot.waitUntil(fields["Password"].isVisible)
        fields["E-mail"].setText(email)
        QTest.keyClicks(fields["Password"], PASSWORD)
        with self.qtbot.waitSignal(sheet.signed_in):
            self.press(sheet, "Sign in")

    def sign_out(self, account: KnownAccount, answer: str) -> None:
        self.press(self.call("accounts", AccountsSheet), f"Sign out of {account.email}")
        self.press(self.sheet(SignOutSheet), answer)


@pytest.fixture
def robot(shell: FakeShell, qtbot: QtBot) -> Iterator[AccountsRobot]:
    shell.library = FakeLibrary(settings.default_library_folder())
    robot = AccountsRobot(shell, qtbot)
    yield robot
    for sheet in shell.findChildren(Overlay):
        sheet.leave()
    robot.accounts.close_tasks()


@pytest.fixture
def signed_out(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Who was signed out, and whether the copy was kept; Bert's project does not answer."""
    heard: list[tuple[str, bool]] = []

    class Connecting(FakeConnecting):
        def __init__(self, project: Project) -> None:
            super().__init__()
            self.project = project

        def sign_out(self, account: KnownAccount, *, keeps_copy: bool, token: CancelToken) -> None:
            token.check()
            if account.user_id == BERT.user_id:
                raise LightboxError("remote.keyring_locked")
            heard.append((account.email, keeps_copy))

    monkeypatch.setattr("desktop_app.accounts.connecting.Connecting", Connecting)
    return heard


def open_library_of(robot: AccountsRobot, account: KnownAccount) -> FakeLibrary:
    known.remember(account)
    library = FakeLibrary(account.folder, account)
    robot.shell.library = library
    return library


def test_another_account_s_library_is_opened(robot: AccountsRobot) -> None:
    known.remember(ANNA)
    robot.press(robot.call("accounts", AccountsSheet), f"Open {ANNA.email}")
    assert robot.shell.left_for == [Leaving(ANNA.folder)]


def test_the_library_of_this_machine_is_opened(robot: AccountsRobot) -> None:
    open_library_of(robot, ANNA)
    robot.press(robot.call("accounts", AccountsSheet), "Open On this machine")
    assert robot.shell.left_for == [Leaving(settings.default_library_folder())]


def test_accounts_are_shown_only_when_a_library_is_open(robot: AccountsRobot) -> None:
    robot.shell.library = None
    robot.shell.commands["accounts"].trigger()
    robot.qtbot.waitUntil(lambda: not robot.accounts._scope.is_busy)
    assert robot.shell.findChildren(Overlay) == []


@pytest.mark.usefixtures("signed_out")
def test_signing_in_leads_to_the_library_of_the_account(robot: AccountsRobot) -> None:
    robot.press(robot.call("accounts", AccountsSheet), "Connect a project…")
    robot.sign_in(robot.sheet(ConnectSheet), ANNA.email)
    assert robot.shell.left_for == [Leaving(ANNA.folder)]


@pytest.mark.usefixtures("signed_out")
def test_signing_in_again_goes_on_in_the_open_library(robot: AccountsRobot) -> None:
    account = KnownAccount(ANNA.url, PROJECT_KEY, ANNA.user_id, ANNA.email)
    library = open_library_of(robot, account)
    sheet = robot.call("connect", ConnectSheet)
    filled = {one.accessibleName(): one.text() for one in sheet.findChildren(QLineEdit)}
    assert (filled["Project URL"], filled["E-mail"]) == (ANNA.url, ANNA.email)
    robot.sign_in(sheet, ANNA.email)
    assert robot.shell.left_for == []
    assert library.sync is not None
    assert library.sync.calls == [("signed in", ANNA)]


@pytest.mark.usefixtures("signed_out")
def test_a_library_without_its_sync_is_opened_anew(robot: AccountsRobot) -> None:
    account = KnownAccount(ANNA.url, PROJECT_KEY, ANNA.user_id, ANNA.email)
    open_library_of(robot, account).sync = None
    robot.sign_in(robot.call("connect", ConnectSheet), ANNA.email)
    assert robot.shell.left_for == [Leaving(ANNA.folder)]


def test_nothing_is_filled_in_for_the_library_of_this_machine(robot: AccountsRobot) -> None:
    known.remember(ANNA)
    sheet = robot.call("connect", ConnectSheet)
    assert {one.text() for one in sheet.findChildren(QLineEdit)} == {""}


@pytest.mark.parametrize(("answer", "keeps_copy"), [("Keep the copy", True), ("Remove it", False)])
def test_the_open_library_is_closed_before_its_account_is_signed_out(
    robot: AccountsRobot, signed_out: list[tuple[str, bool]], answer: str, *, keeps_copy: bool
) -> None:
    open_library_of(robot, CLARA).catalog.replica.held = Waiting(queued=2, in_flight=1, blocked=1)
    robot.press(robot.call("accounts", AccountsSheet), f"Sign out of {CLARA.email}")
    sheet = robot.sheet(SignOutSheet)
    assert any("4 changes not sent" in one.text() for one in sheet.findChildren(QLabel))
    robot.press(sheet, answer)
    (leaving,) = robot.shell.left_for
    assert leaving.folder == settings.default_library_folder()
    assert signed_out == []
    assert leaving.work is not None
    leaving.work()
    assert signed_out == [(CLARA.email, keeps_copy)]


def test_an_account_that_is_not_open_is_signed_out_at_once(
    robot: AccountsRobot, signed_out: list[tuple[str, bool]]
) -> None:
    known.remember(CLARA)
    robot.sign_out(CLARA, "Keep the copy")
    robot.qtbot.waitUntil(lambda: signed_out == [(CLARA.email, True)])
    assert robot.shell.left_for == []
    robot.qtbot.waitUntil(lambda: not robot.accounts._scope.is_busy)
    assert robot.errors == []


@pytest.mark.usefixtures("signed_out")
def test_who_cannot_be_signed_out_is_told(robot: AccountsRobot) -> None:
    bert = KnownAccount(BERT.url, PROJECT_KEY, BERT.user_id, BERT.email)
    known.remember(bert)
    robot.sign_out(bert, "Keep the copy")
    robot.qtbot.waitUntil(lambda: [one.code for one in robot.errors] == ["remote.keyring_locked"])


def test_a_key_that_is_none_is_told(robot: AccountsRobot) -> None:
    known.remember(BERT)
    robot.sign_out(BERT, "Remove it")
    robot.qtbot.waitUntil(lambda: [one.code for one in robot.errors] == ["project.no_key"])
