"""The words of sync: how it stands, what waits, what needs the user."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop_app.domain.entities import AssetId, AssetRow, FileState, Json
from desktop_app.domain.remote import RemoteTable, Resume


class Entity(StrEnum):
    """What edits, entries of the outbox, conflicts and problems belong to."""

    ASSET = "asset"
    COLLECTION = "collection"

    @property
    def table(self) -> RemoteTable:
        """The table of the server that holds them."""
        return RemoteTable.ASSETS if self is Entity.ASSET else RemoteTable.COLLECTIONS


class Side(StrEnum):
    """Whose value the user keeps where both sides changed one."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the outbox holds.

    Attributes:
        queued: entries that wait to be sent.
        in_flight: entries that are on their way.
        blocked: entries that rest until the user does something about them.
        next_at_us: when the first of the queued ones may be sent; None when there is none.
        uploads: those of the queued ones whose file goes before their row.
    """

    queued: int = 0
    in_flight: int = 0
    blocked: int = 0
    next_at_us: int | None = None
    uploads: int = 0


WHOLE_ROW = ""
"""`Conflict.column` of a conflict about whether a row is there at all."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides changed the same, and the user may choose otherwise than we did.

    Attributes:
        seq: its number.
        entity: what it is about.
        id: UUID of the row.
        row: the asset's row here; None of a collection, and of an asset that is not here.
        column: the column; `WHOLE_ROW` when one side deleted what the other edited.
        base: the server's value when the edit began. Of a whole row: its editable columns.
        mine: our value; None for `WHOLE_ROW` when it was deleted here.
        theirs: their value; None for `WHOLE_ROW` when it was deleted there.
        found_at_us: when it came up.
    """

    seq: int
    entity: Entity
    id: str
    row: AssetRow | None
    column: str
    base: Json
    mine: Json
    theirs: Json
    found_at_us: int


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry of the outbox that the server refuses.

    Attributes:
        seq: its number.
        entity: what it is about.
        id: UUID of the row.
        row: the asset's row here; None of a collection, and of an asset that is not here.
        code: the error's code.
        params: the error's parameters: the server's words among them.
        found_at_us: when it was refused.
    """

    seq: int
    entity: Entity
    id: str
    row: AssetRow | None
    code: str
    params: Mapping[str, str | int]
    found_at_us: int


@dataclass(frozen=True, slots=True)
class Recycled:
    """An asset that was removed elsewhere and can be brought back for a while.

    Attributes:
        id: its UUID.
        title: its custom title, or "".
        asset_type: image, video …
        mime_type: of its original.
        file_state: where its original is; without one here, only the row comes back.
        removed_at_us: when it was found to be gone.
    """

    id: AssetId
    title: str
    asset_type: str
    mime_type: str
    file_state: FileState
    removed_at_us: int


@dataclass(frozen=True, slots=True)
class Upload:
    """The file that goes before an asset's row.

    Attributes:
        asset_id: whose file it is.
        object_key: where it goes in the bucket.
        sha256: of the original, as lower-case hex.
        size_bytes: of the original.
        mime_type: of the original.
        file_state: where the original is.
        source_path: where a REFERENCED original lies; None otherwise.
        resume: how a resumable upload goes on; None to begin anew.
        is_done: the object is there.
        thumbnail_key: where its thumbnail is in the bucket; None as long as it is not.
    """

    asset_id: AssetId
    object_key: str
    sha256: str
    size_bytes: int
    mime_type: str
    file_state: FileState
    source_path: str | None = None
    resume: Resume | None = None
    is_done: bool = False
    thumbnail_key: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One entry of the outbox, taken to be sent.

    Attributes:
        entity: what it is about.
        id: the row's UUID.
        kind: ``insert``, ``update`` or ``delete``.
        attempts: how often it was claimed since it was queued anew, this time included.
        seq: number of this claim: edits with greater ones are newer than what it carries.
        version: the row's version (xmin) for the swap; None when the server has never shown it.
        values: of an update, the present value of each column that was edited.
        bases: of an update, the value that each of them has on the server as far as we know.
        gone: of a delete, what is still known of the row: ``version``, ``storage_path``,
            ``thumbnail_path``, and ``uploaded``, the object keys that Lightbox put there.
        row: of an insert, the whole row as it is to be sent, the same one every time.
        upload: of an asset's insert, the file that goes before it; None when there is none.
    """

    entity: Entity
    id: str
    kind: str
    attempts: int
    seq: int
    version: str | None
    values: Mapping[str, Json] = field(default_factory=dict)
    bases: Mapping[str, Json] = field(default_factory=dict)
    gone: Mapping[str, Json] = field(default_factory=dict)
    row: Mapping[str, Json] | None = None
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """A file on its way to or from the server.

    Attributes:
        asset_id: whose original it is.
        row: the asset's row; None when it is not here.
        is_upload: it goes to the server.
        done_bytes: how much of it is there.
        total_bytes: how large it is; 0 while that is not known.
    """

    asset_id: AssetId
    row: AssetRow | None
    is_upload: bool
    done_bytes: int
    total_bytes: int


class SyncPhase(StrEnum):
    """What sync is doing, as the status bar says it."""

    PAUSED = "paused"
    SIGNED_OUT = "signed_out"
    """Somebody has to sign in again; the queue stays."""
    STOPPED = "stopped"
    """Something failed here, not on the way to the server; sync begins again by itself."""
    OFFLINE = "offline"
    """The last request got no answer; it is tried again by itself."""
    CONNECTING = "connecting"
    SYNCING = "syncing"
    ASKING = "asking"
    """So much is gone on the server that the user has to say whether that is meant."""
    UP_TO_DATE = "up_to_date"


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How sync stands; a new one is told whenever any of it changes.

    Attributes:
        phase: what it is doing.
        waiting: entries that wait for the server, or are on their way.
        blocked: entries that the server refused.
        pulled: assets taken over in the initial load that runs; 0 when none does.
        total: how many that load will have taken over; None where the server does not tell.
        error: code of what keeps it from going on, such as ``remote.offline``; "" when nothing.
        retry_at_us: when it tries again by itself; None when it does not wait for that.
        asked_removals: how many assets are gone on the server, while the phase is ASKING.
        synced_at_us: when everything was up to date last, on this machine's clock.
        is_metered: files rest, since the line is paid by volume.
    """

    phase: SyncPhase = SyncPhase.CONNECTING
    waiting: int = 0
    blocked: int = 0
    pulled: int = 0
    error: str = ""
    retry_at_us: int | None = None
    asked_removals: int = 0
    synced_at_us: int | None = None
    is_metered: bool = False
    total: int | None = None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one whole round of sync did.

    Attributes:
        pulled: rows that came from the server, those fetched again included.
        pushed: entries that the server has acknowledged.
        removed: assets removed here since they are gone on the server.
        waiting: entries that still wait.
        blocked: entries that the server refuses.
        asked_removals: assets that are gone on the server and wait for the user's word.
    """

    pulled: int = 0
    pushed: int = 0
    removed: int = 0
    waiting: int = 0
    blocked: int = 0
    asked_removals: int = 0
