"""Does on the grid what a user does: with the mouse, the keyboard, and by dragging."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from desktop_app.ui.grid.view import GridView

NO_KEY = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


class GridRobot:
    """Drives one grid with real events. Positions are those of the shown result."""

    def __init__(self, grid: GridView, qtbot: QtBot) -> None:
        self.grid = grid
        self._qtbot = qtbot

    # Looking

    def selected(self) -> list[int]:
        """Return the selected positions."""
        mask = self.grid.selection.mask
        return [position for position in range(len(mask)) if mask[position]]

    def visible(self) -> range:
        """Return the positions on the screen."""
        return range(*self.grid.visible_positions())

    def is_painted(self) -> bool:
        """Whether every tile on the screen shows what there is to show."""
        rows = self.grid.rows_between(*self.grid.visible_positions())
        return all(self.grid.supply.is_known(row) for row in rows)

    def wait_painted(self) -> None:
        """Wait until every tile on the screen shows what there is to show."""
        self._qtbot.waitUntil(self.is_painted)

    def wait_idle(self) -> None:
        """Wait until nothing is read or decoded any more, near the screen neither."""
        self._qtbot.waitUntil(lambda: self.grid.is_supplied)

    def picture(self) -> QImage:
        """Return what the grid looks like now."""
        return self.grid.viewport().grab().toImage()

    def color_in(self, position: int) -> QColor:
        """Return the colour in the middle of a tile."""
        return self.picture().pixelColor(self.grid.cell_rect(position).center())

    def title(self, position: int) -> str:
        """Return the caption of a tile."""
        tile = self.grid.tile_at(position)
        return "" if tile is None else tile.title

    def is_favorite(self, position: int) -> bool:
        """Whether a tile wears the heart."""
        tile = self.grid.tile_at(position)
        return tile is not None and tile.is_favorite

    def has_band(self) -> bool:
        """Whether a rubber band is open."""
        return self.grid.pointer.band is not None

    def is_drop_offered(self) -> bool:
        """Whether the frame for a drop is shown."""
        return self.grid.drops.is_offered

    # The mouse

    def point(self, position: int) -> QPoint:
        """Return a place on a tile, in the viewport; the tile is scrolled to if need be."""
        rect = self.grid.cell_rect(position)
        if not self.grid.viewport().rect().contains(rect.center()):
            self.grid.ensure_visible(position)
            rect = self.grid.cell_rect(position)
        return rect.center()

    def click(self, position: int, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Click a tile."""
        QTest.mouseClick(self.grid.viewport(), LEFT, modifiers, self.point(position))

    def press(self, position: int, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press the button on a tile and hold it."""
        QTest.mousePress(self.grid.viewport(), LEFT, modifiers, self.point(position))

    def release(self, position: int, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Let the button go on a tile."""
        QTest.mouseRelease(self.grid.viewport(), LEFT, modifiers, self.point(position))

    def click_beside(self, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Click where there is no tile: into the padding on the left."""
        QTest.mouseClick(self.grid.viewport(), LEFT, modifiers, QPoint(2, 60))

    def right_click(self, position: int) -> None:
        """Ask for the context menu of a tile."""
        point = self.point(position)
        viewport = self.grid.viewport()
        QTest.mouseClick(viewport, Qt.MouseButton.RightButton, NO_KEY, point)
        QApplication.sendEvent(
            viewport,
            QContextMenuEvent(
                QContextMenuEvent.Reason.Mouse, point, viewport.mapToGlobal(point), NO_KEY
            ),
        )

    def double_click(self, position: int) -> None:
        """Double-click a tile."""
        QTest.mouseDClick(self.grid.viewport(), LEFT, NO_KEY, self.point(position))

    def hover(self, position: int) -> None:
        """Move the mouse over a tile, no button down."""
        self._move(self.point(position), Qt.MouseButton.NoButton)

    def leave(self) -> None:
        """Move the mouse out of the grid."""
        QApplication.sendEvent(self.grid.viewport(), QEvent(QEvent.Type.Leave))

    def click_heart(self, position: int) -> None:
        """Click the heart of a tile."""
        self.hover(position)
        tile = self.grid.tile_at(position)
        assert tile is not None
        badges = self.grid.cell_painter.badges
        rect = badges.heart_rect(tile, self.grid.cell_rect(position))
        QTest.mouseClick(self.grid.viewport(), LEFT, NO_KEY, rect.center())

    def begin_band(self, start: QPoint, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press the button at a point of the viewport."""
        QTest.mousePress(self.grid.viewport(), LEFT, modifiers, start)

    def pull_band(self, point: QPoint) -> None:
        """Pull the rubber band to a point of the viewport, or beyond."""
        self._move(point, LEFT)

    def end_band(self, point: QPoint) -> None:
        """Let the rubber band go."""
        QTest.mouseRelease(self.grid.viewport(), LEFT, NO_KEY, point)

    def band(self, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Pull a rubber band open and let it go."""
        self.begin_band(start, modifiers)
        self.pull_band(end)
        self.end_band(end)

    def drag_tile(self, position: int, by: QPoint) -> None:
        """Press on a tile and pull; the button stays down."""
        start = self.point(position)
        QTest.mousePress(self.grid.viewport(), LEFT, NO_KEY, start)
        self._move(start + by, LEFT)

    def wheel(self, notches: float, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Turn the wheel over the middle of the grid; positive is away from the user."""
        point = QPointF(self.grid.viewport().rect().center())
        self._wheel(point, QPoint(), QPoint(0, round(notches * 120)), modifiers)

    def wheel_over(self, position: int, notches: int, modifiers: Qt.KeyboardModifier) -> None:
        """Turn the wheel over a tile."""
        self._wheel(QPointF(self.point(position)), QPoint(), QPoint(0, notches * 120), modifiers)

    def swipe(self, pixels: int) -> None:
        """Scroll by a touch pad; positive moves the content down."""
        point = QPointF(self.grid.viewport().rect().center())
        self._wheel(point, QPoint(0, pixels), QPoint(0, pixels), NO_KEY)

    def grab_scroll_bar(self) -> None:
        """Press the button on the scroll bar's handle."""
        QTest.mousePress(self.grid.verticalScrollBar(), LEFT, NO_KEY, self._handle())

    def pull_scroll_bar(self, share: float) -> None:
        """Pull the handle to a share of the way from top to bottom."""
        bar = self.grid.verticalScrollBar()
        point = QPoint(bar.width() // 2, round(bar.height() * share))
        self._send_move(bar, point, LEFT)

    def drop_scroll_bar(self) -> None:
        """Let the handle go."""
        QTest.mouseRelease(self.grid.verticalScrollBar(), LEFT, NO_KEY, self._handle())

    # The keyboard

    def key(self, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press keys one after the other."""
        for key in keys:
            QTest.keyClick(self.grid, key, modifiers)

    # Files

    def offer_files(self, paths: Iterable[Path]) -> bool:
        """Hold files over the grid; returns whether it would take them."""
        return self.offer(_mime_of(paths))

    def offer(self, mime: QMimeData) -> bool:
        """Hold anything over the grid; returns whether it would take it."""
        event = QDragEnterEvent(
            self.grid.viewport().rect().center(), Qt.DropAction.CopyAction, mime, LEFT, NO_KEY
        )
        QApplication.sendEvent(self.grid.viewport(), event)
        return event.isAccepted()

    def take_away(self) -> None:
        """Take away again what was held over the grid."""
        QApplication.sendEvent(self.grid.viewport(), QDragLeaveEvent())

    def drop_files(self, paths: Sequence[Path]) -> None:
        """Drop files."""
        mime = _mime_of(paths)
        if self.offer(mime):
            event = QDropEvent(
                QPointF(self.grid.viewport().rect().center()),
                Qt.DropAction.CopyAction,
                mime,
                LEFT,
                NO_KEY,
            )
            QApplication.sendEvent(self.grid.viewport(), event)

    def _handle(self) -> QPoint:
        bar = self.grid.verticalScrollBar()
        option = QStyleOptionSlider()
        bar.initStyleOption(option)
        return (
            bar.style()
            .subControlRect(
                QStyle.ComplexControl.CC_ScrollBar,
                option,
                QStyle.SubControl.SC_ScrollBarSlider,
                bar,
            )
            .center()
        )

    def _move(self, point: QPoint, buttons: Qt.MouseButton) -> None:
        self._send_move(self.grid.viewport(), point, buttons)

    def _send_move(self, widget: object, point: QPoint, buttons: Qt.MouseButton) -> None:
        # QTest moves the real pointer, which has no buttons down and cannot leave the window.
        target = widget if widget is self.grid.verticalScrollBar() else self.grid.viewport()
        QApplication.sendEvent(
            target,
            QMouseEvent(
                QEvent.Type.MouseMove,
                QPointF(point),
                QPointF(target.mapToGlobal(point)),
                Qt.MouseButton.NoButton,
                buttons,
                NO_KEY,
            ),
        )

    def _wheel(
        self, point: QPointF, pixels: QPoint, angle: QPoint, modifiers: Qt.KeyboardModifier
    ) -> None:
        viewport = self.grid.viewport()
        event = QWheelEvent(
            point,
            QPointF(viewport.mapToGlobal(point.toPoint())),
            pixels,
            angle,
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)


def _mime_of(paths: Iterable[Path]) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime
