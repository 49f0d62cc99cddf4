"""One simulated world: a project, its users with their libraries, and some dozens of things that
happen. Everything follows from the seed, so a world can be run again, whole or with steps left out.
"""

import asyncio
import random
import traceback
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from desktop_app.domain.changes import Column
from desktop_app.domain.remote import RemoteError
from desktop_app.sync.surroundings import Limits
from tests.sync.simulator.auth import ModelAuth
from tests.sync.simulator.bucket import ModelBucket
from tests.sync.simulator.device import Device, Project
from tests.sync.simulator.faults import CrashError
from tests.sync.simulator.foreign import ForeignClient
from tests.sync.simulator.ledger import History
from tests.sync.simulator.loop import VirtualLoop
from tests.sync.simulator.oracle import RESTING, Oracle, check_files
from tests.sync.simulator.schema import DOCUMENTED_VISIBILITIES, WILD_COLUMNS, WILD_VISIBILITIES
from tests.sync.simulator.server import Change, Commit, ModelServer
from tests.sync.simulator.snapshot import ASSETS, EXISTS
from tests.sync.simulator.steps import Step
from tests.sync.simulator.times import SECOND_US, YEAR_US, MachineClock
from tests.sync.simulator.user import User

ANN: Final = "8d1b6f0e-5a52-4c0a-9d6f-0d6f3a1f7b11"
BEN: Final = "c2a5f2d4-77f1-4f0e-8a55-5b1d6b6e9f22"
_MIME_TYPES: Final = ("image/png", "image/webp")
_ROUNDS: Final = 12
"""In so many rounds at most, all libraries have to come to rest."""
_REQUESTS_AT_REST: Final = 1_500
_ONCE_S: Final = 600
"""Seconds of the simulated clock after which a sync that must end goes round in circles."""


@dataclass(slots=True)
class Outcome:
    """What came of one seed."""

    seed: int
    steps: int = 0
    faults: int = 0
    edits: int = 0
    edits_lost: int = 0
    false_deletes: int = 0
    diverged: int = 0
    violations: list[tuple[str, str]] = field(default_factory=list)
    trace: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def has_failed(self) -> bool:
        """Whether anything did not hold."""
        return bool(self.violations)


