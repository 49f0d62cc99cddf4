"""What has to hold once nothing goes wrong any more and everything was compared once."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from typing import Final

from desktop_app.domain.entities import Json
from desktop_app.domain.remote import VERSION, RemoteTable
from desktop_app.domain.tags import tag_identity
from tests.sync.device import AnyDevice, AnyProject
from tests.sync.simulator.device import Project
from tests.sync.simulator.ledger import ABSENT, Edit
from tests.sync.simulator.schema import ASSET_COLUMNS, Row
from tests.sync.simulator.snapshot import (
    ASSETS,
    COLLECTIONS,
    EXISTS,
    TRASHED,
    Snapshot,
    evened,
)

RESTING: Final = frozenset({"blocked", "held"})
"""States of an outbox entry that waits for the user, and is shown."""


class Oracle:
    """Compares one library with the server, and its user's edits with what became of them.

    Attributes:
        lost, diverged: how many edits and libraries.
    """

    def __init__(self, device: AnyDevice) -> None:
        self._device = device
        self._project = device.project
        self._history = device.project.history
        self._now: Snapshot = device.reader.snapshot()
        self._recycled = {row[0] for row in device.reader.all("SELECT id FROM recycle")}
        self.lost = 0
        self.diverged = 0
        device.note_conflicts()
        self._conflicts_now = {
            (table, id_, column) for table, id_, column, _ in device.reader.conflicts()
        }

    def check(self) -> None:
        """Check everything there is to check of this library."""
        self._check_converged()
        self._check_queue()
        self._check_edits()
        self._check_recycled()
        self._check_flags()
        self._check_apart()

    # --- 1 converge

    def _check_converged(self) -> None:
        for table in (ASSETS, COLLECTIONS):
            theirs = self._project.server.rows_of(table, self._device.user_id)
            ours = self._stored(table)
            for id_ in sorted(theirs.keys() | ours.keys()):
                if self._now.outbox.get((table, id_), ("", ""))[1] in RESTING:
                    continue
                if id_ not in ours:
                    self._diverge(f"{table} {id_} is not here: {theirs[id_]}")
                elif id_ not in theirs:
                    self._diverge(f"{table} {id_} is not on the server: {dict(ours[id_])}")
                else:
                    for told in _differences(table, ours[id_], theirs[id_], self._project):
                        self._diverge(f"{table} {id_} {told}")

    def _stored(self, table: RemoteTable) -> dict[str, sqlite3.Row]:
        name = "asset" if table is ASSETS else "collection"
        return {row["id"]: row for row in self._device.reader.all(f"SELECT * FROM {name}")}  # noqa: S608

    def _check_queue(self) -> None:
        for (table, id_), (kind, state) in sorted(self._now.outbox.items()):
            if state not in RESTING:
                self._diverge(f"{kind} of {table} {id_} is still {state}")
            elif not self._is_shown(table, id_):
                self._diverge(f"{kind} of {table} {id_} is {state}, and nobody is told")
        for table, id_, column in sorted(self._now.pending):
            if (table, id_) not in self._now.outbox:
                self._diverge(f"{table} {id_} {column} waits without an entry")

    def _is_shown(self, table: RemoteTable, id_: str) -> bool:
        entity = "asset" if table is ASSETS else "collection"
        return (table, id_, "") in self._conflicts_now or bool(
            self._device.reader.all(
                "SELECT 1 FROM problem WHERE entity = ? AND id = ?", entity, id_
            )
        )

    # --- 2 no lost edit

    def _check_edits(self) -> None:
        for edit in self._device.ledger.last():
            table, id_, column, _ = edit.cell
            if column == TRASHED:
                if (table, id_) in self._device.ledger.deleted:
                    continue  # whatever brought it back brought it back whole
                now = self._now.cells.get(edit.cell, edit.after)
                if now != edit.after:
                    self._lose(edit, f"the Trash holds it: {now}")
            elif edit.must_arrive and not self._is_kept(edit, table, id_, column):
                self._lose(edit, f"on the server since: {self._since(edit)}")

    def _check_recycled(self) -> None:
        """See that what was removed elsewhere can be brought back: no world lasts for 30 days."""
        device = self._device
        for id_ in sorted(device.removed_elsewhere - self._recycled):
            is_here = (ASSETS, id_, EXISTS, "") in self._now.cells
            if not is_here and (ASSETS, id_) not in device.ledger.deleted:
                self._tell("false delete", f"asset {id_} cannot be brought back")

    def _is_kept(self, edit: Edit, table: RemoteTable, id_: str, column: str) -> bool:
        if column == EXISTS and edit.after is ABSENT:
            is_done = self._history.was_deleted_since(table, id_, edit.commit)
            return (
                is_done
                or self._is_resting(table, id_)
                or self._was_in_conflict(table, id_, "")
                # The server said that it was gone, and the conflict went with it.
                or id_ in self._device.removed_elsewhere
            )
        return (
            edit.after in self._since(edit)
            or (table, id_) in self._device.ledger.deleted  # by the same user, later
            or self._is_resting(table, id_)
            or id_ in self._recycled
            or self._was_in_conflict(table, id_, column)
            or self._was_in_conflict(table, id_, "")
            or self._is_overruled(edit, column)
        )

    def _is_resting(self, table: RemoteTable, id_: str) -> bool:
        return self._now.outbox.get((table, id_), ("", ""))[1] in RESTING

    def _was_in_conflict(self, table: RemoteTable, id_: str, column: str) -> bool:
        """Whether it is in the log, or was and the user has decided."""
        return any(known[:3] == (table, id_, column) for known in self._device.ledger.conflicts)

    def _is_overruled(self, edit: Edit, column: str) -> bool:
        """Whether a rule of merging gives the edit up without asking."""
        table, id_ = edit.cell[:2]
        if edit.came_with_row and self._history.existed(table, id_, edit.commit):
            return True  # another machine had brought the row back: it stays as it is there
        if column == "collection_id" and isinstance(edit.after, str):
            return self._history.was_deleted_since(COLLECTIONS, edit.after, 0)
        if column == "collection_id" and edit.after is None:
            # It was set free with a collection that has come back as a conflict, perhaps after
            # it was put into another one and out of that again; or was taken out of one that is
            # gone, out of which nobody has to be taken any more.
            return any(
                self._was_in_conflict(COLLECTIONS, str(earlier.before), "")
                or self._history.was_deleted_since(COLLECTIONS, str(earlier.before), 0)
                for earlier in self._device.ledger.edits[edit.cell]
            )
        if column == "tags":
            # The column held something that is no list of tags.
            row = self._project.server.row(ASSETS, edit.cell[1])
            return row is not None and not _are_tags(row.get("tags"))
        if column == "content_category":
            return column not in self._project.server.columns[ASSETS]
        return False

    def _since(self, edit: Edit) -> list[Json]:
        return self._history.at_or_since(edit.cell, edit.commit)

    # --- what the library says of itself

    def _check_flags(self) -> None:
        reader = self._device.reader
        pending = {id_ for (table, id_) in self._now.outbox if table is ASSETS}
        conflicts = {id_ for table, id_, _ in self._conflicts_now if table is ASSETS}
        problems = {row[0] for row in reader.all("SELECT id FROM problem WHERE entity = 'asset'")}
        for id_, is_pending, has_conflict, has_problem in reader.all(
            "SELECT id, has_pending, has_conflict, has_problem FROM asset ORDER BY id"
        ):
            flags = (bool(is_pending), bool(has_conflict), bool(has_problem))
            truth = (id_ in pending, id_ in conflicts, id_ in problems)
            if flags != truth:
                self._diverge(f"asset {id_} has flags {flags} instead of {truth}")
        linked: dict[str, set[str]] = {}
        for id_, identity in reader.all(
            "SELECT asset.id, tag.identity FROM asset_tag JOIN tag ON tag.id = tag_id"
            " JOIN asset ON asset.row = asset_row"
        ):
            linked.setdefault(id_, set()).add(identity)
        for id_, text in reader.all("SELECT id, tags FROM asset ORDER BY id"):
            wanted = set(_identities(None if text is None else json.loads(text)))
            if linked.get(id_, set()) != wanted:
                self._diverge(f"asset {id_} is linked to {linked.get(id_)}, not to {wanted}")

    # --- 8 apart

    def _check_apart(self) -> None:
        user = self._device.user_id
        for table in ("asset", "collection"):
            for id_, owner in self._device.reader.all(f"SELECT id, user_id FROM {table}"):  # noqa: S608
                if owner not in {None, user}:
                    self._tell("apart", f"{table} {id_} of {owner}")
        for table in (ASSETS, COLLECTIONS):
            for id_ in self._now.ids(table):
                row = self._project.server.row(table, id_)
                if row is not None and row["user_id"] != user:
                    self._tell("apart", f"{table} {id_} belongs to somebody else")

    # --- telling

    def _diverge(self, what: str) -> None:
        self.diverged = 1
        self._tell("converge", what)

    def _lose(self, edit: Edit, what: str) -> None:
        self.lost += 1
        self._tell("lost edit", f"{edit}; {what}")

    def _tell(self, invariant: str, what: str) -> None:
        self._project.tell(invariant, f"{self._device.name}: {what}")


def check_files(project: Project, imported: Mapping[str, str], discarded: Collection[str]) -> None:
    """Check that every imported file is on the server once, and none that nobody wants is.

    Args:
        project: with its bucket.
        imported: user by the id of each asset that was imported.
        discarded: assets that are nowhere any more since a library has removed them for good.
    """
    for id_, user in sorted(imported.items()):
        row = project.server.row(ASSETS, id_)
        if row is None or project.history.was_brought_back(ASSETS, id_):
            # Without its file, where whoever brought it back never had that.
            continue
        key = f"{user}/{id_}.png"
        if key not in project.bucket.objects:
            project.tell("once", f"the file {key} is not on the server")
        thumbnail = row.get("thumbnail_path")
        if thumbnail is not None and thumbnail not in project.bucket.objects:
            project.tell("once", f"the thumbnail {thumbnail} is not on the server")
    for key in sorted(project.bucket.objects):
        stem = key.rpartition("/")[2].partition(".")[0]
        if stem not in imported:
            project.tell("once", f"the file {key} belongs to nothing that was imported")
        if stem not in discarded or key in project.bucket.late:
            continue
        if not _is_of_others(project, key, stem):
            project.tell("once", f"the file {key} is left of what was removed for good")


def _is_of_others(project: Project, key: str, asset_id: str) -> bool:
    """Whether somebody else had a say in an original: named it in another row, or another in its.

    A library that removes the asset takes out what its row names then, and nothing that may be
    somebody else's.
    """
    is_original = key.endswith(f"/{asset_id}.png")
    return is_original and any(
        path != key if change.id == asset_id else key in path
        for commit in project.server.commits
        for change in commit.changes
        if change.table is ASSETS and change.after is not None
        for path in [str(change.after["storage_path"])]
    )


def _differences(
    table: RemoteTable, ours: sqlite3.Row, theirs: Row, project: AnyProject
) -> list[str]:
    told = []
    if project.server.has_versions and ours["version"] != str(theirs[VERSION]):
        told.append(f"has version {ours['version']} instead of {theirs[VERSION]}")
    columns = ASSET_COLUMNS if table is ASSETS else ("user_id", "name", "description", "created_at")
    for column in columns:
        if column not in theirs or column == "id":
            continue
        mine, wanted = _shown(column, ours[column]), _as_kept(column, theirs[column])
        is_beyond_bigint = column == "generation_seed" and wanted is None and len(str(mine)) == 20
        if mine != wanted and not is_beyond_bigint:
            told.append(f"{column} is {mine!r} instead of {wanted!r}")
    return told


def _shown(column: str, value: Json) -> Json:
    if column in {"tags", "roleplay_metadata"} and isinstance(value, str):
        parsed: Json = json.loads(value)
        return parsed
    if column == "is_favorite":
        return bool(value)
    return value


def _as_kept(column: str, value: Json) -> Json:
    if column == "generation_seed" and value is not None:
        return str(value)
    return evened(column, value)


def _are_tags(value: Json) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(tag, str) for tag in value))


def _identities(value: Json) -> list[str]:
    if isinstance(value, str):
        return [tag_identity(value)]
    if isinstance(value, list):
        return [identity for one in value for identity in _identities(one)]
    return []
