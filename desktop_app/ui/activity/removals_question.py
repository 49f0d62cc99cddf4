"""The one question of sync that stops the user: so much is gone on the server, was that meant?"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop_app.ui.activity.sync_words import asked_text
from desktop_app.ui.overlay import Overlay
from desktop_app.ui.theme import Theme

_WIDTH_PX = 560


class RemovalsQuestion(Overlay):
    """Asks whether assets that are gone on the server go here too; Esc decides later.

    Signals:
        answered: True removes them here, False keeps them and uploads them again.
    """

    answered = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget, gone: int, total: int) -> None:
        """Ask about `gone` assets of `total`; a total of 0 is not known."""
        super().__init__(
            theme,
            parent,
            self.tr("Assets are gone on the server"),
            width_px=_WIDTH_PX,
            is_left_by_click=False,
        )
        title = QLabel(self.tr("Was that meant?"))
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("role", "title")
        self._told = self._paragraph()
        self._advice = self._paragraph()
        self._advice.setText(
            self.tr(
                "Nothing is removed here before you have answered. What you remove can be restored"
                " for 30 days under “Removed elsewhere”."
            )
        )
        self._advice.setProperty("role", "muted")
        self._later = QPushButton(self.tr("Decide later"))
        self._later.setProperty("role", "raised")
        self._later.clicked.connect(self.leave)
        self._keep = QPushButton(self.tr("Keep and upload them again"))
        self._keep.setProperty("role", "raised")
        self._keep.clicked.connect(lambda: self._answer(is_accepted=False))
        self._remove = QPushButton(self.tr("Remove them here"))
        self._remove.setProperty("role", "danger")
        self._remove.clicked.connect(lambda: self._answer(is_accepted=True))
        self._row = QHBoxLayout()
        self._row.addWidget(self._later)
        self._row.addStretch(1)
        self._row.addWidget(self._keep)
        self._row.addWidget(self._remove)
        self.body.addWidget(title)
        self.body.addWidget(self._told)
        self.body.addWidget(self._advice)
        self.body.addLayout(self._row)
        self.show_counts(gone, total)

    def show_counts(self, gone: int, total: int) -> None:
        """Say how many are gone, of how many."""
        self._told.setText(asked_text(gone, total))
        self.card.setAccessibleDescription(self._told.text())

    def first_focus(self) -> QWidget:
        """Begin where nothing happens."""
        return self._later

    def refresh_look(self) -> None:
        """Take over lengths."""
        px = self._theme.px
        self.body.setContentsMargins(px(20), px(16), px(20), px(16))
        self.body.setSpacing(px(10))
        self._row.setSpacing(px(8))

    def place_card(self) -> None:
        """Put the answers under each other where they do not fit side by side."""
        margins = self.body.contentsMargins()
        room_px = min(self._theme.px(_WIDTH_PX), self.width()) - margins.left() - margins.right()
        answers = (self._later, self._keep, self._remove)
        wanted_px = sum(button.sizeHint().width() for button in answers)
        is_narrow = wanted_px + 3 * self._row.spacing() > room_px
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        super().place_card()

    def _paragraph(self) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def _answer(self, *, is_accepted: bool) -> None:
        self.answered.emit(is_accepted)
        self.leave()
