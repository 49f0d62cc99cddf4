"""The small marks at the top right of a tile, painted once for each combination."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from desktop_app.domain.entities import AssetType, FileState, Tile
from desktop_app.ui.theme import DARK, Theme

_CACHED = 512
translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class _Badge:
    icon: str
    color: str
    text: str = ""


def duration_text(seconds: float) -> str:
    """Return a length as ``0:05`` or ``1:02:03``; what is shorter than a second counts as one."""
    whole = max(round(seconds), 1)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def state_sentences(tile: Tile) -> list[str]:
    """Return in words what the badges of a tile say, for tool tips and screen readers."""
    said = []
    if tile.is_favorite:
        said.append(translate("GridView", "Favorite"))
    if tile.duration_seconds:
        said.append(duration_text(tile.duration_seconds))
    if tile.has_conflict:
        said.append(translate("GridView", "Has a conflict"))
    if tile.has_problem:
        said.append(translate("GridView", "Has a problem"))
    elif tile.is_pending and not tile.is_unsent:
        said.append(translate("GridView", "Waiting to sync"))
    if tile.is_unsent:
        said.append(
            translate("GridView", "On this machine only")
            if tile.has_problem
            else translate("GridView", "On this machine only, waiting to upload")
        )
    if tile.file_state is FileState.ABSENT:
        said.append(translate("GridView", "Not on this machine"))
    elif tile.file_state is FileState.MISSING:
        said.append(translate("GridView", "The file is missing"))
    return said


def _badges_of(tile: Tile, *, is_heart_offered: bool) -> list[_Badge]:
    """Return the badges of a tile from left to right. They lie on dark ground in both themes."""
    white = DARK.text
    badges = []
    if tile.is_favorite:
        badges.append(_Badge("heart-filled", DARK.heart))
    elif is_heart_offered:
        badges.append(_Badge("heart", white))
    if tile.asset_type == AssetType.VIDEO or tile.is_animated:
        length = duration_text(tile.duration_seconds) if tile.duration_seconds else ""
        badges.append(_Badge("play", white, length))
    if tile.has_conflict:
        badges.append(_Badge("flag", DARK.warn))
    if tile.has_problem:
        # What was refused rests: it does not wait, it stays where it is.
        badges.append(_Badge("warning", DARK.warn))
        if tile.is_unsent:
            badges.append(_Badge("machine", white))
    elif tile.is_pending:
        badges.append(_Badge("upload", white))
    if tile.file_state is FileState.ABSENT:
        badges.append(_Badge("cloud-off", white))
    elif tile.file_state is FileState.MISSING:
        badges.append(_Badge("missing", DARK.warn))
    return badges


class Badges:
    """Pixmaps of badge rows. Lengths follow the text size."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._ratio = 1.0
        self._room_px = 0
        self._rows: dict[tuple[_Badge, ...], QPixmap] = {}

    def prepare(self, tile_px: int, ratio: float) -> None:
        """Paint for tiles of this size on a screen of this pixel ratio from now on."""
        self._ratio = ratio
        self._room_px = tile_px - 2 * self._theme.px(6)
        self._rows.clear()

    def row(self, tile: Tile, *, is_heart_offered: bool) -> QPixmap | None:
        """Return the badges of a tile side by side, or None when there are none."""
        badges = tuple(_badges_of(tile, is_heart_offered=is_heart_offered))
        if not badges:
            return None
        pixmap = self._rows.get(badges)
        if pixmap is None:
            if len(self._rows) >= _CACHED:
                self._rows.clear()
            pixmap = self._paint(badges)
            self._rows[badges] = pixmap
        return pixmap

    def row_place(self, pixmap: QPixmap, tile_rect: QRect) -> QPointF:
        """Return where on a tile its badges go."""
        inset = self._theme.px(6)
        width = pixmap.deviceIndependentSize().width()
        return QPointF(tile_rect.x() + tile_rect.width() - inset - width, tile_rect.y() + inset)

    def heart_rect(self, tile: Tile, tile_rect: QRect) -> QRect:
        """Return where a click on the heart counts: the badge and a little around it."""
        pixmap = self.row(tile, is_heart_offered=True)
        if pixmap is None:
            return QRect()
        place = self.row_place(pixmap, tile_rect)
        reach = self._theme.px(4)
        size = QSize(self._width(_Badge("heart", "")), self._height())
        return QRect(place.toPoint(), size).adjusted(-reach, -reach, reach // 2, reach)

    def _height(self) -> int:
        return self._theme.px(17)

    def _icon_px(self, badge: _Badge) -> int:
        return self._theme.px(10 if badge.text else 12)

    def _width(self, badge: _Badge) -> int:
        width = 2 * self._theme.px(5) + self._icon_px(badge)
        if badge.text:
            metrics = QFontMetricsF(self._theme.font(11))
            width += self._theme.px(3) + round(metrics.horizontalAdvance(badge.text))
        return width

    def _paint(self, badges: tuple[_Badge, ...]) -> QPixmap:
        gap, height = self._theme.px(4), self._height()
        widths = [self._width(badge) for badge in badges]
        while len(widths) > 1 and sum(widths) + gap * (len(widths) - 1) > self._room_px:
            widths.pop()
        total = sum(widths) + gap * (len(widths) - 1)
        pixmap = QPixmap(round(total * self._ratio), round(height * self._ratio))
        pixmap.setDevicePixelRatio(self._ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(11))
        x = 0
        for badge, width in zip(badges, widths, strict=False):
            self._paint_badge(painter, badge, QRectF(x, 0, width, height))
            x += width + gap
        painter.end()
        return pixmap

    def _paint_badge(self, painter: QPainter, badge: _Badge, rect: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("badge"))
        radius = self._theme.px(5)
        painter.drawRoundedRect(rect, radius, radius)
        size = self._icon_px(badge)
        icon = self._tinted(badge, size)
        left = rect.x() + self._theme.px(5)
        painter.drawPixmap(QPointF(left, rect.y() + (rect.height() - size) / 2), icon)
        if badge.text:
            painter.setPen(QColor(badge.color))
            text_rect = rect.adjusted(self._theme.px(8) + size, 0, 0, 0)
            painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter, badge.text)

    def _tinted(self, badge: _Badge, size_px: int) -> QPixmap:
        icon = QPixmap(self._theme.pixmap(badge.icon, "text", size_px, ratio=self._ratio))
        painter = QPainter(icon)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(icon.rect(), QColor(badge.color))
        painter.end()
        return icon
