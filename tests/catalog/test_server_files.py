"""What sync has to know to fetch files, and what it writes down of them."""

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import AssetId, FileState
from desktop_app.domain.files import RENDITION, KeptOriginals


def test_files_are_told_by_id_by_row_and_newest_first(catalog: Catalog) -> None:
    assets = catalog.all_assets()
    ids = [asset.id for asset in assets]
    asked = [ids[2], AssetId("gone"), ids[0]]
    files = catalog.server_files(asked)
    assert [file.id for file in files] == [ids[2], ids[0]]
    first = assets[2]
    assert (files[0].row, files[0].storage_path, files[0].mime_type, files[0].file_state) == (
        first.row,
        first.storage_path,
        first.mime_type,
        first.file_state,
    )
    assert catalog.server_files_of_rows([files[1].row, 99]) == [files[1]]
    walked = catalog.server_files_before(None, 3)
    walked += catalog.server_files_before(walked[-1], 3)
    assert {file.id for file in walked} == set(ids)
    assert walked == sorted(walked, key=lambda file: (-file.created_at_us, -file.row))
    assert catalog.server_files_before(walked[-1], 3) == []


def test_only_what_is_stored_and_on_the_server_is_let_go(
    catalog: Catalog, heard: list[ChangeSet]
) -> None:
    asset = catalog.all_assets()[0]
    catalog.record_file(asset.row, file_state=FileState.STORED)
    assert asset.id in catalog.stored_originals()
    assert catalog.release_original(asset.id)
    found = catalog.asset_by_id(asset.id)
    assert found is not None
    assert found.file_state is FileState.ABSENT
    assert heard[-1].changed == (asset.row,)
    assert not catalog.release_original(asset.id)


def test_originals_are_counted_by_where_they_are(catalog: Catalog) -> None:
    first, second, third, fourth = catalog.all_assets()
    assert catalog.kept_originals().total == 4
    states = {
        first.row: FileState.STORED,
        second.row: FileState.REFERENCED,
        third.row: FileState.ABSENT,
        fourth.row: FileState.MISSING,
    }
    for row, state in states.items():
        catalog.record_file(row, file_state=state, file_size_bytes=1_000 * row)
    expected = KeptOriginals(here=2, to_come=1, to_come_bytes=1_000 * third.row, nowhere=1)
    assert catalog.kept_originals() == expected
    # One that is not where it was left does not come from the server either.
    catalog.record_file(third.row, source_path="/gone/picture.png")
    catalog.trash([first.row], origin=Origin.GRID)
    assert catalog.kept_originals() == KeptOriginals(here=1, nowhere=2)


def test_pictures_that_came_are_told_without_a_commit(
    catalog: Catalog, heard: list[ChangeSet]
) -> None:
    number = catalog.change_number
    catalog.announce_renditions([1, 2])
    catalog.announce_renditions([])
    (told,) = heard
    assert (told.number, told.origin, told.changed) == (number, Origin.SYNC, (1, 2))
    assert told.columns == {RENDITION}
    assert catalog.change_number == number
