"""What has to hold once nothing goes wrong any more, by the books of the server."""

from collections.abc import Mapping, Sequence
from typing import Final

from desktop_app.domain.remote import RemoteTable
from tests.sync.real.books import WEB, Line
from tests.sync.real.device import Device, Project
from tests.sync.simulator.ledger import ABSENT
from tests.sync.simulator.oracle import Oracle
from tests.sync.simulator.schema import Row
from tests.sync.simulator.snapshot import ASSETS, COLLECTIONS, EDITABLE, EXISTS
from tests.sync.simulator.watch import Watch

_SERVER_OWN: Final = {ASSETS: {"updated_at", "rev"}, COLLECTIONS: {"asset_count"}}
"""Columns that the server changes by itself, or on our word without a value of ours."""


def judge(project: Project, devices: Sequence[Device], lines: Sequence[Line]) -> None:
    """Check every library and everything that was ever written."""
    for device in devices:
        Oracle(device).check()
    _check_written(project, devices, lines)
    _check_files(project, devices, lines)


def _check_written(project: Project, devices: Sequence[Device], lines: Sequence[Line]) -> None:
    """See that whatever a device wrote was its user's wish."""
    by_session = {session: device for device in devices for session in device.sessions}
    watches = {
        device.name: Watch(
            device.user_id, device.ledger, project.history, project.tell, page_rows=1_000
        )
        for device in devices
    }
    for line in lines:
        if line.session == WEB:
            continue
        device = by_session.get(line.session)
        if device is None:
            project.tell("apart", f"an unknown session wrote {line}")
        elif line.after is None:
            if not _was_removed(device, line.table, line.id):
                project.tell("trampled", f"{device.name} deleted {line.table} {line.id}")
        elif line.before is None:
            _check_inserted(project, device, line)
        else:
            _check_updated(project, device, watches[device.name], line, line.before, line.after)


def _check_inserted(project: Project, device: Device, line: Line) -> None:
    cell = (line.table, line.id, EXISTS, "")
    is_known = line.id in device.imported or cell in device.ledger.edits
    was_there = line.table is ASSETS and project.server.was_deleted(line.table, line.id)
    if not is_known and not was_there:
        project.tell("once", f"{device.name} inserted {line.table} {line.id}")


def _check_updated(
    project: Project, device: Device, watch: Watch, line: Line, before: Row, after: Row
) -> None:
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    odd = changed.keys() - set(EDITABLE[line.table]) - _SERVER_OWN[line.table]
    if odd:
        project.tell("trampled", f"{device.name} changed {sorted(odd)} of {line.id}")
    if _set_free(device, before, changed):
        del changed["collection_id"]
    wished = {name: value for name, value in changed.items() if name in EDITABLE[line.table]}
    watch.conflicts = device.note_conflicts
    watch.writing(line.table, line.id, before, wished, before)


def _set_free(device: Device, before: Row, changed: Mapping[str, object]) -> bool:
    """Whether the server took an asset out of a collection that the device has deleted."""
    return (
        "collection_id" in changed
        and changed["collection_id"] is None
        and _was_removed(device, COLLECTIONS, str(before["collection_id"]))
    )


def _was_removed(device: Device, table: RemoteTable, uuid: str) -> bool:
    edits = device.ledger.edits.get((table, uuid, EXISTS, ""), ())
    return any(edit.after is ABSENT for edit in edits)


def _check_files(project: Project, devices: Sequence[Device], lines: Sequence[Line]) -> None:
    """See that every imported file is there once, and none that nobody wants."""
    imported = {id_ for device in devices for id_ in device.imported}
    keys = project.server.keys()
    rows = project.server.rows_of(ASSETS, devices[0].user_id)
    for id_ in sorted(imported & rows.keys()):
        is_ours = any(line.id == id_ and line.before is None for line in lines)
        key, thumbnail = f"{devices[0].user_id}/{id_}.png", rows[id_].get("thumbnail_path")
        if is_ours and key not in keys:
            project.tell("once", f"the file {key} is not on the server")
        if thumbnail is not None and thumbnail not in keys:
            project.tell("once", f"the thumbnail {thumbnail} is not on the server")
    for key in sorted(keys):
        if key.rpartition("/")[2].partition(".")[0] not in imported:
            project.tell("once", f"the file {key} belongs to nothing that was imported")
