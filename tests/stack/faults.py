"""Things that go wrong between a client and its server, switched on by a test.

A fault names the requests it strikes and what it does to them. The gateway asks `Faults` about
each request; the first fault that strikes wins.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """What happens to a request."""

    DROP_BEFORE = "drop_before"
    """The connection breaks, nothing was applied."""

    DROP_AFTER = "drop_after"
    """The request is applied, then the connection breaks without an answer."""

    DELAY = "delay"
    """It takes `delay_s` longer to get there."""

    DELAY_AFTER = "delay_after"
    """It is applied at once, the answer comes `delay_s` later."""

    ANSWER = "answer"
    """Something on the way answers instead: `status`, `headers`, `body`; nothing was applied."""

    ANSWER_AFTER = "answer_after"
    """The same, but the request was applied."""

    TRUNCATE = "truncate"
    """The answer breaks off in the middle of its body."""

    TWICE = "twice"
    """Something on the way sends it twice and passes on the second answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Which requests are struck, and how.

    Attributes:
        kind: what happens to them.
        path: a regular expression that is searched for in the path with its query.
        method: only requests of this method; None for all.
        skip: how many requests that fit pass unharmed first.
        times: how many are struck; None for all that follow.
        share: the chance that one which fits is struck, 0 to 1.
        seed: of that chance; the same requests are struck for the same seed.
        delay_s: for the two delays.
        status, headers, body: for the two answers.
    """

    kind: FaultKind
    path: str = ""
    method: str | None = None
    skip: int = 0
    times: int | None = 1
    share: float = 1.0
    seed: int = 0
    delay_s: float = 0.0
    status: int = 520
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it for the other process."""
        return asdict(self)


def refuses(
    status: int,
    path: str = "",
    *,
    method: str | None = None,
    times: int | None = 1,
    retry_after_s: int | None = None,
    body: str = '{"message": "refused by a test"}',
) -> Fault:
    """Return a fault that answers with an error in JSON."""
    headers = {"content-type": "application/json"}
    if retry_after_s is not None:
        headers["retry-after"] = str(retry_after_s)
    return Fault(
        FaultKind.ANSWER, path, method, times=times, status=status, headers=headers, body=body
    )


def shows_page(
    path: str = "", *, status: int = 200, method: str | None = None, times: int | None = 1
) -> Fault:
    """Return a fault that answers with a web page, as the log-in of a hotel's network does."""
    page = "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Log in</body></html>"
    return Fault(
        FaultKind.ANSWER,
        path,
        method,
        times=times,
        status=status,
        headers={"content-type": "text/html"},
        body=page,
    )


class _Active:
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.hits = 0
        self._seen = 0
        self._path = re.compile(fault.path)
        self._random = random.Random(fault.seed)

    def strikes(self, method: str, target: str) -> bool:
        fault = self.fault
        if fault.method not in (None, method) or not self._path.search(target):
            return False
        if fault.times is not None and self.hits >= fault.times:
            return False
        self._seen += 1
        if self._seen <= fault.skip or self._random.random() >= fault.share:
            return False
        self.hits += 1
        return True


class Faults:
    """The faults that are switched on, in the order in which they were."""

    def __init__(self) -> None:
        self._active: dict[int, _Active] = {}
        self._count = 0

    def add(self, values: dict[str, Any]) -> int:
        """Switch one on, given as `Fault.to_json` wrote it; return its number."""
        self._count += 1
        fault = Fault(**{**values, "kind": FaultKind(values["kind"])})
        self._active[self._count] = _Active(fault)
        return self._count

    def remove(self, number: int) -> int:
        """Switch one off; return how many requests it struck."""
        return self._active.pop(number).hits

    def hits(self, number: int) -> int:
        """Return how many requests one has struck so far."""
        return self._active[number].hits

    def choose(self, method: str, target: str) -> Fault | None:
        """Return what strikes a request, if anything does."""
        for active in self._active.values():
            if active.strikes(method, target):
                return active.fault
        return None
