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
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.errors import ErrorKind, MediaError
from desktop_app.media.prepared import DEFAULT_PIXEL_LIMIT, Prepared

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_NICENESS = 5
"""The window's own threads go first, however busy an import is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    Attributes:
        time_s: seconds until the worker is killed, begun anew with each sign of life
            that it gives while it reads a large video.
        pixels: width × height beyond which nothing is decoded.
        memory_bytes: address space of a worker, where the system can limit it.
    """

    time_s: float = 30.0
    pixels: int = DEFAULT_PIXEL_LIMIT
    memory_bytes: int = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class Request:
    """A file to look at. `size_px` asks for a rendition only; None for all of `prepare`."""

    path: Path
    size_px: int | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A `MediaError` on its way through a pipe."""

    code: str
    kind: ErrorKind
    params: dict[str, str | int]

    def error(self) -> MediaError:
        """Return the error again."""
        return MediaError(self.code, self.kind, **self.params)


@dataclass(frozen=True, slots=True)
class StillReading:
    """A sign of life: a large file is being read, and no decoder is at it yet."""


Answer = Prepared | bytes | Failure | None
"""None is the first message of a worker: it is ready."""
Message = Answer | StillReading


def serve(connection: "Connection[Message, Request]", limits: Limits) -> None:
    """Answer requests until the other end of the pipe is closed or its process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends us
    _be_modest(limits.memory_bytes)
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    warnings.simplefilter("ignore")  # decoders warn about files; that is what errors are for
    with contextlib.suppress(EOFError, OSError):
        connection.send(None)
        while True:
            request = connection.recv()
            connection.send(answer(request, limits.pixels, lambda: connection.send(StillReading())))


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
        return Failure("import.too_many_pixels", ErrorKind.PERMANENT, {})


def _be_modest(memory_limit_bytes: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not there on Windows

    with contextlib.suppress(OSError):
        os.nice(_NICENESS)
    with contextlib.suppress(ValueError, OSError):  # a lower limit is in force already
        resource.setrlimit(resource.RLIMIT_AS, (memory_limit_bytes, memory_limit_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent() -> None:
    """End at once when the program is gone, also from within a decoder that hangs."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
