"""Pictures are ready to be copied to the screen; badges say how a tile stands."""

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain.entities import AssetRow, FileState
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.results import FirstScreen
from desktop_app.ui.grid.badges import Badges, duration_text, state_sentences
from desktop_app.ui.grid.picture import Look, make_picture
from desktop_app.ui.grid.thumbnails import CACHE_BYTES
from desktop_app.ui.grid.view import GridView
from desktop_app.ui.theme import Theme
from tests.robots.grid import GridRobot
from tests.ui.grid.fakes import FakeLibrary, encoded, made_result, made_tile, plain_picture

BEHIND, TILE, BLUE = QColor("#17181b"), QColor("#22252a"), QColor("#336699")
LOOK = Look(164, 8, is_cropped=True, behind_rgb=BEHIND.rgb(), tile_rgb=TILE.rgb())


def test_a_picture_is_cropped_rounded_and_opaque() -> None:
    made = make_picture(plain_picture("#336699", 256, 144), LOOK)
    assert made is not None
    assert (made.width(), made.height()) == (164, 164)
    assert made.format() is QImage.Format.Format_RGB32
    assert made.pixelColor(0, 0) == BEHIND
    assert made.pixelColor(163, 163) == BEHIND
    assert made.pixelColor(82, 82) == made.pixelColor(82, 1) == BLUE


def test_a_picture_is_letterboxed_and_never_enlarged() -> None:
    look = replace(LOOK, is_cropped=False)
    made = make_picture(plain_picture("#336699", 256, 128), look)
    assert made is not None
    assert made.pixelColor(82, 30) == TILE
    assert made.pixelColor(1, 82) == BLUE
    small = make_picture(plain_picture("#336699", 20, 20), look)
    assert small is not None
    assert small.pixelColor(82, 82) == BLUE
    assert small.pixelColor(60, 82) == TILE


def test_what_is_transparent_shows_the_tile() -> None:
    image = QImage(256, 256, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    made = make_picture(encoded(image, "PNG"), LOOK)
    assert made is not None
    assert made.pixelColor(82, 82) == TILE


@pytest.mark.parametrize(
    "data",
    [b"", b"not a picture", plain_picture("#336699")[:200], plain_picture("#336699", 4_200, 1)],
)
def test_what_is_not_one_of_our_pictures_is_none(data: bytes) -> None:
    assert make_picture(data, LOOK) is None


def test_the_larger_rendition_serves_larger_tiles() -> None:
    assert LOOK.rendition_px == 256
    assert replace(LOOK, tile_px=257).rendition_px == 512


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0:01"), (5.0, "0:05"), (59.7, "1:00"), (3_723.0, "1:02:03")],
)
def test_lengths(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_badges_say_how_a_tile_stands(theme: Theme) -> None:
    badges = Badges(theme)
    badges.prepare(164, 1.0)
    plain = replace(made_tile(4), is_favorite=False)
    assert badges.row(plain, is_heart_offered=False) is None
    assert badges.row(plain, is_heart_offered=True) is not None
    width_px = 0
    for changes, said in (
        ({"is_favorite": True}, "Favorite"),
        ({"asset_type": "video", "duration_seconds": None}, ""),
        ({"is_animated": True, "duration_seconds": 2.0}, "0:02"),
        ({"has_problem": True}, "Has a problem"),
        ({"has_conflict": True}, "Has a conflict"),
        ({"is_pending": True}, "Waiting to sync"),
        (
            {"is_pending": True, "is_unsent": True},
            "On this machine only, waiting to upload",
        ),
        (
            {"is_pending": True, "is_unsent": True, "has_problem": True},
            "Has a problem, On this machine only",
        ),
        ({"file_state": FileState.ABSENT}, "Not on this machine"),
        ({"file_state": FileState.MISSING}, "The file is missing"),
    ):
        tile = replace(plain, **changes)
        row = badges.row(tile, is_heart_offered=False)
        assert row is not None
        assert badges.row(tile, is_heart_offered=False) is row
        assert ", ".join(state_sentences(tile)) == said
        width_px = max(width_px, row.width())
    everything = replace(
        made_tile(5), is_favorite=True, has_problem=True, is_pending=True,
        file_state=FileState.ABSENT,
    )  # fmt: skip
    wide = badges.row(everything, is_heart_offered=False)
    assert wide is not None
    assert wide.width() > 2 * width_px
    badges.prepare(96, 1.0)
    narrow = badges.row(everything, is_heart_offered=False)
    assert narrow is not None
    assert narrow.width() <= 96 - 12
    heart = badges.heart_rect(everything, QRect(0, 0, 96, 96))
    assert QRect(0, 0, 96, 96).intersects(heart)


def test_each_state_has_its_own_calm_tile(
    grid: GridView, robot: GridRobot, library: FakeLibrary
) -> None:
    states = {2: FileState.ABSENT, 3: FileState.MISSING, 4: FileState.STORED}
    library.missing = {*states, 5}
    for row, state in states.items():
        library.edited[row] = replace(
            made_tile(4), row=AssetRow(row), id=made_tile(row).id, file_state=state
        )
    library.edited[5] = replace(made_tile(5), title="", is_favorite=False)
    grid.set_result(made_result(range(1, 11)))
    robot.wait_painted()
    picture = robot.picture()
    middles = []
    for position in range(1, 5):
        rect = QRect(0, 0, 30, 30)
        rect.moveCenter(grid.cell_rect(position).center())
        middles.append(picture.copy(rect))
    assert all(first != second for first, second in pairwise(middles))


def test_on_the_first_screen_nothing_is_said_to_be_missing(
    grid: GridView, robot: GridRobot, library: FakeLibrary, theme: Theme
) -> None:
    library.missing = {1}
    rows = tuple(AssetRow(row) for row in range(1, 41))
    tiles = tuple(made_tile(row) for row in rows)
    grid.set_result(FirstScreen(AssetQuery(), rows, (), tiles, 40))
    robot.wait_painted()
    assert robot.color_in(0) == theme.color("tile")
    before = robot.picture()
    grid.set_result(made_result(rows))
    assert robot.picture() != before


def test_pictures_are_asked_for_before_the_window_is_shown(
    grid: GridView, robot: GridRobot, library: FakeLibrary
) -> None:
    grid.hide()
    grid.resize(600, 400)
    grid.set_result(made_result(range(1, 1_001)))
    grid.ask_now()
    assert not grid.is_asking
    robot.wait_painted()
    assert library.rows_pictured()[:3] == [1, 2, 3]
    assert len(robot.visible()) == 6
    grid.show()
    assert len(robot.visible()) == 6


def test_memory_for_pictures_is_bounded(
    grid: GridView, robot: GridRobot, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.picture = plain_picture("#336699", 512, 512)
    grid.set_cell_px(320)
    grid.set_result(made_result(range(1, 2_001)))
    bar = grid.verticalScrollBar()
    for step in range(30):
        bar.setValue(step * 1_500)
        robot.wait_idle()
    assert grid.supply.thumbnails.cached_bytes <= CACHE_BYTES
    assert grid.supply.thumbnails.cached_bytes > CACHE_BYTES // 2


def test_another_screen_makes_pictures_anew(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 101)))
    robot.wait_painted()
    QApplication.sendEvent(grid, QEvent(QEvent.Type.DevicePixelRatioChange))
    QApplication.sendEvent(grid, QEvent(QEvent.Type.LanguageChange))
    assert robot.color_in(0) == BLUE
