"""The files of a library, as sync asks for them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.entities import Asset, AssetId
from desktop_app.domain.ports import CancelToken
from desktop_app.media.pictures import as_webp

THUMBNAIL_PX = 256

Rendition = Callable[[AssetId, int, CancelToken], bytes | None]
"""Returns a picture of an asset with that longest edge, encoded; None when there is none."""


class LocalFiles:
    """`Originals` of sync, over a library's catalog, store and renditions; every method blocks."""

    def __init__(
        self,
        catalog: Catalog,
        original_path: Callable[[Asset], Path | None],
        rendition: Rendition,
        discard: Callable[[Sequence[str]], None],
    ) -> None:
        """Work with the files of one open library."""
        self._catalog = catalog
        self._original_path = original_path
        self._rendition = rendition
        self._discard = discard
        self._token = CancelToken()

    def path(self, asset_id: str) -> Path | None:
        """Return where an asset's original can be read; None when it is not on this machine."""
        asset = self._catalog.asset_by_id(AssetId(asset_id))
        return None if asset is None else self._original_path(asset)

    def thumbnail(self, asset_id: str) -> bytes | None:
        """Return a WebP of the asset, 256 px at its longest edge; None when none can be made."""
        picture = self._rendition(AssetId(asset_id), THUMBNAIL_PX, self._token)
        return None if picture is None else as_webp(picture)

    def discard(self, ids: Sequence[str]) -> None:
        """Remove what the store holds of these assets."""
        self._discard(ids)

    def close(self) -> None:
        """Call off the picture that is being made."""
        self._token.cancel()
