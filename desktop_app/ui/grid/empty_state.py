"""What the grid says when there is nothing in it, and what to do about it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.theme import Theme

_WIDTH_PX = 420
_MARGIN_PX = 16


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
        for label in (self._title, self._sentence):
            label.setWordWrap(True)
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
        self._fit_words()

    def _fit_words(self) -> None:
        """Give title and sentence their width, and the height of all their lines at that width."""
        margin_px = self._theme.px(_MARGIN_PX)
        width_px = max(min(self._theme.px(_WIDTH_PX), self.width() - 2 * margin_px), 80)
        for label in (self._title, self._sentence):
            label.ensurePolished()
            label.setFixedSize(width_px, max(label.heightForWidth(width_px), 0))

    def _on_clicked(self) -> None:
        if self._callback is not None:
            self._callback()

    def _on_theme_changed(self) -> None:
        self._layout.setSpacing(self._theme.px(10))
        self._fit_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentence for the new width."""
        super().resizeEvent(event)
        self._fit_words()
