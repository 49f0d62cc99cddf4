"""The files of one user in the bucket, by Supabase Storage.

Small ones go up in one request, large ones as a resumable upload (TUS 1.0.0: create, HEAD for
the offset, PATCH from there) in chunks of exactly 6 MiB, as Storage wants them. Nothing is ever
overwritten. Downloads come through signed links, from any offset on.
"""

import re
from base64 import b64encode
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import orjson

from desktop_app.domain.entities import Json
from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.object_keys import object_key
from desktop_app.domain.ports import Clock, SystemClock
from desktop_app.domain.remote import ObjectInfo, RemoteError, Resume
from desktop_app.remote.connection import Connection, sent, whole
from desktop_app.remote.project import BUCKET
from desktop_app.remote.resumable import ResumableUpload
from desktop_app.remote.sources import Source
from desktop_app.remote.translate import (
    garbled,
    is_behind_end,
    link_error,
    object_of,
    rows_of,
)

PLAIN_BYTES = 6 * 2**20
"""Up to this size a file goes up in one request."""
MOST_SIGNED = 1_000
MOST_REMOVED = 100
MOST_LISTED = 1_000
CACHE_S = 31_536_000
"""Objects never change under their key."""

_STORAGE = "/storage/v1"
_JSON = {"content-type": "application/json", "accept": "application/json"}
_SHA256 = re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")


class LibraryFiles:
    """`RemoteFiles` of one user of one project."""

    def __init__(
        self, connection: Connection, client: httpx.AsyncClient, clock: Clock | None = None
    ) -> None:
        """Speak for the user of a connection; links are fetched with the bare client."""
        self._connection = connection
        self._client = client
        self._clock = clock or SystemClock()

    def key_of(self, path: str | None) -> str | None:
        """Return the key of the object that a row's path names; None when it names none."""
        return object_key(path, bucket=BUCKET, project_url=self._connection.project.url)

    async def upload(
        self,
        key: str,
        source: Path | bytes,
        *,
        mime_type: str,
        sha256: str,
        resume: Resume | None = None,
        progressed: Callable[[int, Resume | None], None] | None = None,
    ) -> None:
        """Store an object that is not there yet; never overwrites."""
        self._check_own(key)
        told = progressed or _nobody
        async with await Source.opened(source) as opened:
            if opened.size_bytes > PLAIN_BYTES:
                await ResumableUpload(
                    self._connection,
                    self._clock,
                    opened,
                    {
                        "bucketName": BUCKET,
                        "objectName": key,
                        "contentType": mime_type,
                        "cacheControl": str(CACHE_S),
                        "metadata": orjson.dumps({"sha256": sha256}).decode(),
                    },
                    told,
                ).run(resume)
                return
            await self._connection.ask(
                "POST",
                f"{_object()}/{quote(key)}",
                headers={
                    "content-type": mime_type,
                    "cache-control": f"max-age={CACHE_S}",
                    "x-upsert": "false",
                    "x-metadata": _base64_object({"sha256": sha256}),
                },
                content=await opened.read(0, opened.size_bytes),
            )
            told(opened.size_bytes, None)

    async def info(self, key: str) -> ObjectInfo | None:
        """Return what is known of an object; None when it is not there."""
        try:
            answer = await self._connection.ask(
                "GET", f"{_object('info')}/{quote(key)}", headers=_JSON
            )
        except RemoteError as error:
            if error.code == "remote.missing":
                return None
            raise
        return _info(object_of(answer))

    async def remove(self, keys: Sequence[str]) -> None:
        """Remove objects; those that are gone already are fine."""
        for key in keys:
            self._check_own(key)
        for start in range(0, len(keys), MOST_REMOVED):
            some = list(keys[start : start + MOST_REMOVED])
            answer = await self._connection.ask(
                "DELETE", _object(), headers=_JSON, content=orjson.dumps({"prefixes": some})
            )
            rows_of(answer, needed=())

    async def objects(self, folder: str) -> dict[str, ObjectInfo]:
        """Return the objects right in a folder of the user's, by their keys."""
        self._check_own(f"{folder}/")
        found: dict[str, ObjectInfo] = {}
        offset = 0
        while True:
            question = {
                "prefix": folder,
                "limit": MOST_LISTED,
                "offset": offset,
                "sortBy": {"column": "name", "order": "asc"},
            }
            answer = await self._connection.ask(
                "POST", _object("list"), headers=_JSON, content=orjson.dumps(question)
            )
            rows = rows_of(answer, needed=("name",))
            if not rows:
                return found
            offset += len(rows)
            for row in rows:
                metadata = row.get("metadata")
                if row.get("id") is not None and isinstance(metadata, dict):
                    found[f"{folder}/{row['name']}"] = _info(metadata)

    async def sign(self, keys: Sequence[str], *, lifetime_s: int) -> dict[str, str]:
        """Return links that end, up to 1,000 at once; keys whose object is missing are left out."""
        links: dict[str, str] = {}
        asked = list(dict.fromkeys(keys))
        for start in range(0, len(asked), MOST_SIGNED):
            some = asked[start : start + MOST_SIGNED]
            answer = await self._connection.ask(
                "POST",
                _object("sign"),
                headers=_JSON,
                content=orjson.dumps({"expiresIn": lifetime_s, "paths": some}),
            )
            for item in rows_of(answer, needed=("path",)):
                path, link = item["path"], item.get("signedURL") or item.get("signedUrl")
                if isinstance(path, str) and path in some and isinstance(link, str):
                    links[path] = self._absolute(link)
        return links

    async def download(self, url: str, *, offset_bytes: int = 0) -> AsyncGenerator[bytes, None]:
        """Return the bytes behind a signed link, from an offset on.

        Nothing comes when the offset is the size; whoever asks knows what the size should be.
        """
        self._check_origin(url)
        headers = {"accept-encoding": "identity"}
        if offset_bytes:
            headers["range"] = f"bytes={offset_bytes}-"
        async with sent(self._client, "GET", url, headers=headers) as response:
            if response.status_code not in {200, 206}:
                answer = await whole(response)
                if offset_bytes and is_behind_end(answer, offset_bytes):
                    return
                raise link_error(answer)
            to_skip = _missing_offset(response, offset_bytes)
            async for part in response.aiter_bytes():
                fresh, to_skip = part[to_skip:], max(0, to_skip - len(part))
                if fresh:
                    yield fresh

    def _check_own(self, key: str) -> None:
        """Refuse keys outside of the user's own folder, whoever made them."""
        folder, *names = key.split("/")
        if folder != self._connection.user_id or not names or {".", ".."} & {*names}:
            raise RemoteError("remote.other_user", ErrorKind.PERMANENT)

    def _absolute(self, link: str) -> str:
        if not link.startswith("/"):
            self._check_origin(link)
            return link
        return f"{self._connection.project.url}{_STORAGE}{link.removeprefix(_STORAGE)}"

    def _check_origin(self, url: str) -> None:
        parts = urlsplit(url)
        if (parts.scheme, parts.netloc) != self._connection.project.origin:
            raise RemoteError(
                "remote.refused", ErrorKind.PERMANENT, reason="other_server", message=""
            )


