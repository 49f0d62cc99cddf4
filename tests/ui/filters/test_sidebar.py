import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import Column
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.query import AssetQuery, Facet, FacetChoice, Place, PlaceKind
from desktop_app.domain.results import FacetValue
from desktop_app.ui.filters.lines import LineKind, Mark
from desktop_app.ui.filters.row_mime import ROWS_MIME
from tests.robots.filters import choose_in_menu
from tests.ui.filters.conftest import Room
from tests.ui.filters.fakes import DESIGNED_FACETS, values

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")
MANY_TAGS = values(*((f"tag {number}", 1_000 - number) for number in range(40)))


def show_facet(room: Room, qtbot: QtBot, facet: Facet, found: tuple[FacetValue, ...]) -> None:
    room.searcher.facets = {**room.searcher.facets, facet: found}
    with qtbot.waitSignal(room.browse.counts_changed):
        room.browse.refresh()


def test_lines_stand_as_designed(room: Room) -> None:
    assert room.sidebar.labels() == [
        *("All assets", "Favorites", "Recent", "Trash"),
        *("Collections", "Landscapes", "Character sheets", "Recent portraits"),
        *("Type", "Image", "Video"),
        *("Tags", "sunset", "draft", "mountains", "portrait", "lake"),
        *("Model", "sdxl", "flux-dev", "wan-2.1"),
        *("Category", "landscape", "character"),
    ]
    assert room.sidebar.line("All assets").count == 104_512
    assert room.sidebar.line("All assets").is_current
    assert room.sidebar.line("sunset").count == 2_410


def test_sync_places_come_with_an_account(room: Room) -> None:
    room.sidebar.sidebar.attach(
        room.catalog,  # type: ignore[arg-type]
        room.searcher,  # type: ignore[arg-type]
        has_account=True,
    )
    assert room.sidebar.labels()[:6] == [
        *("All assets", "Favorites", "Recent", "Waiting to sync", "Conflicts", "Trash"),
    ]
    assert room.sidebar.labels()[6:8] == ["This machine only", "Removed elsewhere"]
    assert room.sidebar.line("Conflicts").count_tint == "warn"


def test_what_was_removed_elsewhere_opens_a_list_and_is_no_query(room: Room, qtbot: QtBot) -> None:
    sidebar = room.sidebar.sidebar
    assert "Removed elsewhere" not in room.sidebar.labels()
    sidebar.attach(
        room.catalog,  # type: ignore[arg-type]
        room.searcher,  # type: ignore[arg-type]
        has_account=True,
    )
    sidebar.set_removed_count(4)
    assert room.sidebar.line("Removed elsewhere").count == 4
    with (
        qtbot.waitSignal(sidebar.removed_requested),
        qtbot.assertNotEmitted(room.browse.query_changed),
    ):
        room.sidebar.click("Removed elsewhere")


def test_a_place_is_shown_and_choices_stay(room: Room) -> None:
    room.browse.set_query(AssetQuery().with_choice(Facet.TAG, "lake"))
    room.sidebar.click("Favorites")
    assert room.browse.query.place == Place(PlaceKind.FAVORITES)
    assert room.browse.query.facets == (FacetChoice(Facet.TAG, "lake"),)
    assert room.sidebar.line("Favorites").is_current
    assert not room.sidebar.line("All assets").is_current


def test_click_includes_alt_and_middle_click_exclude_again_clears(room: Room) -> None:
    room.sidebar.click("sunset")
    assert room.sidebar.line("sunset").mark is Mark.INCLUDED
    room.sidebar.alt_click("draft")
    room.sidebar.middle_click("Video")
    assert room.browse.query.facets == (
        FacetChoice(Facet.TAG, "sunset"),
        FacetChoice(Facet.TAG, "draft", is_excluded=True),
        FacetChoice(Facet.TYPE, "video", is_excluded=True),
    )
    assert room.sidebar.line("draft").mark is Mark.EXCLUDED
    for label in ("sunset", "draft", "Video"):
        room.sidebar.click(label)
    assert room.browse.query == AssetQuery()


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Include", (FacetChoice(Facet.TAG, "lake"), FacetChoice(Facet.TAG, "sunset"))),
        ("Exclude", (FacetChoice(Facet.TAG, "lake"), FacetChoice(Facet.TAG, "sunset", True))),
        ("Only this", (FacetChoice(Facet.TAG, "sunset"),)),
    ],
)
def test_the_context_menu_chooses_too(
    room: Room, entry: str, expected: tuple[FacetChoice, ...]
) -> None:
    room.browse.set_query(AssetQuery().with_choice(Facet.TAG, "lake"))
    room.sidebar.menu("sunset", entry)
    assert room.browse.query.facets == expected


