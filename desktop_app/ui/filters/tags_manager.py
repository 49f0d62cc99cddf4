"""The tags manager: rename, merge and delete tags over the whole library."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.changes import TRASHED, ChangeSet, Column, Origin, UndoState
from desktop_app.domain.tags import tag_identity
from desktop_app.ui.bridge import CatalogBridge
from desktop_app.ui.edits import Edits
from desktop_app.ui.filters.merge_bar import MergeBar
from desktop_app.ui.filters.tag_table import COUNT_COLUMN, TAG_COLUMN, TagTable
from desktop_app.ui.sentences import counted, step_sentence
from desktop_app.ui.tasks import Task, TaskScope, Workers
from desktop_app.ui.theme import Theme
from desktop_app.ui.tool_tips import plain_tool_tip

if TYPE_CHECKING:
    from desktop_app.session import Library

_ALL = 10_000_000
"""As many tags as there are."""
_KEPT_SELECTION = 500
"""Up to this many selected tags stay selected when the list is read again."""


_AROUND_PX = 32
"""What the system puts around a window, and a little more."""


class TagsManager(QDialog):
    """Lists every tag with its count; what is done here is an edit like any other."""

    def __init__(
        self, theme: Theme, library: "Library", edits: Edits, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._searcher = library.searcher
        self._edits = edits
        self._scope = TaskScope(Workers())  # only watches the searcher's futures: no threads
        self._reading: Task | None = None
        self._is_stale = False
        self._bridge = CatalogBridge()
        self._bridge.attach(library.catalog)
        self.setWindowTitle(self.tr("Tags"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build()
        self._connect()
        self._on_theme_changed()
        self._on_selection_changed()
        self._read()

    def selected_tags(self) -> list[str]:
        """Return the selected tags, from the top."""
        rows = sorted(index.row() for index in self._view.selectionModel().selectedRows())
        return [self._table.tags[row][0] for row in rows]

    def merge(self, tags: Sequence[str], target: str) -> None:
        """Rename all `tags` to `target`; a tag that is already so stays."""
        others = [tag for tag in tags if tag_identity(tag) != tag_identity(target)]
        if others:
            self._edits.rename_tags(others, target, origin=Origin.WINDOW)

    def delete_selected(self) -> None:
        """Take the selected tags from every asset."""
        if tags := self.selected_tags():
            self._edits.delete_tags(tags, origin=Origin.WINDOW)

    def close_tasks(self) -> None:
        """Stop listening and reading."""
        self._bridge.detach()
        self._scope.close()

    def _build(self) -> None:
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(self.tr("Filter tags"))
        self._filter.setAccessibleName(self.tr("Filter tags"))
        self._filter.setClearButtonEnabled(True)
        self._table = TagTable(self)
        self._view = QTableView()
        self._view.setObjectName("tagTable")
        self._view.setAccessibleName(self.tr("Tags"))
        self._view.setModel(self._table)
        self._view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._view.setShowGrid(False)
        self._view.setWordWrap(False)
        self._view.setTabKeyNavigation(False)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.verticalHeader().hide()
        self._view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self._view.horizontalHeader()
        header.setSectionResizeMode(TAG_COLUMN, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT_COLUMN, QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        self._empty = QLabel()
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._state = QLabel()
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setProperty("role", "small")
        self._merge_bar = MergeBar(self._theme)
        self._undo = self._button(self.tr("Undo"))
        self._rename = self._button(self.tr("Rename"))
        self._merge = self._button(self.tr("Merge into…"))
        self._delete = self._button(self.tr("Delete"))
        self._delete.setProperty("role", "danger")
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self._state, 1)
        for button in (self._undo, self._rename, self._merge, self._delete):
            self._buttons.addWidget(button)
        self._rows = QVBoxLayout(self)
        self._rows.addWidget(self._filter)
        self._rows.addWidget(self._view, 1)
        self._rows.addWidget(self._empty, 1)
        self._rows.addWidget(self._merge_bar)
        self._rows.addLayout(self._buttons)
        self._empty.hide()
        self._undo.setEnabled(False)

    @staticmethod
    def _button(text: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", "raised")
        button.setAutoDefault(False)
        return button

    def _connect(self) -> None:
        self._theme.changed.connect(self._on_theme_changed)
        self._bridge.changed.connect(self._on_changed)
        self._edits.undo_changed.connect(self._on_undo_changed)
        self._edits.failed.connect(self._read)
        self._filter.textChanged.connect(self._read)
        self._view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._view.customContextMenuRequested.connect(self._on_context_requested)
        self._table.renamed.connect(
            lambda old, new: self._edits.rename_tag(old, new, origin=Origin.WINDOW)
        )
        self._undo.clicked.connect(self._edits.undo)
        self._rename.clicked.connect(self._rename_current)
        self._merge.clicked.connect(lambda: self._merge_bar.ask(self.selected_tags()))
        self._delete.clicked.connect(self.delete_selected)
        self._merge_bar.merged.connect(self.merge)
        QShortcut(QKeySequence.StandardKey.Undo, self, self._edits.undo)
        QShortcut(QKeySequence.StandardKey.Find, self, self._filter.setFocus)
        deleting = QShortcut(QKeySequence(Qt.Key.Key_Delete), self._view, self.delete_selected)
        deleting.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _read(self, *_told: object) -> None:
        """Ask the searcher for the tags that match the filter, once at a time."""
        if self._reading is not None:
            self._is_stale = True
            return
        self._is_stale = False
        self._reading = self._scope.watch(
            self._searcher.tag_suggestions(self._filter.text().strip(), _ALL),
            self._on_read,
            self._on_read_failed,
        )

    def _on_read(self, tags: list[tuple[str, int]]) -> None:
        self._reading = None
        if self._is_stale:
            self._read()
            return
        if self._view.state() is QAbstractItemView.State.EditingState:
            self._is_stale = True  # read again when the editor is closed
            return
        self._show(tags)

    def _on_read_failed(self, _error: object) -> None:
        self._reading = None

    def _show(self, tags: list[tuple[str, int]]) -> None:
        selected = self.selected_tags()
        scrolled = self._view.verticalScrollBar().value()
        self._table.set_tags(tags)
        if 0 < len(selected) <= _KEPT_SELECTION:
            self._select(frozenset(selected))
        self._view.verticalScrollBar().setValue(scrolled)
        self._view.setVisible(bool(tags))
        self._empty.setVisible(not tags)
        self._empty.setText(
            self.tr("No tag matches the filter.")
            if self._filter.text().strip()
            else self.tr("No asset has a tag yet.")
        )
        self._on_selection_changed()

    def _select(self, wanted: frozenset[str]) -> None:
        selection = QItemSelection()
        for row, (tag, _) in enumerate(self._table.tags):
            if tag in wanted:
                index = self._table.index(row, TAG_COLUMN)
                selection.select(index, index)
        self._view.selectionModel().select(
            selection,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )

    def _rename_current(self) -> None:
        rows = self._view.selectionModel().selectedRows()
        if len(rows) == 1:
            index = self._table.index(rows[0].row(), TAG_COLUMN)
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._view.setCurrentIndex(index)
            self._view.edit(index)

    def _on_selection_changed(self, *_told: object) -> None:
        count = len(self._view.selectionModel().selectedRows())
        self._rename.setEnabled(count == 1)
        self._merge.setEnabled(count > 0)
        self._delete.setEnabled(count > 0)
        total = len(self._table.tags)
        text = (
            counted(self.tr("%1 tag(s) selected", "", count), count)
            if count
            else counted(self.tr("%1 tag(s)", "", total), total)
        )
        self._state.setText(text)
        self._merge_bar.hide()

    def _on_context_requested(self, at: QPoint) -> None:
        menu = QMenu(self)
        for button in (self._rename, self._merge, self._delete):
            action = menu.addAction(button.text())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._view.viewport().mapToGlobal(at))

    def _on_changed(self, changes: ChangeSet) -> None:
        touched = changes.columns & {Column.TAGS.value, TRASHED}
        if touched or changes.added or changes.removed:
            self._read()

    def _on_undo_changed(self, state: UndoState) -> None:
        self._undo.setEnabled(state.undo is not None)
        self._undo.setToolTip(plain_tool_tip(step_sentence(state.undo)) if state.undo else "")

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._rows.setContentsMargins(px(14), px(14), px(14), px(12))
        self._rows.setSpacing(px(10))
        self._buttons.setSpacing(px(6))
        self._view.verticalHeader().setDefaultSectionSize(px(28))
        self._view.horizontalHeader().resizeSection(COUNT_COLUMN, px(96))
        room = self.screen().availableSize() - QSize(2 * _AROUND_PX, 2 * _AROUND_PX)
        self.resize(QSize(px(520), px(560)).boundedTo(room))

    def done(self, result: int) -> None:
        """Stop listening when the dialog is closed in whatever way."""
        self.close_tasks()
        super().done(result)
