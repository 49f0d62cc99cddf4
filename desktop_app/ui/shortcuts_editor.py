"""Rebinding of commands: one line a command, conflicts shown where they are."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.actions import Actions
from desktop_app.ui.command_palette import action_name, rank
from desktop_app.ui.overlay import Overlay
from desktop_app.ui.small_button import small_button
from desktop_app.ui.theme import Theme

_PORTABLE = QKeySequence.SequenceFormat.PortableText
_HEIGHT_PX = 560


class ShortcutsEditor(Overlay):
    """Lists every command with its keys; nothing is changed before Save.

    Signals:
        saved: a dict of name → portable key text for every command whose keys are not the
            designed ones; "" means none. The actions have them already.
    """

    saved = Signal(object)

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget) -> None:
        super().__init__(theme, parent, self.tr("Shortcuts"), width_px=560, is_left_by_click=False)
        self._actions = actions
        self._lines: dict[str, ShortcutLine] = {}
        title = QLabel(self.tr("Shortcuts"))
        title.setProperty("role", "title")
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(self.tr("Filter commands"))
        self._filter.setAccessibleName(self.tr("Filter commands"))
        self._filter.textChanged.connect(self._on_filtered)
        content = QWidget()
        self._column = QVBoxLayout(content)
        for action in actions.all():
            self._add_line(action)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._reset = QPushButton(self.tr("Reset all"))
        self._reset.clicked.connect(self._on_reset_clicked)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setProperty("role", "raised")
        self._cancel.clicked.connect(self.leave)
        self._save = QPushButton(self.tr("Save"))
        self._save.setProperty("role", "primary")
        self._save.clicked.connect(self._on_save_clicked)
        self._bottom = QHBoxLayout()
        self._bottom.addWidget(self._reset)
        self._bottom.addStretch(1)
        self._bottom.addWidget(self._cancel)
        self._bottom.addWidget(self._save)
        self.body.addWidget(title)
        self.body.addWidget(self._filter)
        self.body.addWidget(self._scroll, 1)
        self.body.addLayout(self._bottom)
        self._check()

    @property
    def rebound(self) -> dict[str, str]:
        """The commands whose keys are not the designed ones, with their portable keys."""
        return {name: line.keys for name, line in self._lines.items() if line.is_own}

    @property
    def can_save(self) -> bool:
        """Whether no two commands share keys."""
        return self._save.isEnabled()

    def line(self, name: str) -> "ShortcutLine":
        """Return the line of a command."""
        return self._lines[name]

    def save(self) -> None:
        """Give the commands their keys and close."""
        rebound = self.rebound
        self._actions.rebind(rebound)
        self.saved.emit(rebound)
        self.leave()

    def first_focus(self) -> QWidget:
        """Begin in the filter."""
        return self._filter

    def refresh_look(self) -> None:
        """Take over lengths and icons."""
        px = self._theme.px
        self.body.setContentsMargins(px(20), px(16), px(12), px(16))
        self.body.setSpacing(px(10))
        self._bottom.setSpacing(px(8))
        self._bottom.setContentsMargins(0, 0, px(8), 0)
        self._column.setContentsMargins(0, 0, px(8), 0)
        self._column.setSpacing(px(4))
        for line in self._lines.values():
            line.refresh_look()

    def card_height_px(self, width_px: int) -> int:
        """Return a height that shows a good part of the list."""
        del width_px
        return self._theme.px(_HEIGHT_PX)

    def _add_line(self, action: QAction) -> None:
        name = action.objectName()
        line = ShortcutLine(self._theme, action, self._actions.default_keys(name))
        line.changed.connect(self._check)
        self._lines[name] = line
        self._column.addWidget(line)

    def _check(self) -> None:
        users: dict[str, list[ShortcutLine]] = {}
        for line in self._lines.values():
            for keys in line.all_keys:
                users.setdefault(keys, []).append(line)
        has_conflict = False
        for line in self._lines.values():
            others = [
                other.title for keys in line.all_keys for other in users[keys] if other is not line
            ]
            line.show_conflict(others)
            has_conflict = has_conflict or bool(others)
        self._save.setEnabled(not has_conflict)
        self._reset.setEnabled(bool(self.rebound))

    def _on_filtered(self, typed: str) -> None:
        lines = list(self._lines.values())
        fitting = set(rank(typed, [line.title for line in lines]))
        for position, line in enumerate(lines):
            line.setVisible(position in fitting)

    def _on_reset_clicked(self) -> None:
        for line in self._lines.values():
            line.reset()

    def _on_save_clicked(self) -> None:
        self.save()


class ShortcutLine(QWidget):
    """One command: its name, its keys, a way back to the designed ones, and any conflict.

    Attributes:
        title: the command's name as shown.
        edit: where the keys are pressed.

    Signals:
        changed: other keys than before.
    """

    changed = Signal()

    def __init__(self, theme: Theme, action: QAction, designed: list[QKeySequence]) -> None:
        super().__init__()
        self._theme = theme
        self._designed = designed
        self.title = action_name(action)
        self.is_own = action.shortcuts() != designed
        name = QLabel(self.title)
        name.setTextFormat(Qt.TextFormat.PlainText)
        self.edit = QKeySequenceEdit(action.shortcut())
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName(self.tr("Keys for %1").replace("%1", self.title))
        self.edit.keySequenceChanged.connect(self._on_keys_changed)
        self.edit.installEventFilter(self)
        self._clear = self._button(self.tr("No keys for %1"), "close")
        self._clear.clicked.connect(lambda: self.edit.setKeySequence(QKeySequence()))
        self._back = self._button(self.tr("Designed keys for %1"), "undo")
        self._back.clicked.connect(self.reset)
        self._conflict = QLabel()
        self._conflict.setTextFormat(Qt.TextFormat.PlainText)
        self._conflict.setProperty("role", "error")
        self._conflict.setWordWrap(True)
        self._conflict.hide()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        for column, part in enumerate((name, self.edit, self._clear, self._back)):
            self._grid.addWidget(part, 0, column)
        self._grid.addWidget(self._conflict, 1, 0, 1, 4)
        self._show_state()

    @property
    def keys(self) -> str:
        """The keys that stand in the field, as portable text."""
        return self.edit.keySequence().toString(_PORTABLE)

    @property
    def all_keys(self) -> list[str]:
        """All keys that would run the command, as portable text."""
        if not self.is_own:
            return [keys.toString(_PORTABLE) for keys in self._designed]
        return [self.keys] if self.keys else []

    def reset(self) -> None:
        """Go back to the designed keys."""
        first = self._designed[0] if self._designed else QKeySequence()
        self.edit.setKeySequence(first)
        self.is_own = False
        self._show_state()
        self.changed.emit()

    def show_conflict(self, others: list[str]) -> None:
        """Say which other commands have the same keys."""
        names = ", ".join(f"“{other}”" for other in dict.fromkeys(others))
        self._conflict.setText(self.tr("Also used by %1").replace("%1", names))
        self._conflict.setVisible(bool(others))

    def refresh_look(self) -> None:
        """Take over lengths and icons."""
        px = self._theme.px
        self._grid.setHorizontalSpacing(px(6))
        self._grid.setVerticalSpacing(px(2))
        self.edit.setFixedWidth(px(170))
        for button, icon in ((self._clear, "close"), (self._back, "undo")):
            button.setIcon(self._theme.icon(icon, "muted", 14))
            button.setIconSize(QSize(px(14), px(14)))

    def _button(self, text: str, icon: str) -> QToolButton:
        button = small_button(text.replace("%1", f"“{self.title}”"))
        button.setIcon(self._theme.icon(icon, "muted", 14))
        return button

    def _show_state(self) -> None:
        self._back.setEnabled(self.is_own)
        self._clear.setEnabled(bool(self.keys))

    def _on_keys_changed(self, keys: QKeySequence) -> None:
        self.is_own = [keys] != self._designed[:1] and not (keys.isEmpty() and not self._designed)
        self._show_state()
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Esc leave and Tab go on instead of becoming shortcuts."""
        if (
            isinstance(event, QKeyEvent)
            and watched is self.edit
            and event.key() == Qt.Key.Key_Escape
        ):
            if event.type() is QEvent.Type.KeyPress:
                self.focusNextChild()
            return True
        return super().eventFilter(watched, event)
