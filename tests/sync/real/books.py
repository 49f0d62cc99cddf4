"""What the real server holds and ever held: a trigger writes down every row before and after."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from desktop_app.domain.remote import VERSION, RemoteTable
from tests.stack.stack import Stack
from tests.sync.simulator.ledger import History
from tests.sync.simulator.schema import Row
from tests.sync.simulator.server import Change, Commit
from tests.sync.simulator.snapshot import ASSETS, COLLECTIONS

WEB: Final = ""
"""Who writes past Lightbox: nobody who has signed in."""

_OPEN_SQL: Final = """
CREATE SCHEMA books;
CREATE TABLE books.line (
    seq bigserial PRIMARY KEY, tab text NOT NULL, id uuid NOT NULL, user_id uuid NOT NULL,
    session text NOT NULL, before jsonb, after jsonb
);
CREATE FUNCTION books.note() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = '' SET timezone = 'UTC' AS $$
DECLARE
    claims text := current_setting('request.jwt.claims', true);
BEGIN
    INSERT INTO books.line (tab, id, user_id, session, before, after) VALUES (
        TG_TABLE_NAME, coalesce(NEW.id, OLD.id), coalesce(NEW.user_id, OLD.user_id),
        coalesce(nullif(claims, '')::jsonb->>'session_id', ''), to_jsonb(OLD), to_jsonb(NEW)
    );
    RETURN NULL;
END $$;
CREATE TRIGGER books AFTER INSERT OR UPDATE OR DELETE ON public.user_library
FOR EACH ROW EXECUTE FUNCTION books.note();
CREATE TRIGGER books AFTER INSERT OR UPDATE OR DELETE ON public.user_collections
FOR EACH ROW EXECUTE FUNCTION books.note();
SET timezone = 'UTC';
"""
_CLOSE_SQL: Final = "DROP SCHEMA IF EXISTS books CASCADE"


@dataclass(frozen=True, slots=True)
class Line:
    """One row that was written; `session` is that of the access token, or `WEB`."""

    seq: int
    table: RemoteTable
    id: str
    session: str
    before: Row | None
    after: Row | None


@contextmanager
def kept(stack: Stack) -> Iterator[None]:
    """Have everything written down for a while."""
    stack.sql(_CLOSE_SQL)
    stack.sql(_OPEN_SQL)
    try:
        yield
    finally:
        stack.sql(_CLOSE_SQL)


class Books:
    """What there is of one user, and was: the oracle's server."""

    has_versions: Final = True

    def __init__(self, stack: Stack, user_id: str) -> None:
        self._stack = stack
        self._user_id = user_id

    # --- what is there now

    @property
    def columns(self) -> dict[RemoteTable, dict[str, None]]:
        """The columns of each table."""
        found = self._stack.sql(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        )
        return {
            table: {line["column_name"]: None for line in found if line["table_name"] == table}
            for table in RemoteTable
        }

    def rows_of(self, table: RemoteTable, user_id: str) -> dict[str, Row]:
        """Return the rows of a user by id."""
        return {str(row["id"]): row for row in self._rows(table, "user_id", user_id)}

    def row(self, table: RemoteTable, uuid: str) -> Row | None:
        """Return a row, whoever has it."""
        return next(iter(self._rows(table, "id", uuid)), None)

    def recent(self, table: RemoteTable) -> set[str]:
        """Return rows that were written lately."""
        found = self._stack.sql(
            "SELECT id FROM books.line WHERE tab = %s AND user_id = %s ORDER BY seq DESC LIMIT 3",
            [str(table), self._user_id],
        )
        return {str(line["id"]) for line in found}

    def keys(self) -> set[str]:
        """Return the keys of the user's objects."""
        found = self._stack.sql(
            "SELECT name FROM storage.objects WHERE name LIKE %s", [f"{self._user_id}/%"]
        )
        return {line["name"] for line in found}

    # --- what was

    def commit(self) -> int:
        """Return the number of the next line."""
        found = self._stack.sql("SELECT coalesce(max(seq), 0) + 1 AS seq FROM books.line")
        return int(found[0]["seq"])

    def was_deleted(self, table: RemoteTable, uuid: str) -> bool:
        """Whether a row was ever deleted."""
        return bool(
            self._stack.sql(
                "SELECT 1 FROM books.line WHERE tab = %s AND id = %s AND after IS NULL LIMIT 1",
                [str(table), uuid],
            )
        )

    def lines(self) -> list[Line]:
        """Return every row of the user that was written, in order."""
        found = self._stack.sql(
            "SELECT seq, tab, id, session, before, after FROM books.line WHERE user_id = %s"
            " ORDER BY seq",
            [self._user_id],
        )
        return [_line(one) for one in found]

    def _rows(self, table: RemoteTable, column: str, value: str) -> Iterable[Row]:
        name = {ASSETS: "public.user_library", COLLECTIONS: "public.user_collections"}[table]
        found = self._stack.sql(
            f"SELECT to_jsonb(one) || jsonb_build_object('{VERSION}', one.xmin::text) AS row"  # noqa: S608
            f" FROM {name} AS one WHERE {column} = %s",
            [value],
        )
        return [one["row"] for one in found]


def history_of(lines: Iterable[Line]) -> History:
    """Return what each cell ever was."""
    history = History()
    for line in lines:
        change = Change(line.table, line.id, line.before, line.after)
        history.hear(Commit(line.seq, 0, line.session, [change]))
    return history


def _line(found: Mapping[str, Any]) -> Line:
    return Line(
        int(found["seq"]),
        RemoteTable(found["tab"]),
        str(found["id"]),
        found["session"],
        _read(found["before"]),
        _read(found["after"]),
    )


def _read(found: Any) -> Row | None:  # noqa: ANN401 - as PostgreSQL has it
    row: Row | None = json.loads(found) if isinstance(found, str) else found
    return row
