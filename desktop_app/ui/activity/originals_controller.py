"""The search for originals that were moved away, in a worker, one at a time."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.activity.progress_relay import ProgressRelay
from desktop_app.ui.tasks import Lane, TaskScope, Workers

if TYPE_CHECKING:
    from desktop_app.ingest.originals import Originals, SearchProgress


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

    def __init__(self, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._scope = TaskScope(workers)
        self._originals: Originals | None = None
        self._token: CancelToken | None = None
        self._relay = ProgressRelay(self)
        self._relay.arrived.connect(self._on_progress)

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
            lambda: originals.search(
                folder,
                token=token,
                progress=lambda progress: self._relay.send(token, progress),
            ),
            done=self._on_done,
            failed=self._on_failed,
        )

    def cancel(self) -> None:
        """Call off the search that runs; what it has found stays found."""
        if self._token is not None:
            self._token.cancel()

    def _on_progress(self, token: CancelToken, progress: "SearchProgress") -> None:
        if token is self._token and not progress.is_finished:
            self.progressed.emit(replace(progress, is_cancelled=token.is_cancelled))

    def _on_done(self, progress: "SearchProgress") -> None:
        self._token = None
        self.ended.emit()
        self.finished.emit(progress)

    def _on_failed(self, error: LightboxError) -> None:
        self._token = None
        self.ended.emit()
        self.failed.emit(error)
