"""What keeps a window from waiting for work that nobody sees. Standard library alone."""

import gc
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


def collect_rarely() -> None:
    """Let the garbage collector leave alone what stays, and look at the rest less often.

    A full collection over everything that is imported stalls the window for 50 ms and more, and
    one of the youngest for a millisecond per 2,000 of them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 6, 100)
    gc.enable()
