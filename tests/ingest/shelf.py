"""A library without its session, for imports."""

from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ImportProgress
from desktop_app.domain.entities import FileState
from desktop_app.domain.ports import CancelToken
from desktop_app.ingest.importer import Importer
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.prepared import GRID_SIZE_PX
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.store import FileStore
from tests.media.made_files import picture, put, saved


@dataclass
class Shelf:
    """A library without its session, and what an import told."""

    catalog: Catalog
    store: FileStore
    cache: RenditionCache
    decoders: DecoderPool
    told: list[ImportProgress] = field(default_factory=list)

    @property
    def importer(self) -> Importer:
        return Importer(self.catalog, self.store, self.cache, self.decoders)

    def bring_in(
        self, *paths: Path, token: CancelToken | None = None, reference: bool = False
    ) -> ImportProgress:
        return self.importer.run(
            list(paths),
            token=token or CancelToken(),
            progress=self.told.append,
            reference=reference,
        )

    def stored(self) -> list[str]:
        return sorted(p.name for p in self.store.folder.rglob("*") if p.is_file())

    def check_consistent(self) -> None:
        """No row without its file, and no file that the sweep would not leave."""
        assets = self.catalog.all_assets()
        for asset in assets:
            if asset.file_state is FileState.STORED:
                assert self.store.path_of(asset.id, asset.mime_type).is_file()
            assert self.cache.read(asset.id, GRID_SIZE_PX)
        assert FileStore(self.store.folder).sweep({asset.id for asset in assets}) == 0


def some(inbox: Path, count: int) -> None:
    for number in range(count):
        put(inbox, f"{number:03d}.png", saved(picture((40 + number, 30)), "PNG"))
