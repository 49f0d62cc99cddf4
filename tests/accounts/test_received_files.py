"""What came from a server is looked at by the decoders and gets our own names."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.accounts.received_files import ReceivedFiles
from desktop_app.domain.entities import AssetId, AssetRow, FileState
from desktop_app.domain.errors import MediaError
from desktop_app.domain.files import ServerFile
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.store import FileStore
from tests.accounts.test_files import picture


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[RenditionCache]:
    with RenditionCache(tmp_path / "renditions.db", budget_bytes=100_000) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "originals")


@pytest.fixture
def received(tmp_path: Path, cache: RenditionCache, store: FileStore) -> Iterator[ReceivedFiles]:
    with DecoderPool(worker_count=1) as decoders:
        yield ReceivedFiles(tmp_path / "downloads", store, cache, decoders)


@pytest.fixture
def file() -> ServerFile:
    id_ = str(uuid.uuid4())
    return ServerFile(
        AssetRow(1), AssetId(id_), "image", "image/webp", f"user/{id_}.webp", None,
        0, None, None, None, None, FileState.ABSENT, is_left_elsewhere=False, created_at_us=1,
    )  # fmt: skip


def test_a_thumbnail_becomes_our_own_picture(
    received: ReceivedFiles, cache: RenditionCache, file: ServerFile, tmp_path: Path
) -> None:
    assert received.lacking([file.id]) == {file.id}
    received.take_thumbnail(file.id, picture(256, 200, "WEBP"))
    assert received.lacking([file.id]) == set()
    data = cache.read(file.id, 256)
    assert data is not None
    assert data.startswith(b"\xff\xd8")
    assert list((tmp_path / "downloads").iterdir()) == []


def test_a_thumbnail_that_is_no_picture_leaves_nothing(
    received: ReceivedFiles, file: ServerFile, tmp_path: Path
) -> None:
    with pytest.raises(MediaError):
        received.take_thumbnail(file.id, b"<html>not found</html>")
    assert received.lacking([file.id]) == {file.id}
    assert list((tmp_path / "downloads").iterdir()) == []


def test_an_original_is_stored_as_what_it_is(
    received: ReceivedFiles, store: FileStore, file: ServerFile
) -> None:
    data = picture()
    part = received.part_of("user/one.webp")
    assert "one" not in part.name
    part.write_bytes(data)
    facts = received.take_original(file, part, hashlib.sha256(data).hexdigest())
    assert facts.is_readable
    assert (facts.width_px, facts.height_px, facts.size_bytes) == (320, 200, len(data))
    assert not part.exists()
    assert store.find(file.id, file.mime_type) == store.path_of(file.id, "image/png")
    assert received.stored()[file.id][0] == len(data)
    received.drop_original(file.id)
    assert received.stored() == {}
    assert received.lacking([file.id]) == set()


def test_what_cannot_be_shown_is_stored_all_the_same(
    received: ReceivedFiles, store: FileStore, file: ServerFile
) -> None:
    part = received.part_of("user/one.bin")
    part.write_bytes(b"no picture at all")
    facts = received.take_original(replace(file, mime_type="application/x-odd"), part, None)
    assert not facts.is_readable
    assert facts.content_hash == hashlib.sha256(b"no picture at all").hexdigest()
    assert store.path_of(file.id, "application/x-odd").read_bytes() == b"no picture at all"
    with pytest.raises(MediaError) as raised:
        received.take_picture(file, part)
    assert raised.value.code == "import.vanished"


def test_bytes_with_another_hash_are_not_stored(
    received: ReceivedFiles, store: FileStore, file: ServerFile
) -> None:
    part = received.part_of("user/one.png")
    part.write_bytes(picture())
    with pytest.raises(MediaError) as raised:
        received.take_original(file, part, "0" * 64)
    assert raised.value.code == "import.changed"
    assert received.stored() == {}


def test_what_is_looked_at_is_noted_and_the_file_stays_as_old_as_it_is(
    received: ReceivedFiles, store: FileStore, file: ServerFile
) -> None:
    path = store.add_bytes(picture(), file.id, "image/png")
    os.utime(path, (1_000, 2_000))
    assert received.stored()[file.id][1] == 1_000
    received.note_viewed(file.id, file.mime_type)
    assert received.stored()[file.id][1] > 2_000
    assert path.stat().st_mtime == 2_000
    received.note_viewed(str(uuid.uuid4()), "image/png")


def test_what_was_begun_long_ago_goes(received: ReceivedFiles) -> None:
    received.tidy()
    old, new = received.part_of("old"), received.part_of("new")
    for path in (old, new):
        path.write_bytes(b"begun")
    os.utime(old, (1_000, 1_000))
    received.tidy()
    assert not old.exists()
    assert new.exists()


def test_a_cache_that_is_nearly_full_has_no_room(
    received: ReceivedFiles, cache: RenditionCache
) -> None:
    assert received.has_room()
    cache.write("one", 256, b"x" * 90_000)
    assert not received.has_room()


def test_a_folder_that_cannot_be_made_is_an_error(received: ReceivedFiles, tmp_path: Path) -> None:
    (tmp_path / "downloads").write_text("in the way")
    with pytest.raises(MediaError):
        received.part_of("one")


def test_the_room_that_is_left_is_that_of_the_library_s_disk(
    received: ReceivedFiles, tmp_path: Path
) -> None:
    assert received.free_bytes() > 0
    nowhere = ReceivedFiles(
        tmp_path / "gone" / "downloads", received._store, received._cache, received._decoders
    )
    assert nowhere.free_bytes() == 0
