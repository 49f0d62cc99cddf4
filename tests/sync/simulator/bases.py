"""Whether what one library takes for the server's values is what the server had.

A swap names a version and overwrites what the edit began with. Were that a value of another
version, or of none, sync would overwrite what nobody here ever saw, and every answer would look
right.
"""

import json
from collections.abc import Callable
from typing import Final

from desktop_app.domain.entities import Json
from desktop_app.domain.remote import RemoteTable
from tests.sync.simulator.ledger import ABSENT, History, Ledger
from tests.sync.simulator.schema import Row
from tests.sync.simulator.server import ModelServer
from tests.sync.simulator.snapshot import (
    ASSETS,
    COLLECTIONS,
    EDITABLE,
    EXISTS,
    Reader,
    Snapshot,
    evened,
)

_TABLES: Final = {ASSETS: "asset", COLLECTIONS: "collection"}
_OF_JSON: Final = frozenset({"tags", "roleplay_metadata"})
_Key = tuple[RemoteTable, str]


class Bases:
    """Compares what one library holds unedited, and the bases of its edits, with the past."""

    def __init__(
        self,
        server: ModelServer,
        history: History,
        ledger: Ledger,
        tell: Callable[[str, str], None],
    ) -> None:
        self._server = server
        self._history = history
        self._ledger = ledger
        self._tell = tell
        self._last: dict[_Key, str] = {}
        """The last version of each row that was seen in the library."""

    def check(self, reader: Reader) -> None:
        """Look at every row that has a version, and at every one that is to be put back."""
        if not self._server.has_versions:
            return
        now = reader.snapshot()
        for table, name in _TABLES.items():
            columns = ", ".join(EDITABLE[table])
            for row in reader.all(f"SELECT id, version, {columns} FROM {name}"):  # noqa: S608
                if row["version"] is not None:
                    here = {one: _value(one, row[one]) for one in EDITABLE[table]}
                    self._check_row((table, row["id"]), row["version"], here, now)
        for key, base in now.held.items():
            if isinstance(base, dict) and key in self._last:
                self._check_held(key, base, now)

    def _check_row(self, key: _Key, version: str, here: dict[str, Json], now: Snapshot) -> None:
        theirs = self._server.versions.get(key, {}).get(version)
        if theirs is None:
            self._tell("base", f"{key} has version {version}, which it never had")
            return
        self._last[key] = version
        for column, value in here.items():
            if column not in self._server.columns[key[0]]:
                continue  # it was dropped since, and is forgotten here: the row keeps its version
            edit = now.pending.get((*key, column))
            base = value if edit is None else edit.base
            if not self._may_be(column, base, theirs, now):
                self._tell("base", f"{key} {version} {column}: {base!r} and not {theirs[column]!r}")

    def _check_held(self, key: _Key, base: dict[str, Json], now: Snapshot) -> None:
        """See that the base is of the last version that was seen here, or of a later one."""
        versions = list(self._server.versions[key])
        since = versions[versions.index(self._last[key]) :]
        had = [self._server.versions[key][version] for version in since]
        for column, value in base.items():
            if column not in self._server.columns[key[0]]:
                continue
            if not any(self._may_be(column, value, theirs, now) for theirs in had):
                self._tell("base", f"{key} is to be put back; it never had {column} {value!r}")

    def _may_be(self, column: str, value: Json, theirs: Row, now: Snapshot) -> bool:
        """Whether it is the server's value, or none because that collection was removed.

        Its members are set free without being asked for again; were it brought back, they would
        be told again, from none.
        """
        wanted = theirs.get(column)
        if evened(column, value) == evened(column, wanted):
            return True
        if column != "collection_id" or value is not None:
            return False
        exists = (COLLECTIONS, str(wanted), EXISTS, "")
        return (
            exists not in now.cells
            or any(edit.after is ABSENT for edit in self._ledger.edits.get(exists, ()))
            or self._history.was_deleted_since(COLLECTIONS, str(wanted), 0)
        )


def _value(column: str, stored: Json) -> Json:
    """Return what a column of the catalog stands for."""
    if column in _OF_JSON and isinstance(stored, str):
        value: Json = json.loads(stored)
        return value
    return bool(stored) if column == "is_favorite" else stored
