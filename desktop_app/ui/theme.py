"""Colours, sizes, text and icons: every look in the window comes from here.

The tokens are those of the design pictures; both palettes hold text at a contrast of 4.5 or
more against every surface it stands on.
"""

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer

from desktop_app.resources import resource

BASE_TEXT_PX = 13
FONT_FAMILY = "Inter"
_SIZE = re.compile(r"(\d+(?:\.\d+)?)tx\b")
"""Lengths in the style sheet that grow with the text are written ``12tx``."""


def _css(color: str) -> str:
    """Return a colour token in the form that Qt style sheets read."""
    shade = QColor(color)
    return f"rgba({shade.red()}, {shade.green()}, {shade.blue()}, {shade.alpha()})"


def _drawn(source: bytes, size_px: int, ratio: float) -> QPixmap:
    """Return an SVG drawing as a square pixmap for a screen's pixel ratio."""
    pixmap = QPixmap(QSize(round(size_px * ratio), round(size_px * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


class ThemeMode(StrEnum):
    """What the user chose: follow the system, or one of the two."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colour tokens as ``#rrggbb`` or ``#aarrggbb``."""

    bg: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_soft: str
    on_accent: str
    heart: str
    ok: str
    warn: str
    bad: str
    tile: str
    badge: str
    hover: str


DARK = Palette(
    bg="#17181b",
    panel="#1d1f23",
    raised="#26292f",
    line="#2f333a",
    text="#e8eaed",
    muted="#9aa0aa",
    faint="#8a919c",
    accent="#5b8cff",
    accent_soft="#2e5b8cff",
    on_accent="#0b1020",
    heart="#ff6b81",
    ok="#43c59e",
    warn="#f2b84b",
    bad="#f47a71",
    tile="#22252a",
    badge="#99000000",
    hover="#14ffffff",
)
LIGHT = Palette(
    bg="#f6f7f9",
    panel="#ffffff",
    raised="#eef0f3",
    line="#dfe3e8",
    text="#1b1f24",
    muted="#5b6470",
    faint="#666e7a",
    accent="#2c68fc",
    accent_soft="#222c68fc",
    on_accent="#ffffff",
    heart="#e0405a",
    ok="#1f9d76",
    warn="#8f6100",
    bad="#c0352b",
    tile="#e9ecf0",
    badge="#99000000",
    hover="#0c000000",
)


class Theme(QObject):
    """The look in force.

    Signals:
        changed: colours or text size are different; repaint, and ask again for icons.
        motion_changed: things may move by themselves, or no longer.
    """

    changed = Signal()
    motion_changed = Signal()

    def __init__(self, app: QGuiApplication, mode: ThemeMode = ThemeMode.SYSTEM) -> None:
        super().__init__()
        self._app = app
        self._mode = mode
        self._scale = 1.0
        self._is_motion_unwanted = False
        self._icons: dict[tuple[str, str, int, float], QPixmap] = {}
        self._sources: dict[str, bytes] = {}
        for weight in ("Regular", "SemiBold"):
            QFontDatabase.addApplicationFont(str(resource("fonts", f"Inter-{weight}.otf")))
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._palette = self._resolve()
        self._apply()

    @property
    def mode(self) -> ThemeMode:
        """What the user chose."""
        return self._mode

    @property
    def is_dark(self) -> bool:
        """Whether the dark palette is in force."""
        return self._palette is DARK

    @property
    def palette(self) -> Palette:
        """The colour tokens in force."""
        return self._palette

    @property
    def text_scale(self) -> float:
        """How much larger than designed text is; 1.0 is 100 %."""
        return self._scale

    @property
    def is_motion_reduced(self) -> bool:
        """Whether nothing is to move by itself: the user or the system says so."""
        # Not for the first paint: the style's many kinds take 6 ms to import.
        from PySide6.QtWidgets import QApplication, QStyle  # noqa: PLC0415

        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return self._is_motion_unwanted or not QApplication.style().styleHint(hint)

    def set_motion_reduced(self, is_unwanted: bool) -> None:  # noqa: FBT001 - a slot
        """Have nothing move by itself, or as the system says."""
        if is_unwanted != self._is_motion_unwanted:
            self._is_motion_unwanted = is_unwanted
            self.motion_changed.emit()

    def set_mode(self, mode: ThemeMode) -> None:
        """Choose light, dark or the system's."""
        if mode is not self._mode:
            self._mode = mode
            self._refresh()

    def set_text_scale(self, scale: float) -> None:
        """Choose the text size, between 0.75 and 3 times the designed one."""
        scale = min(max(scale, 0.75), 3.0)
        if scale != self._scale:
            self._scale = scale
            self._refresh()

    def color(self, token: str) -> QColor:
        """Return a token's colour, e.g. ``color("accent")``."""
        value: str = getattr(self._palette, token)
        return QColor(value)

    def px(self, designed_px: float) -> int:
        """Return a designed length scaled with the text size, in pixels."""
        return round(designed_px * self._scale)

    def font(self, designed_px: float = BASE_TEXT_PX, *, is_bold: bool = False) -> QFont:
        """Return the text font at a designed size in pixels."""
        font = QFont(self._app.font())
        font.setPixelSize(self.px(designed_px))
        font.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
        return font

    def pixmap(
        self, name: str, tint: str = "muted", size_px: int = 16, *, ratio: float = 1.0
    ) -> QPixmap:
        """Return a line icon tinted with a token, `size_px` square, for a screen's pixel ratio."""
        key = (name, tint, size_px, ratio)
        pixmap = self._icons.get(key)
        if pixmap is None:
            pixmap = self._render(name, self.color(tint), size_px, ratio)
            self._icons[key] = pixmap
        return pixmap

    def icon(self, name: str, tint: str = "muted", size_px: int = 16) -> QIcon:
        """Return a tinted icon for buttons and menus, sharp at 1× and 2×, dimmed when disabled."""
        icon = QIcon()
        for ratio in (1.0, 2.0):
            icon.addPixmap(self.pixmap(name, tint, self.px(size_px), ratio=ratio))
            icon.addPixmap(
                self.pixmap(name, "line", self.px(size_px), ratio=ratio), QIcon.Mode.Disabled
            )
        return icon

    def svg_pixmap(self, path: Path, size_px: int, *, ratio: float = 1.0) -> QPixmap:
        """Return a drawing of its own colours, `size_px` square."""
        return _drawn(path.read_bytes(), size_px, ratio)

    def _render(self, name: str, color: QColor, size_px: int, ratio: float) -> QPixmap:
        source = self._sources.get(name)
        if source is None:
            source = resource("icons", f"{name}.svg").read_bytes()
            self._sources[name] = source
        return _drawn(source.replace(b"currentColor", color.name().encode()), size_px, ratio)

    def _resolve(self) -> Palette:
        if self._mode is ThemeMode.SYSTEM:
            scheme = self._app.styleHints().colorScheme()
            return LIGHT if scheme is Qt.ColorScheme.Light else DARK
        return LIGHT if self._mode is ThemeMode.LIGHT else DARK

    def _refresh(self) -> None:
        self._palette = self._resolve()
        self._icons.clear()
        self._apply()
        self.changed.emit()

    def _apply(self) -> None:
        font = QFont(FONT_FAMILY)
        font.setPixelSize(self.px(BASE_TEXT_PX))
        self._app.setFont(font)
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "panel",
            QPalette.ColorRole.Base: "raised",
            QPalette.ColorRole.AlternateBase: "raised",
            QPalette.ColorRole.Button: "raised",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.PlaceholderText: "faint",
            QPalette.ColorRole.Highlight: "accent",
            QPalette.ColorRole.HighlightedText: "on_accent",
            QPalette.ColorRole.ToolTipBase: "raised",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.Link: "accent",
            QPalette.ColorRole.Mid: "line",
        }
        for role, token in roles.items():
            palette.setColor(role, self.color(token))
        for role in (
            QPalette.ColorRole.Text,
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.ButtonText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("faint"))
        self._app.setPalette(palette)

    def style_sheet(self) -> str:
        """Return the window's style sheet with the tokens and sizes in force filled in."""
        text = resource("style.qss").read_text(encoding="utf-8")
        for field in fields(Palette):
            value: str = getattr(self._palette, field.name)
            text = text.replace(f"@{field.name};", f"{_css(value)};")
        return _SIZE.sub(lambda match: f"{self.px(float(match[1]))}px", text)

    def _on_system_changed(self) -> None:
        if self._mode is ThemeMode.SYSTEM and self._resolve() is not self._palette:
            self._refresh()
