"""Prompts and settings of the compared assets under their pictures."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.theme import DARK, Theme
from desktop_app.ui.viewer.diff import DiffRow, Span

_PAD_PX = 12
_GAP_PX = 6


class DiffText(QTextEdit):
    """One value with its differences marked, as tall as it needs to be."""

    def __init__(self, name: str, spans: Sequence[Span]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        cursor = QTextCursor(self.document())
        is_row_different = any(span.is_different for span in spans)
        for span in spans:
            look = QTextCharFormat()
            if span.is_different:
                look.setForeground(QColor(DARK.text))
                look.setBackground(QColor(DARK.accent_soft))
            else:
                look.setForeground(QColor(DARK.muted if is_row_different else DARK.faint))
            cursor.insertText(span.text, look)
        self._fit()

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        self.setFixedHeight(max(round(self.document().size().height()), line) + 2)

    def event(self, event: QEvent) -> bool:
        """Claim Copy while text is selected; without any it is the window's, which copies files."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
            and self.textCursor().hasSelection()
        ):
            event.accept()
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Take any width."""
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap again."""
        super().resizeEvent(event)
        self._fit()


class DiffPanel(QScrollArea):
    """A column for each asset, a row for each thing compared."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: tuple[DiffRow, ...] = ()
        self._columns = 0
        self._has_only_differences = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def names(self) -> list[str]:
        """What is listed, from top to bottom."""
        return [row.name for row in self._listed()]

    def set_rows(self, rows: Sequence[DiffRow], columns: int) -> None:
        """List these comparisons of so many assets."""
        self._rows, self._columns = tuple(rows), columns
        self._fill()

    def set_only_differences(self, *, is_on: bool) -> None:
        """List only what differs, or everything."""
        self._has_only_differences = is_on
        self._fill()

    def refresh_theme(self) -> None:
        """Follow the text size."""
        self._fill()

    def _listed(self) -> list[DiffRow]:
        return [row for row in self._rows if row.is_different or not self._has_only_differences]

    def _fill(self) -> None:
        theme = self._theme
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, theme.px(_PAD_PX), 0, theme.px(_PAD_PX))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(theme.px(_GAP_PX))
        whole.addLayout(grid)
        whole.addStretch(1)
        for column in range(self._columns):
            grid.setColumnStretch(column, 1)
        for number, row in enumerate(self._listed()):
            for column, spans in enumerate(row.values):
                grid.addWidget(self._cell(row.name, spans), number, column)
        self.setWidget(content)

    def _cell(self, name: str, spans: Sequence[Span]) -> QWidget:
        theme = self._theme
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(theme.px(_PAD_PX), 0, theme.px(_PAD_PX), 0)
        column.setSpacing(theme.px(2))
        label = QLabel(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "label")
        column.addWidget(label)
        column.addWidget(DiffText(name, spans or (Span("–", is_different=True),)))
        column.addStretch(1)
        return cell
