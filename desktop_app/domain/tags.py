"""The identity of tags: compared by NFC, trimmed, casefolded; the spelling is kept."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=16_384)
def tag_identity(tag: str) -> str:
    """Return what two spellings of the same tag have in common; "" is no tag."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", tag).strip().casefold())


def tag_group(tag: str) -> tuple[str, str]:
    """Split ``role:character`` into ("role", "character"); ("", tag) when it has no prefix."""
    prefix, separator, rest = tag.partition(":")
    if separator and prefix.strip() and rest.strip():
        return prefix.strip(), rest.strip()
    return "", tag


def apply_delta(tags: Iterable[str], add: Iterable[str], remove: Iterable[str]) -> tuple[str, ...]:
    """Return `tags` without `remove` and then with `add` at the end, each identity once.

    Spellings that are already there stay as they are, in their order.
    """
    gone = {tag_identity(tag) for tag in remove}
    result: list[str] = []
    seen: set[str] = set()
    for tag in tags:
        identity = tag_identity(tag)
        if identity not in gone:
            result.append(tag)
            seen.add(identity)
    for tag in add:
        identity = tag_identity(tag)
        if identity and identity not in seen:
            result.append(unicodedata.normalize("NFC", tag).strip())
            seen.add(identity)
    return tuple(result)


def split_pasted(text: str) -> tuple[str, ...]:
    """Return the tags in typed or pasted text: separated by commas, semicolons or lines."""
    for separator in ("\r", "\n", ";", "、", "\uff0c", "\t"):
        text = text.replace(separator, ",")
    return apply_delta((), text.split(","), ())
