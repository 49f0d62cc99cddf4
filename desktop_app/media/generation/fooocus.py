"""Fooocus: ``parameters`` as JSON or as A1111's text, with ``fooocus_scheme`` beside it.

In JPEG and WebP the same stands in Exif UserComment without an encoding mark, with Software
``Fooocus v…`` and the scheme in MakerNote.
"""

from dataclasses import replace

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation import a1111
from desktop_app.media.generation.fields import Fields
from desktop_app.media.generation.texts import MAKER_NOTE, SOFTWARE, USER_COMMENT, Texts
from desktop_app.media.generation.values import (
    as_list,
    lower_keys,
    model_name,
    read_object,
    text_of,
)

_FIELDS = Fields(
    generator="Fooocus",
    model="base_model",
    cfg_scale="guidance_scale",
    size="resolution",
    others=("loras", "full_prompt", "full_negative_prompt"),
)


def read(texts: Texts) -> GenerationInfo | None:
    """Read either scheme, or None when nothing says Fooocus."""
    scheme = texts.get("fooocus_scheme") or texts.get(MAKER_NOTE).strip("\0 ")
    is_named = texts.get(SOFTWARE, "Software").lower().startswith("fooocus")
    text = texts.get("parameters") or texts.get(USER_COMMENT)
    told = lower_keys(read_object(text))
    is_scheme = scheme in {"fooocus", "a1111"} and bool(texts.get("fooocus_scheme") or is_named)
    if told and (is_scheme or is_named or text_of(told.get("metadata_scheme")) == "fooocus"):
        return replace(_FIELDS.info(told), loras=_loras(told))
    if (is_scheme or is_named) and text and not told:
        return replace(a1111.parse(text), generator="Fooocus")
    return None


def _loras(told: dict[str, Json]) -> tuple[str, ...]:
    """Return names from ``loras: [[name, weight, hash]]`` or ``lora_combined_1: name : 0.5``."""
    names = [model_name(part) for lora in as_list(told.get("loras")) for part in as_list(lora)[:1]]
    names += [
        model_name(text_of(value).rpartition(" : ")[0])
        for key, value in told.items()
        if key.startswith("lora_combined")
    ]
    return tuple(dict.fromkeys(filter(None, names)))
