"""The least that can be done with pulled rows: what sync is measured against.

The same columns go into the same tables with the same indexes, a page in one `executemany`; then
the texts into the full-text index in one statement, and the tags' links in another `executemany`.
Nothing is looked up, nothing evened out, nobody told.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import orjson

from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.replica_rows import insert_sql
from desktop_app.domain.entities import Json

_PRAGMAS = (
    *("journal_mode = WAL", "synchronous = NORMAL", "wal_autocheckpoint = 0"),
    *("cache_size = -32768", "temp_store = MEMORY"),
)
_COLUMNS = (
    *("row", "id", "user_id", "asset_type", "storage_path", "file_size_bytes", "mime_type"),
    *("duration_seconds", "original_prompt", "model_used", "generation_seed", "collection_id"),
    *("custom_title", "tags", "is_favorite", "visibility", "created_at_us", "created_at"),
    *("updated_at_us", "updated_at", "thumbnail_path", "width", "height", "content_category"),
    *("roleplay_metadata", "version", "extra", "file_state", "added_at_us"),
)
_INSERT_SQL = insert_sql("asset", _COLUMNS)
_TEXTS_SQL = (
    "INSERT INTO text_index (rowid, title, prompt, negative)"
    " SELECT row, ifnull(custom_title, ''), original_prompt, '' FROM asset"
    " WHERE row BETWEEN ? AND ?"
)


class BareCatalog:
    """The tables of a new catalog, written to with nothing in between; for one thread at a time."""

    def __init__(self, path: Path, account: Account) -> None:
        Catalog.open(path, account=account).close()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._tags: dict[str, int] = {}
        self.count = 0

    def take(self, page: bytes) -> str | None:
        """Parse and add a page of rows in one transaction; return the last id, if there is one."""
        rows = orjson.loads(page)
        if not rows:
            return None
        first = self.count + 1
        self.count += len(rows)
        run = self._connection
        run.execute("BEGIN IMMEDIATE")
        run.executemany(_INSERT_SQL, [_params(row, one) for one, row in enumerate(rows, first)])
        run.execute(_TEXTS_SQL, (first, self.count))
        known = len(self._tags)
        links = [
            (one, self._tags.setdefault(tag, len(self._tags) + 1))
            for one, row in enumerate(rows, first)
            for tag in row["tags"] or ()
        ]
        new = list(self._tags)[known:]
        run.executemany(
            "INSERT INTO tag VALUES (?, ?, ?)",
            [(number, tag, tag) for number, tag in enumerate(new, known + 1)],
        )
        run.executemany("INSERT INTO asset_tag VALUES (?, ?)", links)
        run.execute("COMMIT")
        last: str = rows[-1]["id"]
        return last

    def versions(self, after: str, until: str) -> dict[str, str]:
        """Return the versions of a range of ids, as the server had them."""
        return dict(
            self._connection.execute(
                "SELECT id, version FROM asset WHERE id > ? AND id <= ?", (after, until)
            )
        )

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()


def take_all(catalog: BareCatalog, pages: Sequence[bytes]) -> None:
    """Add these pages, one after another."""
    for page in pages:
        catalog.take(page)


def _params(row: dict[str, Json], number: int) -> tuple[object, ...]:
    return (
        number,
        row["id"],
        row["user_id"],
        row["asset_type"],
        row["storage_path"],
        row["file_size_bytes"],
        row["mime_type"],
        row["duration_seconds"],
        row["original_prompt"],
        row["model_used"],
        row["generation_seed"],
        row["collection_id"],
        row["custom_title"],
        orjson.dumps(row["tags"]).decode(),
        row["is_favorite"],
        row["visibility"],
        # Any instant: to make one of the text is not the least that can be done.
        1_700_000_000_000_000 + number * 1_000_003 % 77_777_777_777,
        row["created_at"],
        1_756_548_000_000_000,
        row["updated_at"],
        row["thumbnail_path"],
        row["width"],
        row["height"],
        row["content_category"],
        "{}",
        row["xmin"],
        '{"label":null,"sort_order":0}',
        0,
        0,
    )
