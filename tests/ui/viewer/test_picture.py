"""Decoding off the main thread: upright, bounded, and only what is a picture."""

import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColorSpace, QImage

from desktop_app.domain.errors import Cancelled
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.viewer import picture as picture_module
from desktop_app.ui.viewer.picture import decode_original, decode_rendition
from tests.ui.viewer.conftest import encoded, image_of

pytestmark = pytest.mark.usefixtures("qapp")


def turned_jpeg(orientation: int) -> bytes:
    """A JPEG that is to be turned before it is shown."""
    data = encoded(image_of("red"), b"JPEG")
    exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


def test_a_picture_and_its_halves(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(encoded(image_of("red")))
    decoded = decode_original(path, CancelToken())
    assert decoded is not None
    assert decoded.size == QSize(1200, 900)
    assert [level.width() for level in decoded.levels] == [1200, 600]
    assert decoded.level_for(0.4).width() == 600
    assert decoded.level_for(0.6).width() == 1200
    assert decoded.levels[0].format() is QImage.Format.Format_RGB32


def test_turned_pictures_are_shown_upright(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(turned_jpeg(6))
    decoded = decode_original(path, CancelToken())
    assert decoded is not None
    assert decoded.size == QSize(900, 1200)
    assert decoded.levels[0].size() == QSize(900, 1200)


def test_huge_pictures_are_decoded_smaller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_module, "MOST_PIXELS", 270_000)
    path = tmp_path / "a.jpg"
    path.write_bytes(turned_jpeg(6))
    decoded = decode_original(path, CancelToken())
    assert decoded is not None
    assert decoded.size == QSize(900, 1200), "the scale is still told of the original"
    assert decoded.levels[0].size() == QSize(450, 600)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\ncut",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        b"%PDF-1.4",
        b"GIF89a",
    ],
)
def test_what_is_no_picture_is_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(data)
    assert decode_original(path, CancelToken()) is None
    assert decode_original(tmp_path / "gone.png", CancelToken()) is None
    assert decode_original(tmp_path, CancelToken()) is None


def test_other_colour_spaces_become_srgb(tmp_path: Path) -> None:
    image = image_of("#64c864")
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb))
    path = tmp_path / "a.png"
    path.write_bytes(encoded(image))
    decoded = decode_original(path, CancelToken())
    assert decoded is not None
    assert decoded.levels[0].colorSpace() == QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    shown = decoded.levels[0].pixelColor(1000, 100)
    assert shown.red() < 60, "the same green is further from grey in the smaller space"
    assert shown.green() > 195


def test_a_rendition_stands_for_its_original() -> None:
    data = encoded(image_of("red", 256, 192), b"JPEG")
    decoded = decode_rendition(data, QSize(1200, 900), CancelToken(), is_sharp=False)
    assert decoded is not None
    assert decoded.size == QSize(1200, 900)
    unknown = decode_rendition(data, QSize(-1, -1), CancelToken(), is_sharp=False)
    assert unknown is not None
    assert unknown.size == QSize(256, 192)
    assert decode_rendition(b"nothing", QSize(), CancelToken(), is_sharp=False) is None


def test_cancelled_decoding_stops(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded(image_of("red")))
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        decode_original(path, token)


def test_threads_that_decode_do_not_wait_for_each_other_for_ever(tmp_path: Path) -> None:
    """Renditions out of memory and originals from disk, at once, as when paging quickly."""
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(image_of("red"), b"JPEG"))
    small = encoded(image_of("red", 256, 192), b"JPEG")
    begin = threading.Barrier(4)

    def original() -> bool:
        begin.wait(10)
        return all(decode_original(path, CancelToken()) is not None for _ in range(15))

    def rendition() -> bool:
        begin.wait(10)
        size = QSize(1200, 900)
        return all(
            decode_rendition(small, size, CancelToken(), is_sharp=False) is not None
            for _ in range(60)
        )

    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(work) for work in (original, rendition, original, rendition)]
        assert all(future.result(30) for future in futures)
