"""The first screen: the same rows as the library has, without anything heavy imported."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.first_screen import read_first_screen
from desktop_app.domain.changes import Column
from desktop_app.domain.entities import Asset, AssetRow, CollectionId
from desktop_app.domain.query import (
    AssetQuery,
    Facet,
    Place,
    PlaceKind,
    Sort,
    SortKey,
    to_json,
)
from desktop_app.domain.results import Section
from desktop_app.settings import ViewState, write_view
from tests.builders import MINUTE_US, FakeClock, new_asset, open_catalog
from tests.catalog.conftest import GRID

DAY_US = 24 * 60 * MINUTE_US
KEYS = {
    SortKey.CREATED: lambda asset: asset.created_at_us,
    SortKey.UPDATED: lambda asset: asset.updated_at_us,
    SortKey.ADDED: lambda asset: asset.added_at_us,
}


@pytest.fixture
def library(library_folder: Path) -> Iterator[Catalog]:
    """Twelve assets over six days until now; favorites, members and trashed ones among them."""
    now_us = time.time_ns() // 1_000
    assets = [
        new_asset(created_at_us=now_us - (number // 2) * 5 * DAY_US, is_favorite=number % 3 == 0)
        for number in range(12)
    ]
    with open_catalog(library_folder, *assets, clock=FakeClock(now_us)) as catalog:
        trip, _ = catalog.create_collection("Trip", origin=GRID)
        catalog.edit([1, 4, 5, 8], {Column.COLLECTION: trip}, origin=GRID)
        catalog.edit([3, 9], {Column.TITLE: "Dune"}, origin=GRID)
        catalog.trash([2, 4, 12], origin=GRID)
        yield catalog


def expected(catalog: Catalog, query: AssetQuery) -> list[Asset]:
    """Work out the result in Python."""
    since_us = time.time_ns() // 1_000 - 14 * DAY_US
    place = query.place

    def is_there(asset: Asset) -> bool:
        if (asset.trashed_at_us is not None) != (place.kind is PlaceKind.TRASH):
            return False
        match place.kind:
            case PlaceKind.FAVORITES:
                return asset.is_favorite
            case PlaceKind.RECENT:
                return asset.created_at_us >= since_us
            case PlaceKind.COLLECTION:
                return asset.collection_id == place.collection_id
        return True

    found = [asset for asset in catalog.assets(range(1, 13)) if is_there(asset)]
    found.sort(key=lambda asset: (asset.created_at_us, asset.row), reverse=True)
    found.sort(key=KEYS[query.sort.key], reverse=query.sort.is_descending)
    return found


@pytest.mark.parametrize("is_descending", [True, False])
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "kind",
    [
        PlaceKind.ALL,
        PlaceKind.FAVORITES,
        PlaceKind.RECENT,
        PlaceKind.COLLECTION,
        PlaceKind.TRASH,
    ],
)
def test_plain_queries_are_answered(
    library: Catalog, library_folder: Path, kind: PlaceKind, key: SortKey, *, is_descending: bool
) -> None:
    trip = library.collections()[0].id if kind is PlaceKind.COLLECTION else None
    query = AssetQuery(place=Place(kind, trip), sort=Sort(key, is_descending))
    wanted = expected(library, query)

    screen = read_first_screen(library_folder, query)

    assert screen is not None
    assert screen.query == query
    assert list(screen.rows) == [asset.row for asset in wanted]
    assert list(screen.tiles) == library.tiles(screen.rows)
    assert screen.total == len(wanted) > 1
    days = [day for section in screen.sections for day in [section.day] * section.count]
    if key is SortKey.ADDED:
        assert days == []
    else:
        instants = [KEYS[key](asset) / 1e6 for asset in wanted]
        assert days == [datetime.fromtimestamp(at).toordinal() for at in instants]  # noqa: DTZ006
        starts = [section.start for section in screen.sections]
        assert starts == [sum(s.count for s in screen.sections[:i]) for i in range(len(starts))]


def test_only_the_beginning_is_read(library: Catalog, library_folder: Path) -> None:
    screen = read_first_screen(library_folder, AssetQuery(), limit=3)

    assert screen is not None
    assert len(screen.rows) == len(screen.tiles) == 3
    assert screen.total == 9
    assert sum(section.count for section in screen.sections) == 3
    assert library.change_number > 0


def test_other_queries_are_remembered(library: Catalog, library_folder: Path) -> None:
    query = AssetQuery(text="dune").with_choice(Facet.TYPE, "image")
    rows = tuple(map(AssetRow, (9, 3, 99, 5)))
    sections = (Section(739_000, 0, 2), Section(738_999, 2, 2))
    write_view(library_folder, ViewState(to_json(query), rows, sections, total=40))

    screen = read_first_screen(library_folder, query)

    assert screen is not None
    assert screen.rows == (9, 3, 5)
    assert screen.sections == (Section(739_000, 0, 2), Section(738_999, 2, 1))
    assert [tile.title for tile in screen.tiles] == ["Dune", "Dune", ""]
    assert screen.total == 39
    shorter = read_first_screen(library_folder, query, limit=1)
    assert shorter is not None
    assert (shorter.rows, shorter.sections) == ((9,), (Section(739_000, 0, 1),))
    assert library.change_number > 0


def test_a_view_without_days_has_none(library: Catalog, library_folder: Path) -> None:
    query = AssetQuery(sort=Sort(SortKey.TITLE))
    write_view(library_folder, ViewState(to_json(query), (AssetRow(1),), (), total=1))

    screen = read_first_screen(library_folder, query)

    assert screen is not None
    assert (screen.rows, screen.sections) == ((1,), ())
    assert library.change_number > 0


def test_what_was_stored_for_another_query_is_no_answer(
    library: Catalog, library_folder: Path
) -> None:
    write_view(
        library_folder, ViewState(to_json(AssetQuery(text="sea")), (AssetRow(1),), (), total=1)
    )

    assert read_first_screen(library_folder, AssetQuery(text="dune")) is None
    (library_folder / "view.json").unlink()
    assert read_first_screen(library_folder, AssetQuery(text="dune")) is None
    place = Place(PlaceKind.WAITING)
    assert read_first_screen(library_folder, AssetQuery(place=place)) is None
    assert library.change_number > 0


def test_an_unknown_collection_is_empty(library: Catalog, library_folder: Path) -> None:
    place = Place(PlaceKind.COLLECTION, CollectionId("nowhere"))

    screen = read_first_screen(library_folder, AssetQuery(place=place))

    assert screen is not None
    assert (screen.rows, screen.total, screen.sections) == ((), 0, ())
    assert library.change_number > 0


def test_a_closed_library_can_be_read(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset()):
        pass

    screen = read_first_screen(library_folder, AssetQuery())

    assert screen is not None
    assert screen.rows == (1,)


@pytest.mark.parametrize("stored", ["0000", "9999"])
def test_a_library_of_another_schema_is_not_read(library_folder: Path, stored: str) -> None:
    with open_catalog(library_folder, new_asset()):
        pass
    with closing(sqlite3.connect(library_folder / "catalog.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (stored,))

    assert read_first_screen(library_folder, AssetQuery()) is None


def test_no_library_no_screen(library_folder: Path) -> None:
    assert read_first_screen(library_folder, AssetQuery()) is None
    (library_folder / "catalog.db").touch()
    assert read_first_screen(library_folder, AssetQuery()) is None
    (library_folder / "catalog.db").write_bytes(b"not a database at all" * 100)
    assert read_first_screen(library_folder, AssetQuery()) is None


def test_nothing_heavy_is_imported(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset()):
        pass
    script = (
        "import json, sys; from pathlib import Path;"
        "from desktop_app.catalog.first_screen import read_first_screen;"
        "from desktop_app.domain.query import AssetQuery;"
        "assert read_first_screen(Path(sys.argv[1]), AssetQuery()).rows == (1,);"
        "print(json.dumps([name for name in ('sqlalchemy', 'numpy', 'alembic')"
        " if name in sys.modules]))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(library_folder)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout) == []


def test_the_indexes_answer(library: Catalog, library_folder: Path) -> None:
    """Whatever the size of the library, only the rows shown are looked at."""
    with closing(sqlite3.connect(library_folder / "catalog.db")) as connection:
        for key in ("created_at_us", "updated_at_us", "added_at_us"):
            plan = connection.execute(
                f'EXPLAIN QUERY PLAN SELECT "row", {key} FROM asset'  # noqa: S608
                f' WHERE trashed_at_us IS NULL ORDER BY {key} DESC, created_at_us DESC, "row" DESC'
            ).fetchall()
            assert any("INDEX asset_" in line[3] for line in plan)
            assert not any(line[3] == "USE TEMP B-TREE FOR ORDER BY" for line in plan)
    assert library.change_number > 0
