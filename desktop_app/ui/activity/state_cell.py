"""The left end of the status bar: a dot and a text, and with sync behind them a button."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLayout, QSizePolicy, QWidget

from desktop_app.ui.elided_label import ElidedLabel
from desktop_app.ui.theme import Theme

_DOT_WIDTH_PX, _DOT_HEIGHT_PX = 14, 8
_PAD_PX = 6


class StateCell(QAbstractButton):
    """Says how the library stands; a button only where there is something behind it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._dot = Dot(theme)
        self._label = ElidedLabel(is_first_to_yield=True)
        for part in (self._dot, self._label):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        self._row.addWidget(self._dot)
        self._row.addWidget(self._label, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._is_button = True
        self.set_button(is_button=False, hint="")

    def set_button(self, *, is_button: bool, hint: str) -> None:
        """Let it be pressed, by mouse and keyboard, or only be read; `hint` says what it opens."""
        if is_button == self._is_button:
            return
        self._is_button = is_button
        self.setEnabled(is_button)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_button else Qt.FocusPolicy.NoFocus)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if is_button else Qt.CursorShape.ArrowCursor
        )
        self.setToolTip(hint)
        self.setAccessibleDescription(hint)

    def set_state(self, dot_token: str, text: str) -> None:
        """Show a state."""
        self._dot.set_token(dot_token)
        self._label.set_line(text)
        self.setAccessibleName(text)

    def refresh_look(self) -> None:
        """Take over lengths."""
        px = self._theme.px
        self._dot.setFixedSize(px(_DOT_WIDTH_PX), px(_DOT_HEIGHT_PX))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what shows that it can be pressed."""
        is_lit = self._is_button and (self.underMouse() or self.hasFocus())
        if not is_lit:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        room = self.rect().adjusted(-theme.px(_PAD_PX), theme.px(3), 0, -theme.px(3))
        painter.setBrush(theme.color("hover"))
        painter.setPen(QPen(theme.color("accent")) if self.hasFocus() else Qt.PenStyle.NoPen)
        if self.hasFocus():
            room = self.rect().adjusted(0, theme.px(3), -1, -theme.px(3) - 1)
        painter.drawRoundedRect(room, theme.px(5), theme.px(5))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()


class Dot(QWidget):
    """A coloured dot with the gap after it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tint = "ok"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_token(self, token: str) -> None:
        """Show a colour token."""
        if token != self._tint:
            self._tint = token
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(self._tint))
        painter.drawEllipse(0, 0, self.height(), self.height())
