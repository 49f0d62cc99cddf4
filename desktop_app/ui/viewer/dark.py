"""The look of the viewer: dark in both themes, so that pictures stand on the same ground."""

from dataclasses import fields

from PySide6.QtGui import QColor, QIcon

from desktop_app.ui.theme import DARK, Palette, Theme

_RULES = """
QWidget#viewer, QWidget#compare { background: @bg; }
QWidget { color: @text; }
QWidget#viewerBar { background: @panel; border-bottom: 1px solid @line; }
QWidget#videoBar { background: @panel; border-top: 1px solid @line; }
QLabel { color: @text; background: transparent; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="faint"] { color: @faint; }
QLabel[role="label"] { color: @faint; }
QToolButton { color: @muted; background: transparent; }
QToolButton:hover { background: @raised; color: @text; }
QToolButton:checked, QToolButton:pressed { background: @raised; color: @text; }
QToolButton:focus { border-color: @accent; }
QToolButton[role="chevron"] { background: @badge; border-radius: ROUNDpx; padding: 0; }
QToolButton[role="chevron"]:hover { background: @raised; }
QLabel#viewerMessage, QLabel#viewerNote { background: @badge; color: @text; }
QLabel#viewerMessage, QLabel#viewerNote { border-radius: 8px; padding: 8px 14px; }
QTextEdit { background: @panel; color: @text; border: none; border-radius: 0; padding: 0; }
QPushButton { background: transparent; color: @muted; }
QPushButton:hover, QPushButton:checked { background: @raised; color: @text; }
QPushButton:focus { border-color: @accent; }
QPushButton#viewerAgain { background: @badge; color: @text; }
QPushButton#viewerAgain:hover { background: @raised; }
QMenu { background: @panel; border-color: @line; }
QScrollBar::handle { background: @line; }
QSplitter::handle { background: @line; }
QScrollArea, QScrollArea > QWidget > QWidget { background: @panel; }
QSlider::groove:horizontal { background: @line; }
QSlider::sub-page:horizontal { background: @accent; }
QSlider::handle:horizontal { background: @text; }
"""


def dark_style_sheet(theme: Theme, round_px: int) -> str:
    """Return rules with the dark palette's colours, for the viewer and all within it."""
    rules = _RULES.replace("ROUND", str(theme.px(round_px)))
    for field in fields(Palette):
        color = QColor(getattr(DARK, field.name))
        value = f"rgba({color.red()}, {color.green()}, {color.blue()}, {color.alpha()})"
        rules = rules.replace(f"@{field.name};", f"{value};")
    return rules


def light_token(theme: Theme) -> str:
    """Return the token that is nearly white in the theme in force, for icons on the dark ground."""
    return "text" if theme.is_dark else "panel"


def stage_icon(theme: Theme, name: str, size_px: int = 18, tint: str = "") -> QIcon:
    """Return an icon that is seen on the dark ground in both themes."""
    return theme.icon(name, tint or light_token(theme), size_px)
