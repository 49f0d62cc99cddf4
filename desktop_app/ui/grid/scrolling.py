"""Scrolling: a bar that lies over the margin, with a bubble that says where one is."""

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    QVariantAnimation,
)
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QScrollBar,
    QWidget,
)

from desktop_app.ui.theme import Theme

BAR_PX = 12
"""Width of the scroll bar: that of the padding it lies over."""
_LINE_PX = 40
_WHEEL_MS = 130
_NOTCH = 120
"""Eighths of a degree in one notch of a mouse wheel."""


class GridScrollBar(QScrollBar):
    """A vertical scroll bar that is only its handle, and nothing while there is nothing to scroll.

    It lies over the tiles' margin and is painted with them at every step, which a style sheet
    makes a hundred times as dear as one rounded rectangle.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = theme
        self.setObjectName("gridScrollBar")
        self.setAccessibleName(self.tr("Scroll"))

    def handle_rect(self) -> QRect:
        """Return where the handle is."""
        # Not for the first paint: the style's many kinds take 6 ms to import.
        from PySide6.QtWidgets import QStyle, QStyleOptionSlider  # noqa: PLC0415

        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar,
            option,
            QStyle.SubControl.SC_ScrollBarSlider,
            self,
        )

    def sizeHint(self) -> QSize:
        """Be as wide as the padding, whatever the style says."""
        return QSize(BAR_PX, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the handle, if there is anything to scroll."""
        if self.maximum() <= self.minimum():
            return
        is_held = self.isSliderDown() or self.underMouse()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("faint" if is_held else "line"))
        painter.drawRoundedRect(self.handle_rect().adjusted(3, 2, -2, -2), 3, 3)
        painter.end()


class ScrollBubble(QLabel):
    """Says beside the handle what is at the top, while the handle is dragged."""

    def __init__(
        self, area: QAbstractScrollArea, bar: GridScrollBar, theme: Theme, said: Callable[[], str]
    ) -> None:
        super().__init__(area)
        self._area = area
        self._bar = bar
        self._theme = theme
        self._said = said
        self.setObjectName("scrollBubble")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        bar.sliderPressed.connect(self._on_pressed)
        bar.sliderReleased.connect(self.hide)
        bar.valueChanged.connect(self._on_moved)

    def _on_pressed(self) -> None:
        self.show()
        self.raise_()
        self._on_moved()

    def _on_moved(self) -> None:
        if self.isHidden():
            return
        self.setText(self._said())
        self.adjustSize()
        area = self._area
        top = self._bar.mapTo(area, QPoint(0, self._bar.handle_rect().center().y())).y()
        top = min(max(top - self.height() // 2, 0), area.height() - self.height())
        self.move(area.width() - self._bar.width() - self.width() - self._theme.px(6), top)


class SmoothScroll(QObject):
    """Moves a scroll bar by wheel notches in a short glide, at once where motion is unwanted."""

    def __init__(self, bar: QScrollBar, theme: Theme) -> None:
        super().__init__(bar)
        self._bar = bar
        self._theme = theme
        self._target = 0
        self._glide = QVariantAnimation(self)
        self._glide.setDuration(_WHEEL_MS)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self._on_glided)

    def stop(self) -> None:
        """Stay where one is."""
        self._glide.stop()

    def wheel(self, event: QWheelEvent) -> None:
        """Scroll by a wheel or touch pad event."""
        exact = event.pixelDelta().y()
        if exact:
            self.stop()
            self._bar.setValue(self._bar.value() - exact)
            return
        lines = event.angleDelta().y() * QApplication.wheelScrollLines() / _NOTCH
        self._scroll_by(-round(lines * self._theme.px(_LINE_PX)))

    def _scroll_by(self, distance: int) -> None:
        is_gliding = self._glide.state() is QAbstractAnimation.State.Running
        start = self._target if is_gliding else self._bar.value()
        self._target = min(max(start + distance, self._bar.minimum()), self._bar.maximum())
        self._glide.stop()
        if self._theme.is_motion_reduced:
            self._bar.setValue(self._target)
            return
        self._glide.setStartValue(self._bar.value())
        self._glide.setEndValue(self._target)
        self._glide.start()

    def _on_glided(self, value: int) -> None:
        self._bar.setValue(value)
