"""The bar at the bottom: the library's state, what is selected, how far an import is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)

from desktop_app.domain.changes import ImportProgress
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.query import PlaceKind
from desktop_app.ui.activity.state_cell import StateCell
from desktop_app.ui.browse import Browse
from desktop_app.ui.elided_label import ElidedLabel
from desktop_app.ui.selection import Selection
from desktop_app.ui.sentences import (
    asset_count_text,
    counted,
    number_text,
    problem_count_text,
    size_text,
)
from desktop_app.ui.tasks import Lane, Task, TaskScope, Workers
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.catalog.searcher import Searcher
    from desktop_app.ingest.originals import SearchProgress
    from desktop_app.ui.activity.export_controller import ExportState

_HEIGHT_PX = 28
_BAR_WIDTH_PX = 120


class StatusBar(QWidget):
    """Left: state and selection. Right: an import or other long work, and its problems.

    Signals:
        cancel_requested: the user calls off the import that is shown.
        export_cancel_requested: the user calls off the export that is shown.
        search_cancel_requested: the user calls off the search for originals that is shown.
        problems_requested: the user wants to see the list of problems.
        state_requested: the user wants to see what is behind the state.
    """

    cancel_requested = Signal()
    export_cancel_requested = Signal()
    search_cancel_requested = Signal()
    problems_requested = Signal()
    state_requested = Signal()

    def __init__(
        self, theme: Theme, workers: Workers, browse: Browse, selection: Selection
    ) -> None:
        super().__init__()
        self.setObjectName("statusBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._browse = browse
        self._selection = selection
        self._scope = TaskScope(workers)
        self._searcher: Searcher | None = None
        self._own_state: tuple[str, str] | None = None
        self._weighing: Task | None = None
        self._waiting_imports = 0
        self._works: dict[str, _Work] = {}
        self._make_parts()
        self._lay_out()
        # Results, selections and counts change together: one refresh for all of them.
        self._refresh_soon = QTimer(self)
        self._refresh_soon.setSingleShot(True)
        self._refresh_soon.setInterval(0)
        self._refresh_soon.timeout.connect(self._on_refresh)
        browse.result_changed.connect(self._refresh_soon.start)
        browse.counts_changed.connect(self._refresh_soon.start)
        selection.changed.connect(self._refresh_soon.start)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._on_refresh()

    def attach(self, searcher: "Searcher") -> None:
        """Begin to ask this searcher for the size of what is selected."""
        self._searcher = searcher

    def close_tasks(self) -> None:
        """Call off what is on its way."""
        self._refresh_soon.stop()
        self._scope.close()
        self._searcher = None

    def set_state(self, dot_token: str, text: str) -> None:
        """Show a state of the library; an empty text brings back "Local library"."""
        self._own_state = (dot_token, text) if text else None
        self._show_state()

    def set_state_opens(self, hint: str) -> None:
        """Make the state a button; `hint` says what it opens, "" makes it a text again."""
        self._state.set_button(is_button=bool(hint), hint=hint)

    def set_problem_count(self, count: int) -> None:
        """Show how many problems wait to be read; none hides the button."""
        self._problems.setText(problem_count_text(count))
        self._problems.setVisible(count > 0)

    def set_waiting_imports(self, count: int) -> None:
        """Show how many imports come after the one that runs."""
        self._waiting_imports = count

    def show_progress(self, text: str, done: int, total: int) -> None:
        """Show long work that cannot be called off; it goes when all is done."""
        is_over = 0 < total <= done
        self._show_work("making", None if is_over else _Work(text, done, total))

    def show_import(self, progress: ImportProgress) -> None:
        """Show how far an import is; a finished one goes."""
        if progress.total == 0:
            text = self.tr("Looking through the files…")
        else:
            text = _filled(
                self.tr("Importing {done} of {total}"), done=progress.done, total=progress.total
            )
        if self._waiting_imports:
            waiting = counted(
                self.tr("%1 more waiting", "", self._waiting_imports), self._waiting_imports
            )
            text = f"{text} · {waiting}"
        work = _Work(
            text,
            progress.done,
            progress.total,
            self.tr("Cancel the import"),
            is_cancelled=progress.is_cancelled,
        )
        self._show_work("import", None if progress.is_finished else work)

    def show_export(self, state: "ExportState") -> None:
        """Show how far an export is; a finished one goes."""
        text = _filled(self.tr("Exporting {done} of {total}"), done=state.done, total=state.total)
        work = _Work(
            text,
            state.done,
            state.total,
            self.tr("Cancel the export"),
            is_cancelled=state.is_cancelled,
        )
        self._show_work("export", None if state.is_finished else work)

    def show_search(self, progress: "SearchProgress | None") -> None:
        """Show how far the search for moved originals is; None when it is over."""
        if progress is None:
            self._show_work("search", None)
            return
        text = _filled(
            self.tr("{found} of {lost} missing originals found"),
            found=progress.found,
            lost=progress.lost,
        )
        work = _Work(
            text,
            progress.found,
            progress.lost,
            self.tr("Cancel the search"),
            is_cancelled=progress.is_cancelled,
        )
        self._show_work("search", work)

    def _make_parts(self) -> None:
        self._state = StateCell(self._theme)
        self._state.clicked.connect(self.state_requested)
        self._selected = ElidedLabel()
        self._selected.setAccessibleName(self.tr("Selection"))
        self._work = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._cancel = QToolButton()
        self._cancel.setProperty("role", "small")
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self._problems = QPushButton()
        self._problems.setProperty("role", "status")
        self._problems.setToolTip(self.tr("Show what did not go well"))
        self._problems.clicked.connect(self.problems_requested)
        for part in (self._work, self._bar, self._cancel, self._problems):
            part.hide()

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._row.addWidget(self._state, 1000)  # all the room it wants before the gap gets any
        self._row.addWidget(self._selected)
        self._row.addStretch(1)
        self._row.addWidget(self._work)
        self._row.addWidget(self._bar, 1000)
        self._row.addWidget(self._cancel)
        self._row.addWidget(self._problems)

    def _show_work(self, kind: str, work: "_Work | None") -> None:
        """Show the work that began last; None ends a kind of work."""
        if work is None:
            self._works.pop(kind, None)
        else:
            self._works[kind] = work
        shown = next(reversed(self._works.values()), None)
        if shown is not None:
            self._work.set_line(self.tr("Cancelling…") if shown.is_cancelled else shown.text)
            self._bar.setRange(0, shown.total)
            self._bar.setValue(min(shown.done, shown.total))
            self._cancel.setAccessibleName(shown.cancel_text)
            self._cancel.setToolTip(shown.cancel_text)
            self._cancel.setEnabled(not shown.is_cancelled)
        for part in (self._work, self._bar):
            part.setVisible(shown is not None)
        self._cancel.setVisible(shown is not None and bool(shown.cancel_text))

    def _on_cancel_clicked(self) -> None:
        shown = next(reversed(self._works), "")
        if shown == "export":
            self.export_cancel_requested.emit()
        elif shown == "search":
            self.search_cancel_requested.emit()
        else:
            self.cancel_requested.emit()

    def _on_refresh(self) -> None:
        self._show_state()
        if self._weighing is not None:
            self._weighing.cancel()
            self._weighing = None
        rows = self._selection.shown_rows
        result = self._browse.result
        if self._selection.count == 0:
            self._selected.set_line("")
        elif result is not None and self._selection.count == len(rows) == len(result.rows):
            self._show_selected(result.total_bytes)
        else:
            self._show_selected(None)
            self._weigh()

    def _show_state(self) -> None:
        self._state.set_state(*(self._own_state or ("ok", self._local_state())))

    def _local_state(self) -> str:
        counts = self._browse.counts
        if counts is None or PlaceKind.ALL not in counts.places:
            return self.tr("Local library")
        asset_count = counts.places[PlaceKind.ALL]
        return f"{self.tr('Local library')} · {asset_count_text(asset_count)}"

    def _show_selected(self, total_bytes: int | None) -> None:
        text = (
            self.tr("{count} of {total} selected")
            .replace("{count}", number_text(self._selection.count))
            .replace("{total}", number_text(len(self._selection.shown_rows)))
        )
        self._selected.set_line(
            text if total_bytes is None else f"{text} · {size_text(total_bytes)}"
        )

    def _weigh(self) -> None:
        """Ask for the size of what is selected; the rows are gathered off the main thread."""
        searcher = self._searcher
        if searcher is None:
            return
        mask, rows = self._selection.mask, self._selection.shown_rows
        self._weighing = self._scope.run(
            Lane.READS,
            lambda: searcher.total_bytes(_selected_rows(mask, rows)).result(),
            done=self._show_selected,
            failed=lambda _error: None,  # the number of assets is shown without their size
        )

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self.setFixedHeight(px(_HEIGHT_PX))
        self._row.setContentsMargins(px(12), 0, px(12), 0)
        self._bar.setMinimumWidth(px(_BAR_WIDTH_PX // 3))
        self._bar.setMaximumWidth(px(_BAR_WIDTH_PX))
        self._cancel.setIcon(self._theme.icon("close", "muted", 14))
        self._cancel.setIconSize(QSize(px(12), px(12)))
        self._state.refresh_look()
        self._selected.setContentsMargins(px(16), 0, 0, 0)
        self._work.setContentsMargins(px(16), 0, px(8), 0)
        self._problems.setContentsMargins(px(16), 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Work:
    """Long work as the bar shows it; without a text for Cancel it cannot be called off."""

    text: str
    done: int
    total: int
    cancel_text: str = ""
    is_cancelled: bool = False


def _selected_rows(mask: bytes, rows: Sequence[AssetRow]) -> Sequence[int]:
    """Return the rows whose byte in the mask is set, as an array."""
    import numpy as np  # noqa: PLC0415 - not before the first paint

    chosen = np.frombuffer(mask, dtype=np.uint8).nonzero()[0]
    return cast("Sequence[int]", np.asarray(rows)[chosen])


def _filled(template: str, **numbers: int) -> str:
    """Put numbers into the places that a translated text has for them."""
    for name, number in numbers.items():
        template = template.replace(f"{{{name}}}", number_text(number))
    return template
