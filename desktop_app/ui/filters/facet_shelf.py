"""Keeps the arrangement of every facet fresh; large vocabularies are arranged in a worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.query import AssetQuery, Facet
from desktop_app.domain.results import FacetCounts, FacetValue
from desktop_app.ui.filters.arrange import Arranged, Asked, arrange
from desktop_app.ui.filters.choices import choices_of
from desktop_app.ui.filters.facet_list import facet_section
from desktop_app.ui.filters.lines import Section
from desktop_app.ui.tasks import Lane, Task, TaskScope

_INLINE_VALUES = 2_000
"""Up to this many values a facet is arranged at once: about a millisecond or two."""


@dataclass(slots=True)
class Folds:
    """What the user folded and unfolded; kept across restarts.

    Attributes:
        closed: names of folded sections.
        expanded: facets of which all values are shown.
        groups: prefixes of which the tags are shown.
    """

    closed: set[str] = field(default_factory=set)
    expanded: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)

    def to_state(self) -> dict[str, object]:
        """Return this as plain lists for the view's file."""
        return {
            "closed": sorted(self.closed),
            "expanded": sorted(self.expanded),
            "groups": sorted(self.groups),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, object]) -> "Folds":
        """Read what `to_state` made; anything else counts as nothing folded."""
        return cls(*(_texts(state.get(name)) for name in ("closed", "expanded", "groups")))


def _texts(stored: object) -> set[str]:
    return {text for text in stored if isinstance(text, str)} if isinstance(stored, list) else set()


class FacetShelf(QObject):
    """Arranges the facets' values and makes their sections.

    Old values stay until the new ones are arranged.

    Signals:
        arranged: sections are different from before.
    """

    arranged = Signal()

    def __init__(self, scope: TaskScope, folds: Folds, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = scope
        self.folds = folds
        self._counts: Mapping[Facet, Sequence[FacetValue]] = {}
        self._arranged: dict[Facet, Arranged] = {}
        self._tasks: dict[Facet, Task] = {}
        self._query = AssetQuery()
        self._is_held = False
        self._filter_text: str | None = None

    @property
    def filter_text(self) -> str | None:
        """What the tags are filtered by; None while the filter box is closed."""
        return self._filter_text

    def set_counts(self, counts: FacetCounts, *, is_held: bool) -> None:
        """Take over new counts; `is_held`: what is shown stays where it is."""
        self._counts = counts.facets
        self.arrange_all(is_held=is_held)

    def set_query(self, query: AssetQuery, *, is_held: bool) -> None:
        """Take over the choices; their marks are shown at once, the counts come later."""
        before, self._query = self._query, query
        if before.facets != query.facets:
            self.arrange_all(is_held=is_held)

    def set_filter(self, text: str | None) -> None:
        """Filter the tags, or close the filter box with None."""
        if text != self._filter_text:
            self._filter_text = text
            self.arrange(Facet.TAG, is_held=False)

    def arrange_all(self, *, is_held: bool) -> None:
        """Arrange every facet anew."""
        for facet in Facet:
            self._arrange(facet, is_held=is_held)
        self.arranged.emit()

    def arrange(self, facet: Facet, *, is_held: bool) -> None:
        """Arrange one facet anew."""
        self._arrange(facet, is_held=is_held)
        self.arranged.emit()

    def sections(self) -> list[Section]:
        """Return the sections of all facets."""
        return [
            facet_section(
                facet,
                self._arranged.get(facet, Arranged()),
                choices_of(self._query, facet),
                is_open=facet.value not in self.folds.closed,
                has_filter=facet is Facet.TAG and self._filter_text is not None,
            )
            for facet in Facet
        ]

    def label_of(self, facet: Facet, value: str) -> str:
        """Return how a value is called, if it was counted lately, else the value itself."""
        for counted in self._counts.get(facet, ()):
            if counted.value == value:
                return counted.label
        return value

    def _arrange(self, facet: Facet, *, is_held: bool) -> None:
        values = self._counts.get(facet, ())
        asked = self._asked(facet, is_held=is_held)
        if task := self._tasks.pop(facet, None):
            task.cancel()
        if len(values) <= _INLINE_VALUES:
            self._arranged[facet] = arrange(facet, values, asked)
            return

        def take(arranged: Arranged) -> None:
            self._tasks.pop(facet, None)
            self._arranged[facet] = arranged
            self.arranged.emit()

        self._tasks[facet] = self._scope.run(
            Lane.READS, lambda: arrange(facet, values, asked), done=take
        )

    def _asked(self, facet: Facet, *, is_held: bool) -> Asked:
        choices = choices_of(self._query, facet)
        is_expanded = facet.value in self.folds.expanded
        held = self._arranged[facet].tops if is_held and facet in self._arranged else ()
        return Asked(
            frozenset(choices),
            tuple(choice.value for choice in choices.values()),
            is_expanded=is_expanded,
            open_groups=frozenset(self.folds.groups),
            filter_text=(self._filter_text or "") if facet is Facet.TAG else "",
            held=held,
        )
