"""Short messages over the content: what was just done, with Undo where that makes sense."""

from collections.abc import Callable

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QEnterEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.domain.changes import Step, UndoState
from desktop_app.ui.sentences import step_sentence
from desktop_app.ui.small_button import small_button
from desktop_app.ui.theme import Theme

MOST_AT_ONCE = 3
_ACTION_MS = 8000
_TEXT_MS = 4000
_CHARACTER_MS = 30
"""Longer texts stay longer: what a slow reader needs for a letter."""
_REST_MS = 1500
"""A toast that was pointed at stays at least this long afterwards."""
_TEXT_WIDTH_PX = 440
_GAP_PX = 8
_ABOVE_STATUS_BAR_PX = 28 + 16
_RISE_PX = 12
_RISE_MS = 140


class Toasts(QObject):
    """Up to three toasts at the bottom of a window, the newest lowest.

    They go by themselves, not while the pointer or the focus is on them; a notice stays until it
    is dismissed, and takes nobody's place. Only the newest step offers Undo, since Undo takes
    back the newest step.
    """

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._toasts: list[Toast] = []
        window.installEventFilter(self)
        theme.changed.connect(self._on_theme_changed)

    @property
    def shown(self) -> "tuple[Toast, ...]":
        """The toasts on the screen, oldest first."""
        return tuple(self._toasts)

    def show_text(self, text: str) -> None:
        """Show a sentence."""
        self._add(Toast(self._theme, self._window, text))

    def show_notice(self, text: str) -> None:
        """Show what must not be overlooked: it stays until it is dismissed."""
        self._add(Toast(self._theme, self._window, text, is_lasting=True))

    def show_offer(self, text: str, offer: str, accept: Callable[[], object]) -> None:
        """Show a sentence and a button, called `offer`, for what can be done about it."""
        toast = Toast(self._theme, self._window, text, offer=offer)
        toast.offer_accepted.connect(accept)
        self._add(toast)

    def show_step(self, step: Step, undo: Callable[[], object]) -> None:
        """Show what an edit did, with Undo."""
        self._withdraw_undo()
        toast = Toast(self._theme, self._window, step_sentence(step), step)
        toast.offer_accepted.connect(undo)
        self._add(toast)

    def set_undo_state(self, state: UndoState) -> None:
        """Take Undo away from a toast whose step is not the one that Undo would take back."""
        self._withdraw_undo(None if state.undo is None else state.undo.group_id)

    def _withdraw_undo(self, valid_group_id: int | None = None) -> None:
        for toast in self._toasts:
            if toast.step is not None and toast.step.group_id != valid_group_id:
                toast.withdraw_undo()

    def _add(self, toast: "Toast") -> None:
        for same in [shown for shown in self._toasts if shown.text == toast.text]:
            same.dismiss()
        passing = [shown for shown in self._toasts if not shown.is_lasting]
        for oldest in passing[: max(0, len(passing) - MOST_AT_ONCE + 1)]:
            oldest.dismiss()
        self._toasts.append(toast)
        toast.dismissed.connect(self._on_dismissed)
        toast.resized.connect(self._place)
        for part in (toast, *toast.findChildren(QWidget)):
            part.ensurePolished()  # its size must be known before it is seen
        self._place(arriving=toast)
        toast.show()
        toast.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, toast.text))

    def _place(self, arriving: "Toast | None" = None) -> None:
        px = self._theme.px
        bottom_px = self._window.height() - px(_ABOVE_STATUS_BAR_PX)
        for toast in reversed(self._toasts):
            size = toast.sizeHint()
            place = QPoint((self._window.width() - size.width()) // 2, bottom_px - size.height())
            toast.resize(size)
            toast.move_to(place, rise_px=px(_RISE_PX) if toast is arriving else 0)
            bottom_px = place.y() - px(_GAP_PX)

    def _on_dismissed(self, toast: "Toast") -> None:
        self._toasts.remove(toast)
        self._place()

    def _on_theme_changed(self) -> None:
        for toast in self._toasts:
            toast.refresh_look()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the toasts in their place when the window changes its size."""
        if event.type() is QEvent.Type.Resize and watched is self._window:
            self._place()
        return super().eventFilter(watched, event)


class Toast(QFrame):
    """One message.

    Attributes:
        text: what it says.
        step: the step it tells of, if it does.
        is_lasting: it stays until somebody dismisses it.

    Signals:
        offer_accepted: its button was pressed: Undo where it tells of a step.
        dismissed: it goes; carries the toast.
        resized: it needs another amount of room.
    """

    offer_accepted = Signal()
    dismissed = Signal(object)
    resized = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        text: str,
        step: Step | None = None,
        *,
        offer: str = "",
        is_lasting: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setAccessibleName(text)
        self.text = text
        self.step = step
        self.is_lasting = is_lasting
        self._theme = theme
        self._window = parent
        self._label = QLabel(text)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._offer: QPushButton | None = None
        self._is_pointed_at = False
        self._close = small_button(self.tr("Dismiss"))
        self._close.clicked.connect(self.dismiss)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label)
        if step is not None:
            offer = self.tr("Undo")
        if offer:
            self._offer = QPushButton(offer)
            self._offer.setProperty("role", "toast")
            self._offer.clicked.connect(self._on_offer_clicked)
            self._row.addWidget(self._offer)
        self._row.addWidget(self._close)
        self._rising = QPropertyAnimation(self, b"pos", self)
        self._rising.setDuration(_RISE_MS)
        self._rising.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        for part in (self._close, self._offer):
            if part is not None:
                part.installEventFilter(self)
        self.refresh_look()
        if not is_lasting:
            least_ms = _ACTION_MS if offer else _TEXT_MS
            self._timer.start(least_ms + _CHARACTER_MS * len(text))

    @property
    def undo_button(self) -> QPushButton | None:
        """The Undo button while it is offered."""
        return self._offer if self.step is not None else None

    @property
    def offer_button(self) -> QPushButton | None:
        """The button for what can be done about it: Undo, or another."""
        return self._offer

    @property
    def is_paused(self) -> bool:
        """Whether it stays because somebody is at it."""
        return not self._timer.isActive()

    def withdraw_undo(self) -> None:
        """Offer Undo no more: something else would be taken back now."""
        if self._offer is not None:
            self._offer.hide()
            self._offer.deleteLater()
            self._offer = None
            self.resized.emit()

    def dismiss(self) -> None:
        """Go."""
        if self.isHidden():
            return
        self._timer.stop()
        self._rising.stop()
        self.hide()
        self.dismissed.emit(self)
        self.deleteLater()

    def refresh_look(self) -> None:
        """Take over colours, fonts and lengths."""
        px = self._theme.px
        self._row.setContentsMargins(px(14), px(7), px(7), px(7))
        self._row.setSpacing(px(8))
        self._close.setIcon(self._theme.icon("close", "muted", 14))
        self._close.setIconSize(QSize(px(14), px(14)))
        self._label.setFont(self._theme.font())
        widest_px = min(px(_TEXT_WIDTH_PX), max(self._window.width() - px(180), px(120)))
        text_px = self._label.fontMetrics().horizontalAdvance(self.text) + px(4)
        self._label.setWordWrap(text_px > widest_px)
        self._label.setFixedWidth(min(text_px, widest_px))

    def move_to(self, place: QPoint, *, rise_px: int) -> None:
        """Stand here; a new toast rises by a few pixels unless the user wants no motion."""
        self._rising.stop()
        if rise_px and not self._theme.is_motion_reduced:
            self._rising.setStartValue(place + QPoint(0, rise_px))
            self._rising.setEndValue(place)
            self._rising.start()
        else:
            self.move(place)

    def _on_offer_clicked(self) -> None:
        self.offer_accepted.emit()
        self.dismiss()

    def _pause(self) -> None:
        self._timer.stop()

    def _go_on(self) -> None:
        is_focused = any(
            part is not None and part.hasFocus() for part in (self._close, self._offer)
        )
        is_left = not is_focused and not self._is_pointed_at
        if is_left and not self.isHidden() and not self.is_lasting:
            self._timer.start(_REST_MS)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the pointer is here."""
        super().enterEvent(event)
        self._is_pointed_at = True
        self._pause()

    def leaveEvent(self, event: QEvent) -> None:
        """Go a little after the pointer left."""
        super().leaveEvent(event)
        self._is_pointed_at = False
        self._go_on()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay while a button has the focus."""
        if event.type() is QEvent.Type.FocusIn:
            self._pause()
        elif event.type() is QEvent.Type.FocusOut:
            self._go_on()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
