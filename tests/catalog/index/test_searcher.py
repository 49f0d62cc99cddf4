"""The query thread: order, cancelling, suggestions, snapshots, and errors that reach who asked."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import Connection

from desktop_app.catalog import index as index_module
from desktop_app.catalog import index_store
from desktop_app.catalog import searcher as searcher_module
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.index import Index
from desktop_app.catalog.searcher import Searchable, Searcher
from desktop_app.domain.changes import ChangeSet, Column, Origin, TagDelta
from desktop_app.domain.entities import GenerationInfo
from desktop_app.domain.errors import Cancelled, CatalogError
from desktop_app.domain.query import (
    AssetQuery,
    Facet,
    FacetChoice,
    ParsedQuery,
    Place,
    PlaceKind,
)
from desktop_app.domain.query_parser import parse
from tests.builders import FIRST_DAY_US, FakeClock, new_asset

ZONE = ZoneInfo("Europe/Berlin")
ORIGIN = Origin.GRID


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = Catalog.open(tmp_path / "catalog.db")
    made.add_assets(
        [
            new_asset(tags=("red car", "Sunset"), model_used="flux"),
            new_asset(tags=("red car", "role:hero")),
            new_asset(tags=("Sunrise", "red car"), custom_title="Dune"),
        ],
        origin=Origin.IMPORT,
    )
    yield made
    made.close()


@contextmanager
def searching(catalog: Searchable, snapshot: Path | None = None) -> Iterator[Searcher]:
    made = Searcher(catalog, snapshot=snapshot, clock=FakeClock(FIRST_DAY_US), zone=ZONE)
    made.start()
    try:
        yield made
    finally:
        made.close()


def rows(searcher: Searcher, text: str = "") -> list[int]:
    return [int(row) for row in searcher.search(AssetQuery(text)).result().rows]


class Gate:
    """A catalog whose reads wait until the gate is opened."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.is_open = threading.Event()
        self.is_reached = threading.Event()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        self.is_reached.set()
        self.is_open.wait()
        with self._catalog.reading() as connection:
            yield connection

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        return self._catalog.subscribe(listener)


def test_results_are_read_only_and_tell_what_they_reflect(catalog: Catalog) -> None:
    with searching(catalog) as searcher:
        result = searcher.search(AssetQuery("widht:3 red")).result()
        rows_array = cast("np.ndarray[tuple[int], np.dtype[np.int64]]", result.rows)
        assert rows_array.dtype == np.int64
        assert not rows_array.flags.writeable
        assert result.change_number == catalog.change_number
        assert [problem.code for problem in result.problems] == ["query.unknown_key"]
        assert result.total_bytes == searcher.total_bytes(result.rows).result()
        assert searcher.total_bytes([1, 999]).result() == catalog.assets([1])[0].file_size_bytes


def test_a_search_reflects_every_commit_before_it(catalog: Catalog) -> None:
    with searching(catalog) as searcher:
        for number in range(20):
            catalog.add_assets([new_asset(original_prompt=f"unique{number}")], origin=ORIGIN)
            assert len(rows(searcher, f"unique{number}")) == 1
        catalog.edit([1], {Column.TITLE: "unique3"}, origin=ORIGIN)
        assert len(rows(searcher, "unique3")) == 2
        assert len(rows(searcher, "*nique3*")) == 2
        catalog.edit([1], {Column.TITLE: "fresh"}, origin=ORIGIN)
        assert rows(searcher, "*res*") == [1]


def test_a_long_pile_of_commits_is_taken_over_at_once(catalog: Catalog) -> None:
    gate = Gate(catalog)
    with searching(gate) as searcher:
        gate.is_reached.wait()
        for row in (1, 2, 3):
            catalog.edit([row], {Column.FAVORITE: True}, origin=ORIGIN)
            catalog.edit_tags([row], TagDelta(add=("piled",)), origin=ORIGIN)
        catalog.create_collection("Late", origin=ORIGIN)
        question = searcher.search(AssetQuery("is:favorite tag:piled"))
        gate.is_open.set()
        assert sorted(question.result().rows) == [1, 2, 3]
        assert searcher.value_suggestions("collection", "la", 5).result() == [("Late", 0)]


