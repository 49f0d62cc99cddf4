"""Export what is selected, with what is known about it, and hear what did not get out."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.journeys.conftest import SUBJECTS
from tests.journeys.journey import Journey
from tests.journeys.test_opening import bring_in
from tests.robots.activity import StatusBarRobot, ToastsRobot


def test_selected_assets_are_exported(
    journey: Journey, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(journey, pictures)
    journey.wait_until(lambda: len(journey.shown()) == len(SUBJECTS))
    window, target = journey.window, tmp_path / "exported"
    target.mkdir()
    lost = journey.library.catalog.assets(journey.shown()[:1])[0]
    path = journey.library.original_path(lost)
    assert path is not None
    path.unlink()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: str(target))
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window.commands["select_all"].trigger()
    QTest.keyClick(window.grid, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    toasts = ToastsRobot(window.furniture.toasts)
    journey.wait_until(lambda: "Exported 7 assets · 1 problem" in toasts.texts)
    copies = sorted(path.name for path in target.iterdir())
    left = sorted({f"{subject}.png" for subject in SUBJECTS} - {lost.file_name})
    assert copies == sorted([*left, *(f"{name}.xmp" for name in left)])
    status = StatusBarRobot(window.status_bar)
    assert status.problems_text == "1 problem"
    journey.picture("exported with a problem")
    button = toasts.newest.offer_button
    assert button is not None
    button.click()
    assert opened == [str(target)]
