"""Copies of the catalog: one a day, whole or not there at all, and no trouble to the writer."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.catalog import backups
from desktop_app.catalog.backups import DailyBackup, backups_of, is_whole
from desktop_app.domain.changes import Column, TagDelta
from tests.builders import FakeClock, catalog_with, new_asset, open_catalog
from tests.catalog.conftest import GRID

DAY_US = backups.EVERY_US


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "backups").iterdir())


def test_the_copy_of_the_day_is_one_moment_of_the_library(
    library_folder: Path, clock: FakeClock
) -> None:
    with open_catalog(library_folder, *(new_asset() for _ in range(50)), clock=clock) as catalog:
        catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)
        backup = DailyBackup(library_folder / "catalog.db", clock)
        assert backup.is_due

        made = backup.run()

        assert made is not None
        assert not DailyBackup(library_folder / "catalog.db", clock).is_due
        assert is_whole(made)
        catalog.edit([1], {Column.TITLE: "Later"}, origin=GRID)
    assert names(library_folder) == [made.name]
    assert backups_of(library_folder / "catalog.db")[0].path == made
    if os.name == "posix":
        assert made.stat().st_mode & 0o777 == 0o600
    (library_folder / "catalog.db").unlink()
    made.rename(library_folder / "catalog.db")
    with open_catalog(library_folder, clock=clock) as catalog:
        assert catalog.tiles([1])[0].title == "Dune"
        assert len(catalog.all_assets()) == 50
        assert catalog.undo() is not None


def test_seven_days_are_kept_and_other_copies_left_alone(
    library_folder: Path, clock: FakeClock
) -> None:
    with open_catalog(library_folder, new_asset(), clock=clock):
        folder = library_folder / "backups"
        folder.mkdir()
        (folder / "catalog-0001-20250101T000000Z.db").touch()
        (folder / "mine.db").touch()
        for _ in range(9):
            assert DailyBackup(library_folder / "catalog.db", clock).is_due
            assert DailyBackup(library_folder / "catalog.db", clock).run() is not None
            assert not DailyBackup(library_folder / "catalog.db", clock).is_due
            clock.advance(DAY_US)

    assert len(names(library_folder)) == 7 + 2
    assert names(library_folder)[-2:] == ["daily-20250907T100000Z.db", "mine.db"]
    assert [one.path.name for one in backups_of(library_folder / "catalog.db")][-1] == (
        "catalog-0001-20250101T000000Z.db"
    )


def test_edits_go_on_while_it_is_made(
    library_folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is of the moment at which it began, and edits do not begin it anew."""
    monkeypatch.setattr(backups, "_STEP_PAGES", 1)
    monkeypatch.setattr(backups, "_REST_S", 0.0)
    assets = [new_asset() for _ in range(60)]
    with open_catalog(library_folder, *assets, clock=clock) as catalog:
        backup = DailyBackup(library_folder / "catalog.db", clock)
        steps = 0
        wait = backup._stop.wait

        def edit_and_wait(timeout: float) -> bool:
            nonlocal steps
            steps += 1
            catalog.edit_tags(range(1, 61), TagDelta(add=(f"step {steps}",)), origin=GRID)
            return wait(timeout)

        monkeypatch.setattr(backup._stop, "wait", edit_and_wait)
        made = backup.run()

        assert made is not None
        assert steps == made.stat().st_size // 4096
        with closing(sqlite3.connect(made)) as copy:
            assert copy.execute("SELECT count(*) FROM tag").fetchone() == (0,)
        assert len(catalog.assets([1])[0].tags) == steps


def test_a_copy_that_is_stopped_leaves_nothing(
    library_folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_STEP_PAGES", 1)
    monkeypatch.setattr(backups, "_REST_S", 60.0)
    with open_catalog(library_folder, new_asset(), clock=clock):
        backup = DailyBackup(library_folder / "catalog.db", clock)
        made: list[Path | None] = []
        thread = threading.Thread(target=lambda: made.append(backup.run()))
        thread.start()
        backup.stop()
        thread.join()

    assert made == [None]
    assert names(library_folder) == []


def test_the_check_can_be_stopped(
    library_folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_catalog(library_folder, new_asset(), clock=clock):
        backup = DailyBackup(library_folder / "catalog.db", clock)

        def stop_then_look(connection: sqlite3.Connection) -> bool:
            backup.stop()
            connection.set_progress_handler(lambda: 1, 1)  # interrupted
            return bool(connection.execute("PRAGMA quick_check").fetchall())

        monkeypatch.setattr(backups, "_is_whole", stop_then_look)
        assert backup.run() is None

    assert names(library_folder) == []


def test_a_damaged_catalog_does_not_push_out_good_copies(
    library_folder: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    catalog_with(library_folder, 300, clock=clock).close()
    path = library_folder / "catalog.db"
    good = DailyBackup(path, clock).run()
    clock.advance(DAY_US)
    with path.open("rb+") as file:
        file.seek(20 * 4096)
        file.write(b"\xff" * 4096 * 4)

    assert DailyBackup(path, clock).run() is None

    assert good is not None
    assert names(library_folder) == [good.name]
    assert "damaged" in caplog.text
    assert (library_folder / "catalog.db.suspect").exists()


def test_what_is_no_library_is_not_whole(library_folder: Path) -> None:
    path = library_folder / "some.db"
    assert not is_whole(path)
    path.write_bytes(b"nothing of ours" * 1_000)
    assert not is_whole(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE library (id INTEGER)")
    assert not is_whole(path)
    catalog_with(library_folder).close()
    assert is_whole(library_folder / "catalog.db")
    with closing(sqlite3.connect(library_folder / "catalog.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert not is_whole(library_folder / "catalog.db")


def test_a_disk_that_refuses_is_no_error(
    library_folder: Path,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with open_catalog(library_folder, new_asset(), clock=clock):
        monkeypatch.setattr(os, "fsync", refuse)
        assert DailyBackup(library_folder / "catalog.db", clock).run() is None
        monkeypatch.undo()

    assert "No space left" in caplog.text
    assert names(library_folder) == []
