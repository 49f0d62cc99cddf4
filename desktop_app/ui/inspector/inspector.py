"""The pane on the right: what the selected assets are, and where they are edited."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain.changes import ChangeSet, Column, Origin, TagDelta
from desktop_app.domain.entities import AssetRow, Collection, CollectionId, Json
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.files import RENDITION
from desktop_app.domain.results import SearchResult
from desktop_app.ui.browse import Browse
from desktop_app.ui.edits import Edits
from desktop_app.ui.inspector.form import Form
from desktop_app.ui.inspector.loading import ManyShown, OneShown, SelectionLoader, Shown
from desktop_app.ui.inspector.preview import Rendition
from desktop_app.ui.inspector.wording import size_text, translate
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Lane, TaskScope, Workers
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.catalog.catalog import Catalog
    from desktop_app.catalog.searcher import Searcher

_WIDTH_PX = 320
_PAD_PX = 12
_SUGGESTED_TAGS = 8
_SUGGESTED_VALUES = 30
_PICTURED = frozenset({RENDITION, "content_hash", "file_state"})
"""A commit that touches one of these may have changed what the preview shows."""


class Inspector(QWidget):
    """Shows one asset or what many have in common; writes only what the user touched.

    An edit goes to the assets that are shown, also when the selection has moved on and the new
    ones are still being read: what is being typed is committed before others are shown.

    Attributes:
        form: the fields.

    Signals:
        same_requested: search text such as ``seed:12345``.
        viewer_requested: the row of the asset whose preview was pressed.
        copied: what was put on the clipboard, in words ("Prompt", "Seed").
        left: Esc was pressed with nothing to revert; the grid may have the focus.
        shown_changed: other assets are shown, or the same have been read again.
    """

    same_requested = Signal(str)
    viewer_requested = Signal(object)
    copied = Signal(str)
    left = Signal()
    shown_changed = Signal()

    def __init__(
        self, theme: Theme, workers: Workers, browse: Browse, selection: Selection, edits: Edits
    ) -> None:
        super().__init__()
        self._theme = theme
        self._browse = browse
        self._edits = edits
        self._scope = TaskScope(workers)
        self._catalog: Catalog | None = None
        self._shown: Shown = None
        self._wanted_focus: QWidget | None = None
        self._loader = SelectionLoader(selection, self._scope, self)
        self.setObjectName("inspector")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(translate("Inspector", "Inspector"))
        self.form = Form(theme, self._scope)
        self._hint = QLabel()
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self._hint.setProperty("role", "faint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.addWidget(self.form, 1)
        self._column.addWidget(self._hint, 1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._content)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._on_scroll_range_changed)
        self._scroll.verticalScrollBar().valueChanged.connect(self.form.close_popups)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self._connect_form()
        self._loader.loaded.connect(self._on_loaded)
        browse.result_changed.connect(self._on_result_changed)
        edits.applied.connect(self._on_applied)
        edits.failed.connect(self._on_edit_failed)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._on_loaded(None)

    @property
    def shown_rows(self) -> Sequence[AssetRow]:
        """The assets that are shown, to which edits apply; empty when nothing is selected."""
        return () if self._shown is None else self._shown.rows

    def attach(self, catalog: "Catalog", searcher: "Searcher", rendition: Rendition) -> None:
        """Begin to show and edit the assets of a library."""
        self._catalog = catalog
        self.form.preview.attach(rendition)
        self.form.tags.attach(lambda typed: searcher.tag_suggestions(typed, _SUGGESTED_TAGS))
        self.form.category.attach(
            lambda typed: searcher.value_suggestions("category", typed, _SUGGESTED_VALUES)
        )
        self._scope.watch(
            searcher.value_suggestions("visibility", "", _SUGGESTED_VALUES),
            lambda found: self.form.visibility.offer([value for value, _count in found]),
        )
        self._read_collections()
        self._loader.attach(catalog)

    def on_changed(self, changes: ChangeSet) -> None:
        """Hear of a commit, whoever made it, and read again what it may have touched."""
        if changes.are_collections_changed:
            self._read_collections()
        shown = self._shown
        if isinstance(shown, ManyShown):
            is_touched = bool(changes.changed or changes.removed)
        elif isinstance(shown, OneShown):
            row = shown.asset.row
            is_touched = row in changes.changed or row in changes.removed or row in changes.added
        else:
            is_touched = False
        if is_touched and changes.columns & _PICTURED and isinstance(shown, OneShown):
            self.form.preview.reload()
        if is_touched and changes.columns != {RENDITION}:
            self._loader.refresh()

    def focus_title(self) -> None:
        """Go on typing in the title, of the newly selected assets if they are on their way."""
        self._focus(self.form.title)

    def focus_tags(self) -> None:
        """Go on typing in the tags, of the newly selected assets if they are on their way."""
        self._focus(self.form.tags.entry)

    def set_blurred(self, is_blurred: bool) -> None:  # noqa: FBT001 - Qt's own form
        """Make nothing out in the preview until the pointer is over it, or show it."""
        self.form.preview.set_blurred(is_blurred=is_blurred)

    def commit_pending(self) -> None:
        """Commit what is typed and not committed yet, to the assets it was typed for."""
        if self._shown is not None:
            self.form.commit_pending()

    def close_tasks(self) -> None:
        """Commit what is being typed and stop reading. Call it before the edits are closed."""
        self.commit_pending()
        self._loader.close()
        self._scope.close()
        self._catalog = None

    def _connect_form(self) -> None:
        form = self.form
        form.preview.opened.connect(self.viewer_requested)
        form.title.title_committed.connect(self._on_title_committed)
        form.title.dismissed.connect(self._on_dismissed)
        form.tags.tags_added.connect(self._on_tags_added)
        form.tags.tags_removed.connect(self._on_tags_removed)
        form.tags.dismissed.connect(self._on_dismissed)
        form.collection.collection_chosen.connect(self._on_collection_chosen)
        form.collection.collection_named.connect(self._on_collection_named)
        form.visibility.visibility_chosen.connect(self._on_visibility_chosen)
        form.category.category_committed.connect(self._on_category_committed)
        form.category.left.connect(self._on_dismissed)
        form.favorite.favorite_chosen.connect(self._on_favorite_chosen)
        form.copy_requested.connect(self._on_copy_requested)
        form.same_requested.connect(self.same_requested)

    def _focus(self, field: QWidget) -> None:
        if self._loader.is_pending:
            self._wanted_focus = field
        elif self._shown is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._scroll.ensureWidgetVisible(field)

    def _read_collections(self) -> None:
        catalog = self._catalog
        if catalog is not None:
            self._scope.run(Lane.READS, catalog.collections, done=self._on_collections_read)

    def _on_collections_read(self, collections: list[Collection]) -> None:
        self.form.collection.set_collections(collections)

    def _on_loaded(self, shown: Shown) -> None:
        before = self.shown_rows
        is_other = shown is None or shown.rows != before
        if is_other and before:
            self.commit_pending()
            self.form.tags.begin()
            self._scroll.verticalScrollBar().setValue(0)
        self._shown = shown
        self.form.setVisible(shown is not None)
        self._hint.setVisible(shown is None)
        if isinstance(shown, OneShown):
            self.form.show_one(shown.asset)
        elif isinstance(shown, ManyShown):
            self.form.show_many(shown.summary, shown.first)
        else:
            self._refresh_hint()
        self.shown_changed.emit()
        wanted, self._wanted_focus = self._wanted_focus, None
        if wanted is not None:
            self._focus(wanted)

    def _refresh_hint(self) -> None:
        result = self._browse.result
        hint = translate("Inspector", "Select an asset to see and edit what is known about it.")
        if result is not None and len(result.rows):
            count = self.locale().toString(len(result.rows))
            shown = translate("Inspector", "{count} shown · {size}").format(
                count=count, size=size_text(result.total_bytes)
            )
            hint = f"{shown}\n\n{hint}"
        self._hint.setText(hint)

    def _on_result_changed(self, result: SearchResult) -> None:
        del result
        if self._shown is None:
            self._refresh_hint()

    def _edit(self, column: Column, value: Json) -> None:
        self._hand_in(lambda rows: self._edits.edit(rows, {column: value}, origin=Origin.INSPECTOR))

    def _hand_in(self, edit: Callable[[Sequence[AssetRow]], None]) -> None:
        rows = self.shown_rows
        if rows:
            # What is being read now may be from before this edit; `applied` reads again.
            self._loader.drop()
            edit(rows)

    def _on_title_committed(self, title: str) -> None:
        self._edit(Column.TITLE, title or None)

    def _on_tags_added(self, tags: tuple[str, ...]) -> None:
        delta = TagDelta(add=tags)
        self._hand_in(lambda rows: self._edits.edit_tags(rows, delta, origin=Origin.INSPECTOR))

    def _on_tags_removed(self, tags: tuple[str, ...]) -> None:
        delta = TagDelta(remove=tags)
        self._hand_in(lambda rows: self._edits.edit_tags(rows, delta, origin=Origin.INSPECTOR))

    def _on_collection_chosen(self, collection_id: CollectionId | None) -> None:
        self._edit(Column.COLLECTION, collection_id)

    def _on_collection_named(self, name: str) -> None:
        self._hand_in(
            lambda rows: self._edits.create_collection(name, rows, origin=Origin.INSPECTOR)
        )

    def _on_visibility_chosen(self, visibility: str) -> None:
        self._edit(Column.VISIBILITY, visibility)

    def _on_category_committed(self, category: str) -> None:
        self._edit(Column.CATEGORY, category)

    def _on_favorite_chosen(self, is_on: bool) -> None:  # noqa: FBT001 - a slot
        self._edit(Column.FAVORITE, is_on)

    def _on_dismissed(self) -> None:
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        self.left.emit()

    def _on_copy_requested(self, name: str, value: str) -> None:
        QGuiApplication.clipboard().setText(value)
        self.copied.emit(name)

    def _on_applied(self, _changes: ChangeSet) -> None:
        self._loader.refresh()

    def _on_edit_failed(self, _error: LightboxError) -> None:
        self._loader.refresh()

    def _on_scroll_range_changed(self, _lowest: int, highest: int) -> None:
        # The scroll bar takes the place of the right margin, so that nothing wraps anew.
        self._set_margins(has_scroll_bar=highest > 0)

    def _set_margins(self, *, has_scroll_bar: bool) -> None:
        pad = self._theme.px(_PAD_PX)
        bar = self._scroll.verticalScrollBar().sizeHint().width() if has_scroll_bar else 0
        self._column.setContentsMargins(pad, pad, max(pad - bar, 0), pad)

    def _on_theme_changed(self) -> None:
        self.setMinimumWidth(self._theme.px(240))
        self._set_margins(has_scroll_bar=self._scroll.verticalScrollBar().maximum() > 0)
        self.form.refresh_theme()

    def sizeHint(self) -> QSize:
        """Ask for the designed width."""
        return QSize(self._theme.px(_WIDTH_PX), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Close lists that would lie elsewhere now."""
        super().resizeEvent(event)
        self.form.close_popups()