def test_the_context_menu_includes_what_was_excluded(room: Room) -> None:
    room.sidebar.alt_click("draft")
    room.sidebar.menu("draft", "Include")
    assert room.browse.query.facets == (FacetChoice(Facet.TAG, "draft"),)
    room.sidebar.menu("draft", "Clear")
    assert not room.browse.query.facets


def test_clear_all_is_there_while_something_is_chosen(room: Room, qtbot: QtBot) -> None:
    button = room.sidebar.button("Clear all")
    assert not button.isVisible()
    room.sidebar.click("Trash")
    assert not button.isVisible()
    room.sidebar.click("sunset")
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert room.browse.query == AssetQuery(place=Place(PlaceKind.TRASH))
    assert not button.isVisible()


def test_old_numbers_stay_until_new_ones_come(room: Room, qtbot: QtBot) -> None:
    room.searcher.is_slow = True
    room.searcher.facets = {**DESIGNED_FACETS, Facet.TAG: values(("sunset", 7), ("lake", 5))}
    with qtbot.waitSignal(room.browse.result_changed):
        room.sidebar.click("sunset")
    assert room.sidebar.line("sunset").count == 2_410
    with qtbot.waitSignal(room.browse.counts_changed):
        room.searcher.release()
    assert room.sidebar.line("sunset").count == 7


def test_lines_keep_their_places_under_the_mouse(room: Room, qtbot: QtBot) -> None:
    before = room.sidebar.labels(Facet.TAG)
    room.sidebar.hover("draft")
    show_facet(room, qtbot, Facet.TAG, values(("lake", 90), ("draft", 20), ("new", 10)))
    assert room.sidebar.labels(Facet.TAG)[: len(before)] == before
    assert room.sidebar.line("sunset").count == 0
    QTest.mouseMove(room.elsewhere)
    QApplication.sendEvent(room.sidebar.view.viewport(), QEvent(QEvent.Type.Leave))
    assert room.sidebar.labels(Facet.TAG) == ["lake", "draft", "new"]


def test_more_unfolds_and_folds(room: Room, qtbot: QtBot) -> None:
    show_facet(room, qtbot, Facet.TAG, MANY_TAGS)
    assert room.sidebar.labels(Facet.TAG)[-1] == "32 more…"
    room.sidebar.click("32 more…")
    assert len(room.sidebar.labels(Facet.TAG)) == 41
    room.sidebar.click("Show fewer")
    assert len(room.sidebar.labels(Facet.TAG)) == 9


def test_a_chosen_value_without_assets_stays_in_sight(room: Room, qtbot: QtBot) -> None:
    room.sidebar.alt_click("lake")
    show_facet(room, qtbot, Facet.TAG, MANY_TAGS)
    line = room.sidebar.line("lake")
    assert (line.mark, line.count) == (Mark.EXCLUDED, 0)


def test_prefixed_tags_unfold_under_their_prefix(room: Room, qtbot: QtBot) -> None:
    show_facet(room, qtbot, Facet.TAG, values(("role:hero", 5), ("role:villain", 4), ("lake", 3)))
    assert room.sidebar.labels(Facet.TAG) == ["role", "lake"]
    room.sidebar.click("role")
    assert room.sidebar.labels(Facet.TAG) == ["role", "hero", "villain", "lake"]
    room.sidebar.click("hero")
    assert room.browse.query.facets == (FacetChoice(Facet.TAG, "role:hero"),)


def test_the_filter_box_finds_tags(room: Room, qtbot: QtBot) -> None:
    show_facet(room, qtbot, Facet.TAG, MANY_TAGS)
    room.sidebar.click_button("Tags")
    assert room.sidebar.view.edits.filter.hasFocus()
    room.sidebar.type_filter("39")
    assert room.sidebar.labels(Facet.TAG) == ["Filter tags", "tag 39"]
    QTest.keyClick(room.sidebar.view.edits.filter, Qt.Key.Key_Down)
    room.sidebar.press(Qt.Key.Key_Space)
    assert room.browse.query.facets == (FacetChoice(Facet.TAG, "tag 39"),)
    QTest.keyClick(room.sidebar.view.edits.filter, Qt.Key.Key_Escape)
    assert not room.sidebar.view.edits.filter.isVisible()
    assert "tag 0" in room.sidebar.labels(Facet.TAG)


