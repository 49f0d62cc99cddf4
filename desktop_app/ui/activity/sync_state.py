"""What the window knows of sync: its status, and what waits for the user, read off the main thread.

Nothing is asked for again and again: the status is told by sync itself, and the rest is read
when a status or a commit says that it may have become different. Only files that are being watched
on their way are looked at twice a second.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop_app.domain.changes import ChangeSet, Column
from desktop_app.domain.entities import Asset, AssetRow
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import (
    WHOLE_ROW,
    Conflict,
    Entity,
    Problem,
    Recycled,
    SyncPhase,
    SyncStatus,
    Transfer,
    Waiting,
)
from desktop_app.ui.activity.sync_port import CatalogPort, ReplicaPort, SyncPort
from desktop_app.ui.tasks import Lane, TaskScope, Workers

logger = logging.getLogger(__name__)

_FLAGS = frozenset({"has_pending", "has_problem", "has_conflict"})
_NAMED = 500
"""So many assets are read for their names; nobody reads a longer list to its end."""
_NAME_CHARACTERS = 60
_SETTLE_MS = 120
"""Commits and statuses that come closer together than this are answered by one reading."""
_WATCH_MS = 500


@dataclass(frozen=True, slots=True)
class SyncContents:
    """What waits for the server or for the user.

    Attributes:
        waiting: what the outbox holds.
        conflicts, problems, recycled: what the user may answer.
        names: what assets among them are called, by row.
        collections: names of all collections by id, as far as they are needed.
        asset_count: how many assets the server has acknowledged; read while sync asks.
    """

    waiting: Waiting = field(default_factory=Waiting)
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()
    recycled: tuple[Recycled, ...] = ()
    names: Mapping[AssetRow, str] = field(default_factory=dict)
    collections: Mapping[str, str] = field(default_factory=dict)
    asset_count: int = 0


@dataclass(frozen=True, slots=True)
class ShownTransfer:
    """A transfer with the name of its asset."""

    transfer: Transfer
    name: str


class SyncState(QObject):
    """Keeps up with the sync of one library.

    Attributes:
        status: how it stands.
        contents: what waits, as read last.
        transfers: the files on their way, as far as they are watched.
        batch: how many entries of the present run are through, and of how many.

    Signals:
        status_changed: `status` or `batch` is another.
        contents_changed: `contents` is another.
        transfers_changed: `transfers` is another.
    """

    status_changed = Signal()
    contents_changed = Signal()
    transfers_changed = Signal()
    _told = Signal(object)

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = TaskScope(workers)
        self._sync: SyncPort | None = None
        self._catalog: CatalogPort | None = None
        self._replica: ReplicaPort | None = None
        self._unsubscribe = _nothing
        self._is_reading = self._is_stale = False
        self._is_watched = self._is_asking_for_transfers = False
        self._most_waiting = 0
        self.status = SyncStatus()
        self.contents = SyncContents()
        self.transfers: tuple[ShownTransfer, ...] = ()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._read)
        self._watching = QTimer(self)
        self._watching.setInterval(_WATCH_MS)
        self._watching.timeout.connect(self._ask_for_transfers)
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    @property
    def sync(self) -> SyncPort | None:
        """The sync of the open library; None before it is open and after it was closed."""
        return self._sync

    @property
    def replica(self) -> ReplicaPort | None:
        """What answers go to; its methods wait."""
        return self._replica

    @property
    def batch(self) -> tuple[int, int]:
        """How many entries of the present run are through, and of how many."""
        return self._most_waiting - self.status.waiting, self._most_waiting

    @property
    def is_paused(self) -> bool:
        """Whether it rests because the user wants it to."""
        return self.status.phase is SyncPhase.PAUSED

    def attach(self, sync: SyncPort, catalog: CatalogPort) -> None:
        """Begin to follow the sync of a library; of another one than before, if need be."""
        self._unsubscribe()
        self._sync, self._catalog = sync, catalog
        self._replica = catalog.replica
        self._unsubscribe = sync.subscribe(self._told.emit)
        self._take(sync.status)
        self._read()

    def close_tasks(self) -> None:
        """Stop to listen; what is being read is not waited for longer than it takes."""
        self._unsubscribe()
        self._unsubscribe = _nothing
        self._settling.stop()
        self._watching.stop()
        self._scope.close()
        self._sync = self._catalog = self._replica = None

    def on_changed(self, changes: ChangeSet) -> None:
        """Hear of a commit."""
        is_about_sync = bool(changes.columns & _FLAGS)
        if is_about_sync or changes.added or changes.removed or changes.are_collections_changed:
            self._refresh()

    def watch_transfers(self, is_watched: bool) -> None:  # noqa: FBT001 - Qt's own form
        """Follow the files on their way closely, as long as somebody looks at them."""
        self._is_watched = is_watched
        if is_watched:
            self._ask_for_transfers()
        else:
            self._watching.stop()

    @Slot(object)
    def _on_told(self, status: SyncStatus) -> None:
        if self._sync is not None:
            self._take(status)
            self._refresh()

    def _take(self, status: SyncStatus) -> None:
        if status.waiting == 0 or status.phase is not SyncPhase.SYNCING:
            self._most_waiting = status.waiting
        self._most_waiting = max(self._most_waiting, status.waiting)
        self.status = status
        self.status_changed.emit()
        if self._is_watched:
            self._ask_for_transfers()

    def _refresh(self) -> None:
        if self._sync is not None and not self._settling.isActive():
            self._settling.start()

    def _read(self) -> None:
        catalog = self._catalog
        if catalog is None:
            return
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        is_asking = self.status.asked_removals > 0
        self._scope.run(
            Lane.READS,
            lambda: _contents(catalog, is_asking=is_asking),
            done=self._on_read,
            failed=self._on_failed,
        )

    def _on_read(self, contents: SyncContents) -> None:
        self._is_reading = False
        if contents != self.contents:
            self.contents = contents
            self.contents_changed.emit()
        if self._is_stale:
            self._refresh()

    def _on_failed(self, error: LightboxError) -> None:
        self._is_reading = False
        logger.warning("What waits for sync cannot be read: %s", error)

    def _ask_for_transfers(self) -> None:
        sync, catalog = self._sync, self._catalog
        if sync is None or catalog is None or self._is_asking_for_transfers:
            return
        self._is_asking_for_transfers = True
        self._scope.run(
            Lane.READS,
            lambda: _transfers(sync, catalog),
            done=self._on_transfers,
            failed=self._on_transfers_failed,
        )

    def _on_transfers(self, transfers: tuple[ShownTransfer, ...]) -> None:
        self._is_asking_for_transfers = False
        if not self._is_watched:
            return
        if transfers and not self._watching.isActive():
            self._watching.start()
        elif not transfers:
            self._watching.stop()
        if transfers != self.transfers:
            self.transfers = transfers
            self.transfers_changed.emit()

    def _on_transfers_failed(self, error: LightboxError) -> None:
        self._is_asking_for_transfers = False
        logger.warning("What is on its way cannot be told: %s", error)


def _nothing() -> None:
    """Stand for a subscription that is not there."""


def asset_name(asset: Asset) -> str:
    """Return what an asset is called in a list: its title, its file's name, or its prompt."""
    for name in (asset.custom_title, asset.file_name, asset.original_prompt):
        line = " ".join((name or "").split())
        if line:
            return line if len(line) <= _NAME_CHARACTERS else f"{line[: _NAME_CHARACTERS - 1]}…"
    return ""


