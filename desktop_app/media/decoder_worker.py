"""The life of a decoder process: one request after the other until the pipe ends.

It imports Pillow, for the first video FFmpeg, and nothing of the window or the catalog. Whatever
a file does to it (crash, endless loop, all memory) stays in here; `media.decoders` kills and
replaces it.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.errors import ErrorKind, MediaError
from desktop_app.media.pixels import Block, Layout, send_block
from desktop_app.media.prepared import DEFAULT_PIXEL_LIMIT, Prepared

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from desktop_app.media.drawing import FrameReader


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    Attributes:
        time_s: seconds until the worker is killed, begun anew with each sign of life
            that it gives while it reads a large video.
        pixels: width × height beyond which nothing is decoded.
        memory_bytes: address space of a worker, where the system can limit it.
        niceness: how far behind it stands: the window's own threads go first, however busy an
            import is. 0 for what somebody waits for.
    """

    time_s: float = 30.0
    pixels: int = DEFAULT_PIXEL_LIMIT
    memory_bytes: int = 4 * 1024**3
    niceness: int = 10


@dataclass(frozen=True, slots=True)
class Request:
    """A file to look at. `size_px` asks for a rendition only; None for all of `prepare`."""

    path: Path
    size_px: int | None = None


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """A picture for the screen; with a `frame_count`, so many frames of it from a number.

    `least_px` is that of `drawing.draw`.
    """

    path: Path
    least_px: int = 0
    first_frame: int = 0
    frame_count: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A `MediaError` on its way through a pipe."""

    code: str
    kind: ErrorKind
    params: dict[str, str | int]

    def error(self) -> MediaError:
        """Return the error again."""
        return MediaError(self.code, self.kind, **self.params)


_NO_MEMORY = Failure("import.too_many_pixels", ErrorKind.PERMANENT, {})


@dataclass(frozen=True, slots=True)
class StillReading:
    """A sign of life: a large file is being read, and no decoder is at it yet."""


AnyRequest = Request | DrawRequest
Answer = Prepared | bytes | Failure | Layout | None
"""None is the first message of a worker: it is ready. After a `Layout` comes its block."""
Message = Answer | StillReading


def serve(connection: "Connection[Message, AnyRequest]", limits: Limits) -> None:
    """Answer requests until the other end of the pipe is closed or its process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends us
    _be_modest(limits)
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    warnings.simplefilter("ignore")  # decoders warn about files; that is what errors are for
    table = _DrawingTable(limits.pixels)
    with contextlib.suppress(EOFError, OSError):
        connection.send(None)
        while True:
            request = connection.recv()
            if isinstance(request, DrawRequest):
                _send_drawn(connection, table.answer(request))
            else:
                still_reading = partial(connection.send, StillReading())
                connection.send(answer(request, limits.pixels, still_reading))


def answer(request: Request, pixel_limit: int, still_reading: Callable[[], None]) -> Answer:
    """Do what one request asks for."""
    from desktop_app.media import probe  # noqa: PLC0415 - the window's process never needs it

    try:
        if request.size_px is None:
            return probe.prepare(request.path, pixel_limit=pixel_limit, still_reading=still_reading)
        return probe.render(request.path, request.size_px, pixel_limit=pixel_limit)
    except MediaError as error:
        return Failure(error.code, error.kind, error.params)
    except MemoryError:
        return _NO_MEMORY


class _DrawingTable:
    """Decodes for the screen. The animated picture asked for last stays open for its next frames.

    A request for its first frames opens it anew: the file may have changed.
    """

    def __init__(self, pixel_limit: int) -> None:
        self._pixel_limit = pixel_limit
        self._frames: FrameReader | None = None

    def answer(self, request: DrawRequest) -> Block | Failure:
        from desktop_app.media import drawing  # noqa: PLC0415 - the window's process never needs it

        try:
            if not request.frame_count:
                return drawing.draw(
                    request.path, least_px=request.least_px, pixel_limit=self._pixel_limit
                )
            if self._frames is None or self._frames.path != request.path or not request.first_frame:
                self._frames = drawing.FrameReader(request.path, pixel_limit=self._pixel_limit)
            return self._frames.read(request.first_frame, request.frame_count)
        except MediaError as error:
            return Failure(error.code, error.kind, error.params)
        except MemoryError:
            return _NO_MEMORY
        except OSError:  # no room for the block
            return _NO_MEMORY


def _send_drawn(connection: "Connection[Message, AnyRequest]", drawn: Block | Failure) -> None:
    if isinstance(drawn, Failure):
        connection.send(drawn)
        return
    try:
        connection.send(drawn.layout)
        send_block(connection, drawn)
    finally:
        drawn.close()


def _be_modest(limits: Limits) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not there on Windows

    with contextlib.suppress(OSError):
        os.nice(limits.niceness)
    with contextlib.suppress(ValueError, OSError):  # a lower limit is in force already
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent() -> None:
    """End at once when the program is gone, also from within a decoder that hangs."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
