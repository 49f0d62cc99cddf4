"""Rows as a client would insert them."""

import uuid
from typing import Any


def asset_row(user_id: str, **values: object) -> dict[str, Any]:
    """Return the least that an asset needs, with a new id, and whatever else is said."""
    number = values.get("id") or str(uuid.uuid4())
    return {
        "id": number,
        "user_id": user_id,
        "asset_type": "image",
        "storage_path": f"{user_id}/{number}.png",
        "file_size_bytes": 1234,
        "mime_type": "image/png",
        "original_prompt": "a lighthouse at dusk",
        "model_used": "sdxl",
        **values,
    }
