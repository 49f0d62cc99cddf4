"""The catalog: edits of thousands of assets committed, undone, and what the window reads.

The baseline of an edit is the least that SQLite could do for it: one UPDATE of the same rows of
the same database in one transaction (and, for tags, one INSERT or DELETE of their links), with no
history, no outbox, no text index, and nobody told. Of a read it is the same rows by the same
statement, without making anything of them.
"""

import gc
import json
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.first_screen import read_first_screen
from desktop_app.catalog.writer import Transactions
from desktop_app.domain.changes import Column, Origin, TagDelta
from desktop_app.domain.query import AssetQuery
from tests.bench.figures import Figure, at_most
from tests.bench.made_library import make_library

_PART = "catalog"
_ROUNDS = 5
_EDITED_ROWS = 5_000
_READ_ROWS = 200
_SHOWN = 120
_ACCOUNT = Account("8d1b6f0e-5a52-4c0a-9d6f-0d6f3a1f7b11", "https://project.example")
_COMMITTED_MS = {100_000: 200.0, 1_000_000: 350.0}
_SUMMARY_MS = {100_000: 150.0}
_TILES_MS = {100_000: 1.5, 1_000_000: 1.5}

_GIVE_SQL = (
    "UPDATE asset SET tags = json_insert(tags, '$[#]', ?2), updated_at_us = ?3"
    ' WHERE "row" IN (SELECT value FROM json_each(?1))',
    "INSERT INTO asset_tag SELECT value, -?3 FROM json_each(?1) WHERE ?2 > ''",
)
_TAKE_SQL = (
    "UPDATE asset SET tags = json_remove(tags, '$[#-1]'), updated_at_us = ?3"
    " WHERE \"row\" IN (SELECT value FROM json_each(?1)) AND ?2 > ''",
    "DELETE FROM asset_tag WHERE tag_id = -?3 + 1"
    " AND asset_row IN (SELECT value FROM json_each(?1)) AND ?2 > ''",
)
_SET_SQL = (
    'UPDATE asset SET {} = ?2, updated_at_us = ?3 WHERE "row" IN (SELECT value FROM json_each(?1))'
)
_TILES_SQL = (
    'SELECT "row", id, custom_title, asset_type, is_favorite, duration_seconds, width, height,'
    " file_state, has_pending, has_problem, is_animated"
    ' FROM asset WHERE "row" IN (SELECT value FROM json_each(?))'
)
_ASSETS_SQL = (
    "SELECT asset.*, info, raw FROM asset LEFT JOIN asset_generation ON asset_row = asset.row"
    ' WHERE asset."row" IN (SELECT value FROM json_each(?))'
)
_SUMMARY_SQL = "SELECT count(*), sum(file_size_bytes), sum(is_favorite) FROM asset"
_FIRST_SQL = (
    'SELECT "row", created_at_us FROM asset WHERE trashed_at_us IS NULL'
    " ORDER BY created_at_us DESC LIMIT ?"
)


def run(size: int) -> list[Figure]:
    """Measure edits and reads in a made library of that many assets, and in an account's."""
    made = make_library(Path(tempfile.gettempdir(), "lightbox-bench"), size)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="lightbox-bench-") as folder:
        path = Path(folder, "catalog.db")
        for kind in ("local", "account"):
            _copy(made, path, kind)
            bare = _bare(path, _edited_rows(size))
            _copy(made, path, kind)
            figures += _edits(path, size, kind, bare)
        figures += _reads(path, size)
    return figures


def _copy(made: Path, path: Path, kind: str) -> None:
    """Put the made library there anew, in an account as one that the server knows."""
    for side in path.parent.glob(f"{path.name}-*"):
        side.unlink()
    shutil.copyfile(made, path)
    if kind == "account":
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(
                "UPDATE library SET user_id = ?, project = ?", (_ACCOUNT.user_id, _ACCOUNT.project)
            )
            connection.execute("UPDATE asset SET user_id = ?, version = '1'", (_ACCOUNT.user_id,))


