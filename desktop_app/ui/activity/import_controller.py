"""Imports: looks first, asks where there is something to decide, runs one after the other."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from desktop_app.domain.changes import ImportProblem, ImportProgress
from desktop_app.domain.entities import CollectionId
from desktop_app.domain.errors import Cancelled, LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.activity.clipboard import (
    forget_picture,
    named_paths,
    take,
    write_picture,
)
from desktop_app.ui.activity.import_sheet import ImportAnswer, ImportQuestion, ImportSheet
from desktop_app.ui.activity.problems import ProblemsPanel
from desktop_app.ui.activity.progress_relay import ProgressRelay
from desktop_app.ui.tasks import Lane, TaskScope, Workers
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.ingest.importer import Importer, ImportPlan

MOST_UNASKED = 20
"""More files than this are asked about, however plain the case."""
_MOST_PROBLEMS = 10_000


@dataclass(slots=True)
class _Import:
    """One import from its request to its end.

    Attributes:
        paths: files and folders to bring in.
        collection_id: the collection they come into.
        picture: a pasted picture instead of paths; written as a file when its turn comes.
        asked_at: when it was asked for, by the clock on the wall.
        written: the file of the picture; goes when the import is over.
        token: calls it off.
        progress: as last heard.
    """

    paths: tuple[Path, ...]
    collection_id: CollectionId | None = None
    picture: QImage | None = None
    asked_at: datetime = field(default_factory=lambda: datetime.now().astimezone())
    written: Path | None = None
    token: CancelToken = field(default_factory=CancelToken)
    progress: ImportProgress = field(
        default_factory=lambda: ImportProgress(done=0, total=0, added=0, duplicates=0)
    )


class ImportController(QObject):
    """Takes paths, and hands them to the importer in a worker, one import at a time.

    Signals:
        started: an import begins; before it is known what it brings.
        progressed: an ImportProgress; `total` is 0 while the files are looked through. The last
            one of an import is finished.
        finished: the same last ImportProgress, with the problems of the whole import.
        failed: a LightboxError that ended an import early.
        problems_changed: how many problems are kept for reading.
        waiting_changed: how many imports come after the one that runs.
        told: a short sentence for a toast.
    """

    started = Signal()
    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    problems_changed = Signal(int)
    waiting_changed = Signal(int)
    told = Signal(str)

    def __init__(self, theme: Theme, workers: Workers, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._scope = TaskScope(workers)
        self._importer: Importer | None = None
        self._waiting: deque[_Import] = deque()
        self._running: _Import | None = None
        self._sheet: ImportSheet | None = None
        self._problems: list[ImportProblem] = []
        self._panel = ProblemsPanel(theme, window)
        self._panel.cleared.connect(self.clear_problems)
        self._relay = ProgressRelay(self)
        self._relay.arrived.connect(self._on_progress)

    @property
    def is_busy(self) -> bool:
        """Whether an import runs, asks or waits."""
        return self._running is not None

    @property
    def problems(self) -> tuple[ImportProblem, ...]:
        """The problems that were not cleared yet, oldest first."""
        return tuple(self._problems)

    @property
    def sheet(self) -> ImportSheet | None:
        """The question that is open now."""
        return self._sheet

    def attach(self, importer: "Importer") -> None:
        """Begin to import; what was asked for before now goes first."""
        self._importer = importer
        self._begin_next()

    def close_tasks(self) -> None:
        """Call off what runs and forget what waits; returns when the worker has stopped."""
        self._waiting.clear()
        if self._running is not None:
            self._running.token.cancel()
        self._scope.close()
        if self._running is not None and self._running.written is not None:
            forget_picture(self._running.written)
        self._running = None
        self._importer = None

    def import_paths(
        self, paths: Sequence[Path], collection_id: CollectionId | None = None
    ) -> None:
        """Import files and folders, after the imports that were asked for before."""
        if not paths:
            return
        self._append(_Import(tuple(paths), collection_id))

    def import_clipboard(self) -> None:
        """Import the files, the picture, or the files named in the text that was copied."""
        copied = take(QGuiApplication.clipboard().mimeData())
        if copied.paths:
            self.import_paths(copied.paths)
        elif copied.picture is not None:
            self._append(_Import((), picture=copied.picture))
        else:
            self._scope.run(Lane.READS, named_paths, copied.lines, done=self._on_named)

    def cancel(self) -> None:
        """Call off the import that runs; what it has brought in stays."""
        running = self._running
        if running is None:
            return
        running.token.cancel()
        if self._sheet is not None:
            self._sheet.leave()
        else:
            self.progressed.emit(replace(running.progress, is_cancelled=True))

    def show_problems(self) -> None:
        """Open or close the list of problems."""
        self._panel.toggle()

    def add_problems(self, problems: Sequence[ImportProblem]) -> None:
        """Keep problems of other work beside those of imports."""
        room = _MOST_PROBLEMS - len(self._problems)
        self._problems.extend(problems[: max(room, 0)])
        self._tell_problems()

    def clear_problems(self) -> None:
        """Forget the problems; they have been read."""
        self._problems.clear()
        self._tell_problems()

    def _append(self, wanted: _Import) -> None:
        self._waiting.append(wanted)
        self._tell_waiting()
        self._begin_next()

    def _on_named(self, paths: list[Path]) -> None:
        if paths:
            self.import_paths(paths)
        else:
            self.told.emit(self.tr("There is nothing on the clipboard to import"))

    def _begin_next(self) -> None:
        importer = self._importer
        if importer is None or self._running is not None or not self._waiting:
            return
        running = self._running = self._waiting.popleft()
        self._tell_waiting()
        self.started.emit()
        self.progressed.emit(running.progress)

        def look() -> "tuple[ImportPlan, ImportQuestion, bool] | None":
            if running.picture is not None:
                running.written = write_picture(running.picture, running.asked_at)
                running.paths = (running.written,)
            try:
                plan = importer.plan(running.paths, running.token)
            except Cancelled:
                return None
            question = _question_of(plan, can_stay=running.written is None)
            has_folder = any(path.is_dir() for path in running.paths)
            return plan, question, has_folder or _is_worth_asking(question)

        self._scope.run(Lane.LONG, look, done=self._on_planned, failed=self._on_failed)

    def _on_planned(self, answer: "tuple[ImportPlan, ImportQuestion, bool] | None") -> None:
        running = self._running
        if running is None:
            return
        if answer is None or running.token.is_cancelled:
            self._end(running.progress, is_cancelled=True)
            return
        plan, question, must_ask = answer
        if must_ask:
            self._ask(running, plan, question)
        else:
            self._run(running, plan, ImportAnswer())

    def _ask(self, running: _Import, plan: "ImportPlan", question: ImportQuestion) -> None:
        sheet = self._sheet = ImportSheet(self._theme, question, self._window)
        answers: list[ImportAnswer] = []

        def close() -> None:
            self._sheet = None
            if answers:
                self._run(running, plan, answers[0])
            else:
                self._end(running.progress, is_cancelled=True)

        sheet.answered.connect(answers.append)
        sheet.closed.connect(close)
        sheet.open()

    def _run(self, running: _Import, plan: "ImportPlan", answer: ImportAnswer) -> None:
        importer = self._importer
        if importer is None:
            return

        def work() -> ImportProgress | None:
            try:
                return importer.run(
                    plan,
                    token=running.token,
                    progress=lambda progress: self._relay.send(running, progress),
                    keep_duplicates=answer.keep_duplicates,
                    reference=answer.reference,
                    collection_id=running.collection_id,
                )
            except Cancelled:
                return None

        self._scope.run(Lane.LONG, work, done=self._on_done, failed=self._on_failed)

    def _end(self, progress: ImportProgress, *, is_cancelled: bool = False) -> None:
        ended, self._running = self._running, None
        if ended is not None and ended.written is not None:
            self._scope.run(Lane.LONG, forget_picture, ended.written)
        last = replace(
            progress, is_finished=True, is_cancelled=is_cancelled or progress.is_cancelled
        )
        if last.problems:
            self.add_problems(last.problems)
        self.progressed.emit(last)
        self.finished.emit(last)
        self._begin_next()

    def _tell_problems(self) -> None:
        self._panel.set_problems(self._problems)
        self.problems_changed.emit(len(self._problems))

    def _tell_waiting(self) -> None:
        self.waiting_changed.emit(len(self._waiting))

    def _on_progress(self, running: _Import, progress: ImportProgress) -> None:
        if running is not self._running or progress.is_finished:
            return  # its end is told by the task itself
        running.progress = progress
        self.progressed.emit(replace(progress, is_cancelled=running.token.is_cancelled))

    def _on_done(self, progress: ImportProgress | None) -> None:
        running = self._running
        if running is None:
            return
        if progress is None:
            self._end(running.progress, is_cancelled=True)
        else:
            self._end(progress)

    def _on_failed(self, error: LightboxError) -> None:
        running = self._running
        if running is not None:
            self.failed.emit(error)
            self._end(running.progress, is_cancelled=True)


def _question_of(plan: "ImportPlan", *, can_stay: bool) -> ImportQuestion:
    """Return what the sheet has to ask about a plan."""
    return ImportQuestion(
        file_count=plan.file_count,
        total_bytes=plan.total_bytes,
        duplicate_count=plan.duplicate_count,
        new_bytes=sum(file.size_bytes for file in plan.files if not file.is_duplicate),
        lost_count=plan.lost_count,
        problems=plan.problems,
        can_stay=can_stay,
    )


def _is_worth_asking(question: ImportQuestion) -> bool:
    """Whether there is anything to decide or to tell before the import."""
    return (
        not 0 < question.file_count <= MOST_UNASKED
        or question.duplicate_count > 0
        or bool(question.problems)
    )
