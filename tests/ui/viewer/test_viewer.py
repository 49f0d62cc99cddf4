"""Walking through the result, one asset at a time."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.domain.changes import Column, Origin
from desktop_app.domain.entities import FileState
from desktop_app.ui.theme import DARK, ThemeMode
from tests.robots.viewer import color_at
from tests.ui.viewer.conftest import WIDTH_PX, Gallery

_RIGHT, _LEFT = Qt.Key.Key_Right, Qt.Key.Key_Left


def test_an_asset_is_shown_with_its_caption(gallery: Gallery) -> None:
    gallery.open(1)
    assert gallery.robot.title == "green"
    assert gallery.robot.place == "2 of 6"
    assert gallery.robot.zoom == "67 %"
    assert gallery.viewer.position == 1
    assert color_at(gallery.robot.stage, gallery.robot.stage.rect().center()).name() == "#008000"


def test_the_small_picture_stands_in_until_the_sharp_one_is_there(gallery: Gallery) -> None:
    seen: list[tuple[bool, QSize]] = []
    gallery.viewer._loader.arrived.connect(
        lambda _id, picture: seen.append((picture.is_sharp, picture.size))
    )
    gallery.open(0)
    assert [is_sharp for is_sharp, _size in seen][-1]
    # Both stand for the same pixels, so that nothing jumps.
    assert {(size.width(), size.height()) for _sharp, size in seen} == {(1200, 900)}


def test_arrows_chevrons_home_and_end_walk(gallery: Gallery) -> None:
    gallery.open(0)
    gallery.robot.press(_RIGHT)
    gallery.wait_for(1)
    gallery.robot.click_chevron("right")
    gallery.wait_for(2)
    gallery.robot.click_chevron("left")
    gallery.robot.press(_LEFT)
    gallery.robot.press(_LEFT)
    gallery.wait_for(0)
    gallery.robot.press(Qt.Key.Key_End)
    gallery.qtbot.waitUntil(lambda: gallery.robot.title == "broken")
    assert gallery.robot.place == "6 of 6"
    gallery.robot.press(Qt.Key.Key_Home)
    gallery.wait_for(0)


def test_the_seen_asset_is_the_selected_one(gallery: Gallery) -> None:
    gallery.selection.select_all()
    gallery.open(1)
    assert gallery.selection.rows() == [gallery.rows[1]]
    gallery.robot.press(_RIGHT)
    assert gallery.selection.rows() == [gallery.rows[2]]


def test_neighbours_are_decoded_in_advance(gallery: Gallery) -> None:
    gallery.open(1)
    near = {gallery.asset(0).id, gallery.asset(1).id, gallery.asset(2).id}
    gallery.qtbot.waitUntil(lambda: set(gallery.viewer._loader._held) == near)
    arrived: list[bool] = []
    gallery.viewer._loader.arrived.connect(lambda _id, picture: arrived.append(picture.is_sharp))
    gallery.robot.press(_RIGHT)
    gallery.qtbot.waitUntil(lambda: gallery.robot.title == "blue")
    gallery.qtbot.waitUntil(lambda: bool(arrived))
    assert arrived[0], "the picture decoded in advance is shown at once"


def test_a_large_original_comes_in_two_steps_and_its_neighbours_in_one(gallery: Gallery) -> None:
    gallery.is_drawn_in_steps = True
    ids = [gallery.asset(position).id for position in range(3)]
    widths: list[int] = []
    gallery.viewer._loader.arrived.connect(
        lambda id_, picture: widths.append(picture.levels[0].width()) if id_ == ids[1] else None
    )
    gallery.open(1)
    assert widths[-2:] == [WIDTH_PX // 2, WIDTH_PX]
    assert gallery.robot.stage.picture is not None
    assert gallery.robot.stage.picture.size.width() == WIDTH_PX
    gallery.qtbot.waitUntil(lambda: len(gallery.viewer._loader._held) == 3)
    assert (ids[1], 0, True) in gallery.drawn
    assert {(ids[0], 0, True), (ids[2], 0, True)}.isdisjoint(gallery.drawn)
    gallery.robot.press(_RIGHT)
    gallery.wait_for(2)
    assert (ids[2], 0, True) in gallery.drawn


def test_what_is_not_here_is_said_in_a_sentence(gallery: Gallery) -> None:
    gallery.viewer.open_at(4)
    gallery.qtbot.waitUntil(
        lambda: gallery.robot.message == "This picture is not on this machine yet."
    )
    gallery.viewer.open_at(5)
    gallery.qtbot.waitUntil(lambda: gallery.robot.message == "This picture cannot be shown.")
    gallery.viewer.open_at(0)
    gallery.wait_for(0)
    assert gallery.robot.message == ""


def test_what_was_not_here_is_looked_for_again(gallery: Gallery) -> None:
    asset = gallery.asset(4)
    gallery.viewer.open_at(4)
    gallery.qtbot.waitUntil(lambda: gallery.robot.can_try_again)
    gallery.originals[asset.id] = gallery.originals[gallery.asset(0).id]
    gallery.robot.try_again()
    gallery.qtbot.waitUntil(lambda: gallery.robot.is_sharp)
    assert gallery.looked_at.count(asset.id) == 2
    assert (gallery.robot.message, gallery.robot.can_try_again) == ("", False)


def test_a_neighbour_that_is_stepped_to_gets_its_original(gallery: Gallery) -> None:
    asset = gallery.asset(4)
    gallery.renditions[asset.id] = gallery.renditions[gallery.asset(0).id]
    gallery.open(3)
    gallery.qtbot.waitUntil(lambda: asset.id in gallery.viewer._loader._held)
    assert asset.id not in gallery.looked_at
    gallery.robot.press(_RIGHT)
    gallery.wait_for(4)
    assert gallery.looked_at[-1] == asset.id


def test_a_file_that_cannot_be_decoded_is_shown_as_its_rendition(gallery: Gallery) -> None:
    asset = gallery.asset(3)
    gallery.originals[asset.id].write_bytes(b"\0\0\0\x18ftypheic and so on")
    gallery.open(3)
    assert (asset.id, 1600) in gallery.asked
    assert gallery.robot.message == ""


def test_escape_space_and_enter_close(gallery: Gallery) -> None:
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Return):
        gallery.open(2)
        with gallery.qtbot.waitSignal(gallery.viewer.closed) as told:
            gallery.robot.press(key)
        assert told.args == [2]
    assert gallery.robot.stage.picture is None


def test_favorite_is_toggled_and_shown(gallery: Gallery) -> None:
    gallery.open(0)
    gallery.robot.press(Qt.Key.Key_F)
    gallery.qtbot.waitUntil(lambda: gallery.asset(0).is_favorite)
    gallery.qtbot.waitUntil(
        lambda: gallery.viewer.asset is not None and gallery.viewer.asset.is_favorite
    )
    gallery.robot.click("favorite")
    gallery.qtbot.waitUntil(lambda: not gallery.asset(0).is_favorite)


def test_what_others_change_is_shown_without_loading_the_picture_again(gallery: Gallery) -> None:
    gallery.open(0)
    asked = len(gallery.asked)
    gallery.catalog.edit([gallery.rows[0]], {Column.TITLE: "crimson"}, origin=Origin.INSPECTOR)
    gallery.qtbot.waitUntil(lambda: gallery.robot.title == "crimson")
    assert len(gallery.asked) == asked


def test_a_file_that_has_come_is_shown(gallery: Gallery) -> None:
    asset = gallery.asset(4)
    gallery.viewer.open_at(4)
    gallery.qtbot.waitUntil(lambda: gallery.robot.message != "")
    gallery.originals[asset.id] = gallery.originals[gallery.asset(0).id]
    gallery.catalog.record_file(gallery.rows[4], file_state=FileState.STORED)
    gallery.qtbot.waitUntil(lambda: gallery.robot.is_sharp)
    assert gallery.robot.message == ""


def test_delete_moves_to_the_trash_and_the_next_one_is_shown(gallery: Gallery) -> None:
    gallery.open(1)
    gallery.robot.press(Qt.Key.Key_Delete)
    gallery.qtbot.waitUntil(lambda: gallery.asset(1).trashed_at_us is not None)
    gallery.selection.set_result([row for row in gallery.rows if row != gallery.rows[1]])
    gallery.qtbot.waitUntil(lambda: gallery.robot.title == "blue")
    assert gallery.robot.place == "2 of 5"
    assert gallery.selection.rows() == [gallery.rows[2]]


def test_the_viewer_closes_when_nothing_is_left(gallery: Gallery) -> None:
    gallery.open(0)
    with gallery.qtbot.waitSignal(gallery.viewer.closed):
        gallery.selection.set_result([])


def test_a_result_in_another_order_keeps_the_asset(gallery: Gallery) -> None:
    gallery.open(0)
    gallery.selection.set_result(list(reversed(gallery.rows)))
    assert gallery.robot.title == "red"
    assert gallery.robot.place == "6 of 6"
    gallery.robot.press(_LEFT)
    gallery.qtbot.waitUntil(lambda: gallery.robot.title == "green")


def test_zoom_keys(gallery: Gallery) -> None:
    gallery.open(0)
    gallery.robot.press(Qt.Key.Key_1)
    assert gallery.robot.zoom == "100 %"
    gallery.robot.press(Qt.Key.Key_Plus)
    assert gallery.robot.zoom == "125 %"
    gallery.robot.press(Qt.Key.Key_Minus)
    gallery.robot.press(Qt.Key.Key_0)
    assert gallery.robot.stage.is_fit
    gallery.robot.click("actual")
    assert gallery.robot.zoom == "100 %"
    gallery.robot.press(_RIGHT, Qt.KeyboardModifier.ShiftModifier)
    assert gallery.viewer.position == 0, "with Shift the arrows move the picture"


def test_the_slideshow_goes_on_and_round(gallery: Gallery) -> None:
    gallery.selection.set_result(gallery.rows[:2])
    gallery.open(0)
    gallery.viewer._slides.setInterval(1)
    gallery.robot.press(Qt.Key.Key_S)
    assert gallery.viewer.is_slideshow_on
    gallery.qtbot.waitUntil(lambda: gallery.viewer.position == 1)
    gallery.qtbot.waitUntil(lambda: gallery.viewer.position == 0)
    gallery.robot.press(Qt.Key.Key_S)
    assert not gallery.viewer.is_slideshow_on


def test_hiding_the_viewer_stops_everything(gallery: Gallery) -> None:
    gallery.open(0)
    gallery.robot.press(Qt.Key.Key_S)
    gallery.viewer.hide()
    assert not gallery.viewer.is_slideshow_on
    assert gallery.viewer._loader._held == {}


def test_inspector_and_full_screen_are_asked_for(gallery: Gallery) -> None:
    gallery.open(0)
    with gallery.qtbot.waitSignal(gallery.viewer.inspector_toggled):
        gallery.robot.press(Qt.Key.Key_I)
    with gallery.qtbot.waitSignal(gallery.viewer.full_screen_toggled):
        gallery.robot.press(Qt.Key.Key_F11)


def test_the_stage_is_dark_in_both_themes(gallery: Gallery) -> None:
    gallery.open(0)
    theme = gallery.viewer._theme
    theme.set_mode(ThemeMode.LIGHT)
    corner = gallery.robot.stage.rect().topLeft()
    gallery.robot.stage.zoom_by(-6)
    assert color_at(gallery.robot.stage, corner).name() == DARK.bg
    theme.set_mode(ThemeMode.DARK)


def test_a_full_screen_shows_nothing_but_the_picture_while_the_pointer_rests(
    gallery: Gallery,
) -> None:
    gallery.open(1)
    stage, bar = gallery.robot.stage, gallery.viewer.bar
    gallery.viewer.set_bare(is_bare=True)
    # The bar lies over the picture.
    gallery.qtbot.waitUntil(lambda: stage.height() == gallery.viewer.height())
    gallery.viewer._controls._resting.setInterval(1)
    QTest.mouseMove(stage, stage.rect().center())
    gallery.qtbot.waitUntil(lambda: not bar.isVisible())
    assert gallery.viewer.findChild(QWidget, "chevron-left").isHidden()
    assert gallery.viewer.cursor().shape() is Qt.CursorShape.BlankCursor
    gallery.viewer._controls._resting.setInterval(60_000)
    QTest.mouseMove(stage, stage.rect().center() + QPoint(9, 9))
    assert bar.isVisible()
    assert bar.width() == gallery.viewer.width()
    with gallery.qtbot.waitSignal(gallery.viewer.full_screen_toggled):
        gallery.robot.press(Qt.Key.Key_Escape)
    gallery.viewer.set_bare(is_bare=False)
    gallery.qtbot.waitUntil(lambda: stage.height() < gallery.viewer.height())
    assert not gallery.viewer.findChild(QWidget, "chevron-left").isHidden()
    with gallery.qtbot.waitSignal(gallery.viewer.closed):
        gallery.robot.press(Qt.Key.Key_Escape)


def test_what_was_opened_before_the_library_is_shown_when_it_is_open(gallery: Gallery) -> None:
    source, assets = gallery, gallery.catalog.assets
    for view in (gallery.viewer, gallery.compare):
        view._assets_of = None
    gallery.viewer.open_at(1)
    gallery.compare.open_rows(gallery.rows[:2])
    assert gallery.viewer.asset is None
    gallery.viewer.attach(source, assets)
    gallery.compare.attach(source, assets)
    gallery.wait_for(1)
    gallery.qtbot.waitUntil(
        lambda: all(stage.picture is not None for stage in gallery.compare.stages)
    )
    assert len(gallery.compare.stages) == 2


def test_an_original_is_asked_for_and_followed_while_it_comes(gallery: Gallery) -> None:
    asset = gallery.asset(4)
    gallery.renditions[asset.id] = gallery.renditions[gallery.asset(0).id]
    gallery.viewer.open_at(4)
    gallery.qtbot.waitUntil(lambda: gallery.robot.stage.picture is not None)
    assert gallery.looked_at == [asset.id]
    gallery.shares[asset.id] = 0.42
    note = gallery.viewer.findChild(QLabel, "viewerNote")
    assert note is not None
    gallery.qtbot.waitUntil(note.isVisible)
    assert note.text() == "Fetching the original: 42 %"
    gallery.shares.clear()
    gallery.originals[asset.id] = gallery.originals[gallery.asset(0).id]
    gallery.catalog.record_file(gallery.rows[4], file_state=FileState.STORED)
    gallery.qtbot.waitUntil(lambda: bool(gallery.drawn) and gallery.robot.is_sharp)
    gallery.qtbot.waitUntil(note.isHidden)
    # The small one stays until the sharp one is there.
    assert gallery.robot.stage.picture is not None


def test_a_picture_that_comes_while_there_is_none_is_shown(gallery: Gallery) -> None:
    asset = gallery.asset(4)
    gallery.viewer.open_at(4)
    gallery.qtbot.waitUntil(lambda: gallery.robot.message != "")
    gallery.renditions[asset.id] = gallery.renditions[gallery.asset(0).id]
    gallery.catalog.announce_renditions([asset.row])
    gallery.qtbot.waitUntil(lambda: gallery.robot.stage.picture is not None)
    assert gallery.robot.message == ""
