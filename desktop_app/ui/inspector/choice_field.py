"""A choice of one value out of a list: the base of collection and visibility."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
)

from desktop_app.ui.inspector.key_guard import PRESS_KEYS, KeyGuard
from desktop_app.ui.inspector.wording import translate
from desktop_app.ui.theme import Theme

PAD_PX = 10
CHEVRON_PX = 13
_OPENING_KEYS = (*PRESS_KEYS, Qt.Key.Key_Up, Qt.Key.Key_Down)


class ChoiceField(QComboBox):
    """Shows the chosen value with the chevron right behind it, or "Mixed".

    It never changes by the wheel or by an arrow key alone: each change is an edit of all the
    selected assets, so it is made by choosing in the list.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_mixed = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(16)
        self.setItemDelegate(QStyledItemDelegate(self))  # the style sheet reaches its lines
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setPlaceholderText(translate("Inspector", "Mixed"))
        KeyGuard(self, (*_OPENING_KEYS, Qt.Key.Key_Escape))

    @property
    def is_mixed(self) -> bool:
        """Whether the selected assets have different values."""
        return self._is_mixed

    def shown_text(self) -> str:
        """Return what the field says now."""
        return self.placeholderText() if self.currentIndex() < 0 else self.currentText()

    def show_index(self, index: int) -> None:
        """Show a value of the list; -1 shows "Mixed"."""
        self._is_mixed = index < 0
        self.setCurrentIndex(index)
        self.setAccessibleDescription(self.shown_text() if self._is_mixed else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Take any width."""
        return QSize(0, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Take any width."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, the value and its chevron."""
        del event
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.subControls = QStyle.SubControl.SC_ComboBoxFrame
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        theme = self._theme
        pad, chevron, gap = theme.px(PAD_PX), theme.px(CHEVRON_PX), theme.px(3)
        font = QFont(self.font())
        font.setItalic(self._is_mixed)
        painter.setFont(font)
        tint = "faint" if self._is_mixed else "text"
        painter.setPen(theme.color(tint))
        metrics = painter.fontMetrics()
        room = self.width() - 2 * pad - chevron - gap
        text = metrics.elidedText(self.shown_text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(pad, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        pixmap = theme.pixmap("chevron-down", tint, chevron, ratio=self.devicePixelRatioF())
        x = pad + metrics.horizontalAdvance(text) + gap
        painter.drawPixmap(x, (self.height() - chevron) // 2, pixmap)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list; nothing is chosen by a key while it is closed."""
        if event.key() in _OPENING_KEYS or event.text().strip():
            self.showPopup()
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the pane."""
        event.ignore()
