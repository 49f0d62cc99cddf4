"""Resumable uploads (TUS 1.0.0, https://tus.io/protocols/resumable-upload) as Storage has them.

An upload's URL names bucket, key and version, base64url-encoded, and lasts a day. Whether the
caller may write there is asked again with every part.
"""

import asyncio
import base64
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from psycopg import errors
from psycopg.types.json import Jsonb
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.stack.database import Claims, Database
from tests.stack.storage_answers import (
    Row,
    StorageError,
    check_key,
    check_type,
    refuse_plainly,
)
from tests.stack.storage_bodies import Upload, append, etag_of
from tests.stack.storage_objects import Objects

_LIFETIME = timedelta(hours=24)
_HEADERS = {"tus-resumable": "1.0.0"}

Handler = Callable[[Request, Claims], Awaitable[Response]]


def _unknown() -> StorageError:
    return StorageError(404, "TusError", "The file for this url was not found\n")


def _metadata(text: str) -> dict[str, str]:
    """Read an Upload-Metadata header: pairs of a key and a base64 value."""
    values: dict[str, str] = {}
    for pair in text.split(","):
        key, _, value = pair.strip().partition(" ")
        if key:
            try:
                values[key] = base64.b64decode(value, validate=True).decode()
            except ValueError:
                raise StorageError(
                    400, "InvalidParameter", "Invalid Upload-Metadata header"
                ) from None
    return values


