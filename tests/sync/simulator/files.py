"""`RemoteFiles` and `Hints` over the model server."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import ObjectInfo, RemoteError, RemoteTable, Resume
from tests.sync.simulator.bucket import ModelBucket, StoredObject
from tests.sync.simulator.faults import Fault, Line
from tests.sync.simulator.server import Commit, ModelServer
from tests.sync.simulator.times import SECOND_US
from tests.sync.simulator.watch import Watch
from tests.sync.simulator.wire import Wire

CHUNK_BYTES: Final = 8
"""What 6 MiB are in the world: larger files go up in pieces of it."""
_URL_LIFETIME_US: Final = 24 * 3_600 * SECOND_US


class ModelFiles:
    """The objects of one user, over one machine's wire."""

    def __init__(
        self, bucket: ModelBucket, server: ModelServer, wire: Wire, watch: Watch, user_id: str
    ) -> None:
        self._bucket = bucket
        self._server = server
        self._wire = wire
        self._watch = watch
        self._user_id = user_id

    def key_of(self, path: str | None) -> str | None:
        return path

    async def upload(
        self,
        key: str,
        source: Path | bytes,
        *,
        mime_type: str,
        sha256: str,
        resume: Resume | None = None,
        progressed: Callable[[int, Resume | None], None] | None = None,
    ) -> None:
        try:
            data = _bytes_of(source)
        except OSError:
            raise RemoteError("remote.missing", ErrorKind.PERMANENT) from None
        self._watch.check_upload(key, data, sha256)
        size = len(data)
        # As the bucket does: what stands against it is said before the first byte.
        await self._sent("file", lambda user: self._bucket.check(user, key, size, mime_type))
        if size > CHUNK_BYTES:
            await self._resumable(key, size, resume, progressed)
        await self._sent("file", partial(self._put, key, size, mime_type, sha256))
        if progressed is not None:
            progressed(size, None)

    async def info(self, key: str) -> ObjectInfo | None:
        found, _ = await self._wire.call("file", lambda user: self._bucket.info(user, key))
        return None if found is None else ObjectInfo(found.size_bytes, found.sha256)

    async def remove(self, keys: Sequence[str]) -> None:
        def evaluate(user: str) -> None:
            there = [key for key in keys if self._bucket.info(user, key) is not None]
            self._watch.removing_files(there, self._server.is_named)
            self._bucket.remove(user, keys, self._wire.who)

        await self._wire.call("file", evaluate)

    async def sign(self, keys: Sequence[str], *, lifetime_s: int) -> dict[str, str]:
        assert lifetime_s > 0

        def evaluate(user: str) -> dict[str, str]:
            return {
                key: f"signed:{key}" for key in keys if self._bucket.info(user, key) is not None
            }

        return (await self._wire.call("file", evaluate))[0]

    async def download(self, url: str, *, offset_bytes: int = 0) -> AsyncGenerator[bytes, None]:
        key = url.removeprefix("signed:")
        found, _ = await self._wire.call("file", lambda user: self._bucket.info(user, key))
        if not isinstance(found, StoredObject):
            raise RemoteError("remote.missing", ErrorKind.PERMANENT)
        yield b"." * (found.size_bytes - offset_bytes)

    def _put(self, key: str, size: int, mime_type: str, sha256: str, user: str) -> None:
        self._bucket.put(user, key, size, mime_type, sha256, self._wire.who)
        if self._wire.is_late:
            self._bucket.late.add(key)

    async def _sent(self, kind: str, evaluate: Callable[[str], None]) -> None:
        line = self._wire.line
        if line.fault_rate and line.random.random() < line.fault_rate / 20:
            line.faults[Fault.CONFLICT] += 1
            # Another upload of the same key runs, or did: the object need not be there.
            raise RemoteError("remote.exists", ErrorKind.PERMANENT)
        await self._wire.call(kind, evaluate)

    async def _resumable(
        self,
        key: str,
        size: int,
        resume: Resume | None,
        progressed: Callable[[int, Resume | None], None] | None,
    ) -> None:
        """Send all but the last piece; begin anew where the URL has ended or is another's."""
        now_us = self._server.now_us()
        url = f"upload:{key}"
        is_valid = (
            resume is not None
            and resume.url == url
            and resume.expires_at_us > now_us
            and resume.offset_bytes < size
        )
        offset = resume.offset_bytes if resume is not None and is_valid else 0
        while offset + CHUNK_BYTES < size:
            await self._wire.call("file", lambda _user: None)
            offset += CHUNK_BYTES
            if progressed is not None:
                progressed(offset, Resume(url, offset, now_us + _URL_LIFETIME_US))


class ModelHints:
    """Realtime: ids of rows that were written; some never come, some come twice or late."""

    def __init__(self, server: ModelServer, line: Line, user_id: str) -> None:
        self._line = line
        self._user_id = user_id
        self._hinted: Callable[[RemoteTable, str], None] | None = None
        self._is_connected = False
        server.subscribe(self._on_commit)

    @property
    def is_listening(self) -> bool:
        """Whether a commit is told now."""
        return self._is_connected

    async def run(
        self, hinted: Callable[[RemoteTable, str], None], gap: Callable[[], None]
    ) -> None:
        self._hinted = hinted
        was_connected = False
        try:
            while True:
                await self._line.online.wait()
                self._is_connected = True
                if was_connected:
                    gap()
                was_connected = True
                await self._lost()
                self._is_connected = False
                await asyncio.sleep(self._line.random.uniform(0, 20))
        finally:
            self._is_connected = False
            self._hinted = None

    async def _lost(self) -> None:
        """Wait until the connection breaks."""
        is_lost = False
        while not is_lost:
            await asyncio.sleep(60)
            is_lost = self._line.random.random() < self._line.fault_rate / 4
            is_lost |= not self._line.is_online

    def _on_commit(self, commit: Commit) -> None:
        line = self._line
        if not self._is_connected or line.is_dead:
            return
        for change in commit.changes:
            seen = change.after or change.before
            # A DELETE carries only the key, and is told to everybody.
            is_theirs = seen is not None and seen["user_id"] != self._user_id
            if change.after is not None and is_theirs:
                continue
            if line.fault_rate and line.random.random() < line.fault_rate:
                line.faults["lost hint"] += 1
                continue
            for _ in range(1 if line.random.random() < 0.9 else 2):
                asyncio.get_running_loop().call_later(
                    line.random.uniform(0.05, 2.0), self._tell, change.table, change.id
                )

    def _tell(self, table: RemoteTable, uuid: str) -> None:
        if self._hinted is not None and not self._line.is_dead:
            self._hinted(table, uuid)


def _bytes_of(source: Path | bytes) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()


def sha256_of(data: bytes) -> str:
    """Return the hash of a file's bytes."""
    return hashlib.sha256(data).hexdigest()
