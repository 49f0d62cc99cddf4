"""The rows of one user, by PostgREST: pages by id, compare-and-swap, repeatable inserts.

Measured facts this rests on: `xmin` is a row's version and can be filtered by; a PATCH takes plain
filters only (with ``or=`` it is applied and answers ``[]``) and names the columns it wants back
(``select=*,xmin`` is an error there); a short page is not the last one; every request names
the user, or the server's indexes are passed over.
"""

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import quote, unquote

import orjson

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
from desktop_app.remote.connection import Connection
from desktop_app.remote.filters import eq, is_value, like_any
from desktop_app.remote.rows import (
    check_range,
    check_rows,
    fed,
    ids_of,
    merged,
    only_row,
    uuid_text,
)
from desktop_app.remote.translate import (
    Answer,
    garbled,
    instant_text,
    object_of,
    rows_of,
    server_time_us,
)
from desktop_app.remote.wording import texts_in

MOST_IDS = 100
"""Ids that fit into one URL."""
MOST_ROWS = 1_000
FEED_ROWS = 1_000

_REST = "/rest/v1/"
_FEED = f"{_REST}rpc/pull"
_UPDATED = "updated_at"
_JSON = {"content-type": "application/json", "accept": "application/json"}
_READ = {"accept": "application/json"}
_COUNTING = {**_READ, "prefer": "count=exact"}
_RETURNING = {**_JSON, "prefer": "return=representation"}
_INSERTING = {**_JSON, "prefer": "return=representation,resolution=ignore-duplicates"}
_SERVER_OWN: Mapping[RemoteTable, tuple[str, ...]] = {
    RemoteTable.ASSETS: (_UPDATED,),
    RemoteTable.COLLECTIONS: (),
}
_PATHS = ("storage_path", "thumbnail_path")
_NO_COLUMN = frozenset({"42703", "PGRST204"})
_NO_FUNCTION = frozenset({"PGRST202", "42883", "42501", "404"})
_COUNTED = re.compile(r"/(\d{1,15})$")
"""The end of ``Content-Range: 0-0/12481``."""
_SAFE_KEY = re.compile(r"^[A-Za-z0-9._/-]+$")
_KEYS_A_REQUEST = 20


