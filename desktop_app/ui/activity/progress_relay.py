"""Brings the progress of a worker to the main thread, no more of it than can be seen."""

import threading
import time

from PySide6.QtCore import QObject, Qt, Signal, Slot

_GAP_S = 0.05
"""Progress is told at most this often."""


class ProgressRelay(QObject):
    """Hands on the newest progress on the main thread, and leaves out what came too fast.

    The last may be among what is left out: the end of the work is told by its task.

    Signals:
        arrived: the work, and how far it is.
    """

    arrived = Signal(object, object)
    _announced = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._newest: tuple[object, object] | None = None
        self._is_announced = False
        self._announced_at_s = 0.0
        self._announced.connect(self._on_announced, Qt.ConnectionType.QueuedConnection)

    def send(self, work: object, progress: object) -> None:
        """Hand over how far the work is, from the worker's thread."""
        now_s = time.monotonic()
        with self._lock:
            self._newest = (work, progress)
            if self._is_announced or now_s - self._announced_at_s < _GAP_S:
                return
            self._is_announced = True
            self._announced_at_s = now_s
        self._announced.emit()

    @Slot()
    def _on_announced(self) -> None:
        with self._lock:
            newest, self._newest = self._newest, None
            self._is_announced = False
        if newest is not None:
            self.arrived.emit(*newest)
