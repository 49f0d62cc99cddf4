"""What the inspector shows of sync: conflicts and problems of the assets that are selected."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.sync import Conflict, Problem
from desktop_app.ui.activity.conflict_card import ConflictCard
from desktop_app.ui.activity.sync_panel_parts import ProblemsPart
from desktop_app.ui.activity.sync_state import SyncContents
from desktop_app.ui.theme import Theme

_TEXT_LINES = 3
"""The inspector is narrow."""


class SyncCards(QWidget):
    """The card of a conflict, and under it the problems; hidden when there is neither.

    Attributes:
        card, problems: the two parts.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.card = ConflictCard(theme)
        self.problems = ProblemsPart(theme, text_lines=_TEXT_LINES)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.card)
        self._column.addWidget(self.problems)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.hide()

    def show_cards(
        self, conflicts: Sequence[Conflict], problems: Sequence[Problem], contents: SyncContents
    ) -> None:
        """Show these; `contents` says what things are called."""
        self.card.show_conflicts(conflicts, contents)
        self.problems.show_problems(problems, contents)
        self.setVisible(bool(conflicts or problems))

    def _on_theme_changed(self) -> None:
        self._column.setSpacing(self._theme.px(10))
        self.card.refresh_look()
        self.problems.refresh_look()
