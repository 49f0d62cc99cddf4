"""A server in memory that does what PostgreSQL, PostgREST and row-level security do.

Every UPDATE gives a row the number of its transaction (`VERSION`), whoever wrote. Transactions
may stay open: their rows are locked and their changes unseen until they commit, so that numbers
and moments of change come in another order than the commits.
"""

import asyncio
import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from desktop_app.domain.entities import Json
from desktop_app.domain.remote import VERSION, RemoteTable
from tests.sync.simulator.schema import (
    ASSET_COLUMNS,
    COLLECTION_COLUMNS,
    DOCUMENTED_VISIBILITIES,
    Row,
    ServerColumn,
    ServerError,
    checked,
    copied,
)
from tests.sync.simulator.times import timestamp

ASSETS: Final = RemoteTable.ASSETS
COLLECTIONS: Final = RemoteTable.COLLECTIONS
Key = tuple[RemoteTable, str]
_FIRST_XID: Final = 700


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after a transaction; None where there was or is none."""

    table: RemoteTable
    id: str
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Commit:
    """A transaction as it became visible; `at_us` is when, `who` is who did it."""

    number: int
    at_us: int
    who: str
    changes: Sequence[Change]


@dataclass(slots=True, eq=False)
class Transaction:
    """Changes nobody else sees yet.

    Attributes:
        xid: its number, given when it began.
        now_us: what ``now()`` is in all of it.
        ended: done once it is over.
    """

    xid: int
    now_us: int
    who: str
    rows: dict[Key, Row | None] = field(default_factory=dict)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class ModelServer:
    """The tables of one project, for all of its users.

    Attributes:
        columns: of each table, as they are now.
        visibilities: what the CHECK takes.
        max_rows: of one answer, whatever was asked for.
        has_versions: False when the tables are views, which have no ``xmin``.
        commits: everything that ever became visible, in order.
        versions: those that each row ever had, oldest first, with what it was then.
    """

    def __init__(
        self,
        now_us: Callable[[], int],
        *,
        wild_columns: Mapping[str, ServerColumn] | None = None,
        visibilities: Sequence[str] = DOCUMENTED_VISIBILITIES,
        max_rows: int = 1_000,
        has_versions: bool = True,
        has_feed: bool = False,
    ) -> None:
        self.now_us = now_us
        self.columns: dict[RemoteTable, dict[str, ServerColumn]] = {
            ASSETS: {**ASSET_COLUMNS, **(wild_columns or {})},
            COLLECTIONS: dict(COLLECTION_COLUMNS),
        }
        self.visibilities = tuple(visibilities)
        self.max_rows = max_rows
        self.has_versions = has_versions
        self.has_feed = has_feed
        self.commits: list[Commit] = []
        self.versions: dict[Key, dict[str, Row]] = {}
        self._rows: dict[RemoteTable, dict[str, Row]] = {ASSETS: {}, COLLECTIONS: {}}
        self._next_xid = _FIRST_XID
        self._open: dict[int, Transaction] = {}
        self._locks: dict[Key, Transaction] = {}
        self._gone: list[tuple[int, str, str]] = []
        self._listeners: list[Callable[[Commit], None]] = []

    # --- what is there

    def subscribe(self, listener: Callable[[Commit], None]) -> None:
        """Have the listener called with every commit."""
        self._listeners.append(listener)

    def row(self, table: RemoteTable, uuid: str) -> Row | None:
        """Return a row as it is committed; not to be changed."""
        return self._rows[table].get(uuid)

    def rows_of(self, table: RemoteTable, user: str) -> dict[str, Row]:
        """Return the rows that this user sees."""
        return {id_: row for id_, row in self._rows[table].items() if row["user_id"] == user}

    def recent(self, table: RemoteTable) -> set[str]:
        """Return rows that the last few commits changed."""
        return {
            change.id
            for commit in self.commits[-3:]
            for change in commit.changes
            if change.table is table
        }

    def served(self, row: Row) -> Row:
        """Return a row as it is sent."""
        sent = {name: copied(value) for name, value in row.items() if name != VERSION}
        if self.has_versions:
            sent[VERSION] = str(row[VERSION])
        return sent

    # --- transactions

    def begin(self, who: str) -> Transaction:
        """Begin a transaction."""
        transaction = Transaction(self._next_xid, self.now_us(), who)
        self._next_xid += 1
        self._open[transaction.xid] = transaction
        return transaction

    def commit(self, transaction: Transaction) -> None:
        """Let everybody see what a transaction did."""
        self._end(transaction)
        changes = []
        for (table, id_), row in transaction.rows.items():
            before = self._rows[table].get(id_)
            if row is None and before is None:
                continue
            changes.append(Change(table, id_, before, row))
            if row is None:
                del self._rows[table][id_]
                if before is not None and table is ASSETS:
                    self._gone.append((transaction.xid, str(before["user_id"]), id_))
            else:
                self._rows[table][id_] = row
                self._remember(table, id_, row)
        if changes:
            made = Commit(len(self.commits), self.now_us(), transaction.who, changes)
            self.commits.append(made)
            for listener in self._listeners:
                listener(made)

    def roll_back(self, transaction: Transaction) -> None:
        """Undo a transaction."""
        self._end(transaction)

    @contextmanager
    def transaction(self, who: str) -> Iterator[Transaction]:
        """Run one transaction that commits at the end of the block."""
        transaction = self.begin(who)
        try:
            yield transaction
        except BaseException:
            self.roll_back(transaction)
            raise
        self.commit(transaction)

    def lock_of(self, keys: Iterable[Key]) -> Transaction | None:
        """Return an open transaction that has changed one of these rows."""
        return next((self._locks[key] for key in keys if key in self._locks), None)

    def keys_touched(
        self, table: RemoteTable, uuid: str, values: Mapping[str, Json] | None
    ) -> list[Key]:
        """Return the rows that a write of these values (None: a delete) changes, triggers' too."""
        keys: list[Key] = [(table, uuid)]
        if table is COLLECTIONS:
            if values is None:
                keys += [(ASSETS, id_) for id_ in self._members(uuid)]
            return keys
        row = self._rows[table].get(uuid)
        if row is not None and (values is None or "collection_id" in values):
            keys.append((COLLECTIONS, str(row.get("collection_id"))))
        if values is not None:
            keys.append((COLLECTIONS, str(values.get("collection_id"))))
        return keys

    # --- statements

    def update(
        self, within: Transaction, table: RemoteTable, uuid: str, values: Mapping[str, Json]
    ) -> Row:
        """Change columns of a row that is there."""
        row = self._seen(within, table, uuid)
        assert row is not None
        new = {name: self._checked(table, name, value) for name, value in values.items()}
        self._check_collection(within, new)
        before = row.get("collection_id")
        row = {**row, **new}
        self._put(within, table, uuid, row)
        if table is ASSETS and row.get("collection_id") != before:
            self._count(within, before, -1)
            self._count(within, row.get("collection_id"), 1)
        return row

    def insert(self, within: Transaction, table: RemoteTable, values: Mapping[str, Json]) -> Row:
        """Insert a row whose id is free."""
        columns = self.columns[table]
        row: Row = {name: copied(column.default) for name, column in columns.items()}
        row["created_at"] = timestamp(within.now_us)
        if "updated_at" in columns:
            row["updated_at"] = timestamp(within.now_us)
        row |= {name: self._checked(table, name, value) for name, value in values.items()}
        for name in columns:
            self._checked(table, name, row[name])
        self._check_collection(within, row)
        uuid = str(row["id"])
        self._put(within, table, uuid, row)
        if table is ASSETS:
            self._count(within, row.get("collection_id"), 1)
        return row

    def delete(self, within: Transaction, table: RemoteTable, uuid: str) -> None:
        """Delete a row; members of a collection are set free by the foreign key."""
        row = self._seen(within, table, uuid)
        if row is None:
            return
        if table is COLLECTIONS:
            for id_ in self._members(uuid):
                member = self._seen(within, ASSETS, id_)
                if member is not None and member["collection_id"] == uuid:
                    self._put(within, ASSETS, id_, {**member, "collection_id": None})
        self._put(within, table, uuid, None)
        if table is ASSETS:
            self._count(within, row.get("collection_id"), -1)

    # --- questions

    def page(
        self, table: RemoteTable, user: str, *, after: str | None, until: str | None, limit: int
    ) -> list[Row]:
        """Return rows by id."""
        ids = (
            id_
            for id_, row in self._rows[table].items()
            if row["user_id"] == user
            and (after is None or id_ > after)
            and (until is None or id_ <= until)
        )
        some = heapq.nsmallest(min(limit, self.max_rows), ids)
        return [self.served(self._rows[table][id_]) for id_ in some]

    def newest(self, user: str, *, limit: int) -> list[Row]:
        """Return assets by creation, newest first."""
        rows = sorted(
            self.rows_of(ASSETS, user).values(),
            key=lambda row: (str(row["created_at"]), str(row["id"])),
            reverse=True,
        )
        return [self.served(row) for row in rows[: min(limit, self.max_rows)]]

    def touched_since(
        self, user: str, column: str, since: str, *, after: str | None, limit: int
    ) -> list[Row]:
        """Return assets whose column says so much or later, by id."""
        rows = sorted(
            (id_, row)
            for id_, row in self.rows_of(ASSETS, user).items()
            if (after is None or id_ > after) and _at_or_after(row.get(column), since)
        )
        return [self.served(row) for _, row in rows[: min(limit, self.max_rows)]]

    def is_named(self, key: str) -> bool:
        """Return whether any asset names an object, in whatever form."""
        return any(
            key in str(row.get(name))
            for row in self._rows[ASSETS].values()
            for name in ("storage_path", "thumbnail_path")
        )

    def feed_start(self) -> str:
        """Return the position from which the feed tells all that commits from now on."""
        return str(min(self._open, default=self._next_xid))

    def feed(self, user: str, since: str | None) -> tuple[list[Row], list[str], str, bool]:
        """Return rows and ids gone since a position, the next position, and if there is more."""
        snapshot = int(self.feed_start())
        told = (since or "0").split(":")
        is_first = len(told) == 1
        start = (int(told[0]), "") if is_first else (int(told[1]), told[2])
        upper = snapshot if is_first else int(told[0])
        rows = sorted(
            (int(str(row[VERSION])), id_)
            for id_, row in self.rows_of(ASSETS, user).items()
            if (int(str(row[VERSION])), id_) > start
        )
        page = rows[: self.max_rows]
        has_more = len(rows) > len(page)
        position = f"{upper}:{page[-1][0]}:{page[-1][1]}" if has_more else str(upper)
        gone = [id_ for xid, owner, id_ in self._gone if owner == user and xid >= start[0]]
        there = self._rows[ASSETS]
        return (
            [self.served(there[id_]) for _, id_ in page],
            [id_ for id_ in dict.fromkeys(gone) if id_ not in there] if is_first else [],
            position,
            has_more,
        )

    # --- the schema, while everything runs

    def add_column(self, name: str, column: ServerColumn) -> None:
        """Add a column to the assets; rows keep their versions."""
        self.columns[ASSETS][name] = column
        self._rewrite(lambda row: {**row, name: copied(column.default)})

    def drop_column(self, name: str) -> None:
        """Drop a column of the assets; rows keep their versions."""
        del self.columns[ASSETS][name]
        self._rewrite(lambda row: {key: value for key, value in row.items() if key != name})

    def retype_column(
        self, name: str, column: ServerColumn, turned: Callable[[Json], Json]
    ) -> None:
        """Change a column's type: the table is written anew, with new versions throughout."""
        self.columns[ASSETS][name] = column
        xid = self._next_xid
        self._next_xid += 1
        self._rewrite(
            lambda row: {
                **row,
                name: None if row[name] is None else turned(row[name]),
                VERSION: xid,
            }
        )

    @property
    def has_open_transactions(self) -> bool:
        """Whether something is still to be committed."""
        return bool(self._open)

    # --- inside

    def _end(self, transaction: Transaction) -> None:
        del self._open[transaction.xid]
        for key in transaction.rows:
            self._locks.pop(key, None)
        transaction.ended.set()

    def _remember(self, table: RemoteTable, uuid: str, row: Row) -> None:
        self.versions.setdefault((table, uuid), {}).setdefault(str(row[VERSION]), row)

    def _seen(self, within: Transaction, table: RemoteTable, uuid: str) -> Row | None:
        key = (table, uuid)
        return within.rows[key] if key in within.rows else self._rows[table].get(uuid)

    def _put(self, within: Transaction, table: RemoteTable, uuid: str, row: Row | None) -> None:
        key = (table, uuid)
        holder = self._locks.get(key)
        assert holder is None or holder is within, "whoever writes waits for the lock before"
        self._locks[key] = within
        within.rows[key] = None if row is None else {**row, VERSION: within.xid}

    def _count(self, within: Transaction, collection: Json, by: int) -> None:
        """Keep ``asset_count``, as the server's trigger does."""
        if not isinstance(collection, str):
            return
        row = self._seen(within, COLLECTIONS, collection)
        if row is not None:
            count = int(str(row["asset_count"])) + by
            self._put(within, COLLECTIONS, collection, {**row, "asset_count": count})

    def _members(self, collection: str) -> list[str]:
        return [
            id_ for id_, row in self._rows[ASSETS].items() if row.get("collection_id") == collection
        ]

    def _checked(self, table: RemoteTable, name: str, value: Json) -> Json:
        stored = checked(self.columns[table], table, name, value)
        if name == "visibility" and stored is not None and stored not in self.visibilities:
            raise ServerError(400, "23514", 'violates check constraint "visibility_check"')
        return stored

    def _check_collection(self, within: Transaction, values: Mapping[str, Json]) -> None:
        wanted = values.get("collection_id")
        if wanted is not None and self._seen(within, COLLECTIONS, str(wanted)) is None:
            raise ServerError(409, "23503", "violates foreign key constraint on collection_id")

    def _rewrite(self, turned: Callable[[Row], Row]) -> None:
        rows = self._rows[ASSETS]
        for id_, row in rows.items():
            rows[id_] = turned(row)
            self._remember(ASSETS, id_, rows[id_])
        for transaction in self._open.values():
            for key, staged in transaction.rows.items():
                if key[0] is ASSETS and staged is not None:
                    transaction.rows[key] = {**turned(staged), VERSION: transaction.xid}


def _at_or_after(value: Json, since: str) -> bool:
    # Both are written alike up to the seconds, and that is all the difference this has to tell.
    return isinstance(value, str) and value[:19] >= since[:19]
