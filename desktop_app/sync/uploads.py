"""Imported files to the bucket: the object, its size checked, its thumbnail; the row goes after.

Nothing is ever overwritten: an object that is there already is ours from an earlier attempt when
it has our size and, as far as that is known, our hash. Otherwise the asset is blocked and shown.
"""

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.object_keys import thumbnail_key
from desktop_app.domain.remote import ObjectInfo, RemoteError, RemoteFiles, Resume
from desktop_app.domain.sync import Claim, Transfer, Upload
from desktop_app.sync.outcomes import Outcomes
from desktop_app.sync.refusals import Refusals
from desktop_app.sync.retry import INCOMPLETE, is_about_the_line
from desktop_app.sync.surroundings import Surroundings
from desktop_app.sync.together import together
from desktop_app.sync.transfers import Transfers

OTHER_OBJECT = "upload.other_object"
"""Code: the bucket has another file under the key of this one."""
NO_FILE = "upload.no_file"
"""Code: the original is not on this machine any more."""
CHANGED_FILE = "upload.changed_file"
"""Code: the original is not the file any more that was imported."""
THUMBNAIL_TYPE = "image/webp"


class Uploads:
    """Sends the files of new assets, a few at once."""

    def __init__(
        self,
        surroundings: Surroundings,
        outcomes: Outcomes,
        refusals: Refusals,
        transfers: Transfers,
    ) -> None:
        """Send to the bucket of these surroundings."""
        self._surroundings = surroundings
        self._rows = surroundings.rows
        self._replica = surroundings.replica
        self._database = surroundings.database
        self._disk = surroundings.disk
        self._originals = surroundings.originals
        self._outcomes = outcomes
        self._refusals = refusals
        self._transfers = transfers
        self._moved: set[str] = set()

    async def some(self) -> bool:
        """Send the files that are due; return whether there were any.

        Raises:
            RemoteError: the server is not there, or somebody has to sign in.
        """
        files = self._surroundings.files
        if files is None:
            return False
        limit = self._surroundings.limits.upload_at_once
        claims = await self._database(lambda: self._replica.claim(limit, uploads=True))
        failures: list[RemoteError] = []
        await together(
            self._send_one(files, claim, claim.upload, failures)
            for claim in claims
            if claim.upload is not None
        )
        if failures:
            raise failures[0]
        return bool(claims)

    async def _send_one(
        self, files: RemoteFiles, claim: Claim, upload: Upload, failures: list[RemoteError]
    ) -> None:
        try:
            await self._send(files, claim, upload)
        except RemoteError as error:
            if upload.asset_id in self._moved:
                # However often the line breaks: what gets on is not put off ever longer.
                claim = replace(claim, attempts=1)
            if await self._outcomes.fail(claim, error, is_untouched=True):
                failures.append(error)
        else:
            await self._outcomes.send_again(claim, is_untouched=True)
        finally:
            self._moved.discard(upload.asset_id)

    async def _send(self, files: RemoteFiles, claim: Claim, upload: Upload) -> None:
        known = await self._refusals.of_upload(upload)
        if known is not None and claim.attempts == 1:
            raise known
        source = await self._source(upload)
        try:
            await self._put(files, upload, source)
        except RemoteError as error:
            await self._refusals.learn_of_upload(upload, error)
            raise
        await self._refusals.forget_upload(upload)
        thumbnail_key = await self._put_thumbnail(files, upload)
        await self._database(
            lambda: self._replica.note_upload(
                upload.asset_id, is_done=True, thumbnail_key=thumbnail_key
            )
        )

    async def _source(self, upload: Upload) -> Path:
        """Return the original, which has to be of the size that was imported."""
        path = await self._disk(lambda: self._originals.path(upload.asset_id))
        size_bytes = None if path is None else await self._disk(lambda: _size_bytes(path))
        if path is None or size_bytes is None:
            raise RemoteError(NO_FILE, ErrorKind.PERMANENT)
        if size_bytes != upload.size_bytes:
            raise RemoteError(CHANGED_FILE, ErrorKind.PERMANENT)
        return path

    async def _put(self, files: RemoteFiles, upload: Upload, source: Path) -> None:
        """Have the bucket hold the original under its key, complete."""
        is_new = await self._upload(files, upload, source)
        info = await files.info(upload.object_key)
        if info is None:
            # It is said to be there and is not: another upload of it is under way.
            raise RemoteError(INCOMPLETE, ErrorKind.RETRYABLE)
        if _is_same(info, upload):
            return
        if not is_new:
            raise RemoteError(OTHER_OBJECT, ErrorKind.PERMANENT)
        await files.remove([upload.object_key])
        raise RemoteError(INCOMPLETE, ErrorKind.RETRYABLE)

    async def _upload(self, files: RemoteFiles, upload: Upload, source: Path) -> bool:
        """Send the original; return False when an object was there already."""
        notes: list[asyncio.Task[None]] = []
        begun_bytes = 0 if upload.resume is None else upload.resume.offset_bytes

        def on_progressed(sent_bytes: int, resume: Resume | None) -> None:
            self._transfers.progress(upload.asset_id, sent_bytes)
            if sent_bytes > begun_bytes:
                self._moved.add(upload.asset_id)
            if resume is not None:
                notes.append(asyncio.create_task(self._note(upload, resume)))

        try:
            await self._transfers.run(
                await self._transfer(upload),
                files.upload(
                    upload.object_key,
                    source,
                    mime_type=upload.mime_type,
                    sha256=upload.sha256,
                    resume=upload.resume,
                    progressed=on_progressed,
                ),
            )
        except RemoteError as error:
            if error.code != "remote.exists":
                raise
            return False
        finally:
            await asyncio.gather(*notes)
        return True

    async def _transfer(self, upload: Upload) -> Transfer:
        """Return how an upload is shown."""
        asset = await self._database(
            lambda: self._surroundings.catalog.asset_by_id(upload.asset_id)
        )
        row = None if asset is None else asset.row
        return Transfer(
            asset_id=upload.asset_id,
            row=row,
            is_upload=True,
            done_bytes=0,
            total_bytes=upload.size_bytes,
        )

    async def _note(self, upload: Upload, resume: Resume) -> None:
        """Keep where a resumable upload stands, for the case that it is interrupted."""
        await self._database(lambda: self._replica.note_upload(upload.asset_id, resume=resume))

    async def _put_thumbnail(self, files: RemoteFiles, upload: Upload) -> str | None:
        """Send the thumbnail; return its key, or None when there is none to be had."""
        picture = await self._disk(lambda: self._originals.thumbnail(upload.asset_id))
        if picture is None:
            return None
        key = thumbnail_key(self._rows.user_id, upload.asset_id)
        try:
            await files.upload(
                key,
                picture,
                mime_type=THUMBNAIL_TYPE,
                sha256=hashlib.sha256(picture).hexdigest(),
            )
        except RemoteError as error:
            if is_about_the_line(error):
                raise
            if error.code != "remote.exists":
                # The bucket takes no such pictures.
                return None
        if await files.info(key) is None:
            raise RemoteError(INCOMPLETE, ErrorKind.RETRYABLE)
        return key


def _is_same(info: ObjectInfo, upload: Upload) -> bool:
    is_hash_same = info.sha256 is None or info.sha256 == upload.sha256
    return info.size_bytes == upload.size_bytes and is_hash_same


def _size_bytes(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
