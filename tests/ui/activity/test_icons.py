import configparser
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer

import desktop_app
from desktop_app.resources import resource
from desktop_app.ui.theme import Theme

ICONS = sorted(path.stem for path in resource("icons").glob("*.svg"))
SHAPES = {"path", "circle", "rect", "line", "polyline"}
SVG = "{http://www.w3.org/2000/svg}"
USED = re.compile(r"""(?:\.icon|\.pixmap)\(\s*"([a-z-]+)\"""")
APP_SIZES_PX = (16, 24, 32, 48, 64, 128, 256, 512)


def _is_empty(image: QImage) -> bool:
    return all(
        image.pixelColor(x, y).alpha() == 0
        for x in range(image.width())
        for y in range(image.height())
    )


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_a_plain_line_drawing_that_takes_one_colour(name: str) -> None:
    root = ET.parse(resource("icons", f"{name}.svg")).getroot()  # noqa: S314 - our own file
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "currentColor"
    assert root.get("stroke-width") == "1.75"
    for shape in root:
        assert shape.tag.removeprefix(SVG) in SHAPES
        assert shape.get("fill", "currentColor") == "currentColor"
        assert shape.get("stroke", "none") == "none"


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_can_be_seen_small(name: str, theme: Theme) -> None:
    for size_px in (14, 16):
        assert not _is_empty(theme.pixmap(name, "text", size_px).toImage())


def test_every_icon_that_is_asked_for_by_name_is_there() -> None:
    sources = Path(desktop_app.__file__).parent.joinpath("ui").rglob("*.py")
    asked = {name for path in sources for name in USED.findall(path.read_text(encoding="utf-8"))}
    assert len(asked) > 5
    assert asked - set(ICONS) == set()


def test_the_program_has_an_icon_in_all_sizes(theme: Theme) -> None:
    del theme
    assert QSvgRenderer(str(resource("lightbox.svg"))).isValid()
    for size_px in APP_SIZES_PX:
        image = QImage(str(resource("hicolor", f"{size_px}x{size_px}", "apps", "lightbox.png")))
        assert (image.width(), image.height()) == (size_px, size_px)
        assert not _is_empty(image)


def test_the_desktop_entry_names_the_program_and_its_icon() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(resource("lightbox.desktop"), encoding="utf-8")
    values = entry["Desktop Entry"]
    assert (values["Exec"], values["Icon"], values["Name"]) == ("lightbox", "lightbox", "Lightbox")
    assert values["StartupWMClass"] == "lightbox"
