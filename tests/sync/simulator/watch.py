"""Looks at every request of one library as the server carries it out, and tells what is wrong."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from desktop_app.domain.entities import Json
from desktop_app.domain.remote import RemoteTable, ServerRow
from tests.sync.simulator.ledger import ABSENT, History, Ledger
from tests.sync.simulator.schema import ASSET_COLUMNS, COLLECTION_COLUMNS, Row
from tests.sync.simulator.snapshot import (
    ASSETS,
    EDITABLE,
    Cell,
    column_cells,
    evened,
    server_cells,
)

MOST_IDS: Final = 100
_DOCUMENTED: Final = {ASSETS: ASSET_COLUMNS, RemoteTable.COLLECTIONS: COLLECTION_COLUMNS}
_NEVER_INSERTED: Final = frozenset({"updated_at", "asset_count", "xmin"})
_KEPT_AS_CONFLICT: Final = frozenset({"custom_title", "content_category", "name", "description"})
"""Columns of which one side's value is given up, and has to be in the log."""


class Watch:
    """What one library does to the server.

    Attributes:
        absent: rows that a true answer to this library has told to be gone, and none since to be
            there.
    """

    def __init__(
        self,
        user_id: str,
        ledger: Ledger,
        history: History,
        tell: Callable[[str, str], None],
        *,
        page_rows: int,
    ) -> None:
        self.absent: set[tuple[RemoteTable, str]] = set()
        self.conflicts: Callable[[], None] = lambda: None
        """Brings the ledger's conflicts up to date."""
        self._user_id = user_id
        self._ledger = ledger
        self._history = history
        self._tell = tell
        self._page_rows = page_rows
        self._unnamed: set[str] = set()
        self._removed_rows: set[str] = set()

    # --- bounded

    def asked_page(self, limit: int) -> None:
        """Look at how much is asked for at once."""
        if not 0 < limit <= max(self._page_rows, 500):
            self._tell("bounded", f"a page of {limit} rows")

    def asked_ids(self, ids: Sequence[str]) -> None:
        """Look at how many ids go into one URL."""
        if len(ids) > MOST_IDS:
            self._tell("bounded", f"{len(ids)} ids in one request")

    # --- no false delete

    def evaluated(
        self, table: RemoteTable, user: str, asked: Collection[str], there: Collection[str]
    ) -> None:
        """Hear what a true answer would tell of these ids."""
        if user != self._user_id:
            return
        for id_ in asked:
            if id_ in there:
                self.absent.discard((table, id_))
            else:
                self.absent.add((table, id_))

    # --- no trampled edit

    def check_written(self, table: RemoteTable, values: Mapping[str, Json]) -> None:
        """Look at the columns of a swap."""
        if not values or not values.keys() <= set(EDITABLE[table]):
            self._tell("trampled", f"a swap of {sorted(values)}")

    def check_inserted(self, table: RemoteTable, row: ServerRow) -> None:
        """Look at the columns of an insert."""
        odd = {name for name in row if name not in _DOCUMENTED[table] or name in _NEVER_INSERTED}
        if odd or row.get("user_id") != self._user_id:
            self._tell("apart" if not odd else "trampled", f"an insert with {sorted(odd)}")

    def writing(
        self,
        table: RemoteTable,
        uuid: str,
        row: Row,
        values: Mapping[str, Json],
        bases: Mapping[str, Json],
    ) -> None:
        """Look at a swap that hits: every change must be the user's, and know what it replaces."""
        before = server_cells(table, row)
        for column, value in values.items():
            if column not in row or column not in EDITABLE[table]:
                continue
            parts = column_cells(column, value)
            now = {part: one for (name, part), one in before.items() if name == column}
            changed = [
                part
                for part in parts.keys() | now.keys()
                if not _same(parts.get(part, ABSENT), now.get(part, ABSENT))
            ]
            base = evened(column, bases.get(column))
            if changed and not _same(base, evened(column, row[column])):
                self._tell(
                    "trampled",
                    f"{table} {uuid} {column}: {row[column]!r} becomes {value!r},"
                    f" but the base is {base!r}",
                )
            for part in sorted(changed):
                cell = (table, uuid, column, part)
                self._check_change(cell, now.get(part, ABSENT), parts.get(part, ABSENT))

    def removing(self, table: RemoteTable, uuid: str, row: Row) -> None:
        """Look at a delete that hits."""
        self._removed_rows.add(uuid)
        if (table, uuid) in self._ledger.recalled:
            self._ledger.recalled.remove((table, uuid))  # it was on its way, once
        elif (table, uuid) not in self._ledger.deleted:
            self._tell("trampled", f"{table} {uuid} is deleted, and nobody here wanted that: {row}")

    # --- files

    def check_upload(self, key: str, data: bytes, sha256: str) -> None:
        """Look at where a file goes."""
        del data, sha256
        if not key.startswith(f"{self._user_id}/") or not key.isascii():
            self._tell("apart", f"a file goes to {key}")

    def told_named(self, keys: Sequence[str], named: Collection[str]) -> None:
        """Hear which keys a true answer tells to be in use."""
        self._unnamed |= set(keys) - set(named)
        self._unnamed -= set(named)

    def removing_files(self, keys: Sequence[str], is_named: Callable[[str], bool]) -> None:
        """Look at the removal of files that are there."""
        for key in keys:
            stem = key.rpartition("/")[2].partition(".")[0]
            if stem not in self._removed_rows | self._dropped():
                self._tell("false delete", f"the file {key} is removed, and its row was not")
            elif key not in self._unnamed and is_named(key):
                self._tell("false delete", f"the file {key} is removed, and in use")

    def _dropped(self) -> set[str]:
        return {id_ for table, id_ in self._ledger.deleted if table is ASSETS}

    def _check_change(self, cell: Cell, old: Json, new: Json) -> None:
        column = cell[2]
        if not self._ledger.explains(cell, new) and not (
            column == "collection_id" and new is None and self._ledger.edits.get(cell)
        ):
            self.conflicts()
            # An object that one side removed and the other edited comes back whole, and is told.
            is_known = any(known[:3] == cell[:3] for known in self._ledger.conflicts)
            if column != "roleplay_metadata" or not is_known:
                told = f"{cell}: {old!r} becomes {new!r}, which nobody here wanted"
                self._tell("trampled", told)
            return
        if column not in _KEPT_AS_CONFLICT or self._ledger.saw(cell, old):
            return
        if self._ledger.explains(cell, old):
            return  # our own earlier value
        if old is None and self._ledger.came_with_row(cell, new):
            return  # two brought the row back, and only one of them had something there
        self.conflicts()
        if (*cell[:3], repr(old)) not in self._ledger.conflicts:
            self._tell("trampled", f"{cell}: {old!r} becomes {new!r}, and is in no conflict")


def _same(one: Json, other: Json) -> bool:
    return one == other and (type(one) is type(other) or not isinstance(one, bool | int))
