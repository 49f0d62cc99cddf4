"""Connections to ``catalog.db``: one that writes, a few that read, and their pragmas.

SQLite 3.38 or newer, for its JSON operators. Write-ahead logging, so that readers never wait for
the writer. Foreign keys stay off: there are none (tables.py says why). The log is moved into the
file by the writer thread when it has nothing else to do, never inside somebody's commit.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from desktop_app.catalog.faults import translated
from desktop_app.domain.errors import CatalogError

_BUSY_TIMEOUT_S = 5.0
_READERS = 4
_STATEMENTS_KEPT = 256

_WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 0",
    "PRAGMA journal_size_limit = 67108864",
    # A bulk edit touches a page an asset; all of them fit, so none is written twice.
    "PRAGMA cache_size = -32768",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA foreign_keys = OFF",
)
_READER_PRAGMAS = ("PRAGMA cache_size = -4096", "PRAGMA temp_store = MEMORY")


def writing_engine(path: Path) -> Engine:
    """Return an engine whose transactions take the write lock as they begin."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            path,
            timeout=_BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS_KEPT,
        )
        try:
            for pragma in _WRITER_PRAGMAS:
                connection.execute(pragma)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return _engine(create_engine("sqlite://", creator=connect, poolclass=NullPool), "IMMEDIATE")


def set_synchronous(connection: Connection, *, is_durable: bool) -> None:
    """Choose whether the next commit waits for the disk; outside of a transaction only.

    A commit that does not wait survives a crash of this program, and a power cut takes whole
    commits off the end, never parts. The next one that waits makes the earlier ones safe too.
    """
    raw_of(connection).execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'NORMAL'}")


def raw_of(connection: Connection) -> sqlite3.Connection:
    """Return sqlite3's own connection, for what must not begin a transaction."""
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)


class Readers:
    """A small pool of read-only connections, for any thread."""

    def __init__(self, path: Path) -> None:
        """Prepare the pool for the database at `path`; nothing is opened yet."""
        self._path = path
        self._uri = f"{path.absolute().as_uri()}?mode=ro"
        self._engine = _engine(
            create_engine(
                "sqlite://",
                creator=self._connect,
                poolclass=QueuePool,
                pool_size=_READERS,
                max_overflow=_READERS,
            ),
            "DEFERRED",
        )
        self._changed = threading.Condition()
        self._in_use = 0
        self._is_closed = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection; everything read through it is one moment of the library.

        Raises:
            CatalogError: ``catalog.closed`` after `close`.
        """
        with self._changed:
            if self._is_closed:
                raise CatalogError("catalog.closed")
            self._in_use += 1
        try:
            with translated(self._path), self._engine.connect() as connection:
                yield connection
        finally:
            with self._changed:
                self._in_use -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Wait for the reads under way, then close every connection."""
        with self._changed:
            self._is_closed = True
            self._changed.wait_for(lambda: self._in_use == 0)
        self._engine.dispose()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._uri,
            uri=True,
            timeout=_BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS_KEPT,
        )
        for pragma in _READER_PRAGMAS:
            connection.execute(pragma)
        return connection


def _engine(engine: Engine, kind: str) -> Engine:
    """Let SQLAlchemy begin the transactions, which Python's sqlite3 would do half-heartedly."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine
