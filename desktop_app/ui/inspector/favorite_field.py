"""Whether the selected assets are favorites."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy

from desktop_app.ui.inspector.key_guard import PRESS_KEYS, KeyGuard
from desktop_app.ui.inspector.wording import translate
from desktop_app.ui.theme import Theme


class FavoriteField(QPushButton):
    """♥ Yes, ♡ No, or how many: any off → all on, else all off.

    Signals:
        favorite_chosen: whether all are to be favorites.
    """

    favorite_chosen = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._count, self._total = 0, 1
        self.setObjectName("favoriteField")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)
        KeyGuard(self, PRESS_KEYS)
        self.show_value(0, 1)

    def show_value(self, count: int, total: int) -> None:
        """Show that `count` of `total` assets are favorites."""
        self._count, self._total = count, total
        if total > 1 and 0 < count < total:
            text = translate("Inspector", "{count} of {total}").format(count=count, total=total)
        elif count:
            text = translate("Inspector", "Yes")
        else:
            text = translate("Inspector", "No")
        self.setText(text)
        self.setAccessibleName(translate("Inspector", "Favorite: {state}").format(state=text))
        self.refresh_theme()

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        side = self._theme.px(14)
        name = "heart-filled" if self._count == self._total else "heart"
        self.setIcon(self._theme.icon(name, "heart" if self._count else "muted", 14))
        self.setIconSize(QSize(side, side))

    def _on_clicked(self) -> None:
        is_on = self._count < self._total
        self.show_value(self._total if is_on else 0, self._total)
        self.favorite_chosen.emit(is_on)
