import contextlib
import hashlib
import io
import os
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from desktop_app.domain.errors import MediaError
from desktop_app.media import exif, kinds, pictures
from desktop_app.media.pictures import difference_hash, open_picture, scaled
from desktop_app.media.prepared import Probe
from desktop_app.media.probe import prepare, render
from tests.media.made_files import (
    ASCII,
    animated,
    exif_block,
    jpeg_with_exif,
    picture,
    png,
    png_chunk,
    png_with,
    put,
    red_corner,
    saved,
    text_chunk,
    webp_with_exif,
)
from tests.media.made_heic import heic

pytestmark = pytest.mark.filterwarnings("ignore")  # decoders warn; workers do not listen


def probe(path: Path) -> Probe:
    return prepare(path).probe


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP", "TIFF")
"""Those that Pillow writes; HEIC is in `test_pixels`."""


@pytest.mark.parametrize("pillow_format", FORMATS)
def test_the_facts_of_every_format(tmp_path: Path, pillow_format: str) -> None:
    data = saved(picture((400, 300)), pillow_format)
    path = put(tmp_path, "wrong.extension", data)
    os.utime(path, ns=(10**18, 10**18))
    facts = probe(path)
    assert (facts.width_px, facts.height_px) == (400, 300)
    assert facts.mime_type == f"image/{pillow_format.lower()}"
    assert facts.asset_type == "image"
    assert facts.content_hash == hashlib.sha256(data).hexdigest()
    assert facts.file_size_bytes == len(data)
    assert facts.modified_at_us == 10**15
    assert (facts.is_animated, facts.duration_seconds, facts.captured_at_us) == (False, None, None)
    prepared = prepare(path)
    assert opened(prepared.rendition).size == (256, 192)
    assert opened(prepared.rendition).format == "JPEG"


@pytest.mark.parametrize(
    ("pillow_format", "duration"), [("GIF", 0.36), ("PNG", 0.36), ("WEBP", 0.36), ("AVIF", None)]
)
def test_animations(tmp_path: Path, pillow_format: str, duration: float | None) -> None:
    facts = prepare(put(tmp_path, "a", animated(pillow_format))).probe
    assert facts.is_animated
    assert facts.duration_seconds == duration
    assert facts.asset_type == "image"


def corner(image: Image.Image) -> str:
    """Which corner of the picture is red."""
    width, height = image.size
    for name, at in (
        ("top left", (2, 2)),
        ("top right", (width - 3, 2)),
        ("bottom left", (2, height - 3)),
        ("bottom right", (width - 3, height - 3)),
    ):
        red, green, _ = image.convert("RGB").getpixel(at)  # type: ignore[misc]
        if red > 150 and green < 110:
            return name
    return "nowhere"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif", "tiff"])
def test_pictures_stand_upright(tmp_path: Path, kind: str, orientation: int) -> None:
    upright = red_corner()
    turned = red_corner(orientation)
    block = exif_block([(exif.ORIENTATION, 3, struct.pack(">H", orientation))])
    if kind in {"avif", "tiff"}:
        tags = Image.Exif()
        tags[exif.ORIENTATION] = orientation
        data = saved(turned, kind, exif=tags)
    else:
        data = {
            "jpeg": lambda: jpeg_with_exif(block, turned),
            "png": lambda: png((b"eXIf", block), image=turned),
            "webp": lambda: webp_with_exif(block, turned),
        }[kind]()
    prepared = prepare(put(tmp_path, "a", data))
    assert (prepared.probe.width_px, prepared.probe.height_px) == (160, 96)
    small = opened(prepared.rendition)
    assert small.size == (160, 96)
    assert corner(small) == "top left"
    plain = prepare(put(tmp_path, "b", saved(upright, "PNG"))).perceptual_hash
    assert (prepared.perceptual_hash ^ plain).bit_count() <= 6


def test_a_nonsense_orientation_is_none(tmp_path: Path) -> None:
    block = exif_block([(exif.ORIENTATION, 3, struct.pack(">H", 77))])
    assert probe(put(tmp_path, "a", jpeg_with_exif(block))).width_px == 96


@pytest.mark.parametrize(
    ("made", "is_transparent"),
    [
        (picture(mode="RGB"), False),
        (picture(mode="L"), False),
        (picture(mode="1"), False),
        (picture(mode="P"), False),
        (picture(mode="RGBA"), False),
        (Image.merge("RGBA", [*picture().split(), picture(mode="L")]), True),
        (Image.merge("LA", [picture(mode="L"), picture(mode="L")]), True),
        (Image.fromarray(np.linspace(0, 65535, 96 * 64, dtype=np.uint16).reshape(64, 96)), False),
    ],
    ids=["RGB", "L", "1", "P", "opaque RGBA", "RGBA", "LA", "16 bit"],
)
def test_every_kind_of_pixel(tmp_path: Path, made: Image.Image, *, is_transparent: bool) -> None:
    rendition = opened(prepare(put(tmp_path, "a", saved(made, "PNG"))).rendition)
    assert rendition.format == ("WEBP" if is_transparent else "JPEG")
    assert rendition.mode == ("RGBA" if is_transparent else "RGB")
    low, high = rendition.convert("L").getextrema()
    assert high - low > 100, "it still gets lighter"  # type: ignore[operator]