def test_a_question_that_was_cancelled_is_not_answered(catalog: Catalog) -> None:
    gate = Gate(catalog)
    with searching(gate) as searcher:
        gate.is_reached.wait()
        dropped = searcher.search(AssetQuery("red"))
        kept = searcher.search(AssetQuery("red"))
        assert dropped.cancel()
        gate.is_open.set()
        assert len(kept.result().rows) == 3
        with pytest.raises(CancelledError):
            dropped.result()


def test_a_question_under_way_stops_when_cancelled(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow_parse(text: str, *, now_us: int, zone: tzinfo) -> ParsedQuery:
        if text == "slow":
            begun.set()
            go_on.wait()
        return parse(text, now_us=now_us, zone=zone)

    monkeypatch.setattr(index_module, "parse", slow_parse)
    with searching(catalog) as searcher:
        question = searcher.search(AssetQuery("slow"))
        begun.wait()
        assert not question.cancel()
        go_on.set()
        with pytest.raises(Cancelled):
            question.result()
        assert len(rows(searcher)) == 3


def test_errors_reach_who_asked_and_the_thread_goes_on(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with searching(catalog) as searcher:
        with monkeypatch.context() as patched:
            patched.setattr(index_module, "place_mask", broken)
            with pytest.raises(ZeroDivisionError):
                searcher.search(AssetQuery()).result()
        assert len(rows(searcher)) == 3


def test_an_index_that_cannot_take_over_a_commit_is_read_anew(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with searching(catalog) as searcher:
        assert len(rows(searcher)) == 3
        with monkeypatch.context() as patched:
            patched.setattr(index_module.Index, "apply", broken)
            catalog.trash([1], origin=ORIGIN)
            assert sorted(rows(searcher)) == [2, 3]
    assert "given up" in caplog.text


def test_after_closing_nothing_is_answered(catalog: Catalog) -> None:
    gate = Gate(catalog)
    searcher = Searcher(gate, snapshot=None)
    ready = searcher.start()
    gate.is_reached.wait()
    waiting = searcher.search(AssetQuery())
    closing = threading.Thread(target=searcher.close)
    closing.start()
    searcher._is_closed.wait()
    gate.is_open.set()
    closing.join()
    searcher.close()
    with pytest.raises(CatalogError):
        ready.result()
    assert waiting.cancelled()
    with pytest.raises(CatalogError, match=r"catalog\.closed"):
        searcher.search(AssetQuery()).result()


def test_a_searcher_that_was_never_started_can_be_closed(catalog: Catalog) -> None:
    searcher = Searcher(catalog, snapshot=None)
    waiting = searcher.search(AssetQuery())
    searcher.close()
    assert waiting.cancelled()


def test_tags_are_suggested_by_any_of_their_words_most_used_first(catalog: Catalog) -> None:
    with searching(catalog) as searcher:
        assert searcher.tag_suggestions("CAR").result() == [("red car", 3)]
        assert searcher.tag_suggestions("sun").result() == [("Sunrise", 1), ("Sunset", 1)]
        assert searcher.tag_suggestions("her").result() == [("role:hero", 1)]
        assert searcher.tag_suggestions("uns").result() == []
        assert [tag for tag, _ in searcher.tag_suggestions("", 2).result()] == [
            "red car",
            "role:hero",
        ]
        catalog.edit_tags([1], TagDelta(remove=("sunset",)), origin=ORIGIN)
        assert searcher.tag_suggestions("sun").result() == [("Sunrise", 1)]


def test_values_are_suggested_for_every_kind_of_key(catalog: Catalog) -> None:
    generation = GenerationInfo(sampler="Euler a", loras=("Detail",))
    catalog.add_assets([new_asset(generation=generation)], origin=ORIGIN)
    with searching(catalog) as searcher:

        def told(key: str, typed: str = "") -> list[tuple[str, int]]:
            return searcher.value_suggestions(key, typed, 8).result()

        assert told("model") == [("sdxl", 3), ("flux", 1)]
        assert told("model", "LU") == [("flux", 1)]
        assert told("tag", "her") == [("role:hero", 1)]
        assert told("is", "fav") == [("favorite", 0)]
        assert told("sampler") == [("Euler a", 0)]
        assert told("lora", "det") == [("Detail", 0)]
        assert told("width") == []
        assert told("nonsense") == []


def test_chosen_values_are_counted_even_when_there_are_none(catalog: Catalog) -> None:
    query = AssetQuery(
        "nowhere",
        facets=(
            FacetChoice(Facet.TAG, "RED CAR"),
            FacetChoice(Facet.TAG, "unheard"),
            FacetChoice(Facet.MODEL, "flux"),
            FacetChoice(Facet.DATE, "1999-12"),
            FacetChoice(Facet.DATE, "soon"),
        ),
    )
    with searching(catalog) as searcher:
        facets = searcher.counts(query).result().facets
        told = {facet: [(v.value, v.count) for v in values] for facet, values in facets.items()}
    assert told[Facet.TAG] == [("red car", 0), ("unheard", 0)]
    assert told[Facet.MODEL] == [("flux", 0)]
    assert told[Facet.DATE] == [("1999-12", 0)]
    assert told[Facet.TYPE] == []


def test_an_unknown_collection_is_an_empty_place(catalog: Catalog) -> None:
    with searching(catalog) as searcher:
        for id_ in (None, "unheard"):
            place = Place(PlaceKind.COLLECTION, id_)  # type: ignore[arg-type]
            assert not len(searcher.search(AssetQuery(place=place)).result().rows)


# --- snapshots


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How each index came to be: "snapshot" or "catalog"."""
    told: list[str] = []
    restore, load = index_module.Index.restore, index_module.Index.load

    def noted_restore(*args: object) -> None:
        told.append("snapshot")
        restore(*args)  # type: ignore[arg-type]

    def noted_load(*args: object) -> None:
        told.append("catalog")
        load(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(index_module.Index, "restore", noted_restore)
    monkeypatch.setattr(index_module.Index, "load", noted_load)
    return told


def test_a_second_start_reads_the_snapshot(
    catalog: Catalog, tmp_path: Path, loads: list[str]
) -> None:
    path = tmp_path / "index.snapshot"
    with searching(catalog, path) as searcher:
        catalog.trash([1], origin=ORIGIN)
        catalog.empty_trash([1], origin=ORIGIN)
        expected = rows(searcher, "red")
    assert path.stat().st_mode & 0o777 == 0o600
    with searching(catalog, path) as searcher:
        assert rows(searcher, "red") == expected == [3, 2]
        assert searcher.tag_suggestions("car").result() == [("red car", 2)]
        catalog.add_assets([new_asset(tags=("red car", "new"))], origin=ORIGIN)
        assert rows(searcher, "tag:new") == [4]
        assert searcher.tag_suggestions("car").result() == [("red car", 3)]
    assert loads == ["catalog", "snapshot"]


def test_a_snapshot_of_another_state_is_not_used(
    catalog: Catalog, tmp_path: Path, loads: list[str]
) -> None:
    path = tmp_path / "index.snapshot"
    with searching(catalog, path) as searcher:
        assert len(rows(searcher)) == 3
    catalog.trash([1], origin=ORIGIN)
    with searching(catalog, path) as searcher:
        assert sorted(rows(searcher)) == [2, 3]
    elsewhere = Searcher(catalog, snapshot=path, zone=ZoneInfo("Asia/Tokyo"))
    elsewhere.start().result()
    elsewhere.close()
    assert loads == ["catalog", "catalog", "catalog"]


@pytest.mark.parametrize("damage", ["empty", "torn", "flipped", "text", "folder"])
def test_a_damaged_snapshot_is_as_if_it_were_not_there(
    catalog: Catalog, tmp_path: Path, loads: list[str], damage: str
) -> None:
    path = tmp_path / "index.snapshot"
    with searching(catalog, path) as searcher:
        assert len(rows(searcher)) == 3
    whole = path.read_bytes()
    path.unlink()
    match damage:
        case "folder":
            path.mkdir()
        case "flipped":
            path.write_bytes(whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])
        case _:
            path.write_bytes({"empty": b"", "torn": whole[:-100], "text": b"x" * 300}[damage])
    with searching(catalog, path) as searcher:
        assert len(rows(searcher)) == 3
    assert loads == ["catalog", "catalog"]
    assert not path.with_name("index.snapshot.partial").exists()


def test_a_changed_index_is_saved_when_nothing_happens(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index.snapshot"
    is_saved = threading.Event()
    save = index_store.save

    def noted_save(index: Index, target: Path, connection: Connection) -> bool:
        result = save(index, target, connection)
        is_saved.set()
        return result

    monkeypatch.setattr(index_store, "save", noted_save)
    monkeypatch.setattr(searcher_module, "_SNAPSHOT_IDLE_S", 0.01)
    with searching(catalog, path) as searcher:
        assert len(rows(searcher)) == 3
        assert is_saved.wait(10)
        assert path.exists()
