"""Has what the user sees looked at on the server.

When the window is come back to, and when scrolling rests. Where the server tells of changes by
itself, nothing is asked for this.
"""

from PySide6.QtCore import QObject, QTimer

from desktop_app.domain.entities import AssetId
from desktop_app.ui.shell import Shell

_REST_MS = 400
_MOST = 100
"""So many assets are looked at together: as many as one request may name."""


class Looking(QObject):
    """Names the assets that are seen to the library of a window."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self._is_back = self._is_over = False
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._resting.timeout.connect(self._look)
        window.activated.connect(self._on_activated)
        window.grid.verticalScrollBar().valueChanged.connect(self._look_soon)

    def close_tasks(self) -> None:
        """Look no more."""
        self._is_over = True
        self._resting.stop()

    def _on_activated(self) -> None:
        self._is_back = True
        self._look_soon()

    def _look_soon(self) -> None:
        if not self._is_over:
            self._resting.start()

    def _look(self) -> None:
        is_back, self._is_back = self._is_back, False
        library = self._window.library
        if library is not None:
            library.look_at(self._seen(), is_back=is_back)

    def _seen(self) -> list[AssetId]:
        """Return what is selected, if that is not much, and what is on the screen."""
        grid, selection = self._window.grid, self._window.selection
        rows = selection.rows() if selection.count <= _MOST else []
        rows += grid.rows_between(*grid.visible_positions())
        tiles = (grid.supply.tiles.tile(row) for row in dict.fromkeys(rows))
        return [tile.id for tile in tiles if tile is not None][:_MOST]
