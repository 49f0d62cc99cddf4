"""A text field that lies over a line of the sidebar for a moment: names, and the tag filter."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class InlineEdit(QLineEdit):
    """Enter commits, Escape gives up, Down leaves for the lines below.

    Signals:
        committed: the text, trimmed, on Enter or when the focus goes elsewhere.
        cancelled: Escape was pressed.
        left_down: the Down key was pressed.
    """

    committed = Signal(str)
    cancelled = Signal()
    left_down = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "inline")
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Keep keys from the window's shortcuts while a name is typed."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
            if event.key() in keys:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the keys that end the editing."""
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.committed.emit(self.text().strip())
        elif key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif key == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed when the user goes on elsewhere."""
        super().focusOutEvent(event)
        leaves = event.reason() not in {
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        }
        if leaves and self.isVisible():
            self.committed.emit(self.text().strip())
