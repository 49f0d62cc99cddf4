"""What goes wrong between a machine and the server, one call at a time, drawn from a seed."""

import asyncio
import random
from collections import Counter
from enum import StrEnum
from typing import Final


class CrashError(BaseException):
    """The program is gone: nothing of it runs on, not even what cleans up."""


class Fault(StrEnum):
    """What happens to one request."""

    DROP_BEFORE = "dropped before"
    """The server never hears of it."""
    DROP_AFTER = "dropped after"
    """The server does it, and the answer is lost."""
    LATE = "late"
    """The client gives up, and the server does it afterwards."""
    SLOW = "slow"
    """The answer comes long after those of later requests."""
    DUPLICATE = "twice"
    """Something on the way sends it twice; the client gets either answer."""
    REPLAYED = "replayed"
    """All is well, and long afterwards the same request arrives once more."""
    UNAUTHORIZED = "401"
    CONFLICT = "409"
    LIMITED = "429"
    BUSY = "520"
    HTML = "html"
    """A success that a proxy made up."""
    SHORT = "short page"
    """Fewer rows than there are, and than were asked for."""
    EMPTY = "empty 200"
    """The server takes the caller for nobody: it answers with nothing, and changes nothing."""
    WRONG_DATE = "wrong date"


_ANY: Final = {
    Fault.DROP_BEFORE: 4, Fault.DROP_AFTER: 5, Fault.LATE: 3, Fault.SLOW: 4, Fault.DUPLICATE: 3,
    Fault.UNAUTHORIZED: 2, Fault.CONFLICT: 1, Fault.LIMITED: 1, Fault.BUSY: 2, Fault.HTML: 1,
}  # fmt: skip
_READ: Final = {Fault.SHORT: 5, Fault.EMPTY: 5, Fault.WRONG_DATE: 2}
_WRITE: Final = {Fault.EMPTY: 3, Fault.REPLAYED: 6}
_KINDS: Final = {
    "read": {**_ANY, **_READ},
    "write": {**_ANY, **_WRITE},
    "insert": {**_ANY, Fault.REPLAYED: 25, Fault.DROP_AFTER: 12, Fault.LATE: 8},
    "file": _ANY,
    "auth": {
        Fault.DROP_BEFORE: 4, Fault.DROP_AFTER: 5, Fault.SLOW: 2, Fault.LIMITED: 1, Fault.BUSY: 2,
    },
}  # fmt: skip
_DRAWS: Final = {kind: (list(faults), list(faults.values())) for kind, faults in _KINDS.items()}


class Line:
    """The way from one machine to the server, and the machine's own bad luck.

    Attributes:
        online: set while requests get through.
        fault_rate: how many of them something happens to.
        faults: how often each thing happened.
        crash_in: the program ends at the so-manieth point from here; 0 for never.
        is_dead: it has ended.
    """

    def __init__(self, random: random.Random, fault_rate: float) -> None:
        self.random = random
        self.online = asyncio.Event()
        self.online.set()
        self.fault_rate = fault_rate
        self.faults: Counter[str] = Counter()
        self.crash_in = 0
        self.is_dead = False

    @property
    def is_online(self) -> bool:
        """Whether requests get through at all."""
        return self.online.is_set()

    @is_online.setter
    def is_online(self, is_online: bool) -> None:
        (self.online.set if is_online else self.online.clear)()

    def draw(self, kind: str) -> Fault | None:
        """Return what happens to a request of this kind."""
        # Inserts are few, and what happens to them matters most.
        rate = self.fault_rate * (3 if kind == "insert" else 1)
        if rate == 0 or self.random.random() >= rate:
            return None
        faults, weights = _DRAWS[kind]
        fault = self.random.choices(faults, weights)[0]
        self.faults[fault] += 1
        return fault

    def latency_s(self) -> float:
        """Return how long one way takes."""
        return 0.01 + 0.12 * self.random.random() ** 2

    def point(self) -> None:
        """Pass a place where the program may end.

        Raises:
            CrashError: it ends here, or has ended before.
        """
        if self.is_dead:
            raise CrashError
        if self.crash_in:
            self.crash_in -= 1
            if not self.crash_in:
                self.is_dead = True
                self.faults["crash"] += 1
                raise CrashError
