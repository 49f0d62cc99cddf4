"""The title: written with Enter or when the field is left, and only when it was changed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from desktop_app.ui.inspector.looks import set_mixed
from desktop_app.ui.inspector.suggesting_edit import FieldEdit
from desktop_app.ui.inspector.wording import translate


class TitleField(FieldEdit):
    """One line for the title of one asset or of many.

    Signals:
        title_committed: the new title; "" takes it away.
        dismissed: Esc was pressed with nothing to revert.
    """

    title_committed = Signal(str)
    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title: str | None = ""
        self.setObjectName("titleField")
        self.setAccessibleName(translate("Inspector", "Title"))
        self.editingFinished.connect(self.commit)
        self.textChanged.connect(self._refresh_look)

    @property
    def is_edited(self) -> bool:
        """Whether something was typed that is not committed yet."""
        return self.text() != (self._title or "")

    def set_title(self, title: str | None) -> None:
        """Show a title (None: the selected assets have different ones); typing is not undone."""
        was_edited = self.is_edited
        self._title = title
        self.setPlaceholderText(
            translate("Inspector", "Mixed")
            if title is None
            else translate("Inspector", "Add title…")
        )
        if not was_edited and self.text() != (title or ""):
            self.setText(title or "")
            self.setCursorPosition(0)
        self._refresh_look()

    def commit(self) -> None:
        """Commit what was typed, if anything was."""
        if self.is_edited:
            self._title = self.text().strip()
            self.setText(self._title)
            self.title_committed.emit(self._title)

    def revert(self) -> None:
        """Show the committed title again."""
        self.setText(self._title or "")

    def _refresh_look(self) -> None:
        set_mixed(self, is_mixed=self._title is None and not self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Revert with Esc, then leave with it."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.is_edited:
            self.revert()
        else:
            self.dismissed.emit()
