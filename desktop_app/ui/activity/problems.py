"""The list of problems, over the content and beside the work: nothing waits for it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.changes import ImportProblem
from desktop_app.ui.activity.problem_list import ProblemList
from desktop_app.ui.sentences import problem_count_text
from desktop_app.ui.small_button import small_button
from desktop_app.ui.theme import Theme

_WIDTH_PX = 440
_HEIGHT_PX = 320
_MARGIN_PX = 12
_STATUS_BAR_PX = 28


class ProblemsPanel(QFrame):
    """What did not come in, in words; stands above the right end of the status bar.

    Signals:
        cleared: the user has read them all.
    """

    cleared = Signal()

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.hide()
        self.setProperty("role", "sheet")
        self.setAccessibleName(self.tr("Problems"))
        self._theme = theme
        self._window = window
        self._heading = QLabel()
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setProperty("role", "heading")
        self.list = ProblemList(theme)
        self.list.setProperty("role", "flat")
        self._copy = QPushButton(self.tr("Copy"))
        self._copy.setProperty("role", "raised")
        self._copy.setToolTip(self.tr("Copy the selected problems, or all of them, as text"))
        self._copy.clicked.connect(self.list.copy)
        self._clear = QPushButton(self.tr("Clear"))
        self._clear.setProperty("role", "raised")
        self._clear.setToolTip(self.tr("Empty this list"))
        self._clear.clicked.connect(self.cleared)
        self._close = small_button(self.tr("Close"))
        self._close.clicked.connect(self.hide)
        self._top = QHBoxLayout()
        self._top.addWidget(self._heading, 1)
        self._top.addWidget(self._copy)
        self._top.addWidget(self._clear)
        self._top.addWidget(self._close)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._top)
        self._column.addWidget(self.list, 1)
        window.installEventFilter(self)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_problems(self, problems: Sequence[ImportProblem]) -> None:
        """List these; none closes the panel."""
        self.list.set_problems(problems)
        self._heading.setText(problem_count_text(len(problems)))
        if not problems:
            self.hide()

    def toggle(self) -> None:
        """Open or close it."""
        if self.isVisible():
            self.hide()
            return
        self._place()
        self.show()
        self.raise_()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        px = self._theme.px
        window = self._window
        margin_px, bar_px = px(_MARGIN_PX), px(_STATUS_BAR_PX)
        width_px = min(px(_WIDTH_PX), window.width() - 2 * margin_px)
        height_px = min(px(_HEIGHT_PX), window.height() - bar_px - 2 * margin_px)
        self.setGeometry(
            window.width() - width_px - margin_px,
            window.height() - bar_px - margin_px - height_px,
            width_px,
            height_px,
        )

    def _on_theme_changed(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(12), px(8), px(8), px(8))
        self._column.setSpacing(px(8))
        self._top.setSpacing(px(6))
        self._close.setIcon(self._theme.icon("close", "muted", 14))
        self._close.setIconSize(QSize(px(14), px(14)))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the window changes its size."""
        if event.type() is QEvent.Type.Resize and watched is self._window:
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
