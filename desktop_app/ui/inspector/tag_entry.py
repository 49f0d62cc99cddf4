"""The line at the end of the tags in which the next one is typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from desktop_app.domain.tags import split_pasted
from desktop_app.ui.inspector.suggesting_edit import SuggestingEdit
from desktop_app.ui.tasks import TaskScope
from desktop_app.ui.theme import Theme

_SEPARATORS = frozenset(",;\n\r\t、，")


class TagEntry(SuggestingEdit):
    """Takes one tag with Enter, many with commas or a pasted list, and keeps the focus.

    Signals:
        entered: a tuple of tags to add.
        removal_requested: Backspace on the empty line: the last tag goes.
        chips_requested: Left on the empty line: the focus goes to the last chip.
        focus_changed: it got or lost the focus.
    """

    entered = Signal(tuple)
    removal_requested = Signal()
    chips_requested = Signal()
    focus_changed = Signal()

    def __init__(self, theme: Theme, scope: TaskScope) -> None:
        super().__init__(theme, scope, offers_new=True)
        self.setObjectName("tagEntry")
        self.taken.connect(self._on_taken)
        self.textEdited.connect(self._on_typed)

    def enter_pending(self) -> None:
        """Take what is typed and not entered yet."""
        self._on_taken(self.known_spelling(self.text()))

    def _on_taken(self, text: str) -> None:
        tags = split_pasted(text)
        self.clear()
        if tags:
            self.entered.emit(tags)

    def _on_typed(self, text: str) -> None:
        if not _SEPARATORS.isdisjoint(text):
            self.close_popup()
            self._on_taken(", ".join(self.known_spelling(tag) for tag in split_pasted(text)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Reach the chips from the empty line."""
        if not self.text() and event.key() == Qt.Key.Key_Backspace:
            if not event.isAutoRepeat():
                self.removal_requested.emit()
        elif not self.text() and event.key() == Qt.Key.Key_Left:
            self.chips_requested.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the editor, which makes room for typing."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the editor."""
        super().focusOutEvent(event)
        self.focus_changed.emit()
