"""One world on a running stack: a user with a library or two, others, and some dozens of steps."""

import asyncio
import shutil
import tempfile
import traceback
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from desktop_app.domain.changes import Column
from tests.stack.rows import asset_row
from tests.stack.stack import Stack
from tests.sync.real.books import Books, history_of, kept
from tests.sync.real.device import Device, Project
from tests.sync.real.foreign import Foreigner
from tests.sync.real.judging import judge
from tests.sync.real.trouble import Trouble
from tests.sync.simulator.ledger import History
from tests.sync.simulator.oracle import RESTING
from tests.sync.simulator.snapshot import ASSETS, Cells
from tests.sync.simulator.times import SECOND_US, YEAR_US
from tests.sync.simulator.user import User

KINDS: Final = {
    "user": 30, "web": 16, "clash": 16, "slow": 4, "slow ends": 4, "trouble": 16, "calm": 3,
    "sync": 18, "run": 4, "finish": 8, "session": 2, "clock": 2, "schema": 2, "reopen": 2, "cut": 2,
}  # fmt: skip
_ROUNDS: Final = 10
"""In so many rounds at most, all libraries have to come to rest."""
_TRIES: Final = 3
_PATIENCE_S: Final = 5.0
_LOADED: Final = 0.8
"""The part of the worlds in which the libraries are loaded before anything happens."""
_LATER_US: Final = 4_000 * SECOND_US
"""By so much the clocks are put forward between rounds: nothing waits for more than an hour."""
_MOST_URL_BYTES: Final = 6_000
_REQUESTS_AT_REST: Final = 60
"""At most for one more sync of a library at rest, and one for each row where max-rows is small."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, and how long the syncs under way may go on afterwards."""

    kind: str
    seed: int
    pause_ms: int


@dataclass(slots=True)
class Outcome:
    """What came of a world."""

    steps: int = 0
    edits: int = 0
    hits: int = 0
    requests: int = 0
    violations: list[tuple[str, str]] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)


def steps_of(seed: int) -> list[Step]:
    """Return what happens in the world of a seed."""
    drawn = Random(f"{seed} steps")
    kinds = drawn.choices(list(KINDS), list(KINDS.values()), k=drawn.randint(12, 40))
    return [Step(kind, drawn.getrandbits(32), drawn.choice((0, 5, 40))) for kind in kinds]


