"""The bytes of an upload, read piece by piece off the event loop."""

import asyncio
import io
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError


class Source:
    """A file or bytes that are read in pieces; closed by its context.

    Attributes:
        size_bytes: how much there was to read when it was opened.
    """

    def __init__(self, file: BinaryIO) -> None:
        """Take over an open file."""
        self._file = file
        self.size_bytes = file.seek(0, io.SEEK_END)

    @classmethod
    async def opened(cls, source: Path | bytes) -> Self:
        """Return an open source.

        Raises:
            RemoteError: ``remote.missing``: the file is gone.
        """
        if isinstance(source, bytes):
            return cls(io.BytesIO(source))
        try:
            return await asyncio.to_thread(lambda: cls(source.open("rb")))
        except OSError:
            raise _missing() from None

    async def read(self, offset_bytes: int, length_bytes: int) -> bytes:
        """Return exactly so many bytes from an offset on.

        Raises:
            RemoteError: ``remote.missing``: the file became shorter, or cannot be read.
        """
        try:
            piece = await asyncio.to_thread(self._read, offset_bytes, length_bytes)
        except OSError:
            raise _missing() from None
        if len(piece) != length_bytes:
            raise _missing()
        return piece

    def _read(self, offset_bytes: int, length_bytes: int) -> bytes:
        self._file.seek(offset_bytes)
        return self._file.read(length_bytes)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def _missing() -> RemoteError:
    return RemoteError("remote.missing", ErrorKind.PERMANENT)
