"""How long until the first tiles stand, and how much memory a library takes.

The program itself is started, as a process, with its own trace: ``LIGHTBOX_TRACE_START`` holds
the moment before the process is made, on the clock that all processes share, and the program
answers with the milliseconds from there to its first painted tiles. The baseline is a bare Qt
window, started and timed likewise. The two take turns; the first round, which warms the disk
cache, is not counted.

Memory is what the process holds once its index is ready and it has come to rest, over the same
on an empty library.
"""

import io
import os
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import groupby
from pathlib import Path

from PIL import Image

from desktop_app.domain.entities import AssetRow
from desktop_app.domain.query import AssetQuery, to_json
from desktop_app.domain.results import Section
from desktop_app.logs import LOG_NAME
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.settings import ViewState, write_view
from tests.bench.figures import Figure, at_most
from tests.bench.made_library import make_library

_ROUNDS = 9
_START_RATIO = {100_000: 2.0, 1_000_000: 2.5}
"""PERFORMANCE: process start → tiles painted, over a bare Qt window."""
_MEMORY_MB = {100_000: 120.0, 1_000_000: 350.0}
"""PERFORMANCE: over the same program with an empty library."""
_SHOWN = 400
_TILE_PX = 256
_TRACE = "LIGHTBOX_TRACE_START"
_TOLD = re.compile(r"^first-paint ([\d.]+)$", re.MULTILINE)
_INDEX_READY = "Index ready"
_REST_S = 3.0
_BARE_WINDOW = f"""
import os, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

class Bare(QLabel):
    def paintEvent(self, event):
        super().paintEvent(event)
        elapsed_ms = (time.monotonic_ns() - int(os.environ["{_TRACE}"])) / 1e6
        sys.stderr.write(f"first-paint {{elapsed_ms:.1f}}\\n")
        QTimer.singleShot(0, app.quit)

app = QApplication(sys.argv[:1])
window = Bare("Lightbox")
window.resize(1440, 900)
window.show()
app.exec()
"""


def run(size: int) -> list[Figure]:
    """Measure start and memory on a library of that many assets."""
    kept = Path(tempfile.gettempdir(), "lightbox-bench")
    folder = make_library(kept, size).parent
    _leave_as_last_seen(folder)
    bare_ms: list[float] = []
    window_ms: list[float] = []
    for _ in range(_ROUNDS + 1):
        bare_ms.append(_first_paint_ms(["-c", _BARE_WINDOW]))
        window_ms.append(_first_paint_ms(_program(folder)))
    baseline_ms = statistics.median(bare_ms[1:])
    figures = [
        at_most(
            "start",
            "process start to painted tiles, over a bare window",
            size,
            statistics.median(window_ms[1:]),
            "ms",
            baseline=baseline_ms,
            budget=_START_RATIO.get(size, 2.0) * baseline_ms,
        )
    ]
    if sys.platform == "linux":
        with tempfile.TemporaryDirectory(prefix="lightbox-bench-") as empty:
            empty_mb = _memory_mb(Path(empty, "library"))
        figures.append(
            at_most(
                "start",
                "memory at rest, beyond an empty library",
                size,
                _memory_mb(folder) - empty_mb,
                "MB",
                baseline=empty_mb,
                budget=_MEMORY_MB.get(size, 120.0),
            )
        )
    return figures


def _leave_as_last_seen(folder: Path) -> None:
    """Put beside the catalog what a window leaves there: its view, and renditions of it."""
    with closing(sqlite3.connect(folder / "catalog.db")) as connection:
        newest = connection.execute(
            "SELECT row, id, created_at_us FROM asset WHERE trashed_at_us IS NULL"
            " ORDER BY created_at_us DESC, row DESC LIMIT ?",
            (_SHOWN,),
        ).fetchall()
        (total,) = connection.execute(
            "SELECT count(*) FROM asset WHERE trashed_at_us IS NULL"
        ).fetchone()
    sections: list[Section] = []
    start = 0
    for day, rows in groupby(newest, key=lambda line: _day(line[2])):
        count = len(list(rows))
        sections.append(Section(day, start, count))
        start += count
    shown = tuple(AssetRow(row) for row, _id, _created in newest)
    write_view(folder, ViewState(to_json(AssetQuery()), shown, tuple(sections), total))
    encoded = io.BytesIO()
    Image.effect_noise((_TILE_PX, _TILE_PX), 40).convert("RGB").save(encoded, "JPEG", quality=80)
    with RenditionCache(folder / "renditions.db") as cache:
        cache.write_many((asset_id, _TILE_PX, encoded.getvalue()) for _row, asset_id, _ in newest)


def _day(instant_us: int) -> int:
    return datetime.fromtimestamp(instant_us / 1_000_000).astimezone().toordinal()


def _program(folder: Path) -> list[str]:
    return ["-m", "desktop_app", "--library", str(folder)]


def _first_paint_ms(arguments: list[str]) -> float:
    with tempfile.TemporaryDirectory(prefix="lightbox-bench-") as home:
        begun = time.monotonic_ns()
        done = subprocess.run(
            [sys.executable, *arguments],
            env={**_environment(home), _TRACE: str(begun)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    told = _TOLD.search(done.stderr)
    if told is None:
        raise RuntimeError(f"No first paint was told: {done.stderr[-2000:]}")
    return float(told[1])


@contextmanager
def left_alone(folder: Path) -> Iterator[int]:
    """Start the program on this library, and yield its process once it has come to rest."""
    with tempfile.TemporaryDirectory(prefix="lightbox-bench-") as home:
        program = subprocess.Popen(
            [sys.executable, *_program(folder)],
            env=_environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            log = Path(home, "log", LOG_NAME)
            until_s = time.monotonic() + 120
            while not (log.exists() and _INDEX_READY in log.read_text()):
                if program.poll() is not None or time.monotonic() > until_s:
                    raise RuntimeError("The program did not open the library")
                time.sleep(0.1)
            held = [0.0]
            while abs(held[-1] - held[max(0, len(held) - 3)]) > 1 or len(held) < 3:
                time.sleep(_REST_S / 2)
                held.append(_held_mb(program.pid))
            yield program.pid
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait()


def _memory_mb(folder: Path) -> float:
    """Return what the program holds on this library once it has come to rest."""
    with left_alone(folder) as process:
        return _held_mb(process)


def _held_mb(process: int) -> float:
    """Return a process's proportional share of memory, as Linux accounts for it."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1000
    raise RuntimeError("The kernel does not tell the memory of a process")


def _environment(home: str) -> dict[str, str]:
    # As installed: with compiled modules, wherever this run may write them.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled = Path(tempfile.gettempdir(), "lightbox-bench", "compiled")
    return {**kept, "LIGHTBOX_HOME": home, "PYTHONPYCACHEPREFIX": str(compiled)}
