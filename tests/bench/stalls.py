"""The longest the window lets its user wait while files are imported and the grid is scrolled.

The real window on a library of that size is scrolled sixty times a second, first with nothing
else going on (the baseline), then while a folder of pictures is imported. A stall is how much later
than due the event loop comes round to a timer of two milliseconds.
"""

import io
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from desktop_app.background import collect_rarely
from desktop_app.reopening import remember
from desktop_app.session import Library
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme, ThemeMode
from tests.bench.figures import Figure, at_most
from tests.bench.made_library import make_library
from tests.robots.activity import ImportSheetRobot

_BUDGET_MS = 33.0
_PICTURES = 300
_SCROLLED_S = 6.0
_STEP_MS = 16
_BEAT_MS = 2
_SETTLED_S = 1.5
_JUMP_EVERY = 90
_AT_MOST_S = 120.0


def run(size: int) -> list[Figure]:
    """Measure stalls in a window on a copy of a library of that many assets."""
    existing: object = QApplication.instance()  # noqa: TID251 - a program of its own
    app = existing if isinstance(existing, QApplication) else QApplication(["bench"])
    app.setQuitOnLastWindowClosed(False)
    sys.setswitchinterval(0.0002)  # as the program has it
    made = make_library(Path(tempfile.gettempdir(), "lightbox-bench"), size).parent
    with tempfile.TemporaryDirectory(prefix="lightbox-bench-") as scratch:
        folder, inbox = Path(scratch, "library"), Path(scratch, "inbox")
        shutil.copytree(made, folder)
        _fill(inbox)
        remembered = remember(folder)
        workers = Workers()
        window = MainWindow(Theme(app, ThemeMode.DARK), workers, folder, remembered)
        window.show()
        library = Library(folder, cache=remembered.cache)
        try:
            window.attach(library)
            alone_ms, importing_ms = _measured(window, inbox)
        finally:
            window.close()
            window.close_tasks()
            workers.close()
            library.close()
            window.deleteLater()
    return [
        at_most(
            "stalls",
            "longest while importing and scrolling, over scrolling alone",
            size,
            importing_ms,
            "ms",
            baseline=alone_ms,
            budget=_BUDGET_MS,
        )
    ]


def _measured(window: MainWindow, inbox: Path) -> tuple[float, float]:
    """Return the longest stalls (ms) of scrolling alone, and of scrolling during an import."""
    run_until(lambda: window.browse.result is not None)
    run_for(_SETTLED_S)
    collect_rarely()
    scroller = Scroller(window)
    stalls = Stalls()
    run_for(_SCROLLED_S)
    alone_ms, stalls.longest_ms = stalls.longest_ms, 0.0
    finished: list[object] = []
    imports = window.furniture.imports
    imports.finished.connect(finished.append)
    imports.import_paths([inbox])
    run_until(lambda: imports.sheet is not None)
    if imports.sheet is not None:
        ImportSheetRobot(imports.sheet).press("Import")
    run_until(lambda: bool(finished))
    importing_ms = stalls.longest_ms
    scroller.stop()
    stalls.stop()
    return alone_ms, importing_ms


class Scroller(QObject):
    """Scrolls as a hand on the wheel does, and now and then jumps with the scroll bar."""

    def __init__(self, window: MainWindow) -> None:
        """Begin to scroll the window's grid."""
        super().__init__()
        self._bar = window.grid.verticalScrollBar()
        self._random = random.Random(1)
        self._steps = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._on_step)
        self._timer.start()

    def stop(self) -> None:
        """Stop for good."""
        self._timer.stop()

    @Slot()
    def _on_step(self) -> None:
        self._steps += 1
        if self._steps % _JUMP_EVERY == 0:
            self._bar.setValue(self._random.randint(0, self._bar.maximum()))
        else:
            self._bar.setValue(self._bar.value() + 40)


class Stalls(QObject):
    """Measures by how much a quick beat of the event loop comes late."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._beaten_s = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    def stop(self) -> None:
        """Stop for good."""
        self._timer.stop()

    @Slot()
    def _on_beat(self) -> None:
        now_s = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now_s - self._beaten_s) * 1000 - _BEAT_MS)
        self._beaten_s = now_s


def _fill(inbox: Path) -> None:
    inbox.mkdir()
    encoded = io.BytesIO()
    Image.effect_noise((1024, 1024), 60).convert("RGB").save(encoded, "PNG", compress_level=1)
    for number in range(_PICTURES):  # what follows a picture's end makes each file another
        (inbox / f"{number:04d}.png").write_bytes(encoded.getvalue() + number.to_bytes(4, "big"))


def run_for(seconds: float) -> None:
    until_s = time.monotonic() + seconds
    run_until(lambda: time.monotonic() > until_s)


def run_until(is_so: Callable[[], bool], *, every_ms: int = 50) -> None:
    """Run the event loop until something is so; look that often."""
    loop = QEventLoop()
    deadline_s = time.monotonic() + _AT_MOST_S
    often = QTimer()
    often.setInterval(every_ms)

    def look() -> None:
        if is_so() or time.monotonic() > deadline_s:
            loop.quit()

    often.timeout.connect(look)
    often.start()
    loop.exec()
    often.stop()
    if not is_so():
        raise RuntimeError("What was waited for did not come")
