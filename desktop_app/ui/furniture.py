"""The rooms that are made after the first paint, and their wires."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.domain.changes import ChangeSet, Origin, UndoState
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.query import PlaceKind
from desktop_app.ui.account_commands import Accounts
from desktop_app.ui.activity.export_controller import ExportController, ExportState
from desktop_app.ui.activity.import_controller import ImportController
from desktop_app.ui.activity.originals_controller import OriginalsController
from desktop_app.ui.activity.signed_out import SignedOut
from desktop_app.ui.activity.toasts import Toasts
from desktop_app.ui.adoption_offer import AdoptionOffer
from desktop_app.ui.asset_commands import AssetCommands
from desktop_app.ui.inspector.inspector import Inspector
from desktop_app.ui.looking import Looking
from desktop_app.ui.menus import asset_menu, background_menu, main_menu
from desktop_app.ui.sentences import (
    export_sentence,
    import_sentence,
    search_sentence,
    sentence,
    step_sentence,
)
from desktop_app.ui.shell import Shell
from desktop_app.ui.single_window import LaterStart, SingleWindow
from desktop_app.ui.sync_room import SyncRoom
from desktop_app.ui.viewer.compare import Compare
from desktop_app.ui.viewer.viewer import Viewer

if TYPE_CHECKING:
    from desktop_app.session import Library


class Furniture(QObject):
    """Inspector, viewer, comparison, toasts, imports and commands of one window.

    Attributes:
        inspector, viewer, compare, toasts: the rooms.
        imports: what turns dropped and chosen files into assets.
        exports: what copies assets into a folder.
        originals: what looks for originals that were moved away.
        single_window: hears when the program is started again with this library.
        accounts: signs in and out.
        adoption: offers to upload the library of this machine.
        asset_commands: what the commands on selected assets do.
        sync: what shows the sync of a library with an account, and takes the user's answers.
    """

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        theme, workers = window.theme, window.workers
        browse, selection, edits = window.browse, window.selection, window.edits
        self.toasts = Toasts(theme, window)
        self.inspector = Inspector(theme, workers, browse, selection, edits)
        self.viewer = Viewer(theme, workers, selection, edits)
        self.compare = Compare(theme, workers)
        self.imports = ImportController(theme, workers, window)
        self.exports = ExportController(workers, self)
        self.originals = OriginalsController(workers, self)
        self.single_window = SingleWindow(workers, self)
        self.accounts = Accounts(window)
        self.adoption = AdoptionOffer(window)
        self.asset_commands = AssetCommands(
            window, window.commands, workers, browse, selection, edits
        )
        self.sync = SyncRoom(window, self.inspector)
        self._looking = Looking(window)
        window.panes.set_inspector(self.inspector)
        window.panes.add_full_view(self.viewer)
        window.panes.add_full_view(self.compare)
        window.tool_bar.set_menu(main_menu(window.commands, window))
        self._connect()

    def attach(self, library: "Library") -> None:
        """Begin to work on an open library."""
        catalog, searcher = library.catalog, library.searcher
        self.asset_commands.attach(library)
        self.inspector.attach(catalog, searcher, library.rendition)
        self.viewer.attach(library, catalog.assets)
        self.compare.attach(library, catalog.assets)
        self.imports.attach(library.importer)
        self.exports.attach(library)
        self.originals.attach(library.originals)
        self.single_window.attach(library.folder)
        if catalog.account is not None:
            self.sync.attach(library.sync or SignedOut(), catalog, library.folder)
        self.adoption.attach(library)
        for notice in library.notices:
            self.toasts.show_notice(". ".join(sentence(notice)))

    def on_changed(self, changes: ChangeSet) -> None:
        """Hear of a commit."""
        self.inspector.on_changed(changes)
        self.viewer.on_changed(changes)
        self.sync.on_changed(changes)

    def show_collection_menu(self) -> None:
        """Open the list of collections to move the selected assets to."""
        grid = self._window.grid
        self.asset_commands.show_collection_menu(grid.mapToGlobal(grid.rect().center()))

    def close_tasks(self) -> None:
        """Commit what is being typed, call off everything else."""
        for room in (
            self.single_window,
            self.accounts,
            self.adoption,
            self.inspector,
            self.sync,
            self.imports,
            self.exports,
            self.originals,
            self.viewer,
            self.compare,
            self.asset_commands,
            self._looking,
        ):
            room.close_tasks()

    def _connect(self) -> None:
        window, toasts = self._window, self.toasts
        window.browse.failed.connect(self._on_failed)
        window.edits.applied.connect(self._on_applied)
        window.edits.failed.connect(self._on_failed)
        window.edits.undo_changed.connect(self._on_undo_changed)
        window.grid.files_dropped.connect(self.imports.import_paths)
        window.grid.context_requested.connect(self._on_context_requested)
        self.viewer.context_requested.connect(self._on_context_requested)
        self.single_window.start_heard.connect(self._on_start_heard)
        self.accounts.failed.connect(self._on_failed)
        adoption, status_bar = self.adoption, window.status_bar
        adoption.offered.connect(
            lambda text, accept: toasts.show_offer(text, self.tr("Upload them"), accept)
        )
        adoption.told.connect(toasts.show_text)
        adoption.failed.connect(self._on_failed)
        adoption.progressed.connect(
            lambda done, total: status_bar.show_progress(
                self.tr("Copying the library of this machine"), done, total
            )
        )
        self.sync.sign_in_requested.connect(self.accounts.open_connect)
        self.asset_commands.told.connect(toasts.show_text)
        self.inspector.same_requested.connect(self.asset_commands.apply_query_text)
        self.inspector.copied.connect(
            lambda what: toasts.show_text(self.tr("%1 copied").replace("%1", what))
        )
        self.inspector.left.connect(window.grid.setFocus)
        imports, status_bar = self.imports, window.status_bar
        imports.progressed.connect(status_bar.show_import)
        imports.problems_changed.connect(status_bar.set_problem_count)
        imports.waiting_changed.connect(status_bar.set_waiting_imports)
        imports.told.connect(toasts.show_text)
        imports.failed.connect(self._on_failed)
        imports.finished.connect(lambda progress: toasts.show_text(import_sentence(progress)))
        exports = self.exports
        exports.progressed.connect(status_bar.show_export)
        exports.problems_found.connect(imports.add_problems)
        exports.failed.connect(self._on_failed)
        exports.finished.connect(self._on_exported)
        originals = self.originals
        originals.progressed.connect(status_bar.show_search)
        originals.ended.connect(lambda: status_bar.show_search(None))
        originals.finished.connect(
            lambda ended: toasts.show_text(search_sentence(ended.lost, ended.found))
        )
        originals.failed.connect(self._on_failed)
        status_bar.search_cancel_requested.connect(originals.cancel)
        status_bar.cancel_requested.connect(imports.cancel)
        status_bar.export_cancel_requested.connect(exports.cancel)
        status_bar.problems_requested.connect(imports.show_problems)

    def _on_exported(self, state: ExportState) -> None:
        text = export_sentence(state.exported, state.problem_count, is_cancelled=state.is_cancelled)
        if state.exported:
            url = QUrl.fromLocalFile(str(state.folder))
            self.toasts.show_offer(
                text, self.tr("Open folder"), lambda: QDesktopServices.openUrl(url)
            )
        else:
            self.toasts.show_text(text)

    def _on_start_heard(self, start: LaterStart) -> None:
        start.allow_activation()
        self._window.come_to_front()
        self.imports.import_paths(start.paths)

    def _on_context_requested(self, at: QPoint) -> None:
        window = self._window
        grid = window.grid
        is_on_grid = window.panes.full_view is None
        if is_on_grid and grid.position_at(grid.viewport().mapFromGlobal(at)) < 0:
            background_menu(window.commands, window).popup(at)
            return
        is_in_trash = window.browse.query.place.kind is PlaceKind.TRASH
        self.asset_commands.collection_actions(
            self,
            lambda places: asset_menu(
                window.commands, window, places, is_in_trash=is_in_trash
            ).popup(at),
        )

    def _on_applied(self, changes: ChangeSet) -> None:
        step = changes.step
        if step is None:
            return
        if changes.origin is Origin.UNDO:
            self.toasts.show_text(self.tr("Undone: %1").replace("%1", step_sentence(step)))
        elif step.asset_count > 1 or step.code in {"trash", "collection.delete", "restore"}:
            self.toasts.show_step(step, self._window.edits.undo)

    def _on_failed(self, error: LightboxError) -> None:
        title, text = sentence(error)
        self.toasts.show_text(text or title)

    def _on_undo_changed(self, state: UndoState) -> None:
        self.toasts.set_undo_state(state)
        for name, step, plain, named in (
            ("undo", state.undo, self.tr("Undo"), self.tr("Undo: %1")),
            ("redo", state.redo, self.tr("Redo"), self.tr("Redo: %1")),
        ):
            action = self._window.commands[name]
            action.setEnabled(step is not None)
            text = plain if step is None else named.replace("%1", step_sentence(step))
            action.setText(text.replace("&", "&&"))
