"""What the commands on the selected assets, and on the query, do."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QPoint, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox, QWidget

from desktop_app.domain.changes import Column, Origin
from desktop_app.domain.entities import Asset, AssetRow, Collection, CollectionId
from desktop_app.domain.query import AssetQuery, Place, PlaceKind
from desktop_app.ui.actions import Actions
from desktop_app.ui.browse import Browse
from desktop_app.ui.edits import Edits
from desktop_app.ui.selection import Selection
from desktop_app.ui.sentences import counted
from desktop_app.ui.tasks import Lane, TaskScope, Workers

if TYPE_CHECKING:
    from desktop_app.session import Library

_MOST_FILES_AT_ONCE = 500
_NEEDS_SELECTION = (
    "favorite",
    "edit_title",
    "edit_tags",
    "add_to_collection",
    "copy_files",
    "copy_prompt",
    "copy_seed",
    "export",
    "open_with",
    "show_in_folder",
    "same_prompt",
    "same_seed",
    "same_model",
    "find_similar",
    "view",
)
_PLACES = {
    "go_all": PlaceKind.ALL,
    "go_favorites": PlaceKind.FAVORITES,
    "go_recent": PlaceKind.RECENT,
    "go_trash": PlaceKind.TRASH,
    "go_waiting": PlaceKind.WAITING,
    "go_conflicts": PlaceKind.CONFLICTS,
    "go_this_machine": PlaceKind.THIS_MACHINE,
}


class AssetCommands(QObject):
    """Connects actions to edits, the clipboard, other programs and the query.

    Signals:
        told: a short sentence for a toast, e.g. what was copied.
    """

    told = Signal(str)

    def __init__(
        self,
        window: QWidget,
        actions: Actions,
        workers: Workers,
        browse: Browse,
        selection: Selection,
        edits: Edits,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._scope = TaskScope(workers)
        self._browse = browse
        self._selection = selection
        self._edits = edits
        self._library: Library | None = None
        self._connect()
        selection.changed.connect(self._on_selection_changed)
        selection.current_changed.connect(self._on_selection_changed)
        browse.query_changed.connect(self._on_selection_changed)
        self._on_selection_changed()

    def attach(self, library: "Library") -> None:
        """Begin to work on an open library."""
        self._library = library

    def close_tasks(self) -> None:
        """Call off what is on its way."""
        self._scope.close()
        self._library = None

    def rows(self) -> list[AssetRow]:
        """Return what commands act on: the selected assets, else the current one."""
        rows = self._selection.rows()
        current = self._selection.current_row
        return rows or ([] if current is None else [current])

    def apply_query_text(self, text: str) -> None:
        """Search for something else in the whole library, e.g. ``seed:42``."""
        self._browse.set_query(AssetQuery(text=text, sort=self._browse.query.sort))

    def collection_actions(self, parent: QObject, done: Callable[[list[QAction]], None]) -> None:
        """Read the collections and hand over one action for each place to move assets to."""
        library = self._library
        if library is None:
            done([])
            return

        def arrived(collections: list[Collection]) -> None:
            done(self._make_collection_actions(parent, collections))

        self._scope.run(Lane.READS, library.catalog.collections, done=arrived)

    def show_collection_menu(self, at: QPoint) -> None:
        """Open the list of collections to move the selected assets to."""
        menu = QMenu(self._window)

        def arrived(actions: list[QAction]) -> None:
            menu.addActions(actions)
            menu.popup(at)

        self.collection_actions(menu, arrived)

    def _make_collection_actions(
        self, parent: QObject, collections: Sequence[Collection]
    ) -> list[QAction]:
        rows = self.rows()
        new = QAction(self.tr("New collection…"), parent)
        new.triggered.connect(lambda: self._ask_new_collection(rows))
        none = QAction(self.tr("None"), parent)
        none.triggered.connect(lambda: self._move_to(rows, None))
        actions = [new, none]
        for collection in collections:
            action = QAction(collection.name.replace("&", "&&"), parent)
            action.triggered.connect(
                lambda _checked=False, chosen=collection.id: self._move_to(rows, chosen)
            )
            actions.append(action)
        return actions

    def _move_to(self, rows: Sequence[AssetRow], collection_id: CollectionId | None) -> None:
        self._edits.edit(rows, {Column.COLLECTION: collection_id}, origin=Origin.WINDOW)

    def _ask_new_collection(self, rows: Sequence[AssetRow]) -> None:
        name, is_accepted = QInputDialog.getText(
            self._window, self.tr("New collection"), self.tr("Name")
        )
        if is_accepted and name.strip():
            self._edits.create_collection(name.strip(), rows, origin=Origin.WINDOW)

    def _connect(self) -> None:
        slots: dict[str, Callable[[], object]] = {
            "undo": self._edits.undo,
            "redo": self._edits.redo,
            "select_all": self._selection.select_all,
            "invert_selection": self._selection.invert,
            "clear_filters": lambda: self._browse.set_query(self._browse.query.cleared()),
            "favorite": lambda: self._edits.toggle_favorite(self.rows(), origin=Origin.WINDOW),
            "trash": self._trash,
            "restore": lambda: self._edits.restore(self.rows(), origin=Origin.WINDOW),
            "empty_trash": self._empty_trash,
            "copy_files": self._copy_files,
            "copy_prompt": lambda: self._with_current(self._copy_prompt),
            "copy_seed": lambda: self._with_current(self._copy_seed),
            "open_with": self._open_with,
            "show_in_folder": self._show_in_folder,
            "same_prompt": lambda: self._with_current(self._find_same_prompt),
            "same_seed": lambda: self._with_current(self._find_same_seed),
            "same_model": lambda: self._with_current(self._find_same_model),
            "find_similar": lambda: self._with_current(self._find_similar),
        }
        for name, kind in _PLACES.items():
            slots[name] = partial(self._go, kind)
        for name, slot in slots.items():
            self._actions[name].triggered.connect(lambda _checked=False, run=slot: run())

    def _go(self, kind: PlaceKind) -> None:
        self._browse.set_query(replace(self._browse.query, place=Place(kind)))

    def _on_selection_changed(self) -> None:
        has_any = self._selection.count > 0 or self._selection.current >= 0
        is_trash = self._browse.query.place.kind is PlaceKind.TRASH
        self._actions.set_enabled(_NEEDS_SELECTION, has_any)
        self._actions.set_enabled(("trash",), has_any and not is_trash)
        self._actions.set_enabled(("restore",), has_any and is_trash)
        self._actions.set_enabled(("compare",), 2 <= self._selection.count <= 4)

    def _trash(self) -> None:
        self._edits.trash(self.rows(), origin=Origin.WINDOW)

    def _empty_trash(self) -> None:
        library = self._library
        if library is None:
            return
        counts = self._browse.counts
        count = counts.places.get(PlaceKind.TRASH, 0) if counts is not None else 0
        if count == 0:
            self.told.emit(self.tr("The Trash is empty"))
            return
        question = QMessageBox(self._window)
        question.setIcon(QMessageBox.Icon.Warning)
        question.setText(counted(self.tr("Remove %1 asset(s) for good?", "", count), count))
        question.setInformativeText(
            self.tr("Their files are deleted from this library. This cannot be undone.")
        )
        remove = question.addButton(
            self.tr("Remove for good"), QMessageBox.ButtonRole.DestructiveRole
        )
        keep = question.addButton(QMessageBox.StandardButton.Cancel)
        question.setDefaultButton(keep)
        question.exec()
        if question.clickedButton() is remove:
            self._edits.run(lambda _catalog: library.empty_trash(origin=Origin.WINDOW))

    def _with_current(self, use: Callable[[Asset], None]) -> None:
        rows = self.rows()
        library = self._library
        if not rows or library is None:
            return

        def arrived(assets: list[Asset]) -> None:
            if assets:
                use(assets[0])

        self._scope.run(Lane.READS, library.catalog.assets, rows[:1], done=arrived)

    def _copy_text(self, text: str, told: str) -> None:
        if text:
            QGuiApplication.clipboard().setText(text)
            self.told.emit(told)

    def _copy_prompt(self, asset: Asset) -> None:
        if asset.original_prompt:
            self._copy_text(asset.original_prompt, self.tr("Prompt copied"))
        else:
            self.told.emit(self.tr("This asset has no prompt"))

    def _copy_seed(self, asset: Asset) -> None:
        if asset.known_seed:
            self._copy_text(asset.known_seed, self.tr("Seed copied"))
        else:
            self.told.emit(self.tr("The seed of this asset is not known"))

    def _find_same_prompt(self, asset: Asset) -> None:
        if asset.original_prompt:
            self.apply_query_text(f'prompt:"{_quoted(asset.original_prompt)}"')
        else:
            self.told.emit(self.tr("This asset has no prompt"))

    def _find_same_seed(self, asset: Asset) -> None:
        if asset.known_seed:
            self.apply_query_text(f"seed:{asset.known_seed}")
        else:
            self.told.emit(self.tr("The seed of this asset is not known"))

    def _find_same_model(self, asset: Asset) -> None:
        self.apply_query_text(f'model:"{_quoted(asset.model_used)}"')

    def _find_similar(self, asset: Asset) -> None:
        self.apply_query_text(f"similar:{asset.id}")

    def _with_paths(self, most: int, use: Callable[[list[Path]], None]) -> None:
        library = self._library
        rows = self.rows()[:most]
        if library is not None and rows:
            # What is not on this machine is fetched first, which may take its time.
            self._scope.run_cancellable(
                Lane.LONG, lambda token: library.fetched_paths(rows, token), done=use
            )

    def _copy_files(self) -> None:
        def arrived(paths: list[Path]) -> None:
            if not paths:
                self.told.emit(self.tr("The files are not on this machine"))
                return
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
            QGuiApplication.clipboard().setMimeData(data)
            self.told.emit(counted(self.tr("%1 file(s) copied", "", len(paths)), len(paths)))

        self._with_paths(_MOST_FILES_AT_ONCE, arrived)

    def _open_with(self) -> None:
        def arrived(paths: list[Path]) -> None:
            for path in paths:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self._with_paths(10, arrived)

    def _show_in_folder(self) -> None:
        def arrived(paths: list[Path]) -> None:
            for folder in dict.fromkeys(path.parent for path in paths):
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

        self._with_paths(1, arrived)


def _quoted(text: str) -> str:
    """Return text that may stand between double quotes in a query."""
    return " ".join(text.replace('"', " ").split())
