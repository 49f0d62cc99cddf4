"""What a query means, said once more in plain Python over whole assets: slow and obvious."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from desktop_app.domain.entities import Asset, Collection, FileState
from desktop_app.domain.query import (
    RECENT_DAYS,
    And,
    AssetQuery,
    Equals,
    Expression,
    Facet,
    Field,
    Not,
    Or,
    PlaceKind,
    Range,
    SortKey,
    Words,
)
from desktop_app.domain.query_parser import parse
from desktop_app.domain.results import Section
from desktop_app.domain.tags import tag_identity

CJK = "\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff"
_TOKEN = re.compile(f"[{CJK}]|[^\\W_{CJK}]+|\U0001f525")


@dataclass(frozen=True)
class Found:
    """What the index is to answer."""

    rows: list[int]
    sections: tuple[Section, ...]
    total_bytes: int


class Reference:
    """Answers from a list of all assets, trashed ones included."""

    def __init__(
        self, assets: Iterable[Asset], collections: Iterable[Collection], now_us: int, zone: tzinfo
    ) -> None:
        self._assets = list(assets)
        self._names: dict[str | None, str] = {
            collection.id: collection.name for collection in collections
        }
        self._now_us = now_us
        self._zone = zone
        hashes = Counter(asset.content_hash for asset in self._assets if not asset.trashed_at_us)
        self._doubled = {key for key, count in hashes.items() if key and count > 1}

    def search(self, query: AssetQuery) -> Found:
        shown = [asset for asset in self._assets if self._is_shown(asset, query, None)]
        shown.sort(key=lambda asset: (asset.created_at_us, asset.row), reverse=True)
        if query.sort.key is SortKey.TITLE:
            titled = [asset for asset in shown if asset.custom_title]
            titled.sort(key=_nocase, reverse=query.sort.is_descending)
            shown = [*titled, *(asset for asset in shown if not asset.custom_title)]
        else:
            shown.sort(key=_SORT_KEYS[query.sort.key], reverse=query.sort.is_descending)
        sections: list[Section] = []
        if query.sort.key in {SortKey.CREATED, SortKey.UPDATED}:
            for position, asset in enumerate(shown):
                day = self._local(_SORT_KEYS[query.sort.key](asset)).toordinal()
                if not sections or sections[-1].day != day:
                    sections.append(Section(day, position, 0))
                last = sections[-1]
                sections[-1] = Section(last.day, last.start, last.count + 1)
        return Found(
            [asset.row for asset in shown],
            tuple(sections),
            sum(asset.file_size_bytes for asset in shown),
        )

    def facets(self, query: AssetQuery) -> dict[Facet, dict[str, int]]:
        counted: dict[Facet, dict[str, int]] = {}
        for facet in Facet:
            ignored = None if facet is Facet.TAG else facet
            counts: Counter[str] = Counter()
            for asset in self._assets:
                if self._is_shown(asset, query, ignored):
                    counts.update({value for value in self._values(asset, facet) if value})
            counted[facet] = dict(counts)
        return counted

    def places(self) -> dict[PlaceKind, int]:
        kinds = [kind for kind in PlaceKind if kind is not PlaceKind.COLLECTION]
        return {
            kind: sum(self._is_in(asset, kind, is_trash_asked_for=False) for asset in self._assets)
            for kind in kinds
        }

    def collections(self) -> dict[str, int]:
        return dict(
            Counter(
                asset.collection_id
                for asset in self._assets
                if asset.collection_id and not asset.trashed_at_us
            )
        )

    def _local(self, instant_us: int) -> datetime:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant_us)).astimezone(
            self._zone
        )

    def _is_shown(self, asset: Asset, query: AssetQuery, ignored: Facet | None) -> bool:
        expression = parse(query.text, now_us=self._now_us, zone=self._zone).expression
        if query.place.kind is PlaceKind.COLLECTION:
            is_there = not asset.trashed_at_us and asset.collection_id == query.place.collection_id
        else:
            is_there = self._is_in(
                asset, query.place.kind, is_trash_asked_for="is:trashed" in query.text
            )
        if not is_there or not self._matches(asset, expression):
            return False
        for facet in Facet:
            if facet is ignored:
                continue
            choices = [choice for choice in query.facets if choice.facet is facet]
            values = self._values(asset, facet)
            included = [choice for choice in choices if not choice.is_excluded]
            hits = [
                (tag_identity(choice.value) if facet is Facet.TAG else choice.value) in values
                for choice in included
            ]
            if hits and not (all(hits) if facet is Facet.TAG else any(hits)):
                return False
            if any(
                (tag_identity(choice.value) if facet is Facet.TAG else choice.value) in values
                for choice in choices
                if choice.is_excluded
            ):
                return False
        return True

    def _is_in(self, asset: Asset, kind: PlaceKind, *, is_trash_asked_for: bool) -> bool:
        if kind is PlaceKind.TRASH:
            return asset.trashed_at_us is not None
        if asset.trashed_at_us is not None:
            return kind is PlaceKind.ALL and is_trash_asked_for
        recent_us = self._now_us - RECENT_DAYS * 86_400_000_000
        return {
            PlaceKind.ALL: True,
            PlaceKind.FAVORITES: asset.is_favorite,
            PlaceKind.RECENT: asset.created_at_us >= recent_us,
            PlaceKind.WAITING: bool(asset.pending_columns),
            PlaceKind.CONFLICTS: False,
            PlaceKind.THIS_MACHINE: False,
        }[kind]

    def _values(self, asset: Asset, facet: Facet) -> set[str]:
        character = asset.roleplay_metadata.get("character_name")
        return {
            Facet.TYPE: {asset.asset_type},
            Facet.TAG: set(map(tag_identity, asset.tags)),
            Facet.MODEL: {asset.model_used},
            Facet.CATEGORY: {asset.content_category},
            Facet.VISIBILITY: {asset.visibility},
            Facet.DATE: {f"{self._local(asset.created_at_us):%Y-%m}"},
            Facet.CHARACTER: {str(character)} if character else set(),
        }[facet]

    def _matches(self, asset: Asset, expression: Expression) -> bool:
        match expression:
            case And(operands):
                return all(self._matches(asset, operand) for operand in operands)
            case Or(operands):
                return any(self._matches(asset, operand) for operand in operands)
            case Not(operand):
                return not self._matches(asset, operand)
            case Words():
                texts = {
                    Field.ANY: [asset.original_prompt, asset.custom_title or "", *asset.tags],
                    Field.PROMPT: [asset.original_prompt],
                    Field.TITLE: [asset.custom_title or ""],
                    Field.NEGATIVE: [asset.generation.negative_prompt],
                }[expression.field]
                return any(holds(text, expression) for text in texts)
            case Range():
                return self._is_within(asset, expression)
            case Equals(key, value):
                return self._equals(asset, key, value)

    def _is_within(self, asset: Asset, asked: Range) -> bool:
        width, height = asset.width_px or 0, asset.height_px or 0
        value = {
            "width": width or None,
            "height": height or None,
            "size": asset.file_size_bytes,
            "duration": asset.duration_seconds or None,
            "steps": asset.generation.steps,
            "cfg": asset.generation.cfg_scale,
            "created": asset.created_at_us,
            "updated": asset.updated_at_us,
            "ratio": width / height if width and height else None,
        }[asked.key]
        if value is None:
            return False
        is_above = asked.low is None or (
            value >= asked.low if asked.is_low_included else value > asked.low
        )
        return is_above and (
            asked.high is None
            or (value <= asked.high if asked.is_high_included else value < asked.high)
        )

    def _equals(self, asset: Asset, key: str, value: str) -> bool:
        folded = value.casefold()
        generation = asset.generation
        told: dict[str, Callable[[], Any]] = {
            "tag": lambda: tag_identity(value) in map(tag_identity, asset.tags),
            "model": lambda: asset.model_used.casefold() == folded,
            "type": lambda: asset.asset_type.casefold() == folded,
            "category": lambda: asset.content_category.casefold() == folded,
            "visibility": lambda: asset.visibility.casefold() == folded,
            "character": lambda: (
                folded == str(asset.roleplay_metadata.get("character_name", "")).casefold()
            ),
            "collection": lambda: self._names.get(asset.collection_id, "").casefold() == folded,
            "seed": lambda: asset.generation_seed == value,
            "sampler": lambda: generation.sampler.casefold() == folded,
            "lora": lambda: folded in [lora.casefold() for lora in generation.loras],
            "is:favorite": lambda: asset.is_favorite,
            "is:untagged": lambda: not asset.tags,
            "is:pending": lambda: bool(asset.pending_columns),
            "is:conflict": lambda: False,
            "is:problem": lambda: False,
            "is:missing": lambda: asset.file_state is FileState.MISSING,
            "is:local": lambda: asset.file_state in {FileState.STORED, FileState.REFERENCED},
            "is:trashed": lambda: asset.trashed_at_us is not None,
            "is:duplicate": lambda: not asset.trashed_at_us and asset.content_hash in self._doubled,
            "has:tag": lambda: asset.tags,
            "has:title": lambda: asset.custom_title,
            "has:prompt": lambda: asset.original_prompt,
            "has:negative": lambda: generation.negative_prompt,
            "has:seed": lambda: asset.generation_seed,
            "has:collection": lambda: asset.collection_id,
            "has:character": lambda: asset.roleplay_metadata.get("character_name"),
        }
        return bool(told[f"{key}:{value}" if key in {"is", "has"} else key]())


def holds(text: str, words: Words) -> bool:
    """Return whether a text holds words: whole words, or CJK characters anywhere."""
    sought = _TOKEN.findall(words.text.casefold())
    there = _TOKEN.findall(text.casefold())
    is_cjk_last = bool(re.match(f"[{CJK}]", sought[-1]))
    if words.is_substring and len(sought) == 1 and not is_cjk_last:
        return any(sought[0] in token for token in there)
    for at in range(len(there) - len(sought) + 1):
        *head, last = there[at : at + len(sought)]
        is_last = (
            last.startswith(sought[-1])
            if words.is_prefix or words.is_substring
            else last == sought[-1]
        )
        if head == sought[:-1] and is_last:
            return True
    return False


def _nocase(asset: Asset) -> bytes:
    """Order as SQLite's NOCASE does: bytes, with ASCII letters in lower case."""
    return (asset.custom_title or "").encode().lower()


_SORT_KEYS: dict[SortKey, Callable[[Asset], Any]] = {
    SortKey.CREATED: lambda asset: asset.created_at_us,
    SortKey.UPDATED: lambda asset: asset.updated_at_us,
    SortKey.ADDED: lambda asset: asset.added_at_us,
    SortKey.SIZE: lambda asset: asset.file_size_bytes,
    SortKey.MODEL: lambda asset: (asset.model_used.casefold(), asset.model_used),
    SortKey.DURATION: lambda asset: asset.duration_seconds or 0,
    SortKey.PIXELS: lambda asset: (asset.width_px or 0) * (asset.height_px or 0),
}
