"""A damaged catalog: noticed, kept, and replaced by the newest good copy."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.catalog.account import Account, noted_account
from desktop_app.catalog.backups import EVERY_US, DailyBackup, backups_of
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.recovery import note_told, recover, untold
from desktop_app.domain.changes import Column
from desktop_app.domain.errors import CatalogError
from tests.builders import ACCOUNT, FakeClock, new_asset, open_catalog
from tests.catalog.conftest import GRID, table


def back_up(folder: Path, clock: FakeClock) -> Path:
    clock.advance(EVERY_US)
    made = DailyBackup(folder / "catalog.db", clock).run()
    assert made is not None
    return made


def damage(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 500)


def recovered(path: Path, clock: FakeClock) -> CatalogError:
    """Recover, and return what the user is to be told."""
    recover(path, clock)
    told = untold(path)
    assert told is not None
    return told


@pytest.fixture
def damaged(library_folder: Path, clock: FakeClock) -> Path:
    """The damaged catalog of a library with two daily copies; the second asset is only in one."""
    with open_catalog(library_folder, new_asset(), clock=clock) as catalog:
        back_up(library_folder, clock)
        catalog.add_assets([new_asset()], origin=GRID)
        back_up(library_folder, clock)
        catalog.edit([1], {Column.TITLE: "Lost"}, origin=GRID)
    path = library_folder / "catalog.db"
    damage(path)
    (library_folder / "catalog.db-wal").write_bytes(b"a log that belongs to the damaged one")
    return path


def test_the_newest_copy_is_restored_and_the_damaged_one_kept(
    damaged: Path, clock: FakeClock
) -> None:
    with pytest.raises(CatalogError, match=r"catalog\.damaged"):
        Catalog.open(damaged)
    (damaged.parent / "catalog.db-wal").write_bytes(b"a log that belongs to the damaged one")

    told = recovered(damaged, clock)

    aside = "catalog.damaged-20250901T100000Z.db"
    assert told.code == "catalog.restored"
    assert told.params == {"backup_at": "2025-09-01 10:00 UTC", "aside": aside}
    assert (damaged.parent / aside).read_bytes().startswith(b"not a database")
    assert (damaged.parent / f"{aside}-wal").exists()
    assert (damaged.parent / "catalog.db.restored").exists()
    with open_catalog(damaged.parent) as catalog:
        assert [tile.title for tile in catalog.tiles([1, 2])] == ["", ""]


def test_copies_that_are_damaged_too_are_passed_over(damaged: Path, clock: FakeClock) -> None:
    newest, older = backups_of(damaged)
    damage(newest.path)

    assert recovered(damaged, clock).params["backup_at"] == "2025-08-31 10:00 UTC"

    assert newest.path.exists()
    assert older.path.exists()
    with open_catalog(damaged.parent) as catalog:
        assert len(catalog.all_assets()) == 1


def test_without_a_copy_it_is_begun_anew(damaged: Path, clock: FakeClock) -> None:
    for backup in backups_of(damaged):
        backup.path.unlink()

    told = recovered(damaged, clock)

    assert told.code == "catalog.begun_anew"
    assert (damaged.parent / str(told.params["aside"])).exists()
    with open_catalog(damaged.parent) as catalog:
        assert catalog.all_assets() == []


def test_nothing_is_kept_under_a_name_that_is_taken(damaged: Path, clock: FakeClock) -> None:
    aside = {str(recovered(damaged, clock).params["aside"])}
    clock.advance(-2_000)
    for _ in range(2):
        damage(damaged)
        clock.advance(-2_000)
        aside.add(str(recovered(damaged, clock).params["aside"]))

    assert len(aside) == 3
    assert all((damaged.parent / name).is_file() for name in aside)


def test_a_file_system_without_links_will_do(
    damaged: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Path, _target: Path) -> None:
        raise OSError("not here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)

    told = recovered(damaged, clock)

    assert (damaged.parent / str(told.params["aside"])).read_bytes().startswith(b"not a database")
    with open_catalog(damaged.parent) as catalog:
        assert len(catalog.all_assets()) == 2


def test_a_library_that_is_in_use_is_left_alone(library_folder: Path, clock: FakeClock) -> None:
    with (
        open_catalog(library_folder, clock=clock),
        pytest.raises(CatalogError, match=r"catalog\.in_use"),
    ):
        recover(library_folder / "catalog.db", clock)


def test_damage_that_shows_later_is_found_at_the_next_opening(
    library_folder: Path, clock: FakeClock
) -> None:
    """A leaf of a table opens no differently: only reading it shows the damage."""
    with open_catalog(library_folder, *(new_asset() for _ in range(300)), clock=clock) as catalog:
        root = table(catalog, "rootpage", "sqlite_master WHERE name = 'asset'")[0][0]
    path = library_folder / "catalog.db"
    with closing(sqlite3.connect(path)) as connection:
        leaf = int.from_bytes(path.read_bytes()[root * 4096 - 4096 + 8 :][:4], "big")
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    with path.open("rb+") as file:
        file.seek((leaf - 1) * 4096)
        file.write(b"\xff" * 4096)

    suspect = library_folder / "catalog.db.suspect"
    with open_catalog(library_folder) as catalog:
        assert not suspect.exists()
        with pytest.raises(CatalogError, match=r"catalog\.damaged"):
            catalog.assets(range(1, 301))
        assert suspect.exists()

    with pytest.raises(CatalogError, match=r"catalog\.damaged"):
        Catalog.open(path)
    recover(path, clock)
    assert not suspect.exists()


def test_it_is_told_until_somebody_heard_of_it(damaged: Path, clock: FakeClock) -> None:
    told = recovered(damaged, clock)
    again = untold(damaged)  # by a process that starts after the first was killed
    assert again is not None
    assert (again.code, again.params) == (told.code, told.params)
    note_told(damaged)
    assert untold(damaged) is None
    assert (damaged.parent / "catalog.db.restored").exists(), "for those who put the files right"
    note_told(damaged.parent / "elsewhere" / "catalog.db")


def test_a_library_that_is_begun_anew_keeps_its_account(
    library_folder: Path, clock: FakeClock
) -> None:
    path = library_folder / "catalog.db"
    Catalog.open(path, account=ACCOUNT).close()
    noted = library_folder / "catalog.account.json"
    assert stat.S_IMODE(noted.stat().st_mode) == 0o600
    damage(path)

    assert recovered(path, clock).code == "catalog.begun_anew"

    other = Account("3f1b6f0e-5a52-4c0a-9d6f-0d6f3a1f7b11", ACCOUNT.project)
    with pytest.raises(CatalogError, match=r"catalog\.other_account"):
        Catalog.open(path, account=other)
    with open_catalog(library_folder, new_asset()) as catalog:
        assert catalog.account == ACCOUNT
        assert table(catalog, "kind", "outbox") == [("insert",)]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"user_id": 1, "project": "x"}'])
def test_a_note_of_the_account_that_cannot_be_read_is_written_again(
    library_folder: Path, text: str
) -> None:
    path = library_folder / "catalog.db"
    Catalog.open(path, account=ACCOUNT).close()
    noted = library_folder / "catalog.account.json"
    noted.write_text(text)
    with open_catalog(library_folder) as catalog:
        assert catalog.account == ACCOUNT
    assert noted_account(noted) == ACCOUNT


def test_a_library_of_nobody_has_no_note_of_an_account(library_folder: Path) -> None:
    noted = library_folder / "catalog.account.json"
    noted.write_text("left behind")
    with open_catalog(library_folder):
        assert not noted.exists()


def test_a_false_alarm_is_forgotten(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset()):
        pass
    suspect = library_folder / "catalog.db.suspect"
    suspect.touch()

    with open_catalog(library_folder) as catalog:
        assert len(catalog.all_assets()) == 1

    assert not suspect.exists()
