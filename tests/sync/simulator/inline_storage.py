"""The catalog's writer and readers without their threads: everything runs where it is asked for.

So the order of all commits is that of the simulated world, and a program can end before or after
any of them. The connections are as the product makes them; only the engines above them are kept
for all worlds of a process, since most of what a world takes would be making them.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from desktop_app.catalog import catalog, engine
from desktop_app.catalog.engine import Readers
from desktop_app.catalog.faults import translated
from desktop_app.catalog.writer import Transactions
from desktop_app.domain.errors import CatalogError
from tests.sync.simulator.faults import Line
from tests.sync.simulator.quick import QuickConnection, begin_once

T = TypeVar("T")


is_quick = True
"""Whether the catalog's own statements go past SQLAlchemy (quick.py)."""
_BEGIN: Final = {True: "BEGIN IMMEDIATE", False: "BEGIN DEFERRED"}


class _Engines:
    """One engine for all writers and one for all readers; each connects to where `path` is."""

    def __init__(self) -> None:
        self.path = Path()
        self.writing = self._made(self._connect_writer, _BEGIN[True])
        self.reading = self._made(self._connect_reader, _BEGIN[False])

    def connect(self, shared: Engine, path: Path) -> Connection:
        """Return a connection to a catalog."""
        self.path = path
        with translated():
            usual = shared.connect()
        if not is_quick:
            return usual
        begin = _BEGIN[shared is self.writing]
        return cast("Connection", QuickConnection(usual, begin))

    @staticmethod
    def _made(creator: Callable[[], sqlite3.Connection], begin: str) -> Engine:
        made = create_engine("sqlite://", creator=creator, poolclass=NullPool)
        event.listen(made, "begin", partial(begin_once, statement=begin))
        return made

    def _connect_writer(self) -> sqlite3.Connection:
        return self._opened(str(self.path), engine._WRITER_PRAGMAS)

    def _connect_reader(self) -> sqlite3.Connection:
        return self._opened(f"{self.path.as_uri()}?mode=ro", engine._READER_PRAGMAS)

    @staticmethod
    def _opened(place: str, pragmas: tuple[str, ...]) -> sqlite3.Connection:
        opened = sqlite3.connect(
            place,
            uri=place.startswith("file:"),
            timeout=engine._BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=engine._STATEMENTS_KEPT,
        )
        for pragma in pragmas:
            opened.execute(pragma)
        return opened


_engines = _Engines()


class WatchedTransactions(Transactions):
    """Transactions at whose beginning and end the program may be gone.

    Attributes:
        unsafe_sizes: how long the log was after each commit that a power cut may take back,
            after how long it was at the last one that it may not.
    """

    def __init__(self, path: Path, connection: Connection, line: Line) -> None:
        super().__init__(path, connection)
        self._log = path.with_name(f"{path.name}-wal")
        self._line = line
        self.unsafe_sizes = [self._log_size()]

    @contextmanager
    def begin(self, *, is_durable: bool = True) -> Iterator[Connection]:
        self._line.point()
        with super().begin(is_durable=is_durable) as connection:
            yield connection
            self._line.point()
        if is_durable:
            self.unsafe_sizes.clear()
        self.unsafe_sizes.append(self._log_size())
        self._line.point()

    def _log_size(self) -> int:
        try:
            return os.stat(self._log).st_size  # noqa: PTH116 - once for every commit
        except FileNotFoundError:
            return 0


class InlineWriter:
    """Stands in for `Writer` while the world runs."""

    def __init__(self, path: Path, line: Line) -> None:
        self._connection = _engines.connect(_engines.writing, path)
        self.transactions = WatchedTransactions(path, self._connection, line)
        self._is_closed = False

    def run(self, job: Callable[[Transactions], T], *, is_bulk: bool = False) -> T:
        del is_bulk  # nobody else is in the queue
        if self._is_closed:
            raise CatalogError("catalog.closed")
        return job(self.transactions)

    def submit(self, job: Callable[[Transactions], T], *, is_bulk: bool = False) -> Future[T]:
        future: Future[T] = Future()
        future.set_result(self.run(job, is_bulk=is_bulk))
        return future

    def finish(self) -> None:
        self._is_closed = True

    def close(self) -> None:
        self.finish()
        self._connection.close()


class InlineReaders(Readers):
    """Lends the same connection again and again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = _engines.connect(_engines.reading, path)
        self._is_lent = False
        self._is_closed = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        if self._is_closed:
            raise CatalogError("catalog.closed")
        if self._is_lent:
            with _engines.connect(_engines.reading, self._path) as another:
                yield another
            return
        self._is_lent = True
        try:
            with translated(self._path):
                yield self._connection
        finally:
            self._connection.rollback()
            self._is_lent = False

    def close(self) -> None:
        self._is_closed = True
        self._connection.close()


@contextmanager
def opened_inline(line: Line) -> Iterator[list[InlineWriter]]:
    """Have a catalog that is opened in the block work inline; its writer comes in the list."""
    made: list[InlineWriter] = []

    def make(path: Path) -> InlineWriter:
        made.append(InlineWriter(path, line))
        return made[-1]

    usual: dict[str, Any] = {name: vars(catalog)[name] for name in ("Writer", "Readers")}
    vars(catalog).update(Writer=make, Readers=InlineReaders)
    try:
        yield made
    finally:
        vars(catalog).update(usual)
