"""A viewer over a real catalog with pictures made for the test."""

import functools
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.entities import Asset, AssetId, AssetRow, FileState, GenerationInfo
from desktop_app.domain.errors import MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.media import drawing
from desktop_app.media.pixels import Block, Pixels
from desktop_app.ui.bridge import CatalogBridge
from desktop_app.ui.edits import Edits
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from desktop_app.ui.viewer.compare import Compare
from desktop_app.ui.viewer.viewer import Viewer
from tests.builders import new_asset, open_catalog, rows_of
from tests.robots.viewer import ViewerRobot

COLORS = ("red", "green", "blue", "white")
WIDTH_PX, HEIGHT_PX = 1200, 900


def image_of(color: str, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> QImage:
    """A plain picture whose left quarter is black."""
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    painter = QPainter(image)
    painter.fillRect(0, 0, width_px // 4, height_px, QColor("black"))
    painter.end()
    return image


def encoded(image: QImage, name: bytes = b"PNG") -> bytes:
    """A picture as a file's bytes."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(name)).write(image)
    return bytes(data.data())


@functools.cache
def files_of(color: str) -> tuple[bytes, bytes]:
    """A picture's original and its small rendition."""
    return encoded(image_of(color)), encoded(image_of(color, 256, 192), b"JPEG")


@dataclass
class Gallery:
    """Four pictures with originals, a fifth asset that is not on this machine, a broken sixth."""

    catalog: Catalog
    selection: Selection
    edits: Edits
    viewer: Viewer
    compare: Compare
    robot: ViewerRobot
    rows: list[AssetRow]
    originals: dict[AssetId, Path]
    renditions: dict[AssetId, bytes]
    qtbot: QtBot
    asked: list[tuple[AssetId, int]] = field(default_factory=list)
    drawn: list[tuple[AssetId, int, bool]] = field(default_factory=list)
    looked_at: list[AssetId] = field(default_factory=list)
    shares: dict[AssetId, float] = field(default_factory=dict)
    is_drawn_in_steps: bool = False

    def rendition(self, asset_id: AssetId, size_px: int, token: CancelToken) -> bytes | None:
        token.check()
        self.asked.append((asset_id, size_px))
        return self.renditions.get(asset_id)

    def original_path(self, asset: Asset) -> Path | None:
        return self.originals.get(asset.id)

    def want_original(self, asset: Asset) -> None:
        self.looked_at.append(asset.id)

    def fetched_share(self, asset_id: AssetId) -> float | None:
        return self.shares.get(asset_id)

    def draw(self, asset: Asset, *, least_px: int, is_urgent: bool) -> Future[Pixels]:
        """As the library, but in this process; a large original comes smaller first."""
        self.drawn.append((asset.id, least_px, is_urgent))
        most_pixels = WIDTH_PX * HEIGHT_PX
        if least_px and self.is_drawn_in_steps:
            most_pixels //= 4
        return self._made(asset, lambda path: drawing.draw(path, most_pixels=most_pixels))

    def frames(self, asset: Asset, first: int, count: int) -> Future[Pixels]:
        return self._made(asset, lambda path: drawing.FrameReader(path).read(first, count))

    def _made(self, asset: Asset, make: Callable[[Path], Block]) -> Future[Pixels]:
        future: Future[Pixels] = Future()
        path = self.originals.get(asset.id)
        if path is None:
            future.set_exception(MediaError("import.vanished"))
            return future
        try:
            block = make(path)
            future.set_result(block.pixels())
            block.close()
        except MediaError as error:
            future.set_exception(error)
        return future

    def asset(self, position: int) -> Asset:
        return self.catalog.assets([self.rows[position]])[0]

    def open(self, position: int) -> None:
        self.viewer.open_at(position)
        self.viewer.setFocus()
        self.wait_for(position)

    def wait_for(self, position: int) -> None:
        """Wait until the sharp picture of a position is there."""
        row = self.rows[position]
        self.qtbot.waitUntil(lambda: self.viewer.asset is not None and self.viewer.asset.row == row)
        self.qtbot.waitUntil(lambda: self.robot.is_sharp)


@pytest.fixture
def gallery(
    library_folder: Path, workers: Workers, theme: Theme, qtbot: QtBot
) -> Iterator[Gallery]:
    assets = [
        new_asset(
            custom_title=color,
            width_px=WIDTH_PX,
            height_px=HEIGHT_PX,
            original_prompt=f"a {color} wall, soft light",
            generation_seed=str(number % 2),
            generation=GenerationInfo(sampler="euler", steps=20 + number),
        )
        for number, color in enumerate(COLORS)
    ]
    assets.append(new_asset(custom_title="away", file_state=FileState.ABSENT))
    assets.append(new_asset(custom_title="broken"))
    originals: dict[AssetId, Path] = {}
    renditions: dict[AssetId, bytes] = {}
    for color, asset in zip(COLORS, assets, strict=False):
        originals[asset.id] = library_folder / f"{asset.id}.png"
        original, renditions[asset.id] = files_of(color)
        originals[asset.id].write_bytes(original)
    originals[assets[5].id] = library_folder / "broken.png"
    originals[assets[5].id].write_bytes(b"\x89PNG\r\n\x1a\nno picture at all")
    window = QWidget()
    qtbot.addWidget(window)
    edits, selection = Edits(workers), Selection()
    viewer = Viewer(theme, workers, selection, edits)
    compare = Compare(theme, workers)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(viewer)
    column.addWidget(compare)
    compare.hide()
    window.setStyleSheet(theme.style_sheet())
    window.resize(800, 644)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    bridge = CatalogBridge()
    with open_catalog(library_folder, *assets) as catalog:
        bridge.attach(catalog)
        bridge.changed.connect(viewer.on_changed)
        edits.attach(catalog)
        rows = rows_of(catalog, *assets)
        selection.set_result(rows)
        made = Gallery(
            catalog,
            selection,
            edits,
            viewer,
            compare,
            ViewerRobot(viewer),
            rows,
            originals,
            renditions,
            qtbot,
        )
        for view in (viewer, compare):
            view.attach(made, catalog.assets)
        yield made
        viewer.close_tasks()
        compare.close_tasks()
        edits.close()
        bridge.detach()
