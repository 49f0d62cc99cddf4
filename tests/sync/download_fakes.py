"""A bucket with bytes, and a library that takes them in, for the tests of downloads."""

import hashlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import AssetId, AssetRow, FileState
from desktop_app.domain.errors import ErrorKind, MediaError
from desktop_app.domain.files import RENDITION, FoundFacts, ServerFile
from desktop_app.domain.remote import ObjectInfo, RemoteError
from tests.sync.fakes import FakeCatalog, FakeFiles, offline, uuid

if TYPE_CHECKING:
    import asyncio

_PIECE_BYTES = 4


def link_ended() -> RemoteError:
    return RemoteError("remote.link_ended", ErrorKind.RETRYABLE)


class Bucket(FakeFiles):
    """Objects with bytes; links name their key and the moment they were signed."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, bytes] = {}
        self.hashes: dict[str, str] = {}
        self.has_info = True
        self.cuts_after: dict[str, int] = {}
        self.held: dict[str, asyncio.Event] = {}
        self.under_way = 0
        self.most_under_way = 0
        self._links = 0

    def key_of(self, path: str | None) -> str | None:
        return None if not path or path.startswith("https://") else path

    async def info(self, key: str) -> ObjectInfo | None:
        await self.called("info", key)
        if key not in self.data or not self.has_info:
            return None
        return ObjectInfo(len(self.data[key]), self.hashes.get(key))

    async def sign(self, keys: Sequence[str], *, lifetime_s: int) -> dict[str, str]:
        await self.called("sign", list(keys))
        self._links += 1
        return {key: f"{key}?{self._links}" for key in keys if key in self.data}

    async def download(self, url: str, *, offset_bytes: int = 0) -> AsyncGenerator[bytes, None]:
        key = url.partition("?")[0]
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await self.called("download", (key, offset_bytes))
            if key in self.held:
                await self.held[key].wait()
            if key not in self.data:
                raise RemoteError("remote.missing", ErrorKind.PERMANENT)
            data = self.data[key][offset_bytes:]
            cut = self.cuts_after.pop(key, None)
            for start in range(0, len(data[:cut]), _PIECE_BYTES):
                yield data[:cut][start : start + _PIECE_BYTES]
            if cut is not None:
                raise offline()
        finally:
            self.under_way -= 1


class FileCatalog(FakeCatalog):
    """Assets with files, and what is written down of them."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, ServerFile] = {}
        self.recorded: list[tuple[str, dict[str, Any]]] = []
        self.announced: list[str] = []
        self.unsent: set[str] = set()

    def add(self, number: int, **values: Any) -> ServerFile:  # noqa: ANN401
        id_ = AssetId(uuid(number))
        file = ServerFile(
            row=AssetRow(number),
            id=id_,
            asset_type="image",
            mime_type="image/png",
            storage_path=f"user/{number}.png",
            thumbnail_path=None,
            size_bytes=10,
            width_px=None,
            height_px=None,
            duration_seconds=None,
            content_hash=None,
            file_state=FileState.ABSENT,
            is_left_elsewhere=False,
            created_at_us=number,
        )
        self.files[id_] = file = replace(file, **values)
        return file

    def change(self, number: int, **values: Any) -> None:  # noqa: ANN401
        self.files[uuid(number)] = replace(self.files[uuid(number)], **values)

    def server_files(self, ids: Sequence[str]) -> list[ServerFile]:
        return [self.files[id_] for id_ in ids if id_ in self.files]

    def server_files_of_rows(self, rows: Sequence[int]) -> list[ServerFile]:
        return [file for row in rows for file in self.files.values() if file.row == row]

    def server_files_before(self, last: ServerFile | None, limit: int) -> list[ServerFile]:
        in_turn = sorted(self.files.values(), key=lambda file: -file.created_at_us)
        return [
            file for file in in_turn if last is None or file.created_at_us < last.created_at_us
        ][:limit]

    def stored_originals(self) -> list[AssetId]:
        return [
            file.id
            for file in self.files.values()
            if file.file_state is FileState.STORED and file.id not in self.unsent
        ]

    def stored_bytes(self) -> int:
        return sum(
            file.size_bytes for file in self.files.values() if file.file_state is FileState.STORED
        )

    def release_original(self, id: AssetId) -> bool:  # noqa: A002
        if id in self.unsent:
            return False
        self.files[id] = replace(self.files[id], file_state=FileState.ABSENT)
        return True

    def record_file(self, row: int, *, origin: Origin, **facts: Any) -> ChangeSet:  # noqa: ANN401
        assert origin is Origin.SYNC
        found = self.server_files_of_rows([row])
        if not found:
            return ChangeSet(1, origin)
        told = {name: value for name, value in facts.items() if value is not None}
        self.recorded.append((found[0].id, told))
        renamed = {"file_size_bytes": "size_bytes"}
        news = {
            name: value
            for key, value in told.items()
            if hasattr(found[0], name := renamed.get(key, key)) and getattr(found[0], name) != value
        }
        if not news:
            return ChangeSet(1, origin)
        self.files[found[0].id] = replace(found[0], **news)
        return ChangeSet(2, origin, changed=(AssetRow(row),), columns=frozenset(news))

    def announce_renditions(self, rows: Sequence[int]) -> None:
        self.announced += [file.id for file in self.server_files_of_rows(rows)]
        assert RENDITION


