import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.query import (
    AssetQuery,
    Facet,
    FacetChoice,
    Place,
    PlaceKind,
    QueryProblem,
)
from desktop_app.domain.results import FacetValue
from tests.robots.filters import choose_in_menu
from tests.ui.filters.conftest import Room

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")

KEY = Qt.Key


@pytest.fixture(autouse=True)
def typing(room: Room, qtbot: QtBot) -> None:
    room.search.focus()
    qtbot.waitUntil(room.search.edit.hasFocus)


def test_every_key_is_searched_for_at_once(room: Room) -> None:
    room.search.type("sun")
    assert [query.text for query in room.searcher.asked[-3:]] == ["s", "su", "sun"]
    assert room.browse.query.text == "sun"


def test_what_was_found_is_told(room: Room, qtbot: QtBot) -> None:
    assert room.search.field.result_text == "1,284 results · 6 ms"
    room.searcher.found = 1
    with qtbot.waitSignal(room.browse.result_changed):
        room.search.type("x")
    assert room.search.field.result_text == "1 result · 6 ms"


def test_what_was_found_gives_way_when_it_is_narrow(room: Room, qtbot: QtBot) -> None:
    room.search.field.setFixedWidth(250)
    qtbot.waitUntil(lambda: room.search.field.result_text == "1,284 results")
    room.search.field.setFixedWidth(170)
    qtbot.waitUntil(lambda: room.search.field.result_text == "")


def test_a_query_set_elsewhere_is_shown(room: Room) -> None:
    room.browse.set_query(AssetQuery(text="fog").with_choice(Facet.TAG, "draft", is_excluded=True))
    assert room.search.field.text == "fog"
    assert room.search.chip_texts() == ["−tag:draft"]
    room.browse.set_query(AssetQuery())
    assert room.search.field.text == ""
    assert room.search.chip_texts() == []


def test_a_finished_term_becomes_a_chip(room: Room) -> None:
    room.search.type("lake type:image ")
    assert room.search.chip_texts() == ["type:image"]
    assert room.search.field.text == "lake "
    room.search.type('-tag:"two words"')
    room.search.press(KEY.Key_Return)
    assert room.search.chip_texts() == ["type:image", "−tag:two words"]
    assert room.browse.query == AssetQuery(
        "lake ",
        facets=(
            FacetChoice(Facet.TYPE, "image"),
            FacetChoice(Facet.TAG, "two words", is_excluded=True),
        ),
    )


def test_a_term_inside_parentheses_stays_text(room: Room) -> None:
    room.search.type("(tag:a OR tag:b) ")
    assert room.search.chip_texts() == []
    assert room.search.field.text == "(tag:a OR tag:b) "


def test_a_term_lifted_again_replaces_the_earlier_choice(room: Room) -> None:
    room.browse.set_query(AssetQuery().with_choice(Facet.TAG, "sunset"))
    room.search.type("-tag:Sunset ")
    assert room.browse.query.facets == (FacetChoice(Facet.TAG, "Sunset", is_excluded=True),)


def test_chips_are_turned_round_and_removed_with_the_mouse(room: Room) -> None:
    room.browse.set_query(AssetQuery().with_choice(Facet.TAG, "a").with_choice(Facet.TAG, "b"))
    room.search.click_chip("tag:a")
    assert room.search.chip_texts() == ["−tag:a", "tag:b"]
    room.search.remove_chip("−tag:a")
    assert room.search.chip_texts() == ["tag:b"]
    assert room.browse.query == AssetQuery().with_choice(Facet.TAG, "b")


def test_backspace_at_the_start_takes_the_last_chip(room: Room) -> None:
    room.browse.set_query(AssetQuery("x").with_choice(Facet.TAG, "a").with_choice(Facet.TAG, "b"))
    room.search.press(KEY.Key_End)
    room.search.press(KEY.Key_Backspace)
    assert room.search.chip_texts() == ["tag:a", "tag:b"]
    room.search.press(KEY.Key_Backspace)
    room.search.press(KEY.Key_Backspace)
    assert room.browse.query == AssetQuery()
    room.search.press(KEY.Key_Backspace)


