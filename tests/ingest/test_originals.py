"""Originals that were left where they are, moved away, and found again by their bytes."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.domain.changes import ImportProgress, Origin
from desktop_app.domain.entities import Asset, FileState
from desktop_app.domain.errors import MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.ingest.originals import SearchProgress
from desktop_app.session import Library
from tests.ingest.shelf import some
from tests.media.made_files import picture, put, saved

COUNT = 6


@pytest.fixture
def library(library_folder: Path) -> Iterator[Library]:
    with Library(library_folder) as opened:
        yield opened


@pytest.fixture
def left(library: Library, inbox: Path) -> Path:
    """A folder of pictures that the library has and that were left where they are."""
    some(inbox, COUNT)
    bring_in(library, inbox, reference=True)
    return inbox


def bring_in(
    library: Library, *paths: Path, reference: bool = False, keep_duplicates: bool = False
) -> ImportProgress:
    return library.importer.run(
        list(paths),
        token=CancelToken(),
        progress=lambda _progress: None,
        reference=reference,
        keep_duplicates=keep_duplicates,
    )


def states(library: Library) -> list[FileState]:
    return [asset.file_state for asset in library.catalog.all_assets()]


def look(library: Library) -> int:
    return sum(1 for _ in library.originals.look(CancelToken()))


def search(
    library: Library, folder: Path, heard: Callable[[SearchProgress], None] = lambda _: None
) -> SearchProgress:
    return library.originals.search(folder, token=CancelToken(), progress=heard)


def by_name(library: Library) -> dict[str, Asset]:
    return {str(asset.file_name): asset for asset in library.catalog.all_assets()}


def test_a_look_notes_what_is_gone_and_what_is_back(library: Library, left: Path) -> None:
    assert look(library) == 0
    (left / "001.png").rename(left / "away.png")
    assert look(library) == 1
    assert by_name(library)["001.png"].file_state is FileState.MISSING
    number = library.catalog.change_number
    assert look(library) == 1
    assert library.catalog.change_number == number, "no news, no commit"
    (left / "away.png").rename(left / "001.png")
    assert look(library) == 0
    assert states(library) == [FileState.REFERENCED] * COUNT


def test_what_somebody_opens_is_noted_too(library: Library, left: Path) -> None:
    asset = by_name(library)["002.png"]
    assert library.original_path(asset) == left / "002.png"
    (left / "002.png").rename(left / "away.png")
    assert library.original_path(asset) is None
    gone = by_name(library)["002.png"]
    assert gone.file_state is FileState.MISSING
    (left / "away.png").rename(left / "002.png")
    assert library.original_path(gone) == left / "002.png"
    assert by_name(library)["002.png"].file_state is FileState.REFERENCED


def test_what_is_known_of_an_old_place_is_no_news(library: Library, left: Path) -> None:
    old = by_name(library)["003.png"]
    (left / "003.png").rename(left / "new.png")
    library.catalog.move_references({old.row: str(left / "new.png")})
    assert library.original_path(old) is None
    assert by_name(library)["003.png"].file_state is FileState.REFERENCED


def test_a_moved_folder_is_found_by_its_bytes(library: Library, left: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "deep"
    moved.parent.mkdir()
    left.rename(moved)
    (moved / "004.png").rename(moved / "another name.jpeg")
    put(moved, "same size.png", b"x" * (moved / "005.png").stat().st_size)
    (moved / "000.png").unlink()
    heard: list[SearchProgress] = []
    ended = search(library, tmp_path / "elsewhere", heard.append)
    assert (ended.lost, ended.found, ended.is_cancelled) == (COUNT, COUNT - 1, False)
    assert heard[-1] == ended
    assets = by_name(library)
    assert assets["004.png"].source_path == str(moved / "another name.jpeg")
    assert library.original_path(assets["005.png"]) == moved / "005.png"
    assert assets["000.png"].file_state is FileState.MISSING
    assert search(library, tmp_path / "elsewhere").found == 0


def test_only_files_of_the_right_size_are_read(
    library: Library, left: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = os.open

    def note(name: Path, flags: int, *more: int) -> int:
        read.append(Path(name).name)
        return real(name, flags, *more)

    (left / "001.png").rename(left / "moved.png")
    put(left, "larger.png", bytes(100_000))
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", note)
        assert search(library, left).found == 1
    assert "moved.png" in read
    assert "larger.png" not in read


def test_nothing_is_walked_when_nothing_is_lost(library: Library, left: Path) -> None:
    ended = search(library, left)
    assert (ended.lost, ended.looked_at) == (0, 0)


def test_a_search_that_is_called_off_keeps_what_it_found(library: Library, left: Path) -> None:
    moved = left.rename(left.with_name("moved"))
    for number in range(60):
        put(moved, f"0-{number:02}.txt", b"before them")
    token = CancelToken()
    ended = library.originals.search(moved, token=token, progress=lambda _: token.cancel())
    assert ended.is_cancelled
    assert ended.found < COUNT
    assert states(library).count(FileState.REFERENCED) == ended.found
    assert search(library, moved).found == COUNT - ended.found


def test_importing_what_was_moved_finds_it_again(library: Library, left: Path) -> None:
    moved = left.rename(left.with_name("moved"))
    put(moved, "new.png", saved(picture((90, 60)), "PNG"))
    plan = library.importer.plan([moved], CancelToken())
    assert (plan.file_count, plan.duplicate_count, plan.lost_count) == (COUNT + 1, 0, COUNT)
    ended = library.importer.run(plan, token=CancelToken(), progress=lambda _: None)
    assert (ended.added, ended.duplicates, ended.found_again) == (1, 0, COUNT)
    assets = by_name(library)
    assert assets["003.png"].source_path == str(moved / "003.png")
    assert assets["003.png"].file_state is FileState.REFERENCED
    assert assets["new.png"].file_state is FileState.STORED
    again = bring_in(library, moved)
    assert (again.added, again.duplicates, again.found_again) == (0, COUNT + 1, 0)


@pytest.mark.parametrize("choices", [{}, {"keep_duplicates": True}])
def test_without_a_plan_likewise(library: Library, left: Path, choices: dict[str, bool]) -> None:
    moved = left.rename(left.with_name("moved"))
    shutil.copy(moved / "001.png", moved / "twin of 001.png")
    ended = bring_in(library, moved, **choices)
    assert ended.found_again == COUNT
    assert ended.added + ended.duplicates == 1
    assert FileState.MISSING not in states(library)
    stored = [path for path in library.store.folder.rglob("*") if path.is_file()]
    assert len(stored) == ended.added, "nothing is copied in vain"


def test_what_the_library_had_stored_is_stored_again(library: Library, inbox: Path) -> None:
    some(inbox, 2)
    bring_in(library, inbox)
    asset = by_name(library)["001.png"]
    path = library.store.path_of(asset.id, asset.mime_type)
    path.unlink()
    library.catalog.record_file(asset.row, file_state=FileState.MISSING)
    ended = bring_in(library, inbox, reference=True)
    assert (ended.added, ended.duplicates, ended.found_again) == (0, 1, 1)
    assert states(library) == [FileState.STORED] * 2
    assert path.read_bytes() == (inbox / "001.png").read_bytes()


def test_what_lies_in_the_trash_comes_in_anew(library: Library, left: Path) -> None:
    asset = by_name(library)["001.png"]
    library.catalog.trash([asset.row], origin=Origin.GRID)
    moved = left.rename(left.with_name("moved"))
    ended = bring_in(library, moved / "001.png")
    assert (ended.added, ended.found_again) == (1, 0)


def test_a_file_that_changes_before_it_is_given_back_is_a_problem(
    library: Library, left: Path
) -> None:
    moved = left.rename(left.with_name("moved"))
    plan = library.importer.plan([moved / "001.png"], CancelToken())
    put(moved, "001.png", b"something else")
    ended = library.importer.run(plan, token=CancelToken(), progress=lambda _: None)
    assert [problem.code for problem in ended.problems] == ["import.changed"]
    assert ended.found_again == 0
    (lost,) = library.originals.lost_with([plan.files[0].content_hash])
    with pytest.raises(MediaError, match=r"import\.changed"):
        library.originals.give_back(lost, moved / "001.png")


def test_the_daily_upkeep_looks_after_them(library_folder: Path, inbox: Path) -> None:
    some(inbox, 2)
    with Library(library_folder) as library:
        bring_in(library, inbox, reference=True)
        (inbox / "001.png").unlink()
        library.upkeep.finish()
        assert sorted(states(library)) == [FileState.REFERENCED, FileState.MISSING]
        tiles = library.catalog.tiles([asset.row for asset in library.catalog.all_assets()])
        assert FileState.MISSING in {tile.file_state for tile in tiles}
