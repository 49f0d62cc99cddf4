"""Buttons side by side, and below each other where a translation or large text needs the room."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui.theme import Theme


class FlowRow(QWidget):
    """Lays its parts out from left to right and wraps; never wider than its widest part."""

    def __init__(self, theme: Theme, parts: Sequence[QWidget], *, gap_px: int = 6) -> None:
        """Take the parts over; `gap_px` is the designed room between them."""
        super().__init__()
        self._theme = theme
        self._gap_px = gap_px
        self._parts = tuple(parts)
        for part in parts:
            part.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _places(self, width_px: int) -> list[tuple[QWidget, QRect]]:
        gap_px = self._theme.px(self._gap_px)
        places: list[tuple[QWidget, QRect]] = []
        x = y = line_px = 0
        for part in self._parts:
            if part.isHidden():
                continue
            size = part.sizeHint()
            if x and x + size.width() > width_px:
                x, y, line_px = 0, y + line_px + gap_px, 0
            part_px = min(size.width(), max(width_px, 1))
            places.append((part, QRect(x, y, part_px, size.height())))
            x += part_px + gap_px
            line_px = max(line_px, size.height())
        return places

    def _arrange(self) -> None:
        for part, place in self._places(self.width()):
            part.setGeometry(place)

    def hasHeightForWidth(self) -> bool:
        """It wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high it is at a width."""
        return max((place.bottom() + 1 for _part, place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        shown = [part.sizeHint().width() for part in self._parts if not part.isHidden()]
        width_px = sum(shown) + self._theme.px(self._gap_px) * max(len(shown) - 1, 0)
        return QSize(width_px, self.heightForWidth(width_px))

    def minimumSizeHint(self) -> QSize:
        """Allow it to be as narrow as the widest part."""
        shown = [part.sizeHint() for part in self._parts if not part.isHidden()]
        return QSize(
            max((size.width() for size in shown), default=0),
            max((size.height() for size in shown), default=0),
        )

    def event(self, event: QEvent) -> bool:
        """Lay out anew when a text has become longer or a part is hidden."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out in the new width."""
        super().resizeEvent(event)
        self._arrange()
