"""Waits for a moment, or to be rung before it."""

import asyncio


class Alarm:
    """What one loop of the engine waits on when it has nothing to do."""

    def __init__(self) -> None:
        """Begin silent."""
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """End the wait, or the next one if none is under way."""
        self._rung.set()

    async def wait(self, seconds: float | None) -> None:
        """Wait so many seconds at most; None waits until rung."""
        timer: asyncio.TimerHandle | None = None
        if seconds is not None:
            timer = asyncio.get_running_loop().call_later(seconds, self._rung.set)
        try:
            await self._rung.wait()
        finally:
            if timer is not None:
                timer.cancel()
        self._rung.clear()
