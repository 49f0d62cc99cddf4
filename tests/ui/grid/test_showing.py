"""What is on the screen is read first, painted as it comes, and stays where it is."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.results import FirstScreen, Section
from desktop_app.ui.grid.view import GridView
from desktop_app.ui.theme import Theme, ThemeMode
from tests.robots.grid import CTRL, GridRobot
from tests.ui.grid.fakes import (
    FIRST_DAY,
    FakeCatalog,
    FakeLibrary,
    encoded,
    made_result,
    made_tile,
    plain_picture,
)

OTHER = AssetQuery(text="other")


def test_tiles_are_read_in_pages_and_painted_in_workers(
    grid: GridView, robot: GridRobot, library: FakeLibrary, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(grid.first_painted):
        grid.set_result(made_result(range(1, 1_001), per_day=100))
    assert robot.color_in(0).name() == "#336699"
    assert all(len(page) <= 200 for page in library.tiles_asked)
    assert library.rows_pictured()[:5] == [1, 2, 3, 4, 5]
    assert {size for _id, size in library.pictures_asked} == {256}
    assert all(name.startswith("lightbox-") for name in library.threads)
    assert not robot.picture().isNull()


def test_placeholders_come_first(
    grid: GridView, robot: GridRobot, library: FakeLibrary, theme: Theme, qtbot: QtBot
) -> None:
    library.gate.clear()
    grid.set_result(made_result(range(1, 101)))
    assert robot.color_in(0).name() == theme.color("tile").name()
    qtbot.waitUntil(lambda: bool(robot.title(1)))
    assert robot.color_in(0).name() == theme.color("tile").name()
    library.gate.set()
    robot.wait_painted()
    assert robot.color_in(0).name() == "#336699"


def test_requests_for_what_scrolled_away_are_called_off(
    grid: GridView, robot: GridRobot, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.gate.clear()
    grid.set_result(made_result(range(1, 100_001)))
    qtbot.waitUntil(lambda: len(library.pictures_asked) == 2)
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: all(token.is_cancelled for token in library.tokens[:2]))
    library.gate.set()
    robot.wait_painted()
    last = robot.visible()
    assert library.rows_pictured()[2] == last[0] + 1
    assert not [row for row in library.rows_pictured() if 200 < row < 99_000]


def test_pages_that_scrolled_away_are_called_off(
    grid: GridView, robot: GridRobot, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.page_gate.clear()
    grid.set_result(made_result(range(1, 100_001)))
    qtbot.waitUntil(lambda: len(library.tiles_asked) >= 1)
    bar = grid.verticalScrollBar()
    for share in range(1, 10):
        bar.setValue(bar.maximum() * share // 10)
        qtbot.waitUntil(lambda: not grid.is_asking)
    library.page_gate.set()
    robot.wait_painted()
    assert len(library.tiles_asked) < 12


def test_a_picture_that_cannot_be_had_is_a_calm_tile(
    grid: GridView, robot: GridRobot, library: FakeLibrary, theme: Theme, qtbot: QtBot
) -> None:
    library.missing, library.failing, library.gone = {2}, {3}, {4}
    with qtbot.waitSignal(grid.first_painted):
        grid.set_result(made_result(range(1, 101)))
    picture = robot.picture()
    for position in (1, 2, 3):
        beside = grid.cell_rect(position).topLeft() + QPoint(30, 60)
        assert picture.pixelColor(beside).name() == theme.color("tile").name()
    library.missing, library.failing = set(), set()
    grid.on_changed(ChangeSet(2, Origin.IMPORT, changed=(AssetRow(2), AssetRow(3))))
    qtbot.waitUntil(lambda: robot.color_in(1).name() == robot.color_in(2).name() == "#336699")


def test_a_bug_in_a_read_leaves_the_grid_alive(
    bare_grid: GridView, library: FakeLibrary, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object) -> bytes:
        message = "a bug"
        raise ValueError(message)

    bare_grid.attach(library.tiles, broken)
    with qtbot.waitSignal(bare_grid.first_painted):
        bare_grid.set_result(made_result(range(1, 11)))
    assert "A task failed" in caplog.text


def test_a_page_that_cannot_be_read_is_asked_for_again(
    bare_grid: GridView, library: FakeLibrary, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    calls = []

    def broken(rows: object) -> list[object]:
        calls.append(rows)
        message = "a bug"
        raise ValueError(message)

    bare_grid.attach(broken, library.rendition)  # type: ignore[arg-type]
    bare_grid.set_result(made_result(range(1, 11)))
    qtbot.waitUntil(lambda: "A task failed" in caplog.text)
    bare_grid.attach(library.tiles, library.rendition)
    bare_grid.on_changed(ChangeSet(1, Origin.SYNC))
    with qtbot.waitSignal(bare_grid.first_painted):
        pass


def test_the_first_screen_needs_no_catalog(
    bare_grid: GridView, library: FakeLibrary, qtbot: QtBot
) -> None:
    rows = tuple(AssetRow(row) for row in range(1, 41))
    sections = (Section(FIRST_DAY, 0, 900),)
    tiles = tuple(made_tile(row) for row in rows)
    bare_grid.prime(tiles)
    bare_grid.set_result(FirstScreen(AssetQuery(), rows, sections, tiles, 900))
    whole = bare_grid.verticalScrollBar().maximum()
    with qtbot.waitSignal(bare_grid.first_painted):
        bare_grid.attach(lambda _rows: [], library.rendition)
    assert library.tiles_asked == []
    bare_grid.set_result(made_result(range(1, 901), per_day=900))
    assert bare_grid.verticalScrollBar().maximum() == whole


def test_an_empty_result_counts_as_painted_and_says_what_to_do(
    grid: GridView, qtbot: QtBot
) -> None:
    clicked: list[bool] = []
    clear = ("Clear all", lambda: clicked.append(True))
    grid.set_empty_state("No match", "Nothing is like that.", [clear])
    with qtbot.waitSignal(grid.first_painted):
        grid.set_result(made_result([]))
    button = grid.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    assert button.isVisible()
    assert [label.text() for label in grid.findChildren(QLabel) if label.isVisible()] == [
        "No match",
        "Nothing is like that.",
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clicked == [True]
    grid.set_empty_state("Nothing here", "")
    assert not button.isVisible()
    grid.set_result(made_result([1]))
    assert grid.empty_state is None


def test_another_query_begins_at_the_top(grid: GridView) -> None:
    grid.set_result(made_result(range(1, 1_001)))
    grid.verticalScrollBar().setValue(5_000)
    grid.set_result(made_result(range(1, 1_001), query=OTHER))
    assert grid.scroll_y == 0


@pytest.mark.parametrize("kind", [list, np.array])
def test_what_arrives_above_does_not_shove_what_is_looked_at(
    grid: GridView, robot: GridRobot, kind: Callable[[list[int]], object]
) -> None:
    def rows(*spans: range) -> object:
        return kind([row for span in spans for row in span])

    grid.set_result(made_result(rows(range(1, 5_001)), per_day=700))  # type: ignore[arg-type]
    grid.ensure_visible(2_000)
    before = grid.cell_rect(2_000)
    first = robot.visible()[0]
    grid.set_result(
        made_result(rows(range(9_001, 9_004), range(1, 5_001)), per_day=703)  # type: ignore[arg-type]
    )
    shown = grid.rows_between(*grid.visible_positions())
    assert 2_001 in shown
    assert abs(grid.cell_rect(2_003).y() - before.y()) <= grid.plan.step_px
    # From far away too, and when the first tile in sight is the one that has gone.
    gone = first + 1
    grid.set_result(
        made_result(rows(range(10_000, 12_000), range(1, gone), range(gone + 1, 5_001)))  # type: ignore[arg-type]
    )
    assert 2_001 in grid.rows_between(*grid.visible_positions())


def test_at_the_very_top_new_tiles_are_seen(grid: GridView) -> None:
    grid.set_result(made_result(range(10, 1_000)))
    grid.set_result(made_result(range(1, 1_000)))
    assert grid.scroll_y == 0


def test_cached_pictures_stay_through_a_new_result(
    grid: GridView, robot: GridRobot, library: FakeLibrary
) -> None:
    grid.set_result(made_result(range(1, 101)))
    robot.wait_painted()
    library.gate.clear()
    library.page_gate.clear()
    grid.set_result(made_result(range(3, 101)))
    assert robot.color_in(0).name() == "#336699"
    assert robot.color_in(5).name() == "#336699"


def test_a_commit_reads_only_what_is_shown_of_it(
    grid: GridView, robot: GridRobot, library: FakeLibrary, qtbot: QtBot
) -> None:
    grid.set_result(made_result(range(1, 10_001)))
    robot.wait_painted()
    robot.wait_idle()
    library.tiles_asked.clear()
    library.pictures_asked.clear()
    library.edited[3] = made_tile(2)
    edited = tuple(AssetRow(row) for row in (3, 9_000))
    grid.on_changed(
        ChangeSet(2, Origin.INSPECTOR, changed=edited, columns=frozenset({Column.TITLE}))
    )
    qtbot.waitUntil(lambda: library.tiles_asked == [[3]])
    assert library.pictures_asked == []
    library.picture = plain_picture("#996633")
    grid.on_changed(ChangeSet(3, Origin.SYNC, changed=edited, columns=frozenset({"content_hash"})))
    qtbot.waitUntil(lambda: robot.color_in(2).name() == "#996633")
    assert library.rows_pictured() == [3]


def test_a_commit_over_everything_is_not_gone_through(
    grid: GridView, robot: GridRobot, library: FakeLibrary, qtbot: QtBot
) -> None:
    grid.set_result(made_result(range(1, 10_001)))
    robot.wait_painted()
    robot.wait_idle()
    library.tiles_asked.clear()
    everything = tuple(AssetRow(row) for row in range(1, 30_001))
    grid.on_changed(ChangeSet(2, Origin.SYNC, changed=everything))
    qtbot.waitUntil(lambda: bool(library.tiles_asked))
    assert 1 in library.tiles_asked[0]


def test_a_removed_asset_is_forgotten(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 11)))
    robot.wait_painted()
    grid.on_changed(ChangeSet(2, Origin.SYNC, removed=(AssetRow(1),)))
    assert grid.supply.tiles.tile(AssetRow(1)) is None
    assert grid.supply.thumbnails.get(AssetRow(1)) is None


def test_an_edit_is_painted_before_it_is_committed_and_taken_back_when_it_fails(
    grid: GridView, robot: GridRobot, catalog: FakeCatalog, qtbot: QtBot
) -> None:
    grid.set_result(made_result(range(1, 101)))
    robot.wait_painted()
    row = AssetRow(1)
    with qtbot.waitSignal(grid.edits.applied) as applied:
        grid.edits.edit([row], {Column.TITLE: "New"}, origin=Origin.INSPECTOR)
        grid.edits.edit([row], {Column.TITLE: "Newer"}, origin=Origin.INSPECTOR)
        assert robot.title(0) == "Newer"
    grid.on_changed(applied.args[0])
    qtbot.waitUntil(lambda: len(catalog.edits) == 2)
    assert robot.title(0) == "Newer"  # not "New", although that is what the first commit says
    catalog.is_failing = True
    with qtbot.waitSignal(grid.edits.failed):
        grid.edits.edit([row], {Column.TITLE: "Never"}, origin=Origin.INSPECTOR)
        assert robot.title(0) == "Never"
    qtbot.waitUntil(lambda: robot.title(0) == "Newer")


def test_tile_size_by_keys_wheel_and_slider(grid: GridView, robot: GridRobot, qtbot: QtBot) -> None:
    grid.set_result(made_result(range(1, 1_001)))
    assert grid.cell_px == 160
    with qtbot.waitSignal(grid.cell_px_changed) as changed:
        robot.key(Qt.Key.Key_Plus, modifiers=CTRL)
    assert changed.args == [200]
    robot.key(Qt.Key.Key_Minus, Qt.Key.Key_Minus, modifiers=CTRL)
    assert grid.cell_px == 128
    robot.key(Qt.Key.Key_0, modifiers=CTRL)
    assert grid.cell_px == 160
    grid.ensure_visible(500)
    before = grid.cell_rect(500).y()
    robot.wheel_over(500, 1, CTRL)
    assert grid.cell_px == 200
    assert grid.cell_rect(500).y() == before
    robot.wheel_over(500, -2, CTRL)
    assert grid.cell_px == 160
    assert grid.cell_rect(500).y() == before
    grid.set_cell_px(4_000)
    assert grid.cell_px == 512
    grid.step_cell_px(1)
    assert grid.cell_px == 512
    grid.set_cell_px(0)
    grid.step_cell_px(-1)
    assert grid.cell_px == 96


def test_large_tiles_ask_for_the_larger_rendition(
    grid: GridView, robot: GridRobot, library: FakeLibrary, qtbot: QtBot
) -> None:
    grid.set_result(made_result(range(1, 1_001)))
    robot.wait_painted()
    grid.set_cell_px(400)
    qtbot.waitUntil(lambda: library.pictures_asked[-1][1] == 512)
    assert robot.color_in(robot.visible()[0]).name() == "#336699"


def test_the_window_is_resized_and_what_is_looked_at_stays(
    grid: GridView, robot: GridRobot
) -> None:
    grid.set_result(made_result(range(1, 10_001), per_day=100))
    grid.ensure_visible(5_000)
    first = grid.first_visible_position()
    offset = grid.cell_rect(first).y()
    for width in (880, 700, 510, 333, 888):
        grid.resize(width, 824)
        assert grid.cell_rect(first).y() == offset
    assert not robot.picture().isNull()


def test_letterboxed_tiles_show_the_whole_picture(
    grid: GridView, robot: GridRobot, library: FakeLibrary, theme: Theme, qtbot: QtBot
) -> None:
    library.picture = plain_picture("#336699", 256, 100)
    grid.set_result(made_result(range(1, 101)))
    robot.wait_painted()
    above = QPoint(grid.cell_rect(0).center().x(), grid.cell_rect(0).top() + 15)
    assert robot.picture().pixelColor(above).name() == "#336699"
    grid.set_is_cropped(False)
    qtbot.waitUntil(lambda: robot.picture().pixelColor(above).name() == theme.color("tile").name())
    assert robot.color_in(0).name() == "#336699"


def test_theme_and_text_size_are_followed(
    grid: GridView, robot: GridRobot, theme: Theme, qtbot: QtBot
) -> None:
    grid.set_result(made_result(range(1, 101), per_day=10))
    robot.wait_painted()
    corner = grid.cell_rect(0).topLeft()
    theme.set_mode(ThemeMode.LIGHT)
    assert robot.picture().pixelColor(1, 1) == theme.color("bg")
    qtbot.waitUntil(lambda: robot.picture().pixelColor(corner).lightness() > 200)
    assert grid.cell_rect(0).top() == 12 + 19 + 10
    theme.set_text_scale(2.0)
    assert grid.cell_rect(0).top() == 2 * (12 + 19 + 10)
    assert robot.color_in(0).name() == "#336699"


def test_blurred_until_hovered(
    grid: GridView, robot: GridRobot, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.picture = _stripes()
    grid.set_result(made_result(range(1, 101)))
    robot.wait_painted()
    sharp = _contrast(robot, 3)
    grid.set_blurred(True)
    qtbot.waitUntil(lambda: _contrast(robot, 3) < sharp / 3)
    robot.hover(3)
    assert _contrast(robot, 3) == sharp
    robot.leave()
    assert _contrast(robot, 3) < sharp / 3
    grid.set_blurred(False)
    assert _contrast(robot, 3) == sharp


def test_where_one_was_is_found_again(grid: GridView, robot: GridRobot) -> None:
    grid.set_result(made_result(range(1, 10_001)))
    assert grid.position_state() == {}
    grid.ensure_visible(5_000)
    state, seen = grid.position_state(), robot.visible()
    grid.verticalScrollBar().setValue(0)
    grid.restore_position(state)
    assert robot.visible() == seen
    grid.restore_position({})
    grid.restore_position("nonsense")


def test_where_one_was_is_waited_for_after_the_first_screen(
    grid: GridView, robot: GridRobot
) -> None:
    grid.set_result(made_result(range(1, 10_001)))
    grid.ensure_visible(5_000)
    state, seen = grid.position_state(), robot.visible()
    rows = tuple(AssetRow(row) for row in range(1, 101))
    grid.set_result(FirstScreen(OTHER, rows, (), (), 10_000))
    grid.restore_position(state)
    assert grid.scroll_y == 0
    grid.set_result(made_result(range(1, 10_001), query=OTHER))
    assert robot.visible() == seen


def _stripes() -> bytes:
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    for x in range(256):
        for y in range(256):
            image.setPixelColor(x, y, QColor("white" if (x // 8) % 2 else "black"))
    return encoded(image, "PNG")


def _contrast(robot: GridRobot, position: int) -> int:
    picture, rect = robot.picture(), robot.grid.cell_rect(position)
    line = [
        picture.pixelColor(x, rect.center().y()).lightness()
        for x in range(rect.left() + 20, rect.right() - 20)
    ]
    return max(line) - min(line)
