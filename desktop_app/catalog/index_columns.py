"""The columns of the index: one array each, an asset's value at its slot.

A slot is a place in these arrays. Assets get slots in order of creation when the index is built;
later ones take the slot of one that is gone, or a new one at the end. Slots never leave this floor.
"""

import enum
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Slots = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]

NO_SLOT = -1


class Flag(enum.IntFlag):
    """One bit each in the `flags` column."""

    ALIVE = 1
    FAVORITE = 2
    TRASHED = 4
    PENDING = 8
    PROBLEM = 16
    CONFLICT = 32
    FILE_STATE_1 = 64
    FILE_STATE_2 = 128
    """With the one above: a `FileState`."""
    HAS_TITLE = 256
    HAS_PROMPT = 512
    HAS_SEED = 1024
    HAS_LOOK = 2048
    UNSENT = 4096
    """It waits for a server that has no row of it."""


NUMBERS: Mapping[str, type[np.generic]] = {
    "row": np.int64,
    "created": np.int64,
    "updated": np.int64,
    "added": np.int64,
    "size": np.int64,
    "width": np.int32,
    "height": np.int32,
    "duration": np.float64,
    "seed": np.uint64,
    "look": np.int64,
    "flags": np.uint16,
}
"""Columns that come from the catalog as numbers. Unknown sizes and durations are 0.

`look` is the perceptual hash, in which pictures that look alike have most bits in common."""

DERIVED: Mapping[str, type[np.generic]] = {
    "created_day": np.int32,
    "updated_day": np.int32,
    "month": np.int32,
    "tag_count": np.int32,
}
"""Columns that the index works out itself."""

CODED = ("type", "model", "category", "visibility", "collection", "character")
"""Columns of few values: the array holds numbers that stand for texts."""


class Codes:
    """The texts of one coded column; a text keeps its code for as long as the index lives.

    Code 0 is always the empty text.
    """

    def __init__(self, values: Sequence[str] = ("",)) -> None:
        self.values = list(values)
        self._code_of = {value: code for code, value in enumerate(self.values)}

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the codes of these texts; texts not met before get new ones."""
        code_of = self._code_of
        for text in dict.fromkeys(texts):
            if text not in code_of:
                code_of[text] = len(self.values)
                self.values.append(text)
        return np.fromiter(map(code_of.__getitem__, texts), np.int64, len(texts))

    def code(self, text: str) -> int | None:
        """Return the code of exactly this text, if it has been met."""
        return self._code_of.get(text)

    def codes_like(self, text: str) -> list[int]:
        """Return the codes of the texts that differ from this one in case only."""
        folded = text.casefold()
        return [code for code, value in enumerate(self.values) if value.casefold() == folded]


class Columns:
    """All columns, the way from a row to its slot, and which slots are free.

    Attributes:
        count: how many slots are in use or were; masks over the index are this long.
        codes: the texts behind each coded column.
    """

    def __init__(self) -> None:
        self.count = 0
        self.codes = {name: Codes() for name in CODED}
        kinds = {**NUMBERS, **DERIVED, **dict.fromkeys(CODED, np.uint16)}
        self._arrays: dict[str, npt.NDArray[Any]] = {
            name: np.zeros(0, kind) for name, kind in kinds.items()
        }
        self._slot_of = np.full(1, NO_SLOT, np.int32)
        self._free: list[int] = []

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Return a column, a view as long as `count`."""
        return self._arrays[name][: self.count]

    def has(self, flag: Flag) -> Mask:
        """Return which slots have any of these flags."""
        has_it: Mask = (self["flags"] & np.uint16(flag)) != 0
        return has_it

    def slots_of(self, rows: npt.ArrayLike) -> Slots:
        """Return the slot of each row, `NO_SLOT` for rows the index does not know."""
        asked = np.asarray(rows, np.int64)
        known = (asked >= 0) & (asked < len(self._slot_of))
        if known.all():
            slots: Slots = self._slot_of[asked]
            return slots
        found = np.full(asked.shape, NO_SLOT, np.int32)
        found[known] = self._slot_of[asked[known]]
        return found

    def mask_of(self, rows: npt.ArrayLike) -> Mask:
        """Return a mask of these rows; rows the index does not know are left out."""
        slots = self.slots_of(rows)
        mask = np.zeros(self.count, np.bool_)
        mask[slots[slots >= 0]] = True
        return mask

    def take_slots(self, rows: Rows) -> Slots:
        """Give each of these rows a slot: its own, a free one or a new one."""
        slots = self.slots_of(rows)
        missing = np.flatnonzero(slots < 0)
        if len(missing):
            reused = [self._free.pop() for _ in range(min(len(self._free), len(missing)))]
            fresh = range(self.count, self.count + len(missing) - len(reused))
            slots[missing] = [*reused, *fresh]
            self._grow(self.count + len(fresh))
            self._reach(int(rows.max()))
            self._slot_of[rows[missing]] = slots[missing]
        return slots

    def free(self, slots: Slots) -> None:
        """Forget the assets at these slots."""
        self._slot_of[self["row"][slots]] = NO_SLOT
        self["flags"][slots] = 0
        self._free.extend(slots.tolist())

    def store(self, name: str, slots: Slots, values: npt.NDArray[Any]) -> None:
        """Put values into a column, which widens when codes need it."""
        array = self._arrays[name]
        if name in CODED and array.dtype != _code_kind(self.codes[name]):
            array = self._arrays[name] = array.astype(np.int32)
        array[slots] = values

    def adopt(
        self, arrays: Mapping[str, npt.NDArray[Any]], values: Mapping[str, list[str]]
    ) -> None:
        """Take over whole columns, all of one length, with no free slots among them.

        Columns that are not given are zero.
        """
        self.count = len(arrays["row"])
        self._free = []
        self.codes = {name: Codes(values[name]) for name in CODED}
        kinds = {**NUMBERS, **DERIVED}
        for name in self._arrays:
            kind = kinds.get(name) or _code_kind(self.codes[name])
            held = arrays.get(name, np.zeros(self.count, kind))
            self._arrays[name] = np.ascontiguousarray(held, kind)
        rows = arrays["row"]
        self._slot_of = np.full(int(rows.max(initial=0)) + 1, NO_SLOT, np.int32)
        self._slot_of[rows] = np.arange(self.count, dtype=np.int32)

    def _grow(self, count: int) -> None:
        held = len(self._arrays["row"])
        if count > held:
            room = max(count, held + held // 8, 1024)
            for name, array in self._arrays.items():
                grown = np.zeros(room, array.dtype)
                grown[: self.count] = array[: self.count]
                self._arrays[name] = grown
        self.count = count

    def _reach(self, row: int) -> None:
        if row >= len(self._slot_of):
            grown = np.full(row + 1 + row // 8, NO_SLOT, np.int32)
            grown[: len(self._slot_of)] = self._slot_of
            self._slot_of = grown


def _code_kind(codes: Codes) -> type[np.generic]:
    return np.uint16 if len(codes.values) <= 0xFFFF else np.int32


def any_of(codes: npt.NDArray[Any], wanted: Sequence[int]) -> Mask:
    """Return where a column has one of these values; a few are quicker found one by one."""
    if len(wanted) > 8:
        return np.isin(codes, wanted)
    mask = np.zeros(len(codes), np.bool_)
    for value in wanted:
        mask |= codes == value
    return mask
