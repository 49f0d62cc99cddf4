"""The section of the activity panel that tells what is on this machine."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_app.domain.files import Keeping
from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.ui.activity.storage_state import Storage
from desktop_app.ui.activity.storage_words import (
    going_on_text,
    kept_text,
    rest_text,
    rule_text,
    shortage_text,
)
from desktop_app.ui.theme import Theme

_PER_MILLE = 1000


class StoragePart(QWidget):
    """How many originals are here, by which rule, how far that is, and what else takes room.

    Signals:
        change_requested: the user wants another rule.
    """

    change_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._storage: Storage | None = None
        self._status = SyncStatus()
        self._heading = _line("group")
        self._heading.setText(self.tr("Originals"))
        self._kept, self._rule = _line("small"), _line("small")
        self._change = QPushButton(self.tr("Change…"))
        self._change.setProperty("role", "raised")
        self._change.setAccessibleName(self.tr("Change which originals are kept on this machine"))
        self._change.clicked.connect(self.change_requested)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, _PER_MILLE)
        self._going_on, self._short = _line("small"), _line("caution")
        self._rest = _line("small")
        self._lines = QVBoxLayout()
        self._lines.addWidget(self._heading)
        self._lines.addWidget(self._kept)
        self._lines.addWidget(self._rule)
        self._row = QHBoxLayout()
        self._row.addLayout(self._lines, 1)
        self._row.addWidget(self._change)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        for part in (self._bar, self._going_on, self._short, self._rest):
            self._column.addWidget(part)
        self.refresh_look()
        self.hide()

    def show_storage(self, storage: Storage | None) -> None:
        """Show what is here; nothing as long as that is not known."""
        self._storage = storage
        self._refresh()

    def show_status(self, status: SyncStatus) -> None:
        """Show what keeps the rest from coming."""
        self._status = status
        self._refresh()

    def refresh_look(self) -> None:
        """Take over lengths."""
        px = self._theme.px
        self._lines.setSpacing(px(2))
        self._row.setSpacing(px(8))
        self._column.setSpacing(px(5))

    def _refresh(self) -> None:
        storage, status = self._storage, self._status
        if storage is None:
            return
        self._kept.setText(kept_text(storage))
        self._rule.setText(rule_text(storage.rule))
        for label, text in (
            (self._going_on, going_on_text(storage, status)),
            (self._short, shortage_text(storage, storage.rule)),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self._rest.setText(rest_text(storage))
        self._show_bar(storage)
        is_signed_out = status.phase is SyncPhase.SIGNED_OUT
        self._change.setEnabled(not is_signed_out)
        self._change.setToolTip(self.tr("Sign in to change it") if is_signed_out else "")
        self.show()

    def _show_bar(self, storage: Storage) -> None:
        """Show how far all originals are, or how full a budget is."""
        kept, rule, used_bytes = storage.kept, storage.rule, storage.used.originals_bytes
        if rule.keeping is Keeping.ALL:
            done, total = kept.here, kept.here + kept.to_come
            name = self.tr("Originals that are here")
            self._bar.setVisible(kept.to_come > 0)
        else:
            done, total = used_bytes, rule.budget_bytes
            name = self.tr("How much of the room for originals is taken")
            self._bar.setVisible(rule.keeping is Keeping.BUDGET)
        self._bar.setAccessibleName(name)
        # A progress bar counts in 32 bits, which bytes do not fit.
        self._bar.setValue(min(done * _PER_MILLE // total, _PER_MILLE) if total else 0)


def _line(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label
