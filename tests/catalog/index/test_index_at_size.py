"""A library of thousands: what the index counts and orders is what SQL counts and orders."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import Connection

from desktop_app.catalog.engine import Readers, writing_engine
from desktop_app.catalog.index import Index
from desktop_app.catalog.index_columns import Codes, Columns
from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.query import AssetQuery, Facet, FacetChoice, Sort, SortKey
from tests.bench.made_library import COMMON_TAG, COMMON_WORD, LAST_US, make_library

SIZE = 3_000
CODED = {
    Facet.TYPE: "asset_type",
    Facet.MODEL: "model_used",
    Facet.CATEGORY: "content_category",
    Facet.VISIBILITY: "visibility",
    Facet.CHARACTER: "json_extract(roleplay_metadata, '$.character_name')",
    Facet.DATE: "strftime('%Y-%m', created_at_us / 1000000, 'unixepoch')",
}
CONDITIONS = {
    AssetQuery(): "1",
    AssetQuery("type:video"): "asset_type = 'video'",
    AssetQuery("-type:video width:>1024"): "asset_type <> 'video' AND width > 1024",
    AssetQuery(COMMON_WORD): (
        "(row IN (SELECT rowid FROM text_index WHERE text_index MATCH '{title prompt} : light')"
        " OR row IN (SELECT asset_row FROM asset_tag JOIN tag ON tag.id = tag_id"
        " WHERE identity IN ('light', 'role:light')))"
    ),
    AssetQuery(facets=(FacetChoice(Facet.TAG, COMMON_TAG),)): (
        "row IN (SELECT asset_row FROM asset_tag JOIN tag ON tag.id = tag_id"
        " WHERE identity = 'portrait')"
    ),
    AssetQuery("cfg:<4 -has:negative"): (
        "row IN (SELECT asset_row FROM asset_generation WHERE cfg_scale < 4)"
        " AND row NOT IN (SELECT asset_row FROM asset_generation WHERE negative_prompt <> '')"
    ),
    AssetQuery('lora:style-3 OR sampler:"unipc"'): (
        "row IN (SELECT asset_row FROM asset_generation"
        " WHERE loras = '[\"style-3\"]' OR sampler = 'UniPC')"
    ),
}
ORDERS = {
    SortKey.CREATED: "created_at_us",
    SortKey.UPDATED: "updated_at_us",
    SortKey.ADDED: "added_at_us",
    SortKey.SIZE: "file_size_bytes",
    SortKey.MODEL: "lower(model_used)",
    SortKey.DURATION: "ifnull(duration_seconds, 0)",
    SortKey.PIXELS: "width * height",
}


_CHANGE_SQL = (
    "UPDATE asset SET file_size_bytes = file_size_bytes * 7 % 999983,"
    " model_used = 'model-' || (row % 50), updated_at_us = updated_at_us + row % 3,"
    " trashed_at_us = CASE WHEN row % 5 = 0 THEN 1 END"
    " WHERE row IN (SELECT value FROM json_each(?))"
)
_UNTAG_SQL = (
    "DELETE FROM asset_tag WHERE asset_row IN (SELECT value FROM json_each(?)) AND tag_id % 2 = 0"
)
_REMOVE_SQL = (
    "DELETE FROM asset_tag WHERE asset_row IN (SELECT value FROM json_each(?))",
    "DELETE FROM asset WHERE row IN (SELECT value FROM json_each(?))",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("made"), SIZE)


@pytest.fixture
def connection(library: Path) -> Iterator[Connection]:
    readers = Readers(library)
    with readers.reading() as reading:
        yield reading
    readers.close()


def loaded(connection: Connection) -> Index:
    index = Index(ZoneInfo("UTC"))
    index.load(connection)
    return index


def check(index: Index, connection: Connection) -> None:
    for query, condition in CONDITIONS.items():
        where = f"trashed_at_us IS NULL AND {condition}"
        for key, order in ORDERS.items():
            for is_descending in (True, False):
                expected = connection.exec_driver_sql(
                    f"SELECT row FROM asset WHERE {where} ORDER BY {order}"  # noqa: S608
                    f" {'DESC' if is_descending else 'ASC'}, created_at_us DESC, row DESC"
                )
                asked = AssetQuery(query.text, facets=query.facets, sort=Sort(key, is_descending))
                found = index.search(asked, connection, now_us=LAST_US)
                assert list(found.rows) == list(expected.scalars()), asked
        facets = index.counts(query, connection, now_us=LAST_US).facets
        for facet, value in CODED.items():
            expected_counts = connection.exec_driver_sql(
                f"SELECT {value}, count(*) FROM asset WHERE {where} GROUP BY 1"  # noqa: S608
            )
            told = {line.value: line.count for line in facets[facet]}
            assert told == {name: count for name, count in expected_counts if name}, facet
        expected_tags = connection.exec_driver_sql(
            "SELECT spelling, count(*) FROM asset JOIN asset_tag ON asset_row = row"  # noqa: S608
            f" JOIN tag ON tag.id = tag_id WHERE {where} GROUP BY tag_id"
        )
        told = {line.value: line.count for line in facets[Facet.TAG]}
        assert told == {row[0]: row[1] for row in expected_tags}


def test_an_index_read_from_the_catalog_agrees_with_sql(connection: Connection) -> None:
    check(loaded(connection), connection)


def test_an_index_that_followed_many_changes_agrees_with_sql(
    library: Path, connection: Connection
) -> None:
    index = loaded(connection)
    while index.prepare(connection):
        pass
    connection.rollback()
    chance = random.Random(7)
    engine = writing_engine(library)
    for number, count in enumerate((1, 30, 2_000), 1):
        rows = sorted(chance.sample(range(1, SIZE + 1), count))
        gone = rows[::10] if count > 1 else []
        changed = [row for row in rows if row not in gone]
        with engine.begin() as writing:
            writing.exec_driver_sql(_CHANGE_SQL, (json.dumps(changed),))
            writing.exec_driver_sql(_UNTAG_SQL, (json.dumps(rows),))
            for sql in _REMOVE_SQL:
                writing.exec_driver_sql(sql, (json.dumps(gone),))
        index.apply(
            ChangeSet(
                number,
                Origin.SYNC,
                changed=tuple(map(AssetRow, changed)),
                removed=tuple(map(AssetRow, gone)),
                columns=frozenset({Column.TAGS}),
            ),
            connection,
        )
        check(index, connection)
        connection.rollback()
    engine.dispose()


def test_a_column_of_codes_widens_when_there_are_too_many_values() -> None:
    columns = Columns()
    rows = np.arange(1, 70_001, dtype=np.int64)
    slots = columns.take_slots(rows)
    codes = columns.codes["model"].encode([f"model {row}" for row in rows])
    columns.store("row", slots, rows)
    columns.store("model", slots, codes)
    assert columns["model"].dtype == np.int32
    assert columns["model"][69_999] == columns.codes["model"].code("model 70000") == 70_000


def test_slots_of_assets_that_are_gone_are_used_again() -> None:
    columns = Columns()
    columns.store("row", columns.take_slots(np.array([5, 9])), np.array([5, 9]))
    columns.free(columns.slots_of([5]))
    assert columns.slots_of([5, 9, 0, -1, 10**6]).tolist() == [-1, 1, -1, -1, -1]
    assert columns.take_slots(np.array([7, 8])).tolist() == [0, 2]


def test_code_zero_is_the_empty_text() -> None:
    codes = Codes()
    assert codes.encode(["b", "", "B"]).tolist() == [1, 0, 2]
    assert codes.codes_like("b") == [1, 2]
    assert codes.code("c") is None
