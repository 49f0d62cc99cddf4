"""How sync stands, for the status bar."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.domain.listeners import Listeners
from desktop_app.domain.sync import SyncPhase, SyncStatus, Waiting

Listener = Callable[[SyncStatus], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the status is made of, at one moment."""

    now_us: int
    is_paused: bool
    is_metered: bool
    is_signed_out: bool
    is_connected: bool
    error: str
    retry_at_us: int | None
    is_loaded: bool
    has_scan_left: bool
    pulled: int
    waiting: Waiting
    asked_removals: int
    total: int | None = None

    @property
    def under_way(self) -> int:
        """Entries that wait, or are on their way."""
        return self.waiting.queued + self.waiting.in_flight

    @property
    def is_busy(self) -> bool:
        """Whether something goes on that comes to an end by itself."""
        resting = self.waiting.uploads if self.is_metered else 0
        return self.under_way > resting or not self.is_loaded or self.has_scan_left


def phase_of(standing: Standing) -> SyncPhase:
    """Return what the status bar says; what needs somebody goes before what does not."""
    if standing.is_signed_out:
        return SyncPhase.SIGNED_OUT
    if standing.is_paused:
        return SyncPhase.PAUSED
    if standing.error:
        return SyncPhase.OFFLINE
    if not standing.is_connected:
        return SyncPhase.CONNECTING
    if standing.asked_removals:
        return SyncPhase.ASKING
    return SyncPhase.SYNCING if standing.is_busy else SyncPhase.UP_TO_DATE


def status_of(standing: Standing, synced_at_us: int | None) -> SyncStatus:
    """Return the status; `synced_at_us` is when everything was up to date last."""
    phase = phase_of(standing)
    is_up_to_date = phase is SyncPhase.UP_TO_DATE
    return SyncStatus(
        phase=phase,
        waiting=standing.under_way,
        blocked=standing.waiting.blocked,
        pulled=0 if standing.is_loaded else standing.pulled,
        error=standing.error,
        retry_at_us=standing.retry_at_us,
        asked_removals=standing.asked_removals,
        synced_at_us=standing.now_us if is_up_to_date else synced_at_us,
        is_metered=standing.is_metered,
        total=None if standing.is_loaded else standing.total,
    )


class StatusBoard:
    """Holds the status, and tells whoever listens.

    Attributes:
        status: how it stands now.
    """

    def __init__(self) -> None:
        """Begin with nothing known."""
        self.status = SyncStatus()
        self._listeners = Listeners[SyncStatus]()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have the listener called with each new status; the function returned ends that."""
        return self._listeners.add(listener)

    def show(self, standing: Standing) -> None:
        """Take in how it stands now."""
        status = status_of(standing, self.status.synced_at_us)
        if status == self.status:
            return
        self.status = status
        self.tell()

    def tell(self) -> None:
        """Tell the listeners the status as it is."""
        self._listeners.tell(self.status)
