"""The button that is only an icon, beside the words of a panel or a card."""

from PySide6.QtWidgets import QToolButton


def small_button(name: str) -> QToolButton:
    """Return one without its icon; `name` is its tool tip, and what assistive programs call it."""
    button = QToolButton()
    button.setProperty("role", "small")
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button
