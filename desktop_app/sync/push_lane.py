"""Keeps sending: one lane for rows, one for files, so that no edit waits behind a video."""

import asyncio
from collections.abc import Awaitable, Callable

from desktop_app.domain.remote import RemoteError
from desktop_app.sync.alarm import Alarm
from desktop_app.sync.line import Line

_LEAST_S = 1.0
"""What says that it is due and cannot be had yet is not asked for more often than this."""


class PushLane:
    """Sends while there is something to send and somebody to send it to.

    Attributes:
        alarm: to be rung when either may have changed.
    """

    def __init__(
        self,
        line: Line,
        may_work: Callable[[], bool],
        send_some: Callable[[], Awaitable[bool]],
        next_s: Callable[[], Awaitable[float | None]],
        told: Callable[[], Awaitable[None]],
    ) -> None:
        """Send by `send_some`, which returns whether there was anything.

        `next_s` says in how many seconds there will be; `told` is called after each attempt.
        """
        self._line = line
        self._may_work = may_work
        self._send_some = send_some
        self._next_s = next_s
        self._told = told
        self.alarm = Alarm()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            if not self._may_work() or not self._line.is_up:
                # Nothing is sent now, but there may be more than before that waits for it.
                await self._told()
                await self.alarm.wait(None)
            elif not await self._attempt():
                next_s = await self._next_s()
                await self.alarm.wait(None if next_s is None else max(next_s, _LEAST_S))

    async def _attempt(self) -> bool:
        """Send some; return whether to look again at once."""
        try:
            is_any = await self._send_some()
        except RemoteError as error:
            self._line.fail(error, asyncio.get_running_loop().time())
            is_any = True
        else:
            if is_any:
                self._line.prove()
        await self._told()
        return is_any
