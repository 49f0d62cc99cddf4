"""Searching: filters, orders, words and counts from the column index, beside the same in SQL.

The times are those of the query thread, from question to rows ready; painting comes on top, so the
budgets here are what PERFORMANCE allows less what the grid needs.
"""

import gc
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from desktop_app.catalog import index_store
from desktop_app.catalog.engine import Readers
from desktop_app.catalog.index import Index
from desktop_app.domain.changes import TRASHED, ChangeSet, Column, Origin
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.query import (
    AssetQuery,
    Facet,
    FacetChoice,
    Place,
    PlaceKind,
    Sort,
    SortKey,
)
from tests.bench.figures import Figure, at_most
from tests.bench.made_library import (
    COMMON_TAG,
    COMMON_WORD,
    LAST_US,
    OTHER_TAG,
    RARE_WORD,
    make_library,
)

_PART = "search"
_ROUNDS = 7
_ZONE = ZoneInfo("Europe/Berlin")
_SHOWN_MS = {100_000: 8.0, 1_000_000: 35.0}
_WORD_MS = {100_000: 33.0, 1_000_000: 80.0}
_COUNTED_MS = {100_000: 33.0, 1_000_000: 100.0}
_MEMORY_MB = {100_000: 120.0, 1_000_000: 350.0}
"""PERFORMANCE's budget for the whole program, of which this is a part."""
_EDITED_ROWS = 5_000

_TAGGED_SQL = (
    "row IN (SELECT asset_row FROM asset_tag JOIN tag ON tag.id = tag_id WHERE identity = '{}')"
)
_WORD_SQL = "row IN (SELECT rowid FROM text_index WHERE text_index MATCH '{{title prompt}} : {}')"


@dataclass(frozen=True, slots=True)
class _Case:
    """A query, and the same as a condition in SQL."""

    name: str
    query: AssetQuery
    sql: str
    is_text: bool = False
    order: str = "created_at_us DESC"


_IMAGES = FacetChoice(Facet.TYPE, "image")
_CASES = (
    _Case("everything", AssetQuery(), "1"),
    _Case("type = image", AssetQuery(facets=(_IMAGES,)), "asset_type = 'image'"),
    _Case(
        "tag AND tag",
        AssetQuery(facets=(FacetChoice(Facet.TAG, COMMON_TAG), FacetChoice(Facet.TAG, OTHER_TAG))),
        f"{_TAGGED_SQL.format(COMMON_TAG)} AND {_TAGGED_SQL.format(OTHER_TAG)}",
    ),
    _Case(
        "type + favorite + model",
        AssetQuery(
            place=Place(PlaceKind.FAVORITES),
            facets=(_IMAGES, FacetChoice(Facet.MODEL, "sdxl-base-1.0")),
        ),
        "asset_type = 'image' AND is_favorite = 1 AND model_used = 'sdxl-base-1.0'",
    ),
    _Case("common word", AssetQuery(COMMON_WORD), _WORD_SQL.format(COMMON_WORD), is_text=True),
    _Case("rare word", AssetQuery(RARE_WORD), _WORD_SQL.format(RARE_WORD), is_text=True),
    _Case("one letter, l*", AssetQuery("l*"), _WORD_SQL.format("l*"), is_text=True),
    _Case("sort by size", AssetQuery(sort=Sort(SortKey.SIZE)), "1", order="file_size_bytes DESC"),
)


def run(size: int) -> list[Figure]:
    """Measure searching in a made library of that many assets."""
    path = make_library(Path(tempfile.gettempdir(), "lightbox-bench"), size)
    memory_mb = _memory_mb(path)
    readers = Readers(path)
    try:
        with readers.reading() as connection:
            figures = _Bench(connection, size).figures()
    finally:
        readers.close()
    if memory_mb is not None:
        budget_mb = _MEMORY_MB.get(size)
        figures.append(
            at_most(_PART, "memory of index and orders", size, memory_mb, "MB", budget=budget_mb)
        )
    return figures


