"""The library's own files: originals under their asset's id, written so that none is ever half.

A file appears under its name only when it is complete and on the disk: it is written under
another name, synced, renamed, and its folder synced. Names come from the asset's id alone.
"""

import errno
import hashlib
import os
import re
import secrets
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from io import FileIO
from pathlib import Path

from desktop_app.domain.errors import ErrorKind, MediaError
from desktop_app.durable import sync_folder
from desktop_app.media.kinds import ALL_KINDS, extension_of
from desktop_app.media.sources import (
    Stamp,
    open_regular,
    reading_errors,
    stamp_of,
    writing_errors,
)

_CHUNK_BYTES = 128 * 1024
_INSIDE_BYTES = 1024**3
_CANNOT_INSIDE = frozenset({errno.EXDEV, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHARD = re.compile(r"[0-9a-f]{2}")
_UNFINISHED = ".part"
_FICLONE = 0x40049409
"""ioctl of linux/fs.h: share the blocks of another file until one of the two is written."""


class FileStore:
    """Originals of one library under `folder`, by asset id; any thread.

    Attributes:
        folder: the ``originals`` folder of a library; made, for its owner only, when needed.
    """

    def __init__(self, folder: Path) -> None:
        """Use this folder; nothing is touched until the first file is added."""
        self.folder = folder
        self._added: set[str] = set()
        self._lock = threading.Lock()
        self._making_shards = threading.Lock()

    def path_of(self, asset_id: str, mime_type: str) -> Path:
        """Return where an asset's original is, or would be.

        Raises:
            MediaError: ``store.bad_id`` for an id that is not a UUID: it would be a path.
        """
        if not _UUID.fullmatch(asset_id):
            raise MediaError("store.bad_id", ErrorKind.BUG)
        return self.folder / asset_id[:2] / f"{asset_id}.{extension_of(mime_type)}"

    def find(self, asset_id: str, mime_type: str) -> Path:
        """Return where an asset's original is; where it would be, when it is not there.

        A file that came from a server has the extension of what it is, whatever its row says.

        Raises:
            MediaError: ``store.bad_id``.
        """
        path = self.path_of(asset_id, mime_type)
        if not path.exists():
            for kind in ALL_KINDS:
                other = path.with_suffix(f".{kind.extension}")
                if other.exists():
                    return other
        return path

    def key_of(self, asset_id: str, mime_type: str) -> str:
        """Return the `storage_path` of a file in this store: relative, with slashes."""
        return f"originals/{asset_id[:2]}/{self.path_of(asset_id, mime_type).name}"

    def add_copy(
        self,
        source: Path,
        asset_id: str,
        mime_type: str,
        *,
        expected_hash: str | None = None,
        stamp: Stamp | None = None,
    ) -> Path:
        """Copy a file in, sharing its blocks where the file system can.

        Args:
            source: the file; it is followed when it is a link.
            asset_id: names the copy.
            mime_type: gives the copy its extension.
            expected_hash: SHA-256 in hex; the copy is compared with it.
            stamp: of the file when that hash was found out. While it holds, before the copying
                and after it, the bytes need not be hashed once more.

        Raises:
            MediaError: ``import.vanished``, ``import.unreadable``, ``import.changed`` (another
                hash than expected), ``import.disk_full``, ``import.not_stored``.
        """

        def fill(copy: FileIO) -> None:
            with open_regular(source) as original:
                is_same = _has_stamp(original, stamp)
                if not _clone(original, copy) and not (is_same and _copy_inside(original, copy)):
                    found_hash = _copy(original, copy)
                elif expected_hash is None or (is_same and _has_stamp(original, stamp)):
                    return
                else:
                    found_hash = _hash(copy)
            if expected_hash is not None and found_hash != expected_hash:
                raise MediaError("import.changed", ErrorKind.RETRYABLE)

        return self._add(asset_id, mime_type, fill)

    def add_bytes(self, data: bytes, asset_id: str, mime_type: str) -> Path:
        """Store bytes that are in memory already.

        Raises:
            MediaError: ``import.disk_full``, ``import.not_stored``.
        """

        def fill(file: FileIO) -> None:
            _write(file, data)

        return self._add(asset_id, mime_type, fill)

    def add_move(self, source: Path, asset_id: str, mime_type: str) -> Path:
        """Take over a finished file of the same disk; `source` is gone afterwards.

        Raises:
            MediaError: ``import.disk_full``, ``import.not_stored``.
        """
        path = self.path_of(asset_id, mime_type)
        with self._lock:
            self._added.add(asset_id)
        with writing_errors():
            self._make_shards(path.parent)
            with source.open("r+b") as file:
                os.fsync(file.fileno())
            source.replace(path)
            sync_folder(path.parent)
        for other in _files_in(path.parent):
            if other.name.partition(".")[0] == asset_id and other != path:
                _remove(other)
        return path

    def discard(self, ids: Iterable[str]) -> None:
        """Remove the files of these assets; those that are not there are no error."""
        by_shard: defaultdict[str, set[str]] = defaultdict(set)
        for asset_id in ids:
            if _UUID.fullmatch(asset_id):
                by_shard[asset_id[:2]].add(asset_id)
        for shard, going in by_shard.items():
            for path in _files_in(self.folder / shard):
                if path.name.partition(".")[0] in going:
                    _remove(path)

    def sweep(self, known_ids: Collection[str]) -> int:
        """Remove files that no asset owns and files that were never finished.

        Args:
            known_ids: ids of all assets that have rows. Files added since this store was opened
                stay, whether or not their row is there yet.

        Returns:
            How many files went.
        """
        removed = 0
        for shard in sorted(_entries(self.folder)):
            if not _SHARD.fullmatch(shard.name):
                continue
            for path in _files_in(shard):
                asset_id = path.name.partition(".")[0]
                with self._lock:
                    is_own = asset_id in self._added
                if not is_own and (path.suffix == _UNFINISHED or asset_id not in known_ids):
                    _remove(path)
                    removed += 1
        return removed

    def _add(self, asset_id: str, mime_type: str, fill: Callable[[FileIO], None]) -> Path:
        path = self.path_of(asset_id, mime_type)
        with self._lock:
            self._added.add(asset_id)
        with writing_errors():
            self._make_shards(path.parent)
            unfinished = path.with_name(f"{asset_id}.{secrets.token_hex(4)}{_UNFINISHED}")
            descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            with FileIO(descriptor, "r+b") as file:
                fill(file)
                with writing_errors():
                    os.fsync(file.fileno())
                _let_go(file)
            with writing_errors():
                unfinished.replace(path)
                sync_folder(path.parent)
        except BaseException:
            _remove(unfinished)
            raise
        return path

    def _make_shards(self, wanted: Path) -> None:
        """Make all shards when one is missing, which costs one sync instead of 256."""
        with self._making_shards:
            if wanted.is_dir():
                return
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            there = {entry.name for entry in _entries(self.folder)}
            for number in range(256):
                name = f"{number:02x}"
                if name not in there:
                    (self.folder / name).mkdir(mode=0o700, exist_ok=True)
            sync_folder(self.folder)


def _has_stamp(file: FileIO, stamp: Stamp | None) -> bool:
    return stamp is not None and stamp_of(os.fstat(file.fileno())) == stamp


def _copy_inside(original: FileIO, copy: FileIO) -> bool:
    """Let the system copy, which costs a third; False, and nothing written, where it cannot."""
    if sys.platform != "linux":
        return False
    is_begun = False
    left = os.fstat(original.fileno()).st_size
    try:
        while left > 0 and (
            copied := os.copy_file_range(original.fileno(), copy.fileno(), min(left, _INSIDE_BYTES))
        ):
            is_begun = True
            left -= copied
    except OSError as error:
        if is_begun or error.errno not in _CANNOT_INSIDE:
            with writing_errors():
                raise
        return False
    return True


def _copy(original: FileIO, copy: FileIO) -> str:
    """Copy and return the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    for chunk in _chunks(original):
        digest.update(chunk)
        _write(copy, chunk)
    return digest.hexdigest()


def _hash(file: FileIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(file: FileIO) -> Iterator[memoryview]:
    """Yield the file's content piece by piece, each in the same memory: fresh pages cost more."""
    buffer = memoryview(bytearray(_CHUNK_BYTES))
    while True:
        with reading_errors():
            length = file.readinto(buffer)
        if not length:
            return
        yield buffer[:length]


def _write(file: FileIO, data: bytes | memoryview) -> None:
    view = memoryview(data)
    with writing_errors():
        while view:
            view = view[file.write(view) :]


def _clone(original: FileIO, copy: FileIO) -> bool:
    """Make `copy` share the blocks of `original`; False where the file system cannot."""
    if sys.platform != "linux":
        return False
    import fcntl  # noqa: PLC0415 - not there on Windows

    try:
        fcntl.ioctl(copy.fileno(), _FICLONE, original.fileno())
    except OSError:
        return False
    return True


def _let_go(file: FileIO) -> None:
    """Free the memory that holds what was just written: nobody reads it soon.

    A large import would otherwise push everything else out, and find fresh pages ever dearer.
    """
    if sys.platform == "linux":
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _entries(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield from folder.iterdir()


def _files_in(shard: Path) -> list[Path]:
    return [path for path in _entries(shard) if not path.is_dir()]


def _remove(path: Path) -> None:
    with suppress(OSError):  # busy elsewhere: the next sweep takes it
        path.unlink()


_BINARY = getattr(os, "O_BINARY", 0)
