"""The chips of the search field, as many as there is room for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain.query import FacetChoice
from desktop_app.ui.filters.chip import Chip
from desktop_app.ui.filters.labels import facet_label, translate
from desktop_app.ui.filters.wording import Labels, chip_text
from desktop_app.ui.sentences import Sentences, number_text
from desktop_app.ui.theme import Theme

_GAP_PX = 6


class ChipRow(QWidget):
    """Chips from left to right; those without room wait behind a "+2" chip.

    Signals:
        flipped: a FacetChoice whose chip was clicked.
        removed: a FacetChoice whose × was clicked.
        left: the keyboard goes on to the text behind the chips.
    """

    flipped = Signal(object)
    removed = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: list[Chip] = []
        self._shown = 0
        self._rest: Chip | None = None
        self._told: tuple[tuple[FacetChoice, str], ...] = ()

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The chips of all choices, those without room included."""
        return tuple(self._chips)

    def set_choices(self, choices: Sequence[FacetChoice], label_of: Labels) -> None:
        """Show these choices."""
        told = tuple((choice, chip_text(choice, label_of)) for choice in choices)
        if told == self._told:
            return
        self._told = told
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._make_chip(choice, text, label_of) for choice, text in told]

    def fit(self, room_px: int) -> None:
        """Lay the chips out in this width and take only the width that they need."""
        gap = self._theme.px(_GAP_PX)
        for chip in self._chips:
            chip.fit()
        widths = [chip.width() + gap for chip in self._chips]
        shown = len(widths)
        rest_px = self._theme.px(34) + gap
        if sum(widths) > room_px:
            while shown and sum(widths[:shown]) + rest_px > room_px:
                shown -= 1
        self._shown = shown
        left = 0
        for at, chip in enumerate(self._chips):
            chip.setVisible(at < shown)
            if at < shown:
                chip.move(left, (self.height() - chip.height()) // 2)
                left += widths[at]
        left += self._place_rest(left, len(widths) - shown, gap)
        self.setFixedWidth(max(left - gap, 0))

    def relay(self) -> None:
        """Centre the chips after the height changed."""
        for chip in self.findChildren(Chip):
            chip.move(chip.x(), (self.height() - chip.height()) // 2)

    def focus_last(self) -> bool:
        """Put the keyboard on the last chip in sight; False when there is none."""
        if not self._shown:
            return False
        self._chips[self._shown - 1].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _make_chip(self, choice: FacetChoice, text: str, label_of: Labels) -> Chip:
        state = (
            translate("SearchField", "excluded")
            if choice.is_excluded
            else translate("SearchField", "included")
        )
        label = label_of(choice.facet, choice.value)
        chip = Chip(
            self._theme, choice, text, f"{facet_label(choice.facet)} {label}, {state}", self
        )
        chip.clicked.connect(lambda: self.flipped.emit(choice))
        chip.removed.connect(lambda: self._remove(chip, choice))
        chip.stepped.connect(lambda by: self._on_stepped(chip, by))
        return chip

    def _place_rest(self, left: int, count: int, gap: int) -> int:
        if self._rest is not None:
            self._rest.hide()
            self._rest.deleteLater()
            self._rest = None
        if not count:
            return 0
        name = Sentences().chosen_values(count)
        rest = Chip(self._theme, None, f"+{number_text(count)}", name, self)
        rest.clicked.connect(lambda: self._open_rest(rest))
        rest.stepped.connect(lambda _by: self.left.emit())
        rest.move(left, (self.height() - rest.height()) // 2)
        rest.show()
        self._rest = rest
        return rest.width() + gap

    def _open_rest(self, rest: Chip) -> None:
        """Offer the chips without room in a menu: choosing one takes it out."""
        menu = QMenu(self)
        for chip in self._chips[self._shown :]:
            text = translate("SearchField", "Remove {chip}").format(chip=chip.text())
            action = menu.addAction(text.replace("&", "&&"))
            action.triggered.connect(chip.removed)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(rest.mapToGlobal(rest.rect().bottomLeft()))

    def _remove(self, chip: Chip, choice: FacetChoice) -> None:
        if chip.hasFocus():
            self.left.emit()
        self.removed.emit(choice)

    def _on_stepped(self, chip: Chip, by: int) -> None:
        at = self._chips.index(chip) + by
        if by and 0 <= at < self._shown:
            self._chips[at].setFocus(Qt.FocusReason.OtherFocusReason)
        elif by >= 0:
            self.left.emit()
