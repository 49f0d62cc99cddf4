"""The question before an import in which there is something to decide."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.changes import ImportProblem
from desktop_app.ui.activity.problem_list import ProblemList
from desktop_app.ui.overlay import Overlay
from desktop_app.ui.sentences import Sentences, counted, number_text, size_text
from desktop_app.ui.theme import Theme

_MOST_ROWS_SEEN = 3
_ROW_PX = 46


@dataclass(frozen=True, slots=True)
class ImportQuestion:
    """What an import would bring.

    Attributes:
        file_count: images and videos that can come in, duplicates included.
        total_bytes: their size.
        duplicate_count: how many of them are in the library already, or come twice.
        new_bytes: the size of the others.
        lost_count: how many of the others are originals that the library misses.
        problems: what will not come in, and why.
        can_stay: whether the files will still lie there tomorrow, so that they may be left there.
    """

    file_count: int
    total_bytes: int
    duplicate_count: int = 0
    new_bytes: int = 0
    lost_count: int = 0
    problems: tuple[ImportProblem, ...] = ()
    can_stay: bool = True


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """What the user decided."""

    keep_duplicates: bool = False
    reference: bool = False
    """Leave the originals where they are instead of copying them."""


class ImportSheet(Overlay):
    """Count, size, duplicates, copy or leave, what will not come in; Import or Cancel.

    Signals:
        answered: the ImportAnswer; without it, closing means no.
    """

    answered = Signal(object)

    def __init__(self, theme: Theme, question: ImportQuestion, parent: QWidget) -> None:
        super().__init__(theme, parent, self.tr("Import"), width_px=480, is_left_by_click=False)
        self._question = question
        self._groups: list[QVBoxLayout] = []
        self._problems: ProblemList | None = None
        self._keep: QRadioButton | None = None
        self._leave: QRadioButton | None = None
        self._summary = _label("", "muted")
        self._import = QPushButton()
        self._cancel = QPushButton(self.tr("Cancel"))
        self._add_heading()
        if question.duplicate_count:
            self._add_duplicates()
        if question.file_count and question.can_stay:
            self._add_storage()
        if question.problems:
            self._add_problems()
        self._add_buttons()
        self._show_count()

    @property
    def answer(self) -> ImportAnswer:
        """What is chosen now."""
        return ImportAnswer(keep_duplicates=_is_on(self._keep), reference=_is_on(self._leave))

    def first_focus(self) -> QWidget:
        """Begin on Import, or on Cancel where nothing can come in."""
        return self._import if self._import.isEnabled() else self._cancel

    def refresh_look(self) -> None:
        """Take over lengths."""
        px = self._theme.px
        self.body.setContentsMargins(px(20), px(18), px(20), px(16))
        self.body.setSpacing(px(14))
        for group in self._groups:
            group.setSpacing(px(5))
        if self._problems is not None:
            rows = min(len(self._question.problems), _MOST_ROWS_SEEN)
            self._problems.setMinimumHeight(px(_ROW_PX) + px(4))
            self._problems.setMaximumHeight(px(_ROW_PX) * rows + px(4))

    def _add_heading(self) -> None:
        group = self._add_group()
        if self._question.file_count:
            title = self.tr("Import files")
        else:
            title = self.tr("Nothing here can be imported")
            self._summary.setText(self.tr("Lightbox keeps images and videos."))
        group.addWidget(_label(title, "title"))
        group.addWidget(self._summary)
        if self._question.lost_count:
            found = Sentences().found_again(self._question.lost_count)
            group.addWidget(_label(found, "muted"))

    def _add_duplicates(self) -> None:
        count = self._question.duplicate_count
        group = self._add_group(
            counted(self.tr("%1 file(s) already in the library", "", count), count)
        )
        skip = QRadioButton(self.tr("Skip them"))
        self._keep = QRadioButton(self.tr("Keep both"))
        self._add_choice(group, skip, self._keep)

    def _add_storage(self) -> None:
        group = self._add_group(self.tr("Originals"))
        copy = QRadioButton(self.tr("Copy into the library"))
        self._leave = QRadioButton(self.tr("Leave them where they are"))
        copy.setToolTip(self.tr("The library keeps its own copy of each file"))
        self._leave.setToolTip(self.tr("A file that is moved or deleted later is missing here"))
        self._add_choice(group, copy, self._leave)

    def _add_choice(self, group: QVBoxLayout, first: QRadioButton, second: QRadioButton) -> None:
        buttons = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(18))
        for button in (first, second):
            buttons.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        group.addLayout(row)
        first.setChecked(True)
        first.toggled.connect(self._show_count)

    def _add_problems(self) -> None:
        count = len(self._question.problems)
        group = self._add_group(counted(self.tr("%1 will not come in", "", count), count))
        self._problems = ProblemList(self._theme, self._question.problems)
        group.addWidget(self._problems)

    def _add_group(self, title: str = "") -> QVBoxLayout:
        group = QVBoxLayout()
        if title:
            group.addWidget(_label(title, "heading"))
        self._groups.append(group)
        self.body.addLayout(group)
        return group

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        row.addStretch(1)
        self._cancel.setProperty("role", "raised")
        self._cancel.clicked.connect(self.leave)
        self._import.setProperty("role", "primary")
        self._import.clicked.connect(self._on_import_clicked)
        row.addWidget(self._cancel)
        row.addWidget(self._import)
        self.body.addLayout(row)
        for button in (self._cancel, self._import):
            button.setAutoDefault(True)
        if self._question.file_count == 0:
            self._import.setEnabled(False)
            self._import.hide()
            self._cancel.setText(self.tr("Close"))

    def _show_count(self) -> None:
        question = self._question
        if question.file_count == 0:
            return
        count, size_bytes = question.file_count, question.total_bytes
        if not _is_on(self._keep):
            count, size_bytes = count - question.duplicate_count, question.new_bytes
        files = counted(self.tr("%1 image(s) and video(s)", "", count), count)
        self._summary.setText(f"{files} · {size_text(size_bytes)}")
        self._import.setEnabled(count > 0)
        self._import.setText(self.tr("Import %1").replace("%1", number_text(count)))

    def _on_import_clicked(self) -> None:
        answer = self.answer
        self.answered.emit(answer)
        self.leave()


def _is_on(button: QRadioButton | None) -> bool:
    return button is not None and button.isChecked()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label
