"""What becomes of an entry of the outbox once it was sent, or could not be."""

from desktop_app.domain.remote import RemoteError, ServerRow
from desktop_app.domain.sync import Claim
from desktop_app.sync.arrivals import Arrivals
from desktop_app.sync.retry import STOPS, is_about_the_line, is_worth_repeating, wait_s
from desktop_app.sync.staleness import Asked
from desktop_app.sync.surroundings import Surroundings


class Outcomes:
    """Tells the replica how it went.

    Attributes:
        pushed: how many entries the server has acknowledged.
    """

    def __init__(self, surroundings: Surroundings, arrivals: Arrivals) -> None:
        """Tell the replica of these surroundings."""
        self._replica = surroundings.replica
        self._database = surroundings.database
        self._clock = surroundings.clock
        self._random = surroundings.random
        self._limits = surroundings.limits
        self._arrivals = arrivals
        self.pushed = 0

    async def acknowledge(self, sent: Asked, claim: Claim, answer: ServerRow | None) -> None:
        """Note that the server has what was sent; None is its answer to a removal.

        Where a fetch under way at the same time has brought this row, nobody knows which of the
        two is newer: it is fetched once more.
        """
        table = claim.entity.table
        is_doubtful = sent.is_overtaken(table, claim.id)
        self._arrivals.settle(table, [claim.id])
        await self._database(lambda: self._replica.acknowledge(claim, answer))
        self.pushed += 1
        if is_doubtful:
            self._arrivals.doubt(table, [claim.id])

    async def send_again(self, claim: Claim, *, is_untouched: bool = False) -> None:
        """Put an entry back to be sent at once, from what is known by now."""
        await self._release(claim, "", 0, is_untouched=is_untouched)

    async def postpone(self, claim: Claim, error: RemoteError, *, is_untouched: bool) -> None:
        """Put an entry back for later: the longer, the more often it has failed."""
        at_us = 0 if error.code in STOPS else self.later_us(claim.attempts, error)
        await self._release(claim, error.code, at_us, is_untouched=is_untouched)

    async def block(self, claim: Claim, error: RemoteError) -> None:
        """Let an entry rest that the server refuses, and show why."""
        await self._database(lambda: self._replica.block(claim, error.code, error.params))

    async def fail(self, claim: Claim, error: RemoteError, *, is_untouched: bool = False) -> bool:
        """Do with an entry what its error asks for; return whether the line is to blame."""
        is_line = is_about_the_line(error)
        if is_line or is_worth_repeating(error):
            await self.postpone(claim, error, is_untouched=is_untouched)
        else:
            await self.block(claim, error)
        return is_line

    def later_us(self, failures: int, error: RemoteError) -> int:
        """Return when to try again after so many failures."""
        waited_s = wait_s(failures, error, self._limits, self._random)
        return self._clock.now_us() + int(waited_s * 1e6)

    async def _release(
        self, claim: Claim, error: str, next_at_us: int, *, is_untouched: bool
    ) -> None:
        await self._database(
            lambda: self._replica.release(
                claim, error=error, next_at_us=next_at_us, is_untouched=is_untouched
            )
        )
