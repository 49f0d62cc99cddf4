"""A line of text that offers known values while it is typed in."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from desktop_app.domain.tags import tag_identity
from desktop_app.ui.inspector.key_guard import ENTRY_KEYS, KeyGuard
from desktop_app.ui.inspector.suggestion_popup import Suggestion, SuggestionPopup
from desktop_app.ui.inspector.wording import translate
from desktop_app.ui.tasks import Task, TaskScope
from desktop_app.ui.theme import Theme

Suggest = Callable[[str], Future[list[tuple[str, int]]]]
"""Known values for what is typed, most used first, with how many assets carry each."""


def _fits(value: str, typed: str) -> bool:
    """Return whether any word of a known value begins with what is typed."""
    identity, wanted = tag_identity(value), tag_identity(typed)
    start = identity.find(wanted)
    while start > 0 and identity[start - 1].isalnum():
        start = identity.find(wanted, start + 1)
    return start >= 0


class FieldEdit(QLineEdit):
    """A line of text whose Undo key is the window's again once there is no typing to undo."""

    def __init__(self) -> None:
        super().__init__()
        KeyGuard(self, ENTRY_KEYS)

    def event(self, event: QEvent) -> bool:
        """Leave Undo and Redo to the window when they would do nothing here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            has_none = (
                event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            ) or (event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable())
            if has_none:
                event.ignore()
                return True
        return super().event(event)


class SuggestingEdit(FieldEdit):
    """Completes as the user types; Enter takes the highlighted line or what was typed.

    Down and Up move the highlight, Shift+Enter takes what was typed for sure, Esc closes the
    list and, with no list open, says `dismissed`. A value that is known in another spelling is
    taken in the known one.

    Signals:
        taken: the text that was chosen or typed and accepted.
        dismissed: Esc was pressed with no list open.
    """

    taken = Signal(str)
    dismissed = Signal()

    def __init__(self, theme: Theme, scope: TaskScope, *, offers_new: bool) -> None:
        """Make the line; `offers_new` lists what is typed as a new value, below the known ones."""
        super().__init__()
        self._scope = scope
        self._offers_new = offers_new
        self._suggest: Suggest | None = None
        self._asking: Task | None = None
        self._known: dict[str, tuple[str, int]] = {}
        self._excluded: frozenset[str] = frozenset()
        self.popup = SuggestionPopup(theme, self)
        self.popup.chosen.connect(self._on_chosen)
        self.popup.currentRowChanged.connect(self._on_highlighted)
        self.textEdited.connect(self._on_text_edited)

    def attach(self, suggest: Suggest) -> None:
        """Begin to ask for suggestions."""
        self._suggest = suggest

    def set_excluded(self, values: Iterable[str]) -> None:
        """Do not suggest these: they are chosen already."""
        self._excluded = frozenset(tag_identity(value) for value in values)

    def known_spelling(self, text: str) -> str:
        """Return the known spelling of a value, or the text itself, trimmed."""
        known = self._known.get(tag_identity(text))
        return text.strip() if known is None else known[0]

    def close_popup(self) -> None:
        """Close the list and stop asking."""
        self._stop_asking()
        self.popup.hide()

    def ask_for_all(self) -> None:
        """Ask for the known values whatever is typed."""
        self._ask("")

    def _ask(self, typed: str) -> None:
        # What is listed and still fits stays until the answer comes.
        self._stop_asking()
        if not self.popup.isHidden():
            self._list([known for known in self._known.values() if _fits(known[0], typed)])
        if self._suggest is not None:
            self._asking = self._scope.watch(self._suggest(typed.strip()), self._on_suggested)
        elif self._offers_new:
            self._list([])

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _on_text_edited(self, text: str) -> None:
        if text.strip() or not self._offers_new:
            self._ask(text)
        else:
            self.close_popup()

    def _on_suggested(self, found: Sequence[tuple[str, int]]) -> None:
        self._asking = None
        self._known = {tag_identity(value): (value, count) for value, count in found}
        self._list(found)

    def _list(self, found: Sequence[tuple[str, int]]) -> None:
        if not self.hasFocus():
            self.popup.hide()
            return
        identity = tag_identity(self.text())
        lines = [
            Suggestion(value, count)
            for value, count in found
            if tag_identity(value) not in self._excluded
        ]
        lines.sort(key=lambda line: tag_identity(line.text) != identity)
        is_known = identity in self._known or identity in self._excluded
        if self._offers_new and identity and not is_known:
            lines.append(Suggestion(self.text().strip(), is_new=True))
        self.popup.show_under_field(lines, self._first_highlighted(lines))

    def _first_highlighted(self, lines: Sequence[Suggestion]) -> int:
        return 0 if lines and self.text().strip() else -1

    def _on_highlighted(self, line: int) -> None:
        lines = self.popup.suggestions
        if 0 <= line < len(lines):
            told = translate("Inspector", "{value}, suggestion {number} of {total}")
            self.setAccessibleDescription(
                told.format(value=lines[line].text, number=line + 1, total=len(lines))
            )

    def _on_chosen(self, suggestion: Suggestion) -> None:
        self._take(suggestion.text)

    def _take(self, text: str) -> None:
        text = self.known_spelling(text)
        self.close_popup()
        self.taken.emit(text)

    def _on_enter(self, *, is_literal: bool) -> None:
        highlighted = self.popup.highlighted
        if highlighted is not None and not is_literal:
            self._take(highlighted.text)
        else:
            self._take(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Drive the list with the arrow keys, Enter and Esc."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                shift = Qt.KeyboardModifier.ShiftModifier
                self._on_enter(is_literal=bool(event.modifiers() & shift))
            case Qt.Key.Key_Escape:
                if self.popup.isHidden():
                    self.dismissed.emit()
                else:
                    self.close_popup()
            case Qt.Key.Key_Down | Qt.Key.Key_Up if self.popup.isHidden():
                self._ask(self.text())
            case Qt.Key.Key_Down:
                self.popup.move_highlight(1)
            case Qt.Key.Key_Up:
                self.popup.move_highlight(-1)
            case _:
                super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list; what is typed stays."""
        super().focusOutEvent(event)
        self.close_popup()

    def hideEvent(self, event: QHideEvent) -> None:
        """Never leave the list open without its field."""
        super().hideEvent(event)
        self.close_popup()
