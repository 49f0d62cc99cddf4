"""Dynamic properties that the style sheet looks at."""

from PySide6.QtWidgets import QWidget


def set_mixed(widget: QWidget, *, is_mixed: bool) -> None:
    """Mark a field whose assets have different values: faint and in italics."""
    if widget.property("isMixed") != is_mixed:
        widget.setProperty("isMixed", is_mixed)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()
