"""The log of conflicts: what was given up when both sides changed the same.

One card for each column of a row; a later conflict of that column replaces it, and keeps what
stood there before the first. The one of a whole row (`WHOLE_ROW`) says that one side deleted
what the other edited.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection

from desktop_app.catalog.stored import canonical, parsed
from desktop_app.catalog.write import Write
from desktop_app.domain.entities import AssetRow, Json
from desktop_app.domain.sync import Conflict, Entity

CONFLICT: Final = "has_conflict"
"""Name under which a ChangeSet reports that assets began or ceased to have a conflict."""


def log(
    write: Write, entity: str, id_: str, column: str, *, base: Json, mine: Json, theirs: Json
) -> None:
    """Show a conflict, and mark its asset."""
    before = write.run(
        """
        DELETE FROM conflict WHERE entity = ?1 AND id = ?2 AND column_name = ?3 RETURNING base
        """,
        entity,
        id_,
        column,
    ).scalar_one_or_none()
    write.run(
        """
        INSERT INTO conflict (entity, id, column_name, base, mine, theirs, found_at_us)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """,
        entity,
        id_,
        column,
        before or canonical(base),
        canonical(mine),
        canonical(theirs),
        write.now_us,
    )
    if entity == Entity.ASSET:
        rows = write.run(
            """
            UPDATE asset SET has_conflict = 1 WHERE id = ?1 AND has_conflict = 0 RETURNING "row"
            """,
            id_,
        ).scalars()
        write.note_changed(list(rows), CONFLICT)


def close(write: Write, seqs: Iterable[int]) -> None:
    """Show these conflicts no longer; assets that have no other lose their mark."""
    closed = write.run(
        """
        DELETE FROM conflict WHERE seq IN (SELECT value FROM json_each(?)) RETURNING entity, id
        """,
        json.dumps(list(seqs)),
    ).fetchall()
    rows = write.run(
        """
        UPDATE asset SET has_conflict = 0
        WHERE id IN (SELECT value FROM json_each(?)) AND has_conflict = 1 AND NOT EXISTS (
            SELECT 1 FROM conflict WHERE entity = 'asset' AND conflict.id = asset.id
        )
        RETURNING "row"
        """,
        json.dumps([one.id for one in closed if one.entity == Entity.ASSET]),
    ).fetchall()
    write.note_changed([row for (row,) in rows], CONFLICT)


def listed(connection: Connection, seqs: Sequence[int] | None = None) -> list[Conflict]:
    """Return all conflicts, or those of these numbers, oldest first."""
    found = connection.exec_driver_sql(
        """
        SELECT conflict.*, asset."row" AS asset_row
        FROM conflict LEFT JOIN asset ON conflict.entity = 'asset' AND asset.id = conflict.id
        WHERE ?1 IS NULL OR seq IN (SELECT value FROM json_each(?1))
        ORDER BY seq
        """,
        (None if seqs is None else json.dumps(list(seqs)),),
    ).all()
    return [
        Conflict(
            seq=one.seq,
            entity=Entity(one.entity),
            id=one.id,
            row=None if one.asset_row is None else AssetRow(one.asset_row),
            column=one.column_name,
            base=parsed(one.base),
            mine=parsed(one.mine),
            theirs=parsed(one.theirs),
            found_at_us=one.found_at_us,
        )
        for one in found
    ]


def of_row(write: Write, entity: str, id_: str, column: str) -> Conflict | None:
    """Return the conflict of a column of a row, if there is one."""
    seq = write.run(
        "SELECT seq FROM conflict WHERE entity = ?1 AND id = ?2 AND column_name = ?3",
        entity,
        id_,
        column,
    ).scalar_one_or_none()
    return None if seq is None else listed(write.connection, [seq])[0]
