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
from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import SyncPhase
from desktop_app.remote.access import Access
from desktop_app.sync.engine import Engine
from desktop_app.sync.id_ranges import id_ranges
from desktop_app.sync.surroundings import Limits, Surroundings
from tests.sync.simulator.auth import ModelAuth
from tests.sync.simulator.bucket import ModelBucket
from tests.sync.simulator.faults import CrashError, Line
from tests.sync.simulator.files import ModelFiles, ModelHints
from tests.sync.simulator.inline_storage import InlineWriter, opened_inline
from tests.sync.simulator.ledger import Edit, History, Ledger
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


class DeviceOriginals:
    """The originals of one library: as safe as the rows that name them."""

    def __init__(self, folder: Path, line: Callable[[], Line]) -> None:
        self._folder = folder
        self._line = line

    def path(self, asset_id: str) -> Path | None:
        path = self._folder / f"{asset_id}.png"
        return path if path.exists() else None

    def thumbnail(self, asset_id: str) -> bytes | None:
        return None if asset_id[0] in "0123" else b"webp"

    def discard(self, ids: Sequence[str]) -> None:
        self._line().point()
        for asset_id in ids:
            (self._folder / f"{asset_id}.png").unlink(missing_ok=True)

    def put(self, asset_id: str, data: bytes) -> None:
        """Store an original, before its row."""
        (self._folder / f"{asset_id}.png").write_bytes(data)


class Device:
    """One library of one account, and its bad luck.

    Attributes:
        ledger: what its user did.
        has_accepted: the user said once that so many removals are meant.
        imported: every asset whose file was ever brought in here.
        removed_elsewhere: every asset that sync ever took away here.
    """

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
        self.name = name
        self.user_id = user_id
        self.project = project
        self.clock = MachineClock(asyncio.get_running_loop())
        self.random = random.Random(seed)
        self.line = Line(random.Random(seed + " line"), fault_rate)
        self.ledger = Ledger()
        self.watch = Watch(
            user_id, self.ledger, project.history, self._tell, page_rows=limits.page_rows
        )
        self.watch.conflicts = self.note_conflicts
        self.tokens = TokenFile(self.line, project.auth.sign_in(user_id).refresh_token)
        self.has_accepted = False
        self.imported: set[str] = set()
        self.removed_elsewhere: set[str] = set()
        self.requests = 0
        self._limits = limits
        self._folder = folder
        self._lives = 0
        self._task: asyncio.Task[None] | None = None
        self._known_collections: set[str] = set()
        self._born_at = len(project.server.commits)
        self._first_ids = frozenset(project.server.rows_of(ASSETS, user_id))
        self._home = folder / "0"
        self._home.mkdir(parents=True)
        shutil.copyfile(_template(project.templates, user_id), self._home / CATALOG)
        files = folder / "originals"
        files.mkdir()
        self.originals = DeviceOriginals(files, lambda: self.line)
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
        """See whether the engine has ended by itself, which it never does."""
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
        self.tokens.refresh_token = granted.refresh_token
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

    # --- the user

    def do(self, action: Callable[[], object]) -> list[Edit]:
        """Have the user do something to the library; return what that changed.

        Raises:
            CrashError: the program ended within.
        """
        before = self.reader.snapshot()
        commit = len(self.project.server.commits)
        try:
            action()
        finally:
            made = self.ledger.note(before, self.reader.snapshot(), commit)
            for edit in made:
                self.project.note(self.name, "edit", edit)
        return made

    def note_conflicts(self) -> None:
        """Write down the conflicts that are in the log."""
        for table, id_, column, theirs in self.reader.conflicts():
            self.ledger.conflicts.add((table, id_, column, repr(theirs)))

    @property
    def is_asking(self) -> bool:
        """Whether the engine wants the user's word on removals."""
        return self.engine.status.phase is SyncPhase.ASKING

    def answer_truly(self) -> None:
        """Say whether the removals are meant: only if all of it is gone."""
        server = self.project.server
        missing = self.catalog.replica.missing()
        accept = all(server.row(ASSETS, id_) is None for id_ in missing)
        self.has_accepted |= accept
        self.project.note(self.name, "answers removals", accept, missing)
        self.engine.answer_removals(accept=accept)

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
            self.tokens = TokenFile(self.line, self.tokens.refresh_token)
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
        self._known_collections = set(self.reader.snapshot().ids(COLLECTIONS))
        self.catalog.subscribe(self._on_change)
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
        if self.project.auth.is_newer(token, self.tokens.refresh_token):
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

    def _tell(self, invariant: str, what: str, error: BaseException | None = None) -> None:
        self.project.tell(invariant, f"{self.name}: {what}")
        if error is not None:
            self.project.note(self.name, "traceback", error)

    def _on_change(self, change: ChangeSet) -> None:
        """Look at what sync takes away."""
        if change.origin is not Origin.SYNC:
            if change.are_collections_changed:
                self._known_collections = set(self.reader.snapshot().ids(COLLECTIONS))
            return
        self.removed_elsewhere.update(change.removed_ids)
        for id_ in change.removed_ids:
            if self._is_false_delete(ASSETS, id_):
                self._tell("false delete", f"asset {id_} is removed, and is on the server")
        if change.are_collections_changed:
            now = set(self.reader.snapshot().ids(COLLECTIONS))
            for gone in sorted(self._known_collections - now):
                if self._is_false_delete(COLLECTIONS, gone):
                    self._tell(
                        "false delete", f"collection {gone} is removed, and is on the server"
                    )
            self._known_collections = now

    def _is_false_delete(self, table: RemoteTable, uuid: str) -> bool:
        """Whether a row is there, and no true answer has told otherwise."""
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
