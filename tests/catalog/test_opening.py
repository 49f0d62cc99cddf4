"""Opening a library: made, locked, refused, closed; and what lies on the disk then."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.layout import SCHEMA_REVISION
from desktop_app.domain.changes import Column
from desktop_app.domain.errors import CatalogError, ErrorKind
from tests.builders import ACCOUNT, catalog_with, new_asset, open_catalog
from tests.catalog.conftest import GRID

posix_only = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")


def test_a_new_library_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "library" / "catalog.db"

    with closing(Catalog.open(path)) as catalog:
        assert catalog.change_number == 0
        assert catalog.account is None
        assert catalog.all_assets() == []
    assert path.is_file()


@posix_only
def test_only_the_user_may_look(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with open_catalog(folder, new_asset()):
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {"catalog.db", "catalog.db-wal", "catalog.db-shm"} <= modes.keys()
        assert set(modes.values()) == {0o600}


@posix_only
def test_a_database_that_others_could_read_is_closed_to_them(library_folder: Path) -> None:
    catalog_with(library_folder).close()
    (library_folder / "catalog.db").chmod(0o644)

    catalog_with(library_folder).close()

    assert (library_folder / "catalog.db").stat().st_mode & 0o777 == 0o600


def test_everything_is_there_after_a_restart(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset(tags=("sea",))) as catalog:
        catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)
        before = catalog.all_assets(), catalog.change_number
    with open_catalog(library_folder) as catalog:
        assert (catalog.all_assets(), catalog.change_number) == before


def test_closing_leaves_one_file_and_no_thread(library_folder: Path) -> None:
    catalog = catalog_with(library_folder, 3)
    catalog.tiles([1, 2])
    catalog.close()

    assert {path.name for path in library_folder.iterdir()} == {"catalog.db", "catalog.lock"}
    assert "catalog-writer" not in {thread.name for thread in threading.enumerate()}


def test_after_closing_nothing_works_any_more(library_folder: Path) -> None:
    catalog = catalog_with(library_folder, 1)
    catalog.close()
    catalog.close()

    with pytest.raises(CatalogError, match=r"catalog\.closed"):
        catalog.tiles([1])
    with pytest.raises(CatalogError, match=r"catalog\.closed"):
        catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)


def test_one_at_a_time(library_folder: Path) -> None:
    with open_catalog(library_folder):
        with pytest.raises(CatalogError, match=r"catalog\.in_use") as caught:
            catalog_with(library_folder)
        assert caught.value.kind is ErrorKind.RETRYABLE
        other = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from pathlib import Path;"
                "from desktop_app.catalog.catalog import Catalog;"
                "Catalog.open(Path(sys.argv[1]))",
                str(library_folder / "catalog.db"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "catalog.in_use" in other.stderr
    catalog_with(library_folder).close()


def test_a_killed_process_leaves_a_whole_library(library_folder: Path) -> None:
    """What a method returned for is there, with its undo; no lock is left."""
    script = """
