"""One object of the bucket to this machine: into memory, or into a file that grows."""

import errno
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path

from desktop_app.domain.errors import ErrorKind, MediaError
from desktop_app.domain.remote import RemoteError, RemoteFiles
from desktop_app.sync.links import Links
from desktop_app.sync.surroundings import Blocking

MISSING = "remote.missing"
"""Code: the object is not there."""
TOO_MUCH = "download.too_much"
"""Code: the object is larger than it is worth."""
CUT = "download.cut"
"""Code: less has come than there is; it is gone on with."""

_LINK_ENDED = "remote.link_ended"
_WRITTEN_BYTES = 1024 * 1024


class Fetching:
    """Downloads through signed links."""

    def __init__(self, files: RemoteFiles, links: Links, disk: Blocking) -> None:
        """Fetch from this bucket."""
        self._files = files
        self._links = links
        self._disk = disk

    async def to_memory(self, key: str, *, most_bytes: int) -> bytes:
        """Return an object.

        Raises:
            RemoteError: ``remote.missing``, ``download.too_much``, and all others.
        """
        data = bytearray()

        async def take(stream: AsyncIterator[bytes]) -> None:
            data.clear()
            async for some in stream:
                data.extend(some)
                _check_size(len(data), most_bytes)

        await self._streamed(key, lambda: 0, take)
        return bytes(data)

    async def to_file(
        self,
        key: str,
        part: Path,
        *,
        total_bytes: int | None,
        most_bytes: int | None = None,
        progressed: Callable[[int], None] | None = None,
    ) -> None:
        """Complete a file that holds the beginning of an object, or nothing yet.

        Args:
            key: of the object.
            part: the file; what has come by then stays in it, whatever happens.
            total_bytes: the object's size; None when it is not known.
            most_bytes: a larger object is given up.
            progressed: hears how many bytes there are.

        Raises:
            RemoteError: ``remote.missing``, ``download.too_much``, ``download.cut``, and all
                others.
            MediaError: the disk is full, or does not take it.
        """
        done_bytes = await self._disk(lambda: _begun_bytes(part, total_bytes))
        told = progressed or _nobody

        async def take(stream: AsyncIterator[bytes]) -> None:
            nonlocal done_bytes
            held = bytearray()

            async def write() -> None:
                nonlocal done_bytes
                data = bytes(held)
                held.clear()
                await self._disk(lambda: _write(part, done_bytes, data))
                done_bytes += len(data)
                told(done_bytes)

            try:
                async for some in stream:
                    held.extend(some)
                    _check_size(done_bytes + len(held), most_bytes)
                    if len(held) >= _WRITTEN_BYTES:
                        await write()
            except RemoteError:
                await write()
                raise
            await write()

        await self._streamed(key, lambda: done_bytes, take)
        if total_bytes is not None and done_bytes != total_bytes:
            if done_bytes > total_bytes:
                await self._disk(lambda: part.unlink(missing_ok=True))
            raise RemoteError(CUT, ErrorKind.RETRYABLE)

    async def _streamed(
        self,
        key: str,
        offset_bytes: Callable[[], int],
        take: Callable[[AsyncIterator[bytes]], Awaitable[None]],
    ) -> None:
        """Have a download taken; a link that has ended meanwhile is signed anew, once."""
        is_renewed = False
        while True:
            link = (await self._links.of([key])).get(key)
            if link is None:
                raise RemoteError(MISSING, ErrorKind.PERMANENT)
            try:
                async with aclosing(
                    self._files.download(link, offset_bytes=offset_bytes())
                ) as stream:
                    await take(stream)
            except RemoteError as error:
                if error.code != _LINK_ENDED or is_renewed:
                    raise
                self._links.forget(key)
                is_renewed = True
            else:
                return


def _check_size(size_bytes: int, most_bytes: int | None) -> None:
    if most_bytes is not None and size_bytes > most_bytes:
        raise RemoteError(TOO_MUCH, ErrorKind.PERMANENT)


def _begun_bytes(part: Path, total_bytes: int | None) -> int:
    """Return how much of an object is there; what cannot be its beginning is thrown away."""
    with _writing():
        part.touch(mode=0o600)
        size_bytes = part.stat().st_size
        if total_bytes is not None and size_bytes > total_bytes:
            os.truncate(part, 0)
            return 0
    return size_bytes


def _write(part: Path, offset_bytes: int, data: bytes) -> None:
    """Write at a place of its own: an attempt that was called off may still be writing."""
    with _writing(), part.open("r+b") as file:
        file.seek(offset_bytes)
        file.write(data)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = "import.disk_full" if error.errno == errno.ENOSPC else "import.not_stored"
        raise MediaError(code, ErrorKind.RETRYABLE, reason=error.strerror or "") from error


def _nobody(_done_bytes: int) -> None:
    """Hear of progress and do nothing."""
