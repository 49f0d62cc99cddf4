"""Reads the bytes of a rendition with Qt, in any thread.

Two locks of Qt must not be met here, since Qt is often asked with the interpreter's lock held, and
the main thread waits for that one while it holds them:

- that on the image plugins: a QBuffer made in Python asks for the interpreter's lock whenever Qt
  reads from it, in the middle of Qt's own lock. The buffer inside a stream is Qt's alone.
- those on signals and slots: asked what an image is, the plugin for SVG makes a text stream, and
  that connects a signal. So no plugin is asked; the first bytes tell which one is meant.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QImageReader

_FORMATS: Final = ((b"\xff\xd8\xff", b"jpeg"), (b"RIFF", b"webp"), (b"\x89PNG", b"png"))
_NONE: Final = b"none"
"""No plugin has this name."""


@contextmanager
def reading(data: bytes) -> Iterator[QImageReader]:
    """Give a reader of a JPEG, WebP or PNG; it can read nothing else."""
    stream = QDataStream(QByteArray(data))
    reader = QImageReader()
    reader.setAutoDetectImageFormat(False)
    reader.setDecideFormatFromContent(False)
    found = (name for magic, name in _FORMATS if data.startswith(magic))
    reader.setFormat(QByteArray(next(found, _NONE)))
    reader.setDevice(stream.device())
    yield reader
