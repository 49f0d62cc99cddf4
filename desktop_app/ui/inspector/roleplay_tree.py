"""Roleplay metadata as a small readable tree: any JSON, the well-known keys first."""

from collections.abc import Iterator, Mapping

from desktop_app.domain.entities import Json
from desktop_app.ui.inspector.fact_rows import Fact
from desktop_app.ui.inspector.wording import query_text, translate

_MOST_ROWS = 60
_DEEPEST = 5
IDS = frozenset({"character_id", "scene_id", "roleplay_session", "conversation_id"})
"""Keys whose values say nothing to a reader; they stand under "More"."""


def roleplay_facts(metadata: Mapping[str, Json]) -> list[Fact]:
    """Return the rows of the tree; a character is pressed to see all its assets."""
    order = ("scene_context", "character_name")
    shown = {
        key: value
        for key, value in metadata.items()
        if value not in (None, "", [], {}) and (key not in IDS or _stands_for_name(key, metadata))
    }
    keys = sorted(shown, key=lambda key: (order.index(key) if key in order else 2, key))
    facts: list[Fact] = []
    for key in keys:
        for fact in _rows(key, shown[key], 0):
            if len(facts) == _MOST_ROWS:
                facts.append(Fact("…", ""))
                return facts
            facts.append(fact)
    return facts


def _stands_for_name(key: str, metadata: Mapping[str, Json]) -> bool:
    """Return whether this is the id of a character whose name is not known."""
    return key == "character_id" and not metadata.get("character_name")


def _rows(key: str, value: Json, level: int) -> Iterator[Fact]:
    name = _name(key)
    if isinstance(value, dict | list) and level < _DEEPEST:
        plain = isinstance(value, list) and not any(isinstance(v, dict | list) for v in value)
        if plain:
            yield Fact(name, ", ".join(_text(part) for part in value), level=level)
            return
        yield Fact(name, "", level=level)
        parts = value.items() if isinstance(value, dict) else enumerate(value, start=1)
        for part_key, part in parts:
            yield from _rows(str(part_key), part, level + 1)
    elif key in {"character_name", "character_id"} and level == 0:
        text = _text(value)
        yield Fact(name, text, query=query_text("character", text), is_link=True)
    else:
        yield Fact(name, _text(value), level=level)


def _name(key: str) -> str:
    known = {
        "scene_context": translate("Inspector", "Scene"),
        "character_name": translate("Inspector", "Character"),
        "character_id": translate("Inspector", "Character"),
        "type": translate("Inspector", "Type"),
    }
    if key in known:
        return known[key]
    words = key.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _text(value: Json) -> str:
    if value is True:
        return translate("Inspector", "yes")
    if value is False:
        return translate("Inspector", "no")
    if value is None:
        return translate("Inspector", "none")
    if isinstance(value, dict | list):
        return "…"
    return str(value)
