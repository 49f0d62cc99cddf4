"""A card over the window: it takes the keys while it is open and gives the focus back."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.ui.theme import Theme

_SHADE = 0.34
"""How dark the window behind the card gets, 0 to 1."""
_MARGIN_PX = 24


class Overlay(QWidget):
    """Covers its parent with a shade and holds one card; opened once, gone when closed.

    Attributes:
        card: what subclasses fill; its layout is `body`.
        body: the card's layout.

    Signals:
        closed: it was closed, in whatever way.
    """

    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        name: str,
        *,
        width_px: int,
        is_left_by_click: bool = True,
        top_share: float | None = None,
    ) -> None:
        """Make it hidden.

        Args:
            theme: the look.
            parent: the window to cover.
            name: what assistive technology calls it.
            width_px: the designed width of the card.
            is_left_by_click: a click beside the card closes it.
            top_share: the card's top as a share of the window's height; None centres it.
        """
        super().__init__(parent)
        self.hide()
        self._theme = theme
        self._window = parent
        self._width_px = width_px
        self._top_share = top_share
        self._is_left_by_click = is_left_by_click
        self._focus_before: QWidget | None = None
        self.card = QFrame(self)
        self.card.setProperty("role", "sheet")
        self.card.setAccessibleName(name)
        self.setAccessibleName(name)
        self.body = QVBoxLayout(self.card)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        parent.installEventFilter(self)
        theme.changed.connect(self._on_theme_changed)

    def open(self) -> None:
        """Show it over the whole parent and take the focus."""
        self._focus_before = QApplication.focusWidget()
        self.refresh_look()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.place_card()
        self.first_focus().setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Close it without doing anything; the focus goes back to where it was."""
        if self.isHidden():
            return
        before = self._focus_before
        self._focus_before = None
        self._window.removeEventFilter(self)
        self.hide()
        # What opened it may be gone by now.
        if before is not None and isValid(before) and before.isVisible():  # type: ignore[no-untyped-call]
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()
        self.deleteLater()

    def first_focus(self) -> QWidget:
        """Return what has the focus when it opens; subclasses name their own."""
        return self

    def refresh_look(self) -> None:
        """Take over colours, fonts and lengths; subclasses add their own."""

    def card_height_px(self, width_px: int) -> int:
        """Return the height the card would like at this width; it never gets more than fits."""
        height_px = self.body.heightForWidth(width_px)
        return height_px if height_px > 0 else self.card.sizeHint().height()

    def place_card(self) -> None:
        """Lay the card out again, after its content or the window changed its size."""
        margin_px = min(self._theme.px(_MARGIN_PX), self.width() // 24, self.height() // 24)
        room = self.rect().adjusted(margin_px, margin_px, -margin_px, -margin_px)
        width_px = min(self._theme.px(self._width_px), room.width())
        height_px = min(self.card_height_px(width_px), room.height())
        left_px = (self.width() - width_px) // 2
        if self._top_share is None:
            top_px = (self.height() - height_px) // 2
        else:
            top_px = round(self.height() * self._top_share)
            top_px = max(room.top(), min(top_px, room.bottom() - height_px))
        self.card.setGeometry(QRect(left_px, top_px, width_px, height_px))

    def _on_theme_changed(self) -> None:
        self.refresh_look()
        self.place_card()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keep the window's shortcuts from working behind the card."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the parent when it changes its size."""
        if event.type() is QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, next_: bool) -> bool:  # noqa: FBT001 - Qt's signature
        """Let Tab go round inside the card."""
        start = QApplication.focusWidget() or self
        reason = Qt.FocusReason.TabFocusReason if next_ else Qt.FocusReason.BacktabFocusReason
        candidate = _neighbour(start, is_next=next_)
        while candidate is not None and candidate is not start:
            if (
                self.card.isAncestorOf(candidate)
                and candidate.focusPolicy() & Qt.FocusPolicy.TabFocus
                and candidate.isVisible()
                and candidate.isEnabled()
            ):
                candidate.setFocus(reason)
                break
            candidate = _neighbour(candidate, is_next=next_)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc; nothing else goes through to the window."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave on a click beside the card."""
        event.accept()
        if self._is_left_by_click and not self.card.geometry().contains(event.position().toPoint()):
            self.leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shade the window."""
        painter = QPainter(self)
        shade = self._theme.color("badge")
        shade.setAlphaF(_SHADE)
        painter.fillRect(event.rect(), shade)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card in its place."""
        super().resizeEvent(event)
        self.place_card()


def _neighbour(widget: QWidget, *, is_next: bool) -> QWidget | None:
    return widget.nextInFocusChain() if is_next else widget.previousInFocusChain()
