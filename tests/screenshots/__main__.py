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

from PySide6.QtWidgets import QApplication

from desktop_app.resources import resource
from desktop_app.sample.making import make_sample
from desktop_app.settings import HOME_VARIABLE
from desktop_app.ui.theme import ThemeMode
from tests.screenshots.connect_album import take_connecting
from tests.screenshots.studio import Studio
from tests.screenshots.sync_album import take_empty, take_sync
from tests.screenshots.sync_states import give_account, make_empty

_SMALL_PX = (900, 620)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("folder", nargs="?", type=Path, default=resource("screenshots"))
    parser.add_argument("--sync-only", action="store_true", help="only the states of sync")
    parser.add_argument("--text", type=float, default=1.0, help="scale of the text, such as 2")
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
            _take(Studio(app, folder, target, asked.text), _take_local)
        give_account(folder)
        _take(Studio(app, folder, target, asked.text), take_sync, take_connecting)
        empty = Path(home, "empty")
        make_empty(empty)
        _take(Studio(app, empty, target, asked.text, size_px=_SMALL_PX), take_empty)
    return 0


def _take(studio: Studio, *albums: Callable[[Studio], None]) -> None:
    try:
        for album in albums:
            album(studio)
    finally:
        studio.close()


def _take_local(studio: Studio) -> None:
    """Take the pictures of a library without an account."""
    studio.select(0, 1)
    studio.take("main-dark", ThemeMode.DARK)
    studio.take("main-light", ThemeMode.LIGHT)
    studio.select(1, 6)
    studio.take("multi-select-dark", ThemeMode.DARK)
    studio.select(2, 1)
    studio.window.commands["view"].trigger()
    studio.take("viewer", ThemeMode.DARK)


if __name__ == "__main__":
    sys.exit(main())
