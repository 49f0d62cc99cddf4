"""Dragging selected tiles to the sidebar and to other programs."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QObject, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QPainter, QPixmap

from desktop_app.domain.entities import AssetRow
from desktop_app.domain.errors import LightboxError
from desktop_app.ui.grid.days import number
from desktop_app.ui.grid.surface import GridSurface
from desktop_app.ui.tasks import Lane, TaskScope
from desktop_app.ui.theme import Theme

ROWS_MIME = "application/x-lightbox-rows"
"""Asset rows as a JSON list of integers; only for this program's own windows."""
LARGEST_URLS = 200
_PICTURE_PX = 96

FindPaths = Callable[[Sequence[AssetRow]], Sequence[Path]]


def rows_from_mime(mime: QMimeData) -> list[AssetRow]:
    """Return the assets that are being dragged; none when it is something else."""
    if not mime.hasFormat(ROWS_MIME):
        return []
    return [AssetRow(int(row)) for row in json.loads(bytes(mime.data(ROWS_MIME).data()))]


class DragOut(QObject):
    """Finds the files of what is dragged in a worker, then starts the drag."""

    def __init__(self, surface: GridSurface, scope: TaskScope, theme: Theme) -> None:
        super().__init__(surface)
        self._surface = surface
        self._scope = scope
        self._theme = theme
        self._find: FindPaths | None = None

    def attach(self, find: FindPaths) -> None:
        """Begin to offer files; `find` is called in workers with up to `LARGEST_URLS` rows."""
        self._find = find

    def begin(self, rows: list[AssetRow], pressed: AssetRow) -> None:
        """Drag these assets, as soon as it is known where their files are."""
        find = self._find

        def describe() -> tuple[bytes, list[Path]]:
            paths = [] if find is None else list(find(rows[:LARGEST_URLS]))
            return json.dumps(rows, separators=(",", ":")).encode(), paths

        def on_described(described: tuple[bytes, list[Path]]) -> None:
            if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
                self._run(*described, len(rows), pressed)

        def on_failed(_error: LightboxError) -> None:
            # Logged by the task; without knowing the files there is nothing to hand over.
            return

        self._scope.run(Lane.READS, describe, done=on_described, failed=on_failed)

    def _run(self, rows: bytes, paths: list[Path], count: int, pressed: AssetRow) -> None:
        mime = QMimeData()
        mime.setData(ROWS_MIME, QByteArray(rows))
        if paths:
            mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        drag = QDrag(self._surface)
        drag.setMimeData(mime)
        picture = self._picture(count, pressed)
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(self._theme.px(20), self._theme.px(20)))
        drag.exec(Qt.DropAction.CopyAction)

    def _picture(self, count: int, pressed: AssetRow) -> QPixmap:
        """Return the tile that was taken hold of, small, and how many there are."""
        ratio = self._surface.devicePixelRatioF()
        edge = self._theme.px(_PICTURE_PX)
        made = QPixmap(round(edge * ratio), round(edge * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(self._theme.color("tile"))
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(0.9)
        thumbnail = self._surface.supply.thumbnails.get(pressed)
        if thumbnail is not None and thumbnail.pixmap is not None and not self._surface.is_blurred:
            painter.drawPixmap(QRect(0, 0, edge, edge), thumbnail.pixmap)
        if count > 1:
            painter.setOpacity(1.0)
            painter.setFont(self._theme.font(12, is_bold=True))
            text = number(count)
            width = painter.fontMetrics().horizontalAdvance(text) + self._theme.px(14)
            badge = QRect(edge - width, 0, width, self._theme.px(22))
            painter.fillRect(badge, self._theme.color("accent"))
            painter.setPen(self._theme.color("on_accent"))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        return made
