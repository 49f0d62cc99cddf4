"""Labels and buttons as sheets have them; their looks are the stylesheet's, by role."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton


def label(text: str, role: str) -> QLabel:
    """Return a label of plain text that wraps."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setProperty("role", role)
    return made


def wrappable(text: str, most_characters: int = 40) -> str:
    """Let a name that is longer than a line, such as an address, go on in the next one."""
    return re.sub(rf"\S{{{most_characters}}}(?=\S)", "\\g<0>\N{ZERO WIDTH SPACE}", text)


def button(text: str, role: str) -> QPushButton:
    """Return a button that Enter presses when it has the focus."""
    made = QPushButton(text)
    made.setProperty("role", role)
    made.setAutoDefault(True)
    return made
