"""The example queries of the table's documentation, over the local library.

The library holds one user's assets, so none of them names a user. What is in the Trash is left
out, as from every view.
"""

from sqlalchemy import ColumnElement, Connection, func, select

from desktop_app.catalog.reads import ASSETS, assets_from
from desktop_app.catalog.tables import asset, asset_tag, collection, tag
from desktop_app.domain.entities import Asset, TypeStatistics
from desktop_app.domain.tags import tag_identity

_IN_VIEW = asset.c.trashed_at_us.is_(None)
_NEWEST_FIRST = (asset.c.created_at_us.desc(), asset.c.row.desc())


def all_assets(connection: Connection) -> list[Asset]:
    """Return every asset, newest first."""
    return _newest(connection)


def assets_of_type(connection: Connection, asset_type: str) -> list[Asset]:
    """Return the assets of a type, newest first."""
    return _newest(connection, asset.c.asset_type == asset_type)


def favorites_by_update(connection: Connection) -> list[Asset]:
    """Return the favorites, last updated first."""
    query = ASSETS.where(_IN_VIEW, asset.c.is_favorite == 1).order_by(
        asset.c.updated_at_us.desc(), *_NEWEST_FIRST
    )
    return assets_from(connection, query)


def assets_in_collection(connection: Connection, collection_id: str) -> list[Asset]:
    """Return a collection's members, newest first."""
    return _newest(connection, asset.c.collection_id == collection_id)


def assets_with_tag(connection: Connection, spelling: str) -> list[Asset]:
    """Return the assets that have the tag, however it is spelled, newest first."""
    having = (
        select(asset_tag.c.asset_row)
        .join(tag, tag.c.id == asset_tag.c.tag_id)
        .where(tag.c.identity == tag_identity(spelling))
    )
    return _newest(connection, asset.c.row.in_(having))


def statistics_by_type(connection: Connection) -> list[TypeStatistics]:
    """Return count, total and average size of each type, by type."""
    size = asset.c.file_size_bytes
    found = connection.execute(
        select(asset.c.asset_type, func.count(), func.sum(size), func.avg(size))
        .where(_IN_VIEW)
        .group_by(asset.c.asset_type)
        .order_by(asset.c.asset_type)
    )
    return [TypeStatistics(*line) for line in found]


def recent_with_collection(connection: Connection, limit: int) -> list[tuple[Asset, str | None]]:
    """Return the newest assets, each with the name of its collection."""
    found = assets_from(connection, ASSETS.where(_IN_VIEW).order_by(*_NEWEST_FIRST).limit(limit))
    names = {known.id: known.name for known in connection.execute(select(collection))}
    return [(one, names.get(one.collection_id)) for one in found]


def roleplay_characters(connection: Connection) -> list[tuple[str, int]]:
    """Return the characters named in roleplay metadata with their numbers of assets, most first.

    A character without a name goes by its id.
    """
    found = connection.exec_driver_sql(
        """
        SELECT ifnull(
            roleplay_metadata ->> '$.character_name', roleplay_metadata ->> '$.character_id'
        ) AS character, count(*) AS uses
        FROM asset
        WHERE trashed_at_us IS NULL AND roleplay_metadata <> '{}' AND json_valid(roleplay_metadata)
        GROUP BY character HAVING character <> ''
        ORDER BY uses DESC, character
        """
    )
    return [(str(character), uses) for character, uses in found]


def _newest(connection: Connection, *conditions: ColumnElement[bool]) -> list[Asset]:
    query = ASSETS.where(_IN_VIEW, *conditions).order_by(*_NEWEST_FIRST)
    return assets_from(connection, query)