def test_chips_are_reached_and_used_with_the_keyboard(room: Room) -> None:
    room.browse.set_query(AssetQuery().with_choice(Facet.TAG, "a").with_choice(Facet.TAG, "b"))
    room.search.press(KEY.Key_Left)
    assert room.search.chips()[1].hasFocus()
    assert room.search.chips()[1].accessibleName() == "Tags b, included"
    room.search.press(KEY.Key_Left)
    room.search.press(KEY.Key_Delete)
    assert room.search.chip_texts() == ["tag:b"]
    assert room.search.edit.hasFocus()
    room.search.press(KEY.Key_Left)
    room.search.press(KEY.Key_Return)
    assert room.search.chip_texts() == ["−tag:b"]
    room.search.edit.setFocus()
    room.search.press(KEY.Key_Left)
    room.search.press(KEY.Key_Right)
    assert room.search.edit.hasFocus()


def test_chips_without_room_wait_behind_a_number(room: Room) -> None:
    query = AssetQuery()
    for number in range(12):
        query = query.with_choice(Facet.TAG, f"a rather long tag {number}")
    room.browse.set_query(query)
    texts = room.search.chip_texts()
    hidden = int(texts[-1].removeprefix("+"))
    assert hidden == 12 - (len(texts) - 1)
    assert room.search.edit.width() > 60
    room.search.click_chip(texts[-1])
    choose_in_menu(room.search.field, "Remove tag:a rather long tag 11")
    assert len(room.browse.query.facets) == 11


def test_a_character_is_called_by_name(room: Room, qtbot: QtBot) -> None:
    room.searcher.facets = {Facet.CHARACTER: (FacetValue("id-1", "Aria", 3),)}
    with qtbot.waitSignal(room.browse.counts_changed):
        room.browse.set_query(AssetQuery().with_choice(Facet.CHARACTER, "id-1"))
    assert room.search.chip_texts() == ["character:Aria"]


def test_values_are_offered_with_their_counts(room: Room, qtbot: QtBot) -> None:
    room.search.type("tag:")
    qtbot.waitUntil(lambda: len(room.search.offers()) == 5)
    assert room.search.highlighted() == ""
    room.search.type("la")
    qtbot.waitUntil(lambda: room.search.offers() == ["lake"])
    assert room.search.highlighted() == "lake"
    room.search.press(KEY.Key_Return)
    assert room.search.offers() == []
    assert room.browse.query == AssetQuery().with_choice(Facet.TAG, "lake")


def test_keys_are_offered_and_then_their_values(room: Room, qtbot: QtBot) -> None:
    room.search.type("-ty")
    qtbot.waitUntil(lambda: "type:" in room.search.offers())
    room.search.press(KEY.Key_Tab)
    assert room.search.field.text == "-type:"
    qtbot.waitUntil(lambda: room.search.offers() == ["image", "video"])
    room.search.press(KEY.Key_Down)
    room.search.press(KEY.Key_Down)
    assert room.search.highlighted() == "video"
    room.search.press(KEY.Key_Up)
    room.search.press(KEY.Key_Return)
    assert room.browse.query.facets == (FacetChoice(Facet.TYPE, "image", is_excluded=True),)


def test_fixed_values_are_offered(room: Room) -> None:
    room.search.type("is:f")
    assert room.search.offers() == ["favorite"]
    room.search.press(KEY.Key_Tab)
    assert room.search.field.text == "is:favorite "


def test_a_plain_word_is_offered_as_a_tag_but_stays_a_word(room: Room, qtbot: QtBot) -> None:
    room.search.type("lak")
    qtbot.waitUntil(lambda: room.search.offers() == ["tag:lake"])
    assert room.search.highlighted() == ""
    room.search.press(KEY.Key_Return)
    assert room.search.field.text == "lak"
    assert room.search.offers() == []


def test_an_offer_is_taken_with_the_mouse(room: Room, qtbot: QtBot) -> None:
    room.search.type("fog sun")
    qtbot.waitUntil(lambda: room.search.offers() == ["tag:sunset"])
    room.search.click_offer("tag:sunset")
    assert room.browse.query == AssetQuery("fog ").with_choice(Facet.TAG, "sunset")
    assert room.search.edit.hasFocus()


