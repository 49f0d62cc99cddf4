"""Decoded pictures in one block of memory, and its way from a decoder process to the program.

Where the system can hand an open file to another process, only that travels: the block is
memory without a name, which is gone with the last who holds it, whatever happens to either
process. Elsewhere (Windows) its bytes go through the pipe.
"""

import contextlib
import mmap
import os
import socket
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PIXEL_BYTES = 4
_CAN_HAND_OVER = hasattr(socket, "send_fds") and hasattr(socket, "AF_UNIX")
_MARK = b"\0"
"""An open file travels beside at least one byte."""


@dataclass(frozen=True, slots=True)
class Plane:
    """One picture in a block: blue, green, red, alpha of each pixel, row after row without gaps.

    Attributes:
        start: where in the block it begins, bytes.
        width_px, height_px: its size.
        is_translucent: whether alpha counts; the colours are then multiplied by it.
        delay_ms: as a frame, how long it is to be seen.
    """

    start: int
    width_px: int
    height_px: int
    is_translucent: bool = False
    delay_ms: int = 0

    @property
    def size_bytes(self) -> int:
        """How much of the block it takes."""
        return self.width_px * self.height_px * PIXEL_BYTES


@dataclass(frozen=True, slots=True)
class Layout:
    """What is in a block.

    Attributes:
        planes: the pictures; of a still one it and its halves, largest first.
        width_px, height_px: the upright size of the original, which may be larger.
        is_animated: whether the original has several frames.
        is_end: of frames, whether the last one of the file has been given.
    """

    planes: tuple[Plane, ...]
    width_px: int
    height_px: int
    is_animated: bool = False
    is_end: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the first picture is as large as the original."""
        first = self.planes[0]
        return (first.width_px, first.height_px) == (self.width_px, self.height_px)

    @property
    def size_bytes(self) -> int:
        """How large the block is."""
        return sum(plane.size_bytes for plane in self.planes)


@dataclass(frozen=True, slots=True)
class Pixels:
    """A block that has arrived. Its memory lives as long as anything looks into it."""

    layout: Layout
    memory: memoryview

    def of(self, plane: Plane) -> memoryview:
        """Return the bytes of one picture."""
        return self.memory[plane.start : plane.start + plane.size_bytes]


@dataclass(frozen=True, slots=True)
class Block:
    """A block where it was made: what is in it, and the nameless file that holds it."""

    layout: Layout
    file: IO[bytes]

    def close(self) -> None:
        """Let go of it; whoever it was sent to keeps it."""
        self.file.close()

    def pixels(self) -> Pixels:
        """Return its content in the process that made it."""
        self.file.flush()
        return Pixels(self.layout, _mapped(self.file.fileno(), self.layout.size_bytes))


def nameless_file() -> IO[bytes]:
    """Return a file in memory, or on a disk where the system has no such files."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("lightbox-pixels"), "w+b", buffering=0)
    return tempfile.TemporaryFile(buffering=0)


def send_block(connection: "Connection[Any, Any]", block: Block) -> None:
    """Send a block's content through a pipe, after its layout has been sent."""
    if _CAN_HAND_OVER:
        with _socket_of(connection) as way:
            socket.send_fds(way, [_MARK], [block.file.fileno()])
    else:
        block.file.seek(0)
        connection.send_bytes(block.file.read())


def receive_block(connection: "Connection[Any, Any]", layout: Layout) -> Pixels:
    """Take over the block that this layout announced.

    Raises:
        EOFError: the other end is gone.
        OSError: likewise, or the block is not as large as it should be.
    """
    if not _CAN_HAND_OVER:
        return Pixels(layout, memoryview(connection.recv_bytes()))
    with _socket_of(connection) as way:
        mark, handles, _flags, _address = socket.recv_fds(way, len(_MARK), 1)
    if mark != _MARK or len(handles) != 1:
        raise EOFError
    try:
        return Pixels(layout, _mapped(handles[0], layout.size_bytes))
    finally:
        os.close(handles[0])


@contextlib.contextmanager
def _socket_of(connection: "Connection[Any, Any]") -> Iterator[socket.socket]:
    """Lend the socket that a pipe is made of where files can be handed over."""
    way = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=connection.fileno())
    try:
        yield way
    finally:
        way.detach()


def _mapped(handle: int, size_bytes: int) -> memoryview:
    try:
        return memoryview(mmap.mmap(handle, size_bytes, access=mmap.ACCESS_READ))
    except ValueError as error:
        raise OSError("the block is too short") from error


def planes_of(sizes: Sequence[tuple[int, int]], *, is_translucent: bool) -> tuple[Plane, ...]:
    """Return planes of these sizes, one after the other."""
    planes: list[Plane] = []
    start = 0
    for width_px, height_px in sizes:
        planes.append(Plane(start, width_px, height_px, is_translucent))
        start += planes[-1].size_bytes
    return tuple(planes)
