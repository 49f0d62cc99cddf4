"""The one place where views hand in their edits: painted at once, committed in a worker."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.changes import ChangeSet, Column, Origin, TagDelta, UndoState
from desktop_app.domain.entities import AssetRow, CollectionId, Json
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.query import AssetQuery, to_json
from desktop_app.ui.tasks import Lane, TaskScope, Workers

if TYPE_CHECKING:
    from desktop_app.catalog.catalog import Catalog


class Edits(QObject):
    """Runs the catalog's write methods one after the other, off the main thread.

    Signals:
        expected: (rows, {Column: value} or TagDelta): what an edit will make true; views paint it
            before it is committed and read again when the ChangeSet comes.
        applied: the ChangeSet of a finished edit.
        failed: a LightboxError; views read again what they had painted in advance.
        undo_changed: the UndoState after a finished edit.
    """

    expected = Signal(object, object)
    applied = Signal(object)
    failed = Signal(object)
    undo_changed = Signal(object)

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = TaskScope(workers)
        self._catalog: Catalog | None = None

    def attach(self, catalog: "Catalog") -> None:
        """Begin to edit this catalog."""
        self._catalog = catalog
        self._scope.run(Lane.READS, catalog.undo_state, done=self.undo_changed.emit)

    def close(self) -> None:
        """Let edits that were handed in be committed, then take no more."""
        self._catalog = None
        self._scope.finish_all()

    def edit(
        self, rows: Sequence[AssetRow], values: Mapping[Column, Json], *, origin: Origin
    ) -> None:
        """Give columns these values on all rows; NULL is None."""
        catalog = self._catalog
        if catalog is None or not rows:
            return
        self.expected.emit(rows, values)
        self._run(lambda: catalog.edit(rows, values, origin=origin))

    def edit_tags(self, rows: Sequence[AssetRow], delta: TagDelta, *, origin: Origin) -> None:
        """Give tags to and take tags from all rows."""
        catalog = self._catalog
        if catalog is None or not rows:
            return
        self.expected.emit(rows, delta)
        self._run(lambda: catalog.edit_tags(rows, delta, origin=origin))

    def toggle_favorite(self, rows: Sequence[AssetRow], *, origin: Origin) -> None:
        """Any off: all on. Otherwise all off."""
        catalog = self._catalog
        if catalog is None or not rows:
            return

        def work() -> ChangeSet:
            summary = catalog.selection_summary(rows)
            is_on = summary.favorite_count < summary.asset_count
            return catalog.edit(rows, {Column.FAVORITE: is_on}, origin=origin)

        self._run(work)

    def trash(self, rows: Sequence[AssetRow], *, origin: Origin) -> None:
        """Move to the Trash."""
        self._with_catalog(lambda catalog: catalog.trash(rows, origin=origin))

    def restore(self, rows: Sequence[AssetRow], *, origin: Origin) -> None:
        """Bring back from the Trash."""
        self._with_catalog(lambda catalog: catalog.restore(rows, origin=origin))

    def create_collection(
        self, name: str, rows: Sequence[AssetRow] = (), *, origin: Origin
    ) -> None:
        """Make a collection and put the rows into it."""

        def work(catalog: "Catalog") -> ChangeSet:
            collection_id, changes = catalog.create_collection(name, origin=origin)
            if rows:
                return catalog.edit(rows, {Column.COLLECTION: collection_id}, origin=origin)
            return changes

        self._with_catalog(work)

    def rename_collection(self, collection_id: CollectionId, name: str, *, origin: Origin) -> None:
        """Give a collection another name."""
        self._with_catalog(
            lambda catalog: catalog.rename_collection(collection_id, name, origin=origin)
        )

    def delete_collection(self, collection_id: CollectionId, *, origin: Origin) -> None:
        """Delete a collection; its assets stay."""
        self._with_catalog(lambda catalog: catalog.delete_collection(collection_id, origin=origin))

    def rename_tag(self, old: str, new: str, *, origin: Origin) -> None:
        """Rename a tag in the whole library; onto an existing one it merges."""
        self.rename_tags((old,), new, origin=origin)

    def rename_tags(self, olds: Sequence[str], new: str, *, origin: Origin) -> None:
        """Merge tags into one in the whole library, in one step."""
        self._with_catalog(lambda catalog: catalog.rename_tags(olds, new, origin=origin))

    def delete_tag(self, tag: str, *, origin: Origin) -> None:
        """Take a tag from every asset."""
        self.delete_tags((tag,), origin=origin)

    def delete_tags(self, tags: Sequence[str], *, origin: Origin) -> None:
        """Take tags from every asset, in one step."""
        self._with_catalog(lambda catalog: catalog.delete_tags(tags, origin=origin))

    def save_search(self, name: str, query: AssetQuery, *, origin: Origin) -> None:
        """Keep a query under a name."""
        self._with_catalog(
            lambda catalog: catalog.save_search(name, to_json(query), origin=origin)[1]
        )

    def undo(self) -> None:
        """Take back the last step."""
        self._with_catalog(lambda catalog: catalog.undo())

    def redo(self) -> None:
        """Do again what was taken back."""
        self._with_catalog(lambda catalog: catalog.redo())

    def run(self, work: Callable[["Catalog"], ChangeSet | None]) -> None:
        """Run any other write of the catalog in its turn."""
        self._with_catalog(work)

    def _with_catalog(self, work: Callable[["Catalog"], ChangeSet | None]) -> None:
        catalog = self._catalog
        if catalog is not None:
            self._run(lambda: work(catalog))

    def _run(self, work: Callable[[], ChangeSet | None]) -> None:
        catalog = self._catalog
        if catalog is None:
            return

        def commit() -> tuple[ChangeSet | None, UndoState]:
            return work(), catalog.undo_state()

        self._scope.run(Lane.WRITES, commit, done=self._on_committed, failed=self._on_failed)

    def _on_committed(self, answer: tuple[ChangeSet | None, UndoState]) -> None:
        changes, undo_state = answer
        self.undo_changed.emit(undo_state)
        if changes is not None:
            self.applied.emit(changes)

    def _on_failed(self, error: LightboxError) -> None:
        self.failed.emit(error)
