"""What the list of lines paints, and what it leaves alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.filters.line_view import LineView
from desktop_app.ui.filters.lines import Line, LineKind, Section
from desktop_app.ui.theme import Theme, ThemeMode


class Painted(QObject):
    """Collects what is asked to be painted."""

    def __init__(self, view: LineView) -> None:
        super().__init__(view)
        self.region = QRegion()
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def sections(*counts: int) -> list[Section]:
    lines = tuple(
        Line(LineKind.PLACE, str(number), f"Place {number}", count=count)
        for number, count in enumerate(counts)
    )
    return [Section("places", None, lines)]


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, ThemeMode.DARK)


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication, theme: Theme) -> Iterator[LineView]:
    view = LineView(theme)
    qtbot.addWidget(view)
    view.resize(240, 300)
    view.set_sections(sections(1, 2, 3), frozenset())
    with qtbot.waitExposed(view):
        view.show()
    qapp.processEvents()
    yield view
    view.hide()


def painted_after(view: LineView, qapp: QApplication, new: list[Section]) -> list[int]:
    """Return which lines are painted when others are set."""
    painted = Painted(view)
    view.set_sections(new, frozenset())
    qapp.processEvents()
    return [
        index
        for index in range(len(view.outline))
        if painted.region.intersects(view.line_rect(index))
    ]


def test_counts_that_are_the_same_paint_nothing(view: LineView, qapp: QApplication) -> None:
    assert painted_after(view, qapp, sections(1, 2, 3)) == []


def test_only_the_line_with_another_count_is_painted(view: LineView, qapp: QApplication) -> None:
    assert painted_after(view, qapp, sections(1, 20, 3)) == [1]


def test_what_is_painted_for_one_line_looks_as_if_all_were(
    view: LineView, qapp: QApplication
) -> None:
    painted_after(view, qapp, sections(1, 20, 3))
    partly = view.grab().toImage()
    view.viewport().update()
    qapp.processEvents()
    assert view.grab().toImage() == partly


def test_lines_that_move_are_all_painted(view: LineView, qapp: QApplication) -> None:
    assert painted_after(view, qapp, sections(1, 2)) == [0, 1]
    heading = Line(LineKind.HEADING, "h", "Heading")
    with_heading = [replace(section, heading=heading) for section in sections(1, 2)]
    assert painted_after(view, qapp, with_heading) == [0, 1, 2]


def test_another_theme_paints_everything(view: LineView, theme: Theme, qapp: QApplication) -> None:
    painted = Painted(view)
    view._theme.set_mode(ThemeMode.LIGHT)
    qapp.processEvents()
    assert painted.region.contains(view.viewport().rect())
