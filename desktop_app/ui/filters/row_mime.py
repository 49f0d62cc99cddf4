"""How dragged assets travel inside the window: row ids as text, written by the grid."""

import json

from PySide6.QtCore import QMimeData

from desktop_app.domain.entities import AssetRow

ROWS_MIME = "application/x-lightbox-rows"
"""Decimal row ids with commas between them; brackets around them are welcome."""


def read_rows(mime: QMimeData) -> list[AssetRow]:
    """Return the dragged rows; nothing when the payload is not what the grid makes."""
    if not mime.hasFormat(ROWS_MIME):
        return []
    payload = bytes(mime.data(ROWS_MIME).data()).strip(b" []")
    try:
        rows: list[object] = json.loads(b"[" + payload + b"]")
    except ValueError:
        return []
    if not all(type(row) is int for row in rows):
        return []
    return [AssetRow(row) for row in rows if isinstance(row, int)]
