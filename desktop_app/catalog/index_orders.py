"""The orders the grid can have: for each a permutation of all slots, worked out once and kept.

Kept descending; ties are broken by creation and then by row, newest first, in both directions.
After a change only the slots it touched are taken out and put back in, when the order is next
asked for.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from desktop_app.catalog.index_columns import Columns, Flag, Mask, Slots
from desktop_app.domain.query import Sort, SortKey

_Keys = npt.NDArray[np.int64]

_REWORK_SHARE = 8
"""When more than one in so many slots changed, sorting anew is quicker."""

_FEW = 4
"""So few slots are looked for one by one."""

_TITLES_SQL = (
    "SELECT group_concat(asset_count), group_concat(asset_rows) FROM"
    " (SELECT count(*) AS asset_count, group_concat(row) AS asset_rows FROM asset"
    " WHERE custom_title IS NOT NULL AND custom_title <> ''"
    " GROUP BY custom_title COLLATE NOCASE ORDER BY custom_title COLLATE NOCASE)"
)


@dataclass(slots=True)
class _Order:
    """One permutation. `ascending` is made from `descending` when asked for."""

    descending: Slots
    ascending: Slots | None = None
    touched: list[Slots] = field(default_factory=list)


class Orders:
    """All permutations over the columns of one index."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._orders: dict[SortKey, _Order] = {}
        self._title_ranks: npt.NDArray[np.int32] | None = None

    def touch(self, slots: Slots, *, are_titles_changed: bool) -> None:
        """Say that these slots are new, gone, or have other values."""
        if are_titles_changed:
            self._title_ranks = None
            self._orders.pop(SortKey.TITLE, None)
        for order in self._orders.values():
            order.touched.append(slots)

    def missing(self) -> list[SortKey]:
        """Return the keys whose order has not been worked out, likeliest first."""
        return [key for key in SortKey if key not in self._orders]

    def order(self, sort: Sort, connection: Connection) -> Slots:
        """Return all living slots in this order."""
        key = sort.key
        if key is SortKey.TITLE and self._title_ranks is None:
            self._title_ranks = self._read_title_ranks(connection)
        order = self._orders.get(key)
        if order is None:
            order = self._orders[key] = _Order(self._sorted(key))
        elif order.touched:
            self._put_back(key, order)
        if sort.is_descending:
            return order.descending
        if order.ascending is None:
            order.ascending = self._flipped(key, order.descending)
        return order.ascending

    def _keys(self, key: SortKey) -> _Keys:
        """Return what each slot is ordered by, ascending."""
        columns = self._columns
        match key:
            case SortKey.MODEL:
                values = columns.codes["model"].values
                by_name = sorted(
                    range(len(values)), key=lambda code: (values[code].casefold(), values[code])
                )
                rank_of = np.zeros(len(values), np.int64)
                rank_of[by_name] = np.arange(len(values))
                by_model: _Keys = rank_of[columns["model"]]
                return by_model
            case SortKey.PIXELS:
                pixels: _Keys = columns["width"].astype(np.int64) * columns["height"]
                return pixels
            case SortKey.DURATION:
                return np.round(columns["duration"] * 1e6).astype(np.int64)
            case SortKey.TITLE:
                ranks = np.full(columns.count, -1, np.int64)
                if self._title_ranks is not None:
                    known = self._title_ranks[: columns.count]
                    ranks[: len(known)] = known
                return ranks
            case _:
                stored: _Keys = columns[key.value]
                return stored

    def _read_title_ranks(self, connection: Connection) -> npt.NDArray[np.int32]:
        """Number the titles; those that differ in ASCII case only have one number."""
        counts, rows = connection.exec_driver_sql(_TITLES_SQL).one()
        ranks = np.full(self._columns.count, -1, np.int32)
        if counts is None:
            return ranks
        sizes = np.fromstring(counts, np.int64, sep=",")
        slots = self._columns.slots_of(np.fromstring(rows, np.int64, sep=","))
        numbers = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        is_known = slots >= 0
        ranks[slots[is_known]] = numbers[is_known]
        return ranks

    def _sorted(self, key: SortKey) -> Slots:
        columns = self._columns
        if key is SortKey.CREATED:
            slots = np.flatnonzero(columns.has(Flag.ALIVE)).astype(np.int32)
            by_row = slots[np.argsort(columns["row"][slots], kind="stable")]
            ascending = by_row[np.argsort(columns["created"][by_row], kind="stable")]
            return np.ascontiguousarray(ascending[::-1])
        # Stable over the order by creation, which thereby breaks the ties.
        created = self._orders.get(SortKey.CREATED)
        if created is None:
            created = self._orders[SortKey.CREATED] = _Order(self._sorted(SortKey.CREATED))
        elif created.touched:
            self._put_back(SortKey.CREATED, created)
        base = created.descending
        by_key: Slots = base[np.argsort(-self._keys(key)[base], kind="stable")]
        return by_key

    def _put_back(self, key: SortKey, order: _Order) -> None:
        """Take the touched slots out and insert them where they belong now."""
        touched = np.unique(np.concatenate(order.touched))
        order.touched = []
        order.ascending = None
        columns = self._columns
        if len(touched) * _REWORK_SHARE > columns.count:
            order.descending = self._sorted(key)
            return
        kept = self._without(order.descending, touched)
        living = touched[(columns["flags"][touched] & np.uint16(Flag.ALIVE)) != 0]
        keys = self._keys(key)
        newest_first = np.lexsort(
            (columns["row"][living], columns["created"][living], keys[living])
        )[::-1]
        coming = living[newest_first].astype(np.int32)
        places = self._places(kept, coming, keys)
        order.descending = np.insert(kept, places[0] if len(places) == 1 else places, coming)

    def _without(self, slots: Slots, touched: Slots) -> Slots:
        if len(touched) <= _FEW:
            for slot in touched.tolist():
                # A plain number is cut out by two copies, an array of them by a mask.
                for place in np.flatnonzero(slots == slot).tolist():
                    slots = np.delete(slots, place)
            return slots
        is_touched = np.zeros(self._columns.count, np.bool_)
        is_touched[touched] = True
        kept: Slots = slots[~is_touched[slots]]
        return kept

    def _places(self, kept: Slots, coming: Slots, keys: _Keys) -> _Keys:
        """Find by bisection, for all at once, before which of `kept` each of `coming` stands."""
        ranks = (keys, self._columns["created"], self._columns["row"])
        sought = [rank[coming] for rank in ranks]
        low = np.zeros(len(coming), np.int64)
        high = np.full(len(coming), len(kept), np.int64)
        while len(kept) and (is_open := low < high).any():
            middle = np.minimum((low + high) // 2, len(kept) - 1)
            there = kept[middle]
            is_before = np.zeros(len(coming), np.bool_)
            is_tied = np.ones(len(coming), np.bool_)
            for rank, mine in zip(ranks, sought, strict=True):
                theirs = rank[there]
                is_before |= is_tied & (theirs > mine)
                is_tied &= theirs == mine
            low = np.where(is_open & is_before, middle + 1, low)
            high = np.where(is_open & ~is_before, middle, high)
        return low

    def _flipped(self, key: SortKey, descending: Slots) -> Slots:
        """Turn the order round, but not the ties; what has no title stays last."""
        keys = self._keys(key)[descending]
        if not len(keys):
            return descending
        starts = np.flatnonzero(np.diff(keys, prepend=keys[0] - 1))
        if key is SortKey.TITLE and keys[-1] == -1:
            untitled = starts[-1]
            head = self._turned(descending[:untitled], starts[:-1])
            return np.concatenate([head, descending[untitled:]])
        return self._turned(descending, starts)

    @staticmethod
    def _turned(slots: Slots, starts: _Keys) -> Slots:
        """Reverse the runs that begin at `starts`, each of them kept as it is."""
        if len(starts) == len(slots):
            return np.ascontiguousarray(slots[::-1])
        lengths = np.diff(starts, append=len(slots))[::-1]
        ends = np.cumsum(lengths)
        shifts = starts[::-1] - (ends - lengths)
        turned: Slots = slots[np.arange(len(slots)) + np.repeat(shifts, lengths)]
        return turned


def chosen(order: Slots, mask: Mask) -> Slots:
    """Return the masked slots in this order."""
    return order[mask[order]]
