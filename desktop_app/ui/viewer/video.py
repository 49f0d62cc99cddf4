"""Playing a video: the frames on a stage of its own, and the line to seek, step, loop and mute.

Imported when the first video is opened: QtMultimedia takes long to load, and a machine may lack
the system libraries it needs (then importing this module raises ImportError).
"""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtMultimedia import (
    QAudioOutput,
    QMediaMetaData,
    QMediaPlayer,
    QtAudio,
    QVideoFrame,
    QVideoSink,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from desktop_app.ui.theme import DARK, Theme
from desktop_app.ui.viewer.dark import stage_icon
from desktop_app.ui.viewer.wording import time_text, translate

_HEIGHT_PX = 44
_SEEK_MS = 5_000
_LOUDEST = 100
_VOLUME_STEP = 10
_USUAL_FRAME_US = 40_000
"""How long a frame is taken to last where neither it nor its file says so."""


class _Screen(QWidget):
    """Paints the frame of the moment, fitted."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._frame = QVideoFrame()
        self.setMouseTracking(True)  # the viewer notices that the pointer moves
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_frame(self, frame: QVideoFrame) -> None:
        """Show a frame."""
        self._frame = frame
        self.update()

    def _room(self) -> QRectF:
        """Return where the frame goes: as large as fits, in the middle."""
        size = QSizeF(self._frame.surfaceFormat().viewport().size())
        if self._frame.rotation().value % 180:
            size.transpose()
        size.scale(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        room = QRectF(self.rect())
        room.setSize(size)
        room.moveCenter(QRectF(self.rect()).center())
        return room

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame in the middle, the dark ground around it."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.bg))
        if self._frame.isValid():
            self._frame.paint(painter, self._room(), QVideoFrame.PaintOptions())
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click plays or pauses."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit()


class VideoStage(QWidget):
    """One video with its controls.

    Signals:
        failed: the video cannot be played; the player's own words are only logged by it.
        ended: it came to its end and does not loop.
        sound_changed: (volume in percent, whether it is muted), after the user chose another.
    """

    failed = Signal()
    ended = Signal()
    sound_changed = Signal(int, bool)

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
        self.setMouseTracking(True)
        self._line = QWidget()
        self._line.setObjectName("videoBar")
        self._line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.play_button = self._button(translate("Viewer", "Play or pause (P)"))
        self.back_button = self._button(translate("Viewer", "One frame back (,)"))
        self.forward_button = self._button(translate("Viewer", "One frame on (.)"))
        for button in (self.back_button, self.forward_button):
            button.setAutoRepeat(True)
        self.loop_button = self._button(translate("Viewer", "Repeat (R)"))
        self.loop_button.setCheckable(True)
        self.mute_button = self._button(translate("Viewer", "Mute (M)"))
        self.mute_button.setCheckable(True)
        self.seek = QSlider(Qt.Orientation.Horizontal)
        self.seek.setAccessibleName(translate("Viewer", "Position in the video"))
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, _LOUDEST)
        self.volume.setValue(_LOUDEST)
        self.volume.setPageStep(_VOLUME_STEP)
        self.volume.setAccessibleName(translate("Viewer", "Volume (Shift with up and down)"))
        self.volume.setToolTip(self.volume.accessibleName())
        for slider in (self.seek, self.volume):
            slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._time = QLabel()
        self._time.setTextFormat(Qt.TextFormat.PlainText)
        self._time.setProperty("role", "muted")
        self._controls = QHBoxLayout(self._line)
        for widget, stretch in (
            (self.back_button, 0),
            (self.play_button, 0),
            (self.forward_button, 0),
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

    @property
    def volume_percent(self) -> int:
        """How loud it is, as it is heard: half of 100 sounds half as loud."""
        return self.volume.value()

    def set_sound(self, volume_percent: int, *, is_muted: bool) -> None:
        """Be as loud as it was left; nothing is told of it."""
        self.volume.setValue(volume_percent)
        self.mute_button.setChecked(is_muted)

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

    def toggle_loop(self) -> None:
        """Repeat, or not."""
        self.loop_button.toggle()

    def seek_by(self, seconds: int) -> None:
        """Go forwards or backwards."""
        self._player.setPosition(max(self._player.position() + seconds * 1000, 0))

    def step_frame(self, step: int) -> None:
        """Pause, and show the next frame (1) or the one before (-1)."""
        self._player.pause()
        start_us, end_us = self._frame_span_us()
        # Into the frame that is wanted: its own moment may be told rounded.
        target_us = (end_us + 1_999) if step > 0 else (start_us - 1_000)
        self._player.setPosition(max(min(target_us // 1000, self._player.duration() - 1), 0))

    def louder_by(self, steps: int) -> None:
        """Turn the volume up or down, and the sound on."""
        self.mute_button.setChecked(False)
        self.volume.setValue(self.volume.value() + steps * _VOLUME_STEP)

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
            (self.back_button, "frame-back"),
            (self.play_button, "pause" if self.is_playing else "play"),
            (self.forward_button, "frame-forward"),
            (self.loop_button, "repeat"),
            (self.mute_button, "volume-off" if self.mute_button.isChecked() else "volume"),
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
        self.back_button.clicked.connect(lambda: self.step_frame(-1))
        self.forward_button.clicked.connect(lambda: self.step_frame(1))
        self.loop_button.toggled.connect(self._apply_loops)
        self.mute_button.toggled.connect(self._on_mute_toggled)
        self.volume.valueChanged.connect(self._on_volume_changed)
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
        self.refresh_theme()
        self.sound_changed.emit(self.volume.value(), is_on)

    def _on_volume_changed(self, percent: int) -> None:
        heard = QtAudio.VolumeScale.LogarithmicVolumeScale
        sent = QtAudio.VolumeScale.LinearVolumeScale
        self._audio.setVolume(QtAudio.convertVolume(percent / _LOUDEST, heard, sent))
        self.sound_changed.emit(percent, self.mute_button.isChecked())

    def _frame_span_us(self) -> tuple[int, int]:
        """Return when the frame that is seen begins and ends."""
        frame = self._sink.videoFrame()
        start_us, end_us = frame.startTime(), frame.endTime()
        if start_us < 0:
            start_us = self._player.position() * 1000
        if end_us <= start_us:
            rate = self._player.metaData().value(QMediaMetaData.Key.VideoFrameRate)
            has_rate = isinstance(rate, int | float) and rate > 0
            end_us = start_us + (round(1_000_000 / rate) if has_rate else _USUAL_FRAME_US)
        return start_us, end_us

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
