"""Keys that a focused field uses itself are not taken by the window's shortcuts."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_COMMANDING = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
PRESS_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""What presses a button."""
ENTRY_KEYS = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
)
"""What a line of text uses besides what QLineEdit claims itself."""


class KeyGuard(QObject):
    """Claims keys for one widget before a shortcut of the window can have them.

    Without it Space on a focused button would open the viewer, and Delete on a focused tag
    would move the asset to the Trash.
    """

    def __init__(self, widget: QWidget, keys: Iterable[Qt.Key]) -> None:
        super().__init__(widget)
        self._keys = frozenset(keys)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept the question whether the widget wants one of its keys."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not event.modifiers() & _COMMANDING
            and event.key() in self._keys
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)
