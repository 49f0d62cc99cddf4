import errno
import json
import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop_app.domain.entities import Asset, AssetId
from desktop_app.domain.errors import MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.exporting.exporter import Exporter, ExportProgress
from desktop_app.exporting.rows import COLUMNS, documented_row
from tests.exporting.builders import made_asset


class Shelf:
    """Originals on disk, and the folder to export to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.target = folder / "out"
        self.told: list[ExportProgress] = []

    def asset(self, number: int, content: bytes | None = b"pixels", **over: object) -> Asset:
        asset = made_asset(id=AssetId(f"{number:08x}-0000-4000-8000-000000000000"), **over)
        if content is not None:
            self.original(asset).write_bytes(content)
        return asset

    def original(self, asset: Asset) -> Path:
        return self.folder / f"{asset.id}.png"

    def original_or_none(self, asset: Asset) -> Path | None:
        return self.original(asset) if self.original(asset).exists() else None

    def export(
        self,
        assets: Sequence[Asset],
        token: CancelToken | None = None,
        *,
        is_with_rows: bool = False,
    ) -> ExportProgress:
        return Exporter(self.target, self.original_or_none, is_with_rows=is_with_rows).run(
            assets, len(assets), token=token or CancelToken(), progress=self.told.append
        )

    def names(self) -> list[str]:
        return sorted(path.name for path in self.target.iterdir())


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_originals_are_copied_with_their_metadata_beside_them(shelf: Shelf) -> None:
    asset = shelf.asset(1, b"exactly these bytes", tags=("snow",))
    os.utime(shelf.original(asset), (1_000_000_000, 1_000_000_000))
    result = shelf.export([asset])
    assert result == ExportProgress(1, 1, 1)
    assert shelf.told == [result]
    assert shelf.names() == ["fox.png", "fox.png.xmp"]
    copy = shelf.target / "fox.png"
    assert copy.read_bytes() == b"exactly these bytes"
    assert copy.stat().st_mtime == 1_000_000_000
    assert "snow" in (shelf.target / "fox.png.xmp").read_text(encoding="utf-8")


def test_rows_are_written_when_asked_for(shelf: Shelf) -> None:
    asset = shelf.asset(1, custom_title="snow \udcff fox")
    shelf.export([asset], is_with_rows=True)
    stored = json.loads((shelf.target / "fox.png.json").read_text(encoding="utf-8"))
    assert tuple(stored) == COLUMNS
    assert stored == documented_row(asset)


@pytest.mark.parametrize(
    ("seed", "told"),
    [(None, None), ("42", 42), (str(2**63 - 1), 2**63 - 1), (str(2**64 - 1), str(2**64 - 1))],
)
def test_a_seed_beyond_a_bigint_is_text(seed: str | None, told: int | str | None) -> None:
    assert documented_row(made_asset(generation_seed=seed))["generation_seed"] == told


def test_nothing_in_the_folder_is_replaced(shelf: Shelf) -> None:
    shelf.target.mkdir()
    (shelf.target / "fox.png").write_bytes(b"mine")
    (shelf.target / "fox (2).png.xmp").write_bytes(b"mine, too")
    shelf.export([shelf.asset(1), shelf.asset(2)])
    assert (shelf.target / "fox.png").read_bytes() == b"mine"
    assert (shelf.target / "fox (2).png.xmp").read_bytes() == b"mine, too"
    assert shelf.names() == [
        "fox (2).png.xmp",
        "fox (3).png",
        "fox (3).png.xmp",
        "fox (4).png",
        "fox (4).png.xmp",
        "fox.png",
    ]


def test_what_is_not_here_is_told_and_the_others_go_on(shelf: Shelf) -> None:
    absent, present = shelf.asset(1, None), shelf.asset(2)
    result = shelf.export([absent, present])
    assert (result.done, result.exported) == (2, 1)
    (problem,) = result.problems
    assert (problem.asset_id, problem.name, problem.code) == (absent.id, "fox", "export.not_here")
    assert shelf.names() == ["fox.png", "fox.png.xmp"]


def test_an_original_that_vanishes_leaves_nothing_half_written(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = shelf.asset(1)
    gone = Exporter(shelf.target, lambda _asset: shelf.folder / "nowhere.png")
    result = gone.run([asset], 1, token=CancelToken(), progress=shelf.told.append)
    assert [problem.code for problem in result.problems] == ["import.vanished"]
    assert shelf.names() == []

    def fail(_path: Path, _target: Path) -> Path:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", fail)
    result = shelf.export([asset])
    assert [problem.code for problem in result.problems] == ["export.not_written"]
    assert shelf.names() == []


def test_a_full_disk_ends_the_export(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    assets = [shelf.asset(1), shelf.asset(2)]
    monkeypatch.setattr(os, "utime", fail)
    with pytest.raises(MediaError) as caught:
        shelf.export(assets)
    assert caught.value.code == "export.disk_full"
    assert shelf.told == []
    assert shelf.names() == []


def test_a_folder_that_cannot_be_made_is_told(shelf: Shelf) -> None:
    shelf.target.write_text("a file in the way")
    shelf.target = shelf.target / "below"
    with pytest.raises(MediaError) as caught:
        shelf.export([shelf.asset(1)])
    assert caught.value.code == "export.no_folder"


def test_called_off_it_says_how_far_it_came(shelf: Shelf) -> None:
    token = CancelToken()
    assets = [shelf.asset(1), shelf.asset(2)]

    def stop_after_the_first(progress: ExportProgress) -> None:
        shelf.told.append(progress)
        token.cancel()

    result = Exporter(shelf.target, shelf.original_or_none).run(
        assets, 2, token=token, progress=stop_after_the_first
    )
    assert result.is_cancelled
    assert (result.done, result.exported) == (1, 1)
    assert shelf.names() == ["fox.png", "fox.png.xmp"]


def test_exported_files_are_ordinary_files(shelf: Shelf) -> None:
    shelf.export([shelf.asset(1)])
    mode = stat.S_IMODE((shelf.target / "fox.png").stat().st_mode)
    assert mode & stat.S_IRUSR
    assert not mode & stat.S_IXUSR
