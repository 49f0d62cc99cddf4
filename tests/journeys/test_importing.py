"""Drop fifty files of which ten are bad: the good ones come in, the others are listed."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop_app.ui.activity.import_sheet import ImportSheet
from tests.journeys.journey import Journey
from tests.robots.activity import ImportSheetRobot, StatusBarRobot
from tests.robots.grid import GridRobot


@pytest.fixture
def mixed(tmp_path: Path) -> list[Path]:
    """Forty pictures and ten files that will not go, each for another reason."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    files = []
    for number in range(40):
        pixels = np.random.default_rng(number).integers(0, 255, (40, 60, 3), dtype=np.uint8)
        path = folder / f"{number:02}.{('png', 'jpg', 'webp')[number % 3]}"
        Image.fromarray(pixels).save(path)
        files.append(path)
    whole = files[0].read_bytes()
    bad = {
        "empty.png": b"",
        "text.png": b"this is not a picture",
        "cut.png": whole[: len(whole) // 3],
        "noise.jpg": b"\xff\xd8\xff\xe0" + bytes(200),
        "page.html": b"<html><body>proxy error</body></html>",
        "sheet.pdf": b"%PDF-1.7\n%%EOF",
        "half.webp": files[2].read_bytes()[:40],
        "numbers.csv": b"1,2,3\n4,5,6\n",
        "archive.zip": b"PK\x03\x04" + bytes(60),
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)
        files.append(folder / name)
    pipe = folder / "pipe.png"
    os.mkfifo(pipe)
    return [*files, pipe]


def sheet_of(journey: Journey) -> ImportSheet:
    journey.wait_until(lambda: journey.window.furniture.imports.sheet is not None)
    sheet = journey.window.furniture.imports.sheet
    assert sheet is not None
    return sheet


def test_good_files_come_in_and_bad_ones_are_listed(journey: Journey, mixed: list[Path]) -> None:
    window = journey.window
    status = StatusBarRobot(window.status_bar)
    GridRobot(window.grid, journey.qtbot).drop_files(mixed)
    sheet = ImportSheetRobot(sheet_of(journey))
    journey.picture("import sheet")
    sheet.press("Import")
    journey.wait_until(lambda: len(journey.shown()) == 40 and not window.furniture.imports.is_busy)
    assert len(window.furniture.imports.problems) == 10
    assert "10" in (status.problems_text or "")
    status.open_problems()
    journey.picture("imported with problems")
    assert {Path(problem.path).name for problem in window.furniture.imports.problems} == {
        path.name for path in mixed[40:]
    }


def test_the_same_files_again_are_duplicates(journey: Journey, mixed: list[Path]) -> None:
    window = journey.window
    good = mixed[:15]
    window.furniture.imports.import_paths(good)
    journey.wait_until(lambda: len(journey.shown()) == 15 and not window.furniture.imports.is_busy)
    window.furniture.imports.import_paths(good)
    sheet = ImportSheetRobot(sheet_of(journey))
    assert sheet.buttons == ["Cancel"]
    journey.picture("all duplicates")
    sheet.choose("Keep both")
    sheet.press("Import")
    journey.wait_until(lambda: len(journey.shown()) == 30 and not window.furniture.imports.is_busy)


def test_an_import_that_is_called_off_leaves_a_whole_library(
    journey: Journey, mixed: list[Path]
) -> None:
    window, library = journey.window, journey.library
    window.furniture.imports.import_paths(mixed[:40])
    ImportSheetRobot(sheet_of(journey)).press("Import")
    window.furniture.imports.cancel()
    journey.wait_until(lambda: not window.furniture.imports.is_busy)
    journey.reopen()
    library = journey.library
    assets = library.catalog.all_assets()
    files = [path for path in (journey.folder / "originals").rglob("*") if path.is_file()]
    assert {library.original_path(asset) for asset in assets} == set(files)
