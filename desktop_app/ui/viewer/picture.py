"""A decoded picture in several sizes, and what hands them out.

The files themselves are never decoded here: that is for processes which may crash. What they
hand over is looked at where it lies; our own renditions are decoded by Qt.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from desktop_app.domain.entities import Asset, AssetId
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.rendition_reader import reading

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.media.pixels import Pixels, Plane

AssetsOf = Callable[[Sequence[int]], list[Asset]]
"""The assets of these rows, those that are gone left out; blocking."""
OriginalPath = Callable[[Asset], Path | None]
"""Where an asset's original is on this machine, or None; blocking."""

_SMALLEST_LEVEL_PX = 700
_ROW_BYTES_PER_PX = 4


class PictureSource(Protocol):
    """Where pictures come from; the open library is one."""

    def rendition(self, asset_id: AssetId, size_px: int, token: CancelToken) -> bytes | None:
        """Return our own encoded picture with that longest edge; blocking, None without one."""
        ...

    def original_path(self, asset: Asset) -> Path | None:
        """Return where an asset's original is on this machine, or None."""
        ...

    def want_original(self, asset: Asset) -> None:
        """Note that an asset is looked at; its original is fetched if it is not here."""
        ...

    def fetched_share(self, asset_id: AssetId) -> float | None:
        """Return how much of an original has come, 0 to 1; None while none is on its way."""
        ...

    def draw(self, asset: Asset, *, least_px: int, is_urgent: bool) -> "Future[Pixels]":
        """Have an original decoded: whole, or when it may be smaller, whichever is quicker."""
        ...

    def frames(self, asset: Asset, first: int, count: int) -> "Future[Pixels]":
        """Have the next few frames of an animated original decoded."""
        ...


@dataclass(frozen=True, slots=True)
class Picture:
    """One upright picture.

    Attributes:
        levels: the picture and its halves, largest first, in a format that paints fast.
        size: pixels of the original, which the largest level may stay below.
        is_sharp: whether no sharper one can be had.
        is_animated: whether it is the first of several frames.
    """

    levels: tuple[QImage, ...]
    size: QSize
    is_sharp: bool
    is_animated: bool = False

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


def image_of(pixels: "Pixels", plane: "Plane") -> QImage:
    """Return one picture of a block; it looks into the block, which stays as long as it does."""
    wanted = (
        QImage.Format.Format_ARGB32_Premultiplied
        if plane.is_translucent
        else QImage.Format.Format_RGB32
    )
    row_bytes = plane.width_px * _ROW_BYTES_PER_PX
    return QImage(pixels.of(plane), plane.width_px, plane.height_px, row_bytes, wanted)


def picture_of(pixels: "Pixels", *, is_sharp: bool) -> Picture:
    """Return the picture in a block, with its halves."""
    layout = pixels.layout
    levels = tuple(image_of(pixels, plane) for plane in layout.planes)
    size = QSize(layout.width_px, layout.height_px)
    return Picture(levels, size, is_sharp, layout.is_animated)


def paintable(image: QImage) -> QImage:
    """Return a picture in the format the window paints fastest."""
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
    with reading(data) as reader:
        image = reader.read()
    if image.isNull():
        return None
    token.check()
    size = original_size if original_size.isValid() else image.size()
    if (size.width() > size.height()) != (image.width() > image.height()):
        size = image.size()
    return Picture(_halved(paintable(image), token), size, is_sharp)