def _names(catalog: CatalogPort, rows: list[AssetRow]) -> dict[AssetRow, str]:
    wanted = list(dict.fromkeys(rows))[:_NAMED]
    return {asset.row: asset_name(asset) for asset in catalog.assets(wanted)} if wanted else {}


def _contents(catalog: CatalogPort, *, is_asking: bool) -> SyncContents:
    replica = catalog.replica
    conflicts, problems = replica.conflicts(), replica.problems()
    listed = [conflict.row for conflict in conflicts] + [problem.row for problem in problems]
    rows = [row for row in listed if row is not None]
    needs_collections = any(
        conflict.entity is Entity.COLLECTION or conflict.column in {Column.COLLECTION, WHOLE_ROW}
        for conflict in conflicts
    ) or any(problem.entity is Entity.COLLECTION for problem in problems)
    collections = catalog.collections() if needs_collections else []
    return SyncContents(
        waiting=replica.waiting(),
        conflicts=tuple(conflicts),
        problems=tuple(problems),
        recycled=tuple(replica.recycled()),
        names=_names(catalog, rows),
        collections={collection.id: collection.name for collection in collections},
        asset_count=replica.count(RemoteTable.ASSETS) if is_asking else 0,
    )


def _transfers(sync: SyncPort, catalog: CatalogPort) -> tuple[ShownTransfer, ...]:
    transfers = sync.transfers()
    rows = [transfer.row for transfer in transfers if transfer.row is not None]
    names = _names(catalog, rows)
    return tuple(
        ShownTransfer(transfer, "" if transfer.row is None else names.get(transfer.row, ""))
        for transfer in transfers
    )
