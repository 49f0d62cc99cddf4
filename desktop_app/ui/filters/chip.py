"""A chosen facet value inside the search field: click turns it round, × takes it out."""

import math

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.domain.query import FacetChoice
from desktop_app.ui.theme import Theme
from desktop_app.ui.tool_tips import plain_tool_tip

_HEIGHT_PX = 21
_PADDING_PX = 7
_RADIUS_PX = 6
_TEXT_PX = 12
_CLOSE_PX = 11
_MAX_WIDTH_PX = 170


class Chip(QAbstractButton):
    """One chip. Space or a click turns include into exclude and back; Delete takes it out.

    The × is laid over the chip's end while the mouse or the keyboard is on it, so that the
    text beside it does not move.

    Signals:
        removed: × was clicked, or Backspace or Delete pressed.
        stepped: an arrow key: -1 to the chip before, 1 to the one after.
    """

    removed = Signal()
    stepped = Signal(int)

    def __init__(
        self, theme: Theme, choice: FacetChoice | None, text: str, name: str, parent: QWidget
    ) -> None:
        """Show `text`; `choice` is None for the chip that stands for those without room."""
        super().__init__(parent)
        self.choice = choice
        self._theme = theme
        self._is_close_hovered = False
        self.setText(text)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.fit()

    def fit(self) -> None:
        """Take the size that the text needs at the theme's text size."""
        px = self._theme.px
        metrics = QFontMetricsF(self._theme.font(_TEXT_PX))
        width = math.ceil(metrics.horizontalAdvance(self.text())) + 1 + 2 * px(_PADDING_PX)
        self.setFixedSize(min(width, px(_MAX_WIDTH_PX)), px(_HEIGHT_PX))
        self.setToolTip("" if width <= px(_MAX_WIDTH_PX) else plain_tool_tip(self.text()))

    @property
    def close_rect(self) -> QRect:
        """Where a click takes the chip out."""
        side = self._theme.px(_CLOSE_PX) + self._theme.px(6)
        return QRect(self.width() - side, 0, side, self.height())

    def sizeHint(self) -> QSize:
        """Return the fixed size."""
        return self.minimumSize()

    def event(self, event: QEvent) -> bool:
        """Keep Delete and the arrows from the window's shortcuts."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove, or go to the neighbour."""
        key = event.key()
        if key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete} and self.choice is not None:
            self.removed.emit()
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.stepped.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Escape:
            self.stepped.emit(0)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Highlight the × under the mouse."""
        self._hover_close(event.position().toPoint())
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the chip out when the × was clicked."""
        position = event.position().toPoint()
        if self.choice is not None and self.isDown() and self.close_rect.contains(position):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the ×."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the ×."""
        super().leaveEvent(event)
        self._is_close_hovered = False
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint background, text and, when it can be used, the ×."""
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        radius = px(_RADIUS_PX)
        painter.drawRoundedRect(self.rect(), radius, radius)
        has_close = self.choice is not None and (self.underMouse() or self.hasFocus())
        font = theme.font(_TEXT_PX)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        room = self.rect().adjusted(px(_PADDING_PX), 0, -px(_PADDING_PX), 0)
        if has_close:
            room.setRight(self.close_rect.left())
        mode = Qt.TextElideMode.ElideNone if has_close else Qt.TextElideMode.ElideRight
        text = QFontMetrics(font).elidedText(self.text(), mode, room.width())
        painter.save()
        painter.setClipRect(room)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        painter.restore()
        if has_close:
            side = px(_CLOSE_PX)
            close = self.close_rect
            pixmap = theme.pixmap(
                "close",
                "text" if self._is_close_hovered else "muted",
                side,
                ratio=self.devicePixelRatioF(),
            )
            painter.drawPixmap(
                close.left() + (close.width() - side) // 2, (close.height() - side) // 2, pixmap
            )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)
        painter.end()

    def _hover_close(self, position: QPoint) -> None:
        is_hovered = self.close_rect.contains(position)
        if is_hovered != self._is_close_hovered:
            self._is_close_hovered = is_hovered
            self.update()
