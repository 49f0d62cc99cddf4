"""A folder that was left where it is gets moved; the library says so, and finds it again."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from desktop_app.domain.entities import FileState
from tests.journeys.conftest import SUBJECTS
from tests.journeys.journey import Journey
from tests.journeys.test_importing import sheet_of
from tests.robots.activity import ImportSheetRobot, ToastsRobot


def test_a_moved_folder_is_found_again(
    journey: Journey, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, toasts = journey.window, ToastsRobot(journey.window.furniture.toasts)
    window.furniture.imports.import_paths([pictures])
    sheet = ImportSheetRobot(sheet_of(journey))
    sheet.choose("Leave them where they are")
    sheet.press(f"Import {len(SUBJECTS)}")
    journey.wait_until(lambda: len(journey.shown()) == len(SUBJECTS))

    moved = pictures.rename(pictures.with_name("moved"))
    (moved / "owl.png").rename(moved.parent / "owl elsewhere.png")
    window.selection.set_current(0)
    window.commands["view"].trigger()  # looks for the file, and finds it gone
    journey.wait_until(lambda: _missing(journey) >= 1)
    journey.picture("missing")

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: str(moved))
    window.commands["find_originals"].trigger()
    told = f"{len(SUBJECTS) - 1} missing originals found again · 1 still missing"
    journey.wait_until(lambda: told in toasts.texts)
    journey.picture("found again")
    assert _missing(journey) == 1

    window.furniture.imports.import_paths([moved.parent / "owl elsewhere.png"])
    told = "Imported 0 assets · 1 missing original found again"
    journey.wait_until(lambda: told in toasts.texts)
    assert _missing(journey) == 0
    assert len(journey.library.catalog.all_assets()) == len(SUBJECTS)


def _missing(journey: Journey) -> int:
    assets = journey.library.catalog.all_assets()
    return sum(asset.file_state is FileState.MISSING for asset in assets)
