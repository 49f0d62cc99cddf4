"""The reading half of the catalog's facade: any thread, one consistent moment a call."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection

from desktop_app.catalog import (
    history,
    library_queries,
    reads,
    references,
    server_files,
    summaries,
)
from desktop_app.catalog.engine import Readers
from desktop_app.catalog.references import Original
from desktop_app.domain.changes import UndoState
from desktop_app.domain.entities import (
    Asset,
    AssetId,
    AssetRow,
    Collection,
    CollectionId,
    SavedSearch,
    Tile,
    TypeStatistics,
)
from desktop_app.domain.files import KeptOriginals, ServerFile
from desktop_app.domain.results import SelectionSummary


class CatalogReads:
    """Reads of one library, each through a connection of the pool."""

    def __init__(self, readers: Readers) -> None:
        """Read through these connections."""
        self._readers = readers

    def reading(self) -> AbstractContextManager[Connection]:
        """Lend a read-only connection; all that is read through it is one moment of the library.

        Raises:
            CatalogError: ``catalog.closed`` after the catalog was closed.
        """
        return self._readers.reading()

    def tiles(self, rows: Sequence[int]) -> list[Tile]:
        """Return what the grid paints of these assets, in this order; gone ones are left out."""
        with self.reading() as connection:
            return reads.tiles(connection, rows)

    def assets(self, rows: Sequence[int]) -> list[Asset]:
        """Return these assets in this order; gone ones are left out."""
        with self.reading() as connection:
            return reads.assets(connection, rows)

    def asset_by_id(self, id: AssetId) -> Asset | None:  # noqa: A002 - the column's name
        """Return the asset of this UUID, trashed or not."""
        with self.reading() as connection:
            return reads.asset_by_id(connection, id)

    def collections(self) -> list[Collection]:
        """Return all collections by name."""
        with self.reading() as connection:
            return reads.collections(connection)

    def saved_searches(self) -> list[SavedSearch]:
        """Return all saved searches by name."""
        with self.reading() as connection:
            return reads.saved_searches(connection)

    def rows_with_hashes(self, hashes: Iterable[str]) -> dict[str, AssetRow]:
        """Return which of these SHA-256 are in the library outside the Trash."""
        with self.reading() as connection:
            return reads.rows_with_hashes(connection, hashes)

    def ids_under(self, prefix: str) -> frozenset[str]:
        """Return the ids that begin so and whose files are ours to keep.

        Those of assets, trashed or not, and of assets removed elsewhere that can be brought back.
        """
        with self.reading() as connection:
            return reads.ids_under(connection, prefix)

    def stored_under(self, prefix: str) -> list[tuple[AssetRow, AssetId, str]]:
        """Return row, id and MIME type of the assets whose ids begin so and that have a file."""
        with self.reading() as connection:
            return reads.stored_under(connection, prefix)

    def originals_elsewhere(self, after: int, limit: int = 500) -> list[Original]:
        """Return originals outside the store, and lost ones, of the next rows after `after`."""
        with self.reading() as connection:
            return references.originals_elsewhere(connection, after, limit)

    def originals_with_hashes(self, hashes: Iterable[str]) -> list[Original]:
        """Return originals outside the store, and lost ones, that have one of these SHA-256."""
        with self.reading() as connection:
            return references.originals_with_hashes(connection, hashes)

    def server_files(self, ids: Sequence[str]) -> list[ServerFile]:
        """Return what is known of the files of these assets, in this order; gone ones left out."""
        with self.reading() as connection:
            return server_files.server_files(connection, ids)

    def server_files_of_rows(self, rows: Sequence[int]) -> list[ServerFile]:
        """Return the same by row numbers."""
        with self.reading() as connection:
            return server_files.server_files_of_rows(connection, rows)

    def server_files_before(self, last: ServerFile | None, limit: int) -> list[ServerFile]:
        """Return the next assets outside the Trash after `last`, newest first."""
        created_at_us, row = (None, 0) if last is None else (last.created_at_us, last.row)
        with self.reading() as connection:
            return server_files.server_files_before(connection, created_at_us, row, limit)

    def stored_originals(self) -> list[AssetId]:
        """Return the assets whose original is in the store, and whose row is on the server."""
        with self.reading() as connection:
            return server_files.stored_originals(connection)

    def kept_originals(self) -> KeptOriginals:
        """Return where the originals are of all assets outside the Trash; looks at every row."""
        with self.reading() as connection:
            return server_files.kept_originals(connection)

    def selection_summary(self, rows: Sequence[int]) -> SelectionSummary:
        """Return what the selected assets have in common, and in what they differ."""
        with self.reading() as connection:
            return summaries.selection_summary(connection, rows)

    def undo_state(self) -> UndoState:
        """Return what undo and redo would do now."""
        with self.reading() as connection:
            return history.undo_state(connection)

    def all_assets(self) -> list[Asset]:
        """Return every asset outside the Trash, newest first."""
        with self.reading() as connection:
            return library_queries.all_assets(connection)

    def assets_of_type(self, asset_type: str) -> list[Asset]:
        """Return the assets of a type, newest first."""
        with self.reading() as connection:
            return library_queries.assets_of_type(connection, asset_type)

    def favorites_by_update(self) -> list[Asset]:
        """Return the favorites, last updated first."""
        with self.reading() as connection:
            return library_queries.favorites_by_update(connection)

    def assets_in_collection(self, id: CollectionId) -> list[Asset]:  # noqa: A002
        """Return a collection's members, newest first."""
        with self.reading() as connection:
            return library_queries.assets_in_collection(connection, id)

    def assets_with_tag(self, tag: str) -> list[Asset]:
        """Return the assets that have the tag, however it is spelled, newest first."""
        with self.reading() as connection:
            return library_queries.assets_with_tag(connection, tag)

    def statistics_by_type(self) -> list[TypeStatistics]:
        """Return count, total and average size of each type, by type."""
        with self.reading() as connection:
            return library_queries.statistics_by_type(connection)

    def recent_with_collection(self, limit: int = 20) -> list[tuple[Asset, str | None]]:
        """Return the newest assets, each with the name of its collection."""
        with self.reading() as connection:
            return library_queries.recent_with_collection(connection, limit)

    def roleplay_characters(self) -> list[tuple[str, int]]:
        """Return the characters of roleplay metadata with their numbers of assets, most first."""
        with self.reading() as connection:
            return library_queries.roleplay_characters(connection)
