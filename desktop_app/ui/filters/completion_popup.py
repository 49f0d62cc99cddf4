"""The list of offers under the search field; the focus stays in the field."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.ui.filters.suggestions import Offer
from desktop_app.ui.row_model import Index, RowModel
from desktop_app.ui.sentences import asset_count_text, number_text
from desktop_app.ui.theme import Theme

_ROW_PX = 28
_PADDING_PX = 10
_MARGIN_PX = 5
_LEAST_WIDTH_PX = 240


class _OfferDelegate(QStyledItemDelegate):
    """Paints the value at the left and its count at the right."""

    def __init__(self, theme: Theme, model: RowModel[Offer], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(0, self._theme.px(_ROW_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one offer."""
        offer = self._model.rows[index.row()]
        theme, px = self._theme, self._theme.px
        rect = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self.parent()
        is_lit = isinstance(view, QListView) and view.currentIndex().row() == index.row()
        if is_lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(rect, px(5), px(5))
        room = rect.adjusted(px(_PADDING_PX), 0, -px(_PADDING_PX), 0)
        if offer.count is not None:
            count = number_text(offer.count)
            font = theme.font(12)
            painter.setFont(font)
            painter.setPen(theme.color("muted" if is_lit else "faint"))
            painter.drawText(
                room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count
            )
            room.setRight(room.right() - QFontMetrics(font).horizontalAdvance(count) - px(8))
        painter.setFont(theme.font())
        painter.setPen(theme.color("text"))
        label = QFontMetrics(theme.font()).elidedText(
            offer.label, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, label)
        painter.restore()


class CompletionPopup(QListView):
    """Lies over the window's content, so it needs no window of its own.

    Signals:
        chosen: the Offer that was clicked.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._offers = RowModel[Offer](_text_of)
        self.setObjectName("completionPopup")
        self.setAccessibleName(self.tr("Suggestions"))
        self.setModel(self._offers)
        self.setItemDelegate(_OfferDelegate(theme, self._offers, self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.entered.connect(self.setCurrentIndex)
        self.clicked.connect(lambda index: self.chosen.emit(self._offers.rows[index.row()]))
        self.hide()

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered now."""
        return self._offers.rows

    @property
    def current(self) -> Offer | None:
        """The highlighted offer."""
        index = self.currentIndex()
        return self._offers.rows[index.row()] if index.isValid() else None

    def show_offers(
        self, offers: Sequence[Offer], *, at: QPoint, room_px: int, current: int
    ) -> None:
        """Show offers with the upper left corner at a place of the parent; -1: none highlighted."""
        if not offers:
            self.hide()
            return
        self._offers.set_rows(offers)
        px = self._theme.px
        frame = 2 * (px(_MARGIN_PX) + 1)
        metrics = QFontMetrics(self._theme.font())
        text_px = max(metrics.horizontalAdvance(offer.label) for offer in offers) + px(90)
        width = min(max(text_px, px(_LEAST_WIDTH_PX)), max(room_px, px(_LEAST_WIDTH_PX)))
        left = max(min(at.x(), self._window.width() - width), 0)
        height = len(offers) * px(_ROW_PX) + frame
        height = min(height, max(self._window.height() - at.y(), px(_ROW_PX) + frame))
        self.setGeometry(left, at.y(), width, height)
        self.setCurrentIndex(self._offers.index(current) if current >= 0 else QModelIndex())
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Highlight the next or the previous offer; past the ends none is."""
        count = len(self._offers.rows)
        row = self.currentIndex().row() + by
        if row < -1:
            row = count - 1
        self.setCurrentIndex(self._offers.index(row) if 0 <= row < count else QModelIndex())


def _text_of(offer: Offer, role: int) -> str | None:
    """Return the label, and with its count for assistive technology."""
    if role == Qt.ItemDataRole.DisplayRole:
        return offer.label
    if role == Qt.ItemDataRole.AccessibleTextRole:
        if offer.count is None:
            return offer.label
        return f"{offer.label}, {asset_count_text(offer.count)}"
    return None
