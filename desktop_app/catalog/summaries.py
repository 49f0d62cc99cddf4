"""The inspector's picture of a selection, worked out by SQLite over any number of assets."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from desktop_app.domain.entities import AssetRow, CollectionId
from desktop_app.domain.results import SelectionSummary

_SUMS_SQL = """
SELECT count(*), ifnull(sum(file_size_bytes), 0),
    min(ifnull(custom_title, '')), max(ifnull(custom_title, '')),
    min(ifnull(collection_id, '')), max(ifnull(collection_id, '')),
    min(visibility), max(visibility), min(content_category), max(content_category),
    ifnull(sum(is_favorite), 0), ifnull(min(created_at_us), 0), ifnull(max(created_at_us), 0),
    count(trashed_at_us)
FROM json_each(?) AS selected CROSS JOIN asset ON asset."row" = selected.value
"""
_TAGS_SQL = """
SELECT tag.spelling, used.uses
FROM (
    SELECT asset_tag.tag_id, count(*) AS uses
    FROM json_each(?) AS selected CROSS JOIN asset_tag ON asset_tag.asset_row = selected.value
    GROUP BY asset_tag.tag_id
) AS used JOIN tag ON tag.id = used.tag_id
ORDER BY used.uses DESC, tag.identity
"""
_MODELS_SQL = """
SELECT asset.model_used, count(*) AS uses
FROM json_each(?) AS selected CROSS JOIN asset ON asset."row" = selected.value
GROUP BY asset.model_used ORDER BY uses DESC, asset.model_used
"""
_FIRST_SQL = """
SELECT asset."row" FROM json_each(?) AS selected CROSS JOIN asset ON asset."row" = selected.value
ORDER BY selected.key LIMIT 3
"""


def selection_summary(connection: Connection, rows: Sequence[int]) -> SelectionSummary:
    """Return what the selected assets have in common, and in what they differ."""
    listed = (json.dumps([int(row) for row in rows]),)
    (
        count,
        total_bytes,
        first_title,
        last_title,
        first_collection,
        last_collection,
        first_visibility,
        last_visibility,
        first_category,
        last_category,
        favorites,
        created_from_us,
        created_to_us,
        trashed,
    ) = connection.exec_driver_sql(_SUMS_SQL, listed).one()
    is_collection_mixed = first_collection != last_collection
    return SelectionSummary(
        asset_count=count,
        total_bytes=total_bytes,
        title=first_title if first_title == last_title else None,
        collection_id=(
            CollectionId(first_collection) if first_collection and not is_collection_mixed else None
        ),
        is_collection_mixed=is_collection_mixed,
        visibility=first_visibility if first_visibility == last_visibility else None,
        category=first_category if first_category == last_category else None,
        favorite_count=favorites,
        tags=tuple((tag, uses) for tag, uses in connection.exec_driver_sql(_TAGS_SQL, listed)),
        models=tuple(
            (model, uses) for model, uses in connection.exec_driver_sql(_MODELS_SQL, listed)
        ),
        created_from_us=created_from_us,
        created_to_us=created_to_us,
        first_rows=tuple(
            AssetRow(row) for (row,) in connection.exec_driver_sql(_FIRST_SQL, listed)
        ),
        trashed_count=trashed,
    )