class ResumableUploads:
    """Uploads that may stop and go on.

    Attributes:
        url: where they are reached.
    """

    def __init__(
        self, database: Database, objects: Objects, claims: Callable[[Request], Claims]
    ) -> None:
        self.url = ""
        self._database = database
        self._objects = objects
        self._claims = claims
        self._locks: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)

    def routes(self) -> list[Route]:
        """Return the routes below /storage/v1."""
        base = "/upload/resumable"
        return [
            Route(base, self._guarded(self._create), methods=["POST"]),
            Route(base, self._options, methods=["OPTIONS"]),
            Route(base + "/{id}", self._guarded(self._head), methods=["HEAD"]),
            Route(base + "/{id}", self._guarded(self._patch), methods=["PATCH"]),
            Route(base + "/{id}", self._guarded(self._delete), methods=["DELETE"]),
        ]

    def _guarded(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            # A bad token is refused before, in the words of the rest of Storage.
            claims = self._claims(request)
            if request.headers.get("tus-resumable") != "1.0.0":
                return refuse_plainly(StorageError(412, "TusError", "Tus-Resumable Required\n"))
            try:
                return await handler(request, claims)
            except (StorageError, errors.Error) as error:
                return refuse_plainly(error)

        return answer

    async def _options(self, _request: Request) -> Response:
        return Response(
            status_code=204,
            headers={
                **_HEADERS,
                "tus-version": "1.0.0",
                "tus-extension": "creation,creation-with-upload,expiration,termination",
                "tus-max-size": str(self._objects.largest_bytes),
            },
        )

    async def _create(self, request: Request, claims: Claims) -> Response:
        length = request.headers.get("upload-length")
        if length is None or not length.isdigit():
            raise StorageError(
                400, "TusError", "Upload-Length or Upload-Defer-Length header required\n"
            )
        values = _metadata(request.headers.get("upload-metadata", ""))
        bucket_id, name = values.get("bucketName", ""), check_key(values.get("objectName", ""))
        bucket = await self._objects.bucket(bucket_id)
        if int(length) > await self._objects.limit(bucket):
            raise StorageError(413, "EntityTooLarge", "Maximum size exceeded\n")
        is_upsert = request.headers.get("x-upsert") == "true"
        await self._objects.check_may_write(claims, bucket_id, name, is_upsert=is_upsert)
        mime_type = values.get("contentType", "application/octet-stream")
        check_type(mime_type, bucket["allowed_mime_types"])
        lifetime = values.get("cacheControl", "")
        number = UUID(self._objects.new_version())
        self._objects.path(str(number)).touch()
        expires_at = datetime.now(UTC) + _LIFETIME
        async with self._database.admin() as cursor:
            await cursor.execute(
                """insert into storage.resumable_uploads
                   (id, bucket_id, name, is_upsert, size_bytes, mime_type, cache_control,
                    user_metadata, owner_id, expires_at)
                   values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
                [
                    *(number, bucket_id, name, is_upsert, int(length), mime_type),
                    f"max-age={lifetime}" if lifetime.isdigit() else "no-cache",
                    Jsonb(_user_metadata(values.get("metadata"))),
                    *(claims.get("sub"), expires_at),
                ],
            )
        key = base64.urlsafe_b64encode(f"{bucket_id}/{name}/{number}".encode())
        headers = {
            **_HEADERS,
            "location": f"{self.url}/{key.decode().rstrip('=')}",
            "upload-expires": format_datetime(expires_at, usegmt=True),
        }
        if request.headers.get("content-type") == "application/offset+octet-stream":
            upload = await self._load(number)
            offset = await self._write(request, upload, 0)
            await self._finish(claims, upload, offset)
            headers["upload-offset"] = str(offset)
        elif int(length) == 0:
            await self._finish(claims, await self._load(number), 0)
        return Response(status_code=201, headers=headers)

    async def _head(self, request: Request, _claims: Claims) -> Response:
        upload = await self._of(request)
        async with self._locks[upload["id"]]:
            upload = await self._of(request)
        return Response(
            status_code=200,
            headers={
                **_HEADERS,
                "cache-control": "no-store",
                "upload-offset": str(upload["offset_bytes"]),
                "upload-length": str(upload["size_bytes"]),
            },
        )

    async def _patch(self, request: Request, claims: Claims) -> Response:
        offset = request.headers.get("upload-offset")
        if offset is None:
            raise StorageError(403, "TusError", "Upload-Offset header required\n")
        if request.headers.get("content-type") != "application/offset+octet-stream":
            raise StorageError(403, "TusError", "Content-Type header required\n")
        upload = await self._of(request)
        await self._objects.check_may_write(
            claims,
            upload["bucket_id"],
            upload["name"],
            is_upsert=request.headers.get("x-upsert") == "true",
        )
        async with self._locks[upload["id"]]:
            upload = await self._of(request)
            if int(offset) != upload["offset_bytes"]:
                raise StorageError(409, "TusError", "Upload-Offset conflict\n")
            now_at = await self._write(request, upload, int(offset))
            headers = {**_HEADERS, "upload-offset": str(now_at)}
            if await self._finish(claims, upload, now_at):
                headers["tus-complete"] = "1"
            else:
                headers["upload-expires"] = format_datetime(upload["expires_at"], usegmt=True)
        return Response(status_code=204, headers=headers)

    async def _delete(self, request: Request, claims: Claims) -> Response:
        upload = await self._of(request)
        await self._objects.check_may_write(
            claims, upload["bucket_id"], upload["name"], is_upsert=True
        )
        if upload["offset_bytes"] == upload["size_bytes"]:
            raise StorageError(
                400, "TusError", "The upload is already finished and cannot be terminated\n"
            )
        async with self._database.admin() as cursor:
            await cursor.execute(
                "delete from storage.resumable_uploads where id = %s", [upload["id"]]
            )
        self._objects.path(str(upload["id"])).unlink(missing_ok=True)
        return Response(status_code=204, headers=_HEADERS)

    async def _of(self, request: Request) -> Row:
        text = request.path_params["id"]
        try:
            key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
            return await self._load(UUID(key.rpartition("/")[2]))
        except ValueError:
            raise _unknown() from None

    async def _load(self, number: UUID) -> Row:
        async with self._database.admin() as cursor:
            await cursor.execute("select * from storage.resumable_uploads where id = %s", [number])
            row = await cursor.fetchone()
        if row is None:
            raise _unknown()
        if row["expires_at"] < datetime.now(UTC):
            raise StorageError(410, "TusError", "The file for this url no longer exists\n")
        return row

    async def _write(self, request: Request, upload: Row, offset: int) -> int:
        path = self._objects.path(str(upload["id"]))
        now_at = await append(request, path, offset, upload["size_bytes"])
        async with self._database.admin() as cursor:
            await cursor.execute(
                "update storage.resumable_uploads set offset_bytes = %s where id = %s",
                [now_at, upload["id"]],
            )
        return now_at

    async def _finish(self, claims: Claims, upload: Row, offset: int) -> bool:
        if offset < upload["size_bytes"]:
            return False
        version = str(upload["id"])
        await self._objects.complete(
            claims,
            upload["bucket_id"],
            upload["name"],
            version,
            Upload(
                mime_type=upload["mime_type"],
                cache_control=upload["cache_control"],
                user_metadata=upload["user_metadata"],
                size_bytes=offset,
                etag=etag_of(self._objects.path(version)),
            ),
        )
        return True


def _user_metadata(text: str | None) -> dict[str, Any]:
    try:
        value = json.loads(text) if text else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
