"""A connection that hands SQLite's own statements to SQLite, past SQLAlchemy.

The catalog writes nearly all of its statements in SQLite's own tongue, and most of the time of a
world would go into what SQLAlchemy does around them. What is made of tables and columns still
takes the usual way, in the same transaction. That nothing else is different is tested: a world
takes the same course either way.
"""

from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import MultipleResultsFound, NoResultFound

from desktop_app.catalog.engine import raw_of


class QuickResult:
    """All rows of a statement, with what the catalog asks of SQLAlchemy's results."""

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        return self._rows

    def fetchall(self) -> list[Any]:
        return self._rows

    def first(self) -> Any:  # noqa: ANN401 - as SQLAlchemy's
        return self._rows[0] if self._rows else None

    def one(self) -> Any:  # noqa: ANN401
        if len(self._rows) == 1:
            return self._rows[0]
        raise MultipleResultsFound if self._rows else NoResultFound

    def scalar_one(self) -> Any:  # noqa: ANN401
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:  # noqa: ANN401
        return self.one()[0] if self._rows else None

    def scalars(self) -> "QuickResult":
        return QuickResult([row[0] for row in self._rows], self.rowcount)

    def mappings(self) -> "QuickResult":
        return QuickResult([row._asdict() for row in self._rows], self.rowcount)


class QuickConnection:
    """Stands in for SQLAlchemy's connection; what it does not know, that one does."""

    def __init__(self, usual: Connection, begin: str) -> None:
        self._usual = usual
        self._raw = raw_of(usual)
        self._begin = begin

    def __getattr__(self, name: str) -> object:
        return getattr(self._usual, name)

    def exec_driver_sql(
        self, statement: str, params: Sequence[Any] | Mapping[str, Any] = ()
    ) -> QuickResult:
        """Run a statement; once for each of a list of parameters."""
        if isinstance(params, list):
            done = self._raw.executemany(statement, params)
            return QuickResult([], done.rowcount)
        done = self._raw.execute(statement, params)
        if done.description is None:
            return QuickResult([], done.rowcount)
        make = _row_class(tuple(column[0] for column in done.description))
        rows = [make(*row) for row in done]
        return QuickResult(rows, done.rowcount)

    @contextmanager
    def begin(self) -> Iterator[None]:
        """Run one transaction."""
        self._raw.execute(self._begin)
        try:
            yield
        except BaseException:
            self.rollback()
            raise
        if self._usual.in_transaction():
            self._usual.commit()
        if self._raw.in_transaction:
            self._raw.execute("COMMIT")

    def rollback(self) -> None:
        """End what was begun, undone."""
        if self._usual.in_transaction():
            self._usual.rollback()
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")


def begin_once(connection: Connection, statement: str) -> None:
    """Begin a transaction for SQLAlchemy, unless there is one already."""
    raw = raw_of(connection)
    if not raw.in_transaction:
        raw.execute(statement)


@lru_cache(maxsize=1_000)
def _row_class(names: tuple[str, ...]) -> Any:  # noqa: ANN401 - a class of rows
    return namedtuple("Row", names, rename=True)
