"""New assets: their rows, tags, generation settings and texts, a page at a time."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from desktop_app.catalog import outbox, text_index, vocabulary
from desktop_app.catalog.instants import text_of
from desktop_app.catalog.stored import json_text, signed, storable
from desktop_app.catalog.tables import asset, collection
from desktop_app.catalog.write import Write, values_of
from desktop_app.domain.entities import GenerationInfo, NewAsset
from desktop_app.domain.tags import apply_delta

_ASSET_SQL = """
INSERT INTO asset (
    row, id, user_id, asset_type, storage_path, file_size_bytes, mime_type, duration_seconds,
    original_prompt, model_used, generation_seed, collection_id, custom_title, tags, is_favorite,
    visibility, created_at_us, created_at, updated_at_us, updated_at, width, height,
    content_category, roleplay_metadata, content_hash, perceptual_hash, file_state, file_name,
    source_path, is_animated, added_at_us, has_pending
) VALUES (
    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
)
"""
_GENERATION_SQL = """
INSERT INTO asset_generation (
    asset_row, negative_prompt, sampler, steps, cfg_scale, loras, generator, info, raw
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def add(write: Write, assets: Sequence[NewAsset]) -> None:
    """Add the assets whose ids are not there yet; adding twice is adding once."""
    new = _unknown(write, assets)
    if not new:
        return
    new = _with_known_collections(write, _with_adopted_tags(write, new))
    first_row = write.run(
        "SELECT ifnull(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'asset'"
    ).scalar_one()
    numbered = list(enumerate(new, first_row))
    write.run_many(_ASSET_SQL, [_asset_params(write, row, made) for row, made in numbered])
    write.run_many(
        _GENERATION_SQL,
        [
            _generation_params(row, made.generation)
            for row, made in numbered
            if made.generation != GenerationInfo()
        ],
    )
    rows_of: dict[str, list[int]] = {}
    for row, made in numbered:
        for spelling in made.tags:
            rows_of.setdefault(spelling, []).append(row)
    vocabulary.link(write, rows_of)
    rows = range(first_row, first_row + len(new))
    text_index.add(write.connection, rows)
    if write.account is not None:
        outbox.note_inserts(write, new)
    write.added.extend(rows)


def _unknown(write: Write, assets: Sequence[NewAsset]) -> list[NewAsset]:
    by_id = {made.id: made for made in assets}
    known = write.connection.execute(select(asset.c.id).where(asset.c.id.in_(values_of(by_id))))
    for (id_,) in known:
        del by_id[id_]
    return list(by_id.values())


def _with_adopted_tags(write: Write, assets: list[NewAsset]) -> list[NewAsset]:
    given = {spelling for made in assets for spelling in made.tags}
    if not given:
        return assets
    ordered = sorted(given)
    adopted = dict(zip(ordered, vocabulary.adopted(write, ordered), strict=True))
    return [
        replace(made, tags=apply_delta((), (adopted[spelling] for spelling in made.tags), ()))
        if made.tags
        else made
        for made in assets
    ]


def _with_known_collections(write: Write, assets: list[NewAsset]) -> list[NewAsset]:
    """Take assets out of collections that were deleted since the import was planned."""
    wanted = {made.collection_id for made in assets if made.collection_id is not None}
    if not wanted:
        return assets
    known = set(
        write.connection.execute(
            select(collection.c.id).where(collection.c.id.in_(values_of(wanted)))
        ).scalars()
    )
    return [
        made if made.collection_id in known else replace(made, collection_id=None)
        for made in assets
    ]


def _storage_path(write: Write, made: NewAsset) -> str:
    """Return where the file is: in an account, where it will be in the bucket."""
    if write.account is None:
        return made.storage_path
    return outbox.object_key(write.account, made.id, made.storage_path)


def _asset_params(write: Write, row: int, made: NewAsset) -> tuple[object, ...]:
    now_text = text_of(write.now_us)
    return (
        row,
        made.id,
        write.account.user_id if write.account else None,
        made.asset_type,
        _storage_path(write, made),
        made.file_size_bytes,
        made.mime_type,
        made.duration_seconds,
        storable(made.original_prompt),
        storable(made.model_used),
        made.generation_seed,
        made.collection_id,
        storable(made.custom_title or "") or None,
        json_text(made.tags),
        int(made.is_favorite),
        str(made.visibility),
        made.created_at_us,
        text_of(made.created_at_us),
        write.now_us,
        now_text,
        made.width_px,
        made.height_px,
        storable(made.content_category),
        json_text(dict(made.roleplay_metadata)),
        made.content_hash,
        signed(made.perceptual_hash),
        int(made.file_state),
        storable(made.file_name),
        None if made.source_path is None else storable(made.source_path),
        int(made.is_animated),
        write.now_us,
        int(write.account is not None),
    )


def _generation_params(row: int, generation: GenerationInfo) -> tuple[object, ...]:
    return (
        row,
        storable(generation.negative_prompt),
        storable(generation.sampler),
        generation.steps,
        generation.cfg_scale,
        json_text(generation.loras),
        storable(generation.generator),
        json_text(
            {
                "generator": generation.generator,
                "prompt": generation.prompt,
                "negative_prompt": generation.negative_prompt,
                "model": generation.model,
                "seed": generation.seed,
                "sampler": generation.sampler,
                "steps": generation.steps,
                "cfg_scale": generation.cfg_scale,
                "width_px": generation.width_px,
                "height_px": generation.height_px,
                "loras": generation.loras,
                "parameters": dict(generation.parameters),
            }
        ),
        json_text(dict(generation.raw)),
    )
