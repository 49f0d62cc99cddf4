"""Animated pictures: frames decoded in another process, a few ahead of the one that is shown."""

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from desktop_app.domain.entities import Asset
from desktop_app.domain.errors import LightboxError
from desktop_app.ui.tasks import Task, TaskScope
from desktop_app.ui.viewer.picture import PictureSource, image_of

if TYPE_CHECKING:
    from desktop_app.media.pixels import Pixels

_AHEAD = 8
"""So many frames are asked for at once; large ones come fewer, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame and how long it is to be seen."""

    image: QImage
    delay_ms: int


class Animation(QObject):
    """Plays one picture for ever.

    Signals:
        frame_shown: the QImage to be seen now.
    """

    frame_shown = Signal(object)

    def __init__(self, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = scope
        self._source: PictureSource | None = None
        self._asset: Asset | None = None
        self._next_frame = 0
        self._ahead: deque[Frame] = deque()
        self._reading: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)

    @property
    def is_playing(self) -> bool:
        """Whether a picture is being played."""
        return self._asset is not None

    def attach(self, source: PictureSource) -> None:
        """Begin to take frames from this source."""
        self._source = source

    def play(self, asset: Asset) -> None:
        """Play a picture from its beginning."""
        self.stop()
        self._asset = asset
        self._read()

    def stop(self) -> None:
        """Stop and forget the picture."""
        self._timer.stop()
        self._asset = None
        self._next_frame = 0
        self._ahead.clear()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _read(self) -> None:
        if self._source is not None and self._asset is not None and self._reading is None:
            coming = self._source.frames(self._asset, self._next_frame, _AHEAD)
            self._reading = self._scope.watch(coming, self._on_read, self._on_failed)

    def _on_read(self, pixels: "Pixels") -> None:
        self._reading = None
        planes, was_first = pixels.layout.planes, self._next_frame == 0
        if was_first and pixels.layout.is_end and len(planes) < 2:
            self.stop()  # a single frame is no animation
            return
        self._next_frame = 0 if pixels.layout.is_end else self._next_frame + len(planes)
        self._ahead.extend(Frame(image_of(pixels, plane), plane.delay_ms) for plane in planes)
        if not self._timer.isActive():
            self._on_time()

    def _on_failed(self, _error: LightboxError) -> None:
        self.stop()

    def _on_time(self) -> None:
        if self._ahead:
            frame = self._ahead.popleft()
            self._timer.start(frame.delay_ms)
            self.frame_shown.emit(frame.image)
        if len(self._ahead) < _AHEAD // 2:
            self._read()
