"""``lightbox sync`` where there is no server to reach: what it says, and when it gives up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from desktop_app.accounts.known import KnownAccount, remember
from desktop_app.cli import syncing
from desktop_app.cli.exit_codes import ExitCode
from desktop_app.cli.syncing import status_text
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.sync import SyncPhase, SyncStatus
from tests.cli.conftest import Shell

USER = "0f0e0d0c-0000-4000-8000-000000000001"
RETRY_AT_US = 1_756_548_330_000_000
RETRY_AT = datetime.fromtimestamp(RETRY_AT_US / 1e6, tz=UTC).astimezone().strftime("%H:%M:%S")


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (SyncStatus(SyncPhase.UP_TO_DATE), "up to date"),
        (SyncStatus(SyncPhase.SYNCING, waiting=3, blocked=1), "syncing, 3 waiting, 1 refused"),
        (
            SyncStatus(SyncPhase.STOPPED, error="catalog.disk_full", retry_at_us=RETRY_AT_US),
            f"stopped (The disk is full; nothing was changed.), next try at {RETRY_AT}",
        ),
    ],
)
def test_it_says_how_sync_stands(status: SyncStatus, text: str) -> None:
    assert status_text(status) == text


def test_every_phase_has_words() -> None:
    assert len({status_text(SyncStatus(phase)) for phase in SyncPhase}) == len(SyncPhase)


def test_it_ends_where_somebody_has_to_sign_in(shell: Shell) -> None:
    remember(KnownAccount("http://127.0.0.1:9", "changed by hand", USER))
    answer = shell.run(["sync"])
    assert answer.code != ExitCode.DONE
    assert "That is no key of a Supabase project." in answer.err


def test_it_says_that_it_has_stopped_and_goes_on(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[str] = []

    class UntilStopped(CancelToken):
        """The interrupt of a person who has read enough."""

        def wait(self, seconds: float) -> bool:
            heard.append(capsys.readouterr().err)
            return "stopped" in heard[-1] or super().wait(seconds)

    @contextmanager
    def interruptible() -> Iterator[CancelToken]:
        yield UntilStopped()

    monkeypatch.setattr(syncing, "interruptible", interruptible)
    for name in ("ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "nonsense://proxy")
    remember(KnownAccount("https://project.example", "sb_publishable_one", USER))
    assert shell.run(["sync"]).code == ExitCode.INTERRUPTED
    assert "stopped (The proxy that the environment names cannot be used.)" in "".join(heard)
