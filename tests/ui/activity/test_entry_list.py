"""The list of names with a sentence each: high enough for its sentences, and no higher."""

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.ui.activity.entry_list import Entry, EntryList
from desktop_app.ui.theme import Theme

SHORT = "It is refused."
LONG = "The file is too large for the server, whose bucket takes no files of this size. " * 4


def listing(theme: Theme, qtbot: QtBot, *texts: str, width_px: int = 280) -> EntryList:
    """Show a list of three lines at most with these texts."""
    entries = EntryList(theme, "Problems", text_lines=3)
    qtbot.addWidget(entries)
    entries.setFixedWidth(width_px)
    entries.show()
    entries.set_entries([Entry(n, f"{n}.png", text, "warning") for n, text in enumerate(texts)])
    entries.fit_height(5)
    return entries


def test_entries_have_the_lines_of_the_longest_text(theme: Theme, qtbot: QtBot) -> None:
    assert listing(theme, qtbot, SHORT, SHORT).text_lines == 1
    assert listing(theme, qtbot, SHORT, LONG[:60]).text_lines == 2
    assert listing(theme, qtbot, LONG).text_lines == 3
    assert listing(theme, qtbot).text_lines == 1


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_narrower_list_takes_more_lines(theme: Theme, qtbot: QtBot, scale: float) -> None:
    theme.set_text_scale(scale)
    entries = listing(theme, qtbot, LONG[:60], width_px=round(600 * scale))
    wide_px = entries.height()
    assert entries.text_lines == 1

    entries.setFixedWidth(round(280 * scale))

    assert entries.text_lines == 2
    assert entries.height() > wide_px
