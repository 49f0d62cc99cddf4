"""Keeps pulling: asks the planner what is next, and does it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from desktop_app.domain.remote import RemoteError
from desktop_app.sync.alarm import Alarm
from desktop_app.sync.deletions import Deletions
from desktop_app.sync.feed import FeedReader
from desktop_app.sync.hint_box import HintBox
from desktop_app.sync.initial import InitialLoad
from desktop_app.sync.line import Line
from desktop_app.sync.planner import Action, PullState, next_pull, scan_every_s
from desktop_app.sync.pull import Pull
from desktop_app.sync.recycling import Recycling
from desktop_app.sync.retry import UNWITNESSED, is_about_the_line, wait_s
from desktop_app.sync.scan import Scan
from desktop_app.sync.surroundings import Surroundings

log = logging.getLogger(__name__)

_LONG_S = 5.0
"""A rest in the middle of the initial load that makes it worth while to tidy up."""


@dataclass(frozen=True, slots=True)
class PullParts:
    """What the lane does its work with."""

    initial: InitialLoad
    pull: Pull
    feed: FeedReader
    scan: Scan
    recycling: Recycling
    deletions: Deletions


class PullLane:
    """The pulling half of the engine.

    Attributes:
        alarm: to be rung when there may be something else to do.
        is_loaded: the initial load is complete.
        is_scanning: a scan is under way.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        line: Line,
        hints: HintBox,
        parts: PullParts,
        may_work: Callable[[], bool],
        told: Callable[[], Awaitable[None]],
    ) -> None:
        """Pull by these; `told` is called after each action."""
        self._surroundings = surroundings
        self._line = line
        self._hints = hints
        self._parts = parts
        self._may_work = may_work
        self._told = told
        self._failures: dict[Action, int] = {}
        self._not_before_s: dict[Action, float] = {}
        self._hints_at_s: float | None = None
        self._touched_at_s = 0.0
        self._scan_at_s = 0.0
        self._is_resumed = False
        self._has_feed = False
        self.alarm = Alarm()
        self.is_loaded = False
        self.is_scanning = False

    @property
    def has_scan_left(self) -> bool:
        """Whether a scan is under way, or due."""
        return self.is_scanning or self._scan_at_s <= _now_s()

    async def run(self) -> None:
        """Pull until cancelled."""
        await self.begin()
        while True:
            plan = next_pull(await self._state(), _now_s())
            if plan.action is None:
                await self._rest(plan.wait_s)
            else:
                await self._attempt(plan.action)
                await self._told()

    async def begin(self) -> None:
        """Find out how far an earlier run has come."""
        self.is_loaded = await self._parts.initial.is_complete()
        self.is_scanning = self._is_resumed = await self._parts.scan.is_under_way()

    def on_hinted(self) -> None:
        """Hear that there are hints: they are collected for a moment."""
        if self._hints.is_overflown:
            self._hints.is_overflown = False
            self.on_gap()
        if self._hints_at_s is None:
            self._hints_at_s = _now_s() + self._surroundings.limits.hint_s
        self.alarm.ring()

    def on_gap(self) -> None:
        """Hear that anything may have happened: where there is no feed, compare everything."""
        if self._has_feed:
            self.look_for_new()
        else:
            self.scan_soon()

    def look_for_new(self) -> None:
        """Ask at once for what was touched lately."""
        self._touched_at_s = 0.0
        self.alarm.ring()

    def scan_soon(self) -> None:
        """Compare everything from the beginning."""
        self.is_scanning = False
        self._scan_at_s = 0.0
        self.alarm.ring()

    def forget_failures(self) -> None:
        """Try at once what waits for its next attempt."""
        self._failures.clear()
        self._not_before_s.clear()
        self.alarm.ring()

    async def perform(self, action: Action) -> None:
        """Do one thing.

        Raises:
            RemoteError: it could not be done; what was done stays done.
        """
        if action is Action.CONNECT:
            await self._connect()
        elif action is Action.INITIAL:
            self.is_loaded = await self._parts.initial.go_on()
        elif action is Action.HINTS:
            await self._fetch_hinted()
        elif action is Action.REMOVALS:
            await self._parts.deletions.settle()
        elif action is Action.TOUCHED:
            await self._parts.pull.collections()
            await (self._parts.feed.read() if self._has_feed else self._parts.pull.touched())
            self._touched_at_s = _now_s() + self._surroundings.limits.touched_s
        else:
            await self._scan_on()

    async def _attempt(self, action: Action) -> None:
        try:
            await self.perform(action)
        except RemoteError as error:
            is_connecting = action is Action.CONNECT
            if not is_connecting:
                self._put_off(action, error)
            if is_connecting or is_about_the_line(error):
                self._line.fail(error, _now_s(), is_connecting=is_connecting)
            if error.code == UNWITNESSED:
                # Those who should have witnessed may be gone as well.
                self.scan_soon()
        else:
            if action is not Action.CONNECT:
                self._failures.pop(action, None)
                self._not_before_s.pop(action, None)
                self._line.prove()

    def _put_off(self, action: Action, error: RemoteError) -> None:
        """Do not let one thing that fails keep the others from being done."""
        log.info("%s is put off: %s", action, error.code)
        failures = self._failures.get(action, 0) + 1
        self._failures[action] = failures
        limits, chance = self._surroundings.limits, self._surroundings.random
        self._not_before_s[action] = _now_s() + wait_s(failures, error, limits, chance)

    async def _state(self) -> PullState:
        return PullState(
            may_work=self._may_work(),
            is_connected=self._line.is_up,
            is_loaded=self.is_loaded,
            hints_at_s=self._hints_at_s,
            has_removals=await self._parts.deletions.is_due(),
            is_scanning=self.is_scanning,
            touched_at_s=self._touched_at_s,
            scan_at_s=self._scan_at_s,
            not_before_s=self._not_before_s,
            rest_until_s=self._line.retry_at_s,
        )

    async def _rest(self, seconds: float | None) -> None:
        """Wait; a time of day that has gone on much further means that the machine slept."""
        if seconds is None or seconds > _LONG_S:
            await self._parts.initial.interrupt()
        clock = self._surroundings.clock
        began_us, began_s = clock.now_us(), _now_s()
        await self.alarm.wait(seconds)
        slept_s = (clock.now_us() - began_us) / 1e6 - (_now_s() - began_s)
        if slept_s > self._surroundings.limits.wake_s:
            self.wake()

    def wake(self) -> None:
        """Connect anew, compare everything."""
        self._line.reset()
        self.forget_failures()
        self.on_gap()

    async def _connect(self) -> None:
        """Make sure whose session it is, and that the server answers."""
        await self._surroundings.rows.guard()
        self._has_feed = (await self._surroundings.rows.features()).has_feed
        await self._parts.pull.collections()
        self._line.mend()

    async def _fetch_hinted(self) -> None:
        self._hints_at_s = None
        table, uuids = self._hints.take(self._surroundings.limits.ids_a_request)
        try:
            await self._parts.pull.hinted(table, uuids)
        except RemoteError:
            self._hints.add(table, uuids)
            raise
        if self._hints:
            self._hints_at_s = _now_s()

    async def _scan_on(self) -> None:
        if not self.is_scanning:
            await self._parts.scan.begin()
            self.is_scanning = True
            self._is_resumed = False
        if not await self._parts.scan.step() or not self.is_scanning:
            return
        self.is_scanning = False
        if self._is_resumed:
            # Its first part was compared before this start: once more, from the beginning.
            self._scan_at_s = 0.0
            self._is_resumed = False
            return
        await self._parts.recycling.tidy(self._parts.scan.server_time_us)
        held = await self._parts.scan.acknowledged()
        limits = self._surroundings.limits
        every_s = limits.scan_large_s if self._has_feed else scan_every_s(held, limits)
        self._scan_at_s = _now_s() + every_s


def _now_s() -> float:
    return asyncio.get_running_loop().time()
