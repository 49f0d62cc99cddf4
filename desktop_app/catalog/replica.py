"""The catalog from the side of sync: what is pulled comes in here, and what waits goes out.

Every method is one transaction, may be called from any thread, and waits; `Replica.apply` and
others that take many rows commit in slices, between which the user's edits get their turn, and
what is said to be known afterwards (positions) goes with the last. Whatever changes is told to
the catalog's listeners like any edit.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final, TypeVar

from sqlalchemy import Connection

from desktop_app.catalog import (
    adoption,
    conflicts,
    conflicts_resolved,
    outbox_claims,
    problems,
    recycle,
    replica_initial,
    replica_pull,
    replica_state,
)
from desktop_app.catalog.account import Account
from desktop_app.catalog.engine import Readers
from desktop_app.catalog.replica_rows import Pulled, pulled
from desktop_app.catalog.steps import Steps, sliced
from desktop_app.catalog.write import Write, merged
from desktop_app.domain import entities
from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import AssetId, NewAsset
from desktop_app.domain.remote import RemoteTable, Resume, ServerRow
from desktop_app.domain.sync import (
    Claim,
    Conflict,
    Entity,
    Problem,
    Recycled,
    Side,
    Waiting,
)

T = TypeVar("T")

Positions = Mapping[str, str | None]
NO_POSITIONS: Final[Positions] = MappingProxyType({})
_AT_ONCE: Final = 500
"""Rows in one transaction: about 25 ms, after which a user's edit gets its turn."""
_AT_ONCE_INITIAL: Final = 1_000
"""In an initial load, when there is little to edit yet: the full-text index likes large pieces."""


