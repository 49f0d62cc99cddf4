"""The files that are on their way, for whoever shows them or calls one off."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.domain.sync import Transfer

CANCELLED = "upload.cancelled"
"""Code: the user has called an upload off; it rests until it is retried."""

_TOLD_EVERY_S = 0.2


class Transfers:
    """Runs what moves a file, and knows how far it is."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """Begin with none; `changed` is called now and then while there is something to show."""
        self._changed = changed
        self._under_way: dict[str, Transfer] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._told_at_s = 0.0

    @property
    def listed(self) -> tuple[Transfer, ...]:
        """The files that are on their way now, in the order they were begun."""
        return tuple(self._under_way.values())

    async def run(self, transfer: Transfer, work: Coroutine[Any, Any, None]) -> None:
        """Do the work, which tells `progress` how far it is.

        Raises:
            RemoteError: ``upload.cancelled``, or what the work raises.
        """
        asset_id = transfer.asset_id
        self._under_way[asset_id] = transfer
        self._tasks[asset_id] = moving = asyncio.create_task(work)
        self._changed()
        try:
            await asyncio.wait([moving])
        finally:
            moving.cancel()
            await asyncio.gather(moving, return_exceptions=True)
            del self._under_way[asset_id], self._tasks[asset_id]
            self._changed()
        if moving.cancelled():
            raise RemoteError(CANCELLED, ErrorKind.PERMANENT)
        moving.result()

    def progress(self, asset_id: str, done_bytes: int) -> None:
        """Note how far a file is."""
        transfer = self._under_way.get(asset_id)
        if transfer is None:
            return
        self._under_way[asset_id] = replace(transfer, done_bytes=done_bytes)
        now_s = asyncio.get_running_loop().time()
        if now_s - self._told_at_s >= _TOLD_EVERY_S:
            self._told_at_s = now_s
            self._changed()

    def cancel(self, asset_id: str) -> None:
        """Call off one file, if it is on its way."""
        moving = self._tasks.get(asset_id)
        if moving is not None:
            moving.cancel()
