"""One library of an account: the real catalog, remote and engine, opened, closed, opened again."""

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.remote import RemoteError, RemoteTable
from desktop_app.domain.sync import SyncReport
from desktop_app.remote.account import connected
from desktop_app.remote.project import checked_project, token_claims
from desktop_app.sync.engine import Engine
from desktop_app.sync.surroundings import Limits, Surroundings
from desktop_app.sync.thread import OnExecutor
from tests.remote.doubles import MemoryStore
from tests.stack.stack import Stack, StackUser
from tests.sync.device import AnyDevice, StoredOriginals
from tests.sync.real.books import Books
from tests.sync.simulator.ledger import History
from tests.sync.simulator.snapshot import COLLECTIONS, Reader

CATALOG: Final = "catalog.db"


@dataclass(slots=True)
class Project:
    """The server's side, and who keeps the books; what the oracle asks for."""

    server: Books
    history: History
    tell: Callable[[str, str], None]
    note: Callable[..., None]


class OffsetClock:
    """The machine's clock, set to anything."""

    def __init__(self) -> None:
        self.offset_us = 0

    def now_us(self) -> int:
        return time.time_ns() // 1_000 + self.offset_us


class Device(AnyDevice):
    """One library, its user's ledger, and the sync that is under way, if one is.

    Attributes:
        sessions: every session it ever had, as the server's books name them.
        failures: what kept its syncs from finishing.
    """

    clock: OffsetClock
    project: Project

    def __init__(
        self, name: str, stack: Stack, user: StackUser, folder: Path, project: Project, seed: str
    ) -> None:
        super().__init__(name, user.id, project)
        self.clock = OffsetClock()
        self.sessions: set[str] = set()
        self.failures: list[str] = []
        self._stack = stack
        self._user = user
        self._folder = folder
        self._random = random.Random(seed)
        self._limits = _limits(self._random)
        self._store = MemoryStore(None)
        self._owned = AsyncExitStack()
        self._task: asyncio.Task[SyncReport | None] | None = None
        folder.mkdir()
        self.originals = StoredOriginals(folder / "originals")

    # --- life

    async def open(self) -> None:
        """Start the program, signed in."""
        if self._store.kept is None:
            self.sign_in()
        path = self._folder / CATALOG
        stack = self._owned = AsyncExitStack()
        account = Account(self.user_id, self._stack.url)
        self.catalog = Catalog.open(path, account=account, clock=self.clock)
        stack.callback(self.catalog.close)
        self.reader = Reader(path)
        stack.callback(self.reader.close)
        database = stack.enter_context(ThreadPoolExecutor(1, "sync-catalog"))
        disk = stack.enter_context(ThreadPoolExecutor(1, "sync-disk"))
        self._watch_removals()
        remote = await stack.enter_async_context(
            connected(
                checked_project(self._stack.url, self._stack.anon_key),
                self.user_id,
                self._store,
                self.clock,
            )
        )
        self.engine = Engine(
            Surroundings(
                rows=remote.rows,
                files=remote.files,
                hints=remote.hints,
                replica=self.catalog.replica,
                catalog=self.catalog,
                originals=self.originals,
                clock=self.clock,
                random=random.Random(self._random.getrandbits(64)),
                database=OnExecutor(database),
                disk=OnExecutor(disk),
                limits=self._limits,
            )
        )

    async def close(self) -> None:
        """End the program, whatever is under way."""
        await self.stop()
        await self._owned.aclose()

    async def reopen(self) -> None:
        """End the program, and start it again."""
        await self.close()
        await self.open()

    def sign_in(self) -> None:
        """Begin a new session; `open` uses it."""
        session = self._stack.sign_in(self._user.email)
        self.sessions.add(str(token_claims(session.access_token)["session_id"]))
        self._store.kept = session.refresh_token

    # --- sync

    def begin_sync(self, *, is_lasting: bool) -> str:
        """Let the engine work in the background: once, or until it is stopped."""
        if self._task is not None and not self._task.done():
            return "syncs already"
        self._see_end()
        work = self._run() if is_lasting else self._once()
        self._task = asyncio.get_running_loop().create_task(work, name=self.name)
        return "runs" if is_lasting else "syncs once"

    async def finish(self, at_most_s: float | None) -> str:
        """Let the sync that is under way go on, for so long at most, or to its end."""
        if self._task is None:
            return "does not sync"
        await asyncio.wait([self._task], timeout=at_most_s)
        return self._see_end()

    async def stop(self) -> None:
        """Call off the sync that is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._see_end()

    async def once(self) -> SyncReport | None:
        """Sync once; None, and a word in `failures`, when something kept it from finishing."""
        try:
            return await self.engine.once()
        except RemoteError as error:
            self.failures.append(str(error))
            return None

    @property
    def is_signed_out(self) -> bool:
        """Whether the last sync was refused for its session."""
        return bool(self.failures) and "signed_out" in self.failures[-1]

    async def _once(self) -> SyncReport | None:
        return await self.once()

    async def _run(self) -> None:
        await self.engine.run()

    def _see_end(self) -> str:
        """See how the sync has ended, if it has."""
        task = self._task
        if task is None or not task.done():
            return "still syncs"
        self._task = None
        if task.cancelled():
            return "was called off"
        error = task.exception()
        if error is not None:
            self._tell("crash", f"the engine raised {error!r}", error)
        return f"has synced: {error or task.result() or self.failures[-1:]}"

    # --- inside

    def _next_commit(self) -> int:
        return self.project.server.commit()

    def _collections_here(self) -> set[str]:
        """Return the collections that the server has acknowledged."""
        return {*self.catalog.replica.versions(COLLECTIONS, after=None, until=None)}

    def _is_false_delete(self, table: RemoteTable, uuid: str) -> bool:
        server = self.project.server
        return server.row(table, uuid) is not None and not server.was_deleted(table, uuid)


def _limits(drawn: random.Random) -> Limits:
    return Limits(
        page_rows=drawn.choice((2, 7, 1_000)),
        first_rows=drawn.choice((2, 500)),
        initial_ranges=drawn.choice((1, 4)),
        initial_at_once=drawn.choice((1, 3)),
        ids_a_request=drawn.choice((7, 10, 100)),
        push_at_once=drawn.choice((1, 3, 6)),
        hint_s=0.02,
        touched_s=0.5,
        scan_s=1.0,
        retry_first_s=0.05,
        retry_longest_s=0.3,
        removed_unasked=drawn.choice((1, 2, 50)),
    )
