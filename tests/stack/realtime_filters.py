"""Which changes a client asked for, and which of them it may see."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from psycopg import sql

from tests.stack.database import Claims, Database
from tests.stack.realtime_changes import Change

_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Binding:
    """One `postgres_changes` of a join: table, kind of change, and a filter like ``id=eq.1``."""

    number: int
    event: str
    schema: str
    table: str
    filter: str | None

    @classmethod
    def from_json(cls, number: int, wanted: Mapping[str, Any]) -> Self:
        """Read what a client asks for."""
        return cls(
            number,
            str(wanted.get("event", "*")),
            str(wanted.get("schema", "public")),
            str(wanted.get("table") or "*"),
            wanted.get("filter"),
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as the answer to the join has it: clients compare it with what they sent."""
        answer: dict[str, Any] = {"id": self.number, "event": self.event, "schema": self.schema}
        if self.table != "*":
            answer["table"] = self.table
        if self.filter is not None:
            answer["filter"] = self.filter
        return answer

    def __str__(self) -> str:
        return (
            f"event: {self.event}, schema: {self.schema}, table: {self.table},"
            f" filters: [{self.filter or ''}]"
        )


def is_visible(binding: Binding, change: Change) -> bool:
    """Return whether a change is what was asked for.

    A filter that names a column the change does not have hides it. So one on anything but the
    key hides every deletion, of which the log has only the key.
    """
    if binding.event not in {"*", change.kind}:
        return False
    if binding.schema not in {"*", change.table.schema}:
        return False
    if binding.table not in {"*", change.table.name}:
        return False
    if not binding.filter:
        return True
    column, _, condition = binding.filter.partition("=")
    record = (change.old_record if change.kind == "DELETE" else change.record) or {}
    return column in record and _holds(record[column], condition)


def _holds(value: object, condition: str) -> bool:
    name, _, wanted = condition.partition(".")
    if value is None:
        return False
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if name == "eq":
        return text == wanted
    if name == "neq":
        return text != wanted
    if name == "in":
        return text in wanted.strip("()").split(",")
    compare = _ORDERS[name]
    if isinstance(value, int | float):
        return compare(value, float(wanted))
    return compare(text, wanted)


async def published(database: Database, binding: Binding) -> bool:
    """Return whether the publication has the table that was asked for."""
    async with database.admin() as cursor:
        await cursor.execute(
            """select 1 from pg_publication_tables where pubname = 'supabase_realtime'
               and %s::text in ('*', schemaname::text)
               and %s::text in ('*', tablename::text) limit 1""",
            [binding.schema, binding.table],
        )
        return await cursor.fetchone() is not None


async def visible_to(database: Database, claims: Claims, change: Change) -> bool:
    """Return whether row-level security lets a caller see a row as it is now."""
    record = change.record or {}
    keys = [column.name for column in change.table.columns if column.is_key]
    query = sql.SQL("select 1 from {} where {}").format(
        sql.Identifier(change.table.schema, change.table.name),
        sql.SQL(" and ").join(
            sql.SQL("{}::text = {}").format(sql.Identifier(key), str(record[key])) for key in keys
        ),
    )
    async with database.caller(claims) as cursor:
        await cursor.execute(query)
        return await cursor.fetchone() is not None