def test_months_are_named_and_newest_first(room: Room, qtbot: QtBot) -> None:
    show_facet(room, qtbot, Facet.DATE, values(("2024-12", 9), ("2025-08", 1)))
    assert room.sidebar.labels(Facet.DATE) == ["August 2025", "December 2024"]


def test_characters_stand_there_only_if_there_are_any(room: Room, qtbot: QtBot) -> None:
    assert "Character" not in room.sidebar.labels()
    show_facet(room, qtbot, Facet.CHARACTER, (FacetValue("id-1", "Aria", 3),))
    room.sidebar.click("Aria")
    assert room.browse.query.facets == (FacetChoice(Facet.CHARACTER, "id-1"),)


def test_sections_fold_and_are_remembered(room: Room, qtbot: QtBot) -> None:
    room.sidebar.click("Type", LineKind.HEADING)
    assert "Image" not in room.sidebar.labels()
    show_facet(room, qtbot, Facet.TAG, MANY_TAGS)
    room.sidebar.click("32 more…")
    state = room.sidebar.sidebar.state()
    assert state == {"closed": ["type"], "expanded": ["tag"], "groups": []}
    room.sidebar.sidebar.restore_state({"closed": ["collections", 3], "expanded": "no"})
    assert "Image" in room.sidebar.labels()
    assert "Landscapes" not in room.sidebar.labels()
    assert "32 more…" in room.sidebar.labels()


def test_a_collection_is_made_and_named_in_the_list(room: Room, qtbot: QtBot) -> None:
    room.sidebar.click_button("Collections")
    with qtbot.waitSignal(room.edits.applied):
        room.sidebar.type_name("Night & day")
    assert ("create_collection", "Night & day") in room.catalog.calls
    qtbot.waitUntil(lambda: room.sidebar.line("Night & day").value != "")
    assert room.sidebar.labels().count("Night & day") == 1


def test_escape_makes_no_collection(room: Room, qtbot: QtBot) -> None:
    before = room.sidebar.labels()
    room.sidebar.click_button("Collections")
    QTest.keyClick(room.sidebar.view.edits.name, Qt.Key.Key_Escape)
    assert room.sidebar.labels() == before
    assert not room.catalog.calls


def test_f2_renames_a_collection(room: Room, qtbot: QtBot) -> None:
    room.sidebar.go_to("Landscapes")
    room.sidebar.press(Qt.Key.Key_F2)
    with qtbot.waitSignal(room.edits.applied):
        room.sidebar.type_name("Mountains")
        assert "Mountains" in room.sidebar.labels()
    assert room.catalog.calls == [("rename_collection", "a", "Mountains")]


def test_a_deleted_collection_that_was_shown_gives_way_to_all(room: Room, qtbot: QtBot) -> None:
    room.sidebar.click("Landscapes")
    assert room.browse.query.place == Place(PlaceKind.COLLECTION, room.catalog.collections()[0].id)
    room.sidebar.menu("Landscapes", "Delete collection")
    qtbot.waitUntil(lambda: "Landscapes" not in room.sidebar.labels())
    assert room.browse.query.place == Place()


def test_a_search_is_saved_opened_renamed_and_deleted(room: Room, qtbot: QtBot) -> None:
    room.browse.set_query(AssetQuery(text="fog").with_choice(Facet.TAG, "lake"))
    QTest.mouseClick(room.sidebar.button("Save search"), Qt.MouseButton.LeftButton)
    assert room.sidebar.view.edits.name.text() == "lake, fog"
    with qtbot.waitSignal(room.edits.applied):
        QTest.keyClick(room.sidebar.view.edits.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.sidebar.line("lake, fog").value == "2")
    assert room.sidebar.line("lake, fog").is_current
    assert not room.sidebar.line("All assets").is_current
    room.sidebar.click("Recent portraits")
    assert room.browse.query == AssetQuery(text="portrait")
    room.sidebar.click("lake, fog")
    assert room.browse.query == AssetQuery(text="fog").with_choice(Facet.TAG, "lake")
    room.sidebar.menu("lake, fog", "Rename")
    with qtbot.waitSignal(room.edits.applied):
        room.sidebar.type_name("Misty")
    room.sidebar.menu("Misty", "Delete saved search")
    qtbot.waitUntil(lambda: "Misty" not in room.sidebar.labels())
    assert [call[0] for call in room.catalog.calls] == [
        *("save_search", "rename_saved_search", "delete_saved_search"),
    ]


