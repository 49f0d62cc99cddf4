"""What the program costs when nobody touches it: processor time and wake-ups at rest.

The program itself is started on a library, and left alone for half a minute once its index is
ready and it has come to rest. Wake-ups are those of its main thread, as Linux counts them: each
time it gave the processor away of its own accord.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.figures import Figure, at_most
from tests.bench.made_library import make_library
from tests.bench.start import left_alone

_WATCHED_S = 30.0
_WAKE_UPS_A_MINUTE = 2
"""PERFORMANCE: beyond the heartbeat of a server's live changes."""


def run(size: int) -> list[Figure]:
    """Measure the program at rest on a library of that many assets."""
    if sys.platform != "linux":
        return []
    folder = make_library(Path(tempfile.gettempdir(), "lightbox-bench"), size).parent
    with left_alone(folder) as process:
        used_s, wakes = _used_s(process), _wakes(process)
        time.sleep(_WATCHED_S)
        used_s, wakes = _used_s(process) - used_s, _wakes(process) - wakes
    return [
        at_most("idle", "processor at rest", size, used_s / _WATCHED_S * 100, "%", budget=0.5),
        at_most(
            "idle",
            "wake-ups of the main thread in a minute",
            size,
            wakes * 60 / _WATCHED_S,
            "",
            budget=_WAKE_UPS_A_MINUTE,
        ),
    ]


def _used_s(process: int) -> float:
    """Return the processor time of all the program's threads, and of the decoders it started."""
    ticks = 0
    for one in (process, *_children(process)):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(process: int) -> list[int]:
    return [
        int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]


def _wakes(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("voluntary_ctxt_switches:"):
            return int(line.split()[1])
    raise RuntimeError("The kernel does not count wake-ups")
