"""Protocols for what lower floors are handed from outside: clock, cancel token."""

import threading
import time
from typing import Protocol

from desktop_app.domain.errors import Cancelled


class Clock(Protocol):
    """Tells the time, so that tests can say what time it is."""

    def now_us(self) -> int:
        """Return microseconds since 1970 in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now_us(self) -> int:
        """Return microseconds since 1970 in UTC."""
        return time.time_ns() // 1000


class CancelToken:
    """A flag that long work polls; cancelling a task does not stop its thread."""

    def __init__(self) -> None:
        """Make a token that is not cancelled."""
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next check; may be called from any thread."""
        self._event.set()

    def wait(self, timeout_s: float) -> bool:
        """Wait until it is cancelled, or so long; return whether it is."""
        return self._event.wait(timeout_s)

    @property
    def is_cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._event.is_set()

    def check(self) -> None:
        """Raise `Cancelled` when the work was called off."""
        if self._event.is_set():
            raise Cancelled
