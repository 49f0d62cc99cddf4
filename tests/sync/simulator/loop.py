"""An asyncio loop whose time stands still while anything runs, and jumps when all wait.

Nothing is ever waited for: an hour of scans takes as long as the scans. There are no sockets and
no threads, so the order of everything follows from what the tasks do.
"""

import asyncio
import heapq
from typing import Any


class StalledError(Exception):
    """Every task waits for something that nobody will do."""


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs callbacks in order of their times; `time` is seconds since the loop was made."""

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0
        self._selector = _Clockwork(self)
        self.failures: list[BaseException] = []
        """What went wrong in tasks that nobody waits for."""
        self.set_exception_handler(_remember)

    def time(self) -> float:
        return self._now_s

    def advance_to_next(self, timeout_s: float | None) -> None:
        """Jump to the time of what comes next."""
        if timeout_s is None:
            raise StalledError
        if timeout_s > 0:
            # Not now + timeout: that may fall short of it by a rounding.
            scheduled: list[asyncio.TimerHandle] = self._scheduled  # type: ignore[attr-defined]
            self._now_s = max(self._now_s, heapq.nsmallest(1, scheduled)[0].when())

    def _process_events(self, event_list: object) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody else calls."""


class _Clockwork:
    """Stands where other loops ask the system for what has arrived."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def select(self, timeout_s: float | None) -> list[object]:
        self._loop.advance_to_next(timeout_s)
        return []


def _remember(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    assert isinstance(loop, VirtualLoop)
    error = context.get("exception")
    loop.failures.append(error or RuntimeError(str(context.get("message"))))
