"""``lightbox sync``: keeps the library of an account and its server the same, without a window."""

from datetime import UTC, datetime
from pathlib import Path

from desktop_app.accounts.known import KnownAccount, known_accounts, of_folder
from desktop_app.cli import terminal
from desktop_app.cli.exit_codes import ExitCode
from desktop_app.cli.importing import interruptible
from desktop_app.cli.sentences import sentence
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.session import Library

_LOOK_EVERY_S = 0.2


def sync(folder: Path | None, *, is_once: bool) -> int:
    """Sync the library in a folder, or that of the only account; until interrupted, or once.

    Raises:
        LightboxError: ``account.none``, ``account.several``, or what kept it from syncing.
    """
    account = _account(folder)
    with Library(account.folder, account=account.account) as library, interruptible() as token:
        if is_once:
            report = library.sync_once(account, token)
            terminal.write_table(
                [
                    ("pulled", str(report.pulled)),
                    ("pushed", str(report.pushed)),
                    ("removed", str(report.removed)),
                    ("waiting", str(report.waiting)),
                    ("refused", str(report.blocked)),
                    ("to be asked", str(report.asked_removals)),
                ]
            )
            is_clean = not (report.waiting or report.blocked or report.asked_removals)
            return ExitCode.DONE if is_clean else ExitCode.SOME_FAILED
        line = terminal.ProgressLine()
        library.begin_sync()
        if library.sync is None:
            raise LightboxError("account.none")
        library.sync.subscribe(
            lambda status: line.show(status_text(status), is_news=status.phase is SyncPhase.STOPPED)
        )
        while not token.wait(_LOOK_EVERY_S):
            if library.sync.status.phase is SyncPhase.SIGNED_OUT:
                raise LightboxError(library.sync.status.error or "remote.signed_out")
        line.clear()
    return ExitCode.INTERRUPTED


def _account(folder: Path | None) -> KnownAccount:
    if folder is not None:
        account = of_folder(folder)
        if account is None:
            raise LightboxError("account.none")
        return account
    accounts = known_accounts()
    if not accounts:
        raise LightboxError("account.none")
    if len(accounts) > 1:
        raise LightboxError(
            "account.several", folders=", ".join(str(one.folder) for one in accounts)
        )
    return accounts[0]


def status_text(status: SyncStatus) -> str:
    """Return how sync stands, in one line."""
    said = {
        SyncPhase.CONNECTING: "connecting",
        SyncPhase.SYNCING: "syncing",
        SyncPhase.UP_TO_DATE: "up to date",
        SyncPhase.OFFLINE: "offline",
        SyncPhase.PAUSED: "paused",
        SyncPhase.SIGNED_OUT: "signed out",
        SyncPhase.STOPPED: "stopped",
        SyncPhase.ASKING: "waiting for an answer in the window",
    }[status.phase]
    waiting = f", {status.waiting} waiting" if status.waiting else ""
    refused = f", {status.blocked} refused" if status.blocked else ""
    error = f" ({sentence(status.error, {})})" if status.error else ""
    again = f", next try at {_time_text(status.retry_at_us)}" if status.retry_at_us else ""
    return f"{said}{waiting}{refused}{error}{again}"


def _time_text(instant_us: int) -> str:
    """Return a moment by the clock of this machine's place."""
    return datetime.fromtimestamp(instant_us / 1e6, tz=UTC).astimezone().strftime("%H:%M:%S")
