"""SwarmUI (once StableSwarmUI): ``parameters`` as JSON with ``sui_image_params``.

In JPEG and WebP it stands in Exif UserComment. Numbers may be written as texts.
"""

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation.texts import USER_COMMENT, Texts
from desktop_app.media.generation.values import (
    as_list,
    as_object,
    decimal,
    lower_keys,
    model_name,
    read_object,
    seed_text,
    small_whole,
    text_of,
)

_OWN_FIELDS = frozenset(
    {"prompt", "negativeprompt", "model", "seed", "sampler", "steps", "cfgscale"}
    | {"width", "height", "loras"}
)


def read(texts: Texts) -> GenerationInfo | None:
    """Read the parameters, or None when there are none of SwarmUI's."""
    for place in ("parameters", USER_COMMENT):
        told = lower_keys(read_object(texts.get(place)))
        if "sui_image_params" in told:
            extra = lower_keys(as_object(told.get("sui_extra_data")))
            return _read(lower_keys(as_object(told["sui_image_params"])), extra)
    return None


def _read(told: dict[str, Json], extra: dict[str, Json]) -> GenerationInfo:
    loras = told.get("loras")
    names = as_list(loras) or list[Json](text_of(loras).split(","))
    return GenerationInfo(
        generator="SwarmUI",
        prompt=text_of(told.get("prompt")),
        negative_prompt=text_of(told.get("negativeprompt")),
        model=model_name(told.get("model")),
        seed=seed_text(told.get("seed")),
        sampler=text_of(told.get("sampler")),
        steps=small_whole(told.get("steps")),
        cfg_scale=decimal(told.get("cfgscale")),
        width_px=small_whole(told.get("width")),
        height_px=small_whole(told.get("height")),
        loras=tuple(dict.fromkeys(filter(None, (model_name(name) for name in names)))),
        parameters={
            key: text
            for key, value in (extra | told).items()
            if key not in _OWN_FIELDS and (text := text_of(value))
        },
    )
