"""Keeps listening to what tells of changes elsewhere."""

from collections.abc import Callable

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import Hints, RemoteError, RemoteTable
from desktop_app.sync.alarm import Alarm
from desktop_app.sync.line import Line
from desktop_app.sync.retry import wait_s
from desktop_app.sync.surroundings import Surroundings

_ENDED = RemoteError("remote.offline", ErrorKind.RETRYABLE)


class HintLane:
    """Listens while somebody is signed in, and begins again when that was lost.

    Attributes:
        alarm: to be rung when there may be somebody to listen to.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        hints: Hints,
        line: Line,
        hinted: Callable[[RemoteTable, str], None],
        gap: Callable[[], None],
    ) -> None:
        """Hand on what `hints` tell."""
        self._surroundings = surroundings
        self._hints = hints
        self._line = line
        self._hinted = hinted
        self._gap = gap
        self.alarm = Alarm()

    async def run(self) -> None:
        """Listen until cancelled."""
        failures = 0
        while True:
            if not self._line.is_up:
                await self.alarm.wait(None)
                continue
            error = _ENDED
            try:
                await self._hints.run(self._hinted, self._gap)
            except RemoteError as raised:
                error = raised
            # Anything may have happened since: what listens again hears nothing of it.
            self._gap()
            failures += 1
            limits, chance = self._surroundings.limits, self._surroundings.random
            await self.alarm.wait(wait_s(failures, error, limits, chance))
