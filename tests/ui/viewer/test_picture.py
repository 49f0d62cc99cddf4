"""Pictures that look into memory of another process, and our own renditions."""

import gc
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from desktop_app.domain.errors import Cancelled
from desktop_app.domain.ports import CancelToken
from desktop_app.media.drawing import draw
from desktop_app.ui.viewer.picture import decode_rendition, picture_of
from tests.media.made_files import put, saved
from tests.ui.viewer.conftest import encoded, image_of

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_picture_and_its_halves(tmp_path: Path) -> None:
    path = put(tmp_path, "a.png", encoded(image_of("red")))
    block = draw(path)
    decoded = picture_of(block.pixels(), is_sharp=True)
    assert decoded.size == QSize(1200, 900)
    assert [level.width() for level in decoded.levels] == [1200, 600]
    assert decoded.level_for(0.4).width() == 600
    assert decoded.level_for(0.6).width() == 1200
    assert decoded.levels[0].format() is QImage.Format.Format_RGB32
    assert decoded.levels[0].pixelColor(1000, 100).name() == "#ff0000"
    assert decoded.size_bytes == (1200 * 900 + 600 * 450) * 4
    block.close()


def test_a_picture_outlives_whoever_made_it(tmp_path: Path) -> None:
    block = draw(put(tmp_path, "a.png", encoded(image_of("red"))))
    decoded = picture_of(block.pixels(), is_sharp=True)
    level = QImage(decoded.levels[1])
    block.close()
    del decoded, block
    gc.collect()
    assert level.pixelColor(500, 400).name() == "#ff0000"


def test_what_shines_through_still_does(tmp_path: Path) -> None:
    image = Image.new("RGBA", (40, 30), (200, 100, 0, 128))
    block = draw(put(tmp_path, "a.png", saved(image, "PNG")))
    decoded = picture_of(block.pixels(), is_sharp=True)
    shown = decoded.levels[0].pixelColor(5, 5)
    assert shown.alpha() == 128
    assert abs(shown.red() - 200) <= 1
    assert abs(shown.green() - 100) <= 1
    block.close()


def test_a_rendition_stands_for_its_original() -> None:
    data = encoded(image_of("red", 256, 192), b"JPEG")
    decoded = decode_rendition(data, QSize(1200, 900), CancelToken(), is_sharp=False)
    assert decoded is not None
    assert decoded.size == QSize(1200, 900)
    unknown = decode_rendition(data, QSize(-1, -1), CancelToken(), is_sharp=False)
    assert unknown is not None
    assert unknown.size == QSize(256, 192)
    assert decode_rendition(b"nothing", QSize(), CancelToken(), is_sharp=False) is None


def test_a_rendition_with_alpha_keeps_it() -> None:
    data = saved(Image.new("RGBA", (64, 48), (9, 9, 9, 99)), "WEBP", lossless=True)
    decoded = decode_rendition(data, QSize(), CancelToken(), is_sharp=True)
    assert decoded is not None
    assert decoded.levels[0].format() is QImage.Format.Format_ARGB32_Premultiplied


def test_cancelled_decoding_stops() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        decode_rendition(encoded(image_of("red")), QSize(), token, is_sharp=True)
