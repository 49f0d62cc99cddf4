"""The pictures of signing in: each page of the sheet, and what each error says on it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from desktop_app.accounts.known import KnownAccount
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.remote.auth import Offers
from desktop_app.ui.connect.accounts_sheet import AccountsSheet, SignOutSheet
from desktop_app.ui.connect.connect_sheet import ConnectSheet
from tests.screenshots.studio import Studio
from tests.ui.connect.conftest import ANNA, BERT, FakeConnecting

_ADDRESS = "https://abcdefghijklmnopqrst.supabase.co"
_EMAIL = "anna@example.org"
_OF_PROJECT = (
    *("project.no_address", "project.not_encrypted", "project.no_key", "project.secret_key"),
    *("project.other_key", "remote.offline", "remote.not_supabase", "remote.key_refused"),
    *("remote.untrusted", "remote.wrong_clock", "remote.proxy", "remote.busy", "remote.garbled"),
    "remote.rate_limited",
)
_OF_SIGN_IN = (
    *("sign_in.wrong_password", "sign_in.unconfirmed_email", "sign_in.weak_password"),
    *("sign_in.already_exists", "sign_in.bad_email", "sign_in.not_offered", "sign_in.banned"),
    *("sign_in.captcha", "sign_in.refused", "sign_in.browser_failed", "sign_in.browser_timeout"),
    *("sign_in.declined", "remote.token_not_kept", "remote.keyring_locked"),
)


@dataclass
class _Project(FakeConnecting):
    """A project that fails as it is told to."""

    code: str = ""
    is_by_browser_alone: bool = False

    def offers(self, token: CancelToken) -> Offers:
        self._fail()
        if self.is_by_browser_alone:
            providers = ("google", "azure", "github", "discord")
            return Offers(providers, has_email=False, is_open=False, is_confirmed_by_email=False)
        return super().offers(token)

    def with_password(self, email: str, password: str, token: CancelToken) -> KnownAccount:
        self._fail()
        return super().with_password(email, password, token)

    def _fail(self) -> None:
        if self.code:
            raise LightboxError(self.code)


class _Visit:
    """The sheet while it is open, and whoever fills it in."""

    def __init__(self, studio: Studio) -> None:
        self.project = _Project()
        self._studio = studio
        window = studio.window
        self.sheet = ConnectSheet(
            window.theme,
            window.workers,
            window,
            lambda _address, _key: self.project,  # type: ignore[arg-type,return-value]
        )
        self.sheet.open()

    def fill(self, name: str, text: str) -> None:
        field = next(
            one
            for one in self.sheet.findChildren(QLineEdit)
            if one.accessibleName() == name and one.isVisible()
        )
        field.setText(text)

    def press(self, text: str) -> None:
        found = (one for one in self.sheet.findChildren(QPushButton) if one.isVisible())
        QTest.mouseClick(
            next(one for one in found if one.text() == text), Qt.MouseButton.LeftButton
        )

    def wait_for(self, text: str) -> None:
        labels = self.sheet.findChildren(QLabel)
        self._studio.wait_until(
            lambda: any(text in one.text() for one in labels if one.isVisible())
        )

    def wait_for_problem(self) -> None:
        self._studio.wait_until(lambda: self.sheet.part_to_see() in self._problems)

    def give_project(self) -> None:
        self.fill("Project URL", _ADDRESS)
        self.fill("Publishable or anon key", "sb_publishable_4fJd0cB7uXtYq2mN")

    def reach_project(self) -> None:
        self.give_project()
        self.press("Continue")
        self.wait_for("Sign in to")

    @property
    def _problems(self) -> list[QLabel]:
        return [one for one in self.sheet.findChildren(QLabel) if one.property("role") == "error"]


def take_connecting(studio: Studio) -> None:
    """Take all of them."""
    _take_pages(studio)
    _take_errors(studio)
    _take_accounts(studio)


def _take_pages(studio: Studio) -> None:
    with studio.side_by_side("sync-connect", columns=3) as take:
        visit = _Visit(studio)
        take(visit.sheet.card)
        visit.reach_project()
        visit.fill("E-mail", _EMAIL)
        take(visit.sheet.card)
        visit.press("Send me a code")
        visit.wait_for("Enter the code")
        take(visit.sheet.card)
        visit.press("Back")
        visit.fill("Password", "a new password")
        visit.press("Create an account")
        visit.wait_for("Confirm your e-mail")
        take(visit.sheet.card)
        visit.press("Back")
        visit.press("Continue with GitHub")
        visit.wait_for("Go on in your browser")
        take(visit.sheet.card)
        visit.sheet.leave()
        visit = _Visit(studio)
        visit.project.is_by_browser_alone = True
        visit.reach_project()
        take(visit.sheet.card)
        visit.sheet.leave()


def _take_errors(studio: Studio) -> None:
    with studio.side_by_side("sync-connect-errors", columns=5) as take:
        visit = _Visit(studio)
        visit.give_project()
        for code in _OF_PROJECT:
            visit.project.code = code
            visit.press("Continue")
            visit.wait_for_problem()
            take(visit.sheet.card)
        visit.project.code = ""
        visit.reach_project()
        for told in ("Sign in", "Send me a code", "Create an account"):
            visit.press(told)
            visit.wait_for_problem()
            take(visit.sheet.card)
        visit.fill("E-mail", _EMAIL)
        visit.fill("Password", "a password")
        for code in _OF_SIGN_IN:
            visit.project.code = code
            visit.press("Sign in")
            visit.wait_for_problem()
            take(visit.sheet.card)
        visit.press("Send me a code")
        visit.wait_for("Enter the code")
        visit.press("Sign in")
        visit.wait_for_problem()
        take(visit.sheet.card)
        visit.fill("Code", "654321")
        visit.press("Sign in")
        visit.wait_for("The code is wrong")
        take(visit.sheet.card)
        visit.sheet.leave()


def _take_accounts(studio: Studio) -> None:
    window = studio.window
    local = studio.library.folder.parent / "local"
    with studio.side_by_side("sync-accounts", columns=2) as take:
        accounts = AccountsSheet(
            window.theme, window, [ANNA, BERT], local, ANNA.folder, has_rule=True
        )
        accounts.open()
        take(accounts.card)
        accounts.leave()
        leaving = SignOutSheet(window.theme, window, ANNA, waiting=3)
        leaving.open()
        take(leaving.card)
        leaving.leave()
