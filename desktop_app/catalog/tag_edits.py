"""Edits of assets' tags, and taking them back; the vocabulary follows.

Cells for the history: ``[[dropped, inserted, was_null, [row, …]], …]`` (see tag_scripts.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from desktop_app.catalog import vocabulary
from desktop_app.catalog.cells import Cell, Cells, StoredValue, current_values, set_cells
from desktop_app.catalog.stored import canonical, json_text, storable, tags_in
from desktop_app.catalog.tag_scripts import (
    Placed,
    ScriptFor,
    TagScript,
    delta_scripts,
    rename_scripts,
)
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import Column, TagDelta
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.tags import apply_delta, tag_identity


def edit(write: Write, rows: Sequence[int], delta: TagDelta) -> Cells:
    """Give and take tags; new ones adopt the spelling they have elsewhere."""
    add = vocabulary.adopted(write, delta.add)
    return _rewrite(write, dict.fromkeys(rows, _Change(delta_scripts(add, delta.remove))))


def rename(write: Write, rows: Sequence[int], old: str, new: str) -> Cells:
    """Put one tag in the place of another, which keeps its spelling if it is in use already."""
    is_same = tag_identity(old) == tag_identity(new)
    wanted = new if is_same else vocabulary.adopted(write, (new,))[0]
    return _rewrite(write, dict.fromkeys(rows, _Change(rename_scripts(old, wanted))))


def take_back(write: Write, cells: Sequence[Sequence[Any]]) -> None:
    """Undo the cells by the inverse of what they did, whatever else has changed since."""
    changes: dict[int, _Change] = {}
    for dropped, inserted, was_null, rows in cells:
        script = TagScript(_placed(inserted), _placed(dropped))
        changes.update(dict.fromkeys(rows, _Change(partial(_same, script), was_null)))
    _rewrite(write, changes)


def turned_round(cells: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return the cells of the step that takes this one back."""
    return [[inserted, dropped, False, rows] for dropped, inserted, _, rows in cells]


def clean(typed: str) -> str:
    """Return a typed tag as it would be stored.

    Raises:
        CatalogError: ``tag.empty`` when nothing is left of it.
    """
    cleaned = apply_delta((), (storable(typed),), ())
    if not cleaned:
        raise CatalogError("tag.empty")
    return cleaned[0]


class _Change(NamedTuple):
    """What is to happen to an asset's tags."""

    script_for: ScriptFor
    is_null_when_empty: bool = False


class _Rewritten(NamedTuple):
    """What becomes of one list of tags, worked out once for all assets that have the same."""

    script: TagScript
    before: tuple[str, ...]
    after: str | None
    lost: list[str]
    gained: list[str]
    respelled: list[str]


def _rewrite(write: Write, changes: Mapping[int, _Change]) -> Cells:
    memo: dict[_Change, dict[StoredValue, _Rewritten | None]] = {
        change: {} for change in changes.values()
    }
    cells: list[Cell] = []
    groups: dict[tuple[TagScript, bool], list[int]] = {}
    lost: list[tuple[int, str]] = []
    gained: list[tuple[int, str]] = []
    respelled: dict[str, None] = {}
    for row, id_, stored in current_values(write, Column.TAGS, changes):
        known = memo[changes[row]]
        if stored not in known:
            known[stored] = _rewritten(stored, changes[row])
        what = known[stored]
        if what is None:
            continue
        cells.append(Cell(row, id_, stored, what.after))
        groups.setdefault((what.script, stored is None), []).append(row)
        lost.extend([(row, tag) for tag in what.lost])
        gained.extend([(row, tag) for tag in what.gained])
        respelled.update(dict.fromkeys(what.respelled))
    as_sent = None if write.account is None else _as_sent(memo.values())
    set_cells(write, Column.TAGS, cells, as_sent)
    vocabulary.link(write, gained)
    vocabulary.unlink(write, lost)
    for tag in respelled:
        vocabulary.respell(write, tag)
    if not groups:
        return {}
    return {
        Column.TAGS: [
            [script.dropped, script.inserted, was_null, rows]
            for (script, was_null), rows in groups.items()
        ]
    }


def _rewritten(stored: StoredValue, change: _Change) -> _Rewritten | None:
    """Return what becomes of this list; None when nothing does."""
    tags, are_editable = tags_in(None if stored is None else str(stored))
    if not are_editable:
        return None
    script = change.script_for(tags)
    after = script.applied_to(tags)
    if after == tags:
        return None
    dropped = [tag for _, tag in script.dropped]
    inserted = [tag for _, tag in script.inserted]
    both = _identities(dropped) & _identities(inserted) if dropped and inserted else set()
    return _Rewritten(
        script=script,
        before=tags,
        after=None if change.is_null_when_empty and not after else json_text(after),
        lost=[tag for tag in dropped if tag_identity(tag) not in both] if both else dropped,
        gained=inserted,
        respelled=[tag for tag in inserted if tag_identity(tag) in both] if both else [],
    )


def _same(script: TagScript, _tags: tuple[str, ...]) -> TagScript:
    return script


def _as_sent(
    known: Iterable[Mapping[StoredValue, _Rewritten | None]],
) -> dict[StoredValue, str]:
    """Return the values before and after as canonical JSON, which ours are as they stand."""
    as_sent: dict[StoredValue, str] = {None: canonical(None)}
    for rewritten in known:
        for stored, what in rewritten.items():
            if what is not None and stored is not None:
                as_sent[stored] = json_text(what.before)
            if what is not None and what.after is not None:
                as_sent[what.after] = what.after
    return as_sent


def _identities(tags: Sequence[str]) -> set[str]:
    return {tag_identity(tag) for tag in tags}


def _placed(pairs: Sequence[Sequence[Any]]) -> tuple[Placed, ...]:
    return tuple((int(place), str(tag)) for place, tag in pairs)
