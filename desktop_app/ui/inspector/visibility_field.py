"""Who may see the selected assets."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from desktop_app.domain.entities import Visibility
from desktop_app.ui.inspector.choice_field import ChoiceField
from desktop_app.ui.inspector.wording import visibility_text
from desktop_app.ui.theme import Theme


class VisibilityField(ChoiceField):
    """The documented visibilities, and those that were seen in this library.

    Signals:
        visibility_chosen: the value to give.
    """

    visibility_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setObjectName("visibilityField")
        self._value: str | None = None
        self.offer(())
        self.activated.connect(self._on_activated)

    def offer(self, seen: Sequence[str]) -> None:
        """Offer these besides the documented ones."""
        shown = self._value
        self.clear()
        for value in dict.fromkeys((*(str(known.value) for known in Visibility), *seen)):
            self.addItem(visibility_text(value), value)
        self.show_value(shown)

    def show_value(self, value: str | None) -> None:
        """Show a value; None is "Mixed". One that is not offered yet is from now on."""
        self._value = value
        if value is not None and self.findData(value) < 0:
            self.addItem(visibility_text(value), value)
        self.show_index(-1 if value is None else self.findData(value))

    def _on_activated(self, index: int) -> None:
        chosen: str = self.itemData(index)
        if chosen != self._value:
            self.show_value(chosen)
            self.visibility_chosen.emit(chosen)