class Shelf:
    """Takes files in: bytes that begin with "?" cannot be shown."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pictures: dict[str, bytes] = {}
        self.originals: dict[str, bytes] = {}
        self.viewed: dict[str, float] = {}
        self.is_full = False
        self.disk_bytes = 10**12
        self.errors: list[MediaError] = []
        self.is_tidied = False

    def lacking(self, ids: Sequence[str]) -> set[str]:
        return {id_ for id_ in ids if id_ not in self.pictures}

    def forget_pictures(self, ids: Sequence[str]) -> None:
        for id_ in ids:
            self.pictures.pop(id_, None)

    def has_room(self) -> bool:
        return not self.is_full

    def part_of(self, key: str) -> Path:
        return self.folder / key.replace("/", "_")

    def tidy(self) -> None:
        self.is_tidied = True

    def take_thumbnail(self, asset_id: str, data: bytes) -> None:
        self._fail()
        if data.startswith(b"?"):
            raise MediaError("import.damaged")
        self.pictures[asset_id] = data

    def take_picture(self, file: ServerFile, part: Path) -> FoundFacts:
        self._fail()
        data = part.read_bytes()
        hash_ = hashlib.sha256(data).hexdigest()
        if data.startswith(b"?"):
            return FoundFacts(hash_, len(data))
        self.pictures[file.id] = data
        return FoundFacts(
            hash_,
            len(data),
            width_px=4,
            height_px=3,
            perceptual_hash=7,
            is_animated=False,
            is_readable=True,
        )

    def take_original(self, file: ServerFile, part: Path, sha256: str | None) -> FoundFacts:
        facts = self.take_picture(file, part)
        if sha256 is not None and facts.content_hash != sha256:
            raise MediaError("import.changed", ErrorKind.RETRYABLE)
        self.originals[file.id] = part.read_bytes()
        self.note_viewed(file.id, file.mime_type)
        part.unlink()
        return facts

    def drop_original(self, asset_id: str) -> None:
        self.originals.pop(asset_id, None)

    def note_viewed(self, asset_id: str, mime_type: str) -> None:
        self.viewed[asset_id] = max(self.viewed.values(), default=0.0) + 1

    def stored(self) -> dict[str, tuple[int, float]]:
        return {id_: (len(data), self.viewed.get(id_, 0.0)) for id_, data in self.originals.items()}

    def free_bytes(self) -> int:
        return self.disk_bytes - sum(len(data) for data in self.originals.values())

    def _fail(self) -> None:
        if self.errors:
            raise self.errors.pop(0)
