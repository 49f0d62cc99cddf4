"""Libraries of every stored schema open, whole; failing migrations leave them as they were."""

import gzip
import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from desktop_app.catalog import migrations, opening
from desktop_app.catalog.engine import writing_engine
from desktop_app.catalog.layout import SCHEMA_REVISION
from desktop_app.domain.entities import AssetId
from tests.builders import ACCOUNT, FakeClock, catalog_with
from tests.catalog.conftest import check_derived, table, waiting
from tests.migrations.store import GONE, IDS, STORED

STORED_FILES = sorted(STORED.glob("catalog-*.db.gz"))
NEXT_REVISION = """
from alembic import op
revision = "9998"
down_revision = "{down}"
def upgrade():
    op.execute("ALTER TABLE asset ADD COLUMN mood TEXT")
    {more}
"""


def unpacked(stored: Path, folder: Path) -> Path:
    path = folder / "catalog.db"
    path.write_bytes(gzip.decompress(stored.read_bytes()))
    return path


def schema(path: Path) -> dict[tuple[str, str], str]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT type, name, ifnull(sql, '') FROM sqlite_master")
        return {(kind, name): re.sub(r"\s+|(?<=\() | (?=\))", "", sql) for kind, name, sql in found}


def revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_there_is_a_stored_library_of_every_revision() -> None:
    revisions = {f"{number:04}" for number in range(1, int(SCHEMA_REVISION) + 1)}

    assert {path.name[len("catalog-") : -len(".db.gz")] for path in STORED_FILES} == revisions


@pytest.mark.parametrize("stored", STORED_FILES, ids=lambda path: path.name)
def test_a_stored_library_opens_whole(stored: Path, library_folder: Path) -> None:
    path = unpacked(stored, library_folder)

    with closing(catalog_with(library_folder, account=ACCOUNT, clock=FakeClock())) as catalog:
        assert [asset.id for asset in catalog.assets([1, 2, 3, 4])] == list(IDS[:4])
        first, second, third, fourth = catalog.assets([1, 2, 3, 4])
        assert (first.custom_title, first.tags) == ("Dune", ("no. 0", "Sunset"))
        assert first.roleplay_metadata == {"character_name": "Ann"}
        assert first.generation.negative_prompt == "fog"
        assert (first.version, third.visibility) == ("771", "shared")
        assert fourth.trashed_at_us is not None
        (trip,) = catalog.collections()
        assert (trip.name, trip.description, trip.asset_count) == ("Trip", "Sand", 2)
        assert first.collection_id == second.collection_id == trip.id
        assert [search.name for search in catalog.saved_searches()] == ["Seas"]
        assert catalog.tiles([3])[0].has_problem
        assert catalog.asset_by_id(AssetId(IDS[4])) is not None
        assert {kind for _, _, kind, _ in waiting(catalog)} == {"insert", "update"}
        assert len(table(catalog, "*", "pending_edit")) > 4
        check_derived(catalog)
        assert catalog.redo() is not None
        while catalog.undo() is not None:
            pass
        assert catalog.assets([1])[0].tags == ("sea", "no. 0")
        check_derived(catalog)
    made = library_folder / "made"
    catalog_with(made).close()
    assert schema(path) == schema(made / "catalog.db")


def test_what_sync_knows_is_stored_too(library_folder: Path) -> None:
    unpacked(STORED_FILES[-1], library_folder)

    with closing(catalog_with(library_folder, account=ACCOUNT, clock=FakeClock())) as catalog:
        replica = catalog.replica
        assert [one.id for one in replica.recycled()] == [GONE]
        assert [one.mine for one in replica.conflicts()] == ["Dune"]
        assert [one.code for one in replica.problems()] == ["push.refused"]
        assert (replica.missing(), replica.position("scan")) == ([IDS[1]], GONE)
        assert replica.waiting().in_flight == 0
        assert table(catalog, "offset_bytes", "upload WHERE resume_url IS NOT NULL") == [(6,)]


def test_whatever_was_to_be_uploaded_may_have_been_begun(library_folder: Path) -> None:
    (stored,) = (path for path in STORED_FILES if path.name == "catalog-0002.db.gz")
    unpacked(stored, library_folder)

    with closing(catalog_with(library_folder, account=ACCOUNT, clock=FakeClock())) as catalog:
        assert table(catalog, "DISTINCT is_begun", "upload") == [(1,)]


def test_the_migrations_make_the_schema_of_a_new_library(library_folder: Path) -> None:
    catalog_with(library_folder).close()
    path = library_folder / "migrated.db"
    engine = writing_engine(path)
    with engine.begin() as connection:
        opening.upgrade(connection)
    engine.dispose()

    assert schema(path) == schema(library_folder / "catalog.db")
    assert revision(path) == SCHEMA_REVISION


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pretend that there is one more revision; returns the module to write it to."""
    folder = tmp_path / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, folder)
    monkeypatch.setattr(opening, "MIGRATIONS", str(folder))
    monkeypatch.setattr(opening, "SCHEMA_REVISION", "9998")
    return folder / "versions" / "rev_9998.py"


def test_an_older_library_is_migrated_after_a_backup(library_folder: Path, later: Path) -> None:
    path = unpacked(STORED_FILES[-1], library_folder)
    later.write_text(NEXT_REVISION.format(down=SCHEMA_REVISION, more=""))

    with closing(catalog_with(library_folder, clock=FakeClock())) as catalog:
        assert table(catalog, "mood", 'asset WHERE "row" = 1') == [(None,)]
        assert len(catalog.assets([1, 2, 3, 4])) == 4
        assert catalog.account == ACCOUNT

    assert revision(path) == "9998"
    (backup,) = (library_folder / "backups").iterdir()
    assert backup.name == f"catalog-{SCHEMA_REVISION}-20250830T100000Z.db"
    assert revision(backup) == SCHEMA_REVISION
    if os.name == "posix":
        assert backup.stat().st_mode & 0o777 == 0o600
        assert backup.parent.stat().st_mode & 0o777 == 0o700


def test_a_migration_that_fails_changes_nothing(library_folder: Path, later: Path) -> None:
    path = unpacked(STORED_FILES[-1], library_folder)
    before = schema(path)
    later.write_text(
        NEXT_REVISION.format(down=SCHEMA_REVISION, more='op.execute("DROP TABLE nowhere")')
    )

    with pytest.raises(OperationalError, match="nowhere"):
        catalog_with(library_folder)

    assert (revision(path), schema(path)) == (SCHEMA_REVISION, before)


def test_only_the_newest_backups_are_kept(library_folder: Path, later: Path) -> None:
    backups = library_folder / "backups"
    backups.mkdir()
    for day in range(1, 6):
        (backups / f"catalog-{SCHEMA_REVISION}-2025010{day}T000000Z.db").touch()
    (backups / "mine.txt").touch()
    unpacked(STORED_FILES[-1], library_folder)
    later.write_text(NEXT_REVISION.format(down=SCHEMA_REVISION, more=""))

    catalog_with(library_folder, clock=FakeClock()).close()

    assert sorted(path.name for path in backups.iterdir()) == [
        f"catalog-{SCHEMA_REVISION}-20250104T000000Z.db",
        f"catalog-{SCHEMA_REVISION}-20250105T000000Z.db",
        f"catalog-{SCHEMA_REVISION}-20250830T100000Z.db",
        "mine.txt",
    ]
