"""The edits of one column under way, in a table of their own while they are being made.

SQLite takes their JSON apart once, or works them out itself, and every statement that follows
is one about sets: what waits for the server, what the assets get, which tags they have.

``temp.edited``, one row an edit:

* ``asset_row``, ``id``: the asset; 0 and the id for a collection.
* ``before``, ``after``: the values as canonical JSON.
* ``place``: of an edit that adds to or takes from the end of a list, the length without.
* ``fate``: what becomes of it beside what waits for the row already (outbox.py).
* ``is_settled``: nothing is left to send of the row. It counts as updated when it did before the
  first edit of it, ``base_updated_at_us`` and ``base_updated_at``, as far as that is known.
"""

from typing import Final

from desktop_app.catalog.write import Write

_TABLE_SQL: Final = """
CREATE TABLE IF NOT EXISTS temp.edited (
    asset_row INTEGER, id TEXT, before TEXT, after TEXT, place INTEGER, fate TEXT DEFAULT 'new',
    is_blocked INTEGER DEFAULT 0, is_settled INTEGER DEFAULT 0,
    base_updated_at_us INTEGER, base_updated_at TEXT
)
"""
_FILL_SQL: Final = """
INSERT INTO temp.edited (asset_row, id, before, after)
SELECT value ->> 0, value ->> 1, value -> 2, value -> 3 FROM json_each(?)
"""


def clear(write: Write) -> None:
    """Make the table if it is not there yet, and empty it."""
    write.run(_TABLE_SQL)
    write.run("DELETE FROM temp.edited")


def fill(write: Write, listed: str) -> None:
    """Put these edits into the table and no others.

    `listed` is canonical JSON, ``[[row, id, before, after], …]``. The values come out of SQLite
    as they went in.
    """
    clear(write)
    write.run(_FILL_SQL, listed)
