"""Works the sidebar and the search field as a hand would: with the mouse and the keyboard."""

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from desktop_app.domain.query import Facet
from desktop_app.ui.filters.chip import Chip
from desktop_app.ui.filters.line_view import LineView
from desktop_app.ui.filters.lines import Line, LineKind
from desktop_app.ui.filters.query_edit import QueryEdit
from desktop_app.ui.filters.row_mime import ROWS_MIME
from desktop_app.ui.filters.search_field import SearchField
from desktop_app.ui.filters.sidebar import Sidebar

_NO = Qt.KeyboardModifier.NoModifier
_LEFT = Qt.MouseButton.LeftButton


def choose_in_menu(parent: QWidget, text: str) -> None:
    """Take an entry of the menu that is open."""
    menu = next(menu for menu in parent.findChildren(QMenu) if menu.isVisible())
    action = next(a for a in menu.actions() if a.text().replace("&&", "&") == text)
    QTest.mouseClick(menu, _LEFT, _NO, menu.actionGeometry(action).center())


class SidebarRobot:
    """Finds lines by what they say."""

    def __init__(self, sidebar: Sidebar) -> None:
        self.sidebar = sidebar
        view = sidebar.findChild(LineView)
        assert view is not None
        self.view: LineView = view

    def lines(self, facet: Facet | None = None) -> list[Line]:
        """Return all lines, or those of a facet without its heading."""
        outline = self.view.outline
        lines = [outline.line(index) for index in range(len(outline))]
        if facet is None:
            return lines
        return [line for line in lines if line.facet is facet and line.kind is not LineKind.HEADING]

    def labels(self, facet: Facet | None = None) -> list[str]:
        """Return what the lines say."""
        return [line.label for line in self.lines(facet)]

    def index(self, label: str, kind: LineKind | None = None) -> int:
        """Return where the first line with this label is."""
        for index, line in enumerate(self.lines()):
            if line.label == label and kind in {None, line.kind}:
                return index
        raise AssertionError(f"no line {label!r} in {self.labels()}")

    def line(self, label: str, kind: LineKind | None = None) -> Line:
        """Return the first line with this label."""
        return self.view.outline.line(self.index(label, kind))

    def place(self, label: str, kind: LineKind | None = None) -> QPoint:
        """Scroll a line into sight and return its middle."""
        index = self.index(label, kind)
        top_px, height_px = self.view.outline.extent_px(index)
        bar = self.view.verticalScrollBar()
        if not 0 <= self.view.line_rect(index).top() <= self.view.viewport().height() - height_px:
            bar.setValue(top_px)
        return self.view.line_rect(index).center()

    def click(self, label: str, kind: LineKind | None = None) -> None:
        """Click a line."""
        QTest.mouseClick(self.view.viewport(), _LEFT, _NO, self.place(label, kind))

    def alt_click(self, label: str) -> None:
        """Click a line with Alt held."""
        alt = Qt.KeyboardModifier.AltModifier
        QTest.mouseClick(self.view.viewport(), _LEFT, alt, self.place(label))

    def middle_click(self, label: str) -> None:
        """Click a line with the middle button."""
        middle = Qt.MouseButton.MiddleButton
        QTest.mouseClick(self.view.viewport(), middle, _NO, self.place(label))

    def click_button(self, heading: str) -> None:
        """Click the button at the right of a heading."""
        self.place(heading, LineKind.HEADING)
        spot = self.view.button_rect(self.index(heading, LineKind.HEADING)).center()
        QTest.mouseClick(self.view.viewport(), _LEFT, _NO, spot)

    def hover(self, label: str) -> None:
        """Move the mouse over a line."""
        QTest.mouseMove(self.view.viewport(), self.place(label))

    def menu(self, label: str, entry: str) -> None:
        """Open a line's context menu with the mouse and take an entry."""
        place = self.place(label)
        viewport = self.view.viewport()
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place)
        )
        QApplication.sendEvent(viewport, event)
        choose_in_menu(self.sidebar, entry)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO) -> None:
        """Press a key in the list."""
        QTest.keyClick(self.view, key, modifier)

    def go_to(self, label: str) -> None:
        """Move the keyboard's line with the arrow keys."""
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        self.press(Qt.Key.Key_Home)
        for _ in range(self.index(label)):
            if self.view.outline.line(self.view.current).label == label:
                break
            self.press(Qt.Key.Key_Down)
        assert self.view.outline.line(self.view.current).label == label

    def type_name(self, name: str) -> None:
        """Type over the name that is being edited, and press Enter."""
        edit = self.view.edits.name
        assert edit.isVisible()
        edit.selectAll()
        QTest.keyClicks(edit, name)
        QTest.keyClick(edit, Qt.Key.Key_Return)

    def type_filter(self, text: str) -> None:
        """Type into the tags' filter box."""
        edit = self.view.edits.filter
        assert edit.isVisible()
        edit.selectAll()
        QTest.keyClick(edit, Qt.Key.Key_Delete)
        QTest.keyClicks(edit, text)

    def drop(self, label: str, rows: Sequence[int]) -> bool:
        """Drag rows over a line and let them fall; whether they were taken."""
        mime = QMimeData()
        mime.setData(ROWS_MIME, json.dumps(list(rows)).encode())
        return self.drop_mime(label, mime)

    def drop_mime(self, label: str, mime: QMimeData) -> bool:
        """Drag anything over a line and let it fall; whether it was taken."""
        place = self.place(label)
        viewport = self.view.viewport()
        move = Qt.DropAction.MoveAction
        enter = QDragEnterEvent(place, move, mime, _LEFT, _NO)
        QApplication.sendEvent(viewport, enter)
        if not enter.isAccepted():
            return False
        over = QDragMoveEvent(place, move, mime, _LEFT, _NO)
        QApplication.sendEvent(viewport, over)
        if not over.isAccepted():
            return False
        drop = QDropEvent(QPointF(place), move, mime, _LEFT, _NO)
        QApplication.sendEvent(viewport, drop)
        return drop.isAccepted()

    def button(self, text: str) -> QPushButton:
        """Return a button below the lines."""
        return next(b for b in self.sidebar.findChildren(QPushButton) if b.text() == text)


