"""Animated pictures are played from a worker, still ones are left alone."""

import struct
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop_app.ui.tasks import TaskScope, Workers
from desktop_app.ui.viewer.animation import Animation


def gif(colors: list[tuple[int, int, int]], delay_cs: int = 3) -> bytes:
    """A GIF of one-pixel frames, made by hand: https://www.w3.org/Graphics/GIF/spec-gif89a.txt."""
    data = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0)
    for color in colors:
        data += b"\x21\xf9\x04" + struct.pack("<BHB", 0, delay_cs, 0) + b"\0"
        data += b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0x80) + bytes(color) + b"\0\0\0"
        data += b"\x02\x02\x44\x01\0"  # clear, colour 0, end
    return data + b"\x3b"


def test_frames_come_in_order_and_again(qtbot: QtBot, workers: Workers, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(gif([(255, 0, 0), (0, 255, 0), (0, 0, 255)]))
    scope = TaskScope(workers)
    animation = Animation(scope)
    shown: list[str] = []
    animation.frame_shown.connect(lambda frame: shown.append(frame.pixelColor(0, 0).name()))
    animation.play(path)
    qtbot.waitUntil(lambda: len(shown) >= 7)
    animation.stop()
    scope.close()
    assert shown[:7] == ["#ff0000", "#00ff00", "#0000ff"] * 2 + ["#ff0000"]


def test_a_single_frame_is_not_played(qtbot: QtBot, workers: Workers, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(gif([(255, 0, 0)]))
    scope = TaskScope(workers)
    animation = Animation(scope)
    shown: list[object] = []
    animation.frame_shown.connect(shown.append)
    animation.play(path)
    qtbot.waitUntil(lambda: not scope.is_busy)
    assert shown == []
    animation.play(tmp_path / "gone.gif")
    qtbot.waitUntil(lambda: not scope.is_busy)
    assert shown == []
    scope.close()
