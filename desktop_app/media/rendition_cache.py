"""Small pictures of assets, kept in one SQLite file beside the catalog.

The file is a cache: everything in it can be made again from the originals. So it is never a
reason to stop: what is damaged reads as a miss, a file SQLite refuses is moved aside and begun
anew, a write that finds the disk full is only logged. Standard library only, because the window
reads its first tiles from here before anything heavier is imported.

Entries (small, ordered by asset) and picture bytes (large) are in two tables, so that noting
when a picture was last used rewrites some forty bytes and not the picture.
"""

import json
import logging
import sqlite3
import threading
import time
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

_log = logging.getLogger(__name__)

DEFAULT_BUDGET_BYTES = 4 * 1024**3
_LAYOUT = 1
"""`PRAGMA user_version` of the layout below; a file of any other layout is begun anew."""
_BUSY_TIMEOUT_S = 10.0
_TOUCH_AFTER_S = 3600
"""Last-used times are only this exact: looking at a screen again and again writes nothing."""
_TOUCHES_HELD = 2000
_KEPT_SHARE = 0.9
"""Eviction goes down to this part of the budget, so that not every write evicts."""
_EVICTED_AT_ONCE = 500
_MOST_SQL_VARIABLES = 500

_SCHEMA = (
    "CREATE TABLE entry(asset_id TEXT NOT NULL, size_px INTEGER NOT NULL, picture INTEGER NOT NULL,"
    " length_bytes INTEGER NOT NULL, crc INTEGER NOT NULL, used_at_s INTEGER NOT NULL,"
    " PRIMARY KEY(asset_id, size_px)) WITHOUT ROWID",
    "CREATE INDEX entry_by_use ON entry(used_at_s)",
    "CREATE TABLE picture(id INTEGER PRIMARY KEY, data BLOB NOT NULL)",
    "CREATE TABLE total(bytes INTEGER NOT NULL)",
    "INSERT INTO total VALUES(0)",
    f"PRAGMA user_version={_LAYOUT}",
)
_READ = (
    "SELECT entry.length_bytes, entry.crc, entry.used_at_s, picture.data FROM entry"
    " JOIN picture ON picture.id = entry.picture WHERE entry.asset_id = ? AND entry.size_px = ?"
)

_HELD = (
    "SELECT asset_id FROM json_each(?2) AS wanted"
    " CROSS JOIN entry ON entry.asset_id = wanted.value AND entry.size_px = ?1"
)