class _Bench:
    """One index over one library, and the figures got from it."""

    def __init__(self, connection: Connection, size: int) -> None:
        self._connection = connection
        self._size = size
        self._figures: list[Figure] = []
        self._index = Index(_ZONE)

    def figures(self) -> list[Figure]:
        self._measure_loading()
        while self._index.prepare(self._connection):
            pass
        for case in _CASES:
            self._measure(case)
        self._measure_changes()
        return self._figures

    def _note(
        self,
        name: str,
        value: float,
        unit: str = "ms",
        *,
        baseline: float | None = None,
        budget: float | None = None,
    ) -> None:
        self._figures.append(
            at_most(_PART, name, self._size, value, unit, baseline=baseline, budget=budget)
        )

    def _measure_loading(self) -> None:
        connection = self._connection
        load_ms = _time_ms(lambda: self._index.load(connection))
        self._note("load from SQL", load_ms)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "index.snapshot")
            self._note("write snapshot", _time_ms(lambda: self._save(path)))
            restore_ms = _median_ms(lambda: index_store.load(path, _ZONE, connection))
            self._note("load from snapshot, against SQL", restore_ms, baseline=load_ms)

    def _save(self, path: Path) -> None:
        if not index_store.save(self._index, path, self._connection):
            raise RuntimeError("the library changed while it was measured")

    def _measure(self, case: _Case) -> None:
        index, connection = self._index, self._connection

        def search() -> None:
            # A commit that changes nothing: remembered masks would make words look free.
            index.apply(_saved_search_changed(index.change_number), connection)
            index.search(case.query, connection, now_us=LAST_US)

        def search_and_count() -> None:
            search()
            index.counts(case.query, connection, now_us=LAST_US)

        sql = (
            "SELECT group_concat(row) FROM (SELECT row FROM asset"  # noqa: S608 - from _CASES
            f" WHERE trashed_at_us IS NULL AND {case.sql} ORDER BY {case.order})"
        )
        sql_ms = _median_ms(lambda: connection.exec_driver_sql(sql).scalar(), rounds=2)
        budgets = _WORD_MS if case.is_text else _SHOWN_MS
        self._note(
            f"{case.name} → rows, against SQL",
            _median_ms(search),
            baseline=sql_ms,
            budget=budgets.get(self._size),
        )
        self._note(
            f"{case.name} → rows and all counts",
            _median_ms(search_and_count),
            budget=_COUNTED_MS.get(self._size),
        )

    def _measure_changes(self) -> None:
        index, connection = self._index, self._connection
        rows = [AssetRow(row) for row in range(1, min(_EDITED_ROWS, self._size) + 1)]

        def change(some: list[AssetRow], *columns: str) -> ChangeSet:
            return ChangeSet(
                index.change_number, Origin.GRID, changed=tuple(some), columns=frozenset(columns)
            )

        for name, changes in (
            ("take over 1 edit", change(rows[:1], TRASHED)),
            ("take over 1,000 edits", change(rows[:1_000], TRASHED)),
            ("take over a tag on 5,000", change(rows, Column.TAGS)),
        ):
            self._note(name, _median_ms(partial(index.apply, changes, connection)))
        for count in (1, 1_000):
            self._note(f"put {count:,} into an order", self._put_back_ms(count))

    def _put_back_ms(self, count: int) -> float:
        """Time how an order takes back slots that changed, once per round."""
        index, orders = self._index, self._index.orders
        slots = np.random.default_rng(1).choice(index.columns.count, count, replace=False)

        def put_back() -> None:
            orders.touch(slots.astype(np.int32), are_titles_changed=False)
            orders.order(Sort(SortKey.CREATED), self._connection)

        return _median_ms(put_back)


def _saved_search_changed(number: int) -> ChangeSet:
    return ChangeSet(number, Origin.SIDEBAR, are_saved_searches_changed=True)


def _time_ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _median_ms(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    work()
    return statistics.median(_time_ms(work) for _ in range(rounds))


def _memory_mb(path: Path) -> float | None:
    """Return what an index with all its orders adds to a process of its own that has none.

    None where the system does not tell.
    """
    if sys.platform != "linux":
        return None
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawned) as pool:
        return pool.submit(_grown_mb, path).result()


def _grown_mb(path: Path) -> float:
    readers = Readers(path)
    with readers.reading() as connection:
        index = Index(_ZONE)
        connection.exec_driver_sql("SELECT count(*) FROM tag").scalar_one()
        before_mb = _resident_mb()
        index.load(connection)
        while index.prepare(connection):
            pass
        gc.collect()
        grown_mb = _resident_mb() - before_mb
    readers.close()
    return grown_mb


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
