"""The column index: answers any query over the whole library from arrays in memory.

SQLite is the truth; this is a copy of what can be filtered, sorted and counted. A filter is a
mask over slots, an order a permutation of them, a count a bincount. One thread owns an index
(`searcher.py`); what it hands out is never changed afterwards.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from desktop_app.catalog import index_read
from desktop_app.catalog.index_columns import CODED, NUMBERS, Columns, Flag, Mask, Rows, Slots
from desktop_app.catalog.index_counts import Counter
from desktop_app.catalog.index_days import LocalDays, months_of
from desktop_app.catalog.index_masks import FacetMasks, facet_mask, place_mask
from desktop_app.catalog.index_match import Matcher
from desktop_app.catalog.index_orders import Orders, chosen
from desktop_app.catalog.index_tags import TagSets
from desktop_app.domain.changes import ChangeSet, Column
from desktop_app.domain.entities import CollectionId
from desktop_app.domain.query import And, AssetQuery, Facet, ParsedQuery, Sort, SortKey
from desktop_app.domain.query_parser import KEYS, parse
from desktop_app.domain.results import FacetCounts, SearchResult, Section
from desktop_app.domain.tags import tag_identity

if TYPE_CHECKING:
    from desktop_app.domain.entities import AssetRow

_WORDY = frozenset({Column.TITLE.value, "original_prompt"})
"""Columns whose words are in the text index."""
_ORDERED_BY = ("created", "updated", "added", "size", "model", "width", "height", "duration")
_DAYS_OF = {SortKey.CREATED: "created_day", SortKey.UPDATED: "updated_day"}


def _never() -> None:
    """Check nothing: the work is not called off."""


class Index:
    """All that is known of every asset of one library, in columns.

    Attributes:
        change_number: the catalog's change counter that this reflects.
        zone: where days begin at midnight.
        columns, tags, orders: the data, and the permutations over it.
    """

    def __init__(self, zone: tzinfo) -> None:
        self.change_number = 0
        self.zone = zone
        self.columns = Columns()
        self.tags = TagSets()
        self._days = LocalDays(zone)
        self.orders = Orders(self.columns)
        self._matcher = Matcher(self.columns, self.tags)
        self._counter = Counter(self.columns, self.tags)
        self._masked: tuple[AssetQuery, FacetMasks] | None = None

    # --- filling

    def load(self, connection: Connection, check: Callable[[], None] = _never) -> None:
        """Read everything from the catalog, in the order of creation.

        `check` is called again and again meanwhile, and may raise.
        """
        self.change_number = index_read.change_number(connection)
        slices = []
        for part in self._encoded(index_read.all_assets(connection)):
            slices.append(part)
            check()
        arrays = {
            name: np.concatenate([part[name] for part in slices])
            if slices
            else np.zeros(0, NUMBERS.get(name, np.int64))
            for name in (*NUMBERS, *CODED)
        }
        slices.clear()
        by_age = np.argsort(arrays["created"], kind="stable")
        self.columns.adopt(
            {name: array[by_age] for name, array in arrays.items()},
            {name: self.columns.codes[name].values for name in CODED},
        )
        self._read_vocabulary(connection)
        for id_, rows in index_read.members_by_tag(connection):
            slots = self.columns.slots_of(rows)
            (code,) = self.tags.codes_of_ids([id_]).tolist()
            self.tags.fill(code, slots[slots >= 0])
            check()
        columns = self.columns
        flat, _ = self.tags.flat()
        columns["tag_count"][:] = np.bincount(flat, minlength=columns.count)
        self._date(np.arange(columns.count, dtype=np.int32))
        self._read_collections(connection)

    def restore(
        self,
        connection: Connection,
        arrays: Mapping[str, npt.NDArray[Any]],
        codes: Mapping[str, list[str]],
    ) -> None:
        """Take over the columns from a snapshot of this state of the catalog.

        The tags' members are to be in place.
        """
        self.change_number = index_read.change_number(connection)
        self.columns.adopt(arrays, codes)
        self._read_vocabulary(connection)
        self._read_collections(connection)

    def apply(self, changes: ChangeSet, connection: Connection) -> None:
        """Take over what a commit changed.

        What the catalog has by now is what is read, so applying a commit late, or twice,
        does no harm.
        """
        self.change_number = max(self.change_number, changes.number)
        if changes.is_empty:
            return
        self._masked = None
        self._matcher.forget()
        self._counter.forget()
        if changes.are_collections_changed:
            self._read_collections(connection)
        rows = sorted({*changes.added, *changes.changed, *changes.removed})
        if not rows:
            return
        are_tags_changed = Column.TAGS in changes.columns
        are_members_changed = bool(changes.added or changes.removed)
        if are_tags_changed or are_members_changed:
            self._read_vocabulary(connection)
        if are_members_changed or not _WORDY.isdisjoint(changes.columns):
            self._matcher.forget_words()
        self._refresh(
            rows,
            connection,
            are_tags_changed=are_tags_changed,
            are_titles_changed=Column.TITLE in changes.columns,
        )

    def prepare(self, connection: Connection) -> bool:
        """Work out one more order ahead of need; return whether there was one to work out."""
        for key in self.orders.missing():
            self.orders.order(Sort(key), connection)
            return True
        return False

    # --- answering

    def search(
        self,
        query: AssetQuery,
        connection: Connection,
        *,
        now_us: int,
        check: Callable[[], None] = _never,
    ) -> SearchResult:
        """Return what the query shows. `check` may raise between pieces of work."""
        started = time.perf_counter()
        parsed = parse(query.text, now_us=now_us, zone=self.zone)
        masks = self._masks(query, parsed, connection, now_us, check)
        check()
        slots = chosen(self.orders.order(query.sort, connection), masks.all_but(None))
        rows = self.columns["row"][slots]
        rows.setflags(write=False)
        return SearchResult(
            query=query,
            rows=cast("Sequence[AssetRow]", rows),
            sections=self._sections(query.sort, slots),
            total_bytes=int(self.columns["size"][slots].sum()),
            elapsed_ms=(time.perf_counter() - started) * 1000,
            problems=parsed.problems,
            change_number=self.change_number,
        )

    def counts(
        self,
        query: AssetQuery,
        connection: Connection,
        *,
        now_us: int,
        check: Callable[[], None] = _never,
    ) -> FacetCounts:
        """Return all numbers of the sidebar under the query."""
        started = time.perf_counter()
        if self._masked is not None and self._masked[0] == query:
            masks = self._masked[1]
        else:
            parsed = parse(query.text, now_us=now_us, zone=self.zone)
            masks = self._masks(query, parsed, connection, now_us, check)
        check()
        return FacetCounts(
            query=query,
            facets=self._counter.facets(query, masks),
            places=self._counter.places(now_us),
            collections=self._counter.collections(),
            elapsed_ms=(time.perf_counter() - started) * 1000,
            change_number=self.change_number,
        )

    def total_bytes(self, rows: npt.ArrayLike) -> int:
        """Return how large the originals of these assets are together."""
        slots = self.columns.slots_of(rows)
        return int(self.columns["size"][slots[slots >= 0]].sum())

    def tag_suggestions(self, typed: str, limit: int) -> list[tuple[str, int]]:
        """Return tags in which a word begins as typed, most used first."""
        uses = self._counter.tag_uses()
        found = [
            (self.tags.spellings[code], int(uses[code]))
            for code in self.tags.suggestions(typed)
            if uses[code]
        ]
        return _most_used(found, limit)

    def value_suggestions(
        self, key: str, typed: str, limit: int, connection: Connection
    ) -> list[tuple[str, int]]:
        """Return values for a key of the search text that hold what is typed."""
        if key == "tag":
            return self.tag_suggestions(typed, limit)
        if key == "collection":
            names = self._matcher.collection_names
            counts = self._counter.collections()
            uses = {name: counts.get(CollectionId(id_), 0) for id_, name in names.items()}
        elif key in CODED:
            totals = self._counter.uses(key)
            values = self.columns.codes[key].values
            uses = {values[code]: int(totals[code]) for code in np.flatnonzero(totals) if code}
        elif key in {"sampler", "lora"}:
            uses = dict.fromkeys(self._matcher.names(key, connection), 0)
        else:
            uses = dict.fromkeys(KEYS.get(key, ()), 0)
        folded = typed.strip().casefold()
        return _most_used([item for item in uses.items() if folded in item[0].casefold()], limit)

    # --- filling, in detail

    def _encoded(self, slices: Iterator[index_read.Slice]) -> Iterator[dict[str, npt.NDArray[Any]]]:
        for part in slices:
            codes = {name: self.columns.codes[name].encode(part.texts[name]) for name in CODED}
            yield {**part.numbers, **codes}

    def _read_vocabulary(self, connection: Connection) -> None:
        words = index_read.vocabulary(connection)
        self.tags.name(words.ids, words.identities, words.spellings)

    def _read_collections(self, connection: Connection) -> None:
        self._matcher.collection_names = index_read.collection_names(connection)

    def _refresh(
        self,
        rows: Sequence[int],
        connection: Connection,
        *,
        are_tags_changed: bool,
        are_titles_changed: bool,
    ) -> None:
        """Read these assets again: new ones come in, gone ones go."""
        columns = self.columns
        old_slots = columns.slots_of(rows)
        held = old_slots[old_slots >= 0]
        had_title = columns.has(Flag.HAS_TITLE)[held].any()
        ordered_before = {name: columns[name][held] for name in _ORDERED_BY}
        found_rows: list[Rows] = [np.zeros(0, np.int64)]
        for part in self._encoded(index_read.assets(connection, rows)):
            slots = columns.take_slots(part["row"])
            for name, values in part.items():
                columns.store(name, slots, values)
            self._date(slots)
            found_rows.append(part["row"])
        found = np.concatenate(found_rows)
        gone = columns.slots_of(np.setdiff1d(rows, found))
        gone = gone[gone >= 0]
        now = columns.slots_of(found)
        fresh = now[~np.isin(now, held)]
        self._retag(found, now, fresh, gone, connection, are_all_changed=are_tags_changed)
        moved = np.zeros(len(held), np.bool_)
        for name, before in ordered_before.items():
            moved |= columns[name][held] != before
        if len(gone):
            columns.free(gone)
        touched = np.concatenate([fresh, gone, held[moved]])
        has_title = columns.has(Flag.HAS_TITLE)[now].any()
        is_retitled = are_titles_changed or (len(fresh) + len(gone) > 0 and had_title | has_title)
        if len(touched) or is_retitled:
            self.orders.touch(touched.astype(np.int32), are_titles_changed=bool(is_retitled))

    def _retag(
        self,
        rows: Rows,
        slots: Slots,
        fresh: Slots,
        gone: Slots,
        connection: Connection,
        *,
        are_all_changed: bool,
    ) -> None:
        columns = self.columns
        is_asked = np.ones(len(slots), np.bool_) if are_all_changed else np.isin(slots, fresh)
        asked = slots[is_asked]
        if not len(asked) and not len(gone):
            return
        owners, ids = index_read.tags_of(connection, rows[is_asked].tolist())
        codes = self.tags.codes_of_ids(ids.tolist())
        owner_slots = columns.slots_of(owners)
        if len(asked) == len(fresh) and not len(gone):
            self.tags.link(codes, owner_slots)
        else:
            changed = np.concatenate([asked, gone])
            self.tags.relink(changed, codes, owner_slots, columns.count)
            columns["tag_count"][changed] = 0
        np.add.at(columns["tag_count"], owner_slots, 1)

    def _date(self, slots: Slots) -> None:
        columns = self.columns
        created_days = self._days.days(columns["created"][slots])
        columns["created_day"][slots] = created_days
        columns["updated_day"][slots] = self._days.days(columns["updated"][slots])
        columns["month"][slots] = months_of(created_days)

    # --- answering, in detail

    def _masks(
        self,
        query: AssetQuery,
        parsed: ParsedQuery,
        connection: Connection,
        now_us: int,
        check: Callable[[], None],
    ) -> FacetMasks:
        base = place_mask(self.columns, query.place, parsed.expression, now_us)
        if parsed.expression != And():
            base &= self._matcher.mask(parsed.expression, connection, check)
        by_facet: dict[Facet, Mask] = {}
        for choice in query.facets:
            if choice.facet is Facet.TAG:
                has_tag = self._matcher.tag_mask(self.tags.code(tag_identity(choice.value)))
                base &= ~has_tag if choice.is_excluded else has_tag
            elif choice.facet not in by_facet:
                by_facet[choice.facet] = facet_mask(self.columns, query, choice.facet)
        masks = FacetMasks(base, by_facet)
        self._masked = (query, masks)
        return masks

    def _sections(self, sort: Sort, slots: Slots) -> tuple[Section, ...]:
        name = _DAYS_OF.get(sort.key)
        if name is None or not len(slots):
            return ()
        days = self.columns[name][slots]
        starts = np.flatnonzero(np.diff(days, prepend=days[0] - 1))
        counts = np.diff(starts, append=len(days))
        return tuple(map(Section, days[starts].tolist(), starts.tolist(), counts.tolist()))


def _most_used(found: list[tuple[str, int]], limit: int) -> list[tuple[str, int]]:
    return sorted(found, key=lambda item: (-item[1], item[0].casefold(), item[0]))[:limit]
