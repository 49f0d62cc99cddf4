"""InvokeAI: PNG text ``invokeai_metadata``; before version 3 ``sd-metadata`` and ``Dream``."""

import re
import shlex
from dataclasses import replace

from desktop_app.domain.entities import GenerationInfo, Json
from desktop_app.media.generation.fields import Fields
from desktop_app.media.generation.texts import Texts
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

_FIELDS = Fields(
    generator="InvokeAI", prompt="positive_prompt", sampler="scheduler", others=("loras",)
)
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")
_DREAM_FLAGS = {"-s": "steps", "-S": "seed", "-W": "width", "-H": "height", "-C": "cfg"}
_LONGEST_DREAM = 20_000


def read(texts: Texts) -> GenerationInfo | None:
    """Read the newest form there is, or None."""
    metadata = read_object(texts.get("invokeai_metadata", "invokeai"))
    if metadata:
        return _read_metadata(lower_keys(metadata))
    if "image" in (old := read_object(texts.get("sd-metadata"))):
        return _read_sd_metadata(old)
    dream = texts.get("Dream")
    if dream and " -" in dream:
        return _read_dream(dream)
    if texts.get("invokeai_graph", "invokeai_workflow"):
        return GenerationInfo(generator="InvokeAI")
    return None


def _read_metadata(metadata: dict[str, Json]) -> GenerationInfo:
    loras = [as_object(lora) for lora in as_list(metadata.get("loras"))]
    names = [_name_of(lora.get("model")) or _name_of(lora.get("lora")) for lora in loras]
    return replace(
        _FIELDS.info(metadata),
        model=_name_of(metadata.get("model")),
        loras=tuple(filter(None, names)),
    )


def _name_of(value: Json) -> str:
    """Return a model's name from ``{"name": …}`` (4), ``{"model_name": …}`` (3) or plain text."""
    model = as_object(value)
    return model_name(model.get("name") or model.get("model_name") or value)


def _read_sd_metadata(old: dict[str, Json]) -> GenerationInfo:
    image = as_object(old["image"])
    prompts = image.get("prompt")
    parts = [text_of(as_object(part).get("prompt")) for part in as_list(prompts)]
    prompt, negative_prompt = _split_brackets(text_of(prompts) or " ".join(filter(None, parts)))
    return GenerationInfo(
        generator="InvokeAI",
        prompt=prompt,
        negative_prompt=negative_prompt,
        model=model_name(old.get("model_weights") or old.get("model")),
        seed=seed_text(image.get("seed")),
        sampler=text_of(image.get("sampler")),
        steps=small_whole(image.get("steps")),
        cfg_scale=decimal(image.get("cfg_scale")),
        width_px=small_whole(image.get("width")),
        height_px=small_whole(image.get("height")),
        parameters={"app_version": version} if (version := text_of(old.get("app_version"))) else {},
    )


def _read_dream(dream: str) -> GenerationInfo | None:
    """Read the command line of versions 1 and 2: ``"a prompt" -s 50 -S 42 -A k_lms …``."""
    try:
        words = shlex.split(dream[:_LONGEST_DREAM])
    except ValueError:  # an apostrophe in a prompt that is not quoted
        words = dream[:_LONGEST_DREAM].split()
    given: dict[str, str] = {}
    spoken: list[str] = []
    waiting = ""
    for word in words:
        if waiting:
            given[waiting] = word
            waiting = ""
        elif word in _DREAM_FLAGS or word == "-A":
            waiting = _DREAM_FLAGS.get(word, "sampler")
        elif re.match(r"-[sSWHCA][\w.]", word):
            given[_DREAM_FLAGS.get(word[:2], "sampler")] = word[2:]
        elif not given and not word.startswith("--"):
            spoken.append(word)
    if not given:
        return None
    prompt, negative_prompt = _split_brackets(" ".join(spoken))
    return GenerationInfo(
        generator="InvokeAI",
        prompt=prompt,
        negative_prompt=negative_prompt,
        seed=seed_text(given.get("seed")),
        sampler=given.get("sampler", ""),
        steps=small_whole(given.get("steps")),
        cfg_scale=decimal(given.get("cfg")),
        width_px=small_whole(given.get("width")),
        height_px=small_whole(given.get("height")),
    )


def _split_brackets(prompt: str) -> tuple[str, str]:
    """Split ``a cat [blurry]``: these versions kept the negative prompt in brackets."""
    negatives = [part.strip() for part in _BRACKETED.findall(prompt)]
    return " ".join(_BRACKETED.sub(" ", prompt).split()), ", ".join(filter(None, negatives))
