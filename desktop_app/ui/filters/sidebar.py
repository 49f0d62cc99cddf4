"""The filter sidebar: places, collections, saved searches and facets with their counts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.entities import AssetRow, CollectionId
from desktop_app.domain.query import AssetQuery, Facet, Place, PlaceKind
from desktop_app.domain.results import FacetCounts
from desktop_app.ui.browse import Browse
from desktop_app.ui.edits import Edits
from desktop_app.ui.filters import line_access
from desktop_app.ui.filters.choices import toggled, without
from desktop_app.ui.filters.collection_shelf import SECTION_NAME, CollectionShelf
from desktop_app.ui.filters.facet_shelf import FacetShelf, Folds
from desktop_app.ui.filters.line_view import LineView
from desktop_app.ui.filters.lines import Line, LineKey, LineKind
from desktop_app.ui.filters.place_list import place_section
from desktop_app.ui.filters.sidebar_menu import Commands, SidebarMenu
from desktop_app.ui.filters.wording import search_name
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import TaskScope, Workers
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.catalog.catalog import Catalog
    from desktop_app.catalog.searcher import Searcher

_DROP_PLACES = frozenset({PlaceKind.FAVORITES.value, PlaceKind.TRASH.value})


class Sidebar(QWidget):
    """Shows what there is to choose from and turns choices into queries and edits.

    Signals:
        tags_manager_requested: the user wants to rename, merge or delete tags.
        removed_requested: the user wants to see what was removed elsewhere.
    """

    tags_manager_requested = Signal()
    removed_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        workers: Workers,
        browse: Browse,
        edits: Edits,
        selection: Selection,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._browse = browse
        self._edits = edits
        self._selection = selection
        self._scope = TaskScope(workers)
        self._has_account = False
        self._removed_count = 0
        self._place_counts: Mapping[PlaceKind, int] = {}
        self._was_order_held = False
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Sidebar"))
        line_access.install()
        self._shelf = FacetShelf(self._scope, Folds(), self)
        self._collections = CollectionShelf(self._scope, edits, self)
        self._lines = LineView(theme)
        self._menu = SidebarMenu(
            Commands(
                activate=lambda line: self._on_activated(line, False),
                include=self._include,
                exclude=lambda line: self._on_activated(line, True),
                only=self._choose_only,
                rename=self._rename,
                delete=self._collections.delete,
                move_selected=lambda line: self._on_rows_dropped(line, self._selection.rows()),
                new_collection=self.new_collection,
                save_search=self.save_search,
                filter_tags=self.filter_tags,
                manage_tags=self.tags_manager_requested.emit,
                clear_all=self.clear_all,
            ),
            self,
        )
        self._build()
        self._connect()
        self._rebuild()

    def attach(
        self, catalog: "Catalog", searcher: "Searcher", *, has_account: bool = False
    ) -> None:
        """Begin to show this library; `has_account` brings the places of sync."""
        self._has_account = has_account
        self._collections.attach(catalog, searcher)
        self._rebuild()

    def set_removed_count(self, count: int) -> None:
        """Show how many assets were removed elsewhere."""
        if count != self._removed_count:
            self._removed_count = count
            self._rebuild()

    def on_changed(self, changes: ChangeSet) -> None:
        """Hear of a commit; counts come through `Browse`, names are read again here."""
        self._collections.on_changed(changes)

    def close_tasks(self) -> None:
        """Call off what still runs for this widget."""
        self._scope.close()

    def state(self) -> dict[str, object]:
        """Return what is folded and unfolded, for the view's file."""
        return self._shelf.folds.to_state()

    def restore_state(self, state: Mapping[str, object]) -> None:
        """Fold and unfold as `state` told; anything unreadable is left out."""
        self._shelf.folds = Folds.from_state(state)
        self._shelf.arrange_all(is_held=False)

    def new_collection(self) -> None:
        """Let the user name a new collection in the list."""
        self._lines.edit_name(self._collections.begin_collection().key)

    def save_search(self) -> None:
        """Let the user name what is shown now, to be found again."""
        query = self._browse.query
        if query.is_narrowed:
            name = search_name(query, self._shelf.label_of)
            self._lines.edit_name(self._collections.begin_search(name).key)

    def filter_tags(self) -> None:
        """Open the tags' filter box, or close it."""
        if self._shelf.filter_text is not None:
            self._close_filter()
            return
        self._shelf.folds.closed.discard(Facet.TAG.value)
        self._shelf.set_filter("")
        self._lines.edits.focus_filter()

    def clear_all(self) -> None:
        """Take back every choice and the text; the place stays."""
        self._browse.set_query(self._browse.query.cleared())

    def _build(self) -> None:
        self._clear_button = QPushButton(self.tr("Clear all"))
        self._clear_button.setProperty("role", "footer")
        self._clear_button.clicked.connect(self.clear_all)
        self._save_button = QPushButton(self.tr("Save search"))
        self._save_button.setProperty("role", "footer")
        self._save_button.clicked.connect(self.save_search)
        self._footer = QWidget()
        self._footer.setObjectName("sidebarFooter")
        self._footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        buttons = QHBoxLayout(self._footer)
        buttons.setSpacing(4)
        buttons.addWidget(self._clear_button)
        buttons.addWidget(self._save_button)
        buttons.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 1, 0)  # the line at the right is the style sheet's
        rows.setSpacing(0)
        rows.addWidget(self._lines, 1)
        rows.addWidget(self._footer)
        self.setFocusProxy(self._lines)
        self._on_theme_changed()

    def _connect(self) -> None:
        self._theme.changed.connect(self._on_theme_changed)
        self._browse.query_changed.connect(self._on_query_changed)
        self._browse.counts_changed.connect(self._on_counts_changed)
        self._shelf.arranged.connect(self._rebuild)
        self._collections.changed.connect(self._rebuild)
        self._collections.loaded.connect(self._on_collections_loaded)
        lines = self._lines
        lines.activated.connect(self._on_activated)
        lines.button_pressed.connect(self._on_button_pressed)
        lines.context_requested.connect(self._on_context_requested)
        lines.rename_requested.connect(self._rename)
        lines.delete_requested.connect(self._collections.delete)
        lines.edits.name_committed.connect(self._on_name_committed)
        lines.edits.name_cancelled.connect(self._collections.end_new)
        lines.edits.filter_changed.connect(self._on_filter_changed)
        lines.edits.filter_closed.connect(self._close_filter)
        lines.rows_dropped.connect(self._on_rows_dropped)
        lines.order_released.connect(self._on_order_released)

    def _rebuild(self) -> None:
        query = self._browse.query
        is_saved = self._collections.search_of(query) is not None
        sections = [
            place_section(
                self._place_counts,
                None if is_saved else query.place,
                has_account=self._has_account,
                removed_count=self._removed_count,
            ),
            self._collections.section(query, is_open=SECTION_NAME not in self._shelf.folds.closed),
            *self._shelf.sections(),
        ]
        droppable: frozenset[LineKey] = frozenset(
            line.key
            for section in sections[:2]
            for line in section.lines
            if line.value and (line.kind is LineKind.COLLECTION or line.value in _DROP_PLACES)
        )
        self._lines.set_sections(sections, droppable)
        self._footer.setVisible(query.is_narrowed)

    def _include(self, line: Line) -> None:
        if line.facet is not None:
            query = without(self._browse.query, line.facet, line.value)
            self._browse.set_query(query.with_choice(line.facet, line.value))

    def _choose_only(self, line: Line) -> None:
        """Include one value and let go every other choice of its facet."""
        if line.facet is None:
            return
        query = self._browse.query
        others = replace(query, facets=tuple(c for c in query.facets if c.facet is not line.facet))
        self._browse.set_query(others.with_choice(line.facet, line.value))

    def _rename(self, line: Line) -> None:
        if line.kind in {LineKind.COLLECTION, LineKind.SAVED_SEARCH}:
            self._lines.edit_name(line.key)

    def _close_filter(self) -> None:
        self._lines.edits.filter.clear()
        self._shelf.set_filter(None)
        self._lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self, line: Line) -> None:
        folds = self._shelf.folds
        if line.kind is LineKind.HEADING:
            folds.closed ^= {line.value}
            self._rebuild()
        elif line.facet is not None:
            if line.kind is LineKind.GROUP:
                folds.groups ^= {line.value}
                self._shelf.arrange(line.facet, is_held=True)
            else:
                folds.expanded ^= {line.facet.value}
                self._shelf.arrange(line.facet, is_held=False)

    def _on_activated(self, line: Line, is_excluding: bool) -> None:  # noqa: FBT001 - a signal's
        query = self._browse.query
        match line.kind:
            case LineKind.PLACE:
                self._browse.set_query(replace(query, place=Place(PlaceKind(line.value))))
            case LineKind.REMOVED:
                self.removed_requested.emit()
            case LineKind.COLLECTION:
                place = Place(PlaceKind.COLLECTION, CollectionId(line.value))
                self._browse.set_query(replace(query, place=place))
            case LineKind.SAVED_SEARCH:
                saved = self._collections.saved_query(line)
                if saved is not None:
                    self._browse.set_query(saved)
            case LineKind.VALUE if line.facet is not None:
                self._browse.set_query(
                    toggled(query, line.facet, line.value, is_excluding=is_excluding)
                )
            case _:
                self._fold(line)

    def _on_button_pressed(self, line: Line) -> None:
        if line.value == SECTION_NAME:
            self.new_collection()
        else:
            self.filter_tags()

    def _on_context_requested(self, line: Line | None, at: QPoint) -> None:
        self._menu.open(
            line,
            at,
            selected_count=self._selection.count,
            is_narrowed=self._browse.query.is_narrowed,
        )

    def _on_name_committed(self, line: Line, name: str) -> None:
        self._collections.set_name(line, name, self._browse.query)

    def _on_filter_changed(self, text: str) -> None:
        if self._shelf.filter_text is not None:
            self._shelf.set_filter(text)

    def _on_rows_dropped(self, line: Line, rows: list[AssetRow]) -> None:
        if line.kind is LineKind.COLLECTION:
            self._edits.edit(rows, {Column.COLLECTION: line.value}, origin=Origin.SIDEBAR)
        elif line.value == PlaceKind.FAVORITES:
            self._edits.edit(rows, {Column.FAVORITE: True}, origin=Origin.SIDEBAR)
        elif line.value == PlaceKind.TRASH:
            self._edits.trash(rows, origin=Origin.SIDEBAR)

    def _on_query_changed(self, query: AssetQuery) -> None:
        self._collections.pause()
        self._was_order_held = self._lines.is_order_held
        self._shelf.set_query(query, is_held=self._was_order_held)
        self._rebuild()

    def _on_counts_changed(self, counts: FacetCounts) -> None:
        self._place_counts = counts.places
        self._collections.set_counts(counts)
        self._was_order_held = self._lines.is_order_held
        self._shelf.set_counts(counts, is_held=self._was_order_held)

    def _on_order_released(self) -> None:
        if self._was_order_held:
            self._was_order_held = False
            self._shelf.arrange_all(is_held=False)

    def _on_collections_loaded(self) -> None:
        query = self._browse.query
        if self._collections.is_gone(query):
            self._browse.set_query(replace(query, place=Place()))

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        layout = self._footer.layout()
        if layout is not None:
            layout.setContentsMargins(px(8), px(6), px(8), px(6))
