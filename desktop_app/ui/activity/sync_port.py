"""What the window's room of sync needs of the floors below: no more than this, and so testable."""

from collections.abc import Callable, Sequence
from typing import Protocol

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import Asset, Collection
from desktop_app.domain.files import KeepingRule, KeptOriginals
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import (
    Conflict,
    Entity,
    Problem,
    Recycled,
    Side,
    SyncStatus,
    Transfer,
    Waiting,
)


class SyncPort(Protocol):
    """The running sync of an open library. Nothing here waits, but `keeping_rule`.

    Attributes:
        status: how it stands now.
        keeping_rule: which originals are kept on this machine; read in the catalog.
    """

    @property
    def status(self) -> SyncStatus:
        """How it stands now."""
        ...

    def subscribe(self, listener: Callable[[SyncStatus], None]) -> Callable[[], None]:
        """Have the listener called, on the thread of sync, with each new status."""
        ...

    def pause(self) -> None:
        """Rest until `resume`."""
        ...

    def resume(self) -> None:
        """Go on after `pause`."""
        ...

    def set_metered(self, *, is_metered: bool) -> None:
        """Let files rest while the line is paid by volume."""
        ...

    def wake(self) -> None:
        """Try at once what waits for its next attempt, and compare everything."""
        ...

    def answer_removals(self, *, accept: bool) -> None:
        """Remove here what is gone on the server, or keep it and upload it again."""
        ...

    def transfers(self) -> Sequence[Transfer]:
        """Return the files that are on their way."""
        ...

    def cancel_transfer(self, asset_id: str) -> None:
        """Call a file off."""
        ...

    @property
    def keeping_rule(self) -> KeepingRule:
        """Which originals are kept on this machine; reads the catalog."""
        ...

    def keep_originals(self, rule: KeepingRule) -> None:
        """Keep originals on this machine by another rule, in later runs too."""
        ...


class ReplicaPort(Protocol):
    """The catalog from the side of sync, as far as the user answers it. Every method waits."""

    def waiting(self) -> Waiting:
        """Return what the outbox holds."""
        ...

    def conflicts(self) -> list[Conflict]:
        """Return what both sides changed."""
        ...

    def problems(self) -> list[Problem]:
        """Return what the server refuses."""
        ...

    def recycled(self) -> list[Recycled]:
        """Return what was removed elsewhere."""
        ...

    def count(self, table: RemoteTable) -> int:
        """Return how many rows of a table the server has acknowledged."""
        ...

    def resolve(self, conflict_seqs: Sequence[int], *, keep: Side, origin: Origin) -> ChangeSet:
        """Settle conflicts."""
        ...

    def restore_recycled(self, ids: Sequence[str], *, origin: Origin) -> ChangeSet:
        """Bring back what was removed elsewhere."""
        ...

    def retry(self, entity: Entity, ids: Sequence[str], *, origin: Origin) -> ChangeSet:
        """Send again what was refused."""
        ...

    def revert(self, entity: Entity, ids: Sequence[str], *, origin: Origin) -> ChangeSet:
        """Drop the edits that were refused."""
        ...


class CatalogPort(Protocol):
    """The catalog, as far as it says what rows and collections are called, and what is here."""

    @property
    def replica(self) -> ReplicaPort:
        """The side of sync."""
        ...

    def assets(self, rows: Sequence[int]) -> list[Asset]:
        """Return these assets; gone ones are left out."""
        ...

    def collections(self) -> list[Collection]:
        """Return all collections."""
        ...

    def kept_originals(self) -> KeptOriginals:
        """Return where the originals are; looks at every row."""
        ...