def test_a_transparent_palette_shines_through(tmp_path: Path) -> None:
    data = saved(picture(mode="P"), "GIF", transparency=0)
    assert opened(prepare(put(tmp_path, "a", data)).rendition).mode in {"RGB", "RGBA"}
    data = saved(Image.new("RGB", (9, 9), (1, 2, 3)), "PNG", transparency=(1, 2, 3))
    assert opened(prepare(put(tmp_path, "a", data)).rendition).mode == "RGBA"


@pytest.mark.parametrize(
    "values",
    [
        np.linspace(0, 1, 96 * 64, dtype=np.float32),
        np.linspace(-5, 9000, 96 * 64, dtype=np.float32),
        np.linspace(0, 255, 96 * 64, dtype=np.float32),
        np.linspace(0, 65535, 96 * 64, dtype=np.int32),
    ],
)
def test_deep_tiffs_are_spread_over_eight_bits(tmp_path: Path, values: np.ndarray) -> None:
    data = saved(Image.fromarray(values.reshape(64, 96)), "TIFF")
    low, high = opened(prepare(put(tmp_path, "a", data)).rendition).convert("L").getextrema()
    assert high - low > 200  # type: ignore[operator]


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    data = saved(Image.new("RGB", (64, 64), (200, 30, 30)).convert("CMYK"), "JPEG")
    red, green, _ = opened(prepare(put(tmp_path, "a", data)).rendition).getpixel((30, 30))  # type: ignore[misc]
    assert red > 150
    assert green < 90


