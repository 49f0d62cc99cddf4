"""What stands for sync in a library with an account that nobody is signed in to on this machine."""

from collections.abc import Callable, Sequence

from desktop_app.domain.files import KeepingRule
from desktop_app.domain.sync import SyncPhase, SyncStatus, Transfer


class SignedOut:
    """Says that somebody has to sign in; does nothing else. What waits can be seen all the same."""

    status = SyncStatus(phase=SyncPhase.SIGNED_OUT)
    keeping_rule = KeepingRule()

    def subscribe(self, listener: Callable[[SyncStatus], None]) -> Callable[[], None]:
        """Have nothing to tell."""
        del listener
        return _nothing

    def pause(self) -> None:
        """Rest already."""

    def resume(self) -> None:
        """Wait for somebody to sign in."""

    def set_metered(self, *, is_metered: bool) -> None:
        """Use no line at all."""

    def wake(self) -> None:
        """Wait for somebody to sign in."""

    def answer_removals(self, *, accept: bool) -> None:
        """Have asked nothing."""

    def transfers(self) -> Sequence[Transfer]:
        """Return nothing."""
        return ()

    def cancel_transfer(self, asset_id: str) -> None:
        """Have nothing on its way."""

    def keep_originals(self, rule: KeepingRule) -> None:
        """Fetch nothing, by whatever rule."""


def _nothing() -> None:
    """End a subscription that there never was."""
