"""Which answers are too old to be believed for a row.

Requests overlap: a page may have been read by the server before it took our edit, and arrive
after its acknowledgement. So each request notes when it was sent, each row that an answer settles
is noted too, and an answer says nothing of rows that were settled after it was sent. They are
asked for again. Only what happened since the oldest request under way is remembered.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from desktop_app.domain.remote import RemoteTable


class Asked:
    """One request, or a run of them, from when it was sent."""

    def __init__(self, staleness: "Staleness", tick: int) -> None:
        """Remember when it was."""
        self._staleness = staleness
        self._tick = tick

    def is_overtaken(self, table: RemoteTable, uuid: str) -> bool:
        """Whether a row was settled by an answer that came after this was sent."""
        return self._staleness.settled_at(table, uuid) > self._tick


class Staleness:
    """Counts requests and answers, and knows when each row was settled last."""

    def __init__(self) -> None:
        """Begin with nothing under way."""
        self._tick = 0
        self._under_way: dict[int, None] = {}
        self._settled: dict[tuple[RemoteTable, str], int] = {}

    @contextmanager
    def asking(self) -> Iterator[Asked]:
        """Note that a request is sent now; within the block its answer can be judged."""
        self._tick += 1
        tick = self._tick
        self._under_way[tick] = None
        try:
            yield Asked(self, tick)
        finally:
            del self._under_way[tick]
            self._forget()

    def settle(self, table: RemoteTable, uuids: Iterable[str]) -> None:
        """Note that what is known of these rows is as new as this moment."""
        self._tick += 1
        for uuid in uuids:
            # In the order of time, so that the oldest come first.
            self._settled.pop((table, uuid), None)
            self._settled[table, uuid] = self._tick

    def settled_at(self, table: RemoteTable, uuid: str) -> int:
        """Return when a row was settled; 0 when that is too long ago to matter."""
        return self._settled.get((table, uuid), 0)

    @property
    def remembered(self) -> int:
        """How many rows are remembered."""
        return len(self._settled)

    def _forget(self) -> None:
        """Forget what no request under way can be too old for."""
        oldest = next(iter(self._under_way), None)
        if oldest is None:
            self._settled.clear()
            return
        while self._settled:
            key, tick = next(iter(self._settled.items()))
            if tick > oldest:
                return
            del self._settled[key]
