"""The lines of the sidebar as plain values: what stands there, and where, before any painting.

Lines are made when they are asked for, so a section may have a hundred thousand of them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from desktop_app.domain.query import Facet

LineKey = tuple[str, str, str]
"""What stays the same about a line while counts, order and sections change."""

_SEARCHED_LINES = 2_000
"""How many lines around a remembered place are looked at to find a line again."""


class LineKind(Enum):
    """What a line stands for, and so what can be done with it."""

    PLACE = auto()
    REMOVED = auto()
    """Opens the list of what was removed elsewhere, which has no tiles."""
    COLLECTION = auto()
    SAVED_SEARCH = auto()
    HEADING = auto()
    FILTER = auto()
    """The box that narrows a facet's values; a real text field lies over it."""
    VALUE = auto()
    GROUP = auto()
    """The common prefix of several tags."""
    MORE = auto()


class Mark(Enum):
    """How a facet value is chosen."""

    NONE = auto()
    INCLUDED = auto()
    EXCLUDED = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        kind: what it stands for.
        value: the place, collection id, saved search id, facet value, group or section name.
        label: what is shown, as plain text.
        icon: name of the icon before the label; "" for none.
        count: the number at the right; None while it is not known.
        count_tint: colour token of the number.
        facet: the facet of a value, group, filter box or "more" line.
        mark: whether a facet value is included or excluded.
        is_current: whether this is the place being shown.
        is_open: whether a heading, group or "more" line has its lines unfolded.
        depth: how many levels it is moved in.
        button: name of the icon at the right of a heading; "" for none.
        button_label: what that button does, for the tooltip and for assistive programs.
    """

    kind: LineKind
    value: str
    label: str
    icon: str = ""
    count: int | None = None
    count_tint: str = "faint"
    facet: Facet | None = None
    mark: Mark = Mark.NONE
    is_current: bool = False
    is_open: bool = True
    depth: int = 0
    button: str = ""
    button_label: str = ""

    @property
    def key(self) -> LineKey:
        """What identifies this line among all lines of the sidebar."""
        return (self.kind.name, self.facet.value if self.facet else "", self.value)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, if it has one, and the lines under it (none when it is folded)."""

    name: str
    heading: Line | None
    lines: Sequence[Line]

    def __len__(self) -> int:
        """Return how many lines there are with the heading."""
        return len(self.lines) + (self.heading is not None)


class Outline:
    """All sections one after the other, with their places in pixels.

    A line is named by its index from the top, headings counted. Every question is answered in
    a time that grows with the number of sections only.
    """

    def __init__(
        self, sections: Sequence[Section] = (), row_px: int = 26, heading_px: int = 31
    ) -> None:
        """Lay out `sections` with rows and headings of these heights."""
        self.sections = tuple(section for section in sections if len(section))
        self.row_px = row_px
        self.heading_px = heading_px
        self._firsts: list[int] = []
        self._tops_px: list[int] = []
        first = top_px = 0
        for section in self.sections:
            self._firsts.append(first)
            self._tops_px.append(top_px)
            first += len(section)
            top_px += len(section.lines) * row_px + (heading_px if section.heading else 0)
        self._count = first
        self.height_px = top_px

    def __len__(self) -> int:
        return self._count

    def line(self, index: int) -> Line:
        """Return the line at an index."""
        at = self._section_of(index)
        section = self.sections[at]
        offset = index - self._firsts[at]
        if section.heading is None:
            return section.lines[offset]
        return section.lines[offset - 1] if offset else section.heading

    def section_name(self, index: int) -> str:
        """Return the name of the section that a line belongs to."""
        return self.sections[self._section_of(index)].name

    def extent_px(self, index: int) -> tuple[int, int]:
        """Return (top, height) of a line, from the top of the first one."""
        at = self._section_of(index)
        offset = index - self._firsts[at]
        top_px = self._tops_px[at]
        if self.sections[at].heading is None:
            return top_px + offset * self.row_px, self.row_px
        if offset == 0:
            return top_px, self.heading_px
        return top_px + self.heading_px + (offset - 1) * self.row_px, self.row_px

    def index_at(self, y_px: int) -> int:
        """Return the line at a height, or -1 above the first and below the last."""
        if not 0 <= y_px < self.height_px:
            return -1
        at = bisect_right(self._tops_px, y_px) - 1
        offset_px = y_px - self._tops_px[at]
        if self.sections[at].heading is None:
            return self._firsts[at] + offset_px // self.row_px
        if offset_px < self.heading_px:
            return self._firsts[at]
        return self._firsts[at] + 1 + (offset_px - self.heading_px) // self.row_px

    def indices_between(self, top_px: int, bottom_px: int) -> range:
        """Return the lines of which some part is between two heights; the lower one excluded."""
        top_px, bottom_px = max(top_px, 0), min(bottom_px, self.height_px)
        if top_px >= bottom_px:
            return range(0)
        return range(self.index_at(top_px), self.index_at(bottom_px - 1) + 1)

    def find(self, key: LineKey, near: int = 0) -> int:
        """Return where a line stands now, or -1.

        Sections with very many lines are searched only around `near`, where it stood before.
        """
        for at, section in enumerate(self.sections):
            first = self._firsts[at]
            if section.heading is not None and section.heading.key == key:
                return first
            first += section.heading is not None
            start, end = 0, len(section.lines)
            if end > _SEARCHED_LINES:
                start = min(max(near - first - _SEARCHED_LINES // 2, 0), end)
                end = min(start + _SEARCHED_LINES, end)
            for offset in range(start, end):
                if section.lines[offset].key == key:
                    return first + offset
        return -1

    def changed_lines(self, before: "Outline", indices: range) -> list[int] | None:
        """Return which of these lines look another way than before; None when lines moved."""
        if [len(section) for section in self.sections] != [
            len(section) for section in before.sections
        ] or (self.row_px, self.heading_px) != (before.row_px, before.heading_px):
            return None
        return [index for index in indices if self.line(index) != before.line(index)]

    def _section_of(self, index: int) -> int:
        if not 0 <= index < self._count:
            raise IndexError(index)
        return bisect_right(self._firsts, index) - 1
