"""Pictures for the viewer: the one shown first small, then sharp, then its neighbours."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal

from desktop_app.domain.entities import Asset, AssetId, AssetType
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.tasks import Lane, Task, TaskScope
from desktop_app.ui.viewer.picture import Picture, PictureSource, decode_rendition, picture_of

if TYPE_CHECKING:
    from desktop_app.media.pixels import Pixels

_QUICK_PX = 256
_SHARP_PX = 1600
_MOST_HELD_BYTES = 400_000_000


def obtain_rendition(
    asset: Asset, source: PictureSource, size_px: int, token: CancelToken
) -> Picture | None:
    """Return our own picture of an asset with that longest edge, or None. Blocking."""
    data = source.rendition(asset.id, size_px, token)
    token.check()
    if data is None:
        return None
    size = QSize(asset.width_px or -1, asset.height_px or -1)
    return decode_rendition(data, size, token, is_sharp=size_px == _SHARP_PX)


class PictureLoading:
    """The way of one asset to its picture: small, as sharp as the window needs, whole.

    Attributes:
        is_over: nothing more will come.
    """

    def __init__(
        self,
        scope: TaskScope,
        source: PictureSource,
        asset: Asset,
        arrived: Callable[[Picture | None], None],
    ) -> None:
        """Load nothing yet.

        Args:
            scope: what runs the work.
            source: where the pictures come from.
            asset: whose.
            arrived: is handed each picture, always a better one; None when there is none at all.
        """
        self._scope = scope
        self._source = source
        self._asset = asset
        self._arrived = arrived
        self._tasks: list[Task] = []
        self._best: Picture | None = None
        self.is_over = False
        self._is_whole_wanted = False

    def load_quick(self, arrived: Callable[[Picture], None]) -> None:
        """Load the small picture that is nearly always in the cache, to stand in meanwhile."""

        def done(picture: Picture | None) -> None:
            if picture is not None and self._best is None and not self.is_over:
                arrived(picture)

        self._run_rendition(_QUICK_PX, done, lambda _error: None)

    def load(self, *, is_whole_wanted: bool) -> None:
        """Load what the window shows when all of the picture is to be seen, then the whole."""
        self._is_whole_wanted = is_whole_wanted
        if is_whole_wanted:
            self._source.want_original(self._asset)
        if self._asset.asset_type == AssetType.VIDEO:
            self._load_rendition()
        else:
            self._draw(_SHARP_PX)

    def load_whole(self) -> None:
        """Load the whole picture too, now or when the first one has come."""
        if self._is_whole_wanted:
            return
        self._is_whole_wanted = True
        self._source.want_original(self._asset)
        if self._best is not None and not self._best.is_sharp:
            self._draw(0)

    def call_off(self) -> None:
        """Drop whatever is still on its way."""
        self.is_over = True
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()

    def _draw(self, least_px: int) -> None:
        drawing = self._source.draw(self._asset, least_px=least_px, is_urgent=self._is_whole_wanted)
        self._tasks.append(
            self._scope.watch(drawing, self._on_drawn, lambda _error: self._on_not_drawn())
        )

    def _on_drawn(self, pixels: "Pixels") -> None:
        is_first = self._best is None
        is_last = pixels.layout.is_whole or not is_first
        self._best = picture_of(pixels, is_sharp=is_last)
        self._arrived(self._best)
        if is_last:
            self.is_over = True
        elif self._is_whole_wanted:
            self._draw(0)

    def _on_not_drawn(self) -> None:
        if self._best is None:
            self._load_rendition()
        else:
            self.is_over = True

    def _load_rendition(self) -> None:
        def done(picture: Picture | None) -> None:
            self.is_over = True
            self._best = picture
            self._arrived(picture)

        self._run_rendition(_SHARP_PX, done, lambda _error: done(None))

    def _run_rendition(
        self,
        size_px: int,
        done: Callable[[Picture | None], None],
        failed: Callable[[LightboxError], None],
    ) -> None:
        self._tasks.append(
            self._scope.run_cancellable(
                Lane.PICTURES,
                lambda token: obtain_rendition(self._asset, self._source, size_px, token),
                done=done,
                failed=failed,
            )
        )


class PictureLoader(QObject):
    """Has pictures decoded, and keeps what was decoded last, neighbours included.

    Signals:
        arrived: (AssetId, Picture): small first, then sharp.
        missed: AssetId: there is no picture of it here.
    """

    arrived = Signal(object, object)
    missed = Signal(object)

    def __init__(self, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._scope = scope
        self._source: PictureSource | None = None
        self._held: OrderedDict[AssetId, Picture] = OrderedDict()
        self._loadings: dict[AssetId, PictureLoading] = {}
        self._current: AssetId | None = None
        self._neighbours: tuple[Asset, ...] = ()

    def attach(self, source: PictureSource) -> None:
        """Begin to use this source."""
        self._source = source

    def load(self, asset: Asset, neighbours: Sequence[Asset]) -> None:
        """Load an asset's picture, then those of its neighbours; all else is called off."""
        self._current, self._neighbours = asset.id, tuple(neighbours)
        wanted = {asset.id, *(neighbour.id for neighbour in neighbours)}
        for asset_id in list(self._loadings):
            if asset_id not in wanted:
                self._loadings.pop(asset_id).call_off()
        held = self._held.get(asset.id)
        if held is not None:
            self._held.move_to_end(asset.id)
            self.arrived.emit(asset.id, held)
            if held.is_sharp:
                if self._source is not None:
                    # As a neighbour it was not worth its original; that may not be here yet.
                    self._source.want_original(asset)
                self._preload()
                return
        loading = self._loadings.get(asset.id)
        if loading is None or loading.is_over:
            self._begin(asset, is_current=True, has_held=held is not None)
        else:
            loading.load_whole()

    def forget(self, asset_id: AssetId) -> None:
        """Drop a picture: its file has changed."""
        self._held.pop(asset_id, None)
        loading = self._loadings.pop(asset_id, None)
        if loading is not None:
            loading.call_off()

    def clear(self) -> None:
        """Call off everything and give the memory back."""
        for loading in self._loadings.values():
            loading.call_off()
        self._loadings.clear()
        self._held.clear()
        self._current, self._neighbours = None, ()

    def _begin(self, asset: Asset, *, is_current: bool, has_held: bool = False) -> None:
        if self._source is None:
            return

        def arrived(picture: Picture | None) -> None:
            self._on_arrived(asset.id, picture)

        loading = PictureLoading(self._scope, self._source, asset, arrived)
        self._loadings[asset.id] = loading
        if is_current and not has_held:
            loading.load_quick(lambda picture: self.arrived.emit(asset.id, picture))
        loading.load(is_whole_wanted=is_current)

    def _on_arrived(self, asset_id: AssetId, picture: Picture | None) -> None:
        if picture is None:
            self.missed.emit(asset_id)
        else:
            self._hold(asset_id, picture)
            self.arrived.emit(asset_id, picture)
        if asset_id == self._current and (picture is None or picture.is_sharp):
            self._preload()

    def _preload(self) -> None:
        for asset in self._neighbours:
            loading = self._loadings.get(asset.id)
            if asset.id not in self._held and (loading is None or loading.is_over):
                self._begin(asset, is_current=False)

    def _hold(self, asset_id: AssetId, picture: Picture) -> None:
        self._held[asset_id] = picture
        self._held.move_to_end(asset_id)
        while (
            len(self._held) > 1
            and sum(held.size_bytes for held in self._held.values()) > _MOST_HELD_BYTES
        ):
            self._held.popitem(last=False)
