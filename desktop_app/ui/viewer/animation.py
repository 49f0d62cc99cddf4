"""Animated pictures: frames decoded in a worker, a few ahead of the one that is shown."""

from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader

from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.tasks import Lane, Task, TaskScope
from desktop_app.ui.viewer.picture import open_reader, paintable

_AHEAD = 8
_LEAST_DELAY_MS = 20
_UNSAID_DELAY_MS = 100


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame and how long it is to be seen."""

    image: QImage
    delay_ms: int


class _FrameReader:
    """Reads frame after frame, from the beginning again after the last. One thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader: QImageReader | None = None
        self._read_from_start = 0

    def read_some(self, token: CancelToken) -> list[Frame]:
        """Return the next few frames; none when there is nothing to play."""
        frames: list[Frame] = []
        while len(frames) < _AHEAD:
            token.check()
            if self._reader is None:
                self._reader, self._read_from_start = open_reader(self._path), 0
                if self._reader is None:
                    return []
            image = self._reader.read()
            if image.isNull():
                self._reader = None
                if self._read_from_start <= 1:
                    return []  # a single frame is no animation
                continue
            self._read_from_start += 1
            delay_ms = self._reader.nextImageDelay()
            if delay_ms < _LEAST_DELAY_MS:
                delay_ms = _UNSAID_DELAY_MS
            frames.append(Frame(paintable(image), delay_ms))
        return frames


class Animation(QObject):
    """Plays one file for ever.

    Signals:
        frame_shown: the QImage to be seen now.
    """

    frame_shown = Signal(object)

    def __init__(self, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = scope
        self._reader: _FrameReader | None = None
        self._ahead: deque[Frame] = deque()
        self._reading: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)

    def play(self, path: Path) -> None:
        """Play a file from its beginning."""
        self.stop()
        self._reader = _FrameReader(path)
        self._read()

    def stop(self) -> None:
        """Stop and forget the file."""
        self._timer.stop()
        self._reader = None
        self._ahead.clear()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _read(self) -> None:
        if self._reader is not None and self._reading is None:
            self._reading = self._scope.run_cancellable(
                Lane.PICTURES, self._reader.read_some, done=self._on_read, failed=self._on_failed
            )

    def _on_read(self, frames: list[Frame]) -> None:
        self._reading = None
        self._ahead.extend(frames)
        if not self._timer.isActive():
            self._on_time()

    def _on_failed(self, _error: LightboxError) -> None:
        self.stop()

    def _on_time(self) -> None:
        if not self._ahead:
            return
        frame = self._ahead.popleft()
        self._timer.start(frame.delay_ms)
        if len(self._ahead) < _AHEAD // 2:
            self._read()
        self.frame_shown.emit(frame.image)
