"""What this project has refused, learnt from its answers and remembered.

CHECK constraints and the bucket's limits cannot be read by a plain user. So a file that is larger
than one that was refused is not sent for nothing, and the window leaves out a visibility that
the server does not take.
"""

import json

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.domain.sync import Claim, Upload
from desktop_app.sync.surroundings import Surroundings

VISIBILITIES = "refused.visibility"
TYPES = "refused.types"
SIZE_BYTES = "refused.size"

_CHECK_VIOLATED = "23514"


class Refusals:
    """The refusals of one project, kept among the positions of its library."""

    def __init__(self, surroundings: Surroundings) -> None:
        """Keep them in the replica of these surroundings."""
        self._replica = surroundings.replica
        self._database = surroundings.database

    async def of_upload(self, upload: Upload) -> RemoteError | None:
        """Return what the bucket would say of this file, as far as is known."""
        if upload.mime_type in await self._listed(TYPES):
            return RemoteError("remote.type_refused", ErrorKind.PERMANENT)
        smallest = await self._position(SIZE_BYTES)
        if smallest is not None and upload.size_bytes >= int(smallest):
            return RemoteError("remote.too_large", ErrorKind.PERMANENT)
        return None

    async def learn_of_upload(self, upload: Upload, error: RemoteError) -> None:
        """Remember that the bucket refused this file, if it was for its type or size."""
        if error.code == "remote.type_refused":
            await self._add(TYPES, upload.mime_type)
        elif error.code == "remote.too_large":
            smallest = await self._position(SIZE_BYTES)
            if smallest is None or upload.size_bytes < int(smallest):
                await self._put(SIZE_BYTES, str(upload.size_bytes))

    async def forget_upload(self, upload: Upload) -> None:
        """Note that the bucket took this file: what refused its like is not so any more."""
        if upload.mime_type in await self._listed(TYPES):
            kept = await self._listed(TYPES)
            await self._put(TYPES, json.dumps([one for one in kept if one != upload.mime_type]))
        smallest = await self._position(SIZE_BYTES)
        if smallest is not None and upload.size_bytes >= int(smallest):
            await self._put(SIZE_BYTES, None)

    async def learn_of_row(self, claim: Claim, error: RemoteError) -> None:
        """Remember that the server refused a visibility, if that is what it was."""
        if error.code != "remote.refused" or error.params.get("reason") != _CHECK_VIOLATED:
            return
        sent = claim.values if claim.row is None else claim.row
        visibility = sent.get("visibility")
        words = str(error.params.get("message", ""))
        if isinstance(visibility, str) and "visibility" in words:
            await self._add(VISIBILITIES, visibility)

    async def _listed(self, key: str) -> list[str]:
        kept = await self._position(key)
        return [] if kept is None else list(map(str, json.loads(kept)))

    async def _add(self, key: str, value: str) -> None:
        kept = await self._listed(key)
        if value not in kept:
            await self._put(key, json.dumps([*kept, value]))

    async def _position(self, key: str) -> str | None:
        return await self._database(lambda: self._replica.position(key))

    async def _put(self, key: str, value: str | None) -> None:
        await self._database(lambda: self._replica.set_positions({key: value}))