def test_saved_searches_tell_how_many_they_find(room: Room, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: room.sidebar.line("Recent portraits").count == 1_284)
    asked = len(room.searcher.asked)
    with qtbot.waitSignal(room.browse.counts_changed):
        room.sidebar.click("sunset")
    assert len(room.searcher.asked) == asked + 1  # nothing changed, so nothing is counted again
    room.searcher.found = 3
    room.searcher.change_number += 1
    with qtbot.waitSignal(room.browse.counts_changed):
        room.browse.refresh()
    qtbot.waitUntil(lambda: room.sidebar.line("Recent portraits").count == 3)


def test_a_collection_that_lost_its_assets_says_so(room: Room, qtbot: QtBot) -> None:
    assert room.sidebar.line("Landscapes").count == 0
    room.searcher.collections = {room.catalog.collections()[0].id: 12}
    with qtbot.waitSignal(room.browse.counts_changed):
        room.browse.refresh()
    assert room.sidebar.line("Landscapes").count == 12


def test_dropped_assets_are_moved_marked_and_trashed(room: Room, qtbot: QtBot) -> None:
    for label in ("Character sheets", "Favorites", "Trash"):
        with qtbot.waitSignal(room.edits.applied):
            assert room.sidebar.drop(label, [3, 5])
    assert room.catalog.calls == [
        ("edit", (3, 5), {Column.COLLECTION: "b"}),
        ("edit", (3, 5), {Column.FAVORITE: True}),
        ("trash", (3, 5)),
    ]


@pytest.mark.parametrize("payload", [b"3,5", b"[3, 5]"])
def test_rows_come_with_and_without_brackets(room: Room, qtbot: QtBot, payload: bytes) -> None:
    mime = QMimeData()
    mime.setData(ROWS_MIME, payload)
    with qtbot.waitSignal(room.edits.applied):
        assert room.sidebar.drop_mime("Trash", mime)
    assert room.catalog.calls == [("trash", (3, 5))]


@pytest.mark.parametrize("payload", [b"", b"a,b", b"[1.5]", b"[true]", b"{}"])
def test_what_the_grid_did_not_make_is_refused(room: Room, payload: bytes) -> None:
    mime = QMimeData()
    mime.setData(ROWS_MIME, payload)
    assert not room.sidebar.drop_mime("Trash", mime)


def test_nothing_falls_on_lines_that_take_nothing(room: Room) -> None:
    assert not room.sidebar.drop("Recent", [3])
    assert not room.sidebar.drop("sunset", [3])
    files = QMimeData()
    files.setText("words")
    assert not room.sidebar.drop_mime("Trash", files)


def test_the_selection_is_moved_without_a_mouse(room: Room, qtbot: QtBot) -> None:
    room.selection.set_result([7, 8, 9])  # type: ignore[list-item]
    room.selection.select_only(1)
    with qtbot.waitSignal(room.edits.applied):
        room.sidebar.menu("Landscapes", "Move 1 selected asset here")
    assert room.catalog.calls == [("edit", (8,), {Column.COLLECTION: "a"})]


