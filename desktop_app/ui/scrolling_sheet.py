"""A sheet that scrolls: with large text, or in a small window, not all of it may fit."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui.overlay import Overlay
from desktop_app.ui.theme import Theme

_AROUND_PX = 64
"""What is kept in view brings so much around it: the name of a field, the buttons below."""


class ScrollingSheet(Overlay):
    """As high as its content asks for; where the window is lower, the content scrolls.

    Attributes:
        content: the column that subclasses fill; `body` holds nothing else.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        name: str,
        *,
        width_px: int,
        is_left_by_click: bool = True,
    ) -> None:
        super().__init__(theme, parent, name, width_px=width_px, is_left_by_click=is_left_by_click)
        self._inner = QWidget()
        self.content = QVBoxLayout(self._inner)
        self.content.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Before the scroll area's own, so that it hears of a change after the area has.
        self._inner.installEventFilter(self)
        self._scroll.setWidget(self._inner)
        self.body.addWidget(self._scroll)

    def refresh_look(self) -> None:
        """Take over lengths; subclasses add their own."""
        px = self._theme.px
        self.body.setContentsMargins(px(22), px(20), px(22), px(18))
        self.content.setSpacing(px(14))

    def card_height_px(self, width_px: int) -> int:
        """Return the height of all the content, of the margins, and of the frame."""
        margins = self.body.contentsMargins()
        frame_px = self.card.width() - self.card.contentsRect().width()
        inner_px = width_px - frame_px - margins.left() - margins.right()
        return (
            self.content.totalHeightForWidth(inner_px) + frame_px + margins.top() + margins.bottom()
        )

    def part_to_see(self) -> QWidget | None:
        """Return what stays in view whatever changes: what has the focus; subclasses may differ."""
        return self.focusWidget()

    def place_card(self) -> None:
        """Lay the card out again, and keep in view what is to be seen."""
        super().place_card()
        self._bring_into_view()

    def _bring_into_view(self) -> None:
        part = self.part_to_see()
        if part is not None and self._inner.isAncestorOf(part):
            top = part.mapTo(self._inner, QPoint())
            # The upper end comes last: where there is no room for both, it is what counts.
            for y_px in (top.y() + part.height(), top.y()):
                self._scroll.ensureVisible(top.x(), y_px, 0, self._theme.px(_AROUND_PX))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow and shrink with the content."""
        if watched is self._inner and self.isVisible():
            if event.type() is QEvent.Type.LayoutRequest:
                self.place_card()
            elif event.type() is QEvent.Type.Resize:
                self._bring_into_view()
        return super().eventFilter(watched, event)
