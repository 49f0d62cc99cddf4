"""The command palette: type a few letters of any command, Enter runs it."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QKeyEvent,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.ui.overlay import Overlay
from desktop_app.ui.row_model import Index, RowModel
from desktop_app.ui.theme import Theme

_ROW_PX = 34
_MOST_ROWS_SEEN = 10
_LEAST_SCATTERED = 3
"""Fewer letters than this would be found in this order almost anywhere."""
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


def match_quality(word: str, text: str) -> int | None:
    """Return how well a typed word fits a text, 0 best; None when it does not. Both casefolded.

    0: the text begins with it; 1: a word of the text does; 2: it stands inside a word; 3: its
    letters are the first letters of words that follow each other (``sa`` for "select all");
    4: its letters, three or more, occur in this order.
    """
    words = text.split()
    if text.startswith(word):
        quality: int | None = 0
    elif any(each.startswith(word) for each in words):
        quality = 1
    elif word in text:
        quality = 2
    elif word in "".join(each[0] for each in words):
        quality = 3
    else:
        letters = iter(text)
        is_scattered = len(word) >= _LEAST_SCATTERED
        quality = 4 if is_scattered and all(letter in letters for letter in word) else None
    return quality


def rank(typed: str, texts: Sequence[str]) -> list[int]:
    """Return the positions of the texts that fit what was typed, best first.

    Every typed word must fit. The sum of their qualities decides, then whether the words stand
    in the text in the order typed, then the order of the texts.
    """
    words = typed.casefold().split()
    found: list[tuple[int, bool, int]] = []
    for position, text in enumerate(texts):
        folded = text.casefold()
        qualities = [match_quality(word, folded) for word in words]
        fitting = [quality for quality in qualities if quality is not None]
        if len(fitting) == len(words):
            places = [folded.find(word) for word in words]
            is_out_of_order = any(first > second for first, second in pairwise(places))
            found.append((sum(fitting), is_out_of_order, position))
    return [position for _quality, _order, position in sorted(found)]


def action_name(action: QAction) -> str:
    """Return an action's text as a name: no mnemonic, no dots that promise a question."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


