"""The viewer on photographs of 12 megapixels, as a camera or an upscaler makes them."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.domain.entities import AssetId, AssetRow
from desktop_app.domain.ports import CancelToken
from desktop_app.session import Library
from desktop_app.ui.edits import Edits
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from desktop_app.ui.viewer.picture import Picture
from desktop_app.ui.viewer.viewer import Viewer
from tests.bench.figures import Figure, at_most

_PART = "viewer"
_SIZE_PX = (4000, 3000)
_PICTURES = 14
_WALKED = (4, 8, 11, 2)
"""Positions that are not neighbours of one another."""
_LIMIT_MS = 5_000
_FIRST_MS, _NEXT_MS, _STALL_MS = 150.0, 33.0, 33.0


def run(size: int) -> list[Figure]:
    """Measure from the command to the paint; how many assets there are makes no difference."""
    del size
    sys.setswitchinterval(0.0002)  # as the program does
    with tempfile.TemporaryDirectory() as folder:
        files = _make_photographs(Path(folder, "made"))
        bare_ms = _bare_ms(files[0])
        with Library(Path(folder, "library")) as library:
            library.importer.run(files, token=CancelToken(), progress=lambda _progress: None)
            walk = _Walk(library)
            try:
                return walk.measure(bare_ms)
            finally:
                walk.close()


def _make_photographs(folder: Path) -> list[Path]:
    folder.mkdir()
    files = []
    for number in range(_PICTURES):
        rough = np.random.default_rng(number).integers(0, 255, (300, 400, 3), dtype=np.uint8)
        files.append(folder / f"{number}.jpg")
        Image.fromarray(rough).resize(_SIZE_PX, Image.Resampling.BICUBIC).save(
            files[-1], quality=90
        )
    return files


def _bare_ms(file: Path) -> float:
    """Return how long Pillow alone takes to decode such a file at half its size."""
    times_ms = []
    for _ in range(5):
        started = time.perf_counter()
        with Image.open(file) as image:
            image.draft(None, (_SIZE_PX[0] // 2, 1))
            image.load()
        times_ms.append((time.perf_counter() - started) * 1000)
    return statistics.median(times_ms)


class _Walk:
    """A viewer that is led through the library."""

    def __init__(self, library: Library) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        existing: object = QApplication.instance()  # noqa: TID251 - perhaps of another part
        self._app = existing if isinstance(existing, QApplication) else QApplication([])
        self._workers = Workers()
        self._edits = Edits(self._workers)
        self._selection = Selection()
        theme = Theme(self._app)
        self._viewer = Viewer(theme, self._workers, self._selection, self._edits)
        self._viewer.resize(1200, 800)
        self._viewer.show()
        self._viewer.attach(library, library.catalog.assets)
        with library.catalog.reading() as connection:
            found = connection.exec_driver_sql("SELECT row FROM asset ORDER BY row").scalars()
            self._selection.set_result([AssetRow(int(row)) for row in found])
        self._viewer._loader.arrived.connect(self._on_arrived)
        self._since_s = 0.0
        self._seen_ms: dict[str, float] = {}
        self._gaps_ms: list[float] = []
        self._ticked_s = time.perf_counter()
        self._ticks = QTimer()
        self._ticks.setInterval(1)
        self._ticks.timeout.connect(self._on_tick)

    def measure(self, bare_ms: float) -> list[Figure]:
        """Open, jump about, and go to what was decoded in advance."""
        cold = self._go_to(0)
        self._ticked_s = time.perf_counter()
        self._ticks.start()
        jumps = [self._go_to(position) for position in _WALKED]
        following = [self._go_to(position)["fit"] for position in (3, 4, 5, 6)]
        stall_ms = max(self._gaps_ms)

        def middle(name: str) -> float:
            return statistics.median(jump[name] for jump in jumps)

        def figure(
            name: str, value: float, budget: float | None = None, bare: float | None = None
        ) -> Figure:
            return at_most(_PART, name, _PICTURES, value, "ms", baseline=bare, budget=budget)

        return [
            figure("small picture painted", middle("first"), _NEXT_MS),
            figure(
                "sharp as the window shows it, against Pillow", middle("fit"), _FIRST_MS, bare_ms
            ),
            figure("the same while the worker still starts", cold["fit"]),
            figure("all 12 megapixels there", middle("whole")),
            figure("next one, decoded in advance", statistics.median(following), _NEXT_MS),
            figure("longest stall meanwhile", stall_ms, _STALL_MS),
        ]

    def close(self) -> None:
        """End everything."""
        self._ticks.stop()
        self._viewer.close_tasks()
        self._edits.close()
        self._workers.close()
        self._viewer.deleteLater()

    def _go_to(self, position: int) -> dict[str, float]:
        """Open a position; return after how many ms what was there, once all of it is."""
        self._seen_ms = {}
        self._since_s = time.perf_counter()
        self._viewer.open_at(position)
        self._wait(lambda: "whole" in self._seen_ms)
        held = self._viewer._loader._held
        self._wait(lambda: len(held) >= 2)
        self._pause(300)
        return self._seen_ms

    def _wait(self, is_so: Callable[[], bool]) -> None:
        give_up_s = time.perf_counter() + _LIMIT_MS / 1000
        while not is_so() and time.perf_counter() < give_up_s:
            self._pause(5)

    def _pause(self, pause_ms: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(pause_ms, loop.quit)
        loop.exec()

    def _on_arrived(self, asset_id: AssetId, picture: Picture) -> None:
        asset = self._viewer.asset
        if asset is None or asset.id != asset_id:
            return
        self._viewer.stage.repaint()
        now_ms = (time.perf_counter() - self._since_s) * 1000
        self._seen_ms.setdefault("first", now_ms)
        if picture.levels[0].width() >= 1600:
            self._seen_ms.setdefault("fit", now_ms)
        if picture.is_sharp:
            self._seen_ms.setdefault("whole", now_ms)

    def _on_tick(self) -> None:
        now_s = time.perf_counter()
        self._gaps_ms.append((now_s - self._ticked_s) * 1000)
        self._ticked_s = now_s