def test_the_keyboard_reaches_everything(room: Room) -> None:
    room.sidebar.go_to("sunset")
    room.sidebar.press(Qt.Key.Key_Return)
    room.sidebar.press(Qt.Key.Key_Down)
    room.sidebar.press(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert room.browse.query.facets == (
        FacetChoice(Facet.TAG, "sunset"),
        FacetChoice(Facet.TAG, "draft", is_excluded=True),
    )
    room.sidebar.go_to("Type")
    room.sidebar.press(Qt.Key.Key_Left)
    assert "Image" not in room.sidebar.labels()
    room.sidebar.press(Qt.Key.Key_Right)
    assert "Image" in room.sidebar.labels()
    room.sidebar.press(Qt.Key.Key_End)
    assert room.sidebar.view.current == len(room.sidebar.view.outline) - 1
    room.sidebar.press(Qt.Key.Key_PageUp)
    room.sidebar.press(Qt.Key.Key_Home)
    assert room.sidebar.view.current == 0


def test_the_menu_key_opens_the_menu_of_the_current_line(room: Room) -> None:
    room.sidebar.go_to("lake")
    room.sidebar.press(Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    choose_in_menu(room.sidebar.sidebar, "Exclude")
    assert room.browse.query.facets == (FacetChoice(Facet.TAG, "lake", is_excluded=True),)


def test_the_tags_manager_is_asked_for(room: Room, qtbot: QtBot) -> None:
    with qtbot.waitSignal(room.sidebar.sidebar.tags_manager_requested):
        room.sidebar.menu("lake", "Manage tags…")


def test_lines_are_read_aloud(room: Room) -> None:
    room.sidebar.click("sunset")
    room.sidebar.alt_click("draft")
    interface = QAccessible.queryAccessibleInterface(room.sidebar.view)
    assert interface.role() == QAccessible.Role.List
    assert interface.childCount() == len(room.sidebar.view.outline)
    told = [
        interface.child(index).text(QAccessible.Text.Name)
        for index in range(interface.childCount())
    ]
    assert "sunset, 2,410 assets, included" in told
    assert "draft, 1,022 assets, excluded" in told
    assert "All assets, 104,512 assets, shown now" in told
    sunset = interface.child(room.sidebar.index("sunset"))
    assert sunset.role() == QAccessible.Role.CheckBox
    assert sunset.state().checked
    assert sunset.rect().height() == room.sidebar.view.line_rect(0).height()
    room.sidebar.click_button("Tags")
    box = interface.child(room.sidebar.index("Filter tags"))
    assert box.role() == QAccessible.Role.EditableText
    with_menu = interface.child(room.sidebar.index("Tags"))
    assert with_menu.text(QAccessible.Text.Name) == "Tags, unfolded"
    last = interface.child(interface.childCount() - 1)
    room.sidebar.click("Category", LineKind.HEADING)
    assert not last.isValid()
    assert last.text(QAccessible.Text.Name) == ""


def test_a_failed_edit_elsewhere_does_not_end_the_naming(room: Room, qtbot: QtBot) -> None:
    room.sidebar.click_button("Collections")
    QTest.keyClicks(room.sidebar.view.edits.name, "Night")
    room.edits.failed.emit(CatalogError("catalog.in_use"))
    assert room.sidebar.view.edits.name.isVisible()
    with qtbot.waitSignal(room.edits.applied):
        QTest.keyClick(room.sidebar.view.edits.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.sidebar.line("Night").value != "")


def test_a_name_that_was_refused_goes(room: Room, qtbot: QtBot) -> None:
    room.catalog.refusal = CatalogError("collection.empty")
    room.sidebar.click_button("Collections")
    with qtbot.waitSignal(room.edits.failed):
        room.sidebar.type_name("Night")
    assert "Night" not in room.sidebar.labels()


def test_a_rename_that_was_refused_is_taken_back(room: Room, qtbot: QtBot) -> None:
    room.catalog.refusal = CatalogError("collection.empty")
    room.sidebar.menu("Landscapes", "Rename")
    with qtbot.waitSignal(room.edits.failed):
        room.sidebar.type_name("Night")
    qtbot.waitUntil(lambda: "Landscapes" in room.sidebar.labels())


def test_a_large_vocabulary_is_arranged_off_the_main_thread(room: Room, qtbot: QtBot) -> None:
    tags = values(*((f"tag {number}", 200_000 - number) for number in range(100_000)))
    show_facet(room, qtbot, Facet.TAG, tags)
    qtbot.waitUntil(lambda: "99,992 more…" in room.sidebar.labels(Facet.TAG))
    room.sidebar.click("99,992 more…")
    view = room.sidebar.view
    qtbot.waitUntil(lambda: len(view.outline) > 100_000)
    view.setFocus()
    room.sidebar.press(Qt.Key.Key_End)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    assert not view.grab().isNull()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_rows_grow_with_the_text(room: Room, scale: float) -> None:
    room.theme.set_text_scale(scale)
    assert room.sidebar.view.line_rect(0).height() == round(26 * scale)
    room.theme.set_text_scale(1.0)
