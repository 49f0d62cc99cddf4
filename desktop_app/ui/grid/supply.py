"""Keeps what is on the screen supplied with tiles and pictures, and what is near it after that."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from desktop_app.domain.changes import ChangeSet, Column
from desktop_app.domain.entities import AssetRow, Json
from desktop_app.ui.grid.thumbnails import ReadRendition, Thumbnails, Wish
from desktop_app.ui.grid.tile_source import MANY_ROWS, ReadTiles, TileSource
from desktop_app.ui.tasks import TaskScope

_FILE_COLUMNS = frozenset(
    {"storage_path", "thumbnail_path", "content_hash", "file_state", "mime_type", "source_path"}
)
"""A commit that touches one of these may have changed what the picture shows."""


class Supply:
    """Owns the two caches of the grid and says what they should hold.

    Attributes:
        tiles: what is known of assets.
        thumbnails: their pictures.
    """

    def __init__(self, scope: TaskScope, arrived: Callable[[Iterable[AssetRow]], None]) -> None:
        """Make empty caches; `arrived` is told of rows that look different now."""
        self._arrived = arrived
        self.tiles = TileSource(scope, self._on_tiles)
        self.thumbnails = Thumbnails(scope, arrived)
        self._wanted: list[AssetRow] = []
        self._seen: frozenset[AssetRow] = frozenset()

    def attach(self, tiles: ReadTiles, rendition: ReadRendition) -> None:
        """Begin to read."""
        self.tiles.attach(tiles)
        self.thumbnails.attach(rendition)

    def want(
        self,
        seen: Sequence[AssetRow],
        near: Sequence[AssetRow],
        further: Sequence[AssetRow],
    ) -> None:
        """Say what is needed: all of what is seen, then of what is near, then tiles alone."""
        self.tiles.want([*seen, *near, *further])
        self._wanted = [*seen, *near]
        self._seen = frozenset(seen)
        self._want_pictures()

    def is_known(self, row: AssetRow) -> bool:
        """Whether all there is to paint of an asset is here, or is known not to exist."""
        return self.tiles.is_gone(row) or (
            self.tiles.tile(row) is not None and self.thumbnails.get(row) is not None
        )

    def on_changed(self, changes: ChangeSet) -> None:
        """Hear of a commit: what is cached of its rows is read again when next wanted."""
        self.tiles.on_changed(changes)
        self.thumbnails.remove(changes.removed[:MANY_ROWS])
        self.thumbnails.forget(changes.added[:MANY_ROWS])
        if len(changes.changed) > MANY_ROWS:
            self.thumbnails.forget_failed(None)
        elif changes.columns & _FILE_COLUMNS:
            self.thumbnails.forget(changes.changed)
        else:
            self.thumbnails.forget_failed(changes.changed)

    def expect(self, rows: Sequence[AssetRow], values: Mapping[Column, Json]) -> None:
        """Show what an edit will make true."""
        self._arrived(self.tiles.expect(rows, values))

    def _on_tiles(self, rows: Iterable[AssetRow]) -> None:
        self._want_pictures()
        self._arrived(rows)

    def _want_pictures(self) -> None:
        wishes = []
        for row in self._wanted:
            tile = self.tiles.tile(row)
            if tile is not None:
                wishes.append(Wish(row, tile.id))
        self.thumbnails.want(wishes, self._seen)