def _object(action: str = "") -> str:
    return f"{_STORAGE}/object/{action}/{BUCKET}" if action else f"{_STORAGE}/object/{BUCKET}"


def _base64_object(values: Mapping[str, Json]) -> str:
    return b64encode(orjson.dumps(values)).decode()


def _nobody(_done_bytes: int, _resume: Resume | None) -> None:
    """Hear of progress and do nothing."""


def _info(told: Mapping[str, Json]) -> ObjectInfo:
    """Return what an object's description says; its size has had two names."""
    size_bytes = told.get("size", told.get("contentLength"))
    if isinstance(size_bytes, str) and size_bytes.isdigit():
        size_bytes = int(size_bytes)
    if not isinstance(size_bytes, int) or isinstance(size_bytes, bool):
        raise garbled("size")
    own = told.get("metadata")
    sha256 = own.get("sha256") if isinstance(own, dict) else None
    is_hash = isinstance(sha256, str) and _SHA256.fullmatch(sha256) is not None
    return ObjectInfo(size_bytes, sha256 if isinstance(sha256, str) and is_hash else None)


def _missing_offset(response: httpx.Response, offset_bytes: int) -> int:
    """Return how many bytes come that were not asked for.

    Raises:
        RemoteError: ``remote.garbled``: these are not the bytes asked for.
    """
    if response.headers.get("content-type", "").startswith("text/html"):
        raise garbled("html")
    if response.status_code == 200:
        return offset_bytes
    told = _RANGE.fullmatch(response.headers.get("content-range", ""))
    is_packed = response.headers.get("content-encoding", "identity") != "identity"
    if told is None or int(told[1]) != offset_bytes or is_packed:
        raise garbled("range")
    return 0
