"""Threads whose work nobody waits for. Standard library alone."""

import os
import sys
import threading
from contextlib import suppress

_NICENESS = 4
"""Enough for the window to go first on a busy machine. More would keep a thread that holds the
interpreter's lock from the processor while the window waits for that lock."""


def stand_back() -> None:
    """Let the calling thread stand behind the window's own threads, for as long as it lives.

    Elsewhere than on Linux niceness belongs to a whole process: there it changes nothing.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # not everywhere may a thread be told so
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
