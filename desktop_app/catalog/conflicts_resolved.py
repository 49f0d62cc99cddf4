"""The user's answers to conflicts: keep mine, or take theirs.

What an answer changes is an edit like any other: it waits for the server, and can be undone.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final

from desktop_app.catalog import (
    collection_edits,
    conflicts,
    edits,
    history,
    outbox,
    recycle,
    tag_edits,
    trash,
)
from desktop_app.catalog.cells import Cell, Cells, set_cells
from desktop_app.catalog.nested import without_step
from desktop_app.catalog.outbox_entries import entry_of, remove
from desktop_app.catalog.replica_rows import instant_us, sent_value, stored_value
from desktop_app.catalog.replica_store import add_collections, stored_assets, stored_collections
from desktop_app.catalog.stored import canonical
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import Column, TagDelta
from desktop_app.domain.entities import Json
from desktop_app.domain.merge import merge, same
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import WHOLE_ROW, Conflict, Entity, Side

_Answer = Callable[[Write, Conflict, Side], Cells]

_SEVERAL: Final = "edit"
"""Code of a step that changed more than one column."""


def resolve(write: Write, seqs: Sequence[int], *, keep: Side) -> None:
    """Do as the user says, and close the cards; those that are closed already are passed over."""
    found = conflicts.listed(write.connection, seqs)
    write.group_id = history.next_group(write.connection)
    answers = [(one, _answer_to(one)(write, one, keep)) for one in found]
    _record(write, [(one, cells) for one, cells in answers if cells])
    conflicts.close(write, [one.seq for one in found])


def _answer_to(one: Conflict) -> _Answer:
    answer: _Answer
    match one.entity, one.column == WHOLE_ROW, one.mine is None:
        case Entity.ASSET, True, True:
            answer = _delete_after_all
        case Entity.ASSET, True, False:
            answer = _put_back
        case Entity.ASSET, False, _:
            answer = _BY_COLUMN.get(one.column, _set)
        case _, True, True:
            answer = _delete_collection_after_all
        case _, True, False:
            answer = _make_collection_again
        case _:
            answer = _rename_collection
    return answer


def _record(write: Write, answers: Sequence[tuple[Conflict, Cells]]) -> None:
    """Write down one step: each collection is a part of its own, assets in a row are one."""
    if not answers:
        return
    parts: list[Cells] = []
    for entity, some in groupby(answers, key=lambda answer: answer[0].entity):
        all_cells = [cells for _, cells in some]
        parts += all_cells if entity is Entity.COLLECTION else [_together(all_cells)]
    code, *others = dict.fromkeys(_code(one) for one, _ in answers)
    history.record(write, _SEVERAL if others else code, "", dict(enumerate(parts)))


def _together(all_cells: Iterable[Cells]) -> Cells:
    """Return the cells of assets as one; no two are of the same column of the same asset."""
    whole: Cells = {}
    for cells in all_cells:
        for column, some in cells.items():
            whole.setdefault(column, []).extend(some)
    return whole


def _code(one: Conflict) -> str:
    if one.entity is Entity.COLLECTION:
        return "collection.delete" if one.column == WHOLE_ROW else "collection.rename"
    return f"edit.{one.column}"


def _set(write: Write, one: Conflict, keep: Side) -> Cells:
    """Set a column to the value of one side.

    Mine needs nothing but where theirs stands, since mine was given up for it.
    """
    column = Column(one.column)
    now = _now(write, one)
    if now is None:
        return {}
    row, present = now
    wanted = one.mine if keep is Side.MINE else one.theirs
    if same(present, wanted) or (keep is Side.MINE and not same(present, one.theirs)):
        return {}
    stored = stored_value(RemoteTable.ASSETS, column, wanted)
    if column is Column.COLLECTION and stored is not None:
        stored = stored if str(stored) in stored_collections(write, [str(stored)]) else None
    value = stored if isinstance(stored, int | str) else None
    return edits.set_values(write, [row], {column: value})


def _set_tags(write: Write, one: Conflict, keep: Side) -> Cells:
    """Give and take the tags that were given and taken here; theirs stand already."""
    now = _now(write, one)
    if now is None or keep is Side.THEIRS:
        return {}
    mine, base = _texts(one.mine), _texts(one.base)
    delta = TagDelta(
        add=tuple(tag for tag in mine if tag not in base),
        remove=tuple(tag for tag in base if tag not in mine),
    )
    return tag_edits.edit(write, [now[0]], delta)


def _set_roleplay(write: Write, one: Conflict, keep: Side) -> Cells:
    """Take their value of each key that both sides changed; mine stand already."""
    now = _now(write, one)
    if now is None or keep is Side.MINE:
        return {}
    row, present = now
    mine, theirs = one.mine, one.theirs
    if not (isinstance(present, dict) and isinstance(mine, dict)):
        return {}
    turned = merge(one.column, one.base, theirs, mine).value
    value = without_step(present, mine, turned if isinstance(turned, dict) else {})
    if same(value, present):
        return {}
    set_cells(write, Column.ROLEPLAY, [Cell(row, one.id, present, value)])
    return {Column.ROLEPLAY: [[canonical(present), canonical(value), [row]]]}


_BY_COLUMN: Final[dict[str, _Answer]] = {
    Column.TAGS: _set_tags,
    Column.ROLEPLAY: _set_roleplay,
}


def _put_back(write: Write, one: Conflict, keep: Side) -> Cells:
    """Edited here, deleted there: put it on the server again, or let it go."""
    entry = entry_of(write, Entity.ASSET, one.id)
    if entry is None or entry.state != "held" or write.account is None:
        return {}
    if keep is Side.MINE:
        recycle.name_uploads(write, write.account, [one.id])
        outbox.queue_again(write, Entity.ASSET, [one.id])
    else:
        recycle.put_away(write, [one.id])
        remove(write, Entity.ASSET, one.id)
    return {}


def _delete_after_all(write: Write, one: Conflict, keep: Side) -> Cells:
    """Deleted here, edited there: delete what has come back, or keep it."""
    if keep is Side.MINE and one.row is not None:
        trash.trash(write, [one.row])
        trash.remove(write, [one.row])
    return {}


def _delete_collection_after_all(write: Write, one: Conflict, keep: Side) -> Cells:
    if keep is Side.THEIRS:
        return {}
    return collection_edits.remove(write, one.id)[1]


def _make_collection_again(write: Write, one: Conflict, keep: Side) -> Cells:
    """Renamed here, deleted there: make it again under its id, or let it go."""
    is_here = one.id in stored_collections(write, [one.id])
    if keep is Side.MINE and not is_here and isinstance(one.mine, dict):
        values = {name: str(value) for name, value in one.mine.items()}
        created_at_us = instant_us(values["created_at"])
        add_collections(write, [(one.id, {**values, "created_at_us": created_at_us})])
        outbox.note_collection_insert(write, one.id)
    return {}


def _rename_collection(write: Write, one: Conflict, keep: Side) -> Cells:
    if keep is Side.MINE or one.id not in stored_collections(write, [one.id]):
        return {}
    return collection_edits.rename(write, one.id, str(one.theirs))[1]


def _now(write: Write, one: Conflict) -> tuple[int, Json] | None:
    """Return the asset's row and its present value of the column; None when it is gone."""
    stored = stored_assets(write, [one.id]).get(one.id)
    if stored is None or one.row is None:
        return None
    return one.row, sent_value(one.column, stored[one.column])


def _texts(value: Json) -> list[str]:
    return [tag for tag in value if isinstance(tag, str)] if isinstance(value, list) else []
