"""One process per library: a lock on a file in its folder, let go by the system at any end.

Standard library only: whether a library is open elsewhere is asked before anything is imported.
"""

import os
import sys
import time
from pathlib import Path

from desktop_app.domain.errors import CatalogError, ErrorKind

_TRIES = 5
_PAUSE_S = 0.01
"""Whoever only asks holds the lock for a moment, in which it must not be refused."""


def is_locked(path: Path) -> bool:
    """Whether a process holds the lock on this file; nothing is made, and nothing kept."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False  # not there, or not ours to use: opening the library tells which
    try:
        _try_lock(descriptor)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


class FolderLock:
    """Holds a library for this process until it is released.

    The file itself stays and means nothing; only the lock on it does, so a crash leaves none.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock; its folder is made if need be.

        Raises:
            CatalogError: ``catalog.in_use`` when another process, or this one, has it, and
                ``catalog.cannot_open`` when the folder cannot be written to.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise CatalogError("catalog.cannot_open", folder=str(path.parent)) from error
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise CatalogError(
                "catalog.in_use", ErrorKind.RETRYABLE, folder=str(path.parent)
            ) from error

    def release(self) -> None:
        """Let go; the lock must not be used again."""
        os.close(self._descriptor)


def _lock(descriptor: int) -> None:
    for _ in range(_TRIES - 1):
        try:
            return _try_lock(descriptor)
        except OSError:
            time.sleep(_PAUSE_S)
    return _try_lock(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
