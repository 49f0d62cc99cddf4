"""A pulled row for which something waits here: both become one, in the transaction of its page.

The present value becomes the merged one, its base becomes theirs, and the version with it: to
store the new version beside the old base would let the next swap trample what they wrote.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from desktop_app.catalog import conflicts
from desktop_app.catalog.outbox import forget_problems, next_seq
from desktop_app.catalog.outbox_entries import (
    Edit,
    Entry,
    base_of,
    drop_edit,
    edits_of,
    put_edit,
    remove,
)
from desktop_app.catalog.replica_rows import (
    NEW_ASSET,
    NEW_COLLECTION,
    Pulled,
    Values,
    as_sent,
    canonical_or,
    editable_of,
    sent_value,
    stored_value,
)
from desktop_app.catalog.replica_store import taken
from desktop_app.catalog.stored import parsed
from desktop_app.catalog.write import Write
from desktop_app.domain.changes import Column
from desktop_app.domain.entities import Json
from desktop_app.domain.merge import Sent, merge, same
from desktop_app.domain.sync import WHOLE_ROW, Entity

_NEW: Final = {Entity.ASSET: NEW_ASSET, Entity.COLLECTION: NEW_COLLECTION}
_UPDATED: Final = ("updated_at", "updated_at_us")


class _Meeting(NamedTuple):
    """A row here, what the server has of it, and what waits for it."""

    entity: Entity
    id: str
    before: Values
    theirs: Pulled
    entry: Entry

    @property
    def is_open(self) -> bool:
        """Whether something that was sent may still arrive.

        With a version it cannot, not even what is in flight: a swap that names an older one misses
        from now on. To remember what was sent would let a later merge take a tag that came since
        for one that the server never had.
        """
        has_version = self.theirs.values.get("version") is not None
        return self.entry.claimed_seq is not None and not has_version


def met(write: Write, entity: Entity, before: Values, theirs: Pulled, entry: Entry) -> Values:
    """Merge a row with what waits for it, an insert or an update; return the row's new values.

    An insert of ours is acknowledged by its row being there.
    """
    meeting = _Meeting(entity, theirs.id, before, theirs, entry)
    edits = edits_of(write, entity, theirs.id)
    if entry.kind == "insert":
        known = base_of(write, entity, theirs.id)
        if entry.claimed_seq is None:
            edits = _edits_of_unsent(write, meeting, known)
        elif known is not None:
            edits = _edits_put_back(write, meeting, known, edits)
        meeting = _as_update(write, meeting)
    values = {**theirs.values}
    is_waiting = False
    for edit in edits:
        if (left := _merged(write, meeting, edit)) is not None:
            put_edit(write, entity, theirs.id, left)
            values[edit.column] = stored_value(entity.table, edit.column, left.value)
            is_waiting = True
        else:
            drop_edit(write, entity, theirs.id, edit.column)
    _settle(write, meeting, values, is_waiting=is_waiting)
    if entity is Entity.COLLECTION:
        return values
    return taken(before, values | {"has_pending": int(is_waiting)})


def server_values(entity: Entity, before: Values, edits: Sequence[Edit]) -> dict[str, Json]:
    """Return the editable columns of a row as the server had them last, as far as we know."""
    return editable_of(entity.table, before) | {edit.column: edit.base for edit in edits}


def _merged(write: Write, meeting: _Meeting, edit: Edit) -> Edit | None:
    """Return what is left of an edit beside their value; None when nothing is to be sent."""
    entity, id_, _, theirs, _ = meeting
    if edit.column not in theirs.values:
        # The server has no such column any more: what it says when it is sent is the answer.
        return edit
    value = sent_value(edit.column, theirs.values[edit.column])
    base = as_sent(entity.table, edit.column, edit.base)
    merged = merge(
        edit.column,
        base,
        edit.value,
        value,
        sent=[one._replace(base=as_sent(entity.table, edit.column, one.base)) for one in edit.sent],
        is_gone=_is_gone(write, edit),
    )
    if merged.is_conflict:
        conflicts.log(
            write,
            entity,
            id_,
            edit.column,
            base=base,
            mine=edit.value,
            theirs=value,
        )
    has_arrived = not meeting.is_open or all(same(one.value, value) for one in edit.sent)
    if same(merged.value, value) and has_arrived:
        return None
    return Edit(
        edit.column,
        parsed(canonical_or(theirs.sent[edit.column], "null")),
        merged.value,
        edit.seq if same(merged.value, edit.value) else next_seq(write),
        edit.sent if meeting.is_open else (),
    )


def _is_gone(write: Write, edit: Edit) -> bool:
    if edit.column != Column.COLLECTION or edit.value is None:
        return False
    found = write.run("SELECT 1 FROM collection WHERE id = ?1", edit.value)
    return found.first() is None


def _edits_put_back(
    write: Write, meeting: _Meeting, bases: Mapping[str, Json], since: Sequence[Edit]
) -> list[Edit]:
    """Return what was edited of a row that we have sent to be put back, and found there.

    It is ours, or another machine of the same user was quicker with its own: nobody can tell, so
    what was sent counts as what the server may have taken. `since`: what was edited after it.
    """
    ours = editable_of(meeting.entity.table, meeting.before)
    sent = ours | {edit.column: edit.base for edit in since}
    seq = next_seq(write)
    return [
        Edit(column, base, ours[column], seq, (Sent(base, sent[column]),))
        for column, base in bases.items()
        if not (same(ours[column], base) and same(sent[column], base))
    ]


def _edits_of_unsent(
    write: Write, meeting: _Meeting, known: Mapping[str, Json] | None
) -> list[Edit]:
    """Return what was edited of a row that is on the server although we have never sent it.

    Another machine of the same user has put it there, or put it back. If it was there before, the
    bases are `known` from then; otherwise a new row's values are the bases.
    """
    entity, id_, before, _, _ = meeting
    card = conflicts.of_row(write, entity, id_, WHOLE_ROW)
    if card is not None:
        conflicts.close(write, [card.seq])
    bases = editable_of(entity.table, _NEW[entity]) | dict(known or {})
    seq = next_seq(write)
    return [
        Edit(column, bases[column], value, seq)
        for column, value in editable_of(entity.table, before).items()
        if not same(value, bases[column])
    ]


def _as_update(write: Write, meeting: _Meeting) -> _Meeting:
    write.run(
        """
        UPDATE outbox
        SET kind = 'update', state = 'queued', attempts = 0, next_at_us = 0, last_error = NULL,
            claimed_seq = NULL, is_doubtful = 0, gone = NULL
        WHERE entity = ?1 AND id = ?2
        """,
        meeting.entity,
        meeting.id,
    )
    write.run("DELETE FROM upload WHERE asset_id = ?1 AND NOT is_done", meeting.id)
    forget_problems(write, meeting.entity, [meeting.id])
    return meeting._replace(entry=Entry("update", "queued", None, is_doubtful=False))


def _settle(write: Write, meeting: _Meeting, values: Values, *, is_waiting: bool) -> None:
    """Leave an update only if something is left of it; its row counts as updated here then."""
    entity, id_ = meeting.entity, meeting.id
    if not is_waiting:
        forget_problems(write, entity, [id_])
        remove(write, entity, id_)
        return
    updated_at, updated_at_us = (values.pop(name, None) for name in _UPDATED)
    write.run(
        """
        UPDATE outbox
        SET base_updated_at = ifnull(?3, base_updated_at),
            base_updated_at_us = ifnull(?4, base_updated_at_us),
            state = iif(?5 OR state <> 'in_flight', state, 'queued'),
            claimed_seq = iif(?5, claimed_seq, NULL), is_doubtful = iif(?5, is_doubtful, 0)
        WHERE entity = ?1 AND id = ?2
        """,
        entity,
        id_,
        updated_at,
        updated_at_us,
        int(meeting.is_open),
    )
