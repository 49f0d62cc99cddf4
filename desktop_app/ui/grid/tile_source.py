"""What the grid knows about its assets: a bounded cache of tiles, read by pages in a worker."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.entities import AssetRow, Json, Tile
from desktop_app.domain.errors import LightboxError
from desktop_app.ui.tasks import Lane, Task, TaskScope

PAGE_ROWS = 200
CACHED_ROWS = 6_000
MANY_ROWS = 20_000
"""From here on a list of rows is not gone through on the main thread."""
_PAGES_AT_ONCE = 2

ReadTiles = Callable[[Sequence[AssetRow]], list[Tile]]


class TileSource:
    """Tiles by asset row. What is painted stays until something newer has been read.

    Edits that were handed in but are not committed yet are laid over what is read, so that a
    page read in between does not show the old value again.
    """

    def __init__(self, scope: TaskScope, arrived: Callable[[Iterable[AssetRow]], None]) -> None:
        """Make an empty cache.

        Args:
            scope: runs the reads; its owner closes it.
            arrived: told which rows are known, or known better, from now on.
        """
        self._scope = scope
        self._arrived = arrived
        self._read: ReadTiles | None = None
        self._tiles: OrderedDict[AssetRow, Tile] = OrderedDict()
        self._gone: set[AssetRow] = set()
        self._stale: set[AssetRow] = set()
        self._expected: dict[AssetRow, tuple[Mapping[Column, Json], int]] = {}
        self._wanted: list[AssetRow] = []
        self._reading: dict[Task, frozenset[AssetRow]] = {}

    def attach(self, read: ReadTiles) -> None:
        """Begin to read; `read` is called in workers with up to `PAGE_ROWS` rows."""
        self._read = read
        self._gone.clear()
        self._pump()

    def prime(self, tiles: Iterable[Tile]) -> None:
        """Take tiles that somebody else has read."""
        self._store(tiles)

    def tile(self, row: AssetRow) -> Tile | None:
        """Return what is known of an asset, or None."""
        return self._tiles.get(row)

    @property
    def is_reading(self) -> bool:
        """Whether a page is on its way."""
        return bool(self._reading)

    def is_gone(self, row: AssetRow) -> bool:
        """Whether the catalog had no such asset when it was asked."""
        return row in self._gone

    def want(self, rows: Sequence[AssetRow]) -> None:
        """Say what is needed, most urgent first; what was wanted before and is not now is dropped.

        The first rows are those on the screen: they stay in the cache.
        """
        tiles = self._tiles
        for row in reversed(rows):
            if row in tiles:
                tiles.move_to_end(row)
        self._wanted = [row for row in rows if self._is_missing(row)]
        if self._reading:
            needed = frozenset(rows)
            for task in [t for t, asked in self._reading.items() if needed.isdisjoint(asked)]:
                task.cancel()
                del self._reading[task]
        self._pump()

    def on_changed(self, changes: ChangeSet) -> None:
        """Read again what a commit has touched, when it is next wanted."""
        for row in changes.removed[:MANY_ROWS]:
            self._tiles.pop(row, None)
        for rows in (changes.added, changes.changed):
            if len(rows) > MANY_ROWS:
                self._stale.update(self._tiles)
            else:
                self._stale.update(row for row in rows if row in self._tiles)
        if changes.added:
            self._gone.clear()
        if changes.origin not in {Origin.SYNC, Origin.IMPORT} and self._expected:
            self._settle(changes.changed)
        self._forget_reads_of(self._stale)

    def expect(self, rows: Sequence[AssetRow], values: Mapping[Column, Json]) -> list[AssetRow]:
        """Show what an edit will make true; returns the rows that look different now."""
        if len(rows) > MANY_ROWS or not (values.keys() & {Column.TITLE, Column.FAVORITE}):
            return []
        shown: list[AssetRow] = []
        for row in rows:
            tile = self._tiles.get(row)
            if tile is None:
                continue
            earlier, count = self._expected.get(row, ({}, 0))
            self._expected[row] = ({**earlier, **values}, count + 1)
            self._tiles[row] = _with_values(tile, values)
            shown.append(row)
        return shown

    def withdraw_expected(self) -> list[AssetRow]:
        """An edit has failed: read again all that was shown in advance; returns those rows."""
        rows = list(self._expected)
        self._expected.clear()
        self._stale.update(rows)
        return rows

    def _is_missing(self, row: AssetRow) -> bool:
        return (row not in self._tiles or row in self._stale) and row not in self._gone

    def _settle(self, rows: Sequence[AssetRow]) -> None:
        if len(rows) > MANY_ROWS:
            self._expected.clear()
            return
        for row in rows:
            waiting = self._expected.get(row)
            if waiting is not None:
                values, count = waiting
                if count > 1:
                    self._expected[row] = (values, count - 1)
                else:
                    del self._expected[row]

    def _forget_reads_of(self, rows: set[AssetRow]) -> None:
        """Drop answers that were asked for before a commit and may be older than it."""
        for task in [t for t, asked in self._reading.items() if not rows.isdisjoint(asked)]:
            task.cancel()
            self._wanted.extend(self._reading.pop(task))

    def _pump(self) -> None:
        read = self._read
        if read is None:
            return
        while self._wanted and len(self._reading) < _PAGES_AT_ONCE:
            asked = frozenset().union(*self._reading.values()) if self._reading else frozenset()
            page = [row for row in self._wanted[:PAGE_ROWS] if row not in asked]
            del self._wanted[:PAGE_ROWS]
            if page:
                self._start(read, page)

    def _start(self, read: ReadTiles, page: list[AssetRow]) -> None:
        def on_read(tiles: list[Tile]) -> None:
            self._reading.pop(task, None)
            self._store(tiles)
            found = {tile.row for tile in tiles}
            gone = [row for row in page if row not in found]
            self._gone.update(gone)
            self._stale.difference_update(gone)
            self._arrived(page)
            self._pump()

        def on_failed(_error: LightboxError) -> None:
            # The tiles stay placeholders; they are asked for again when next wanted.
            self._reading.pop(task, None)

        task = self._scope.run(Lane.READS, read, page, done=on_read, failed=on_failed)
        self._reading[task] = frozenset(page)

    def _store(self, tiles: Iterable[Tile]) -> None:
        for tile in tiles:
            expected = self._expected.get(tile.row)
            self._tiles[tile.row] = tile if expected is None else _with_values(tile, expected[0])
            self._tiles.move_to_end(tile.row)
            self._stale.discard(tile.row)
            self._gone.discard(tile.row)
        while len(self._tiles) > CACHED_ROWS:
            row, _tile = self._tiles.popitem(last=False)
            self._stale.discard(row)
            self._expected.pop(row, None)


def _with_values(tile: Tile, values: Mapping[Column, Json]) -> Tile:
    """Return the tile as an edit will make it."""
    if Column.TITLE in values:
        tile = replace(tile, title=str(values[Column.TITLE] or ""))
    if Column.FAVORITE in values:
        tile = replace(tile, is_favorite=bool(values[Column.FAVORITE]))
    return tile