class Replica:
    """What the engine of sync, and the answers of the user, do to a library with an account."""

    def __init__(self, readers: Readers, steps: Steps, account: Account | None) -> None:
        """Read and write through these; the library belongs to this account, if to any."""
        self._readers = readers
        self._steps = steps
        self._account = account

    # --- reads

    def position(self, key: str) -> str | None:
        """Return the position under this key; None when there is none."""
        return self._read(partial(replica_state.position, key=key))

    def versions(
        self, table: RemoteTable, *, after: str | None, until: str | None
    ) -> dict[str, str]:
        """Return id → version of the rows with ``after < id <= until`` that the server has taken.

        "" stands for a row without a version.
        """
        return self._read(partial(replica_state.versions, table=table, after=after, until=until))

    def waiting(self) -> Waiting:
        """Return what the outbox holds."""
        return self._read(replica_state.waiting)

    def conflicts(self) -> list[Conflict]:
        """Return the conflicts that the user has not answered, oldest first."""
        return self._read(conflicts.listed)

    def recycled(self) -> list[Recycled]:
        """Return what was removed elsewhere and can be brought back, last removed first."""
        return self._read(recycle.listed)

    def problems(self) -> list[Problem]:
        """Return what the server refuses, oldest first."""
        return self._read(problems.listed)

    def missing(self, *, after: str | None = None, limit: int | None = None) -> list[str]:
        """Return the first ids after `after` that a scan has not found on the server, by id."""
        return self._read(partial(replica_state.missing, after=after, limit=limit))

    def missing_count(self) -> int:
        """Return how many ids a scan has not found on the server."""
        return self._read(replica_state.missing_count)

    def witnesses(
        self, table: RemoteTable, limit: int, *, besides: Collection[str] = ()
    ) -> list[str]:
        """Return a few ids, others than `besides`, of rows that the server should have."""
        return self._read(
            partial(replica_state.witnesses, table=table, limit=limit, besides=besides)
        )

    def named(self, keys: Sequence[str]) -> set[str]:
        """Return those of these object keys that an asset names which is not the key's own.

        A key's own asset is the one whose id is in it.
        """
        return self._read(partial(replica_state.named, keys=keys))

    def count(self, table: RemoteTable) -> int:
        """Return how many rows are here that the server has taken."""
        return self._read(partial(replica_state.count, table=table))

    # --- pull

    def apply(
        self,
        table: RemoteTable,
        rows: Sequence[ServerRow],
        *,
        positions: Positions = NO_POSITIONS,
        is_initial: bool = False,
    ) -> ChangeSet:
        """Take over rows of the server, and write down how far that was.

        A row is new, or replaces what is here, or is merged with edits that wait; the columns
        that it lacks stay as they are. Rows that cannot be this user's are left out and logged.

        `is_initial`: it is the first load of many pages.
        """
        usable = replica_pull.usable(table, rows, self._owner)
        at_once = _AT_ONCE_INITIAL if is_initial else _AT_ONCE
        slices: list[Sequence[Pulled]] = list(sliced(usable, at_once)) or [()]
        changes = []
        for some in slices:

            def body(write: Write, some: Sequence[Pulled] = some) -> None:
                replica_pull.apply(write, table, some)
                if some is slices[-1]:
                    replica_state.set_positions(write, positions)

            changes.append(self._write_bulk(body))
        return merged(changes)

    def begin_initial(self) -> None:
        """Take off the indexes that an initial load would have to keep in order."""
        self._write(replica_initial.take_off)

    def finish_initial(self) -> None:
        """Make those indexes again, one at a time; nothing when they are there."""
        if self._steps.write(Origin.SYNC, replica_initial.are_off)[0]:
            for index in replica_initial.indexes():
                self._write_bulk(partial(replica_initial.put_on, index=index))
            self._write_bulk(replica_initial.finish)

    def note_missing(self, ids: Sequence[str], *, positions: Positions = NO_POSITIONS) -> None:
        """Note ids that a scan has not found, and how far it has come."""
        self._write_bulk(partial(replica_state.note_missing, ids=ids, positions=positions))

    def clear_missing(
        self, ids: Sequence[str] | None = None, *, positions: Positions = NO_POSITIONS
    ) -> None:
        """Forget these candidates for removal, or all, and write positions down."""
        self._write(partial(replica_state.clear_missing, ids=ids, positions=positions))

    def remove_elsewhere(self, ids: Sequence[str]) -> ChangeSet:
        """Move assets that are certainly gone on the server into the recycle bin.

        One with edits that wait stays, as a conflict. Their files stay, too.
        """
        return self._sliced(ids, lambda some: partial(recycle.remove_elsewhere, ids=some))

    def put_back(self, ids: Sequence[str]) -> ChangeSet:
        """Have assets that are certainly gone on the server put there again: the user says so."""
        return self._sliced(ids, lambda some: partial(recycle.put_back, ids=some))

    def remove_collections(self, ids: Sequence[str]) -> ChangeSet:
        """Take out collections that are certainly gone on the server; their assets stay."""
        return self._write(partial(replica_pull.remove_collections, ids=ids))

    def set_positions(self, positions: Positions) -> None:
        """Write these positions down; None forgets one."""
        self._write(partial(replica_state.set_positions, positions=positions))

    # --- push

    def claim(self, limit: int, *, uploads: bool = False) -> list[Claim]:
        """Take the next entries of the outbox that are due, to be sent to the server.

        With `uploads` those whose file has to go first, and only these: once `note_upload` was
        told that it is there, and the entry was released, it comes among the others.
        """
        body = partial(outbox_claims.claim, limit=limit, uploads=uploads)
        return self._steps.write(Origin.SYNC, body)[0]

    def release_in_flight(self) -> None:
        """Put back what somebody claimed who is no more; nobody knows what became of it."""
        self._write(outbox_claims.release_in_flight)

    def make_due(self) -> None:
        """Let everything be tried at once that was put off."""
        self._write(outbox_claims.make_due)

    def acknowledge(self, claim: Claim, answer: ServerRow | None) -> ChangeSet:
        """Note that the server has what was claimed; edits made since then still wait.

        `answer` is the row, or a part of it, as the server has it now; None when it was deleted.
        """
        return self._write(partial(outbox_claims.acknowledge, claimed=claim, answer=answer))

    def merge_miss(self, claim: Claim, theirs: ServerRow, *, next_at_us: int = 0) -> ChangeSet:
        """Take over the row for which a swap or a removal has missed; merge, and queue again.

        A removal is given up if the row was edited elsewhere: it comes back as a conflict.
        """
        row = pulled(claim.entity.table, theirs, self._owner.user_id)
        if row is None:
            return self._steps.nothing(Origin.SYNC)
        return self._write(
            partial(replica_pull.merge_miss, claimed=claim, theirs=row, next_at_us=next_at_us)
        )

    def lost_elsewhere(self, claim: Claim) -> ChangeSet:
        """Note that the row for which a swap has missed is certainly gone.

        An asset stays, held as a conflict; a collection goes.
        """
        if claim.entity is Entity.COLLECTION:
            return self.remove_collections([claim.id])
        return self.remove_elsewhere([claim.id])

    def release(
        self, claim: Claim, *, error: str, next_at_us: int, is_untouched: bool = False
    ) -> ChangeSet:
        """Put an entry back, to be tried again at this moment (microseconds UTC).

        `is_untouched`: the server has certainly not applied it.
        """
        return self._write(
            partial(
                outbox_claims.release,
                claimed=claim,
                error=error,
                next_at_us=next_at_us,
                is_untouched=is_untouched,
            )
        )

    def block(self, claim: Claim, code: str, params: Mapping[str, str | int]) -> ChangeSet:
        """Note that the server refuses an entry: it rests until its row is edited.

        If that has happened since the claim, it is queued again at once.
        """
        return self._write(partial(outbox_claims.block, claimed=claim, code=code, params=params))

    def note_upload(
        self,
        asset_id: str,
        *,
        resume: Resume | None = None,
        is_done: bool = False,
        thumbnail_key: str | None = None,
    ) -> None:
        """Write down how far the upload of an asset's file is.

        Without `resume` it begins anew the next time; done is done, and a thumbnail that was
        named stays named.
        """
        self._write(
            partial(
                outbox_claims.note_upload,
                asset_id=asset_id,
                resume=resume,
                is_done=is_done,
                thumbnail_key=thumbnail_key,
            )
        )

    # --- the user's answers

    def resolve(self, conflict_seqs: Sequence[int], *, keep: Side, origin: Origin) -> ChangeSet:
        """Close conflicts with the value of one side, as an edit that can be undone.

        The files of `ChangeSet.removed_ids`, if any, are the caller's to discard.
        """
        body = partial(conflicts_resolved.resolve, seqs=conflict_seqs, keep=keep)
        return self._steps.write(origin, body)[1]

    def restore_recycled(self, ids: Sequence[str], *, origin: Origin) -> ChangeSet:
        """Bring assets that were removed elsewhere back, to be put on the server again."""
        return self._steps.write(origin, partial(recycle.restore, ids=ids))[1]

    def purge_recycled(self, before_us: int) -> list[AssetId]:
        """Forget what was removed elsewhere before this moment; return whose files go with it."""
        gone, _ = self._steps.write(Origin.SYNC, partial(recycle.purge, before_us=before_us))
        return [AssetId(id_) for id_ in gone]

    def retry(self, entity: Entity, ids: Sequence[str], *, origin: Origin) -> ChangeSet:
        """Have entries that were refused, or wait for their time, tried again at once."""
        return self._steps.write(origin, partial(problems.retry, entity=entity, ids=ids))[1]

    def revert(self, entity: Entity, ids: Sequence[str], *, origin: Origin) -> ChangeSet:
        """Give up what waits for these rows: they are again as the server has them."""
        return self._steps.write(origin, partial(problems.revert, entity=entity, ids=ids))[1]

    # --- adoption

    def adoptable(self, *, after: str | None, limit: int) -> list[NewAsset]:
        """Return the next assets of this library, by id, for another one to adopt."""
        return self._read(partial(adoption.adoptable, after=after, limit=limit))

    def adopt(
        self,
        assets: Sequence[NewAsset],
        *,
        collections: Sequence[entities.Collection] = (),
        origin: Origin,
    ) -> ChangeSet:
        """Add assets and collections of another library under their own ids, and queue them.

        What is here already, or was removed here or on the server, is passed over.
        """
        changes = [
            self._steps.write(origin, partial(adoption.adopt_collections, collections=collections))[
                1
            ]
        ]
        changes += [
            self._steps.write(origin, partial(adoption.adopt, assets=some), is_bulk=True)[1]
            for some in sliced(assets, _AT_ONCE)
        ]
        return merged(changes)

    # --- in detail

    @property
    def _owner(self) -> Account:
        """The account; a library without one belongs to no user, and no row is its own."""
        return self._account or Account("", "")

    def _read(self, read: Callable[[Connection], T]) -> T:
        with self._readers.reading() as connection:
            return read(connection)

    def _write(self, body: Callable[[Write], object]) -> ChangeSet:
        return self._steps.write(Origin.SYNC, body)[1]

    def _write_bulk(self, body: Callable[[Write], object]) -> ChangeSet:
        """Commit what can be fetched once more, without waiting for the disk."""
        return self._steps.write(Origin.SYNC, body, is_bulk=True, is_durable=False)[1]

    def _sliced(
        self,
        ids: Sequence[str],
        body_for: Callable[[Sequence[str]], Callable[[Write], object]],
    ) -> ChangeSet:
        changes = [self._write(body_for(some)) for some in sliced(ids, _AT_ONCE)]
        return merged(changes) if changes else self._steps.nothing(Origin.SYNC)
