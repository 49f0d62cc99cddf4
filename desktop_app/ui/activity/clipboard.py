"""What the clipboard holds that can be imported: copied files, names of files, or a picture.

Taking is for the main thread and touches no disk; the rest is done in a worker.
"""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from desktop_app.domain.errors import MediaError

_MOST_LINES = 10_000
_MOST_CHARACTERS = 1_000_000
"""Longer text is not a list of files."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was taken from the clipboard.

    Attributes:
        paths: files and folders, as a file manager copies them.
        picture: pixels without a file, as a browser or a screenshot copies them; or None.
        lines: text that may name files.
    """

    paths: tuple[Path, ...] = ()
    picture: QImage | None = None
    lines: tuple[str, ...] = ()


def take(data: QMimeData) -> Copied:
    """Take from the clipboard the first of files, a picture, text that it has."""
    urls = data.urls() if data.hasUrls() else []
    paths = tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    if paths:
        return Copied(paths)
    if data.hasImage():
        picture = data.imageData()
        if isinstance(picture, QImage) and not picture.isNull():
            return Copied(picture=picture)
    text = data.text() if data.hasText() else ""
    if len(text) > _MOST_CHARACTERS:
        return Copied()
    return Copied(lines=tuple(text.splitlines()[:_MOST_LINES]))


def named_paths(lines: Sequence[str]) -> list[Path]:
    """Return the files and folders that lines of text name and that are there; reads the disk."""
    candidates = (_named(line.strip().strip("\"'")) for line in lines)
    return [path for path in candidates if path is not None and path.exists()]


def write_picture(picture: QImage, pasted_at: datetime) -> Path:
    """Write pixels as a PNG named after the moment, in a temporary folder of its own.

    Raises:
        MediaError: ``import.not_stored`` when there is no room for it.
    """
    folder = Path(tempfile.mkdtemp(prefix="lightbox-pasted-"))
    path = folder / f"Pasted {pasted_at:%Y-%m-%d %H.%M}.png"
    if not picture.save(str(path)):
        forget_picture(path)
        raise MediaError("import.not_stored", reason="")
    return path


def forget_picture(path: Path) -> None:
    """Remove what `write_picture` has written, its folder included."""
    shutil.rmtree(path.parent, ignore_errors=True)


def _named(text: str) -> Path | None:
    if "\0" in text:
        return None
    if text.startswith("file:"):
        url = QUrl(text)
        return Path(url.toLocalFile()) if url.isLocalFile() else None
    try:
        path = Path(text).expanduser()
    except RuntimeError:  # the home of somebody who is not known here
        return None
    return path if path.is_absolute() else None
