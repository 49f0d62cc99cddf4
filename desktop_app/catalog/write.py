"""One write transaction in the making: its connection, its moment, and what it has changed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, CursorResult, Select, func, select, update

from desktop_app.catalog import tables
from desktop_app.catalog.account import Account
from desktop_app.domain.changes import ChangeSet, Origin, Step
from desktop_app.domain.entities import AssetId, AssetRow


@dataclass(slots=True, eq=False)
class Write:
    """What the bodies of the catalog's methods work with, one for each transaction.

    They run their statements on `connection` and note here what they changed; `finish` makes
    the ChangeSet of it.

    Attributes:
        connection: within the transaction.
        now_us: the one moment at which all of it happens.
        origin: who started it.
        account: whose library it is; None means that nothing is queued for a server.
        group_id: the history step it belongs to, if to any.
    """

    connection: Connection
    now_us: int
    origin: Origin
    account: Account | None
    group_id: int | None = None
    step: Step | None = None
    added: list[int] = field(default_factory=list)
    changed: dict[int, None] = field(default_factory=dict)
    replaced: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    removed_ids: list[str] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    are_collections_changed: bool = False
    are_saved_searches_changed: bool = False

    def run(self, statement: str, *params: object) -> CursorResult[Any]:
        """Run a statement of SQLite's own tongue, for the set-based ones."""
        return self.connection.exec_driver_sql(statement, params)

    def run_many(self, statement: str, params: Sequence[tuple[object, ...]]) -> None:
        """Run the statement once for each tuple of parameters."""
        if params:
            self.connection.exec_driver_sql(statement, list(params))

    def note_changed(self, rows: Iterable[int], *columns: str) -> None:
        """Note that these columns of these assets have changed."""
        noted = dict.fromkeys(rows)
        if noted:
            self.changed.update(noted)
            self.columns.update(columns)

    @property
    def has_changes(self) -> bool:
        """Whether anything was noted."""
        return bool(
            self.added
            or self.changed
            or self.removed
            or self.are_collections_changed
            or self.are_saved_searches_changed
        )

    def finish(self, number: int) -> ChangeSet:
        """Return what changed; `number` is the change number before this transaction.

        When something has, the number grows by one, in the library too.
        """
        if self.has_changes:
            number = self.connection.execute(
                update(tables.library)
                .values(change_number=tables.library.c.change_number + 1)
                .returning(tables.library.c.change_number)
            ).scalar_one()
        return ChangeSet(
            number=number,
            origin=self.origin,
            added=tuple(map(AssetRow, self.added)),
            changed=tuple(map(AssetRow, self.changed)),
            replaced=tuple(map(AssetRow, self.replaced)),
            removed=tuple(map(AssetRow, self.removed)),
            removed_ids=tuple(map(AssetId, self.removed_ids)),
            columns=frozenset(self.columns),
            are_collections_changed=self.are_collections_changed,
            are_saved_searches_changed=self.are_saved_searches_changed,
            step=self.step,
        )


def values_of(values: Iterable[int | str]) -> Select[Any]:
    """Return a subquery of these values, to be used with ``in_``: one parameter, any number."""
    listed = func.json_each(json.dumps(list(values))).table_valued("value")
    return select(listed.c.value)


def merged(changes: Sequence[ChangeSet]) -> ChangeSet:
    """Return all the ChangeSets of one method's slices as one; there is at least one."""
    last = changes[-1]
    if len(changes) == 1:
        return last
    return ChangeSet(
        number=last.number,
        origin=last.origin,
        added=tuple(row for change in changes for row in change.added),
        changed=tuple(dict.fromkeys(row for change in changes for row in change.changed)),
        replaced=tuple(row for change in changes for row in change.replaced),
        removed=tuple(row for change in changes for row in change.removed),
        removed_ids=tuple(id_ for change in changes for id_ in change.removed_ids),
        columns=frozenset().union(*(change.columns for change in changes)),
        are_collections_changed=any(change.are_collections_changed for change in changes),
        are_saved_searches_changed=any(change.are_saved_searches_changed for change in changes),
        step=next((change.step for change in reversed(changes) if change.step), None),
    )
