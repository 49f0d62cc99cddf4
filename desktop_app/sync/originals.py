"""Originals from the server into the library's store, and what they turn out to be."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from weakref import WeakValueDictionary

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import FileState
from desktop_app.domain.errors import MediaError
from desktop_app.domain.files import FoundFacts, ServerFile
from desktop_app.domain.remote import RemoteError, RemoteFiles
from desktop_app.domain.sync import Transfer
from desktop_app.sync.fetching import MISSING, Fetching
from desktop_app.sync.links import Links
from desktop_app.sync.surroundings import Receiver, Surroundings
from desktop_app.sync.transfers import Transfers

log = logging.getLogger(__name__)


class Originals:
    """Fetches originals, one file in the bucket by one at a time."""

    def __init__(
        self,
        surroundings: Surroundings,
        files: RemoteFiles,
        receiver: Receiver,
        links: Links,
        transfers: Transfers,
    ) -> None:
        """Fetch into this library."""
        self._catalog = surroundings.catalog
        self._database = surroundings.database
        self._disk = surroundings.disk
        self._files = files
        self._receiver = receiver
        self._links = links
        self._fetching = Fetching(files, links, surroundings.disk)
        self._transfers = transfers
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def fetch(self, file: ServerFile) -> bool:
        """Have the original of an asset here; return whether it is there.

        Raises:
            RemoteError: it could not be fetched now; ``upload.cancelled``: the user called it off.
            MediaError: it is not what it should be, or the disk does not take it.
        """
        key = self._files.key_of(file.storage_path)
        if key is None or not await self._links.of([key]):
            return False
        # Storage of long ago does not answer this; then the end of the answer is the end.
        info = await self._files.info(key)
        total_bytes = None if info is None else info.size_bytes
        sha256 = None if info is None else info.sha256
        transfer = Transfer(
            asset_id=file.id,
            row=file.row,
            is_upload=False,
            done_bytes=0,
            total_bytes=total_bytes or file.size_bytes,
        )

        async def work() -> None:
            async with self._lock(key):
                now = await self._database(lambda: self._catalog.server_files([file.id]))
                if now and not now[0].is_wanting:
                    return  # it has come for its picture meanwhile
                part = await self._complete(
                    key, total_bytes, lambda done: self._transfers.progress(file.id, done)
                )
                facts = await self._taken(file, part, sha256)
                await self.record(file, facts, FileState.STORED)

        try:
            await self._transfers.run(transfer, work())
        except RemoteError as error:
            if error.code == MISSING:
                return False
            raise
        return True

    async def picture(
        self, file: ServerFile, key: str, most_bytes: int, keeps: Callable[[], bool]
    ) -> bool:
        """Fetch an original for its small picture; return whether one could be made.

        Args:
            file: of the asset.
            key: of the original.
            most_bytes: a larger one is given up.
            keeps: whether the original is stored, too; asked when it has come.

        Raises:
            RemoteError: ``remote.missing``, ``download.too_much``, or it cannot be had now.
            MediaError: what the disk did.
        """
        async with self._lock(key):
            part = await self._disk(lambda: self._receiver.part_of(key))
            try:
                await self._fetching.to_file(key, part, total_bytes=None, most_bytes=most_bytes)
            except RemoteError as error:
                if error.code == MISSING:
                    await self._disk(lambda: part.unlink(missing_ok=True))
                raise
            is_kept = keeps()
            if is_kept:
                facts = await self._taken(file, part, None)
            else:
                facts = await self._disk(lambda: self._receiver.take_picture(file, part))
                await self._disk(lambda: part.unlink(missing_ok=True))
            state = FileState.STORED if is_kept else FileState.ABSENT
            await self.record(file, facts, state)
        return facts.is_readable

    async def record(self, file: ServerFile, facts: FoundFacts, state: FileState) -> None:
        """Write down what an original is; what the server knows of it stays as it says."""
        change = await self._database(
            lambda: self._catalog.record_file(
                file.row,
                content_hash=facts.content_hash,
                file_state=state,
                file_size_bytes=None if file.size_bytes else facts.size_bytes,
                width_px=None if file.width_px else facts.width_px,
                height_px=None if file.height_px else facts.height_px,
                duration_seconds=None if file.duration_seconds else facts.duration_seconds,
                is_animated=facts.is_animated,
                perceptual_hash=facts.perceptual_hash,
                origin=Origin.SYNC,
            )
        )
        await self._settle(file, change, state)

    async def _settle(self, file: ServerFile, change: ChangeSet, state: FileState) -> None:
        if not change.is_empty:
            return
        is_there = await self._database(lambda: self._catalog.server_files([file.id]))
        if is_there:
            await self._database(lambda: self._catalog.announce_renditions([file.row]))
        elif state is FileState.STORED:
            # It was removed while its file was on the way.
            await self._disk(lambda: self._receiver.drop_original(file.id))

    async def _complete(
        self, key: str, total_bytes: int | None, progressed: Callable[[int], None]
    ) -> Path:
        part = await self._disk(lambda: self._receiver.part_of(key))
        await self._fetching.to_file(key, part, total_bytes=total_bytes, progressed=progressed)
        return part

    async def _taken(self, file: ServerFile, part: Path, sha256: str | None) -> FoundFacts:
        try:
            return await self._disk(lambda: self._receiver.take_original(file, part, sha256))
        except MediaError as error:
            log.warning("The original of %s cannot be stored: %s", file.id, error.code)
            if error.code == "import.changed":
                await self._disk(lambda: part.unlink(missing_ok=True))
            raise

    def _lock(self, key: str) -> asyncio.Lock:
        """Return what lets only one at a time put an object together: rows may share it."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock
