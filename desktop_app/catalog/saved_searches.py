"""Named queries."""

from sqlalchemy import delete, insert, update

from desktop_app.catalog.stored import storable
from desktop_app.catalog.tables import saved_search
from desktop_app.catalog.write import Write
from desktop_app.domain.entities import SavedSearchId
from desktop_app.domain.errors import CatalogError


def save(write: Write, name: str, query_json: str) -> SavedSearchId:
    """Keep a query under a name; names need not differ."""
    made = write.connection.execute(
        insert(saved_search)
        .values(name=_checked(name), query=storable(query_json))
        .returning(saved_search.c.id)
    ).scalar_one()
    write.are_saved_searches_changed = True
    return SavedSearchId(made)


def rename(write: Write, id_: int, name: str) -> None:
    """Give a saved search another name; one that is gone is left at that."""
    wanted = _checked(name)
    renamed = write.connection.execute(
        update(saved_search)
        .where(saved_search.c.id == id_, saved_search.c.name != wanted)
        .values(name=wanted)
    )
    write.are_saved_searches_changed = renamed.rowcount > 0


def remove(write: Write, id_: int) -> None:
    """Forget a saved search; one that is gone is left at that."""
    removed = write.connection.execute(delete(saved_search).where(saved_search.c.id == id_))
    write.are_saved_searches_changed = removed.rowcount > 0


def _checked(name: str) -> str:
    if not (trimmed := storable(name).strip()):
        raise CatalogError("saved_search.name_empty")
    return trimmed
