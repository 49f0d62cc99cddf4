"""What was changed in published tables, read from PostgreSQL's own log of changes.

The log comes as messages of the built-in plug-in pgoutput
(https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html), so changes of
triggers and foreign keys are in it, and a publication decides which tables are.
"""

import struct
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import DictRow, dict_row

_PUBLICATION = "supabase_realtime"
_SLOT = "lightbox_stack_realtime"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_KINDS = {b"I": "INSERT", b"U": "UPDATE", b"D": "DELETE"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a published table."""

    name: str
    type: str
    is_key: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A published table as it was when a row of it changed."""

    schema: str
    name: str
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was inserted, updated or deleted.

    Attributes:
        record: the row after it; None for a deletion. Large columns an update left alone are out.
        old_record: what the log has of the row before: its key, unless the table says otherwise.
    """

    table: Table
    kind: str
    committed_at: datetime
    record: dict[str, Any] | None
    old_record: dict[str, Any] | None


class _Reader:
    """Reads the fields of one message."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self, form: str) -> int:
        value: int = struct.unpack(f">{form}", self.take(struct.calcsize(form)))[0]
        return value

    def text(self) -> str:
        end = self._data.index(b"\0", self._at)
        value = self._data[self._at : end].decode()
        self._at = end + 1
        return value

    def row(self) -> list[str | bytes | None]:
        """Return the values of a row: text, None, or ``b"u"`` for one that was left alone."""
        values: list[str | bytes | None] = []
        for _ in range(self.number("h")):
            kind = self.take(1)
            if kind == b"t":
                values.append(self.take(self.number("i")).decode())
            else:
                values.append(None if kind == b"n" else b"u")
        return values


@dataclass(slots=True)
class _Relation:
    table: Table
    types: list[int]
    query: sql.Composed


@dataclass(slots=True)
class Changes:
    """The changes from the moment it is opened; one reader at a time.

    A connection of its own holds the place in the log, which goes with it.
    """

    conninfo: str
    _connection: psycopg.AsyncConnection[DictRow] | None = None
    _relations: dict[int, _Relation] = field(default_factory=dict)
    _committed_at: datetime = _EPOCH
    _read_to: str = ""

    async def open(self) -> None:
        """Begin to collect changes. Waits for transactions that are under way to end."""
        self._connection = await psycopg.AsyncConnection.connect(
            self.conninfo, autocommit=True, row_factory=dict_row
        )
        await self._connection.execute(
            "select pg_create_logical_replication_slot(%s, 'pgoutput', temporary => true)",
            [_SLOT],
        )

    async def close(self) -> None:
        """Give the place in the log up."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def read(self) -> AsyncIterator[Change]:
        """Give what was committed since the last call."""
        if self._connection is None:
            return
        cursor = await self._connection.execute("select pg_current_wal_lsn()::text as position")
        position = (await cursor.fetchone() or {})["position"]
        if position == self._read_to:
            return
        self._read_to = position
        cursor = await self._connection.execute(
            """select data from pg_logical_slot_get_binary_changes(
                   %s, null, 2000, 'proto_version', '1', 'publication_names', %s)""",
            [_SLOT, _PUBLICATION],
        )
        for line in await cursor.fetchall():
            change = await self._parse(self._connection, line["data"])
            if change is not None:
                yield change

    async def _parse(
        self, connection: psycopg.AsyncConnection[DictRow], data: bytes
    ) -> Change | None:
        kind, reader = data[:1], _Reader(data[1:])
        if kind == b"B":
            reader.take(8)
            self._committed_at = _EPOCH + timedelta(microseconds=reader.number("q"))
        elif kind == b"R":
            await self._learn(connection, reader)
        elif kind in _KINDS:
            return await self._row(connection, _KINDS[kind], reader)
        return None

    async def _learn(self, connection: psycopg.AsyncConnection[DictRow], reader: _Reader) -> None:
        number, schema, name = reader.number("I"), reader.text(), reader.text()
        reader.take(1)
        parts = []
        for _ in range(reader.number("h")):
            is_key = reader.number("b") == 1
            parts.append((reader.text(), reader.number("I"), is_key))
            reader.take(4)
        types = [oid for _, oid, _ in parts]
        cursor = await connection.execute(
            "select oid::int8, typname, format_type(oid, null) as sql from pg_type"
            " where oid = any(%s)",
            [types],
        )
        known = {row["oid"]: row for row in await cursor.fetchall()}
        columns = [Column(column, known[oid]["typname"], key) for column, oid, key in parts]
        # PostgreSQL itself turns the texts into JSON, as only it does it right for every type.
        query = sql.SQL("select jsonb_build_object({}) as record").format(
            sql.SQL(", ").join(
                sql.SQL("{}, to_jsonb(cast(%s::text as {}))").format(
                    sql.Literal(column), sql.SQL(known[oid]["sql"])
                )
                for column, oid, _ in parts
            )
        )
        self._relations[number] = _Relation(Table(schema, name, columns), types, query)

    async def _row(
        self, connection: psycopg.AsyncConnection[DictRow], kind: str, reader: _Reader
    ) -> Change:
        relation = self._relations[reader.number("I")]
        record: dict[str, Any] | None = None
        old_record: dict[str, Any] | None = None
        part = reader.take(1)
        if part in {b"K", b"O"}:
            old_record = await self._as_json(connection, relation, reader.row())
            if part == b"K":
                keys = {column.name for column in relation.table.columns if column.is_key}
                old_record = {name: old_record[name] for name in keys}
            part = reader.take(1)
        if part == b"N":
            record = await self._as_json(connection, relation, reader.row())
        if kind == "UPDATE" and old_record is None and record is not None:
            old_record = {
                column.name: record[column.name]
                for column in relation.table.columns
                if column.is_key
            }
        return Change(relation.table, kind, self._committed_at, record, old_record)

    async def _as_json(
        self,
        connection: psycopg.AsyncConnection[DictRow],
        relation: _Relation,
        values: list[str | bytes | None],
    ) -> dict[str, Any]:
        texts = [None if value == b"u" else value for value in values]
        cursor = await connection.execute(relation.query, texts)
        row = await cursor.fetchone()
        record: dict[str, Any] = {} if row is None else row["record"]
        for column, value in zip(relation.table.columns, values, strict=True):
            if value == b"u":
                del record[column.name]
        return record
