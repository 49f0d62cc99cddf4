"""What is kept on this machine, as a person sees it: the panel's section, sheet, command."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.domain.changes import ChangeSet
from desktop_app.domain.sync import SyncPhase
from desktop_app.ui.activity.keeping_sheet import KeepingSheet
from desktop_app.ui.activity.storage_state import StorageState
from desktop_app.ui.activity.sync_panel import SyncPanel
from desktop_app.ui.activity.sync_port import CatalogPort, SyncPort
from desktop_app.ui.activity.sync_state import SyncState

if TYPE_CHECKING:
    from desktop_app.ui.shell import Shell

_WATCHER = "panel"


class StorageRoom(QObject):
    """Wires the storage of one window's library.

    Attributes:
        state: what is known of it.
        sheet: the sheet with the rules while it is open.
    """

    def __init__(self, window: "Shell", sync: SyncState, panel: SyncPanel) -> None:
        super().__init__(window)
        self._window = window
        self._sync = sync
        self._panel = panel
        self._command = window.commands["keep_originals"]
        self.sheet: KeepingSheet | None = None
        self.state = StorageState(window.workers, self)
        self.state.changed.connect(lambda: panel.storage.show_storage(self.state.storage))
        sync.status_changed.connect(self._on_status_changed)
        panel.shown_changed.connect(self._on_panel_shown)
        panel.storage.change_requested.connect(self.open_sheet)
        self._command.triggered.connect(lambda _checked=False: self.open_sheet())

    def attach(self, sync: SyncPort, catalog: CatalogPort, folder: Path) -> None:
        """Begin to look at a library that lies in a folder."""
        self.state.attach(sync, catalog, folder)

    def on_changed(self, changes: ChangeSet) -> None:
        """Hear of a commit."""
        self.state.on_changed(changes)

    def close_tasks(self) -> None:
        """Stop to look."""
        self.state.close_tasks()

    def open_sheet(self) -> None:
        """Let the user choose what is kept."""
        if self.sheet is None:
            self.sheet = KeepingSheet(self._window.theme, self._window, self.state, self._sync)
            self.sheet.closed.connect(self._on_sheet_closed)
            self.sheet.open()

    def _on_sheet_closed(self) -> None:
        self.sheet = None

    def _on_status_changed(self) -> None:
        # Nobody would take the rule in.
        self._command.setEnabled(self._sync.status.phase is not SyncPhase.SIGNED_OUT)

    def _on_panel_shown(self, is_shown: bool) -> None:  # noqa: FBT001 - a slot
        self.state.watch(_WATCHER, is_watched=is_shown)
