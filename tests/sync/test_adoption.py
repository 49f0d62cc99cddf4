"""A library without an account comes into one with an account, as often as it takes."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.entities import Asset, AssetId, FileState, Json, NewAsset
from desktop_app.domain.errors import Cancelled
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import Entity
from desktop_app.media.store import FileStore
from desktop_app.sync.adoption import NO_FILE, adopt, let_go
from tests.builders import ACCOUNT, catalog_with, new_asset


class LocalLibrary:
    """A library without an account, with its files."""

    def __init__(self, folder: Path) -> None:
        self.catalog = catalog_with(folder)
        self.store = FileStore(folder / "originals")

    def add(self, *names: str, **values: object) -> list[NewAsset]:
        made = []
        for name in names:
            data = name.encode()
            asset = new_asset(
                file_name=name,
                content_hash=hashlib.sha256(data).hexdigest(),
                file_size_bytes=len(data),
                **values,
            )
            if asset.file_state is FileState.STORED:
                self.store.add_bytes(data, asset.id, asset.mime_type)
            made.append(asset)
        self.catalog.add_assets(made, origin=Origin.IMPORT)
        return made

    def original_path(self, asset: Asset) -> Path | None:
        if asset.file_state is FileState.STORED:
            return self.store.path_of(asset.id, asset.mime_type)
        return Path(asset.source_path) if asset.source_path else None

    def empty_trash(self, rows: Sequence[int] | None = None, *, origin: Origin) -> ChangeSet:
        change = self.catalog.empty_trash(rows, origin=origin)
        self.store.discard(change.removed_ids)
        return change


@pytest.fixture
def source(tmp_path: Path) -> Iterator[LocalLibrary]:
    (tmp_path / "local").mkdir()
    library = LocalLibrary(tmp_path / "local")
    yield library
    library.catalog.close()


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    (tmp_path / "account").mkdir()
    catalog = catalog_with(tmp_path / "account", account=ACCOUNT)
    yield catalog
    catalog.close()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "account" / "originals")


def adopted_ids(catalog: Catalog) -> set[str]:
    return {asset.id for asset in catalog.all_assets()}


def acknowledge_all(catalog: Catalog) -> None:
    """Have the server take everything."""
    while claims := [*catalog.replica.claim(100, uploads=True), *catalog.replica.claim(100)]:
        for claim in claims:
            if claim.upload is not None and not claim.upload.is_done:
                catalog.replica.note_upload(claim.id, is_done=True)
                catalog.replica.release(claim, error="", next_at_us=0, is_untouched=True)
            else:
                row: dict[str, Json] = {**(claim.row or {}), "id": claim.id, "xmin": "7"}
                catalog.replica.acknowledge(claim, row)


def test_assets_keep_their_ids_and_are_queued(
    source: LocalLibrary, catalog: Catalog, store: FileStore
) -> None:
    collection_id, _ = source.catalog.create_collection("Dunes", origin=Origin.GRID)
    made = source.add("a", "b", custom_title="Dune", collection_id=collection_id)
    looked_at: list[int] = []
    adopted = adopt(
        source,
        catalog,
        store,
        user_id=ACCOUNT.user_id,
        token=CancelToken(),
        progressed=looked_at.append,
    )
    assert (adopted.added, adopted.problems) == (2, ())
    assert looked_at == [2]
    assert adopted_ids(catalog) == {asset.id for asset in made}
    asset = catalog.asset_by_id(made[0].id)
    assert asset is not None
    assert asset.storage_path == f"{ACCOUNT.user_id}/{made[0].id}.png"
    assert (asset.custom_title, asset.collection_id) == ("Dune", collection_id)
    assert store.path_of(made[0].id, "image/png").read_bytes() == b"a"
    assert catalog.replica.waiting().queued == 3
    assert len(source.catalog.all_assets()) == 2, "the source keeps them for now"


def test_it_can_be_ended_and_begun_again(
    source: LocalLibrary, catalog: Catalog, store: FileStore
) -> None:
    source.add("a", "b")
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        adopt(source, catalog, store, user_id=ACCOUNT.user_id, token=token)
    for added in (2, 0):
        adopted = adopt(source, catalog, store, user_id=ACCOUNT.user_id, token=CancelToken())
        assert adopted.added == added
    assert catalog.replica.waiting().queued == 2


def test_assets_without_a_file_stay_and_are_told(
    source: LocalLibrary, catalog: Catalog, store: FileStore, tmp_path: Path
) -> None:
    (gone,) = source.add("gone")
    source.store.discard([gone.id])
    source.add("elsewhere", file_state=FileState.ABSENT)
    (changed,) = source.add("changed")
    source.store.add_bytes(b"other", changed.id, changed.mime_type)
    adopted = adopt(source, catalog, store, user_id=ACCOUNT.user_id, token=CancelToken())
    assert sorted((one.path, one.code) for one in adopted.problems) == [
        ("changed", "import.changed"),
        ("elsewhere", NO_FILE),
        ("gone", NO_FILE),
    ]
    assert adopted_ids(catalog) == set()


def test_what_lies_where_the_user_keeps_it_stays_there(
    source: LocalLibrary, catalog: Catalog, store: FileStore, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.png"
    kept.write_bytes(b"kept")
    (made,) = source.add("kept", file_state=FileState.REFERENCED, source_path=str(kept))
    adopt(source, catalog, store, user_id=ACCOUNT.user_id, token=CancelToken())
    asset = catalog.asset_by_id(made.id)
    assert asset is not None
    assert (asset.file_state, asset.source_path) == (FileState.REFERENCED, str(kept))
    assert not store.path_of(made.id, "image/png").exists()


def test_the_source_goes_when_the_server_has_acknowledged(
    source: LocalLibrary, catalog: Catalog, store: FileStore
) -> None:
    collection_id, _ = source.catalog.create_collection("Dunes", origin=Origin.GRID)
    made = source.add("a", "b", collection_id=collection_id)
    adopt(source, catalog, store, user_id=ACCOUNT.user_id, token=CancelToken())
    assert let_go(source, catalog) == 0
    assert len(source.catalog.all_assets()) == 2
    assert source.catalog.collections() != []

    acknowledge_all(catalog)
    (later,) = source.add("later")
    assert let_go(source, catalog) == 2
    assert [asset.id for asset in source.catalog.all_assets()] == [later.id]
    assert source.catalog.collections() == []
    assert not source.store.path_of(made[0].id, "image/png").exists()
    assert store.path_of(made[0].id, "image/png").exists()
    assert let_go(source, catalog) == 0


def test_a_collection_that_still_has_members_stays(
    source: LocalLibrary, catalog: Catalog, store: FileStore
) -> None:
    collection_id, _ = source.catalog.create_collection("Dunes", origin=Origin.GRID)
    adopt(source, catalog, store, user_id=ACCOUNT.user_id, token=CancelToken())
    acknowledge_all(catalog)
    source.add("later", collection_id=collection_id)
    let_go(source, catalog)
    assert [one.id for one in source.catalog.collections()] == [collection_id]


def test_what_was_edited_here_since_is_not_adopted_again(
    source: LocalLibrary, catalog: Catalog, store: FileStore
) -> None:
    (made,) = source.add("a", custom_title="old")
    adopt(source, catalog, store, user_id=ACCOUNT.user_id, token=CancelToken())
    asset = catalog.asset_by_id(AssetId(made.id))
    assert asset is not None
    catalog.edit([asset.row], {Column.TITLE: "new"}, origin=Origin.GRID)
    adopt(source, catalog, store, user_id=ACCOUNT.user_id, token=CancelToken())
    asset = catalog.asset_by_id(AssetId(made.id))
    assert asset is not None
    assert asset.custom_title == "new"
    assert catalog.replica.versions(RemoteTable.ASSETS, after=None, until=None) == {}
    assert catalog.replica.claim(1, uploads=True)[0].entity is Entity.ASSET
