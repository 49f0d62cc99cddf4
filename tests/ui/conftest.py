"""What every test of the window's parts gets."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.theme import Theme


@pytest.fixture(autouse=True)
def british() -> Iterator[None]:
    """Days and numbers are written as the design has them."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QWidget:
    """An empty window in the program's look, on the screen, the pointer in its corner."""
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setStyleSheet(theme.style_sheet())
    widget.resize(1000, 700)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    QCursor.setPos(widget.mapToGlobal(QPoint(1, 1)))
    return widget
