"""The program with a window: Qt's application, the phases of its life, and its end.

First a plain Qt event loop runs until the first tiles are painted and, in a thread, what comes
next has been imported. From then on asyncio runs on top of it, and the life of the window is one
coroutine: open the library, wait until the window is closed, close the library.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from desktop_app.background import collect_rarely
from desktop_app.reopening import Remembered
from desktop_app.ui.end_requests import EndRequests
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.tasks import Lane, Workers
from desktop_app.ui.theme import Theme, ThemeMode
from desktop_app.ui.translation import speak
from desktop_app.ui.watchdog import StallWatchdog

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.session import Library
    from desktop_app.ui.library_opening import LibraryOpening

INTERRUPTED = 130
"""Exit code after the system or Ctrl+C asked for the end; everything was closed in order."""

TRACE_START = "LIGHTBOX_TRACE_START"
"""Set to a ``time.monotonic_ns()`` value, the program prints the milliseconds from there to its
first painted tiles on standard error and quits; `tests.bench` measures the start with it."""


_LATER_MODULES = (
    ("desktop_app.ui.dressing",),
    ("desktop_app.ui.furniture", "desktop_app.ui.event_loop", "desktop_app.ui.library_opening"),
)
"""What is imported after the first paint, in this order."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a window ended.

    Attributes:
        exit_code: of the program, if it ends with this window.
        next_folder: the library to go on with; None where the program ends.
    """

    exit_code: int
    next_folder: Path | None = None


class _Progress(QObject):
    """Carries the making of a sample library to the main thread."""

    advanced = Signal(int, int)


class Application:
    """Owns everything that lives as long as the window; makes it, runs it, takes it down."""

    def __init__(self) -> None:
        # Everything is painted without OpenGL. Where Qt finds it, QtMultimedia turns each frame
        # of a video into a picture there, which without a graphics card takes 20 times as long.
        os.environ.setdefault("QT_XCB_GL_INTEGRATION", "none")
        self._app = QApplication(sys.argv[:1])
        self._app.setApplicationName("Lightbox")
        self._app.setDesktopFileName("lightbox")
        # The window's own coroutine decides when the program ends: after the library is closed.
        self._app.setQuitOnLastWindowClosed(False)
        self._workers = Workers()
        self._end_requests = EndRequests(self._app)
        self._end_requests.asked.connect(self._app.closeAllWindows)

    def run(
        self,
        folder: Path,
        remembered: Remembered,
        open_library: Callable[[Callable[[int, int], None]], "Library"],
        paths: Sequence[Path],
    ) -> Ended:
        """Show the window on a library until it is closed; return how it ended.

        A request from outside to end (Ctrl+C, SIGTERM) closes it as its user would: what is being
        typed is committed, the library closed, the lock let go.

        `open_library` is called in a worker with a function that it tells (done, total) of the
        assets of a sample that it makes.
        """
        settings = remembered.settings
        speak(self._app, settings.language)
        theme = Theme(self._app, ThemeMode(settings.theme))
        theme.set_text_scale(settings.text_scale)
        window = MainWindow(theme, self._workers, folder, remembered)
        watchdog = StallWatchdog()
        try:
            window.fit_screen()
            window.show()
            self._wait_for_first_paint(window)
            if _has_been_traced():
                return Ended(0)
            collect_rarely()
            event_loop = import_module("desktop_app.ui.event_loop")
            exit_code: int = event_loop.run(
                self._app, lambda: self._live(window, folder, open_library, paths)
            )
            if self._end_requests.is_asked:
                return Ended(INTERRUPTED)
            return Ended(exit_code, None if window.leaving is None else window.leaving.folder)
        finally:
            window.close_tasks()
            self._workers.close()
            watchdog.close()
            if remembered.cache is not None:
                remembered.cache.close()
            window.deleteLater()

    def close(self) -> None:
        """End what lives as long as the program."""
        self._end_requests.close()

    def _wait_for_first_paint(self, window: MainWindow) -> None:
        """Run Qt's own loop until the first screen stands and asyncio has been imported."""
        loop = QEventLoop()
        window.first_painted.connect(loop.quit)
        window.closed.connect(loop.quit)
        if not window.is_painted:
            loop.exec()
        if TRACE_START in os.environ:
            return
        waiting = _Waiting()
        # Queued: the import may be over before the loop runs.
        waiting.over.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
        for modules in _LATER_MODULES:
            importing = self._workers.pool(Lane.LONG).submit(_import_all, modules)
            importing.add_done_callback(waiting.end)
            loop.exec()
            window.dress()

    async def _live(
        self,
        window: MainWindow,
        folder: Path,
        open_library: Callable[[Callable[[int, int], None]], "Library"],
        paths: Sequence[Path],
    ) -> int:
        asyncio = import_module("asyncio")
        library_opening = import_module("desktop_app.ui.library_opening")
        window.furnish()
        progress = _Progress()
        progress.advanced.connect(window.show_making)
        closed = asyncio.Event()
        window.closed.connect(closed.set)
        if window.is_closed:
            closed.set()
        opening: LibraryOpening = library_opening.LibraryOpening(
            folder, window, self._workers, lambda: open_library(progress.advanced.emit)
        )
        opened = await opening.run(paths, closed)
        if opened.is_left_to_first:
            return 0
        if opened.library is not None and not closed.is_set():
            window.attach(opened.library)
            window.furniture.imports.import_paths(list(paths))
        await closed.wait()
        window.close_tasks()
        if opened.library is not None:
            await asyncio.get_running_loop().run_in_executor(None, opened.library.close)
        if window.leaving is not None and window.leaving.work is not None:
            await asyncio.get_running_loop().run_in_executor(None, window.leaving.work)
        return opened.exit_code


def _import_all(modules: Sequence[str]) -> None:
    """Import modules, in a thread."""
    for module in modules:
        import_module(module)


class _Waiting(QObject):
    """Tells the main thread that a future is done."""

    over = Signal()

    def end(self, _future: "Future[None]") -> None:
        """Be the callback of the future, in its own thread."""
        self.over.emit()


def _has_been_traced() -> bool:
    """Print how long the start took, when that is asked for."""
    started = os.environ.get(TRACE_START)
    if started is None:
        return False
    elapsed_ms = (time.monotonic_ns() - int(started)) / 1e6
    sys.stderr.write(f"first-paint {elapsed_ms:.1f}\n")
    return True
