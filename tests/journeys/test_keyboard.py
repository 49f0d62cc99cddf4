"""Without a mouse: Tab reaches everything in the window, and shows where it is."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMargins, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from desktop_app.domain.query import SortKey
from tests.journeys.conftest import SUBJECTS
from tests.journeys.journey import Journey
from tests.journeys.test_opening import bring_in

MOST_STOPS = 150
AROUND_PX = 3


@pytest.fixture
def filled(journey: Journey, pictures: Path) -> Journey:
    """Eight pictures, the first one selected, and everything about it shown."""
    bring_in(journey, pictures)
    journey.wait_until(lambda: len(journey.shown()) == len(SUBJECTS))
    journey.window.grid.setFocus()
    QTest.keyClick(journey.window.grid, Qt.Key.Key_Home)
    inspector = journey.window.furniture.inspector
    journey.wait_until(inspector.form.title.isVisible)
    return journey


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r} {widget.accessibleName()!r}"


def looks(journey: Journey, widget: QWidget) -> QImage:
    """The widget and a little around it, as it looks now."""
    window = journey.window
    place = QRect(widget.mapTo(window, QPoint()), widget.size())
    return window.grab(place.marginsAdded(QMargins(*[AROUND_PX] * 4))).toImage()


def stops(journey: Journey, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """What Tab comes to until it is back where it began."""
    first = QApplication.focusWidget()
    assert first is not None
    found = [first]
    for _ in range(MOST_STOPS):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused is first:
            return found
        assert focused not in found, f"Tab goes round at {described(focused)}"
        found.append(focused)
    pytest.fail(f"Tab does not come back: {[described(widget) for widget in found]}")


def test_tab_goes_through_the_whole_window_and_back(filled: Journey) -> None:
    window = filled.window
    there = stops(filled)
    names = [described(widget) for widget in there]
    for room in (window.grid, window.sidebar, window.search, window.tool_bar):
        assert any(room is widget or room.isAncestorOf(widget) for widget in there), names
    assert any(window.furniture.inspector.isAncestorOf(widget) for widget in there), names
    back = stops(filled, Qt.Key.Key_Backtab)
    assert back == [there[0], *reversed(there[1:])]


def test_whatever_tab_reaches_has_a_name(filled: Journey) -> None:
    nameless = []
    for widget in stops(filled):
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface.text(QAccessible.Text.Name).strip():
            nameless.append(described(widget))
    assert nameless == []


def test_whatever_tab_reaches_shows_it(filled: Journey) -> None:
    unseen = []
    there = stops(filled)
    for number, widget in enumerate(there):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        focused = looks(filled, widget)
        there[number - 1].setFocus(Qt.FocusReason.TabFocusReason)
        if looks(filled, widget) == focused:
            unseen.append(described(widget))
    assert unseen == []


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_an_order_is_chosen_with_keys(filled: Journey) -> None:
    button = next(
        widget
        for widget in stops(filled)
        if filled.window.tool_bar.isAncestorOf(widget)
        and widget.accessibleName().startswith("Order")
    )
    button.setFocus(Qt.FocusReason.TabFocusReason)

    assert isinstance(button, QToolButton)
    menu = button.menu()

    def choose_the_last() -> None:
        QTest.keyClick(menu, Qt.Key.Key_Up)  # from none to the last
        QTest.keyClick(menu, Qt.Key.Key_Return)
        menu.close()

    # The menu has an event loop of its own, which begins after it is shown.
    menu.aboutToShow.connect(choose_the_last, Qt.ConnectionType.QueuedConnection)
    QTest.keyClick(button, Qt.Key.Key_Space)
    filled.wait_until(lambda: filled.window.browse.query.sort.key is SortKey.DURATION)
