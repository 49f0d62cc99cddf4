"""A label that ends in … where there is no room for all of it."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_LEAST_CHARACTERS = 4


class ElidedLabel(QLabel):
    """One line of plain text that may be squeezed; assistive technology hears all of it."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, is_first_to_yield: bool = False
    ) -> None:
        """Make a label; one that is the first to yield takes only room that others leave."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._is_first_to_yield = is_first_to_yield
        horizontal = (
            QSizePolicy.Policy.Expanding if is_first_to_yield else QSizePolicy.Policy.Preferred
        )
        self.setSizePolicy(horizontal, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def set_line(self, text: str) -> None:
        """Show another text."""
        self.setText(text)
        self._limit_width()

    def _limit_width(self) -> None:
        if self._is_first_to_yield:
            self.setMaximumWidth(super().sizeHint().width())

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs another width."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._limit_width()

    def sizeHint(self) -> QSize:
        """Ask for all the text, or for little when others go first."""
        return self.minimumSizeHint() if self._is_first_to_yield else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Allow it to shrink to a few letters."""
        hint = super().minimumSizeHint()
        margins = self.contentsMargins()
        least_px = self.fontMetrics().averageCharWidth() * _LEAST_CHARACTERS
        least_px += margins.left() + margins.right()
        return QSize(min(hint.width(), least_px), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()
