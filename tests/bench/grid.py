"""How fast the grid paints, scrolls, resizes and selects, at 1440 × 900.

Everything is timed through the event loop, from the call to the moment when the repaint is done
and what is needed next has been asked for. The baseline is a bare widget of the same size that
paints as many plain pixmaps of the same size. Tiles and renditions come from memory, pictures
are decoded as always. "All pictures decoded" waits for every picture on the screen and stands
beside two bare threads that decode as many.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import numpy as np
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QDataStream,
    QEvent,
    QEventLoop,
    QIODevice,
    QObject,
    QTimer,
)
from PySide6.QtGui import QColor, QImage, QImageReader, QImageWriter, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.domain.entities import AssetId, AssetRow, FileState, Tile
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.results import SearchResult, Section
from desktop_app.ui.edits import Edits
from desktop_app.ui.grid.view import GridView
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme, ThemeMode
from tests.bench.figures import Figure, at_most

_ROUNDS = 60
_WIDTH_PX, _HEIGHT_PX = 1440, 900
_PER_DAY = 900
_QUERIES = (AssetQuery(text="a"), AssetQuery(text="b"))


def run(size: int) -> list[Figure]:
    """Measure a grid of that size."""
    existing: object = QApplication.instance()  # noqa: TID251 - a program of its own
    app = existing if isinstance(existing, QApplication) else QApplication(["bench"])
    sys.setswitchinterval(0.0002)  # as the program has it
    theme = Theme(app, ThemeMode.DARK)
    workers = Workers()
    edits = Edits(workers)
    grid = GridView(theme, workers, Selection(), edits)
    try:
        grid.resize(_WIDTH_PX, _HEIGHT_PX)
        grid.attach(_tiles, _Renditions().read)
        grid.show()
        return _Bench(grid, size).figures()
    finally:
        grid.close_tasks()
        grid.close()
        edits.close()
        workers.close()


class _Renditions:
    """A few pictures as JPEG, 12 to 35 kB like real ones."""

    def __init__(self) -> None:
        self._pictures = [_jpeg(seed) for seed in range(16)]

    def read(self, asset_id: AssetId, _size_px: int, _token: CancelToken) -> bytes:
        return self._pictures[int(asset_id) % len(self._pictures)]


class _Watch(QObject):
    """Sees when a widget has been painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.has_painted = False
        self._loop = QEventLoop()
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            self.has_painted = True
        return False

    def time_ms(self, act: Callable[[], object], is_done: Callable[[], bool]) -> float:
        """Return how long it takes until the widget is painted and something is so."""
        self.has_painted = False
        begun_s = time.perf_counter()
        act()
        # Turn by turn, which the program itself never does: what is waited for is looked at after
        # each turn, so the clock stops right after the repaint. A loop that a slot or a timer
        # quits ends a turn or more later, and that would be measured too.
        while not (self.has_painted and is_done()):
            self._loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return (time.perf_counter() - begun_s) * 1000

    def settle(self, is_done: Callable[[], bool]) -> None:
        """Let the event loop run until something is so."""
        often = QTimer()
        often.start(1)
        while not is_done():
            self._loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


class _Bare(QWidget):
    """Paints plain pixmaps side by side and nothing else."""

    def __init__(self, count: int, edge_px: int) -> None:
        super().__init__()
        self.resize(_WIDTH_PX, _HEIGHT_PX)
        image = QImage(edge_px, edge_px, QImage.Format.Format_RGB32)
        self._pixmaps = []
        for index in range(count):
            image.fill(QColor.fromHsv(index * 37 % 360, 120, 160))
            self._pixmaps.append(QPixmap.fromImage(image))
        self._edge_px = edge_px

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor("#17181b"))
        across = self.width() // self._edge_px
        for index, pixmap in enumerate(self._pixmaps):
            row, column = divmod(index, across)
            painter.drawPixmap(column * self._edge_px, row * self._edge_px, pixmap)
        painter.end()


