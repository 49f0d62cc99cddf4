"""What sync keeps and asks: positions, versions, what waits, what was not found."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection

from desktop_app.catalog import tables
from desktop_app.catalog.outbox_claims import IS_COLLECTION_MADE_SQL, WAITS_FOR_COLLECTION_SQL
from desktop_app.catalog.write import Write
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import Waiting

_BEHIND_ALL: Final = "\U0010ffff"
"""Greater than any id: a bound that may be missing would keep SQLite from ending at it."""
_TABLES: Final = {RemoteTable.ASSETS: "asset", RemoteTable.COLLECTIONS: "collection"}
_IS_BEHIND_SQL: Final = f"""
(state = 'queued' AND {WAITS_FOR_COLLECTION_SQL} AND EXISTS (
    SELECT 1 FROM asset JOIN outbox AS made
        ON made.entity = 'collection' AND made.id = asset.collection_id
    WHERE asset.id = outbox.id AND made.state = 'blocked'
))
"""  # noqa: S608 - made of constants
# Told after each few entries that were sent, so a long outbox must not be read for it: counts
# come from the index, and only while a collection is being made each entry is looked at.
_WAITING_SQL: Final = f"""
SELECT queued - behind, in_flight, resting + behind, next_at_us, uploads
FROM (
    SELECT
        (SELECT count(*) FROM outbox WHERE state = 'queued') AS queued,
        (SELECT count(*) FROM outbox WHERE state = 'in_flight') AS in_flight,
        (SELECT count(*) FROM outbox WHERE state IN ('blocked', 'held')) AS resting,
        CASE WHEN {IS_COLLECTION_MADE_SQL}
            THEN (SELECT count(*) FROM outbox WHERE {_IS_BEHIND_SQL})
            ELSE 0
        END AS behind,
        CASE WHEN {IS_COLLECTION_MADE_SQL}
            THEN (
                SELECT min(next_at_us) FROM outbox
                WHERE state = 'queued' AND NOT {WAITS_FOR_COLLECTION_SQL}
            )
            ELSE (SELECT min(next_at_us) FROM outbox WHERE state = 'queued')
        END AS next_at_us,
        (
            SELECT count(*) FROM upload CROSS JOIN outbox
                ON outbox.entity = 'asset' AND outbox.id = upload.asset_id
            WHERE NOT upload.is_done AND outbox.kind = 'insert' AND outbox.state = 'queued'
                AND NOT {_IS_BEHIND_SQL}
        ) AS uploads
)
"""  # noqa: S608 - made of constants


def position(connection: Connection, key: str) -> str | None:
    """Return what was written down under this key."""
    found = connection.exec_driver_sql("SELECT value FROM sync_state WHERE key = ?", (key,))
    value: str | None = found.scalar_one_or_none()
    return value


def versions(
    connection: Connection, table: RemoteTable, after: str | None, until: str | None
) -> dict[str, str]:
    """Return the versions of the rows with ``after < id <= until`` that the server has taken.

    "" stands for a row without one.
    """
    name = _TABLES[table]
    found = connection.exec_driver_sql(
        f"""
        SELECT json_group_object(id, ifnull(version, '')) FROM {name}
        WHERE id > ?1 AND id <= ?2 AND {_is_taken_sql(name)}
        """,  # noqa: S608 - our own names
        (after or "", _BEHIND_ALL if until is None else until),
    ).scalar_one()
    told: dict[str, str] = json.loads(found)
    return told


def count(connection: Connection, table: RemoteTable) -> int:
    """Return how many rows are here that the server has taken."""
    name = _TABLES[table]
    found = connection.exec_driver_sql(
        f"""
        SELECT (SELECT count(*) FROM {name})
            - (SELECT count(*) FROM outbox WHERE entity = '{name}' AND kind = 'insert')
        """  # noqa: S608 - our own names
    ).scalar_one()
    return int(found)


def waiting(connection: Connection) -> Waiting:
    """Return what the outbox holds.

    What names a collection that the server refuses counts as blocked with it; what names one
    that is still to be made is not due before that.
    """
    return Waiting(*connection.exec_driver_sql(_WAITING_SQL).one())


def missing(connection: Connection, after: str | None, limit: int | None) -> list[str]:
    """Return the first ids after `after` that a scan has not found on the server, by id."""
    found = connection.exec_driver_sql(
        """
        SELECT json_group_array(id) FROM (
            SELECT id FROM missing WHERE id > ?1 ORDER BY id LIMIT ?2
        )
        """,
        (after or "", -1 if limit is None else limit),
    ).scalar_one()
    ids: list[str] = json.loads(found)
    return ids


def missing_count(connection: Connection) -> int:
    """Return how many ids a scan has not found on the server."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM missing").scalar_one())


