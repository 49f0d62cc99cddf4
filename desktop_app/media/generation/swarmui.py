"""SwarmUI (once StableSwarmUI): ``parameters`` as JSON with ``sui_image_params``.

In JPEG and WebP it stands in Exif UserComment. Numbers may be written as texts.
"""

from dataclasses import replace

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation.fields import Fields
from desktop_app.media.generation.texts import USER_COMMENT, Texts
from desktop_app.media.generation.values import (
    as_list,
    as_object,
    lower_keys,
    model_name,
    read_object,
    text_of,
)

_FIELDS = Fields(
    generator="SwarmUI", negative_prompt="negativeprompt", cfg_scale="cfgscale", others=("loras",)
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
    return replace(
        _FIELDS.info(told),
        loras=tuple(dict.fromkeys(filter(None, (model_name(name) for name in names)))),
        parameters=_FIELDS.parameters(extra | told),
    )
