"""Storage, as at /storage/v1: objects of the project's buckets, behind row-level security.

Paths, bodies and errors follow Supabase's storage-api.
"""

import re
import urllib.parse
from collections.abc import AsyncIterator, Awaitable, Callable
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from psycopg import errors
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.stack.database import Claims, Database
from tests.stack.settings import Settings
from tests.stack.storage_answers import (
    Row,
    StorageError,
    check_key,
    info_json,
    moment,
    no_bucket,
    no_object,
    object_json,
    refuse,
)
from tests.stack.storage_bodies import receive
from tests.stack.storage_objects import Objects
from tests.stack.storage_uploads import ResumableUploads
from tests.stack.tokens import TokenError, Tokens

_MOST_AT_ONCE = 1000
_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
_CHUNK_BYTES = 256 * 1024


def _invalid(message: str) -> StorageError:
    return StorageError(400, "InvalidRequest", message, "Error")


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _invalid("body must be object")
    return body


def _names(body: dict[str, Any], key: str) -> list[str]:
    names = body.get(key)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _invalid(f"body must have required property '{key}'")
    if not names:
        raise _invalid(f"body/{key} must NOT have fewer than 1 items")
    if len(names) > _MOST_AT_ONCE:
        raise _invalid(f"body/{key} must NOT have more than {_MOST_AT_ONCE} items")
    return names


class StorageServer:
    """The objects of the project."""

    def __init__(
        self, database: Database, tokens: Tokens, settings: Settings, folder: Path
    ) -> None:
        self._tokens = tokens
        self._objects = Objects(database, folder)
        self._uploads = ResumableUploads(database, self._objects, self._claims)
        self.apply(settings)

    def be_at(self, url: str) -> None:
        """Say where it is reached: resumable uploads name it."""
        self._uploads.url = f"{url}/upload/resumable"

    def apply(self, settings: Settings) -> None:
        """Go on with other settings."""
        self._objects.largest_bytes = settings.largest_file_bytes

    def application(self) -> Starlette:
        """Return it as an ASGI application."""

        def route(path: str, handler: Callable[[Request], Awaitable[Response]], verb: str) -> Route:
            return Route(path, handler, methods=[verb])

        one = "/{bucket}/{name:path}"
        return Starlette(
            routes=[
                *self._uploads.routes(),
                route("/status", self._status, "GET"),
                route("/bucket", self._buckets, "GET"),
                route("/bucket/{bucket}", self._bucket, "GET"),
                route("/object/list/{bucket}", self._list, "POST"),
                route("/object/sign/{bucket}", self._sign_all, "POST"),
                route(f"/object/sign{one}", self._sign, "POST"),
                route(f"/object/sign{one}", self._download_signed, "GET"),
                route(f"/object/info/authenticated{one}", self._info, "GET"),
                route(f"/object/info{one}", self._info, "GET"),
                route(f"/object/authenticated{one}", self._download, "GET"),
                route(f"/object{one}", self._upload, "POST"),
                route(f"/object{one}", self._replace, "PUT"),
                route(f"/object{one}", self._remove, "DELETE"),
                route(f"/object{one}", self._download, "GET"),
                route("/object/{bucket}", self._remove_all, "DELETE"),
            ],
            exception_handlers={StorageError: refuse, errors.Error: refuse},
        )

    def _claims(self, request: Request) -> Claims:
        """Return who asks.

        Raises:
            StorageError: a token that is none, or has expired.
        """
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            return self._tokens.read(token)
        except TokenError as error:
            message = (
                '"exp" claim timestamp check failed'
                if "expired" in str(error)
                else "Invalid Compact JWS"
            )
            raise StorageError(403, "AccessDenied", message, "Unauthorized") from error

    async def _status(self, _request: Request) -> Response:
        return JSONResponse({"healthy": True})

    async def _buckets(self, request: Request) -> Response:
        rows = await self._objects.buckets(self._claims(request), None)
        return JSONResponse([_bucket_json(row) for row in rows])

    async def _bucket(self, request: Request) -> Response:
        rows = await self._objects.buckets(self._claims(request), request.path_params["bucket"])
        if not rows:
            raise no_bucket()
        return JSONResponse(_bucket_json(rows[0]))

    async def _upload(self, request: Request) -> Response:
        return await self._take(request, is_upsert=request.headers.get("x-upsert") == "true")

    async def _replace(self, request: Request) -> Response:
        return await self._take(request, is_upsert=True)

    async def _take(self, request: Request, *, is_upsert: bool) -> Response:
        claims = self._claims(request)
        bucket_id = request.path_params["bucket"]
        name = check_key(request.path_params["name"])
        bucket = await self._objects.bucket(bucket_id)
        version = self._objects.new_version()
        path = self._objects.path(version)
        try:
            upload = await receive(
                request,
                path,
                largest_bytes=await self._objects.limit(bucket),
                allowed_types=bucket["allowed_mime_types"],
            )
            await self._objects.check_may_write(claims, bucket_id, name, is_upsert=is_upsert)
            number = await self._objects.complete(claims, bucket_id, name, version, upload)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return JSONResponse({"Id": number, "Key": f"{bucket_id}/{name}"})

    async def _list(self, request: Request) -> Response:
        body = await _body(request)
        if "prefix" not in body:
            raise _invalid("body must have required property 'prefix'")
        rows = await self._objects.listing(
            self._claims(request), request.path_params["bucket"], body
        )
        return JSONResponse(
            [
                {
                    "name": row["name"],
                    "id": None if row["id"] is None else str(row["id"]),
                    "updated_at": moment(row["updated_at"]),
                    "created_at": moment(row["created_at"]),
                    "last_accessed_at": moment(row["last_accessed_at"]),
                    "metadata": row["metadata"],
                }
                for row in rows
            ]
        )

    async def _info(self, request: Request) -> Response:
        row = await self._visible(request)
        return JSONResponse(info_json(row))

    async def _visible(self, request: Request) -> Row:
        claims = self._claims(request)
        bucket = request.path_params["bucket"]
        await self._objects.bucket(bucket)
        return await self._objects.find(claims, bucket, request.path_params["name"])

    def _link(self, bucket: str, name: str, lifetime_s: float) -> str:
        path = f"{bucket}/{name}"
        token = self._tokens.sign({"url": path, "scope": "download"}, lifetime_s=lifetime_s)
        return f"/object/sign/{path}?token={token}"

    async def _sign(self, request: Request) -> Response:
        lifetime_s = _lifetime(await _body(request))
        row = await self._visible(request)
        return JSONResponse({"signedURL": self._link(row["bucket_id"], row["name"], lifetime_s)})

    async def _sign_all(self, request: Request) -> Response:
        body = await _body(request)
        lifetime_s = _lifetime(body)
        names = _names(body, "paths")
        bucket = request.path_params["bucket"]
        rows = await self._objects.find_all(self._claims(request), bucket, names)
        there = {row["name"] for row in rows}
        lost = "Either the object does not exist or you do not have access to it"
        return JSONResponse(
            [
                {
                    "error": None if name in there else lost,
                    "path": name,
                    "signedURL": self._link(bucket, name, lifetime_s) if name in there else None,
                }
                for name in names
            ]
        )

    async def _download(self, request: Request) -> Response:
        return self._send(request, await self._visible(request))

    async def _download_signed(self, request: Request) -> Response:
        bucket, name = request.path_params["bucket"], request.path_params["name"]
        token = request.query_params.get("token")
        if token is None:
            raise _invalid("querystring must have required property 'token'")
        try:
            claims = self._tokens.read(token)
        except TokenError as error:
            message = (
                '"exp" claim timestamp check failed'
                if "expired" in str(error)
                else "signature verification failed"
            )
            raise StorageError(400, "InvalidJWT", message) from error
        if claims.get("scope") != "download" or claims.get("url") != f"{bucket}/{name}":
            raise StorageError(400, "InvalidSignature", "Invalid signature")
        return self._send(request, await self._objects.find(None, bucket, name))

    def _send(self, request: Request, row: Row) -> Response:
        path = self._objects.path(row["version"])
        if not path.exists():
            # The row is there and the file is not: it happens to real buckets, too.
            raise no_object()
        facts = row["metadata"]
        headers = {
            "accept-ranges": "bytes",
            "etag": facts["eTag"],
            "cache-control": facts["cacheControl"],
            "last-modified": format_datetime(row["updated_at"], usegmt=True),
        }
        if "download" in request.query_params:
            name = urllib.parse.quote(request.query_params["download"])
            headers["content-disposition"] = (
                f"attachment; filename={name}; filename*=UTF-8''{name}" if name else "attachment;"
            )
        if request.headers.get("if-none-match") == facts["eTag"]:
            return Response(status_code=304, headers=headers)
        wanted = _RANGE.match(request.headers.get("range", ""))
        if wanted is None or not (wanted[1] or wanted[2]):
            return _stream(path, facts, headers, 0, path.stat().st_size, status=200)
        return _part(path, facts, headers, first=wanted[1], last=wanted[2])

    async def _remove_all(self, request: Request) -> Response:
        names = _names(await _body(request), "prefixes")
        rows = await self._objects.remove(
            self._claims(request), request.path_params["bucket"], names
        )
        return JSONResponse([object_json(row) for row in rows])

    async def _remove(self, request: Request) -> Response:
        rows = await self._objects.remove(
            self._claims(request), request.path_params["bucket"], [request.path_params["name"]]
        )
        if not rows:
            raise no_object()
        return JSONResponse({"message": "Successfully deleted"})


