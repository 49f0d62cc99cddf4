"""After any edits, any query: the index answers what plain Python over the assets answers."""

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.searcher import Searcher
from desktop_app.domain.changes import Column, Origin, TagDelta
from desktop_app.domain.entities import CollectionId, FileState, GenerationInfo, Json, NewAsset
from desktop_app.domain.query import (
    AssetQuery,
    Facet,
    FacetChoice,
    Place,
    PlaceKind,
    Sort,
    SortKey,
)
from desktop_app.domain.tags import tag_identity
from tests.builders import new_asset
from tests.catalog.index.reference import Reference

ZONE = ZoneInfo("America/New_York")
NOW_US = 1_741_500_000_000_000
"""2025-03-09, the day New York's clocks go forward."""
HOUR_US = 3_600_000_000

WORDS = ("sun", "sunset", "red", "Straße", "l'été", "夕日の海", "海辺", "red海", "b-52", "42")
TAGS = ("Sun", "sun", "red car", "role:hero", "夕日", "ÉTÉ", "🔥")
MODELS = ("flux", "FLUX", "sdxl", "import")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=4).map(", ".join)
TAG_LISTS = st.lists(st.sampled_from(TAGS), max_size=3, unique_by=tag_identity).map(tuple)

ASSETS = st.builds(
    new_asset,
    asset_type=st.sampled_from(("image", "video")),
    original_prompt=TEXTS,
    custom_title=st.none() | TEXTS,
    model_used=st.sampled_from(MODELS),
    tags=TAG_LISTS,
    is_favorite=st.booleans(),
    visibility=st.sampled_from(("private", "public")),
    content_category=st.sampled_from(("general", "Portrait")),
    content_hash=st.sampled_from(("a" * 64, "b" * 64, "c" * 64, "d" * 64)),
    file_state=st.sampled_from(FileState),
    file_size_bytes=st.sampled_from((0, 10, 2_000_000, 2_000_001)),
    width_px=st.none() | st.sampled_from((512, 1024)),
    height_px=st.none() | st.sampled_from((512, 1024)),
    duration_seconds=st.none() | st.sampled_from((2.5, 3.1, 9.99)),
    generation_seed=st.none() | st.sampled_from(("0", "42", "18446744073709551615")),
    created_at_us=st.integers(-60 * 24, 24).map(lambda hours: NOW_US + hours * HOUR_US),
    roleplay_metadata=st.sampled_from(({}, {"character_name": "Ada"}, {"character_name": "ada"})),
    generation=st.builds(
        GenerationInfo,
        negative_prompt=TEXTS,
        sampler=st.sampled_from(("", "Euler a", "UniPC")),
        steps=st.none() | st.sampled_from((20, 30)),
        cfg_scale=st.none() | st.sampled_from((7.0, 7.5)),
        loras=st.sampled_from(((), ("Detail",), ("detail", "style"))),
    ),
)

QUERY_TEXTS = st.lists(
    st.sampled_from(
        (
            *WORDS,
            *(
                "sun*",
                "*un*",
                "*été*",
                '"red car"',
                '"sun, sunset"',
                "-red",
                "海",
                "夕日",
                "日の海",
            ),
            *("-(sun red)", "sun OR red", "title:sun", "prompt:red*", "negative:red", "STRASSE"),
            *("tag:sun", "-tag:sun", 'tag:"RED CAR"', "model:flux", "-type:video", "🔥", "hero"),
            *("category:portrait", "visibility:public", "character:ada", "collection:beach"),
            *("is:favorite", "is:untagged", "is:missing", "is:local", "is:duplicate", "is:trashed"),
            *("-is:pending", "is:conflict", "is:problem", "has:title", "has:negative", "has:seed"),
            *("has:collection", "has:character", "has:prompt", "has:tag", "seed:42", "seed:0"),
            *("seed:18446744073709551615", 'sampler:"euler A"', "lora:DETAIL", "steps:>20"),
            *("cfg:7", "cfg:7..8", "width:>512", "height:512", "size:<2mb", "duration:3-10"),
            *("ratio:portrait", "ratio:square", "ratio:2:1", "date:2025-03", "created:>2025-03-08"),
            *("date:today", "updated:2020..", "size:2mb", "widht:3", "(", '"'),
        )
    ),
    max_size=3,
).map(" ".join)


def chosen(choice: tuple[Facet, str], is_excluded: bool) -> FacetChoice:  # noqa: FBT001
    return FacetChoice(*choice, is_excluded)


CHOICES = st.sampled_from(
    (
        *((Facet.TYPE, kind) for kind in ("image", "video")),
        *((Facet.TAG, tag) for tag in TAGS),
        *((Facet.MODEL, model) for model in ("flux", "FLUX", "sdxl")),
        (Facet.CATEGORY, "Portrait"),
        (Facet.VISIBILITY, "public"),
        *((Facet.DATE, month) for month in ("2025-01", "2025-03")),
        (Facet.CHARACTER, "Ada"),
    )
)
QUERIES = st.builds(
    AssetQuery,
    text=QUERY_TEXTS,
    place=st.sampled_from([Place(kind) for kind in PlaceKind if kind is not PlaceKind.COLLECTION]),
    facets=st.lists(
        st.builds(chosen, CHOICES, st.booleans()),
        max_size=2,
        unique_by=lambda choice: (choice.facet, choice.value),
    ).map(tuple),
    sort=st.builds(Sort, st.sampled_from(SortKey), st.booleans()),
)

Edit = Callable[[Catalog, list[int]], object]
PICKS = st.integers(0, 2**12 - 1)
"""Which of the assets, as bits."""
ORIGIN = Origin.WINDOW


def picked(rows: list[int], bits: int) -> list[int]:
    return [row for place, row in enumerate(rows) if bits >> place % 12 & 1]


