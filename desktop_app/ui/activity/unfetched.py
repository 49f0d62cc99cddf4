"""What the empty grid says of a library whose assets are still to come from the server."""

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.ui.empty_states import EmptyState

translate = QCoreApplication.translate


def unfetched_state(status: SyncStatus) -> EmptyState | None:
    """Return what to say; None when all has come, or nothing will by itself."""
    if status.phase is SyncPhase.SIGNED_OUT:
        return EmptyState(
            translate("EmptyStates", "You are signed out"),
            translate("EmptyStates", "Sign in again to fetch your library from the server."),
            translate("EmptyStates", "Sign in…"),
            "connect",
        )
    if status.synced_at_us is not None:
        return None
    if status.phase in {SyncPhase.CONNECTING, SyncPhase.SYNCING}:
        return EmptyState(
            translate("EmptyStates", "Fetching your library…"),
            translate("EmptyStates", "The newest assets appear here in a moment."),
        )
    if status.phase is SyncPhase.OFFLINE:
        return EmptyState(
            translate("EmptyStates", "Nothing has come yet"),
            translate(
                "EmptyStates",
                "Your library is fetched as soon as the server can be reached. You can import"
                " meanwhile.",
            ),
            translate("EmptyStates", "Import files…"),
            "import_files",
        )
    return None