def witnesses(
    connection: Connection, table: RemoteTable, limit: int, besides: Collection[str]
) -> list[str]:
    """Return a few ids of rows that the server has taken, and that no scan has missed."""
    name = _TABLES[table]
    found = connection.exec_driver_sql(
        f"""
        SELECT json_group_array(id) FROM (
            SELECT id FROM {name}
            WHERE {_is_taken_sql(name)} AND id NOT IN (SELECT value FROM json_each(?1))
                AND NOT EXISTS (SELECT 1 FROM missing WHERE missing.id = {name}.id)
            LIMIT ?2
        )
        """,  # noqa: S608 - our own names
        (json.dumps(list(besides)), limit),
    ).scalar_one()
    ids: list[str] = json.loads(found)
    return ids


def named(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Return those of these object keys that an asset names which is not the key's own.

    The key is looked for anywhere in what the asset has: it may be a whole signed URL.
    """
    found = connection.exec_driver_sql(
        f"""
        SELECT json_group_array(wanted.value) FROM json_each(?1) AS wanted
        WHERE EXISTS (
            SELECT 1 FROM asset
            WHERE {tables.NAMES_ANOTHER_SQL} AND (
                instr(storage_path, wanted.value) OR instr(thumbnail_path, wanted.value)
            )
        )
        """,  # noqa: S608 - made of constants
        (json.dumps(list(keys)),),
    ).scalar_one()
    return set(json.loads(found))


def set_positions(write: Write, positions: Mapping[str, str | None]) -> None:
    """Write these positions down; None forgets one."""
    for key, value in positions.items():
        if value is None:
            write.run("DELETE FROM sync_state WHERE key = ?1", key)
        else:
            write.run("INSERT OR REPLACE INTO sync_state (key, value) VALUES (?1, ?2)", key, value)


def note_missing(write: Write, ids: Sequence[str], positions: Mapping[str, str | None]) -> None:
    """Note ids that a scan has not found, and how far it has come.

    What is not here, or not on the server yet, is passed over.
    """
    write.run(
        f"""
        INSERT OR IGNORE INTO missing (id)
        SELECT asset.id FROM json_each(?) AS wanted CROSS JOIN asset ON asset.id = wanted.value
        WHERE {_is_taken_sql("asset")}
        """,  # noqa: S608 - made of constants
        json.dumps(list(ids)),
    )
    set_positions(write, positions)


def clear_missing(
    write: Write, ids: Sequence[str] | None, positions: Mapping[str, str | None]
) -> None:
    """Forget these candidates, or all."""
    if ids is None:
        write.run("DELETE FROM missing")
    else:
        listed = json.dumps(list(ids))
        write.run("DELETE FROM missing WHERE id IN (SELECT value FROM json_each(?))", listed)
    set_positions(write, positions)


def _is_taken_sql(name: str) -> str:
    """Return the condition that the server has a row of this table of ours."""
    return (
        "NOT EXISTS (SELECT 1 FROM outbox"  # noqa: S608 - our own names
        f" WHERE outbox.entity = '{name}' AND outbox.id = {name}.id AND outbox.kind = 'insert')"
    )
