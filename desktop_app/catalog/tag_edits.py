"""Edits of assets' tags, and taking them back; the vocabulary follows.

Cells for the history: ``[[dropped, inserted, was_null, [row, …]], …]`` (see tag_scripts.py).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NamedTuple

from desktop_app.catalog import tag_ends, vocabulary
from desktop_app.catalog.cells import Cell, Cells, current_values, set_cells
from desktop_app.catalog.stored import storable, tags_in
from desktop_app.catalog.tag_ends import End
from desktop_app.catalog.tag_scripts import (
    Placed,
    ScriptFor,
    TagScript,
    delta_scripts,
    rename_scripts,
)
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import Column, TagDelta
from desktop_app.domain.entities import Json
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.tags import apply_delta, tag_identity

_READ_SQL: Final = """
SELECT '[' || ifnull(group_concat(
    '[' || asset."row" || ',' || json_quote(asset.id) || ',' || CASE
        WHEN asset.tags IS NULL THEN 'null'
        WHEN json_valid(asset.tags) AND substr(asset.tags, 1, 1) = '['
            AND instr(substr(asset.tags, 2), '[') = 0 AND instr(asset.tags, '{') = 0
        THEN asset.tags
        ELSE json_quote(asset.tags)
    END || ']'
), '') || ']'
FROM json_each(?) AS wanted CROSS JOIN asset ON asset."row" = wanted.value
"""
"""All lists of tags as one JSON: plain ones as they stand, so that one parser takes all of them;
odd ones, and those with brackets in a tag, as texts to be looked at one by one."""


def edit(write: Write, rows: Sequence[int], delta: TagDelta) -> Cells:
    """Give and take tags; new ones adopt the spelling they have elsewhere."""
    add = apply_delta((), vocabulary.adopted(write, delta.add), ())
    if not add or delta.remove:
        return _rewrite(write, dict.fromkeys(rows, _Change(delta_scripts(add, delta.remove))))
    ends = tag_ends.put(write, add, rows)
    done = {row for end in ends for row in end.rows}
    left = [row for row in rows if row not in done]
    cells = _rewrite(write, dict.fromkeys(left, _Change(delta_scripts(add, ())))) if left else {}
    if ends:
        put = [[(), list(enumerate(add, end.length)), end.was_null, end.rows] for end in ends]
        cells[Column.TAGS] = [*put, *cells.get(Column.TAGS, ())]
    return cells


def rename(write: Write, rows: Sequence[int], olds: Sequence[str], new: str) -> Cells:
    """Put one tag in the place of others; it keeps its spelling if it is in use already.

    Where it is one of those that it replaces, it is respelled.
    """
    is_respelled = tag_identity(new) in {tag_identity(old) for old in olds}
    wanted = new if is_respelled else vocabulary.adopted(write, (new,))[0]
    return _rewrite(write, dict.fromkeys(rows, _Change(rename_scripts(olds, wanted))))


def take_back(write: Write, cells: Sequence[Sequence[Any]]) -> None:
    """Undo the cells by the inverse of what they did, whatever else has changed since."""
    done: set[int] = set()
    if put := _commonest([(inserted, end) for dropped, inserted, *end in cells if not dropped]):
        done.update(tag_ends.take(write, *put))
    if taken := _commonest([(dropped, end) for dropped, inserted, *end in cells if not inserted]):
        done.update(tag_ends.put_back(write, *taken))
    changes: dict[int, _Change] = {}
    for dropped, inserted, was_null, rows in cells:
        script = TagScript(_placed(inserted), _placed(dropped))
        left = [row for row in rows if row not in done]
        changes.update(dict.fromkeys(left, _Change(partial(_same, script), was_null)))
    if changes:
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


class _Rewritten(NamedTuple):
    """What becomes of one list of tags."""

    script: TagScript
    after: Json
    lost: Sequence[str]
    gained: Sequence[str]
    respelled: Sequence[str]


@dataclass(eq=False, slots=True)
class _Change:
    """What is to happen to assets' tags, worked out once for all that have the same ones."""

    script_for: ScriptFor
    is_null_when_empty: bool = False
    known: dict[tuple[str, ...], _Rewritten | None] = field(default_factory=dict)

    def of(self, tags: tuple[str, ...]) -> _Rewritten | None:
        """Return what becomes of this list; None when nothing does."""
        if tags not in self.known:
            self.known[tags] = self._worked_out(tags)
        return self.known[tags]

    def _worked_out(self, tags: tuple[str, ...]) -> _Rewritten | None:
        script = self.script_for(tags)
        after = script.applied_to(tags)
        if after == tags:
            return None
        dropped = [tag for _, tag in script.dropped]
        inserted = [tag for _, tag in script.inserted]
        both = _identities(dropped) & _identities(inserted) if dropped and inserted else ()
        return _Rewritten(
            script,
            None if self.is_null_when_empty and not after else list(after),
            lost=[tag for tag in dropped if tag_identity(tag) not in both] if both else dropped,
            gained=inserted,
            respelled=[tag for tag in inserted if tag_identity(tag) in both] if both else (),
        )


