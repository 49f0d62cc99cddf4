"""A server's words, fit to be shown and logged: short, one line, nobody's secrets in them."""

import re
from collections.abc import Collection, Iterator

from desktop_app.domain.entities import Json

MOST_CHARACTERS = 300
LEAST_QUOTED = 4
"""Shorter values are not looked for: they are in every sentence."""
_ELLIPSIS = "…"

_PRIVATE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\beyJ[\w-]+(?:\.[\w-]+)*"), _ELLIPSIS),
    (re.compile(r"\bsb_(?:secret|publishable)_\w+"), _ELLIPSIS),
    (re.compile(r"\bhttps?://\S+", re.IGNORECASE), _ELLIPSIS),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), _ELLIPSIS),
    # `invalid input syntax for type integer: "…"`: the value itself, at the end.
    (re.compile(r"""(:\s*)["'].*$""", re.DOTALL), rf"\1{_ELLIPSIS}"),
)


def shown_words(words: str, sent: Collection[str]) -> str:
    """Return a server's words without tokens, links, addresses, and without what was `sent`."""
    for value in sorted(sent, key=len, reverse=True):
        if len(value) >= LEAST_QUOTED:
            words = words.replace(value, _ELLIPSIS)
    for pattern, instead in _PRIVATE:
        words = pattern.sub(instead, words)
    words = " ".join(words.split())
    return words if len(words) <= MOST_CHARACTERS else words[: MOST_CHARACTERS - 1] + _ELLIPSIS


def texts_in(value: Json) -> Iterator[str]:
    """Yield every text in a value, keys of objects left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