class RenditionCache:
    """Rendition bytes by asset id and size; every method may be called from any thread.

    Readers never wait for each other or for the writer (WAL, a connection each). Writes take
    turns. After `close` reads are misses and writes do nothing.

    Attributes:
        path: the SQLite file; made, with its folder, when it is not there.
        budget_bytes: pictures beyond this go, least recently used first.
    """

    def __init__(self, path: Path, *, budget_bytes: int = DEFAULT_BUDGET_BYTES) -> None:
        """Open or make the cache file; an unusable one is moved aside."""
        self.path = path
        self.budget_bytes = budget_bytes
        self._write_lock = threading.Lock()
        self._touched: dict[tuple[str, int], None] = {}
        self._is_closed = False
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._writer, self._readers = self._open()

    def read(self, asset_id: str, size_px: int) -> bytes | None:
        """Return the picture with that longest edge, or None when it has to be made."""
        readers = self._readers
        try:
            with readers.borrow() as connection:
                if connection is None:
                    return None
                row = connection.execute(_READ, (asset_id, size_px)).fetchone()
        except sqlite3.Error as error:
            self._on_read_failed(error, readers)
            return None
        if row is None:
            return None
        length_bytes, crc, used_at_s, data = row
        if not isinstance(data, bytes) or len(data) != length_bytes or zlib.crc32(data) != crc:
            _log.warning("A stored rendition is damaged and will be made again")
            self._delete([(asset_id, size_px)])
            return None
        if used_at_s + _TOUCH_AFTER_S < time.time():
            self._touch(asset_id, size_px)
        return data

    def lacking(self, ids: Sequence[str], size_px: int) -> set[str]:
        """Return those of these assets of which there is no picture in that size."""
        wanted = set(ids)
        try:
            with self._readers.borrow() as connection:
                if connection is None:
                    return set()
                found = connection.execute(_HELD, (size_px, json.dumps(list(wanted)))).fetchall()
        except sqlite3.Error as error:
            _log.warning("Looking for renditions failed: %s", error)
            return wanted
        return wanted - {asset_id for (asset_id,) in found}

    def write(self, asset_id: str, size_px: int, data: bytes) -> None:
        """Keep one picture, replacing an earlier one of that size."""
        self.write_many([(asset_id, size_px, data)])

    def write_many(self, pictures: Iterable[tuple[str, int, bytes]]) -> None:
        """Keep many pictures (asset id, size in pixels, bytes) in one transaction."""
        now_s = int(time.time())
        entries = list(pictures)
        with self._transaction() as writer:
            if writer is None:
                return
            added_bytes = 0
            for asset_id, size_px, data in entries:
                added_bytes -= _remove(writer, [(asset_id, size_px)])
                picture = writer.execute("INSERT INTO picture(data) VALUES(?)", (data,)).lastrowid
                writer.execute(
                    "INSERT INTO entry VALUES(?, ?, ?, ?, ?, ?)",
                    (asset_id, size_px, picture, len(data), zlib.crc32(data), now_s),
                )
                added_bytes += len(data)
            writer.execute("UPDATE total SET bytes = bytes + ?", (added_bytes,))
            self._write_touches(writer, now_s)
            self._evict(writer)

    def forget(self, ids: Iterable[str]) -> None:
        """Drop all sizes of these assets."""
        waiting = list(ids)
        for start in range(0, len(waiting), _MOST_SQL_VARIABLES):
            some = waiting[start : start + _MOST_SQL_VARIABLES]
            marks = ",".join("?" * len(some))
            with self._transaction() as writer:
                if writer is None:
                    return
                found = writer.execute(
                    f"SELECT asset_id, size_px FROM entry WHERE asset_id IN ({marks})",  # noqa: S608 - only question marks
                    some,
                ).fetchall()
                _subtract(writer, _remove(writer, found))

    def total_bytes(self) -> int:
        """Return how much the kept pictures take, without SQLite's own overhead."""
        try:
            with self._readers.borrow() as connection:
                if connection is None:
                    return 0
                return int(connection.execute("SELECT bytes FROM total").fetchone()[0])
        except sqlite3.Error:
            return 0

    def close(self) -> None:
        """Write what is waiting and close every connection; again does nothing."""
        with self._transaction() as writer:
            if writer is not None:
                self._write_touches(writer, int(time.time()))
        with self._write_lock:
            self._is_closed = True
            self._readers.close()
            self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> tuple[sqlite3.Connection, "_Readers"]:
        try:
            writer = _open_writer(self.path)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self._move_aside()
            writer = _open_writer(self.path)
        return writer, _Readers(self.path)

    def _move_aside(self) -> None:
        _log.warning("The rendition cache is damaged: it is moved aside and begun anew")
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        if self.path.exists():
            self.path.replace(self.path.with_name(self.path.name + ".damaged"))

    def _begin_anew(self) -> None:
        """Replace a file that SQLite no longer reads; the write lock is held."""
        self._readers.close()
        self._writer.close()
        self._move_aside()
        self._writer, self._readers = self._open()

    def _on_read_failed(self, error: sqlite3.Error, readers: "_Readers") -> None:
        _log.warning("Reading a rendition failed: %s", error)
        if _is_damage(error):
            with self._write_lock:
                if readers is self._readers and not self._is_closed:
                    self._begin_anew()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection | None]:
        """Give the writing connection inside a transaction, or None once closed.

        What SQLite refuses (disk full, damage) is logged and undone, never raised.
        """
        with self._write_lock:
            if self._is_closed:
                yield None
                return
            writer = self._writer
            try:
                writer.execute("BEGIN IMMEDIATE")
                yield writer
                writer.execute("COMMIT")
            except sqlite3.Error as error:
                _log.warning("Writing renditions failed: %s", error)
                if _is_damage(error):
                    self._begin_anew()
            finally:
                if writer is self._writer and writer.in_transaction:
                    writer.execute("ROLLBACK")

    def _delete(self, keys: list[tuple[str, int]]) -> None:
        with self._transaction() as writer:
            if writer is not None:
                _subtract(writer, _remove(writer, keys))

    def _touch(self, asset_id: str, size_px: int) -> None:
        self._touched[asset_id, size_px] = None
        if len(self._touched) >= _TOUCHES_HELD:
            with self._transaction() as writer:
                if writer is not None:
                    self._write_touches(writer, int(time.time()))

    def _write_touches(self, writer: sqlite3.Connection, now_s: int) -> None:
        touched, self._touched = self._touched, {}
        writer.executemany(
            "UPDATE entry SET used_at_s = ? WHERE asset_id = ? AND size_px = ?",
            [(now_s, asset_id, size_px) for asset_id, size_px in touched.copy()],
        )

    def _evict(self, writer: sqlite3.Connection) -> None:
        (total_bytes,) = writer.execute("SELECT bytes FROM total").fetchone()
        if total_bytes <= self.budget_bytes:
            return
        kept_bytes = int(self.budget_bytes * _KEPT_SHARE)
        while total_bytes > kept_bytes:
            oldest = writer.execute(
                "SELECT asset_id, size_px, length_bytes FROM entry ORDER BY used_at_s LIMIT ?",
                (_EVICTED_AT_ONCE,),
            ).fetchall()
            if not oldest:
                return
            going: list[tuple[str, int]] = []
            for asset_id, size_px, length_bytes in oldest:
                if total_bytes <= kept_bytes:
                    break
                going.append((asset_id, size_px))
                total_bytes -= length_bytes
            _subtract(writer, _remove(writer, going))


