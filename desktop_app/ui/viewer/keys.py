"""Which key does what in the viewer; the names are those of the bar's commands and a few more."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_MOVING = {
    Qt.Key.Key_Left: "move-left",
    Qt.Key.Key_Right: "move-right",
    Qt.Key.Key_Up: "move-up",
    Qt.Key.Key_Down: "move-down",
}
_SEEKING = {
    Qt.Key.Key_Left: "seek-back",
    Qt.Key.Key_Right: "seek-forward",
    Qt.Key.Key_Up: "louder",
    Qt.Key.Key_Down: "quieter",
}
"""What Shift with the arrows does to a video, which cannot be moved about."""
_PLAIN = {
    Qt.Key.Key_Left: "previous",
    Qt.Key.Key_Up: "previous",
    Qt.Key.Key_PageUp: "previous",
    Qt.Key.Key_Right: "next",
    Qt.Key.Key_Down: "next",
    Qt.Key.Key_PageDown: "next",
    Qt.Key.Key_Home: "first",
    Qt.Key.Key_End: "last",
    Qt.Key.Key_Escape: "back",
    Qt.Key.Key_Space: "close",
    Qt.Key.Key_Return: "close",
    Qt.Key.Key_Enter: "close",
    Qt.Key.Key_F: "favorite",
    Qt.Key.Key_I: "info",
    Qt.Key.Key_F11: "fullscreen",
    Qt.Key.Key_S: "slideshow",
    Qt.Key.Key_P: "play",
    Qt.Key.Key_M: "mute",
    Qt.Key.Key_R: "repeat",
    Qt.Key.Key_Delete: "trash",
}
_TYPED = {
    "+": "zoom-in",
    "=": "zoom-in",
    "-": "zoom-out",
    "−": "zoom-out",
    "0": "fit",
    "1": "actual",
    ",": "frame-back",
    ".": "frame-forward",
}
"""By what is typed, since layouts have these on different keys."""


def command_of(event: QKeyEvent, *, is_video: bool = False) -> str:
    """Return the name of the command a key stands for, or ""."""
    commanding = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    if event.modifiers() & commanding:
        return ""
    key = Qt.Key(event.key())
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and key in _MOVING:
        return _SEEKING[key] if is_video else _MOVING[key]
    return _TYPED.get(event.text()) or _PLAIN.get(key, "")
