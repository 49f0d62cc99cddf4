"""Brings a library's database file to the schema this program speaks.

A new file gets the tables as they are now; an older one is copied into ``backups/`` and migrated
with Alembic, all revisions in one transaction; a newer or damaged one is refused. Alembic is
imported only when there is something to migrate.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from desktop_app.catalog import tables, text_index
from desktop_app.catalog.account import Account, note_account, noted_account
from desktop_app.catalog.backups import back_up_before_migration
from desktop_app.catalog.engine import writing_engine
from desktop_app.catalog.faults import reachable, translated
from desktop_app.catalog.layout import ACCOUNT_FILE, DAMAGED_FILE, SCHEMA_REVISION
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.ports import Clock

MIGRATIONS = "desktop_app.catalog:migrations"
"""Where Alembic finds the migrations: a package and a folder in it."""
_REVISION_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def bring_up_to_date(path: Path, account: Account | None, clock: Clock) -> Account | None:
    """Make, check or migrate the file; return the account the library belongs to.

    `account` is written into a new library; None is right for any existing one, also when its
    catalog has to be begun anew.

    Raises:
        CatalogError: ``catalog.newer`` (made by a newer program), ``catalog.damaged``,
            ``catalog.other_account``, or what the disk did.
    """
    with reachable(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # SQLite gives its side files the permissions of the database file.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    noted = path.with_name(ACCOUNT_FILE)
    with reachable(path.parent), translated():
        _check_if_suspect(path)
        stored = _stored_revision(path)
        if stored is None:
            owner = noted_account(noted) or account
            if account not in {None, owner}:
                raise CatalogError("catalog.other_account")
            # Before the catalog: one that was begun must never be without its account.
            note_account(noted, owner)
            _create(path, owner, clock)
            return owner
        if int(stored) > int(SCHEMA_REVISION):
            raise CatalogError("catalog.newer", found=stored, known=SCHEMA_REVISION)
        if stored != SCHEMA_REVISION:
            back_up_before_migration(path, stored, clock)
            _migrate(path)
        owner = _check_account(path, account)
        note_account(noted, owner)
        return owner


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, within the transaction of this connection."""
    # Alembic takes a tenth of a second to import, and nearly every start does without.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _check_if_suspect(path: Path) -> None:
    """Look through the whole file if it was found damaged when it was open last."""
    suspect = path.with_name(DAMAGED_FILE)
    if not suspect.exists():
        return
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise CatalogError("catalog.damaged")
    suspect.unlink(missing_ok=True)


def _stored_revision(path: Path) -> str | None:
    """Return the revision of the file's schema; None when there is no schema yet."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        names = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        if not names:
            return None
        if not {"alembic_version", "library"} <= names:
            raise CatalogError("catalog.damaged")
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision is None or not str(revision[0]).isdecimal():
        raise CatalogError("catalog.damaged")
    return str(revision[0])


def _create(path: Path, account: Account | None, clock: Clock) -> None:
    engine = writing_engine(path)
    with engine.begin() as connection:
        connection.exec_driver_sql(_REVISION_TABLE)
        connection.exec_driver_sql(
            "INSERT INTO alembic_version (version_num) VALUES (?)", (SCHEMA_REVISION,)
        )
        tables.metadata.create_all(connection)
        for statement in text_index.CREATE_SQL:
            connection.exec_driver_sql(statement)
        connection.execute(
            tables.library.insert().values(
                id=1,
                user_id=account and account.user_id,
                project=account and account.project,
                created_at_us=clock.now_us(),
            )
        )
    engine.dispose()


def _migrate(path: Path) -> None:
    engine = writing_engine(path)
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()


def _check_account(path: Path, account: Account | None) -> Account | None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        found = connection.execute("SELECT user_id, project FROM library").fetchone()
    if found is None:
        raise CatalogError("catalog.damaged")
    owner = None if found[0] is None else Account(str(found[0]), str(found[1]))
    if account is not None and account != owner:
        raise CatalogError("catalog.other_account")
    return owner
