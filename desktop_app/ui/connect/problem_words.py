"""What the sheet says when it cannot go on: nothing is tried again here but by the user."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop_app.domain.errors import LightboxError
from desktop_app.ui.sentences import sentence

_ADVICE = {
    "remote.offline": QT_TRANSLATE_NOOP(
        "Connect", "Check the address and your network, then try again."
    ),
    "remote.busy": QT_TRANSLATE_NOOP("Connect", "Wait a moment, then try again."),
    "remote.rate_limited": QT_TRANSLATE_NOOP("Connect", "Wait a moment, then try again."),
    "remote.garbled": QT_TRANSLATE_NOOP(
        "Connect",
        "Something between here and the server answers in its place. Is there a network to sign"
        " in to? Try again then.",
    ),
    "remote.untrusted": QT_TRANSLATE_NOOP(
        "Connect", "Is there a network to sign in to, or something that reads along?"
    ),
    "remote.keyring_locked": QT_TRANSLATE_NOOP(
        "Connect", "Unlock the system's keyring, then try again."
    ),
}
"""In the place of what is said of a sync that goes on by itself."""


def problem_text(error: LightboxError) -> str:
    """Return what went wrong, and what can be done about it."""
    title, text = sentence(error)
    advice = _ADVICE.get(error.code)
    if advice is not None:
        text = QCoreApplication.translate("Connect", advice)
    return f"{title}. {text}".strip()
