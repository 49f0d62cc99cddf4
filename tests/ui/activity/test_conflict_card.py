"""Conflicts as people read and answer them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.entities import AssetRow, Json
from desktop_app.domain.sync import WHOLE_ROW, Entity, Side
from desktop_app.ui.activity.conflict_card import ConflictCard
from desktop_app.ui.activity.conflict_words import (
    ShownValue,
    conflict_sentence,
    conflict_title,
    shown_sides,
    shown_value,
)
from desktop_app.ui.activity.sync_state import SyncContents
from desktop_app.ui.theme import Theme
from tests.ui.activity.sync_fakes import conflict, deleted_there

NAMED = SyncContents(names={AssetRow(1): "Mountain Sunset"}, collections={"c1": "Trip"})


@pytest.fixture
def card(theme: Theme, window: QWidget) -> ConflictCard:
    made = ConflictCard(theme)
    QVBoxLayout(window).addWidget(made)
    return made


def _texts(card: ConflictCard) -> list[str]:
    labels = card.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisibleTo(card) and label.text()]


def _press(card: ConflictCard, text: str) -> None:
    button = next(b for b in card.findChildren(QPushButton) if b.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _step(card: ConflictCard, name: str) -> None:
    button = next(b for b in card.findChildren(QToolButton) if b.accessibleName() == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("custom_title", "Dune", ShownValue("Dune")),
        ("custom_title", None, ShownValue("no title", is_faint=True)),
        ("tags", ["a", "b"], ShownValue(chips=("a", "b"))),
        ("tags", [], ShownValue("no tags", is_faint=True)),
        ("collection_id", "c1", ShownValue("Trip")),
        ("collection_id", "c2", ShownValue("a collection that is gone", is_faint=True)),
        ("collection_id", None, ShownValue("in no collection", is_faint=True)),
        ("visibility", "private", ShownValue("Private")),
        ("visibility", "unlisted", ShownValue("Unlisted")),
        ("visibility", "friends", ShownValue("friends")),
        ("is_favorite", False, ShownValue("No")),
        ("is_favorite", True, ShownValue("Yes")),
        ("content_category", "landscape", ShownValue("landscape")),
        (
            "roleplay_metadata",
            {"scene": {"context": "a hill"}, "n": 3, "x": None, "l": ["a", 1]},
            ShownValue("scene › context: a hill\nn: 3\nx: nothing\nl: a, 1"),
        ),
    ],
)
def test_values_are_read_not_stored(column: str, value: Json, shown: ShownValue) -> None:
    assert shown_value(column, value, NAMED.collections) == shown


def test_long_and_unbroken_values_stay_on_the_card() -> None:
    shown = shown_value("custom_title", "x" * 5_000, {})
    assert len(shown.text.replace("\N{ZERO WIDTH SPACE}", "")) == 400
    assert max(map(len, shown.text.split("\N{ZERO WIDTH SPACE}"))) <= 24
    deep: Json = {"a": {"b": {"c": {"d": {"e": 1}}}}}
    assert shown_value("roleplay_metadata", deep, {}).text == "a › b › c › d: …"


def test_a_title_conflict_shows_all_three(card: ConflictCard) -> None:
    card.show_conflicts([conflict(1)], NAMED)
    assert _texts(card) == [
        "Conflict on “Mountain Sunset”",
        "Title changed here and on the server.",
        *("Mine", "Mountain Sunset", "Theirs", "Alpine evening", "Before", "untitled"),
    ]
    assert card.accessibleName() == "Conflict on “Mountain Sunset”"


def test_what_was_deleted_there_shows_what_was_edited_here() -> None:
    found = deleted_there(
        5,
        {"custom_title": "Harbour", "tags": ["sea"], "visibility": "private"},
        {"custom_title": None, "tags": ["sea"], "visibility": "private"},
    )
    assert conflict_sentence(found).startswith("Deleted there, edited here.")
    assert conflict_title(found, SyncContents()) == "Conflict on “Harbour”"
    mine, theirs, before = shown_sides(found, {})
    assert mine == ShownValue("Title: Harbour")
    assert theirs == ShownValue("deleted", is_faint=True)
    assert before == ShownValue("Title: no title")


def test_what_was_deleted_here_shows_what_was_edited_there() -> None:
    found = conflict(
        6, column=WHOLE_ROW, mine=None, theirs={"tags": ["a", "b"]}, base={"tags": ["a"]}
    )
    assert conflict_sentence(found).startswith("Deleted here, edited there.")
    mine, theirs, before = shown_sides(found, {})
    assert mine == ShownValue("deleted", is_faint=True)
    assert theirs == ShownValue("Tags: a, b")
    assert before == ShownValue("Tags: a")


def test_collections_are_called_by_their_names() -> None:
    known = conflict(1, entity=Entity.COLLECTION, id="c1", row=None, column="name")
    assert conflict_title(known, NAMED) == "Conflict on collection “Trip”"
    unknown = conflict(1, entity=Entity.COLLECTION, id="c9", row=None, column="name")
    assert conflict_title(unknown, NAMED) == "Conflict on a collection"
    assert conflict_title(conflict(9), NAMED) == "Conflict on an asset without a title"


def test_one_is_answered(card: ConflictCard, qtbot: QtBot) -> None:
    card.show_conflicts([conflict(1), conflict(7)], NAMED)
    with qtbot.waitSignal(card.answered) as answered:
        _press(card, "Keep mine")
    assert answered.args == [(1,), Side.MINE]
    _step(card, "Next conflict")
    assert "2 of 2" in _texts(card)
    with qtbot.waitSignal(card.answered) as answered:
        _press(card, "Take theirs")
    assert answered.args == [(7,), Side.THEIRS]


def test_all_are_answered_alike(card: ConflictCard, qtbot: QtBot) -> None:
    card.show_conflicts([conflict(1), conflict(7)], NAMED)
    with qtbot.waitSignal(card.answered) as answered:
        _press(card, "Keep mine for all 2")
    assert answered.args == [(1, 7), Side.MINE]
    with qtbot.waitSignal(card.answered) as answered:
        _press(card, "Take theirs for all 2")
    assert answered.args == [(1, 7), Side.THEIRS]


def test_the_user_stays_where_he_was_while_others_come_and_go(card: ConflictCard) -> None:
    card.show_conflicts([conflict(1), conflict(7), conflict(8)], NAMED)
    _step(card, "Next conflict")
    card.show_conflicts([conflict(7), conflict(8)], NAMED)
    assert card.conflict == conflict(7)
    card.show_conflicts([conflict(8)], NAMED)
    assert card.conflict == conflict(8)
    card.show_conflicts([], NAMED)
    assert card.isHidden()


def test_strangers_words_are_plain_text_and_do_not_widen_it(card: ConflictCard) -> None:
    narrow_px = card.minimumSizeHint().width()
    card.show_conflicts([conflict(1, theirs="<b>x</b>" + "y" * 300)], NAMED)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in card.findChildren(QLabel))
    assert any("<b>x</b>" in text for text in _texts(card))
    assert card.minimumSizeHint().width() <= narrow_px + 40


def test_every_button_can_be_reached_and_is_named(card: ConflictCard) -> None:
    card.show_conflicts([conflict(1), conflict(2)], NAMED)
    buttons = [*card.findChildren(QPushButton), *card.findChildren(QToolButton)]
    assert len(buttons) == 7
    for button in buttons:
        assert button.accessibleName() or button.text()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_answers_stand_below_each_other_where_the_card_is_narrow(
    card: ConflictCard, window: QWidget
) -> None:
    card.show_conflicts([conflict(1)], NAMED)
    keep, take = (
        next(b for b in card.findChildren(QPushButton) if b.text() == text)
        for text in ("Keep mine", "Take theirs")
    )
    QApplication.sendPostedEvents()
    assert keep.y() == take.y()
    window.resize(190, 700)
    QApplication.sendPostedEvents()
    assert take.y() > keep.y() + keep.height()
    for button in (keep, take):
        assert button.width() >= button.sizeHint().width()
