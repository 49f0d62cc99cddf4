"""Where every tile and heading of the grid lies: pure arithmetic, the same cost at a million.

All lengths are logical pixels and plain integers (no 32-bit overflow); y counts from the top of
the whole content, not of what is scrolled into view. A tile is square. The tiles of a row fill
the width like columns of ``1fr``: they are all equally wide, and the few pixels that do not
divide by the number of columns widen the gaps, so that one picture size serves every tile.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

SMALLEST_TILE_PX = 16


@dataclass(frozen=True, slots=True)
class Spacing:
    """The lengths between things: around everything, between tiles, and of a heading."""

    padding_px: int = 12
    gap_px: int = 10
    heading_px: int = 19


class Cell(NamedTuple):
    """The square of one tile."""

    x: int
    y: int
    size: int


class Span(NamedTuple):
    """One row of tiles: its top, and its positions [start, end)."""

    y: int
    start: int
    end: int


class GridGeometry:
    """The layout of `count` tiles under headings, in a given width.

    Attributes:
        count: how many tiles there are.
        columns: how many tiles stand in a row.
        tile_px: edge of a tile.
        height_px: height of the whole content; 0 without tiles.
    """

    def __init__(
        self,
        count: int,
        section_starts: Sequence[int],
        *,
        width_px: int,
        wished_px: int,
        spacing: Spacing,
        unlisted: int = 0,
    ) -> None:
        """Lay out.

        Args:
            count: how many tiles.
            section_starts: first position under each heading, ascending from 0; empty: no headings.
            width_px: width of the content, padding included.
            wished_px: the tile edge that the user chose; tiles are this large or a little larger.
            spacing: the lengths between things.
            unlisted: tiles that are to come after these, for which height is kept free.
        """
        self.count = count
        self._spacing = spacing
        inner = max(width_px - 2 * spacing.padding_px, SMALLEST_TILE_PX)
        gap = spacing.gap_px
        self.columns = max((inner + gap) // (max(wished_px, SMALLEST_TILE_PX) + gap), 1)
        self.tile_px = max((inner - gap * (self.columns - 1)) // self.columns, SMALLEST_TILE_PX)
        self._inner = inner
        self._step = self.tile_px + gap
        self._starts = list(section_starts) if count else []
        self._head = spacing.heading_px + gap if self._starts else 0
        if not self._starts:
            self._starts = [0]
        ends = [*self._starts[1:], count]
        columns = self.columns
        counted = accumulate(
            (-((start - end) // columns) for start, end in zip(self._starts, ends, strict=True)),
            initial=0,
        )
        self._rows_before = list(counted)
        self.row_count = self._rows_before.pop()
        self.height_px = 0
        if count:
            rows = self.row_count - (-unlisted // columns)
            self.height_px = (
                2 * spacing.padding_px + len(self._starts) * self._head + rows * self._step - gap
            )

    @property
    def step_px(self) -> int:
        """From the top of one row to the top of the next."""
        return self._step

    @property
    def has_headings(self) -> bool:
        """Whether sections are headed."""
        return self._head > 0

    def section_of(self, position: int) -> int:
        """Return the index of the section that a position belongs to."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def row_of(self, position: int) -> int:
        """Return the index of the row that a position stands in, over all sections."""
        section = self.section_of(position)
        return self._rows_before[section] + (position - self._starts[section]) // self.columns

    def column_of(self, position: int) -> int:
        """Return the column that a position stands in."""
        return (position - self._starts[self.section_of(position)]) % self.columns

    def position_in_row(self, row: int, column: int) -> int:
        """Return the position at a row and column, or the row's last; -1 without tiles."""
        if not self.count:
            return -1
        row = min(max(row, 0), self.row_count - 1)
        span = self._span(row)
        return min(span.start + column, span.end - 1)

    def cell(self, position: int) -> Cell:
        """Return the square of a tile."""
        section = self.section_of(position)
        row, column = divmod(position - self._starts[section], self.columns)
        return Cell(
            self.x_of(column),
            self._row_top(section, self._rows_before[section] + row),
            self.tile_px,
        )

    def x_of(self, column: int) -> int:
        """Return the left edge of a column."""
        if self.columns == 1:
            return self._spacing.padding_px
        return self._spacing.padding_px + column * (self._inner - self.tile_px) // (
            self.columns - 1
        )

    def rows_between(self, top: int, bottom: int) -> Iterator[Span]:
        """Yield the rows of which something lies within [top, bottom)."""
        row = self._row_at(top)
        section = max(bisect_right(self._rows_before, row) - 1, 0)
        while row < self.row_count:
            while section + 1 < len(self._starts) and self._rows_before[section + 1] <= row:
                section += 1
            y = self._row_top(section, row)
            if y >= bottom:
                return
            start = self._starts[section] + (row - self._rows_before[section]) * self.columns
            yield Span(y, start, min(start + self.columns, self._end(section)))
            row += 1

    def headings_between(self, top: int, bottom: int) -> Iterator[tuple[int, int]]:
        """Yield (section, y) of the headings of which something lies within [top, bottom)."""
        if not self.has_headings or not self.count:
            return
        section = max(self._section_at(top), 0)
        while section < len(self._starts):
            y = self._section_top(section)
            if y >= bottom:
                return
            if y + self._spacing.heading_px > top:
                yield section, y
            section += 1

    def positions_between(self, top: int, bottom: int) -> tuple[int, int]:
        """Return the positions [start, end) of all rows touching [top, bottom)."""
        if not self.count or top >= bottom:
            return 0, 0
        first = self._row_at(top)
        last = self._row_at(bottom)
        if last < self.row_count and self._span(last).y >= bottom:
            last -= 1
        last = min(last, self.row_count - 1)
        if first > last:
            return 0, 0
        return self._span(first).start, self._span(last).end

    def position_at(self, x: int, y: int) -> int:
        """Return the position of the tile under a point, or -1."""
        row = self._row_at(y)
        if row >= self.row_count or not self.count:
            return -1
        span = self._span(row)
        column = self._column_at(x)
        left = self.x_of(column)
        is_inside = left <= x < left + self.tile_px and span.y <= y < span.y + self.tile_px
        position = span.start + column
        return position if is_inside and position < span.end else -1

    def nearest_to(self, x: int, y: int) -> int:
        """Return the position of the tile closest to a point; -1 without tiles."""
        return self.position_in_row(self._row_at(y), self._column_at(x))

    def ranges_within(self, left: int, top: int, right: int, bottom: int) -> list[tuple[int, int]]:
        """Return the half-open ranges of positions whose tiles touch a rectangle.

        Rows that are taken whole make one range together.
        """
        first = self._column_at(left)
        if left >= self.x_of(first) + self.tile_px:
            first += 1
        last = self._column_at(right - 1)
        if right <= self.x_of(last):
            last -= 1
        if first > last or right <= left or bottom <= top:
            return []
        if first == 0 and last == self.columns - 1:
            start, end = self.positions_between(top, bottom)
            return [(start, end)] if start < end else []
        return [
            (span.start + first, min(span.start + last + 1, span.end))
            for span in self.rows_between(top, bottom)
            if span.start + first < span.end
        ]

    def _end(self, section: int) -> int:
        return self._starts[section + 1] if section + 1 < len(self._starts) else self.count

    def _span(self, row: int) -> Span:
        section = max(bisect_right(self._rows_before, row) - 1, 0)
        start = self._starts[section] + (row - self._rows_before[section]) * self.columns
        return Span(
            self._row_top(section, row), start, min(start + self.columns, self._end(section))
        )

    def _section_top(self, section: int) -> int:
        """Return the top of a section's heading."""
        return (
            self._spacing.padding_px
            + section * self._head
            + self._rows_before[section] * self._step
        )

    def _row_top(self, section: int, row: int) -> int:
        return self._spacing.padding_px + (section + 1) * self._head + row * self._step

    def _section_at(self, y: int) -> int:
        """Return the last section whose heading begins at or above y; -1 above all."""
        return bisect_right(range(len(self._starts)), y, key=self._section_top) - 1

    def _row_at(self, y: int) -> int:
        """Return the first row whose bottom lies below y; `row_count` below all."""
        section = max(self._section_at(y), 0)
        first = self._rows_before[section]
        row = first + max(y - self._row_top(section, first), 0) // self._step
        if y >= self._row_top(section, row) + self.tile_px:
            row += 1
        following = section + 1
        limit = self._rows_before[following] if following < len(self._starts) else self.row_count
        return min(row, limit)

    def _column_at(self, x: int) -> int:
        """Return the last column that begins at or left of x, or 0."""
        column = min(max((x - self._spacing.padding_px) // self._step, 0), self.columns - 1)
        while column > 0 and x < self.x_of(column):
            column -= 1
        return column