class LibraryRows:
    """`RemoteRows` of one user of one project.

    Attributes:
        user_id: whose rows they are.
    """

    def __init__(self, connection: Connection) -> None:
        """Speak for the user of a connection."""
        self.user_id = connection.user_id
        self._connection = connection
        self._mine = f"user_id={eq(self.user_id)}"
        self._features: Features | None = None
        self._asking = asyncio.Lock()
        # Becomes false where somebody dropped the column.
        self._has_updated = True

    async def guard(self) -> None:
        """Make sure that the session is fresh, authenticated, and this user's.

        Asks the auth server, too: on the way to it a header may have been lost, and an empty
        answer to a nobody looks like an empty library.
        """
        await self._connection.guard()
        answer = await self._connection.ask("GET", "/auth/v1/user", headers=_READ)
        user = object_of(answer)
        if user.get("id") != self.user_id:
            raise RemoteError("remote.other_user", ErrorKind.PERMANENT)

    async def features(self) -> Features:
        """Return what the server has; asks it the first time."""
        async with self._asking:
            if self._features is None:
                self._features = Features(
                    has_versions=await self._has_versions(), has_feed=await self._has_feed()
                )
            return self._features

    async def page(
        self, table: RemoteTable, *, after: str | None, until: str | None, limit: int
    ) -> Page:
        """Return whole rows with ``after < id <= until``, by id, at most `limit`."""
        return await self._range(table, "*", after, until, limit)

    async def versions(
        self, table: RemoteTable, *, after: str | None, until: str | None, limit: int
    ) -> Page:
        """Return only ``id`` and `VERSION` of the rows that `page` would return."""
        return await self._range(table, "id", after, until, limit)

    async def newest(self, *, limit: int) -> Page:
        """Return the newest assets by creation, newest first."""
        query = f"order=created_at.desc,id.desc&limit={limit}"
        return await self._select(RemoteTable.ASSETS, "*", query, most=limit)

    async def count(self, table: RemoteTable) -> int | None:
        """Return how many rows a table has; None where the server does not tell.

        The server counts them for this: 27 to 46 ms for 100,000 rows.
        """
        answer = await self._connection.ask(
            "GET",
            f"{_REST}{table}",
            f"select=id&{self._mine}&limit=1",
            headers=_COUNTING,
            expected=(200, 206),
        )
        check_rows(rows_of(answer, needed=("id",)), self.user_id)
        told = _COUNTED.search(answer.headers.get("content-range", ""))
        return None if told is None else int(told[1])

    async def rows(self, table: RemoteTable, ids: Sequence[str]) -> Page:
        """Return those of these rows (100 ids at most) that there are, in any order."""
        wanted = {uuid_text(one) for one in ids}
        found: list[ServerRow] = []
        times_us: list[int] = []
        while wanted:
            page = await self._select(
                table, "*", f"id=in.({','.join(sorted(wanted))})", most=len(wanted)
            )
            if not page.rows:
                break  # a short answer may only mean that the server sends so few at once
            there = set(ids_of(page.rows))
            if not there <= wanted:
                raise garbled("id")
            wanted -= there
            found += page.rows
            if page.server_time_us is not None:
                times_us.append(page.server_time_us)
        return Page(found, min(times_us, default=None))

    async def touched_since(self, since_us: int, *, after: str | None, limit: int) -> Page:
        """Return assets created or updated at or after a moment (their clock), by id."""
        columns = ("created_at", _UPDATED) if self._has_updated else ("created_at",)
        moment = instant_text(since_us)
        pages = []
        for column in columns:
            try:
                pages.append(
                    await self._range(
                        RemoteTable.ASSETS, "*", after, None, limit, f"{column}=gte.{moment}"
                    )
                )
            except RemoteError as error:
                if column != _UPDATED or not _is_unknown_column(error):
                    raise
                self._has_updated = False
        return merged(pages)

    async def swap(
        self,
        table: RemoteTable,
        uuid: str,
        values: Mapping[str, Json],
        *,
        version: str | None,
        bases: Mapping[str, Json],
    ) -> ServerRow | None:
        """Write these columns if the row is still at this version; None when it is not, or gone."""
        filters = [f"id={eq(uuid_text(uuid))}", self._mine]
        if version is not None:
            filters.append(f"{VERSION}={eq(version)}")
        else:
            filters += [f"{quote(column, safe='')}={is_value(bases[column])}" for column in values]
        body = dict(values)
        if self._stamps(table):
            body[_UPDATED] = "now"  # the server's own time, whatever this machine's clock says
        try:
            rows = await self._write("PATCH", table, filters, body, _RETURNING, (200,))
        except RemoteError as error:
            if not self._lost_updated(table, error):
                raise
            rows = await self._write("PATCH", table, filters, dict(values), _RETURNING, (200,))
        return only_row(rows, uuid)

    async def insert(self, table: RemoteTable, row: ServerRow) -> ServerRow | None:
        """Insert a row under its own id; None when that id is taken, which changes nothing."""
        if row.get("user_id", self.user_id) != self.user_id:
            raise RemoteError("remote.other_user", ErrorKind.PERMANENT)
        uuid = uuid_text(str(row["id"]))
        body = {**row, "user_id": self.user_id}
        filters = ["on_conflict=id"]
        expected = (200, 201)
        try:
            rows = await self._write("POST", table, filters, body, _INSERTING, expected)
        except RemoteError as error:
            if not self._lost_updated(table, error):
                raise
            rows = await self._write("POST", table, filters, body, _INSERTING, expected)
        return only_row(rows, uuid)

    async def remove(self, table: RemoteTable, uuid: str, *, version: str | None) -> bool:
        """Delete a row if it is still at this version (None: whatever it is); whether it did."""
        query = f"id={eq(uuid_text(uuid))}&{self._mine}"
        if version is not None:
            query += f"&{VERSION}={eq(version)}"
        answer = await self._connection.ask(
            "DELETE", f"{_REST}{table}", f"{query}&select=id", headers=_RETURNING
        )
        return only_row(rows_of(answer, needed=("id",)), uuid) is not None

    async def are_named(self, keys: Sequence[str]) -> set[str]:
        """Return those of these object keys that any row names, in whatever form it has them."""
        # What cannot be asked for is taken to be named: its file stays.
        named = {key for key in keys if _SAFE_KEY.match(key) is None}
        asked = sorted(set(keys) - named)
        for start in range(0, len(asked), _KEYS_A_REQUEST):
            some = asked[start : start + _KEYS_A_REQUEST]
            for column in _PATHS:
                named |= await self._named(column, some)
        return named

    async def feed_start(self) -> str:
        """Return the position from which all comes that is written from now on.

        Only where `Features.has_feed`.
        """
        # What a position is made of is told where the migration defines the function.
        return fed(await self._pull(None, 1), self.user_id).position.partition(".")[0]

    async def feed(self, since: str | None) -> Feed:
        """Return what changed since a position; only where `Features.has_feed`."""
        return fed(await self._pull(since, FEED_ROWS), self.user_id)

    # --- reading -------------------------------------------------------------------------------

    async def _range(
        self,
        table: RemoteTable,
        columns: str,
        after: str | None,
        until: str | None,
        limit: int,
        *filters: str,
    ) -> Page:
        parts = list(filters)
        if after is not None:
            parts.append(f"id=gt.{uuid_text(after)}")
        if until is not None:
            parts.append(f"id=lte.{uuid_text(until)}")
        parts += ["order=id.asc", f"limit={limit}"]
        page = await self._select(table, columns, "&".join(parts), most=limit)
        check_range(page.rows, after, until)
        return page

    async def _select(self, table: RemoteTable, columns: str, query: str, *, most: int) -> Page:
        has_versions = (await self.features()).has_versions
        selected = f"{columns},{VERSION}" if has_versions else columns
        answer = await self._connection.ask(
            "GET",
            f"{_REST}{table}",
            f"select={selected}&{self._mine}&{query}",
            headers=_READ,
            expected=(200, 206),
        )
        needed = ["id"]
        if has_versions:
            needed.append(VERSION)
        if columns == "*":
            needed.append("user_id")
        rows = rows_of(answer, needed=needed)
        if len(rows) > most:
            raise garbled("limit")
        check_rows(rows, self.user_id)
        return Page(rows, server_time_us(answer))

    async def _named(self, column: str, keys: Sequence[str]) -> set[str]:
        """Return the keys that a row names in a column; over-matches of LIKE are sorted out."""
        # By the last part: what stands before it may be escaped, or named in another way.
        pattern = like_any([f"*{key.rpartition('/')[2]}*" for key in keys])
        named: set[str] = set()
        after = ""
        while True:
            beyond = f"&id=gt.{after}" if after else ""
            answer = await self._connection.ask(
                "GET",
                f"{_REST}{RemoteTable.ASSETS}",
                f"select=id,{column}&{self._mine}&{column}={pattern}{beyond}"
                f"&order=id.asc&limit={MOST_ROWS}",
                headers=_READ,
                expected=(200, 206),
            )
            rows = rows_of(answer, needed=("id", column))
            if not rows:
                return named
            check_rows(rows, self.user_id)
            for row in rows:
                text = str(row[column])
                named |= {key for key in keys if key in text or key in unquote(text)}
            last = str(rows[-1]["id"])
            if last <= after:
                raise garbled("order")
            after = last

    # --- what the server has ---------------------------------------------------------------------

    async def _has_versions(self) -> bool:
        for table in RemoteTable:
            try:
                answer = await self._connection.ask(
                    "GET",
                    f"{_REST}{table}",
                    f"select=id,{VERSION}&{self._mine}&limit=1",
                    headers=_READ,
                    expected=(200, 206),
                )
            except RemoteError as error:
                if _is_unknown_column(error):
                    return False
                raise
            rows_of(answer, needed=("id", VERSION))
        return True

    async def _has_feed(self) -> bool:
        try:
            fed(await self._pull(None, 1), self.user_id)
        except RemoteError as error:
            # Somebody else's function of that name answers something else.
            if error.code in {"remote.garbled", "remote.missing"}:
                return False
            if error.code == "remote.refused" and error.params["reason"] in _NO_FUNCTION:
                return False
            raise
        return True

    async def _pull(self, since: str | None, limit: int) -> Answer:
        return await self._connection.ask(
            "POST",
            _FEED,
            headers=_JSON,
            content=orjson.dumps({"since": since, "max_rows": limit}),
        )

    # --- writing ---------------------------------------------------------------------------------

    async def _write(
        self,
        method: str,
        table: RemoteTable,
        filters: Sequence[str],
        body: Mapping[str, Json],
        headers: Mapping[str, str],
        expected: Collection[int],
    ) -> list[dict[str, Json]]:
        columns = ["id"]
        if (await self.features()).has_versions:
            columns.append(VERSION)
        own = _SERVER_OWN[table] if self._has_updated else ()
        columns += [column for column in (*body, *own) if column not in columns]
        selected = ",".join(dict.fromkeys(quote(column, safe="") for column in columns))
        answer = await self._connection.ask(
            method,
            f"{_REST}{table}",
            f"{'&'.join(filters)}&select={selected}",
            headers=headers,
            content=_json(body),
            expected=expected,
            sent=[*texts_in(dict(body))],
        )
        rows = rows_of(answer, needed=dict.fromkeys(columns))
        check_rows(rows, self.user_id)
        return rows

    def _stamps(self, table: RemoteTable) -> bool:
        return self._has_updated and _UPDATED in _SERVER_OWN[table]

    def _lost_updated(self, table: RemoteTable, error: RemoteError) -> bool:
        """Whether a write failed for the one column that nobody asked to write."""
        if not (
            self._stamps(table)
            and _is_unknown_column(error)
            and _UPDATED in str(error.params.get("message", ""))
        ):
            return False
        self._has_updated = False
        return True


def _is_unknown_column(error: RemoteError) -> bool:
    return error.code == "remote.refused" and error.params["reason"] in _NO_COLUMN


def _json(body: Mapping[str, Json]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:
        # Half a surrogate pair or a number beyond 64 bits: no server would take it either.
        raise RemoteError(
            "remote.refused", ErrorKind.PERMANENT, reason="22P05", message=""
        ) from None
