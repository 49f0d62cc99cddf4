"""Which keys the sidebar's lines answer to, and where they lead."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from desktop_app.ui.filters.lines import LineKind, Outline

_MOVES = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
ACTIVATING = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})
FOLDING = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right})
_OWN = _MOVES | ACTIVATING | FOLDING | {Qt.Key.Key_F2, Qt.Key.Key_Delete}
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier
_PLAIN = frozenset(
    {_NO_MODIFIER, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.KeypadModifier}
)


def is_own(event: QKeyEvent) -> bool:
    """Whether the lines want this key themselves, before it is a shortcut of the window."""
    return event.key() in _OWN and event.modifiers() in _PLAIN


def is_menu_key(event: QKeyEvent) -> bool:
    """Whether this is Shift+F10; of the Menu key Qt itself makes an event of its own."""
    return event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier


def moved(key: int, outline: Outline, current: int, page: int) -> int | None:
    """Return the line that a key leads to, `page` lines being in sight; None: it leads nowhere."""
    if key not in _MOVES:
        return None
    last = len(outline) - 1
    index = {
        Qt.Key.Key_Up: current - 1,
        Qt.Key.Key_Down: current + 1,
        Qt.Key.Key_PageUp: current - page,
        Qt.Key.Key_PageDown: current + page,
        Qt.Key.Key_Home: 0,
        Qt.Key.Key_End: last,
    }[Qt.Key(key)]
    index = min(max(index, 0), last)
    if outline.line(index).kind is LineKind.FILTER:  # a text field of its own lies there
        index = min(max(index + (1 if index > current else -1), 0), last)
    return index
