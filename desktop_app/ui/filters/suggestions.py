"""What completion offers for the word at the cursor, and what taking an offer makes of the text."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.domain.query_parser import KEYS, Completion, quote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from desktop_app.catalog.searcher import Searcher

OFFERS = 8
_OFFERED_KEYS = 4
_WORD_CHARACTERS = 2
"""From how many characters on a plain word is completed with tags."""
_COUNTED_KEYS = frozenset(
    {
        *("tag", "model", "type", "category", "visibility", "collection", "character"),
        *("sampler", "lora"),
    }
)
"""Keys whose values are those of the library, as the searcher counts them."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the completion.

    Attributes:
        label: what is shown.
        inserted: what takes the place of what was typed.
        count: how many assets have it; None for keys and fixed words.
        is_whole: whether the term is finished with it (a key alone is not).
    """

    label: str
    inserted: str
    count: int | None = None
    is_whole: bool = True


def fixed_offers(asked: Completion) -> list[Offer]:
    """Return the offers that need no library: keys, and the fixed values of a key."""
    typed = asked.typed.casefold()
    if asked.key is None:
        if not typed:
            return []
        keys = [key for key in KEYS if key.startswith(typed)]
        return [Offer(f"{key}:", f"{key}:", is_whole=False) for key in keys[:_OFFERED_KEYS]]
    values = KEYS.get(asked.key, ())
    return [Offer(value, value) for value in values if value.startswith(typed)][:OFFERS]


def counted_offers(
    asked: Completion, searcher: "Searcher"
) -> "Future[list[tuple[str, int]]] | None":
    """Ask for values of the library; None when there is nothing to ask for."""
    if asked.key is None:
        if len(asked.typed) < _WORD_CHARACTERS or asked.typed in {"OR", "AND"}:
            return None
        return searcher.tag_suggestions(asked.typed, OFFERS)
    if asked.key in _COUNTED_KEYS:
        return searcher.value_suggestions(asked.key, asked.typed, OFFERS)
    return None


def with_counted(
    asked: Completion, fixed: "Sequence[Offer]", found: "Sequence[tuple[str, int]]"
) -> list[Offer]:
    """Return fixed offers and those of the library together."""
    if asked.key is None:
        counted = [Offer(f"tag:{value}", f"tag:{quote(value)}", uses) for value, uses in found]
    else:
        counted = [Offer(value, quote(value), uses) for value, uses in found]
    return [*fixed, *counted][:OFFERS]


def preferred(asked: Completion, offers: "Sequence[Offer]") -> int:
    """Return which offer Enter takes if the user does not choose one; -1 for none.

    A key wants a value: the one that was typed if it exists, else the first. A plain word
    stays a plain word.
    """
    if asked.key is None or not asked.typed or not offers:
        return -1
    typed = asked.typed.casefold()
    for at, offer in enumerate(offers):
        if offer.label.casefold() == typed:
            return at
    return 0


def taken(text: str, asked: Completion, offer: Offer) -> tuple[str, int]:
    """Return the text with the offer in its place, and where the cursor goes."""
    after = text[asked.end :]
    space = " " if offer.is_whole and not after.startswith(" ") else ""
    before = text[: asked.start] + offer.inserted + space
    cursor = len(before) + (1 if offer.is_whole and not space else 0)
    return before + after, cursor
