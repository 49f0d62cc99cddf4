"""The sidebar's lines in one scroll area: painted, never one widget a line."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from desktop_app.ui.filters import line_keys
from desktop_app.ui.filters.line_edits import LineEdits, filter_index
from desktop_app.ui.filters.line_painter import LinePainter, LineState
from desktop_app.ui.filters.lines import LineKey, LineKind, Outline, Section
from desktop_app.ui.filters.row_mime import ROWS_MIME, read_rows
from desktop_app.ui.theme import Theme
from desktop_app.ui.tool_tips import plain_tool_tip

_MARGIN_X_PX = 8
_MARGIN_Y_PX = 10
_OPENABLE = (LineKind.HEADING, LineKind.GROUP, LineKind.MORE)


class LineView(QAbstractScrollArea):
    """Shows an `Outline`; tells what the user does to its lines and changes nothing itself.

    Signals:
        activated: (Line, whether to exclude): click, Space or Enter; with Alt or middle: exclude.
        button_pressed: the heading whose button was pressed.
        context_requested: (Line or None, global position).
        rename_requested: the line on which F2 was pressed.
        delete_requested: the line on which Delete was pressed.
        rows_dropped: (Line, list of asset rows).
        order_released: mouse and keyboard are elsewhere: lines may change their order now.
    """

    activated = Signal(object, bool)
    button_pressed = Signal(object)
    context_requested = Signal(object, QPoint)
    rename_requested = Signal(object)
    delete_requested = Signal(object)
    rows_dropped = Signal(object, object)
    order_released = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._painter = LinePainter(theme)
        self._outline = Outline()
        self._droppable: frozenset[LineKey] = frozenset()
        self._current = -1
        self._current_key: LineKey | None = None
        self._hovered = -1
        self._pressed = -1
        self._drop_target = -1
        self._is_button_hovered = False
        self._is_ring_shown = False
        self.accessible_parts: list[object] = []
        """Interfaces handed to assistive programs: they live as long as the view."""
        self.setObjectName("sidebarLines")
        self.setAccessibleName(self.tr("Filters"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.viewport().setMouseTracking(True)
        self.edits = LineEdits(self.viewport())
        self.edits.filter_left.connect(self._on_filter_left)
        self.edits.ended.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        theme.changed.connect(self._on_theme_changed)

    @property
    def outline(self) -> Outline:
        """What is shown."""
        return self._outline

    @property
    def current(self) -> int:
        """The line the keyboard is on, or -1."""
        return self._current

    @property
    def is_order_held(self) -> bool:
        """Whether lines should stay where they are, because the user is about to use them."""
        return self._hovered >= 0 or (self._is_ring_shown and self.hasFocus())

    def set_sections(self, sections: Sequence[Section], droppable: frozenset[LineKey]) -> None:
        """Show other lines; keyboard, mouse and editing stay with theirs. `droppable`: by key."""
        before = self._outline
        self._outline = Outline(sections, self._painter.row_px, self._painter.heading_px)
        self._droppable = droppable
        if self._current_key is not None:
            found = self._outline.find(self._current_key, self._current)
            self._current = found if found >= 0 else min(self._current, len(self._outline) - 1)
        self._update_range()
        self._hover(self.viewport().mapFromGlobal(self.cursor().pos()), is_inside=self.underMouse())
        self._place_edits()
        self._update_changed(before)

    def line_rect(self, index: int) -> QRect:
        """Return where a line is in the viewport."""
        top_px, height_px = self._outline.extent_px(index)
        left_px = self._theme.px(_MARGIN_X_PX)
        right_px = 0 if self.verticalScrollBar().isVisible() else left_px
        width_px = self.viewport().width() - left_px - right_px
        return QRect(left_px, top_px + self._offset_px(), width_px, height_px)

    def button_rect(self, index: int) -> QRect:
        """Return where the button of a heading is in the viewport."""
        return self._painter.button_rect(self.line_rect(index))

    def line_at(self, position: QPoint) -> int:
        """Return the line at a place in the viewport, or -1."""
        return self._outline.index_at(position.y() - self._offset_px())

    def edit_name(self, key: LineKey) -> None:
        """Lay a text field over a line's label and let the user type."""
        index = self._outline.find(key)
        if index >= 0:
            self.edits.begin_name(self._outline.line(index))
            self._set_current(index)
            self._place_edits()
            self.edits.focus_name()

    def _update_changed(self, before: Outline) -> None:
        """Repaint what looks another way now: counts come often, and few of them are new."""
        seen = self._outline.indices_between(
            -self._offset_px(), self.viewport().height() - self._offset_px()
        )
        changed = self._outline.changed_lines(before, seen)
        if changed is None:
            self.viewport().update()
            return
        for index in changed:
            self.viewport().update(self.line_rect(index))

    def _offset_px(self) -> int:
        return self._theme.px(_MARGIN_Y_PX) - self.verticalScrollBar().value()

    def _update_range(self) -> None:
        height_px = self._outline.height_px + 2 * self._theme.px(_MARGIN_Y_PX)
        page_px = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(height_px - page_px, 0))
        bar.setPageStep(page_px)
        bar.setSingleStep(self._painter.row_px)

    def _set_current(self, index: int) -> None:
        if not len(self._outline):
            return
        index = min(max(index, 0), len(self._outline) - 1)
        self._current = index
        self._current_key = self._outline.line(index).key
        rect = self.line_rect(index)
        bar = self.verticalScrollBar()
        margin_px = self._theme.px(_MARGIN_Y_PX)
        if rect.top() < margin_px:
            bar.setValue(bar.value() + rect.top() - margin_px)
        elif rect.bottom() > self.viewport().height() - margin_px:
            bar.setValue(bar.value() + rect.bottom() + 1 - self.viewport().height() + margin_px)
        self.viewport().update()
        if QAccessible.isActive():
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(index)
            QAccessible.updateAccessibility(event)

    def _hover(self, position: QPoint, *, is_inside: bool = True) -> None:
        hovered = self.line_at(position) if is_inside else -1
        is_on_button = (
            hovered >= 0
            and bool(self._outline.line(hovered).button)
            and self.button_rect(hovered).contains(position)
        )
        if (hovered, is_on_button) != (self._hovered, self._is_button_hovered):
            self._hovered, self._is_button_hovered = hovered, is_on_button
            self.viewport().update()

    def _place_edits(self) -> None:
        """Lay the text fields over their lines, or hide them when these are gone."""
        edits = self.edits
        index = filter_index(self._outline)
        if index >= 0:
            edits.filter.setGeometry(self.line_rect(index))
        edits.filter.setVisible(index >= 0)
        index = self._outline.find(edits.edited_key) if edits.edited_key else -1
        if index >= 0:
            rect = self._painter.label_rect(self.line_rect(index), edits.depth)
            edits.name.setGeometry(rect.adjusted(-self._theme.px(5), 0, 0, 0))
        else:
            edits.drop_name()
        edits.name.setVisible(index >= 0)

    def _on_filter_left(self) -> None:
        self._is_ring_shown = True
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._set_current(filter_index(self._outline) + 1)

    def _on_theme_changed(self) -> None:
        self._painter.refresh()
        self.set_sections(self._outline.sections, self._droppable)
        self.viewport().update()

    def _drop_line(self, position: QPoint) -> int:
        index = self.line_at(position)
        if index >= 0 and self._outline.line(index).key in self._droppable:
            return index
        return -1

    def _release_order(self) -> None:
        if not self.is_order_held:
            self.order_released.emit()

    def _request_context(self) -> None:
        """Ask for the menu of the current line, at its place."""
        if self._current >= 0:
            place = self.line_rect(self._current).bottomLeft()
            self.context_requested.emit(
                self._outline.line(self._current), self.viewport().mapToGlobal(place)
            )

    def _press_key(self, key: int, *, is_alt: bool) -> bool:
        """Do what a key asks of the current line; False when it asks for nothing."""
        page = max(self.viewport().height() // self._painter.row_px - 1, 1)
        index = line_keys.moved(key, self._outline, self._current, page)
        if index is not None:
            self._set_current(index)
            return True
        if self._current < 0:
            return False
        line = self._outline.line(self._current)
        if key in line_keys.ACTIVATING:
            self.activated.emit(line, is_alt)
        elif key in line_keys.FOLDING:
            if line.kind in _OPENABLE and line.is_open != (key == Qt.Key.Key_Right):
                self.activated.emit(line, False)
        elif key == Qt.Key.Key_F2:
            self.rename_requested.emit(line)
        elif key == Qt.Key.Key_Delete:
            self.delete_requested.emit(line)
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the list from the window's shortcuts while it has the focus."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and (line_keys.is_own(event) or line_keys.is_menu_key(event))
        ):
            event.accept()
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show a tooltip where a label is cut short, and on buttons."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.line_at(event.pos())
            text = ""
            if index >= 0:
                line = self._outline.line(index)
                if line.button and self.button_rect(index).contains(event.pos()):
                    text = line.button_label
                elif line.kind is not LineKind.HEADING and self._painter.is_label_elided(
                    line, self.line_rect(index)
                ):
                    text = line.label
            QToolTip.showText(event.globalPos(), plain_tool_tip(text), self.viewport())
            return True
        if event.type() is QEvent.Type.Leave:
            self._hover(QPoint(), is_inside=False)
            self._release_order()
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that are in sight."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset_px, dirty = self._offset_px(), event.region()
        top_px, bottom_px = event.rect().top(), event.rect().bottom() + 1
        has_ring = self._is_ring_shown and self.hasFocus()
        for index in self._outline.indices_between(top_px - offset_px, bottom_px - offset_px):
            rect = self.line_rect(index)
            if not dirty.intersects(rect):
                continue
            line = self._outline.line(index)
            self._painter.paint(
                painter,
                rect,
                line,
                LineState(
                    is_hovered=index == self._hovered,
                    is_focused=has_ring and index == self._current,
                    is_drop_target=index == self._drop_target,
                    is_button_hovered=index == self._hovered and self._is_button_hovered,
                    is_edited=line.key == self.edits.edited_key,
                ),
            )
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit scroll bar and text fields to the new size."""
        super().resizeEvent(event)
        self._update_range()
        self._place_edits()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Repaint, and move the text fields along."""
        super().scrollContentsBy(dx, dy)
        self._place_edits()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what was pressed: it counts when the button is let go over it."""
        self._is_ring_shown = False
        if event.button() in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            self._pressed = self.line_at(event.position().toPoint())
            if self._pressed >= 0:
                self._set_current(self._pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick clicks are two clicks."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Activate the line under the mouse if the press began there."""
        position = event.position().toPoint()
        pressed, self._pressed = self._pressed, -1
        if pressed < 0 or pressed != self.line_at(position) or pressed >= len(self._outline):
            return
        line = self._outline.line(pressed)
        if line.button and self.button_rect(pressed).contains(position):
            self.button_pressed.emit(line)
            return
        is_excluding = event.button() is Qt.MouseButton.MiddleButton or bool(
            event.modifiers() & Qt.KeyboardModifier.AltModifier
        )
        self.activated.emit(line, is_excluding)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Highlight the line under the mouse."""
        self._hover(event.position().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, activate, fold, rename, delete."""
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if line_keys.is_menu_key(event):
            self._request_context()
        elif not len(self._outline) or not self._press_key(event.key(), is_alt=is_alt):
            event.ignore()
            return
        self._is_ring_shown = True
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the line under the mouse, or of the current one."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._request_context()
            return
        index = self.line_at(self.viewport().mapFromGlobal(event.globalPos()))
        line = self._outline.line(index) if index >= 0 else None
        self.context_requested.emit(line, event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is when it came by the keyboard."""
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self._is_ring_shown = True
            if self._current < 0:
                self._set_current(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()
        self._release_order()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome asset rows."""
        if event.mimeData().hasFormat(ROWS_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show on which line they would fall."""
        target = self._drop_line(event.position().toPoint())
        if target != self._drop_target:
            self._drop_target = target
            self.viewport().update()
        event.setAccepted(target >= 0)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget the target."""
        super().dragLeaveEvent(event)
        self._drop_target = -1
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over the rows and the line they fell on."""
        target = self._drop_line(event.position().toPoint())
        self._drop_target = -1
        self.viewport().update()
        rows = read_rows(event.mimeData())
        if target < 0 or not rows:
            event.ignore()
            return
        event.acceptProposedAction()
        self.rows_dropped.emit(self._outline.line(target), rows)
