"""Tells how much of the original has come that is being looked at."""

from PySide6.QtCore import QObject, QTimer

from desktop_app.domain.entities import Asset, FileState
from desktop_app.ui.viewer.overlays import Overlays
from desktop_app.ui.viewer.picture import PictureSource
from desktop_app.ui.viewer.wording import arriving_text

_LOOK_EVERY_MS = 200
_LOOKED_AT_LEAST = 50
"""A download takes a moment to begin; without one there is nothing to look at for long."""


class Arriving(QObject):
    """Follows the download of one asset's original, while there is one."""

    def __init__(self, overlays: Overlays, parent: QObject) -> None:
        super().__init__(parent)
        self._overlays = overlays
        self._source: PictureSource | None = None
        self._asset: Asset | None = None
        self._looked = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._on_timeout)

    def attach(self, source: PictureSource) -> None:
        """Begin to ask this source."""
        self._source = source

    def follow(self, asset: Asset | None) -> None:
        """Follow the original of an asset that is looked at; None follows none."""
        self._asset = asset
        self._looked = 0
        self._overlays.tell("")
        if asset is not None and asset.file_state in {FileState.ABSENT, FileState.MISSING}:
            self._timer.start()
        else:
            self._timer.stop()

    def _on_timeout(self) -> None:
        if self._source is None or self._asset is None:
            return
        share = self._source.fetched_share(self._asset.id)
        self._overlays.tell("" if share is None else arriving_text(share))
        self._looked = self._looked + 1 if share is None else 0
        if self._looked > _LOOKED_AT_LEAST:
            self._timer.stop()
