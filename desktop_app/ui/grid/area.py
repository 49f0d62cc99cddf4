"""A scroll area over any number of tiles: which are shown, where they lie, what is asked for."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop_app.domain.entities import AssetRow, Tile
from desktop_app.domain.results import Section
from desktop_app.ui.grid.anchors import Anchor, PlaceKeeper, rows_between, visible_anchors
from desktop_app.ui.grid.days import place_in_result, plain_day
from desktop_app.ui.grid.geometry import GridGeometry, Spacing
from desktop_app.ui.grid.painter import CellPainter
from desktop_app.ui.grid.scrolling import BAR_PX, GridScrollBar, ScrollBubble, SmoothScroll
from desktop_app.ui.grid.supply import Supply
from desktop_app.ui.grid.tile_source import PAGE_ROWS
from desktop_app.ui.tasks import TaskScope, Workers
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.ui.grid.picture import Look

DEFAULT_CELL_PX = 160
CELL_SIZES_PX = (96, 128, 160, 200, 256, 320, 400, 512)
"""Where Ctrl +, Ctrl - and Ctrl with the wheel stop; the slider may choose any between."""
SETTLE_MS = 100
"""So long after the last change of size the pictures are made anew."""
_LARGEST_SCROLL_PX = 2**31 - 1
"""What a scroll bar can count to: 4 million rows of the largest tiles."""


class TileArea(QAbstractScrollArea):
    """Lays out and scrolls tiles, keeps what is looked at in place, has what is seen read.

    Attributes:
        plan: where every tile lies now.
        supply: the caches of tiles and pictures.
        cell_painter: paints single tiles, in the size of the plan.

    Signals:
        cell_px_changed: another tile size was chosen.
    """

    cell_px_changed = Signal(int)

    def __init__(self, theme: Theme, workers: Workers, parent: QWidget | None) -> None:
        super().__init__(parent)
        # One that Python has made: to find out what class Qt's own is takes 15 ms at start.
        self.setViewport(QWidget())
        self._theme = theme
        self._scope = TaskScope(workers)
        self.supply = Supply(self._scope, self._on_arrived)
        self.cell_painter = CellPainter(theme, self.supply.thumbnails)
        self.plan = GridGeometry(0, (), width_px=0, wished_px=0, spacing=Spacing())
        self._place = PlaceKeeper(self._kept_anchors)
        self._rows: Sequence[AssetRow] = ()
        self._sections: tuple[Section, ...] = ()
        self._unlisted = 0
        self._cell_px = DEFAULT_CELL_PX
        self._is_cropped = True
        self._is_laying_out = False
        self._is_scrolling_up = False
        self._look: Look | None = None
        self._prepared: tuple[int, float] | None = None

        bar = GridScrollBar(theme, self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(bar)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The bar lies over the padding, so that tiles reach as far right as left.
        self.setViewportMargins(0, 0, -BAR_PX, 0)
        # Not raising the bar's holder: to find out what class of Qt's it is takes 20 ms at start.
        self.viewport().lower()
        self._smooth = SmoothScroll(bar, theme)
        self.bubble = ScrollBubble(self, bar, theme, self.place_in_words)
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.timeout.connect(self._on_ask)
        theme.changed.connect(self._on_theme_changed)

    @property
    def scroll_y(self) -> int:
        """How far the content is scrolled."""
        return self.verticalScrollBar().value()

    @property
    def shown_rows(self) -> Sequence[AssetRow]:
        """The assets of the shown result, in order."""
        return self._rows

    @property
    def sections(self) -> tuple[Section, ...]:
        """The headings of what is shown."""
        return self._sections

    @property
    def cell_px(self) -> int:
        """The tile size that was chosen; tiles are stretched from it to fill the width."""
        return self._cell_px

    @property
    def is_supplied(self) -> bool:
        """Whether nothing is asked for or on its way any more, near the screen neither."""
        supply = self.supply
        return not (self.is_asking or supply.tiles.is_reading or supply.thumbnails.is_making)

    @property
    def is_asking(self) -> bool:
        """Whether it is yet to be asked for what came into sight."""
        return self._asking.isActive()

    def row_at(self, position: int) -> AssetRow | None:
        """Return the asset at a position, or None."""
        if 0 <= position < len(self._rows):
            return AssetRow(int(self._rows[position]))
        return None

    def rows_between(self, start: int, end: int) -> list[AssetRow]:
        """Return the assets at positions [start, end)."""
        return rows_between(self._rows, start, end)

    def tile_at(self, position: int) -> Tile | None:
        """Return what is known of the asset at a position."""
        row = self.row_at(position)
        return None if row is None else self.supply.tiles.tile(row)

    def cell_rect(self, position: int) -> QRect:
        """Return where a tile lies in the viewport."""
        cell = self.plan.cell(position)
        return QRect(cell.x, cell.y - self.scroll_y, cell.size, cell.size)

    def position_at(self, point: QPoint) -> int:
        """Return the tile under a point of the viewport, or -1."""
        return self.plan.position_at(point.x(), point.y() + self.scroll_y)

    def visible_positions(self) -> tuple[int, int]:
        """Return the positions [start, end) of the rows that are on the screen."""
        top = self.scroll_y
        return self.plan.positions_between(top, top + self.viewport().height())

    def first_visible_position(self) -> int:
        """Return the first tile whose top is seen, or -1."""
        return next((anchor.position for anchor in self._visible_anchors()), -1)

    def ensure_visible(self, position: int) -> None:
        """Scroll as little as is needed to see a tile whole."""
        if not 0 <= position < self.plan.count:
            return
        self._smooth.stop()
        margin = self._theme.px(12)
        cell = self.plan.cell(position)
        height = self.viewport().height()
        top = cell.y - margin if self.plan.row_of(position) else 0
        if top < self.scroll_y:
            self.verticalScrollBar().setValue(top)
        elif cell.y + cell.size + margin > self.scroll_y + height:
            self.verticalScrollBar().setValue(cell.y + cell.size + margin - height)

    def ask_now(self) -> None:
        """Ask for what is on the screen without waiting for the event loop, or for being shown."""
        if not self.isVisible():
            self.viewport().resize(self.size())
            self._lay_out(self._place.held())
        self._asking.stop()
        self._on_ask()

    def place_in_words(self) -> str:
        """Return the day at the top, or which of how many is there in an order without days."""
        start, _end = self.visible_positions()
        if self._sections:
            return plain_day(self._sections[self.plan.section_of(start)].day)
        return place_in_result(start, self.plan.count)

    def set_is_cropped(self, is_cropped: bool) -> None:  # noqa: FBT001 - a setter
        """Fill tiles and lose the edges of pictures, or show them whole."""
        if is_cropped != self._is_cropped:
            self._is_cropped = is_cropped
            self._prepared = None
            self._lay_out(self._place.held())
            self._ask_soon()

    def _lay_out(self, anchor: Anchor | None) -> None:
        """Lay out anew; the anchor's tile stays where it says."""
        theme, viewport = self._theme, self.viewport()
        self._is_laying_out = True
        self.plan = GridGeometry(
            len(self._rows),
            [section.start for section in self._sections],
            width_px=viewport.width(),
            wished_px=self._cell_px,
            spacing=Spacing(theme.px(12), theme.px(10), theme.px(19)),
            unlisted=self._unlisted,
        )
        prepared = (self.plan.tile_px, self.devicePixelRatioF())
        if prepared != self._prepared:
            self._prepared = prepared
            self._look = self.cell_painter.prepare(*prepared, is_cropped=self._is_cropped)
            self._ask_when_settled()
        bar = self.verticalScrollBar()
        bar.setPageStep(max(viewport.height() - self.plan.step_px // 2, 1))
        bar.setSingleStep(theme.px(40))
        bar.setRange(0, min(max(self.plan.height_px - viewport.height(), 0), _LARGEST_SCROLL_PX))
        if anchor is not None:
            self._place.hold(anchor)
            bar.setValue(self.plan.cell(anchor.position).y - anchor.offset_px)
        self._is_laying_out = False
        viewport.update()

    def _resize_cells(self, cell_px: int, anchor: Anchor | None) -> None:
        cell_px = min(max(cell_px, CELL_SIZES_PX[0]), CELL_SIZES_PX[-1])
        if cell_px == self._cell_px:
            return
        self._cell_px = cell_px
        self._smooth.stop()
        self._lay_out(anchor)
        self.cell_px_changed.emit(cell_px)

    def _stepped(self, steps: int) -> int:
        """Return the next larger or smaller of the fixed sizes; for 0 the one designed."""
        if not steps:
            return DEFAULT_CELL_PX
        if steps > 0:
            return next((size for size in CELL_SIZES_PX if size > self._cell_px), self._cell_px)
        return next(
            (size for size in reversed(CELL_SIZES_PX) if size < self._cell_px), self._cell_px
        )

    def _anchor_at(self, position: int) -> Anchor | None:
        """Return a tile as the one to keep in place, if it is on the screen."""
        row = self.row_at(position)
        if row is None:
            return None
        offset_px = self.plan.cell(position).y - self.scroll_y
        is_seen = -self.plan.tile_px < offset_px < self.viewport().height()
        return Anchor(row, position, offset_px) if is_seen else None

    def _visible_anchors(self) -> list[Anchor]:
        """Return the tiles on the screen, those that are seen whole from their top first."""
        return visible_anchors(self.plan, self._rows, self.scroll_y, self.viewport().height())

    def _kept_anchors(self) -> list[Anchor]:
        """Return the tiles to keep in place; none at the top, where new ones are to be seen."""
        return self._visible_anchors() if self.scroll_y > 0 else []

    def _ask_soon(self, delay_ms: int = 0) -> None:
        self._asking.start(delay_ms)

    def _ask_when_settled(self) -> None:
        """Ask once the size rests; at once while there are no pictures that could be scaled."""
        self._ask_soon(SETTLE_MS if self.supply.thumbnails.cached_bytes else 0)

    def _on_ask(self) -> None:
        """Ask for what is on the screen, then for a screen further, then for the one behind."""
        if self._look is not None:
            self.supply.thumbnails.set_look(self._look)
        start, end = self.visible_positions()
        screen = end - start
        before = self.rows_between(start - screen - PAGE_ROWS, start)[::-1]
        after = self.rows_between(end, end + screen + PAGE_ROWS)
        near = before[:screen], after[:screen]
        first, second = near if self._is_scrolling_up else near[::-1]
        self.supply.want(
            self.rows_between(start, end), [*first, *second], [*after[screen:], *before[screen:]]
        )

    def _on_arrived(self, rows: Iterable[AssetRow]) -> None:
        """Repaint tiles of which more is known now, if they are on the screen."""
        arrived = set(rows)
        start, end = self.visible_positions()
        for index, row in enumerate(self.rows_between(start, end)):
            if row in arrived:
                self.viewport().update(self.cell_rect(start + index))

    def _on_theme_changed(self) -> None:
        self._prepared = None
        self._lay_out(self._place.held())

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Lay out for the new width; what is seen stays."""
        self._lay_out(self._place.held())
        self._ask_when_settled()

    def scrollContentsBy(self, _dx: int, dy: int) -> None:
        """Show another part."""
        self._is_scrolling_up = dy > 0
        if not self._is_laying_out:
            self._place.let_go()
        self.viewport().update()
        self._ask_soon()
