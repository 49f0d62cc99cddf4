"""The thumbnail grid: any number of assets, laid out by arithmetic and painted directly."""

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from desktop_app.domain.changes import ChangeSet, Column, TagDelta
from desktop_app.domain.entities import AssetRow, Json, Tile
from desktop_app.domain.results import FirstScreen, SearchResult
from desktop_app.ui.edits import Edits
from desktop_app.ui.grid.accessible import Announcer, GridInterface
from desktop_app.ui.grid.anchors import find_anchor
from desktop_app.ui.grid.badges import state_sentences
from desktop_app.ui.grid.canvas import Canvas
from desktop_app.ui.grid.drag_out import DragOut, FindPaths
from desktop_app.ui.grid.drops import Drops
from desktop_app.ui.grid.keys import Keys
from desktop_app.ui.grid.pointer import Pointer
from desktop_app.ui.grid.supply import FetchPictures
from desktop_app.ui.grid.surface import GridSurface
from desktop_app.ui.grid.thumbnails import ReadRendition
from desktop_app.ui.grid.tile_source import ReadTiles
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from desktop_app.ui.tool_tips import plain_tool_tip

_NOTCH = 120
"""Eighths of a degree in one notch of a mouse wheel."""


class GridView(GridSurface):
    """Shows a result as tiles under day headings.

    Attributes:
        edits: where favorites are handed in.
        canvas, pointer, keys, drops, drag_out: paint, mouse, keyboard, and dragging in and out.
        spoken: what assistive programs see, once one has asked.

    Signals:
        context_requested: a context menu is wanted at a global point, for the selection.
        first_painted: for the first time all visible tiles show what there is to show.
    """

    context_requested = Signal(QPoint)
    first_painted = Signal()

    def __init__(
        self,
        theme: Theme,
        workers: Workers,
        selection: Selection,
        edits: Edits,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, workers, selection, parent)
        self.setObjectName("grid")
        self.setAccessibleName(self.tr("Assets"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.edits = edits
        self.canvas = Canvas(self, theme)
        self.drag_out = DragOut(self, self._scope, theme)
        self.pointer = Pointer(self, edits, self.drag_out)
        self.keys = Keys(self)
        self.drops = Drops(self)
        self.spoken: GridInterface | None = None
        self._wheel_turned = 0
        self._is_first_painted = False
        viewport = self.viewport()
        viewport.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        viewport.setMouseTracking(True)
        viewport.setAcceptDrops(True)
        self._announcer = Announcer(self)
        edits.expected.connect(self._on_expected)
        edits.failed.connect(self._on_edit_failed)
        self._on_theme_changed()

    # What the window tells the grid

    def attach(
        self,
        tiles: ReadTiles,
        rendition: ReadRendition,
        paths: FindPaths | None = None,
        fetch: FetchPictures | None = None,
    ) -> None:
        """Begin to read from a library.

        Args:
            tiles: rows to tiles; called in workers.
            rendition: asset id, size and token to the bytes of a picture; called in workers.
            paths: up to 200 rows to the local files there are of them, for dragging out.
            fetch: told which pictures are not on this machine, whenever others are shown.
        """
        self.supply.attach(tiles, rendition, fetch)
        if paths is not None:
            self.drag_out.attach(paths)
        self._ask_soon()

    def prime(self, tiles: Sequence[Tile]) -> None:
        """Take the tiles of the first screen, read before the library was open."""
        self.supply.tiles.prime(tiles)
        self._ask_soon()

    def set_result(self, result: SearchResult | FirstScreen) -> None:
        """Show a result: from the top, or where one was when only its contents have changed."""
        is_same_query = result.query == self._query
        anchors = self._kept_anchors() if is_same_query else []
        self._query = result.query
        self._rows = result.rows
        self._sections = result.sections
        total = result.total if isinstance(result, FirstScreen) else len(result.rows)
        self._unlisted = max(total - len(result.rows), 0)
        self._is_provisional = isinstance(result, FirstScreen)
        self._place.hold(None)
        self.pointer.cancel()
        self.set_hovered(-1)
        self._lay_out(self._place.arrived(result.rows) or find_anchor(result.rows, anchors))
        if not is_same_query:
            self._smooth.stop()
            self._place.let_go()
            self.verticalScrollBar().setValue(0)
        if self.selection.shown_rows is not result.rows:
            self.selection.set_result(result.rows)
        self._show_empty_state()
        self._announcer.result_changed()
        self._ask_soon()

    def on_changed(self, changes: ChangeSet) -> None:
        """Hear of a commit: read again what is shown of it."""
        self.supply.on_changed(changes)
        self._ask_soon()

    def position_state(self) -> object:
        """Return where one is, for `restore_position`; made of what JSON can hold."""
        return self._place.state()

    def restore_position(self, state: object) -> None:
        """Go where one was; if that asset is not shown yet, as soon as a result has it."""
        anchor = self._place.go_to(state, self.shown_rows)
        if anchor is not None:
            self._lay_out(anchor)
            self._ask_soon()

    def close_tasks(self) -> None:
        """Call off all reading and decoding, and wait for it to end."""
        self._asking.stop()
        self._smooth.stop()
        self.pointer.cancel()
        self.supply.thumbnails.stop()
        self._scope.close()
        if self.spoken is not None:
            self.spoken.release()

    def _is_all_known(self) -> bool:
        """Whether everything on the screen shows what there is to show."""
        rows = self.rows_between(*self.visible_positions())
        return all(self.supply.is_known(row) for row in rows)

    def _on_expected(self, rows: Sequence[AssetRow], values: object) -> None:
        if not isinstance(values, TagDelta):
            self.supply.expect(rows, cast("Mapping[Column, Json]", values))

    def _on_edit_failed(self, _error: object) -> None:
        self.supply.tiles.withdraw_expected()
        self._ask_soon()

    def _on_theme_changed(self) -> None:
        self.canvas.refresh()
        super()._on_theme_changed()

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the viewport."""
        painter = QPainter(self.viewport())
        band = self.pointer.band
        self.canvas.paint(
            painter,
            event.region(),
            band=None if band is None else band.rect(self.scroll_y),
            is_drop_offered=self.drops.is_offered,
        )
        painter.end()
        if self.cell_painter.is_unfinished:
            QTimer.singleShot(0, self.viewport(), self.viewport().update)
        if not self._is_first_painted and self._query is not None and self._is_all_known():
            self._is_first_painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def event(self, event: QEvent) -> bool:
        """Notice another screen and another language."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out(self._place.held())
        elif event.type() in {QEvent.Type.LocaleChange, QEvent.Type.LanguageChange}:
            self.canvas.refresh()
            self.viewport().update()
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say in a tool tip what a tile's badges mean; notice that the mouse has left."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tile = self.tile_at(self.position_at(event.pos()))
            lines = (
                []
                if tile is None
                else [line for line in (tile.title, *state_sentences(tile)) if line]
            )
            QToolTip.showText(event.globalPos(), plain_tool_tip("\n".join(lines)), self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self.set_hovered(-1)
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, or begin a rubber band or a drag."""
        self._is_keyboard_used = False
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover, pull the rubber band or drag."""
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a tile."""
        self.pointer.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl make tiles larger or smaller around the mouse."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._smooth.wheel(event)
            return
        self._wheel_turned += event.angleDelta().y()
        notches, rest = divmod(abs(self._wheel_turned), _NOTCH)
        if notches:
            steps = 1 if self._wheel_turned > 0 else -1
            self._wheel_turned = rest * steps
            anchor = self._anchor_at(self.position_at(event.position().toPoint()))
            self._resize_cells(self._stepped(steps), anchor or self._place.held())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, select, open."""
        if self.keys.press(event):
            self._is_keyboard_used = True
            self.viewport().update()
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu, at the mouse or at the current tile."""
        point = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard and self.selection.current >= 0:
            center = self.cell_rect(self.selection.current).center()
            point = self.viewport().mapToGlobal(center)
        self.context_requested.emit(point)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring when the keyboard brought the focus here."""
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self._is_keyboard_used = True
            if self.selection.current < 0 and self.plan.count:
                self.selection.set_current(self.first_visible_position())
        self.viewport().update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Take the focus ring away."""
        self.viewport().update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Offer to take files."""
        self.drops.offer(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Offer to take files."""
        self.drops.offer(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Offer no more."""
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files."""
        self.drops.drop(event)


def _describe(_name: str, widget: QObject) -> QAccessibleInterface | None:
    """Make what assistive programs see of a grid, when the first of them asks Qt for it."""
    if not isinstance(widget, GridView):
        return None
    widget.spoken = GridInterface(widget)  # Qt itself keeps only a pointer to it
    return widget.spoken


QAccessible.installFactory(_describe)  # once for the whole program is enough
