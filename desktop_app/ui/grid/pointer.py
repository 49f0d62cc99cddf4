"""The mouse on the grid: choosing as in a file manager, the rubber band, hearts, dragging out."""

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from desktop_app.domain.changes import Column, Origin
from desktop_app.ui.edits import Edits
from desktop_app.ui.grid.drag_out import DragOut
from desktop_app.ui.grid.surface import GridSurface

_AUTOSCROLL_MS = 16
_EDGE_PX = 20
"""This close to an edge the rubber band begins to scroll."""
_LARGEST_STEP_PX = 60

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class RubberBand:
    """A rectangle pulled open over the content; what it touches is added to a mask."""

    def __init__(self, x: int, y: int, base: bytes | None) -> None:
        self._x, self._y = x, y
        self._to_x, self._to_y = x, y
        self._base = base
        self._ranges: list[tuple[int, int]] | None = None

    def pull_to(self, x: int, y: int, surface: GridSurface) -> None:
        """Pull the free corner to a point of the content, and select."""
        self._to_x, self._to_y = x, y
        left, right = sorted((self._x, x))
        top, bottom = sorted((self._y, y))
        ranges = surface.plan.ranges_within(left, top, right + 1, bottom + 1)
        if ranges != self._ranges:
            self._ranges = ranges
            surface.selection.select_positions(ranges, self._base)

    def rect(self, scroll_y: int) -> QRect:
        """Return the rectangle in the viewport."""
        return QRect(
            QPoint(min(self._x, self._to_x), min(self._y, self._to_y) - scroll_y),
            QPoint(max(self._x, self._to_x), max(self._y, self._to_y) - scroll_y),
        )


class Pointer(QObject):
    """Turns mouse events of the grid's viewport into selection, edits and drags."""

    def __init__(self, surface: GridSurface, edits: Edits, drag_out: DragOut) -> None:
        super().__init__(surface)
        self._surface = surface
        self._edits = edits
        self._drag_out = drag_out
        self._pressed_at: QPoint | None = None
        self._pressed_position = -1
        self._release_action = ""
        self._band: RubberBand | None = None
        self._last_point = QPoint()
        self._autoscroll = QTimer(self)
        self._autoscroll.setInterval(_AUTOSCROLL_MS)
        self._autoscroll.timeout.connect(self._on_autoscroll)

    @property
    def band(self) -> RubberBand | None:
        """The rubber band, while one is pulled."""
        return self._band

    def cancel(self) -> None:
        """Forget the press: the button's release will mean nothing."""
        self._pressed_at = None
        self._band = None
        self._autoscroll.stop()

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        point = event.position().toPoint()
        position = self._surface.position_at(point)
        if event.button() is Qt.MouseButton.RightButton:
            if position < 0:
                self._surface.selection.clear()
            elif not self._surface.selection.is_selected(position):
                self._surface.selection.select_only(position)
            else:
                self._surface.selection.set_current(position)
            return
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if position >= 0 and self._is_heart(point, position):
            self._toggle_favorite(position)
            return
        self._pressed_at, self._pressed_position = point, position
        self._release_action = ""
        if position >= 0:
            self._press_tile(position, event.modifiers())
        else:
            self._press_nothing(point, event.modifiers())

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved, with or without a button."""
        point = self._last_point = event.position().toPoint()
        self._surface.set_hovered(self._surface.position_at(point))
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if self._band is not None:
            self._pull()
        elif (
            self._pressed_position >= 0
            and (point - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        ):
            self._start_drag()

    def release(self, event: QMouseEvent) -> None:
        """A button went up."""
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed_at is None:
            return
        band, action, position = self._band, self._release_action, self._pressed_position
        self.cancel()
        selection = self._surface.selection
        if band is not None:
            self._surface.viewport().update()
        elif action == "only":
            selection.select_only(position)
        elif action == "toggle":
            selection.toggle(position)

    def double_click(self, event: QMouseEvent) -> None:
        """The second press of a double click: open, unless it was meant for a heart."""
        point = event.position().toPoint()
        position = self._surface.position_at(point)
        row = self._surface.row_at(position)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if row is None or self._is_heart(point, position):
            self.press(event)
        elif not event.modifiers() & (_CTRL | _SHIFT):
            self.cancel()
            self._surface.activated.emit(row)

    def _press_tile(self, position: int, modifiers: Qt.KeyboardModifier) -> None:
        selection = self._surface.selection
        if modifiers & _SHIFT:
            selection.extend_to(position, adding=bool(modifiers & _CTRL))
        elif selection.is_selected(position):
            # Perhaps the start of a drag of all that is selected: decided on release.
            self._release_action = "toggle" if modifiers & _CTRL else "only"
            selection.set_current(position)
        elif modifiers & _CTRL:
            selection.toggle(position)
        else:
            selection.select_only(position)

    def _press_nothing(self, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        selection = self._surface.selection
        base = None
        if modifiers & (_CTRL | _SHIFT):
            base = selection.mask
        else:
            selection.clear()
        self._band = RubberBand(point.x(), point.y() + self._surface.scroll_y, base)

    def _pull(self) -> None:
        if self._band is None:
            return
        point = self._last_point
        self._band.pull_to(point.x(), point.y() + self._surface.scroll_y, self._surface)
        self._surface.viewport().update()
        if self._autoscroll_step():
            if not self._autoscroll.isActive():
                self._autoscroll.start()
        else:
            self._autoscroll.stop()

    def _autoscroll_step(self) -> int:
        """Return how far to scroll now: the further outside, the faster."""
        y, height = self._last_point.y(), self._surface.viewport().height()
        if y < _EDGE_PX:
            return max((y - _EDGE_PX) // 2, -_LARGEST_STEP_PX)
        if y >= height - _EDGE_PX:
            return min((y - height + _EDGE_PX) // 2 + 1, _LARGEST_STEP_PX)
        return 0

    def _on_autoscroll(self) -> None:
        bar = self._surface.verticalScrollBar()
        bar.setValue(bar.value() + self._autoscroll_step())
        self._pull()

    def _start_drag(self) -> None:
        rows = self._surface.selection.rows()
        pressed = self._surface.row_at(self._pressed_position)
        self.cancel()
        if rows and pressed is not None:
            self._drag_out.begin(rows, pressed)

    def _is_heart(self, point: QPoint, position: int) -> bool:
        tile = self._surface.tile_at(position)
        if tile is None:
            return False
        rect = self._surface.cell_rect(position)
        return self._surface.cell_painter.badges.heart_rect(tile, rect).contains(point)

    def _toggle_favorite(self, position: int) -> None:
        tile = self._surface.tile_at(position)
        if tile is not None:
            self._edits.edit(
                [tile.row], {Column.FAVORITE: not tile.is_favorite}, origin=Origin.GRID
            )
