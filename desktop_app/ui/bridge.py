"""ChangeSets from the catalog's writer thread become one Qt signal on the main thread."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_app.domain.changes import ChangeSet

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.catalog.catalog import Catalog


class CatalogBridge(QObject):
    """Tells the window what each commit changed.

    Signals:
        changed: a ChangeSet, on the main thread, in the order of the commits.
    """

    changed = Signal(object)
    _committed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._unsubscribe: Callable[[], None] | None = None
        self._committed.connect(self._on_committed, Qt.ConnectionType.QueuedConnection)

    def attach(self, catalog: "Catalog") -> None:
        """Begin to listen to a catalog."""
        self.detach()
        self._unsubscribe = catalog.subscribe(self._committed.emit)

    def detach(self) -> None:
        """Stop listening."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    @Slot(object)
    def _on_committed(self, changes: ChangeSet) -> None:
        if self._unsubscribe is not None:
            self.changed.emit(changes)
