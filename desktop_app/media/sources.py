"""Reading files that are not ours: they may vanish, change, be pipes or be huge."""

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from desktop_app.domain.errors import ErrorKind, MediaError
from desktop_app.media.kinds import HEAD_BYTES, Kind, kind_of

LARGEST_IMAGE_BYTES = 512 * 1024**2
"""An image file beyond this is refused: it is read into memory as a whole."""

Stamp = tuple[int, int, int, int, int]
"""Device, inode, size, and times of change of a file: as long as it is the same, so is the file."""

_SETTLED_NS = 2_000_000_000
"""A file changed this recently may change again within one tick of its file system's clock."""
_FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ESTALE})


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was at one moment.

    Attributes:
        kind: what it is, by content.
        data: all its bytes.
        modified_at_us: its modification time, microseconds UTC.
        stamp: tells later whether it is still the same; None when that could not be told.
    """

    kind: Kind
    data: bytes
    modified_at_us: int
    stamp: Stamp | None


@contextmanager
def reading_errors() -> Iterator[None]:
    """Turn what the system says about a file that cannot be read into a `MediaError`."""
    try:
        yield
    except OSError as error:
        if error.errno in _GONE:
            raise MediaError("import.vanished") from error
        raise MediaError("import.unreadable", reason=error.strerror or "") from error


@contextmanager
def writing_errors() -> Iterator[None]:
    """Turn what the system says about a file that cannot be written into a `MediaError`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL_DISK:
            raise MediaError("import.disk_full", ErrorKind.RETRYABLE) from error
        raise MediaError("import.not_stored", reason=error.strerror or "") from error


@contextmanager
def open_regular(path: Path) -> Iterator[FileIO]:
    """Open a regular file for reading; a pipe or device is refused without waiting on it.

    Raises:
        MediaError: ``import.vanished``, ``import.unreadable``, ``import.not_media``.
    """
    with reading_errors():
        try:
            file = FileIO(os.open(path, os.O_RDONLY | _NO_WAIT), "rb")
        except ValueError as error:  # a NUL in the name
            raise MediaError("import.unreadable", reason="") from error
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise MediaError("import.not_media")
        yield file


def sniff(path: Path) -> tuple[Kind, int]:
    """Return what a file is and its size in bytes, looking at its beginning only.

    Raises:
        MediaError: as `open_regular`, and ``import.empty``, ``import.not_media``,
            ``import.unsupported_yet`` (recognised, but this build has no decoder for it).
    """
    with open_regular(path) as file, reading_errors():
        size_bytes = os.fstat(file.fileno()).st_size
        return _known_kind(file.read(HEAD_BYTES)), size_bytes


def read_source(path: Path) -> Source:
    """Read a picture file as a whole.

    Raises:
        MediaError: as `sniff`, and ``import.too_large`` (`limit_bytes`), ``import.changed``
            when the file was written to meanwhile.
    """
    with open_regular(path) as file, reading_errors():
        now_ns = time.time_ns()
        before = os.fstat(file.fileno())
        kind = _known_kind(file.read(HEAD_BYTES))
        if before.st_size > LARGEST_IMAGE_BYTES:
            raise MediaError("import.too_large", limit_bytes=LARGEST_IMAGE_BYTES)
        file.seek(0)
        data = file.read(before.st_size + 1)
        while len(data) < before.st_size and (more := file.read(before.st_size - len(data))):
            data += more
        after = os.fstat(file.fileno())
    if len(data) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        raise MediaError("import.changed", ErrorKind.RETRYABLE)
    is_settled = max(before.st_mtime_ns, before.st_ctime_ns) < now_ns - _SETTLED_NS
    stamp = stamp_of(before) if is_settled else None
    return Source(kind, data, before.st_mtime_ns // 1000, stamp)


def stamp_of(found: os.stat_result) -> Stamp:
    """Return the stamp of a file as it is now."""
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _known_kind(head: bytes) -> Kind:
    if not head:
        raise MediaError("import.empty")
    kind = kind_of(head)
    if kind is None:
        raise MediaError("import.not_media")
    if not kind.is_decodable:
        raise MediaError("import.unsupported_yet", mime_type=kind.mime_type)
    return kind


_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
