"""One decoder process seen from the program: start, ask, wait so long and no longer, kill."""

import contextlib
import multiprocessing
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import wait

from desktop_app.media.decoder_worker import (
    AnyRequest,
    Failure,
    Limits,
    Message,
    StillReading,
    serve,
)
from desktop_app.media.pixels import Layout, Pixels, receive_block
from desktop_app.media.prepared import Prepared

Outcome = Prepared | bytes | Failure | Pixels | None
"""What a worker's answer has become here."""

_START_LIMIT_S = 60.0
"""A first start without compiled files, from a slow disk, under load."""
_END_LIMIT_S = 10.0
_processes = threading.Lock()
"""Starting or asking after one process looks at all others; two such looks must not meet."""


class WorkerLost(Exception):  # noqa: N818 - what happened, as `domain.errors.Cancelled`
    """The worker crashed, hangs or cannot be started.

    Attributes:
        code: of the `MediaError` that the file it was at ends with.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WorkerProcess:
    """A spawned process that answers requests in their order. Owned by one thread.

    Only `kill` and `process_id` are for other threads.
    """

    def __init__(self, limits: Limits) -> None:
        """Start the process.

        Raises:
            WorkerLost: the system does not start another process.
        """
        context = multiprocessing.get_context("spawn")
        self._limits = limits
        self._sent = 0
        self._head_since_s = 0.0
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(
            target=serve, args=(far_end, limits), name="lightbox-decoder", daemon=True
        )
        try:
            with _processes:
                self._process.start()
        except OSError as error:
            self._pipe.close()
            raise WorkerLost("import.crashed") from error
        finally:
            far_end.close()
        self.process_id = self._process.pid

    def wait_until_ready(self) -> None:
        """Wait for the worker's first word, so that its start costs no file its time.

        Raises:
            WorkerLost: it ended, or did not speak within a minute.
        """
        self._receive(time.monotonic() + _START_LIMIT_S)

    def answer_to(self, requests: Sequence[AnyRequest]) -> Outcome:
        """Send those requests that were not sent yet, and return the answer to the first.

        Raises:
            WorkerLost: ``import.crashed`` or ``import.timed_out``.
        """
        if self._sent == 0:
            self._head_since_s = time.monotonic()
        try:
            for request in requests[self._sent :]:
                self._pipe.send(request)
                self._sent += 1
        except OSError as error:
            raise WorkerLost("import.crashed") from error
        while isinstance(
            answer := self._receive(self._head_since_s + self._limits.time_s), StillReading
        ):
            self._head_since_s = time.monotonic()
        outcome = self._taken_over(answer) if isinstance(answer, Layout) else answer
        self._sent -= 1
        self._head_since_s = time.monotonic()
        return outcome

    def is_lost_while_idle(self) -> bool:
        """Whether the process ended between two files, which is no file's fault."""
        with _processes:
            return self._sent == 0 and not self._process.is_alive()

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process and take its leftovers away."""
        self._process.kill()
        self._pipe.close()
        wait([self._process.sentinel], _END_LIMIT_S)
        with _processes:
            self._process.join(_END_LIMIT_S)
            with contextlib.suppress(ValueError):  # unkillable: it hangs in the system
                self._process.close()

    def _taken_over(self, layout: Layout) -> Pixels:
        try:
            return receive_block(self._pipe, layout)
        except (EOFError, OSError) as error:
            raise WorkerLost("import.crashed") from error

    def _receive(self, deadline_s: float) -> Message:
        ready = wait([self._pipe, self._process.sentinel], max(0.0, deadline_s - time.monotonic()))
        if not ready:
            raise WorkerLost("import.timed_out")
        try:
            if self._pipe in ready or self._pipe.poll():
                message: Message = self._pipe.recv()
                return message
        except (EOFError, OSError) as error:
            raise WorkerLost("import.crashed") from error
        raise WorkerLost("import.crashed")
