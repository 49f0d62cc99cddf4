"""Paints the lines of the sidebar with the sizes and colours of the design."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from desktop_app.ui.filters.lines import Line, LineKind, Mark
from desktop_app.ui.sentences import number_text
from desktop_app.ui.theme import Theme

ROW_PX = 26
HEADING_PX = 31
_RADIUS_PX = 6
_PADDING_PX = 8
_ICON_PX = 14
_GAP_PX = 8
_INDENT_PX = 16
_LABEL_PX = 13
_COUNT_PX = 12
_HEADING_TEXT_PX = 11
_BUTTON_PX = 20
_BUTTON_ICON_PX = 13
_CHEVRON_PX = 11


@dataclass(frozen=True, slots=True)
class LineState:
    """What mouse and keyboard do to a line now."""

    is_hovered: bool = False
    is_focused: bool = False
    is_drop_target: bool = False
    is_button_hovered: bool = False
    is_edited: bool = False
    """A text field lies over the label."""


class LinePainter:
    """Fonts and metrics for one text size, and the painting itself."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.refresh()

    def refresh(self) -> None:
        """Take over the theme's fonts after it changed."""
        theme = self._theme
        self._label_font = theme.font(_LABEL_PX)
        self._excluded_font = theme.font(_LABEL_PX)
        self._excluded_font.setStrikeOut(True)
        self._count_font = _tabular(theme.font(_COUNT_PX))
        self._more_font = theme.font(_COUNT_PX)
        self._heading_font = theme.font(_HEADING_TEXT_PX, is_bold=True)
        self._heading_font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 102)
        self._label_metrics = QFontMetrics(self._label_font)
        self._count_metrics = QFontMetrics(self._count_font)
        self._more_metrics = QFontMetrics(self._more_font)
        self._heading_metrics = QFontMetrics(self._heading_font)

    @property
    def row_px(self) -> int:
        """Height of a row."""
        return self._theme.px(ROW_PX)

    @property
    def heading_px(self) -> int:
        """Height of a heading with the space above it."""
        return self._theme.px(HEADING_PX)

    def button_rect(self, rect: QRect) -> QRect:
        """Return where the button of a heading is, inside the heading's rectangle."""
        side = self._theme.px(_BUTTON_PX)
        margin = self._theme.px(_PADDING_PX) - (side - self._theme.px(_BUTTON_ICON_PX)) // 2
        top = rect.bottom() + 1 - side - self._theme.px(1)
        return QRect(rect.right() + 1 - margin - side, top, side, side)

    def label_rect(self, rect: QRect, depth: int = 0) -> QRect:
        """Return where a row's label may stand: for text fields laid over it."""
        px = self._theme.px
        left = rect.left() + px(_PADDING_PX + _ICON_PX + _GAP_PX) + depth * px(_INDENT_PX)
        return QRect(left, rect.top(), rect.right() + 1 - left, rect.height())

    def is_label_elided(self, line: Line, rect: QRect) -> bool:
        """Whether the label does not fit, so that a tooltip helps."""
        return self._label_metrics.horizontalAdvance(line.label) > self._label_room(line, rect)

    def paint(self, painter: QPainter, rect: QRect, line: Line, state: LineState) -> None:
        """Paint one line into its rectangle."""
        if line.kind is LineKind.HEADING:
            self._paint_heading(painter, rect, line, state)
        else:
            self._paint_row(painter, rect, line, state)
        if state.is_focused or state.is_drop_target:
            self._paint_ring(painter, rect, line)

    def _paint_row(self, painter: QPainter, rect: QRect, line: Line, state: LineState) -> None:
        theme = self._theme
        if line.is_current or state.is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft" if line.is_current else "hover"))
            radius = theme.px(_RADIUS_PX)
            painter.drawRoundedRect(rect, radius, radius)
        label_rect = self.label_rect(rect, line.depth)
        if line.icon:
            self._paint_icon(painter, rect, line)
        if state.is_edited or line.kind is LineKind.FILTER:
            return
        is_excluded = line.mark is Mark.EXCLUDED
        if line.count is not None:
            self._paint_count(painter, rect, line, is_lit=line.is_current or state.is_hovered)
        label_rect.setWidth(self._label_room(line, rect))
        if line.kind is LineKind.MORE:
            painter.setFont(self._more_font)
            painter.setPen(theme.color("text" if state.is_hovered else "faint"))
            metrics = self._more_metrics
        else:
            painter.setFont(self._excluded_font if is_excluded else self._label_font)
            painter.setPen(theme.color("bad" if is_excluded else "text"))
            metrics = self._label_metrics
        painter.drawText(
            label_rect,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            metrics.elidedText(line.label, Qt.TextElideMode.ElideRight, label_rect.width()),
        )

    def _paint_count(self, painter: QPainter, rect: QRect, line: Line, *, is_lit: bool) -> None:
        theme = self._theme
        room = rect.adjusted(0, 0, -theme.px(_PADDING_PX), 0)
        text = number_text(line.count or 0)
        painter.setFont(self._count_font)
        # Faint figures cannot be read on a line that is lit.
        is_raised = is_lit and line.count_tint == "faint"
        painter.setPen(theme.color("muted" if is_raised else line.count_tint))
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, align, text)
        if line.mark is Mark.EXCLUDED:
            width = self._count_metrics.horizontalAdvance(text)
            middle = rect.center().y() + 1
            painter.setPen(QPen(theme.color("bad"), max(1.0, theme.text_scale)))
            painter.drawLine(room.right() + 1 - width, middle, room.right(), middle)

    def _paint_icon(self, painter: QPainter, rect: QRect, line: Line) -> None:
        px = self._theme.px
        side = px(_ICON_PX)
        left = rect.left() + px(_PADDING_PX) + line.depth * px(_INDENT_PX)
        tint = "bad" if line.mark is Mark.EXCLUDED else "muted"
        self._draw_pixmap(
            painter, line.icon, tint, QRect(left, rect.center().y() - side // 2 + 1, side, side)
        )

    def _paint_heading(self, painter: QPainter, rect: QRect, line: Line, state: LineState) -> None:
        theme = self._theme
        text_rect = rect.adjusted(
            theme.px(_PADDING_PX), theme.px(12), -theme.px(_PADDING_PX), -theme.px(4)
        )
        painter.setFont(self._heading_font)
        painter.setPen(theme.color("text" if state.is_hovered else "faint"))
        painter.drawText(
            text_rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line.label
        )
        if state.is_hovered or not line.is_open:
            side = theme.px(_CHEVRON_PX)
            left = text_rect.left() + theme.px(4)
            left += self._heading_metrics.horizontalAdvance(line.label)
            name = "chevron-down" if line.is_open else "chevron-right"
            spot = QRect(left, text_rect.center().y() - side // 2 + 1, side, side)
            self._draw_pixmap(painter, name, "faint", spot)
        if line.button:
            button = self.button_rect(rect)
            if state.is_button_hovered:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("hover"))
                painter.drawRoundedRect(button, theme.px(5), theme.px(5))
            side = theme.px(_BUTTON_ICON_PX)
            inset = (button.width() - side) // 2
            tint = "text" if state.is_button_hovered else "faint"
            spot = QRect(button.left() + inset, button.top() + inset, side, side)
            self._draw_pixmap(painter, line.button, tint, spot)

    def _paint_ring(self, painter: QPainter, rect: QRect, line: Line) -> None:
        theme = self._theme
        pen_px = max(1.0, 1.5 * theme.text_scale)
        painter.setPen(QPen(theme.color("accent"), pen_px))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = QRectF(rect).adjusted(pen_px / 2, pen_px / 2, -pen_px / 2, -pen_px / 2)
        if line.kind is LineKind.HEADING:
            ring.setTop(ring.top() + theme.px(9))
        painter.drawRoundedRect(ring, theme.px(_RADIUS_PX), theme.px(_RADIUS_PX))

    def _label_room(self, line: Line, rect: QRect) -> int:
        label_rect = self.label_rect(rect, line.depth)
        room = label_rect.width() - self._theme.px(_PADDING_PX)
        if line.count is not None:
            room -= self._count_metrics.horizontalAdvance(number_text(line.count))
            room -= self._theme.px(_GAP_PX)
        return max(room, 0)

    def _draw_pixmap(self, painter: QPainter, name: str, tint: str, rect: QRect) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(
            rect.topLeft(), self._theme.pixmap(name, tint, rect.width(), ratio=ratio)
        )


def _tabular(font: QFont) -> QFont:
    """Return the font with all digits equally wide, so that counts do not dance."""
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
