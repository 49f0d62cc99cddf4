"""A list of things with a name and a sentence each, of which some can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
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

_NAME_PX, _LINE_PX, _PAD_PX = 18, 16, 5


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
        """Make it empty; each text has so many lines, and the tool tip has all of it."""
        super().__init__()
        self._theme = theme
        self._text_lines = text_lines
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
        """How many lines each text has."""
        return self._text_lines

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
        count = min(max(len(self._entries.rows), 1), most_rows)
        self.setFixedHeight(count * self.row_px + 2)
        self.doItemsLayout()


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
        side = px(16)
        icon = theme.pixmap(entry.icon, entry.tint, side, ratio=ratio)
        painter.drawPixmap(row.left() + px(8), row.top() + px(_PAD_PX) + px(1), icon)
        left_px = row.left() + px(8) + side + px(8)
        room_px = max(row.right() - left_px - px(8), 1)
        top_px = row.top() + px(_PAD_PX)
        painter.setFont(theme.font(13))
        painter.setPen(theme.color("text"))
        name = painter.fontMetrics().elidedText(entry.name, Qt.TextElideMode.ElideRight, room_px)
        painter.drawText(
            QRect(left_px, top_px, room_px, px(_NAME_PX)), Qt.AlignmentFlag.AlignVCenter, name
        )
        painter.setFont(theme.font(12))
        painter.setPen(theme.color("muted"))
        text_height_px = self._list.text_lines * px(_LINE_PX)
        place = QRect(left_px, top_px + px(_NAME_PX), room_px, text_height_px)
        text = painter.fontMetrics().elidedText(
            entry.text, Qt.TextElideMode.ElideRight, room_px * self._list.text_lines - px(24)
        )
        if self._list.text_lines == 1:
            text = painter.fontMetrics().elidedText(
                entry.text, Qt.TextElideMode.ElideRight, room_px
            )
        painter.drawText(
            place,
            Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap,
            text,
        )
        painter.restore()


def _text_of(entry: Entry, role: int) -> str | None:
    """Return the name, or all of it for tool tips and assistive technology."""
    if role == Qt.ItemDataRole.DisplayRole:
        return entry.name
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{entry.name}. {entry.text}"
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_tool_tip(f"{entry.name}\n{entry.text}")
    return None
