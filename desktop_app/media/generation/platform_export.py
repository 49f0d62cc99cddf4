"""The platform's own export: a JSON beside the file with what its row said.

Keys are the columns of `user_library` and of its ``generation_metadata``.
"""

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation.texts import JSON_BESIDE, Texts
from desktop_app.media.generation.values import (
    as_object,
    decimal,
    lower_keys,
    model_name,
    read_object,
    seed_text,
    small_whole,
    text_of,
)

_TELLING = frozenset({"original_prompt", "model_used", "generation_seed", "generation_metadata"})


def read(texts: Texts) -> GenerationInfo | None:
    """Read the export, or None when the JSON beside the file is another program's."""
    row = lower_keys(read_object(texts.get(JSON_BESIDE)))
    if not _TELLING & row.keys():
        return None
    told = lower_keys(as_object(row.get("generation_metadata")))
    return GenerationInfo(
        generator=_first(told, "generator", "provider"),
        prompt=text_of(row.get("original_prompt")) or _first(told, "original_prompt", "prompt"),
        negative_prompt=_first(told, "negative_prompt"),
        model=model_name(row.get("model_used")) or model_name(told.get("model")),
        seed=seed_text(row.get("generation_seed")) or seed_text(told.get("seed")),
        sampler=_first(told, "sampler", "scheduler"),
        steps=small_whole(told.get("steps", told.get("num_inference_steps"))),
        cfg_scale=decimal(told.get("cfg_scale", told.get("guidance_scale"))),
        width_px=small_whole(told.get("width")),
        height_px=small_whole(told.get("height")),
    )


def _first(told: dict[str, Json], *names: str) -> str:
    return next((text for name in names if (text := text_of(told.get(name)))), "")
