"""Reads what is selected, off the main thread; the newest wish wins."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.entities import Asset, AssetRow, Tile
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.results import SelectionSummary
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Lane, Task, TaskScope

if TYPE_CHECKING:
    from desktop_app.catalog.catalog import Catalog

logger = logging.getLogger(__name__)

_SETTLE_MS = 30
"""Selections that change faster than this, under a held arrow key, are read once."""


_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class OneShown:
    """One asset is selected."""

    asset: Asset

    @property
    def rows(self) -> Sequence[AssetRow]:
        """The row that edits apply to."""
        return [self.asset.row]


@dataclass(frozen=True, slots=True)
class ManyShown:
    """Several assets are selected: what they share, and the first few for the preview."""

    rows: Sequence[AssetRow]
    summary: SelectionSummary
    first: tuple[Tile, ...]


Shown = OneShown | ManyShown | None
"""What the inspector shows; None: nothing is selected."""


def _chosen_rows(shown_rows: Sequence[AssetRow], mask: bytes) -> list[AssetRow]:
    """Return the rows under a selection's mask. For worker threads: a million take a while."""
    import numpy as np  # noqa: PLC0415 - not before the first paint

    chosen = np.asarray(shown_rows)[np.frombuffer(mask, dtype=np.uint8).nonzero()[0]]
    rows: list[AssetRow] = []
    for start in range(0, len(chosen), _AT_ONCE):
        # In pieces, since making a list of a million holds up the main thread.
        rows += chosen[start : start + _AT_ONCE].tolist()
    return rows


class SelectionLoader(QObject):
    """Keeps up with the selection; what was shown before stays until the new is here.

    Signals:
        loaded: OneShown, ManyShown, or None when nothing is selected.
    """

    loaded = Signal(object)

    def __init__(self, selection: Selection, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._selection = selection
        self._scope = scope
        self._catalog: Catalog | None = None
        self._loading: Task | None = None
        self._is_loading_many = False
        self._is_stale = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._load)
        selection.changed.connect(self.refresh)

    @property
    def is_pending(self) -> bool:
        """Whether something newer than what is shown is on its way."""
        return self._settling.isActive() or self._loading is not None

    def attach(self, catalog: "Catalog") -> None:
        """Begin to read from this catalog."""
        self._catalog = catalog
        self.refresh()

    def refresh(self) -> None:
        """Read the selection, again if need be, as soon as it has settled."""
        if self._catalog is not None and not self._settling.isActive():
            self._settling.start()

    def drop(self) -> None:
        """Forget what is being read: an edit has just been handed in that it may not show."""
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None

    def close(self) -> None:
        """Read nothing more."""
        self._settling.stop()
        self.drop()
        self._catalog = None

    def _load(self) -> None:
        catalog, selection = self._catalog, self._selection
        if catalog is None:
            return
        is_many = selection.count > 1
        if self._loading is not None and self._is_loading_many and is_many:
            # A big summary that has begun cannot be stopped; a second beside it helps nobody.
            self._is_stale = True
            return
        self.drop()
        self._is_stale = False
        self._is_loading_many = is_many
        if selection.count == 0:
            self.loaded.emit(None)
        elif is_many:
            shown_rows, mask = selection.shown_rows, selection.mask

            def read_many(token: CancelToken) -> Shown:
                rows = _chosen_rows(shown_rows, mask)
                token.check()
                summary = catalog.selection_summary(rows)
                token.check()
                return ManyShown(rows, summary, tuple(catalog.tiles(summary.first_rows)))

            self._start(read_many)
        else:
            row = selection.rows()[0]

            def read_one(_token: CancelToken) -> Shown:
                assets = catalog.assets([row])
                return OneShown(assets[0]) if assets else None

            self._start(read_one)

    def _start(self, read: Callable[[CancelToken], Shown]) -> None:
        self._loading = self._scope.run_cancellable(
            Lane.READS, read, done=self._on_read, failed=self._on_failed
        )

    def _on_read(self, shown: Shown) -> None:
        self._loading = None
        if self._is_stale:
            self._load()
        else:
            self.loaded.emit(shown)

    def _on_failed(self, error: LightboxError) -> None:
        # What was shown before stays; the grid reads the same catalog and tells the user.
        logger.warning("The selection cannot be read: %s", error)
        self._loading = None
        if self._is_stale:
            self._load()
