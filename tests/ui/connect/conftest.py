from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.accounts.known import KnownAccount
from desktop_app.catalog.account import Account
from desktop_app.domain.errors import Cancelled, LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.remote.auth import Offers
from desktop_app.ui.actions import Actions
from desktop_app.ui.shell import Leaving
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.ui.activity.sync_fakes import FakeReplica, FakeSync

PASSWORD = "secret"  # noqa: S105 - of a person that is made up
ANNA = KnownAccount("https://one.example.org", "key", "user-1", "anna@example.org")
BERT = KnownAccount("https://two.example.org", "key", "user-2", "bert@example.org")


@dataclass
class FakeConnecting:
    """A project where Anna's password is "secret" and every code is 123456."""

    asked: list[str] = field(default_factory=list)
    waits: bool = False

    def offers(self, _token: CancelToken) -> Offers:
        return Offers(("github",), has_email=True, is_open=True, is_confirmed_by_email=True)

    def with_password(self, email: str, password: str, token: CancelToken) -> KnownAccount:
        self.asked.append(f"{email} {password}")
        while self.waits:
            if token.wait(0.01):
                raise Cancelled
        if password != PASSWORD:
            raise LightboxError("sign_in.wrong_password")
        return ANNA

    def sign_up(self, email: str, password: str, _token: CancelToken) -> KnownAccount | None:
        self.asked.append(f"new {email} {password}")
        return None

    def send_code(self, email: str, _token: CancelToken) -> None:
        self.asked.append(f"code to {email}")

    def with_code(self, _email: str, code: str, _token: CancelToken) -> KnownAccount:
        if code != "123456":
            raise LightboxError("sign_in.wrong_code")
        return ANNA

    def with_browser(
        self, _provider: str, _show: Callable[[str], None], _words: str, token: CancelToken
    ) -> KnownAccount:
        self.asked.append("browser")
        token.wait(10)
        raise Cancelled


class FakeCatalog:
    """The catalog of an account, or of nobody, and what waits in it."""

    def __init__(self, account: Account | None) -> None:
        self.account = account
        self.replica = FakeReplica()


class FakeLibrary:
    """A library that is open, and its sync where it has an account."""

    def __init__(self, folder: Path, account: KnownAccount | None = None) -> None:
        self.folder = folder
        self.catalog = FakeCatalog(None if account is None else account.account)
        self.sync = None if account is None else FakeSync()


class FakeShell(QWidget):
    """A window that notes where it is left for.

    Attributes:
        left_for: where to, in order.
    """

    def __init__(self, theme: Theme, workers: Workers) -> None:
        super().__init__()
        self.theme = theme
        self.workers = workers
        self.commands = Actions(self, {})
        self.library: FakeLibrary | None = None
        self.left_for: list[Leaving] = []
        self.setStyleSheet(theme.style_sheet())
        self.resize(1000, 700)

    def leave_for(self, leaving: Leaving) -> None:
        self.left_for.append(leaving)


@pytest.fixture
def shell(qtbot: QtBot, theme: Theme, workers: Workers) -> FakeShell:
    widget = FakeShell(theme, workers)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget
