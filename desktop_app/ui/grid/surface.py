"""What the parts of the grid act on: tiles that can be chosen, pointed at, blurred and resized."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.grid.area import TileArea
from desktop_app.ui.grid.empty_state import Action, EmptyState
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.domain.query import AssetQuery


class GridSurface(TileArea):
    """Tiles and what is done with them, whoever does it; the view puts the parts together on it.

    Attributes:
        selection: which tiles are selected; positions are those of the shown result.

    Signals:
        activated: a row was opened with Enter or a double click.
        view_requested: a row is to be looked at (Space).
        files_dropped: local files and folders were dropped (list of Path).
    """

    activated = Signal(object)
    view_requested = Signal(object)
    files_dropped = Signal(list)

    def __init__(
        self, theme: Theme, workers: Workers, selection: Selection, parent: QWidget | None
    ) -> None:
        super().__init__(theme, workers, parent)
        self.selection = selection
        self._query: AssetQuery | None = None
        """What the shown result answers; None before the first."""
        self._hovered = -1
        self._is_blurred = False
        self._is_provisional = False
        self._is_keyboard_used = False
        self._empty = EmptyState(theme, self.viewport())
        selection.changed.connect(self.viewport().update)
        selection.current_changed.connect(self._on_current_changed)

    @property
    def hovered_position(self) -> int:
        """The tile under the mouse, or -1."""
        return self._hovered

    @property
    def empty_state(self) -> EmptyState | None:
        """The words in the empty grid, while they are shown."""
        return None if self._empty.isHidden() else self._empty

    @property
    def is_provisional(self) -> bool:
        """Whether it is the first screen: a picture that is not there now may still be made."""
        return self._is_provisional

    @property
    def is_blurred(self) -> bool:
        """Whether pictures are blurred."""
        return self._is_blurred

    @property
    def is_focus_shown(self) -> bool:
        """Whether the current tile wears the focus ring: while the keyboard is used."""
        return self._is_keyboard_used and self.hasFocus()

    def set_hovered(self, position: int) -> None:
        """The mouse is over this tile."""
        if position != self._hovered:
            for changed in (self._hovered, position):
                if 0 <= changed < self.plan.count:
                    self.viewport().update(self.cell_rect(changed))
            self._hovered = position

    def set_cell_px(self, cell_px: int) -> None:
        """Choose how large tiles are; the anchor tile stays where it is."""
        self._resize_cells(cell_px, self._anchor_at(self.selection.current) or self._place.held())

    def step_cell_px(self, steps: int) -> None:
        """Choose the next larger or smaller size of `CELL_SIZES_PX`; 0: the one designed."""
        self.set_cell_px(self._stepped(steps))

    def set_blurred(self, is_blurred: bool) -> None:  # noqa: FBT001 - a setter
        """Blur all pictures but the one under the mouse."""
        self._is_blurred = is_blurred
        if not is_blurred:
            self.supply.thumbnails.drop_blurred()
        self.viewport().update()

    def set_empty_state(self, title: str, sentence: str, actions: Sequence[Action] = ()) -> None:
        """Say this when there is nothing to show, over a button for each action, two at most."""
        self._empty.set_words(title, sentence, actions)
        self._show_empty_state()

    def _show_empty_state(self) -> None:
        is_empty = self._query is not None and not len(self._rows)
        self._empty.setGeometry(self.viewport().rect())
        self._empty.setVisible(is_empty and self._empty.has_words)

    def _on_current_changed(self, _position: int) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new width."""
        super().resizeEvent(event)
        self._show_empty_state()
