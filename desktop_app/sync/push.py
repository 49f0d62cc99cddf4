"""Local edits to the server: one entry of the outbox is one request that can be repeated.

A row goes by compare-and-swap on its version, a new one by an insert that changes nothing where
its id is there already, a removed one by a delete on its version. Whatever becomes of the answer,
sending again ends in the same.
"""

from desktop_app.domain.remote import RemoteError
from desktop_app.domain.sync import Claim, Entity
from desktop_app.sync.arrivals import Arrivals
from desktop_app.sync.deletions import Deletions
from desktop_app.sync.file_removal import FileRemoval
from desktop_app.sync.misses import Misses
from desktop_app.sync.outcomes import Outcomes
from desktop_app.sync.refusals import Refusals
from desktop_app.sync.surroundings import Surroundings
from desktop_app.sync.together import together

_FOREIGN_KEY_VIOLATED = "23503"


class Push:
    """Sends what waits, but for files."""

    def __init__(
        self,
        surroundings: Surroundings,
        arrivals: Arrivals,
        deletions: Deletions,
        outcomes: Outcomes,
        refusals: Refusals,
    ) -> None:
        """Send what waits in the replica of these surroundings."""
        self._rows = surroundings.rows
        self._replica = surroundings.replica
        self._database = surroundings.database
        self._limits = surroundings.limits
        self._arrivals = arrivals
        self._deletions = deletions
        self._outcomes = outcomes
        self._refusals = refusals
        self._misses = Misses(surroundings, arrivals, deletions, outcomes)
        self._file_removal = FileRemoval(surroundings)

    async def some(self) -> bool:
        """Send the entries that are due, a few at once; return whether there were any.

        Raises:
            RemoteError: the server is not there, or somebody has to sign in. What was not
                answered waits on.
        """
        limit = self._limits.push_at_once
        claims = await self._database(lambda: self._replica.claim(limit))
        failures: list[RemoteError] = []
        for entity in (Entity.COLLECTION, Entity.ASSET):
            await together(
                self._send_one(claim, failures) for claim in claims if claim.entity is entity
            )
        if failures:
            raise failures[0]
        return bool(claims)

    async def _send_one(self, claim: Claim, failures: list[RemoteError]) -> None:
        try:
            await self._send(claim)
        except RemoteError as error:
            await self._refusals.learn_of_row(claim, error)
            if await self._outcomes.fail(claim, error):
                failures.append(error)
            else:
                self._misses.over(claim)

    async def _send(self, claim: Claim) -> None:
        try:
            await self._request(claim)
        except RemoteError as error:
            if not await self._is_collection_gone(claim, error):
                raise
            await self._outcomes.send_again(claim, is_untouched=True)

    async def _request(self, claim: Claim) -> None:
        if claim.kind == "insert":
            await self._insert(claim)
        elif claim.kind == "update":
            await self._swap(claim)
        else:
            await self._remove(claim)

    async def _swap(self, claim: Claim) -> None:
        with self._arrivals.asking() as sent:
            answer = await self._rows.swap(
                claim.entity.table,
                claim.id,
                claim.values,
                version=claim.version,
                bases=claim.bases,
            )
            if answer is not None:
                self._misses.over(claim)
                await self._outcomes.acknowledge(sent, claim, answer)
                return
        await self._misses.of_update(claim)

    async def _insert(self, claim: Claim) -> None:
        with self._arrivals.asking() as sent:
            answer = await self._rows.insert(claim.entity.table, claim.row or {})
            if answer is not None:
                self._misses.over(claim)
                await self._outcomes.acknowledge(sent, claim, answer)
                return
        await self._misses.of_insert(claim)

    async def _remove(self, claim: Claim) -> None:
        """Remove a row, then its files, then the entry: so that a crash forgets none of them."""
        with self._arrivals.asking() as sent:
            version = claim.version or await self._misses.version_of(claim)
            is_removed = await self._rows.remove(claim.entity.table, claim.id, version=version)
            if not is_removed and not await self._misses.of_removal(claim):
                return
            if claim.entity is Entity.ASSET:
                await self._file_removal.after(claim)
            self._misses.over(claim)
            await self._outcomes.acknowledge(sent, claim, None)

    async def _is_collection_gone(self, claim: Claim, error: RemoteError) -> bool:
        """Whether a row was refused since its collection is gone; then it is taken out of it."""
        if error.params.get("reason") != _FOREIGN_KEY_VIOLATED:
            return False
        sent = claim.values if claim.row is None else claim.row
        collection_id = sent.get("collection_id")
        if not isinstance(collection_id, str):
            return False
        return bool(await self._deletions.of_collections([collection_id]))
