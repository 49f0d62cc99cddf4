"""What sync has downloaded, taken into a library: pictures for its tiles, and originals.

Bytes from a server are files that we did not make: they are looked at by the decoder processes,
get their names from the asset's id, and their extension from what they are.
"""

import hashlib
import logging
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from desktop_app.domain.errors import ErrorKind, MediaError
from desktop_app.domain.files import FoundFacts, ServerFile
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.kinds import HEAD_BYTES, kind_of
from desktop_app.media.prepared import GRID_SIZE_PX
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.store import FileStore

log = logging.getLogger(__name__)

UNFINISHED_SUFFIX = ".part"
_OLDEST_PART_S = 14 * 24 * 3600
_FULL_SHARE = 0.85
"""Pictures nobody has asked for are fetched up to this part of the cache's budget."""
_CHUNK_BYTES = 1024 * 1024


class ReceivedFiles:
    """`Receiver` of sync, over a library's store, renditions and decoders; every method blocks."""

    def __init__(
        self, folder: Path, store: FileStore, cache: RenditionCache, decoders: DecoderPool
    ) -> None:
        """Keep what is not complete in a folder, on the same disk as the store."""
        self._folder = folder
        self._store = store
        self._cache = cache
        self._decoders = decoders

    def lacking(self, ids: Sequence[str]) -> set[str]:
        """Return those of these assets that have no small picture here."""
        return self._cache.lacking(ids, GRID_SIZE_PX)

    def forget_pictures(self, ids: Sequence[str]) -> None:
        """Forget the small pictures of these assets: they show what is there no more."""
        self._cache.forget(ids)

    def has_room(self) -> bool:
        """Whether pictures may be fetched that nobody has asked for."""
        return self._cache.total_bytes() < self._cache.budget_bytes * _FULL_SHARE

    def part_of(self, key: str) -> Path:
        """Return where an object is put together; its name tells nothing of the object's.

        Raises:
            MediaError: ``import.not_stored``.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise MediaError("import.not_stored", reason=error.strerror or "") from error
        return self._folder / (hashlib.sha256(key.encode()).hexdigest()[:40] + UNFINISHED_SUFFIX)

    def tidy(self) -> None:
        """Remove what was begun long ago and never finished."""
        with suppress(FileNotFoundError):
            for path in self._folder.iterdir():
                with suppress(OSError):
                    if path.stat().st_mtime < time.time() - _OLDEST_PART_S:
                        path.unlink()

    def take_thumbnail(self, asset_id: str, data: bytes) -> None:
        """Make the asset's small picture of a thumbnail that came from the server.

        Raises:
            MediaError: it is no picture, or cannot be written.
        """
        with self._beside(data) as path:
            self._cache.write(asset_id, GRID_SIZE_PX, self._decoders.render(path, GRID_SIZE_PX))

    def take_picture(self, file: ServerFile, part: Path) -> FoundFacts:
        """Make the asset's small picture of its original, and return what that is.

        Raises:
            MediaError: ``import.vanished``, ``import.disk_full`` and the like; one that cannot be
                read as a picture is a fact, not an error.
        """
        try:
            prepared = self._decoders.prepare(part)
        except MediaError as error:
            log.info("The original of %s cannot be shown: %s", file.id, error.code)
            return _unreadable(part)
        self._cache.write(file.id, GRID_SIZE_PX, prepared.rendition)
        probe = prepared.probe
        return FoundFacts(
            content_hash=probe.content_hash,
            size_bytes=probe.file_size_bytes,
            width_px=probe.width_px,
            height_px=probe.height_px,
            duration_seconds=probe.duration_seconds,
            perceptual_hash=prepared.perceptual_hash,
            is_animated=probe.is_animated,
            is_readable=True,
        )

    def take_original(self, file: ServerFile, part: Path, sha256: str | None) -> FoundFacts:
        """Move a complete original into the store, and return what it is.

        Raises:
            MediaError: ``import.changed`` when it is not what was uploaded; what the disk did.
        """
        facts = self.take_picture(file, part)
        if sha256 is not None and facts.content_hash != sha256:
            raise MediaError("import.changed", ErrorKind.RETRYABLE)
        with part.open("rb") as opened:
            kind = kind_of(opened.read(HEAD_BYTES))
        self._store.add_move(part, file.id, file.mime_type if kind is None else kind.mime_type)
        return facts

    def drop_original(self, asset_id: str) -> None:
        """Remove an original from the store; its pictures stay."""
        self._store.discard([asset_id])

    def note_viewed(self, asset_id: str, mime_type: str) -> None:
        """Note that an original is looked at now; its time of access tells."""
        with suppress(OSError):
            path = self._store.find(asset_id, mime_type)
            os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))

    def stored(self) -> dict[str, tuple[int, float]]:
        """Return the originals in the store: how large, and when they were looked at last."""
        found: dict[str, tuple[int, float]] = {}
        for path in self._store.folder.glob("??/*"):
            with suppress(OSError):
                told = path.stat()
                found[path.name.partition(".")[0]] = told.st_size, told.st_atime
        return found

    def free_bytes(self) -> int:
        """Return how much room the store's disk has left; 0 when it cannot be told."""
        try:
            return shutil.disk_usage(self._folder.parent).free
        except OSError:
            return 0

    @contextmanager
    def _beside(self, data: bytes) -> Iterator[Path]:
        """Have bytes in a file while it is looked at."""
        self.part_of("")  # makes the folder
        path = self._folder / f"{secrets.token_hex(8)}.seen"
        try:
            path.write_bytes(data)
        except OSError as error:
            raise MediaError("import.not_stored", reason=error.strerror or "") from error
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def _unreadable(part: Path) -> FoundFacts:
    digest = hashlib.sha256()
    size_bytes = 0
    try:
        with part.open("rb") as opened:
            while chunk := opened.read(_CHUNK_BYTES):
                digest.update(chunk)
                size_bytes += len(chunk)
    except OSError as error:
        raise MediaError("import.vanished") from error
    return FoundFacts(digest.hexdigest(), size_bytes)
