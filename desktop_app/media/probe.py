"""Looking at one file: what it is, its picture for the grid, how it was made.

Runs in the decoder processes (`media.decoders`), never in the window's.
"""

import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from PIL import Image

from desktop_app.media import exif, kinds
from desktop_app.media.containers import (
    Animation,
    gif_animation,
    png_animation,
    webp_animation,
)
from desktop_app.media.exif import Exif
from desktop_app.media.generation.reader import description_of, understand
from desktop_app.media.generation.texts import STEALTH, Texts
from desktop_app.media.pictures import (
    decoding_errors,
    difference_hash,
    encoded,
    open_picture,
    scaled,
)
from desktop_app.media.prepared import DEFAULT_PIXEL_LIMIT, GRID_SIZE_PX, Prepared, Probe
from desktop_app.media.sources import Source, read_source
from desktop_app.media.stealth import hidden_text
from desktop_app.media.text_places import exif_of, texts_beside, texts_inside

_ANIMATIONS = {
    kinds.GIF: gif_animation,
    kinds.PNG: png_animation,
    kinds.WEBP: webp_animation,
}
_DATES = (
    (exif.DATE_TIME_ORIGINAL, exif.OFFSET_TIME_ORIGINAL),
    (exif.DATE_TIME_DIGITIZED, exif.OFFSET_TIME_DIGITIZED),
    (exif.DATE_TIME, exif.OFFSET_TIME),
)


def probe(path: Path, *, pixel_limit: int = DEFAULT_PIXEL_LIMIT) -> Probe:
    """Return the facts of a picture file; its pixels are not decoded.

    Raises:
        MediaError: whatever `read_source` and `open_picture` raise.
    """
    source = read_source(path)
    image = open_picture(source.data, source.kind, pixel_limit=pixel_limit)
    return _facts(source, image, _exif(source, image), texts_inside(source.data, source.kind))


def prepare(path: Path, *, pixel_limit: int = DEFAULT_PIXEL_LIMIT) -> Prepared:
    """Return all that an import needs; the file is read once, so that all of it fits together.

    Raises:
        MediaError: as `probe`, and ``import.damaged`` for a picture that does not decode.
    """
    source = read_source(path)
    image = open_picture(source.data, source.kind, pixel_limit=pixel_limit)
    block = _exif(source, image)
    found = texts_inside(
        source.data,
        source.kind,
        exif_block=_bytes(image.info.get("exif")),
        xmp=_bytes(image.info.get("xmp")) if source.kind in {kinds.AVIF, kinds.TIFF} else b"",
    )
    facts = _facts(source, image, block, found)
    hidden = _hidden(image, source)
    small = scaled(image, GRID_SIZE_PX, orientation=_orientation(source, block))
    texts = Texts(found | texts_beside(path) | ({STEALTH: hidden} if hidden else {}))
    with decoding_errors():
        return Prepared(
            probe=facts,
            rendition=encoded(small),
            perceptual_hash=difference_hash(small),
            generation=understand(texts),
            description=description_of(texts),
        )


def render(path: Path, size_px: int, *, pixel_limit: int = DEFAULT_PIXEL_LIMIT) -> bytes:
    """Return the picture with that longest edge as JPEG, or WebP where it shines through.

    Raises:
        MediaError: as `prepare`.
    """
    source = read_source(path)
    image = open_picture(source.data, source.kind, pixel_limit=pixel_limit)
    orientation = _orientation(source, _exif(source, image))
    small = scaled(image, size_px, orientation=orientation)
    with decoding_errors():
        return encoded(small)


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
        moment = _exif_moment(block.text(date_tag), block.text(offset_tag)) if block else None
        if moment is not None:
            return moment
    return _text_moment(found.get("Creation Time", ""))


def _exif_moment(date: str, offset: str) -> int | None:
    try:
        moment = datetime.strptime(date.strip()[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - zone follows
        zone = datetime.strptime(offset.strip(), "%z").tzinfo if offset.strip() else None
        return _microseconds(moment.replace(tzinfo=zone))
    except (ValueError, OverflowError, OSError):
        return None


def _text_moment(text: str) -> int | None:
    """Read PNG's ``Creation Time``: RFC 1123 by the standard, ISO 8601 by most writers."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _microseconds(read(text.strip()))
        except (ValueError, TypeError, OverflowError, OSError, IndexError):
            continue
    return None


def _microseconds(moment: datetime) -> int:
    aware = moment.astimezone(UTC)
    return int(aware.timestamp()) * 1_000_000 + aware.microsecond


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
