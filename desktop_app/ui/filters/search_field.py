"""The search field: chips for chosen values, the text, completion, errors, the number found."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from desktop_app.domain.ports import SystemClock
from desktop_app.domain.query import AssetQuery, Facet, FacetChoice, QueryProblem
from desktop_app.domain.query_parser import lift, parse
from desktop_app.domain.results import FacetCounts, SearchResult
from desktop_app.ui.browse import Browse
from desktop_app.ui.filters.chip_row import ChipRow
from desktop_app.ui.filters.choices import flipped, known_spelling, without
from desktop_app.ui.filters.completer import Completer
from desktop_app.ui.filters.problem_note import ProblemNote
from desktop_app.ui.filters.query_edit import QueryEdit
from desktop_app.ui.filters.recent_searches import RecentSearches
from desktop_app.ui.sentences import counted, number_text, problem_sentence
from desktop_app.ui.tasks import TaskScope, Workers
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.catalog.searcher import Searcher
    from desktop_app.ui.filters.completion_popup import CompletionPopup

_HEIGHT_PX = 32
_MAX_WIDTH_PX = 640
_LEAST_TEXT_PX = 110
_GAP_PX = 6
_PADDING_PX = 10
_UNFINISHED = frozenset(
    {
        *("query.missing_value", "query.unclosed_quote", "query.unbalanced"),
        *("query.missing_operand", "query.bad_number", "query.bad_date", "query.bad_ratio"),
        "query.unknown_value",
    }
)
"""Problems that typing on may solve: not shown while the cursor stands at their end."""


class SearchField(QWidget):
    """Turns what is typed into the query of `Browse` at every key, and shows how it was read.

    Signals:
        escaped: Escape in the empty field: the grid shall have the keyboard.
        left_down: Down with no list of offers open: likewise.
    """

    escaped = Signal()
    left_down = Signal()

    def __init__(
        self, theme: Theme, workers: Workers, browse: Browse, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._browse = browse
        self._scope = TaskScope(workers)
        self._labels: dict[tuple[Facet, str], str] = {}
        self._is_typing = False
        self._result_text = ("", "")
        self.setObjectName("searchField")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._recent = RecentSearches(self._label_of, self)
        self._note = ProblemNote(theme, self)
        self._build()
        self._completer = Completer(theme, self._scope, self._edit, self)
        self._connect()
        self._on_theme_changed()
        self._show_query(browse.query)

    def attach(self, searcher: "Searcher") -> None:
        """Begin to complete values from this library."""
        self._completer.attach(searcher)

    def close_tasks(self) -> None:
        """Call off what still runs for this widget."""
        self._scope.close()

    def focus_search(self) -> None:
        """Put the cursor into the text and select it."""
        self._edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._edit.selectAll()

    def state(self) -> dict[str, object]:
        """Return the recent searches, for the view's file."""
        return self._recent.state()

    def restore_state(self, state: Mapping[str, object]) -> None:
        """Take over what `state` returned; anything unreadable is left out."""
        self._recent.restore_state(state)

    @property
    def text(self) -> str:
        """What stands in the field beside the chips."""
        return self._edit.text()

    @property
    def result_text(self) -> str:
        """What the field says was found, "1,284 results · 6 ms"; "" when there is no room."""
        return "" if self._found.isHidden() else self._found.text()

    @property
    def problem_text(self) -> str:
        """The sentence under the field; "" for none."""
        return self._note.text

    @property
    def popup(self) -> "CompletionPopup | None":
        """The list of offers, while it is open."""
        return self._completer.popup

    def _build(self) -> None:
        self._icon = QToolButton()
        self._icon.setProperty("role", "bare")
        self._icon.setAccessibleName(self.tr("Recent searches"))
        self._icon.setToolTip(self.tr("Recent searches"))
        self._icon.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._chips = ChipRow(self._theme, self)
        self._edit = QueryEdit(self._theme, self)
        self._edit.setAccessibleName(self.tr("Search"))
        self._edit.setPlaceholderText(self.tr("Search prompts, titles and tags"))
        self._edit.installEventFilter(self)
        self._found = QLabel()
        self._found.setTextFormat(Qt.TextFormat.PlainText)
        self._found.setProperty("role", "small")
        self._clear = QToolButton()
        self._clear.setProperty("role", "bare")
        self._clear.setAccessibleName(self.tr("Clear search"))
        self._clear.setToolTip(self.tr("Clear search"))
        self._clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._chips)
        self._row.addWidget(self._edit, 1)
        self._row.addWidget(self._found)
        self._row.addWidget(self._clear)
        self.setFocusProxy(self._edit)

    def _connect(self) -> None:
        self._theme.changed.connect(self._on_theme_changed)
        self._browse.query_changed.connect(self._show_query)
        self._browse.result_changed.connect(self._on_result_changed)
        self._browse.counts_changed.connect(self._on_counts_changed)
        self._edit.textEdited.connect(self._on_text_edited)
        self._completer.taken.connect(self._on_offer_taken)
        self._completer.shown_changed.connect(lambda: self._show_problems(self._edit.problems))
        self._chips.flipped.connect(self._on_chip_flipped)
        self._chips.removed.connect(self._on_chip_removed)
        self._chips.left.connect(lambda: self._edit.setFocus(Qt.FocusReason.OtherFocusReason))
        self._clear.clicked.connect(self._on_clear_clicked)
        self._icon.clicked.connect(
            lambda: self._recent.open_menu(
                self.mapToGlobal(self.rect().bottomLeft()), self._browse.set_query
            )
        )

    def _label_of(self, facet: Facet, value: str) -> str:
        return self._labels.get((facet, value), value)

    def _show_query(self, query: AssetQuery) -> None:
        """Show a query that may have been set elsewhere; the cursor stays while typing."""
        if query.text != self._edit.text():
            self._edit.setText(query.text)
            self._is_typing = False
        self._chips.set_choices(query.facets, self._label_of)
        self._clear.setVisible(bool(query.text or query.facets))
        self._show_problems(self._parsed_problems())
        self._fit()

    def _set_text(self, text: str) -> None:
        self._browse.set_query(replace(self._browse.query, text=text))

    def _parsed_problems(self) -> tuple[QueryProblem, ...]:
        text = self._edit.text()
        return parse(text, now_us=SystemClock().now_us(), zone=UTC).problems if text else ()

    def _lift(self) -> None:
        """Turn finished ``key:value`` terms of the text into chips."""
        text = self._edit.text()
        choices, rest = lift(text, parse(text, now_us=SystemClock().now_us(), zone=UTC))
        if not choices:
            return
        query = self._browse.query
        for choice in choices:
            value = known_spelling(choice, self._browse.counts)
            query = without(query, choice.facet, value).with_choice(
                choice.facet, value, is_excluded=choice.is_excluded
            )
        rest = f"{rest} " if rest else ""
        self._browse.set_query(replace(query, text=rest))

    def _finish(self) -> None:
        """Take the text as finished: Enter."""
        self._is_typing = False
        self._completer.close()
        self._lift()
        self._recent.remember(self._browse.query)
        self._show_problems(self._parsed_problems())

    def _on_offer_taken(self, text: str, cursor: int, is_whole: bool) -> None:  # noqa: FBT001
        """Go on with the text that completion made."""
        self._edit.setText(text)
        self._edit.setCursorPosition(cursor)
        self._set_text(text)
        if is_whole:
            self._lift()
        else:
            self._completer.ask()

    def _show_problems(self, problems: tuple[QueryProblem, ...]) -> None:
        cursor = self._edit.cursorPosition()
        shown = [
            problem
            for problem in problems
            if not (self._is_typing and problem.code in _UNFINISHED and problem.end >= cursor)
        ]
        self._edit.set_problems(shown)
        sentence = problem_sentence(shown[0])[1] if shown else ""
        self._edit.setAccessibleDescription(sentence)
        is_told = self._edit.hasFocus() and self.popup is None
        self._note.show(sentence if is_told else "")

    def _fit(self) -> None:
        """Share the width: text first, then chips, then what was found."""
        px = self._theme.px
        gap = px(_GAP_PX)
        room = self.width() - 2 * px(_PADDING_PX) - self._icon.width() - gap
        if not self._clear.isHidden():
            room -= self._clear.width() + gap
        least = px(_LEAST_TEXT_PX)
        self._chips.setVisible(bool(self._chips.chips))
        self._chips.setFixedHeight(self.height())
        self._chips.fit(max(room - least, 0))
        room -= self._chips.width()
        text_px = min(self._edit.fontMetrics().horizontalAdvance(self._edit.text()) + gap, room)
        spare = room - max(least, text_px) - 2 * gap
        metrics = self._found.fontMetrics()
        fitting = [t for t in self._result_text if t and metrics.horizontalAdvance(t) <= spare]
        self._found.setText(fitting[0] if fitting else "")
        self._found.setVisible(bool(fitting))

    def _on_text_edited(self, text: str) -> None:
        self._is_typing = True
        self._set_text(text)
        cursor = self._edit.cursorPosition()
        if text[cursor - 1 : cursor].isspace():
            self._lift()
        self._completer.ask()
        self._show_problems(self._parsed_problems())

    def _on_result_changed(self, result: SearchResult) -> None:
        count = len(result.rows)
        found = counted(self.tr("%1 result(s)", "", count), count)
        elapsed = self.tr("{count} ms").format(count=number_text(max(round(result.elapsed_ms), 1)))
        self._result_text = (f"{found} · {elapsed}", found)
        if result.query.text == self._edit.text():
            self._show_problems(result.problems or self._parsed_problems())
        self._fit()

    def _on_counts_changed(self, counts: FacetCounts) -> None:
        """Learn how chosen values are called: a character's value may be an id."""
        chosen = {(choice.facet, choice.value) for choice in self._browse.query.facets}
        for facet in {facet for facet, _ in chosen if facet is not Facet.TAG}:
            for value in counts.facets.get(facet, ()):
                if (facet, value.value) in chosen:
                    self._labels[facet, value.value] = value.label
        self._chips.set_choices(self._browse.query.facets, self._label_of)
        self._fit()

    def _on_chip_flipped(self, choice: FacetChoice) -> None:
        self._browse.set_query(flipped(self._browse.query, choice))

    def _on_chip_removed(self, choice: FacetChoice) -> None:
        self._browse.set_query(without(self._browse.query, choice.facet, choice.value))

    def _on_clear_clicked(self) -> None:
        self._completer.close()
        self._browse.set_query(self._browse.query.cleared())
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self.setFixedHeight(px(_HEIGHT_PX))
        self.setMaximumWidth(px(_MAX_WIDTH_PX))
        self._row.setContentsMargins(px(_PADDING_PX), 0, px(_PADDING_PX), 0)
        self._row.setSpacing(px(_GAP_PX))
        for button, name, side in ((self._icon, "search", 15), (self._clear, "close", 13)):
            button.setIcon(self._theme.icon(name, "muted", side))
            button.setIconSize(QSize(px(side), px(side)))
            button.setFixedSize(px(side + 3), px(side + 3))
        self._edit.setFont(self._theme.font())
        self._found.setFont(self._theme.font(12))
        self._fit()

    def _on_key(self, event: QKeyEvent) -> bool:
        """Handle a key before the text does; True when nothing is left to do."""
        key = event.key()
        if self._completer.press(key):
            return True
        match key:
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._finish()
            case Qt.Key.Key_Escape:
                self._on_escape()
            case Qt.Key.Key_Down:
                self._finish()
                self.left_down.emit()
            case Qt.Key.Key_Backspace if self._is_at_start() and self._browse.query.facets:
                self._on_chip_removed(self._browse.query.facets[-1])
            case Qt.Key.Key_Left if self._is_at_start():
                return self._chips.focus_last()
            case _:
                return False
        return True

    def _is_at_start(self) -> bool:
        return self._edit.cursorPosition() == 0 and not self._edit.hasSelectedText()

    def _on_escape(self) -> None:
        if self._edit.text():
            self._set_text("")
        else:
            self.escaped.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the keys of the text first, and its focus come and go."""
        if watched is self._edit:
            if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._on_key(event)
            if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
                self._mark_focus(is_focused=event.type() is QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self._completer.close()
        self._fit()

    def _mark_focus(self, *, is_focused: bool) -> None:
        self.setProperty("isActive", is_focused)
        self.style().unpolish(self)
        self.style().polish(self)
        if not is_focused:
            self._is_typing = False
            self._completer.close()
            self._show_problems(self._parsed_problems())
