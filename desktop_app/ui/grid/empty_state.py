"""What the grid says when there is nothing in it, and what to do about it."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.theme import Theme

_WIDTH_PX = 420
_MARGIN_PX = 16

Action = tuple[str, Callable[[], None]]
"""What a button says, and what it does."""


class EmptyState(QWidget):
    """A title, a sentence and a button or two, in the middle of the empty grid."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._sentence = QLabel(self)
        self._sentence.setProperty("role", "muted")
        for label in (self._title, self._sentence):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._buttons = [_Button(role, self) for role in ("primary", "raised")]
        self._layout = QVBoxLayout(self)
        self._layout.addStretch(2)
        self._layout.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        for button in self._buttons:
            self._layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addStretch(3)
        self.hide()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def has_words(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._title.text())

    def set_words(self, title: str, sentence: str, actions: Sequence[Action] = ()) -> None:
        """Say this, over a button for each action, two at most."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        for button, action in zip_longest(self._buttons, actions):
            button.offer(action)
        self._fit_words()

    def _fit_words(self) -> None:
        """Give title and sentence their width, and the height of all their lines at that width."""
        margin_px = self._theme.px(_MARGIN_PX)
        width_px = max(min(self._theme.px(_WIDTH_PX), self.width() - 2 * margin_px), 80)
        for label in (self._title, self._sentence):
            label.ensurePolished()
            label.setFixedSize(width_px, max(label.heightForWidth(width_px), 0))

    def _on_theme_changed(self) -> None:
        self._layout.setSpacing(self._theme.px(10))
        self._fit_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentence for the new width."""
        super().resizeEvent(event)
        self._fit_words()


class _Button(QPushButton):
    """Offers one action at a time, or hides."""

    def __init__(self, role: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._callback: Callable[[], None] | None = None
        self.setProperty("role", role)
        self.clicked.connect(self._on_clicked)

    def offer(self, action: Action | None) -> None:
        """Show this action; None hides the button."""
        text, self._callback = action or ("", None)
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(action is not None)

    def _on_clicked(self) -> None:
        if self._callback is not None:
            self._callback()
