"""What differs between a few assets: their prompts word by word, their settings one by one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from desktop_app.domain.entities import Asset
from desktop_app.ui.viewer.wording import time_text, translate

_WORDS = re.compile(r"\s+|[^\W_]+|[^\w\s]|_+")
_MOST_WORDS = 2_000
"""Comparing takes longer with the square of this; what is beyond it is shown uncompared."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; `is_different`: not so in all the compared texts."""

    text: str
    is_different: bool


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One thing that is compared: its name, and its value for each asset as spans."""

    name: str
    values: tuple[tuple[Span, ...], ...]

    @property
    def is_different(self) -> bool:
        """Whether any two of the assets differ in it."""
        return any(span.is_different for value in self.values for span in value)


def text_spans(texts: Sequence[str]) -> tuple[tuple[Span, ...], ...]:
    """Compare texts word by word with the first; marks what is not the same in all of them."""
    words = [_WORDS.findall(text)[:_MOST_WORDS] for text in texts]
    marks = [[False] * len(some) for some in words]
    for number in range(1, len(words)):
        matcher = SequenceMatcher(None, words[0], words[number], autojunk=False)
        for kind, start, end, other_start, other_end in matcher.get_opcodes():
            if kind != "equal":
                marks[0][start:end] = [True] * (end - start)
                marks[number][other_start:other_end] = [True] * (other_end - other_start)
    return tuple(
        _spans(some, marked, text) for some, marked, text in zip(words, marks, texts, strict=True)
    )


def _spans(words: list[str], marks: list[bool], text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    run = ""
    is_marked = False
    for word, mark in zip(words, marks, strict=True):
        if mark != is_marked and run:
            spans.append(Span(run, is_marked))
            run = ""
        run, is_marked = run + word, mark
    rest = text[sum(map(len, words)) :]
    if run:
        spans.append(Span(run, is_marked))
    if rest:
        spans.append(Span(rest, is_different=False))
    return tuple(spans)


def diff_rows(assets: Sequence[Asset]) -> list[DiffRow]:
    """Return what is compared of these assets, prompts first; what none of them has is left out."""
    rows = [
        _texts(translate("Viewer", "Prompt"), [asset.original_prompt for asset in assets]),
        _texts(
            translate("Viewer", "Negative"),
            [asset.generation.negative_prompt for asset in assets],
        ),
    ]
    for name, values in _settings(assets):
        is_different = len(set(values)) > 1
        rows.append(DiffRow(name, tuple((Span(value, is_different),) for value in values)))
    return [row for row in rows if any(span.text for value in row.values for span in value)]


def _texts(name: str, texts: Sequence[str]) -> DiffRow:
    return DiffRow(name, text_spans(texts))


def _settings(assets: Sequence[Asset]) -> list[tuple[str, list[str]]]:
    made = [asset.generation for asset in assets]
    settings = [
        (translate("Viewer", "Model"), [asset.model_used for asset in assets]),
        (translate("Viewer", "Seed"), [asset.known_seed for asset in assets]),
        (translate("Viewer", "Size"), [_size(asset) for asset in assets]),
        (translate("Viewer", "Length"), [_length(asset) for asset in assets]),
        (translate("Viewer", "Sampler"), [info.sampler for info in made]),
        (translate("Viewer", "Steps"), [_number(info.steps) for info in made]),
        (translate("Viewer", "CFG scale"), [_number(info.cfg_scale) for info in made]),
        (translate("Viewer", "LoRAs"), [", ".join(info.loras) for info in made]),
        (translate("Viewer", "Generator"), [info.generator for info in made]),
    ]
    names = dict.fromkeys(name for info in made for name in info.parameters)
    settings += [(name, [info.parameters.get(name, "") for info in made]) for name in names]
    return settings


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _size(asset: Asset) -> str:
    if not asset.width_px or not asset.height_px:
        return ""
    return f"{asset.width_px} × {asset.height_px}"


def _length(asset: Asset) -> str:
    return time_text(round(asset.duration_seconds * 1000)) if asset.duration_seconds else ""
