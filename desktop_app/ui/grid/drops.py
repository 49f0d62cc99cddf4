"""Files dropped onto the grid from other programs."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent

from desktop_app.ui.grid.drag_out import ROWS_MIME
from desktop_app.ui.grid.surface import GridSurface


def local_paths(mime: QMimeData) -> list[Path]:
    """Return the files and folders that are dragged; none for our own tiles and for web pages."""
    if mime.hasFormat(ROWS_MIME) or not mime.hasUrls():
        return []
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


class Drops:
    """Accepts local files and shows that it would."""

    def __init__(self, surface: GridSurface) -> None:
        self._surface = surface
        self._is_offered = False

    @property
    def is_offered(self) -> bool:
        """Whether files are held over the grid."""
        return self._is_offered

    def offer(self, event: QDropEvent) -> None:
        """Something is held over the grid."""
        if local_paths(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._set_offered(is_offered=True)
        else:
            event.ignore()

    def leave(self) -> None:
        """It was taken away again."""
        self._set_offered(is_offered=False)

    def drop(self, event: QDropEvent) -> None:
        """It was let go."""
        self._set_offered(is_offered=False)
        paths = local_paths(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._surface.files_dropped.emit(paths)
        else:
            event.ignore()

    def _set_offered(self, *, is_offered: bool) -> None:
        if is_offered != self._is_offered:
            self._is_offered = is_offered
            self._surface.viewport().update()
