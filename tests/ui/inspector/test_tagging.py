"""Tag entry: what is typed, taken, pasted, removed, and where the focus goes."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.inspector.conftest import Studio

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_LEFT = Qt.MouseButton.LeftButton


def test_enter_takes_the_highlighted_match(studio: Studio) -> None:
    studio.select(3)
    studio.robot.type_tag("su")
    studio.qtbot.waitUntil(lambda: studio.robot.suggestions() == ["sunset", "su"])
    studio.robot.press_in_tags(Qt.Key.Key_Return)
    studio.settle()
    assert studio.asset(3).tags == ("sunset",)
    assert studio.inspector.form.tags.entry.hasFocus()
    assert studio.inspector.form.tags.entry.text() == ""
    assert studio.robot.suggestions() == []


def test_the_most_used_stands_first_and_arrows_choose(studio: Studio) -> None:
    studio.select(3)
    studio.robot.type_tag("la")
    studio.qtbot.waitUntil(lambda: len(studio.robot.suggestions()) == 3)
    first, second, new = studio.robot.suggestions()
    assert {first, second} == {"lake", "landscape"}
    assert new == "la"
    studio.robot.press_in_tags(Qt.Key.Key_Down)
    studio.robot.press_in_tags(Qt.Key.Key_Return)
    studio.settle()
    assert studio.asset(3).tags == (second,)


def test_shift_enter_makes_a_new_one_for_sure(studio: Studio) -> None:
    studio.select(3)
    studio.robot.type_tag("su")
    studio.qtbot.waitUntil(lambda: "sunset" in studio.robot.suggestions())
    studio.robot.press_in_tags(Qt.Key.Key_Return, _SHIFT)
    studio.settle()
    assert studio.asset(3).tags == ("su",)


def test_enter_without_a_match_makes_a_new_one(studio: Studio) -> None:
    studio.select(3)
    studio.robot.type_tag("brand new")
    studio.robot.press_in_tags(Qt.Key.Key_Return)
    studio.settle()
    assert studio.asset(3).tags == ("brand new",)


def test_an_existing_spelling_is_adopted(studio: Studio) -> None:
    studio.select(3)
    studio.robot.type_tag("PORTRAIT")
    studio.robot.press_in_tags(Qt.Key.Key_Return, _SHIFT)
    studio.settle()
    assert studio.asset(3).tags == ("Portrait",)
    assert studio.robot.tags() == ["Portrait"]


def test_a_comma_ends_a_tag(studio: Studio) -> None:
    studio.select(3)
    studio.robot.type_tag("one,two,")
    studio.settle()
    assert studio.asset(3).tags == ("one", "two")
    assert studio.inspector.form.tags.entry.text() == ""


def test_a_pasted_list_adds_many_in_one_step(studio: Studio) -> None:
    studio.select(3)
    studio.inspector.focus_tags()
    QGuiApplication.clipboard().setText("red, green\nblue; red")
    studio.inspector.form.tags.entry.paste()
    studio.settle()
    assert studio.asset(3).tags == ("red", "green", "blue")
    assert len(studio.changes) == 1


def test_backspace_on_the_empty_line_removes_the_last(studio: Studio) -> None:
    studio.select(0)
    studio.robot.type_tag("x")
    studio.robot.press_in_tags(Qt.Key.Key_Backspace)
    studio.settle()
    assert studio.asset(0).tags == ("landscape", "sunset")
    studio.robot.press_in_tags(Qt.Key.Key_Backspace)
    studio.settle()
    assert studio.asset(0).tags == ("landscape",)
    assert studio.inspector.form.tags.entry.hasFocus()


def test_escape_closes_the_list_and_then_leaves(studio: Studio) -> None:
    studio.select(3)
    studio.robot.type_tag("su")
    studio.qtbot.waitUntil(lambda: "sunset" in studio.robot.suggestions())
    studio.robot.press_in_tags(Qt.Key.Key_Escape)
    assert studio.robot.suggestions() == []
    assert studio.inspector.form.tags.entry.text() == "su"
    with studio.qtbot.waitSignal(studio.inspector.left):
        studio.robot.press_in_tags(Qt.Key.Key_Escape)
    studio.settle()
    assert studio.changes == []
    assert studio.inspector.form.tags.entry.text() == ""


def test_a_suggestion_is_taken_with_the_mouse(studio: Studio) -> None:
    studio.select(3)
    studio.robot.type_tag("lak")
    studio.qtbot.waitUntil(lambda: "lake" in studio.robot.suggestions())
    popup = studio.inspector.form.tags.entry.popup
    place = popup.visualItemRect(popup.item(0)).center()
    QTest.mouseClick(popup.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, place)
    studio.settle()
    assert studio.asset(3).tags == ("lake",)
    assert studio.inspector.form.tags.entry.hasFocus()


def test_a_tag_that_is_there_is_not_suggested_or_written_again(studio: Studio) -> None:
    studio.select(0)
    studio.robot.type_tag("sunset")
    studio.robot.press_in_tags(Qt.Key.Key_Return)
    studio.settle()
    assert studio.changes == []
    assert studio.robot.tags() == ["landscape", "sunset"]


def test_chips_are_reached_and_removed_by_keyboard(studio: Studio) -> None:
    studio.select(0)
    studio.inspector.focus_tags()
    studio.robot.press_in_tags(Qt.Key.Key_Left)
    assert studio.robot.chip("sunset").hasFocus()
    studio.robot.press(studio.robot.chip("sunset"), Qt.Key.Key_Left)
    assert studio.robot.chip("landscape").hasFocus()
    studio.robot.press(studio.robot.chip("landscape"), Qt.Key.Key_Delete)
    studio.settle()
    assert studio.asset(0).tags == ("sunset",)
    assert studio.robot.chip("sunset").hasFocus()
    studio.robot.press(studio.robot.chip("sunset"), Qt.Key.Key_Right)
    assert studio.inspector.form.tags.entry.hasFocus()


def test_delete_on_a_chip_is_not_the_windows_delete(studio: Studio) -> None:
    studio.select(0)
    window = studio.inspector.window()
    trash = QAction("Trash", window)
    trash.setShortcut("Del")
    heard: list[bool] = []
    trash.triggered.connect(lambda: heard.append(True))
    window.addAction(trash)
    studio.inspector.focus_tags()
    studio.robot.press_in_tags(Qt.Key.Key_Left)
    focused = QApplication.focusWidget()
    assert focused is studio.robot.chip("sunset")
    studio.robot.press(focused, Qt.Key.Key_Delete)
    studio.settle()
    assert heard == []
    assert studio.asset(0).tags == ("landscape",)


def test_the_cross_of_a_chip_takes_it(studio: Studio) -> None:
    studio.select(0)
    studio.robot.take("landscape")
    studio.settle()
    assert studio.asset(0).tags == ("sunset",)


def test_of_many_plus_gives_to_all_and_cross_takes_from_all(studio: Studio) -> None:
    studio.select(0, 1, 2)
    studio.robot.give("lake")
    studio.settle()
    assert all("lake" in studio.asset(n).tags for n in (0, 1, 2))
    assert studio.robot.tag_counts()["lake"] == 3
    studio.robot.take("sunset")
    studio.settle()
    assert all("sunset" not in studio.asset(n).tags for n in (0, 1, 2))
    assert "sunset" not in studio.robot.tags()


def test_of_many_typing_a_partial_tag_gives_it_to_all(studio: Studio) -> None:
    studio.select(0, 1, 2)
    assert studio.inspector.form.tags.entry.placeholderText() == "Add tag to 3…"
    studio.robot.type_tag("landscape")
    studio.robot.press_in_tags(Qt.Key.Key_Return)
    studio.settle()
    assert all("landscape" in studio.asset(n).tags for n in (0, 1, 2))


def test_tags_of_another_form_are_read_only(studio: Studio) -> None:
    studio.select(0)
    asset = replace(studio.asset(0), are_tags_editable=False)
    studio.inspector.form.show_one(asset)
    assert not studio.inspector.form.tags.entry.isVisible()
    assert any("cannot be edited here" in text for text in studio.robot.texts())
    chip = studio.robot.chip("sunset")
    chip.setFocus()
    studio.robot.press(chip, Qt.Key.Key_Delete)
    studio.settle()
    assert studio.changes == []


def test_chips_wrap_and_many_are_folded(studio: Studio) -> None:
    editor = studio.inspector.form.tags
    studio.select(0)
    one_line = editor.height()
    editor.set_tags([(f"tag number {n}", 1) for n in range(400)], 1)
    assert len(editor.chips) < 100
    assert editor.height() > 5 * one_line
    assert all(chip.geometry().right() <= editor.width() for chip in editor.chips)
    QTest.mouseClick(editor._more, _LEFT)
    assert len(editor.chips) > 300


def test_chips_say_what_they_are(studio: Studio) -> None:
    studio.select(0, 1, 2)
    assert studio.robot.chip("sunset").accessibleName() == "Tag sunset"
    assert studio.robot.chip("lake").accessibleName() == "Tag lake, on 1 of 3"
