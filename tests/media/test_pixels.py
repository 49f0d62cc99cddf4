"""Renditions compared with the picture that was meant, pixel by pixel."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageCms

from desktop_app.media import exif
from desktop_app.media.probe import prepare
from tests.media.made_files import (
    exif_block,
    jpeg_with_exif,
    png,
    png_chunk,
    put,
    saved,
    webp_with_exif,
)
from tests.media.made_heic import heic

pytestmark = pytest.mark.filterwarnings("ignore")  # decoders warn; workers do not listen

Pixels = npt.NDArray[np.uint8]


def scene(size: tuple[int, int] = (160, 96)) -> Image.Image:
    """A picture without any symmetry, soft enough for JPEG."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    red, green = 40 + 190 * x / size[0], 30 + 200 * y / size[1]
    blue = 128 + 90 * np.sin(x / 31) * np.cos(y / 23)
    pixels = np.stack([red, green, blue], axis=-1)
    pixels[:30, :40] = (220, 20, 20)
    return Image.fromarray(pixels.astype(np.uint8))


def rendition_of(folder: Path, data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(prepare(put(folder, "a", data)).rendition))


def distance(found: Image.Image, wanted: Image.Image) -> float:
    """How far the channels are apart on average, 0…255."""
    assert found.size == wanted.size
    first, second = (np.asarray(image.convert("RGB"), np.int16) for image in (found, wanted))
    return float(np.abs(first - second).mean())


TURNED: dict[int, Callable[[Image.Image], Image.Image]] = {
    1: lambda image: image,
    2: lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda image: image.transpose(Image.Transpose.ROTATE_180),
    4: lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda image: image.transpose(Image.Transpose.TRANSPOSE),
    6: lambda image: image.transpose(Image.Transpose.ROTATE_90),
    7: lambda image: image.transpose(Image.Transpose.TRANSVERSE),
    8: lambda image: image.transpose(Image.Transpose.ROTATE_270),
}
"""How a camera that is held so writes an upright scene."""


def _with_tag(pillow_format: str, image: Image.Image, orientation: int) -> bytes:
    tags = Image.Exif()
    tags[exif.ORIENTATION] = orientation
    return saved(image, pillow_format, exif=tags, quality=95)


def _block(orientation: int) -> bytes:
    return exif_block([(exif.ORIENTATION, 3, struct.pack(">H", orientation))])


WRITERS: dict[str, Callable[[Image.Image, int], bytes]] = {
    "jpeg": lambda image, orientation: jpeg_with_exif(_block(orientation), image),
    "png": lambda image, orientation: png((b"eXIf", _block(orientation)), image=image),
    "webp": lambda image, orientation: webp_with_exif(_block(orientation), image),
    "avif": lambda image, orientation: _with_tag("AVIF", image, orientation),
    "tiff": lambda image, orientation: _with_tag("TIFF", image, orientation),
}


@pytest.mark.parametrize("orientation", TURNED)
@pytest.mark.parametrize("kind", WRITERS)
def test_all_eight_orientations(tmp_path: Path, kind: str, orientation: int) -> None:
    data = WRITERS[kind](TURNED[orientation](scene()), orientation)
    assert distance(rendition_of(tmp_path, data), scene()) < 4


@pytest.mark.parametrize("quarters", range(4))
def test_heic_is_turned_by_its_own_property_alone(tmp_path: Path, quarters: int) -> None:
    stored = scene().rotate(-90 * quarters, expand=True)
    data = heic(stored, quarter_turns=quarters, exif=_block(6))
    prepared = prepare(put(tmp_path, "a", data))
    assert (prepared.probe.mime_type, prepared.probe.extension) == ("image/heic", "heic")
    assert (prepared.probe.width_px, prepared.probe.height_px) == (160, 96)
    assert distance(rendition_of(tmp_path, data), scene()) < 4


