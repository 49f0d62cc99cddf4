"""A panel above the left end of the status bar: beside the work, nothing waits for it."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.elided_label import ElidedLabel
from desktop_app.ui.small_button import small_button
from desktop_app.ui.theme import Theme

_WIDTH_PX = 440
_MOST_HEIGHT_PX = 760
_MARGIN_PX = 12
_STATUS_BAR_PX = 28


class CornerPanel(QFrame):
    """A heading with buttons, content that scrolls, and a foot; as high as its content asks for.

    Attributes:
        heading: the label at the top.
        buttons: the row beside it, which ends with Close; subclasses put theirs before it.
        content: the column that scrolls.
        foot: the column below it, which does not.

    Signals:
        shown_changed: it was opened (True) or closed (False).
    """

    shown_changed = Signal(bool)

    def __init__(self, theme: Theme, window: QWidget, name: str) -> None:
        super().__init__(window)
        self.hide()
        self.setProperty("role", "sheet")
        self.setAccessibleName(name)
        self._theme = theme
        self._window = window
        self._focus_before: QWidget | None = None
        self._make_top(name)
        self._inner = QWidget()
        self.content = QVBoxLayout(self._inner)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inner)
        self.foot = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._top)
        self._column.addWidget(self._scroll, 1)
        self._column.addLayout(self.foot)
        self._inner.installEventFilter(self)
        window.installEventFilter(self)
        theme.changed.connect(self._on_theme_changed)

    def toggle(self) -> None:
        """Open or close it."""
        if self.isVisible():
            self.leave()
        else:
            self.open()

    def open(self) -> None:
        """Show it and take the focus; again only takes the focus."""
        if not self.isVisible():
            self._focus_before = QApplication.focusWidget()
            self.refresh_look()
            self.show()
            self.place()
        self.raise_()
        self.first_focus().setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Close it; the focus goes back to where it was."""
        before, self._focus_before = self._focus_before, None
        has_focus = self.isAncestorOf(QApplication.focusWidget() or self._window)
        self.hide()
        if has_focus and before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def first_focus(self) -> QWidget:
        """Return what has the focus when it opens; subclasses name their own."""
        return self._close

    def refresh_look(self) -> None:
        """Take over lengths, fonts and icons; subclasses add their own."""
        px = self._theme.px
        self._column.setContentsMargins(px(14), px(10), px(8), px(10))
        self._column.setSpacing(px(8))
        self._top.setSpacing(px(4))
        self.content.setContentsMargins(0, 0, px(6), 0)
        self.content.setSpacing(px(10))
        self.foot.setContentsMargins(0, 0, px(6), 0)
        self.foot.setSpacing(px(4))
        self._close.setIcon(self._theme.icon("close", "muted", 14))
        self._close.setIconSize(QSize(px(14), px(14)))

    def place(self) -> None:
        """Stand in the corner, as high as the content asks for and the window has room for."""
        px = self._theme.px
        margin_px, bar_px = px(_MARGIN_PX), px(_STATUS_BAR_PX)
        width_px = min(px(_WIDTH_PX), self._window.width() - 2 * margin_px)
        margins = self._column.contentsMargins()
        inner_px = width_px - margins.left() - margins.right()
        wanted_px = 0
        for part in (self._top, self.content, self.foot):
            part_px = part.totalHeightForWidth(inner_px)
            wanted_px += part_px if part_px > 0 else part.sizeHint().height()
        wanted_px += margins.top() + margins.bottom() + 2 * self._column.spacing() + 2
        room_px = self._window.height() - bar_px - 2 * margin_px
        height_px = min(wanted_px, px(_MOST_HEIGHT_PX), room_px)
        top_px = self._window.height() - bar_px - margin_px - height_px
        self.setGeometry(margin_px, top_px, width_px, height_px)

    def _make_top(self, name: str) -> None:
        self.heading = ElidedLabel(name)
        self.heading.setProperty("role", "heading")
        self._close = small_button(self.tr("Close"))
        self._close.clicked.connect(self.leave)
        self.buttons = QHBoxLayout()
        self.buttons.addWidget(self._close)
        self._top = QHBoxLayout()
        self._top.addWidget(self.heading, 1)
        self._top.addLayout(self.buttons)

    def _on_theme_changed(self) -> None:
        self.refresh_look()
        if self.isVisible():
            self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the window, or what is in here, changes its size."""
        is_resized = event.type() is QEvent.Type.Resize and watched is self._window
        is_refilled = event.type() is QEvent.Type.LayoutRequest and watched is self._inner
        if (is_resized or is_refilled) and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it is open."""
        super().showEvent(event)
        if not event.spontaneous():
            self.shown_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is closed."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.shown_changed.emit(False)
