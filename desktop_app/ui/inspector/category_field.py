"""The content category of the selected assets: a known one or a new word."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from desktop_app.ui.inspector.choice_field import CHEVRON_PX, PAD_PX
from desktop_app.ui.inspector.looks import set_mixed
from desktop_app.ui.inspector.suggesting_edit import SuggestingEdit
from desktop_app.ui.inspector.wording import translate
from desktop_app.ui.tasks import TaskScope
from desktop_app.ui.theme import Theme


class CategoryField(SuggestingEdit):
    """Any category: a known one from the list that opens with a click or Down, or a new word.

    Signals:
        category_committed: the category to give.
        left: Esc was pressed with nothing to revert.
    """

    category_committed = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, scope: TaskScope) -> None:
        super().__init__(theme, scope, offers_new=False)
        self._theme = theme
        self._value: str | None = ""
        self.setObjectName("categoryField")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.taken.connect(self._on_taken)
        self.dismissed.connect(self._on_dismissed)
        self.textChanged.connect(self._refresh_look)

    @property
    def is_edited(self) -> bool:
        """Whether something was typed that is not committed yet."""
        return self.text() != (self._value or "")

    def show_value(self, value: str | None) -> None:
        """Show a category; None is "Mixed". What is being typed stays."""
        was_edited = self.is_edited
        self._value = value
        self.setPlaceholderText(translate("Inspector", "Mixed") if value is None else "")
        if not was_edited:
            self.setText(value or "")
            self.setCursorPosition(0)
        self._refresh_look()

    def commit(self) -> None:
        """Commit what was typed, if anything was; an empty line means the old value."""
        text = self.text().strip()
        if text and self.is_edited:
            self._value = text
            self.setText(text)
            self.category_committed.emit(text)
        else:
            self.setText(self._value or "")

    def _first_highlighted(self, lines: Sequence[object]) -> int:
        return 0 if lines and self.is_edited and self.text().strip() else -1

    def _on_taken(self, text: str) -> None:
        if text:
            self.setText(text)
        self.commit()

    def _on_dismissed(self) -> None:
        if self.is_edited:
            self.setText(self._value or "")
        else:
            self.left.emit()

    def _refresh_look(self) -> None:
        set_mixed(self, is_mixed=self._value is None and not self.text())
        self.update()

    def sizeHint(self) -> QSize:
        """Take any width."""
        return QSize(0, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Take any width."""
        return QSize(0, super().minimumSizeHint().height())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit when the field is left."""
        super().focusOutEvent(event)
        if event.reason() not in {
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        }:
            self.commit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list of all known values."""
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and not self.is_edited:
            self.selectAll()
            self.ask_for_all()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list of all values while nothing is typed."""
        is_opening = event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self.popup.isHidden()
        if is_opening and not self.is_edited:
            self.ask_for_all()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chevron behind the text, as the other choices have it."""
        super().paintEvent(event)
        theme = self._theme
        text = self.text() or self.placeholderText()
        chevron = theme.px(CHEVRON_PX)
        x = theme.px(PAD_PX) + self.fontMetrics().horizontalAdvance(text) + theme.px(3)
        x = min(x, self.width() - chevron - theme.px(4))
        tint = "faint" if self._value is None and not self.text() else "text"
        painter = QPainter(self)
        painter.drawPixmap(
            x,
            (self.height() - chevron) // 2,
            theme.pixmap("chevron-down", tint, chevron, ratio=self.devicePixelRatioF()),
        )
        painter.end()
