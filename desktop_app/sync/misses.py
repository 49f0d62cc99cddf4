"""Requests that changed nothing, since the row was no longer as we knew it, or was not there."""

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError, RemoteTable, ServerRow
from desktop_app.domain.sync import Claim
from desktop_app.sync.arrivals import Arrivals, id_of, version_of
from desktop_app.sync.deletions import Deletions
from desktop_app.sync.outcomes import Outcomes
from desktop_app.sync.retry import UNWITNESSED
from desktop_app.sync.surroundings import Surroundings

TAKEN = "push.taken"
"""Code: another user of this server has a row of that id."""
CROWDED = "push.crowded"
"""Code: the row changes faster than it can be swapped; it is tried again."""


class Misses:
    """Looks what the server has instead, merges, and has the entry sent again."""

    def __init__(
        self,
        surroundings: Surroundings,
        arrivals: Arrivals,
        deletions: Deletions,
        outcomes: Outcomes,
    ) -> None:
        """Look at the server of these surroundings."""
        self._rows = surroundings.rows
        self._replica = surroundings.replica
        self._database = surroundings.database
        self._limits = surroundings.limits
        self._arrivals = arrivals
        self._deletions = deletions
        self._outcomes = outcomes
        self._in_a_row: dict[str, int] = {}

    def over(self, claim: Claim) -> None:
        """Note that an entry needs no further attempt."""
        self._in_a_row.pop(claim.id, None)

    async def of_update(self, claim: Claim) -> None:
        """Merge what is there; where nothing is, it was edited here and deleted there."""
        if not await self._merged(claim) and await self._is_gone(claim):
            self.over(claim)
            await self._database(lambda: self._replica.lost_elsewhere(claim))

    async def of_insert(self, claim: Claim) -> None:
        """Find our own row from an earlier attempt; else the id is somebody else's."""
        if not await self._merged(claim) and await self._is_gone(claim):
            self.over(claim)
            await self._outcomes.block(claim, RemoteError(TAKEN, ErrorKind.PERMANENT))

    async def of_removal(self, claim: Claim) -> bool:
        """Return whether the row is gone; one that was changed meanwhile comes back, merged."""
        return not await self._merged(claim) and await self._is_gone(claim)

    async def version_of(self, claim: Claim) -> str | None:
        """Return the version of a row that was never acknowledged; None when it is not there."""
        theirs = await self._look(claim)
        return None if theirs is None else version_of(theirs)

    async def _look(self, claim: Claim) -> ServerRow | None:
        page = await self._rows.rows(claim.entity.table, [claim.id])
        return next((row for row in page.rows if id_of(row) == claim.id), None)

    async def _merged(self, claim: Claim) -> bool:
        """Merge the entry with the server's row; False when there is none."""
        table = claim.entity.table
        with self._arrivals.asking() as asked:
            theirs = await self._look(claim)
            if theirs is None:
                return False
            if asked.is_overtaken(table, claim.id):
                # What has come meanwhile may be newer, and is merged already; but for an insert,
                # which still may not be taken for the one that made the row.
                await self._outcomes.send_again(claim, is_untouched=claim.kind == "insert")
                return True
            self._arrivals.settle(table, [claim.id])
            next_at_us = self._next_at_us(claim)
            await self._database(
                lambda: self._replica.merge_miss(claim, theirs, next_at_us=next_at_us)
            )
        return True

    async def _is_gone(self, claim: Claim) -> bool:
        """Return whether a second, believable answer does not have the row either."""
        table = claim.entity.table
        with self._arrivals.asking() as asked:
            try:
                gone = await self._deletions.confirmed(table, [claim.id])
            except RemoteError as error:
                if error.code == UNWITNESSED and table is RemoteTable.ASSETS:
                    # Much may be gone together: it is looked into, and this waits for that.
                    await self._deletions.suspect(table, [claim.id])
                raise
            if gone and not asked.is_overtaken(table, claim.id):
                return True
        await self._outcomes.send_again(claim)
        return False

    def _next_at_us(self, claim: Claim) -> int:
        """Return when to send again: at once, until it has missed too often in a row."""
        misses = self._in_a_row.get(claim.id, 0) + 1
        self._in_a_row[claim.id] = misses
        if misses <= self._limits.misses_at_once:
            return 0
        crowded = RemoteError(CROWDED, ErrorKind.RETRYABLE)
        return self._outcomes.later_us(misses - self._limits.misses_at_once, crowded)
