"""A few assets side by side."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop_app.ui.viewer.diff import Span, diff_rows, text_spans
from tests.robots.viewer import turn_wheel
from tests.ui.viewer.conftest import Gallery


def open_compare(gallery: Gallery, *positions: int) -> None:
    gallery.viewer.hide()
    gallery.compare.show()
    gallery.compare.open_rows([gallery.rows[position] for position in positions])
    gallery.qtbot.waitUntil(lambda: len(gallery.compare.stages) == len(positions))
    gallery.qtbot.waitUntil(
        lambda: all(
            stage.picture is not None and stage.picture.is_sharp for stage in gallery.compare.stages
        )
    )
    gallery.compare.setFocus()


def test_pictures_stand_side_by_side_with_what_differs(gallery: Gallery) -> None:
    open_compare(gallery, 0, 1, 2)
    assert gallery.compare.panel.names == ["Prompt", "Model", "Seed", "Size", "Sampler", "Steps"]
    gallery.compare.differences_button.click()
    assert gallery.compare.panel.names == ["Prompt", "Seed", "Steps"]


def test_zooming_one_zooms_all(gallery: Gallery) -> None:
    open_compare(gallery, 0, 1)
    left, right = gallery.compare.stages
    turn_wheel(right, QPoint(50, 50), 3)
    assert left.view == right.view
    assert left.view.relative > 1.5
    QTest.keyClick(gallery.compare, Qt.Key.Key_0)
    assert left.is_fit
    assert right.is_fit
    QTest.keyClick(gallery.compare, Qt.Key.Key_Plus)
    QTest.keyClick(gallery.compare, Qt.Key.Key_Right)
    assert left.view == right.view


def test_an_asset_without_a_picture_says_so(gallery: Gallery) -> None:
    gallery.viewer.hide()
    gallery.compare.show()
    gallery.compare.open_rows([gallery.rows[0], gallery.rows[4]])
    column = gallery.compare._columns[1]
    gallery.qtbot.waitUntil(column.note.isVisible)
    assert column.note.text() == "This picture is not on this machine yet."


def test_escape_closes(gallery: Gallery) -> None:
    open_compare(gallery, 0, 1)
    with gallery.qtbot.waitSignal(gallery.compare.closed):
        QTest.keyClick(gallery.compare, Qt.Key.Key_Escape)
    assert all(column.stage.picture is None for column in gallery.compare._columns)


def test_no_more_than_four(gallery: Gallery) -> None:
    gallery.renditions[gallery.asset(4).id] = gallery.renditions[gallery.asset(0).id]
    open_compare(gallery, 0, 1, 2, 3)
    gallery.compare.open_rows(gallery.rows)
    gallery.qtbot.waitUntil(lambda: len(gallery.compare.stages) == 4)


def test_words_that_differ_are_marked() -> None:
    first, second = text_spans(["a red wall, soft light", "a blue wall, soft light, fog"])
    assert first == (
        Span("a ", is_different=False),
        Span("red", is_different=True),
        Span(" wall, soft light", is_different=False),
    )
    assert [span.text for span in second if span.is_different] == ["blue", ", fog"]


def test_the_text_of_spans_is_the_text() -> None:
    texts = ["", "one_two  three\n(four:1.2)", "日本語 three 🙂", "x " * 3_000]
    for text, spans in zip(texts, text_spans(texts), strict=True):
        assert "".join(span.text for span in spans) == text


def test_equal_assets_differ_in_nothing(gallery: Gallery) -> None:
    asset = gallery.asset(0)
    assert not any(row.is_different for row in diff_rows([asset, asset]))
