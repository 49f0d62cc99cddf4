"""What changed since a position, deletions included: where the optional migration is there."""

import asyncio
from contextlib import ExitStack

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import Feed, RemoteError, RemoteTable
from desktop_app.sync.arrivals import Arrivals, id_of
from desktop_app.sync.deletions import Deletions
from desktop_app.sync.staleness import Asked
from desktop_app.sync.surroundings import Surroundings

POSITION = "feed"

TABLE = RemoteTable.ASSETS

_PAGES_A_STEP = 16
"""After so many pages others get their turn."""


class FeedReader:
    """Reads the feed page by page, each committed with its position."""

    def __init__(
        self, surroundings: Surroundings, arrivals: Arrivals, deletions: Deletions
    ) -> None:
        """Read into the replica of these surroundings."""
        self._rows = surroundings.rows
        self._replica = surroundings.replica
        self._database = surroundings.database
        self._arrivals = arrivals
        self._deletions = deletions

    async def read(self) -> None:
        """Read to the end."""
        while not await self.some():
            pass

    async def some(self) -> bool:
        """Read some pages, each while the one before is applied; return whether that was all."""
        since = await self._database(lambda: self._replica.position(POSITION))
        with ExitStack() as waiting:
            asked = waiting.enter_context(self._arrivals.asking())
            page = await self._page(since)
            for _ in range(_PAGES_A_STEP):
                if not page.has_more:
                    return await self._apply(asked, page)
                asked_next = waiting.enter_context(self._arrivals.asking())
                ahead = asyncio.create_task(self._page(page.position))
                try:
                    if not await self._apply(asked, page):
                        break
                    asked, page = asked_next, await ahead
                finally:
                    ahead.cancel()
                    await asyncio.gather(ahead, return_exceptions=True)
        return False

    async def _page(self, since: str | None) -> Feed:
        page = await self._rows.feed(since)
        if page.has_more and page.position == since:
            # To go on from there would never end.
            raise RemoteError("remote.garbled", ErrorKind.RETRYABLE)
        return page

    async def _apply(self, asked: Asked, page: Feed) -> bool:
        """Apply a page; return False when some of it came too late and has to come once more."""
        gone = [uuid for uuid in page.gone if not asked.is_overtaken(TABLE, uuid)]
        await self._deletions.suspect(TABLE, gone)
        is_late = any(asked.is_overtaken(TABLE, id_of(row) or "") for row in page.rows)
        # What is only hinted at is lost in a crash: the position waits for it.
        positions = {} if is_late else {POSITION: page.position}
        await self._arrivals.take(asked, TABLE, page.rows, positions=positions)
        return not is_late
