"""The first load of a whole library: in a round of pages a step, to be gone on with any time."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from desktop_app.domain.remote import RemoteError, RemoteTable
from desktop_app.sync.arrivals import Arrivals, last_id
from desktop_app.sync.feed import POSITION as FED
from desktop_app.sync.id_ranges import IdRange, id_ranges
from desktop_app.sync.pull import TOUCHED, Pull
from desktop_app.sync.surroundings import Surroundings
from desktop_app.sync.together import together

log = logging.getLogger(__name__)

LOADED = "initial.done"
BEGUN = "initial.begun"


class InitialLoad:
    """Loads collections, the first screens, then everything.

    The ids are read in ranges side by side, each from its own position, which is committed with
    its rows. What changes meanwhile is asked for once the load is complete: from the feed where
    there is one, since it is several times slower than ranges for the rest.

    Attributes:
        total: how many assets there are; None where the server does not tell, or takes too long.
        earlier: how many of them earlier runs have loaded.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        arrivals: Arrivals,
        pull: Pull,
        progressed: Callable[[], None],
    ) -> None:
        """Load into the replica of these surroundings; `progressed` is called after each page."""
        self._rows = surroundings.rows
        self._replica = surroundings.replica
        self._database = surroundings.database
        self._limits = surroundings.limits
        self._arrivals = arrivals
        self._pull = pull
        self._progressed = progressed
        self._ranges = id_ranges(self._limits.initial_ranges)
        self._unloaded: list[IdRange] | None = None
        self.total: int | None = None
        self.earlier = 0

    async def is_complete(self) -> bool:
        """Return whether everything was loaded once."""
        return await self._database(lambda: self._replica.position(LOADED)) is not None

    async def go_on(self) -> bool:
        """Load the next pages; return whether those were the last."""
        if self._unloaded is None:
            await self._begin()
            self._unloaded = list(self._ranges)
        self._unloaded = await self._load(self._unloaded)
        if self._unloaded:
            return False
        await self.interrupt()
        over = {_position_of(part): None for part in self._ranges}
        await self._put({**over, LOADED: "1"})
        return True

    async def interrupt(self) -> None:
        """Make what was loaded so far good to work with; `go_on` goes on from there."""
        if self._unloaded is not None:
            self._unloaded = None
            await self._database(self._replica.finish_initial)

    async def _begin(self) -> None:
        """Load what the eye wants first: collections before the assets that name them."""
        await self._pull.collections()
        held = await self._database(lambda: self._replica.count(RemoteTable.ASSETS))
        self.earlier = max(held - self._arrivals.added, 0)
        if await self._database(lambda: self._replica.position(BEGUN)) is None:
            has_feed = (await self._rows.features()).has_feed
            start = {FED: await self._rows.feed_start()} if has_feed else {}
            with self._arrivals.asking() as asked:
                page = await self._rows.newest(limit=self._limits.first_rows)
                await self._arrivals.take(asked, RemoteTable.ASSETS, page.rows)
            self._progressed()
            began_us = page.server_time_us
            touched = None if began_us is None else str(began_us)
            await self._put({BEGUN: "1", TOUCHED: touched, **start})
        # After the first screens, which are waited for.
        self.total = await self._counted()
        self._progressed()
        await self._database(self._replica.begin_initial)

    async def _counted(self) -> int | None:
        try:
            async with asyncio.timeout(self._limits.count_s):
                return await self._rows.count(RemoteTable.ASSETS)
        except TimeoutError:
            return None
        except RemoteError as error:
            # What is the matter is seen when the rows are asked for.
            log.info("The server does not tell how many assets there are: %s", error.code)
            return None

    async def _load(self, parts: list[IdRange]) -> list[IdRange]:
        """Load a page of each range; return those of which there may be more."""
        places = asyncio.Semaphore(self._limits.initial_at_once)
        loaded: list[IdRange] = []

        async def one(part: IdRange) -> None:
            async with places:
                if not await self._load_page(part):
                    loaded.append(part)

        await together(one(part) for part in parts)
        return [part for part in parts if part not in loaded]

    async def _load_page(self, part: IdRange) -> bool:
        """Load the next page of a range; return False when there was none."""
        key = _position_of(part)
        after = await self._database(lambda: self._replica.position(key)) or part.after
        with self._arrivals.asking() as asked:
            page = await self._rows.page(
                RemoteTable.ASSETS, after=after, until=part.until, limit=self._limits.page_rows
            )
            last = last_id(page, after=after, until=part.until)
            if last is None:
                return False
            await self._arrivals.take(
                asked, RemoteTable.ASSETS, page.rows, positions={key: last}, is_initial=True
            )
        self._progressed()
        return True

    async def _put(self, positions: Mapping[str, str | None]) -> None:
        await self._database(lambda: self._replica.set_positions(positions))


def _position_of(part: IdRange) -> str:
    return f"initial.{part.number:02d}"
