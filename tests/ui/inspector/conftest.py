"""An inspector beside a real catalog with its index, and everything between them."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.searcher import Searcher
from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.entities import Asset, AssetId, AssetRow, GenerationInfo
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.bridge import CatalogBridge
from desktop_app.ui.browse import Browse
from desktop_app.ui.edits import Edits
from desktop_app.ui.inspector.inspector import Inspector
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.builders import FIRST_DAY_US, MINUTE_US, new_asset, open_catalog, rows_of
from tests.robots.inspector import InspectorRobot

SUNSET = {
    "custom_title": "Mountain Sunset",
    "tags": ("landscape", "sunset"),
    "is_favorite": True,
    "original_prompt": 'A "beautiful" sunset\nover mountains',
    "generation_seed": "12345",
    "file_size_bytes": 2_048_576,
    "width_px": 1024,
    "height_px": 1024,
    "mime_type": "image/jpeg",
    "content_category": "landscape",
    "roleplay_metadata": {
        "character_name": "Aria",
        "scene_context": "Mountain adventure scene",
        "character_id": "c-17",
    },
    "generation": GenerationInfo(
        generator="ComfyUI",
        negative_prompt="blurry",
        sampler="euler",
        parameters={"Scheduler": "karras"},
        raw={"prompt": '{"3": {}}'},
    ),
}


@dataclass
class Studio:
    """What a test works with.

    `renditions` answers for pictures; `asked` says for which (id, size) it was asked.
    """

    catalog: Catalog
    searcher: Searcher
    browse: Browse
    selection: Selection
    edits: Edits
    inspector: Inspector
    robot: InspectorRobot
    elsewhere: QLineEdit
    rows: list[AssetRow]
    qtbot: QtBot
    changes: list[ChangeSet] = field(default_factory=list)

    def asset(self, position: int) -> Asset:
        """Read an asset from the catalog."""
        return self.catalog.assets([self.rows[position]])[0]

    def select(self, *positions: int) -> None:
        """Select these positions and wait until they are shown."""
        self.selection.select_only(positions[0])
        for position in positions[1:]:
            self.selection.toggle(position)
        self.wait_until_shown(*positions)

    def wait_until_shown(self, *positions: int) -> None:
        wanted = [self.rows[position] for position in positions]
        self.qtbot.waitUntil(lambda: [*self.inspector.shown_rows] == sorted(wanted))

    def settle(self) -> None:
        """Wait until all edits are committed and everything has been read again."""
        self.qtbot.waitUntil(lambda: not self.edits._scope.is_busy)
        self.qtbot.waitUntil(lambda: not self.inspector._loader.is_pending)


@pytest.fixture
def studio(library_folder: Path, workers: Workers, theme: Theme, qtbot: QtBot) -> Iterator[Studio]:
    """Four assets: the sunset, two more with some of its tags, and one of which little is known."""
    # All of one day, however many assets other tests have made before.
    made_at_us = iter(range(FIRST_DAY_US, FIRST_DAY_US + 10 * MINUTE_US, MINUTE_US))
    assets = [
        new_asset(**{"created_at_us": next(made_at_us), **SUNSET}),
        new_asset(
            custom_title="Lake",
            tags=("sunset", "lake"),
            model_used="flux-dev",
            created_at_us=next(made_at_us),
        ),
        new_asset(tags=("sunset", "Portrait"), created_at_us=next(made_at_us)),
        new_asset(
            created_at_us=next(made_at_us),
            custom_title=None,
            original_prompt="",
            file_size_bytes=0,
            width_px=None,
            height_px=None,
            asset_type="video",
            mime_type="video/mp4",
            duration_seconds=5.2,
        ),
    ]
    window = QWidget()
    qtbot.addWidget(window)
    browse, edits, selection = Browse(workers), Edits(workers), Selection()
    inspector = Inspector(theme, workers, browse, selection, edits)
    elsewhere = QLineEdit()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(elsewhere)
    column.addWidget(inspector, 1)
    window.setStyleSheet(theme.style_sheet())
    window.resize(320, 860)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    elsewhere.setFocus()
    bridge = CatalogBridge()
    with open_catalog(library_folder, *assets) as catalog:
        searcher = Searcher(catalog, snapshot=None)
        searcher.start()
        bridge.attach(catalog)
        bridge.changed.connect(browse.on_changed)
        bridge.changed.connect(inspector.on_changed)
        edits.attach(catalog)
        inspector.attach(catalog, searcher, no_rendition)
        rows = rows_of(catalog, *assets)
        selection.set_result(rows)
        made = Studio(
            catalog,
            searcher,
            browse,
            selection,
            edits,
            inspector,
            InspectorRobot(inspector),
            elsewhere,
            rows,
            qtbot,
        )
        bridge.changed.connect(made.changes.append)
        yield made
        inspector.close_tasks()
        edits.close()
        bridge.detach()
        browse.close()
        searcher.close()


def no_rendition(asset_id: AssetId, size_px: int, token: CancelToken) -> bytes | None:
    """Stand for a library without any picture."""
    del asset_id, size_px
    assert threading.current_thread() is not threading.main_thread()
    token.check()
    return None


def edit_elsewhere(studio: Studio, position: int, **values: object) -> None:
    """Commit an edit that another view made, and wait until it has been heard of."""
    before = len(studio.changes)
    columns = {Column(name): value for name, value in values.items()}
    studio.catalog.edit(
        [studio.rows[position]],
        columns,  # type: ignore[arg-type]
        origin=Origin.GRID,
    )
    studio.qtbot.waitUntil(lambda: len(studio.changes) > before)
