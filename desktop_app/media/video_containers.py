"""Walking the outer boxes of video files: whether all is there, and what FFmpeg does not tell.

The file is read where it stands, some bytes at a time; it may be many gigabytes. Every walker
stops quietly where a file stops making sense. Sources: ISO/IEC 14496-12 (boxes), RFC 8794 and
9559 (EBML, Matroska), Microsoft's AVI RIFF reference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO

from desktop_app.media.kinds import Kind

_MOST_BOXES = 100_000
_MOST_CONTENT_BYTES = 16 * 1024**2
_TELLING_BOXES = frozenset({b"moov", b"mdat", b"moof"})
"""Boxes without whose end a file is a part of a file; of others a player does not care."""
_SEGMENT = b"\x18\x53\x80\x67"
_RIFF_SLACK_BYTES = 8
"""Some writers count the header of the outermost chunk as its content."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box on the outermost level: its four letters, where its content begins and ends."""

    kind: bytes
    start: int
    end: int


def is_cut_off(file: FileIO, kind: Kind, size_bytes: int) -> bool:
    """Return whether the container says itself that more bytes should follow.

    Raises:
        OSError: the file cannot be read.
    """
    if kind.ffmpeg_format == "mov":
        return any(
            box.end > size_bytes and box.kind in _TELLING_BOXES for box in boxes(file, size_bytes)
        )
    if kind.ffmpeg_format == "matroska":
        return _segment_end(file, size_bytes) > size_bytes
    head = _at(file, 0, 8)
    return int.from_bytes(head[4:8], "little") > size_bytes + _RIFF_SLACK_BYTES


def boxes(file: FileIO, size_bytes: int) -> Iterator[Box]:
    """Yield the outermost boxes of an MP4 or QuickTime file; the last may end beyond the file.

    Raises:
        OSError: the file cannot be read.
    """
    at = 0
    for _ in range(_MOST_BOXES):
        head = _at(file, at, 16) if at < size_bytes else b""
        if len(head) < 8:
            return
        length, start = int.from_bytes(head[:4], "big"), at + 8
        if length == 1 and len(head) == 16:
            length, start = int.from_bytes(head[8:16], "big"), at + 16
        elif length == 0:  # to the end of the file
            length = size_bytes - at
        if at + length < start:
            return
        yield Box(head[4:8], start, at + length)
        at += length


def content_of(file: FileIO, box: Box) -> bytes:
    """Return what is in a box, or b"" when it is more than anybody means to read.

    Raises:
        OSError: the file cannot be read.
    """
    length = box.end - box.start
    return _at(file, box.start, length) if length <= _MOST_CONTENT_BYTES else b""


def _segment_end(file: FileIO, size_bytes: int) -> int:
    """Return where a Matroska file's segment says it ends; 0 where it does not say."""
    header_size = _ebml_size(_at(file, 4, 8))
    if header_size is None:
        return 0
    at = 4 + header_size[1] + header_size[0]
    head = _at(file, at, 12) if at < size_bytes else b""
    size = _ebml_size(head[4:]) if head.startswith(_SEGMENT) else None
    return 0 if size is None else at + 4 + size[1] + size[0]


def _ebml_size(data: bytes) -> tuple[int, int] | None:
    """Return the size that begins here and how many bytes say it; None for "unknown"."""
    first = data[0] if data else 0
    width = 9 - first.bit_length()
    if first == 0 or len(data) < width:
        return None
    highest = (1 << 7 * width) - 1
    size = int.from_bytes(data[:width], "big") & highest
    return None if size == highest else (size, width)


def _at(file: FileIO, at: int, length: int) -> bytes:
    file.seek(at)
    return file.read(length)
