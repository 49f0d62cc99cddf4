"""The sections of the activity panel: files on their way, conflicts, problems, one line each."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.sync import Problem, SyncPhase, SyncStatus
from desktop_app.ui.activity.conflict_words import problem_name
from desktop_app.ui.activity.entry_list import Entry, EntryList
from desktop_app.ui.activity.flow_row import FlowRow
from desktop_app.ui.activity.sync_state import ShownTransfer, SyncContents
from desktop_app.ui.activity.sync_words import SyncCounts
from desktop_app.ui.elided_label import ElidedLabel
from desktop_app.ui.sentences import code_sentence, problem_count_text, size_text
from desktop_app.ui.theme import Theme

_MOST_TRANSFERS = 4
_MOST_PROBLEMS = 4
_PER_MILLE = 1000
_OF_INSERTS = frozenset({"push.taken", "remote.too_large", "remote.type_refused"})
"""With all of ``upload.…``: of what is not on the server, so there is nothing to revert to."""


class LinkLine(QWidget):
    """A sentence and a link that shows what it is about.

    Signals:
        pressed: the link was.
    """

    pressed = Signal()

    def __init__(self, theme: Theme, link: str, link_name: str) -> None:
        """Make a hidden line; `link_name` says in full what the link does."""
        super().__init__()
        self._theme = theme
        self._text = ElidedLabel()
        self._link = QPushButton(link)
        self._link.setProperty("role", "raised")
        self._link.setAccessibleName(link_name)
        self._link.clicked.connect(self.pressed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._link)
        self.hide()

    def set_text(self, text: str) -> None:
        """Show a sentence; none hides the line."""
        self._text.set_line(text)
        self.setVisible(bool(text))

    def refresh_look(self) -> None:
        """Take over lengths."""
        self._row.setSpacing(self._theme.px(8))


class LoadBar(QProgressBar):
    """How far the first load is; hidden where none runs, or nobody knows how much there is."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextVisible(False)
        self.setRange(0, _PER_MILLE)
        self.setAccessibleName(self.tr("How much of your library is here"))
        self.hide()

    def show_status(self, status: SyncStatus) -> None:
        """Show how far it is."""
        total = status.total or 0
        is_loading = status.phase is SyncPhase.SYNCING and 0 < status.pulled <= total
        self.setValue(status.pulled * _PER_MILLE // total if is_loading else 0)
        self.setVisible(is_loading)


class TransferLine(QWidget):
    """One file on its way: its name, how far it is, and Cancel.

    Signals:
        cancel_requested: the id of its asset.
    """

    cancel_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._asset_id = ""
        self._way = QLabel()
        self._name = ElidedLabel()
        self._size = QLabel()
        self._size.setTextFormat(Qt.TextFormat.PlainText)
        self._size.setProperty("role", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._cancel = QToolButton()
        self._cancel.setProperty("role", "small")
        self._cancel.clicked.connect(lambda: self.cancel_requested.emit(self._asset_id))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._way)
        self._row.addWidget(self._name, 1)
        self._row.addWidget(self._size)
        self._row.addWidget(self._bar)
        self._row.addWidget(self._cancel)
        self._is_upload = True
        self.refresh_look()

    def show_transfer(self, shown: ShownTransfer) -> None:
        """Show how far a file is."""
        transfer = shown.transfer
        self._asset_id = transfer.asset_id
        self._is_upload = transfer.is_upload
        name = shown.name or self.tr("An asset without a title")
        self._name.set_line(name)
        total, done = transfer.total_bytes, min(transfer.done_bytes, transfer.total_bytes)
        told = self.tr("{done} of {total}").replace("{done}", size_text(done))
        self._size.setText(told.replace("{total}", size_text(total)) if total else "")
        # A progress bar counts in 32 bits, which a long video does not fit.
        self._bar.setRange(0, _PER_MILLE if total else 0)
        self._bar.setValue(done * _PER_MILLE // total if total else 0)
        way = self.tr("Uploading {name}") if transfer.is_upload else self.tr("Fetching {name}")
        self._bar.setAccessibleName(way.replace("{name}", name))
        cancel = self.tr("Cancel {name}").replace("{name}", name)
        self._cancel.setAccessibleName(cancel)
        self._cancel.setToolTip(self.tr("It rests until you retry it"))
        self.refresh_look()

    def refresh_look(self) -> None:
        """Take over lengths and icons."""
        theme, px = self._theme, self._theme.px
        self._row.setSpacing(px(8))
        name = "upload" if self._is_upload else "import"
        ratio = self.devicePixelRatioF()
        self._way.setPixmap(theme.pixmap(name, "muted", px(14), ratio=ratio))
        self._bar.setFixedWidth(px(90))
        self._cancel.setIcon(theme.icon("close", "muted", 14))
        self._cancel.setIconSize(QSize(px(12), px(12)))


class TransfersPart(QWidget):
    """The files that are on their way, the first few by name.

    Signals:
        cancel_requested: the id of an asset whose file is to be called off.
    """

    cancel_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._heading = group_label()
        self._more = group_label("small")
        self._lines = [TransferLine(theme) for _ in range(_MOST_TRANSFERS)]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._heading)
        for line in self._lines:
            line.cancel_requested.connect(self.cancel_requested)
            self._column.addWidget(line)
        self._column.addWidget(self._more)
        self.hide()

    def show_transfers(self, transfers: Sequence[ShownTransfer]) -> None:
        """Show these; none hides the part."""
        self._heading.setText(SyncCounts().transfers(len(transfers)))
        for position, line in enumerate(self._lines):
            line.setVisible(position < len(transfers))
            if position < len(transfers):
                line.show_transfer(transfers[position])
        more = len(transfers) - len(self._lines)
        self._more.setText(SyncCounts().more_transfers(more) if more > 0 else "")
        self._more.setVisible(more > 0)
        self.setVisible(bool(transfers))

    def refresh_look(self) -> None:
        """Take over lengths."""
        self._column.setSpacing(self._theme.px(4))
        for line in self._lines:
            line.refresh_look()


class ProblemsPart(QWidget):
    """What the server refuses, in words, with what can be done about it.

    With nothing chosen the buttons are about all of them.

    Signals:
        retry_requested, revert_requested: the problems to be sent again, or given up.
        asset_requested: the row of an asset.
    """

    retry_requested = Signal(tuple)
    revert_requested = Signal(tuple)
    asset_requested = Signal(object)

    def __init__(self, theme: Theme, *, text_lines: int = 2) -> None:
        """Make it hidden; a problem's sentence takes up to so many lines."""
        super().__init__()
        self._theme = theme
        self._problems: dict[int, Problem] = {}
        self._heading = group_label()
        self.list = EntryList(theme, self.tr("Problems of sync"), text_lines=text_lines)
        self.list.selectionModel().selectionChanged.connect(self._refresh_buttons)
        self.list.activated.connect(self._on_activated)
        self._retry, self._revert = QPushButton(), QPushButton()
        self._retry.clicked.connect(lambda: self.retry_requested.emit(self._meant()))
        self._revert.clicked.connect(lambda: self.revert_requested.emit(self._meant()))
        for button in (self._retry, self._revert):
            button.setProperty("role", "raised")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._heading)
        self._column.addWidget(self.list)
        self._column.addWidget(FlowRow(theme, (self._retry, self._revert)))
        self.hide()

    def show_problems(self, problems: Sequence[Problem], contents: SyncContents) -> None:
        """Show these; none hides the part."""
        self._problems = {problem.seq: problem for problem in problems}
        self._heading.setText(problem_count_text(len(problems)))
        self.list.set_entries([_entry(problem, contents) for problem in problems])
        self.list.fit_height(_MOST_PROBLEMS)
        self._refresh_buttons()
        self.setVisible(bool(problems))

    def refresh_look(self) -> None:
        """Take over lengths."""
        self._column.setSpacing(self._theme.px(4))
        self.list.fit_height(_MOST_PROBLEMS)

    def _meant(self) -> tuple[Problem, ...]:
        keys = [entry.key for entry in self.list.chosen() or self.list.entries]
        return tuple(problem for seq, problem in self._problems.items() if seq in keys)

    def _refresh_buttons(self) -> None:
        is_all = len(self._problems) > 1 and not self.list.chosen()
        self._retry.setText(self.tr("Retry all") if is_all else self.tr("Retry"))
        self._revert.setText(self.tr("Revert all") if is_all else self.tr("Revert"))
        self._revert.setEnabled(any(map(_can_be_reverted, self._meant())))
        self._retry.setToolTip(self.tr("Send it to the server again"))
        self._revert.setToolTip(self.tr("Give the refused edit up and take the server's value"))

    def _on_activated(self) -> None:
        for problem in self._meant()[:1]:
            if problem.row is not None:
                self.asset_requested.emit(problem.row)


def _can_be_reverted(problem: Problem) -> bool:
    return problem.code not in _OF_INSERTS and not problem.code.startswith("upload.")


def group_label(role: str = "group") -> QLabel:
    """Return a small heading."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


def _entry(problem: Problem, contents: SyncContents) -> Entry:
    title, text = code_sentence(problem.code, problem.params)
    sentence = f"{title}. {text}"
    return Entry(problem.seq, problem_name(problem, contents), sentence, "warning", "warn")
