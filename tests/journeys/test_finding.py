"""What generators wrote into their files is shown and found; look-alikes and more of the same."""

import json
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop_app.domain.ports import CancelToken
from desktop_app.domain.query import AssetQuery
from tests.journeys.journey import Journey
from tests.media.generation.test_comfyui import CLASSIC
from tests.media.made_files import (
    ASCII,
    INFOTEXT,
    exif_block,
    picture,
    png_with,
    put,
    saved,
    webp_with_exif,
)
from tests.robots.grid import GridRobot
from tests.robots.inspector import InspectorRobot

GRAPH = json.dumps(CLASSIC)


@pytest.fixture
def filled(journey: Journey, tmp_path: Path) -> Journey:
    """A ComfyUI PNG and WebP, a JPEG with its text beside it, one that looks like another."""
    folder = tmp_path / "made"
    folder.mkdir()
    put(folder, "comfy.png", png_with({"prompt": GRAPH}, picture((200, 150))))
    tags = exif_block([(0x0110, ASCII, f"prompt:{GRAPH}".encode() + b"\0")])
    put(folder, "comfy.webp", webp_with_exif(tags, picture((150, 200)).rotate(90)))
    dark = picture((300, 200)).point(lambda light: 255 - light)
    put(folder, "plain.jpg", saved(dark, "JPEG"))
    (folder / "plain.txt").write_text(INFOTEXT)
    put(folder, "brighter.jpg", saved(dark.point(lambda light: min(light + 9, 255)), "JPEG"))
    put(folder, "other.png", saved(Image.effect_noise((200, 150), 90), "PNG"))
    journey.library.importer.run([folder], token=CancelToken(), progress=lambda _progress: None)
    journey.wait_until(lambda: len(journey.shown()) == 5)
    return journey


def names(journey: Journey) -> set[str | None]:
    return {asset.file_name for asset in journey.library.catalog.assets(journey.shown())}


def search(journey: Journey, text: str) -> set[str | None]:
    journey.window.browse.set_query(AssetQuery(text))
    journey.wait_for_result()
    return names(journey)


def select(journey: Journey, name: str) -> None:
    """Show everything again and select the asset of a file."""
    journey.window.browse.set_query(AssetQuery())
    journey.wait_for_result()
    assets = journey.library.catalog.assets(journey.shown())
    place = next(at for at, asset in enumerate(assets) if asset.file_name == name)
    journey.window.selection.select_only(place)


@pytest.mark.parametrize("name", ["comfy.png", "comfy.webp"])
def test_what_comfyui_wrote_is_shown(filled: Journey, name: str) -> None:
    robot = InspectorRobot(filled.window.furniture.inspector)
    select(filled, name)
    filled.wait_until(lambda: robot.facts().get("Seed") == "18446744073709551615")
    prompt = filled.window.furniture.inspector.form.prompt
    assert prompt.prompt_box.text.whole_text == "a fox"
    assert prompt.negative_box.text.toPlainText() == "dog"
    robot.open_more()
    more = robot.more()
    assert (more["Sampler"], more["Steps"], more["CFG scale"]) == ("euler", "20", "8.0")
    assert more["LoRAs"] == "haze"


def test_settings_are_found(filled: Journey) -> None:
    comfy = {"comfy.png", "comfy.webp"}
    assert search(filled, "negative:dog") == comfy
    assert search(filled, "sampler:euler") == comfy
    assert search(filled, "lora:haze steps:20 cfg:8") == comfy
    assert search(filled, 'sampler:"DPM++ 2M Karras"') == {"plain.jpg"}
    assert search(filled, "negative:lowres") == {"plain.jpg"}, "from the text beside it"
    assert search(filled, "seed:18446744073709551615") == {*comfy, "plain.jpg"}
    assert search(filled, "dog") == set(), "what was not wanted is no part of the prompt"


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("find_similar", {"plain.jpg", "brighter.jpg"}),
        ("same_seed", {"plain.jpg", "comfy.png", "comfy.webp"}),
        ("same_model", {"plain.jpg"}),
        ("same_prompt", {"plain.jpg"}),
    ],
)
def test_more_of_the_same(filled: Journey, command: str, found: set[str]) -> None:
    select(filled, "plain.jpg")
    filled.window.commands[command].trigger()
    filled.wait_until(lambda: filled.window.browse.query.text != "")
    filled.wait_for_result()
    assert names(filled) == found


def test_what_is_not_known_is_said(filled: Journey) -> None:
    toasts = filled.window.furniture.toasts
    told: list[str] = []
    filled.window.furniture.asset_commands.told.connect(told.append)
    select(filled, "other.png")
    filled.window.commands["same_prompt"].trigger()
    filled.wait_until(lambda: len(told) == 1)
    filled.window.commands["same_seed"].trigger()
    filled.wait_until(lambda: len(told) == 2)
    assert told == ["This asset has no prompt", "The seed of this asset is not known"]
    assert filled.window.browse.query == AssetQuery()
    assert toasts.shown


def test_the_menu_is_that_of_what_was_pressed(
    filled: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    menus: list[list[str]] = []

    def popup(menu: QMenu, _at: QPoint) -> None:
        menus.append([action.text() for action in menu.actions()])

    monkeypatch.setattr(QMenu, "popup", popup)
    GridRobot(filled.window.grid, filled.qtbot).right_click(1)
    filled.wait_until(lambda: len(menus) == 1)
    assert "Find similar" in menus[0]
    view = filled.window.grid
    corner = QPoint(view.viewport().width() - 3, view.viewport().height() - 3)
    assert view.position_at(corner) < 0
    view.context_requested.emit(view.viewport().mapToGlobal(corner))
    filled.wait_until(lambda: len(menus) == 2)
    assert menus[1][0] == "Import files…"
    assert "Move to Trash" not in menus[1]


def test_a_full_screen_in_the_viewer_is_only_the_picture(filled: Journey) -> None:
    window = filled.window
    window.selection.select_only(0)
    window.commands["view"].trigger()
    viewer = window.furniture.viewer
    filled.wait_until(lambda: viewer.stage.picture is not None)
    window.commands["full_screen"].trigger()
    filled.wait_until(lambda: not window.tool_bar.isVisible())
    assert not window.status_bar.isVisible()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    filled.wait_until(window.tool_bar.isVisible)
    assert viewer.isVisible()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    filled.wait_until(lambda: not viewer.isVisible())


def test_loudness_and_reduced_motion_are_kept(filled: Journey) -> None:
    video = filled.window.furniture.viewer.video
    video.sound_changed.emit(30, True)
    filled.window.commands["reduced_motion"].setChecked(True)
    filled.reopen()
    settings = filled.window.memory.settings
    assert (settings.volume_percent, settings.is_muted) == (30, True)
    assert filled.window.theme.is_motion_reduced
