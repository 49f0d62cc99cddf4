"""What the grid says when there is nothing in it, and what to do about it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.theme import Theme

_WIDTH_PX = 420


class EmptyState(QWidget):
    """A title, a sentence and a button, in the middle of the empty grid."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._callback: Callable[[], None] | None = None
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._sentence = QLabel(self)
        self._sentence.setProperty("role", "muted")
        self._sentence.setWordWrap(True)
        for label in (self._title, self._sentence):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = QPushButton(self)
        self._button.setProperty("role", "primary")
        self._button.clicked.connect(self._on_clicked)
        self._layout = QVBoxLayout(self)
        self._layout.addStretch(2)
        self._layout.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addStretch(3)
        self.hide()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def has_words(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._title.text())

    def set_words(
        self, title: str, sentence: str, action: str, callback: Callable[[], None] | None
    ) -> None:
        """Say this; no button without an action."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self._button.setVisible(bool(action) and callback is not None)
        self._callback = callback

    def _on_clicked(self) -> None:
        if self._callback is not None:
            self._callback()

    def _on_theme_changed(self) -> None:
        self._layout.setSpacing(self._theme.px(10))
        self._sentence.setMinimumWidth(min(self._theme.px(_WIDTH_PX), 640))
        self._sentence.setMaximumWidth(self._theme.px(_WIDTH_PX))
