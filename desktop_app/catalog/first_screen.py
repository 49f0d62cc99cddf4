"""What the window paints before the index is there: plain SQL, standard library only.

A plain query (a place, a date order, nothing else) is asked of the database, whose indexes
(tables.py) answer it without touching more than the rows shown. For any other the rows that the
window stored when it was left are taken.
"""

import json
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Final

from desktop_app.catalog.instants import local_day
from desktop_app.catalog.layout import CATALOG_FILE, SCHEMA_REVISION
from desktop_app.catalog.stored import TILES_SQL, tiles_from
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.query import RECENT_DAYS, AssetQuery, PlaceKind, SortKey, from_json
from desktop_app.domain.results import FirstScreen, Section
from desktop_app.settings import read_view

_DAY_US: Final = 86_400_000_000
_BUSY_TIMEOUT_S: Final = 1.0

# SQLite does not know how small the indexes of favorites and members are, and must be told.
_FROM: Final = {
    PlaceKind.ALL: "asset WHERE trashed_at_us IS NULL",
    PlaceKind.FAVORITES: (
        "asset INDEXED BY asset_favorite WHERE trashed_at_us IS NULL AND is_favorite = 1"
    ),
    PlaceKind.RECENT: "asset WHERE trashed_at_us IS NULL AND created_at_us >= :since_us",
    PlaceKind.COLLECTION: (
        "asset INDEXED BY asset_collection"
        " WHERE trashed_at_us IS NULL AND collection_id = :collection_id"
    ),
    PlaceKind.TRASH: "asset WHERE trashed_at_us IS NOT NULL",
}
_KEY: Final = {
    SortKey.CREATED: "created_at_us",
    SortKey.UPDATED: "updated_at_us",
    SortKey.ADDED: "added_at_us",
}
_WITH_DAYS: Final = frozenset({SortKey.CREATED, SortKey.UPDATED})


def read_first_screen(folder: Path, query: AssetQuery, limit: int = 120) -> FirstScreen | None:
    """Return the beginning of a query's result, at most `limit` assets.

    None when there is no catalog in the folder yet, when it must be migrated first, and when
    it cannot be read: whoever opens it then says why.
    """
    path = folder / CATALOG_FILE
    if not path.is_file():
        return None
    try:
        with closing(_connect(path)) as connection:
            if not _is_current(connection):
                return None
            if _is_plain(query):
                return _ask(connection, query, limit)
            return _remembered(connection, folder, query, limit)
    except sqlite3.Error:
        return None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=_BUSY_TIMEOUT_S,
        isolation_level=None,
    )
    connection.execute("BEGIN")
    return connection


def _is_current(connection: sqlite3.Connection) -> bool:
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return revision is not None and str(revision[0]) == SCHEMA_REVISION


def _is_plain(query: AssetQuery) -> bool:
    return not query.is_narrowed and query.place.kind in _FROM and query.sort.key in _KEY


def _ask(connection: sqlite3.Connection, query: AssetQuery, limit: int) -> FirstScreen:
    source, key = _FROM[query.place.kind], _KEY[query.sort.key]
    direction = "DESC" if query.sort.is_descending else "ASC"
    params = {
        "collection_id": query.place.collection_id,
        "since_us": time.time_ns() // 1_000 - RECENT_DAYS * _DAY_US,
        "limit": limit,
    }
    found = connection.execute(
        f'SELECT "row", {key} FROM {source}'  # noqa: S608 - made of constants
        f' ORDER BY {key} {direction}, created_at_us DESC, "row" DESC LIMIT :limit',
        params,
    ).fetchall()
    (total,) = connection.execute(
        f"SELECT count(*) FROM {source}",  # noqa: S608
        params,
    ).fetchone()
    days = [local_day(instant_us) for _, instant_us in found]
    return _screen(
        connection,
        query,
        [row for row, _ in found],
        days if query.sort.key in _WITH_DAYS else (),
        total,
    )


def _remembered(
    connection: sqlite3.Connection, folder: Path, query: AssetQuery, limit: int
) -> FirstScreen | None:
    """Return the rows that the window stored, if they answer this query."""
    view = read_view(folder)
    if not view.rows or from_json(view.query) != query:
        return None
    days = [section.day for section in view.sections for _ in range(section.count)]
    return _screen(connection, query, view.rows[:limit], days[:limit], view.total)


def _screen(
    connection: sqlite3.Connection,
    query: AssetQuery,
    rows: Sequence[int],
    days: Sequence[int],
    total: int,
) -> FirstScreen:
    """Return these rows with their tiles and headings; `days` has one for each row, or none."""
    (answer,) = connection.execute(TILES_SQL, (json.dumps(rows),)).fetchone()
    tiles = tuple(tiles_from(answer, rows))
    there = {tile.row for tile in tiles}
    kept = [i for i, row in enumerate(rows) if AssetRow(row) in there]
    return FirstScreen(
        query=query,
        rows=tuple(AssetRow(rows[i]) for i in kept),
        sections=_sections([days[i] for i in kept] if len(days) == len(rows) else []),
        tiles=tiles,
        total=total - len(rows) + len(kept),
    )


def _sections(days: Sequence[int]) -> tuple[Section, ...]:
    sections = []
    start = 0
    for day, run in groupby(days):
        count = sum(1 for _ in run)
        sections.append(Section(day, start, count))
        start += count
    return tuple(sections)
