"""The one thread that writes: two queues, the user's first.

Bulk work (imports, pulled pages) is handed over in slices of at most about 50 ms, so that a
user's edit never waits longer than that.
"""

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine

from desktop_app.catalog.engine import raw_of, set_synchronous, writing_engine
from desktop_app.catalog.faults import translated
from desktop_app.domain.errors import CatalogError

log = logging.getLogger(__name__)

T = TypeVar("T")

_REST_S = 0.3
"""How long the thread waits for more work before it tidies up."""
_A_FEW = 2_000
"""Changed records that make tidying worth the while, once there is a rest."""
_TOO_MANY = 100_000
"""Changed records after which the log is moved into the file, rest or no rest."""


class Transactions:
    """The writer's connection, as the jobs on the writer thread get it."""

    def __init__(self, path: Path, connection: Connection) -> None:
        """Wrap the one connection that writes to the catalog at `path`."""
        self._path = path
        self._connection = connection
        self._raw = raw_of(connection)
        self._is_durable = True
        self._changes_tidied = 0

    @contextmanager
    def begin(self, *, is_durable: bool = True) -> Iterator[Connection]:
        """Run one transaction: committed at the end of the block, undone when it raises.

        `is_durable`: the commit returns only when the disk has it (see `set_synchronous`).
        """
        with translated(self._path):
            if is_durable is not self._is_durable:
                set_synchronous(self._connection, is_durable=is_durable)
                self._is_durable = is_durable
            with self._connection.begin():
                yield self._connection

    def make_durable(self) -> None:
        """Wait until the disk has every commit so far."""
        with self.begin() as connection:
            # A commit that changes nothing would not wait.
            connection.exec_driver_sql("UPDATE library SET change_number = change_number")

    @property
    def changes_untidied(self) -> int:
        """Records changed since the log was last moved into the file."""
        return self._raw.total_changes - self._changes_tidied

    def tidy(self) -> None:
        """Move the log into the file, as far as no reader still needs it, and free the cache."""
        self._changes_tidied = self._raw.total_changes
        try:
            self._raw.execute("PRAGMA wal_checkpoint(PASSIVE)")
            self._raw.execute("PRAGMA shrink_memory")
        except sqlite3.Error:
            # Nothing is lost: the log is as safe as the file, and the next rest tries again.
            log.warning("The log could not be moved into the catalog", exc_info=True)


_Task = Callable[[Transactions], None]


class Writer:
    """Owns the writing connection and its thread.

    Jobs run one at a time, each queue in the order of arrival; bulk jobs only when no other
    waits. An exception of a job is raised to whoever waits for it.
    """

    def __init__(self, path: Path) -> None:
        """Open the connection and start the thread."""
        self._path = path
        self._engine: Engine = writing_engine(path)
        with translated():
            self._connection = self._engine.connect()
        self._work = threading.Condition()
        self._urgent: deque[_Task] = deque()
        self._bulk: deque[_Task] = deque()
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="catalog-writer", daemon=True)
        self._thread.start()

    def run(self, job: Callable[[Transactions], T], *, is_bulk: bool = False) -> T:
        """Run the job on the writer thread and return what it returns.

        Raises:
            CatalogError: ``catalog.closed`` after `close`, or what the disk did.
            RuntimeError: called on the writer thread itself, which would wait for ever.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("a listener of changes must not write and wait for it")
        return self.submit(job, is_bulk=is_bulk).result()

    def submit(self, job: Callable[[Transactions], T], *, is_bulk: bool = False) -> Future[T]:
        """Queue the job; its result or exception arrives in the future."""
        future: Future[T] = Future()

        def task(transactions: Transactions) -> None:
            try:
                result = job(transactions)
            except BaseException as error:  # noqa: BLE001 - handed on to whoever waits
                future.set_exception(error)
            else:
                future.set_result(result)

        with self._work:
            if self._is_closing:
                raise CatalogError("catalog.closed")
            (self._bulk if is_bulk else self._urgent).append(task)
            self._work.notify()
        return future

    def finish(self) -> None:
        """Do what is queued, move the log into the file, end the thread; then only `close`."""
        with self._work:
            self._is_closing = True
            self._work.notify()
        self._thread.join()

    def close(self) -> None:
        """Finish and close the connection.

        The last connection to be closed removes the log's files, so the readers go before.
        """
        self.finish()
        self._connection.close()
        self._engine.dispose()

    def _run(self) -> None:
        transactions = Transactions(self._path, self._connection)
        is_over = False
        while not is_over:
            task, is_over = self._next(is_tidying_due=transactions.changes_untidied >= _A_FEW)
            if task is not None:
                task(transactions)
            if task is None or transactions.changes_untidied >= _TOO_MANY:
                transactions.tidy()

    def _next(self, *, is_tidying_due: bool) -> tuple[_Task | None, bool]:
        """Wait for a task; return it, or None for a rest, and whether it was the last."""
        with self._work:
            self._work.wait_for(
                lambda: self._urgent or self._bulk or self._is_closing,
                timeout=_REST_S if is_tidying_due else None,
            )
            for queue in (self._urgent, self._bulk):
                if queue:
                    return queue.popleft(), False
            return None, self._is_closing
