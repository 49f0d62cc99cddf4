import threading

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QObject, Signal
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop_app.ui.rendition_reader import reading

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'
READS = 300


def encoded(kind: str) -> bytes:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)  # type: ignore[call-overload]  # takes text at run time
    return bytes(buffer.data().data())


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_what_renditions_are_made_of_is_read(kind: str) -> None:
    with reading(encoded(kind)) as reader:
        assert (reader.size().width(), reader.size().height()) == (40, 30)
        image = reader.read()
    assert abs((image.pixel(5, 5) & 0xFF) - 0x99) < 8


@pytest.mark.parametrize("data", [b"", b"nothing", SVG, encoded("BMP"), b"RIFF....WAVE"])
def test_nothing_else_is(data: bytes) -> None:
    with reading(data) as reader:
        assert not reader.size().isValid()
        assert reader.read().isNull()


class _Bell(QObject):
    rung = Signal(object)


def test_a_worker_reads_while_signals_are_connected_and_sent(qtbot: QtBot) -> None:
    """Each of these holds a lock of Qt while it waits for the interpreter's."""
    data = encoded("PNG")
    bell = _Bell()
    is_over = threading.Event()
    read: list[bool] = []

    def work() -> None:
        for _ in range(READS):
            with reading(data) as reader:
                read.append(reader.size() == reader.read().size())
            bell.rung.emit(object())
        is_over.set()

    worker = threading.Thread(target=work)
    worker.start()
    while not is_over.is_set():
        hearer = QObject()
        bell.rung.connect(hearer.deleteLater)
        bell.rung.disconnect(hearer.deleteLater)
        qtbot.wait(0)
    worker.join()
    assert read == [True] * READS
