"""One tag on the selected assets: its name, on how many of them, + and ×."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.ui.inspector.key_guard import PRESS_KEYS, KeyGuard
from desktop_app.ui.inspector.wording import translate
from desktop_app.ui.theme import Theme
from desktop_app.ui.tool_tips import plain_tool_tip

_PAD_PX = 8
_SIGN_PX = 12
_GAP_PX = 4
_HEIGHT_PX = 22
_RADIUS_PX = 6
_WIDEST_PX = 240


class TagChip(QAbstractButton):
    """A tag that can be given to all the selected assets or taken from all of them.

    It is painted by itself, since a selection may carry many tags. + is there when some of the
    assets lack the tag. Pressing the chip gives it to all; Delete or Backspace takes it.

    Signals:
        give_requested: the tag, to be given to all.
        take_requested: the tag, to be taken from all.
        step_requested: -1 or 1: the focus should move to the neighbour.
    """

    give_requested = Signal(str)
    take_requested = Signal(str)
    step_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tag = ""
        self._count = self._total = 1
        self._is_editable = True
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)
        self.clicked.connect(self._on_clicked)
        KeyGuard(
            self,
            (
                *PRESS_KEYS,
                Qt.Key.Key_Delete,
                Qt.Key.Key_Backspace,
                Qt.Key.Key_Left,
                Qt.Key.Key_Right,
                Qt.Key.Key_Home,
                Qt.Key.Key_End,
            ),
        )

    @property
    def tag(self) -> str:
        """The tag it stands for."""
        return self._tag

    @property
    def is_partial(self) -> bool:
        """Whether only some of the selected assets carry the tag."""
        return self._count < self._total

    def set_tag(self, tag: str, count: int, total: int, *, is_editable: bool) -> None:
        """Stand for another tag, carried by `count` of `total` assets."""
        self._tag, self._count, self._total = tag, count, total
        self._is_editable = is_editable
        if self.is_partial:
            name = translate("Inspector", "Tag {tag}, on {count} of {total}").format(
                tag=tag, count=count, total=total
            )
        else:
            name = translate("Inspector", "Tag {tag}").format(tag=tag)
        self.setAccessibleName(name)
        self.setAccessibleDescription(
            translate("Inspector", "Delete takes it away") if is_editable else ""
        )
        self.setToolTip(plain_tool_tip(tag) if self._shown() != self._full() else "")
        self.update()

    def _full(self) -> str:
        return f"{self._tag} {self._count}/{self._total}" if self.is_partial else self._tag

    def _shown(self) -> str:
        signs = self._signs() * self._theme.px(_SIGN_PX + _GAP_PX)
        room = self._theme.px(_WIDEST_PX - 2 * _PAD_PX) - signs
        return self.fontMetrics().elidedText(self._full(), Qt.TextElideMode.ElideRight, room)

    def _signs(self) -> int:
        return (1 + self.is_partial) if self._is_editable else 0

    def _sign_at(self, place: QPoint) -> int:
        """Return 1 over ×, 2 over +, 0 elsewhere."""
        step = self._theme.px(_SIGN_PX + _GAP_PX)
        from_right = self.width() - self._theme.px(_PAD_PX) + self._theme.px(_GAP_PX) - place.x()
        sign = 1 + max(from_right, 0) // step
        return sign if sign <= self._signs() else 0

    def _on_clicked(self) -> None:
        if self._is_editable and self.is_partial:
            self.give_requested.emit(self._tag)

    def sizeHint(self) -> QSize:
        """As wide as its text, up to a limit."""
        signs = self._signs() * self._theme.px(_SIGN_PX + _GAP_PX)
        text = self.fontMetrics().horizontalAdvance(self._shown())
        return QSize(2 * self._theme.px(_PAD_PX) + text + signs + 1, self._theme.px(_HEIGHT_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chip, its text and its signs."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = theme.color("accent") if self.hasFocus() else theme.color("raised")
        painter.setPen(QPen(outline, 1))
        painter.setBrush(theme.color("raised"))
        radius = theme.px(_RADIUS_PX)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setPen(theme.color("muted" if self.is_partial else "text"))
        room = self.rect().adjusted(theme.px(_PAD_PX), 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._shown())
        size = theme.px(_SIGN_PX)
        hovered = self._sign_at(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else 0
        for number, name in enumerate(("close", "plus")[: self._signs()], start=1):
            tint = "text" if hovered == number else "muted"
            x = self.width() - theme.px(_PAD_PX) + theme.px(_GAP_PX)
            x -= number * theme.px(_SIGN_PX + _GAP_PX)
            pixmap = theme.pixmap(name, tint, size, ratio=self.devicePixelRatioF())
            painter.drawPixmap(x, (self.height() - size) // 2, pixmap)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which sign is under the pointer."""
        super().mouseMoveEvent(event)
        is_sign = self._sign_at(event.position().toPoint()) > 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_sign else Qt.CursorShape.ArrowCursor)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Give or take when a sign is clicked; a click elsewhere only focuses the chip."""
        self.setDown(False)
        place = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(place):
            sign = self._sign_at(place)
            if sign == 1:
                self.take_requested.emit(self._tag)
            elif sign == 2:
                self.give_requested.emit(self._tag)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take with Delete, walk with the arrow keys, give with Enter or Space."""
        match event.key():
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                if self._is_editable:
                    self.take_requested.emit(self._tag)
            case Qt.Key.Key_Left:
                self.step_requested.emit(-1)
            case Qt.Key.Key_Right:
                self.step_requested.emit(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.click()
            case _:
                super().keyPressEvent(event)
