"""What sync asks again and again costs the same in a large library, and with much that waits.

Effort is counted in instructions of SQLite's machine, which are the same on every machine.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from desktop_app.catalog import outbox_claims, replica_state, server_files
from desktop_app.catalog.engine import raw_of, writing_engine
from desktop_app.catalog.layout import CATALOG_FILE
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import Column, Origin
from tests.builders import ACCOUNT, FIRST_DAY_US
from tests.catalog.conftest import GRID
from tests.catalog.served import ASSETS, served, synced, uuid_of

_FEW, _MANY = 60, 1_200
_PAGE = 20


@contextmanager
def library(folder: Path, size: int) -> Iterator[Connection]:
    """Lend a connection that writes to a library of so many assets, all with an edit that waits."""
    folder.mkdir()
    rows = [
        served(number, created_at=f"2025-08-30T10:{number // 60:02}:{number % 60:02}+00:00")
        for number in range(1, size + 1)
    ]
    with synced(folder, *rows) as catalog:
        catalog.edit(list(range(1, size + 1)), {Column.FAVORITE: True}, origin=GRID)
    engine = writing_engine(folder / CATALOG_FILE)
    with closing(engine.connect()) as connection, connection.begin():
        yield connection
    engine.dispose()


def effort(connection: Connection, ask: Callable[[Connection], object]) -> int:
    """Return how many instructions it takes to ask, once the statement is known."""
    ask(connection)
    count = 0

    def on_instruction() -> int:
        nonlocal count
        count += 1
        return 0

    raw_of(connection).set_progress_handler(on_instruction, 1)
    ask(connection)
    raw_of(connection).set_progress_handler(None, 1)
    return count


def claim(connection: Connection) -> None:
    outbox_claims.claim(
        Write(connection, FIRST_DAY_US, Origin.SYNC, ACCOUNT), limit=6, uploads=False
    )
    outbox_claims.release_in_flight(Write(connection, FIRST_DAY_US, Origin.SYNC, ACCOUNT))


def versions(connection: Connection) -> None:
    found = replica_state.versions(connection, ASSETS, uuid_of(10), uuid_of(10 + _PAGE))
    assert len(found) == _PAGE


def walk(connection: Connection) -> None:
    far, row = connection.exec_driver_sql(
        'SELECT created_at_us, "row" FROM asset WHERE id = ?', (uuid_of(_PAGE + 1),)
    ).one()
    found = server_files.server_files_before(connection, far, row, _PAGE)
    assert len(found) == _PAGE


@pytest.mark.parametrize("ask", [claim, versions, walk])
def test_a_few_cost_the_same_among_many(
    tmp_path: Path, ask: Callable[[Connection], object]
) -> None:
    with library(tmp_path / "few", _FEW) as few, library(tmp_path / "many", _MANY) as many:
        assert effort(many, ask) < 1.5 * effort(few, ask)


def test_what_waits_is_counted_at_a_glance(tmp_path: Path) -> None:
    with library(tmp_path / "many", _MANY) as connection:
        assert replica_state.waiting(connection).queued == _MANY
        assert effort(connection, replica_state.waiting) < 10 * _MANY
