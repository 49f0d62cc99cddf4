"""Paints the grid's viewport: headings, tiles, the rubber band, the frame for a drop."""

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QRegion

from desktop_app.domain.results import Section
from desktop_app.ui.grid.days import heading_day, number, plain_day, short_day
from desktop_app.ui.grid.painter import RING_PX, CellState
from desktop_app.ui.grid.surface import GridSurface
from desktop_app.ui.theme import Theme

_KEPT_HEADINGS = 500


class Canvas:
    """Everything that is painted into the viewport, in the order it lies over each other."""

    def __init__(self, surface: GridSurface, theme: Theme) -> None:
        self._surface = surface
        self._theme = theme
        self._days: dict[tuple[int, int], str] = {}
        self._state = CellState()

    def refresh(self) -> None:
        """Forget texts: the language or the theme is another."""
        self._days.clear()

    def paint(
        self, painter: QPainter, region: QRegion, *, band: QRect | None, is_drop_offered: bool
    ) -> None:
        """Paint what lies in a part of the viewport; `band` is the rubber band, if one is open."""
        surface = self._surface
        dirty = region.boundingRect()
        painter.fillRect(dirty, self._theme.color("bg"))
        top = surface.scroll_y + dirty.top() - RING_PX
        bottom = surface.scroll_y + dirty.bottom() + 1 + RING_PX
        self._paint_headings(painter, top, bottom)
        self._paint_tiles(painter, region, top, bottom)
        if band is not None:
            self._paint_band(painter, band)
        if is_drop_offered:
            self._paint_drop_frame(painter)

    def _paint_headings(self, painter: QPainter, top: int, bottom: int) -> None:
        surface, theme = self._surface, self._theme
        bold, plain = theme.font(12, is_bold=True), theme.font(12)
        metrics = QFontMetrics(bold)
        left = theme.px(12) + theme.px(2)
        height = theme.px(17)
        room = surface.viewport().width() - left - theme.px(12)
        for section, y in surface.plan.headings_between(top, bottom):
            shown = surface.sections[section]
            text, count = self._heading(shown, room, metrics)
            rect = QRect(left, y - surface.scroll_y + theme.px(2), room, height)
            painter.setFont(bold)
            painter.setPen(theme.color("text"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
            rect.setLeft(left + metrics.horizontalAdvance(text))
            painter.setFont(plain)
            painter.setPen(theme.color("muted"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, count)

    def _heading(self, section: Section, room_px: int, metrics: QFontMetrics) -> tuple[str, str]:
        """Return day and count as they fit: the day shorter where the grid is narrow."""
        count = f" · {number(section.count)}"
        left_px = room_px - metrics.horizontalAdvance(count)
        key = (section.day, left_px)
        found = self._days.get(key)
        if found is None:
            text = ""
            for in_words in (heading_day, plain_day, short_day):
                text = in_words(section.day)
                if metrics.horizontalAdvance(text) <= left_px:
                    break
            else:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(left_px, 0))
            if len(self._days) >= _KEPT_HEADINGS:
                self._days.clear()
            found = self._days[key] = text
        return found, count

    def _paint_tiles(self, painter: QPainter, region: QRegion, top: int, bottom: int) -> None:
        surface, state = self._surface, self._state
        plan, selection = surface.plan, surface.selection
        tiles, thumbnails = surface.supply.tiles, surface.supply.thumbnails
        cell_painter = surface.cell_painter
        cell_painter.begin(painter)
        hovered = surface.hovered_position
        focused = selection.current if surface.is_focus_shown else -1
        state.is_blurred = surface.is_blurred
        state.is_provisional = surface.is_provisional
        scroll_y = surface.scroll_y
        lefts = [plan.x_of(column) for column in range(plan.columns)]
        start, end = plan.positions_between(top, bottom)
        rows = surface.rows_between(start, end)
        is_partial = region.rectCount() > 1 or region.boundingRect() != surface.viewport().rect()
        reach = plan.tile_px + 2 * RING_PX
        for span in plan.rows_between(top, bottom):
            y = span.y - scroll_y
            for column, position in enumerate(range(span.start, span.end)):
                if is_partial and not region.intersects(
                    QRect(lefts[column] - RING_PX, y - RING_PX, reach, reach)
                ):
                    continue
                row = rows[position - start]
                tile, thumbnail = tiles.tile(row), thumbnails.get(row)
                state.is_selected = selection.is_selected(position)
                state.is_focused = position == focused
                state.is_hovered = position == hovered
                cell_painter.paint(painter, QPoint(lefts[column], y), tile, thumbnail, state)

    def _paint_band(self, painter: QPainter, rect: QRect) -> None:
        painter.fillRect(rect, self._theme.color("accent_soft"))
        painter.setPen(self._theme.color("accent"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)

    def _paint_drop_frame(self, painter: QPainter) -> None:
        theme = self._theme
        inset = theme.px(6)
        right = inset + self._surface.verticalScrollBar().width()
        frame = QRectF(self._surface.viewport().rect()).adjusted(inset, inset, -right, -inset)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(theme.color("accent_soft"))
        painter.drawRoundedRect(frame, theme.px(10), theme.px(10))
        text = QCoreApplication.translate("GridView", "Drop to import")
        painter.setFont(theme.font(13, is_bold=True))
        metrics = painter.fontMetrics()
        label = QRectF(
            0, 0, metrics.horizontalAdvance(text) + theme.px(28), metrics.height() + theme.px(14)
        )
        label.moveCenter(frame.center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(label, theme.px(8), theme.px(8))
        painter.setPen(theme.color("on_accent"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