def _rewrite(write: Write, changes: Mapping[int, _Change]) -> Cells:
    cells: list[Cell] = []
    groups: dict[tuple[TagScript, bool], list[int]] = {}
    lost: dict[str, list[int]] = {}
    gained: dict[str, list[int]] = {}
    respelled: dict[str, None] = {}
    for row, id_, tags in _editable(write, changes):
        what = changes[row].of(tuple(tags or ()))
        if what is None:
            continue
        cells.append(Cell(row, id_, None if tags is None else [*tags], what.after))
        groups.setdefault((what.script, tags is None), []).append(row)
        for tag in what.lost:
            lost.setdefault(tag, []).append(row)
        for tag in what.gained:
            gained.setdefault(tag, []).append(row)
        respelled.update(dict.fromkeys(what.respelled))
    set_cells(write, Column.TAGS, cells)
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


def _editable(write: Write, rows: Iterable[int]) -> list[tuple[int, str, list[str] | None]]:
    """Return row, id and tags of those of the assets whose tags can be edited."""
    try:
        found = json.loads(write.run(_READ_SQL, json.dumps(list(rows))).scalar_one())
    except ValueError:  # SQLite takes some texts for JSON that the standard does not
        found = current_values(write, Column.TAGS, rows)
    return [(row, id_, tags) for row, id_, value in found for tags in _tags(value)]


def _tags(value: Json) -> Sequence[list[str] | None]:
    """Return the one list of tags, or None for no value, in a column; nothing for an odd one."""
    if isinstance(value, str):
        texts, are_editable = tags_in(value)
        return [list(texts)] if are_editable else ()
    if isinstance(value, list) and not set(map(type, value)) <= {str}:
        return ()
    return [value]  # type: ignore[list-item]


def _commonest(
    cells: Sequence[tuple[Sequence[Sequence[Any]], Sequence[Any]]],
) -> tuple[tuple[str, ...], list[End]] | None:
    """Return the tags that most assets were given, or lost, in one run, with these assets."""
    ends_of: dict[tuple[str, ...], list[End]] = {}
    for placed, (was_null, rows) in cells:
        first = placed[0][0] if placed else 0
        if [place for place, _ in placed] == list(range(first, first + len(placed))):
            ends = ends_of.setdefault(tuple(tag for _, tag in placed), [])
            ends.append(End(first, bool(was_null), rows))
    if not ends_of:
        return None
    return max(ends_of.items(), key=lambda known: sum(len(end.rows) for end in known[1]))


def _same(script: TagScript, _tags: tuple[str, ...]) -> TagScript:
    return script


def _identities(tags: Sequence[str]) -> set[str]:
    return {tag_identity(tag) for tag in tags}


def _placed(pairs: Sequence[Sequence[Any]]) -> tuple[Placed, ...]:
    return tuple((int(place), str(tag)) for place, tag in pairs)
