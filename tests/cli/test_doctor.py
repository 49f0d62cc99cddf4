import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.cli.exit_codes import ExitCode
from desktop_app.domain.entities import FileState
from desktop_app.media.rendition_cache import RenditionCache
from tests.cli.conftest import CONTENT, Kept, Shell


def problems(lines: list[str]) -> list[str]:
    return [line.removeprefix("problem").strip() for line in lines if line.startswith("problem")]


def test_a_sound_library_has_no_problems(kept: Kept, shell: Shell) -> None:
    asset = kept.add()
    with RenditionCache(kept.folder / "renditions.db") as cache:
        cache.write(asset.id, 256, b"picture")
        cache.write("gone", 256, b"picture")
    answer = shell("doctor")
    assert problems(answer.lines) == []
    assert answer.code == ExitCode.DONE
    assert "1 assets in the catalog" in answer.out
    assert "2 renditions, 1 of assets that are gone" in answer.out


def test_it_works_beside_a_window_that_has_the_library_open(kept: Kept, shell: Shell) -> None:
    kept.add()
    catalog = kept.catalog()
    try:
        assert shell("doctor").code == ExitCode.DONE
    finally:
        catalog.close()


def test_it_changes_nothing(kept: Kept, shell: Shell) -> None:
    kept.add()
    before = {path: path.stat().st_mtime_ns for path in kept.folder.rglob("*") if path.is_file()}
    shell("doctor")
    after = {path: path.stat().st_mtime_ns for path in before}
    assert after == before


def test_without_a_library_it_says_so(shell: Shell) -> None:
    answer = shell("doctor")
    assert answer.code == ExitCode.UNUSABLE
    assert "There is no library in" in answer.err
    assert list(shell.folder.iterdir()) == []


def test_originals_that_are_gone_or_damaged_are_named(kept: Kept, shell: Shell) -> None:
    gone, damaged = kept.add(), kept.add()
    kept.path_of(gone).unlink()
    kept.path_of(damaged).write_bytes(CONTENT[:-1])
    answer = shell("doctor")
    assert answer.code == ExitCode.SOME_FAILED
    assert problems(answer.lines) == [
        f"1 originals are gone: {gone.id}",
        f"1 originals do not have the size they were stored with: {damaged.id}",
    ]


def test_files_without_an_asset_are_named(kept: Kept, shell: Shell) -> None:
    kept.add()
    for number in range(12):
        name = f"{number:08x}-0000-4000-8000-000000000000"
        kept.store.add_bytes(b"12345", name, "image/png")
    answer = shell("doctor")
    (problem,) = problems(answer.lines)
    assert problem.startswith("12 files belong to no asset (60 bytes): 00000000-")
    assert problem.endswith(", …")
    assert answer.code == ExitCode.SOME_FAILED


def test_files_left_where_they_were_are_looked_for(
    kept: Kept, shell: Shell, tmp_path: Path
) -> None:
    there = tmp_path / "there.png"
    there.touch()
    for path in (there, tmp_path / "moved.png"):
        kept.add(file_state=FileState.REFERENCED, source_path=str(path))
    kept.add(file_state=FileState.ABSENT)
    answer = shell("doctor")
    assert problems(answer.lines) == [
        f"1 files left in their own place are no longer there: {tmp_path / 'moved.png'}"
    ]
    assert "0 originals stored here, 1 not on this machine" in answer.out


@pytest.mark.skipif(sys.platform == "win32", reason="another kind of permissions")
def test_a_library_that_others_may_read_is_a_problem(kept: Kept, shell: Shell) -> None:
    kept.add()
    kept.folder.chmod(0o755)
    answer = shell("doctor")
    assert problems(answer.lines) == [
        f"other users may look into {kept.folder.name} (chmod go= ends it)"
    ]


def test_a_catalog_that_is_none_is_told_and_not_opened(kept: Kept, shell: Shell) -> None:
    (kept.folder / "catalog.db").write_bytes(b"no database" * 100)
    (kept.folder / "catalog.db").chmod(0o600)
    answer = shell("doctor")
    assert answer.code == ExitCode.SOME_FAILED
    assert problems(answer.lines) == ["the catalog cannot be read: file is not a database"]


def test_a_damaged_page_is_found(kept: Kept, shell: Shell) -> None:
    for _ in range(3):
        kept.add()
    path = kept.folder / "catalog.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'asset_tag'"
        ).fetchone()
        (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * page_bytes)
        file.write(b"\xff" * page_bytes)
    answer = shell("doctor")
    assert answer.code == ExitCode.SOME_FAILED
    assert problems(answer.lines)[0].startswith("the catalog ")


def test_a_newer_catalog_is_told(kept: Kept, shell: Shell) -> None:
    kept.add()
    with closing(sqlite3.connect(kept.folder / "catalog.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert problems(shell("doctor").lines) == ["a newer Lightbox made it (schema 9999)"]


def test_a_catalog_that_does_not_say_its_version_is_told(kept: Kept, shell: Shell) -> None:
    kept.add()
    with closing(sqlite3.connect(kept.folder / "catalog.db")) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.commit()
    assert problems(shell("doctor").lines) == ["the catalog does not say which version made it"]