import os, sys
from pathlib import Path
from desktop_app.domain.changes import Column, Origin
from tests.builders import catalog_with, new_asset
catalog = catalog_with(Path(sys.argv[1]), [new_asset() for _ in range(1_200)])
catalog.edit(range(1, 1_201), {Column.TITLE: "Dune"}, origin=Origin.GRID)
os._exit(9)
"""
    process = subprocess.run(
        [sys.executable, "-c", script, str(library_folder)],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert process.returncode == 9
    assert (library_folder / "catalog.db-wal").exists()

    with open_catalog(library_folder) as catalog:
        assert {tile.title for tile in catalog.tiles(range(1, 1_201))} == {"Dune"}
        assert catalog.change_number == 3 + 2
        catalog.undo()
        assert {tile.title for tile in catalog.tiles(range(1, 1_201))} == {""}


def test_a_process_killed_within_a_bulk_edit_leaves_an_undoable_part(library_folder: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from desktop_app.domain.changes import Column, Origin
from tests.builders import catalog_with, new_asset
catalog = catalog_with(Path(sys.argv[1]), [new_asset() for _ in range(3_000)])
slices = []
def die(change):
    slices.append(change)
    if len(slices) == 2:
        os._exit(9)
catalog.subscribe(die)
catalog.edit(range(1, 3_001), {Column.TITLE: "Dune"}, origin=Origin.GRID)
"""
    process = subprocess.run(
        [sys.executable, "-c", script, str(library_folder)],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert process.returncode == 9

    with open_catalog(library_folder) as catalog:
        rows = range(1, 3_001)
        assert [tile.title for tile in catalog.tiles(rows)] == ["Dune"] * 2_000 + [""] * 1_000
        step = catalog.undo_state().undo
        assert step is not None
        assert step.asset_count == 2_000
        catalog.undo()
        assert {tile.title for tile in catalog.tiles(rows)} == {""}


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CatalogError, match=r"catalog\.cannot_open") as caught:
        Catalog.open(tmp_path / "file" / "catalog.db")
    assert caught.value.params == {"folder": str(tmp_path / "file")}

    (tmp_path / "library" / "catalog.db").mkdir(parents=True)
    with pytest.raises(CatalogError, match=r"catalog\.cannot_open"):
        Catalog.open(tmp_path / "library" / "catalog.db")


def test_a_newer_library_is_refused(library_folder: Path) -> None:
    catalog_with(library_folder).close()
    with closing(sqlite3.connect(library_folder / "catalog.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(CatalogError, match=r"catalog\.newer") as caught:
        catalog_with(library_folder)

    assert caught.value.params == {"found": "9999", "known": SCHEMA_REVISION}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE alembic_version SET version_num = 'x'",
        "DELETE FROM alembic_version",
        "DROP TABLE library",
        "DELETE FROM library",
    ],
)
def test_what_is_no_library_is_refused(library_folder: Path, damage: str) -> None:
    catalog_with(library_folder).close()
    with closing(sqlite3.connect(library_folder / "catalog.db")) as connection, connection:
        connection.execute(damage)

    with pytest.raises(CatalogError, match=r"catalog\.damaged"):
        catalog_with(library_folder)


def test_a_file_that_is_no_database_is_refused(library_folder: Path) -> None:
    (library_folder / "catalog.db").write_bytes(b"not a database at all" * 100)

    with pytest.raises(CatalogError, match=r"catalog\.damaged"):
        catalog_with(library_folder)


def test_a_damaged_page_is_named_so(library_folder: Path) -> None:
    catalog_with(library_folder, 200).close()
    path = library_folder / "catalog.db"
    whole = bytearray(path.read_bytes())
    for page in range(3, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(whole)

    with pytest.raises(CatalogError, match=r"catalog\.damaged"):
        catalog_with(library_folder, 1)


def test_an_empty_file_becomes_a_library(library_folder: Path) -> None:
    (library_folder / "catalog.db").touch()

    catalog_with(library_folder).close()


def test_a_library_belongs_to_its_account(library_folder: Path) -> None:
    catalog_with(library_folder, account=ACCOUNT).close()

    with open_catalog(library_folder) as catalog:
        assert catalog.account == ACCOUNT
    with pytest.raises(CatalogError, match=r"catalog\.other_account"):
        catalog_with(library_folder, account=Account("somebody else", ACCOUNT.project))


def test_a_library_without_account_is_not_given_one(library_folder: Path) -> None:
    catalog_with(library_folder).close()

    with pytest.raises(CatalogError, match=r"catalog\.other_account"):
        catalog_with(library_folder, account=ACCOUNT)


def test_little_is_imported(library_folder: Path) -> None:
    """The ORM takes a third of a second, Alembic a tenth: neither for an up-to-date library."""
    catalog_with(library_folder).close()
    script = (
        "import sys; from pathlib import Path;"
        "from desktop_app.catalog.catalog import Catalog;"
        "Catalog.open(Path(sys.argv[1])).close();"
        "print({'sqlalchemy.orm', 'alembic'} & set(sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(library_folder / "catalog.db")],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "set()"
