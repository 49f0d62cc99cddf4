"""Pictures that look alike are found by the bits of their hashes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.searcher import Searcher
from desktop_app.domain.changes import Origin
from desktop_app.domain.query import AssetQuery
from tests.builders import new_asset, open_catalog, rows_of

ALL = (1 << 64) - 1
LOOK = 0x9F00_FF12_AB88_EE01


@pytest.fixture
def catalog(library_folder: Path) -> Iterator[Catalog]:
    with open_catalog(library_folder) as opened:
        yield opened


def found(searcher: Searcher, text: str) -> set[int]:
    return {int(row) for row in searcher.search(AssetQuery(text)).result().rows}


def test_what_differs_in_few_bits_is_found_near_and_far(
    catalog: Catalog, library_folder: Path
) -> None:
    assets = [
        new_asset(perceptual_hash=look)
        for look in (LOOK, LOOK ^ 1 << 63, LOOK ^ 0x3FF, LOOK ^ 0x7FF, LOOK ^ ALL, None)
    ]
    catalog.add_assets(assets, origin=Origin.IMPORT)
    rows = rows_of(catalog, *assets)
    searcher = Searcher(catalog, snapshot=library_folder / "index.snapshot")
    searcher.start()
    assert found(searcher, f"similar:{assets[0].id}") == set(rows[:3])
    assert found(searcher, f"-similar:{assets[0].id}") == set(rows[3:])
    assert found(searcher, f"similar:{assets[4].id}") == {rows[4]}
    assert found(searcher, f"similar:{assets[5].id}") == set(), "its look is not known"
    assert found(searcher, "similar:nobody") == set()
    catalog.record_file(rows[5], perceptual_hash=LOOK)
    assert found(searcher, f"similar:{assets[5].id}") == {*rows[:3], rows[5]}
    catalog.trash([rows[1]], origin=Origin.WINDOW)
    assert found(searcher, f"similar:{assets[0].id}") == {rows[0], rows[2], rows[5]}
    searcher.close()
    again = Searcher(catalog, snapshot=library_folder / "index.snapshot")
    again.start()
    assert found(again, f"similar:{assets[0].id}") == {rows[0], rows[2], rows[5]}
    again.close()


def test_a_value_is_needed(catalog: Catalog) -> None:
    searcher = Searcher(catalog, snapshot=None)
    searcher.start()
    problems = searcher.search(AssetQuery("similar:")).result().problems
    assert [problem.code for problem in problems] == ["query.missing_value"]
    searcher.close()
