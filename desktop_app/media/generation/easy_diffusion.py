"""Easy Diffusion: one PNG text for each setting; JPEG and WebP hold them as UserComment JSON."""

from dataclasses import replace

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation.fields import Fields
from desktop_app.media.generation.texts import USER_COMMENT, Texts
from desktop_app.media.generation.values import (
    as_list,
    lower_keys,
    model_name,
    read_object,
    text_of,
)

_NAMES = (
    "prompt", "negative_prompt", "seed", "used_random_seed", "sampler_name", "guidance_scale",
    "num_inference_steps", "width", "height", "use_stable_diffusion_model", "use_lora_model",
    "use_vae_model", "clip_skip", "lora_alpha", "prompt_strength", "tiling",
)  # fmt: skip
_OTHERS = ("use_vae_model", "clip_skip", "lora_alpha", "prompt_strength", "tiling")
_TELLING = "use_stable_diffusion_model"
_FIELDS = Fields(
    generator="Easy Diffusion",
    model=_TELLING,
    sampler="sampler_name",
    steps="num_inference_steps",
    cfg_scale="guidance_scale",
)


def read(texts: Texts) -> GenerationInfo | None:
    """Read the settings, or None when the one that only Easy Diffusion writes is not there."""
    told: dict[str, Json] = {name: text for name in _NAMES if (text := texts.get(name))}
    if _TELLING not in told:
        told = lower_keys(read_object(texts.get(USER_COMMENT)))
    if _TELLING not in told:
        return None
    lora = told.get("use_lora_model")
    names = as_list(lora) or as_list(_listed(text_of(lora))) or [lora]
    return replace(
        _FIELDS.info(told),
        loras=tuple(n for name in names if (n := model_name(name)) and n != "None"),
        parameters={name: text for name in _OTHERS if (text := text_of(told.get(name)))},
    )


def _listed(text: str) -> Json:
    """Return the names in a list written as Python does, ``['a', 'b']``."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    return [part.strip(" '\"") for part in text[1:-1].split(",")]
