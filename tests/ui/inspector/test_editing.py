"""Nothing the user did not touch is written; what was begun goes where it was begun."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.changes import Column, Origin
from tests.ui.inspector.conftest import Studio, edit_elsewhere

_LEFT = Qt.MouseButton.LeftButton


def test_enter_commits_the_title(studio: Studio) -> None:
    studio.select(0)
    studio.robot.type_title("Dusk")
    studio.robot.press(studio.inspector.form.title, Qt.Key.Key_Return)
    studio.settle()
    assert studio.asset(0).custom_title == "Dusk"
    assert studio.changes[-1].origin is Origin.INSPECTOR
    assert Column.TITLE in studio.changes[-1].columns
    assert studio.changes[-1].changed == (studio.rows[0],)


def test_leaving_the_field_commits_the_title(studio: Studio) -> None:
    studio.select(0)
    studio.robot.type_title("Dusk")
    studio.elsewhere.setFocus()
    studio.settle()
    assert studio.asset(0).custom_title == "Dusk"


def test_an_unchanged_title_is_not_written(studio: Studio) -> None:
    studio.select(0)
    studio.robot.type_title("Mountain Sunset")
    studio.elsewhere.setFocus()
    studio.settle()
    assert studio.changes == []


def test_leaving_a_mixed_title_writes_nothing(studio: Studio) -> None:
    studio.select(0, 1)
    studio.inspector.focus_title()
    studio.elsewhere.setFocus()
    studio.settle()
    assert studio.changes == []
    assert [studio.asset(n).custom_title for n in (0, 1)] == ["Mountain Sunset", "Lake"]


def test_an_emptied_title_is_taken_away(studio: Studio) -> None:
    studio.select(0)
    studio.inspector.focus_title()
    studio.inspector.form.title.clear()
    studio.robot.press(studio.inspector.form.title, Qt.Key.Key_Return)
    studio.settle()
    assert studio.asset(0).custom_title is None


def test_escape_reverts_and_then_leaves(studio: Studio) -> None:
    studio.select(0)
    title = studio.inspector.form.title
    studio.robot.type_title("Dusk")
    studio.robot.press(title, Qt.Key.Key_Escape)
    assert studio.robot.title == "Mountain Sunset"
    with studio.qtbot.waitSignal(studio.inspector.left):
        studio.robot.press(title, Qt.Key.Key_Escape)
    studio.settle()
    assert studio.changes == []


def test_an_edit_in_progress_goes_to_the_asset_it_was_begun_on(studio: Studio) -> None:
    studio.select(0)
    studio.robot.type_title("Dusk")
    studio.select(1)
    studio.settle()
    assert studio.asset(0).custom_title == "Dusk"
    assert studio.asset(1).custom_title == "Lake"
    assert studio.robot.title == "Lake"


def test_typing_while_the_next_is_being_read_is_still_for_the_former(studio: Studio) -> None:
    studio.select(0)
    studio.selection.select_only(1)
    studio.robot.type_title("Dusk")
    studio.robot.press(studio.inspector.form.title, Qt.Key.Key_Return)
    studio.wait_until_shown(1)
    studio.settle()
    assert studio.asset(0).custom_title == "Dusk"
    assert studio.asset(1).custom_title == "Lake"


def test_the_title_key_waits_for_the_newly_selected(studio: Studio) -> None:
    studio.select(0)
    studio.selection.select_only(1)
    studio.inspector.focus_title()
    assert not studio.inspector.form.title.hasFocus()
    studio.qtbot.waitUntil(studio.inspector.form.title.hasFocus)
    assert studio.robot.title == "Lake"


def test_a_typed_tag_goes_to_the_asset_it_was_typed_for(studio: Studio) -> None:
    studio.select(0)
    studio.robot.type_tag("harbour")
    studio.select(1)
    studio.settle()
    assert "harbour" in studio.asset(0).tags
    assert "harbour" not in studio.asset(1).tags
    assert studio.inspector.form.tags.entry.text() == ""


def test_what_others_change_is_shown_at_once(studio: Studio) -> None:
    studio.select(0)
    edit_elsewhere(studio, 0, custom_title="Named elsewhere", is_favorite=False)
    studio.settle()
    assert studio.robot.title == "Named elsewhere"
    assert studio.inspector.form.favorite.text() == "No"


def test_what_is_being_typed_survives_what_others_change(studio: Studio) -> None:
    studio.select(0)
    studio.robot.type_title("Half a ti")
    edit_elsewhere(studio, 0, custom_title="Named elsewhere", is_favorite=False)
    studio.settle()
    assert studio.robot.title == "Half a ti"
    assert studio.inspector.form.favorite.text() == "No"
    studio.robot.press(studio.inspector.form.title, Qt.Key.Key_Escape)
    assert studio.robot.title == "Named elsewhere"


def test_a_refreshed_result_does_not_commit_what_is_being_typed(studio: Studio) -> None:
    studio.select(0)
    studio.robot.type_tag("har")
    studio.selection.set_result(list(reversed(studio.rows)))
    studio.settle()
    assert studio.inspector.form.tags.entry.text() == "har"
    assert studio.changes == []


def test_undo_is_shown(studio: Studio) -> None:
    studio.select(0)
    studio.robot.type_title("Dusk")
    studio.robot.press(studio.inspector.form.title, Qt.Key.Key_Return)
    studio.settle()
    studio.edits.undo()
    studio.settle()
    assert studio.robot.title == "Mountain Sunset"


def test_a_title_for_many_is_given_to_all(studio: Studio) -> None:
    studio.select(0, 1, 2)
    studio.robot.type_title("Series")
    studio.robot.press(studio.inspector.form.title, Qt.Key.Key_Return)
    studio.settle()
    assert {studio.asset(n).custom_title for n in (0, 1, 2)} == {"Series"}
    assert studio.asset(3).custom_title is None
    assert studio.robot.title == "Series"


def test_favorite_of_many_any_off_turns_all_on_then_all_off(studio: Studio) -> None:
    studio.select(0, 1, 2)
    favorite = studio.inspector.form.favorite
    QTest.mouseClick(favorite, _LEFT)
    studio.settle()
    assert [studio.asset(n).is_favorite for n in (0, 1, 2)] == [True] * 3
    QTest.mouseClick(favorite, _LEFT)
    studio.settle()
    assert [studio.asset(n).is_favorite for n in (0, 1, 2)] == [False] * 3


def test_visibility_is_chosen_and_the_wheel_changes_nothing(studio: Studio) -> None:
    studio.select(0)
    field = studio.inspector.form.visibility
    assert studio.robot.choices(field) == ["Private", "Shared", "Public"]
    studio.robot.choose(field, "Public")
    studio.settle()
    assert studio.asset(0).visibility == "public"
    turned = QWheelEvent(
        QPointF(20, 10),
        QPointF(field.mapToGlobal(QPoint(20, 10))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, turned)
    studio.settle()
    assert field.shown_text() == "Public"
    assert studio.asset(0).visibility == "public"


def test_a_visibility_nobody_documented_is_shown_as_it_is(studio: Studio) -> None:
    studio.select(0)
    edit_elsewhere(studio, 0, visibility="unlisted")
    studio.settle()
    assert studio.inspector.form.visibility.shown_text() == "unlisted"


def test_choosing_the_same_again_writes_nothing(studio: Studio) -> None:
    studio.select(0)
    studio.robot.choose(studio.inspector.form.visibility, "Private")
    studio.robot.choose(studio.inspector.form.collection.choice, "None")
    studio.settle()
    assert studio.changes == []


def test_a_collection_is_chosen(studio: Studio) -> None:
    collection_id, _changes = studio.catalog.create_collection("Lakes", origin=Origin.SIDEBAR)
    choice = studio.inspector.form.collection.choice
    studio.qtbot.waitUntil(lambda: "Lakes" in studio.robot.choices(choice))
    studio.select(0, 1)
    studio.robot.choose(choice, "Lakes")
    studio.settle()
    assert [studio.asset(n).collection_id for n in (0, 1)] == [collection_id] * 2
    studio.select(1, 2)
    assert choice.shown_text() == "Mixed"
    studio.robot.choose(choice, "None")
    studio.settle()
    assert studio.asset(1).collection_id is None


def test_a_new_collection_is_named_in_place(studio: Studio) -> None:
    studio.select(0)
    field = studio.inspector.form.collection
    studio.robot.choose(field.choice, "New collection…")
    assert field.name_edit.hasFocus()
    QTest.keyClicks(field.name_edit, "Peaks")
    studio.robot.press(field.name_edit, Qt.Key.Key_Return)
    studio.settle()
    studio.qtbot.waitUntil(lambda: field.choice.shown_text() == "Peaks")
    assert [made.name for made in studio.catalog.collections()] == ["Peaks"]
    assert studio.asset(0).collection_id == studio.catalog.collections()[0].id


def test_naming_a_collection_can_be_given_up(studio: Studio) -> None:
    studio.select(0)
    field = studio.inspector.form.collection
    studio.robot.choose(field.choice, "New collection…")
    QTest.keyClicks(field.name_edit, "Peaks")
    studio.robot.press(field.name_edit, Qt.Key.Key_Escape)
    studio.settle()
    assert not field.is_naming
    assert studio.catalog.collections() == []


def test_category_takes_a_known_value_or_a_new_one(studio: Studio) -> None:
    studio.select(1)
    category = studio.inspector.form.category
    category.setFocus()
    QTest.mouseClick(category, _LEFT)
    studio.qtbot.waitUntil(lambda: not category.popup.isHidden())
    assert [line.text for line in category.popup.suggestions] == ["general", "landscape"]
    QTest.keyClicks(category, "lan")
    studio.qtbot.waitUntil(lambda: len(category.popup.suggestions) == 1)
    studio.robot.press(category, Qt.Key.Key_Return)
    studio.settle()
    assert studio.asset(1).content_category == "landscape"
    category.selectAll()
    QTest.keyClicks(category, "still life")
    studio.elsewhere.setFocus()
    studio.settle()
    assert studio.asset(1).content_category == "still life"


def test_an_emptied_category_is_the_old_one_again(studio: Studio) -> None:
    studio.select(0)
    category = studio.inspector.form.category
    category.setFocus()
    category.selectAll()
    studio.robot.press(category, Qt.Key.Key_Delete)
    studio.elsewhere.setFocus()
    studio.settle()
    assert category.text() == "landscape"
    assert studio.changes == []


def test_closing_commits_what_is_being_typed(studio: Studio) -> None:
    studio.select(0)
    studio.robot.type_title("Last words")
    studio.inspector.close_tasks()
    studio.edits.close()
    assert studio.asset(0).custom_title == "Last words"


def test_undo_key_is_the_windows_once_there_is_no_typing_to_undo(studio: Studio) -> None:
    window = studio.inspector.window()
    undo = QAction("Undo", window)
    undo.setShortcut(QKeySequence.StandardKey.Undo)
    undo.triggered.connect(studio.edits.undo)
    window.addAction(undo)
    studio.select(0)
    title = studio.inspector.form.title
    studio.robot.type_title("Dusk")
    studio.robot.press(title, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert studio.robot.title != "Dusk"
    studio.robot.type_title("Dawn")
    studio.robot.press(title, Qt.Key.Key_Return)
    studio.settle()
    assert studio.asset(0).custom_title == "Dawn"
    studio.robot.press(title, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    studio.settle()
    assert studio.asset(0).custom_title == "Mountain Sunset"
    assert studio.robot.title == "Mountain Sunset"


def test_copying_selected_text_is_not_the_windows_copy(studio: Studio) -> None:
    window = studio.inspector.window()
    copy_files = QAction("Copy files", window)
    copy_files.setShortcut(QKeySequence.StandardKey.Copy)
    heard: list[bool] = []
    copy_files.triggered.connect(lambda: heard.append(True))
    window.addAction(copy_files)
    studio.select(0)
    text = studio.inspector.form.prompt.negative_box.text
    text.setFocus()
    text.selectAll()
    studio.robot.press(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert heard == []
    assert QGuiApplication.clipboard().text() == "blurry"
