"""What a device did, as it wrote it down: before each thing, and after the library said done."""

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What a device does."""

    TITLE = "title"
    TAG = "tag"
    FAVORITE = "favorite"
    UNDONE_TITLE = "undone title"
    UNDONE_TAG = "undone tag"
    TRASHED = "trashed"
    """Into the Trash, and out of it."""

    DISCARDED = "discarded"
    """Into the Trash, which is emptied."""

    COLLECTION = "collection"
    """Made, and the asset put into it."""

    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a device did.

    Attributes:
        kind: what it was.
        asset_id: of what; of an import, empty.
        value: the title, tag or name, which nobody else writes; of an import, and of what was
            discarded, the asset's prompt.
        is_done: whether the library had committed it.
    """

    kind: Kind
    asset_id: str
    value: str
    is_done: bool


class Ledger:
    """Appends to a file that outlives a killed process."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, entry: Entry) -> None:
        """Write an entry; whole, or not at all."""
        os.write(self._file, f"{json.dumps(asdict(entry))}\n".encode())

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def entries(path: Path) -> list[Entry]:
    """Return what was written, in its order."""
    if not path.exists():
        return []
    read = [json.loads(line) for line in path.read_text().splitlines() if line]
    return [Entry(**{**one, "kind": Kind(one["kind"])}) for one in read]
