"""Catalogs in both modes, and looks at what they keep for the server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.sync import Claim
from desktop_app.domain.tags import tag_identity
from tests.builders import ACCOUNT, FakeClock, new_asset, open_catalog

GRID = Origin.GRID
LISTS_OF_TAGS = (("sea", "Sunset"), ("sunset", "boat"), (), ("boat",))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=[None, ACCOUNT], ids=["local", "account"])
def account(request: pytest.FixtureRequest) -> Account | None:
    """Every test that asks for a catalog runs without an account and with one."""
    account: Account | None = request.param
    return account


@pytest.fixture
def catalog(library_folder: Path, clock: FakeClock, account: Account | None) -> Iterator[Catalog]:
    """Four assets in rows 1 to 4, which the server knows if there is one."""
    assets = [new_asset(tags=tags) for tags in LISTS_OF_TAGS]
    with open_catalog(library_folder, *assets, account=account, clock=clock) as opened:
        acknowledge_all(opened)
        yield opened


@pytest.fixture
def heard(catalog: Catalog) -> Iterator[list[ChangeSet]]:
    """Every ChangeSet published from here on."""
    changes: list[ChangeSet] = []
    unsubscribe = catalog.subscribe(changes.append)
    yield changes
    unsubscribe()


def acknowledge_all(catalog: Catalog) -> None:
    """Play a server that takes everything that waits."""
    versions = iter(range(1_000, 1_000_000))
    while claimed := claim_all(catalog):
        for claim in claimed:
            answer = None if claim.kind == "delete" else {"xmin": str(next(versions))}
            catalog.replica.acknowledge(claim, answer)


def claim_all(catalog: Catalog, limit: int = 100) -> list[Claim]:
    """Take what is due, whether its file goes first or not."""
    return [*catalog.replica.claim(limit), *catalog.replica.claim(limit, uploads=True)]


def others_write(catalog: Catalog, statement: str, *params: object) -> None:
    """Change rows as sync brings it in: no step of the history, nothing to be sent."""

    def body(write: Write) -> None:
        write.run(statement, *params)

    catalog._steps.write(Origin.SYNC, body)


def table(catalog: Catalog, columns: str, source: str) -> list[tuple[Any, ...]]:
    """Return what stands in a table."""
    with catalog.reading() as connection:
        found = connection.exec_driver_sql(f"SELECT {columns} FROM {source}")  # noqa: S608
        return [tuple(line) for line in found]


def pending(catalog: Catalog) -> list[tuple[Any, ...]]:
    """Return what waits: id, column, base, value of each pending edit."""
    return sorted(table(catalog, "id, column_name, base, value", "pending_edit"))


def waiting(catalog: Catalog) -> list[tuple[Any, ...]]:
    """Return the entries of the outbox: entity, id, kind, state."""
    return sorted(table(catalog, "entity, id, kind, state", "outbox"))


def undo_all(catalog: Catalog) -> int:
    """Undo everything there is to undo; return how many steps that was."""
    count = 0
    while catalog.undo() is not None:
        count += 1
    return count


def check_derived(catalog: Catalog) -> None:
    """Fail unless everything that is derived from the assets agrees with them."""
    linked: dict[int, set[str]] = {}
    for row, identity in table(
        catalog, "asset_row, identity", "asset_tag JOIN tag ON tag.id = asset_tag.tag_id"
    ):
        linked.setdefault(row, set()).add(identity)
    rows = [row for (row,) in table(catalog, '"row"', "asset")]
    for asset in catalog.assets(rows):
        assert linked.pop(asset.row, set()) == {tag_identity(tag) for tag in asset.tags}
    assert not linked
    assert not table(catalog, "id", "tag WHERE id NOT IN (SELECT tag_id FROM asset_tag)")
    with catalog.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT rowid FROM text_index WHERE text_index MATCH 'lighthouse'"
        )
        assert sorted(row for (row,) in found) == sorted(rows)
    if catalog.account is not None:
        waits = {id_ for entity, id_, kind, _ in waiting(catalog) if entity == "asset"}
        flagged = {id_ for (id_,) in table(catalog, "id", "asset WHERE has_pending = 1")}
        assert flagged == {id_ for id_ in waits if catalog.asset_by_id(id_)}
