"""The processes that are measured by the part `sync`: each does one thing and tells its figures.

``WHAT URL KEY EMAIL PASSWORD``; what it has measured comes as a
line of JSON on its output, and a line on its input lets it go on where it waits.
"""

import itertools
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson

# All that a program that syncs has imported long before: not what is measured.
import desktop_app.remote.account
import desktop_app.sync.engine  # noqa: F401
from desktop_app.accounts.connecting import Connecting
from desktop_app.accounts.known import KnownAccount
from desktop_app.background import collect_rarely
from desktop_app.catalog.account import Account
from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.remote.connection import tls_context
from desktop_app.remote.project import checked_project
from desktop_app.session import Library
from desktop_app.sync.initial import LOADED
from desktop_app.sync.surroundings import Limits
from tests.bench.bare_catalog import BareCatalog

SWITCH_INTERVAL_S = 0.0002
EDITS = 1_000
_AT_MOST_S = 1_800.0
_LIMITS = Limits()
_NO_UUID = "00000000-0000-0000-0000-000000000000"
_LAST_UUID = "ffffffff-ffff-ffff-ffff-ffffffffffff"


class Measure:
    """Wall clock, processor time and memory of this process from here on."""

    def __init__(self) -> None:
        self._held_mb = _peak_mb()
        self._cpu_s = time.process_time()
        self._begun_s = time.perf_counter()

    def told(self, **more: float) -> dict[str, float]:
        """Return what has been used since."""
        return {
            "s": time.perf_counter() - self._begun_s,
            "cpu_s": time.process_time() - self._cpu_s,
            "mb": _peak_mb() - self._held_mb,
            **more,
        }


class Server:
    """Who is asked, as whom."""

    def __init__(self, url: str, key: str, email: str, password: str) -> None:
        self.url = url
        self._key = key
        self._email = email
        self._password = password

    def signed_in(self) -> KnownAccount:
        """Sign in as the program does."""
        project = checked_project(self.url, self._key)
        return Connecting(project).with_password(self._email, self._password, CancelToken())

    @contextmanager
    def bare(self) -> Iterator[tuple[httpx.Client, str]]:
        """Return a client of HTTP with a token of its own, and the user's id."""
        with httpx.Client(base_url=self.url, headers={"apikey": self._key}, timeout=60) as client:
            answer = client.post(
                "/auth/v1/token?grant_type=password",
                json={"email": self._email, "password": self._password},
            )
            answer.raise_for_status()
            session = answer.json()
            client.headers["authorization"] = f"Bearer {session['access_token']}"
            yield client, session["user"]["id"]


@contextmanager
def opened(server: Server) -> Iterator[tuple[Library, KnownAccount]]:
    """Return the user's library, signed in, with its index ready."""
    account = server.signed_in()
    tls_context()
    with Library(account.folder, account=account.account) as library:
        library.searcher.search(AssetQuery()).result()
        yield library, account


class Waiter:
    """Waits for a status of sync."""

    def __init__(self, library: Library) -> None:
        assert library.sync is not None
        self._library = library
        self._event = threading.Event()
        self._is_so: Callable[[SyncStatus], bool] = lambda _status: False
        library.sync.subscribe(self._on_status)

    def until(self, is_so: Callable[[SyncStatus], bool]) -> None:
        """Wait until a status is so."""
        self.watch(is_so)
        if not self._event.wait(_AT_MOST_S):
            raise TimeoutError

    def watch(self, is_so: Callable[[SyncStatus], bool]) -> None:
        """Look out for a status that is so, from now on."""
        assert self._library.sync is not None
        self._event.clear()
        self._is_so = is_so
        self._on_status(self._library.sync.status)

    def is_over(self) -> bool:
        """Whether what is watched for has come."""
        return self._event.is_set()

    def until_loaded(self) -> None:
        """Wait for the end of the initial load."""
        position = self._library.catalog.replica.position
        self.until(lambda _status: position(LOADED) is not None)

    def until_up_to_date(self) -> None:
        """Wait until nothing is left to do."""
        self.until(lambda status: status.phase is SyncPhase.UP_TO_DATE)

    def _on_status(self, status: SyncStatus) -> None:
        if self._is_so(status):
            self._event.set()


def initial(server: Server) -> None:
    """The first sync of a library, then a scan in which nothing is new, then a push of edits."""
    with opened(server) as (library, account):
        measure = Measure()
        library.begin_sync()
        waiter = Waiter(library)
        waiter.until_loaded()
        tell(measure.told())
        wait()
        waiter.until_up_to_date()
        tell({})
    wait()
    with opened(server) as (library, account):
        measure = Measure()
        report = library.sync_once(account, CancelToken())
        tell(measure.told(pulled=report.pulled))
        rows = library.searcher.search(AssetQuery()).result().rows[:EDITS]
        for row in rows:
            library.catalog.edit([row], {Column.TITLE: f"Offline {row}"}, origin=Origin.GRID)
        wait()
        measure = Measure()
        library.begin_sync()
        Waiter(library).until(
            lambda status: (
                status.phase is not SyncPhase.CONNECTING
                and not status.waiting
                and not library.catalog.replica.waiting().queued
            )
        )
        tell(measure.told(edits=len(rows)))


