"""Rows that are gone on the server: nothing is removed on the word of one answer.

An empty answer can mean "signed out". So whoever misses rows asks for them again, twice, together
with witnesses: rows that we hold and that nobody misses. An answer without any of those is not
believed, and neither is one of a session that is not this user's. Where there is no witness left,
since everything is gone, or where very much is, the user is asked.
"""

from collections.abc import AsyncIterator, Sequence

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError, RemoteTable
from desktop_app.sync.arrivals import Arrivals, id_of
from desktop_app.sync.planner import is_much
from desktop_app.sync.retry import UNWITNESSED
from desktop_app.sync.surroundings import Surroundings

TABLE = RemoteTable.ASSETS
_ANSWERS = 2


class Deletions:
    """Asks again for what seems to be gone, and removes what is.

    Attributes:
        asked: how many assets the user has to decide about; 0 when nobody has to.
        removed: how many assets were removed.
    """

    def __init__(self, surroundings: Surroundings, arrivals: Arrivals) -> None:
        """Remove from the replica of these surroundings."""
        self._rows = surroundings.rows
        self._replica = surroundings.replica
        self._database = surroundings.database
        self._limits = surroundings.limits
        self._arrivals = arrivals
        self._is_accepted: bool | None = None
        self.asked = 0
        self.removed = 0

    def answer(self, *, is_accepted: bool) -> None:
        """Take the user's word: remove what is gone, or put it on the server again."""
        self._is_accepted = is_accepted
        self.asked = 0

    async def is_due(self) -> bool:
        """Return whether there are candidates that nobody has to be asked about."""
        if self.asked:
            return False
        return await self._database(self._replica.missing_count) > 0

    async def suspect(self, table: RemoteTable, uuids: Sequence[str]) -> None:
        """Note rows that one answer did not have. Collections are asked for again at once."""
        if not uuids:
            return
        if table is TABLE:
            await self._database(lambda: self._replica.note_missing(uuids))
            return
        size = self._limits.ids_a_request - self._limits.witnesses
        for start in range(0, len(uuids), size):
            await self.of_collections(uuids[start : start + size], besides=uuids)

    async def of_collections(
        self, uuids: Sequence[str], *, besides: Sequence[str] = ()
    ) -> list[str]:
        """Ask again for these collections, and remove those that are gone; return them.

        Those of `besides` are suspected too, and no witnesses.
        """
        table = RemoteTable.COLLECTIONS
        with self._arrivals.asking() as asked:
            confirmed = await self.confirmed(table, uuids, besides=besides)
            gone = [uuid for uuid in confirmed if not asked.is_overtaken(table, uuid)]
            if gone:
                self._arrivals.settle(table, gone)
                await self._database(lambda: self._replica.remove_collections(gone))
        return gone

    async def settle(self) -> None:
        """Ask again for all candidates; remove them, or ask the user when they are many.

        What the user wants to keep is put on the server again.
        """
        with self._arrivals.asking() as asked:
            gone = 0
            async for some in self._candidates():
                confirmed = await self.confirmed(TABLE, some)
                going = [uuid for uuid in confirmed if not asked.is_overtaken(TABLE, uuid)]
                await self._acquit([uuid for uuid in some if uuid not in going])
                gone += len(going)
            if not gone:
                self._is_accepted = None
                return
            held = await self._database(lambda: self._replica.count(TABLE))
            if self._is_accepted is None and is_much(gone, held, self._limits):
                self.asked = gone
                return
            settle = self._put_back if self._is_accepted is False else self._remove
            async for some in self._candidates():
                going = [uuid for uuid in some if not asked.is_overtaken(TABLE, uuid)]
                if going:
                    self._arrivals.settle(TABLE, going)
                    await settle(going)
                await self._acquit([uuid for uuid in some if uuid not in going])
        self._is_accepted = None

    async def confirmed(
        self, table: RemoteTable, uuids: Sequence[str], *, besides: Sequence[str] = ()
    ) -> list[str]:
        """Return those of these rows that the server does not have, asked twice with witnesses.

        An answer may be cut short behind its witnesses, so one answer proves nothing.

        Raises:
            RemoteError: ``sync.unwitnessed`` when the answer cannot be believed, or any other.
        """
        count = self._limits.witnesses
        witnesses = await self._database(
            lambda: self._replica.witnesses(table, count, besides=[*uuids, *besides])
        )
        gone = list(uuids)
        for _ in range(_ANSWERS):
            if gone:
                page = await self._rows.rows(table, [*gone, *witnesses])
                there = {id_of(row) for row in page.rows}
                if witnesses and there.isdisjoint(witnesses):
                    raise RemoteError(UNWITNESSED, ErrorKind.RETRYABLE)
                gone = [uuid for uuid in gone if uuid not in there]
        await self._rows.guard()
        return gone

    async def _candidates(self) -> AsyncIterator[list[str]]:
        """Yield all candidates, as many as fit into a request at a time."""
        limit = self._limits.ids_a_request - self._limits.witnesses
        after: str | None = None
        while some := await self._some(after, limit):
            yield some
            after = some[-1]

    async def _some(self, after: str | None, limit: int) -> list[str]:
        return await self._database(lambda: self._replica.missing(after=after, limit=limit))

    async def _acquit(self, uuids: Sequence[str]) -> None:
        """Take back what was suspected of these: they are there."""
        if uuids:
            await self._database(lambda: self._replica.clear_missing(uuids))

    async def _remove(self, uuids: Sequence[str]) -> None:
        change = await self._database(lambda: self._replica.remove_elsewhere(uuids))
        self.removed += len(change.removed)

    async def _put_back(self, uuids: Sequence[str]) -> None:
        await self._database(lambda: self._replica.put_back(uuids))
