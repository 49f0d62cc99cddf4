"""Both palettes can be read, and everything grows with the text."""

import re

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop_app.ui.theme import DARK, LIGHT, Palette, Theme, ThemeMode


def luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * linear(color.redF())
        + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF())
    )


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(QColor(first)), luminance(QColor(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("token", ["text", "muted", "faint"])
@pytest.mark.parametrize("surface", ["bg", "panel", "raised"])
def test_text_can_be_read_on_every_surface(palette: Palette, token: str, surface: str) -> None:
    assert contrast(getattr(palette, token), getattr(palette, surface)) >= 4.5


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_a_button_that_stands_out_can_be_read(palette: Palette) -> None:
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    assert contrast(palette.bad, palette.panel) >= 4.5


def test_the_style_sheet_has_no_token_left_and_grows_with_the_text(theme: Theme) -> None:
    def sizes(style: str) -> list[float]:
        return [float(size) for size in re.findall(r"font-size: (\d+)px", style)]

    designed = theme.style_sheet()
    assert "@" not in designed.split("*/", 1)[1]
    assert "tx" not in re.sub(r"text|tx\w", "", designed.split("*/", 1)[1])
    theme.set_text_scale(2.0)
    assert sizes(theme.style_sheet()) == [2 * size for size in sizes(designed)]
    theme.set_text_scale(1.0)


def test_changing_the_theme_is_told_and_changes_colours(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(ThemeMode.LIGHT)
    assert not theme.is_dark
    assert theme.color("bg") == QColor(LIGHT.bg)
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(ThemeMode.DARK)
    assert theme.is_dark


def test_an_icon_is_tinted(theme: Theme) -> None:
    image = theme.pixmap("close", "accent", 32).toImage()
    inks = {
        image.pixelColor(x, y).name()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert QColor(DARK.accent).name() in inks
