"""The line of the tags manager that asks which tag the selected ones become."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton

from desktop_app.ui.sentences import counted
from desktop_app.ui.theme import Theme


class MergeBar(QFrame):
    """Proposes the first of the tags, the most used one, as what all become.

    Signals:
        merged: (tags, the tag they become).
    """

    merged = Signal(object, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._tags: tuple[str, ...] = ()
        self.setProperty("role", "card")
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._edit = QLineEdit()
        self._edit.setAccessibleName(self.tr("Merge into"))
        self._merge = QPushButton(self.tr("Merge"))
        self._merge.setProperty("role", "primary")
        self._merge.setAutoDefault(False)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setAutoDefault(False)
        row = QHBoxLayout(self)
        margin_px = theme.px(8)
        row.setContentsMargins(margin_px, margin_px, margin_px, margin_px)
        row.addWidget(self._label)
        row.addWidget(self._edit, 1)
        row.addWidget(self._merge)
        row.addWidget(self._cancel)
        self._edit.textChanged.connect(lambda text: self._merge.setEnabled(bool(text.strip())))
        self._merge.clicked.connect(self._on_merge_clicked)
        self._cancel.clicked.connect(self.hide)
        self.hide()

    def ask(self, tags: Sequence[str]) -> None:
        """Ask for the tag that these become."""
        self._tags = tuple(tags)
        count = len(tags)
        self._label.setText(counted(self.tr("Merge %1 tag(s) into", "", count), count))
        completer = QCompleter(list(tags), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._edit.setCompleter(completer)
        self._edit.setText(tags[0] if tags else "")
        self.show()
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._edit.selectAll()

    def _on_merge_clicked(self) -> None:
        target = " ".join(self._edit.text().split())
        self.hide()
        if target:
            self.merged.emit(self._tags, target)

    def event(self, event: QEvent) -> bool:
        """Escape closes the line, not the dialog."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter merges, Escape gives up."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_merge_clicked()
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
