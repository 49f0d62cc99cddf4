"""Sync of an open library when something fails: it is seen, and goes on by itself."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import Queue
from typing import Any, cast

import pytest

from desktop_app.accounts.connecting import Connecting
from desktop_app.accounts.known import KnownAccount
from desktop_app.accounts.library_sync import LibrarySync
from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.files import KeepingRule
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.remote import RemoteError
from desktop_app.domain.sync import SyncPhase, SyncStatus, Waiting
from desktop_app.remote.project import checked_project
from desktop_app.session import Library
from desktop_app.sync.surroundings import Surroundings
from tests.builders import FIRST_DAY_US, FakeClock, open_catalog
from tests.stack.stack import Stack

WAIT_S = 20.0
RESTART_US = 30_000_000
GOOD = KnownAccount(
    "http://127.0.0.1:9", "sb_publishable_one", "0f0e0d0c-0000-4000-8000-000000000001"
)
DISK_FULL = CatalogError("catalog.disk_full")
ASKING = SyncStatus(
    SyncPhase.ASKING, waiting=2, pulled=7, asked_removals=60, synced_at_us=5, is_metered=True
)


class FakeEngine:
    """Runs until it is told to fail, and notes what it is told."""

    def __init__(self, begun: "Queue[FakeEngine]") -> None:
        self._begun = begun
        self._failure: asyncio.Future[None]
        self.calls: list[tuple[str, object]] = []
        self.transfers = ()
        self.tell: Callable[[SyncStatus], None]

    async def run(self) -> None:
        self._failure = asyncio.get_running_loop().create_future()
        self._begun.put(self)
        await self._failure

    def subscribe(self, listener: Callable[[SyncStatus], None]) -> None:
        self.tell = listener

    def fail(self, error: Exception) -> None:
        self._failure.set_exception(error)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *given, **named: self.calls.append((name, (*given, *named.values())))


class NoFiles:
    """Originals that nobody asks for."""

    def close(self) -> None:
        """Have none open."""


class Synced:
    """The sync of a library, over engines that do as they are told."""

    def __init__(self, catalog: Catalog, begun: "Queue[FakeEngine]") -> None:
        self.replica = catalog.replica
        self._begun = begun
        self._statuses: Queue[SyncStatus] = Queue()
        self._catalog = catalog
        self.sync: LibrarySync

    def start(self, account: KnownAccount = GOOD) -> None:
        """Begin to sync for an account."""
        parts = cast("Any", self._catalog), cast("Any", NoFiles()), cast("Any", None)
        self.sync = LibrarySync(account, *parts, FakeClock())
        self.sync.subscribe(self._statuses.put)
        self.sync.start()

    def begun(self) -> FakeEngine:
        """Return the next engine, once it runs."""
        return self._begun.get(timeout=WAIT_S)

    def told(self) -> SyncStatus:
        """Return the next status that is told."""
        return self._statuses.get(timeout=WAIT_S)

    def tell(self, status: SyncStatus) -> None:
        """Let the engine tell a status."""
        self.sync._tell(lambda engine: cast("Any", engine).tell(status))
        self.told()

    def fail(self, error: Exception = DISK_FULL) -> SyncStatus:
        """Let the engine fail, and return what is told of it."""
        self.sync._tell(lambda engine: cast("Any", engine).fail(error))
        return self.told()

    def settle(self) -> None:
        """Wait until the engine has heard everything."""
        is_heard = threading.Event()
        self.sync._tell(lambda _engine: is_heard.set())
        assert is_heard.wait(WAIT_S)


@pytest.fixture
def synced(library_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Synced]:
    begun: Queue[FakeEngine] = Queue()

    def engine(_surroundings: Surroundings) -> FakeEngine:
        return FakeEngine(begun)

    monkeypatch.setattr("desktop_app.sync.engine.Engine", engine)
    with open_catalog(library_folder, account=GOOD.account) as catalog:
        made = Synced(catalog, begun)
        yield made
        made.sync.close()


@pytest.mark.parametrize(
    ("error", "phase", "code"),
    [
        (DISK_FULL, SyncPhase.STOPPED, "catalog.disk_full"),
        (KeyError("bug"), SyncPhase.STOPPED, "bug"),
        (RemoteError("remote.refused"), SyncPhase.STOPPED, "remote.refused"),
        (RemoteError("remote.other_user"), SyncPhase.SIGNED_OUT, "remote.other_user"),
    ],
)
def test_a_failure_is_in_the_status(
    synced: Synced, error: Exception, phase: SyncPhase, code: str
) -> None:
    synced.start()
    synced.begun()
    synced.tell(ASKING)
    told = synced.fail(error)
    assert told.retry_at_us is not None
    assert told.retry_at_us - FIRST_DAY_US in range(RESTART_US, RESTART_US + 1_000_000)
    assert told == SyncStatus(
        phase,
        waiting=2,
        error=code,
        retry_at_us=told.retry_at_us,
        synced_at_us=5,
        is_metered=True,
    )
    assert synced.sync.status == told
    assert synced.sync.transfers() == ()


def test_whoever_wants_to_go_on_does_not_wait(synced: Synced) -> None:
    synced.start()
    first = synced.begun()
    synced.fail()
    synced.sync.wake()
    second = synced.begun()
    assert second is not first
    synced.sync.wake()
    synced.settle()
    assert second.calls == [("wake", ())]


def test_when_it_was_up_to_date_last_is_known_after_a_failure(synced: Synced) -> None:
    synced.start()
    synced.begun()
    synced.tell(SyncStatus(SyncPhase.UP_TO_DATE, synced_at_us=5))
    synced.fail()
    synced.sync.wake()
    synced.begun()
    synced.tell(SyncStatus(SyncPhase.CONNECTING))
    assert synced.sync.status == SyncStatus(SyncPhase.CONNECTING, synced_at_us=5)
    synced.tell(SyncStatus(SyncPhase.UP_TO_DATE, synced_at_us=8))
    assert synced.sync.status.synced_at_us == 8


def test_when_it_was_up_to_date_last_is_known_at_the_next_start(synced: Synced) -> None:
    synced.start()
    synced.begun()
    synced.tell(SyncStatus(SyncPhase.UP_TO_DATE, synced_at_us=5))
    synced.sync.close()

    synced.start()
    synced.begun()
    synced.tell(SyncStatus(SyncPhase.OFFLINE))
    assert synced.sync.status == SyncStatus(SyncPhase.OFFLINE, synced_at_us=5)


def test_a_catalog_that_cannot_be_written_does_not_keep_it_from_ending(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_positions: object) -> None:
        raise DISK_FULL

    synced.start()
    synced.begun()
    synced.tell(SyncStatus(SyncPhase.UP_TO_DATE, synced_at_us=5))
    monkeypatch.setattr(synced.replica, "set_positions", full)
    synced.sync.close()


def test_what_the_user_has_chosen_outlasts_an_engine(synced: Synced) -> None:
    synced.start()
    synced.begun()
    sync, rule = synced.sync, KeepingRule()
    sync.set_metered(is_metered=True)
    sync.pause()
    sync.resume()
    sync.keep_originals(rule)
    sync.want_thumbnails(["a"])
    sync.want_thumbnail("b")
    synced.settle()
    synced.fail()
    sync.want_thumbnails(["c"])
    sync.want_original("d")
    sync.wake()
    assert synced.begun().calls == [
        ("set_metered", (True,)),
        ("resume", ()),
        ("keep_originals", (rule,)),
        ("want_thumbnails", (["c"],)),
        ("want_original", ("d",)),
    ]


def test_an_answer_about_removals_is_for_the_engine_that_asked(synced: Synced) -> None:
    synced.start()
    first = synced.begun()
    synced.sync.answer_removals(accept=False)
    synced.settle()
    synced.fail()
    synced.sync.answer_removals(accept=True)
    synced.sync.wake()
    second = synced.begun()
    synced.settle()
    assert first.calls == [("answer_removals", (False,))]
    assert second.calls == []


def test_nobody_waits_for_an_original_while_it_has_stopped(synced: Synced) -> None:
    synced.start()
    synced.begun()
    synced.fail()
    assert not synced.sync.fetch_original("a", CancelToken())


def test_a_key_that_is_none_needs_a_new_sign_in_and_that_is_gone_on_with(synced: Synced) -> None:
    synced.start(replace(GOOD, key="changed by hand"))
    told = synced.told()
    assert (told.phase, told.error) == (SyncPhase.SIGNED_OUT, "project.no_key")
    synced.sync.signed_in(GOOD)
    engine = synced.begun()
    synced.sync.signed_in(GOOD)
    synced.settle()
    assert engine.calls == [("wake", ())]
    synced.sync.signed_in(replace(GOOD, key="sb_publishable_two"))
    assert synced.begun() is not engine


def test_a_proxy_that_cannot_be_used_is_no_matter_of_signing_in(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "nonsense://proxy")
    monkeypatch.setenv("all_proxy", "nonsense://proxy")
    synced.start(replace(GOOD, url="https://project.example"))
    told = synced.told()
    assert (told.phase, told.error) == (SyncPhase.STOPPED, "remote.proxy")
    monkeypatch.delenv("ALL_PROXY")
    monkeypatch.delenv("all_proxy")
    synced.sync.wake()
    synced.begun()


def test_once_closed_it_hears_nothing_any_more(synced: Synced) -> None:
    synced.start()
    synced.begun()
    synced.sync.close()
    synced.sync.wake()
    synced.sync.signed_in(replace(GOOD, key="sb_publishable_two"))
    synced.sync.pause()
    assert not synced.sync.fetch_original("a", CancelToken())


def test_a_library_that_cannot_be_read_for_a_while_is_up_to_date_afterwards(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = stack.sign_up()
    connecting = Connecting(checked_project(stack.url, stack.anon_key))
    account = connecting.with_password(user.email, user.password, CancelToken())
    phases: Queue[SyncPhase] = Queue()

    def wait_for(phase: SyncPhase) -> None:
        while phases.get(timeout=WAIT_S) is not phase:
            pass

    with Library(account.folder, account=account.account) as library:
        replica = library.catalog.replica

        def waiting() -> Waiting:
            raise DISK_FULL

        library.begin_sync()
        assert library.sync is not None
        library.sync.subscribe(lambda status: phases.put(status.phase))
        phases.put(library.sync.status.phase)
        wait_for(SyncPhase.UP_TO_DATE)
        with monkeypatch.context() as broken:
            broken.setattr(replica, "waiting", waiting)
            library.sync.wake()
            wait_for(SyncPhase.STOPPED)
            assert library.sync.status.error == "catalog.disk_full"
            library.sync.wake()
            wait_for(SyncPhase.STOPPED)
        library.sync.wake()
        wait_for(SyncPhase.UP_TO_DATE)
        assert library.sync.status.error == ""
        assert library.sync.status.retry_at_us is None
