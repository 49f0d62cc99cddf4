"""From the bytes of a rendition to a picture that can be painted as it is.

Runs in worker threads. What costs time at every repaint is done here once: scaling to the final
size, the opaque 32-bit format, and the rounded corners, which are composed with the colour
behind the tile (painted anti-aliased for each tile they cost five times as much).
"""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from desktop_app.ui.rendition_reader import reading

LARGEST_SOURCE_PX = 4096
"""Renditions are at most 1600 px; what claims to be larger than this is not one of ours."""


@dataclass(frozen=True, slots=True)
class Look:
    """How pictures are made ready. Lengths are device pixels, colours ``QRgb`` integers.

    Attributes:
        tile_px: edge of the square.
        radius_px: of the corners.
        is_cropped: fill the square and lose the edges; otherwise fit whole inside it.
        behind_rgb: the colour around the tile.
        tile_rgb: the colour of the tile where the picture does not cover it.
        ratio: device pixels to a logical one.
    """

    tile_px: int
    radius_px: int
    is_cropped: bool
    behind_rgb: int
    tile_rgb: int
    ratio: float = 1.0

    @property
    def rendition_px(self) -> int:
        """Which of the stored sizes is sharp enough."""
        return 256 if self.tile_px <= 256 else 512


def covering_size(source: QSize, tile_px: int) -> QSize:
    """Return the smallest size of the source's shape that covers a square."""
    return source.scaled(tile_px, tile_px, Qt.AspectRatioMode.KeepAspectRatioByExpanding)


def fitting_size(source: QSize, tile_px: int) -> QSize:
    """Return the largest size of the source's shape that fits into a square, never enlarged."""
    if source.width() <= tile_px and source.height() <= tile_px:
        return source
    return source.scaled(tile_px, tile_px, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(
        QSize(1, 1)
    )


def make_picture(data: bytes, look: Look) -> QImage | None:
    """Return a rendition as a square with rounded corners, or None when it cannot be read."""
    tile = look.tile_px
    with reading(data) as reader:
        source = reader.size()
        if not source.isValid() or max(source.width(), source.height()) > LARGEST_SOURCE_PX:
            return None
        if look.is_cropped:
            size = covering_size(source, tile)
            reader.setScaledSize(size)
            clip = QRect((size.width() - tile) // 2, (size.height() - tile) // 2, tile, tile)
            reader.setScaledClipRect(clip)
        else:
            reader.setScaledSize(fitting_size(source, tile))
        picture = reader.read()
    if picture.isNull():
        return None
    is_whole = picture.width() == tile and picture.height() == tile
    if is_whole and picture.format() == QImage.Format.Format_RGB32:
        made = picture
        painter = QPainter(made)
    else:
        made = QImage(tile, tile, QImage.Format.Format_RGB32)
        made.fill(QColor.fromRgb(look.tile_rgb))
        painter = QPainter(made)
        painter.drawImage(
            QPoint((tile - picture.width()) // 2, (tile - picture.height()) // 2), picture
        )
    _paint_corners(painter, look)
    painter.end()
    return made


def make_plain(look: Look) -> QImage:
    """Return the empty tile that stands where a picture is not there yet."""
    made = QImage(look.tile_px, look.tile_px, QImage.Format.Format_RGB32)
    made.fill(QColor.fromRgb(look.tile_rgb))
    painter = QPainter(made)
    _paint_corners(painter, look)
    painter.end()
    return made


def make_blurred(picture: QImage, look: Look) -> QImage:
    """Return a picture in which nothing can be made out any more."""
    small = picture.scaled(
        6, 6, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    made = small.scaled(
        look.tile_px,
        look.tile_px,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(made)
    _paint_corners(painter, look)
    painter.end()
    return made


@lru_cache(maxsize=8)
def _corners(look: Look) -> tuple[tuple[QPoint, QImage], ...]:
    """Return what covers the corners of a square, and where it goes.

    Painted once for a look: filling the path anew takes as long as decoding a third of a picture.
    """
    radius, tile = look.radius_px, look.tile_px
    outside = QPainterPath()
    outside.addRect(QRectF(0, 0, tile, tile))
    inside = QPainterPath()
    inside.addRoundedRect(QRectF(0, 0, tile, tile), radius, radius)
    whole = QImage(tile, tile, QImage.Format.Format_ARGB32_Premultiplied)
    whole.fill(0)
    painter = QPainter(whole)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outside.subtracted(inside), QColor.fromRgb(look.behind_rgb))
    painter.end()
    far = tile - radius
    return tuple(
        (QPoint(x, y), whole.copy(x, y, radius, radius))
        for x, y in ((0, 0), (far, 0), (0, far), (far, far))
    )


def _paint_corners(painter: QPainter, look: Look) -> None:
    """Paint what lies outside the rounded corners in the colour behind the tile."""
    for place, corner in _corners(look):
        painter.drawImage(place, corner)
