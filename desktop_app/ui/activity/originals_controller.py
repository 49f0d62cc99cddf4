"""The search for originals that were moved away, in a worker, one at a time."""

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.tasks import Lane, TaskScope, Workers

if TYPE_CHECKING:
    from desktop_app.ingest.originals import Originals, SearchProgress

_PROGRESS_GAP_S = 0.05
"""The status bar hears of progress at most this often."""


class OriginalsController(QObject):
    """Takes a folder, and looks there for what is missing.

    Signals:
        progressed: a SearchProgress, while it runs.
        ended: a search is over, in whatever way.
        finished: the last SearchProgress of a search that was not ended by an error.
        failed: a LightboxError that ended a search early.
    """

    progressed = Signal(object)
    ended = Signal()
    finished = Signal(object)
    failed = Signal(object)
    _advanced = Signal()

    def __init__(self, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._scope = TaskScope(workers)
        self._originals: Originals | None = None
        self._token: CancelToken | None = None
        self._lock = threading.Lock()
        self._newest: SearchProgress | None = None
        self._told_at_s = 0.0
        self._advanced.connect(self._on_advanced, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a search runs."""
        return self._token is not None

    def attach(self, originals: "Originals") -> None:
        """Begin to search for what this library misses."""
        self._originals = originals

    def close_tasks(self) -> None:
        """Call off what runs; returns when the worker has stopped."""
        self.cancel()
        self._scope.close()
        self._token = None
        self._originals = None

    def search(self, folder: Path) -> None:
        """Look in a folder and everything under it; while a search runs, nothing."""
        originals = self._originals
        if originals is None or self._token is not None:
            return
        token = self._token = CancelToken()
        self._scope.run(
            Lane.LONG,
            lambda: originals.search(folder, token=token, progress=self._note),
            done=self._on_done,
            failed=self._on_failed,
        )

    def cancel(self) -> None:
        """Call off the search that runs; what it has found stays found."""
        if self._token is not None:
            self._token.cancel()

    def _note(self, progress: "SearchProgress") -> None:
        """Keep the newest progress, in the worker, and tell of it now and then."""
        now_s = time.monotonic()
        with self._lock:
            self._newest = progress
            if now_s - self._told_at_s < _PROGRESS_GAP_S:
                return
            self._told_at_s = now_s
        self._advanced.emit()

    @Slot()
    def _on_advanced(self) -> None:
        with self._lock:
            progress, self._newest = self._newest, None
        token = self._token
        if token is not None and progress is not None and not progress.is_finished:
            self.progressed.emit(replace(progress, is_cancelled=token.is_cancelled))

    def _on_done(self, progress: "SearchProgress") -> None:
        self._token = None
        self.ended.emit()
        self.finished.emit(progress)

    def _on_failed(self, error: LightboxError) -> None:
        self._token = None
        self.ended.emit()
        self.failed.emit(error)
