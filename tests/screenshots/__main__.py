"""``python -m tests.screenshots [FOLDER]``: the pictures of the README, from the sample library.

The real window is opened on the sample library, once in each theme, on whatever display there is
(offscreen when none is asked for), and photographed when everything in it has come to rest.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.reopening import remember
from desktop_app.resources import resource
from desktop_app.sample.making import make_sample
from desktop_app.session import Library
from desktop_app.settings import HOME_VARIABLE
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme, ThemeMode
from tests.screenshots.sync_states import PlayedSync, give_account

_SIZE_PX = (1440, 900)
_REST_MS = 700
"""Nothing tells that the last picture of all panes has been painted; this is ample."""
_MOST_MS = 30_000


class Studio:
    """The window on one library, and a camera."""

    def __init__(self, app: QApplication, folder: Path, target: Path) -> None:
        self._target = target
        self._workers = Workers()
        self._theme = Theme(app, ThemeMode.DARK)
        self.window = MainWindow(self._theme, self._workers, folder, remember(folder))
        self.window.resize(*_SIZE_PX)
        self.window.show()
        self.library = Library(folder)
        self.window.attach(self.library)
        self._wait_until(lambda: self.window.browse.counts is not None)

    def take(self, name: str, mode: ThemeMode) -> None:
        """Save a picture of the window in a theme."""
        self._theme.set_mode(mode)
        self._rest()
        path = self._target / f"{name}.png"
        if not self.window.grab().save(str(path)):
            raise OSError(f"{path} cannot be written")
        sys.stdout.write(f"{path}\n")

    def select(self, first: int, count: int) -> None:
        """Select a run of tiles."""
        self.window.selection.select_only(first)
        self.window.selection.extend_to(first + count - 1)

    def close(self) -> None:
        """Take everything down."""
        self.window.close()
        self.window.close_tasks()
        self._workers.close()
        self.library.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _rest(self) -> None:
        loop = QEventLoop()
        QTimer.singleShot(_REST_MS, loop.quit)
        loop.exec()

    def _wait_until(self, is_so: Callable[[], bool]) -> None:
        for _ in range(_MOST_MS // _REST_MS):
            if is_so():
                return
            self._rest()
        raise TimeoutError("the window did not come to rest")


def main(arguments: Sequence[str] | None = None) -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("folder", nargs="?", type=Path, default=resource("screenshots"))
    parser.add_argument("--sync-only", action="store_true", help="only the states of sync")
    asked = parser.parse_args(arguments)
    target: Path = asked.folder
    target.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="lightbox-screenshots-") as home:
        os.environ[HOME_VARIABLE] = home
        folder = Path(home, "sample")
        make_sample(folder, lambda _done, _total: None)
        app = QApplication([sys.argv[0]])
        if not asked.sync_only:
            _take_local(Studio(app, folder, target))
        give_account(folder)
        _take_sync(Studio(app, folder, target))
    return 0


def _take_local(studio: Studio) -> None:
    """Take the pictures of a library without an account."""
    try:
        studio.select(0, 1)
        studio.take("main-dark", ThemeMode.DARK)
        studio.take("main-light", ThemeMode.LIGHT)
        studio.select(1, 6)
        studio.take("multi-select-dark", ThemeMode.DARK)
        studio.select(2, 1)
        studio.window.commands["view"].trigger()
        studio.take("viewer", ThemeMode.DARK)
    finally:
        studio.close()


def _take_sync(studio: Studio) -> None:
    """Take the pictures of a library with an account, in each state of its sync."""
    try:
        played = PlayedSync(studio.window, studio.library)
        room = played.room
        played.be_up_to_date()
        played.be_busy()
        studio.select(1, 1)
        studio.take("sync-conflict-dark", ThemeMode.DARK)
        studio.take("sync-conflict-light", ThemeMode.LIGHT)
        studio.select(1, 3)
        studio.take("sync-conflict-many-dark", ThemeMode.DARK)
        studio.select(3, 1)
        studio.take("sync-problem-light", ThemeMode.LIGHT)
        played.be_syncing()
        room.panel.open()
        studio.take("sync-activity-dark", ThemeMode.DARK)
        studio.take("sync-activity-light", ThemeMode.LIGHT)
        played.be_offline()
        studio.take("sync-offline-dark", ThemeMode.DARK)
        played.be_up_to_date()
        room.show_removed()
        studio.take("sync-removed-light", ThemeMode.LIGHT)
        room.removed.leave()
        played.ask()
        studio.take("sync-question-dark", ThemeMode.DARK)
    finally:
        studio.close()


if __name__ == "__main__":
    sys.exit(main())
