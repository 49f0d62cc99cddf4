import errno
import hashlib
import os
import stat
import sys
import uuid
from pathlib import Path

import pytest

from desktop_app.domain.errors import ErrorKind, MediaError
from desktop_app.media import store as store_module
from desktop_app.media.sources import stamp_of
from desktop_app.media.store import FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "library" / "originals")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "holiday.jpeg"
    path.write_bytes(b"picture" * 50_000)
    return path


def new_id() -> str:
    return str(uuid.uuid4())


def files_in(store: FileStore) -> list[str]:
    return sorted(path.name for path in store.folder.rglob("*") if path.is_file())


def test_a_copy_is_complete_named_by_its_id_and_private(store: FileStore, source: Path) -> None:
    asset_id = new_id()
    expected = hashlib.sha256(source.read_bytes()).hexdigest()
    path = store.add_copy(source, asset_id, "image/jpeg", expected_hash=expected)
    assert path == store.path_of(asset_id, "image/jpeg")
    assert path.read_bytes() == source.read_bytes()
    assert path.relative_to(store.folder).as_posix() == f"{asset_id[:2]}/{asset_id}.jpg"
    assert store.key_of(asset_id, "image/jpeg") == f"originals/{asset_id[:2]}/{asset_id}.jpg"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert files_in(store) == [path.name]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "", "A" * 36, "x\n", "550e8400-e29b-41d4-a716-44665544000/"]
)
def test_an_id_that_is_no_uuid_is_never_a_path(store: FileStore, name: str) -> None:
    with pytest.raises(MediaError) as caught:
        store.path_of(name, "image/png")
    assert caught.value.code == "store.bad_id"
    store.discard([name])


def test_bytes_are_stored_and_unknown_types_get_a_neutral_name(store: FileStore) -> None:
    path = store.add_bytes(b"abc", new_id(), "application/x-unheard-of")
    assert path.suffix == ".bin"
    assert path.read_bytes() == b"abc"


def test_a_file_that_changed_meanwhile_is_not_kept(store: FileStore, source: Path) -> None:
    with pytest.raises(MediaError) as caught:
        store.add_copy(source, new_id(), "image/jpeg", expected_hash="0" * 64)
    assert caught.value.code == "import.changed"
    assert caught.value.kind is ErrorKind.RETRYABLE
    assert files_in(store) == []


