"""What the inspector shows of one asset, of many, of none."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop_app.domain.changes import Column, Origin
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.results import SearchResult
from tests.ui.inspector.conftest import Studio

_LEFT = Qt.MouseButton.LeftButton


def test_one_asset_is_shown_whole(studio: Studio) -> None:
    studio.select(0)
    robot, form = studio.robot, studio.inspector.form
    assert robot.title == "Mountain Sunset"
    assert robot.tags() == ["landscape", "sunset"]
    assert form.visibility.shown_text() == "Private"
    assert form.collection.choice.shown_text() == "None"
    assert form.category.text() == "landscape"
    assert form.favorite.text() == "Yes"
    assert form.prompt.prompt_box.text.whole_text == 'A "beautiful" sunset\nover mountains'
    assert form.prompt.negative_box.text.toPlainText() == "blurry"
    facts = robot.facts()
    assert facts["Model"] == "sdxl"
    assert facts["Seed"] == "12345"
    assert facts["Size"] == "1024 × 1024 · 2.0 MB"
    assert facts["Type"] == "image/jpeg"
    assert facts["Created"].startswith("30 Aug 2025, ")
    assert robot.roleplay() == {"Scene": "Mountain adventure scene", "Character": "Aria"}


def test_what_is_not_known_is_said_to_be_unknown(studio: Studio) -> None:
    studio.select(3)
    facts = studio.robot.facts()
    assert facts["Seed"] == "unknown"
    assert facts["Size"] == "unknown"
    assert facts["Length"] == "0:05"
    assert studio.inspector.form.prompt.prompt_box.text.toPlainText() == "No prompt is known."
    assert not studio.inspector.form.prompt.copy_button.isEnabled()
    assert not studio.inspector.form.roleplay.isVisible()


def test_nothing_selected_tells_of_the_view(studio: Studio) -> None:
    studio.select(0)
    result = SearchResult(AssetQuery(), studio.rows, total_bytes=3_000_000)
    studio.browse._result = result
    studio.browse.result_changed.emit(result)
    studio.selection.clear()
    studio.qtbot.waitUntil(lambda: not studio.inspector.shown_rows)
    assert not studio.inspector.form.isVisible()
    assert any("4 shown · 3.0 MB" in text for text in studio.robot.texts())


def test_more_holds_everything_else_and_stays_open(studio: Studio) -> None:
    studio.select(0)
    assert not studio.inspector.form.more.rows.isVisible()
    studio.robot.open_more()
    more = studio.robot.more()
    assert more["Generator"] == "ComfyUI"
    assert more["Scheduler"] == "karras"
    assert more["character_id"] == "c-17"
    assert more["prompt"] == '{"3": {}}'
    assert more["SHA-256"] == studio.asset(0).content_hash
    studio.select(1)
    assert studio.robot.more()["Id"] == studio.asset(1).id


def test_values_are_copied(studio: Studio) -> None:
    studio.select(0)
    with studio.qtbot.waitSignal(studio.inspector.copied) as told:
        QTest.mouseClick(studio.inspector.form.prompt.copy_button, _LEFT)
    assert told.args == ["Prompt"]
    assert QGuiApplication.clipboard().text() == 'A "beautiful" sunset\nover mountains'
    with studio.qtbot.waitSignal(studio.inspector.copied) as told:
        studio.robot.fact_row("Seed").press("copy")
    assert told.args == ["Seed"]
    assert QGuiApplication.clipboard().text() == "12345"


def test_links_ask_for_all_with_the_same(studio: Studio) -> None:
    studio.select(0)
    asked: list[str] = []
    studio.inspector.same_requested.connect(asked.append)
    studio.robot.fact_row("Seed").press("filter")
    studio.robot.fact_row("Model").press("filter")
    studio.robot.fact_row("Character").press("filter")
    QTest.mouseClick(studio.inspector.form.prompt.same_button, _LEFT)
    assert asked == [
        "seed:12345",
        'model:"sdxl"',
        'character:"Aria"',
        'prompt:"A \\"beautiful\\" sunset over mountains"',
    ]
    for text in asked:
        found = studio.searcher.search(AssetQuery(text=text)).result(10)
        assert studio.rows[0] in list(found.rows)
        assert not found.problems


def test_the_preview_opens_the_viewer(studio: Studio) -> None:
    studio.select(0)
    with studio.qtbot.waitSignal(studio.inspector.viewer_requested) as told:
        QTest.mouseClick(studio.inspector.form.preview.pictures[0], _LEFT)
    assert told.args == [studio.rows[0]]


def test_many_show_what_they_share(studio: Studio) -> None:
    studio.select(0, 1, 2)
    robot, form = studio.robot, studio.inspector.form
    assert "3 assets" in robot.texts()
    assert "· edits apply to all 3" in robot.texts()
    assert robot.shown_title() == "Mixed"
    assert form.title.property("isMixed")
    assert robot.tag_counts() == {"sunset": 3, "landscape": 1, "lake": 1, "Portrait": 1}
    assert form.visibility.shown_text() == "Private"
    assert form.category.text() == ""
    assert form.category.placeholderText() == "Mixed"
    assert form.favorite.text() == "1 of 3"
    assert robot.facts()["Model"] == "sdxl (2), flux-dev (1)"
    assert robot.facts()["Created"] == "30 Aug 2025"
    assert not form.prompt.isVisible()
    assert [picture.isVisible() for picture in form.preview.pictures] == [True, True, True]


def test_waiting_edits_are_told_field_by_field(studio: Studio) -> None:
    studio.select(0)
    assert not any("waiting to sync" in text for text in studio.robot.texts())
    asset = replace(studio.asset(0), pending_columns=frozenset({"custom_title", "tags"}))
    studio.inspector.form.show_one(asset)
    assert "Title, Tags edited offline, waiting to sync" in studio.robot.texts()


def test_untrusted_text_is_never_rich(studio: Studio) -> None:
    rich = "<b>bold</b> &amp; <img src=x>"
    studio.catalog.edit(
        [studio.rows[1]],
        {Column.TITLE: rich},
        origin=Origin.GRID,
    )
    studio.select(1)
    assert studio.robot.title == rich
