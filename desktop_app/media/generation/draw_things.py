"""Draw Things: a JSON in the XMP property ``exif:UserComment``.

``c`` is the prompt, ``uc`` the negative one, ``scale`` the guidance, ``size`` ``512x768``.
"""

import html
from dataclasses import replace

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation.fields import Fields
from desktop_app.media.generation.texts import USER_COMMENT, XMP, Texts
from desktop_app.media.generation.values import (
    as_list,
    as_object,
    lower_keys,
    model_name,
    read_object,
)

_PROPERTY = "exif:UserComment"
_FIELDS = Fields(
    generator="Draw Things",
    prompt="c",
    negative_prompt="uc",
    cfg_scale="scale",
    size="size",
    others=("lora",),
)


def read(texts: Texts) -> GenerationInfo | None:
    """Read the JSON, or None when there is none with a ``c``."""
    for text in (_comment_of(texts.get(XMP, "XML:com.adobe.xmp")), texts.get(USER_COMMENT)):
        told = lower_keys(read_object(text))
        if "c" in told and ("uc" in told or "seed" in told):
            return _read(told)
    return None


def _comment_of(xmp: str) -> str:
    """Return the text of the property: an attribute, or an element with or without a list."""
    start = xmp.find(f"<{_PROPERTY}")
    if start >= 0:
        end = xmp.find(f"</{_PROPERTY}", start)
        inside = xmp[start : end if end >= 0 else start]
        first, last = inside.find("{"), inside.rfind("}")
        return html.unescape(inside[first : last + 1]) if 0 <= first < last else ""
    _, found, rest = xmp.partition(f'{_PROPERTY}="')
    return html.unescape(rest.partition('"')[0]) if found else ""


def _read(told: dict[str, Json]) -> GenerationInfo:
    names = [model_name(as_object(lora).get("model")) for lora in as_list(told.get("lora"))]
    return replace(_FIELDS.info(told), loras=tuple(filter(None, names)))
