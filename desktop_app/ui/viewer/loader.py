"""Pictures for the viewer: the one shown first small, then sharp, then its neighbours."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, QSize, Signal

from desktop_app.domain.entities import Asset, AssetId, AssetType
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.tasks import Lane, Task, TaskScope
from desktop_app.ui.viewer.picture import (
    OriginalPath,
    Picture,
    Rendition,
    decode_original,
    decode_rendition,
)

_QUICK_PX = 256
_SHARP_PX = 1600
_MOST_HELD_BYTES = 400_000_000


def obtain_sharp(
    asset: Asset, rendition: Rendition, original_path: OriginalPath, token: CancelToken
) -> Picture | None:
    """Return the best picture of an asset that this machine can make, or None. Blocking."""
    size = QSize(asset.width_px or -1, asset.height_px or -1)
    if asset.asset_type != AssetType.VIDEO:
        path = original_path(asset)
        token.check()
        picture = None if path is None else decode_original(path, token)
        if picture is not None:
            return picture
    data = rendition(asset.id, _SHARP_PX, token)
    token.check()
    return None if data is None else decode_rendition(data, size, token, is_sharp=True)


def obtain_quick(asset: Asset, rendition: Rendition, token: CancelToken) -> Picture | None:
    """Return the small picture that is nearly always in the cache, or None. Blocking."""
    data = rendition(asset.id, _QUICK_PX, token)
    token.check()
    if data is None:
        return None
    size = QSize(asset.width_px or -1, asset.height_px or -1)
    return decode_rendition(data, size, token, is_sharp=False)


class PictureLoader(QObject):
    """Decodes in workers and keeps what was decoded last, neighbours included.

    Signals:
        arrived: (AssetId, Picture): small first, then sharp.
        missed: AssetId: there is no picture of it here.
    """

    arrived = Signal(object, object)
    missed = Signal(object)

    def __init__(self, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._scope = scope
        self._rendition: Rendition | None = None
        self._original_path: OriginalPath | None = None
        self._held: OrderedDict[AssetId, Picture] = OrderedDict()
        self._tasks: dict[AssetId, list[Task]] = {}
        self._current: AssetId | None = None
        self._neighbours: tuple[Asset, ...] = ()

    def attach(self, rendition: Rendition, original_path: OriginalPath) -> None:
        """Begin to use these sources."""
        self._rendition = rendition
        self._original_path = original_path

    def load(self, asset: Asset, neighbours: Sequence[Asset]) -> None:
        """Load an asset's picture, then those of its neighbours; all else is called off."""
        self._current, self._neighbours = asset.id, tuple(neighbours)
        wanted = {asset.id, *(neighbour.id for neighbour in neighbours)}
        for asset_id in list(self._tasks):
            if asset_id not in wanted:
                self._call_off(asset_id)
        held = self._held.get(asset.id)
        if held is not None:
            self._held.move_to_end(asset.id)
            self.arrived.emit(asset.id, held)
            self._preload()
            return
        is_coming = asset.id in self._tasks
        self._load_quick(asset)
        if not is_coming:
            self._load_sharp(asset)

    def forget(self, asset_id: AssetId) -> None:
        """Drop a picture: its file has changed."""
        self._held.pop(asset_id, None)

    def clear(self) -> None:
        """Call off everything and give the memory back."""
        for asset_id in list(self._tasks):
            self._call_off(asset_id)
        self._held.clear()
        self._current, self._neighbours = None, ()

    def _call_off(self, asset_id: AssetId) -> None:
        for task in self._tasks.pop(asset_id, ()):
            task.cancel()

    def _load_quick(self, asset: Asset) -> None:
        rendition = self._rendition
        if rendition is None:
            return

        def done(picture: Picture | None) -> None:
            if picture is not None and asset.id not in self._held:
                self.arrived.emit(asset.id, picture)

        self._tasks.setdefault(asset.id, []).append(
            self._scope.run_cancellable(
                Lane.PICTURES,
                lambda token: obtain_quick(asset, rendition, token),
                done=done,
                failed=lambda _error: None,
            )
        )

    def _load_sharp(self, asset: Asset) -> None:
        rendition, original_path = self._rendition, self._original_path
        if rendition is None or original_path is None:
            return

        def done(picture: Picture | None) -> None:
            self._tasks.pop(asset.id, None)
            if picture is None:
                self.missed.emit(asset.id)
            else:
                self._hold(asset.id, picture)
                self.arrived.emit(asset.id, picture)
            if asset.id == self._current:
                self._preload()

        def failed(_error: LightboxError) -> None:
            done(None)

        self._tasks.setdefault(asset.id, []).append(
            self._scope.run_cancellable(
                Lane.PICTURES,
                lambda token: obtain_sharp(asset, rendition, original_path, token),
                done=done,
                failed=failed,
            )
        )

    def _preload(self) -> None:
        for asset in self._neighbours:
            if asset.id not in self._held and asset.id not in self._tasks:
                self._load_sharp(asset)

    def _hold(self, asset_id: AssetId, picture: Picture) -> None:
        self._held[asset_id] = picture
        self._held.move_to_end(asset_id)
        while (
            len(self._held) > 1
            and sum(held.size_bytes for held in self._held.values()) > _MOST_HELD_BYTES
        ):
            self._held.popitem(last=False)
