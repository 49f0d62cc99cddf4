"""Completion for the search text: asks, offers, and puts what was taken into the text."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.query_parser import Completion, complete
from desktop_app.ui.filters import suggestions
from desktop_app.ui.filters.query_edit import QueryEdit
from desktop_app.ui.filters.suggestions import Offer
from desktop_app.ui.tasks import Task, TaskScope
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.catalog.searcher import Searcher
    from desktop_app.ui.filters.completion_popup import CompletionPopup

_GAP_PX = 4
_INSET_PX = 10


class Completer(QObject):
    """Offers keys and values for the word at the cursor of a `QueryEdit`.

    Signals:
        taken: (the whole new text, where its cursor goes, whether the term is finished).
        shown_changed: the list of offers has come or gone.
    """

    taken = Signal(str, int, bool)
    shown_changed = Signal()

    def __init__(self, theme: Theme, scope: TaskScope, edit: QueryEdit, field: QWidget) -> None:
        super().__init__(field)
        self._theme = theme
        self._scope = scope
        self._edit = edit
        self._field = field
        self._searcher: Searcher | None = None
        self._asking: Task | None = None
        self._asked: Completion | None = None
        self._popup: CompletionPopup | None = None
        edit.cursorPositionChanged.connect(self._on_cursor_moved)

    @property
    def popup(self) -> "CompletionPopup | None":
        """The list of offers, while it is open."""
        return self._popup if self._popup is not None and not self._popup.isHidden() else None

    def attach(self, searcher: "Searcher") -> None:
        """Begin to offer the values of this library."""
        self._searcher = searcher

    def ask(self) -> None:
        """Offer what could be meant at the cursor; answers to older questions are dropped."""
        self._forget()
        asked = complete(self._edit.text(), self._edit.cursorPosition())
        self._asked = asked
        fixed = suggestions.fixed_offers(asked)
        self._show(fixed)
        future = suggestions.counted_offers(asked, self._searcher) if self._searcher else None
        if future is not None:
            self._asking = self._scope.watch(
                future,
                lambda found: self._show(suggestions.with_counted(asked, fixed, found)),
                lambda _error: None,  # no offers are no failure
            )

    def close(self) -> None:
        """Take the list away; nothing more is offered until the next question."""
        self._forget()
        self._hide()

    def press(self, key: int) -> bool:
        """Do what a key asks of the list of offers; False when that is nothing."""
        popup = self.popup
        if popup is None:
            return False
        match key:
            case Qt.Key.Key_Down:
                popup.step(1)
            case Qt.Key.Key_Up:
                popup.step(-1)
            case Qt.Key.Key_Escape:
                self.close()
            case Qt.Key.Key_Tab:
                self._take(popup.current or popup.offers[0])
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if popup.current is not None:
                self._take(popup.current)
            case _:
                return False
        return True

    def _show(self, offers: list[Offer]) -> None:
        asked = self._asked
        if asked is None or not offers or not self._edit.hasFocus():
            self._hide()
            return
        if len(offers) == 1 and offers[0].inserted == self._edit.text()[asked.start : asked.end]:
            self._hide()  # it is there already
            return
        window = self._field.window()
        if self._popup is None:
            from desktop_app.ui.filters.completion_popup import (  # noqa: PLC0415 - not at start
                CompletionPopup,
            )

            self._popup = CompletionPopup(self._theme, window)
            self._popup.chosen.connect(self._take)
        left_px, _ = self._edit.span_px(asked.start, asked.start)
        left = self._edit.mapTo(window, QPoint(max(left_px, 0), 0)).x()
        below = self._field.mapTo(window, QPoint(0, self._field.height() + self._theme.px(_GAP_PX)))
        self._popup.show_offers(
            offers,
            at=QPoint(left - self._theme.px(_INSET_PX), below.y()),
            room_px=self._field.width(),
            current=suggestions.preferred(asked, offers),
        )
        self.shown_changed.emit()

    def _hide(self) -> None:
        if self.popup is not None and self._popup is not None:
            self._popup.hide()
            self.shown_changed.emit()

    def _forget(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _take(self, offer: Offer) -> None:
        if self._asked is not None:
            text, cursor = suggestions.taken(self._edit.text(), self._asked, offer)
            self.close()
            self.taken.emit(text, cursor, offer.is_whole)

    def _on_cursor_moved(self, _old: int, _new: int) -> None:
        """Take the list away when the cursor leaves the word it is about."""
        if self.popup is not None and self._asked is not None:
            asked = complete(self._edit.text(), self._edit.cursorPosition())
            if asked.start != self._asked.start:
                self.close()
