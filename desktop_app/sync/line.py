"""Whether the server can be talked to, as its answers tell; not what the system says."""

import random
from collections.abc import Callable

from desktop_app.domain.remote import RemoteError
from desktop_app.sync.retry import STOPS, wait_s
from desktop_app.sync.surroundings import Limits


class Line:
    """The state of the connection, which everything that asks the server shares.

    One request mends it: whoever is down waits for that, and does not try for itself.

    Attributes:
        is_up: the last attempt to connect succeeded, and nothing has failed since.
        is_signed_out: somebody has to sign in; no attempt is made before `reset`.
        error: code of what broke it; "" while it is up, and before the first attempt.
        retry_at_s: when to connect again, by the loop's clock.
    """

    def __init__(self, limits: Limits, chance: random.Random, changed: Callable[[], None]) -> None:
        """Begin down, to be connected at once; `changed` is called when that changes."""
        self._limits = limits
        self._random = chance
        self._changed = changed
        self._failures = 0
        self.is_up = False
        self.is_signed_out = False
        self.error = ""
        self.retry_at_s = 0.0

    def mend(self) -> None:
        """Note that a connection was made."""
        self.is_up = True
        self.error = ""
        self.retry_at_s = 0.0
        self._changed()

    def prove(self) -> None:
        """Note that something of use went through: the next failure is the first again."""
        if self.is_up:
            self._failures = 0

    def fail(self, error: RemoteError, now_s: float, *, is_connecting: bool = False) -> None:
        """Note a failure; of several requests that fail together the first counts."""
        if error.code in STOPS:
            self.is_signed_out = True
        elif not self.is_up and not is_connecting:
            return
        else:
            self._failures += 1
            waited_s = wait_s(self._failures, error, self._limits, self._random)
            self.retry_at_s = now_s + waited_s
        self.is_up = False
        self.error = error.code
        self._changed()

    def reset(self) -> None:
        """Connect anew at once: somebody has signed in, or the machine was asleep."""
        self.is_up = False
        self.is_signed_out = False
        self.error = ""
        self._failures = 0
        self.retry_at_s = 0.0
        self._changed()
