"""Paints one tile in some 20 µs: everything that can be is made once for a size and copied."""

import time
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QStaticText,
)

from desktop_app.domain.entities import AssetType, FileState, Tile
from desktop_app.ui.grid.badges import Badges
from desktop_app.ui.grid.picture import Look, make_plain
from desktop_app.ui.grid.thumbnails import Thumbnail, Thumbnails
from desktop_app.ui.theme import Theme

RING_PX = 4
"""How far the selection ring reaches beyond its tile: two pixels off, two wide."""
_CAPTIONS = 1024
_BLUR_S = 0.008
"""How long one repaint may spend on blurring pictures for the first time."""


@dataclass(slots=True)
class CellState:
    """How a tile stands to the user at this moment."""

    is_selected: bool = False
    is_focused: bool = False
    is_hovered: bool = False
    is_blurred: bool = False
    is_provisional: bool = False
    """A picture that cannot be had now is not said to be missing yet."""


class CellPainter:
    """Paints tiles of one size; `prepare` whenever size, theme or screen is another."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        self.badges = Badges(theme)
        self._theme = theme
        self._thumbnails = thumbnails
        self._look = Look(0, 0, is_cropped=True, behind_rgb=0, tile_rgb=0)
        self._tile_px = 0
        self._ratio = 1.0
        self._plain = QPixmap()
        self._shade = QPixmap()
        self._shade_top = 0
        self._rings: dict[str, QPixmap] = {}
        self._icons: dict[str, QPixmap] = {}
        self._captions: dict[str, QStaticText] = {}
        self._caption_font = theme.font(12)
        self._caption_place = QPoint()
        self._caption_width = 0.0
        self._blur_until_s = 0.0
        self.is_unfinished = False

    def prepare(self, tile_px: int, ratio: float, *, is_cropped: bool) -> Look:
        """Make what all tiles share; returns the look that pictures must have."""
        theme = self._theme
        self._tile_px, self._ratio = tile_px, ratio
        self._look = Look(
            tile_px=max(round(tile_px * ratio), 1),
            radius_px=round(theme.px(8) * ratio),
            is_cropped=is_cropped,
            behind_rgb=theme.color("bg").rgb(),
            tile_rgb=theme.color("tile").rgb(),
            ratio=ratio,
        )
        self._plain = QPixmap.fromImage(make_plain(self._look))
        self._plain.setDevicePixelRatio(ratio)
        self._rings.clear()
        self._icons.clear()
        self._captions.clear()
        self._caption_font = theme.font(12)
        self._make_shade()
        self.badges.prepare(tile_px, ratio)
        return self._look

    def begin(self, painter: QPainter) -> None:
        """Start a repaint."""
        painter.setFont(self._caption_font)
        self._blur_until_s = time.monotonic() + _BLUR_S
        self.is_unfinished = False

    def paint(
        self,
        painter: QPainter,
        place: QPoint,
        tile: Tile | None,
        thumbnail: Thumbnail | None,
        state: CellState,
    ) -> None:
        """Paint a tile with its top left corner at `place`."""
        self._paint_picture(painter, place, tile, thumbnail, state)
        if tile is not None:
            if tile.title:
                self._paint_caption(painter, place, tile.title)
            badges = self.badges.row(tile, is_heart_offered=state.is_hovered)
            if badges is not None:
                rect = QRect(place.x(), place.y(), self._tile_px, self._tile_px)
                painter.drawPixmap(self.badges.row_place(badges, rect), badges)
        if state.is_selected:
            self._paint_ring(painter, place, "accent", RING_PX)
        if state.is_focused:
            # Inside the selection ring when there is one, in its place when there is none.
            self._paint_ring(painter, place, "text", RING_PX - 2 if state.is_selected else RING_PX)

    def _paint_picture(
        self,
        painter: QPainter,
        place: QPoint,
        tile: Tile | None,
        thumbnail: Thumbnail | None,
        state: CellState,
    ) -> None:
        pixmap = None if thumbnail is None else thumbnail.pixmap
        if pixmap is None or thumbnail is None:
            painter.drawPixmap(place, self._plain)
            if thumbnail is not None and tile is not None and not state.is_provisional:
                icon = self._icon(_missing_icon(tile))
                inset = (self._tile_px - round(icon.deviceIndependentSize().width())) // 2
                painter.drawPixmap(place + QPoint(inset, inset), icon)
            return
        if state.is_blurred and not state.is_hovered:
            if thumbnail.blurred is None and time.monotonic() > self._blur_until_s:
                self.is_unfinished = True
                painter.drawPixmap(place, self._plain)
                return
            pixmap = self._thumbnails.blurred(thumbnail) or self._plain
        if pixmap.width() == self._look.tile_px and thumbnail.look.ratio == self._ratio:
            painter.drawPixmap(place, pixmap)
        else:
            painter.drawPixmap(QRect(place.x(), place.y(), self._tile_px, self._tile_px), pixmap)

    def _paint_caption(self, painter: QPainter, place: QPoint, title: str) -> None:
        text = self._captions.get(title)
        if text is None:
            if len(self._captions) >= _CAPTIONS:
                self._captions.clear()
            metrics = QFontMetricsF(self._caption_font)
            text = QStaticText(
                metrics.elidedText(
                    " ".join(title.split()), Qt.TextElideMode.ElideRight, self._caption_width
                )
            )
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            text.prepare(font=self._caption_font)
            self._captions[title] = text
        painter.drawPixmap(place.x(), place.y() + self._shade_top, self._shade)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawStaticText(place + self._caption_place, text)

    def _paint_ring(self, painter: QPainter, place: QPoint, token: str, reach: int) -> None:
        """Paint a ring of two pixels: its corners are copied, its sides filled."""
        ring = self._rings.get(f"{token}{reach}")
        radius = self._theme.px(8) + reach
        if ring is None:
            ring = self._make_ring(token, radius)
            self._rings[f"{token}{reach}"] = ring
        left, top = place.x() - reach, place.y() - reach
        edge = self._tile_px + 2 * reach
        far = edge - radius
        span = radius * self._ratio
        for x, y in ((0, 0), (far, 0), (0, far), (far, far)):
            source = QRectF(span if x else 0, span if y else 0, span, span)
            painter.drawPixmap(QRectF(left + x, top + y, radius, radius), ring, source)
        color = self._theme.color(token)
        painter.fillRect(left + radius, top, edge - 2 * radius, 2, color)
        painter.fillRect(left + radius, top + edge - 2, edge - 2 * radius, 2, color)
        painter.fillRect(left, top + radius, 2, edge - 2 * radius, color)
        painter.fillRect(left + edge - 2, top + radius, 2, edge - 2 * radius, color)

    def _make_ring(self, token: str, radius: int) -> QPixmap:
        """Return a ring that is all corners."""
        pixmap = QPixmap(round(2 * radius * self._ratio), round(2 * radius * self._ratio))
        pixmap.setDevicePixelRatio(self._ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color(token), 2))
        painter.drawEllipse(QRectF(1, 1, 2 * radius - 2, 2 * radius - 2))
        painter.end()
        return pixmap

    def _make_shade(self) -> None:
        """Make the darkening behind captions, with the tile's lower corners."""
        theme, tile_px = self._theme, self._tile_px
        metrics = QFontMetricsF(self._caption_font)
        line = theme.px(17)
        height = min(theme.px(18) + line + theme.px(6), tile_px)
        self._shade_top = tile_px - height
        self._caption_width = max(tile_px - 2 * theme.px(8), 1)
        self._caption_place = QPoint(
            theme.px(8), tile_px - theme.px(6) - line + round((line - metrics.height()) / 2)
        )
        shade = QPixmap(self._look.tile_px, round(height * self._ratio))
        shade.setDevicePixelRatio(self._ratio)
        shade.fill(Qt.GlobalColor.transparent)
        gradient = QLinearGradient(0, 0, 0, height)
        gradient.setColorAt(0, QColor(0, 0, 0, 0))
        # Under the first line of the letters already so dark that white is read on white.
        gradient.setColorAt(theme.px(18) / height if height else 0.5, QColor(0, 0, 0, 140))
        gradient.setColorAt(1, QColor(0, 0, 0, 170))
        path = QPainterPath()
        radius = theme.px(8)
        path.addRoundedRect(QRectF(0, height - tile_px, tile_px, tile_px), radius, radius)
        painter = QPainter(shade)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(QPointF(0, 0), QSizeF(tile_px, height)))
        painter.fillPath(path, gradient)
        painter.end()
        self._shade = shade

    def _icon(self, name: str) -> QPixmap:
        icon = self._icons.get(name)
        if icon is None:
            size = min(self._theme.px(28), self._tile_px // 2)
            icon = self._theme.pixmap(name, "faint", size, ratio=self._ratio)
            self._icons[name] = icon
        return icon


def _missing_icon(tile: Tile) -> str:
    """Return the icon that stands for a picture that cannot be had."""
    if tile.file_state is FileState.ABSENT:
        return "cloud-off"
    if tile.file_state is FileState.MISSING:
        return "missing"
    return "video" if tile.asset_type == AssetType.VIDEO else "broken"
