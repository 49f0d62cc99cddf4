"""New assets that were removed for good before the server had acknowledged them.

Their inserts may still be under way, in a proxy or a server that is slow: what they make turns up
when all is over, and the user has seen it go. Nobody else can have known such an asset, so it is
removed again wherever it comes from.
"""

import json
from collections.abc import Collection, Sequence
from typing import Final

from desktop_app.catalog.replica_rows import Pulled
from desktop_app.catalog.write import Write

_KEPT_US: Final = 24 * 3600 * 1_000_000
"""No request is under way for longer."""
_ALL_SQL: Final = "key >= 'late.' AND key < 'late/'"


def note(write: Write, id_: str) -> None:
    """Remember an asset whose removal is done and whose insert was never answered."""
    write.run(
        f"DELETE FROM sync_state WHERE {_ALL_SQL} AND CAST(value AS INTEGER) < ?1",  # noqa: S608
        write.now_us - _KEPT_US,
    )
    write.run(
        "INSERT OR REPLACE INTO sync_state (key, value) VALUES (?1, ?2)",
        f"late.{id_}",
        str(write.now_us),
    )


def removed_again(write: Write, rows: Sequence[Pulled]) -> Collection[str]:
    """Queue the removal of those of these new rows that have come too late; return their ids."""
    found = write.run(f"SELECT key FROM sync_state WHERE {_ALL_SQL}").scalars()  # noqa: S608
    late = {str(key).removeprefix("late.") for key in found}
    going = [one for one in rows if one.id in late]
    for one in going:
        write.run(
            "INSERT INTO outbox (entity, id, kind, state, gone) VALUES ('asset', ?1, ?2, ?3, ?4)",
            one.id,
            "delete",
            "queued",
            json.dumps(
                {
                    name: one.values.get(name)
                    for name in ("version", "storage_path", "thumbnail_path")
                }
            ),
        )
        write.run("DELETE FROM sync_state WHERE key = ?1", f"late.{one.id}")
    return {one.id for one in going}
