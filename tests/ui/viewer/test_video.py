"""Videos: played where QtMultimedia is, and a sentence where something is missing."""

import sys
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.changes import Origin
from desktop_app.domain.entities import FileState, NewAsset
from desktop_app.ui.viewer.video import VideoStage
from tests.builders import new_asset, rows_of
from tests.ui.viewer.conftest import Gallery

pytestmark = pytest.mark.qt_log_ignore(
    r"No HW decoder found",
    r"No RHI backend",
    r"Couldn't (load|resolve) .* (library|symbols)",
    r"Could not open media",
    extend=True,
)


def add_video(gallery: Gallery, **over: object) -> int:
    """Put one video at the end of the result and return its position."""
    video: NewAsset = new_asset(
        asset_type="video", mime_type="video/mp4", duration_seconds=1.0, custom_title="clip", **over
    )
    gallery.catalog.add_assets([video], origin=Origin.IMPORT)
    gallery.rows += rows_of(gallery.catalog, video)
    gallery.selection.set_result(list(gallery.rows))
    return len(gallery.rows) - 1


def open_video(gallery: Gallery, original: Path) -> None:
    """Open the viewer at a new video with this original."""
    position = add_video(gallery)
    gallery.originals[gallery.asset(position).id] = original
    gallery.viewer.open_at(position)
    gallery.viewer.setFocus()


def play(gallery: Gallery, original: Path) -> VideoStage:
    """Open the viewer at a new video, and wait until it plays."""
    open_video(gallery, original)
    gallery.qtbot.waitUntil(lambda: gallery.viewer.video.is_playing, timeout=20_000)
    player = gallery.viewer.video.player
    assert isinstance(player, VideoStage)
    return player


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """One second of plain frames."""
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=24)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for _ in range(24):
            frame = av.VideoFrame.from_ndarray(np.full((240, 320, 3), 200, np.uint8), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def test_a_video_that_is_not_here_says_so(gallery: Gallery) -> None:
    gallery.viewer.open_at(add_video(gallery, file_state=FileState.ABSENT))
    gallery.qtbot.waitUntil(
        lambda: gallery.robot.message == "This video is not on this machine yet."
    )
    assert not gallery.viewer.bar.buttons["zoom-in"].isVisible()


def test_a_machine_without_playback_says_so_and_shows_the_poster(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "desktop_app.ui.viewer.video", None)
    position = add_video(gallery)
    asset = gallery.asset(position)
    gallery.originals[asset.id] = gallery.originals[gallery.asset(0).id]
    gallery.renditions[asset.id] = gallery.renditions[gallery.asset(0).id]
    gallery.viewer.open_at(position)
    gallery.qtbot.waitUntil(
        lambda: gallery.robot.message == "This machine lacks what playing videos needs."
    )
    gallery.qtbot.waitUntil(lambda: gallery.viewer.video._poster.picture is not None)


def test_a_video_plays_seeks_pauses_and_ends(gallery: Gallery, clip: Path) -> None:
    player = play(gallery, clip)
    gallery.qtbot.waitUntil(lambda: player.seek.maximum() > 900)
    gallery.robot.press(Qt.Key.Key_P)
    gallery.qtbot.waitUntil(lambda: not gallery.viewer.video.is_playing)
    player.seek_by(-10)
    gallery.qtbot.waitUntil(lambda: player.position_ms == 0)
    gallery.robot.press(Qt.Key.Key_M)
    assert player.mute_button.isChecked()
    with gallery.qtbot.waitSignal(gallery.viewer.video.ended, timeout=20_000):
        player.loop_button.setChecked(False)
        gallery.robot.press(Qt.Key.Key_P)
    gallery.robot.press(Qt.Key.Key_Left)
    gallery.qtbot.waitUntil(lambda: gallery.robot.title == "broken")
    assert not gallery.viewer.video.is_playing


def test_frames_are_stepped_one_by_one(gallery: Gallery, clip: Path) -> None:
    player = play(gallery, clip)

    def start_us() -> int:
        return player._sink.videoFrame().startTime()

    def is_near(frame_us: int) -> bool:
        return abs(start_us() - frame_us) < 2_000

    gallery.qtbot.waitUntil(lambda: start_us() > 100_000, timeout=20_000)
    gallery.robot.press(Qt.Key.Key_P)
    gallery.robot.press(Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    gallery.qtbot.waitUntil(lambda: start_us() == 0)
    for keys, number in ((".", 1), (".", 2), (".", 3), (",", 2)):
        QTest.keyClicks(gallery.viewer, keys)
        frame_us = number * 1_000_000 // 24
        gallery.qtbot.waitUntil(partial(is_near, frame_us))
    assert not gallery.viewer.video.is_playing


def test_the_sound_is_as_it_was_left(gallery: Gallery, clip: Path) -> None:
    told: list[tuple[int, bool]] = []
    gallery.viewer.sound_changed.connect(lambda volume, is_muted: told.append((volume, is_muted)))
    gallery.viewer.video.set_sound(40, is_muted=True)
    player = play(gallery, clip)
    assert (player.volume_percent, player.mute_button.isChecked()) == (40, True)
    assert told == [], "nobody chose that now"
    gallery.robot.press(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert told == [(40, False), (50, False)]
    gallery.robot.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    gallery.robot.press(Qt.Key.Key_M)
    assert told[2:] == [(40, False), (40, True)]
    was_looping = player.loop_button.isChecked()
    gallery.robot.press(Qt.Key.Key_R)
    assert player.loop_button.isChecked() != was_looping


def test_a_file_that_is_no_video_says_so(gallery: Gallery, tmp_path: Path) -> None:
    path = tmp_path / "no.mp4"
    path.write_bytes(b"this is no video")
    open_video(gallery, path)
    gallery.qtbot.waitUntil(
        lambda: gallery.robot.message == "This video cannot be played.", timeout=20_000
    )
