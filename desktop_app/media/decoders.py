"""Decoding files we did not make in processes that can be killed.

Two spawned workers, each fed by a thread of ours over a pipe. The next request is sent before
the last is answered, so that no worker waits for the busy program between two files. A worker
that crashes or takes too long is killed and replaced; that costs the file it was at, no other.
"""

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from desktop_app.domain.errors import Cancelled, MediaError
from desktop_app.media.decoder_worker import AnyRequest, DrawRequest, Failure, Limits, Request
from desktop_app.media.prepared import Prepared
from desktop_app.media.worker_process import WorkerLost, WorkerProcess

if TYPE_CHECKING:
    from desktop_app.media.pixels import Pixels

_IN_FLIGHT = 2
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Task:
    request: AnyRequest
    future: "Future[Any]"


class DecoderPool:
    """Looks at files in worker processes; any thread may ask.

    Workers start with the first request and end after `idle_limit_s` without one. `close` ends
    them at once; whoever still waits then gets `Cancelled`.
    """

    def __init__(
        self,
        *,
        worker_count: int = 2,
        limits: Limits | None = None,
        idle_limit_s: float = 60.0,
    ) -> None:
        """Make the pool; no thread or process is started yet."""
        self._limits = limits or Limits()
        self._worker_count = worker_count
        self._idle_limit_s = idle_limit_s
        self._changed = threading.Condition()
        self._urgent: deque[_Task] = deque()
        self._patient: deque[_Task] = deque()
        self._lanes: list[_Lane] = []
        self._is_closed = False

    def submit_prepare(self, path: Path) -> "Future[Prepared]":
        """Ask for all that an import needs of a file; a `MediaError` is the future's error."""
        return self._submit(Request(path), self._patient)

    def submit_render(self, path: Path, size_px: int) -> "Future[bytes]":
        """Ask for a rendition; it goes before any import."""
        return self._submit(Request(path, size_px), self._urgent)

    def submit_draw(
        self, path: Path, *, least_px: int = 0, is_urgent: bool = True
    ) -> "Future[Pixels]":
        """Ask for a picture for the screen, whole, or smaller if that is quicker (`least_px`)."""
        queue = self._urgent if is_urgent else self._patient
        return self._submit(DrawRequest(path, least_px), queue)

    def submit_frames(self, path: Path, first: int, count: int) -> "Future[Pixels]":
        """Ask for the next few frames of an animated picture, beginning at a number.

        The worker stays where it is in the file: with more than one of them they would each
        have to begin at its start again and again.
        """
        return self._submit(DrawRequest(path, 0, first, count), self._urgent)

    def prepare(self, path: Path) -> Prepared:
        """Return all that an import needs of a file.

        Raises:
            MediaError: as `media.probe.prepare`, and ``import.timed_out``, ``import.crashed``.
            Cancelled: the pool was closed.
        """
        return _result(self.submit_prepare(path))

    def render(self, path: Path, size_px: int) -> bytes:
        """Return a file's picture with that longest edge, JPEG or WebP.

        Raises:
            MediaError: as `media.probe.render`, and ``import.timed_out``, ``import.crashed``.
            Cancelled: the pool was closed.
        """
        return _result(self.submit_render(path, size_px))

    def process_ids(self) -> tuple[int, ...]:
        """Return the system's numbers of the workers that are alive, for diagnosis."""
        with self._changed:
            lanes = list(self._lanes)
        return tuple(number for lane in lanes if (number := lane.process_id()) is not None)

    def close(self) -> None:
        """End workers and threads and wait until they are gone; again does nothing."""
        with self._changed:
            self._is_closed = True
            waiting = [*self._urgent, *self._patient]
            self._urgent.clear()
            self._patient.clear()
            lanes, self._lanes = self._lanes, []
            self._changed.notify_all()
        for task in waiting:
            task.future.cancel()
        for lane in lanes:
            lane.stop()
        for lane in lanes:
            lane.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def take(self, held: int, *, has_worker: bool) -> Sequence[_Task] | None:
        """Give a lane its next tasks; a lane that holds none waits for them.

        Args:
            held: how many tasks the lane has not settled.
            has_worker: whether it keeps a process, which it should end when it is idle.

        Returns:
            The tasks; none when the idle limit has passed, None once closed.
        """
        with self._changed:
            if held == 0:
                self._changed.wait_for(
                    lambda: self._is_closed or self._urgent or self._patient,
                    self._idle_limit_s if has_worker else None,
                )
            if self._is_closed:
                return None
            taken: list[_Task] = []
            while self._can_give(held + len(taken)):
                taken.append(self._urgent.popleft() if self._urgent else self._patient.popleft())
            return taken

    def _submit(self, request: AnyRequest, queue: deque[_Task]) -> "Future[Any]":
        task = _Task(request, Future())
        with self._changed:
            if self._is_closed:
                task.future.cancel()
                return task.future
            queue.append(task)
            if not self._lanes:
                self._lanes = [_Lane(self, i, self._limits) for i in range(self._worker_count)]
                for lane in self._lanes:
                    lane.start()
            self._changed.notify()
        return task.future

    def _can_give(self, held: int) -> bool:
        """A second task in advance only when the other workers will not be idle for it."""
        waiting = len(self._urgent) + len(self._patient)
        return waiting > 0 if held == 0 else held < _IN_FLIGHT and waiting >= self._worker_count


class _Lane(threading.Thread):
    """The thread that feeds one worker process."""

    def __init__(self, pool: DecoderPool, number: int, limits: Limits) -> None:
        super().__init__(name=f"lightbox-decoder-{number}")
        self._pool = pool
        self._limits = limits
        self._held: deque[_Task] = deque()
        self._lock = threading.Lock()
        self._is_stopped = False
        self._worker: WorkerProcess | None = None

    def stop(self) -> None:
        """Kill the process, which sends the thread home."""
        with self._lock:
            self._is_stopped = True
            if self._worker is not None:
                self._worker.kill()

    def process_id(self) -> int | None:
        """Return the number of the process, or None when there is none."""
        with self._lock:
            return None if self._worker is None else self._worker.process_id

    def run(self) -> None:
        """Serve tasks until the pool is closed."""
        while True:
            taken = self._pool.take(len(self._held), has_worker=self._worker is not None)
            if taken is None:
                break
            self._held.extend(t for t in taken if t.future.set_running_or_notify_cancel())
            if self._held:
                self._settle_first()
            elif not taken:
                self._end_worker()
        self._end_worker()
        for task in self._held:
            task.future.set_exception(Cancelled())

    def _settle_first(self) -> None:
        """Bring the task held longest to its end, the next one being on its way already."""
        try:
            answer = self._usable_worker().answer_to([task.request for task in self._held])
        except WorkerLost as lost:
            self._end_worker()
            error = Cancelled() if self._is_stopped else MediaError(lost.code)
            self._held.popleft().future.set_exception(error)
            return
        future = self._held.popleft().future
        if isinstance(answer, Failure):
            future.set_exception(answer.error())
        else:
            future.set_result(answer)

    def _usable_worker(self) -> WorkerProcess:
        if self._worker is not None and self._worker.is_lost_while_idle():
            self._end_worker()
        if self._worker is None:
            with self._lock:
                if self._is_stopped:
                    raise WorkerLost("import.crashed")
                self._worker = WorkerProcess(self._limits)
            self._worker.wait_until_ready()
        return self._worker

    def _end_worker(self) -> None:
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()


def _result(future: "Future[_T]") -> _T:
    try:
        return future.result()
    except CancelledError as error:
        raise Cancelled from error
