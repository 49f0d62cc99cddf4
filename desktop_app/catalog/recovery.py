"""Puts the newest good backup in the place of a catalog that is damaged.

The damaged one is moved aside and never deleted. What was imported since the backup has its
originals in the store all the same: a mark is left (`RESTORED_FILE`) until they are assets again,
and as long as it lies there no original may be taken for an orphan.

The order of the writes is what a power cut at any of them leaves whole:

1. a copy of the backup, complete and synced, under a name that nobody reads;
2. the mark, synced: from here on no original goes;
3. the damaged file under a second name, and its log away from the first;
4. the copy takes the first name; synced;
5. only then goes the note that the catalog is to be checked: until then a catalog that came
   back damaged is looked through again, and all this is done again.
"""

import json
import logging
import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from desktop_app.catalog.backups import Backup, backups_of, is_whole
from desktop_app.catalog.faults import reachable
from desktop_app.catalog.folder_lock import FolderLock
from desktop_app.catalog.layout import DAMAGED_FILE, LOCK_FILE, RESTORED_FILE
from desktop_app.domain.errors import CatalogError, ErrorKind
from desktop_app.domain.ports import Clock
from desktop_app.durable import sync_folder, write_whole

log = logging.getLogger(__name__)

_SIDES = ("-wal", "-shm")
_UNFINISHED = ".restoring"


def recover(path: Path, clock: Clock) -> None:
    """Move the damaged catalog aside, and put a copy of its backup there, if there is one.

    What to tell the user is in the mark from then on: see `untold`.

    Raises:
        CatalogError: ``catalog.in_use``, or ``catalog.cannot_open``; nothing was changed then.
    """
    lock = FolderLock(path.with_name(LOCK_FILE))
    try:
        with reachable(path.parent):
            _recover(path, clock)
    finally:
        lock.release()


def untold(path: Path) -> CatalogError | None:
    """Return what the user should be told of a recovery, until `note_told`.

    ``catalog.restored`` with ``backup_at`` (ISO 8601, UTC, to the minute) and ``aside`` (the
    damaged file's name), or ``catalog.begun_anew`` with ``aside`` alone.
    """
    try:
        match json.loads(path.with_name(RESTORED_FILE).read_text(encoding="utf-8")):
            case {"code": str(code), **told}:
                params = {str(name): str(value) for name, value in told.items()}
                return CatalogError(code, ErrorKind.PERMANENT, **params)
    except (OSError, ValueError):
        pass  # no recovery, or one that was told
    return None


def note_told(path: Path) -> None:
    """Note that the user was told; the mark stays, for those who put the files right."""
    mark = path.with_name(RESTORED_FILE)
    if untold(path) is not None:
        with suppress(OSError):
            os.truncate(mark, 0)


def _recover(path: Path, clock: Clock) -> None:
    backup = next((one for one in backups_of(path) if is_whole(one.path)), None)
    ready = path.with_name(path.name + _UNFINISHED)
    if backup is not None:
        shutil.copyfile(backup.path, ready)
        ready.chmod(0o600)
        with ready.open("rb+") as file:
            os.fsync(file.fileno())
    aside = _free_name(path, clock)
    _leave_mark(path, _told(backup, aside))
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
    sync_folder(path.parent)
    path.with_name(DAMAGED_FILE).unlink(missing_ok=True)
    if backup is None:
        log.error("The catalog is damaged and there is no backup; it was moved to %s", aside)
    else:
        log.error("The catalog is damaged; it is now %s; %s was restored", aside, backup.path.name)


def _told(backup: Backup | None, aside: str) -> dict[str, str]:
    if backup is None:
        return {"code": "catalog.begun_anew", "aside": aside}
    made_at = datetime.fromtimestamp(backup.made_at_us // 1_000_000, UTC)
    return {
        "code": "catalog.restored",
        "backup_at": f"{made_at:%Y-%m-%d %H:%M} UTC",
        "aside": aside,
    }


def _leave_mark(path: Path, told: dict[str, str]) -> None:
    write_whole(path.with_name(RESTORED_FILE), json.dumps(told).encode())


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
