"""A field under its small label, and the links that stand on the label's right."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.elided_label import ElidedLabel
from desktop_app.ui.inspector.key_guard import PRESS_KEYS, KeyGuard
from desktop_app.ui.theme import Theme

_LABEL_PX = 15.4
_DOT_PX = 8


class LinkButton(QPushButton):
    """A word in the label's size that does something when pressed.

    A quiet one is only seen while the pointer is over what it belongs to, or with the focus.
    """

    def __init__(self, text: str, accessible_name: str, *, is_quiet: bool = False) -> None:
        super().__init__(text)
        self._is_quiet = is_quiet
        self.setProperty("role", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(accessible_name)
        KeyGuard(self, PRESS_KEYS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint nothing while nobody needs it."""
        parent = self.parentWidget()
        if not self._is_quiet or self.hasFocus() or (parent is not None and parent.underMouse()):
            super().paintEvent(event)


class Labelled(QWidget):
    """One field of the inspector with its label above it.

    Attributes:
        field: the widget under the label.
    """

    def __init__(self, theme: Theme, text: str, field: QWidget, *links: LinkButton) -> None:
        super().__init__()
        self._theme = theme
        self.field = field
        self._label = QLabel(text)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setProperty("role", "label")
        self._label.setBuddy(field)
        self._links = links
        self._dot, self._state = QLabel(), ElidedLabel()
        self._dot.setProperty("role", "dot-warn")
        self._state.setProperty("role", "label")
        self._head = QHBoxLayout()
        self._head.addWidget(self._label)
        self._head.addWidget(self._dot)
        self._head.addWidget(self._state)
        self._head.addStretch(1)
        for link in links:
            self._head.addWidget(link)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(field)
        if not field.accessibleName():
            field.setAccessibleName(text)
        self.set_state("")
        self.refresh_theme()

    @property
    def state(self) -> str:
        """What `set_state` said last."""
        return self._state.text()

    def set_state(self, text: str) -> None:
        """Say beside the label where the field stands in sync; "" when there is nothing to say."""
        self._state.set_line(text)
        self._state.setToolTip(text)
        self._label.setAccessibleDescription(text)
        self.field.setAccessibleDescription(text)
        for part in (self._dot, self._state):
            part.setVisible(bool(text))

    def refresh_theme(self) -> None:
        """Follow the text size."""
        self._dot.setFixedSize(self._theme.px(_DOT_PX), self._theme.px(_DOT_PX))
        self._label.setFixedHeight(self._theme.px(_LABEL_PX))
        self._head.setSpacing(self._theme.px(6))
        self._column.setSpacing(self._theme.px(3))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the quiet links."""
        super().enterEvent(event)
        for link in self._links:
            link.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide them again."""
        super().leaveEvent(event)
        for link in self._links:
            link.update()
