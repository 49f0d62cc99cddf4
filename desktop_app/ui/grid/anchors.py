"""Finding a place again after the grid has been laid out anew or its contents have changed."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from desktop_app.domain.entities import AssetRow
from desktop_app.ui.grid.geometry import GridGeometry

_NEARBY = 512
_SEARCHED_FAR = 3


class Anchor(NamedTuple):
    """A tile that is to stay where it is: its row, position, and top from the viewport's top."""

    row: AssetRow
    position: int
    offset_px: int


def rows_between(rows: Sequence[AssetRow], start: int, end: int) -> list[AssetRow]:
    """Return a slice of a result as plain integers, whatever kind of sequence it is."""
    part = rows[max(start, 0) : end]
    to_list = getattr(part, "tolist", None)
    return list(part) if to_list is None else to_list()


def find_position(rows: Sequence[AssetRow], row: AssetRow) -> int:
    """Return where a row stands in a result, or -1. 0.5 ms in a million."""
    if isinstance(rows, (list, tuple)):
        return rows.index(row) if row in rows else -1
    import numpy as np  # noqa: PLC0415 - not before the first paint

    found = (np.asarray(rows) == row).argmax() if len(rows) else 0
    return int(found) if len(rows) and rows[found] == row else -1


def find_anchor(rows: Sequence[AssetRow], anchors: Sequence[Anchor]) -> Anchor | None:
    """Return the first anchor that is still in the result, with its new position.

    Looks close to where it was before it searches everything.
    """
    if not anchors:
        return None
    start = max(anchors[0].position - _NEARBY, 0)
    nearby = rows_between(rows, start, anchors[-1].position + _NEARBY)
    places = {row: start + index for index, row in enumerate(nearby)}
    for anchor in anchors:
        position = places.get(anchor.row)
        if position is not None:
            return anchor._replace(position=position)
    for anchor in anchors[:_SEARCHED_FAR]:
        position = find_position(rows, anchor.row)
        if position >= 0:
            return anchor._replace(position=position)
    return None


def visible_anchors(
    plan: GridGeometry, rows: Sequence[AssetRow], scroll_y: int, height_px: int
) -> list[Anchor]:
    """Return the tiles on the screen, those that are seen whole from their top first."""
    start, end = plan.positions_between(scroll_y, scroll_y + height_px)
    anchors = [
        Anchor(row, start + index, plan.cell(start + index).y - scroll_y)
        for index, row in enumerate(rows_between(rows, start, end))
    ]
    return sorted(anchors, key=lambda anchor: anchor.offset_px < 0)


class PlaceKeeper:
    """Remembers what the user looks at, and brings it back to where it was."""

    def __init__(self, find_seen: Callable[[], Sequence[Anchor]]) -> None:
        """Keep nothing yet; `find_seen` gives the tiles on the screen, none at the top."""
        self._find_seen = find_seen
        self._held: Anchor | None = None
        self._awaited: tuple[AssetRow, int] | None = None

    def held(self) -> Anchor | None:
        """Return the tile that keeps its place through any number of resizes; None at the top.

        It is chosen anew only after the user has scrolled, or it would drift.
        """
        if self._held is None:
            self._held = next(iter(self._find_seen()), None)
        return self._held

    def hold(self, anchor: Anchor | None) -> None:
        """Keep this tile in its place from now on."""
        self._held = anchor

    def let_go(self) -> None:
        """The user has scrolled: what counts is what is seen now."""
        self._held = None
        self._awaited = None

    def state(self) -> dict[str, int]:
        """Return where one is, in terms that outlive the program."""
        anchors = self._find_seen()
        return {"row": anchors[0].row, "offset_px": anchors[0].offset_px} if anchors else {}

    def go_to(self, state: object, rows: Sequence[AssetRow]) -> Anchor | None:
        """Return the anchor for a state; if its asset is not among the rows yet, wait for it."""
        if not isinstance(state, dict):
            return None
        row, offset_px = state.get("row"), state.get("offset_px")
        if not isinstance(row, int) or not isinstance(offset_px, int):
            return None
        self._awaited = (AssetRow(row), offset_px)
        return self.arrived(rows)

    def arrived(self, rows: Sequence[AssetRow]) -> Anchor | None:
        """Return the anchor that was waited for, if these rows have it."""
        if self._awaited is None:
            return None
        row, offset_px = self._awaited
        position = find_position(rows, row)
        if position < 0:
            return None
        self._awaited = None
        return Anchor(row, position, offset_px)
