"""What has to be on the disk before the next thing may be done. Standard library alone."""

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

_UNFINISHED = ".part"
_ABANDONED_S = 60.0
"""Nobody writes a small file for so long: an unfinished one of this age was left by a crash."""


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder: a rename is only then there to stay."""
    if os.name == "nt":  # Windows has no descriptor of a folder; it journals names itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, data: bytes) -> None:
    """Write a small file for its user's eyes only; its folder is made when it is not there.

    It is complete and on the disk before it takes the old one's name: whoever reads, and a power
    cut, meets one of the two.

    Raises:
        OSError: it cannot be written; the old one is as it was.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(path)
    # Unlike that of any other writer of the same file at the same time.
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        raise
    sync_folder(path.parent)


def _sweep(path: Path) -> None:
    """Remove what crashes left of earlier writes of this file: it may hold a secret."""
    oldest = time.time() - _ABANDONED_S
    for left in path.parent.glob(f".{path.name}.*{_UNFINISHED}"):
        with suppress(OSError):
            if left.stat().st_mtime < oldest:
                left.unlink()
