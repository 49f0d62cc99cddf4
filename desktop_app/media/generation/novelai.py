"""NovelAI: PNG text ``Description``, ``Software``, ``Source`` and ``Comment`` (JSON).

The same is hidden in the lowest bits of the alpha channel ("stealth"), which survives where
services strip texts; `media.stealth` reads those bits, and they are understood here.
"""

from dataclasses import replace

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation.fields import Fields
from desktop_app.media.generation.texts import STEALTH, Texts
from desktop_app.media.generation.values import (
    as_list,
    as_object,
    lower_keys,
    read_object,
    text_of,
)

_FIELDS = Fields(
    generator="NovelAI",
    negative_prompt="uc",
    model="",  # no setting: it stands in a text of its own
    cfg_scale="scale",
    others=("signed_hash",),
)


def read(texts: Texts) -> GenerationInfo | None:
    """Read the texts, or those hidden in the alpha channel; None when neither is NovelAI's."""
    names = ("Software", "Comment", "Description", "Source")
    software, comment, description, source = (texts.get(name) for name in names)
    if not comment and (hidden := lower_keys(read_object(texts.get(STEALTH)))):
        software, comment, description, source = (text_of(hidden.get(n.lower())) for n in names)
    told = lower_keys(read_object(comment))
    is_novelai = software.lower() == "novelai" or source.lower().startswith("novelai")
    if not (is_novelai or ("uc" in told and "sampler" in told)):
        return None
    prompt, negative_prompt = _prompts(told)
    return replace(
        _FIELDS.info(told),
        prompt=prompt or text_of(description),
        negative_prompt=negative_prompt,
        model=text_of(source),
    )


def _prompts(told: dict[str, Json]) -> tuple[str, str]:
    """Return both prompts; version 4 keeps one for each character beside the main one."""
    prompt, negative_prompt = text_of(told.get("prompt")), text_of(told.get("uc"))
    characters = _captions(told.get("v4_prompt"))
    unwanted = _captions(told.get("v4_negative_prompt"))
    return (
        "\n".join([prompt or characters[0], *characters[1:]]).strip(),
        "\n".join([negative_prompt or unwanted[0], *unwanted[1:]]).strip(),
    )


def _captions(value: Json) -> list[str]:
    """Return the main caption, which may be "", and those of the characters."""
    caption = as_object(as_object(value).get("caption"))
    characters = [
        text_of(as_object(one).get("char_caption")) for one in as_list(caption.get("char_captions"))
    ]
    return [text_of(caption.get("base_caption")), *filter(None, characters)]
