"""A sync that does as it is told, and a replica that holds what it was given."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from desktop_app.accounts.known import KnownAccount
from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.entities import Asset, AssetId, AssetRow, Collection, FileState, Json
from desktop_app.domain.files import KeepingRule, KeptOriginals
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import (
    WHOLE_ROW,
    Conflict,
    Entity,
    Problem,
    Recycled,
    Side,
    SyncPhase,
    SyncStatus,
    Transfer,
    Waiting,
)

FOUND_AT_US = 1_756_548_000_000_000
UP_TO_DATE = SyncStatus(phase=SyncPhase.UP_TO_DATE, synced_at_us=FOUND_AT_US)


def conflict(seq: int = 1, **over: object) -> Conflict:
    """Return a conflict about a title, unless something else is said."""
    whole = Conflict(
        seq=seq,
        entity=Entity.ASSET,
        id=f"00000000-0000-4000-8000-{seq:012}",
        row=AssetRow(seq),
        column=Column.TITLE.value,
        base="untitled",
        mine="Mountain Sunset",
        theirs="Alpine evening",
        found_at_us=FOUND_AT_US,
    )
    return replace(whole, **over)  # type: ignore[arg-type]


def deleted_there(seq: int, mine: dict[str, Json], base: dict[str, Json]) -> Conflict:
    """Return a conflict about a row that was deleted there and edited here."""
    return conflict(seq, column=WHOLE_ROW, base=base, mine=mine, theirs=None)


def problem(seq: int = 1, **over: object) -> Problem:
    """Return a problem of the asset in row `seq`: the server refuses its visibility."""
    whole = Problem(
        seq=seq,
        entity=Entity.ASSET,
        id=f"00000000-0000-4000-8000-{seq:012}",
        row=AssetRow(seq),
        code="remote.refused",
        params={"reason": "23514", "message": "violates check constraint “visibility”"},
        found_at_us=FOUND_AT_US,
    )
    return replace(whole, **over)  # type: ignore[arg-type]


def recycled(number: int, **over: object) -> Recycled:
    """Return an asset that was removed elsewhere."""
    whole = Recycled(
        id=AssetId(f"00000000-0000-4000-9000-{number:012}"),
        title=f"Harbour {number}",
        asset_type="image",
        mime_type="image/png",
        file_state=FileState.STORED,
        removed_at_us=FOUND_AT_US + number,
    )
    return replace(whole, **over)  # type: ignore[arg-type]


class FakeSync:
    """Tells the statuses it is given, from a thread of its own.

    Attributes:
        calls: what it was asked to do, in order.
        moving: what `transfers` answers.
        keeping_rule: what the catalog holds; a new one comes there only when it is put there.
    """

    def __init__(self, status: SyncStatus = UP_TO_DATE) -> None:
        self.status = status
        self.calls: list[tuple[str, object]] = []
        self.moving: tuple[Transfer, ...] = ()
        self.keeping_rule = KeepingRule()
        self._listeners: list[Callable[[SyncStatus], None]] = []

    @property
    def listener_count(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def tell(self, status: SyncStatus) -> None:
        """Tell a status as the engine does."""
        self.status = status
        thread = threading.Thread(target=self._tell, name="sync-fake")
        thread.start()
        thread.join()

    def subscribe(self, listener: Callable[[SyncStatus], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def pause(self) -> None:
        self.calls.append(("pause", None))

    def resume(self) -> None:
        self.calls.append(("resume", None))

    def set_metered(self, *, is_metered: bool) -> None:
        self.calls.append(("metered", is_metered))

    def wake(self) -> None:
        self.calls.append(("wake", None))

    def signed_in(self, account: KnownAccount) -> None:
        self.calls.append(("signed in", account))

    def answer_removals(self, *, accept: bool) -> None:
        self.calls.append(("answer", accept))

    def transfers(self) -> Sequence[Transfer]:
        return self.moving

    def cancel_transfer(self, asset_id: str) -> None:
        self.calls.append(("cancel", asset_id))

    def keep_originals(self, rule: KeepingRule) -> None:
        self.calls.append(("keep", rule))

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener(self.status)


class FakeReplica:
    """Holds lists, and forgets what is answered.

    Attributes:
        calls: the answers it heard, in order.
        threads: the names of the threads that asked.
    """

    def __init__(
        self,
        conflicts: Sequence[Conflict] = (),
        problems: Sequence[Problem] = (),
        removed: Sequence[Recycled] = (),
        *,
        asset_count: int = 0,
    ) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.threads: set[str] = set()
        self.reads = 0
        self.kept_conflicts = list(conflicts)
        self.kept_problems = list(problems)
        self.kept_recycled = list(removed)
        self.held = Waiting()
        self._asset_count = asset_count

    def waiting(self) -> Waiting:
        return self.held

    def conflicts(self) -> list[Conflict]:
        self.reads += 1
        self.threads.add(threading.current_thread().name)
        return list(self.kept_conflicts)

    def problems(self) -> list[Problem]:
        return list(self.kept_problems)

    def recycled(self) -> list[Recycled]:
        return list(self.kept_recycled)

    def count(self, table: RemoteTable) -> int:
        assert table is RemoteTable.ASSETS
        return self._asset_count

    def resolve(self, conflict_seqs: Sequence[int], *, keep: Side, origin: Origin) -> ChangeSet:
        self.calls.append(("resolve", tuple(conflict_seqs), keep))
        self.kept_conflicts = [c for c in self.kept_conflicts if c.seq not in conflict_seqs]
        return self._changed(origin, "has_conflict")

    def restore_recycled(self, ids: Sequence[str], *, origin: Origin) -> ChangeSet:
        self.calls.append(("restore", tuple(ids)))
        self.kept_recycled = [r for r in self.kept_recycled if r.id not in ids]
        return self._changed(origin, "has_pending")

    def retry(self, entity: Entity, ids: Sequence[str], *, origin: Origin) -> ChangeSet:
        self.calls.append(("retry", entity, tuple(ids)))
        self.kept_problems = [p for p in self.kept_problems if p.id not in ids]
        return self._changed(origin, "has_problem")

    def revert(self, entity: Entity, ids: Sequence[str], *, origin: Origin) -> ChangeSet:
        self.calls.append(("revert", entity, tuple(ids)))
        self.kept_problems = [p for p in self.kept_problems if p.id not in ids]
        return self._changed(origin, "has_problem")

    def _changed(self, origin: Origin, column: str) -> ChangeSet:
        self.threads.add(threading.current_thread().name)
        return ChangeSet(1, origin, changed=(AssetRow(1),), columns=frozenset({column}))


class FakeCatalog:
    """A replica beside the assets and collections of another catalog, or of none."""

    def __init__(
        self,
        replica: FakeReplica,
        *,
        assets: Callable[[Sequence[int]], list[Asset]] = lambda _rows: [],
        collections: Callable[[], list[Collection]] = list,
    ) -> None:
        self.replica = replica
        self.kept = KeptOriginals()
        self.looks = 0
        self._assets = assets
        self._collections = collections

    def assets(self, rows: Sequence[int]) -> list[Asset]:
        return self._assets(rows)

    def collections(self) -> list[Collection]:
        return self._collections()

    def kept_originals(self) -> KeptOriginals:
        self.looks += 1
        return self.kept