class World:
    """Runs the steps of one seed; `outcome` says what came of it."""

    def __init__(self, seed: int, folder: Path, templates: Path, *, is_traced: bool) -> None:
        self.outcome = Outcome(seed)
        self._random = random.Random(f"{seed} world")
        self._folder = folder
        self._templates = templates
        self._is_traced = is_traced
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()

    async def run(self, steps: Sequence[Step]) -> None:
        """Let everything happen, then calm down, and check."""
        await self.begin()
        for step in steps:
            await self.take(step)
            if self.outcome.has_failed:
                break
        await self.end()

    async def begin(self) -> None:
        """Make the server and the machines, and let their engines run."""
        self._make_project()
        self._make_devices()
        for device in self._devices:
            if self._random.random() < 0.35:
                # While it loads for the first time.
                device.line.crash_in = self._random.randint(5, 120)
            device.start()
        await asyncio.sleep(self._random.choice((0.0, 0.2, 5.0)))
        await self._look()

    async def take(self, step: Step) -> None:
        """Let one thing happen, and time go by."""
        self.outcome.steps += 1
        told = await self._take(step)
        self._note(step.kind, told)
        await asyncio.sleep(step.pause_s)
        await self._look()

    async def end(self) -> None:
        """Let all faults stop and everybody come to rest, and check what has to hold."""
        try:
            if not self.outcome.has_failed:
                await self._calm_down()
            if not self.outcome.has_failed:
                self._check()
        finally:
            for device in self._devices:
                await device.close()
                self.outcome.faults += device.line.faults.total()
                self.outcome.edits += device.ledger.count
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._project.auth.thefts:
            self._tell("session", "a refresh token was used again")
        self._see_failures()
        self.outcome.false_deletes = sum(
            name == "false delete" for name, _ in self.outcome.violations
        )

    # --- making

    def _make_project(self) -> None:
        drawn = self._random
        clock = MachineClock(self._loop)
        is_wild = drawn.random() < 0.5
        server = ModelServer(
            clock.now_us,
            wild_columns=WILD_COLUMNS if is_wild else None,
            visibilities=WILD_VISIBILITIES if is_wild else DOCUMENTED_VISIBILITIES,
            max_rows=drawn.choice((1_000, 1_000, 3)),
            has_versions=drawn.random() < 0.95,
        )
        server.has_feed = server.has_versions and drawn.random() < 0.2
        history = History()
        server.subscribe(history.hear)
        server.subscribe(self._on_commit)
        self._project = Project(
            server,
            ModelAuth(clock.now_us, lifetime_s=drawn.choice((150, 600, 3_600))),
            ModelBucket(limit_bytes=25, mime_types=_MIME_TYPES),
            history,
            self._tell,
            self._note,
            self._spawn,
            self._templates,
        )
        self._web = ForeignClient(server, ANN, self._spawn)
        self._web.fill(drawn, drawn.randint(0, 8), drawn.randint(0, 3))
        if drawn.random() < 0.2:
            ForeignClient(server, BEN, self._spawn).fill(drawn, 2, 1)

    def _make_devices(self) -> None:
        drawn = self._random
        owners = [ANN]
        if drawn.random() < 0.45:
            owners.append(ANN)
        if drawn.random() < 0.2:
            owners.append(BEN)
        rate = drawn.choice((0.0, 0.1, 0.2, 0.35))
        self._devices = [
            Device(
                f"{'ann' if user == ANN else 'ben'} {number}",
                user,
                self._folder / str(number),
                self._project,
                f"{self.outcome.seed} device {number}",
                limits=_limits(drawn),
                fault_rate=rate,
            )
            for number, user in enumerate(owners, 1)
        ]
        self._users = [User(device) for device in self._devices]

    # --- what happens

    async def _take(self, step: Step) -> object:
        drawn = random.Random(step.seed)
        index = drawn.randrange(len(self._devices))
        if step.kind == "user":
            return await self._use(index, partial(self._users[index].act, drawn))
        if step.kind == "clash":
            return await self._clash(index, drawn)
        acts: dict[str, Callable[[random.Random], object]] = {
            "web": self._web.act,
            "slow web": self._web.act_slowly,
            "schema": self._web.change_schema,
        }
        if step.kind in acts:
            return acts[step.kind](drawn)
        device = self._devices[index]
        told = await self._happen(step.kind, device, drawn)
        return (device.name,) if told is None else (device.name, told)

    async def _clash(self, index: int, drawn: random.Random) -> object:
        """Have a user and the web client change the same column of the same asset."""
        device = self._devices[index]
        uuids = device.reader.snapshot().ids(ASSETS)
        if not uuids:
            return "nothing to edit"
        recent = self._project.server.recent(ASSETS)
        hot = [one for one in uuids if one in recent] if drawn.random() < 0.5 else []
        uuid_, column = drawn.choice(hot or uuids), drawn.choice(list(Column))
        told: list[object] = [device.name]
        use = partial(self._users[index].edit, drawn, uuid_, column)
        if drawn.random() < 0.5:
            told.append(await self._use(index, use))
        told.append(self._web.edit(drawn, uuid_, column))
        if len(told) == 2:
            told.append(await self._use(index, use))
        return told

    async def _use(self, index: int, act: Callable[[], str]) -> object:
        """Have a user do something."""
        device = self._devices[index]
        try:
            return device.name, act()
        except CrashError:
            await device.crash(is_power_cut=False)
            return device.name, "crashed while the user did something"

    async def _happen(self, kind: str, device: Device, drawn: random.Random) -> object:
        """Have something happen to a machine."""
        told: object = None
        line = device.line
        match kind:
            case "crash" | "power cut":
                await device.crash(is_power_cut=kind == "power cut")
            case "crash soon":
                line.crash_in = told = drawn.randint(1, 40)
            case "clock":
                told = drawn.choice((-YEAR_US, YEAR_US, 0, 7 * SECOND_US, -600 * SECOND_US))
                device.clock.offset_us = told
            case "line":
                line.is_online = told = not line.is_online
            case "weather":
                line.fault_rate = told = drawn.choice((0.0, 0.1, 0.4, 0.8))
            case "session":
                told = await self._session(device, drawn)
            case "reopen":
                await device.reopen()
            case "poke":
                told = _poke(device, drawn)
        return told

    async def _session(self, device: Device, drawn: random.Random) -> str:
        kind = drawn.choice(("expire", "expire", "end", "impostor", "sign in"))
        match kind:
            case "expire":
                self._project.auth.expire(device.user_id)
            case "end":
                self._project.auth.end_sessions(device.user_id)
            case "impostor":
                device.auth_port.impostor = drawn.choice(
                    (BEN if device.user_id == ANN else ANN, "")
                )
                self._project.auth.expire(device.user_id)
            case "sign in":
                await device.sign_in()
        return kind

    async def _look(self) -> None:
        """See which programs have ended, and start them again."""
        for device in self._devices:
            if device.line.is_dead:
                self._note(device.name, "crashed")
                await device.crash(is_power_cut=self._random.random() < 0.3)
            device.check()

    # --- the end

    async def _calm_down(self) -> None:
        """Let all faults stop, and everybody come to rest."""
        for device in self._devices:
            device.line.crash_in = 0
            device.line.is_online = True
            device.line.fault_rate = 0.0
        self._note("calm")
        while self._tasks:
            await asyncio.wait(self._tasks)
        for device in self._devices:
            await device.recover()
        await asyncio.sleep(self._random.choice((10.0, 20.0, 60.0)))
        for device in self._devices:
            device.check()
            await device.stop()
        requests = sum(device.wire.requests for device in self._devices)
        for _ in range(_ROUNDS):
            commits = len(self._project.server.commits)
            for device in self._devices:
                await self._once(device)
            if self.outcome.violations:
                return
            if commits == len(self._project.server.commits) and self._are_quiet():
                break
            await asyncio.sleep(400)
        else:
            self._tell("bounded", f"not at rest after {_ROUNDS} rounds")
        if sum(device.wire.requests for device in self._devices) > requests + _REQUESTS_AT_REST:
            self._tell("bounded", "too many requests until all was at rest")

    async def _once(self, device: Device) -> None:
        try:
            async with asyncio.timeout(_ONCE_S):
                await device.engine.once()
                if device.is_asking:
                    device.answer_truly()
                    await device.engine.once()
        except TimeoutError:
            self._tell("bounded", f"{device.name}: not done after {_ONCE_S} s")
        except RemoteError as error:
            self._tell("converge", f"{device.name}: {error} though nothing is wrong")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            self._tell("crash", f"{device.name}: {error!r}")
            self._note("traceback", error)

    def _are_quiet(self) -> bool:
        return all(
            state in RESTING
            for device in self._devices
            for _, state in device.reader.snapshot().outbox.values()
        )

    def _check(self) -> None:
        imported: dict[str, str] = {}
        for device in self._devices:
            oracle = Oracle(device)
            oracle.check()
            self.outcome.edits_lost += oracle.lost
            self.outcome.diverged += oracle.diverged
            imported |= dict.fromkeys(device.imported, device.user_id)
        check_files(self._project, imported, self._discarded(imported))

    def _discarded(self, imported: Iterable[str]) -> set[str]:
        """Return which imported assets are nowhere, and were last removed by a library."""
        removers = {device.name for device in self._devices} | {""}
        held = {id_ for device in self._devices for id_ in device.reader.snapshot().ids(ASSETS)}
        history, server = self._project.history, self._project.server
        return {
            id_
            for id_ in imported
            if id_ not in held
            and server.row(ASSETS, id_) is None
            and history.writer((ASSETS, id_, EXISTS, "")) in removers
        }

    # --- telling

    def _see_failures(self) -> None:
        assert isinstance(self._loop, VirtualLoop)
        for failure in self._loop.failures:
            if not isinstance(failure, CrashError | asyncio.CancelledError):
                self._tell("crash", f"a task nobody waits for raised {failure!r}")

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _on_commit(self, commit: Commit) -> None:
        if self._is_traced:
            for change in commit.changes:
                self._note(f"commit {commit.number} of {commit.who}", *_told(change))

    def _tell(self, invariant: str, what: str) -> None:
        self.outcome.violations.append((invariant, what))
        self._note("VIOLATION", invariant, what)

    def _note(self, *what: object) -> None:
        if self._is_traced:
            told = [
                "".join(traceback.format_exception(one)) if isinstance(one, BaseException) else one
                for one in what
            ]
            self.outcome.trace.append((f"{self._loop.time():10.3f}", *told))


