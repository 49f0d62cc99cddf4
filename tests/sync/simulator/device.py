"""One library on one machine: the real catalog, access and engine, opened, crashed, reopened."""

import asyncio
import os
import random
import shutil
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import SyncPhase
from desktop_app.remote.access import Access
from desktop_app.sync.engine import Engine
from desktop_app.sync.id_ranges import id_ranges
from desktop_app.sync.surroundings import Limits, Surroundings
from tests.sync.device import AnyDevice, StoredOriginals
from tests.sync.simulator.auth import ModelAuth
from tests.sync.simulator.bases import Bases
from tests.sync.simulator.bucket import ModelBucket
from tests.sync.simulator.faults import CrashError, Line
from tests.sync.simulator.files import ModelFiles, ModelHints
from tests.sync.simulator.inline_storage import InlineWriter, opened_inline
from tests.sync.simulator.ledger import History
from tests.sync.simulator.rows import ModelRows
from tests.sync.simulator.server import ModelServer
from tests.sync.simulator.snapshot import ASSETS, COLLECTIONS, Reader
from tests.sync.simulator.times import MachineClock
from tests.sync.simulator.watch import Watch
from tests.sync.simulator.wire import ModelAuthPort, TokenFile, Wire

T = TypeVar("T")

PROJECT: Final = "https://project.example"
CATALOG: Final = "catalog.db"


@dataclass(slots=True)
class Project:
    """The server's side, and who keeps the books."""

    server: ModelServer
    auth: ModelAuth
    bucket: ModelBucket
    history: History
    tell: Callable[[str, str], None]
    note: Callable[..., None]
    spawn: Callable[[Coroutine[Any, Any, None]], None]
    templates: Path


class DeviceOriginals(StoredOriginals):
    """The originals of one library: as safe as the rows that name them."""

    def __init__(self, folder: Path, line: Callable[[], Line]) -> None:
        super().__init__(folder)
        self._line = line

    def discard(self, ids: Sequence[str]) -> None:
        self._line().point()
        super().discard(ids)


