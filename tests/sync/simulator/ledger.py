"""Every committed local edit of one library, cell by cell, and whether it may be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.entities import Json
from desktop_app.domain.remote import RemoteTable
from tests.sync.simulator.server import Commit
from tests.sync.simulator.snapshot import (
    EXISTS,
    TRASHED,
    Cell,
    Snapshot,
    column_cells,
    server_cells,
)

ABSENT: Final = "(absent)"
"""Stands for a tag or a leaf that is not there."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell changed by the user of one library.

    Attributes:
        cell: what was changed.
        before, after: its value; `ABSENT` where there is none.
        commit: how many commits the server had seen.
        must_arrive: the library knew that the server has another value.
        came_with_row: it is a value of a row that was made, or brought back after a removal
            that was not this user's.
    """

    cell: Cell
    before: Json
    after: Json
    commit: int
    must_arrive: bool
    came_with_row: bool


class Ledger:
    """The edits of one library, kept for as long as the world lasts.

    Attributes:
        count: how many cells were edited.
        edits: those of each cell, in order.
    """

    def __init__(self) -> None:
        self.count = 0
        self.edits: dict[Cell, list[Edit]] = {}
        self.deleted: dict[tuple[RemoteTable, str], int] = {}
        """Rows that the user removed for good, with how many commits there were."""
        self.recalled: set[tuple[RemoteTable, str]] = set()
        """Rows whose removal was under way when the user took it back."""
        self._gone: dict[Cell, Json] = {}
        """What rows had that the user removed for good."""
        self.conflicts: set[tuple[RemoteTable, str, str, str]] = set()
        """Table, id, column and theirs of every conflict that was ever seen."""

    def note(self, before: Snapshot, after: Snapshot, commit: int) -> list[Edit]:
        """Write down what an action of the user changed."""
        made: list[Edit] = []
        mine = set(self.deleted)
        for cell in before.cells.keys() | after.cells.keys():
            old = before.cells.get(cell, ABSENT)
            new = after.cells.get(cell, ABSENT)
            if old == new and type(old) is type(new):
                continue
            table, id_, column, _ = cell
            if column == EXISTS:
                if new is ABSENT:
                    self.deleted[table, id_] = commit
                else:
                    self.deleted.pop((table, id_), None)
                    if before.outbox.get((table, id_)) == ("delete", "in_flight"):
                        self.recalled.add((table, id_))
            elif (table, id_, EXISTS, "") not in after.cells:
                self._gone[cell] = old
                continue
            must = column != TRASHED and _must_arrive(after, cell, new)
            if column != EXISTS and cell in self._gone and self._gone.pop(cell) == new:
                # The removal was taken back, which edits nothing.
                must = must and any(edit.must_arrive for edit in self.edits.get(cell, ())[-1:])
            if column == EXISTS and new is ABSENT:
                must = (table, id_) in after.outbox
            came_with_row = (table, id_, EXISTS, "") not in before.cells and (
                table,
                id_,
            ) not in mine
            made.append(Edit(cell, old, new, commit, must, came_with_row))
        made.sort(key=lambda edit: edit.cell)
        for edit in made:
            self.edits.setdefault(edit.cell, []).append(edit)
        self.count += len(made)
        return made

    def explains(self, cell: Cell, value: Json) -> bool:
        """Whether the user ever gave a cell this value (a leaf: or what it is within)."""
        table, id_, column, part = cell
        if column != "roleplay_metadata":
            return any(edit.after == value for edit in self.edits.get(cell, ()))
        return any(
            key[:3] == (table, id_, column) and (_within(part, key[3]) or _within(key[3], part))
            for key in self.edits
        )

    def saw(self, cell: Cell, value: Json) -> bool:
        """Whether the user saw this value when editing the cell."""
        return any(edit.before == value for edit in self.edits.get(cell, ()))

    def came_with_row(self, cell: Cell, value: Json) -> bool:
        """Whether a row that the user made or brought back had this value."""
        return any(edit.came_with_row and edit.after == value for edit in self.edits.get(cell, ()))

    def last(self) -> Iterator[Edit]:
        """Yield the last edit of each cell."""
        for edits in self.edits.values():
            yield edits[-1]


def _must_arrive(after: Snapshot, cell: Cell, value: Json) -> bool:
    table, id_, column, part = cell
    kind, _ = after.outbox.get((table, id_), ("", ""))
    pending = after.pending.get((table, id_, column))
    if pending is not None:
        known = pending.base
    elif kind != "insert":
        return False
    else:
        held = after.held.get((table, id_))
        if not isinstance(held, dict) or column not in held:
            return True
        # It is new to the server only since that has lost it: where somebody puts it back, what
        # is again as it was there is no edit.
        known = held[column]
    return bool(column_cells(column, known).get(part, ABSENT) != value)


def _within(path: str, outer: str) -> bool:
    return path == outer or path.startswith(f"{outer}/")


class History:
    """What each cell ever was on the server, in the order in which everybody saw it."""

    def __init__(self) -> None:
        self._values: dict[Cell, list[tuple[int, Json, str]]] = {}

    def hear(self, commit: Commit) -> None:
        """Take in a commit."""
        for change in commit.changes:
            before, after = (
                {} if row is None else server_cells(change.table, row)
                for row in (change.before, change.after)
            )
            for column, part in before.keys() | after.keys():
                old = before.get((column, part), ABSENT)
                new = after.get((column, part), ABSENT)
                if old != new or type(old) is not type(new):
                    cell = (change.table, change.id, column, part)
                    self._values.setdefault(cell, []).append((commit.number, new, commit.who))
            exists = (change.table, change.id, EXISTS, "")
            if (change.before is None) is not (change.after is None):
                value = change.after is not None
                self._values.setdefault(exists, []).append(
                    (commit.number, value or ABSENT, commit.who)
                )

    def at_or_since(self, cell: Cell, commit: int) -> list[Json]:
        """Return the value when so many commits were seen, and all later ones."""
        values = self._values.get(cell, [])
        earlier = [value for number, value, _ in values if number < commit]
        start = earlier[-1] if earlier else ABSENT
        return [start, *(value for number, value, _ in values if number >= commit)]

    def writer(self, cell: Cell) -> str:
        """Return who gave a cell its present value; "" when it never had one."""
        values = self._values.get(cell)
        return values[-1][2] if values else ""

    def existed(self, table: RemoteTable, uuid: str, commit: int) -> bool:
        """Whether a row was there when so many commits were seen."""
        return self.at_or_since((table, uuid, EXISTS, ""), commit)[0] is True

    def was_deleted_since(self, table: RemoteTable, uuid: str, commit: int) -> bool:
        """Whether a row was not there at some time since."""
        return ABSENT in self.at_or_since((table, uuid, EXISTS, ""), commit)

    def was_brought_back(self, table: RemoteTable, uuid: str) -> bool:
        """Whether a row was deleted and inserted again."""
        values = [value for _, value, _ in self._values.get((table, uuid, EXISTS, ""), [])]
        return ABSENT in values and values[-1] is True
