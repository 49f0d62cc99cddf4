"""One process per library: a lock on a file in its folder, let go by the system at any end."""

import os
import sys
from pathlib import Path

from desktop_app.catalog.faults import reachable
from desktop_app.domain.errors import CatalogError, ErrorKind


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
        with reachable(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
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


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
