"""Which originals are kept on this machine: on demand, as many as fit a budget, or all."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.files import Keeping, KeepingRule
from desktop_app.domain.sync import SyncStatus
from desktop_app.ui.activity.storage_state import Storage, StorageState
from desktop_app.ui.activity.storage_words import (
    BYTES_A_GB,
    choice_text,
    going_on_text,
    kept_text,
    rest_text,
    shortage_text,
)
from desktop_app.ui.activity.sync_state import SyncState
from desktop_app.ui.scrolling_sheet import ScrollingSheet
from desktop_app.ui.sheet_parts import button, label
from desktop_app.ui.theme import Theme

_WIDTH_PX = 480
_INDENT_PX = 23
_FIRST_BUDGET_GB, _MOST_GB = 20, 100_000
_WATCHER = "sheet"


class _BudgetField(QSpinBox):
    """A number of gigabytes.

    Signals:
        clicked_into: somebody means this field; Tab only goes through it.
    """

    clicked_into = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell of a click."""
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.MouseFocusReason:
            self.clicked_into.emit()


class KeepingSheet(ScrollingSheet):
    """Shows what is kept now, and takes another rule; nothing changes before it is saved.

    Attributes:
        choices: the three radio buttons, by what they stand for.
        budget: the field with the gigabytes.
    """

    def __init__(
        self, theme: Theme, parent: QWidget, storage: StorageState, sync: SyncState
    ) -> None:
        super().__init__(theme, parent, self.tr("Originals on this machine"), width_px=_WIDTH_PX)
        self._state = storage
        self._sync = sync
        self._before: KeepingRule | None = None
        self._parts: list[tuple[QHBoxLayout, QVBoxLayout, QWidget]] = []
        self.choices: dict[Keeping, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._now, self._rest = label("", "muted"), label("", "muted")
        self.content.addWidget(label(self.tr("Originals on this machine"), "title"))
        self._says = QVBoxLayout()
        for line in (self._now, self._rest):
            self._says.addWidget(line)
        self.content.addLayout(self._says)
        self._make_choices()
        self._told, self._short = label("", "muted"), label("", "caution")
        self.content.addWidget(self._told)
        self.content.addWidget(self._short)
        self._make_buttons()
        storage.changed.connect(self._on_storage_changed)
        sync.status_changed.connect(self._refresh)
        storage.watch(_WATCHER, is_watched=True)
        self.closed.connect(lambda: storage.watch(_WATCHER, is_watched=False))
        self._on_storage_changed()

    def first_focus(self) -> QWidget:
        """Begin at the rule that is in force."""
        chosen = self._group.checkedButton()
        return self._cancel if chosen is None else chosen

    def refresh_look(self) -> None:
        """Take over lengths."""
        super().refresh_look()
        px = self._theme.px
        self._says.setSpacing(px(3))
        self.budget.lineEdit().setTextMargins(px(8), 0, px(8), 0)
        for row, part, told in self._parts:
            row.setSpacing(px(8))
            part.setSpacing(px(3))
            told.setContentsMargins(px(_INDENT_PX), 0, 0, 0)

    def _make_choices(self) -> None:
        self.budget = _BudgetField()
        self.budget.setRange(1, _MOST_GB)
        self.budget.setValue(_FIRST_BUDGET_GB)
        self.budget.setSuffix(self.tr(" GB"))
        self.budget.setGroupSeparatorShown(True)
        self.budget.setAccessibleName(self.tr("Room for originals, in gigabytes"))
        self.budget.valueChanged.connect(self._on_budget_changed)
        self.budget.clicked_into.connect(self._on_budget_changed)
        for keeping, text, told, field in (
            (
                Keeping.ON_DEMAND,
                self.tr("On demand"),
                self.tr("An original is fetched when it is opened or copied, and stays."),
                None,
            ),
            (
                Keeping.BUDGET,
                self.tr("Up to"),
                self.tr("The newest, and those that were opened last, as far as they fit."),
                self.budget,
            ),
            (
                Keeping.ALL,
                self.tr("All offline"),
                self.tr("Everything can be opened without a connection."),
                None,
            ),
        ):
            self._add_choice(keeping, text, told, field)
        self.choices[Keeping.BUDGET].setAccessibleName(self.tr("Up to a number of gigabytes"))
        self._group.buttonToggled.connect(self._refresh)

    def _add_choice(self, keeping: Keeping, text: str, told: str, field: QWidget | None) -> None:
        choice = QRadioButton(text)
        choice.setAccessibleDescription(told)
        self._group.addButton(choice)
        self.choices[keeping] = choice
        row = QHBoxLayout()
        row.addWidget(choice)
        if field is not None:
            row.addWidget(field)
        row.addStretch(1)
        part = QVBoxLayout()
        part.addLayout(row)
        line = label(told, "small")
        part.addWidget(line)
        self._parts.append((row, part, line))
        self.content.addLayout(part)

    def _make_buttons(self) -> None:
        self._cancel = button(self.tr("Cancel"), "raised")
        self._cancel.clicked.connect(self.leave)
        self._save = button(self.tr("Save"), "primary")
        self._save.clicked.connect(self._on_saved)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._save)
        self.content.addLayout(row)

    @property
    def _rule(self) -> KeepingRule | None:
        """The rule that is chosen; the one before, to the byte, where nothing was changed."""
        keeping = next((one for one, choice in self.choices.items() if choice.isChecked()), None)
        if keeping is None:
            return None
        before = self._before
        if keeping is not Keeping.BUDGET:
            return KeepingRule(keeping)
        if before is not None and before.keeping is keeping and self.budget.value() == _gb(before):
            return before
        return KeepingRule(keeping, self.budget.value() * BYTES_A_GB)

    def _on_storage_changed(self) -> None:
        storage = self._state.storage
        if storage is not None and self._before is None:
            self._before = storage.rule
            if storage.rule.keeping is Keeping.BUDGET:
                self.budget.setValue(_gb(storage.rule))
            self.choices[storage.rule.keeping].setChecked(True)
            if self.isVisible():
                self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        self._refresh()

    def _on_budget_changed(self) -> None:
        if self._before is not None:
            self.choices[Keeping.BUDGET].setChecked(True)
        self._refresh()

    def _refresh(self) -> None:
        storage, rule = self._state.storage, self._rule
        is_known = storage is not None and rule is not None
        for part in (*self.choices.values(), self.budget, self._save):
            part.setEnabled(is_known)
        if storage is None or rule is None:
            self._now.setText(self.tr("Counting what is here…"))
            texts = {self._rest: "", self._told: "", self._short: ""}
        else:
            self._now.setText(kept_text(storage))
            texts = {
                self._rest: rest_text(storage),
                self._told: self._told_of(storage, rule, self._sync.status),
                self._short: shortage_text(storage, rule),
            }
        for part, text in texts.items():
            part.setText(text)
            part.setVisible(bool(text))

    def _told_of(self, storage: Storage, rule: KeepingRule, status: SyncStatus) -> str:
        if rule == storage.rule:
            return going_on_text(storage, status)
        return choice_text(storage, rule)

    def _on_saved(self) -> None:
        rule = self._rule
        if rule is not None and rule != self._before:
            self._state.keep(rule)
        self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save on Enter, wherever the focus is."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._save.isEnabled():
            self._on_saved()
            event.accept()
        else:
            super().keyPressEvent(event)


def _gb(rule: KeepingRule) -> int:
    return max(round(rule.budget_bytes / BYTES_A_GB), 1)