class SearchRobot:
    """Types into the search field and clicks its chips."""

    def __init__(self, field: SearchField) -> None:
        self.field = field
        edit = field.findChild(QueryEdit)
        assert edit is not None
        self.edit: QueryEdit = edit

    def focus(self) -> None:
        """Put the cursor into the field."""
        self.field.focus_search()

    def type(self, text: str) -> None:
        """Type, key by key."""
        QTest.keyClicks(self.edit, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO) -> None:
        """Press a key where the keyboard is: in the text, or on a chip."""
        focused = self.field.window().focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key, modifier)

    def chips(self) -> list[Chip]:
        """Return the chips in sight, from the left."""
        chips = [chip for chip in self.field.findChildren(Chip) if not chip.isHidden()]
        return sorted(chips, key=lambda chip: chip.x())

    def chip_texts(self) -> list[str]:
        """Return what the chips in sight say."""
        return [chip.text() for chip in self.chips()]

    def click_chip(self, text: str) -> None:
        """Click a chip's text."""
        chip = self._chip(text)
        QTest.mouseClick(chip, _LEFT, _NO, QPoint(6, chip.height() // 2))

    def remove_chip(self, text: str) -> None:
        """Click a chip's ×."""
        chip = self._chip(text)
        QTest.mouseClick(chip, _LEFT, _NO, chip.close_rect.center())

    def offers(self) -> list[str]:
        """Return what completion offers now."""
        popup = self.field.popup
        return [] if popup is None else [offer.label for offer in popup.offers]

    def highlighted(self) -> str:
        """Return the highlighted offer; "" for none."""
        popup = self.field.popup
        current = None if popup is None else popup.current
        return "" if current is None else current.label

    def click_offer(self, label: str) -> None:
        """Click an offer."""
        popup = self.field.popup
        assert popup is not None
        row = [offer.label for offer in popup.offers].index(label)
        rect = popup.visualRect(popup.model().index(row, 0))
        QTest.mouseClick(popup.viewport(), _LEFT, _NO, rect.center())

    def _chip(self, text: str) -> Chip:
        return next(chip for chip in self.chips() if chip.text() == text)
