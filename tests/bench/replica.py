"""Pulled pages: rows a second into the catalog, beside the least that could be done with them.

The baseline is the bare catalog (bare_catalog.py), which has the one thread for itself. Both commit
once a page without waiting for the disk.
"""

import gc
import random
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import orjson

from desktop_app.catalog.account import Account
from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.entities import Json
from desktop_app.domain.remote import RemoteTable
from tests.bench.bare_catalog import BareCatalog, take_all
from tests.bench.figures import Figure, at_least

_PART = "replica"
_PAGE_ROWS = 1_000
_MOST_ROWS = 100_000
"""More would only say the same again."""
_ROUNDS = 3
_PART_OF_BARE = 0.7
_USER = "8d1b6f0e-5a52-4c0a-9d6f-0d6f3a1f7b11"
_ACCOUNT = Account(_USER, "https://project.example")
_TAGS = [f"tag {number}" for number in range(2_000)]


def run(size: int) -> list[Figure]:
    """Measure a first load, and a load of rows that are here already, of that many rows."""
    pages = _pages(min(size, _MOST_ROWS))
    count = len(pages) * _PAGE_ROWS
    changed = [page.replace(b'"model_used":"sdxl"', b'"model_used":"flux"') for page in pages]
    changed = [page.replace(b'"xmin":"', b'"xmin":"1') for page in changed]
    bare: list[float] = []
    first: list[float] = []
    again: list[float] = []
    other: list[float] = []
    for _ in range(_ROUNDS):  # in turn: whatever else the machine does, it does to all of them
        bare.append(_bare_s(pages))
        with (
            tempfile.TemporaryDirectory(prefix="lightbox-bench-") as folder,
            closing(Catalog.open(Path(folder, "catalog.db"), account=_ACCOUNT)) as catalog,
        ):
            first.append(_seconds(partial(_load, catalog, pages)))
            again.append(_seconds(partial(_apply, catalog, pages)))
            other.append(_seconds(partial(_apply, catalog, changed)))
    floor = count / min(bare)

    def figure(name: str, times: Sequence[float], *, budget: float | None = None) -> Figure:
        value = count / min(times)
        return at_least(_PART, name, count, value, "rows/s", baseline=floor, budget=budget)

    return [
        figure("first load, against bare executemany", first, budget=_PART_OF_BARE * floor),
        figure("rows of the version that is here", again),
        figure("rows of which a column changed", other),
    ]


def _load(catalog: Catalog, pages: Sequence[bytes]) -> None:
    catalog.replica.begin_initial()
    _apply(catalog, pages, is_initial=True)
    catalog.replica.finish_initial()


def _apply(catalog: Catalog, pages: Sequence[bytes], *, is_initial: bool = False) -> None:
    for number, page in enumerate(pages):
        catalog.replica.apply(
            RemoteTable.ASSETS,
            orjson.loads(page),
            positions={"ids": str(number)},
            is_initial=is_initial,
        )


def _bare_s(pages: Sequence[bytes]) -> float:
    with (
        tempfile.TemporaryDirectory(prefix="lightbox-bench-") as folder,
        BareCatalog(Path(folder, "catalog.db"), _ACCOUNT) as catalog,
    ):
        return _seconds(lambda: take_all(catalog, pages))


def _pages(count: int) -> list[bytes]:
    """Return pages as a server sends them: prompts of 12 to 40 words, four tags an asset."""
    chance = random.Random(1)
    letters = "abcdefghijklmnop"
    words = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(5_000)]
    return [
        orjson.dumps([_row(chance, words) for _ in range(_PAGE_ROWS)])
        for _ in range(max(1, count // _PAGE_ROWS))
    ]


def _row(chance: random.Random, words: Sequence[str]) -> dict[str, Json]:
    id_ = str(uuid.UUID(int=chance.getrandbits(128)))
    day, second, part = chance.randint(1, 30), chance.randint(0, 59), chance.randint(0, 999_999)
    return {
        "id": id_,
        "user_id": _USER,
        "asset_type": "image",
        "storage_path": f"{_USER}/{id_}.png",
        "file_size_bytes": chance.randint(1, 10_000_000),
        "mime_type": "image/png",
        "duration_seconds": None,
        "original_prompt": " ".join(chance.choices(words, k=chance.randint(12, 40))),
        "model_used": "sdxl",
        "generation_seed": chance.getrandbits(60),
        "collection_id": None,
        "custom_title": None if chance.random() < 0.8 else " ".join(chance.choices(words, k=3)),
        "tags": [*chance.sample(_TAGS, chance.randint(0, 8))],
        "is_favorite": chance.random() < 0.1,
        "visibility": "private",
        "created_at": f"2025-08-{day:02}T10:00:{second:02}.{part:06}+00:00",
        "updated_at": "2025-08-30T10:00:00+00:00",
        "thumbnail_path": None,
        "width": 1024,
        "height": 1024,
        "content_category": "general",
        "roleplay_metadata": {},
        "label": None,
        "sort_order": 0,
        "xmin": str(chance.randint(700, 1_000_000)),
    }


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
