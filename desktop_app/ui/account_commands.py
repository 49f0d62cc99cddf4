"""What the commands on accounts do: sign in, switch, sign out, each ends in another library."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app import settings
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.connect.accounts_sheet import AccountsSheet, SignOutSheet
from desktop_app.ui.connect.connect_sheet import ConnectSheet
from desktop_app.ui.shell import Leaving, Shell
from desktop_app.ui.tasks import Lane, TaskScope

if TYPE_CHECKING:
    from desktop_app.accounts.connecting import Connecting
    from desktop_app.accounts.known import KnownAccount


class Accounts(QObject):
    """Opens the sheets of accounts over a window, and leads it to another library.

    Signals:
        failed: a LightboxError.
    """

    failed = Signal(object)

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self._scope = TaskScope(window.workers)
        for name, slot in (("connect", self.open_connect), ("accounts", self.open_accounts)):
            window.commands[name].triggered.connect(lambda _checked=False, run=slot: run())

    def close_tasks(self) -> None:
        """Call off what is on its way."""
        self._scope.close()

    def open_connect(self) -> None:
        """Sign in: again where the open library has an account, or to another project."""
        self._scope.run(Lane.READS, self._known_of_library, done=self._show_connect)

    def open_accounts(self) -> None:
        """Show who has signed in on this machine."""
        self._scope.run(Lane.READS, _known_accounts, done=self._show_accounts)

    def _known_of_library(self) -> "KnownAccount | None":
        from desktop_app.accounts.known import known  # noqa: PLC0415 - not for the first paint

        library = self._window.library
        owner = None if library is None else library.catalog.account
        return None if owner is None else known(owner)

    def _show_connect(self, known: "KnownAccount | None") -> None:
        window = self._window
        sheet = ConnectSheet(window.theme, window.workers, window, _connect, known=known)
        sheet.signed_in.connect(self._on_signed_in)
        sheet.open()

    def _show_accounts(self, accounts: "list[KnownAccount]") -> None:
        window, library = self._window, self._window.library
        if library is None:
            return
        keep_originals = window.commands["keep_originals"]
        sheet = AccountsSheet(
            window.theme,
            window,
            accounts,
            settings.default_library_folder(),
            library.folder,
            has_rule=keep_originals.isEnabled(),
        )
        sheet.originals_wanted.connect(keep_originals.trigger)
        sheet.chosen.connect(lambda folder: window.leave_for(Leaving(folder)))
        sheet.connect_wanted.connect(lambda: self._show_connect(None))
        sheet.sign_out_wanted.connect(self._ask_sign_out)
        sheet.open()

    def _on_signed_in(self, account: "KnownAccount") -> None:
        library = self._window.library
        if library is None or library.folder != account.folder or library.sync is None:
            self._window.leave_for(Leaving(account.folder))
        else:
            library.sync.signed_in(account)

    def _ask_sign_out(self, account: "KnownAccount") -> None:
        library = self._window.library
        is_open = library is not None and library.folder == account.folder

        def waiting() -> int:
            if library is None or not is_open:
                return 0
            counted = library.catalog.replica.waiting()
            return counted.queued + counted.in_flight + counted.blocked

        def ask(count: int) -> None:
            sheet = SignOutSheet(self._window.theme, self._window, account, count)
            sheet.decided.connect(
                lambda keeps_copy: self._sign_out(account, is_open=is_open, keeps_copy=keeps_copy)
            )
            sheet.open()

        self._scope.run(Lane.READS, waiting, done=ask, failed=self.failed.emit)

    def _sign_out(self, account: "KnownAccount", *, is_open: bool, keeps_copy: bool) -> None:
        def work() -> None:
            connecting = _connect(account.url, account.key)
            connecting.sign_out(account, keeps_copy=keeps_copy, token=CancelToken())

        if is_open:
            # Only when the library is closed.
            self._window.leave_for(Leaving(settings.default_library_folder(), work))
        else:
            self._scope.run(Lane.LONG, work, failed=self.failed.emit)


def _connect(address: str, key: str) -> "Connecting":
    """Return how to sign in to a project; for workers, since much is imported for it.

    Raises:
        ProjectError: it is no address or key of a project.
    """
    from desktop_app.accounts.connecting import Connecting  # noqa: PLC0415 - takes half a second
    from desktop_app.remote.project import checked_project  # noqa: PLC0415 - likewise

    return Connecting(checked_project(address, key))


def _known_accounts() -> "list[KnownAccount]":
    from desktop_app.accounts.known import known_accounts  # noqa: PLC0415 - not for the first paint

    return known_accounts()