def floor(server: Server) -> None:
    """The same pages into a bare catalog, then the same scan, then the same edits."""
    with (
        server.bare() as (client, user_id),
        tempfile.TemporaryDirectory(prefix="lightbox-bench-") as folder,
    ):
        account = Account(user_id, server.url)
        with BareCatalog(Path(folder, "one", "catalog.db"), account) as catalog:
            measure = Measure()
            one_after_another(client, user_id, catalog)
            tell(measure.told(rows=catalog.count))
            measure = Measure()
            bare_scan(client, user_id, catalog)
            tell(measure.told())
            ids = list(catalog.versions("", _LAST_UUID).items())[:EDITS]
        with BareCatalog(Path(folder, "two", "catalog.db"), account) as catalog:
            measure = Measure()
            side_by_side(client, user_id, catalog)
            tell(measure.told(rows=catalog.count))
        measure = Measure()
        bare_push(client, user_id, ids)
        tell(measure.told(edits=len(ids)))


def one_after_another(client: httpx.Client, user_id: str, catalog: BareCatalog) -> None:
    """Fetch a page, write it, fetch the next."""
    last: str | None = _NO_UUID
    while last is not None:
        last = catalog.take(_page(client, user_id, "*,xmin", last, _LAST_UUID))


def side_by_side(client: httpx.Client, user_id: str, catalog: BareCatalog) -> None:
    """Fetch the ranges that the engine fetches, as many at once, while one thread writes."""
    parts = _LIMITS.initial_ranges
    ends = [f"{number * 0x100000000 // parts:08x}{_NO_UUID[8:]}" for number in range(1, parts)]
    with (
        ThreadPoolExecutor(_LIMITS.initial_at_once) as fetching,
        ThreadPoolExecutor(1) as writing,
    ):

        def load(after: str, until: str) -> None:
            last: str | None = after
            while last is not None:
                page = _page(client, user_id, "*,xmin", last, until)
                last = writing.submit(catalog.take, page).result()

        bounds = [_NO_UUID, *ends, _LAST_UUID]
        for done in [
            fetching.submit(load, after, until) for after, until in itertools.pairwise(bounds)
        ]:
            done.result()


def bare_scan(client: httpx.Client, user_id: str, catalog: BareCatalog) -> None:
    """Compare id and version of every row, page by page."""
    last = _NO_UUID
    while rows := orjson.loads(_page(client, user_id, "id,xmin", last, _LAST_UUID)):
        theirs = {row["id"]: row["xmin"] for row in rows}
        held = catalog.versions(last, rows[-1]["id"])
        if held != theirs:
            raise RuntimeError("the bare catalog differs from the server")
        last = rows[-1]["id"]


def bare_push(client: httpx.Client, user_id: str, ids: list[tuple[str, str]]) -> None:
    """Send an edit of each row with its version, as many at once as the engine."""

    def patch(uuid: str, version: str) -> None:
        client.patch(
            f"/rest/v1/user_library?id=eq.{uuid}&user_id=eq.{user_id}&xmin=eq.{version}"
            "&select=id,xmin,custom_title,updated_at",
            json={"custom_title": f"Bare {uuid}", "updated_at": "now"},
            headers={"prefer": "return=representation"},
        ).raise_for_status()

    with ThreadPoolExecutor(_LIMITS.push_at_once) as pushing:
        for done in [pushing.submit(patch, *one) for one in ids]:
            done.result()


def _page(client: httpx.Client, user_id: str, columns: str, after: str, until: str) -> bytes:
    answer = client.get(
        f"/rest/v1/user_library?select={columns}&user_id=eq.{user_id}&id=gt.{after}&id=lte.{until}"
        f"&order=id&limit={_LIMITS.page_rows}"
    )
    answer.raise_for_status()
    return answer.content


def changes(server: Server) -> None:
    """Keep a library up to date, and tell the moment of each change that came from the server."""

    def on_committed(change: ChangeSet) -> None:
        if change.origin is Origin.SYNC and change.changed:
            tell({"at_ns": time.monotonic_ns()})

    with opened(server) as (library, _account):
        measure = Measure()
        library.begin_sync()
        waiter = Waiter(library)
        waiter.until_loaded()
        tell(measure.told())
        waiter.until_up_to_date()
        unsubscribe = library.catalog.subscribe(on_committed)
        tell({})
        wait()
        unsubscribe()


def tell(figures: dict[str, Any]) -> None:
    """Write a line of figures."""
    sys.stdout.write(f"{json.dumps(figures)}\n")
    sys.stdout.flush()


def wait() -> None:
    """Wait for a line."""
    sys.stdin.readline()


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def main() -> None:
    """Do what the command line says."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    collect_rarely()
    {one.__name__: one for one in (initial, floor, changes)}[sys.argv[1]](Server(*sys.argv[2:]))
