"""A window on a library, and a camera that keeps its pictures small."""

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QCoreApplication, QEvent, QEventLoop, QIODevice, QRect, QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.reopening import remember
from desktop_app.session import Library
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.overlay import Overlay
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import DARK, LIGHT, Theme, ThemeMode

_SIZE_PX = (1440, 900)
_REST_MS = 700
"""Nothing tells that the last picture of all panes has been painted; this is ample."""
_MOST_MS = 30_000
_MARGIN_PX = 14
_COLOURS = 256
_BOTH = {"dark": ThemeMode.DARK, "light": ThemeMode.LIGHT}


class Studio:
    """The window on one library, and a camera.

    Attributes:
        window, library: what is photographed.
    """

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        target: Path,
        scale: float = 1.0,
        *,
        size_px: tuple[int, int] = _SIZE_PX,
    ) -> None:
        """Open a window, with text of this scale, and wait until it shows what there is."""
        self._target = target
        self._workers = Workers()
        self._theme = Theme(app, ThemeMode.DARK)
        self.window = MainWindow(self._theme, self._workers, folder, remember(folder))
        self._theme.set_text_scale(scale)
        self.window.resize(*size_px)
        self.window.show()
        self.library = Library(folder)
        self.window.attach(self.library)
        self.wait_until(lambda: self.window.browse.counts is not None)

    def take(self, name: str, mode: ThemeMode) -> None:
        """Save a picture of the window in a theme."""
        self._save(self._picture(mode), self._target / f"{name}.png")

    def take_both(self, name: str, area: Callable[[], QRect] | None = None) -> None:
        """Save a small picture in each theme, of the window or of what is in an area of it."""
        for suffix, mode in _BOTH.items():
            self._save_small(self._picture(mode, area), f"{name}-{suffix}")

    def take_corner(self, name: str, panel: QWidget) -> None:
        """Save small pictures of a panel in the window's corner, and of the bar below it."""

        def area() -> QRect:
            room = panel.geometry()
            height_px = self.window.height() - room.top() + _MARGIN_PX
            return QRect(0, room.top() - _MARGIN_PX, room.right() + _MARGIN_PX, height_px)

        self.take_both(name, area)

    def take_card(self, name: str, sheet: Overlay) -> None:
        """Save small pictures of a sheet's card and of what is just around it."""
        self.take_both(name, lambda: _around(sheet.card))

    @contextmanager
    def side_by_side(self, name: str, columns: int) -> Iterator[Callable[[QWidget], None]]:
        """Collect parts of the window, to be saved on one picture for each theme."""
        found: dict[str, list[QImage]] = {suffix: [] for suffix in _BOTH}

        def collect(part: QWidget) -> None:
            for suffix, mode in _BOTH.items():
                found[suffix].append(self._picture(mode, lambda: _around(part, 0)))

        yield collect
        for suffix, images in found.items():
            self._theme.set_mode(_BOTH[suffix])
            whole = _side_by_side(images, columns, self._theme.color("bg"))
            self._save_small(whole, f"{name}-{suffix}")

    def select(self, first: int, count: int) -> None:
        """Select a run of tiles."""
        self.window.selection.select_only(first)
        self.window.selection.extend_to(first + count - 1)

    def close(self) -> None:
        """Take everything down."""
        self.window.close()
        self.window.close_tasks()
        self._workers.close()
        self.library.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Let the window do its work until something is so.

        Raises:
            TimeoutError: it does not become so.
        """
        for _ in range(_MOST_MS // _REST_MS):
            if is_so():
                return
            self._rest()
        raise TimeoutError("the window did not come to rest")

    def _picture(self, mode: ThemeMode, area: Callable[[], QRect] | None = None) -> QImage:
        self._theme.set_mode(mode)
        self._rest()
        room = self.window.rect() if area is None else area().intersected(self.window.rect())
        return self.window.grab(room).toImage()

    def _save_small(self, image: QImage, name: str) -> None:
        """Save a picture in few colours: a third of the bytes, and nobody sees it."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        with Image.open(io.BytesIO(buffer.data().data())) as opened:
            full = opened.convert("RGB")
        palette = _palette_of(full)
        path = self._target / f"{name}.png"
        full.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)
        sys.stdout.write(f"{path}\n")

    def _save(self, image: QImage, path: Path) -> None:
        if not image.save(str(path)):
            raise OSError(f"{path} cannot be written")
        sys.stdout.write(f"{path}\n")

    def _rest(self) -> None:
        loop = QEventLoop()
        QTimer.singleShot(_REST_MS, loop.quit)
        loop.exec()


def _palette_of(image: Image.Image) -> Image.Image:
    """Return a palette for a picture in which the colours of both themes are as they are."""
    own = [
        channel
        for palette in (DARK, LIGHT)
        for entry in fields(palette)
        for channel in QColor(getattr(palette, entry.name)).toTuple()[:3]
    ]
    rest = image.quantize(_COLOURS - len(own) // 3, Image.Quantize.MEDIANCUT, kmeans=2)
    found = rest.getpalette() or []
    made = Image.new("P", (1, 1))
    made.putpalette((own + found)[: _COLOURS * 3])
    return made


def _around(part: QWidget, margin_px: int = _MARGIN_PX) -> QRect:
    room = QRect(part.mapTo(part.window(), part.rect().topLeft()), part.size())
    return room.adjusted(-margin_px, -margin_px, margin_px, margin_px)


def _side_by_side(images: Sequence[QImage], columns: int, ground: QColor) -> QImage:
    """Put pictures into columns, each below the one before in the column that is shortest."""
    width_px = max(image.width() for image in images) + _MARGIN_PX
    heights = [0] * columns
    places = []
    for image in images:
        column = heights.index(min(heights))
        places.append((column * width_px, heights[column]))
        heights[column] += image.height() + _MARGIN_PX
    whole = QImage(
        width_px * columns - _MARGIN_PX, max(heights) - _MARGIN_PX, QImage.Format.Format_RGB32
    )
    whole.fill(ground)
    painter = QPainter(whole)
    for (left_px, top_px), image in zip(places, images, strict=True):
        painter.drawImage(left_px, top_px, image)
    painter.end()
    return whole
