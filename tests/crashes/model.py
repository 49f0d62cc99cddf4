"""What a library should hold after a number of steps, in plain Python.

A state is what a person can change of one asset. A step is the states before and after of the
assets it changes, and in which order they are committed: slice by slice, each whole or not at all.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from desktop_app.domain.tags import apply_delta, tag_identity

SLICE_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class State:
    title: str = ""
    tags: tuple[str, ...] = ()
    is_favorite: bool = False
    is_trashed: bool = False


States = dict[int, State]


@dataclass(slots=True)
class Change:
    """One thing that was begun: what it does to which assets.

    `slices` are the rows in the order of their commits; `is_step`: it can be undone.
    """

    before: States = field(default_factory=dict)
    after: States = field(default_factory=dict)
    slices: list[list[int]] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)
    is_step: bool = True
    is_undo: bool = False
    is_redo: bool = False


class Model:
    """The states of all assets, and the steps that can be undone and redone."""

    def __init__(self, states: States) -> None:
        self.states = states
        self.done: list[Change] = []
        self.undone: list[Change] = []

    def change(self, command: Sequence[object]) -> Change:
        """Return what a command of `child.py` will do."""
        match command:
            case ["empty"]:
                gone = sorted(row for row, one in self.states.items() if one.is_trashed)
                return Change(slices=_sliced(gone), removed={*gone}, is_step=False)
            case ["undo"]:
                return self._turned(self.done, is_undo=True)
            case ["redo"]:
                return self._turned(self.undone, is_redo=True)
            case ["import" | "push", *_]:
                return Change(is_step=False)
            case ["rename" | "delete", list(tags), *_]:
                tagged = [row for row, one in self.states.items() if _has_any(one, tags)]
                return self._edit(tagged, _edit_of(command))
        _, rows, *_ = command
        assert isinstance(rows, list)
        return self._edit(rows, _edit_of(command))

    def apply(self, change: Change) -> None:
        """Take a change over that is done."""
        self.states.update(change.after)
        for row in change.removed:
            del self.states[row]
        if change.is_undo:
            self.undone.append(self.done.pop())
        elif change.is_redo:
            self.done.append(self.undone.pop())
        elif change.is_step and change.after:
            self.done.append(change)
            self.undone.clear()

    def part_done(self, change: Change, found: States) -> str:
        """Return how far a change got that was begun and never reported: none, some or all of it.

        Raises:
            AssertionError: part of a slice is done, or a later slice before an earlier one.
        """
        touched = change.before.keys() | change.removed
        got: list[bool] = []
        for rows in change.slices:
            in_slice = [row for row in rows if row in touched]
            is_done = {self._is_done(change, row, found) for row in in_slice}
            assert len(is_done) <= 1, "half of a slice was committed"
            got += is_done
        assert got == sorted(got, reverse=True), "a later slice was committed before an earlier one"
        return "none" if not any(got) else "all" if all(got) else "some"

    @staticmethod
    def _is_done(change: Change, row: int, found: States) -> bool:
        if row in change.removed:
            return row not in found
        assert found[row] in {change.before[row], change.after[row]}
        return found[row] == change.after[row]

    def _edit(self, rows: Iterable[object], edit: Callable[[State], State]) -> Change:
        wanted = sorted(int(str(row)) for row in rows)
        before = {row: self.states[row] for row in wanted if row in self.states}
        after = {row: edit(state) for row, state in before.items()}
        changed = [row for row in before if before[row] != after[row]]
        return Change(
            {row: before[row] for row in changed},
            {row: after[row] for row in changed},
            _sliced(wanted),
        )

    def _turned(
        self, steps: Sequence[Change], *, is_undo: bool = False, is_redo: bool = False
    ) -> Change:
        if not steps:
            return Change(is_step=False)
        step = steps[-1]
        old, new = (step.after, step.before) if is_undo else (step.before, step.after)
        there = [row for row in old if row in self.states]
        return Change(
            {row: old[row] for row in there},
            {row: new[row] for row in there},
            step.slices[::-1] if is_undo else step.slices,
            is_undo=is_undo,
            is_redo=is_redo,
        )


def _edit_of(command: Sequence[object]) -> Callable[[State], State]:
    """Return what a command does to one asset."""
    match command:
        case ["tags", _, list(add), list(remove)]:
            return lambda one: replace(one, tags=apply_delta(one.tags, add, remove))
        case ["rename", list(olds), str(new)]:
            return lambda one: replace(one, tags=_renamed(one.tags, olds, new))
        case ["delete", list(tags)]:
            return lambda one: replace(one, tags=apply_delta(one.tags, (), tags))
        case ["title", _, str(title)]:
            return lambda one: replace(one, title=title)
        case ["favorite", _, bool(is_on)]:
            return lambda one: replace(one, is_favorite=is_on)
    return lambda one: replace(one, is_trashed=command[0] == "trash")


def _sliced(rows: Sequence[int]) -> list[list[int]]:
    return [list(rows[start : start + SLICE_ROWS]) for start in range(0, len(rows), SLICE_ROWS)]


def _has_any(state: State, tags: Sequence[object]) -> bool:
    return bool({*map(tag_identity, state.tags)} & {tag_identity(str(tag)) for tag in tags})


def _renamed(tags: tuple[str, ...], olds: Sequence[object], new: str) -> tuple[str, ...]:
    gone = {tag_identity(str(old)) for old in olds}
    places = [place for place, tag in enumerate(tags) if tag_identity(tag) in gone]
    if tag_identity(new) in {tag_identity(tag) for tag in tags}:
        return tuple(tag for tag in tags if tag_identity(tag) not in gone)
    return tuple(
        new if place == places[0] else tag
        for place, tag in enumerate(tags)
        if place == places[0] or place not in places
    )
