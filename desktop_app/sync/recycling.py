"""Ends what was removed elsewhere and not brought back for thirty days, with its files.

When something was removed is known by this machine's clock alone, which may have been wrong then
or be wrong now. So nothing ends before that clock has agreed with the server's for as long.
"""

from desktop_app.sync.surroundings import Surroundings

AGREED_SINCE = "recycle.agreed_since"
"""Position: since when, microseconds, both clocks have been found to agree."""

KEPT_US = 30 * 86_400_000_000
_TOLERANCE_US = 3_600_000_000


class Recycling:
    """Empties the recycle bin of what is old."""

    def __init__(self, surroundings: Surroundings) -> None:
        """Work on the replica and the files of these surroundings."""
        self._replica = surroundings.replica
        self._database = surroundings.database
        self._disk = surroundings.disk
        self._originals = surroundings.originals
        self._clock = surroundings.clock

    async def tidy(self, server_time_us: int | None) -> None:
        """Remove what is old, going by what the server's clock says now; None says nothing."""
        if server_time_us is None:
            return
        now_us = self._clock.now_us()
        since = await self._database(lambda: self._replica.position(AGREED_SINCE))
        if abs(now_us - server_time_us) > _TOLERANCE_US:
            await self._note(None)
        elif since is None or int(since) > now_us:
            await self._note(str(now_us))
        elif int(since) <= now_us - KEPT_US:
            gone = await self._database(lambda: self._replica.purge_recycled(now_us - KEPT_US))
            if gone:
                await self._disk(lambda: self._originals.discard(gone))

    async def _note(self, since: str | None) -> None:
        await self._database(lambda: self._replica.set_positions({AGREED_SINCE: since}))
