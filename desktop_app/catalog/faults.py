"""SQLite's errors, translated once, where they arise."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from desktop_app.catalog.layout import DAMAGED_FILE
from desktop_app.domain.errors import CatalogError, ErrorKind

_CODES = {
    sqlite3.SQLITE_FULL: ("catalog.disk_full", ErrorKind.RETRYABLE),
    sqlite3.SQLITE_IOERR: ("catalog.disk_failed", ErrorKind.RETRYABLE),
    sqlite3.SQLITE_BUSY: ("catalog.busy", ErrorKind.RETRYABLE),
    sqlite3.SQLITE_READONLY: ("catalog.read_only", ErrorKind.PERMANENT),
    sqlite3.SQLITE_CANTOPEN: ("catalog.cannot_open", ErrorKind.PERMANENT),
    sqlite3.SQLITE_CORRUPT: ("catalog.damaged", ErrorKind.PERMANENT),
    sqlite3.SQLITE_NOTADB: ("catalog.damaged", ErrorKind.PERMANENT),
}
_PRIMARY_CODE = 0xFF  # the extended codes of SQLite keep the primary one in their lowest byte


@contextmanager
def translated(path: Path | None = None) -> Iterator[None]:
    """Raise what the disk or the file did as a `CatalogError`; let our own mistakes pass.

    `path`: of the catalog that is in use. When it turns out to be damaged, that is noted beside
    it, so that it is checked as a whole when it is opened next.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        known = _CODES.get(_code_of(error))
        if known is None:
            raise
        code, kind = known
        if path is not None and code == "catalog.damaged":
            note_damage(path)
        raise CatalogError(code, kind) from error


def note_damage(path: Path) -> None:
    """Have the catalog checked as a whole when it is opened next."""
    with suppress(OSError):
        path.with_name(DAMAGED_FILE).touch(mode=0o600)


@contextmanager
def reachable(folder: Path) -> Iterator[None]:
    """Raise what the file system has against a library's folder as a `CatalogError`."""
    try:
        yield
    except OSError as error:
        raise CatalogError("catalog.cannot_open", folder=str(folder)) from error


def _code_of(error: DBAPIError | sqlite3.Error) -> int:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlite_errorcode", 0) & _PRIMARY_CODE
