"""The lines of one facet, made when they are painted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from desktop_app.domain.query import Facet, FacetChoice
from desktop_app.domain.results import FacetValue
from desktop_app.ui.filters.arrange import Arranged, Entry, Group, Member
from desktop_app.ui.filters.choices import identity
from desktop_app.ui.filters.labels import facet_label, translate, value_label
from desktop_app.ui.filters.lines import Line, LineKind, Mark, Section
from desktop_app.ui.sentences import number_text

_CHECKBOXES = {
    Mark.NONE: "checkbox",
    Mark.INCLUDED: "checkbox-on",
    Mark.EXCLUDED: "checkbox-off-excluded",
}


@dataclass(frozen=True, slots=True, eq=False)
class FacetLines(Sequence[Line]):
    """The filter box, if it is open, the entries, and "more" or "fewer" at the end.

    Attributes:
        facet: whose lines these are.
        arranged: what is shown.
        choices: how values are chosen, by identity.
        has_filter: whether the filter box is open.
    """

    facet: Facet
    arranged: Arranged
    choices: Mapping[str, FacetChoice]
    has_filter: bool = False

    @property
    def _has_more(self) -> bool:
        return bool(self.arranged.hidden_count) or self.arranged.is_foldable

    def __len__(self) -> int:
        return len(self.arranged.entries) + self.has_filter + self._has_more

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | Sequence[Line]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if index < 0 or index >= len(self):
            raise IndexError(index)
        if self.has_filter:
            if index == 0:
                return Line(
                    LineKind.FILTER, "", translate("Sidebar", "Filter tags"), facet=self.facet
                )
            index -= 1
        if index == len(self.arranged.entries):
            return self._more_line()
        return self._line(self.arranged.entries[index])

    def __iter__(self) -> Iterator[Line]:
        return (self[at] for at in range(len(self)))

    def _line(self, entry: Entry) -> Line:
        if isinstance(entry, Group):
            return Line(
                LineKind.GROUP,
                entry.name,
                entry.name,
                "chevron-down" if entry.is_open else "chevron-right",
                facet=self.facet,
                is_open=entry.is_open,
            )
        if isinstance(entry, Member):
            return self._value_line(entry.value, entry.label, 1)
        return self._value_line(entry, value_label(self.facet, entry), 0)

    def _value_line(self, value: FacetValue, label: str, depth: int) -> Line:
        choice = self.choices.get(identity(self.facet, value.value)) if self.choices else None
        if choice is None:
            mark = Mark.NONE
        else:
            mark = Mark.EXCLUDED if choice.is_excluded else Mark.INCLUDED
        return Line(
            LineKind.VALUE,
            value.value,
            label,
            _CHECKBOXES[mark],
            value.count,
            facet=self.facet,
            mark=mark,
            depth=depth,
        )

    def _more_line(self) -> Line:
        hidden = self.arranged.hidden_count
        label = (
            translate("Sidebar", "{count} more…").format(count=number_text(hidden))
            if hidden
            else translate("Sidebar", "Show fewer")
        )
        return Line(LineKind.MORE, "", label, facet=self.facet, is_open=not hidden)


def facet_section(
    facet: Facet,
    arranged: Arranged,
    choices: Mapping[str, FacetChoice],
    *,
    is_open: bool,
    has_filter: bool,
) -> Section:
    """Return a facet's section: nothing at all while it has no values to choose from."""
    if not arranged.entries and not has_filter:
        return Section(facet.value, None, ())
    has_button = facet is Facet.TAG
    heading = Line(
        LineKind.HEADING,
        facet.value,
        facet_label(facet),
        facet=facet,
        is_open=is_open,
        button="search" if has_button else "",
        button_label=(translate("Sidebar", "Filter tags") if has_button else ""),
    )
    lines = FacetLines(facet, arranged, choices, has_filter) if is_open else ()
    return Section(facet.value, heading, lines)
