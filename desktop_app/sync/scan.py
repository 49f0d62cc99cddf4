"""Compares all ids and versions with the server's, page by page: what nothing else tells."""

from collections.abc import Sequence

from desktop_app.domain.remote import Page, RemoteTable
from desktop_app.sync.arrivals import Arrivals, id_of, last_id, version_of
from desktop_app.sync.surroundings import Surroundings

POSITION = "scan"
"""Position: the last id that was compared, "" at the beginning; none when no scan is under way."""

TABLE = RemoteTable.ASSETS


class Scan:
    """One scan after another, in steps that each commit how far it is.

    Attributes:
        server_time_us: when the server answered last, by its own clock.
    """

    def __init__(self, surroundings: Surroundings, arrivals: Arrivals) -> None:
        """Compare the replica of these surroundings."""
        self._rows = surroundings.rows
        self._replica = surroundings.replica
        self._database = surroundings.database
        self._limits = surroundings.limits
        self._arrivals = arrivals
        self.server_time_us: int | None = None

    async def is_under_way(self) -> bool:
        """Return whether a scan was begun and is not at its end."""
        return await self._database(lambda: self._replica.position(POSITION)) is not None

    async def begin(self) -> None:
        """Begin anew: candidates of an earlier scan are found again, or were none."""
        await self._database(lambda: self._replica.clear_missing(positions={POSITION: ""}))

    async def step(self) -> bool:
        """Compare one page; return whether that was the end of the scan.

        Rows with another version are fetched, and those that the server does not have become
        candidates for deletion, unless they were acknowledged after it was asked.
        """
        after = await self._database(lambda: self._replica.position(POSITION)) or None
        has_versions = (await self._rows.features()).has_versions
        with self._arrivals.asking() as asked:
            page = await self._page(after, has_versions=has_versions)
            last = last_id(page, after=after)
            self.server_time_us = page.server_time_us
            held = await self._database(
                lambda: self._replica.versions(TABLE, after=after, until=last)
            )
            theirs = {id_of(row): version_of(row) for row in page.rows}
            absent = [
                uuid for uuid in held if uuid not in theirs and not asked.is_overtaken(TABLE, uuid)
            ]
            if not has_versions:
                await self._arrivals.take(asked, TABLE, page.rows)
        if has_versions:
            changed = [uuid for uuid in theirs if uuid and held.get(uuid) != theirs[uuid]]
            await self._fetch(changed)
        await self._database(lambda: self._replica.note_missing(absent, positions={POSITION: last}))
        return last is None

    async def _page(self, after: str | None, *, has_versions: bool) -> Page:
        ask = self._rows.versions if has_versions else self._rows.page
        return await ask(TABLE, after=after, until=None, limit=self._limits.page_rows)

    async def _fetch(self, uuids: Sequence[str]) -> None:
        size = self._limits.ids_a_request
        for start in range(0, len(uuids), size):
            with self._arrivals.asking() as asked:
                page = await self._rows.rows(TABLE, uuids[start : start + size])
                await self._arrivals.take(asked, TABLE, page.rows)

    async def acknowledged(self) -> int:
        """Return how many assets the server has acknowledged."""
        return await self._database(lambda: self._replica.count(TABLE))
