"""Assets that were removed elsewhere: a list from which they can be restored for 30 days."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.domain.entities import AssetType, FileState
from desktop_app.domain.sync import Recycled
from desktop_app.ui.activity.corner_panel import CornerPanel
from desktop_app.ui.activity.entry_list import Entry, EntryList
from desktop_app.ui.activity.sync_words import SyncCounts, moment_text
from desktop_app.ui.theme import Theme

_MOST_ROWS = 9
_HERE = frozenset({FileState.STORED, FileState.REFERENCED})


class RemovedPanel(CornerPanel):
    """The list, with Restore.

    Signals:
        restore_requested: ids of the assets to bring back.
    """

    restore_requested = Signal(tuple)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, self.tr("Removed elsewhere"))
        self._about = QLabel(
            self.tr(
                "These were removed on the server or on another machine. They can be restored for"
                " 30 days; where the original is not here, only what is known of it comes back."
            )
        )
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setWordWrap(True)
        self._about.setProperty("role", "small")
        self.list = EntryList(theme, self.tr("Removed elsewhere"))
        self.list.selectionModel().selectionChanged.connect(self._refresh_buttons)
        self._nothing = QLabel(self.tr("Nothing was removed elsewhere."))
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setProperty("role", "faint")
        self._restore = QPushButton(self.tr("Restore"))
        self._restore.setToolTip(self.tr("Bring the selected assets back, here and on the server"))
        self._restore.clicked.connect(lambda: self._tell(is_all=False))
        self._restore_all = QPushButton(self.tr("Restore all"))
        self._restore_all.clicked.connect(lambda: self._tell(is_all=True))
        self._row = QHBoxLayout()
        for button in (self._restore, self._restore_all):
            button.setProperty("role", "raised")
            self._row.addWidget(button)
        self._row.addStretch(1)
        for part in (self._about, self.list, self._nothing):
            self.content.addWidget(part)
        self.foot.addLayout(self._row)
        self.set_recycled(())

    def set_recycled(self, recycled: Sequence[Recycled]) -> None:
        """List these, the last removed first."""
        newest = sorted(recycled, key=lambda found: -found.removed_at_us)
        self.list.set_entries([self._entry(found) for found in newest])
        self.heading.set_line(
            SyncCounts().removed(len(newest)) if newest else self.tr("Removed elsewhere")
        )
        self.list.setVisible(bool(newest))
        self._nothing.setVisible(not newest)
        self.list.fit_height(_MOST_ROWS)
        self._refresh_buttons()

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.list if self.list.entries else super().first_focus()

    def refresh_look(self) -> None:
        """Take over lengths."""
        super().refresh_look()
        self._row.setSpacing(self._theme.px(6))
        self.list.fit_height(_MOST_ROWS)

    def _refresh_buttons(self) -> None:
        self._restore.setEnabled(bool(self.list.chosen()))
        self._restore_all.setEnabled(bool(self.list.entries))

    def _tell(self, *, is_all: bool) -> None:
        entries = self.list.entries if is_all else self.list.chosen()
        if entries:
            self.restore_requested.emit(tuple(entry.key for entry in entries))

    def _entry(self, found: Recycled) -> Entry:
        is_here = found.file_state in _HERE
        where = (
            self.tr("Removed {time} · the original is here")
            if is_here
            else self.tr("Removed {time} · the original is not here")
        )
        icon = "video" if found.asset_type == AssetType.VIDEO else "image"
        name = " ".join(found.title.split()) or self.tr("No title")
        when = moment_text(found.removed_at_us)
        return Entry(found.id, name, where.replace("{time}", when), icon)
