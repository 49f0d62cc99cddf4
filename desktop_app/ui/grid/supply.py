"""Keeps what is on the screen supplied with tiles and pictures, and what is near it after that."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from desktop_app.domain.changes import ChangeSet, Column
from desktop_app.domain.entities import AssetId, AssetRow, FileState, Json
from desktop_app.domain.files import RENDITION
from desktop_app.ui.grid.thumbnails import ReadRendition, Thumbnails, Wish
from desktop_app.ui.grid.tile_source import MANY_ROWS, ReadTiles, TileSource
from desktop_app.ui.tasks import TaskScope

_FILE_COLUMNS = frozenset(
    {"storage_path", "thumbnail_path", "content_hash", "file_state", "mime_type", "source_path"}
)
"""A commit that touches one of these may have changed what the picture shows."""
_ELSEWHERE = frozenset({FileState.ABSENT, FileState.MISSING})

FetchPictures = Callable[[Sequence[AssetId]], None]
"""Has pictures of these assets fetched first, most urgent first, and no longer others."""


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
        self.thumbnails = Thumbnails(scope, self._on_pictures)
        self._fetch: FetchPictures | None = None
        self._fetched: list[AssetId] = []
        self._wanted: list[AssetRow] = []
        self._seen: frozenset[AssetRow] = frozenset()

    def attach(
        self, tiles: ReadTiles, rendition: ReadRendition, fetch: FetchPictures | None = None
    ) -> None:
        """Begin to read; `fetch` is told of which pictures there are none on this machine."""
        self._fetch = fetch
        self._fetched = []
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
        if changes.columns == {RENDITION}:
            self.thumbnails.forget(changes.changed)
            return
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
        self._fetch_lacking()

    def _on_pictures(self, rows: Iterable[AssetRow]) -> None:
        self._fetch_lacking()
        self._arrived(rows)

    def _fetch_lacking(self) -> None:
        """Tell which pictures would be shown if they were on this machine."""
        if self._fetch is None:
            return
        lacking = [
            tile.id
            for row in self._wanted
            if (tile := self.tiles.tile(row)) is not None
            and tile.file_state in _ELSEWHERE
            and self.thumbnails.is_known_lacking(row)
        ]
        if lacking != self._fetched:
            self._fetched = lacking
            self._fetch(lacking)