def run_world(stack: Stack, seed: int, steps: Sequence[Step]) -> Outcome:
    """Let everything happen, then calm down, and check."""
    folder = Path(tempfile.mkdtemp(prefix="lightbox-real-"))
    try:
        with kept(stack):
            return asyncio.run(World(stack, seed, folder).run(steps))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class World:
    """Runs the steps of one seed; `outcome` says what came of it."""

    def __init__(self, stack: Stack, seed: int, folder: Path) -> None:
        self.outcome = Outcome()
        self._stack = stack
        self._seed = seed
        self._folder = folder
        self._random = Random(f"{seed} world")

    async def run(self, steps: Sequence[Step]) -> Outcome:
        """Let everything happen."""
        stack = self._stack
        async with AsyncExitStack() as owned:
            self._me = stack.sign_up()
            self._other = stack.sign_up()
            owned.callback(self._remove_rows)
            self._books = Books(stack, self._me.id)
            self._web = Foreigner(stack, self._me.id)
            owned.callback(self._web.close)
            self._trouble = Trouble(stack)
            owned.callback(self._trouble.end)
            self._web.fill(self._random, self._random.randint(0, 8), self._random.randint(0, 3))
            others = [
                stack.insert("user_library", asset_row(self._other.id, visibility=visibility))
                for visibility in ("private", "public")
            ]
            project = Project(self._books, History(), self._tell, self._note)
            count = self._random.choice((1, 2))
            self._devices = [
                Device(
                    f"device {number}",
                    stack,
                    self._me,
                    self._folder / str(number),
                    project,
                    f"{self._seed} device {number}",
                )
                for number in range(count)
            ]
            for device in self._devices:
                await device.open()
                owned.push_async_callback(device.close)
            self._users = [User(device) for device in self._devices]
            stack.forget_requests()
            if self._random.random() < _LOADED:
                for device in self._devices:
                    await self._settle(device)
            for number, step in enumerate(steps):
                await self._take(number, step)
                if self.outcome.violations:
                    return self.outcome
            await self._calm_down()
            if not self.outcome.violations:
                lines = self._books.lines()
                project.history = history_of(lines)
                judge(project, self._devices, lines)
                self._check_others(others)
            self.outcome.edits = sum(device.ledger.count for device in self._devices)
            self.outcome.hits = self._trouble.hits
        return self.outcome

    # --- what happens

    async def _take(self, number: int, step: Step) -> None:
        self.outcome.steps += 1
        drawn = Random(f"{self._seed} {number} {step.seed}")
        index = drawn.randrange(len(self._devices))
        device = self._devices[index]
        device.note_conflicts()
        told = await self._happen(step.kind, index, drawn)
        self._note(number, step.kind, device.name, told)
        for one in self._devices:
            await one.finish(step.pause_ms / 1_000)

    async def _happen(self, kind: str, index: int, drawn: Random) -> str:
        device, web = self._devices[index], self._web
        acts: dict[str, Callable[[], str]] = {
            "user": lambda: self._users[index].act(drawn),
            "web": lambda: web.act(drawn),
            "clash": lambda: self._clash(index, drawn),
            "slow": lambda: web.act_slowly(drawn),
            "slow ends": lambda: web.end_slow(is_kept=drawn.random() < 0.9),
            "trouble": lambda: f"{self._trouble.begin(drawn)}, {self._begin_all()}",
            "calm": self._trouble.end,
            "schema": lambda: web.change_schema(drawn),
            "session": lambda: self._end_sessions(drawn),
            "clock": lambda: self._set_clock(device, drawn),
            "cut": self._cut,
        }
        if kind in acts:
            return acts[kind]()
        return await self._sync(kind, device)

    async def _sync(self, kind: str, device: Device) -> str:
        if kind in {"sync", "run"}:
            if device.is_signed_out:
                device.sign_in()
                await device.reopen()
            return device.begin_sync(is_lasting=kind == "run")
        if kind == "reopen":
            await device.reopen()
            return "opened again"
        # Whoever waits for a lock of theirs would wait for ever.
        self._web.end_slow(is_kept=True)
        return await device.finish(_PATIENCE_S)

    def _begin_all(self) -> str:
        """Have every library sync: trouble is for those who do."""
        return " and ".join(one.begin_sync(is_lasting=False) for one in self._devices)

    def _cut(self) -> str:
        self._stack.cut()
        return "all connections break"

    @staticmethod
    def _set_clock(device: Device, drawn: Random) -> str:
        device.clock.offset_us = drawn.choice((-YEAR_US, YEAR_US, 0, 4_000 * SECOND_US))
        return f"{device.clock.offset_us} µs off"

    def _clash(self, index: int, drawn: Random) -> str:
        """Have a user and somebody else change the same column of the same asset."""
        uuids = self._devices[index].reader.snapshot().ids(ASSETS)
        if not uuids:
            return "nothing to edit"
        uuid, column = drawn.choice(uuids), drawn.choice(list(Column))
        acts = [
            partial(self._users[index].edit, drawn, uuid, column),
            partial(self._web.edit, drawn, uuid, column),
        ]
        if drawn.random() < 0.5:
            acts.reverse()
        return " | ".join(act() for act in acts)

    def _end_sessions(self, drawn: Random) -> str:
        """Revoke every session, or have every access token renewed."""
        if drawn.random() < 0.5:
            self._stack.sql("DELETE FROM auth.sessions WHERE user_id = %s", [self._me.id])
            return "all sessions end"
        for device in self._devices:
            device.clock.offset_us += 3_700 * SECOND_US
        return "all tokens are old"

    # --- the end

    async def _calm_down(self) -> None:
        """Let all faults stop, and everybody come to rest."""
        self._note(self._trouble.end())
        self._note(self._web.end_slow(is_kept=True))
        for device in self._devices:
            await device.stop()
        self._web.mend_schema(self._stack.sign_in(self._me.email))
        for device in self._devices:
            device.clock.offset_us = 0
            device.sign_in()
            await device.reopen()
        for _ in range(_ROUNDS):
            commit = self._books.commit()
            cells = self._cells()
            for device in self._devices:
                device.clock.offset_us += _LATER_US
                await self._settle(device)
                device.note_conflicts()
            if self.outcome.violations:
                return
            waiting = self._waiting()
            if commit == self._books.commit() and cells == self._cells() and not waiting:
                break
        else:
            written = [line for line in self._books.lines() if line.seq >= commit]
            self._tell("bounded", f"not at rest after {_ROUNDS} rounds: {waiting}, {written}")
        await self._check_requests()

    async def _settle(self, device: Device) -> None:
        for _ in range(_TRIES):
            report = await device.once()
            if report is not None and device.is_asking:
                device.answer_truly()
                report = await device.once()
            if report is not None:
                return
        told = device.failures[-_TRIES:]
        self._tell("converge", f"{device.name}: {told} though nothing is wrong")

    def _cells(self) -> list[Cells]:
        return [device.reader.snapshot().cells for device in self._devices]

    def _waiting(self) -> list[tuple[str, object]]:
        """Return what waits for the server, and not for its user."""
        return [
            (device.name, entry)
            for device in self._devices
            for entry in device.reader.snapshot().outbox.items()
            if entry[1][1] not in RESTING
        ]

    async def _check_requests(self) -> None:
        requests = self._stack.requests()
        self.outcome.requests = len(requests)
        for request in requests:
            if len(request.target) > _MOST_URL_BYTES:
                self._tell("bounded", f"a URL of {len(request.target)} bytes")
        self._stack.forget_requests()
        for device in self._devices:
            await self._settle(device)
        rows = len(self._books.rows_of(ASSETS, self._me.id))
        asked = len(self._stack.requests())
        if asked > (_REQUESTS_AT_REST + rows) * len(self._devices):
            self._tell("bounded", f"{asked} requests at rest")

    def _check_others(self, others: Sequence[dict[str, object]]) -> None:
        """See that nobody has touched another user's rows."""
        for row in others:
            found = self._stack.sql(
                "SELECT xmin::text FROM public.user_library WHERE id = %s", [row["id"]]
            )
            if [one["xmin"] for one in found] != [row["xmin"]]:
                self._tell("apart", f"somebody else's row {row['id']} was changed")

    def _remove_rows(self) -> None:
        """Make room for other worlds, whose ids may be the same."""
        for user in (self._me, self._other):
            for table in ("user_library", "user_collections"):
                self._stack.sql(f"DELETE FROM public.{table} WHERE user_id = %s", [user.id])  # noqa: S608

    # --- telling

    def _tell(self, invariant: str, what: str) -> None:
        self.outcome.violations.append((invariant, what))
        self._note("VIOLATION", invariant, what)

    def _note(self, *what: object) -> None:
        self.outcome.trace.append(
            " ".join(
                "".join(traceback.format_exception(one))
                if isinstance(one, BaseException)
                else str(one)
                for one in what
            )
        )
