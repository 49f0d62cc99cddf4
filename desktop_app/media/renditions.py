"""Renditions on demand: from the cache, or made from the original and kept."""

import threading
from concurrent.futures import Future
from pathlib import Path

from desktop_app.domain.ports import CancelToken
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.rendition_cache import RenditionCache


class Renditions:
    """Hands out an asset's picture in the sizes of `media.prepared.RENDITION_SIZES_PX`.

    Any thread may ask; two that want the same picture at once wait for one decoding.
    """

    def __init__(self, cache: RenditionCache, decoders: DecoderPool) -> None:
        """Read from and write to this cache, decode with these workers."""
        self._cache = cache
        self._decoders = decoders
        self._lock = threading.Lock()
        self._being_made: dict[tuple[str, int], Future[bytes]] = {}

    def obtain(self, asset_id: str, original: Path, size_px: int, token: CancelToken) -> bytes:
        """Return the picture with that longest edge: JPEG, or WebP where it shines through.

        Blocks while it is made.

        Raises:
            MediaError: the original cannot be read or decoded.
            Cancelled: the token, or the decoders were closed.
        """
        kept = self._cache.read(asset_id, size_px)
        if kept is not None:
            return kept
        token.check()
        key = (asset_id, size_px)
        with self._lock:
            making = self._being_made.get(key)
            is_first = making is None
            if making is None:
                making = self._being_made[key] = Future()
        if not is_first:
            return making.result()
        try:
            # Another may have made it between the look into the cache and the one at the list.
            data = self._cache.read(asset_id, size_px)
            if data is None:
                data = self._decoders.render(original, size_px)
                self._cache.write(asset_id, size_px, data)
        except BaseException as error:
            making.set_exception(error)
            raise
        else:
            making.set_result(data)
            return data
        finally:
            with self._lock:
                del self._being_made[key]
