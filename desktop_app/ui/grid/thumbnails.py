"""Pictures for the tiles: asked for in order of urgency, decoded in workers, kept within bounds."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtGui import QImage, QPixmap

from desktop_app.domain.entities import AssetId, AssetRow
from desktop_app.domain.errors import Cancelled, LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.grid.picture import Look, make_blurred, make_picture
from desktop_app.ui.tasks import Lane, Task, TaskScope

CACHE_BYTES = 64 * 1024 * 1024
CACHE_SCREENS = 3
"""So many times what is wanted at once fits in any case, however large the screen."""
_TASKS_AT_ONCE = 2
_TASKS_AHEAD = 1
"""For what is not seen yet one thread is enough: the other cores paint."""
_TASK_S = 0.012
"""How long one task goes on with the next picture before it hands over what it has made."""

ReadRendition = Callable[[AssetId, int, CancelToken], bytes | None]


class Wish(NamedTuple):
    """A picture that is wanted."""

    row: AssetRow
    asset_id: AssetId


@dataclass(slots=True)
class Thumbnail:
    """A picture in the cache. `pixmap` is None when the asset has none to show."""

    pixmap: QPixmap | None
    look: Look
    blurred: QPixmap | None = None
    is_stale: bool = False
    """The file has changed since; shown until the new picture is there."""


@dataclass(slots=True)
class _Made:
    """What one task has made, and what it was about to make when it failed."""

    claimed: list[tuple[AssetRow, CancelToken]] = field(default_factory=list)
    pictures: list[tuple[AssetRow, QImage | None]] = field(default_factory=list)


class _Queue:
    """What is wanted, shared with the workers: they take, the main thread replaces."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wishes: list[Wish] = []
        self._seen: frozenset[AssetRow] = frozenset()
        self._taken: dict[AssetRow, CancelToken] = {}

    def replace(self, wishes: Sequence[Wish], seen: frozenset[AssetRow]) -> None:
        """Want these from now on, those `seen` on the screen first; stop all others."""
        kept = {wish.row for wish in wishes}
        with self._lock:
            self._seen = seen
            for row, token in self._taken.items():
                if row not in kept:
                    token.cancel()
            self._wishes = [
                wish
                for wish in reversed(wishes)
                if wish.row not in self._taken or self._taken[wish.row].is_cancelled
            ]

    def take(self) -> tuple[Wish, CancelToken] | None:
        """Take the most urgent wish, with the token that may call it off."""
        with self._lock:
            if not self._wishes:
                return None
            wish = self._wishes.pop()
            token = self._taken[wish.row] = CancelToken()
            return wish, token

    def put_back(self, claimed: Iterable[tuple[AssetRow, CancelToken]]) -> None:
        """These are no longer being made."""
        with self._lock:
            for row, token in claimed:
                if self._taken.get(row) is token:
                    del self._taken[row]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits to be taken."""
        return not self._wishes

    @property
    def worth_tasks(self) -> int:
        """How many tasks should be taking from it now."""
        with self._lock:
            if not self._wishes:
                return 0
            return _TASKS_AT_ONCE if self._wishes[-1].row in self._seen else _TASKS_AHEAD


class Thumbnails:
    """A bounded cache of pixmaps in one `Look` at a time.

    Pixmaps in an earlier look stay usable (painted scaled) until they are replaced, so that
    nothing flickers while the window is resized or the theme changes.
    """

    def __init__(self, scope: TaskScope, arrived: Callable[[Iterable[AssetRow]], None]) -> None:
        """Make an empty cache.

        Args:
            scope: runs the tasks; its owner closes it.
            arrived: told for which rows there is a picture, or known to be none, from now on.
        """
        self._scope = scope
        self._arrived = arrived
        self._rendition: ReadRendition | None = None
        self._look: Look | None = None
        self._cache: OrderedDict[AssetRow, Thumbnail] = OrderedDict()
        self._bytes = 0
        self._limit_bytes = CACHE_BYTES
        self._queue = _Queue()
        self._running: set[Task] = set()

    @property
    def look(self) -> Look | None:
        """How pictures are made now."""
        return self._look

    @property
    def is_making(self) -> bool:
        """Whether anything is being made or waits to be."""
        return bool(self._running) or not self._queue.is_empty

    @property
    def cached_bytes(self) -> int:
        """Memory the pixmaps take."""
        return self._bytes

    def attach(self, rendition: ReadRendition) -> None:
        """Begin to ask for renditions; called in workers."""
        self._rendition = rendition
        for thumbnail in self._cache.values():
            if thumbnail.pixmap is None:
                thumbnail.is_stale = True

    def set_look(self, look: Look) -> None:
        """Make pictures like this from now on; what is being made in another look is stopped."""
        if look != self._look:
            self._look = look
            self.stop()

    def get(self, row: AssetRow) -> Thumbnail | None:
        """Return the picture of an asset, perhaps in an earlier look, or None if not known yet."""
        return self._cache.get(row)

    def is_known_lacking(self, row: AssetRow) -> bool:
        """Whether it was found that there is no picture of an asset."""
        thumbnail = self._cache.get(row)
        return thumbnail is not None and thumbnail.pixmap is None and not thumbnail.is_stale

    def want(self, wishes: Sequence[Wish], seen: frozenset[AssetRow]) -> None:
        """Say which pictures are needed, those seen first; all others are called off."""
        look = self._look
        if look is None or self._rendition is None:
            return
        cache = self._cache
        missing = []
        for wish in wishes:
            thumbnail = cache.get(wish.row)
            if thumbnail is None or thumbnail.is_stale or thumbnail.look != look:
                missing.append(wish)
        for wish in reversed(wishes):
            if wish.row in cache:
                cache.move_to_end(wish.row)
        self._limit_bytes = max(CACHE_BYTES, CACHE_SCREENS * len(wishes) * look.tile_px**2 * 4)
        self._queue.replace(missing, seen)
        self._pump()

    def forget(self, rows: Iterable[AssetRow]) -> None:
        """The files of these assets have changed: show what there is until it is read again."""
        for row in rows:
            thumbnail = self._cache.get(row)
            if thumbnail is not None:
                thumbnail.is_stale = True

    def forget_failed(self, rows: Iterable[AssetRow] | None) -> None:
        """Ask again for pictures that could not be had; None: for all such."""
        for row in list(self._cache) if rows is None else rows:
            thumbnail = self._cache.get(row)
            if thumbnail is not None and thumbnail.pixmap is None:
                thumbnail.is_stale = True

    def remove(self, rows: Iterable[AssetRow]) -> None:
        """These assets are gone."""
        for row in rows:
            self._drop(row)

    def blurred(self, thumbnail: Thumbnail) -> QPixmap | None:
        """Return the picture made unrecognisable; makes it the first time (0.3 ms)."""
        if thumbnail.blurred is None and thumbnail.pixmap is not None:
            made = make_blurred(thumbnail.pixmap.toImage(), thumbnail.look)
            thumbnail.blurred = QPixmap.fromImage(made)
            thumbnail.blurred.setDevicePixelRatio(thumbnail.look.ratio)
            self._bytes += _bytes_of(thumbnail.blurred)
        return thumbnail.blurred

    def drop_blurred(self) -> None:
        """Free the blurred pictures."""
        for thumbnail in self._cache.values():
            if thumbnail.blurred is not None:
                self._bytes -= _bytes_of(thumbnail.blurred)
                thumbnail.blurred = None

    def stop(self) -> None:
        """Call off whatever is being made, so that its threads come free at once."""
        self._queue.replace((), frozenset())

    def _pump(self) -> None:
        rendition, look = self._rendition, self._look
        if rendition is None or look is None:
            return
        while len(self._running) < self._queue.worth_tasks:
            self._start(rendition, look)

    def _start(self, rendition: ReadRendition, look: Look) -> None:
        made = _Made()
        queue = self._queue

        def on_made(_made: object) -> None:
            self._running.discard(task)
            queue.put_back(made.claimed)
            for row, picture in made.pictures:
                self._store(row, picture, look)
            self._trim()
            if made.pictures:
                self._arrived([row for row, _picture in made.pictures])
            self._pump()

        def on_failed(_error: LightboxError) -> None:
            # Not an answer of one rendition but a fault of the program, logged by the task: the
            # pictures that were not made are shown as missing instead of being tried for ever.
            done = {row for row, _picture in made.pictures}
            made.pictures.extend((row, None) for row, _token in made.claimed if row not in done)
            on_made(None)

        task = self._scope.run(
            Lane.PICTURES, _make_pictures, queue, rendition, look, made,
            done=on_made, failed=on_failed,
        )  # fmt: skip
        self._running.add(task)

    def _store(self, row: AssetRow, picture: QImage | None, look: Look) -> None:
        self._drop(row)
        pixmap = None if picture is None else QPixmap.fromImage(picture)
        self._cache[row] = Thumbnail(pixmap, look)
        if pixmap is not None:
            pixmap.setDevicePixelRatio(look.ratio)
            self._bytes += _bytes_of(pixmap)

    def _trim(self) -> None:
        while self._bytes > self._limit_bytes and self._cache:
            self._drop(next(iter(self._cache)))

    def _drop(self, row: AssetRow) -> None:
        thumbnail = self._cache.pop(row, None)
        if thumbnail is not None:
            for pixmap in (thumbnail.pixmap, thumbnail.blurred):
                if pixmap is not None:
                    self._bytes -= _bytes_of(pixmap)


def _make_pictures(queue: _Queue, rendition: ReadRendition, look: Look, made: _Made) -> None:
    """Make pictures for a while, most urgent first. Runs in a worker."""
    until_s = time.monotonic() + _TASK_S
    while time.monotonic() < until_s:
        taken = queue.take()
        if taken is None:
            return
        wish, token = taken
        made.claimed.append((wish.row, token))
        picture: QImage | None = None
        try:
            data = rendition(wish.asset_id, look.rendition_px, token)
            if token.is_cancelled:
                continue
            if data:
                picture = make_picture(data, look)
        except Cancelled:
            continue
        except (LightboxError, OSError):
            # A file that cannot be read or shown is a state of its tile, not an error.
            picture = None
        made.pictures.append((wish.row, picture))


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
