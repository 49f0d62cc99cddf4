"""Small pictures of assets whose original is on the server: of a thumbnail, or of the original."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from desktop_app.domain.errors import MediaError
from desktop_app.domain.files import ServerFile
from desktop_app.domain.remote import RemoteError, RemoteFiles
from desktop_app.sync.fetching import MISSING, TOO_MUCH, Fetching
from desktop_app.sync.links import Links
from desktop_app.sync.originals import Originals
from desktop_app.sync.surroundings import Receiver, Surroundings

log = logging.getLogger(__name__)

_DISK_CODES = frozenset({"import.disk_full", "import.not_stored"})


class Outcome(Enum):
    """What became of a wish."""

    CAME = "came"
    STORED = "stored"
    """It came, and its change is told already."""
    VAIN = "vain"
    """There is nothing to make a picture of."""
    MISSING = "missing"
    """Its file is not there, or not yet."""


_WITHOUT: Final = {MISSING: Outcome.MISSING, TOO_MUCH: Outcome.VAIN}
"""What becomes of a wish by the codes that say that there is no picture."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the picture of an asset may come from.

    Attributes:
        file: of the asset.
        thumbnail_key: of its thumbnail; None without one.
        original_key: of its original, where a picture may be made of that; None otherwise.
    """

    file: ServerFile
    thumbnail_key: str | None
    original_key: str | None

    @property
    def first_key(self) -> str | None:
        """The object that is tried first."""
        return self.thumbnail_key or self.original_key


class Pictures:
    """Plans and fetches small pictures."""

    def __init__(
        self,
        surroundings: Surroundings,
        files: RemoteFiles,
        receiver: Receiver,
        links: Links,
        originals: Originals,
    ) -> None:
        """Fetch into this library."""
        self._catalog = surroundings.catalog
        self._database = surroundings.database
        self._disk = surroundings.disk
        self._limits = surroundings.limits
        self._files = files
        self._receiver = receiver
        self._links = links
        self._originals = originals
        self._fetching = Fetching(files, links, surroundings.disk)

    async def plan(self, ids: Sequence[str]) -> dict[str, Plan]:
        """Return where these pictures may come from; those that need not come are left out.

        Links to all of them are signed at once.

        Raises:
            RemoteError: they cannot be had now.
        """
        files = await self._database(lambda: self._catalog.server_files(ids))
        wanting = [file for file in files if file.is_wanting]
        lacking = await self.lacking([file.id for file in wanting])
        plans: dict[str, Plan] = {
            file.id: self._planned(file) for file in wanting if file.id in lacking
        }
        await self._links.of(key for plan in plans.values() if (key := plan.first_key) is not None)
        return plans

    async def lacking(self, ids: Sequence[str]) -> Collection[str]:
        """Return those of these assets that have no small picture here."""
        return await self._disk(lambda: self._receiver.lacking(ids)) if ids else ()

    async def fetch(self, plan: Plan, keeps: Callable[[], bool]) -> Outcome:
        """Fetch one picture; `keeps` says whether an original that has come for it is stored.

        Raises:
            RemoteError: it cannot be had now.
            MediaError: what the disk did.
        """
        is_missing = False
        if plan.thumbnail_key is not None:
            outcome = await self._thumbnail(plan, plan.thumbnail_key)
            if outcome is Outcome.CAME:
                return outcome
            is_missing = outcome is Outcome.MISSING
        if plan.original_key is not None:
            return await self._original(plan, plan.original_key, keeps)
        return Outcome.MISSING if is_missing else Outcome.VAIN

    def is_nowhere(self, file: ServerFile) -> bool:
        """Whether what the row says of its original names no object at all."""
        return self._files.key_of(file.storage_path) is None

    def _planned(self, file: ServerFile) -> Plan:
        is_small = file.size_bytes <= self._limits.picture_bytes
        is_worth = file.is_image and is_small
        return Plan(
            file=file,
            thumbnail_key=self._files.key_of(file.thumbnail_path),
            original_key=self._files.key_of(file.storage_path) if is_worth else None,
        )

    async def _thumbnail(self, plan: Plan, key: str) -> Outcome:
        try:
            data = await self._fetching.to_memory(key, most_bytes=self._limits.thumbnail_bytes)
            await self._disk(lambda: self._receiver.take_thumbnail(plan.file.id, data))
        except RemoteError as error:
            if error.code in _WITHOUT:
                return _WITHOUT[error.code]
            raise
        except MediaError as error:
            if error.code in _DISK_CODES:
                raise
            log.info("The thumbnail of %s cannot be shown: %s", plan.file.id, error.code)
            return Outcome.VAIN
        return Outcome.CAME

    async def _original(self, plan: Plan, key: str, keeps: Callable[[], bool]) -> Outcome:
        most_bytes = self._limits.picture_bytes
        try:
            is_made = await self._originals.picture(plan.file, key, most_bytes, keeps)
        except RemoteError as error:
            if error.code in _WITHOUT:
                return _WITHOUT[error.code]
            raise
        return Outcome.STORED if is_made else Outcome.VAIN
