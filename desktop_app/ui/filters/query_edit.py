"""The text of the search: a line edit that underlines what was not understood."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from desktop_app.domain.query import QueryProblem
from desktop_app.ui.sentences import problem_sentence
from desktop_app.ui.theme import Theme
from desktop_app.ui.tool_tips import plain_tool_tip

_CURSOR_MARGIN_PX = 5
"""How far left of the cursor Qt's `cursorRect` begins."""
_WAVE_PX = 2.0


class QueryEdit(QLineEdit):
    """Shows problems where they are: a wavy line, and a tooltip with the sentence."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._problems: tuple[QueryProblem, ...] = ()
        self.setProperty("role", "bare")
        self.setFrame(False)

    @property
    def problems(self) -> tuple[QueryProblem, ...]:
        """What is underlined now."""
        return self._problems

    def set_problems(self, problems: Sequence[QueryProblem]) -> None:
        """Underline these parts of the text."""
        if tuple(problems) != self._problems:
            self._problems = tuple(problems)
            self.update()

    def span_px(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of the text begins and ends, in the widget's pixels."""
        metrics = self.fontMetrics()
        text = self.text()
        cursor_x = self.cursorRect().left() + _CURSOR_MARGIN_PX
        origin = cursor_x - metrics.horizontalAdvance(text[: self.cursorPosition()])
        left = origin + metrics.horizontalAdvance(text[:start])
        right = origin + metrics.horizontalAdvance(text[:end])
        return left, max(right, left + metrics.averageCharWidth())

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window, and answer questions about underlined parts."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Up}:
                event.accept()
                return True
        elif event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            problem = self._problem_at(event.pos().x())
            text = problem_sentence(problem)[1] if problem is not None else ""
            QToolTip.showText(event.globalPos(), plain_tool_tip(text), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and waves under what was not understood."""
        super().paintEvent(event)
        if not self._problems:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("bad"), max(1.2, 1.2 * self._theme.text_scale)))
        painter.setClipRect(self.rect())
        metrics = self.fontMetrics()
        base = (self.height() + metrics.ascent() - metrics.descent()) / 2 + 3
        base = min(base, self.height() - _WAVE_PX)
        for problem in self._problems:
            left, right = self.span_px(problem.start, problem.end)
            wave = QPolygonF()
            step = 2.0 * self._theme.text_scale
            for number in range(int((right - left) / step) + 2):
                x = min(left + number * step, right)
                wave.append(QPointF(x, base + (_WAVE_PX / 2 if number % 2 else -_WAVE_PX / 2)))
            painter.drawPolyline(wave)
        painter.end()

    def _problem_at(self, x: int) -> QueryProblem | None:
        for problem in self._problems:
            left, right = self.span_px(problem.start, problem.end)
            if left <= x <= right:
                return problem
        return None
