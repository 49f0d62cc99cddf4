"""Making the sample library on its first start; afterwards it is only opened.

It is made in a folder beside its own and moved there when it is complete, so that one that was
interrupted is never seen, and begun anew.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.folder_lock import FolderLock
from desktop_app.catalog.layout import CATALOG_FILE
from desktop_app.domain.changes import ChangeSet, ImportProgress, Origin
from desktop_app.domain.entities import AssetRow, CollectionId, NewAsset
from desktop_app.domain.ports import CancelToken, Clock, SystemClock
from desktop_app.domain.query import AssetQuery, to_json
from desktop_app.ingest.importer import Importer
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.store import FileStore
from desktop_app.sample.pictures import Picture, all_pictures
from desktop_app.sample.stories import COLLECTIONS

MARK = "sample.json"
"""In a folder with this file is a complete sample library."""
_FILLING = "sample.filling"
"""In a folder with this file is what an interrupted move left: ours to replace."""
_VERSION = 2
_PAINTERS = 2
_AT_ONCE = 50
"""So many are painted before they are imported."""
_SEARCHES = (
    ("Favorites of the night", "tag:night is:favorite"),
    ("Portrait format, SDXL", "model:sdxl ratio:portrait"),
    ("Aria’s scenes", "character:Aria"),
)


def is_made(folder: Path) -> bool:
    """Whether the folder holds a complete sample library of this version."""
    try:
        mark = json.loads((folder / MARK).read_text())
    except (OSError, ValueError):
        return False
    return isinstance(mark, dict) and mark.get("version") == _VERSION


def make_sample(
    folder: Path,
    progress: Callable[[int, int], None],
    *,
    clock: Clock | None = None,
    count: int | None = None,
) -> None:
    """Make the sample library, unless it is there; any other library there stays as it is.

    Args:
        folder: where it goes.
        progress: told how many of how many steps are done.
        clock: the pictures are spread over the forty days before its now.
        count: fewer pictures than all, the newest, for tests.

    Raises:
        CatalogError: ``catalog.in_use`` when another process is making it.
        OSError: the disk is full or refuses.
    """
    if is_made(folder) or _is_foreign(folder):
        return
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FolderLock(folder.with_name(f"{folder.name}.making.lock"))
    try:
        unfinished = folder.with_name(f"{folder.name}.making")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        now_us = (clock or SystemClock()).now_us()
        _make(unfinished, all_pictures(now_us)[-(count or 0) :], progress)
        (unfinished / MARK).write_text(json.dumps({"version": _VERSION}))
        _move(unfinished, folder)
    finally:
        lock.release()


def _is_foreign(folder: Path) -> bool:
    """Whether a library that is no sample lies there: it is not ours to replace."""
    is_ours = (folder / MARK).exists() or (folder / _FILLING).exists()
    return (folder / CATALOG_FILE).exists() and not is_ours


def _make(folder: Path, pictures: list[Picture], progress: Callable[[int, int], None]) -> None:
    steps = 2 * len(pictures)
    progress(0, steps)
    catalog = Catalog.open(folder / CATALOG_FILE)
    cache = RenditionCache(folder / "renditions.db")
    decoders = DecoderPool()
    try:
        curated = _Curated(catalog, pictures)
        importer = Importer(curated, FileStore(folder / "originals"), cache, decoders)
        _fill(importer, folder / "painted", pictures, lambda done: progress(done, steps))
        for name, text in _SEARCHES:
            catalog.save_search(name, to_json(AssetQuery(text=text)), origin=Origin.IMPORT)
    finally:
        decoders.close()
        cache.close()
        catalog.close()


def _fill(
    importer: Importer, folder: Path, pictures: list[Picture], progress: Callable[[int], None]
) -> None:
    """Paint the pictures, and import each handful while the next are painted."""
    folder.mkdir()
    painters = ThreadPoolExecutor(_PAINTERS, thread_name_prefix="lightbox-sample")
    try:
        painting = [painters.submit(_paint, folder, picture) for picture in pictures]

        def tell(before: int, told: ImportProgress | None = None) -> None:
            imported = before + (told.done if told else 0)
            progress(imported + sum(future.done() for future in painting))

        for start in range(0, len(pictures), _AT_ONCE):
            paths: list[Path] = []
            for future in painting[start : start + _AT_ONCE]:
                paths.append(future.result())
                tell(start)
            importer.run(
                paths,
                token=CancelToken(),
                progress=partial(tell, start),
                keep_duplicates=True,
            )
    finally:
        painters.shutdown(cancel_futures=True)
    shutil.rmtree(folder)


def _paint(folder: Path, picture: Picture) -> Path:
    path = folder / picture.name
    path.write_bytes(picture.encoded())
    os.utime(path, ns=(picture.created_at_us * 1000, picture.created_at_us * 1000))
    return path


def _move(unfinished: Path, folder: Path) -> None:
    if not folder.exists():
        unfinished.rename(folder)
        return
    (folder / _FILLING).touch()
    # the mark goes last: without it the next start begins anew
    for entry in sorted(unfinished.iterdir(), key=lambda entry: entry.name == MARK):
        target = folder / entry.name
        if target.is_dir():
            shutil.rmtree(target)
        entry.replace(target)
    (folder / _FILLING).unlink()
    unfinished.rmdir()


class _Curated:
    """The catalog as the importer sees it: what comes in gets its titles, tags and collections."""

    def __init__(self, catalog: Catalog, pictures: Iterable[Picture]) -> None:
        self._catalog = catalog
        self._pictures = {picture.name: picture for picture in pictures}
        self._collections: dict[str, CollectionId] = {
            name: catalog.create_collection(name, description=text, origin=Origin.IMPORT)[0]
            for name, text in COLLECTIONS.items()
        }

    def add_assets(self, assets: Sequence[NewAsset], *, origin: Origin) -> ChangeSet:
        """Add the assets as their pictures say."""
        return self._catalog.add_assets(
            [self._pictures[made.file_name].curated(made, self._collections) for made in assets],
            origin=origin,
        )

    def rows_with_hashes(self, hashes: Iterable[str]) -> dict[str, AssetRow]:
        """Return which of these files are in the library."""
        return self._catalog.rows_with_hashes(hashes)
