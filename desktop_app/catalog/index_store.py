"""The index to and from its snapshot file."""

import hashlib
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from desktop_app.catalog import index_read, snapshot
from desktop_app.catalog.index import Index
from desktop_app.catalog.index_columns import CODED, DERIVED, NUMBERS, Flag

_VERSION = 3
"""Grows whenever the columns, or what is in them, become different."""


def save(index: Index, path: Path, connection: Connection) -> bool:
    """Write the index to a file; return False when the catalog has moved on meanwhile.

    Raises:
        OSError: what the disk did.
    """
    if index_read.change_number(connection) != index.change_number:
        return False
    columns = index.columns
    living = np.flatnonzero(columns.has(Flag.ALIVE)).astype(np.int32)
    new_slot = np.full(columns.count, -1, np.int32)
    new_slot[living] = np.arange(len(living), dtype=np.int32)
    flat, ends = index.tags.flat()
    snapshot.write(
        path,
        snapshot.Stored(
            {
                **_state(index.zone, connection),
                "codes": {name: columns.codes[name].values for name in CODED},
                "tags": [index.tags.identities, index.tags.spellings],
            },
            {
                **{name: columns[name][living] for name in (*NUMBERS, *DERIVED, *CODED)},
                "tag_members": new_slot[flat],
                "tag_ends": ends,
            },
        ),
    )
    return True


def load(path: Path, zone: tzinfo, connection: Connection) -> Index | None:
    """Return the index from a file that shows the catalog as it is now; None without one."""
    stored = snapshot.read(path)
    if stored is None:
        return None
    state = _state(zone, connection)
    if any(stored.facts.get(name) != value for name, value in state.items()):
        return None
    index = Index(zone)
    identities, spellings = stored.facts["tags"]
    index.tags.adopt(identities, spellings, stored.arrays["tag_members"], stored.arrays["tag_ends"])
    columns = {name: stored.arrays[name] for name in (*NUMBERS, *DERIVED, *CODED)}
    index.restore(connection, columns, stored.facts["codes"])
    return index


def _state(zone: tzinfo, connection: Connection) -> dict[str, object]:
    """Return what must be the same for a snapshot to be good."""
    return {
        "version": _VERSION,
        "zone": _zone_print(zone),
        "catalog": list(index_read.state(connection)),
    }


def _zone_print(zone: tzinfo) -> str:
    """Tell zones apart by their offsets through the years, since some have no name."""
    first = datetime(1990, 1, 1, tzinfo=UTC)
    moments = (first + timedelta(days=15 * n) for n in range(24 * 60))
    offsets = (str(moment.astimezone(zone).utcoffset()) for moment in moments)
    return hashlib.sha256(",".join(offsets).encode()).hexdigest()