def _lifetime(body: dict[str, Any]) -> float:
    try:
        lifetime_s = int(body["expiresIn"])
    except (KeyError, TypeError, ValueError):
        raise _invalid("body must have required property 'expiresIn'") from None
    if lifetime_s < 1:
        raise _invalid("body/expiresIn must be >= 1")
    return lifetime_s


def _bucket_json(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "owner": str(row["owner"] or ""),
        "public": row["public"],
        "type": "STANDARD",
        "file_size_limit": row["file_size_limit"],
        "allowed_mime_types": row["allowed_mime_types"],
        "created_at": moment(row["created_at"]),
        "updated_at": moment(row["updated_at"]),
    }


def _part(
    path: Path, facts: dict[str, Any], headers: dict[str, str], *, first: str, last: str
) -> Response:
    size = path.stat().st_size
    if first:
        begin, end = int(first), min(int(last) + 1, size) if last else size
    else:
        begin, end = max(0, size - int(last)), size
    if begin >= end:
        raise StorageError(416, "InvalidRange", "The requested range is not satisfiable")
    return _stream(
        path,
        facts,
        {**headers, "content-range": f"bytes {begin}-{end - 1}/{size}"},
        begin,
        end,
        status=206,
    )


def _stream(
    path: Path, facts: dict[str, Any], headers: dict[str, str], begin: int, end: int, *, status: int
) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        with path.open("rb") as file:
            file.seek(begin)
            left = end - begin
            while left:
                chunk = file.read(min(_CHUNK_BYTES, left))
                if not chunk:
                    return
                left -= len(chunk)
                yield chunk

    return StreamingResponse(
        chunks(),
        status,
        {**headers, "content-length": str(end - begin)},
        media_type=facts["mimetype"],
    )
