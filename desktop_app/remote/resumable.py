"""One resumable upload: TUS 1.0.0 (https://tus.io/protocols/resumable-upload) as Supabase has it.

Each piece is a request of its own, with the token of its moment. Whatever is interrupted goes on
from the offset that the server names, today or within the day that it keeps the upload.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from desktop_app.domain.ports import Clock
from desktop_app.domain.remote import RemoteError, Resume
from desktop_app.remote.connection import Connection
from desktop_app.remote.sources import Source
from desktop_app.remote.translate import Answer, garbled, server_time_us

CHUNK_BYTES = 6 * 2**20
LIFETIME_US = 24 * 3600 * 1_000_000
MOST_SURPRISES = 3
"""How often in a row an offset may turn out to be another before this gives way."""

_ENDPOINT = "/storage/v1/upload/resumable"
_SHORT_ENDPOINT = "/upload/resumable"
_VERSION = {"tus-resumable": "1.0.0"}
_GONE = frozenset({404, 410})
# HEAD has no body to say more; creating the upload anew will.
_NO_OFFSET = _GONE | {400, 403}


class ResumableUpload:
    """Sends one source as one object."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        source: Source,
        metadata: Mapping[str, str],
        progressed: Callable[[int, Resume | None], None],
    ) -> None:
        """Describe an upload; `metadata` are those that Storage reads (bucketName …)."""
        self._connection = connection
        self._clock = clock
        self._source = source
        self._metadata = metadata
        self._progressed = progressed

    async def run(self, resume: Resume | None) -> None:
        """Send what is still missing.

        Raises:
            RemoteError: any; what was sent by then, `progressed` has heard of.
        """
        offset_bytes = await self._offset(resume) if resume is not None else None
        if resume is None or offset_bytes is None:
            resume, offset_bytes = await self._create(), 0
        self._tell(offset_bytes, resume)
        surprises = 0
        while offset_bytes < self._source.size_bytes:
            reached_bytes = await self._send(resume, offset_bytes)
            surprises = 0 if reached_bytes > offset_bytes else surprises + 1
            if surprises > MOST_SURPRISES:
                raise garbled("offset")
            offset_bytes = reached_bytes
            self._tell(offset_bytes, resume)

    def _tell(self, offset_bytes: int, resume: Resume) -> None:
        is_done = offset_bytes == self._source.size_bytes
        there = Resume(resume.url, offset_bytes, resume.expires_at_us)
        self._progressed(offset_bytes, None if is_done else there)

    async def _create(self) -> Resume:
        pairs = (
            f"{name} {b64encode(value.encode()).decode()}" for name, value in self._metadata.items()
        )
        answer = await self._connection.ask(
            "POST",
            _ENDPOINT,
            headers={
                **_VERSION,
                "upload-length": str(self._source.size_bytes),
                "upload-metadata": ",".join(pairs),
                "x-upsert": "false",
            },
            content=b"",
            expected=(201,),
        )
        path = _path(answer.headers.get("location", ""))
        if path is None:
            raise garbled("location")
        return Resume(self._connection.url(path), 0, self._expiry_us(answer))

    async def _offset(self, resume: Resume) -> int | None:
        """Return how much the server has of an upload; None when it does not know it any more."""
        path = _path(resume.url)
        if path is None:
            return None
        answer = await self._connection.ask(
            "HEAD", path, headers=_VERSION, expected=(200, 204, *_NO_OFFSET)
        )
        if answer.status in _NO_OFFSET:
            return None
        length = answer.headers.get("upload-length")
        if length is not None and length != str(self._source.size_bytes):
            return None
        return self._told_offset(answer)

    async def _send(self, resume: Resume, offset_bytes: int) -> int:
        """Send the next piece and return how much the server has then."""
        path = _path(resume.url) or ""
        length_bytes = min(CHUNK_BYTES, self._source.size_bytes - offset_bytes)
        answer = await self._connection.ask(
            "PATCH",
            path,
            headers={
                **_VERSION,
                "content-type": "application/offset+octet-stream",
                "upload-offset": str(offset_bytes),
            },
            content=await self._source.read(offset_bytes, length_bytes),
            expected=(200, 204, 409),
        )
        if answer.status != 409:
            return self._told_offset(answer)
        # An earlier request arrived after all: its answer was lost.
        known_bytes = await self._offset(resume)
        if known_bytes is None or known_bytes == offset_bytes:
            raise RemoteError("remote.busy", status=answer.status)  # another one sends it, too
        return known_bytes

    def _told_offset(self, answer: Answer) -> int:
        text = answer.headers.get("upload-offset", "")
        if not text.isdigit() or int(text) > self._source.size_bytes:
            raise garbled("offset")
        return int(text)

    def _expiry_us(self, answer: Answer) -> int:
        """Return when the upload ends by this machine's clock, whatever the server's says."""
        expires_us = server_time_us(
            Answer(0, {"date": answer.headers.get("upload-expires", "")}, b"")
        )
        server_us = server_time_us(answer)
        lifetime_us = LIFETIME_US
        if expires_us is not None and server_us is not None:
            lifetime_us = min(max(0, expires_us - server_us), LIFETIME_US)
        return self._clock.now_us() + lifetime_us


def _path(location: str) -> str | None:
    """Return the path of an upload on the project's own host, wherever a location points.

    Behind a gateway Storage may name its inner address; tokens go to the project alone.
    """
    path = urlsplit(location).path
    at = path.find(f"{_SHORT_ENDPOINT}/")
    name = path[at + len(_SHORT_ENDPOINT) + 1 :]
    if at < 0 or not name or ".." in name:
        return None
    return f"{_ENDPOINT}/{name}"