def test_colour_profiles_are_applied(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # red and green change places
    profile = profile.replace(b"rXYZ", b"tmp0").replace(b"gXYZ", b"rXYZ").replace(b"tmp0", b"gXYZ")
    plain = Image.new("RGB", (64, 64), (180, 90, 40))
    for made in (plain, Image.merge("RGBA", [*plain.split(), picture((64, 64), "L")])):
        data = saved(made, "PNG", icc_profile=profile)
        rendition = opened(prepare(put(tmp_path, "a", data)).rendition).convert("RGB")
        red, green, _ = rendition.getpixel((60, 30))  # type: ignore[misc]
        assert green > 150
        assert red < 110


@pytest.mark.parametrize("profile", [b"nonsense", b"\0" * 200])
def test_a_broken_profile_is_ignored(tmp_path: Path, profile: bytes) -> None:
    data = saved(Image.new("RGB", (64, 64), (180, 90, 40)), "PNG", icc_profile=profile)
    red, _, _ = opened(prepare(put(tmp_path, "a", data)).rendition).getpixel((9, 9))  # type: ignore[misc]
    assert abs(red - 180) < 6


def test_a_profile_of_another_colour_space_is_ignored(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    data = saved(Image.new("RGB", (64, 64), (180, 90, 40)), "JPEG", icc_profile=lab)
    assert opened(prepare(put(tmp_path, "a", data)).rendition).mode == "RGB"


@pytest.mark.parametrize("size_px", [256, 512, 1600])
def test_renditions_have_the_longest_edge_asked_for(tmp_path: Path, size_px: int) -> None:
    for pillow_format in ("JPEG", "PNG"):
        large = put(tmp_path, "a", saved(picture((1000, 3000)), pillow_format))
        assert opened(render(large, size_px)).size == (round(size_px / 3), size_px)
    small = put(tmp_path, "b", saved(picture((40, 30)), "PNG"))
    assert opened(render(small, size_px)).size == (40, 30), "nothing is enlarged"


def test_look_alikes_are_near_and_others_far(tmp_path: Path) -> None:
    scene = Image.effect_noise((12, 9), 90).resize((800, 600)).convert("RGB")
    first = prepare(put(tmp_path, "a", saved(scene, "PNG"))).perceptual_hash
    second = prepare(put(tmp_path, "b", saved(scene.resize((400, 300)), "JPEG"))).perceptual_hash
    other = scene.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    third = prepare(put(tmp_path, "c", saved(other, "PNG"))).perceptual_hash
    assert 0 <= first < 2**64
    assert (first ^ second).bit_count() <= 4
    assert (first ^ third).bit_count() > 12
    assert difference_hash(Image.new("RGB", (9, 9))) == 0


def test_the_date_of_capture(tmp_path: Path) -> None:
    def dated(*entries: tuple[int, bytes]) -> int | None:
        block = exif_block([(tag, ASCII, value + b"\0") for tag, value in entries])
        return probe(put(tmp_path, "a.jpg", jpeg_with_exif(block))).captured_at_us

    noon = datetime(2025, 8, 30, 12, tzinfo=UTC)
    noon_us = int(noon.timestamp()) * 1_000_000
    zoned = (
        (exif.DATE_TIME_ORIGINAL, b"2025:08:30 14:00:00"),
        (exif.OFFSET_TIME_ORIGINAL, b"+02:00"),
    )
    assert dated(*zoned) == noon_us
    local = noon.astimezone().strftime("%Y:%m:%d %H:%M:%S").encode()
    assert dated((exif.DATE_TIME_DIGITIZED, local)) == noon_us
    assert dated((exif.DATE_TIME, b"2025:08:30 12:00:00"), (exif.OFFSET_TIME, b"+00:00")) == noon_us
    assert dated((exif.DATE_TIME_ORIGINAL, b"0000:00:00 00:00:00")) is None
    assert dated((exif.DATE_TIME_ORIGINAL, b"yesterday")) is None
    for text in ("Sat, 30 Aug 2025 12:00:00 +0000", "2025-08-30T14:00:00+02:00"):
        path = put(tmp_path, "a.png", png_with({"Creation Time": text}))
        assert probe(path).captured_at_us == noon_us
    assert probe(put(tmp_path, "a.png", png_with({"Creation Time": "once"}))).captured_at_us is None


def png_of(width: int, height: int, body: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(body))
    return b"\x89PNG\r\n\x1a\n" + data + png_chunk(b"IEND", b"")


HOSTILE = {
    "too many pixels": (png_of(60_000, 60_000), "import.too_many_pixels"),
    "no pixels": (png_of(0, 0), "import.damaged"),
    "fewer pixels than promised": (png_of(2000, 2000, b"\0" * 100), "import.damaged"),
    "cut jpeg": (saved(picture((600, 400)), "JPEG")[:900], "import.damaged"),
    "cut png": (saved(picture((600, 400)), "PNG")[:-200], "import.damaged"),
    "cut webp": (saved(picture((600, 400)), "WEBP")[:-200], "import.damaged"),
    "cut avif": (saved(picture((600, 400)), "AVIF")[:-200], "import.damaged"),
    "cut heic": (heic(picture((160, 96)))[:-100], "import.damaged"),
    "heic's magic alone": (heic(picture((160, 96)))[:24], "import.damaged"),
    "cut bmp": (saved(picture((600, 400)), "BMP")[:-2000], "import.damaged"),
    "cut tiff": (saved(picture((600, 400)), "TIFF")[:300], "import.damaged"),
    "a gif's head": (b"GIF89a\x40\x00\x40\x00\x80\0\0" + b"\0" * 6, "import.damaged"),
    "jpeg's magic alone": (b"\xff\xd8\xff\xe0", "import.damaged"),
    "png's magic alone": (b"\x89PNG\r\n\x1a\n", "import.damaged"),
    "tiff that points nowhere": (b"II*\0\xff\xff\xff\x7f", "import.damaged"),
    "text": (b"just text", "import.not_media"),
    "nothing": (b"", "import.empty"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_have_a_code_each(tmp_path: Path, name: str) -> None:
    data, code = HOSTILE[name]
    path = put(tmp_path, "a.png", data)
    for look in (prepare, lambda p: render(p, 256)):
        with pytest.raises(MediaError) as caught:
            look(path)
        assert caught.value.code == code


def test_a_packed_text_of_many_megabytes_is_no_reason_to_refuse(tmp_path: Path) -> None:
    long = zlib.compress(b"x" * 3_000_000)
    data = png((b"zTXt", b"workflow\0\0" + long), text_chunk("parameters", "a fox"))
    prepared = prepare(put(tmp_path, "a.png", data))
    assert prepared.generation.prompt == "a fox"
    assert len(prepared.generation.raw["workflow"]) == 3_000_000


def test_memory_that_runs_out_is_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    path = put(tmp_path, "a.png", saved(picture(), "PNG"))
    monkeypatch.setattr(pictures, "_in_srgb", exhausted)
    with pytest.raises(MediaError) as caught:
        render(path, 256)
    assert caught.value.code == "import.too_many_pixels"


def test_the_pixel_limit_is_ours() -> None:
    data = saved(picture((100, 100)), "PNG")
    assert open_picture(data, kinds.PNG, pixel_limit=10_000).size == (100, 100)
    with pytest.raises(MediaError) as caught:
        open_picture(data, kinds.PNG, pixel_limit=9_999)
    assert caught.value.params == {"pixels": 10_000, "limit": 9_999}


def test_only_the_decoder_that_fits_is_let_loose() -> None:
    with pytest.raises(MediaError):
        open_picture(saved(picture(), "PNG"), kinds.JPEG, pixel_limit=10**6)


@given(st.sampled_from([*FORMATS, "HEIC"]), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
def test_no_flipped_byte_gets_out(tmp_path: Path, pillow_format: str, data: st.DataObject) -> None:
    changed = bytearray(_SMALL[pillow_format])
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    path = put(tmp_path, "a", bytes(changed[: data.draw(st.integers(1, len(changed)))]))
    with contextlib.suppress(MediaError):
        prepare(path, pixel_limit=1_000_000)


_SMALL = {name: saved(picture((40, 30)), name) for name in FORMATS}
_SMALL["HEIC"] = heic(picture((64, 64)), exif=exif_block([(exif.MODEL, ASCII, b"x\0")]))


def test_scaling_keeps_very_thin_pictures() -> None:
    assert scaled(Image.new("RGB", (3000, 2)), 256).size == (256, 1)
