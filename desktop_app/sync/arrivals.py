"""The one way by which rows of the server come into the catalog."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import VERSION, Page, RemoteError, RemoteTable, ServerRow
from desktop_app.sync.hint_box import HintBox
from desktop_app.sync.staleness import Asked, Staleness
from desktop_app.sync.surroundings import Surroundings


class Arrivals:
    """Applies fetched rows, but those that were settled while they were under way.

    Attributes:
        pulled: how many rows came in.
        added: how many of them were assets that were not here.
    """

    def __init__(self, surroundings: Surroundings, staleness: Staleness, hints: HintBox) -> None:
        """Apply to the replica of these surroundings; what came late goes to the hints."""
        self._replica = surroundings.replica
        self._database = surroundings.database
        self._staleness = staleness
        self._hints = hints
        self.pulled = 0
        self.added = 0

    def asking(self) -> AbstractContextManager[Asked]:
        """Note that a request is sent now: see `Staleness.asking`."""
        return self._staleness.asking()

    def settle(self, table: RemoteTable, uuids: Iterable[str]) -> None:
        """Note rows of which a newer answer than all those under way has come."""
        self._staleness.settle(table, uuids)

    def doubt(self, table: RemoteTable, uuids: Iterable[str]) -> None:
        """Have rows fetched once more, since it is not clear what is newest of them."""
        self._hints.add(table, uuids)

    async def take(
        self,
        asked: Asked,
        table: RemoteTable,
        rows: Sequence[ServerRow],
        *,
        positions: Mapping[str, str | None] | None = None,
        is_initial: bool = False,
    ) -> None:
        """Apply the rows of an answer and the position it brings, in one transaction."""
        fresh: list[ServerRow] = []
        late: list[str] = []
        for row in rows:
            uuid = id_of(row)
            if uuid is not None and asked.is_overtaken(table, uuid):
                late.append(uuid)
            else:
                fresh.append(row)
        self._hints.add(table, late)
        # Before the catalog has them: an answer that is under way now may be older.
        self._staleness.settle(table, filter(None, map(id_of, fresh)))
        self.pulled += len(fresh)
        if fresh or positions:
            change = await self._database(
                lambda: self._replica.apply(
                    table, fresh, positions=positions or {}, is_initial=is_initial
                )
            )
            self.added += len(change.added)


def id_of(row: ServerRow) -> str | None:
    """Return a row's id; None when it has none that could be one."""
    uuid = row.get("id")
    return uuid if isinstance(uuid, str) and uuid else None


def version_of(row: ServerRow) -> str | None:
    """Return a row's version; None on a server that has none."""
    version = row.get(VERSION)
    return None if version is None else str(version)


def last_id(page: Page, *, after: str | None, until: str | None = None) -> str | None:
    """Return the last id of a page; None for the empty page that ends a range.

    Raises:
        RemoteError: ``remote.garbled`` when it is not the page that was asked for: its ids do
            not grow, or lie outside of the range. To go on from there might never end.
    """
    last = after
    for row in page.rows:
        uuid = id_of(row)
        if uuid is None or (last is not None and uuid <= last):
            raise RemoteError("remote.garbled", ErrorKind.RETRYABLE)
        last = uuid
    if until is not None and last is not None and last > until:
        raise RemoteError("remote.garbled", ErrorKind.RETRYABLE)
    return last if page.rows else None
