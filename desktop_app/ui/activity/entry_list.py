"""A list of things with a name and a sentence each, of which some can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop_app.ui.row_model import Index, RowModel
from desktop_app.ui.theme import Theme
from desktop_app.ui.tool_tips import plain_tool_tip

_NAME_PX, _LINE_PX, _PAD_PX, _ICON_PX = 18, 16, 5, 16
_TEXT_SIZE_PX = 12
_MEASURED = 100
"""A list may be long, and its sentences are much the same."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list.

    Attributes:
        key: what it stands for; the same in a later list for the same thing.
        name: on the first line.
        text: below it.
        icon, tint: before both.
    """

    key: object
    name: str
    text: str
    icon: str
    tint: str = "muted"


class EntryList(QListView):
    """The list; what is chosen stays chosen while others come and go."""

    def __init__(self, theme: Theme, name: str, *, text_lines: int = 1) -> None:
        """Make it empty; a text takes up to so many lines, and the tool tip has all of it."""
        super().__init__()
        self._theme = theme
        self._most_lines = text_lines
        self._text_lines = text_lines
        self._most_rows = 0
        self._entries = RowModel[Entry](_text_of)
        self.setModel(self._entries)
        self.setItemDelegate(_EntryDelegate(theme, self._entries, self))
        self.setProperty("role", "flat")
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)

    @property
    def row_px(self) -> int:
        """The height of each entry."""
        px = self._theme.px
        return px(_NAME_PX) + self._text_lines * px(_LINE_PX) + 2 * px(_PAD_PX)

    @property
    def text_lines(self) -> int:
        """How many lines each text has: as many as the longest of them takes."""
        return self._text_lines

    def text_rect(self, row: QRect) -> QRect:
        """Return where the text of an entry goes that has this place."""
        px = self._theme.px
        left_px = row.left() + px(8) + px(_ICON_PX) + px(8)
        room_px = max(row.right() - left_px - px(8), 1)
        top_px = row.top() + px(_PAD_PX) + px(_NAME_PX)
        return QRect(left_px, top_px, room_px, self._text_lines * px(_LINE_PX))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is listed."""
        return self._entries.rows

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """List these; again the same changes nothing."""
        if tuple(entries) == self._entries.rows:
            return
        chosen = {entry.key for entry in self.chosen()}
        self._entries.set_rows(entries)
        selection = self.selectionModel()
        for row, entry in enumerate(entries):
            if entry.key in chosen:
                selection.select(self._entries.index(row), selection.SelectionFlag.Select)

    def chosen(self) -> list[Entry]:
        """Return the entries that are selected, in order."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self._entries.rows[row] for row in rows]

    def fit_height(self, most_rows: int) -> None:
        """Be as high as its entries, up to so many of them."""
        self._most_rows = most_rows
        self._text_lines = self._lines_taken()
        count = min(max(len(self._entries.rows), 1), most_rows)
        self.setFixedHeight(count * self.row_px + 2)
        self.doItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the texts anew."""
        super().resizeEvent(event)
        if self._most_rows and self._lines_taken() != self._text_lines:
            self.fit_height(self._most_rows)

    def _lines_taken(self) -> int:
        """Return how many lines the longest of the first texts takes, if there is room for it."""
        if self._most_lines == 1:
            return 1
        metrics = QFontMetrics(self._theme.font(_TEXT_SIZE_PX))
        room_px = self.text_rect(self.viewport().rect()).width()
        texts = {entry.text for entry in self._entries.rows[:_MEASURED]}
        taken = max((_broken(text, metrics, room_px)[0] for text in texts), default=1)
        return min(taken, self._most_lines)


class _EntryDelegate(QStyledItemDelegate):
    """Paints the icon, the name, and the text below it."""

    def __init__(self, theme: Theme, model: RowModel[Entry], parent: EntryList) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._list = parent

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size of every entry."""
        return QSize(self._theme.px(120), self._list.row_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one entry."""
        theme, px = self._theme, self._theme.px
        entry = self._model.rows[index.row()]
        row: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(row, px(6), px(6))
        if option.state & QStyle.StateFlag.State_HasFocus and self._list.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row.adjusted(0, 0, -1, -1), px(6), px(6))
        ratio = painter.device().devicePixelRatioF()
        side = px(_ICON_PX)
        icon = theme.pixmap(entry.icon, entry.tint, side, ratio=ratio)
        painter.drawPixmap(row.left() + px(8), row.top() + px(_PAD_PX) + px(1), icon)
        place = self._list.text_rect(row)
        room_px = place.width()
        painter.setFont(theme.font(13))
        painter.setPen(theme.color("text"))
        name = painter.fontMetrics().elidedText(entry.name, Qt.TextElideMode.ElideRight, room_px)
        painter.drawText(
            QRect(place.left(), row.top() + px(_PAD_PX), room_px, px(_NAME_PX)),
            Qt.AlignmentFlag.AlignVCenter,
            name,
        )
        painter.setFont(theme.font(_TEXT_SIZE_PX))
        painter.setPen(theme.color("muted"))
        lines, metrics, text = self._list.text_lines, painter.fontMetrics(), entry.text
        taken, width_px = _broken(text, metrics, room_px)
        if taken > lines or width_px > room_px:
            # Broken between words, lines are not filled to their ends.
            whole_px = room_px * lines - (px(24) if lines > 1 else 0)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, whole_px)
        painter.drawText(
            place,
            Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap,
            text,
        )
        painter.restore()


def _broken(text: str, metrics: QFontMetrics, room_px: int) -> tuple[int, int]:
    """Return how many lines a text takes that is broken between words, and the widest (px)."""
    broken = metrics.boundingRect(QRect(0, 0, room_px, 0), Qt.TextFlag.TextWordWrap, text)
    return max(1, round(broken.height() / metrics.lineSpacing())), broken.width()


def _text_of(entry: Entry, role: int) -> str | None:
    """Return the name, or all of it for tool tips and assistive technology."""
    if role == Qt.ItemDataRole.DisplayRole:
        return entry.name
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{entry.name}. {entry.text}"
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_tool_tip(f"{entry.name}\n{entry.text}")
    return None
