"""The tags of the selected assets as chips that wrap, and the line to add more."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.domain.tags import apply_delta, tag_identity
from desktop_app.ui.inspector.labelled import LinkButton
from desktop_app.ui.inspector.suggesting_edit import Suggest
from desktop_app.ui.inspector.tag_chip import TagChip
from desktop_app.ui.inspector.tag_entry import TagEntry
from desktop_app.ui.inspector.wording import translate
from desktop_app.ui.tasks import TaskScope
from desktop_app.ui.theme import Theme

_GAP_PX = 5
_LINE_PX = 22
_ENTRY_WHILE_TYPING_PX = 110
_FIRST_CHIPS = 36
"""So many chips are shown before "… more" is pressed: a big selection has thousands of tags."""
_FURTHER_CHIPS = 300


class TagEditor(QWidget):
    """Shows which tags the selected assets carry and says which to add and remove.

    What the user does is painted at once; `set_tags` brings what was committed.

    Signals:
        tags_added: a tuple of tags, to be given to all.
        tags_removed: a tuple of tags, to be taken from all.
        dismissed: Esc on an empty line with no list open.
    """

    tags_added = Signal(tuple)
    tags_removed = Signal(tuple)
    dismissed = Signal()

    def __init__(self, theme: Theme, scope: TaskScope) -> None:
        super().__init__()
        self._theme = theme
        self._tags: tuple[tuple[str, int], ...] = ()
        self._total = 1
        self._is_editable = True
        self._most_chips = _FIRST_CHIPS
        self._chips: list[TagChip] = []
        self._shown_chips: list[TagChip] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.entry = TagEntry(theme, scope)
        self.entry.setParent(self)
        self.entry.setAccessibleName(translate("Inspector", "Add tag"))
        self.entry.entered.connect(self._on_entered)
        self.entry.dismissed.connect(self._on_dismissed)
        self.entry.removal_requested.connect(self._on_removal_requested)
        self.entry.chips_requested.connect(self._on_chips_requested)
        self.entry.focus_changed.connect(self._arrange)
        self.entry.textChanged.connect(self._arrange)
        self._more = LinkButton("", translate("Inspector", "Show more tags"))
        self._more.setParent(self)
        self._more.clicked.connect(self._on_more)
        self._note = QLabel(
            translate("Inspector", "These tags have a form that cannot be edited here."), self
        )
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setProperty("role", "faint")
        self._note.setWordWrap(True)
        self.setFocusProxy(self.entry)
        self._refresh()

    @property
    def tags(self) -> tuple[tuple[str, int], ...]:
        """The tags shown, each with how many of the assets carry it."""
        return self._tags

    @property
    def chips(self) -> tuple[TagChip, ...]:
        """The chips in their order."""
        return tuple(self._shown_chips)

    def attach(self, suggest: Suggest) -> None:
        """Begin to ask for suggestions."""
        self.entry.attach(suggest)

    def set_tags(
        self, tags: Sequence[tuple[str, int]], total: int, *, is_editable: bool = True
    ) -> None:
        """Show these tags of `total` assets; what is being typed stays."""
        focused = self._focused_chip()
        self._tags, self._total, self._is_editable = tuple(tags), total, is_editable
        self._refresh()
        self._focus_chip(focused)

    def begin(self) -> None:
        """Get ready for other assets: few chips again, nothing typed."""
        self._most_chips = _FIRST_CHIPS
        self.entry.clear()
        self.entry.close_popup()

    def enter_pending(self) -> None:
        """Add what is typed and not entered yet."""
        if self._is_editable:
            self.entry.enter_pending()

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        self._refresh()

    def _refresh(self) -> None:
        shown = self._tags[: self._most_chips]
        while len(self._chips) < len(shown):
            self._chips.append(self._new_chip())
        for chip, (tag, count) in zip(self._chips, shown, strict=False):
            chip.set_tag(tag, count, self._total, is_editable=self._is_editable)
        self._shown_chips = self._chips[: len(shown)]
        for chip in self._chips[len(shown) :]:
            chip.hide()
        hidden = len(self._tags) - len(shown)
        self._more.setText(translate("Inspector", "{count} more…").format(count=hidden))
        self._more.setVisible(hidden > 0)
        self._note.setVisible(not self._is_editable)
        self.entry.setVisible(self._is_editable)
        self.entry.set_excluded(tag for tag, count in self._tags if count == self._total)
        self.entry.setPlaceholderText(
            translate("Inspector", "Add tag…")
            if self._total == 1
            else translate("Inspector", "Add tag to {total}…").format(total=self._total)
        )
        self._arrange()

    def _new_chip(self) -> TagChip:
        chip = TagChip(self._theme, self)
        chip.give_requested.connect(self._on_give_requested)
        chip.take_requested.connect(self._on_take_requested)
        chip.step_requested.connect(self._on_step_requested)
        return chip

    def _arrange(self) -> None:
        gap, line = self._theme.px(_GAP_PX), self._theme.px(_LINE_PX)
        x = y = 0
        placed: list[tuple[QWidget, int]] = [
            (chip, chip.sizeHint().width()) for chip in self._shown_chips
        ]
        if not self._more.isHidden():
            placed.append((self._more, self._more.sizeHint().width()))
        if not self.entry.isHidden():
            placed.append((self.entry, self._entry_width()))
        if not self._note.isHidden():
            placed.append((self._note, self.width()))
        bottom = 0
        for widget, wanted in placed:
            width = min(wanted, self.width())
            if x and x + width > self.width():
                x, y = 0, y + line + gap
            height = widget.heightForWidth(width) if widget is self._note else line
            widget.setGeometry(QRect(x, y, width, height))
            widget.show()
            bottom = y + height
            x += width + gap
        self.setFixedHeight(max(bottom, line))

    def _entry_width(self) -> int:
        shown = self.entry.text() or self.entry.placeholderText()
        width = self.entry.fontMetrics().horizontalAdvance(shown) + self._theme.px(24)
        if self.entry.hasFocus():
            width = max(width, self._theme.px(_ENTRY_WHILE_TYPING_PX))
        return width

    def _focused_chip(self) -> int:
        for number, chip in enumerate(self._shown_chips):
            if chip.hasFocus():
                return number
        return -1

    def _focus_chip(self, number: int) -> None:
        if number < 0:
            return
        if self._shown_chips:
            self._shown_chips[min(number, len(self._shown_chips) - 1)].setFocus()
        else:
            self.entry.setFocus()

    def _on_entered(self, tags: tuple[str, ...]) -> None:
        counts = dict(self._tags)
        on_all = {tag_identity(tag) for tag, count in self._tags if count == self._total}
        added = tuple(tag for tag in tags if tag_identity(tag) not in on_all)
        if not added:
            return
        names = apply_delta(counts, added, ())
        wanted = {tag_identity(tag) for tag in added}
        self.set_tags(
            [
                (name, self._total if tag_identity(name) in wanted else counts[name])
                for name in names
            ],
            self._total,
        )
        self.tags_added.emit(added)

    def _on_give_requested(self, tag: str) -> None:
        self._on_entered((tag,))

    def _on_take_requested(self, tag: str) -> None:
        self.set_tags([line for line in self._tags if line[0] != tag], self._total)
        self.tags_removed.emit((tag,))

    def _on_removal_requested(self) -> None:
        if self._shown_chips and self._is_editable:
            self._on_take_requested(self._shown_chips[-1].tag)

    def _on_chips_requested(self) -> None:
        self._focus_chip(len(self._shown_chips) - 1 if self._shown_chips else -1)

    def _on_step_requested(self, step: int) -> None:
        number = self._focused_chip() + step
        if number >= len(self._shown_chips):
            self.entry.setFocus()
        else:
            self._focus_chip(max(number, 0))

    def _on_dismissed(self) -> None:
        self.entry.clear()
        self.dismissed.emit()

    def _on_more(self) -> None:
        self._most_chips += _FURTHER_CHIPS
        self._refresh()

    def sizeHint(self) -> QSize:
        """Take any width; the height follows from it."""
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the chips again."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._arrange()
