from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import Step, UndoState
from desktop_app.ui.activity.toasts import MOST_AT_ONCE, Toast, Toasts
from desktop_app.ui.theme import Theme
from tests.robots.activity import ToastsRobot

ADDED = Step(7, "tags.add", 12, "sunset")


@pytest.fixture
def toasts(theme: Theme, window: QWidget) -> Iterator[Toasts]:
    made = Toasts(theme, window)
    yield made
    ToastsRobot(made).dismiss_all()


@pytest.fixture
def robot(toasts: Toasts) -> ToastsRobot:
    return ToastsRobot(toasts)


def _enter(toast: Toast) -> None:
    QApplication.sendEvent(toast, QEnterEvent(QPointF(1, 1), QPointF(1, 1), QPointF(1, 1)))


def _leave(toast: Toast) -> None:
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))


def test_a_step_is_told_with_undo(toasts: Toasts, robot: ToastsRobot) -> None:
    undone: list[bool] = []
    toasts.show_step(ADDED, lambda: undone.append(True))
    assert robot.texts == ["Added “sunset” to 12 assets"]
    robot.undo()
    assert undone == [True]
    assert robot.texts == []


def test_at_most_three_stand_at_once_and_the_oldest_goes(
    toasts: Toasts, robot: ToastsRobot
) -> None:
    for number in range(5):
        toasts.show_text(f"Message {number}")
    assert MOST_AT_ONCE == 3
    assert robot.texts == ["Message 2", "Message 3", "Message 4"]


def test_saying_the_same_again_does_not_stack(toasts: Toasts, robot: ToastsRobot) -> None:
    toasts.show_text("Prompt copied")
    toasts.show_text("Seed copied")
    toasts.show_text("Prompt copied")
    assert robot.texts == ["Seed copied", "Prompt copied"]


def test_only_the_newest_step_offers_undo(toasts: Toasts, robot: ToastsRobot) -> None:
    toasts.show_step(ADDED, lambda: None)
    toasts.show_step(Step(8, "trash", 3), lambda: None)
    assert robot.undoable_texts == ["Moved 3 assets to Trash"]
    assert len(robot.texts) == 2


def test_undo_goes_when_something_else_would_be_undone(toasts: Toasts, robot: ToastsRobot) -> None:
    toasts.show_step(ADDED, lambda: None)
    toasts.set_undo_state(UndoState(undo=ADDED))
    assert robot.undoable_texts == ["Added “sunset” to 12 assets"]
    toasts.set_undo_state(UndoState(undo=Step(9, "trash", 1)))
    assert robot.undoable_texts == []
    toasts.set_undo_state(UndoState())
    assert len(robot.texts) == 1


def test_a_notice_stays_until_it_is_dismissed(toasts: Toasts, robot: ToastsRobot) -> None:
    toasts.show_notice("The library was damaged")
    for number in range(5):
        toasts.show_text(f"Message {number}")
    assert robot.texts == ["The library was damaged", "Message 2", "Message 3", "Message 4"]
    notice = toasts.shown[0]
    _enter(notice)
    _leave(notice)
    assert notice.is_paused, "no timer takes it away"
    QTest.keyClick(notice, Qt.Key.Key_Escape)
    assert "The library was damaged" not in robot.texts


def test_a_toast_goes_by_itself(
    toasts: Toasts, robot: ToastsRobot, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.ui.activity.toasts._TEXT_MS", 10)
    monkeypatch.setattr("desktop_app.ui.activity.toasts._CHARACTER_MS", 0)
    toasts.show_text("Prompt copied")
    qtbot.waitUntil(lambda: robot.texts == [])


def test_it_stays_while_the_pointer_is_on_it(
    toasts: Toasts, robot: ToastsRobot, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.ui.activity.toasts._REST_MS", 10)
    toasts.show_text("Prompt copied")
    toast = robot.newest
    is_paused = [toast.is_paused]
    _enter(toast)
    is_paused.append(toast.is_paused)
    _leave(toast)
    assert is_paused == [False, True]
    qtbot.waitUntil(lambda: robot.texts == [])


def test_it_stays_while_its_button_has_the_focus(toasts: Toasts, robot: ToastsRobot) -> None:
    toasts.show_step(ADDED, lambda: None)
    toast = robot.newest
    button = toast.undo_button
    assert button is not None
    QApplication.sendEvent(button, QEvent(QEvent.Type.FocusIn))
    is_paused = [toast.is_paused]
    QApplication.sendEvent(button, QEvent(QEvent.Type.FocusOut))
    is_paused.append(toast.is_paused)
    assert is_paused == [True, False]


def test_esc_closes_it(toasts: Toasts, robot: ToastsRobot) -> None:
    toasts.show_text("Prompt copied")
    QTest.keyClick(robot.newest, Qt.Key.Key_A)
    assert len(robot.texts) == 1
    QTest.keyClick(robot.newest, Qt.Key.Key_Escape)
    assert robot.texts == []


def test_toasts_stand_above_the_status_bar_in_the_middle(
    toasts: Toasts, robot: ToastsRobot, window: QWidget, qtbot: QtBot
) -> None:
    toasts.show_text("Prompt copied")
    toast = robot.newest

    def stands_at(bottom_px: int) -> bool:
        box = toast.geometry()
        return (
            box.bottom() + 1 == bottom_px and abs(box.center().x() - window.rect().center().x()) < 2
        )

    qtbot.waitUntil(lambda: stands_at(window.height() - 44))
    window.resize(640, 400)
    QApplication.sendEvent(window, QResizeEvent(window.size(), window.size()))
    qtbot.waitUntil(lambda: stands_at(400 - 44))


def test_no_motion_where_the_user_wants_none(
    toasts: Toasts, robot: ToastsRobot, window: QWidget, theme: Theme
) -> None:
    theme.set_motion_reduced(is_unwanted=True)
    toasts.show_text("Prompt copied")
    assert robot.newest.geometry().bottom() + 1 == window.height() - 44


def test_a_long_sentence_is_wrapped_and_stays_in_the_window(
    toasts: Toasts, robot: ToastsRobot, window: QWidget, theme: Theme
) -> None:
    toasts.show_text("Its catalog cannot be read. " * 6)
    theme.set_text_scale(2.0)
    toast = robot.newest
    assert toast.width() < window.width()
    assert toast.height() > theme.px(60)


def test_what_was_done_is_announced(
    toasts: Toasts, robot: ToastsRobot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "desktop_app.ui.activity.toasts.QAccessible.updateAccessibility",
        lambda event: said.append(event.message()),
    )
    toasts.show_text("Prompt copied")
    assert said == ["Prompt copied"]
    assert robot.newest.accessibleName() == "Prompt copied"


def test_markup_is_shown_as_it_is(toasts: Toasts, robot: ToastsRobot) -> None:
    toasts.show_text("<b>bold</b>")
    assert robot.texts == ["<b>bold</b>"]
