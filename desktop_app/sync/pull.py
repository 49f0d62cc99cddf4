"""Server rows into the catalog: what is hinted at, what was touched lately, collections."""

from collections.abc import Sequence

from desktop_app.domain.remote import RemoteTable
from desktop_app.sync.arrivals import Arrivals, id_of, last_id
from desktop_app.sync.deletions import Deletions
from desktop_app.sync.surroundings import Surroundings

TOUCHED = "touched"
"""Position: the server's own time, microseconds, of the last time it was asked what is new."""


class Pull:
    """Fetches rows and has them applied."""

    def __init__(
        self, surroundings: Surroundings, arrivals: Arrivals, deletions: Deletions
    ) -> None:
        """Fetch from the server of these surroundings."""
        self._rows = surroundings.rows
        self._replica = surroundings.replica
        self._database = surroundings.database
        self._limits = surroundings.limits
        self._arrivals = arrivals
        self._deletions = deletions

    async def hinted(self, table: RemoteTable, uuids: Sequence[str]) -> None:
        """Fetch these rows, 100 at most; those that are not there become candidates."""
        with self._arrivals.asking() as asked:
            page = await self._rows.rows(table, uuids)
            there = {id_of(row) for row in page.rows}
            absent = [
                uuid for uuid in uuids if uuid not in there and not asked.is_overtaken(table, uuid)
            ]
            await self._arrivals.take(asked, table, page.rows)
        await self._deletions.suspect(table, absent)

    async def touched(self) -> None:
        """Fetch what was created or updated lately, by the server's own clock.

        Only a hint: rows may carry any clock, and deletions leave no trace.
        """
        position = await self._database(lambda: self._replica.position(TOUCHED))
        if position is None:
            # Nothing is known of the server's clock yet: this answer tells it.
            await self._note_time((await self._rows.newest(limit=1)).server_time_us)
            return
        since_us = int(position) - int(self._limits.overlap_s * 1e6)
        began_us: int | None = None
        after: str | None = None
        while True:
            with self._arrivals.asking() as asked:
                page = await self._rows.touched_since(
                    since_us, after=after, limit=self._limits.page_rows
                )
                began_us = began_us or page.server_time_us
                last = last_id(page, after=after)
                if last is None:
                    break
                await self._arrivals.take(asked, RemoteTable.ASSETS, page.rows)
                after = last
        await self._note_time(began_us)

    async def collections(self) -> None:
        """Fetch all collections; those that are not there any more are asked for again.

        All of them together, so that none that is gone is taken for a witness of another.
        """
        table = RemoteTable.COLLECTIONS
        absent: list[str] = []
        after: str | None = None
        while True:
            with self._arrivals.asking() as asked:
                page = await self._rows.page(
                    table, after=after, until=None, limit=self._limits.page_rows
                )
                last = last_id(page, after=after)
                held = await self._held(table, after, last)
                there = {id_of(row) for row in page.rows}
                absent += [
                    uuid
                    for uuid in held
                    if uuid not in there and not asked.is_overtaken(table, uuid)
                ]
                await self._arrivals.take(asked, table, page.rows)
            if last is None:
                break
            after = last
        await self._deletions.suspect(table, absent)

    async def _held(
        self, table: RemoteTable, after: str | None, until: str | None
    ) -> dict[str, str]:
        return await self._database(lambda: self._replica.versions(table, after=after, until=until))

    async def _note_time(self, server_time_us: int | None) -> None:
        if server_time_us is not None:
            position = str(server_time_us)
            await self._database(lambda: self._replica.set_positions({TOUCHED: position}))
