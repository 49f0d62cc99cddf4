"""Removes the files of a row that was removed, if they are ours and nobody else's.

Keys come in many forms, several rows can share a file, and other tables point at files too. So
only what Lightbox itself uploaded for this asset goes, and only when no row here and none on the
server names it. Everything else stays.
"""

import logging

from desktop_app.domain.object_keys import thumbnail_key
from desktop_app.domain.remote import RemoteError, RemoteFiles
from desktop_app.domain.sync import Claim
from desktop_app.sync.retry import is_about_the_line
from desktop_app.sync.surroundings import Surroundings

log = logging.getLogger(__name__)


class FileRemoval:
    """Removes objects of the bucket."""

    def __init__(self, surroundings: Surroundings) -> None:
        """Remove from the bucket of these surroundings."""
        self._rows = surroundings.rows
        self._files = surroundings.files
        self._replica = surroundings.replica
        self._database = surroundings.database

    async def after(self, claim: Claim) -> None:
        """Remove what was uploaded for an asset whose row is gone; may be repeated.

        Raises:
            RemoteError: the server is not there; one that refuses keeps its files.
        """
        if self._files is None:
            return
        try:
            await self._remove(self._files, claim)
        except RemoteError as error:
            if is_about_the_line(error):
                raise
            log.warning("The files of a removed asset stay in the bucket: %s", error.code)

    async def _remove(self, files: RemoteFiles, claim: Claim) -> None:
        keys = [key for key in self._own_keys(claim) if await self._is_uploaded(files, claim, key)]
        if not keys:
            return
        named = await self._database(lambda: self._replica.named(keys))
        named |= await self._rows.are_named(keys)
        # An empty answer is also what nobody gets who has lost their session on the way: it counts
        # when it is given once more, with the session seen to be ours in between.
        await self._rows.guard()
        named |= await self._rows.are_named(keys)
        going = [key for key in keys if key not in named]
        if going:
            await files.remove(going)

    def _own_keys(self, claim: Claim) -> list[str]:
        """Return the keys of the form that Lightbox gives to an asset's objects."""
        own = f"{self._rows.user_id}/{claim.id}."
        paths = [claim.gone.get("storage_path"), claim.gone.get("thumbnail_path")]
        uploaded = claim.gone.get("uploaded")
        if isinstance(uploaded, list) and uploaded:
            # The thumbnail may have gone up without a word of it: then the program was ended.
            paths += [*uploaded, thumbnail_key(self._rows.user_id, claim.id)]
        found = (path for path in paths if isinstance(path, str) and path.startswith(own))
        return [path for path in dict.fromkeys(found) if "/" not in path[len(own) :]]

    async def _is_uploaded(self, files: RemoteFiles, claim: Claim, key: str) -> bool:
        """Whether we uploaded it: noted here, or by another machine in the object itself."""
        uploaded = claim.gone.get("uploaded")
        if isinstance(uploaded, list) and key in uploaded:
            return True
        info = await files.info(key)
        return info is not None and info.sha256 is not None
