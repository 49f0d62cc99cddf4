"""The window, made in three steps, and the wires between its rooms.

First the grid with what was in it last time, and empty panes and bars around it: that is the
first paint. A moment later what fills those (`dress`), then what is seen only when it is asked
for (`furnish`). To import and make all of it takes twice as long as to paint the first tiles.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.changes import ChangeSet
from desktop_app.domain.entities import AssetId, AssetRow, Tile
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.results import SearchResult
from desktop_app.ui.empty_states import EmptyState, empty_state, loading_state
from desktop_app.ui.shell import Shell
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.reopening import Remembered
    from desktop_app.session import Library
    from desktop_app.ui.furniture import Furniture
    from desktop_app.ui.window_memory import WindowMemory

_WIDTH_PX, _HEIGHT_PX = 1440, 900
_FRAME_PX = QSize(16, 40)
"""What a system's frame takes at most; the real one is known once the window is shown."""
_TOOL_BAR_PX, _STATUS_BAR_PX = 48, 28


class _EmptyBar(QWidget):
    """Stands in a bar's place, looking like it, until the bar is made."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


class MainWindow(Shell):
    """Makes the rooms, and passes what one says to those who need to hear it.

    Attributes:
        memory: keeps the settings and the last view on disk; from `dress` on.
        is_painted: `first_painted` has been told.
        is_closed: `closed` has been told.

    Signals:
        first_painted: the first tiles (or what stands in their place) are on the screen.
    """

    first_painted = Signal()

    memory: "WindowMemory"

    def __init__(
        self, theme: Theme, workers: Workers, folder: Path, remembered: "Remembered"
    ) -> None:
        super().__init__(theme, workers)
        settings = remembered.settings
        if settings.window_geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.window_geometry.encode()))
        else:
            self.resize(_WIDTH_PX, _HEIGHT_PX)
        self.is_painted = self.is_closed = False
        self._furniture: Furniture | None = None
        self.grid.first_painted.connect(self._on_first_painted)
        self.panes.restore_widths(settings.sidebar_px, settings.inspector_px)
        self.panes.set_sidebar_shown(settings.is_sidebar_shown)
        self.panes.set_inspector_shown(settings.is_inspector_shown)
        self.grid.set_cell_px(settings.cell_px)
        self.grid.set_is_cropped(settings.is_cropped)
        self._show_first(remembered)
        self._folder, self._remembered = folder, remembered
        self._is_dressed = False
        self._bars = _EmptyBar("toolBar"), _EmptyBar("statusBar")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._bars[0])
        self._layout.addWidget(self.panes, 1)
        self._layout.addWidget(self._bars[1])
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.grid.setFocus()

    def dress(self) -> None:
        """Make what stands around the grid; again does nothing."""
        if self._is_dressed:
            return
        from desktop_app.ui.dressing import dress  # noqa: PLC0415 - not for the first paint
        from desktop_app.ui.window_memory import WindowMemory  # noqa: PLC0415 - likewise

        self._is_dressed = True
        dress(self, self._remembered)
        self.memory = WindowMemory(self._folder, self, self._remembered.settings)
        for empty, bar in zip(self._bars, (self.tool_bar, self.status_bar), strict=True):
            self._layout.replaceWidget(empty, bar)
            empty.deleteLater()
        self.bridge.changed.connect(self._on_changed)
        self.browse.result_changed.connect(self._on_result_changed)

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
        from desktop_app.ui.window_commands import WindowCommands  # noqa: PLC0415 - likewise

        self.dress()
        if self._furniture is None:
            self._furniture = Furniture(self)
            WindowCommands(self, self._furniture, self.memory)
            self.memory.restore_commands()

    def attach(self, library: "Library") -> None:
        """Begin to work on an open library."""
        self.furnish()
        self.library = library
        catalog, searcher = library.catalog, library.searcher
        self.bridge.attach(catalog)
        self.edits.attach(catalog)
        self.grid.attach(
            catalog.tiles, library.rendition, library.original_paths, library.want_pictures
        )
        self.sidebar.attach(catalog, searcher, has_account=catalog.account is not None)
        self.search.attach(searcher)
        self.status_bar.attach(searcher)
        self.furniture.attach(library)
        self.browse.attach(searcher)
        self.memory.attach()

    def show_unopened(self, error: LightboxError) -> None:
        """Say why the library cannot be opened, in the place of what was in it last time."""
        from desktop_app.ui.sentences import sentence  # noqa: PLC0415 - not for the first paint

        self._show_instead(EmptyState(*sentence(error)))

    def show_loading(self) -> None:
        """Say that the library is being opened."""
        self._show_instead(loading_state())

    def show_making(self, done: int, total: int) -> None:
        """Show how far the sample library is."""
        self.status_bar.show_progress(self.tr("Making the sample library"), done, total)

    def close_tasks(self) -> None:
        """Let edits be committed, call off everything else, stop listening."""
        # First the rooms that may still hand in an edit that was being typed.
        if self._furniture is not None:
            self._furniture.close_tasks()
        if self._is_dressed:
            self.memory.close_tasks()
        self.edits.close()
        self.bridge.detach()
        self.browse.close()
        self.grid.close_tasks()
        if self._is_dressed:
            for room in (self.sidebar, self.search, self.status_bar):
                room.close_tasks()
        self.library = None

    def _show_first(self, remembered: "Remembered") -> None:
        """Hand the grid what was on the screen last time; its pictures are decoded meanwhile."""
        # The grid has its size before it is shown, so that pictures are made for the right one.
        bars_px = self.theme.px(_TOOL_BAR_PX) + self.theme.px(_STATUS_BAR_PX)
        self.panes.resize(self.width(), self.height() - bars_px)
        self.panes.lay_out_now()
        screen, cache = remembered.first_screen, remembered.cache
        if screen is None or cache is None:
            self.show_loading()
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

    def _show_instead(self, state: EmptyState) -> None:
        self.grid.set_empty_state(state.title, state.sentence)
        self.grid.set_result(SearchResult(self.browse.query, ()))

    def _on_first_painted(self) -> None:
        if not self.is_painted:
            self.is_painted = True
            self.first_painted.emit()

    def _on_theme_changed(self) -> None:
        for bar, height_px in zip(self._bars, (_TOOL_BAR_PX, _STATUS_BAR_PX), strict=True):
            if not self._is_dressed:
                bar.setFixedHeight(self.theme.px(height_px))
        self.setStyleSheet(self.theme.style_sheet())
        self._note()

    def _note(self) -> None:
        if self._is_dressed:
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
            self.show_empty(empty_state(result.query, has_account=self._has_account()))
        self.memory.note()

    def fit_screen(self) -> None:
        """Be no larger than the screen, with a frame around: the last line would be out of it."""
        if not self.isMaximized() and not self.isFullScreen():
            room = self.screen().availableSize() - _FRAME_PX
            self.resize(self.size().boundedTo(room))

    def _has_account(self) -> bool:
        """Whether the library is an account's; before it is open that does not matter."""
        return self.library is None or self.library.catalog.account is not None

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep how the window looked, and let the program end in order."""
        if self._furniture is not None:
            self._furniture.inspector.commit_pending()
        if self._is_dressed:
            self.memory.save()
        event.accept()
        self.is_closed = True
        self.closed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remember where the window stands."""
        super().moveEvent(event)
        self._note()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Remember how large the window is."""
        super().resizeEvent(event)
        self._note()
