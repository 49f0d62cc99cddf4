"""The keyboard on the grid: moving, extending, opening, resizing."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from desktop_app.ui.grid.surface import GridSurface

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENDS = {Qt.Key.Key_Home, Qt.Key.Key_End}


class Keys(QObject):
    """Turns key events of the grid into selection, scrolling and signals."""

    def __init__(self, surface: GridSurface) -> None:
        super().__init__(surface)
        self._surface = surface
        self._column = -1
        """The column that Up and Down keep to, through rows that are too short for it."""
        self._went_to = -1

    def press(self, event: QKeyEvent) -> bool:
        """Handle a key; returns whether it meant anything here."""
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self._surface.selection.select_all()
            return True
        key = Qt.Key(event.key())
        target = self._target(key)
        if target is not None:
            if key not in _ROWS and key not in _PAGES:
                self._column = -1
            self._go(target, event.modifiers())
            return True
        return self._command(key, event.modifiers())

    def _command(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        surface = self._surface
        has_ctrl = bool(modifiers & _CTRL)
        if has_ctrl and key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            surface.step_cell_px(1)
        elif has_ctrl and key is Qt.Key.Key_Minus:
            surface.step_cell_px(-1)
        elif has_ctrl and key is Qt.Key.Key_0:
            surface.step_cell_px(0)
        elif key is Qt.Key.Key_Escape and surface.selection.count:
            surface.selection.clear()
        elif key in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return self._open(key, has_ctrl=has_ctrl)
        else:
            return False
        return True

    def _open(self, key: Qt.Key, *, has_ctrl: bool) -> bool:
        surface = self._surface
        row = surface.selection.current_row
        if row is None:
            return False
        if key is not Qt.Key.Key_Space:
            surface.activated.emit(row)
        elif has_ctrl:
            surface.selection.toggle(surface.selection.current)
        else:
            surface.view_requested.emit(row)
        return True

    def _target(self, key: Qt.Key) -> int | None:
        """Return the position that a key leads to, or None when it is not a key for moving."""
        plan, current = self._surface.plan, self._surface.selection.current
        if not (key in _SIDEWAYS or key in _ROWS or key in _PAGES or key in _ENDS):
            return None
        if not plan.count:
            return -1
        if key in _ENDS:
            return 0 if key is Qt.Key.Key_Home else plan.count - 1
        if current < 0:
            return self._surface.first_visible_position()
        if key in _SIDEWAYS:
            return min(max(current + _SIDEWAYS[key], 0), plan.count - 1)
        return self._target_row(key, current)

    def _target_row(self, key: Qt.Key, current: int) -> int:
        plan = self._surface.plan
        if self._column < 0 or current != self._went_to:
            self._column = plan.column_of(current)
        if key in _PAGES:
            page = max(self._surface.viewport().height() // plan.step_px, 1)
            row = min(max(plan.row_of(current) + _PAGES[key] * page, 0), plan.row_count - 1)
        else:
            row = plan.row_of(current) + _ROWS[key]
        return plan.position_in_row(row, self._column) if 0 <= row < plan.row_count else current

    def _go(self, position: int, modifiers: Qt.KeyboardModifier) -> None:
        if position < 0:
            return
        selection = self._surface.selection
        self._went_to = position
        if modifiers & _SHIFT:
            selection.extend_to(position, adding=bool(modifiers & _CTRL))
        elif modifiers & _CTRL:
            selection.set_current(position)
        else:
            selection.select_only(position)
        self._surface.ensure_visible(position)
