"""The sentence under the search field that says what was not understood."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.ui.theme import Theme

_GAP_PX = 4


class ProblemNote:
    """A label over the window's content, made when there is something to say."""

    def __init__(self, theme: Theme, field: QWidget) -> None:
        self._theme = theme
        self._field = field
        self._label: QLabel | None = None

    @property
    def text(self) -> str:
        """The sentence that is shown; "" for none."""
        label = self._label
        return label.text() if label is not None and not label.isHidden() else ""

    def show(self, sentence: str) -> None:
        """Show a sentence, or nothing for ""."""
        if not sentence:
            if self._label is not None:
                self._label.hide()
            return
        label = self._label or self._make_label()
        width_px = self._field.width()
        label.setText(sentence)
        label.setFixedWidth(width_px)
        label.setFixedHeight(label.heightForWidth(width_px))
        gap_px = self._theme.px(_GAP_PX)
        label.move(
            self._field.mapTo(self._field.window(), QPoint(0, self._field.height() + gap_px))
        )
        label.show()
        label.raise_()

    def _make_label(self) -> QLabel:
        label = QLabel(self._field.window())
        label.setObjectName("searchProblem")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = label
        return label
