"""The search text cut into its pieces: words, keys with their values, parentheses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")
_KEY = re.compile(r"([A-Za-z]+):(?!//)")
_BARE = re.compile(r"(?:[^\s()]|\([^\s()]*\))+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)("?)', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One piece of the text. `kind`: ``(``, ``)``, ``OR``, ``AND`` or ``term``."""

    kind: str
    start: int
    end: int
    is_excluded: bool = False
    key: str | None = None
    """As typed, in lower case; None for plain words."""
    value_start: int = 0
    value: str = ""
    """Without its quotes; a star behind the closing quote is kept."""
    is_quoted: bool = False
    is_closed: bool = True


def lexemes(text: str) -> Iterator[Lexeme]:
    """Yield the pieces of the text in their order; every character but space is in one."""
    at = 0
    while True:
        if space := _SPACE.match(text, at):
            at = space.end()
        if at >= len(text):
            return
        lexeme = _lexeme(text, at)
        yield lexeme
        at = lexeme.end


def _lexeme(text: str, start: int) -> Lexeme:
    at = start
    is_excluded = text[at] == "-" and at + 1 < len(text) and not re.match(r"[\s)]", text[at + 1])
    at += is_excluded
    if text[at] in "()":
        return Lexeme(text[at], start, at + 1, is_excluded)
    key = _KEY.match(text, at)
    if key:
        at = key.end()
    name = key[1].lower() if key else None
    if quoted := _QUOTED.match(text, at):
        end = quoted.end() + (text[quoted.end() : quoted.end() + 1] == "*")
        return Lexeme(
            *("term", start, end, is_excluded, name, at),
            value=unescaped(f'"{quoted[1]}"') + "*" * (end - quoted.end()),
            is_quoted=True,
            is_closed=bool(quoted[2]),
        )
    bare = _BARE.match(text, at)
    end = bare.end() if bare else at + (not key)
    value = text[at:end]
    is_word = key is None and not is_excluded
    kind = value if is_word and value in {"OR", "AND"} else "term"
    return Lexeme(kind, start, end, is_excluded, name, at, value)


def unescaped(text: str) -> str:
    """Return quoted text without its quotes and with its escapes undone."""
    return _ESCAPED.sub(r"\1", text.removeprefix('"').removesuffix('"'))