class _Bench:
    def __init__(self, grid: GridView, size: int) -> None:
        self._grid = grid
        self._size = size
        self._watch = _Watch(grid.viewport())
        rows = np.arange(1, size + 1, dtype=np.int64)
        rows.flags.writeable = False
        first = date(2025, 8, 30).toordinal()
        sections = tuple(
            Section(first - index, start, min(_PER_DAY, size - start))
            for index, start in enumerate(range(0, size, _PER_DAY))
        )
        self._results = [
            SearchResult(query, rows, sections)  # type: ignore[arg-type]
            for query in _QUERIES
        ]

    def figures(self) -> list[Figure]:
        grid = self._grid
        grid.set_result(self._results[0])
        self._watch.settle(lambda: grid.is_supplied)
        start, end = grid.visible_positions()
        with _bare(end - start, grid.plan.tile_px) as bare_ms:
            return [
                self._figure("reset → complete", self._reset(), bare_ms, 8, 15),
                self._figure("scroll step, cached tiles, p95", self._scroll(), bare_ms, 8, 8),
                at_most(
                    "grid",
                    "scroll step, while decoding, p95",
                    self._size,
                    self._scroll(is_decoding=True),
                    "ms",
                    baseline=bare_ms,
                ),
                self._figure("jump anywhere → painted", self._jump(), bare_ms, 33, 33),
                self._figure("jump to cached tiles → painted", self._jump_back(), bare_ms, 33, 33),
                at_most(
                    "grid",
                    "jump anywhere → all pictures decoded",
                    self._size,
                    self._jump(all_pictures=True),
                    "ms",
                    baseline=_bare_decode_ms(end - start),
                ),
                self._figure("resize", self._resize(), bare_ms, 16, 16),
                self._figure("select all", self._select(), bare_ms, 16, 16),
                self._figure("clear selection", self._clear(), bare_ms, 16, 16),
            ]

    def _figure(
        self, name: str, value: float, bare_ms: float, budget_100k: float, budget_1m: float
    ) -> Figure:
        budget = budget_1m if self._size > 100_000 else budget_100k
        return at_most("grid", name, self._size, value, "ms", budget=budget, baseline=bare_ms)

    def _is_asked(self) -> bool:
        return not self._grid.is_asking

    def _is_painted_whole(self) -> bool:
        grid = self._grid
        rows = grid.rows_between(*grid.visible_positions())
        return all(grid.supply.is_known(row) for row in rows)

    def _times(
        self, act: Callable[[int], object], before: Callable[[int], object] | None = None
    ) -> list[float]:
        times = []
        for index in range(_ROUNDS):
            if before is not None:
                before(index)
            times.append(self._watch.time_ms(lambda: act(index), self._is_asked))  # noqa: B023
        return times

    def _reset(self) -> float:
        return statistics.median(self._times(lambda i: self._grid.set_result(self._results[i % 2])))

    def _scroll(self, *, is_decoding: bool = False) -> float:
        """Go down three screens by steps of half a notch; again, so that all is in memory."""
        bar = self._grid.verticalScrollBar()
        top = bar.maximum() // (4 if is_decoding else 3)
        steps = range(top, top + 3 * _ROUNDS * 15, 15)
        if not is_decoding:
            for value in steps[::20]:
                bar.setValue(value)
                self._watch.settle(lambda: self._grid.is_supplied)
            bar.setValue(top)
            self._watch.settle(lambda: self._grid.is_supplied)
        times = [
            self._watch.time_ms(lambda: bar.setValue(value + 1), self._is_asked)  # noqa: B023
            for value in steps
        ]
        return statistics.quantiles(times, n=20)[-1]

    def _jump(self, *, all_pictures: bool = False) -> float:
        bar = self._grid.verticalScrollBar()
        made = random.Random(7)
        times = []
        for _ in range(_ROUNDS):
            self._watch.settle(lambda: self._grid.is_supplied)
            target = made.randrange(bar.maximum())
            times.append(
                self._watch.time_ms(
                    lambda: bar.setValue(target),  # noqa: B023
                    self._is_painted_whole if all_pictures else self._is_asked,
                )
            )
        return statistics.median(times)

    def _jump_back(self) -> float:
        bar = self._grid.verticalScrollBar()
        places = (bar.maximum() // 5, bar.maximum() // 2)
        for place in places:
            bar.setValue(place)
            self._watch.settle(lambda: self._grid.is_supplied)
        return statistics.median(self._times(lambda index: bar.setValue(places[index % 2])))

    def _resize(self) -> float:
        grid = self._grid
        times = [
            self._watch.time_ms(
                lambda: grid.resize(_WIDTH_PX - 8 * (i % 5 + 1), _HEIGHT_PX),  # noqa: B023
                lambda: True,
            )
            for i in range(_ROUNDS)
        ]
        grid.resize(_WIDTH_PX, _HEIGHT_PX)
        self._watch.settle(lambda: grid.is_supplied)
        return statistics.median(times)

    def _select(self) -> float:
        selection = self._grid.selection
        return statistics.median(
            self._times(lambda _i: selection.select_all(), lambda _i: selection.clear())
        )

    def _clear(self) -> float:
        selection = self._grid.selection
        return statistics.median(
            self._times(lambda _i: selection.clear(), lambda _i: selection.select_all())
        )


@contextmanager
def _bare(count: int, edge_px: int) -> Iterator[float]:
    """Give the milliseconds that the bare widget takes."""
    bare = _Bare(count, edge_px)
    bare.show()
    watch = _Watch(bare)
    try:
        yield statistics.median(watch.time_ms(bare.update, lambda: True) for _ in range(_ROUNDS))
    finally:
        bare.close()


def _bare_decode_ms(count: int) -> float:
    """Return how long two threads that do nothing else take to decode so many pictures."""
    pictures = [_jpeg(seed) for seed in range(16)]

    def decode(index: int) -> None:
        stream = QDataStream(QByteArray(pictures[index % len(pictures)]))
        QImageReader(stream.device()).read()

    with ThreadPoolExecutor(2) as threads:
        times = []
        for _ in range(_ROUNDS // 3):
            begun_s = time.perf_counter()
            list(threads.map(decode, range(count)))
            times.append((time.perf_counter() - begun_s) * 1000)
    return statistics.median(times)


def _tiles(rows: Sequence[AssetRow]) -> list[Tile]:
    return [
        Tile(
            row=row,
            id=AssetId(str(row)),
            title="Mountain Sunset" if row % 3 == 0 else "",
            asset_type="video" if row % 7 == 0 else "image",
            is_favorite=row % 4 == 0,
            duration_seconds=5.0 if row % 7 == 0 else None,
            width_px=1024,
            height_px=1024,
            file_state=FileState.STORED,
            is_pending=row % 20 == 0,
            has_problem=False,
        )
        for row in rows
    ]


def _jpeg(seed: int) -> bytes:
    made = random.Random(seed)
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    image.fill(QColor.fromHsv(seed * 23 % 360, 150, 170))
    painter = QPainter(image)
    for _ in range(120):
        painter.setPen(QColor.fromHsv(made.randrange(360), 120, 200))
        painter.drawLine(*(made.randrange(256) for _ in range(4)))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"JPG"))
    writer.setQuality(80)
    writer.write(image)
    return bytes(buffer.data().data())
