"""The local library's one way in: every change is one method, one transaction, one ChangeSet."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Self

from desktop_app.catalog import (
    additions,
    collection_edits,
    edits,
    file_facts,
    opening,
    outbox_claims,
    references,
    saved_searches,
    server_files,
    tag_edits,
    trash,
    vocabulary,
)
from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog_reads import CatalogReads
from desktop_app.catalog.cells import Cells
from desktop_app.catalog.engine import Readers
from desktop_app.catalog.file_facts import FileFacts
from desktop_app.catalog.folder_lock import FolderLock
from desktop_app.catalog.layout import LOCK_FILE
from desktop_app.catalog.replica import Replica
from desktop_app.catalog.steps import Listener, Steps, sliced
from desktop_app.catalog.write import Write, merged
from desktop_app.catalog.writer import Writer
from desktop_app.domain.changes import ChangeSet, Column, Origin, TagDelta
from desktop_app.domain.entities import (
    AssetId,
    CollectionId,
    FileState,
    Json,
    NewAsset,
    SavedSearchId,
)
from desktop_app.domain.files import RENDITION
from desktop_app.domain.ports import Clock, SystemClock

_ADDED_AT_ONCE = 500
"""New assets in one transaction: about 50 ms, after which a user's edit gets its turn."""
_BULK_ORIGINS = frozenset({Origin.IMPORT, Origin.SYNC})


