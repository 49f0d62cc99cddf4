"""Zooming and moving: what is under the pointer stays there, nothing leaves the stage."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.ui.theme import Theme
from desktop_app.ui.viewer.picture import Picture
from desktop_app.ui.viewer.stage import Stage, View
from tests.robots.viewer import color_at, drag, turn_wheel
from tests.ui.viewer.conftest import image_of


@pytest.fixture
def stage(theme: Theme, qtbot: QtBot) -> Stage:
    """A stage of 800 × 600 showing 1200 × 900, whose left quarter is black."""
    made = Stage(theme)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.set_picture(Picture((image_of("red"),), QSize(1200, 900), is_sharp=True), keeps_view=False)
    return made


def part_at(stage: Stage, place: QPoint) -> QPointF:
    return stage._part_at(QPointF(place))


def test_fit_shows_the_whole_picture(stage: Stage) -> None:
    assert stage.is_fit
    assert stage.scale == pytest.approx(2 / 3)
    assert color_at(stage, QPoint(190, 300)) == QColor("black")
    assert color_at(stage, QPoint(210, 300)) == QColor("red")


def test_the_wheel_keeps_what_is_under_the_pointer(stage: Stage) -> None:
    place = QPoint(200, 450)
    before = part_at(stage, place)
    turn_wheel(stage, place, 4)
    after = part_at(stage, place)
    assert stage.scale == pytest.approx(2 / 3 * 1.25**4)
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))


def test_double_click_goes_between_fit_and_actual_pixels(stage: Stage) -> None:
    place = QPoint(500, 300)
    before = part_at(stage, place)
    QTest.mouseDClick(stage, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert stage.scale == 1.0
    assert part_at(stage, place).x() == pytest.approx(before.x())
    QTest.mouseDClick(stage, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert stage.is_fit


def test_dragging_moves_and_the_edges_stop_it(stage: Stage) -> None:
    stage.zoom_to(1.0)
    under = part_at(stage, QPoint(400, 300))
    drag(stage, QPoint(400, 300), QPoint(350, 330))
    after = part_at(stage, QPoint(350, 330))
    assert (after.x(), after.y()) == pytest.approx((under.x(), under.y()), abs=0.01)
    stage.move_by(10_000, 10_000)
    corner = part_at(stage, QPoint(0, 0))
    assert (corner.x(), corner.y()) == pytest.approx((0, 0), abs=1e-6)


def test_a_small_picture_stays_in_the_middle(stage: Stage) -> None:
    stage.zoom_to(0.2)
    stage.move_by(100, 100)
    assert part_at(stage, QPoint(400, 300)) == QPointF(0.5, 0.5)


def test_a_sharper_picture_keeps_the_view(stage: Stage) -> None:
    stage.zoom_to(1.0, QPointF(100, 100))
    view = stage.view
    sharper = Picture((image_of("red", 2400, 1800),), QSize(2400, 1800), is_sharp=True)
    stage.set_picture(sharper, keeps_view=True)
    assert stage.view.relative == pytest.approx(view.relative)
    assert (stage.view.across, stage.view.down) == pytest.approx((view.across, view.down))
    assert stage.scale == pytest.approx(0.5)


def test_fit_lasts_through_a_resize(stage: Stage) -> None:
    stage.resize(400, 300)
    assert stage.is_fit
    assert stage.scale == pytest.approx(1 / 3)


def test_views_are_told_when_the_user_made_them_only(stage: Stage, qtbot: QtBot) -> None:
    told: list[View] = []
    stage.view_changed.connect(told.append)
    stage.set_view(View(2.0, 0.4, 0.6))
    assert told == []
    assert stage.scale == pytest.approx(4 / 3)
    with qtbot.waitSignal(stage.view_changed):
        stage.zoom_by(1)


def test_an_empty_stage_takes_everything_calmly(theme: Theme, qtbot: QtBot) -> None:
    stage = Stage(theme)
    qtbot.addWidget(stage)
    stage.resize(100, 100)
    stage.show()
    stage.zoom_by(1)
    stage.move_by(5, 5)
    stage.toggle_actual()
    assert stage.grab().toImage().pixelColor(50, 50) == color_at(stage, QPoint(1, 1))
