"""The card of a conflict: mine, theirs and before side by side, and the two answers."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.sync import Conflict, Side
from desktop_app.ui.activity.conflict_words import (
    ShownValue,
    conflict_sentence,
    conflict_title,
    shown_sides,
)
from desktop_app.ui.activity.flow_row import FlowRow
from desktop_app.ui.activity.sync_state import SyncContents
from desktop_app.ui.activity.sync_words import SyncCounts
from desktop_app.ui.sentences import number_text
from desktop_app.ui.small_button import small_button
from desktop_app.ui.theme import Theme

_LABEL_PX = 56


class ConflictCard(QFrame):
    """One conflict at a time, of as many as there are; the others are a step away.

    Signals:
        answered: (numbers of conflicts, Side): which to settle, and whose value is kept.
        asset_requested: the row of the asset that the card is about.
    """

    answered = Signal(tuple, object)
    asset_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "warning")
        self._theme = theme
        self._conflicts: tuple[Conflict, ...] = ()
        self._contents = SyncContents()
        self._at = 0
        self._make_parts()
        self._lay_out()
        self.refresh_look()
        self.hide()

    @property
    def conflict(self) -> Conflict | None:
        """The conflict that is shown."""
        return self._conflicts[self._at] if self._conflicts else None

    def show_conflicts(self, conflicts: Sequence[Conflict], contents: SyncContents) -> None:
        """Show these, beginning where the user was; none hides the card."""
        shown = self.conflict
        self._conflicts, self._contents = tuple(conflicts), contents
        numbers = [conflict.seq for conflict in conflicts]
        if shown is not None and shown.seq in numbers:
            self._at = numbers.index(shown.seq)
        else:
            self._at = min(self._at, max(len(conflicts) - 1, 0))
        self._refresh()

    def refresh_look(self) -> None:
        """Take over lengths and icons."""
        theme, px = self._theme, self._theme.px
        self._column.setContentsMargins(px(10), px(8), px(10), px(8))
        self._column.setSpacing(px(6))
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(4))
        self._grid.setContentsMargins(0, 0, 0, px(4))
        self._grid.setColumnMinimumWidth(0, px(_LABEL_PX))
        self._pager.setSpacing(px(2))
        for button, icon in (
            (self._back, "chevron-left"),
            (self._on, "chevron-right"),
            (self._find, "eye"),
        ):
            button.setIcon(theme.icon(icon, "muted", 14))
            button.setIconSize(QSize(px(14), px(14)))
        for value in self._values:
            value.refresh_look()

    def _make_parts(self) -> None:
        self._title, self._sentence = _wrapped("heading"), _wrapped("muted")
        self._place = QLabel()
        self._place.setTextFormat(Qt.TextFormat.PlainText)
        self._place.setProperty("role", "small")
        self._back = small_button(self.tr("Previous conflict"))
        self._back.clicked.connect(lambda: self._step(-1))
        self._on = small_button(self.tr("Next conflict"))
        self._on.clicked.connect(lambda: self._step(1))
        self._find = small_button(self.tr("Show the asset"))
        self._find.clicked.connect(self._on_find_clicked)
        self._values = tuple(ValueView(self._theme) for _ in range(3))
        self._keep = self._answer(self.tr("Keep mine"), Side.MINE)
        self._take = self._answer(self.tr("Take theirs"), Side.THEIRS)
        self._keep_all = self._link(Side.MINE)
        self._take_all = self._link(Side.THEIRS)

    def _lay_out(self) -> None:
        self._pager = QHBoxLayout()
        for part in (self._find, self._back, self._place, self._on):
            self._pager.addWidget(part)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addLayout(self._pager)
        top.setAlignment(self._pager, Qt.AlignmentFlag.AlignTop)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        names = (self.tr("Mine"), self.tr("Theirs"), self.tr("Before"))
        for line, (name, value) in enumerate(zip(names, self._values, strict=True)):
            label = QLabel(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", "muted")
            value.name = name
            self._grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, line, 1)
        self._answers = FlowRow(self._theme, (self._keep, self._take))
        self._for_all = FlowRow(self._theme, (self._keep_all, self._take_all), gap_px=12)
        self._column = QVBoxLayout(self)
        self._column.addLayout(top)
        self._column.addWidget(self._sentence)
        self._column.addLayout(self._grid)
        self._column.addWidget(self._answers)
        self._column.addWidget(self._for_all)

    def _answer(self, text: str, side: Side) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", "raised")
        button.clicked.connect(lambda: self._tell(side, is_for_all=False))
        return button

    def _link(self, side: Side) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "link")
        button.clicked.connect(lambda: self._tell(side, is_for_all=True))
        return button

    def _refresh(self) -> None:
        conflict, count = self.conflict, len(self._conflicts)
        self.setVisible(conflict is not None)
        if conflict is None:
            return
        title = conflict_title(conflict, self._contents)
        self._title.setText(title)
        self.setAccessibleName(title)
        self._sentence.setText(conflict_sentence(conflict))
        sides = shown_sides(conflict, self._contents.collections)
        for view, value in zip(self._values, sides, strict=True):
            view.show_value(value)
        has_more = count > 1
        for part in (self._back, self._place, self._on, self._for_all):
            part.setVisible(has_more)
        self._find.setVisible(conflict.row is not None)
        place = self.tr("{number} of {count}").replace("{number}", number_text(self._at + 1))
        self._place.setText(place.replace("{count}", number_text(count)))
        self._back.setEnabled(self._at > 0)
        self._on.setEnabled(self._at + 1 < count)
        self._keep.setAccessibleName(f"{self._keep.text()}, {title}")
        self._take.setAccessibleName(f"{self._take.text()}, {title}")
        self._keep_all.setText(SyncCounts().keep_mine_for_all(count))
        self._take_all.setText(SyncCounts().take_theirs_for_all(count))

    def _step(self, by: int) -> None:
        self._at = min(max(self._at + by, 0), len(self._conflicts) - 1)
        self._refresh()

    def _tell(self, side: Side, *, is_for_all: bool) -> None:
        shown = self.conflict
        if shown is not None:
            told = self._conflicts if is_for_all else (shown,)
            self.answered.emit(tuple(conflict.seq for conflict in told), side)

    def _on_find_clicked(self) -> None:
        if self.conflict is not None and self.conflict.row is not None:
            self.asset_requested.emit(self.conflict.row)


class ValueView(QWidget):
    """One value on a card: a text that wraps, or chips.

    Attributes:
        name: whose value it is, for assistive programs.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.name = ""
        self._text = _wrapped("")
        self._chips = ChipFlow(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._text)
        column.addWidget(self._chips)

    def show_value(self, value: ShownValue) -> None:
        """Show a value."""
        role = "faint" if value.is_faint else ""
        if self._text.property("role") != role:
            self._text.setProperty("role", role)
            self._text.style().unpolish(self._text)
            self._text.style().polish(self._text)
        self._text.setText(value.text)
        self._text.setVisible(not value.chips)
        self._chips.set_chips(value.chips)
        self._chips.setVisible(bool(value.chips))
        self.setAccessibleName(f"{self.name}: {value.text or ', '.join(value.chips)}")

    def refresh_look(self) -> None:
        """Take over lengths."""
        self._chips.updateGeometry()


