"""The window: what is painted first, and the wires between the rooms.

Grid, sidebar and bars stand in the first paint. The other rooms are made right after it
(`furnish`), since importing them alone takes as long as all the rest of the start.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.changes import ChangeSet
from desktop_app.domain.entities import AssetId, AssetRow, Tile
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.results import SearchResult
from desktop_app.ui.actions import Actions
from desktop_app.ui.activity.status_bar import StatusBar
from desktop_app.ui.bridge import CatalogBridge
from desktop_app.ui.browse import Browse
from desktop_app.ui.edits import Edits
from desktop_app.ui.empty_states import EmptyState, empty_state, loading_state
from desktop_app.ui.filters.search_field import SearchField
from desktop_app.ui.filters.sidebar import Sidebar
from desktop_app.ui.grid.view import GridView
from desktop_app.ui.panes import Panes
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from desktop_app.ui.tool_bar import ToolBar
from desktop_app.ui.window_memory import WindowMemory

if TYPE_CHECKING:
    from desktop_app.reopening import Remembered
    from desktop_app.session import Library
    from desktop_app.ui.furniture import Furniture

_WIDTH_PX, _HEIGHT_PX = 1440, 900


class MainWindow(QWidget):
    """Puts the rooms together and passes what one says to those who need to hear it.

    Attributes:
        theme: the look, shared by all rooms.
        workers: the threads, shared by all rooms.
        browse, selection, edits: what all rooms share.
        commands: every command, by name.
        grid, sidebar, search, tool_bar, status_bar: the rooms that are painted first.
        library: the open library, None until it is.
        is_painted: `first_painted` has been told.

    Signals:
        first_painted: the first tiles (or what stands in their place) are on the screen.
        closed: the user closed the window; it is hidden and how it looked is kept.
    """

    first_painted = Signal()
    closed = Signal()

    def __init__(
        self, theme: Theme, workers: Workers, folder: Path, remembered: "Remembered"
    ) -> None:
        super().__init__()
        self.setWindowTitle("Lightbox")
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        settings = remembered.settings
        if settings.window_geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.window_geometry.encode()))
        else:
            self.resize(_WIDTH_PX, _HEIGHT_PX)
        self.is_painted = False
        self.theme = theme
        self.workers = workers
        self.library: Library | None = None
        self._furniture: Furniture | None = None
        self.browse = Browse(workers, self)
        self.selection = Selection(self)
        self.edits = Edits(workers, self)
        self._bridge = CatalogBridge()
        self.grid = GridView(theme, workers, self.selection, self.edits)
        self.grid.first_painted.connect(self._on_first_painted)
        self.panes = Panes(theme, self.grid)
        self.panes.restore_widths(settings.sidebar_px, settings.inspector_px)
        self.panes.set_sidebar_shown(settings.is_sidebar_shown)
        self.panes.set_inspector_shown(settings.is_inspector_shown)
        self.grid.set_cell_px(settings.cell_px)
        self.grid.set_is_cropped(settings.is_cropped)
        self._show_first(remembered)
        self.commands = Actions(self, settings.shortcuts)
        self.sidebar = Sidebar(theme, workers, self.browse, self.edits, self.selection)
        self.panes.set_sidebar(self.sidebar)
        self.search = SearchField(theme, workers, self.browse)
        self.status_bar = StatusBar(theme, workers, self.browse, self.selection)
        self.tool_bar = ToolBar(theme, self.commands, self.search)
        self.tool_bar.set_cell_px(settings.cell_px)
        self.tool_bar.set_sort(self.browse.query.sort)
        for name, room in (("sidebar", self.sidebar), ("search", self.search)):
            state = remembered.view.rooms.get(name)
            if isinstance(state, dict):
                room.restore_state(state)
        self.memory = WindowMemory(folder, self, workers, settings)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tool_bar)
        layout.addWidget(self.panes, 1)
        layout.addWidget(self.status_bar)
        self._connect()
        self._on_theme_changed()
        self.grid.setFocus()

    @property
    def furniture(self) -> "Furniture":
        """The rooms that are made after the first paint.

        Raises:
            RuntimeError: they are not made yet.
        """
        if self._furniture is None:
            raise RuntimeError("the window is not furnished yet")
        return self._furniture

    def furnish(self) -> None:
        """Make the rooms that the first paint does without; again does nothing."""
        from desktop_app.ui.furniture import Furniture  # noqa: PLC0415 - not for the first paint

        if self._furniture is None:
            self._furniture = Furniture(self)

    def attach(self, library: "Library") -> None:
        """Begin to work on an open library."""
        self.furnish()
        self.library = library
        catalog, searcher = library.catalog, library.searcher
        self._bridge.attach(catalog)
        self.edits.attach(catalog)
        self.grid.attach(catalog.tiles, library.rendition, library.original_paths)
        self.sidebar.attach(catalog, searcher)
        self.search.attach(searcher)
        self.status_bar.attach(searcher)
        self.furniture.attach(library)
        self.browse.attach(searcher)
        self.memory.attach()

    def show_making(self, done: int, total: int) -> None:
        """Show how far the sample library is."""
        self.status_bar.show_progress(self.tr("Making the sample library"), done, total)

    def show_empty(self, state: EmptyState) -> None:
        """Say this in the grid's place when there is nothing to show."""
        action = self.commands[state.action].trigger if state.action else None
        self.grid.set_empty_state(state.title, state.sentence, state.action_text, action)

    def close_tasks(self) -> None:
        """Let edits be committed, call off everything else, stop listening."""
        # First the rooms that may still hand in an edit that was being typed.
        if self._furniture is not None:
            self._furniture.close_tasks()
        self.memory.close_tasks()
        self.edits.close()
        self._bridge.detach()
        self.browse.close()
        for room in (self.grid, self.sidebar, self.search, self.status_bar):
            room.close_tasks()
        self.library = None

    def _show_first(self, remembered: "Remembered") -> None:
        """Hand the grid what was on the screen last time; its pictures are decoded meanwhile."""
        # The grid has its size before it is shown, so that pictures are made for the right one.
        self.panes.resize(self.width(), self.height() - self.theme.px(48) - self.theme.px(28))
        self.panes.lay_out_now()
        screen, cache = remembered.first_screen, remembered.cache
        if screen is None or cache is None:
            state = loading_state()
            self.grid.set_empty_state(state.title, state.sentence, "", None)
            self.grid.set_result(SearchResult(self.browse.query, ()))
            return
        tiles = {tile.row: tile for tile in screen.tiles}

        def known_tiles(rows: Sequence[AssetRow]) -> list[Tile]:
            return [tiles[row] for row in rows if row in tiles]

        def rendition(asset_id: AssetId, size_px: int, _token: CancelToken) -> bytes | None:
            return cache.read(asset_id, size_px)

        self.browse.set_query(screen.query)
        self.grid.attach(known_tiles, rendition)
        self.grid.prime(screen.tiles)
        self.grid.set_result(screen)
        self.grid.restore_position(remembered.view.scroll)
        self.grid.ask_now()

    def _connect(self) -> None:
        self.theme.changed.connect(self._on_theme_changed)
        self._bridge.changed.connect(self._on_changed)
        self.browse.result_changed.connect(self._on_result_changed)
        self.browse.query_changed.connect(lambda query: self.tool_bar.set_sort(query.sort))
        self.search.left_down.connect(self.grid.setFocus)
        self.search.escaped.connect(self.grid.setFocus)

    def _on_first_painted(self) -> None:
        if not self.is_painted:
            self.is_painted = True
            self.first_painted.emit()

    def _on_theme_changed(self) -> None:
        self.setStyleSheet(self.theme.style_sheet())
        self.memory.note()

    def _on_changed(self, changes: ChangeSet) -> None:
        self.browse.on_changed(changes)
        self.grid.on_changed(changes)
        self.sidebar.on_changed(changes)
        if self._furniture is not None:
            self._furniture.on_changed(changes)

    def _on_result_changed(self, result: SearchResult) -> None:
        self.grid.set_result(result)
        if not len(result.rows):
            self.show_empty(empty_state(result.query))
        self.memory.note()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep how the window looked, and let the program end in order."""
        if self._furniture is not None:
            self._furniture.inspector.commit_pending()
        self.memory.save()
        event.accept()
        self.closed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remember where the window stands."""
        super().moveEvent(event)
        self.memory.note()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Remember how large the window is."""
        super().resizeEvent(event)
        self.memory.note()
