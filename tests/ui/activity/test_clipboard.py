"""Pasting: copied files, a picture without a file, text that names files."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import MediaError
from desktop_app.ui.activity.clipboard import forget_picture, named_paths, take, write_picture
from desktop_app.ui.activity.import_controller import ImportController
from desktop_app.ui.tasks import Workers
from desktop_app.ui.theme import Theme
from tests.robots.activity import ImportSheetRobot
from tests.ui.activity.fakes import FakeImporter, plan_of

PASTED_AT = datetime(2026, 11, 22, 16, 40, tzinfo=UTC)


@pytest.fixture
def controller(theme: Theme, workers: Workers, window: QWidget) -> Iterator[ImportController]:
    made = ImportController(theme, workers, window)
    yield made
    made.close_tasks()
    QGuiApplication.clipboard().clear()


def picture(color: Qt.GlobalColor = Qt.GlobalColor.red) -> QImage:
    image = QImage(6, 4, QImage.Format.Format_ARGB32)
    image.fill(color)
    return image


def attach(controller: ImportController, importer: FakeImporter) -> FakeImporter:
    controller.attach(importer)  # type: ignore[arg-type]
    return importer


def test_files_come_before_their_preview_and_their_names() -> None:
    data = QMimeData()
    data.setImageData(picture())
    data.setText("/home/a/fox.png")
    data.setUrls([QUrl.fromLocalFile("/home/a/fox.png")])
    assert take(data).paths == (Path("/home/a/fox.png"),)


def test_a_picture_comes_before_the_address_it_was_found_at() -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/fox.png")])
    data.setImageData(picture())
    taken = take(data)
    assert taken.paths == ()
    assert taken.picture == picture()


def test_very_long_text_is_no_list_of_files() -> None:
    data = QMimeData()
    data.setText("/a\n" * 500_000)
    assert take(data).lines == ()


def test_text_that_names_files_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    fox, owl = tmp_path / "a fox.png", tmp_path / "owl.png"
    for path in (fox, owl):
        path.touch()
    lines = [f"  '{fox}' ", QUrl.fromLocalFile(str(owl)).toString(), "~/owl.png", "", "owl.png"]
    lines += ["a prompt", f"{owl}x", "~nobody-here/x", "a\0b", "file://elsewhere/x", str(tmp_path)]
    assert named_paths(lines) == [fox, owl, owl, tmp_path]


def test_a_picture_is_written_and_forgotten() -> None:
    path = write_picture(picture(), PASTED_AT)
    assert path.name == "Pasted 2026-11-22 16.40.png"
    assert QImage(str(path)).pixelColor(0, 0) == picture().pixelColor(0, 0)
    forget_picture(path)
    assert not path.parent.exists()


def test_a_picture_that_cannot_be_written_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.mkdtemp", lambda **_options: str(tmp_path / "gone"))
    with pytest.raises(MediaError, match=r"import\.not_stored"):
        write_picture(picture(), PASTED_AT)


def test_a_pasted_picture_is_imported_and_its_file_removed(
    controller: ImportController, qtbot: QtBot
) -> None:
    importer = attach(controller, FakeImporter(plan_of(1)))
    QGuiApplication.clipboard().setImage(picture())
    with qtbot.waitSignal(controller.finished):
        controller.import_clipboard()
    (path,) = importer.planned_paths[0]
    assert re.fullmatch(r"Pasted \d{4}-\d\d-\d\d \d\d\.\d\d\.png", path.name)
    assert importer.planned_bytes[0].startswith(b"\x89PNG")
    assert importer.runs[0]["reference"] is False
    qtbot.waitUntil(lambda: not path.parent.exists())


def test_a_pasted_picture_cannot_be_left_where_it_is(
    controller: ImportController, qtbot: QtBot
) -> None:
    importer = attach(controller, FakeImporter(plan_of(1, duplicates=1)))
    QGuiApplication.clipboard().setImage(picture())
    controller.import_clipboard()
    qtbot.waitUntil(lambda: controller.sheet is not None)
    assert controller.sheet is not None
    sheet = ImportSheetRobot(controller.sheet)
    assert "Originals" not in sheet.texts
    sheet.press("Cancel")
    qtbot.waitUntil(lambda: not importer.planned_paths[0][0].parent.exists())


def test_the_file_of_a_pasted_picture_goes_when_the_window_closes(
    controller: ImportController, qtbot: QtBot
) -> None:
    importer = attach(controller, FakeImporter(plan_of(1)))
    importer.hold_run.clear()
    QGuiApplication.clipboard().setImage(picture())
    controller.import_clipboard()
    qtbot.waitUntil(lambda: bool(importer.runs))
    controller.close_tasks()
    assert not importer.planned_paths[0][0].parent.exists()


def test_a_path_in_plain_text_is_imported(
    controller: ImportController, qtbot: QtBot, tmp_path: Path
) -> None:
    importer = attach(controller, FakeImporter(plan_of(1)))
    (tmp_path / "fox.png").touch()
    QGuiApplication.clipboard().setText(str(tmp_path / "fox.png"))
    with qtbot.waitSignal(controller.finished):
        controller.import_clipboard()
    assert importer.planned_paths == [(tmp_path / "fox.png",)]
