"""Importing files: hash, 256 px rendition, prompt, copy and row, against bare decoding.

The baseline is two threads that decode the same files to 256 px with Pillow at its fastest and
do nothing else. Both take turns, so that what else the machine does hits them alike.
"""

import io
import statistics
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.ports import CancelToken
from desktop_app.ingest.importer import Importer
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.store import FileStore
from tests.bench.figures import Figure, at_least

_ROUNDS = 3
_WANTED_SHARE = 0.8
_INFOTEXT = (
    "a beautiful sunset over mountains, volumetric light\nNegative prompt: blurry, lowres\n"
    "Steps: 28, Sampler: DPM++ 2M, CFG scale: 6.5, Seed: 12345, Size: 1024x1024, Model: sdxl"
)
_USER_COMMENT = 0x9286
_KINDS = (
    ("12 MP JPEG", "JPEG", (4000, 3000), 80),
    ("1024² PNG", "PNG", (1024, 1024), 120),
)


def run(size: int) -> list[Figure]:
    """Measure imports of photographs and of small pictures; the library's size plays no part."""
    return [_measured(size, *kind) for kind in _KINDS]


def _measured(
    size: int, name: str, pillow_format: str, size_px: tuple[int, int], count: int
) -> Figure:
    with tempfile.TemporaryDirectory(prefix="lightbox-bench-") as made:
        inbox = Path(made) / "inbox"
        inbox.mkdir()
        data = _picture(pillow_format, size_px)
        for number in range(count):  # what follows a picture's end makes each file another
            (inbox / f"{number:04d}").write_bytes(data + number.to_bytes(4, "big"))
        bare: list[float] = []
        imported: list[float] = []
        for turn in range(_ROUNDS):
            bare.append(_bare(sorted(inbox.iterdir())))
            imported.append(_imported(inbox, Path(made) / f"library-{turn}", count))
    baseline = statistics.median(bare)
    return at_least(
        "ingest",
        f"import, {name}",
        size,
        statistics.median(imported),
        "1/s",
        budget=_WANTED_SHARE * baseline,
        baseline=baseline,
    )


def _picture(pillow_format: str, size_px: tuple[int, int]) -> bytes:
    """A picture with the detail of a photograph: gradients and noise."""
    random = np.random.default_rng(1)
    y, x = np.mgrid[0 : size_px[1], 0 : size_px[0]].astype(np.float32)
    channels = [128 + 60 * np.sin(x / 300 + c) + 50 * np.cos(y / 200 + 2 * c) for c in range(3)]
    pixels = np.stack(channels, axis=-1) + random.normal(0, 6, (*size_px[::-1], 3))
    image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    file = io.BytesIO()
    if pillow_format == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("parameters", _INFOTEXT)
        image.save(file, "PNG", pnginfo=texts)
    else:
        exif = Image.Exif()
        exif[_USER_COMMENT] = b"UNICODE\0" + _INFOTEXT.encode("utf-16-be")
        image.save(file, "JPEG", quality=80, exif=exif)
    return file.getvalue()


def _bare(paths: list[Path]) -> float:
    def decode(some: list[Path]) -> None:
        for path in some:
            image = Image.open(io.BytesIO(path.read_bytes()))
            image.thumbnail((256, 256), Image.Resampling.LANCZOS, reducing_gap=2.0)
            image.load()

    threads = [threading.Thread(target=decode, args=(paths[part::2],)) for part in range(2)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(paths) / (time.perf_counter() - began)


def _imported(inbox: Path, folder: Path, count: int) -> float:
    folder.mkdir()
    catalog = Catalog.open(folder / "catalog.db")
    with RenditionCache(folder / "renditions.db") as cache, DecoderPool() as decoders:
        importer = Importer(catalog, FileStore(folder / "originals"), cache, decoders)
        first = sorted(inbox.iterdir())[:2]
        for future in [decoders.submit_prepare(path) for path in first]:
            future.result()  # the workers are there, as after the first import of a day
        began = time.perf_counter()
        ended = importer.run([inbox], token=CancelToken(), progress=lambda _: None)
        rate = count / (time.perf_counter() - began)
    catalog.close()
    if ended.added != count:
        raise RuntimeError(f"imported {ended.added} of {count}")
    return rate