def test_a_vanished_source_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        store.add_copy(tmp_path / "gone.png", new_id(), "image/png")
    assert caught.value.code == "import.vanished"
    assert files_in(store) == []


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "import.disk_full"), (errno.EIO, "import.not_stored")]
)
def test_what_the_disk_refuses_leaves_nothing(
    store: FileStore, source: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    store.folder.mkdir(parents=True)
    (store.folder / "ab").mkdir()
    asset_id = "ab" + new_id()[2:]
    with pytest.raises(MediaError) as caught:
        store.add_copy(source, asset_id, "image/jpeg")
    assert caught.value.code == code
    with pytest.raises(MediaError) as caught:
        store.add_bytes(b"x", asset_id, "image/jpeg")
    assert caught.value.code == code
    assert files_in(store) == []


@pytest.mark.skipif(sys.platform == "win32", reason="another call there")
def test_the_blocks_are_shared_where_the_file_system_can(
    store: FileStore, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl  # there is none on Windows

    asked: list[int] = []

    def clone(copy: int, request: int, original: int) -> int:
        asked.append(request)
        os.write(copy, os.pread(original, 10_000_000, 0))
        return 0

    monkeypatch.setattr(fcntl, "ioctl", clone)
    expected = hashlib.sha256(source.read_bytes()).hexdigest()
    path = store.add_copy(source, new_id(), "image/jpeg", expected_hash=expected)
    assert path.read_bytes() == source.read_bytes()
    assert asked == [0x40049409]


def test_an_unchanged_file_is_copied_by_the_system(
    store: FileStore, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_copy", lambda *_: pytest.fail("read once more"))
    stamp = stamp_of(source.stat())
    path = store.add_copy(source, new_id(), "image/jpeg", expected_hash="0" * 64, stamp=stamp)
    assert path.read_bytes() == source.read_bytes()


def test_a_file_that_changes_under_the_systems_copy_is_compared(
    store: FileStore, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.copy_file_range

    def change_meanwhile(*given: int) -> int:
        copied = real(*given)
        source.write_bytes(b"something else")
        return copied

    stamp = stamp_of(source.stat())
    monkeypatch.setattr(os, "copy_file_range", change_meanwhile)
    with pytest.raises(MediaError) as caught:
        store.add_copy(source, new_id(), "image/jpeg", expected_hash="0" * 64, stamp=stamp)
    assert caught.value.code == "import.changed"


def test_an_outdated_stamp_means_hashing(store: FileStore, source: Path) -> None:
    stamp = (*stamp_of(source.stat())[:4], 0)
    expected = hashlib.sha256(source.read_bytes()).hexdigest()
    store.add_copy(source, new_id(), "image/jpeg", expected_hash=expected, stamp=stamp)
    with pytest.raises(MediaError):
        store.add_copy(source, new_id(), "image/jpeg", expected_hash="0" * 64, stamp=stamp)


@pytest.mark.parametrize(
    ("number", "code"), [(errno.EXDEV, ""), (errno.ENOSPC, "import.disk_full")]
)
def test_where_the_system_cannot_copy_we_do(
    store: FileStore, source: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(*_: int) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "copy_file_range", refuse)
    stamp = stamp_of(source.stat())
    if code:
        with pytest.raises(MediaError) as caught:
            store.add_copy(source, new_id(), "image/jpeg", stamp=stamp)
        assert caught.value.code == code
    else:
        path = store.add_copy(source, new_id(), "image/jpeg", stamp=stamp)
        assert path.read_bytes() == source.read_bytes()


def test_other_systems_copy(
    store: FileStore, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    path = store.add_copy(source, new_id(), "image/jpeg", stamp=stamp_of(source.stat()))
    assert path.read_bytes() == source.read_bytes()


def test_discarding_takes_every_file_of_an_asset(store: FileStore, source: Path) -> None:
    going, staying = new_id(), new_id()
    for asset_id in (going, staying):
        store.add_copy(source, asset_id, "image/jpeg")
    store.add_copy(source, going, "image/png")
    store.discard([going, new_id()])
    assert files_in(store) == [f"{staying}.jpg"]


def test_sweeping_removes_what_nobody_owns(store: FileStore, source: Path) -> None:
    known, orphan = new_id(), new_id()
    for asset_id in (known, orphan):
        store.add_copy(source, asset_id, "image/jpeg")
    (store.path_of(known, "image/jpeg").parent / f"{known}.1234abcd.part").write_bytes(b"half")
    (store.folder / "notes").mkdir()
    (store.folder / "notes" / "mine.txt").write_text("not ours to remove")
    assert store.sweep({known}) == 0, "what this store added itself may be without a row yet"
    reopened = FileStore(store.folder)
    assert reopened.sweep({known}) == 2
    assert files_in(reopened) == [f"{known}.jpg", "mine.txt"]


def test_sweeping_an_empty_store_is_fine(store: FileStore) -> None:
    assert store.sweep(set()) == 0


def test_a_finished_file_is_taken_over_and_found_whatever_its_row_says(
    store: FileStore, source: Path
) -> None:
    asset_id = new_id()
    data = source.read_bytes()
    store.add_bytes(b"older", asset_id, "image/webp")
    path = store.add_move(source, asset_id, "image/png")
    assert path.read_bytes() == data
    assert not source.exists()
    assert files_in(store) == [f"{asset_id}.png"]
    assert store.find(asset_id, "image/webp") == path
    assert store.find(asset_id, "image/png") == path
    other = new_id()
    assert store.find(other, "image/png") == store.path_of(other, "image/png")


def test_what_is_taken_over_and_is_not_there_is_an_error(store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(MediaError) as raised:
        store.add_move(tmp_path / "gone.part", new_id(), "image/png")
    assert raised.value.code == "import.not_stored"
