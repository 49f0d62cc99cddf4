"""What a library does for itself: orphans go, or become assets again; a backup a day."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.catalog.account import Account
from desktop_app.catalog.backups import backups_of
from desktop_app.domain.changes import Origin
from desktop_app.domain.entities import Asset, FileState
from desktop_app.domain.errors import MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.prepared import GRID_SIZE_PX, Prepared
from desktop_app.session import Library
from tests.builders import ACCOUNT, FakeClock
from tests.media.made_files import INFOTEXT, picture, png_with, put, saved

DAY_US = 24 * 60 * 60 * 1_000_000
ORPHAN = "0b5b3a3e-6b1f-4c1a-9d6f-0d6f3a1f7b11"


def bring_in(library: Library, *paths: Path) -> list[Asset]:
    library.importer.run(list(paths), token=CancelToken(), progress=lambda _progress: None)
    return library.catalog.all_assets()


def files_in(library: Library) -> set[Path]:
    return {path for path in library.store.folder.rglob("*") if path.is_file()}


def put_orphan(library: Library, data: bytes = b"left behind") -> Path:
    path = library.store.folder / ORPHAN[:2] / f"{ORPHAN}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def leave_open(folder: Path) -> None:
    """Play a process that was killed."""
    (folder / "catalog.db.open").touch()


def damage(folder: Path) -> None:
    (folder / "catalog.db").write_bytes(b"not a database at all" * 500)


@pytest.fixture
def picture_path(tmp_path: Path) -> Path:
    return put(tmp_path, "a.png", saved(picture((40, 30)), "PNG"))


@pytest.fixture
def opened(library_folder: Path) -> Callable[..., Library]:
    clock = FakeClock()

    def open_again(*, after_us: int = 0, account: Account | None = None) -> Library:
        clock.advance(after_us)
        return Library(library_folder, clock=clock, account=account)

    return open_again


def test_after_a_crash_files_without_an_asset_go(
    opened: Callable[..., Library], library_folder: Path, picture_path: Path
) -> None:
    with opened() as library:
        (kept,) = bring_in(library, picture_path)
        orphan = put_orphan(library)
        assert (library_folder / "catalog.db.open").exists()
    assert not (library_folder / "catalog.db.open").exists()

    with opened() as library:
        library.upkeep.finish()
        assert orphan.exists()  # nothing had happened: nothing was looked for
    leave_open(library_folder)
    with opened() as library:
        library.upkeep.finish()

        assert files_in(library) == {library.store.path_of(kept.id, kept.mime_type)}


def test_trashed_assets_keep_their_files(
    opened: Callable[..., Library], library_folder: Path, picture_path: Path
) -> None:
    with opened() as library:
        (asset,) = bring_in(library, picture_path)
        library.catalog.trash([asset.row], origin=Origin.GRID)
    leave_open(library_folder)
    with opened() as library:
        library.upkeep.finish()
        assert len(files_in(library)) == 1


def test_a_backup_is_made_once_a_day(
    opened: Callable[..., Library], library_folder: Path, picture_path: Path
) -> None:
    path = library_folder / "catalog.db"
    with opened() as library:
        library.upkeep.finish()
        assert backups_of(path) == []  # of nothing
        bring_in(library, picture_path)
    for after_us, count in ((0, 1), (DAY_US // 2, 1), (DAY_US, 2)):
        with opened(after_us=after_us) as library:
            library.upkeep.finish()
            assert len(backups_of(path)) == count


def test_closing_at_once_calls_it_off(
    opened: Callable[..., Library], library_folder: Path, picture_path: Path
) -> None:
    with opened() as library:
        bring_in(library, picture_path)
        put_orphan(library)
    leave_open(library_folder)
    with opened() as library:
        pass

    assert backups_of(library_folder / "catalog.db") == []
    assert len(files_in(library)) == 2


def test_what_was_imported_after_the_backup_comes_back(
    opened: Callable[..., Library], library_folder: Path, picture_path: Path, tmp_path: Path
) -> None:
    later = put(tmp_path, "later.png", png_with({"parameters": INFOTEXT}))
    with opened() as library:
        (first,) = bring_in(library, picture_path)
    with opened() as library:
        library.upkeep.finish()
        second = next(one for one in bring_in(library, later) if one.id != first.id)
        broken = put_orphan(library, b"no picture")
        twin = library.store.folder / "0c" / f"0c{ORPHAN[2:]}.png"
        twin.parent.mkdir(exist_ok=True)
        shutil.copy(library.store.path_of(first.id, first.mime_type), twin)
        library.store.path_of(first.id, first.mime_type).unlink()
    damage(library_folder)

    with opened() as library:
        (notice,) = library.notices
        assert notice.code == "catalog.restored"
        assert [asset.id for asset in library.catalog.all_assets()] == [first.id]

        library.upkeep.finish()

        back = {asset.id: asset for asset in library.catalog.all_assets()}
        assert back.keys() == {first.id, second.id}
        assert back[first.id].file_state is FileState.MISSING
        assert back[second.id].file_state is FileState.STORED
        assert back[second.id].original_prompt == second.original_prompt != ""
        assert back[second.id].generation_seed == second.generation_seed
        assert library.cache.read(second.id, GRID_SIZE_PX)
        assert library.searcher.total_bytes([back[second.id].row]).result() > 0
        assert (library_folder / "unclaimed" / broken.name).read_bytes() == b"no picture"
        assert twin.exists()
    with opened() as library:
        assert library.notices == ()


def test_a_catalog_without_backup_is_begun_anew_from_the_files(
    opened: Callable[..., Library], library_folder: Path, picture_path: Path
) -> None:
    with opened() as library:
        (asset,) = bring_in(library, picture_path)
    damage(library_folder)

    with opened() as library:
        (notice,) = library.notices
        assert notice.code == "catalog.begun_anew"
        library.upkeep.finish()
        assert [again.id for again in library.catalog.all_assets()] == [asset.id]


def test_adopting_goes_on_after_it_was_called_off(
    opened: Callable[..., Library], library_folder: Path, picture_path: Path
) -> None:
    with opened() as library:
        bring_in(library, picture_path)
    damage(library_folder)
    with opened() as library:
        assert library.notices
    leave_open(library_folder)

    with opened() as library:
        assert library.notices == ()
        library.upkeep.finish()
        assert len(library.catalog.all_assets()) == 1
        assert len(files_in(library)) == 1


@pytest.mark.parametrize("code", ["import.crashed", "import.timed_out", "import.unreadable"])
def test_a_decoder_that_fails_gives_no_file_up(
    opened: Callable[..., Library],
    library_folder: Path,
    picture_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
) -> None:
    with opened() as library:
        (asset,) = bring_in(library, picture_path)
    damage(library_folder)

    def fail(_pool: DecoderPool, _path: Path) -> Prepared:
        raise MediaError(code)

    with monkeypatch.context() as patched, opened() as library:
        patched.setattr(DecoderPool, "prepare", fail)
        library.upkeep.finish()
        assert library.catalog.all_assets() == []
        assert len(files_in(library)) == 1

    with opened() as library:
        library.upkeep.finish()
        assert [again.id for again in library.catalog.all_assets()] == [asset.id]
    assert not (library_folder / "catalog.db.restored").exists()


def test_an_account_whose_catalog_is_begun_anew_is_still_its_owner(
    opened: Callable[..., Library], library_folder: Path, picture_path: Path
) -> None:
    with opened(account=ACCOUNT) as library:
        bring_in(library, picture_path)
    damage(library_folder)
    with opened() as library:
        (notice,) = library.notices
        assert notice.code == "catalog.begun_anew"
        assert library.catalog.account == ACCOUNT
        library.upkeep.finish()
        assert len(files_in(library)) == 1, "the server has its row"


def test_an_account_leaves_its_files_to_the_server(
    opened: Callable[..., Library], library_folder: Path, picture_path: Path
) -> None:
    with opened(account=ACCOUNT) as library:
        bring_in(library, picture_path)
    with opened() as library:
        library.upkeep.finish()
        orphan = put_orphan(library)
    damage(library_folder)
    for _ in range(2):
        with opened() as library:
            library.upkeep.finish()
            assert library.catalog.account == ACCOUNT
            assert orphan.exists()
            assert len(library.catalog.all_assets()) == 1
        leave_open(library_folder)
