"""Lets assistive programs see the sidebar's painted lines as a list with items."""

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from desktop_app.ui.filters.labels import spoken
from desktop_app.ui.filters.line_view import LineView
from desktop_app.ui.filters.lines import Line, LineKind, Mark
from desktop_app.ui.part_access import PartInterface

_ROLES = {
    LineKind.VALUE: QAccessible.Role.CheckBox,
    LineKind.HEADING: QAccessible.Role.Heading,
    LineKind.GROUP: QAccessible.Role.TreeItem,
    LineKind.MORE: QAccessible.Role.Button,
    LineKind.REMOVED: QAccessible.Role.Button,
}


class LineInterface(PartInterface[LineView]):
    """One line, looked up anew at every question: lines come and go."""

    def __init__(self, view: LineView, index: int) -> None:
        super().__init__(view)
        self._index = index

    def _line(self) -> Line | None:
        outline = self._view.outline
        return outline.line(self._index) if self._index < len(outline) else None

    def isValid(self) -> bool:
        """Whether the line is still there."""
        return self._line() is not None

    def rect(self) -> QRect:
        """Return where the line is on the screen."""
        if self._line() is None:
            return QRect()
        return self._on_screen(self._view.line_rect(self._index))

    def role(self) -> QAccessible.Role:
        """Return what kind of thing the line is."""
        line = self._line()
        return _ROLES.get(line.kind, QAccessible.Role.ListItem) if line else QAccessible.Role.NoRole

    def text(self, kind: QAccessible.Text) -> str:
        """Return the line as it is read aloud."""
        line = self._line()
        return spoken(line) if line and kind == QAccessible.Text.Name else ""

    def state(self) -> QAccessible.State:
        """Return whether it is chosen, current, folded."""
        state = QAccessible.State()
        line = self._line()
        if line is None:
            state.invalid = True
            return state
        state.focusable = True
        state.selectable = True
        state.focused = self._view.hasFocus() and self._view.current == self._index
        state.selected = line.is_current
        state.checkable = line.kind is LineKind.VALUE
        state.checked = line.mark is Mark.INCLUDED
        state.expandable = line.kind in {LineKind.HEADING, LineKind.GROUP}
        state.expanded = bool(state.expandable) and line.is_open
        return state


class LineViewInterface(QAccessibleWidget):
    """The list; its items are made when they are asked for."""

    def __init__(self, view: LineView) -> None:
        super().__init__(view, QAccessible.Role.List)
        self._view = view
        self._lines: dict[int, LineInterface] = {}

    def childCount(self) -> int:
        """Return how many lines there are."""
        return len(self._view.outline)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return a line."""
        if not 0 <= index < len(self._view.outline):
            return None
        if self._view.outline.line(index).kind is LineKind.FILTER:
            return QAccessible.queryAccessibleInterface(self._view.edits.filter)
        return self._lines.setdefault(index, LineInterface(self._view, index))

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return the line at a place on the screen."""
        return self.child(self._view.line_at(self._view.viewport().mapFromGlobal(QPoint(x, y))))

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return which line an item is."""
        for index, line in self._lines.items():
            if line is child:
                return index
        return -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return the line the keyboard is on."""
        return self.child(self._view.current) if self._view.hasFocus() else None


def _interface(_name: str, widget: QObject) -> QAccessibleInterface | None:
    if not isinstance(widget, LineView):
        return None
    interface = LineViewInterface(widget)
    widget.accessible_parts.append(interface)  # Qt keeps only a pointer to it
    return interface


def install() -> None:
    """Tell Qt how to describe the list; once for the whole program is enough."""
    QAccessible.installFactory(_interface)
