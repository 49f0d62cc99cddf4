"""Reading the selection: rarely enough, off the main thread, the newest wish winning."""

import threading
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTextEdit, QWidget

from desktop_app.domain.entities import Asset
from desktop_app.domain.results import SelectionSummary
from desktop_app.ui.theme import ThemeMode
from tests.ui.inspector.conftest import Studio


def test_a_held_arrow_key_does_not_read_each_asset(studio: Studio) -> None:
    read: list[Sequence[int]] = []
    assets = studio.catalog.assets

    def counting(rows: Sequence[int]) -> list[Asset]:
        read.append(list(rows))
        return assets(rows)

    studio.catalog.assets = counting  # type: ignore[method-assign]
    for position in (0, 1, 2, 3, 2, 1, 0, 1, 2, 3):
        studio.selection.select_only(position)
    studio.wait_until_shown(3)
    assert read == [[studio.rows[3]]]


def test_one_asset_does_not_wait_for_a_big_summary(studio: Studio) -> None:
    gate = threading.Event()
    summary = studio.catalog.selection_summary

    def slow(rows: Sequence[int]) -> SelectionSummary:
        assert gate.wait(20)
        return summary(rows)

    studio.catalog.selection_summary = slow  # type: ignore[method-assign]
    try:
        studio.select(0)
        studio.selection.select_all()
        studio.qtbot.waitUntil(lambda: studio.inspector._loader._loading is not None)
        assert studio.robot.title == "Mountain Sunset"
        studio.select(1)
        assert studio.robot.title == "Lake"
    finally:
        gate.set()
    studio.settle()
    assert studio.robot.title == "Lake"


def test_a_removed_asset_is_no_longer_shown(studio: Studio) -> None:
    studio.select(0)
    studio.selection.set_result(studio.rows[1:])
    studio.qtbot.waitUntil(lambda: not studio.inspector.shown_rows)
    assert not studio.inspector.form.isVisible()


def test_everything_follows_theme_and_text_size(studio: Studio) -> None:
    studio.select(0)
    theme = studio.inspector._theme
    before = studio.inspector.form.preview.pictures[0].height()
    theme.set_text_scale(2.0)
    theme.set_mode(ThemeMode.LIGHT)
    assert studio.inspector.form.preview.pictures[0].height() == 2 * before
    assert studio.inspector.sizeHint().width() == 640
    theme.set_text_scale(1.0)
    theme.set_mode(ThemeMode.DARK)


def test_every_control_has_a_name(studio: Studio) -> None:
    studio.select(0)
    studio.robot.open_more()
    kinds = (QAbstractButton, QComboBox, QLineEdit, QTextEdit)
    controls: list[QWidget] = [
        widget
        for kind in kinds
        for widget in studio.inspector.findChildren(kind)
        if widget.isVisible() and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
    ]
    assert len(controls) > 20
    for control in controls:
        text = control.text() if isinstance(control, QAbstractButton) else ""
        assert control.accessibleName() or text, control