def test_heic_under_its_other_brands(tmp_path: Path) -> None:
    for brands in (b"mif1mif1heic", b"heixmif1heic"):
        assert distance(rendition_of(tmp_path, heic(scene(), brands=brands)), scene()) < 4


def grey_ramp() -> Image.Image:
    return Image.fromarray(np.tile(np.linspace(0, 255, 160), (96, 1)).round().astype(np.uint8))


def deep(image: Image.Image) -> npt.NDArray[np.uint16]:
    """The same with 16 bits a channel, and something in the low ones."""
    high = np.asarray(image).astype(np.uint16)
    spread: npt.NDArray[np.uint16] = (high * 257).astype(np.uint16)
    return spread


def png_of_16_bits(image: Image.Image, colour_type: int) -> bytes:
    rows = deep(image).reshape(image.height, -1).astype(">u2")
    body = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", *image.size, 16, colour_type, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(body))
    return b"\x89PNG\r\n\x1a\n" + chunks + png_chunk(b"IEND", b"")


def tiff_of_16_bits(image: Image.Image, order: str) -> bytes:
    values = deep(image)
    channels = 1 if values.ndim == 2 else values.shape[2]
    strip = values.astype(order + "u2").tobytes()
    bits_at, strip_at = 8 + 2 + 12 * 10 + 4, 8 + 2 + 12 * 10 + 4 + 8
    shorts = struct.pack(order + "HHHH", *[16] * channels, *[0] * (4 - channels))
    bits = (3, channels, 16 if channels == 1 else bits_at)
    entries = (
        (256, 4, 1, image.width), (257, 4, 1, image.height), (258, *bits), (259, 3, 1, 1),
        (262, 3, 1, 1 if channels == 1 else 2), (273, 4, 1, strip_at), (277, 3, 1, channels),
        (278, 4, 1, image.height), (279, 4, 1, len(strip)), (284, 3, 1, 1),
    )  # fmt: skip
    directory = struct.pack(order + "H", len(entries))
    for tag, kind, count, value in entries:
        packed = struct.pack(order + ("HH" if kind == 3 and count == 1 else "I"),
                             *((value, 0) if kind == 3 and count == 1 else (value,)))  # fmt: skip
        directory += struct.pack(order + "HHI", tag, kind, count) + packed
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    return head + directory + bytes(4) + shorts + strip


def test_16_bits_a_channel_in_png(tmp_path: Path) -> None:
    assert distance(rendition_of(tmp_path, png_of_16_bits(grey_ramp(), 0)), grey_ramp()) < 2
    assert distance(rendition_of(tmp_path, png_of_16_bits(scene(), 2)), scene()) < 4


@pytest.mark.parametrize("order", ["<", ">"])
def test_16_bits_a_channel_in_tiff(tmp_path: Path, order: str) -> None:
    assert distance(rendition_of(tmp_path, tiff_of_16_bits(grey_ramp(), order)), grey_ramp()) < 2
    assert distance(rendition_of(tmp_path, tiff_of_16_bits(scene(), order)), scene()) < 4


def test_16_bits_with_something_shining_through(tmp_path: Path) -> None:
    alpha = grey_ramp()
    glass = Image.merge("RGBA", [*scene().split(), alpha])
    found = rendition_of(tmp_path, png_of_16_bits(glass, 6))
    assert found.mode == "RGBA"
    assert distance(found.getchannel("A"), alpha) < 3
    on_grey = [Image.new("RGBA", alpha.size, (128, 128, 128, 255)) for _ in range(2)]
    for ground, image in zip(on_grey, (found, glass), strict=True):
        ground.alpha_composite(image)
    assert distance(*on_grey) < 4


@pytest.mark.parametrize("pillow_format", ["JPEG", "TIFF"])
def test_cmyk(tmp_path: Path, pillow_format: str) -> None:
    # Pillow writes CMYK in JPEG inverted, as Adobe's programs do, and marks it so
    options = {"quality": 95} if pillow_format == "JPEG" else {}
    data = saved(scene().convert("CMYK"), pillow_format, **options)
    assert distance(rendition_of(tmp_path, data), scene()) < 4


