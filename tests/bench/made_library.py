"""Makes a catalog of any size out of thin air: words, tags, models and dates as people have them.

The numbers: 80 % images; prompts of 12 to 40 words, each made some four times; one common
word in a quarter of all prompts; five tags an asset on average out of two thousand, a few of
them on most assets; 40 models, 24 collections, 30 characters; three years of dates in bursts.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sqlalchemy import create_engine

from desktop_app.catalog import text_index
from desktop_app.catalog.opening import bring_up_to_date
from desktop_app.domain.ports import SystemClock
from desktop_app.domain.tags import tag_identity

COMMON_WORD = "light"
RARE_WORD = "zeppelin"
COMMON_TAG = "portrait"
OTHER_TAG = "sunset"
FIRST_US = int(datetime(2022, 9, 1, tzinfo=UTC).timestamp()) * 1_000_000
LAST_US = int(datetime(2025, 8, 30, tzinfo=UTC).timestamp()) * 1_000_000

_Batch = Sequence[tuple[object, ...]]

_BATCH_ROWS = 20_000
_SYLLABLES = ("ka", "lo", "mi", "ren", "tas", "vel", "dor", "shi", "un", "bra", "che", "fi", "gol")
_MODELS = ("flux-1.1-pro", "sdxl-base-1.0", "juggernaut-xl", "pony-v6", "wan-2.2", "import")
_CATEGORIES = ("general", "portrait", "landscape", "roleplay", "concept", "product")
_ASSET_COLUMNS = (
    *("row", "id", "asset_type", "storage_path", "file_size_bytes"),
    *("mime_type", "duration_seconds", "original_prompt", "model_used", "generation_seed"),
    *("collection_id", "custom_title", "tags", "is_favorite", "visibility"),
    *("created_at_us", "created_at", "updated_at_us", "updated_at", "width"),
    *("height", "content_category", "roleplay_metadata", "content_hash", "file_state"),
    *("file_name", "added_at_us", "trashed_at_us"),
)
_SIZES = ((1024, 1024), (832, 1216), (1216, 832), (1920, 1080), (768, 1344), (2048, 2048))


class _Words:
    """The made-up language: words by rank, drawn so that the first ones are common."""

    def __init__(self, random: np.random.Generator, count: int) -> None:
        self._random = random
        made = {COMMON_WORD: None, RARE_WORD: None}
        while len(made) < count:
            parts = random.integers(0, len(_SYLLABLES), random.integers(2, 5))
            made["".join(_SYLLABLES[part] for part in parts)] = None
        words = list(made)
        self._common = [word for word in words if word not in {COMMON_WORD, RARE_WORD}]

    def prompts(self, count: int) -> list[str]:
        """Return that many prompts of 12 to 40 words."""
        random = self._random
        lengths = random.integers(12, 41, count)
        ranks = random.zipf(1.25, int(lengths.sum())) % len(self._common)
        drawn = np.array(self._common, dtype=object)[ranks].tolist()
        ends = np.cumsum(lengths)
        has_common = random.random(count) < 0.26
        has_rare = random.random(count) < 0.0005
        made = []
        for start, end, common, rare in zip(
            ends - lengths, ends, has_common.tolist(), has_rare.tolist(), strict=True
        ):
            words = drawn[start:end]
            if common:
                words[3] = COMMON_WORD
            if rare:
                words[5] = RARE_WORD
            made.append(", ".join((" ".join(words[:4]), " ".join(words[4:9]), " ".join(words[9:]))))
        return made


def _shares(count: int, exponent: float) -> npt.NDArray[np.float64]:
    weights = np.arange(1, count + 1, dtype=np.float64) ** -exponent
    shares: npt.NDArray[np.float64] = weights / weights.sum()
    return shares


def _iso(times_us: npt.NDArray[np.int64]) -> list[str]:
    stamps = np.datetime_as_string(times_us.astype("datetime64[us]"), unit="us")
    return [f"{stamp}+00:00" for stamp in stamps.tolist()]


class _Maker:
    """Draws the columns of one batch of assets after another."""

    def __init__(self, size: int) -> None:
        self._random = np.random.default_rng(20250830)
        self._size = size
        words = _Words(self._random, 30_000)
        self._prompts = words.prompts(max(1, size // 4))
        names = " ".join(words.prompts(2_000)).replace(",", "").split()
        plain = dict.fromkeys((COMMON_TAG, OTHER_TAG, *names))
        tags = [f"role:{tag}" if n % 7 == 6 else tag for n, tag in enumerate(plain)][:2_000]
        self.tags = tags
        self._negatives = words.prompts(40)
        self._models = [*_MODELS, *(f"model-{n}" for n in range(34))]
        self.collections = [self._uuid() for _ in range(24)]
        self._characters = [word.title() for word in tags[40:70]]
        self._created = np.sort(self._dates())

    def _dates(self) -> npt.NDArray[np.int64]:
        bursts = self._random.integers(FIRST_US, LAST_US, max(1, self._size // 60))
        spread = self._random.exponential(1_200e6, self._size).astype(np.int64)
        return self._random.choice(bursts, self._size) + spread

    def _uuid(self) -> str:
        text = self._random.bytes(16).hex()
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"

    def _uuids(self, count: int) -> list[str]:
        text = self._random.bytes(16 * count).hex()
        return [
            f"{text[i : i + 8]}-{text[i + 8 : i + 12]}-4{text[i + 13 : i + 16]}"
            f"-a{text[i + 17 : i + 20]}-{text[i + 20 : i + 32]}"
            for i in range(0, 32 * count, 32)
        ]

    def _tag_lists(self, count: int) -> list[list[int]]:
        random = self._random
        counts = random.integers(0, 11, count)
        drawn = random.choice(
            len(self.tags), int(counts.sum()), p=_shares(len(self.tags), 0.9)
        ).tolist()
        ends = np.cumsum(counts).tolist()
        return [
            list(dict.fromkeys(drawn[end - number : end]))
            for number, end in zip(counts.tolist(), ends, strict=True)
        ]

    def _pick(self, values: list[str], count: int, exponent: float) -> list[str]:
        chosen = self._random.choice(len(values), count, p=_shares(len(values), exponent))
        picked: list[str] = np.array(values, dtype=object)[chosen].tolist()
        return picked

    def batches(self) -> Iterator[tuple[_Batch, _Batch, _Batch]]:
        """Yield the rows of asset, asset_generation and asset_tag, a batch at a time."""
        random = self._random
        for first in range(0, self._size, _BATCH_ROWS):
            count = min(_BATCH_ROWS, self._size - first)
            rows = range(first + 1, first + count + 1)
            created = self._created[first : first + count]
            updated = created + (
                random.exponential(3e12, count) * (random.random(count) < 0.3)
            ).astype(np.int64)
            is_video = (random.random(count) < 0.2).tolist()
            tag_lists = self._tag_lists(count)
            sizes = random.choice(len(_SIZES), count, p=_shares(len(_SIZES), 1.0)).tolist()
            chance = random.random((count, 5)).tolist()
            prompts = random.integers(0, len(self._prompts), count).tolist()
            seeds = random.integers(0, 2**63, count).tolist()
            bytes_ = (random.lognormal(14.0, 0.8, count)).astype(np.int64).tolist()
            assets = []
            made = zip(
                rows,
                self._uuids(count),
                self._pick(self._models, count, 1.1),
                self._pick(self.collections, count, 0.7),
                self._pick(list(_CATEGORIES), count, 1.2),
                self._pick(self._characters, count, 1.0),
                created.tolist(),
                _iso(created),
                updated.tolist(),
                _iso(updated),
                strict=True,
            )
            for i, (
                row,
                id_,
                model,
                collection,
                category,
                character,
                at,
                at_text,
                changed,
                changed_text,
            ) in enumerate(made):
                width, height = _SIZES[sizes[i]]
                shown, titled, favorite, played, trashed = chance[i]
                video = is_video[i]
                prompt = self._prompts[prompts[i]]
                spelled = [self.tags[tag] for tag in tag_lists[i]]
                roleplay = {"type": "scene", "character_name": character} if played < 0.15 else {}
                assets.append((
                    row, id_, "video" if video else "image",
                    f"library/{id_}.{'mp4' if video else 'png'}", bytes_[i],
                    "video/mp4" if video else "image/png",
                    round(2.0 + 28.0 * shown, 2) if video else None, prompt, model,
                    str(seeds[i]), collection if shown < 0.3 else None,
                    prompt[:24] if titled < 0.15 else None, json.dumps(spelled),
                    int(favorite < 0.07),
                    "private" if shown < 0.8 else "shared" if shown < 0.9 else "public",
                    at, at_text, changed, changed_text, width, height, category,
                    json.dumps(roleplay), f"{row:064x}", 1, f"{row:08d}.png", changed,
                    changed if trashed < 0.01 else None,
                ))  # fmt: skip
            generations = [
                (
                    row,
                    self._negatives[seed % 40] if seed % 2 else "",
                    ("Euler a", "DPM++ 2M", "UniPC")[seed % 3],
                    20 + seed % 21,
                    3.0 + seed % 8 * 0.5,
                    json.dumps([f"style-{seed // 7 % 50}"] if seed % 4 == 0 else []),
                    "comfyui",
                    "{}",
                    "{}",
                )
                for row, seed in zip(rows, seeds, strict=True)
                if seed % 10 < 7
            ]
            links = [
                (row, tag + 1)
                for row, tags in zip(rows, tag_lists, strict=True)
                for tag in sorted(tags)
            ]
            yield assets, generations, links


def make_library(folder: Path, size: int) -> Path:
    """Return the catalog with that many assets in the folder, made there unless it already is.

    About a minute for a million. One of an earlier schema is made anew.
    """
    path = folder / f"made-{size}" / "catalog.db"
    finished = path.with_name("finished")
    with tempfile.TemporaryDirectory() as empty:
        bring_up_to_date(Path(empty, "catalog.db"), None, SystemClock())
        schema = _schema(Path(empty, "catalog.db"))
    if finished.exists() and finished.read_text() == schema:
        return path
    if path.parent.exists():
        shutil.rmtree(path.parent)
    path.parent.mkdir(parents=True)
    bring_up_to_date(path, None, SystemClock())
    maker = _Maker(size)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-200000")
    connection.executemany(
        "INSERT INTO tag(id, identity, spelling) VALUES(?, ?, ?)",
        [(number + 1, tag_identity(tag), tag) for number, tag in enumerate(maker.tags)],
    )
    connection.executemany(
        "INSERT INTO collection(id, name, created_at_us, created_at) VALUES(?, ?, ?, '')",
        [(id_, f"Collection {number}", FIRST_US) for number, id_ in enumerate(maker.collections)],
    )
    names = ", ".join(_ASSET_COLUMNS)
    blanks = ", ".join("?" * len(_ASSET_COLUMNS))
    for assets, generations, links in maker.batches():
        connection.executemany(f"INSERT INTO asset({names}) VALUES({blanks})", assets)
        connection.executemany(
            "INSERT INTO asset_generation VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", generations
        )
        connection.executemany("INSERT INTO asset_tag VALUES(?, ?)", links)
        connection.commit()
    connection.close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as writer:
        text_index.add(writer, range(1, size + 1))
    engine.dispose()
    finished.write_text(schema)
    return path


def _schema(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1")
        return "\n".join(sql for (sql,) in found)