class Catalog(CatalogReads):
    """One open library. Every method may be called from any thread, and waits.

    Writes that change nothing touch nothing: they return an empty ChangeSet, and nobody is told.
    Writes on more than 1,000 assets commit in slices under one step; each slice's ChangeSet is
    published as it commits, and the method returns all of them as one.

    Attributes:
        account: whose library it is; with one, every edit is queued for the server too.
        replica: the library from the side of sync.
    """

    def __init__(
        self, owned: ExitStack, readers: Readers, steps: Steps, account: Account | None
    ) -> None:
        """Put together what `open` has opened; `owned` closes all of it."""
        super().__init__(readers)
        self.account = account
        self.replica = Replica(readers, steps, account)
        self._owned = owned
        self._steps = steps

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        account: Account | None = None,
        clock: Clock = SystemClock(),  # noqa: B008 - it has no state
    ) -> Self:
        """Open the catalog at `path`, after making or migrating it if need be.

        A library that belongs to an account may be opened without naming it.

        Raises:
            CatalogError: ``catalog.in_use`` (by another process), ``catalog.newer`` (made by a
                newer program), ``catalog.damaged``, ``catalog.other_account``, or what the disk
                did (faults.py).
        """
        with ExitStack() as opened:
            # Closed in the opposite order: what is queued, the readers, the writer, the lock.
            opened.callback(FolderLock(path.with_name(LOCK_FILE)).release)
            owner = opening.bring_up_to_date(path, account, clock)
            writer = Writer(path)
            opened.callback(writer.close)
            readers = Readers(path)
            opened.callback(readers.close)
            opened.callback(writer.finish)
            steps = Steps(writer, owner, clock)
            steps.write(Origin.SYNC, outbox_claims.release_in_flight)
            # Nothing, unless an initial load was cut short.
            Replica(readers, steps, owner).finish_initial()
            return cls(opened.pop_all(), readers, steps, owner)

    def close(self) -> None:
        """Do what is queued, then end every thread and connection of this catalog."""
        self._owned.close()

    @property
    def change_number(self) -> int:
        """The number of the last commit; it grows by one a transaction, across restarts."""
        return self._steps.change_number

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have the listener called right after each commit, in commit order.

        It is called on the writer thread, and must neither take long nor write to the catalog.
        Returns the function that ends the subscription.
        """
        return self._steps.subscribe(listener)

    def add_assets(self, assets: Sequence[NewAsset], *, origin: Origin) -> ChangeSet:
        """Add assets whose files are safe; ids that are there already are passed over."""
        is_bulk = origin in _BULK_ORIGINS
        changes = [
            self._steps.write(origin, partial(additions.add, assets=some), is_bulk=is_bulk)[1]
            for some in sliced(assets, _ADDED_AT_ONCE)
        ]
        return merged(changes) if changes else self._steps.nothing(origin)

    def edit(
        self, rows: Sequence[int], values: Mapping[Column, Json], *, origin: Origin
    ) -> ChangeSet:
        """Give all these assets these values; those that have them are not touched.

        `Column.ROLEPLAY` takes an object that is merged key by key; a key of None goes. An
        empty title is none. Tags are edited with `edit_tags`.

        Raises:
            CatalogError: ``collection.gone`` when there is no such collection.
            ValueError: a column or value that no edit can have.
        """
        if not values:
            return self._steps.nothing(origin)
        plain, roleplay = edits.stored_values(values)

        def body(write: Write, some: Sequence[int]) -> Cells:
            cells = edits.set_values(write, some, plain)
            return cells | (edits.edit_roleplay(write, some, roleplay) if roleplay else {})

        code, detail = self._named(values)
        return self._steps.step(origin, code, detail, rows, body)

    def edit_tags(self, rows: Sequence[int], delta: TagDelta, *, origin: Origin) -> ChangeSet:
        """Give and take tags; a new one adopts the spelling it has elsewhere in the library."""
        code, tags = ("tags.add", delta.add) if delta.add else ("tags.remove", delta.remove)
        return self._steps.step(
            origin, code, ", ".join(tags), rows, partial(tag_edits.edit, delta=delta)
        )

    def rename_tag(self, old: str, new: str, *, origin: Origin) -> ChangeSet:
        """Rename one tag: see `rename_tags`."""
        return self.rename_tags((old,), new, origin=origin)

    def rename_tags(self, olds: Sequence[str], new: str, *, origin: Origin) -> ChangeSet:
        """Rename tags to one in the whole library; with one that is in use they merge.

        It keeps the spelling it has, unless it is itself one of `olds`.

        Raises:
            CatalogError: ``tag.empty`` when nothing is left of the new name.
        """
        wanted = tag_edits.clean(new)
        return self._steps.step(
            origin,
            "tags.rename",
            wanted,
            partial(vocabulary.rows_with, spellings=olds),
            partial(tag_edits.rename, olds=olds, new=wanted),
        )

    def delete_tag(self, tag: str, *, origin: Origin) -> ChangeSet:
        """Delete one tag: see `delete_tags`."""
        return self.delete_tags((tag,), origin=origin)

    def delete_tags(self, tags: Sequence[str], *, origin: Origin) -> ChangeSet:
        """Take tags from every asset of the library."""
        return self._steps.step(
            origin,
            "tags.delete",
            ", ".join(tags),
            partial(vocabulary.rows_with, spellings=tags),
            partial(tag_edits.edit, delta=TagDelta(remove=tuple(tags))),
        )

    def create_collection(
        self, name: str, *, description: str = "", origin: Origin
    ) -> tuple[CollectionId, ChangeSet]:
        """Make a collection; names need not differ.

        Raises:
            CatalogError: ``collection.name_empty``.
        """
        return self._steps.whole_step(
            origin,
            "collection.create",
            name.strip(),
            partial(collection_edits.create, name=name, description=description),
        )

    def rename_collection(self, id: CollectionId, name: str, *, origin: Origin) -> ChangeSet:  # noqa: A002
        """Rename a collection.

        Raises:
            CatalogError: ``collection.name_empty``, or ``collection.gone``.
        """
        return self._steps.whole_step(
            origin,
            "collection.rename",
            name.strip(),
            partial(collection_edits.rename, id_=id, name=name),
        )[1]

    def delete_collection(self, id: CollectionId, *, origin: Origin) -> ChangeSet:  # noqa: A002
        """Delete a collection; its assets stay. One that is gone is left at that."""
        return self._steps.whole_step(
            origin,
            "collection.delete",
            self._collection_name(id),
            partial(collection_edits.remove, id_=id),
        )[1]

    def trash(self, rows: Sequence[int], *, origin: Origin) -> ChangeSet:
        """Move assets to the Trash, out of every view and count."""
        return self._steps.step(origin, "trash", "", rows, trash.trash)

    def restore(self, rows: Sequence[int], *, origin: Origin) -> ChangeSet:
        """Take assets out of the Trash."""
        return self._steps.step(origin, "restore", "", rows, trash.restore)

    def empty_trash(self, rows: Sequence[int] | None = None, *, origin: Origin) -> ChangeSet:
        """Remove trashed assets for good, all or those of `rows`; this cannot be undone.

        The files of `ChangeSet.removed_ids` are the caller's to discard.
        """
        wanted = self._steps.write(origin, trash.trashed_rows)[0] if rows is None else rows
        changes = [
            self._steps.write(origin, partial(trash.remove, rows=some))[1]
            for some in sliced([int(row) for row in wanted])
        ]
        return merged(changes) if changes else self._steps.nothing(origin)

    def save_search(
        self, name: str, query_json: str, *, origin: Origin
    ) -> tuple[SavedSearchId, ChangeSet]:
        """Keep a query (`domain.query.to_json`) under a name.

        Raises:
            CatalogError: ``saved_search.name_empty``.
        """
        return self._steps.write(
            origin, partial(saved_searches.save, name=name, query_json=query_json)
        )

    def rename_saved_search(self, id: SavedSearchId, name: str, *, origin: Origin) -> ChangeSet:  # noqa: A002
        """Rename a saved search; one that is gone is left at that.

        Raises:
            CatalogError: ``saved_search.name_empty``.
        """
        return self._steps.write(origin, partial(saved_searches.rename, id_=id, name=name))[1]

    def delete_saved_search(self, id: SavedSearchId, *, origin: Origin) -> ChangeSet:  # noqa: A002
        """Forget a saved search; one that is gone is left at that."""
        return self._steps.write(origin, partial(saved_searches.remove, id_=id))[1]

    def undo(self, *, origin: Origin = Origin.UNDO) -> ChangeSet | None:
        """Take back the newest step; None when there is none.

        Each cell goes back only where it still is as the step left it, and tags by the inverse
        of what the step did. `ChangeSet.step` is the step that was undone.
        """
        return self._steps.replay(origin, is_undo=True)

    def redo(self, *, origin: Origin = Origin.UNDO) -> ChangeSet | None:
        """Do again the step that was undone last; None when there is none."""
        return self._steps.replay(origin, is_undo=False)

    def record_file(
        self,
        row: int,
        *,
        content_hash: str | None = None,
        file_state: FileState | None = None,
        file_size_bytes: int | None = None,
        width_px: int | None = None,
        height_px: int | None = None,
        duration_seconds: float | None = None,
        is_animated: bool | None = None,
        perceptual_hash: int | None = None,
        source_path: str | None = None,
        origin: Origin = Origin.IMPORT,
    ) -> ChangeSet:
        """Write down what was found out about an asset's file; None leaves what is known.

        These are facts of this machine: not undoable, and never sent.
        """
        facts = FileFacts(
            content_hash=content_hash,
            file_state=file_state,
            file_size_bytes=file_size_bytes,
            width_px=width_px,
            height_px=height_px,
            duration_seconds=duration_seconds,
            is_animated=is_animated,
            perceptual_hash=perceptual_hash,
            source_path=source_path,
        )
        return self._steps.write(
            origin, partial(file_facts.record, row=int(row), facts=facts), is_bulk=True
        )[1]

    def release_original(self, id: AssetId) -> bool:  # noqa: A002 - the column's name
        """Note that an original is on the server alone from now on; its file may go then.

        False, and nothing is noted, when it is not in the store, or the server may not have it.
        """
        return self._steps.write(Origin.SYNC, partial(server_files.let_go, id_=id), is_bulk=True)[0]

    def announce_renditions(self, rows: Sequence[int]) -> None:
        """Tell the listeners that pictures of these assets have come; nothing is committed."""
        self._steps.announce(Origin.SYNC, rows, RENDITION)

    def note_references(self, seen: Mapping[int, tuple[str, bool]]) -> ChangeSet:
        """Write down whether files still lie where they were left: row → (path, is it there)."""
        return self._steps.write(
            Origin.IMPORT, partial(references.note_seen, seen=seen), is_bulk=True
        )[1]

    def move_references(self, paths: Mapping[int, str]) -> ChangeSet:
        """Write down where files that were gone lie now: row → path."""
        return self._steps.write(
            Origin.IMPORT, partial(references.move, paths=paths), is_bulk=True
        )[1]

    def _named(self, values: Mapping[Column, Json]) -> tuple[str, str]:
        """Return the code of an edit's step, and what it does in the user's words."""
        column, value = next(iter(values.items()))
        if column is Column.COLLECTION:
            detail = self._collection_name(value)
        else:
            detail = value if isinstance(value, str) else ""
        return f"edit.{column}", detail

    def _collection_name(self, id_: Json) -> str:
        return next((found.name for found in self.collections() if found.id == id_), "")
