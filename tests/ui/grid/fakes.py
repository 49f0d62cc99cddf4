"""A library made up on the spot: any number of assets, pictures of one colour each."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter

from desktop_app.domain.changes import ChangeSet, Column, Origin, TagDelta, UndoState
from desktop_app.domain.entities import AssetId, AssetRow, FileState, Json, Tile
from desktop_app.domain.errors import CatalogError, MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.results import SearchResult, Section

FIRST_DAY = date(2025, 8, 30).toordinal()
WAIT_S = 10.0


def plain_picture(color: str, width_px: int = 256, height_px: int = 256) -> bytes:
    """Return a picture of one colour."""
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    return encoded(image, "PNG")


def encoded(image: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(kind.encode())).write(image)
    return bytes(buffer.data().data())


def made_tile(row: int) -> Tile:
    """Return a tile as the designed picture has them."""
    is_video = row % 7 == 5
    return Tile(
        row=AssetRow(row),
        id=AssetId(f"asset-{row}"),
        title=f"Title {row}" if row % 3 == 2 else "",
        asset_type="video" if is_video else "image",
        is_favorite=row % 4 == 1,
        duration_seconds=5.0 if is_video else None,
        width_px=1024,
        height_px=1024,
        file_state=FileState.STORED,
        is_pending=row in {3, 9},
        has_problem=False,
    )


def made_result(
    rows: Sequence[int], *, per_day: int = 0, query: AssetQuery | None = None
) -> SearchResult:
    """Return a result of these rows; with `per_day`, under day headings going back in time."""
    sections = tuple(
        Section(FIRST_DAY - index, start, min(per_day, len(rows) - start))
        for index, start in enumerate(range(0, len(rows), per_day) if per_day else ())
    )
    return SearchResult(query or AssetQuery(), rows, sections)  # type: ignore[arg-type]


class FakeLibrary:
    """Reads that answer at once, are counted, and can be held back.

    Attributes:
        tiles_asked: the rows of every page that was read, in order.
        pictures_asked: (asset id, size) of every rendition that was read, in order.
        missing: rows without a rendition.
        failing: rows whose rendition cannot be read.
        edited: tiles that differ from `made_tile`.
        gate: clear it to hold renditions back.
        page_gate: clear it to hold pages back.
    """

    def __init__(self) -> None:
        self.tiles_asked: list[list[AssetRow]] = []
        self.pictures_asked: list[tuple[AssetId, int]] = []
        self.tokens: list[CancelToken] = []
        self.missing: set[int] = set()
        self.failing: set[int] = set()
        self.gone: set[int] = set()
        self.edited: dict[int, Tile] = {}
        self.gate = threading.Event()
        self.gate.set()
        self.page_gate = threading.Event()
        self.page_gate.set()
        self.picture = plain_picture("#336699")
        self.threads: set[str] = set()

    def tiles(self, rows: Sequence[AssetRow]) -> list[Tile]:
        self.threads.add(threading.current_thread().name)
        assert all(type(row) is int for row in rows)
        self.tiles_asked.append(list(rows))
        assert self.page_gate.wait(WAIT_S)
        return [self.edited.get(row) or made_tile(row) for row in rows if row not in self.gone]

    def rendition(self, asset_id: AssetId, size_px: int, token: CancelToken) -> bytes | None:
        self.threads.add(threading.current_thread().name)
        self.pictures_asked.append((asset_id, size_px))
        self.tokens.append(token)
        assert self.gate.wait(WAIT_S)
        row = int(asset_id.removeprefix("asset-"))
        if row in self.failing:
            raise MediaError("media.unreadable")
        return None if row in self.missing else self.picture

    def paths(self, rows: Sequence[AssetRow]) -> list[Path]:
        self.threads.add(threading.current_thread().name)
        return [Path("/pictures") / f"{row}.jpg" for row in rows]

    def rows_pictured(self) -> list[int]:
        return [int(asset_id.removeprefix("asset-")) for asset_id, _size in self.pictures_asked]


class FakeCatalog:
    """Takes edits; hands them to a library, unless told to fail."""

    def __init__(self, library: FakeLibrary) -> None:
        self._library = library
        self.edits: list[tuple[list[AssetRow], dict[Column, Json]]] = []
        self.is_failing = False

    def undo_state(self) -> UndoState:
        return UndoState()

    def edit(
        self, rows: Sequence[AssetRow], values: Mapping[Column, Json], *, origin: Origin
    ) -> ChangeSet:
        self.edits.append((list(rows), dict(values)))
        if self.is_failing:
            raise CatalogError("catalog.in_use")
        for row in rows:
            tile = self._library.edited.get(row) or made_tile(row)
            if Column.FAVORITE in values:
                tile = replace(tile, is_favorite=bool(values[Column.FAVORITE]))
            if Column.TITLE in values:
                tile = replace(tile, title=str(values[Column.TITLE]))
            self._library.edited[row] = tile
        return ChangeSet(len(self.edits), origin, changed=tuple(rows), columns=frozenset(values))

    def edit_tags(self, rows: Sequence[AssetRow], delta: TagDelta, *, origin: Origin) -> ChangeSet:
        del delta
        return ChangeSet(1, origin, changed=tuple(rows), columns=frozenset({Column.TAGS}))
