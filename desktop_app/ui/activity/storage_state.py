"""What the window knows of the room a library takes: read off the main thread, while it is seen.

To find it out, every row and every file is looked at. So it is done only while somebody looks,
after what came or went, and each time not sooner than several times as long as it took last.
"""

import logging
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.changes import ChangeSet
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.files import (
    FILLED_SHARE,
    SPARE_BYTES,
    Keeping,
    KeepingRule,
    KeptOriginals,
)
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.activity.storage_used import StorageUsed, measure
from desktop_app.ui.activity.sync_port import CatalogPort, SyncPort
from desktop_app.ui.tasks import Lane, TaskScope, Workers

logger = logging.getLogger(__name__)

_ORIGINALS = "originals"
_FILE_STATE = "file_state"
_LEAST_MS = 1_000
_REST_FACTOR = 5
"""A look that took a second is followed by so many without one."""


@dataclass(frozen=True, slots=True)
class Storage:
    """What a library has on this machine, and what it is to have.

    Attributes:
        rule: which originals are kept.
        kept: where the originals are.
        used: the room that is taken, and left.
    """

    rule: KeepingRule
    kept: KeptOriginals
    used: StorageUsed

    @property
    def room_bytes(self) -> int | None:
        """How much may come unasked before the disk is too full; None when it is not known."""
        free_bytes = self.used.free_bytes
        return None if free_bytes is None else max(free_bytes - SPARE_BYTES, 0)

    def wanted_bytes(self, rule: KeepingRule) -> int:
        """Return how much would come by a rule, as far as sizes are known."""
        if rule.keeping is Keeping.ALL:
            return self.kept.to_come_bytes
        if rule.keeping is Keeping.BUDGET:
            filled_bytes = round(rule.budget_bytes * FILLED_SHARE)
            left_bytes = max(filled_bytes - self.used.originals_bytes, 0)
            return min(left_bytes, self.kept.to_come_bytes)
        return 0

    def is_short_of_room(self, rule: KeepingRule) -> bool:
        """Whether the disk has not enough room for what a rule would keep."""
        room_bytes = self.room_bytes
        return room_bytes is not None and self.wanted_bytes(rule) > room_bytes


class StorageState(QObject):
    """Keeps up with the room that one library takes, as long as it is watched.

    Attributes:
        storage: as found out last; None before that.

    Signals:
        changed: `storage` is another.
    """

    changed = Signal()

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = TaskScope(workers)
        self._sync: SyncPort | None = None
        self._catalog: CatalogPort | None = None
        self._folder = Path()
        self._chosen: KeepingRule | None = None
        self._watchers: set[str] = set()
        self._is_looking = self._is_stale = False
        self._began_at_s = 0.0
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.timeout.connect(self._look_if_wanted)
        self.storage: Storage | None = None

    def attach(self, sync: SyncPort, catalog: CatalogPort, folder: Path) -> None:
        """Begin to look at a library that lies in a folder."""
        self._sync, self._catalog, self._folder = sync, catalog, folder
        self.storage = self._chosen = None
        self._refresh()

    def close_tasks(self) -> None:
        """Stop to look."""
        self._resting.stop()
        self._watchers.clear()
        self._scope.close()
        self._sync = self._catalog = None

    def on_changed(self, changes: ChangeSet) -> None:
        """Hear of a commit."""
        if changes.added or changes.removed or _FILE_STATE in changes.columns:
            self._refresh()

    def watch(self, watcher: str, *, is_watched: bool) -> None:
        """Look as long as somebody watches; a watcher that begins sees things as they are."""
        if is_watched:
            self._watchers.add(watcher)
            self._refresh()
        else:
            self._watchers.discard(watcher)

    def keep(self, rule: KeepingRule) -> None:
        """Keep originals by another rule."""
        if self._sync is None:
            return
        # It is in the catalog only after a while: what the user chose is what is shown.
        self._chosen = rule
        self._sync.keep_originals(rule)
        if self.storage is not None:
            self.storage = Storage(rule, self.storage.kept, self.storage.used)
            self.changed.emit()

    def _refresh(self) -> None:
        self._is_stale = True
        if not self._resting.isActive():
            self._look_if_wanted()

    def _look_if_wanted(self) -> None:
        sync, catalog, folder = self._sync, self._catalog, self._folder
        is_wanted = self._is_stale and self._watchers and not self._is_looking
        if sync is None or catalog is None or not is_wanted:
            return
        self._is_looking, self._is_stale = True, False
        self._began_at_s = time.monotonic()
        self._scope.run_cancellable(
            Lane.LONG,
            lambda token: _found_out(sync, catalog, folder, token),
            done=self._on_found_out,
            failed=self._on_failed,
        )

    def _rest(self) -> None:
        self._is_looking = False
        took_s = time.monotonic() - self._began_at_s
        self._resting.start(max(_LEAST_MS, round(took_s * 1000 * _REST_FACTOR)))

    def _on_found_out(self, storage: Storage) -> None:
        self._rest()
        if self._chosen is not None:
            storage = Storage(self._chosen, storage.kept, storage.used)
        if storage != self.storage:
            self.storage = storage
            self.changed.emit()

    def _on_failed(self, error: LightboxError) -> None:
        self._rest()
        logger.warning("The room that the library takes cannot be told: %s", error)


def _found_out(sync: SyncPort, catalog: CatalogPort, folder: Path, token: CancelToken) -> Storage:
    return Storage(
        rule=sync.keeping_rule,
        kept=catalog.kept_originals(),
        used=measure(folder, _ORIGINALS, token),
    )
