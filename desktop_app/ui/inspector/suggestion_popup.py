"""The list of suggestions under a field that is being typed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.ui.inspector.wording import translate
from desktop_app.ui.theme import Theme

_MOST_LINES = 9
_LINE_PX = 26
_COUNT_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list. `count` is shown on its right; `is_new`: nothing is so named yet."""

    text: str
    count: int | None = None
    is_new: bool = False


class _LineDelegate(QStyledItemDelegate):
    """Paints a line with its count, fainter, on the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the line as the style does, then its count."""
        count: str = index.data(_COUNT_ROLE) or ""
        width = option.fontMetrics.horizontalAdvance(count)
        super().paint(painter, option, index)
        painter.save()
        is_lit = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(self._theme.color("muted" if is_lit else "faint"))
        room = QRect(option.rect).adjusted(0, 0, -self._theme.px(8), 0)
        room.setLeft(room.right() - width)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        painter.restore()

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Leave room for the count when the text is cut, and never show a focus ring."""
        super().initStyleOption(option, index)
        count: str = index.data(_COUNT_ROLE) or ""
        room_px = option.rect.width() - self._theme.px(32)
        room_px -= option.fontMetrics.horizontalAdvance(count)
        if room_px > 0:
            option.text = option.fontMetrics.elidedText(
                option.text, Qt.TextElideMode.ElideRight, room_px
            )
        option.state &= ~QStyle.StateFlag.State_HasFocus
        option.palette.setColor(QPalette.ColorRole.HighlightedText, self._theme.color("text"))

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """All lines are equally tall."""
        return QSize(super().sizeHint(option, index).width(), self._theme.px(_LINE_PX))


class SuggestionPopup(QListWidget):
    """Lies over the window's content under its field, which keeps the keyboard focus.

    Signals:
        chosen: the Suggestion that was clicked.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, field: QWidget) -> None:
        super().__init__(field)
        self._theme = theme
        self._field = field
        self._suggestions: tuple[Suggestion, ...] = ()
        self.setObjectName("suggestions")
        self.setAccessibleName(translate("Inspector", "Suggestions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(_LineDelegate(theme, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.itemClicked.connect(self._on_item_clicked)
        self.hide()

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What is listed."""
        return self._suggestions

    @property
    def highlighted(self) -> Suggestion | None:
        """The line that Enter would take; None while the list is closed."""
        line = self.currentRow()
        if not self.isHidden() and 0 <= line < len(self._suggestions):
            return self._suggestions[line]
        return None

    def show_under_field(self, suggestions: Sequence[Suggestion], highlighted: int = 0) -> None:
        """Show the lines, one of them highlighted (-1: none); nothing to show closes the list."""
        if not suggestions:
            self.hide()
            return
        self._suggestions = tuple(suggestions)
        self.clear()
        for suggestion in suggestions:
            item = QListWidgetItem(
                translate("Inspector", "New: “{name}”").format(name=suggestion.text)
                if suggestion.is_new
                else suggestion.text
            )
            item.setData(
                _COUNT_ROLE,
                "" if suggestion.count is None else QLocale().toString(suggestion.count),
            )
            self.addItem(item)
        self.setCurrentRow(highlighted)
        self._place()
        self.show()
        self.raise_()

    def move_highlight(self, step: int) -> None:
        """Highlight the next line, going round at the ends."""
        lines = len(self._suggestions)
        line = self.currentRow()
        if line < 0 and step < 0:
            line = 0
        self.setCurrentRow((line + step) % lines)

    def _place(self) -> None:
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        frame = 2 * self.frameWidth()
        lines = min(len(self._suggestions), _MOST_LINES)
        height = lines * self._theme.px(_LINE_PX) + frame
        width = max(self._theme.px(220), self._field.width())
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + self._theme.px(4)))
        x = max(0, min(corner.x(), window.width() - width - self._theme.px(12)))
        y = corner.y()
        if y + height > window.height():
            above = corner.y() - self._field.height() - self._theme.px(8) - height
            y = max(0, above)
        self.setGeometry(x, y, width, height)

    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self._suggestions[self.row(item)])
