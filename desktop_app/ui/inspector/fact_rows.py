"""Rows of a name and its value: selectable, some to be copied, some leading to a search."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop_app.ui.inspector.key_guard import PRESS_KEYS, KeyGuard
from desktop_app.ui.inspector.selectable_text import SelectableText
from desktop_app.ui.inspector.wording import translate
from desktop_app.ui.theme import Theme
from desktop_app.ui.tool_tips import plain_tool_tip

_NAME_PX = 84
_GAP_PX = 4
_INDENT_PX = 12
_UNLIMITED_PX = 16_777_215


@dataclass(frozen=True, slots=True)
class Fact:
    """One row.

    Attributes:
        name: what stands on the left.
        value: what stands on the right, as it is selected and copied.
        query: search text that finds the assets with the same value, or "".
        is_copyable: whether it gets a button that copies it.
        is_link: the value itself is pressed to search; otherwise a small button is.
        level: how far it is indented, in steps.
        is_wide: the value stands under its name, over the whole width.
    """

    name: str
    value: str
    query: str = ""
    is_copyable: bool = False
    is_link: bool = False
    level: int = 0
    is_wide: bool = False


class _QuietButton(QToolButton):
    """A small button that is seen when its row is under the pointer or it has the focus."""

    def __init__(self, theme: Theme, row: QWidget, icon: str, name: str) -> None:
        super().__init__(row)
        self._theme = theme
        self._row = row
        self._icon_name = icon
        self.setProperty("role", "quiet")
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        KeyGuard(self, PRESS_KEYS)
        self.refresh_theme()

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        side = self._theme.px(13)
        self.setIcon(self._theme.icon(self._icon_name, "muted", 13))
        self.setIconSize(QSize(side, side))
        self.setFixedSize(self._theme.px(20), self._theme.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint nothing while nobody needs it."""
        if self._row.underMouse() or self.hasFocus():
            super().paintEvent(event)


class _LinkValue(QPushButton):
    """A value that is pressed to search for it; long ones are cut."""

    def __init__(self) -> None:
        super().__init__()
        self._value = ""
        self.setProperty("role", "value-link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        KeyGuard(self, PRESS_KEYS)

    def set_value(self, value: str) -> None:
        """Show a value with its arrow."""
        self._value = value
        self.setAccessibleName(translate("Inspector", "Show all with {value}").format(value=value))
        self.setToolTip(plain_tool_tip(self.accessibleName()))
        self._cut()

    def _cut(self) -> None:
        metrics = QFontMetrics(self.font())
        room = self.width() - metrics.horizontalAdvance(" ↗")
        cut = metrics.elidedText(self._value, Qt.TextElideMode.ElideRight, max(room, 0))
        self.setText(f"{cut} ↗".replace("&", "&&"))

    def minimumSizeHint(self) -> QSize:
        """Take any width."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the value where the room ends."""
        super().resizeEvent(event)
        self._cut()


class FactRow(QWidget):
    """One name and its value.

    Signals:
        copy_requested: (name, value) of this row.
        same_requested: search text.
    """

    copy_requested = Signal(str, str)
    same_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._fact = Fact("", "")
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setProperty("role", "muted")
        self._name.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._value = SelectableText(theme)
        self._link: _LinkValue | None = None
        self._buttons: dict[str, _QuietButton] = {}
        self._top = QHBoxLayout()
        self._top.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._top.addWidget(self._value, 1, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._top)

    @property
    def fact(self) -> Fact:
        """What the row shows."""
        return self._fact

    def set_fact(self, fact: Fact) -> None:
        """Show another fact; the same one is left alone, with its selection."""
        if fact == self._fact:
            return
        if fact.is_wide != self._fact.is_wide:
            self._move_value(is_wide=fact.is_wide)
        self._fact = fact
        self._name.setText(fact.name)
        self._value.setVisible(not fact.is_link)
        self._value.setAccessibleName(fact.name)
        self._value.set_text("" if fact.is_link else fact.value)
        if fact.is_link:
            self._ensure_link().set_value(fact.value)
        if self._link is not None:
            self._link.setVisible(fact.is_link)
        copying = translate("Inspector", "Copy {name}").format(name=fact.name)
        self._set_button("copy", copying, is_shown=fact.is_copyable)
        same = translate("Inspector", "Show all with the same {name}").format(name=fact.name)
        self._set_button("filter", same, is_shown=bool(fact.query) and not fact.is_link)
        self.refresh_theme()

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        theme = self._theme
        indent = theme.px(_INDENT_PX * self._fact.level)
        self._top.setContentsMargins(indent, 0, 0, 0)
        self._top.setSpacing(0)
        if self._fact.is_wide:
            self._name.setMinimumWidth(0)
            self._name.setMaximumWidth(_UNLIMITED_PX)
        else:
            self._name.setFixedWidth(max(theme.px(_NAME_PX) - indent, theme.px(40)))
        self._name.setMinimumHeight(theme.px(18))
        self._value.refresh_theme()
        for button in self._buttons.values():
            button.refresh_theme()

    def press(self, icon: str) -> None:
        """Press one of the row's buttons, ``copy`` or ``filter``, or its link."""
        if icon == "filter" and self._fact.is_link:
            self._ensure_link().click()
        else:
            self._buttons[icon].click()

    def _move_value(self, *, is_wide: bool) -> None:
        if is_wide:
            self._top.removeWidget(self._value)
            self._column.addWidget(self._value)
        else:
            self._column.removeWidget(self._value)
            self._top.insertWidget(1, self._value, 1, Qt.AlignmentFlag.AlignTop)

    def _ensure_link(self) -> _LinkValue:
        if self._link is None:
            self._link = _LinkValue()
            self._link.clicked.connect(self._on_same)
            self._top.insertWidget(1, self._link, 1)
        return self._link

    def _set_button(self, icon: str, name: str, *, is_shown: bool) -> None:
        button = self._buttons.get(icon)
        if button is None:
            if not is_shown:
                return
            button = _QuietButton(self._theme, self, icon, name)
            button.clicked.connect(self._on_copy if icon == "copy" else self._on_same)
            self._buttons[icon] = button
            self._top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setVisible(is_shown)

    def _on_copy(self) -> None:
        self.copy_requested.emit(self._fact.name, self._fact.value)

    def _on_same(self) -> None:
        self.same_requested.emit(self._fact.query)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the quiet buttons."""
        super().enterEvent(event)
        self._update_buttons()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide them again."""
        super().leaveEvent(event)
        self._update_buttons()

    def _update_buttons(self) -> None:
        for button in self._buttons.values():
            button.update()


class FactRows(QWidget):
    """Rows under each other; widgets are used again for other facts.

    Signals:
        copy_requested: (name, value) of a row.
        same_requested: search text.
    """

    copy_requested = Signal(str, str)
    same_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[FactRow] = []
        self._shown = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.refresh_theme()

    @property
    def rows(self) -> Sequence[FactRow]:
        """The rows that are shown."""
        return tuple(self._rows[: self._shown])

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts; without any the whole part is hidden."""
        while len(self._rows) < len(facts):
            row = FactRow(self._theme)
            row.copy_requested.connect(self.copy_requested)
            row.same_requested.connect(self.same_requested)
            self._rows.append(row)
            self._column.addWidget(row)
        self._shown = len(facts)
        for row, fact in zip(self._rows, facts, strict=False):
            row.set_fact(fact)
            row.show()
        for row in self._rows[len(facts) :]:
            row.hide()
        self.setVisible(bool(facts))

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        self._column.setSpacing(self._theme.px(_GAP_PX))
        for row in self._rows:
            row.refresh_theme()
