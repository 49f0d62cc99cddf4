"""The initial load: rows come in without the indexes that nobody needs meanwhile.

That they are off is written down in the transaction that takes them off, so that a library whose
load was cut short gets them back when it is opened.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Index
from sqlalchemy.schema import CreateIndex, DropIndex

from desktop_app.catalog import tables, text_index
from desktop_app.catalog.write import Write

_OFF: Final = "indexes_off"


def indexes() -> Iterator[Index]:
    """Return the indexes that go: none of them is needed to apply a page."""
    yield from sorted(
        tables.asset.indexes | tables.asset_tag.indexes, key=lambda one: str(one.name)
    )


def take_off(write: Write) -> None:
    """Take the indexes off."""
    for index in indexes():
        write.connection.execute(DropIndex(index, if_exists=True))
    write.run("DROP INDEX IF EXISTS asset_title")
    write.run("INSERT OR REPLACE INTO sync_state (key, value) VALUES (?1, '1')", _OFF)


def are_off(write: Write) -> bool:
    """Whether the indexes are off."""
    return write.run("SELECT 1 FROM sync_state WHERE key = ?1", _OFF).first() is not None


def put_on(write: Write, index: Index) -> None:
    """Make one index again."""
    write.connection.execute(CreateIndex(index, if_not_exists=True))


def finish(write: Write) -> None:
    """Make the last index, and note that all are there."""
    write.run(text_index.TITLE_INDEX_SQL)
    write.run("DELETE FROM sync_state WHERE key = ?1", _OFF)
