"""`RemoteRows` over the model server: answers what the real one would, lies included."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from desktop_app.domain.entities import Json
from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import (
    VERSION,
    Features,
    Feed,
    Page,
    RemoteError,
    RemoteTable,
    ServerRow,
)
from desktop_app.remote import library
from tests.sync.simulator.schema import Row, ServerError
from tests.sync.simulator.server import ASSETS, Key, ModelServer
from tests.sync.simulator.times import timestamp
from tests.sync.simulator.watch import Watch
from tests.sync.simulator.wire import Wire

_HONEST_S: Final = 300.0
"""How long after it took somebody for nobody the server tells the truth about collections."""
_MOST_LIES: Final = 3
"""How often in that time an answer about certain assets is cut short or empty: who asks twice, and
each time again for what did not come, can be told four times that they are not there."""


class ModelRows:
    """The rows of one user, over one machine's wire."""

    def __init__(self, server: ModelServer, wire: Wire, user_id: str, watch: Watch) -> None:
        self.user_id = user_id
        self._server = server
        self._wire = wire
        self._watch = watch
        self._lied_at_s = -_HONEST_S
        self._lies_s: deque[float] = deque([-_HONEST_S] * _MOST_LIES, maxlen=_MOST_LIES)

    async def guard(self) -> None:
        await self._wire.guard()
        if (await self._wire.call("file", lambda user: user))[0] != self.user_id:
            raise RemoteError("remote.other_user", ErrorKind.PERMANENT)

    async def features(self) -> Features:
        def evaluate(_user: str) -> Features:
            return Features(self._server.has_versions, self._server.has_feed)

        return (await self._wire.call("file", evaluate))[0]

    async def page(
        self, table: RemoteTable, *, after: str | None, until: str | None, limit: int
    ) -> Page:
        self._watch.asked_page(limit)

        def evaluate(user: str) -> list[Row]:
            return self._server.page(table, user, after=after, until=until, limit=limit)

        return await self._read(evaluate, table)

    async def versions(
        self, table: RemoteTable, *, after: str | None, until: str | None, limit: int
    ) -> Page:
        self._watch.asked_page(limit)

        def evaluate(user: str) -> list[Row]:
            rows = self._server.page(table, user, after=after, until=until, limit=limit)
            return [{name: row[name] for name in ("id", VERSION) if name in row} for row in rows]

        return await self._read(evaluate)

    async def newest(self, *, limit: int) -> Page:
        self._watch.asked_page(limit)
        return await self._read(lambda user: self._server.newest(user, limit=limit))

    async def rows(self, table: RemoteTable, ids: Sequence[str]) -> Page:
        self._watch.asked_ids(ids)
        if not ids:
            return Page(())
        left = sorted(set(ids))
        found: list[ServerRow] = []
        while True:
            page = await self._rows_once(table, left)
            found.extend(page.rows)
            # A server may send fewer than there are: those that did not come are asked for again.
            got = {str(row["id"]) for row in page.rows}
            left = [id_ for id_ in left if id_ not in got]
            if not left or not got:
                return Page(found, page.server_time_us)

    async def touched_since(self, since_us: int, *, after: str | None, limit: int) -> Page:
        self._watch.asked_page(limit)
        since = timestamp(since_us)
        pages = [
            await self._read(partial(self._touched, name, since, after, limit))
            for name in ("created_at", "updated_at")
        ]
        times_us = [page.server_time_us for page in pages if page.server_time_us is not None]
        ends = [str(page.rows[-1]["id"]) for page in pages if page.rows]
        by_id = {str(row["id"]): row for page in pages for row in page.rows}
        rows = [by_id[id_] for id_ in sorted(by_id) if id_ <= min(ends)]
        return Page(rows, min(times_us, default=None))

    async def swap(
        self,
        table: RemoteTable,
        uuid: str,
        values: Mapping[str, Json],
        *,
        version: str | None,
        bases: Mapping[str, Json],
    ) -> ServerRow | None:
        self._watch.check_written(table, values)

        def evaluate(user: str) -> ServerRow | None:
            return self._swap(user, table, uuid, values, version=version, bases=bases)

        def keys() -> list[Key]:
            return self._server.keys_touched(table, uuid, values)

        return (await self._wire.call("write", evaluate, empty=lambda: None, keys=keys))[0]

    async def insert(self, table: RemoteTable, row: ServerRow) -> ServerRow | None:
        self._watch.check_inserted(table, row)

        def evaluate(user: str) -> ServerRow | None:
            return self._insert(user, table, row)

        def keys() -> list[Key]:
            return self._server.keys_touched(table, str(row["id"]), row)

        return (await self._wire.call("insert", evaluate, keys=keys))[0]

    async def remove(self, table: RemoteTable, uuid: str, *, version: str | None) -> bool:
        def evaluate(user: str) -> bool:
            found = self._server.row(table, uuid)
            if found is None or found["user_id"] != user:
                return False
            if version is not None and str(found[VERSION]) != version:
                return False
            self._watch.removing(table, uuid, found)
            with self._server.transaction(self._wire.who) as transaction:
                self._server.delete(transaction, table, uuid)
            return True

        def keys() -> list[Key]:
            return self._server.keys_touched(table, uuid, None)

        return (await self._wire.call("write", evaluate, empty=lambda: False, keys=keys))[0]

    async def are_named(self, keys: Sequence[str]) -> set[str]:
        def evaluate(user: str) -> set[str]:
            named = {
                str(row[name])
                for row in self._server.rows_of(ASSETS, user).values()
                for name in ("storage_path", "thumbnail_path")
                if row.get(name)
            }
            found = {key for key in keys if any(key in name for name in named)}
            self._watch.told_named(keys, found)
            return found

        return (await self._wire.call("read", evaluate, empty=set[str]))[0]

    async def count(self, table: RemoteTable) -> int | None:
        # Not through the wire: it changes nothing, and fails of itself without a consequence.
        return len(self._server.rows_of(table, self.user_id))

    async def feed_start(self) -> str:
        assert self._server.has_feed
        return (await self._wire.call("file", lambda _user: self._server.feed_start()))[0]

    async def feed(self, since: str | None) -> Feed:
        assert self._server.has_feed

        def evaluate(user: str) -> Feed:
            fed = Feed(*self._server.feed(user, since))
            self._watch.evaluated(ASSETS, user, fed.gone, ())
            return fed

        return (await self._wire.call("file", evaluate))[0]

    async def _rows_once(self, table: RemoteTable, ids: Sequence[str]) -> Page:
        def evaluate(user: str) -> list[Row]:
            there = self._server.rows_of(table, user)
            self._watch.evaluated(table, user, ids, there)
            found = [self._server.served(there[id_]) for id_ in ids if id_ in there]
            return found[: self._server.max_rows]

        return await self._read(evaluate, table, is_by_id=True)

    async def _read(
        self,
        evaluate: Callable[[str], list[Row]],
        table: RemoteTable = ASSETS,
        *,
        is_by_id: bool = False,
    ) -> Page:
        line = self._wire.line
        now_s = asyncio.get_running_loop().time()

        def nothing() -> list[Row]:
            self._lied_at_s = now_s
            if is_by_id:
                self._lies_s.append(now_s)
            return []

        def shortened(rows: list[Row]) -> list[Row]:
            if is_by_id:
                self._lies_s.append(now_s)
            return rows[: line.random.randrange(1, len(rows))] if len(rows) > 1 else rows

        # Of collections there may be none left to witness: two such answers in a row would do.
        may_lie = table is ASSETS or now_s - self._lied_at_s > _HONEST_S
        may_omit = not is_by_id or now_s - self._lies_s[0] > _HONEST_S
        rows, date_us = await self._wire.call(
            "read",
            evaluate,
            empty=nothing if may_lie and may_omit else None,
            shortened=shortened if may_omit else None,
        )
        return Page(rows, date_us)

    def _swap(
        self,
        user: str,
        table: RemoteTable,
        uuid: str,
        values: Mapping[str, Json],
        *,
        version: str | None,
        bases: Mapping[str, Json],
    ) -> ServerRow | None:
        row = self._server.row(table, uuid)
        if row is None or row["user_id"] != user:
            return None
        if version is not None and str(row[VERSION]) != version:
            return None
        if version is None:
            if missing := values.keys() - self._server.columns[table].keys():
                raise ServerError(400, "42703", f"column {sorted(missing)} does not exist")
            if any(row[name] != bases.get(name, row[name]) for name in values):
                return None
        written: Row = dict(values)
        with self._server.transaction(self._wire.who) as transaction:
            if table is ASSETS:
                written["updated_at"] = timestamp(transaction.now_us)
            self._watch.writing(table, uuid, row, values, bases)
            self._server.update(transaction, table, uuid, written)
        now = self._server.row(table, uuid)
        assert now is not None
        sent = self._server.served(now)
        return {name: sent[name] for name in ("id", VERSION, *written) if name in sent}

    def _touched(
        self, column: str, since: str, after: str | None, limit: int, user: str
    ) -> list[Row]:
        return self._server.touched_since(user, column, since, after=after, limit=limit)

    def _insert(self, user: str, table: RemoteTable, row: ServerRow) -> ServerRow | None:
        if user != row.get("user_id"):
            raise ServerError(403, "42501", "new row violates row-level security policy")
        uuid = str(row["id"])
        there = self._server.row(table, uuid)
        if there is not None and (not _is_merging() or there["user_id"] != user):
            return None
        with self._server.transaction(self._wire.who) as transaction:
            if there is None:
                self._server.insert(transaction, table, row)
            else:
                self._watch.writing(table, uuid, there, row, row)
                self._server.update(transaction, table, uuid, row)
        now = self._server.row(table, uuid)
        assert now is not None
        sent = self._server.served(now)
        return {name: sent[name] for name in ("id", VERSION, *row, "updated_at") if name in sent}


def _is_merging() -> bool:
    """Whether the real remote asks for inserts that write over what is there."""
    return "merge-duplicates" in library._INSERTING["prefer"]