def _limits(drawn: random.Random) -> Limits:
    return Limits(
        page_rows=drawn.choice((2, 3, 7, 1_000)),
        first_rows=drawn.choice((2, 500)),
        initial_ranges=drawn.choice((1, 2, 4)),
        initial_at_once=drawn.choice((1, 3)),
        ids_a_request=drawn.choice((7, 10, 100)),
        push_at_once=drawn.choice((1, 3, 6)),
        touched_s=drawn.choice((20.0, 60.0)),
        scan_s=drawn.choice((60.0, 200.0)),
        retry_longest_s=drawn.choice((10.0, 60.0)),
        removed_unasked=drawn.choice((1, 2, 50)),
    )


def _poke(device: Device, drawn: random.Random) -> str:
    engine = device.engine
    pokes: list[tuple[str, Callable[[], None]]] = [
        ("wake", engine.wake),
        ("gap", engine.gap),
        ("pause", engine.pause),
        ("resume", engine.resume),
        ("metered", lambda: engine.set_metered(is_metered=True)),
        ("not metered", lambda: engine.set_metered(is_metered=False)),
    ]
    name, poke = drawn.choice(pokes)
    poke()
    return name


def _told(change: Change) -> tuple[object, ...]:
    if change.before is None or change.after is None:
        return change.table, change.id, change.after or "is gone"
    changed = {
        name: value for name, value in change.after.items() if change.before.get(name) != value
    }
    return change.table, change.id, changed
