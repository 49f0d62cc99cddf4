"""Puts the newest good backup in the place of a catalog that is damaged.

The damaged one is moved aside and never deleted. What was imported since the backup has its
originals in the store all the same: a mark is left (`RESTORED_FILE`) until they are assets again,
and as long as it lies there no original may be taken for an orphan.
"""

import logging
import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from desktop_app.catalog.backups import backups_of, is_whole
from desktop_app.catalog.faults import reachable
from desktop_app.catalog.folder_lock import FolderLock
from desktop_app.catalog.layout import DAMAGED_FILE, LOCK_FILE, RESTORED_FILE
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.ports import Clock

log = logging.getLogger(__name__)

_SIDES = ("-wal", "-shm")
_UNFINISHED = ".restoring"


def recover(path: Path, clock: Clock) -> CatalogError:
    """Move the damaged catalog aside, restore a copy of it if there is one, and say so.

    Returns:
        What to tell the user, once the library is open: ``catalog.restored`` with ``backup_at``
        (ISO 8601, UTC, to the minute) and ``aside`` (the damaged file's name), or
        ``catalog.begun_anew`` with ``aside`` alone.

    Raises:
        CatalogError: ``catalog.in_use``, or ``catalog.cannot_open``; nothing was changed then.
    """
    lock = FolderLock(path.with_name(LOCK_FILE))
    try:
        with reachable(path.parent):
            return _recover(path, clock)
    finally:
        lock.release()


def _recover(path: Path, clock: Clock) -> CatalogError:
    backup = next((one for one in backups_of(path) if is_whole(one.path)), None)
    ready = path.with_name(path.name + _UNFINISHED)
    if backup is not None:
        shutil.copyfile(backup.path, ready)
        ready.chmod(0o600)
        with ready.open("rb+") as file:
            os.fsync(file.fileno())
    path.with_name(RESTORED_FILE).touch(mode=0o600)
    aside = _free_name(path, clock)
    if backup is None:
        path.rename(path.with_name(aside))
    else:
        # Under both names until the good one takes its place: at no moment is there no catalog,
        # in the place of which an empty one would be made.
        _also_name(path, path.with_name(aside))
    for side in _SIDES:  # which would be taken for those of the good one
        with suppress(FileNotFoundError):
            path.with_name(path.name + side).rename(path.with_name(aside + side))
    if backup is not None:
        ready.replace(path)
    path.with_name(DAMAGED_FILE).unlink(missing_ok=True)
    if backup is None:
        log.error("The catalog is damaged and there is no backup; it was moved to %s", aside)
        return CatalogError("catalog.begun_anew", aside=aside)
    made_at = datetime.fromtimestamp(backup.made_at_us // 1_000_000, UTC)
    log.error("The catalog is damaged; it was moved to %s and %s restored", aside, backup.path.name)
    return CatalogError("catalog.restored", backup_at=f"{made_at:%Y-%m-%d %H:%M} UTC", aside=aside)


def _free_name(path: Path, clock: Clock) -> str:
    """Return a name for the damaged database that no file has."""
    moment = datetime.fromtimestamp(clock.now_us() // 1_000_000, UTC)
    stem = f"{path.stem}.damaged-{moment:%Y%m%dT%H%M%SZ}"
    names = (f"{stem}{f'-{number}' if number > 1 else ''}{path.suffix}" for number in count(1))
    return next(name for name in names if not path.with_name(name).exists())


def _also_name(path: Path, other: Path) -> None:
    try:
        other.hardlink_to(path)
    except OSError:  # a file system without links
        shutil.copyfile(path, other)