def _edited_rows(size: int) -> range:
    """Return neighbours in the middle."""
    return range(size // 2, size // 2 + min(_EDITED_ROWS, size // 2))


def _bare(path: Path, rows: range) -> dict[str, float]:
    """Return how long the least takes that each edit could be."""
    bare = {
        "tag": _bare_ms(path, rows, _GIVE_SQL),
        "tag, undone": _bare_ms(path, rows, _TAKE_SQL),
        "title": _bare_ms(path, rows, (_SET_SQL.format("custom_title"),)),
        "favorite": _bare_ms(path, rows, (_SET_SQL.format("is_favorite"),)),
    }
    return bare | {"title, undone": bare["title"], "favorite, undone": bare["favorite"]}


def _edits(path: Path, size: int, kind: str, bare: dict[str, float]) -> list[Figure]:
    """Measure edits, each with its undo, as they come from a person: with rests in between."""
    rows = _edited_rows(size)
    figures = []
    with closing(Catalog.open(path)) as catalog:
        edits: dict[str, Callable[[int], object]] = {
            "tag": lambda turn: catalog.edit_tags(
                rows, TagDelta(add=(f"made for turn {turn}",)), origin=Origin.GRID
            ),
            "title": lambda turn: catalog.edit(
                rows, {Column.TITLE: f"Turn {turn}"}, origin=Origin.GRID
            ),
            "favorite": lambda _turn: catalog.edit(
                rows, {Column.FAVORITE: True}, origin=Origin.GRID
            ),
        }
        for name, edit in edits.items():
            done: list[float] = []
            undone: list[float] = []
            for turn in range(_ROUNDS + 1):
                for times, work in ((done, partial(edit, turn)), (undone, catalog.undo)):
                    catalog._steps._writer.run(Transactions.tidy)  # as it does at rest
                    times.append(_time_ms(work))
            for what, times in ((name, done), (f"{name}, undone", undone)):
                figures.append(
                    at_most(
                        _PART,
                        f"{what} on {len(rows):,} → committed ({kind}), against bare SQL",
                        size,
                        statistics.median(times[1:]),
                        "ms",
                        baseline=bare[what],
                        budget=_COMMITTED_MS.get(size) if "tag" in what else None,
                    )
                )
    return figures


def _reads(path: Path, size: int) -> list[Figure]:
    some = list(range(1, size, max(1, size // _READ_ROWS)))[:_READ_ROWS]
    everything = range(1, size + 1)
    listed = (json.dumps(some),)
    with closing(sqlite3.connect(path)) as connection:

        def bare(statement: str, params: Sequence[object] = ()) -> float:
            return _median_ms(lambda: connection.execute(statement, params).fetchall())

        tiles, assets = bare(_TILES_SQL, listed), bare(_ASSETS_SQL, listed)
        summary, first = bare(_SUMMARY_SQL), bare(_FIRST_SQL, (_SHOWN,))
    with closing(Catalog.open(path)) as catalog:
        figures = [
            at_most(
                _PART,
                f"{len(some)} tiles, against bare SQL",
                size,
                _median_ms(lambda: catalog.tiles(some)),
                "ms",
                baseline=tiles,
                budget=_TILES_MS.get(size),
            ),
            at_most(
                _PART,
                f"{len(some)} whole assets, against bare SQL",
                size,
                _median_ms(lambda: catalog.assets(some)),
                "ms",
                baseline=assets,
            ),
            at_most(
                _PART,
                "summary of everything, against three sums",
                size,
                _median_ms(lambda: catalog.selection_summary(everything)),
                "ms",
                baseline=summary,
                budget=_SUMMARY_MS.get(size),
            ),
        ]
    first_ms = _median_ms(lambda: read_first_screen(path.parent, AssetQuery(), _SHOWN))
    figures.append(
        at_most(
            _PART, f"first screen of {_SHOWN}, against its rows", size, first_ms, "ms",
            baseline=first,
        )
    )  # fmt: skip
    return figures


def _bare_ms(path: Path, rows: range, statements: Sequence[str]) -> float:
    """Return how long the statements take in one durable transaction, with room in memory."""
    listed = json.dumps(list(rows))
    times = []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("PRAGMA cache_size = -32768")
        for turn in range(1, _ROUNDS + 2):
            started = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            for statement in statements:
                connection.execute(statement, (listed, "1", turn))
            connection.execute("COMMIT")
            times.append((time.perf_counter() - started) * 1000)
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    return statistics.median(times[1:])


def _time_ms(work: Callable[[], object]) -> float:
    gc.collect()  # what others left behind is not this one's to pay for
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _median_ms(work: Callable[[], object]) -> float:
    work()
    return statistics.median(_time_ms(work) for _ in range(_ROUNDS))
