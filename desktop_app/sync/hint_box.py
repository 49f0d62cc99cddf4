"""Collects hints: ids of rows that may have changed elsewhere."""

from collections.abc import Callable, Iterable

from desktop_app.domain.remote import RemoteTable


class HintBox:
    """Ids to be fetched, each once, the oldest first.

    Attributes:
        is_overflown: so many came that some were dropped: everything is to be scanned instead.
    """

    def __init__(self, kept: int, added: Callable[[], None]) -> None:
        """Keep so many at most; `added` is called when there are some."""
        self._kept = kept
        self._added = added
        self._ids: dict[tuple[RemoteTable, str], None] = {}
        self.is_overflown = False

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ids)

    def add(self, table: RemoteTable, uuids: Iterable[str]) -> None:
        """Put in these rows."""
        is_any = False
        for uuid in uuids:
            is_any = True
            if len(self._ids) >= self._kept and (table, uuid) not in self._ids:
                self.is_overflown = True
            else:
                self._ids[table, uuid] = None
        if is_any:
            self._added()

    def take(self, limit: int) -> tuple[RemoteTable, list[str]]:
        """Take out ids of the table whose hint is oldest; not to be called when empty."""
        table = next(iter(self._ids))[0]
        taken = [uuid for of, uuid in self._ids if of is table][:limit]
        for uuid in taken:
            del self._ids[table, uuid]
        return table, taken
