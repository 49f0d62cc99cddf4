"""What sync has to know of assets to fetch their files, and what it writes down of them."""

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from desktop_app.catalog.write import Write
from desktop_app.domain.entities import AssetId, FileState
from desktop_app.domain.files import KeptOriginals, ServerFile

_TOLD_SQL: Final = """
json_array(
    asset."row", asset.id, asset_type, mime_type, storage_path, thumbnail_path, file_size_bytes,
    width, height, duration_seconds, content_hash, file_state, source_path IS NOT NULL,
    created_at_us
)
"""
_IS_SENT_SQL: Final = """
NOT EXISTS (
    SELECT 1 FROM outbox
    WHERE outbox.entity = 'asset' AND outbox.id = asset.id AND outbox.kind = 'insert'
)
"""
_BEHIND_ALL_US: Final = 2**63 - 1
"""Later than any moment: a bound that may be missing would be looked for from the newest on."""
_STORED: Final = int(FileState.STORED)
_REFERENCED: Final = int(FileState.REFERENCED)
_ABSENT: Final = int(FileState.ABSENT)


def server_files(connection: Connection, ids: Sequence[str]) -> list[ServerFile]:
    """Return what is known of the files of these assets, in this order; gone ones left out."""
    return _read(
        connection,
        f"""
        SELECT {_TOLD_SQL} AS told
        FROM json_each(?) AS wanted CROSS JOIN asset ON asset.id = wanted.value
        ORDER BY wanted.key
        """,  # noqa: S608 - made of constants
        json.dumps(list(ids)),
    )


def server_files_of_rows(connection: Connection, rows: Sequence[int]) -> list[ServerFile]:
    """Return the same by row numbers."""
    return _read(
        connection,
        f"""
        SELECT {_TOLD_SQL} AS told
        FROM json_each(?) AS wanted CROSS JOIN asset ON asset."row" = wanted.value
        ORDER BY wanted.key
        """,  # noqa: S608 - made of constants
        json.dumps([int(row) for row in rows]),
    )


def server_files_before(
    connection: Connection, created_at_us: int | None, row: int, limit: int
) -> list[ServerFile]:
    """Return the next `limit` assets outside the Trash, newest first, after this one.

    None begins with the newest.
    """
    return _read(
        connection,
        f"""
        SELECT {_TOLD_SQL} AS told FROM asset
        WHERE trashed_at_us IS NULL AND (created_at_us, "row") < (?1, ?2)
        ORDER BY created_at_us DESC, "row" DESC LIMIT ?3
        """,  # noqa: S608 - made of constants
        _BEHIND_ALL_US if created_at_us is None else created_at_us,
        row,
        limit,
    )


def stored_originals(connection: Connection) -> list[AssetId]:
    """Return the assets whose original is in our own store, and whose row is on the server."""
    found = connection.exec_driver_sql(
        f"""
        SELECT json_group_array(id) FROM asset
        WHERE file_state = {_STORED} AND {_IS_SENT_SQL}
        """  # noqa: S608 - made of constants
    ).scalar_one()
    return [AssetId(id_) for id_ in json.loads(found)]


def kept_originals(connection: Connection) -> KeptOriginals:
    """Return where the originals are of all assets outside the Trash; looks at every row."""
    is_to_come = f"(file_state = {_ABSENT} AND source_path IS NULL)"
    total, here, to_come, to_come_bytes = connection.exec_driver_sql(
        f"""
        SELECT
            count(*),
            total(file_state IN ({_STORED}, {_REFERENCED})),
            total({is_to_come}),
            total(file_size_bytes) FILTER (WHERE {is_to_come} AND file_size_bytes > 0)
        FROM asset WHERE trashed_at_us IS NULL
        """  # noqa: S608 - made of constants
    ).one()
    return KeptOriginals(
        here=int(here),
        to_come=int(to_come),
        to_come_bytes=int(to_come_bytes),
        nowhere=int(total - here - to_come),
    )


def let_go(write: Write, id_: str) -> bool:
    """Note that an original is on the server alone; False when it is not there for sure."""
    found = write.run(
        f"""
        UPDATE asset SET file_state = {_ABSENT}
        WHERE id = ? AND file_state = {_STORED} AND {_IS_SENT_SQL}
        RETURNING "row"
        """,  # noqa: S608 - made of constants
        id_,
    ).fetchall()
    write.note_changed([row for (row,) in found], "file_state")
    return bool(found)


def _read(connection: Connection, query: str, *params: object) -> list[ServerFile]:
    answer = connection.exec_driver_sql(
        f"SELECT json_group_array(json(told)) FROM ({query})",  # noqa: S608 - our own
        params,
    ).scalar_one()
    return [_file(told) for told in json.loads(answer)]


def _file(told: list[Any]) -> ServerFile:
    *facts, state, is_left_elsewhere, created_at_us = told
    found: tuple[Any, ...] = (*facts, FileState(state), bool(is_left_elsewhere), created_at_us)
    return ServerFile(*found)
