"""What stands in an empty grid can be read to its last line."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.grid.empty_state import EmptyState
from desktop_app.ui.theme import Theme


@pytest.mark.parametrize("width_px", [240, 500, 1000])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_long_sentence_is_shown_whole(
    theme: Theme, qtbot: QtBot, width_px: int, scale: float
) -> None:
    theme.set_text_scale(scale)
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(width_px, 700)
    state = EmptyState(theme, around)
    state.set_words(
        "Your library is empty", "Drop pictures or folders here. " * 3, [("Import", print)]
    )
    state.setGeometry(around.rect())
    state.show()
    around.show()
    qtbot.waitExposed(around)
    labels = state.findChildren(QLabel)
    qtbot.waitUntil(lambda: all(around.rect().contains(label.geometry()) for label in labels))
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width())
    theme.set_text_scale(1.0)
