"""Libraries with parts that are found only when they are used."""

from pathlib import Path

from tests.frozen.made_video import FRAME_COUNT, made_video
from tests.frozen.program import Program


def test_ffmpeg_decodes_a_video(program: Program, tmp_path: Path) -> None:
    told = program.run_inside(
        """
import sys, av
with av.open(sys.argv[-1]) as container:
    frames = [frame.to_ndarray(format="rgb24").shape for frame in container.decode(video=0)]
print(len(frames), frames[0])
""",
        made_video(tmp_path / "clip.mp4"),
    )
    assert told == f"{FRAME_COUNT} (64, 96, 3)\n"


def test_qt_plays_a_video(program: Program, tmp_path: Path) -> None:
    told = program.run_inside(
        """
import sys
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtMultimedia import QMediaPlayer, QVideoSink
from PySide6.QtWidgets import QApplication
app = QApplication(["lightbox"])
player, sink = QMediaPlayer(), QVideoSink()
player.setVideoSink(sink)
def show(frame):
    size = frame.toImage().size()
    if not size.isEmpty():
        print(size.width(), size.height())
        app.exit()
sink.videoFrameChanged.connect(show)
player.errorOccurred.connect(lambda error, words: (print(words), app.exit()))
QTimer.singleShot(30_000, lambda: app.exit())
player.setSource(QUrl.fromLocalFile(sys.argv[-1]))
player.play()
app.exec()
player.stop()
""",
        made_video(tmp_path / "clip.mp4"),
    )
    assert told.splitlines()[0] == "96 64"


def test_heif_has_its_decoder(program: Program) -> None:
    told = program.run_inside("import pi_heif; print(*pi_heif.libheif_info()['decoders'])")
    assert "libde265" in told


def test_qt_has_the_plugins_it_is_used_with(program: Program) -> None:
    told = program.run_inside(
        """
from PySide6.QtGui import QGuiApplication, QImageReader
app = QGuiApplication(["lightbox"])
print(*sorted(bytes(name).decode() for name in QImageReader.supportedImageFormats()))
"""
    )
    assert {"gif", "jpeg", "png", "svg", "webp"} <= set(told.split())
