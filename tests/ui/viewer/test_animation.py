"""Animated pictures are played from another process, still ones are left alone."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.ui.theme import Theme
from tests.media.made_files import saved
from tests.ui.viewer.conftest import Gallery

COLORS = ("#ff0000", "#00ff00", "#0000ff")


def gif(colors: list[tuple[int, int, int]], delay_cs: int = 3) -> bytes:
    """A GIF of one-pixel frames, made by hand: https://www.w3.org/Graphics/GIF/spec-gif89a.txt."""
    data = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0)
    for color in colors:
        data += b"\x21\xf9\x04" + struct.pack("<BHB", 0, delay_cs, 0) + b"\0"
        data += b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0x80) + bytes(color) + b"\0\0\0"
        data += b"\x02\x02\x44\x01\0"  # clear, colour 0, end
    return data + b"\x3b"


def hand_made_gif() -> bytes:
    return gif([(255, 0, 0), (0, 255, 0), (0, 0, 255)])


def animated(pillow_format: str) -> bytes:
    """Three frames as Pillow writes them."""
    first, *others = (Image.new("RGB", (16, 12), color) for color in COLORS)
    return saved(
        first, pillow_format, save_all=True, append_images=others, duration=30, lossless=True
    )


@pytest.mark.parametrize(
    "make",
    [hand_made_gif, lambda: animated("PNG"), lambda: animated("WEBP")],
    ids=["gif", "apng", "webp"],
)
def test_frames_come_in_order_and_again(gallery: Gallery, make: Callable[[], bytes]) -> None:
    gallery.originals[gallery.asset(0).id].write_bytes(make())
    shown: list[str] = []
    gallery.viewer._animation.frame_shown.connect(
        lambda frame: shown.append(frame.pixelColor(0, 0).name())
    )
    gallery.open(0)
    gallery.qtbot.waitUntil(lambda: len(shown) >= 7)
    assert shown[:7] == [*COLORS, *COLORS, COLORS[0]]
    gallery.viewer.close_view()
    assert not gallery.viewer._animation.is_playing


@pytest.mark.parametrize(
    "data", [gif([(255, 0, 0)]), saved(Image.new("RGB", (9, 9)), "PNG")], ids=["gif", "png"]
)
def test_a_single_frame_is_not_played(gallery: Gallery, data: bytes) -> None:
    gallery.originals[gallery.asset(0).id].write_bytes(data)
    gallery.open(0)
    assert not gallery.viewer._animation.is_playing


def test_a_file_that_ends_in_the_middle_stops_playing(gallery: Gallery, tmp_path: Path) -> None:
    del tmp_path
    whole = animated("PNG")
    gallery.originals[gallery.asset(0).id].write_bytes(whole)
    gallery.open(0)
    assert gallery.viewer._animation.is_playing
    gallery.originals[gallery.asset(0).id].write_bytes(whole[: len(whole) // 2])
    gallery.qtbot.waitUntil(lambda: not gallery.viewer._animation.is_playing)
    assert gallery.robot.stage.picture is not None


def test_nothing_moves_where_that_is_unwanted(gallery: Gallery, theme: Theme) -> None:
    gallery.originals[gallery.asset(0).id].write_bytes(animated("PNG"))
    theme.set_motion_reduced(is_unwanted=True)
    gallery.open(0)
    assert not gallery.viewer._animation.is_playing
    theme.set_motion_reduced(is_unwanted=False)
