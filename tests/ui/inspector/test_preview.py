"""The picture at the top: small first, then sharp, never the one of an asset left behind."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.domain.entities import AssetId, AssetRow
from desktop_app.domain.errors import MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.inspector.preview import Pictured, Preview, decode_covering
from desktop_app.ui.tasks import TaskScope, Workers
from desktop_app.ui.theme import Theme


def encoded(width_px: int, height_px: int, color: str) -> bytes:
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(data.data())


def pictured(name: str) -> Pictured:
    return Pictured(AssetRow(hash(name) % 1000), AssetId(name), name, True, 5.2)


class Source:
    """Answers with pictures named after their colour; "none" has none, "bad" fails."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.gate = threading.Event()
        self.gate.set()

    def rendition(self, asset_id: AssetId, size_px: int, token: CancelToken) -> bytes | None:
        assert self.gate.wait(20)
        token.check()
        self.asked.append((asset_id, size_px))
        if asset_id == "bad":
            raise MediaError("media.unreadable")
        return None if asset_id == "none" else encoded(size_px, size_px // 2, asset_id)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def preview(theme: Theme, workers: Workers, qtbot: QtBot, source: Source) -> Iterator[Preview]:
    scope = TaskScope(workers)
    made = Preview(theme, scope)
    qtbot.addWidget(made)
    made.resize(296, 200)
    made.show()
    made.attach(source.rendition)
    yield made
    source.gate.set()
    scope.close()


def color_of(preview: Preview, number: int = 0) -> str:
    picture = preview.pictures[number]
    image = picture.grab().toImage()
    return image.pixelColor(QPoint(image.width() // 2, image.height() // 2)).name()


def test_the_small_picture_comes_first_and_then_the_sharp_one(
    preview: Preview, source: Source, qtbot: QtBot
) -> None:
    preview.show_assets([pictured("red")])
    qtbot.waitUntil(lambda: source.asked == [("red", 256), ("red", 512)])
    qtbot.waitUntil(lambda: color_of(preview) == "#ff0000")


def test_the_former_picture_stays_until_the_next_is_there(
    preview: Preview, source: Source, qtbot: QtBot
) -> None:
    preview.show_assets([pictured("red")])
    qtbot.waitUntil(lambda: color_of(preview) == "#ff0000")
    source.gate.clear()
    preview.show_assets([pictured("blue")])
    assert color_of(preview) == "#ff0000"
    source.gate.set()
    qtbot.waitUntil(lambda: color_of(preview) == "#0000ff")


def test_the_same_asset_is_not_loaded_again(preview: Preview, source: Source, qtbot: QtBot) -> None:
    preview.show_assets([pictured("red")])
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    preview.show_assets([pictured("red")])
    assert len(source.asked) == 2
    preview.reload()
    qtbot.waitUntil(lambda: len(source.asked) == 4)


def test_three_stand_side_by_side(preview: Preview, qtbot: QtBot) -> None:
    preview.show_assets([pictured(name) for name in ("red", "blue", "white", "black")])
    qtbot.waitUntil(lambda: color_of(preview, 2) == "#ffffff")
    assert [picture.height() for picture in preview.pictures] == [120, 120, 120]
    assert color_of(preview, 1) == "#0000ff"


@pytest.mark.parametrize("name", ["none", "bad"])
def test_without_a_picture_the_place_is_empty(
    preview: Preview, theme: Theme, qtbot: QtBot, name: str
) -> None:
    preview.show_assets([pictured("red")])
    qtbot.waitUntil(lambda: color_of(preview) == "#ff0000")
    preview.show_assets([pictured(name)])
    empty = theme.color("tile").name()
    if name == "none":
        qtbot.waitUntil(lambda: color_of(preview) == empty)
    assert preview.pictures[0].accessibleName() == f"Open {name} in the viewer"


def test_blurred_until_the_pointer_comes(preview: Preview, qtbot: QtBot) -> None:
    picture = preview.pictures[0]
    half = QImage(296, 200, QImage.Format.Format_RGB32)
    half.fill(QColor("black"))
    for x in range(0, 296, 2):
        for y in range(200):
            half.setPixelColor(x, y, QColor("white"))
    preview.show_assets([pictured("none")])
    qtbot.waitUntil(lambda: not preview._scope.is_busy)
    picture.set_image(half)
    assert color_of(preview) in {"#000000", "#ffffff"}
    preview.set_blurred(is_blurred=True)
    picture.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    assert color_of(preview) not in {"#000000", "#ffffff"}
    picture.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    assert color_of(preview) in {"#000000", "#ffffff"}
    picture.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    preview.set_blurred(is_blurred=False)
    assert color_of(preview) in {"#000000", "#ffffff"}


def test_a_press_opens(preview: Preview, qtbot: QtBot) -> None:
    preview.show_assets([pictured("red"), pictured("blue")])
    with qtbot.waitSignal(preview.opened) as told:
        QTest.keyClick(preview.pictures[1], Qt.Key.Key_Space)
    assert told.args == [pictured("blue").row]


@pytest.mark.usefixtures("qapp")
def test_pictures_cover_their_room() -> None:
    wide = decode_covering(encoded(400, 100, "red"), QSize(296, 200))
    tall = decode_covering(encoded(100, 400, "red"), QSize(296, 200))
    assert wide.size() == tall.size() == QSize(296, 200)
    assert decode_covering(b"nothing", QSize(296, 200)).isNull()
