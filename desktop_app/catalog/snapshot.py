"""The column index on disk, so that a start need not read the whole catalog again.

It is a copy of a copy: whatever is wrong with it (another version, another zone, another state
of the catalog, a torn write), it is as if it were not there.

Layout: ``LBINDEX1``, the length of a JSON header (8 bytes, little-endian), the header, then the
arrays it lists, each beginning at a multiple of 64 bytes; at the end the Adler-32 of all that.
"""

import contextlib
import json
import logging
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

logger = logging.getLogger(__name__)

_MAGIC = b"LBINDEX1"
_ALIGN_BYTES = 64
_SUM_BYTES = 4


@dataclass(frozen=True, slots=True)
class Stored:
    """What a snapshot holds: named arrays, and facts that JSON can hold."""

    facts: dict[str, Any]
    arrays: dict[str, npt.NDArray[Any]]


def write(path: Path, stored: Stored) -> None:
    """Put a snapshot in place of the one at `path`, all of it or nothing.

    It is not forced to the disk: a torn one is recognised by its sum.

    Raises:
        OSError: what the disk did; the earlier snapshot is still there.
    """
    layout = [[name, array.dtype.str, len(array)] for name, array in stored.arrays.items()]
    header = json.dumps({"facts": stored.facts, "layout": layout}).encode()
    head = _MAGIC + len(header).to_bytes(8, "little") + header
    blocks = [np.frombuffer(head, np.uint8)]
    blocks += [np.ascontiguousarray(array).view(np.uint8) for array in stored.arrays.values()]
    partial = path.with_name(f"{path.name}.partial")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            total = 1
            for block in blocks:
                for part in (block.data, bytes(-len(block) % _ALIGN_BYTES)):
                    total = zlib.adler32(part, total)
                    file.write(part)
            file.write(total.to_bytes(_SUM_BYTES, "little"))
        partial.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def read(path: Path) -> Stored | None:
    """Return the snapshot at `path`; None when there is none that is whole."""
    try:
        with path.open("rb") as file:
            size_bytes = os.fstat(file.fileno()).st_size
            content = bytearray(size_bytes)
            if file.readinto(content) != size_bytes:
                return None
        return _parsed(content)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, MemoryError) as error:
        logger.warning("The index snapshot cannot be used: %s", type(error).__name__)
        return None


def _parsed(content: bytearray) -> Stored:
    view = memoryview(content)
    if content[: len(_MAGIC)] != _MAGIC or len(content) < _ALIGN_BYTES:
        raise ValueError("not a snapshot")
    if zlib.adler32(view[:-_SUM_BYTES]) != int.from_bytes(view[-_SUM_BYTES:], "little"):
        raise ValueError("damaged")
    header_at = len(_MAGIC) + 8
    at = header_at + int.from_bytes(view[len(_MAGIC) : header_at], "little")
    header = json.loads(bytes(view[header_at:at]))
    arrays = {}
    for name, kind, count in header["layout"]:
        at += -at % _ALIGN_BYTES
        arrays[name] = np.frombuffer(content, np.dtype(kind), count, at)
        at += arrays[name].nbytes
    return Stored(header["facts"], arrays)
