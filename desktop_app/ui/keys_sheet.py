"""The sheet of all keys (F1), grouped as in the menu."""

from collections.abc import Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.actions import Actions, Group, group_title
from desktop_app.ui.command_palette import action_name
from desktop_app.ui.elided_label import ElidedLabel
from desktop_app.ui.overlay import Overlay
from desktop_app.ui.theme import Theme

_COLUMN_PX = 312
_MOST_COLUMNS = 3

Rows = Sequence[tuple[str, Sequence[str]]]

# What the grid and the viewer understand without a command of its own.
_GRID_KEYS = (
    (
        QT_TRANSLATE_NOOP("KeysSheet", "View"),
        (QT_TRANSLATE_NOOP("KeysSheet", "Space"), QT_TRANSLATE_NOOP("KeysSheet", "Enter")),
    ),
    (QT_TRANSLATE_NOOP("KeysSheet", "Move"), (QT_TRANSLATE_NOOP("KeysSheet", "Arrows"),)),
    (
        QT_TRANSLATE_NOOP("KeysSheet", "Select a range"),
        (QT_TRANSLATE_NOOP("KeysSheet", "Shift+Arrows"),),
    ),
    (
        QT_TRANSLATE_NOOP("KeysSheet", "First, last"),
        (QT_TRANSLATE_NOOP("KeysSheet", "Home"), QT_TRANSLATE_NOOP("KeysSheet", "End")),
    ),
    (
        QT_TRANSLATE_NOOP("KeysSheet", "Tile size"),
        (QT_TRANSLATE_NOOP("KeysSheet", "Ctrl+Wheel"),),
    ),
    (QT_TRANSLATE_NOOP("KeysSheet", "Back"), (QT_TRANSLATE_NOOP("KeysSheet", "Esc"),)),
)
_VIEWER_KEYS = (
    (
        QT_TRANSLATE_NOOP("KeysSheet", "Previous, next"),
        (QT_TRANSLATE_NOOP("KeysSheet", "Left"), QT_TRANSLATE_NOOP("KeysSheet", "Right")),
    ),
    (QT_TRANSLATE_NOOP("KeysSheet", "Fit, actual pixels"), ("0", "1")),
    (QT_TRANSLATE_NOOP("KeysSheet", "Zoom"), ("+", "−")),
    (
        QT_TRANSLATE_NOOP("KeysSheet", "Move the picture"),
        (QT_TRANSLATE_NOOP("KeysSheet", "Shift+Arrows"),),
    ),
    (QT_TRANSLATE_NOOP("KeysSheet", "Slideshow"), ("S",)),
    (QT_TRANSLATE_NOOP("KeysSheet", "Play or pause"), ("P",)),
    (QT_TRANSLATE_NOOP("KeysSheet", "Frame back, frame on"), (",", ".")),
    (
        QT_TRANSLATE_NOOP("KeysSheet", "Seek in the video"),
        (QT_TRANSLATE_NOOP("KeysSheet", "Shift+Left, Right"),),
    ),
    (
        QT_TRANSLATE_NOOP("KeysSheet", "Volume"),
        (QT_TRANSLATE_NOOP("KeysSheet", "Shift+Up, Down"),),
    ),
    (QT_TRANSLATE_NOOP("KeysSheet", "Mute, repeat"), ("M", "R")),
)


class KeysSheet(Overlay):
    """Every command that has keys, and the keys of the grid, in as many columns as fit."""

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget) -> None:
        super().__init__(theme, parent, self.tr("Keys"), width_px=_COLUMN_PX * _MOST_COLUMNS + 60)
        self._groups = _groups(actions)
        self._column_count = 0
        self._columns = self._make_columns(1)
        self._title = QLabel(self.tr("Keys"))
        self._title.setProperty("role", "title")
        self._close = QToolButton()
        self._close.setProperty("role", "icon")
        self._close.setAccessibleName(self.tr("Close"))
        self._close.setToolTip(self.tr("Close"))
        self._close.clicked.connect(self.leave)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._close)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(self.tr("Keys"))
        self.body.addLayout(top)
        self.body.addWidget(self._scroll, 1)

    def first_focus(self) -> QWidget:
        """Begin on the list, so that the arrows scroll it."""
        return self._scroll

    def refresh_look(self) -> None:
        """Take over lengths and lay the columns out again."""
        px = self._theme.px
        self.body.setContentsMargins(px(20), px(14), px(12), px(14))
        self.body.setSpacing(px(10))
        self._close.setIcon(self._theme.icon("close", "muted", 16))
        self._close.setIconSize(QSize(px(16), px(16)))
        self._column_count = 0

    def place_card(self) -> None:
        """Choose the number of columns that fit, then lay the card out."""
        room_px = self.width() - self._theme.px(100)
        count = min(max(room_px // self._theme.px(_COLUMN_PX), 1), _MOST_COLUMNS)
        if count != self._column_count:
            self._column_count = count
            self._columns = self._make_columns(count)
            self._scroll.setWidget(self._columns)
        super().place_card()

    def card_height_px(self, width_px: int) -> int:
        """Return the height of the longest column and the title."""
        del width_px
        return self._columns.sizeHint().height() + self._theme.px(76)

    def _make_columns(self, count: int) -> QWidget:
        px = self._theme.px
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, px(8), px(4))
        row.setSpacing(px(18))
        columns = [QVBoxLayout() for _ in range(count)]
        lengths = [0] * count
        share = sum(len(rows) + 2 for _title, rows in self._groups) / count
        current = 0
        for title, rows in self._groups:
            length = len(rows) + 2
            if current < count - 1 and lengths[current] + length / 2 > share:
                current += 1
            lengths[current] += length
            columns[current].addWidget(self._make_group(title, rows))
        for column in columns:
            column.setSpacing(px(14))
            column.addStretch(1)
            row.addLayout(column, 1)
        return content

    def _make_group(self, title: str, rows: Rows) -> QWidget:
        px = self._theme.px
        group = QWidget()
        grid = QGridLayout(group)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(0, 1)
        grid.addWidget(_label(title, "group"), 0, 0, 1, 2)
        for line, (name, keys) in enumerate(rows, start=1):
            grid.addWidget(ElidedLabel(name), line, 0)
            caps = QHBoxLayout()
            caps.setSpacing(px(4))
            for key in keys:
                caps.addWidget(_label(key, "key"))
            grid.addLayout(caps, line, 1, Qt.AlignmentFlag.AlignRight)
        return group


def _groups(actions: Actions) -> list[tuple[str, Rows]]:
    """Return what the sheet lists: the title of each group with names and keys."""
    groups: list[tuple[str, Rows]] = []
    for group in Group:
        rows = [
            (action_name(action), [_native(keys) for keys in action.shortcuts()[:2]])
            for action in actions.of_group(group)
            if action.shortcuts() and action.isVisible()
        ]
        if rows:
            groups.append((group_title(group), rows))
    groups.append((QCoreApplication.translate("KeysSheet", "In the grid"), _rows(_GRID_KEYS)))
    groups.append((QCoreApplication.translate("KeysSheet", "In the viewer"), _rows(_VIEWER_KEYS)))
    return groups


def _rows(keys: Rows) -> list[tuple[str, list[str]]]:
    return [
        (
            QCoreApplication.translate("KeysSheet", text),
            [QCoreApplication.translate("KeysSheet", key) for key in some],
        )
        for text, some in keys
    ]


def _native(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
