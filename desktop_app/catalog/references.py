"""Originals that are not in the library's own store: left where the user keeps them, or gone."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from desktop_app.catalog.write import Write
from desktop_app.domain.entities import AssetId, AssetRow, FileState

_COLUMNS = (
    'json_array("row", id, mime_type, content_hash, file_size_bytes, file_state, source_path)'
)
_ELSEWHERE = f"file_state IN ({int(FileState.REFERENCED)}, {int(FileState.MISSING)})"


@dataclass(frozen=True, slots=True)
class Original:
    """The original of one asset, as the catalog knows it.

    Attributes:
        row, id: of the asset.
        mime_type: as the asset has it.
        content_hash: SHA-256 of its bytes in hex; "" when nobody knows it.
        size_bytes: its size.
        file_state: ``REFERENCED`` or ``MISSING``.
        source_path: where it was left; "" when it was never left anywhere.
    """

    row: AssetRow
    id: AssetId
    mime_type: str
    content_hash: str
    size_bytes: int
    file_state: FileState
    source_path: str


def originals_elsewhere(connection: Connection, after: int, limit: int) -> list[Original]:
    """Return the first `limit` such originals of assets whose row comes after `after`."""
    answer = connection.exec_driver_sql(
        f"""
        SELECT json_group_array(json(told)) FROM (
            SELECT {_COLUMNS} AS told FROM asset
            WHERE "row" > ? AND {_ELSEWHERE} ORDER BY "row" LIMIT ?
        )
        """,  # noqa: S608 - made of constants
        (after, limit),
    ).scalar_one()
    return _originals(answer)


def originals_with_hashes(connection: Connection, hashes: Iterable[str]) -> list[Original]:
    """Return such originals that have one of these SHA-256, of assets outside the Trash."""
    answer = connection.exec_driver_sql(
        f"""
        SELECT json_group_array(json(told)) FROM (
            SELECT {_COLUMNS} AS told FROM asset
            WHERE content_hash IS NOT NULL
                AND content_hash IN (SELECT value FROM json_each(?)) AND {_ELSEWHERE}
                AND trashed_at_us IS NULL
            ORDER BY "row"
        )
        """,  # noqa: S608 - made of constants
        (json.dumps(list(hashes)),),
    ).scalar_one()
    return _originals(answer)


def note_seen(write: Write, seen: Mapping[int, tuple[str, bool]]) -> None:
    """Write down whether files still lie where they were left: row → (path, is it there).

    Only where the asset still names that path: it may have been found elsewhere meanwhile.
    """
    found = write.run(
        f"""
        UPDATE asset
        SET file_state = iif(one.value ->> 2, {int(FileState.REFERENCED)}, {int(FileState.MISSING)})
        FROM json_each(?) AS one
        WHERE asset."row" = one.value ->> 0 AND source_path = one.value ->> 1 AND {_ELSEWHERE}
            AND (file_state = {int(FileState.REFERENCED)}) <> (one.value ->> 2)
        RETURNING asset."row"
        """,  # noqa: S608 - made of constants
        json.dumps([[int(row), path, int(is_there)] for row, (path, is_there) in seen.items()]),
    )
    write.note_changed([row for (row,) in found], "file_state")


def move(write: Write, paths: Mapping[int, str]) -> None:
    """Write down where files lie now: row → path."""
    found = write.run(
        f"""
        UPDATE asset SET file_state = {int(FileState.REFERENCED)}, source_path = one.value ->> 1
        FROM json_each(?) AS one
        WHERE asset."row" = one.value ->> 0 AND {_ELSEWHERE}
        RETURNING asset."row"
        """,  # noqa: S608 - made of constants
        json.dumps([[int(row), path] for row, path in paths.items()]),
    )
    write.note_changed([row for (row,) in found], "file_state", "source_path")


def _originals(answer: str) -> list[Original]:
    told: Sequence[Sequence[object]] = json.loads(answer)
    return [
        Original(
            AssetRow(int(str(row))),
            AssetId(str(id_)),
            str(mime_type),
            str(content_hash or ""),
            int(str(size_bytes)),
            FileState(int(str(state))),
            str(source_path or ""),
        )
        for row, id_, mime_type, content_hash, size_bytes, state, source_path in told
    ]
