"""The real window on a library that is signed in to a stack: one desktop of one user.

By the fixture of tests/journeys/conftest.py:

desktop = sign_in(stack, user)                  # the window is open, sync has begun
desktop.wait_until_synced()
other = sign_in(stack, user, home="laptop")     # the same user elsewhere, open at the same time
desktop.close(); desktop.reopen()

Each desktop has a home of its own: settings, accounts, sessions and libraries. The program takes
its home from the environment, so while a desktop is opened, closed or told to go to another
library, the environment names its home (`at_home`).
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.accounts.connecting import Connecting
from desktop_app.accounts.known import KnownAccount, of_folder
from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.entities import Asset, AssetId
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.sync import SyncPhase
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.remote.project import checked_project
from desktop_app.session import Library
from desktop_app.settings import HOME_VARIABLE
from desktop_app.ui.sync_room import SyncRoom
from tests.journeys.journey import Journey
from tests.robots.activity import StatusBarRobot, ToastsRobot
from tests.robots.filters import SidebarRobot
from tests.stack.stack import Stack, StackUser

SYNCED_MS = 30_000
"""Many programs stand between the window and the server, and the machine may be busy."""


class SignedIn(Journey):
    """The window of a user who has signed in with a password, on the account's library.

    Attributes:
        stack, user: whose server, and who has signed in.
        home: the folder of this machine's settings, sessions and libraries.
        account: as this machine knows it.
    """

    def __init__(
        self,
        app: QApplication,
        qtbot: QtBot,
        stack: Stack,
        user: StackUser,
        *,
        home: Path,
        pictures: Path,
    ) -> None:
        self.stack = stack
        self.user = user
        self.home = home
        with self.at_home():
            self.account = signed_in(stack, user)
            folder = self.account.folder
        super().__init__(app, qtbot, folder, pictures)

    # --- life

    def open(self) -> None:
        """Open the window and the library, and begin to sync."""
        with self.at_home():
            super().open()
            # The engine's thread looks for the session at home.
            self.wait_until(self._has_looked_for_session)

    def opened_library(self, cache: RenditionCache | None) -> Library:
        """Open the library as `desktop_app.app` does."""
        known = of_folder(self.folder)
        account = None if known is None else known.account
        library = Library(self.folder, account=account, cache=cache)
        library.begin_sync()
        return library

    def close(self) -> None:
        """Close the window and the library."""
        with self.at_home():
            super().close()

    def follow(self) -> None:
        """Go where the window was left for (`Shell.leave_for`), as the program does."""
        self.wait_until(lambda: self.window.is_closed and self.window.leaving is not None)
        leaving = self.window.leaving
        assert leaving is not None
        self.close()
        with self.at_home():
            if leaving.work is not None:
                leaving.work()
        self.folder = leaving.folder
        self.open()

    @contextmanager
    def at_home(self) -> Iterator[None]:
        """Let the environment name this machine's home."""
        before = os.environ.get(HOME_VARIABLE)
        os.environ[HOME_VARIABLE] = str(self.home)
        try:
            yield
        finally:
            if before is None:
                del os.environ[HOME_VARIABLE]
            else:
                os.environ[HOME_VARIABLE] = before

    # --- what it holds

    @property
    def catalog(self) -> Catalog:
        """What this machine holds."""
        return self.library.catalog

    @property
    def room(self) -> SyncRoom:
        """The window's room of sync: panel, cards, question."""
        return self.window.furniture.sync

    @property
    def sidebar(self) -> SidebarRobot:
        """Works the sidebar."""
        return SidebarRobot(self.window.sidebar)

    @property
    def toasts(self) -> ToastsRobot:
        """Reads the toasts."""
        return ToastsRobot(self.window.furniture.toasts)

    @property
    def status_text(self) -> str:
        """What the status cell says."""
        return StatusBarRobot(self.window.status_bar).texts[0]

    @property
    def phase(self) -> SyncPhase:
        """What sync is doing."""
        sync = self.library.sync
        return SyncPhase.SIGNED_OUT if sync is None else sync.status.phase

    def asset(self, asset_id: str) -> Asset:
        """Return an asset that is here."""
        found = self.catalog.asset_by_id(AssetId(asset_id))
        assert found is not None, asset_id
        return found

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something that the window will show, or the server hold."""
        self.qtbot.waitUntil(is_so, timeout=SYNCED_MS)

    def waiting_count(self) -> int:
        """Return how many entries wait for the server, those that rest left out."""
        waiting = self.catalog.replica.waiting()
        return waiting.queued + waiting.in_flight

    def wait_until_synced(self, timeout_ms: int = SYNCED_MS) -> None:
        """Wait until sync says that all is up to date, and nothing waits."""
        self.qtbot.waitUntil(
            lambda: self.phase is SyncPhase.UP_TO_DATE and not self.waiting_count(),
            timeout=timeout_ms,
        )

    def _has_looked_for_session(self) -> bool:
        sync = self.library.sync
        return sync is None or sync._engine is not None or self.phase is SyncPhase.SIGNED_OUT


def signed_in(stack: Stack, user: StackUser) -> KnownAccount:
    """Sign in with the user's password, as the window's sheet does; at the home that is set."""
    connecting = Connecting(checked_project(stack.url, stack.anon_key))
    return connecting.with_password(user.email, user.password, CancelToken())
