"""Files that did not come in, each with its name and the reason in words."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop_app.domain.changes import ImportProblem
from desktop_app.ui.row_model import Index, RowModel
from desktop_app.ui.sentences import problem_name, problem_sentence
from desktop_app.ui.theme import Theme

_ROW_PX = 46


class ProblemList(QListView):
    """The list; Ctrl+C copies what is selected, or everything."""

    def __init__(self, theme: Theme, problems: Sequence[ImportProblem] = ()) -> None:
        super().__init__()
        self._problems = RowModel(_text_of, problems)
        self.setModel(self._problems)
        self.setItemDelegate(_ProblemDelegate(theme, self._problems, self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Problems"))
        theme.changed.connect(self.doItemsLayout)

    def set_problems(self, problems: Sequence[ImportProblem]) -> None:
        """List others."""
        self._problems.set_rows(problems)

    def copy(self) -> None:
        """Put the selected problems, or all of them, on the clipboard as lines of text."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        chosen = [self._problems.rows[row] for row in rows] or self._problems.rows
        QGuiApplication.clipboard().setText("\n".join(_line(problem) for problem in chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy on Ctrl+C."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)


class _ProblemDelegate(QStyledItemDelegate):
    """Paints a problem on two lines: the file's name, and below it the reason."""

    def __init__(self, theme: Theme, model: RowModel[ImportProblem], parent: ProblemList) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size of every row."""
        return QSize(self._theme.px(120), self._theme.px(_ROW_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint icon, name and reason."""
        theme, px = self._theme, self._theme.px
        problem = self._model.rows[index.row()]
        title, text = problem_sentence(problem)
        row: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, theme.color("accent_soft"))
        icon_px = px(16)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(
            row.left() + px(10),
            row.top() + px(8),
            theme.pixmap("warning", "warn", icon_px, ratio=ratio),
        )
        left_px = row.left() + px(10) + icon_px + px(8)
        room_px = row.right() - left_px - px(8)
        lines = (
            (problem_name(problem), 13, "text", px(5), Qt.TextElideMode.ElideMiddle),
            (f"{title}. {text}", 12, "muted", px(23), Qt.TextElideMode.ElideRight),
        )
        for words, size_px, token, top_px, mode in lines:
            painter.setFont(theme.font(size_px))
            painter.setPen(theme.color(token))
            painter.drawText(
                QRect(left_px, row.top() + top_px, room_px, px(18)),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                painter.fontMetrics().elidedText(words, mode, room_px),
            )


def _text_of(problem: ImportProblem, role: int) -> str | None:
    """Return the name, or all of it for assistive technology."""
    if role == Qt.ItemDataRole.DisplayRole:
        return problem_name(problem)
    if role == Qt.ItemDataRole.AccessibleTextRole:
        title, text = problem_sentence(problem)
        return f"{problem_name(problem)}. {title}. {text}"
    return None


def _line(problem: ImportProblem) -> str:
    """Return one problem as a line of text, with the whole path."""
    title, text = problem_sentence(problem)
    return f"{' '.join(problem.path.splitlines())}\t{title}. {text}"
