"""The two text fields over the sidebar's lines: a name being typed, and the tags' filter."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.ui.filters.inline_edit import InlineEdit
from desktop_app.ui.filters.lines import Line, LineKey, LineKind, Outline


class LineEdits(QObject):
    """Owns the fields and what they are about; `LineView` says where their lines are.

    Signals:
        name_committed: (Line, new name).
        name_cancelled: the Line whose name stays.
        filter_changed: the text of the filter.
        filter_closed: Escape was pressed in the filter.
        filter_left: Down was pressed in the filter.
        ended: the keyboard should go back to the lines.
    """

    name_committed = Signal(object, str)
    name_cancelled = Signal(object)
    filter_changed = Signal(str)
    filter_closed = Signal()
    filter_left = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = InlineEdit(parent)
        self.name.setAccessibleName(self.tr("Name"))
        self.name.committed.connect(self._on_name_committed)
        self.name.cancelled.connect(self._on_name_cancelled)
        self.filter = InlineEdit(parent)
        self.filter.setAccessibleName(self.tr("Filter tags"))
        self.filter.setPlaceholderText(self.tr("Filter tags"))
        self.filter.textChanged.connect(self.filter_changed)
        self.filter.cancelled.connect(self.filter_closed)
        self.filter.left_down.connect(self.filter_left)
        self._edited: Line | None = None

    @property
    def edited_key(self) -> LineKey | None:
        """The line whose name is being typed."""
        return self._edited.key if self._edited is not None else None

    @property
    def depth(self) -> int:
        """How far that line is moved in."""
        return self._edited.depth if self._edited is not None else 0

    def begin_name(self, line: Line) -> None:
        """Fill the name's field; the view places and shows it."""
        self._edited = line
        self.name.setText(line.label)

    def drop_name(self) -> None:
        """Forget the name that was being typed: its line is gone."""
        self._edited = None

    def focus_name(self) -> None:
        """Let the user type the name."""
        self.name.selectAll()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_filter(self) -> None:
        """Let the user type the filter, if it is open."""
        if not self.filter.isHidden():
            self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
            self.filter.selectAll()

    def _end_name(self) -> Line | None:
        edited, self._edited = self._edited, None
        had_focus = self.name.hasFocus()
        self.name.hide()
        if had_focus:
            self.ended.emit()
        return edited

    def _on_name_committed(self, name: str) -> None:
        edited = self._end_name()
        if edited is None:
            return
        if name and (name != edited.label or not edited.value):
            self.name_committed.emit(edited, name)
        else:
            self.name_cancelled.emit(edited)

    def _on_name_cancelled(self) -> None:
        edited = self._end_name()
        if edited is not None:
            self.name_cancelled.emit(edited)


def filter_index(outline: Outline) -> int:
    """Return where the filter box is among the lines, or -1."""
    for section in outline.sections:
        if section.lines and section.lines[0].kind is LineKind.FILTER:
            return outline.find(section.lines[0].key)
    return -1
