"""Playing a video: the frames on a stage of its own, and the line to seek, loop and mute.

Imported when the first video is opened: QtMultimedia takes long to load, and a machine may lack
the system libraries it needs (then importing this module raises ImportError).
"""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoFrame, QVideoSink
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from desktop_app.ui.theme import DARK, Theme
from desktop_app.ui.viewer.dark import stage_icon
from desktop_app.ui.viewer.wording import time_text, translate

_HEIGHT_PX = 44
_SEEK_MS = 5_000
_LOUDEST = 100


class _Screen(QWidget):
    """Paints the frame of the moment, fitted."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._frame = QVideoFrame()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_frame(self, frame: QVideoFrame) -> None:
        """Show a frame."""
        self._frame = frame
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame in the middle, the dark ground around it."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.bg))
        if not self._frame.isValid():
            return
        size = QSizeF(self._frame.surfaceFormat().viewport().size())
        if self._frame.rotation().value % 180:
            size.transpose()
        size.scale(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        room = QRectF(self.rect())
        room.setSize(size)
        room.moveCenter(QRectF(self.rect()).center())
        self._frame.paint(painter, room, QVideoFrame.PaintOptions())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click plays or pauses."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit()


class VideoStage(QWidget):
    """One video with its controls.

    Signals:
        failed: the video cannot be played; the player's own words are only logged by it.
        ended: it came to its end and does not loop.
    """

    failed = Signal()
    ended = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_once = False
        self._audio = QAudioOutput(self)
        self._sink = QVideoSink(self)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(self._audio)
        self._player.setVideoSink(self._sink)
        self.picture = _Screen()
        self._line = QWidget()
        self._line.setObjectName("videoBar")
        self._line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.play_button = self._button(translate("Viewer", "Play or pause (P)"))
        self.loop_button = self._button(translate("Viewer", "Repeat"))
        self.loop_button.setCheckable(True)
        self.mute_button = self._button(translate("Viewer", "Mute (M)"))
        self.mute_button.setProperty("role", "word")
        self.mute_button.setText(translate("Viewer", "Mute"))
        self.mute_button.setCheckable(True)
        self.seek = QSlider(Qt.Orientation.Horizontal)
        self.seek.setAccessibleName(translate("Viewer", "Position in the video"))
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, _LOUDEST)
        self.volume.setValue(_LOUDEST)
        self.volume.setAccessibleName(translate("Viewer", "Volume"))
        for slider in (self.seek, self.volume):
            slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._time = QLabel()
        self._time.setTextFormat(Qt.TextFormat.PlainText)
        self._time.setProperty("role", "muted")
        self._controls = QHBoxLayout(self._line)
        for widget, stretch in (
            (self.play_button, 0),
            (self.seek, 1),
            (self._time, 0),
            (self.loop_button, 0),
            (self.mute_button, 0),
            (self.volume, 0),
        ):
            self._controls.addWidget(widget, stretch)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.picture, 1)
        whole.addWidget(self._line)
        self._connect()
        self.loop_button.setChecked(True)
        self.refresh_theme()

    @property
    def is_playing(self) -> bool:
        """Whether it plays now."""
        return self._player.playbackState() is QMediaPlayer.PlaybackState.PlayingState

    @property
    def position_ms(self) -> int:
        """Where it is."""
        return self._player.position()

    def open(self, path: Path) -> None:
        """Play a file from its beginning."""
        self._player.setSource(QUrl.fromLocalFile(str(path)))
        self._player.play()

    def close_file(self) -> None:
        """Stop and let go of the file."""
        self._player.stop()
        self._player.setSource(QUrl())
        self.picture.set_frame(QVideoFrame())

    def toggle_playing(self) -> None:
        """Pause, or go on."""
        if self.is_playing:
            self._player.pause()
        else:
            self._player.play()

    def toggle_sound(self) -> None:
        """Mute, or not."""
        self.mute_button.toggle()

    def seek_by(self, seconds: int) -> None:
        """Go forwards or backwards."""
        self._player.setPosition(max(self._player.position() + seconds * 1000, 0))

    def set_once(self, *, is_once: bool) -> None:
        """Come to an end whatever the loop button says: the slideshow waits for it."""
        self._is_once = is_once
        self._apply_loops()

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        theme = self._theme
        self._line.setFixedHeight(theme.px(_HEIGHT_PX))
        self._controls.setContentsMargins(theme.px(8), 0, theme.px(12), 0)
        self._controls.setSpacing(theme.px(8))
        self.volume.setFixedWidth(theme.px(80))
        icons = (
            (self.play_button, "pause" if self.is_playing else "play"),
            (self.loop_button, "refresh"),
        )
        side = theme.px(18)
        for button, name in icons:
            button.setIcon(stage_icon(theme, name))
            button.setIconSize(QSize(side, side))

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "icon")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _connect(self) -> None:
        player = self._player
        self._sink.videoFrameChanged.connect(self.picture.set_frame)
        self.picture.pressed.connect(self.toggle_playing)
        self.play_button.clicked.connect(self.toggle_playing)
        self.loop_button.toggled.connect(self._apply_loops)
        self.mute_button.toggled.connect(self._on_mute_toggled)
        self.volume.valueChanged.connect(lambda value: self._audio.setVolume(value / _LOUDEST))
        self.seek.sliderMoved.connect(player.setPosition)
        self.seek.actionTriggered.connect(self._on_seek_action)
        player.durationChanged.connect(self._on_duration_changed)
        player.positionChanged.connect(self._on_position_changed)
        player.playbackStateChanged.connect(lambda _state: self.refresh_theme())
        player.mediaStatusChanged.connect(self._on_status_changed)
        player.errorOccurred.connect(lambda _error, _text: self.failed.emit())

    def _on_seek_action(self, _action: int) -> None:
        if not self.seek.isSliderDown():
            self._player.setPosition(self.seek.sliderPosition())

    def _apply_loops(self) -> None:
        is_repeating = self.loop_button.isChecked() and not self._is_once
        loops = QMediaPlayer.Loops.Infinite if is_repeating else QMediaPlayer.Loops.Once
        self._player.setLoops(loops)

    def _on_mute_toggled(self, is_on: bool) -> None:  # noqa: FBT001 - a slot
        self._audio.setMuted(is_on)

    def _on_duration_changed(self, duration_ms: int) -> None:
        self.seek.setRange(0, duration_ms)
        self.seek.setSingleStep(1000)
        self.seek.setPageStep(_SEEK_MS)

    def _on_position_changed(self, position_ms: int) -> None:
        if not self.seek.isSliderDown():
            self.seek.setValue(position_ms)
        whole = time_text(self._player.duration())
        self._time.setText(f"{time_text(position_ms)} / {whole}")

    def _on_status_changed(self, status: QMediaPlayer.MediaStatus) -> None:
        if status is QMediaPlayer.MediaStatus.EndOfMedia:
            self.ended.emit()
