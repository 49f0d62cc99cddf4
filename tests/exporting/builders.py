"""Assets as the catalog hands them out, for tests of what leaves the library."""

from typing import Any

from desktop_app.domain.entities import Asset, AssetId, AssetRow, FileState, GenerationInfo


def made_asset(**over: object) -> Asset:
    """Return an asset; what is not said is plausible."""
    told: dict[str, Any] = {
        "row": AssetRow(1),
        "id": AssetId("3f0c1f4e-0000-4000-8000-000000000001"),
        "user_id": None,
        "asset_type": "image",
        "storage_path": "originals/3f/3f0c1f4e.png",
        "file_size_bytes": 3,
        "mime_type": "image/png",
        "duration_seconds": None,
        "original_prompt": "a fox in snow",
        "model_used": "flux",
        "generation_seed": "42",
        "collection_id": None,
        "custom_title": None,
        "tags": (),
        "is_favorite": False,
        "visibility": "private",
        "created_at_us": 1_756_548_000_000_000,
        "created_at": "2025-08-30T10:00:00+00:00",
        "updated_at_us": 1_756_548_000_000_000,
        "updated_at": "2025-08-30T10:00:00+00:00",
        "thumbnail_path": None,
        "width_px": 64,
        "height_px": 32,
        "content_category": "general",
        "roleplay_metadata": {},
        "extra": {},
        "version": None,
        "content_hash": None,
        "file_state": FileState.STORED,
        "file_name": "fox.png",
        "source_path": None,
        "added_at_us": 1_756_548_000_000_000,
        "trashed_at_us": None,
        "generation": GenerationInfo(),
    }
    return Asset(**{**told, **over})
