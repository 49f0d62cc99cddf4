"""What assistive programs see of a painted part of a view: a tile, a line of a list."""

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor
from PySide6.QtWidgets import QAbstractScrollArea

V = TypeVar("V", bound=QAbstractScrollArea)


class PartInterface(QAccessibleInterface, Generic[V]):
    """A part of a view that is no widget, holds nothing further, and is not written to.

    Subclasses say whether it is there, where, what it is, how it is read, and its state.
    """

    def __init__(self, view: V) -> None:
        super().__init__()
        self._view = view

    def _on_screen(self, rect: QRect) -> QRect:
        """Return where a place of the viewport is on the screen."""
        return QRect(self._view.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def object(self) -> QObject | None:  # type: ignore[override]
        """Parts are no objects."""
        return None

    def parent(self) -> QAccessibleInterface:
        """Return the view."""
        return QAccessible.queryAccessibleInterface(self._view)

    def child(self, _index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Parts have no children."""
        return None

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Parts have no children."""
        return None

    def childCount(self) -> int:
        """Parts have no children."""
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        """Parts have no children."""
        return -1

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Parts are not written to."""

    def foregroundColor(self) -> QColor:
        """Return the text's colour."""
        return self._view.palette().windowText().color()

    def backgroundColor(self) -> QColor:
        """Return the colour behind it."""
        return self._view.palette().window().color()
