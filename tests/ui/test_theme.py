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


def laid_over(top: str, under: str) -> str:
    """What is seen where a colour that shines through lies over another."""
    upper, lower = QColor(top), QColor(under)
    share = upper.alphaF()
    return QColor.fromRgbF(
        upper.redF() * share + lower.redF() * (1 - share),
        upper.greenF() * share + lower.greenF() * (1 - share),
        upper.blueF() * share + lower.blueF() * (1 - share),
    ).name()


TEXTS_ON_SURFACES = [
    *((token, surface) for token in ("text", "muted", "faint") for surface in ("bg", "panel")),
    *((token, "raised") for token in ("text", "muted", "faint", "bad")),
    # lines of the sidebar and of lists, chosen or under the pointer
    *((token, "panel + accent_soft") for token in ("text", "muted", "bad", "warn")),
    *((token, "panel + hover") for token in ("text", "muted", "bad", "warn")),
    *(("text", surface) for surface in ("raised + hover", "raised + accent_soft", "line", "tile")),
    ("warn", "panel"),
    ("bad", "panel"),
    ("accent", "panel"),
    ("on_accent", "accent"),
]


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(("token", "surface"), TEXTS_ON_SURFACES)
def test_text_can_be_read_on_every_surface(palette: Palette, token: str, surface: str) -> None:
    under, _, over = surface.partition(" + ")
    ground = getattr(palette, under)
    if over:
        ground = laid_over(getattr(palette, over), ground)
    assert contrast(getattr(palette, token), ground) >= 4.5


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("token", ["accent", "ok", "warn", "bad", "heart"])
def test_signs_stand_out_from_what_they_stand_on(palette: Palette, token: str) -> None:
    assert contrast(getattr(palette, token), palette.panel) >= 3


def test_a_badge_can_be_read_on_any_picture() -> None:
    for picture in ("#ffffff", "#808080", "#000000"):
        assert contrast(DARK.text, laid_over(DARK.badge, picture)) >= 4.5


def test_reduced_motion_is_the_users_or_the_systems(theme: Theme, qtbot: QtBot) -> None:
    assert not theme.is_motion_reduced
    with qtbot.waitSignal(theme.motion_changed):
        theme.set_motion_reduced(is_unwanted=True)
    assert theme.is_motion_reduced


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
