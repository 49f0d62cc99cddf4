from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.media.decoder_worker import Limits
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.store import FileStore
from tests.ingest.shelf import Shelf


@pytest.fixture
def decoders() -> Iterator[DecoderPool]:
    # As quick as the tests: files are judged here, not how much else the machine has to do.
    with DecoderPool(worker_count=1, limits=Limits(niceness=0)) as pool:
        yield pool


@pytest.fixture
def shelf(library_folder: Path, decoders: DecoderPool) -> Iterator[Shelf]:
    catalog = Catalog.open(library_folder / "catalog.db")
    with RenditionCache(library_folder / "renditions.db") as cache:
        yield Shelf(catalog, FileStore(library_folder / "originals"), cache, decoders)
    catalog.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder
