"""The grid as assistive programs see it: a list of any length, its items made when asked for.

Qt keeps bare pointers to items that it has handed on, so items are never freed while the grid
lives: there are `POOL_CELLS` of them, and the one not asked for the longest becomes the next new
one. A program that walks through a million tiles finds every one, in bounded memory.
"""

from collections import OrderedDict

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from desktop_app.domain.entities import AssetType
from desktop_app.ui.grid.badges import state_sentences
from desktop_app.ui.grid.days import plain_day
from desktop_app.ui.grid.surface import GridSurface
from desktop_app.ui.part_access import PartInterface

POOL_CELLS = 2_048


class CellInterface(PartInterface[GridSurface]):
    """One tile; what it says is looked up at every question.

    Attributes:
        position: which tile it stands for now.
    """

    def __init__(self, surface: GridSurface, position: int) -> None:
        super().__init__(surface)
        self.position = position

    def isValid(self) -> bool:
        """Whether there is such a tile."""
        return self.position < self._view.plan.count

    def rect(self) -> QRect:
        """Return where the tile is on the screen, or would be."""
        if not self.isValid():
            return QRect()
        return self._on_screen(self._view.cell_rect(self.position))

    def role(self) -> QAccessible.Role:
        """Return what it is."""
        return QAccessible.Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        """Return the tile's name, or what its badges say."""
        if kind == QAccessible.Text.Name:
            return spoken_name(self._view, self.position)
        if kind == QAccessible.Text.Description:
            tile = self._view.tile_at(self.position)
            return "" if tile is None else ", ".join(state_sentences(tile))
        return ""

    def state(self) -> QAccessible.State:
        """Return whether it is selected, current, out of sight."""
        surface, state = self._view, QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        start, end = surface.visible_positions()
        is_current = surface.selection.current == self.position
        state.focusable = True
        state.selectable = True
        state.multiSelectable = True
        state.extSelectable = True
        state.focused = is_current and surface.hasFocus()
        state.selected = surface.selection.is_selected(self.position)
        state.offscreen = not start <= self.position < end
        return state


class GridInterface(QAccessibleWidget):
    """The list: one child a tile; after them, in an empty grid, the words that say so."""

    def __init__(self, surface: GridSurface) -> None:
        super().__init__(surface, QAccessible.Role.List)
        self._surface = surface
        self._cells: OrderedDict[int, CellInterface] = OrderedDict()

    @property
    def cell_count(self) -> int:
        """How many items have been made."""
        return len(self._cells)

    def release(self) -> None:
        """Take back every item that Qt may still know of: the grid goes."""
        for cell in self._cells.values():
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(cell))
        self._cells.clear()

    def childCount(self) -> int:
        """Return how many tiles there are, whatever their number costs elsewhere."""
        return self._surface.plan.count + (self._surface.empty_state is not None)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return a tile."""
        if not 0 <= index < self._surface.plan.count:
            empty = self._surface.empty_state
            return None if empty is None else QAccessible.queryAccessibleInterface(empty)
        cell = self._cells.get(index)
        if cell is None:
            if len(self._cells) < POOL_CELLS:
                cell = CellInterface(self._surface, index)
            else:
                _position, cell = self._cells.popitem(last=False)
                cell.position = index
            self._cells[index] = cell
        self._cells.move_to_end(index)
        return cell

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return the tile at a place on the screen."""
        position = self._surface.position_at(self._surface.viewport().mapFromGlobal(QPoint(x, y)))
        return self.child(position) if position >= 0 else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return which tile an item stands for."""
        if isinstance(child, CellInterface):
            return child.position
        empty = self._surface.empty_state
        is_empty = empty is not None and child.object() is empty
        return self._surface.plan.count if is_empty else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return the tile with the focus ring."""
        current = self._surface.selection.current
        return self.child(current) if self._surface.hasFocus() and current >= 0 else None

    def state(self) -> QAccessible.State:
        """Return the widget's state; many tiles can be selected."""
        state = super().state()
        state.multiSelectable = True
        state.extSelectable = True
        return state


def spoken_name(surface: GridSurface, position: int) -> str:
    """Return a tile's title, or what it is and of which day."""
    tile = surface.tile_at(position)
    if tile is not None and tile.title:
        return tile.title
    kind = QCoreApplication.translate("GridView", "Asset")
    if tile is not None and tile.asset_type == AssetType.VIDEO:
        kind = QCoreApplication.translate("GridView", "Video")
    elif tile is not None:
        kind = QCoreApplication.translate("GridView", "Image")
    if not surface.sections:
        return kind
    return f"{kind}, {plain_day(surface.sections[surface.plan.section_of(position)].day)}"


class Announcer(QObject):
    """Tells assistive programs, while there are any, what has changed."""

    def __init__(self, surface: GridSurface) -> None:
        super().__init__(surface)
        self._surface = surface
        surface.selection.changed.connect(self._on_selection_changed)
        surface.selection.current_changed.connect(self._on_current_changed)

    def result_changed(self) -> None:
        """Other tiles are there."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(
                QAccessibleEvent(self._surface, QAccessible.Event.ObjectReorder)
            )

    def _on_selection_changed(self) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(
                QAccessibleEvent(self._surface, QAccessible.Event.SelectionWithin)
            )

    def _on_current_changed(self, position: int) -> None:
        is_known = 0 <= position < self._surface.plan.count
        if is_known and QAccessible.isActive() and self._surface.hasFocus():
            event = QAccessibleEvent(self._surface, QAccessible.Event.Focus)
            event.setChild(position)
            QAccessible.updateAccessibility(event)
