"""AUTOMATIC1111's web UI, Forge, SD.Next and the many that write its text.

The text ("infotext") is the prompt, a line that begins with ``Negative prompt:``, and a last
line of settings ``Steps: 20, Sampler: …, Seed: …``. It stands in PNG text ``parameters``, Exif
UserComment (JPEG, WebP, AVIF), a GIF comment or a ``.txt`` beside the file. Written by
`create_infotext` and read by `parse_generation_parameters` of that project, whose rule that a
settings line has three pairs or more is ours too.
"""

import json
import re

from desktop_app.domain.entities import GenerationInfo
from desktop_app.media.generation.texts import (
    GIF_COMMENT,
    JPEG_COMMENT,
    STEALTH,
    TEXT_BESIDE,
    USER_COMMENT,
    Texts,
)
from desktop_app.media.generation.values import (
    clean,
    decimal,
    model_name,
    seed_text,
    size_of,
    small_whole,
)

_NEGATIVE = "Negative prompt:"
_LEAST_PAIRS = 3
_MOST_LINES_AFTER = 200
_KEY = re.compile(r"\w[\w \-/.]{0,60}")
_LORA = re.compile(r"<(?:lora|lyco|lycoris):([^:<>]{1,200})[:>]", re.IGNORECASE)
_OTHER_PLACES = (USER_COMMENT, GIF_COMMENT, JPEG_COMMENT, STEALTH, TEXT_BESIDE)
_OWN_FIELDS = frozenset({"steps", "sampler", "cfg scale", "seed", "size", "model"})
_DECODER = json.JSONDecoder()


def read(texts: Texts) -> GenerationInfo | None:
    """Read the infotext, or None when no place holds one."""
    own = texts.get("parameters")
    if own and not own.lstrip().startswith("{"):
        return parse(own)
    for place in _OTHER_PLACES:
        text = texts.get(place)
        if text and is_infotext(text):
            return parse(text)
    return None


def is_infotext(text: str) -> bool:
    """Whether a text from a place that may hold anything is an infotext."""
    lines = _lines(text)
    return _settings_line(lines) is not None


def parse(text: str) -> GenerationInfo:
    """Read an infotext; one without settings is all prompt."""
    lines = _lines(text)
    found = _settings_line(lines)
    settings: dict[str, str] = {}
    if found is not None:
        at, settings = found
        settings |= _pairs_after(lines[at + 1 :])
        lines = lines[:at]
    prompt, negative_prompt = _split_prompts(lines)
    by_name = {key.lower(): value for key, value in settings.items()}
    width_px, height_px = size_of(by_name.get("size"))
    return GenerationInfo(
        generator=_generator(by_name) if settings else "",
        prompt=prompt,
        negative_prompt=negative_prompt,
        model=model_name(by_name.get("model")),
        seed=seed_text(by_name.get("seed")),
        sampler=by_name.get("sampler", ""),
        steps=small_whole(by_name.get("steps")),
        cfg_scale=decimal(by_name.get("cfg scale")),
        width_px=width_px,
        height_px=height_px,
        loras=loras_in(prompt, by_name.get("lora hashes", "")),
        parameters={k: v for k, v in settings.items() if k.lower() not in _OWN_FIELDS},
    )


def loras_in(prompt: str, hashes: str = "") -> tuple[str, ...]:
    """Return the LoRAs that a prompt names as ``<lora:name:weight>``, and those of the hashes."""
    names = [found.strip() for found in _LORA.findall(prompt)]
    names += [part.partition(":")[0].strip() for part in hashes.split(",") if ":" in part]
    return tuple(dict.fromkeys(name for name in names if name))


def pairs_of(line: str) -> dict[str, str]:
    """Split ``Key: value, Key: "quoted, value", Key: {json}``; what is no pair is left out."""
    pairs: dict[str, str] = {}
    at = 0
    while at < len(line):
        colon = line.find(":", at)
        if colon < 0:
            break
        comma = line.rfind(",", at, colon)  # text without a colon before it is no pair
        key = line[comma + 1 if comma >= 0 else at : colon].strip()
        value, at = _value_at(line, colon + 1)
        if _KEY.fullmatch(key):
            pairs.setdefault(key, clean(value))
    return pairs


def _value_at(line: str, at: int) -> tuple[str, int]:
    """Return the value that begins at `at`, and where the next pair begins."""
    while at < len(line) and line[at] == " ":
        at += 1
    if line[at : at + 1] in {'"', "{", "["}:
        try:
            value, end = _DECODER.raw_decode(line, at)
        except (ValueError, RecursionError):
            pass
        else:
            comma = line.find(",", end)
            text = value if isinstance(value, str) else line[at:end]
            return text, len(line) if comma < 0 else comma + 1
    comma = line.find(",", at)
    end = len(line) if comma < 0 else comma
    return line[at:end].strip(), end + 1


def _lines(text: str) -> list[str]:
    return clean(text).strip().splitlines()


def _settings_line(lines: list[str]) -> tuple[int, dict[str, str]] | None:
    """Find the settings: the last line with ``Steps:`` first, else the very last line."""
    for at in range(len(lines) - 1, max(-1, len(lines) - _MOST_LINES_AFTER), -1):
        if lines[at].lstrip().startswith("Steps:"):
            pairs = pairs_of(lines[at].strip())
            if len(pairs) >= _LEAST_PAIRS:
                return at, pairs
    if not lines or lines[-1].lstrip().startswith(_NEGATIVE):
        return None
    pairs = pairs_of(lines[-1].strip())
    is_known = any(key.lower() in _OWN_FIELDS for key in pairs)
    return (len(lines) - 1, pairs) if len(pairs) >= _LEAST_PAIRS and is_known else None


def _pairs_after(lines: list[str]) -> dict[str, str]:
    """Return what extensions write on lines of its own below the settings (``Template: …``)."""
    pairs: dict[str, str] = {}
    for line in lines:
        key, separator, value = line.partition(":")
        if separator and _KEY.fullmatch(key.strip()):
            pairs.setdefault(key.strip(), value.strip())
    return pairs


def _split_prompts(lines: list[str]) -> tuple[str, str]:
    for at, line in enumerate(lines):
        if line.strip().startswith(_NEGATIVE):
            first = line.strip()[len(_NEGATIVE) :]
            negative = "\n".join([first, *lines[at + 1 :]])
            return "\n".join(lines[:at]).strip(), negative.strip()
    return "\n".join(lines).strip(), ""


def _generator(by_name: dict[str, str]) -> str:
    version = by_name.get("version", "")
    if by_name.get("app", "").lower().startswith("sd.next"):
        return "SD.Next"
    if version.lower().startswith("fooocus"):
        return "Fooocus"
    if version.lower().startswith("comfyui"):
        return "ComfyUI"
    if re.match(r"(f[0-9]|neo|classic)", version):
        return "Forge"
    return "A1111"
