"""Easy Diffusion: one PNG text for each setting; JPEG and WebP hold them as UserComment JSON."""

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation.texts import USER_COMMENT, Texts
from desktop_app.media.generation.values import (
    as_list,
    decimal,
    lower_keys,
    model_name,
    read_object,
    seed_text,
    small_whole,
    text_of,
)

_FIELDS = (
    "prompt", "negative_prompt", "seed", "used_random_seed", "sampler_name", "guidance_scale",
    "num_inference_steps", "width", "height", "use_stable_diffusion_model", "use_lora_model",
    "use_vae_model", "clip_skip", "lora_alpha", "prompt_strength", "tiling",
)  # fmt: skip
_OTHERS = ("use_vae_model", "clip_skip", "lora_alpha", "prompt_strength", "tiling")
_TELLING = "use_stable_diffusion_model"


def read(texts: Texts) -> GenerationInfo | None:
    """Read the settings, or None when the one that only Easy Diffusion writes is not there."""
    told: dict[str, Json] = {name: text for name in _FIELDS if (text := texts.get(name))}
    if _TELLING not in told:
        told = lower_keys(read_object(texts.get(USER_COMMENT)))
    if _TELLING not in told:
        return None
    lora = told.get("use_lora_model")
    names = as_list(lora) or as_list(_listed(text_of(lora))) or [lora]
    return GenerationInfo(
        generator="Easy Diffusion",
        prompt=text_of(told.get("prompt")),
        negative_prompt=text_of(told.get("negative_prompt")),
        model=model_name(told.get(_TELLING)),
        seed=seed_text(told.get("seed")),
        sampler=text_of(told.get("sampler_name")),
        steps=small_whole(told.get("num_inference_steps")),
        cfg_scale=decimal(told.get("guidance_scale")),
        width_px=small_whole(told.get("width")),
        height_px=small_whole(told.get("height")),
        loras=tuple(n for name in names if (n := model_name(name)) and n != "None"),
        parameters={name: text for name in _OTHERS if (text := text_of(told.get(name)))},
    )


def _listed(text: str) -> Json:
    """Return the names in a list written as Python does, ``['a', 'b']``."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    return [part.strip(" '\"") for part in text[1:-1].split(",")]
