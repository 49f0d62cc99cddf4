"""The assets of a library without an account come into one with an account.

They keep their UUIDs. First the file is copied and safe, then the row is added, as if it had been
imported; the source keeps both until the server has acknowledged the row. So it may be ended at
any moment and begun again: what is there already is passed over, what is not is done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet, ImportProblem, Origin
from desktop_app.domain.entities import Asset, FileState, NewAsset
from desktop_app.domain.errors import MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.remote import RemoteTable

NO_FILE = "import.vanished"
"""Code: the original is not on this machine, so that there is nothing to upload."""

_AT_ONCE = 50


class Source(Protocol):
    """The open library that is adopted."""

    catalog: Catalog

    def original_path(self, asset: Asset) -> Path | None:
        """Return where an asset's original can be read."""
        ...

    def empty_trash(self, rows: Sequence[int] | None = None, *, origin: Origin) -> ChangeSet:
        """Remove trashed assets for good, with their files."""
        ...


class Store(Protocol):
    """The originals of the library that adopts."""

    def path_of(self, asset_id: str, mime_type: str) -> Path:
        """Return where an asset's original is, or would be."""
        ...

    def add_copy(
        self, source: Path, asset_id: str, mime_type: str, *, expected_hash: str | None = None
    ) -> Path:
        """Copy a file in; it is on the disk afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class Adopted:
    """How an adoption went.

    Attributes:
        added: assets that came in this time.
        problems: assets that stay where they are, and why.
    """

    added: int
    problems: tuple[ImportProblem, ...] = ()


def adopt(
    source: Source,
    catalog: Catalog,
    store: Store,
    *,
    user_id: str,
    token: CancelToken,
    progressed: Callable[[int], None] = lambda _done: None,
) -> Adopted:
    """Bring all assets of a library into another one; blocking, for a worker thread.

    Args:
        source: the library without an account; open, and left as it is.
        catalog: of the library with an account.
        store: of the same.
        user_id: whose account it is; object keys begin with it.
        token: ends it between two assets.
        progressed: hears how many assets were looked at.

    Raises:
        Cancelled: it was called off; what came in stays.
        CatalogError: a library cannot be read or written.
    """
    catalog.replica.adopt([], collections=source.catalog.collections(), origin=Origin.IMPORT)
    added = done = 0
    problems: list[ImportProblem] = []
    after: str | None = None
    while some := source.catalog.replica.adoptable(after=after, limit=_AT_ONCE):
        ready: list[NewAsset] = []
        for asset in some:
            token.check()
            if catalog.asset_by_id(asset.id) is not None:
                continue
            try:
                ready.append(_moved_in(source, store, asset, user_id))
            except MediaError as error:
                problems.append(ImportProblem(asset.file_name, error.code, dict(error.params)))
        added += len(catalog.replica.adopt(ready, origin=Origin.IMPORT).added)
        done += len(some)
        progressed(done)
        after = some[-1].id
    return Adopted(added, tuple(problems))


def let_go(source: Source, catalog: Catalog) -> int:
    """Remove from the source what the server has acknowledged; return how many assets went.

    To be called whenever something was acknowledged, until nothing is left.

    Raises:
        CatalogError: a library cannot be read or written.
    """
    gone = 0
    after: str | None = None
    while some := source.catalog.replica.adoptable(after=after, limit=_AT_ONCE):
        last = some[-1].id
        safe = catalog.replica.versions(RemoteTable.ASSETS, after=after, until=last)
        found = (source.catalog.asset_by_id(asset.id) for asset in some if asset.id in safe)
        rows = [asset.row for asset in found if asset is not None]
        if rows:
            source.catalog.trash(rows, origin=Origin.SYNC)
            gone += len(source.empty_trash(rows, origin=Origin.SYNC).removed)
        after = last
    made = catalog.replica.versions(RemoteTable.COLLECTIONS, after=None, until=None)
    for collection in source.catalog.collections():
        if collection.id in made and not collection.asset_count:
            source.catalog.delete_collection(collection.id, origin=Origin.SYNC)
    return gone


def _moved_in(source: Source, store: Store, asset: NewAsset, user_id: str) -> NewAsset:
    """Make an asset's file safe where it is going; return the asset as it is there."""
    found = source.catalog.asset_by_id(asset.id)
    path = None if found is None else source.original_path(found)
    if path is None or not path.is_file():
        raise MediaError(NO_FILE)
    if asset.file_state is FileState.STORED:
        store.add_copy(path, asset.id, asset.mime_type, expected_hash=asset.content_hash or None)
    # What lies where the user keeps it stays there.
    extension = store.path_of(asset.id, asset.mime_type).suffix
    return replace(asset, storage_path=f"{user_id}/{asset.id}{extension}")
