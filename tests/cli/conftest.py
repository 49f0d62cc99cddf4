from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.cli.commands import run
from desktop_app.domain.entities import AssetId, FileState, NewAsset
from desktop_app.media.store import FileStore
from tests.builders import catalog_with, new_asset

CONTENT = b"not a picture, but nobody looks"


class Answer:
    """What a command answered: exit code, result, and what it told the person."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Shell:
    """Runs commands on one library, in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Answer:
        return self.run(["--library", str(self.folder), *arguments])

    def run(self, arguments: Sequence[str]) -> Answer:
        self._capsys.readouterr()
        code = run(arguments)
        return Answer(code, *self._capsys.readouterr())


@pytest.fixture
def shell(library_folder: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(library_folder, capsys)


class Kept:
    """Puts assets with their files into a library."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = FileStore(folder / "originals")

    def add(self, **over: object) -> NewAsset:
        """Add an asset whose original is in the store."""
        asset = new_asset(**{"file_size_bytes": len(CONTENT), **over})
        if asset.file_state is FileState.STORED:
            self.store.add_bytes(CONTENT, asset.id, asset.mime_type)
        self.catalog(asset).close()
        return asset

    def catalog(self, *assets: NewAsset) -> Catalog:
        """Open the catalog, adding these; to be closed."""
        return catalog_with(self.folder, assets)

    def path_of(self, asset: NewAsset) -> Path:
        return self.store.path_of(AssetId(asset.id), asset.mime_type)


@pytest.fixture
def kept(library_folder: Path) -> Kept:
    """A library to put assets into; nobody has it open."""
    return Kept(library_folder)
