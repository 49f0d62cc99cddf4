"""The process that the part `first_sync` measures: a window that syncs a library of a server.

``first URL KEY EMAIL PASSWORD``; it tells its figures as sync_device.py does.
"""

import os
import sys
import time
from functools import partial

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop_app.background import collect_rarely
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.sync import SyncPhase
from desktop_app.reopening import remember
from desktop_app.session import Library
from desktop_app.sync.initial import LOADED
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme, ThemeMode
from tests.bench.stalls import Scroller, Stalls, run_for, run_until
from tests.bench.sync_device import SWITCH_INTERVAL_S, Server, Waiter, tell, wait

CHANGES = 15
_SETTLED_S = 1.5
_SCROLLED_S = 6.0
_LOOK_MS = 2


def first(server: Server) -> None:
    """A first sync that is looked at: pictures on the screen, all rows, then changes elsewhere."""
    app = QApplication(["bench"])
    app.setQuitOnLastWindowClosed(False)
    account = server.signed_in()
    remembered = remember(account.folder)
    workers = Workers()
    window = MainWindow(Theme(app, ThemeMode.DARK), workers, account.folder, remembered)
    window.show()
    library = Library(account.folder, account=account.account, cache=remembered.cache)
    window.attach(library)
    run_until(lambda: window.browse.result is not None)
    run_for(_SETTLED_S)
    collect_rarely()
    _load(window, library)
    _change(window)
    window.close()
    window.close_tasks()
    workers.close()
    library.close()


def _load(window: MainWindow, library: Library) -> None:
    beat = Stalls()
    begun_s = time.perf_counter()
    library.begin_sync()
    waiter = Waiter(library)
    position = library.catalog.replica.position
    waiter.watch(lambda _status: position(LOADED) is not None)
    run_until(lambda: any(_pictures(window)), every_ms=_LOOK_MS)
    first_s = time.perf_counter() - begun_s
    run_until(lambda: all(_pictures(window)), every_ms=_LOOK_MS)
    screen_s = time.perf_counter() - begun_s
    scroller = Scroller(window)
    run_until(waiter.is_over)
    loaded_s = time.perf_counter() - begun_s
    waiter.watch(lambda status: status.phase is SyncPhase.UP_TO_DATE)
    run_until(waiter.is_over)
    syncing_ms, beat.longest_ms = beat.longest_ms, 0.0
    run_for(_SCROLLED_S)
    scroller.stop()
    beat.stop()
    tell(
        {
            "first_s": first_s,
            "screen_s": screen_s,
            "loaded_s": loaded_s,
            "ms": syncing_ms,
            "alone_ms": beat.longest_ms,
        }
    )


def _change(window: MainWindow) -> None:
    """Tell the id of the first asset, then when its tile looks another way, as often as asked."""
    window.grid.verticalScrollBar().setValue(0)
    run_until(lambda: all(_pictures(window)))
    run_for(_SETTLED_S)
    tile = window.grid.supply.tiles.tile(_seen(window)[0])
    assert tile is not None
    tell({"id": tile.id})
    for _ in range(CHANGES):
        before = _look(window)
        tell({"is_ready": True})
        run_until(partial(_has_changed, window, before), every_ms=_LOOK_MS)
        tell({"at_ns": time.monotonic_ns()})
        wait()


def _look(window: MainWindow) -> QImage:
    """Return how the first tile is painted."""
    grid = window.grid
    return grid.viewport().grab(grid.cell_rect(0)).toImage()


def _has_changed(window: MainWindow, before: QImage) -> bool:
    return _look(window) != before


def _pictures(window: MainWindow) -> list[bool]:
    """Return of each asset that is seen whether its picture can be painted."""
    thumbnails = window.grid.supply.thumbnails
    found = [thumbnails.get(row) for row in _seen(window)]
    return [one is not None and one.pixmap is not None for one in found]


def _seen(window: MainWindow) -> list[AssetRow]:
    return window.grid.rows_between(*window.grid.visible_positions())


def main() -> None:
    """Do what the command line says."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    {"first": first}[sys.argv[1]](Server(*sys.argv[2:]))