def test_a_value_with_spaces_is_quoted(room: Room, qtbot: QtBot) -> None:
    room.searcher.tags = [("red car", 3)]
    room.search.type("(tag:red")
    qtbot.waitUntil(lambda: room.search.offers() == ["red car"])
    room.search.press(KEY.Key_Return)
    assert room.search.field.text == '(tag:"red car" '


def test_escape_closes_offers_then_clears_then_leaves(room: Room, qtbot: QtBot) -> None:
    room.browse.set_query(AssetQuery().with_choice(Facet.TAG, "lake"))
    room.search.type("is:")
    assert room.search.offers()
    room.search.press(KEY.Key_Escape)
    assert not room.search.offers()
    assert room.search.field.text == "is:"
    room.search.press(KEY.Key_Escape)
    assert room.browse.query == AssetQuery().with_choice(Facet.TAG, "lake")
    with qtbot.waitSignal(room.search.field.escaped):
        room.search.press(KEY.Key_Escape)


def test_down_leaves_for_the_grid(room: Room, qtbot: QtBot) -> None:
    room.search.type("width:>3")
    assert not room.search.offers()
    with qtbot.waitSignal(room.search.field.left_down):
        room.search.press(KEY.Key_Down)


def test_offers_go_when_the_keyboard_goes(room: Room) -> None:
    room.search.type("is:")
    assert room.search.offers()
    room.elsewhere.setFocus()
    assert not room.search.offers()


def test_a_problem_is_shown_where_it_is_and_the_rest_works(room: Room, qtbot: QtBot) -> None:
    with qtbot.waitSignal(room.browse.result_changed):
        room.search.type("lake foo:bar")
    problem: QueryProblem = room.search.edit.problems[0]
    assert (problem.start, problem.end) == (5, 12)
    assert "foo" in room.search.field.problem_text
    assert room.search.edit.accessibleDescription() == room.search.field.problem_text
    left, right = room.search.edit.span_px(problem.start, problem.end)
    assert 0 < left < right < room.search.edit.width()
    assert not room.search.edit.grab().isNull()
    room.search.press(KEY.Key_Escape)
    assert room.search.field.problem_text == ""
    assert room.search.edit.problems == ()


def test_what_is_still_being_typed_is_no_problem_yet(room: Room) -> None:
    room.search.type("date:20")
    assert not room.search.edit.problems
    room.search.press(KEY.Key_Return)
    assert [problem.code for problem in room.search.edit.problems] == ["query.bad_date"]


def test_the_sentence_goes_with_the_keyboard_the_line_stays(room: Room) -> None:
    room.search.type("foo:bar ")
    room.elsewhere.setFocus()
    assert room.search.field.problem_text == ""
    assert room.search.edit.problems


def test_the_clear_button_clears_text_and_chips(room: Room, qtbot: QtBot) -> None:
    room.browse.set_query(
        AssetQuery("x", Place(PlaceKind.FAVORITES)).with_choice(Facet.TAG, "lake")
    )
    button = next(
        b
        for b in room.search.field.findChildren(QToolButton)
        if b.accessibleName() == "Clear search"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert room.browse.query == AssetQuery(place=Place(PlaceKind.FAVORITES))
    assert not button.isVisible()


def test_finished_searches_are_remembered(room: Room, qtbot: QtBot) -> None:
    for text in ("fog", "rain"):
        room.browse.set_query(AssetQuery())
        room.search.type(text)
        room.search.press(KEY.Key_Return)
    state = room.search.field.state()
    room.search.field.restore_state({"recent": 7})
    room.search.field.restore_state(state)
    button = next(
        b
        for b in room.search.field.findChildren(QToolButton)
        if b.accessibleName() == "Recent searches"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    choose_in_menu(room.search.field, "fog")
    assert room.browse.query == AssetQuery("fog")


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_field_grows_with_the_text(room: Room, scale: float) -> None:
    room.browse.set_query(AssetQuery("lake").with_choice(Facet.TAG, "sunset"))
    room.theme.set_text_scale(scale)
    assert room.search.field.height() == round(32 * scale)
    (chip,) = room.search.chips()
    assert chip.y() > 0
    assert chip.geometry().bottom() < room.search.field.height()
    room.theme.set_text_scale(1.0)
