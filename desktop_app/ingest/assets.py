"""The rules by which a prepared file becomes an asset."""

from pathlib import Path

from desktop_app.domain.entities import (
    IMPORTED_MODEL,
    AssetId,
    CollectionId,
    FileState,
    NewAsset,
)
from desktop_app.ingest.categories import category_of
from desktop_app.ingest.walk import shown
from desktop_app.media.prepared import Prepared

_LARGEST_BIGINT = 2**63 - 1
_EARLIEST_US = 315_532_800_000_000
"""1980: file systems and cameras that have lost their clock say less."""
_TOLERANCE_US = 86_400_000_000
"""A clock may be a day ahead (time zones, sloppy cameras) and no more."""


def created_at_us(captured_at_us: int | None, modified_at_us: int, now_us: int) -> int:
    """Return when an asset was created, in microseconds UTC.

    The file's own date of capture or making; else when the file was last modified; dates before
    1980 and beyond tomorrow are not believed; else now.
    """
    for candidate in (captured_at_us, modified_at_us):
        if candidate is not None and _EARLIEST_US <= candidate <= now_us + _TOLERANCE_US:
            return candidate
    return now_us


def new_asset(
    prepared: Prepared,
    path: Path,
    asset_id: AssetId,
    storage_path: str,
    *,
    now_us: int,
    is_referenced: bool,
    collection_id: CollectionId | None = None,
) -> NewAsset:
    """Return the asset for a file that is safe on disk.

    The prompt is what the generator wrote, else the file's description, else "". A seed beyond
    a bigint stays in the generation info alone.
    """
    probe, generation = prepared.probe, prepared.generation
    prompt = generation.prompt or prepared.description
    fits_bigint = generation.seed and int(generation.seed) <= _LARGEST_BIGINT
    return NewAsset(
        id=asset_id,
        asset_type=probe.asset_type,
        mime_type=probe.mime_type,
        storage_path=storage_path,
        file_size_bytes=probe.file_size_bytes,
        original_prompt=prompt,
        model_used=generation.model or IMPORTED_MODEL,
        content_category=category_of(prompt),
        content_hash=probe.content_hash,
        file_state=FileState.REFERENCED if is_referenced else FileState.STORED,
        file_name=shown(path.name),
        created_at_us=created_at_us(probe.captured_at_us, probe.modified_at_us, now_us),
        width_px=probe.width_px,
        height_px=probe.height_px,
        duration_seconds=probe.duration_seconds,
        generation_seed=generation.seed if fits_bigint else None,
        collection_id=collection_id,
        source_path=str(path) if is_referenced else None,
        is_animated=probe.is_animated,
        perceptual_hash=prepared.perceptual_hash,
        generation=generation,
    )
