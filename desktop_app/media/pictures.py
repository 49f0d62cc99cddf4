"""Pillow, kept on a short leash: one named decoder, a pixel limit, one kind of error.

What we hand out is upright, in sRGB, RGB or (where something shines through) RGBA.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from PIL import Image, ImageCms, PngImagePlugin

from desktop_app.domain.errors import MediaError
from desktop_app.media.containers import MOST_TEXT_BYTES
from desktop_app.media.kinds import HEIC, Kind

# The limit is ours, per call, and an error instead of a warning; packed texts of more than
# 1 MiB are real (ComfyUI's workflows) and no reason to refuse the picture around them.
Image.MAX_IMAGE_PIXELS = None
PngImagePlugin.MAX_TEXT_CHUNK = MOST_TEXT_BYTES

_JPEG_QUALITY = 80
_WEBP_QUALITY = 80
_REDUCING_GAP = 2.0
_DEEP_MODES = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I", "F"})
_READY_MODES = frozenset({"RGB", "RGBA", "L", "CMYK"})
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@contextmanager
def decoding_errors() -> Iterator[None]:
    """Turn whatever a decoder raises over a bad file into a `MediaError`.

    Raises:
        MediaError: ``import.damaged``; ``import.too_many_pixels`` when memory did not suffice.
    """
    try:
        yield
    except MemoryError as error:
        raise MediaError("import.too_many_pixels") from error
    except (
        OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError,
        AttributeError, RuntimeError, struct.error, zlib.error,
    ) as error:  # fmt: skip
        raise MediaError("import.damaged") from error


def open_picture(data: bytes, kind: Kind, *, pixel_limit: int) -> Image.Image:
    """Open a picture without decoding it yet.

    Raises:
        MediaError: ``import.damaged``, ``import.too_many_pixels`` (`pixels`, `limit`).
    """
    if kind == HEIC:
        _let_heif_in()
    with decoding_errors():
        image = Image.open(io.BytesIO(data), formats=[kind.pillow_format])
    pixels = image.width * image.height
    if pixels > pixel_limit:
        raise MediaError("import.too_many_pixels", pixels=pixels, limit=pixel_limit)
    return image


def scaled(image: Image.Image, longest_px: int, *, orientation: int = 1) -> Image.Image:
    """Decode and return the picture within a square of `longest_px`, never enlarged.

    JPEG is decoded at an eighth, a quarter or half of its size where that is enough. The image
    given is used up.

    Raises:
        MediaError: ``import.damaged``, ``import.too_many_pixels``.
    """
    with decoding_errors():
        profile = image.info.get("icc_profile")
        if image.mode in _READY_MODES and "transparency" not in image.info:
            small = image
        else:
            small = _plain(image)
        small.thumbnail(
            (longest_px, longest_px), Image.Resampling.LANCZOS, reducing_gap=_REDUCING_GAP
        )
        small.load()
        return upright(_in_srgb(small, profile), orientation)


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Return a decoded picture turned as Exif's 1…8 say, without an alpha that hides nothing."""
    turned = image.transpose(_TURNS[orientation]) if orientation in _TURNS else image
    return _without_idle_alpha(turned)


def encoded(image: Image.Image) -> bytes:
    """Return a rendition's bytes: JPEG, or WebP where something shines through."""
    target = io.BytesIO()
    if image.mode == "RGBA":
        image.save(target, "WEBP", quality=_WEBP_QUALITY, method=2)
    else:
        image.save(target, "JPEG", quality=_JPEG_QUALITY)
    return target.getvalue()


def as_webp(rendition: bytes) -> bytes:
    """Return a rendition of ours as WebP, which the server's thumbnails are."""
    if rendition[8:12] == b"WEBP":
        return rendition
    target = io.BytesIO()
    with Image.open(io.BytesIO(rendition), formats=["JPEG"]) as image:
        image.save(target, "WEBP", quality=_WEBP_QUALITY, method=2)
    return target.getvalue()


def difference_hash(image: Image.Image) -> int:
    """Return 64 bits telling where the picture gets darker to the right, on a grid of 9 × 8."""
    grey = (
        image.convert("L")
        .resize((9, 8), Image.Resampling.LANCZOS, reducing_gap=_REDUCING_GAP)
        .tobytes()
    )
    bits = 0
    for y in range(8):
        for x in range(8):
            bits = bits << 1 | (grey[y * 9 + x] > grey[y * 9 + x + 1])
    return bits


@cache
def _let_heif_in() -> None:
    """Give Pillow its decoder of HEIC, once, when the first such file is met."""
    # takes 0.1 s, and most imports have no HEIC
    import pi_heif  # type: ignore[import-untyped]  # noqa: PLC0415

    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)


def _plain(image: Image.Image) -> Image.Image:
    """Return the picture in one of the modes that can be scaled and turned into sRGB."""
    if image.mode in _DEEP_MODES:
        return _eight_bit(image)
    has_alpha = "A" in image.mode or "a" in image.mode or "transparency" in image.info
    if image.mode == "1" and not has_alpha:
        return image.convert("L")
    return image.convert("RGBA" if has_alpha else "RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    """Return a picture of 16 or 32 bits or floats as eight; numbers within 0…1 are spread."""
    deep = image.convert("F")
    low, high = deep.getextrema()
    highest = float(high) if isinstance(high, int | float) else 255.0
    lowest = float(low) if isinstance(low, int | float) else 0.0
    if image.mode.startswith("I;16") or (image.mode == "I" and highest > 255):
        return deep.point(lambda v: v * (255 / 65535) + 0).convert("L")
    if image.mode == "F" and (highest > 255 or highest <= 1.0 or lowest < 0):
        scale = 255 / max(highest - lowest, 1e-9)
        return deep.point(lambda v: v * scale + (-lowest * scale)).convert("L")
    return deep.convert("L")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    if isinstance(profile, bytes) and profile and b"sRGB" not in profile[:4096]:
        target = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            turned = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), _SRGB, outputMode=target
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a broken profile, or one of another colour space than the picture
        else:
            return turned if turned is not None else image
    return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")


def _without_idle_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        return image.convert("RGB")
    return image
