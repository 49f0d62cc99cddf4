"""Work off the main thread, owned: every task has an owner that cancels and joins it."""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from enum import Enum
from typing import Any, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_app.domain.errors import Cancelled, ErrorKind, LightboxError
from desktop_app.domain.ports import CancelToken

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class Lane(Enum):
    """Which threads do the work; the value is how many there are."""

    READS = ("reads", 2)
    """Short reads from the catalog."""
    WRITES = ("writes", 1)
    """Edits, in the order they were made."""
    PICTURES = ("pictures", 2)
    """Our own renditions, decoded for the screen."""
    LONG = ("long", 2)
    """Imports, exports, opening a library: minutes are fine here."""

    def __init__(self, label: str, threads: int) -> None:
        """Name the lane and size it."""
        self.label = label
        self.threads = threads


class Workers:
    """The program's thread pools, made when first used; `close` joins them all."""

    def __init__(self) -> None:
        self._pools: dict[Lane, ThreadPoolExecutor] = {}

    def pool(self, lane: Lane) -> ThreadPoolExecutor:
        """Return the pool of a lane."""
        pool = self._pools.get(lane)
        if pool is None:
            pool = ThreadPoolExecutor(lane.threads, thread_name_prefix=f"lightbox-{lane.label}")
            self._pools[lane] = pool
        return pool

    def close(self) -> None:
        """Cancel what has not begun and wait for what has."""
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self._pools.clear()


class Task:
    """One piece of work that its owner can call off.

    Attributes:
        token: polled by the work if it takes one.
    """

    def __init__(
        self,
        done: Callable[[Any], None] | None,
        failed: Callable[[LightboxError], None] | None,
    ) -> None:
        self.token = CancelToken()
        self._future: Future[Any] | None = None
        self._done = done
        self._failed = failed

    def cancel(self) -> None:
        """Call it off: no answer arrives any more; work that polls its token stops."""
        self.token.cancel()
        if self._future is not None:
            self._future.cancel()

    def attach(self, future: Future[Any]) -> None:
        """Remember the future that does the work."""
        self._future = future

    def join(self) -> None:
        """Wait until the work is over; what it answers is not asked for."""
        if self._future is not None and not self._future.cancelled():
            self._future.exception()

    def deliver(self, result: object, error: BaseException | None) -> None:
        """Hand the answer to the owner, on the main thread, unless it was called off."""
        if self.token.is_cancelled or isinstance(error, (Cancelled, CancelledError)):
            return
        if error is None:
            if self._done is not None:
                self._done(result)
            return
        if not isinstance(error, LightboxError):
            logger.error("A task failed", exc_info=error)
            error = LightboxError("bug", ErrorKind.BUG, name=type(error).__name__)
        if self._failed is not None:
            self._failed(error)
        else:
            logger.warning("Nobody was told of %s", error)


class _Inbox(QObject):
    """Carries answers to the main thread; outlives its scope until the last has been sent."""

    arrived = Signal(object, object, object)

    def __init__(self, scope: "TaskScope") -> None:
        super().__init__()
        self._scope: TaskScope | None = scope
        self.arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Drop whatever still arrives."""
        self._scope = None

    @Slot(object, object, object)
    def _on_arrived(self, task: Task, result: object, error: BaseException | None) -> None:
        if self._scope is not None:
            self._scope.finish(task, result, error)


class TaskScope:
    """The tasks of one owner. Answers arrive on the main thread, in the order of ending."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._inbox = _Inbox(self)
        self._tasks: set[Task] = set()

    def run(
        self,
        lane: Lane,
        work: Callable[..., T],
        *args: object,
        done: Callable[[T], None] | None = None,
        failed: Callable[[LightboxError], None] | None = None,
    ) -> Task:
        """Start `work(*args)` on a lane; `done` or `failed` is called on the main thread."""
        task = Task(done, failed)

        def whole() -> T:
            task.token.check()
            return work(*args)

        return self._start(task, lane, whole)

    def run_cancellable(
        self,
        lane: Lane,
        work: Callable[[CancelToken], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[LightboxError], None] | None = None,
    ) -> Task:
        """Like `run`, for work that polls the task's own token."""
        task = Task(done, failed)
        return self._start(task, lane, lambda: work(task.token))

    def watch(
        self,
        future: "Future[T]",
        done: Callable[[T], None],
        failed: Callable[[LightboxError], None] | None = None,
    ) -> Task:
        """Hear of a future made elsewhere; cancelling the task cancels the future."""
        task = Task(done, failed)
        self._tasks.add(task)
        task.attach(future)
        inbox = self._inbox

        def tell(finished: "Future[T]") -> None:
            if finished.cancelled():
                inbox.arrived.emit(task, None, Cancelled())
            elif (error := finished.exception()) is not None:
                inbox.arrived.emit(task, None, error)
            else:
                inbox.arrived.emit(task, finished.result(), None)

        future.add_done_callback(tell)
        return task

    def finish(self, task: Task, result: object, error: BaseException | None) -> None:
        """Deliver an answer that has arrived on the main thread."""
        self._tasks.discard(task)
        task.deliver(result, error)

    @property
    def is_busy(self) -> bool:
        """Whether any task has not answered yet."""
        return bool(self._tasks)

    def cancel_all(self) -> None:
        """Call off everything; nothing of it answers any more."""
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()

    def finish_all(self) -> None:
        """Wait until everything has been done; answers are dropped. For edits on the way out."""
        self._inbox.close()
        for task in self._tasks:
            task.join()
        self._tasks.clear()

    def close(self) -> None:
        """Call off everything and wait until nothing of it runs."""
        tasks = tuple(self._tasks)
        self._inbox.close()
        self.cancel_all()
        for task in tasks:
            task.join()

    def _start(self, task: Task, lane: Lane, work: Callable[[], object]) -> Task:
        self._tasks.add(task)
        inbox = self._inbox

        def execute() -> None:
            result: object = None
            error: BaseException | None = None
            try:
                result = work()
            except BaseException as caught:  # noqa: BLE001 - delivered whole to the main thread
                error = caught
            inbox.arrived.emit(task, result, error)

        task.attach(self._workers.pool(lane).submit(execute))
        return task
