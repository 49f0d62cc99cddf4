"""Looking at one file: what it is, its picture for the grid, how it was made.

Runs in the decoder processes (`media.decoders`), never in the window's.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from desktop_app.domain.errors import MediaError
from desktop_app.media import exif, kinds
from desktop_app.media.containers import (
    Animation,
    gif_animation,
    png_animation,
    webp_animation,
)
from desktop_app.media.exif import Exif
from desktop_app.media.generation.texts import STEALTH, Texts
from desktop_app.media.moments import exif_moment_us, text_moment_us
from desktop_app.media.pictures import (
    decoding_errors,
    encoded,
    open_picture,
    scaled,
)
from desktop_app.media.prepared import DEFAULT_PIXEL_LIMIT, GRID_SIZE_PX, Prepared, Probe
from desktop_app.media.preparing import prepared_of
from desktop_app.media.sources import Source, open_source
from desktop_app.media.stealth import hidden_text
from desktop_app.media.text_places import exif_of, texts_beside, texts_inside

_ANIMATIONS = {
    kinds.GIF: gif_animation,
    kinds.PNG: png_animation,
    kinds.WEBP: webp_animation,
}
_XMP_FROM_DECODER = frozenset({kinds.AVIF, kinds.TIFF, kinds.HEIC})
"""Containers that we do not walk ourselves."""
_DATES = (
    (exif.DATE_TIME_ORIGINAL, exif.OFFSET_TIME_ORIGINAL),
    (exif.DATE_TIME_DIGITIZED, exif.OFFSET_TIME_DIGITIZED),
    (exif.DATE_TIME, exif.OFFSET_TIME),
)


def nobody_waits() -> None:
    """Take a sign of life for nobody."""


def prepare(
    path: Path,
    *,
    pixel_limit: int = DEFAULT_PIXEL_LIMIT,
    still_reading: Callable[[], None] = nobody_waits,
) -> Prepared:
    """Return all that an import needs; the file is opened once, so that all of it fits together.

    Args:
        path: the file.
        pixel_limit: width × height beyond which nothing is decoded.
        still_reading: called now and then while a large video is read, before it is decoded.

    Raises:
        MediaError: as `open_source`, `OpenSource.read` and `open_picture`, and
            ``import.damaged`` for what does not decode; for videos as `video_probe.prepare`.
    """
    with open_source(path) as opened:
        if opened.kind.is_video:
            from desktop_app.media import video_probe  # noqa: PLC0415 - FFmpeg takes 0.1 s

            return video_probe.prepare(
                opened, path, pixel_limit=pixel_limit, still_reading=still_reading
            )
        source = opened.read()
    return _prepare_picture(source, path, pixel_limit)


def render(path: Path, size_px: int, *, pixel_limit: int = DEFAULT_PIXEL_LIMIT) -> bytes:
    """Return the picture with that longest edge as JPEG, or WebP where it shines through.

    Raises:
        MediaError: as `prepare`.
    """
    with open_source(path) as opened:
        if opened.kind.is_video:
            from desktop_app.media import video_probe  # noqa: PLC0415 - FFmpeg takes 0.1 s

            return video_probe.render(opened, size_px, pixel_limit=pixel_limit)
        source = opened.read()
    image = open_picture(source.data, source.kind, pixel_limit=pixel_limit)
    small = scaled(image, size_px, orientation=_orientation(source, _exif(source, image)))
    with decoding_errors():
        return encoded(small)


@dataclass(frozen=True, slots=True)
class Still:
    """A picture that is open and not decoded yet.

    Attributes:
        image: it, as it lies in the file.
        orientation: how it is to be turned (Exif's 1…8).
        is_animated: whether it is the first of several frames.
    """

    image: Image.Image
    orientation: int
    is_animated: bool


def open_still(path: Path, *, pixel_limit: int) -> Still:
    """Open a picture.

    Raises:
        MediaError: as `prepare`; ``import.unsupported`` for a video.
    """
    with open_source(path) as opened:
        if opened.kind.is_video:
            raise MediaError("import.unsupported")
        source = opened.read()
    image = open_picture(source.data, source.kind, pixel_limit=pixel_limit)
    orientation = _orientation(source, _exif(source, image))
    return Still(image, orientation, _animation(source, image).is_animated)


def _prepare_picture(source: Source, path: Path, pixel_limit: int) -> Prepared:
    image = open_picture(source.data, source.kind, pixel_limit=pixel_limit)
    block = _exif(source, image)
    found = texts_inside(
        source.data,
        source.kind,
        exif_block=_bytes(image.info.get("exif")),
        xmp=_bytes(image.info.get("xmp")) if source.kind in _XMP_FROM_DECODER else b"",
    )
    facts = _facts(source, image, block, found)
    hidden = _hidden(image, source)
    small = scaled(image, GRID_SIZE_PX, orientation=_orientation(source, block))
    texts = Texts(found | texts_beside(path) | ({STEALTH: hidden} if hidden else {}))
    return prepared_of(facts, small, texts)


def _facts(source: Source, image: Image.Image, block: Exif | None, found: dict[str, str]) -> Probe:
    is_turned = _orientation(source, block) >= 5
    width_px, height_px = (image.height, image.width) if is_turned else image.size
    animation = _animation(source, image)
    return Probe(
        mime_type=source.kind.mime_type,
        extension=source.kind.extension,
        file_size_bytes=len(source.data),
        content_hash=hashlib.sha256(source.data).hexdigest(),
        width_px=width_px,
        height_px=height_px,
        is_animated=animation.is_animated,
        duration_seconds=round(animation.duration_s, 3) or None,
        captured_at_us=_captured_at_us(block, found),
        modified_at_us=source.modified_at_us,
        stamp=source.stamp,
    )


def _animation(source: Source, image: Image.Image) -> Animation:
    walk = _ANIMATIONS.get(source.kind)
    if walk is not None:
        return walk(source.data)
    with decoding_errors():
        frame_count = getattr(image, "n_frames", 1) if source.kind == kinds.AVIF else 1
    return Animation(int(frame_count))


def _exif(source: Source, image: Image.Image) -> Exif | None:
    inside = exif_of(source.data, source.kind)
    if inside is not None:
        return inside
    block = _bytes(image.info.get("exif"))
    return Exif(block) if block else None


def _orientation(source: Source, block: Exif | None) -> int:
    """Return how the picture has to be turned (Exif's 1…8); Pillow turns TIFF by itself."""
    if block is None or source.kind == kinds.TIFF:
        return 1
    orientation = block.number(exif.ORIENTATION)
    return orientation if orientation is not None and 1 <= orientation <= 8 else 1


def _hidden(image: Image.Image, source: Source) -> str:
    if image.mode != "RGBA" or source.kind not in {kinds.PNG, kinds.WEBP}:
        return ""
    with decoding_errors():
        image.load()
        return hidden_text(image)


def _captured_at_us(block: Exif | None, found: dict[str, str]) -> int | None:
    """Return the date of capture or making that the file itself gives, or None.

    Exif's dates are local times; where it names no offset, this machine's zone is meant.
    """
    for date_tag, offset_tag in _DATES if block is not None else ():
        moment = exif_moment_us(block.text(date_tag), block.text(offset_tag)) if block else None
        if moment is not None:
            return moment
    return text_moment_us(found.get("Creation Time", ""))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
