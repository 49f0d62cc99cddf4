"""An asset as the row of the documented table, for programs."""

from desktop_app.domain.entities import Asset, Json

COLUMNS = (
    "id",
    "user_id",
    "asset_type",
    "storage_path",
    "file_size_bytes",
    "mime_type",
    "duration_seconds",
    "original_prompt",
    "model_used",
    "generation_seed",
    "collection_id",
    "custom_title",
    "tags",
    "is_favorite",
    "visibility",
    "created_at",
    "updated_at",
    "thumbnail_path",
    "width",
    "height",
    "content_category",
    "roleplay_metadata",
)
"""The columns of `user_library`, in the order they are documented in."""

_LARGEST_BIGINT = 2**63 - 1


def documented_row(asset: Asset) -> dict[str, Json]:
    """Return the 22 documented columns of an asset as JSON values.

    A seed beyond a bigint is text, so that no reader rounds it.
    """
    seed = asset.generation_seed
    is_bigint = seed is not None and abs(int(seed)) <= _LARGEST_BIGINT
    return {
        "id": asset.id,
        "user_id": asset.user_id,
        "asset_type": asset.asset_type,
        "storage_path": asset.storage_path,
        "file_size_bytes": asset.file_size_bytes,
        "mime_type": asset.mime_type,
        "duration_seconds": asset.duration_seconds,
        "original_prompt": asset.original_prompt,
        "model_used": asset.model_used,
        "generation_seed": int(seed) if seed is not None and is_bigint else seed,
        "collection_id": asset.collection_id,
        "custom_title": asset.custom_title,
        "tags": list(asset.tags),
        "is_favorite": asset.is_favorite,
        "visibility": asset.visibility,
        "created_at": asset.created_at,
        "updated_at": asset.updated_at,
        "thumbnail_path": asset.thumbnail_path,
        "width": asset.width_px,
        "height": asset.height_px,
        "content_category": asset.content_category,
        "roleplay_metadata": dict(asset.roleplay_metadata),
    }
