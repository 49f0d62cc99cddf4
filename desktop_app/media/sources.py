"""Reading files that are not ours: they may vanish, change, be pipes or be huge."""

import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
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

_CHUNK_BYTES = 1024 * 1024
_SIGN_OF_LIFE_BYTES = 64 * 1024**2
_SETTLED_NS = 2_000_000_000
"""A file changed this recently may change again within one tick of its file system's clock."""
_FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ESTALE})


@dataclass(frozen=True, slots=True)
class Source:
    """A picture file as it was at one moment.

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


@dataclass(frozen=True, slots=True)
class OpenSource:
    """A file that was found to be a picture or video and is open.

    Attributes:
        kind: what it is, by content.
        file: it, open for reading, wherever it was last read.
        found: what the system said about it when it was opened.
        opened_at_ns: when that was, nanoseconds UTC.
    """

    kind: Kind
    file: FileIO
    found: os.stat_result
    opened_at_ns: int

    @property
    def size_bytes(self) -> int:
        """Its size when it was opened."""
        return self.found.st_size

    @property
    def modified_at_us(self) -> int:
        """Its modification time when it was opened, microseconds UTC."""
        return self.found.st_mtime_ns // 1000

    @property
    def stamp(self) -> Stamp | None:
        """What tells later whether it is still the same; None when that cannot be told."""
        changed_ns = max(self.found.st_mtime_ns, self.found.st_ctime_ns)
        return stamp_of(self.found) if changed_ns < self.opened_at_ns - _SETTLED_NS else None

    def read(self) -> Source:
        """Read a picture file as a whole.

        Raises:
            MediaError: ``import.too_large`` (`limit_bytes`), ``import.unreadable``,
                ``import.changed`` when the file was written to meanwhile.
        """
        if self.size_bytes > LARGEST_IMAGE_BYTES:
            raise MediaError("import.too_large", limit_bytes=LARGEST_IMAGE_BYTES)
        with reading_errors():
            self.file.seek(0)
            data = self.file.read(self.size_bytes + 1)
            while len(data) < self.size_bytes and (
                more := self.file.read(self.size_bytes - len(data))
            ):
                data += more
        self.check_unchanged()
        if len(data) != self.size_bytes:
            raise MediaError("import.changed", ErrorKind.RETRYABLE)
        return Source(self.kind, data, self.modified_at_us, self.stamp)

    def content_hash(self, still_reading: Callable[[], None]) -> str:
        """Return the SHA-256 of all bytes in hex, reading them piece by piece.

        Args:
            still_reading: called now and then: a large file may take longer than any decoder.

        Raises:
            MediaError: ``import.unreadable``, ``import.changed``.
        """
        digest = hashlib.sha256()
        buffer = memoryview(bytearray(_CHUNK_BYTES))
        left = self.size_bytes
        with reading_errors():
            self.file.seek(0)
            while left and (length := self.file.readinto(buffer[: min(left, _CHUNK_BYTES)])):
                digest.update(buffer[:length])
                left -= length
                if left // _SIGN_OF_LIFE_BYTES != (left + length) // _SIGN_OF_LIFE_BYTES:
                    still_reading()
        if left:
            raise MediaError("import.changed", ErrorKind.RETRYABLE)
        return digest.hexdigest()

    def check_unchanged(self) -> None:
        """Make sure that nobody wrote to the file since it was opened.

        Raises:
            MediaError: ``import.changed``.
        """
        with reading_errors():
            now = os.fstat(self.file.fileno())
        if now.st_size != self.size_bytes or now.st_mtime_ns != self.found.st_mtime_ns:
            raise MediaError("import.changed", ErrorKind.RETRYABLE)


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
        MediaError: as `open_regular`, and ``import.empty``, ``import.not_media``.
    """
    with open_source(path) as source:
        return source.kind, source.size_bytes


@contextmanager
def open_source(path: Path) -> Iterator[OpenSource]:
    """Open a picture or video.

    Raises:
        MediaError: as `sniff`.
    """
    with open_regular(path) as file:
        with reading_errors():
            opened_at_ns = time.time_ns()
            found = os.fstat(file.fileno())
            head = file.read(HEAD_BYTES)
        if not head:
            raise MediaError("import.empty")
        kind = kind_of(head)
        if kind is None:
            raise MediaError("import.not_media")
        yield OpenSource(kind, file, found, opened_at_ns)


def read_source(path: Path) -> Source:
    """Read a picture file as a whole.

    Raises:
        MediaError: as `sniff` and `OpenSource.read`.
    """
    with open_source(path) as source:
        return source.read()


def stamp_of(found: os.stat_result) -> Stamp:
    """Return the stamp of a file as it is now."""
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