def icc_profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    """A display profile (ICC.1:2001-04) of these tags."""
    head = bytes(4) + b"\x02\x20\0\0mntr" + space + b"XYZ " + bytes(12) + b"acsp" + bytes(28)
    head += struct.pack(">iii", 0xF6D6, 0x10000, 0xD32D)
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        padded = content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", at, len(content))
        body += padded
        at += len(padded)
    return (
        struct.pack(">I", at) + head.ljust(124, b"\0") + struct.pack(">I", len(tags)) + table + body
    )


def xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">iii", *(round(v * 65536) for v in (x, y, z)))


def gamma(value: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256)) + bytes(2)


def _text(text: bytes) -> bytes:
    return b"desc" + bytes(4) + struct.pack(">I", len(text) + 1) + text + bytes(79)


_COMMON = {
    b"desc": _text(b"made here"),
    b"cprt": b"text" + bytes(4) + b"none\0",
    b"wtpt": xyz(0.9642, 1, 0.8249),
}
LINEAR_GREY = icc_profile(b"GRAY", _COMMON | {b"kTRC": gamma(1.0)})
WIDE = icc_profile(  # Adobe RGB (1998): its primaries, adapted to D50, and its gamma
    b"RGB ",
    _COMMON
    | {b"rXYZ": xyz(0.60974, 0.31111, 0.01947), b"gXYZ": xyz(0.20528, 0.62567, 0.06087)}
    | {b"bXYZ": xyz(0.14919, 0.06322, 0.74457)}
    | {name: gamma(2.19921875) for name in (b"rTRC", b"gTRC", b"bTRC")},
)  # fmt: skip


def as_srgb(linear: npt.NDArray[np.float64]) -> Pixels:
    curve = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    pixels: Pixels = (curve.clip(0, 1) * 255).round().astype(np.uint8)
    return pixels


def from_wide(image: Image.Image) -> Image.Image:
    """Adobe RGB as sRGB, by the two standards' own numbers."""
    linear = (np.asarray(image) / 255) ** 2.19921875
    to_srgb = np.array(
        [[1.39836, -0.39836, 0], [0, 1, 0], [0, -0.04293, 1.04293]]
    )  # fmt: skip
    return Image.fromarray(as_srgb((linear @ to_srgb.T).clip(0, 1)))


@pytest.mark.parametrize("pillow_format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_a_wide_colour_space(tmp_path: Path, pillow_format: str) -> None:
    options = {"quality": 95} if pillow_format in {"JPEG", "WEBP", "AVIF"} else {}
    data = saved(scene(), pillow_format, icc_profile=WIDE, **options)
    found = rendition_of(tmp_path, data)
    assert distance(found, from_wide(scene())) < 4
    assert distance(from_wide(scene()), scene()) > 8, "the profile makes a difference"


def test_a_wide_colour_space_in_heic(tmp_path: Path) -> None:
    found = rendition_of(tmp_path, heic(scene(), profile=WIDE))
    assert distance(found, from_wide(scene())) < 4


def test_a_profile_for_grey(tmp_path: Path) -> None:
    wanted = Image.fromarray(as_srgb(np.asarray(grey_ramp()) / 255))
    for pillow_format in ("PNG", "JPEG"):
        data = saved(grey_ramp(), pillow_format, icc_profile=LINEAR_GREY)
        assert distance(rendition_of(tmp_path, data), wanted) < 3


def test_a_profile_beside_an_alpha(tmp_path: Path) -> None:
    glass = Image.merge("RGBA", [*scene().split(), Image.new("L", (160, 96), 200)])
    found = rendition_of(tmp_path, saved(glass, "PNG", icc_profile=WIDE))
    assert found.mode == "RGBA"
    assert distance(found, from_wide(scene())) < 5


def test_srgb_is_left_alone(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert distance(rendition_of(tmp_path, saved(scene(), "PNG", icc_profile=srgb)), scene()) < 3
