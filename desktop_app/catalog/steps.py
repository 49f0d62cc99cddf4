"""Runs the bodies of writes on the writer thread: transactions, slices, steps, listeners."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from sqlalchemy import select

from desktop_app.catalog import history
from desktop_app.catalog.account import Account
from desktop_app.catalog.cells import Cells
from desktop_app.catalog.tables import library
from desktop_app.catalog.write import Write, merged
from desktop_app.catalog.writer import Transactions, Writer
from desktop_app.domain.changes import ChangeSet, Origin, Step
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.listeners import Listeners
from desktop_app.domain.ports import Clock

T = TypeVar("T")
Listener = Callable[[ChangeSet], None]
StepBody = Callable[[Write, Sequence[int]], Cells]
"""Changes these assets and returns the cells for the history."""

SLICE_ROWS = 1_000
"""Edits of more assets than this commit in slices under one step."""


class Steps:
    """Turns what the facade asks for into transactions, and tells the listeners of each.

    Attributes:
        change_number: of the last commit.
    """

    def __init__(self, writer: Writer, account: Account | None, clock: Clock) -> None:
        """Write through this writer, for this account if any."""
        self._writer = writer
        self._account = account
        self._clock = clock
        self._listeners = Listeners[ChangeSet]()
        self.change_number = writer.run(_change_number)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have the listener called after each commit; the function returned ends that."""
        return self._listeners.add(listener)

    def write(
        self,
        origin: Origin,
        body: Callable[[Write], T],
        *,
        is_bulk: bool = False,
        is_durable: bool = True,
    ) -> tuple[T, ChangeSet]:
        """Run a body that is no undoable step, in one transaction."""
        return self._writer.run(
            lambda transactions: self._commit(transactions, origin, body, is_durable=is_durable),
            is_bulk=is_bulk,
        )

    def step(
        self,
        origin: Origin,
        code: str,
        detail: str,
        rows: Sequence[int] | Callable[[Write], Sequence[int]],
        body: StepBody,
    ) -> ChangeSet:
        """Run an undoable step over these assets, or those found as it begins, in slices."""

        def job(transactions: Transactions) -> ChangeSet:
            wanted: Sequence[int]
            if callable(rows):
                wanted, _ = self._commit(transactions, origin, rows)
            else:
                # In order: neighbours stand on the same pages.
                wanted = sorted({int(row) for row in rows})
            slices = list(enumerate(sliced(wanted)))
            group_id = _next_group(transactions)
            changes = [
                self._commit(
                    transactions,
                    origin,
                    partial(_recorded, code, detail, part, partial(_on, some, body)),
                    group_id=group_id,
                    is_durable=len(slices) == 1,
                )[1]
                for part, some in slices
            ]
            if len(slices) > 1:
                transactions.make_durable()
            return merged(changes) if changes else self.nothing(origin)

        return self._writer.run(job)

    def whole_step(
        self, origin: Origin, code: str, detail: str, body: Callable[[Write], tuple[T, Cells]]
    ) -> tuple[T, ChangeSet]:
        """Run an undoable step that is one transaction whatever its size."""
        kept: list[T] = []

        def cells(write: Write) -> Cells:
            result, made = body(write)
            kept.append(result)
            return made

        def job(transactions: Transactions) -> ChangeSet:
            recorded = partial(_recorded, code, detail, 0, cells)
            group_id = _next_group(transactions)
            return self._commit(transactions, origin, recorded, group_id=group_id)[1]

        change = self._writer.run(job)
        return kept[0], change

    def replay(self, origin: Origin, *, is_undo: bool) -> ChangeSet | None:
        """Undo or redo the next step; None when there is none.

        A step of which nothing can be taken back any more, since everything was changed
        after it, is undone all the same: its ChangeSet is empty but for the step.
        """

        def job(transactions: Transactions) -> ChangeSet | None:
            with transactions.begin() as connection:
                found = history.next_step(connection, is_undo=is_undo)
            if found is None:
                return None
            step, parts = found
            # A step of which a part stands counts as done, so that Undo takes that part back.
            marking = parts[-1] if is_undo else parts[0]
            changes = [
                self._commit(
                    transactions,
                    origin,
                    partial(_replayed, step, part, is_undo=is_undo, is_marked=part == marking),
                    group_id=step.group_id,
                    is_durable=len(parts) == 1,
                )[1]
                for part in parts
            ]
            if len(parts) > 1:
                transactions.make_durable()
            return merged(changes)

        return self._writer.run(job)

    def announce(self, origin: Origin, rows: Sequence[int], *columns: str) -> None:
        """Tell the listeners, in its turn, of news that are no part of the catalog itself."""
        changed = tuple(AssetRow(int(row)) for row in rows)

        def job(_transactions: Transactions) -> None:
            self._listeners.tell(
                ChangeSet(self.change_number, origin, changed=changed, columns=frozenset(columns))
            )

        if changed:
            self._writer.run(job, is_bulk=True)

    def nothing(self, origin: Origin) -> ChangeSet:
        """Return the ChangeSet of a write that changed nothing."""
        return ChangeSet(self.change_number, origin)

    def _commit(
        self,
        transactions: Transactions,
        origin: Origin,
        body: Callable[[Write], T],
        *,
        group_id: int | None = None,
        is_durable: bool = True,
    ) -> tuple[T, ChangeSet]:
        with transactions.begin(is_durable=is_durable) as connection:
            write = Write(connection, self._clock.now_us(), origin, self._account, group_id)
            result = body(write)
            change = write.finish(self.change_number)
        if not change.is_empty:
            self.change_number = change.number
            self._listeners.tell(change)
        return result, change


def sliced(items: Sequence[T], size: int = SLICE_ROWS) -> Iterator[Sequence[T]]:
    """Yield the items in slices."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _on(rows: Sequence[int], body: StepBody, write: Write) -> Cells:
    return body(write, rows)


def _recorded(
    code: str, detail: str, part: int, body: Callable[[Write], Cells], write: Write
) -> None:
    """Run one slice of a step and write it down, if it changed anything."""
    cells = body(write)
    if write.has_changes:
        history.record(write, code, detail, {part: cells})


def _replayed(step: Step, part: int, write: Write, *, is_undo: bool, is_marked: bool) -> None:
    write.step = step
    history.replay(write, step, part, is_undo=is_undo)
    if is_marked:
        history.mark(write, step, is_undone=is_undo)


def _next_group(transactions: Transactions) -> int:
    with transactions.begin() as connection:
        return history.next_group(connection)


def _change_number(transactions: Transactions) -> int:
    with transactions.begin() as connection:
        return int(connection.execute(select(library.c.change_number)).scalar_one())
