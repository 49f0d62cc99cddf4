"""A whole Lightbox on a library of its own, as a user has it: opened, used, closed, reopened."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.reopening import remember
from desktop_app.session import Library
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme, ThemeMode

READY_MS = 10_000


class Journey:
    """The real window on a real library; what `desktop_app.app` does, without a loop of its own.

    Attributes:
        folder: the library's.
        shown_at_first: the rows that were painted before the library was open.
        window, library: open until `close`.
        qtbot: waits and clicks.
    """

    def __init__(self, app: QApplication, qtbot: QtBot, folder: Path, pictures: Path) -> None:
        self._app = app
        self.qtbot = qtbot
        self._pictures = pictures
        self.folder = folder
        self.is_open = False
        self.open()

    def open(self) -> None:
        """Open the window, paint what was there last time, then open the library."""
        remembered = remember(self.folder)
        settings = remembered.settings
        self._workers = Workers()
        self._theme = Theme(self._app, ThemeMode(settings.theme))
        self._theme.set_text_scale(settings.text_scale)
        self.window = MainWindow(self._theme, self._workers, self.folder, remembered)
        self.window.show()
        self.is_open = True
        self.qtbot.waitExposed(self.window)
        screen = remembered.first_screen
        self.shown_at_first = [] if screen is None else [int(row) for row in screen.rows]
        self.library = self.opened_library(remembered.cache)
        self.window.attach(self.library)
        self.wait_for_result()

    def opened_library(self, cache: RenditionCache | None) -> Library:
        """Open the library of the folder; `cache` is open already when it was there last time."""
        return Library(self.folder, cache=cache)

    def close(self) -> None:
        """Close the window as a user does; edits are committed, everything has ended."""
        if not self.is_open:
            return
        self.is_open = False
        self.window.close()
        self.window.close_tasks()
        self._workers.close()
        self.library.close()
        self.window.deleteLater()

    def reopen(self) -> None:
        """Close it and start anew."""
        self.close()
        self.open()

    def wait_for_result(self) -> None:
        """Wait until the grid shows the answer to the query that is asked."""
        browse = self.window.browse
        self.wait_until(lambda: browse.result is not None and browse.result.query == browse.query)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something that the window will show."""
        self.qtbot.waitUntil(is_so, timeout=READY_MS)

    def shown(self) -> list[int]:
        """Return the rows the grid shows, in order."""
        result = self.window.browse.result
        return [] if result is None else [int(row) for row in result.rows]

    def picture(self, name: str) -> Path:
        """Save how the window looks now, for people; return where."""
        self._pictures.mkdir(exist_ok=True)
        path = self._pictures / f"{name}.png"
        assert self.window.grab().save(str(path))
        return path
