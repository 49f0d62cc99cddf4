"""Exports: selected assets are copied into a folder by a worker, one export at a time."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.changes import ImportProblem
from desktop_app.domain.entities import Asset, AssetRow
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.activity.progress_relay import ProgressRelay
from desktop_app.ui.tasks import Lane, TaskScope, Workers

if TYPE_CHECKING:
    from desktop_app.exporting.exporter import ExportProgress
    from desktop_app.session import Library

_PAGE = 500


@dataclass(frozen=True, slots=True)
class ExportState:
    """How far an export is.

    Attributes:
        folder: where the copies go.
        done, total: assets.
        exported: how many of them are there.
        problem_count: how many of them could not be copied.
        is_finished: it is over; nothing of it comes after this.
        is_cancelled: it was called off; what was copied before stays.
    """

    folder: Path
    done: int
    total: int
    exported: int = 0
    problem_count: int = 0
    is_finished: bool = False
    is_cancelled: bool = False


@dataclass(slots=True)
class _Export:
    """One export from its request to its end."""

    rows: tuple[AssetRow, ...]
    state: ExportState
    token: CancelToken = field(default_factory=CancelToken)


class ExportController(QObject):
    """Takes assets and a folder, and hands them to the library's exporter in a worker.

    Signals:
        progressed: an ExportState; the last one of an export is finished.
        finished: the last ExportState of an export that was not ended by an error.
        problems_found: a tuple of ImportProblem, one for each asset that did not get out.
        failed: a LightboxError that ended an export early; what was copied before stays.
    """

    progressed = Signal(object)
    finished = Signal(object)
    problems_found = Signal(object)
    failed = Signal(object)

    def __init__(self, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._scope = TaskScope(workers)
        self._library: Library | None = None
        self._waiting: deque[_Export] = deque()
        self._running: _Export | None = None
        self._relay = ProgressRelay(self)
        self._relay.arrived.connect(self._on_progress)

    @property
    def is_busy(self) -> bool:
        """Whether an export runs or waits."""
        return self._running is not None

    def attach(self, library: "Library") -> None:
        """Begin to export from an open library."""
        self._library = library

    def close_tasks(self) -> None:
        """Call off what runs and forget what waits; returns when the worker has stopped."""
        self._waiting.clear()
        if self._running is not None:
            self._running.token.cancel()
        self._scope.close()
        self._running = None
        self._library = None

    def export(self, rows: Sequence[AssetRow], folder: Path) -> None:
        """Copy the originals of these assets into a folder, after what was asked for before."""
        if rows:
            self._waiting.append(_Export(tuple(rows), ExportState(folder, 0, len(rows))))
            self._begin_next()

    def cancel(self) -> None:
        """Call off the export that runs; what it has copied stays."""
        if self._running is not None:
            self._running.token.cancel()
            self.progressed.emit(replace(self._running.state, is_cancelled=True))

    def _begin_next(self) -> None:
        library = self._library
        if library is None or self._running is not None or not self._waiting:
            return
        running = self._running = self._waiting.popleft()
        self.progressed.emit(running.state)

        def work() -> "ExportProgress":
            return library.exporter(running.state.folder).run(
                _assets(library, running.rows),
                len(running.rows),
                token=running.token,
                progress=lambda progress: self._relay.send(running, progress),
            )

        self._scope.run(Lane.LONG, work, done=self._on_done, failed=self._on_failed)

    def _end(self, state: ExportState) -> None:
        self._running = None
        self.progressed.emit(state)
        self._begin_next()

    def _on_progress(self, running: _Export, progress: "ExportProgress") -> None:
        if running is not self._running:
            return
        running.state = _state_of(running.state, progress)
        self.progressed.emit(replace(running.state, is_cancelled=running.token.is_cancelled))

    def _on_done(self, progress: "ExportProgress") -> None:
        running = self._running
        if running is None:
            return
        if progress.problems:
            self.problems_found.emit(
                tuple(
                    ImportProblem(problem.name, problem.code, dict(problem.params))
                    for problem in progress.problems
                )
            )
        state = _state_of(running.state, progress)
        state = replace(state, is_finished=True, is_cancelled=progress.is_cancelled)
        self.finished.emit(state)
        self._end(state)

    def _on_failed(self, error: LightboxError) -> None:
        running = self._running
        if running is not None:
            self.failed.emit(error)
            self._end(replace(running.state, is_finished=True))


def _assets(library: "Library", rows: Sequence[AssetRow]) -> Iterator[Asset]:
    for start in range(0, len(rows), _PAGE):
        yield from library.catalog.assets(rows[start : start + _PAGE])


def _state_of(state: ExportState, progress: "ExportProgress") -> ExportState:
    return replace(
        state,
        done=progress.done,
        exported=progress.exported,
        problem_count=len(progress.problems),
    )