class CommandPalette(Overlay):
    """Lists every command under a field that filters them; the best match is chosen already."""

    def __init__(self, theme: Theme, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(theme, parent, self.tr("Command palette"), width_px=560, top_share=0.12)
        self._model = _CommandModel(actions)
        self._field = QLineEdit()
        self._field.setPlaceholderText(self.tr("Type a command"))
        self._field.setAccessibleName(self.tr("Command"))
        self._field.setProperty("role", "palette")
        self._field.textChanged.connect(self._on_typed)
        self._field.returnPressed.connect(self._run_current)
        self._field.installEventFilter(self)
        self._list = QListView()
        self._list.setProperty("role", "flat")
        self._list.setModel(self._model)
        self._list.setItemDelegate(_CommandDelegate(theme, self._model, self._list))
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(self.tr("Commands"))
        self._list.clicked.connect(self._run)
        self.body.addWidget(self._field)
        self.body.addWidget(self._list, 1)
        self._choose(0)

    @property
    def shown_names(self) -> list[str]:
        """The names of the commands that are listed now, best first."""
        return [action_name(action) for action in self._model.rows]

    @property
    def current_name(self) -> str:
        """The name of the command that Enter would run, or ""."""
        index = self._list.currentIndex()
        return action_name(self._model.rows[index.row()]) if index.isValid() else ""

    def first_focus(self) -> QWidget:
        """Begin in the field."""
        return self._field

    def refresh_look(self) -> None:
        """Take over lengths."""
        px = self._theme.px
        self.body.setContentsMargins(px(8), px(8), px(8), px(8))
        self.body.setSpacing(px(6))
        self._list.doItemsLayout()

    def card_height_px(self, width_px: int) -> int:
        """Return a height that does not jump while the list gets shorter."""
        del width_px
        rows = min(self._model.total, _MOST_ROWS_SEEN)
        px = self._theme.px
        return self._field.sizeHint().height() + px(_ROW_PX) * rows + px(26)

    def _on_typed(self, text: str) -> None:
        self._model.filter(text)
        self._choose(0)

    def _choose(self, row: int) -> None:
        count = len(self._model.rows)
        if not count:
            return
        index = self._model.index(min(max(row, 0), count - 1))
        self._list.setCurrentIndex(index)
        if self.isVisible():
            QAccessible.updateAccessibility(
                QAccessibleAnnouncementEvent(self._field, self.current_name)
            )

    def _run_current(self) -> None:
        self._run(self._list.currentIndex())

    def _run(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        action = self._model.rows[index.row()]
        if action.isEnabled():
            self.leave()
            action.trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the list while the field has the focus."""
        if watched is self._field and isinstance(event, QKeyEvent):
            step = _MOVES.get(Qt.Key(event.key()))
            if step is not None and event.type() is QEvent.Type.KeyPress:
                self._choose(self._list.currentIndex().row() + step)
                return True
        return super().eventFilter(watched, event)


class _CommandModel(RowModel[QAction]):
    """The commands that fit what was typed; those that cannot be run now come last."""

    def __init__(self, actions: Sequence[QAction]) -> None:
        ordered = sorted(actions, key=lambda action: not action.isEnabled())
        super().__init__(_text_of, ordered)
        self._actions = ordered
        self._names = [action_name(action) for action in ordered]

    @property
    def total(self) -> int:
        """How many commands there are."""
        return len(self._actions)

    def filter(self, typed: str) -> None:
        """Keep what fits."""
        fitting = [self._actions[position] for position in rank(typed, self._names)]
        self.set_rows(sorted(fitting, key=lambda action: not action.isEnabled()))


def _text_of(action: QAction, role: int) -> str | None:
    """Return the name, and with its keys for assistive technology."""
    if role == Qt.ItemDataRole.DisplayRole:
        return action_name(action)
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{action_name(action)} {keys_text(action)}".strip()
    return None


def keys_text(action: QAction) -> str:
    """Return the first key sequence of an action as the system writes it, or ""."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


class _CommandDelegate(QStyledItemDelegate):
    """Paints a command: its name, a check when it is on, its keys at the right."""

    def __init__(self, theme: Theme, model: _CommandModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size of every row."""
        return QSize(self._theme.px(160), self._theme.px(_ROW_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        theme, px = self._theme, self._theme.px
        action = self._model.rows[index.row()]
        row: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(row, px(6), px(6))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(row, px(6), px(6))
        line = row.adjusted(px(10), 0, -px(10), 0)
        keys = keys_text(action)
        if keys:
            line.setRight(line.right() - paint_keys(painter, theme, line, keys) - px(12))
        if action.isCheckable() and action.isChecked():
            icon_px = px(14)
            painter.drawPixmap(
                line.right() - icon_px,
                line.center().y() - icon_px // 2,
                theme.pixmap(
                    "check", "accent", icon_px, ratio=painter.device().devicePixelRatioF()
                ),
            )
            line.setRight(line.right() - icon_px - px(8))
        painter.setFont(theme.font(13))
        painter.setPen(theme.color("text" if action.isEnabled() else "faint"))
        name = painter.fontMetrics().elidedText(
            action_name(action), Qt.TextElideMode.ElideRight, line.width()
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()


def paint_keys(painter: QPainter, theme: Theme, line: QRect, keys: str) -> int:
    """Paint a key cap at the right end of a line; return its width in pixels."""
    px = theme.px
    painter.setFont(theme.font(11))
    width_px = painter.fontMetrics().horizontalAdvance(keys) + px(12)
    height_px = px(20)
    cap = QRect(
        line.right() - width_px + 1, line.center().y() - height_px // 2, width_px, height_px
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(cap, px(5), px(5))
    painter.setPen(theme.color("muted"))
    painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
    return width_px
