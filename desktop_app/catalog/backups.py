"""Copies of ``catalog.db`` in ``backups/``: one a day, and one before each migration.

A copy appears under its name only when it is complete, found whole by SQLite, and on the disk.
"""

import logging
import os
import sqlite3
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from desktop_app.catalog.faults import note_damage, translated
from desktop_app.catalog.layout import BACKUP_FOLDER, SCHEMA_REVISION
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.ports import Clock
from desktop_app.durable import sync_folder

log = logging.getLogger(__name__)

EVERY_US: Final = 24 * 60 * 60 * 1_000_000
DAILY_KEPT: Final = 7
BEFORE_MIGRATION_KEPT: Final = 3
_DAILY: Final = "daily"
_TIME_FORM: Final = "%Y%m%dT%H%M%SZ"
_UNFINISHED: Final = ".part"

_STEP_PAGES: Final = 128
"""Half a megabyte: a millisecond or two of the disk and of a processor."""
_REST_S: Final = 0.004
"""Between steps, so that edits and reads find the disk free."""
_SYNC_STEPS: Final = 4
"""The disk is given its work in small portions; all of it at once would hold up a commit."""


class Backup(NamedTuple):
    """One copy.

    Attributes:
        made_at_us: microseconds UTC, to the second.
        path: where it lies.
    """

    made_at_us: int
    path: Path


class _Stopped(Exception):  # noqa: N818 - not a failure
    """The copying was called off."""


def backups_of(catalog_path: Path) -> list[Backup]:
    """Return all copies, daily ones and those before migrations, newest first."""
    found = []
    for path in (catalog_path.parent / BACKUP_FOLDER).glob("*.db"):
        with suppress(ValueError):
            told = path.stem.rpartition("-")[2]
            made_at = datetime.strptime(f"{told}+0000", f"{_TIME_FORM}%z")
            found.append(Backup(int(made_at.timestamp()) * 1_000_000, path))
    return sorted(found, reverse=True)


def is_whole(path: Path) -> bool:
    """Whether this is a library of ours that SQLite finds nothing wrong with, and can be opened."""
    try:
        # Immutable: nothing is made beside the file, and nothing in it can change meanwhile.
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            return _is_whole(connection)
    except sqlite3.Error:
        return False


def back_up_before_migration(path: Path, revision: str, clock: Clock) -> None:
    """Copy the database, its log included; the newest few such copies are kept."""
    target = _target(path, f"{path.stem}-{revision}", clock)
    unfinished = target.with_suffix(_UNFINISHED)
    _forget_unfinished(path)
    _private(unfinished)
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)  # synced as any other write of SQLite's
        unfinished.replace(target)
        sync_folder(target.parent)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    _forget_old(path, path.stem, BEFORE_MIGRATION_KEPT)


class DailyBackup:
    """Makes the copy of the day; to be run by one thread and stopped by any.

    It reads one moment of the library and never holds up the writer: it works in small steps
    with rests in between.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        """Copy the catalog at `path`, which is open."""
        self._path = path
        self._clock = clock
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    @property
    def is_due(self) -> bool:
        """Whether the newest daily copy is a day old, or there is none."""
        newest = next((one for one in backups_of(self._path) if _is_daily(one.path)), None)
        return newest is None or self._clock.now_us() - newest.made_at_us >= EVERY_US

    def run(self) -> Path | None:
        """Make the copy; None when it was stopped or could not be made."""
        target = _target(self._path, _DAILY, self._clock)
        unfinished = target.with_suffix(_UNFINISHED)
        try:
            _forget_unfinished(self._path)
            with translated(self._path):
                self._copy(unfinished)
                is_good = self._check(unfinished)
            if not is_good:
                log.error("A copy of the catalog is damaged, and so perhaps is the catalog")
                note_damage(self._path)
                return None
            unfinished.replace(target)
            sync_folder(target.parent)
        except _Stopped:
            return None
        except (CatalogError, OSError) as error:
            log.warning("No backup could be made: %s", error)
            return None
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
        _forget_old(self._path, _DAILY, DAILY_KEPT)
        return target

    def stop(self) -> None:
        """Call it off; `run` then returns soon."""
        self._stop.set()
        with self._lock:
            if self._connection is not None:
                self._connection.interrupt()

    def _copy(self, unfinished: Path) -> None:
        uri = f"{self._path.absolute().as_uri()}?mode=ro"
        descriptor = _private(unfinished, is_kept_open=True)
        steps = 0

        def rest(_status: int, _remaining: int, _total: int) -> None:
            nonlocal steps
            steps += 1
            if steps % _SYNC_STEPS == 0:
                os.fsync(descriptor)
            if self._stop.wait(_REST_S):
                raise _Stopped

        try:
            with (
                closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as source,
                closing(sqlite3.connect(unfinished, isolation_level=None)) as copy,
            ):
                # One moment: otherwise every commit of the writer would begin it all anew.
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()
                # A copy that is not finished is nothing: it needs no journal, and is synced here.
                copy.execute("PRAGMA journal_mode = OFF")
                copy.execute("PRAGMA synchronous = OFF")
                copy.execute(f"PRAGMA cache_size = {2 * _STEP_PAGES}")
                source.backup(copy, pages=_STEP_PAGES, progress=rest)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _check(self, unfinished: Path) -> bool:
        uri = f"{unfinished.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True, check_same_thread=False)) as connection:
            with self._lock:
                self._connection = connection
            try:
                if self._stop.is_set():
                    raise _Stopped
                return _is_whole(connection)
            except sqlite3.OperationalError as error:
                if self._stop.is_set():
                    raise _Stopped from error
                raise
            finally:
                with self._lock:
                    self._connection = None


def _is_whole(connection: sqlite3.Connection) -> bool:
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        return False
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    owner = connection.execute("SELECT count(*) FROM library").fetchone()
    return (
        revision is not None
        and str(revision[0]).isdecimal()
        and int(revision[0]) <= int(SCHEMA_REVISION)
        and owner == (1,)
    )


def _target(path: Path, name: str, clock: Clock) -> Path:
    folder = path.parent / BACKUP_FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    made_at = datetime.fromtimestamp(clock.now_us() // 1_000_000, UTC)
    return folder / f"{name}-{made_at:{_TIME_FORM}}.db"


def _private(path: Path, *, is_kept_open: bool = False) -> int:
    """Make an empty file that only its owner can read."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    if not is_kept_open:
        os.close(descriptor)
    return descriptor


def _is_daily(path: Path) -> bool:
    return path.name.startswith(f"{_DAILY}-")


def _forget_unfinished(path: Path) -> None:
    """Remove what a process left that was killed while it copied; nobody else copies now."""
    for unfinished in (path.parent / BACKUP_FOLDER).glob(f"*{_UNFINISHED}*"):
        unfinished.unlink(missing_ok=True)


def _forget_old(path: Path, name: str, kept: int) -> None:
    folder = path.parent / BACKUP_FOLDER
    for old in sorted(folder.glob(f"{name}-*.db"))[:-kept]:
        with suppress(OSError):
            old.unlink()
