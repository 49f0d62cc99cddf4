"""What is read: tiles, assets, lists, summaries, and the documented example queries."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet, Column, Origin, TagDelta
from desktop_app.domain.entities import (
    Asset,
    AssetId,
    FileState,
    GenerationInfo,
    NewAsset,
    SavedSearch,
    Tile,
    TypeStatistics,
)
from desktop_app.domain.errors import CatalogError
from tests.builders import FIRST_DAY_US, FakeClock, new_asset, open_catalog, rows_of
from tests.catalog.conftest import GRID, others_write, pending, table


def ids(found: list[Asset]) -> list[str]:
    return [asset.id for asset in found]


def everything(**over: object) -> NewAsset:
    return new_asset(
        asset_type="video",
        mime_type="video/mp4",
        duration_seconds=12.5,
        generation_seed=str(2**64 - 1),
        custom_title="Dune",
        tags=("sea", "Sunset"),
        is_favorite=True,
        visibility="shared",
        roleplay_metadata={"character_name": "Ann", "nested": {"a": [1, None]}},
        source_path="/home/me/dune.mp4",
        file_state=FileState.REFERENCED,
        is_animated=True,
        perceptual_hash=2**64 - 2,
        generation=GenerationInfo(
            generator="comfyui",
            prompt="dune",
            negative_prompt="fog",
            model="wan",
            seed="7",
            sampler="euler",
            steps=20,
            cfg_scale=3.5,
            width_px=640,
            height_px=480,
            loras=("style", "more"),
            parameters={"Clip skip": "2"},
            raw={"prompt": "{…}"},
        ),
        **over,
    )


def test_an_asset_comes_back_as_it_was_added(library_folder: Path, clock: FakeClock) -> None:
    made = everything(created_at_us=FIRST_DAY_US)
    with open_catalog(library_folder, made, clock=clock) as catalog:
        (asset,) = catalog.assets([1])

        for name in NewAsset.__slots__:
            if name not in {"is_animated", "perceptual_hash"}:
                assert getattr(asset, name) == getattr(made, name), name
        assert asset.created_at == "2025-08-30T10:00:00+00:00"
        assert asset.updated_at_us == asset.added_at_us > FIRST_DAY_US
        assert (asset.version, asset.extra, asset.thumbnail_path) == (None, {}, None)
        assert asset.trashed_at_us is None
        assert catalog.asset_by_id(made.id) == asset
        assert table(catalog, "perceptual_hash", "asset") == [(-2,)]
        assert catalog.tiles([1]) == [
            Tile(
                row=asset.row,
                id=made.id,
                title="Dune",
                asset_type="video",
                is_favorite=True,
                duration_seconds=12.5,
                width_px=1024,
                height_px=768,
                file_state=FileState.REFERENCED,
                is_pending=False,
                has_problem=False,
                is_animated=True,
            )
        ]


def test_a_plain_asset_has_no_generation_row(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset(custom_title="")) as catalog:
        (asset,) = catalog.assets([1])
        assert asset.generation == GenerationInfo()
        assert asset.custom_title is None
        assert table(catalog, "*", "asset_generation") == []


def test_adding_twice_is_adding_once(library_folder: Path) -> None:
    first, second = new_asset(), new_asset()
    with open_catalog(library_folder, first) as catalog:
        heard: list[ChangeSet] = []
        catalog.subscribe(heard.append)

        change = catalog.add_assets([first, second, second], origin=Origin.IMPORT)

        assert change.added == (2,)
        assert catalog.add_assets([first, second], origin=Origin.IMPORT).is_empty
        assert catalog.add_assets([], origin=Origin.IMPORT).is_empty
        assert heard == [change]


def test_rows_come_in_the_order_asked_for(catalog: Catalog) -> None:
    assert [tile.row for tile in catalog.tiles([3, 99, 1, 3])] == [3, 1, 3]
    assert [asset.row for asset in catalog.assets([3, 99, 1, 3])] == [3, 1, 3]
    assert catalog.tiles([]) == []
    assert catalog.assets([]) == []
    assert catalog.asset_by_id(AssetId("nowhere")) is None


def test_assets_say_which_columns_wait(catalog: Catalog) -> None:
    catalog.edit([1], {Column.TITLE: "Dune", Column.FAVORITE: True}, origin=GRID)

    waits = frozenset({"custom_title", "is_favorite"}) if catalog.account else frozenset()
    assert [asset.pending_columns for asset in catalog.assets([1, 2])] == [waits, frozenset()]
    assert [tile.is_pending for tile in catalog.tiles([1, 2])] == [bool(waits), False]


def test_what_a_server_may_hold_is_shown(catalog: Catalog) -> None:
    others_write(
        catalog,
        """
        UPDATE asset SET extra = '{"is_pinned": true}', visibility = 'unlisted', width = NULL,
            version = '771', thumbnail_path = 'a.webp', roleplay_metadata = '[]'
        WHERE "row" = 1
        """,
    )

    (asset,) = catalog.assets([1])
    assert asset.extra == {"is_pinned": True}
    assert (asset.visibility, asset.width_px, asset.version) == ("unlisted", None, "771")
    assert asset.roleplay_metadata == {}


def test_files_are_known_by_their_hash(catalog: Catalog) -> None:
    hashes = [asset.content_hash for asset in catalog.assets([1, 2, 3])]
    known = [hash_ for hash_ in hashes if hash_ is not None]
    catalog.trash([2], origin=GRID)
    catalog.add_assets([new_asset(content_hash=known[0])], origin=Origin.IMPORT)

    assert catalog.rows_with_hashes([*known, "nowhere"]) == {known[0]: 1, known[2]: 3}
    assert catalog.rows_with_hashes([]) == {}


def test_facts_about_a_file(catalog: Catalog, heard: list[ChangeSet]) -> None:
    change = catalog.record_file(
        1,
        content_hash="ab" * 32,
        file_state=FileState.MISSING,
        file_size_bytes=5,
        width_px=640,
        height_px=480,
        duration_seconds=1.5,
        is_animated=True,
        perceptual_hash=2**63,
        source_path="/elsewhere",
    )

    (asset,) = catalog.assets([1])
    assert (asset.content_hash, asset.file_state) == ("ab" * 32, FileState.MISSING)
    assert (asset.width_px, asset.height_px, asset.duration_seconds) == (640, 480, 1.5)
    assert (asset.file_size_bytes, asset.source_path) == (5, "/elsewhere")
    assert catalog.tiles([1])[0].is_animated
    assert heard == [change]
    assert {"width", "height", "content_hash", "file_state"} <= change.columns
    assert pending(catalog) == []
    assert catalog.undo_state().undo is None
    assert catalog.record_file(1, width_px=640, perceptual_hash=2**63).is_empty
    assert catalog.record_file(99, width_px=640).is_empty
    assert catalog.record_file(2, width_px=640).columns == frozenset({"width"})


def test_saved_searches(catalog: Catalog, heard: list[ChangeSet]) -> None:
    second, change = catalog.save_search(" b ", "{}", origin=GRID)
    first, _ = catalog.save_search("A", '{"text":"sea"}', origin=GRID)
    assert change.are_saved_searches_changed
    assert catalog.saved_searches() == [
        SavedSearch(first, "A", '{"text":"sea"}'),
        SavedSearch(second, "b", "{}"),
    ]

    catalog.rename_saved_search(first, "c", origin=GRID)
    assert [one.name for one in catalog.saved_searches()] == ["b", "c"]
    catalog.delete_saved_search(second, origin=GRID)
    assert [one.name for one in catalog.saved_searches()] == ["c"]

    assert len(heard) == 4
    assert catalog.rename_saved_search(first, "c", origin=GRID).is_empty
    assert catalog.delete_saved_search(second, origin=GRID).is_empty
    assert len(heard) == 4
    with pytest.raises(CatalogError, match=r"saved_search\.name_empty"):
        catalog.save_search("  ", "{}", origin=GRID)


def test_the_summary_of_a_selection(library_folder: Path) -> None:
    assets = [
        new_asset(custom_title="Dune", tags=("sea", "sun"), is_favorite=True, file_size_bytes=10),
        new_asset(custom_title="Dune", tags=("Sea",), model_used="flux", file_size_bytes=20),
        new_asset(custom_title="Dune", tags=(), file_size_bytes=30, visibility="public"),
    ]
    with open_catalog(library_folder, *assets) as catalog:
        trip, _ = catalog.create_collection("Trip", origin=GRID)
        catalog.edit([1, 2, 3], {Column.COLLECTION: trip}, origin=GRID)
        catalog.trash([3], origin=GRID)

        summary = catalog.selection_summary([3, 1, 2, 99])

        assert (summary.asset_count, summary.total_bytes) == (3, 60)
        assert (summary.title, summary.visibility, summary.category) == ("Dune", None, "general")
        assert (summary.collection_id, summary.is_collection_mixed) == (trip, False)
        assert (summary.favorite_count, summary.trashed_count) == (1, 1)
        assert summary.tags == (("sea", 2), ("sun", 1))
        assert summary.models == (("sdxl", 2), ("flux", 1))
        assert summary.first_rows == (3, 1, 2)
        assert summary.created_from_us == assets[0].created_at_us
        assert summary.created_to_us == assets[2].created_at_us

        catalog.edit([1], {Column.COLLECTION: None, Column.TITLE: None}, origin=GRID)
        mixed = catalog.selection_summary([1, 2])
        assert (mixed.collection_id, mixed.is_collection_mixed, mixed.title) == (None, True, None)
        alone = catalog.selection_summary([1])
        assert (alone.collection_id, alone.is_collection_mixed, alone.title) == (None, False, "")


def test_the_summary_counts_as_one_would(library_folder: Path) -> None:
    """Few or many of them, next to each other or not, and rows that are gone."""
    random = Random(1)
    assets = [new_asset(tags=("a", "b", "c")[: n % 4], model_used=f"m{n % 3}") for n in range(12)]
    with open_catalog(library_folder, *assets) as catalog:
        catalog.trash([4, 5, 12], origin=GRID)
        catalog.empty_trash([5, 12], origin=GRID)
        for _ in range(60):
            selected = random.sample(range(1, 15), random.randint(0, 14))

            summary = catalog.selection_summary(selected)

            there = catalog.assets(selected)
            assert summary.asset_count == len(there)
            assert summary.first_rows == tuple(asset.row for asset in there[:3])
            assert dict(summary.tags) == Counter(tag for asset in there for tag in asset.tags)
            assert dict(summary.models) == Counter(asset.model_used for asset in there)


def test_the_summary_of_nothing(catalog: Catalog) -> None:
    summary = catalog.selection_summary([])

    assert (summary.asset_count, summary.total_bytes, summary.tags) == (0, 0, ())
    assert (summary.title, summary.is_collection_mixed, summary.first_rows) == (None, False, ())


class TestExampleQueries:
    """The common queries of the table's documentation, newest first unless it says otherwise."""

    @pytest.fixture
    def assets(self) -> list[NewAsset]:
        return [
            new_asset(tags=("landscape",), file_size_bytes=100, is_favorite=True),
            new_asset(tags=("Landscape", "sea"), file_size_bytes=300, is_favorite=True),
            new_asset(asset_type="video", file_size_bytes=50),
            new_asset(asset_type="video", tags=("landscape",), is_favorite=True),
        ]

    @pytest.fixture
    def library(self, library_folder: Path, clock: FakeClock, assets: list[NewAsset]) -> Path:
        with open_catalog(library_folder, *assets, clock=clock) as catalog:
            catalog.trash(rows_of(catalog, assets[3]), origin=GRID)
        return library_folder

    def test_all_assets(self, library: Path, assets: list[NewAsset]) -> None:
        with open_catalog(library) as catalog:
            assert ids(catalog.all_assets()) == [assets[2].id, assets[1].id, assets[0].id]

    def test_by_type(self, library: Path, assets: list[NewAsset]) -> None:
        with open_catalog(library) as catalog:
            assert ids(catalog.assets_of_type("image")) == [assets[1].id, assets[0].id]
            assert ids(catalog.assets_of_type("video")) == [assets[2].id]
            assert catalog.assets_of_type("audio") == []

    def test_favorites_by_update(
        self, library: Path, assets: list[NewAsset], clock: FakeClock
    ) -> None:
        with open_catalog(library, clock=clock) as catalog:
            catalog.edit(rows_of(catalog, assets[0]), {Column.TITLE: "Dune"}, origin=GRID)
            assert ids(catalog.favorites_by_update()) == [assets[0].id, assets[1].id]

    def test_in_a_collection(self, library: Path, assets: list[NewAsset]) -> None:
        with open_catalog(library) as catalog:
            trip, _ = catalog.create_collection("Trip", origin=GRID)
            rows = rows_of(catalog, assets[0], assets[2], assets[3])
            catalog.edit(rows, {Column.COLLECTION: trip}, origin=GRID)
            assert ids(catalog.assets_in_collection(trip)) == [assets[2].id, assets[0].id]

    def test_with_a_tag(self, library: Path, assets: list[NewAsset]) -> None:
        with open_catalog(library) as catalog:
            assert ids(catalog.assets_with_tag(" LANDSCAPE")) == [assets[1].id, assets[0].id]
            assert catalog.assets_with_tag("nowhere") == []

    def test_statistics(self, library: Path) -> None:
        with open_catalog(library) as catalog:
            assert catalog.statistics_by_type() == [
                TypeStatistics("image", 2, 400, 200.0),
                TypeStatistics("video", 1, 50, 50.0),
            ]

    def test_recent_with_collection(self, library: Path, assets: list[NewAsset]) -> None:
        with open_catalog(library) as catalog:
            trip, _ = catalog.create_collection("Trip", origin=GRID)
            catalog.edit(rows_of(catalog, assets[1]), {Column.COLLECTION: trip}, origin=GRID)
            found = catalog.recent_with_collection(limit=2)
            assert [(asset.id, name) for asset, name in found] == [
                (assets[2].id, None),
                (assets[1].id, "Trip"),
            ]

    def test_characters(self, library: Path, assets: list[NewAsset]) -> None:
        with open_catalog(library) as catalog:
            rows = rows_of(catalog, *assets)
            catalog.edit(rows[:2], {Column.ROLEPLAY: {"character_id": "c7"}}, origin=GRID)
            catalog.edit(rows[2:], {Column.ROLEPLAY: {"character_name": "Ann"}}, origin=GRID)
            assert catalog.roleplay_characters() == [("c7", 2), ("Ann", 1)]


def test_texts_that_no_database_holds_are_mended(library_folder: Path) -> None:
    odd = "a\0b\ud800"
    made = new_asset(
        original_prompt=odd,
        custom_title=odd,
        file_name=odd,
        tags=(odd,),
        roleplay_metadata={odd: odd},
        generation=GenerationInfo(negative_prompt=odd, raw={odd: odd}),
    )
    with open_catalog(library_folder, made) as catalog:
        (asset,) = catalog.assets([1])
        assert (asset.original_prompt, asset.custom_title, asset.file_name) == ("ab?",) * 3
        assert asset.tags == ("ab?",)
        assert catalog.edit_tags([1], TagDelta(add=("AB?",)), origin=GRID).is_empty
        assert list(asset.roleplay_metadata.values()) == ["a\0b?"]
