import pytest
from PySide6.QtGui import QTextDocument

from desktop_app.ui.tool_tips import plain_tool_tip


@pytest.mark.parametrize(
    "text",
    ["Tom & Jerry", "it's <b>bold</b>", '<img src="https://example.org/a.png">', "two\nlines"],
)
def test_a_tool_tip_shows_texts_letter_by_letter(text: str) -> None:
    shown = QTextDocument()
    shown.setHtml(plain_tool_tip(text))
    assert shown.toPlainText() == text


def test_nothing_to_say_is_no_tool_tip() -> None:
    assert plain_tool_tip("") == ""