def adds(assets: list[NewAsset]) -> Edit:
    return lambda catalog, _rows: catalog.add_assets(assets, origin=ORIGIN)


def sets(bits: int, values: dict[Column, Json]) -> Edit:
    return lambda catalog, rows: catalog.edit(picked(rows, bits), values, origin=ORIGIN)


def tags(bits: int, add: tuple[str, ...], remove: tuple[str, ...]) -> Edit:
    return lambda catalog, rows: catalog.edit_tags(
        picked(rows, bits), TagDelta(add, remove), origin=ORIGIN
    )


def moves(bits: int, name: str) -> Edit:
    return lambda catalog, rows: getattr(catalog, name)(picked(rows, bits), origin=ORIGIN)


def collects(bits: int, name: str) -> Edit:
    def edit(catalog: Catalog, rows: list[int]) -> None:
        known = {collection.name: collection.id for collection in catalog.collections()}
        id_ = known.get(name) or catalog.create_collection(name, origin=ORIGIN)[0]
        catalog.edit(picked(rows, bits), {Column.COLLECTION: id_}, origin=ORIGIN)

    return edit


def drops_collection(name: str) -> Edit:
    def edit(catalog: Catalog, _rows: list[int]) -> None:
        for collection in catalog.collections():
            if collection.name == name:
                catalog.delete_collection(collection.id, origin=ORIGIN)

    return edit


EDITS = st.one_of(
    st.lists(ASSETS, min_size=1, max_size=4).map(adds),
    st.builds(sets, PICKS, TEXTS.map(lambda text: {Column.TITLE: text or None})),
    st.builds(sets, PICKS, st.booleans().map(lambda value: {Column.FAVORITE: value})),
    st.builds(sets, PICKS, st.just({Column.CATEGORY: "portrait", Column.VISIBILITY: "public"})),
    st.builds(sets, PICKS, st.just({Column.ROLEPLAY: {"character_name": "Bo"}})),
    st.builds(tags, PICKS, TAG_LISTS, TAG_LISTS),
    st.builds(moves, PICKS, st.sampled_from(("trash", "restore", "empty_trash"))),
    st.builds(collects, PICKS, st.sampled_from(("Beach", "Hills"))),
    st.sampled_from(("Beach", "Hills")).map(drops_collection),
    st.sampled_from(
        (
            lambda catalog, _rows: catalog.undo(),
            lambda catalog, _rows: catalog.redo(),
            lambda catalog, _rows: catalog.rename_tag("sun", "red car", origin=ORIGIN),
            lambda catalog, _rows: catalog.rename_tag("sun", "SUN", origin=ORIGIN),
            lambda catalog, _rows: catalog.delete_tag("été", origin=ORIGIN),
        )
    ),
)


class StoppedClock:
    """Time stands still, so that both sides mean the same by "recent"."""

    def now_us(self) -> int:
        return NOW_US


@contextmanager
def no_errors_logged() -> Iterator[None]:
    """An index that had to be read anew answers rightly too, but says so."""
    errors: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: errors.append(  # type: ignore[method-assign]
        logging.Formatter().format(record)
    )
    logging.getLogger("desktop_app").addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger("desktop_app").removeHandler(handler)
    assert not errors, errors[0]


def all_rows(catalog: Catalog) -> list[int]:
    with catalog.reading() as connection:
        return list(connection.exec_driver_sql("SELECT row FROM asset ORDER BY row").scalars())


def check(catalog: Catalog, searcher: Searcher, queries: list[AssetQuery]) -> None:
    reference = Reference(catalog.assets(all_rows(catalog)), catalog.collections(), NOW_US, ZONE)
    in_collections = [
        AssetQuery(place=Place(PlaceKind.COLLECTION, CollectionId(id_)))
        for id_ in reference.collections()
    ]
    for query in [*queries, *in_collections]:
        found, expected = searcher.search(query).result(), reference.search(query)
        assert list(found.rows) == expected.rows, query
        assert found.sections == expected.sections, query
        assert found.total_bytes == expected.total_bytes
        assert found.change_number == catalog.change_number
        counts = searcher.counts(query).result()
        for facet, values in reference.facets(query).items():
            told = {value.value: value.count for value in counts.facets[facet] if value.count}
            if facet is Facet.TAG:
                told = {tag_identity(tag): count for tag, count in told.items()}
            assert told == values, (query, facet)
        assert counts.places == reference.places()
        assert counts.collections == reference.collections()


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(ASSETS, max_size=8),
    st.lists(st.tuples(st.lists(EDITS, max_size=4), st.lists(QUERIES, max_size=4)), max_size=4),
    st.booleans(),
)
def test_answers_agree_with_plain_python_after_any_edits(
    first: list[NewAsset],
    rounds: list[tuple[list[Edit], list[AssetQuery]]],
    is_restarted: bool,  # noqa: FBT001
) -> None:
    with tempfile.TemporaryDirectory() as folder, no_errors_logged():
        snapshot = Path(folder, "index.snapshot")
        catalog = Catalog.open(Path(folder, "catalog.db"))
        try:
            catalog.add_assets(first, origin=Origin.IMPORT)
            searcher = Searcher(catalog, snapshot=snapshot, clock=StoppedClock(), zone=ZONE)
            try:
                searcher.start().result()
                for edits, queries in rounds:
                    for edit in edits:
                        edit(catalog, all_rows(catalog))
                    check(catalog, searcher, queries)
            finally:
                searcher.close()
            if is_restarted:
                searcher = Searcher(catalog, snapshot=snapshot, clock=StoppedClock(), zone=ZONE)
                try:
                    searcher.start().result()
                    check(catalog, searcher, [query for _, some in rounds for query in some])
                finally:
                    searcher.close()
        finally:
            catalog.close()