class _Readers:
    """Idle reading connections; as many are opened as ever read at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[sqlite3.Connection] = deque()
        self._returned = threading.Condition()
        self._borrowed = 0
        self._is_closed = False

    @contextmanager
    def borrow(self) -> Iterator[sqlite3.Connection | None]:
        """Give a connection of one's own for the time of a `with`; None once closed."""
        with self._returned:
            if self._is_closed:
                connection = None
            else:
                connection = self._idle.pop() if self._idle else _connect(self._path)
                self._borrowed += 1
        if connection is None:
            yield None
            return
        try:
            yield connection
        finally:
            with self._returned:
                self._borrowed -= 1
                self._idle.append(connection)
                self._returned.notify_all()

    def close(self) -> None:
        """Wait for the reads under way, then close all connections."""
        with self._returned:
            self._is_closed = True
            self._returned.wait_for(lambda: self._borrowed == 0)
            while self._idle:
                self._idle.pop().close()


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )


def _open_writer(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    writer = _connect(path)
    try:
        if not path.stat().st_size:
            writer.execute("PRAGMA page_size=8192")
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("PRAGMA synchronous=NORMAL")
        (layout,) = writer.execute("PRAGMA user_version").fetchone()
        if layout != _LAYOUT:
            writer.execute("BEGIN IMMEDIATE")
            for table in ("entry", "picture", "total"):
                writer.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in _SCHEMA:
                writer.execute(statement)
            writer.execute("COMMIT")
        writer.execute("SELECT bytes FROM total").fetchone()
    except sqlite3.Error:
        writer.close()
        raise
    return writer


def _remove(writer: sqlite3.Connection, keys: Iterable[tuple[str, int]]) -> int:
    """Delete entries with their pictures; return how many bytes of pictures that were."""
    removed_bytes = 0
    for key in keys:
        for picture, length_bytes in writer.execute(
            "DELETE FROM entry WHERE asset_id = ? AND size_px = ? RETURNING picture, length_bytes",
            key,
        ).fetchall():
            writer.execute("DELETE FROM picture WHERE id = ?", (picture,))
            removed_bytes += length_bytes
    return removed_bytes


def _subtract(writer: sqlite3.Connection, removed_bytes: int) -> None:
    writer.execute("UPDATE total SET bytes = bytes - ?", (removed_bytes,))


def _is_damage(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