class Device(AnyDevice):
    """One library of one account, and its bad luck."""

    clock: MachineClock
    project: Project

    def __init__(
        self,
        name: str,
        user_id: str,
        folder: Path,
        project: Project,
        seed: str,
        *,
        limits: Limits,
        fault_rate: float,
    ) -> None:
        super().__init__(name, user_id, project)
        self.clock = MachineClock(asyncio.get_running_loop())
        self.random = random.Random(seed)
        self.line = Line(random.Random(seed + " line"), fault_rate)
        self.watch = Watch(
            user_id, self.ledger, project.history, self._tell, page_rows=limits.page_rows
        )
        self.watch.conflicts = self.note_conflicts
        self.tokens = TokenFile(self.line, project.auth.sign_in(user_id).refresh_token)
        self.requests = 0
        self._bases = Bases(project.server, project.history, self.ledger, self._tell)
        self._limits = limits
        self._folder = folder
        self._lives = 0
        self._task: asyncio.Task[None] | None = None
        self._born_at = len(project.server.commits)
        self._first_ids = frozenset(project.server.rows_of(ASSETS, user_id))
        self._home = folder / "0"
        self._home.mkdir(parents=True)
        shutil.copyfile(_template(project.templates, user_id), self._home / CATALOG)
        self.originals = DeviceOriginals(folder / "originals", lambda: self.line)
        self._open()

    # --- life

    def start(self) -> None:
        """Let the engine run."""
        self._task = asyncio.get_running_loop().create_task(self.engine.run(), name=self.name)

    async def stop(self) -> None:
        """End the engine as the program does at its end."""
        task, self._task = self._task, None
        if task is None:
            return
        task.cancel()
        await asyncio.wait([task])
        await self._access.settled()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._check_end(error)

    def check(self) -> None:
        """See whether the engine has ended by itself, which it never does, and what it knows."""
        if not self.line.is_dead:
            self._bases.check(self.reader)
        task = self._task
        if task is None or not task.done() or self.line.is_dead:
            return
        self._task = None
        error = None if task.cancelled() else task.exception()
        if error is None:
            self._tell("crash", "the engine ended by itself")
        else:
            self._check_end(error)

    async def crash(self, *, is_power_cut: bool) -> None:
        """End the program here and now; what was not committed is gone."""
        self.line.is_dead = True
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled():
                task.exception()
        before, self._home = self._home, self._folder / str(self._lives)
        self._home.mkdir()
        for path in before.glob(f"{CATALOG}*"):
            shutil.copyfile(path, self._home / path.name)
        if is_power_cut:
            log = self._home / f"{CATALOG}-wal"
            kept = self.random.choice(self._writer.transactions.unsafe_sizes)
            if log.exists():
                os.truncate(log, kept)
        self._close()
        shutil.rmtree(before)
        self._begin_anew()
        self._check_positions()

    async def reopen(self) -> None:
        """End the program properly, and start it again."""
        await self.stop()
        self._close()
        self._begin_anew()

    async def close(self) -> None:
        """End the program for good."""
        self.line.is_dead = True
        await self.stop()
        self._close()

    async def sign_in(self) -> None:
        """Begin a new session, as the user does when asked to; with or without a new start."""
        granted = self.project.auth.sign_in(self.user_id)
        if self._task is not None and self.random.random() < 0.5:
            with suppress(CrashError):
                await self._access.adopt(self.auth_port.tokens_of(granted))
                self.engine.wake()
            return
        await self.stop()
        self.tokens.put(granted.refresh_token)
        self._close()
        self._begin_anew()

    async def recover(self) -> None:
        """Do what a person does to whom the window says what is wrong."""
        is_over = self.project.auth.is_over(self.tokens.refresh_token)
        if is_over or self.engine.status.phase is SyncPhase.SIGNED_OUT:
            await self.sign_in()
        self.auth_port.impostor = None
        self.engine.set_metered(is_metered=False)
        self.engine.resume()
        self.engine.wake()

    # --- inside

    def _begin_anew(self) -> None:
        """Start the program, and again if it ends while it starts."""
        is_open = False
        while not is_open:
            # What is left of the one before must not reach anything any more.
            line, self.line = self.line, Line(self.line.random, self.line.fault_rate)
            line.is_dead = True
            self.line.faults = line.faults
            self.line.is_online = line.is_online
            self.tokens = TokenFile(self.line, self.tokens.refresh_token, self.tokens.ever)
            with suppress(CrashError):
                self._open()
                is_open = True
        self.start()

    def _open(self) -> None:
        self._lives += 1
        path = self._home / CATALOG
        project, line = self.project, self.line
        account = Account(self.user_id, PROJECT)
        with opened_inline(line) as writers:
            self.catalog = Catalog.open(path, account=account, clock=self.clock)
        self._writer: InlineWriter = writers[-1]
        self.reader = Reader(path)
        self._watch_removals()
        self.auth_port = ModelAuthPort(project.auth, line, self.clock)
        self._access = access = Access(self.auth_port, self.tokens, self.clock, self.user_id)
        self.wire = Wire(
            project.server,
            project.auth,
            access,
            line,
            self.name,
            used=self._on_token_used,
            spawn=project.spawn,
        )
        self.engine = Engine(
            Surroundings(
                rows=ModelRows(project.server, self.wire, self.user_id, self.watch),
                files=ModelFiles(
                    project.bucket, project.server, self.wire, self.watch, self.user_id
                ),
                hints=ModelHints(project.server, line, self.user_id),
                replica=self.catalog.replica,
                catalog=self.catalog,
                originals=self.originals,
                clock=self.clock,
                random=random.Random(self.random.getrandbits(64)),
                database=self._database,
                disk=self._blocking,
                limits=self._limits,
            )
        )

    def _close(self) -> None:
        self.requests += self.wire.requests
        self.reader.close()
        self.catalog.close()

    async def _database(self, call: Callable[[], T]) -> T:
        return await self._blocking(call)

    async def _blocking(self, call: Callable[[], T]) -> T:
        line = self.line
        line.point()
        result = call()
        await asyncio.sleep(0 if line.random.random() < 0.7 else line.random.random() * 0.02)
        line.point()
        return result

    def _on_token_used(self, token: str) -> None:
        issued_with = self.project.auth.issued_with(token)
        if issued_with is not None and issued_with not in self.tokens.ever:
            self._tell("session", "a token is used before its refresh token is stored")

    def _check_positions(self) -> None:
        """See that no position of the initial load is ahead of the rows that it stands for."""
        read = self.reader.all("SELECT key, value FROM sync_state WHERE key GLOB 'initial.[0-9]*'")
        positions: dict[str, str] = {row["key"]: row["value"] for row in read}
        if not positions:
            return
        known = {id_ for (id_,) in self.reader.all("SELECT id FROM asset")}
        known |= {id_ for (id_,) in self.reader.all("SELECT id FROM recycle")}
        known |= {id_ for table, id_ in self.ledger.deleted if table is ASSETS}
        there = self.project.server.rows_of(ASSETS, self.user_id).keys()
        for part in id_ranges(self._limits.initial_ranges):
            position = positions.get(f"initial.{part.number:02d}", "")
            for id_ in sorted((self._first_ids & there) - known):
                was_deleted = self.project.history.was_deleted_since(ASSETS, id_, self._born_at)
                if (part.after or "") < id_ <= position and not was_deleted:
                    self._tell("crash", f"the position is at {position}, but {id_} is not here")

    def _check_end(self, error: BaseException) -> None:
        if not _is_crash(error):
            self._tell("crash", f"the engine raised {error!r}", error)

    def _next_commit(self) -> int:
        return len(self.project.server.commits)

    def _collections_here(self) -> set[str]:
        return set(self.reader.snapshot().ids(COLLECTIONS))

    def _is_false_delete(self, table: RemoteTable, uuid: str) -> bool:
        is_there = self.project.server.row(table, uuid) is not None
        return is_there and (table, uuid) not in self.watch.absent


def _is_crash(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return all(_is_crash(one) for one in error.exceptions)
    return isinstance(error, CrashError)


def _template(folder: Path, user_id: str) -> Path:
    """Return an empty library of this user, made once."""
    path = folder / user_id / CATALOG
    if not path.exists():
        Catalog.open(path, account=Account(user_id, PROJECT)).close()
    return path
