"""When to ask again for a file that could not be had."""

import random
from dataclasses import dataclass

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.sync.retry import wait_s
from desktop_app.sync.surroundings import Limits

_FAILED = RemoteError("download.failed", ErrorKind.RETRYABLE)


@dataclass(slots=True)
class _Attempt:
    missed: int = 0
    failed: int = 0
    due_s: float = 0.0


class Attempts:
    """Counts failures by file; times are the loop's."""

    def __init__(self, limits: Limits, chance: random.Random) -> None:
        """Begin with none."""
        self._limits = limits
        self._random = chance
        self._by_id: dict[str, _Attempt] = {}

    def is_due(self, id_: str, now_s: float) -> bool:
        """Whether it may be tried now."""
        attempt = self._by_id.get(id_)
        return attempt is None or attempt.due_s <= now_s

    def next_s(self, now_s: float) -> float | None:
        """Return in how many seconds the next of those that wait is due."""
        due = [one.due_s for one in self._by_id.values() if one.due_s > now_s]
        return min(due) - now_s if due else None

    def miss(self, id_: str, now_s: float) -> bool:
        """Note that it is not there; return whether to ask again later."""
        attempt = self._by_id.setdefault(id_, _Attempt())
        attempt.missed += 1
        if attempt.missed > len(self._limits.missing_s):
            del self._by_id[id_]
            return False
        attempt.due_s = now_s + self._limits.missing_s[attempt.missed - 1]
        return True

    def fail(self, id_: str, now_s: float, error: RemoteError | None = None) -> None:
        """Note that something went wrong: it is tried again, the later the more often it did."""
        attempt = self._by_id.setdefault(id_, _Attempt())
        attempt.failed += 1
        waited_s = wait_s(attempt.failed, error or _FAILED, self._limits, self._random)
        attempt.due_s = now_s + waited_s

    def forget(self, id_: str) -> None:
        """Begin to count anew."""
        self._by_id.pop(id_, None)

    def renew(self) -> None:
        """Try everything at once, and count anew."""
        self._by_id.clear()

    def renew_failed(self) -> None:
        """Try at once what went wrong: the line was mended. What was missing waits on."""
        for attempt in self._by_id.values():
            if attempt.failed:
                attempt.failed, attempt.due_s = 0, 0.0
