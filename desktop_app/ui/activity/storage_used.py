"""How much room a library takes on this machine."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain.ports import CancelToken


@dataclass(frozen=True, slots=True)
class StorageUsed:
    """Bytes on disk.

    Attributes:
        originals_bytes: the originals in the library's own store.
        rest_bytes: previews, catalog, backups and all else in its folder.
        free_bytes: what the disk has left; None when it cannot be told.
    """

    originals_bytes: int
    rest_bytes: int
    free_bytes: int | None = None


def measure(folder: Path, originals_name: str, token: CancelToken) -> StorageUsed:
    """Add up the files under a library's folder; for worker threads. What vanishes counts 0.

    Raises:
        Cancelled: the token was cancelled.
    """
    originals = folder / originals_name
    originals_bytes = _size_under(originals, None, token)
    rest_bytes = _size_under(folder, originals_name, token)
    return StorageUsed(originals_bytes, rest_bytes, _free_under(folder))


def _size_under(folder: Path, passed_over: str | None, token: CancelToken) -> int:
    """Return the size of all files under a folder but those in one of its own folders."""
    total_bytes = 0
    try:
        with os.scandir(folder) as found:
            for entry in found:
                token.check()
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != passed_over:
                        total_bytes += _size_under(Path(entry.path), None, token)
                else:
                    total_bytes += _size(entry)
    except OSError:
        return total_bytes
    return total_bytes


def _free_under(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _size(entry: "os.DirEntry[str]") -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
