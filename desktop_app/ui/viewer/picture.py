"""A decoded picture in several sizes, and how one is decoded, off the main thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QDataStream, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageIOHandler, QImageReader

from desktop_app.domain.entities import Asset, AssetId
from desktop_app.domain.ports import CancelToken

Rendition = Callable[[AssetId, int, CancelToken], bytes | None]
"""Encoded picture of an asset with its longest edge in pixels; blocking, None without one."""
AssetsOf = Callable[[Sequence[int]], list[Asset]]
"""The assets of these rows, those that are gone left out; blocking."""
OriginalPath = Callable[[Asset], Path | None]
"""Where an asset's original is on this machine, or None; blocking."""

MOST_PIXELS = 48_000_000
"""Larger originals are decoded smaller: 192 MB for one picture are enough."""
_SMALLEST_LEVEL_PX = 700
_BEGINNINGS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
)
"""What may be decoded here, told by content: nothing that draws from a description."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One upright picture.

    Attributes:
        levels: the picture and its halves, largest first, in a format that paints fast.
        size: pixels of the original, which the largest level may stay below.
        is_sharp: whether it was decoded from the original (or as near as can be had).
        animated_path: the file to play when it may have more than one frame.
    """

    levels: tuple[QImage, ...]
    size: QSize
    is_sharp: bool
    animated_path: Path | None = None

    @property
    def size_bytes(self) -> int:
        """How much memory the levels take."""
        return sum(level.sizeInBytes() for level in self.levels)

    def level_for(self, scale: float) -> QImage:
        """Return the smallest level that need not be enlarged at this scale of the original."""
        wanted_px = self.size.width() * scale
        for level in reversed(self.levels):
            if level.width() >= wanted_px:
                return level
        return self.levels[0]


def _format_of(path: Path) -> str:
    """Return the format a file begins like, or ""."""
    try:
        with path.open("rb") as file:
            beginning = file.read(12)
    except OSError:
        return ""
    if beginning[:4] == b"RIFF" and beginning[8:] == b"WEBP":
        return "webp"
    found = (name for start, name in _BEGINNINGS if beginning.startswith(start))
    return next(found, "")


def open_reader(path: Path) -> QImageReader | None:
    """Return a reader for a picture file that turns it upright, or None when it is none."""
    name = _format_of(path)
    if not name:
        return None
    reader = QImageReader(str(path), QByteArray(name.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    return reader


def paintable(image: QImage) -> QImage:
    """Return a picture in sRGB and in the format the window paints fastest."""
    space, srgb = image.colorSpace(), QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if space.isValid() and space != srgb:
        # Unlike convertToColorSpace this lets other threads run meanwhile.
        image = image.colorTransformed(space.transformationToColorSpace(srgb))
        image.setColorSpace(srgb)
    wanted = (
        QImage.Format.Format_ARGB32_Premultiplied
        if image.hasAlphaChannel()
        else QImage.Format.Format_RGB32
    )
    return image if image.format() is wanted else image.convertToFormat(wanted)


def _halved(image: QImage, token: CancelToken) -> tuple[QImage, ...]:
    levels = [image]
    while max(levels[-1].width(), levels[-1].height()) > _SMALLEST_LEVEL_PX:
        token.check()
        half = levels[-1].size() / 2
        levels.append(
            levels[-1].scaled(
                half.expandedTo(QSize(1, 1)),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
    return tuple(levels)


def decode_rendition(
    data: bytes, original_size: QSize, token: CancelToken, *, is_sharp: bool
) -> Picture | None:
    """Decode one of our own renditions, to stand for an original of this size (or unknown)."""
    # A QBuffer made in Python would need the interpreter's lock in the middle of Qt's own lock on
    # its image plugins, and two threads would wait for each other; the stream's own does not.
    stream = QDataStream(QByteArray(data))
    image = QImageReader(stream.device()).read()
    if image.isNull():
        return None
    token.check()
    size = original_size if original_size.isValid() else image.size()
    if (size.width() > size.height()) != (image.width() > image.height()):
        size = image.size()
    return Picture(_halved(paintable(image), token), size, is_sharp)


def decode_original(path: Path, token: CancelToken) -> Picture | None:
    """Decode an original upright, at most `MOST_PIXELS` large; None when Qt cannot read it."""
    reader = open_reader(path)
    if reader is None:
        return None
    size = reader.size()
    is_turned = reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90
    pixels = size.width() * size.height()
    if size.isValid() and pixels > MOST_PIXELS:
        reader.setScaledSize(size * (MOST_PIXELS / pixels) ** 0.5)
    token.check()
    image = reader.read()
    if image.isNull():
        return None
    token.check()
    upright = size.transposed() if is_turned else size
    return Picture(
        _halved(paintable(image), token),
        upright if upright.isValid() else image.size(),
        is_sharp=True,
        animated_path=path if reader.supportsAnimation() else None,
    )
