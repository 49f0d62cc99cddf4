"""Signed links to objects of the bucket: many asked for at once, used for most of their life."""

from collections import OrderedDict
from collections.abc import Iterable

from desktop_app.domain.ports import Clock
from desktop_app.domain.remote import RemoteFiles
from desktop_app.sync.surroundings import Limits

_REUSED_SHARE = 0.8
_MOST_KEPT = 5_000


class Links:
    """Hands out links that still have a good part of their life before them."""

    def __init__(self, files: RemoteFiles, clock: Clock, limits: Limits) -> None:
        """Sign by this bucket."""
        self._files = files
        self._clock = clock
        self._limits = limits
        self._kept: OrderedDict[str, tuple[str, int]] = OrderedDict()

    async def of(self, keys: Iterable[str]) -> dict[str, str]:
        """Return links to these objects; those that are not there are left out.

        Raises:
            RemoteError: they cannot be had now.
        """
        wanted = list(dict.fromkeys(keys))
        fresh = [key for key in wanted if self._link(key) is None]
        for start in range(0, len(fresh), self._limits.sign_at_once):
            await self._sign(fresh[start : start + self._limits.sign_at_once])
        return {key: link for key in wanted if (link := self._link(key)) is not None}

    def forget(self, key: str) -> None:
        """Have the object's link signed anew: the server no longer takes this one."""
        self._kept.pop(key, None)

    def _link(self, key: str) -> str | None:
        link, signed_at_us = self._kept.get(key, ("", 0))
        age_us = self._clock.now_us() - signed_at_us
        # A clock that was put back would make a link live for ever.
        is_usable = 0 <= age_us < self._limits.link_s * _REUSED_SHARE * 1e6
        return link if link and is_usable else None

    async def _sign(self, keys: list[str]) -> None:
        for key in keys:
            self.forget(key)
        signed_at_us = self._clock.now_us()
        links = await self._files.sign(keys, lifetime_s=int(self._limits.link_s))
        for key, link in links.items():
            self._kept[key] = (link, signed_at_us)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