class ChipFlow(QWidget):
    """Tags to be read, as chips that wrap; a long list ends with how many more there are."""

    _MOST = 24

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chips: tuple[str, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_chips(self, chips: Sequence[str]) -> None:
        """Show these."""
        more = len(chips) - self._MOST
        self._chips = (*chips[: self._MOST], *((f"+{number_text(more)}",) if more > 0 else ()))
        self.setAccessibleName(", ".join(chips))
        self.updateGeometry()
        self.update()

    def _places(self, width_px: int) -> list[tuple[str, QRect]]:
        px = self._theme.px
        metrics = QFontMetrics(self._theme.font(12))
        places: list[tuple[str, QRect]] = []
        x = y = 0
        for chip in self._chips:
            room_px = max(width_px - px(16), px(20))
            text = metrics.elidedText(chip, Qt.TextElideMode.ElideRight, room_px)
            chip_px = metrics.horizontalAdvance(text) + px(16)
            if x and x + chip_px > width_px:
                x, y = 0, y + px(20) + px(4)
            places.append((text, QRect(x, y, chip_px, px(20))))
            x += chip_px + px(4)
        return places

    def hasHeightForWidth(self) -> bool:
        """The chips wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high they are at a width."""
        places = self._places(width)
        return places[-1][1].bottom() + 1 if places else 0

    def sizeHint(self) -> QSize:
        """Ask for a line."""
        return QSize(self._theme.px(160), self.heightForWidth(max(self.width(), 1)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chips."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(12))
        for text, rect in self._places(self.width()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("line"))
            painter.drawRoundedRect(rect, theme.px(6), theme.px(6))
            painter.setPen(theme.color("text"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _wrapped(role: str) -> QLabel:
    """Return a label of plain text that wraps, and never makes its card wider."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label
