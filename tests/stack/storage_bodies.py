"""What is uploaded: bytes with or without a form around them, onto the disk."""

import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request

from tests.stack.storage_answers import StorageError, check_type, too_large

_NAME = re.compile(rb'name="([^"]*)"')
_FILE = re.compile(rb'filename="')
_TYPE = re.compile(rb"content-type:\s*([^\r\n]+)", re.IGNORECASE)


@dataclass(slots=True)
class Upload:
    """A file that has arrived, and what came with it."""

    mime_type: str
    cache_control: str
    user_metadata: dict[str, Any] | None
    size_bytes: int = 0
    etag: str = ""


@dataclass(slots=True)
class _Form:
    fields: dict[str, str] = field(default_factory=dict)
    mime_type: str = "text/plain"
    content: bytes | None = None


def _parse_form(body: bytes, boundary: bytes) -> _Form:
    """Read a multipart/form-data body (RFC 7578) with one file at most."""
    form = _Form()
    for part in body.split(b"--" + boundary)[1:]:
        head, separator, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if not separator or name is None:
            continue
        content = content.removesuffix(b"\r\n")
        if _FILE.search(head):
            form.content = content
            kind = _TYPE.search(head)
            if kind is not None:
                form.mime_type = kind[1].decode("latin-1").strip()
        else:
            form.fields[name[1].decode()] = content.decode()
    return form


def _metadata(text: str | None) -> dict[str, Any] | None:
    try:
        value = json.loads(text) if text else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _header_metadata(text: str | None) -> dict[str, Any] | None:
    try:
        return _metadata(base64.b64decode(text).decode()) if text else None
    except ValueError:
        return None


async def receive(
    request: Request, path: Path, *, largest_bytes: int, allowed_types: list[str] | None
) -> Upload:
    """Store what a request brings at `path`.

    Raises:
        StorageError: it is too large, of another type, or empty of a file.
        ClientDisconnect: it broke off.
    """
    content_type = request.headers.get("content-type", "application/octet-stream")
    if content_type.startswith("multipart/form-data"):
        form = _parse_form(
            await request.body(), content_type.partition("boundary=")[2].strip('"').encode()
        )
        if form.content is None:
            raise StorageError(400, "InvalidRequest", "No content provided")
        lifetime = form.fields.get("cacheControl")
        upload = Upload(
            mime_type=form.fields.get("contentType") or form.mime_type,
            cache_control=f"max-age={lifetime}" if lifetime else "no-cache",
            user_metadata=_metadata(form.fields.get("metadata")),
        )
        check_type(upload.mime_type, allowed_types)
        await _store(_one(form.content), path, upload, largest_bytes)
        return upload
    upload = Upload(
        mime_type=content_type,
        cache_control=request.headers.get("cache-control", "no-cache"),
        user_metadata=_header_metadata(request.headers.get("x-metadata")),
    )
    check_type(upload.mime_type, allowed_types)
    if int(request.headers.get("content-length", "0")) > largest_bytes:
        raise too_large()
    await _store(request.stream(), path, upload, largest_bytes)
    return upload


async def _one(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _store(
    chunks: AsyncIterator[bytes], path: Path, upload: Upload, largest_bytes: int
) -> None:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("wb") as file:
        async for chunk in chunks:
            upload.size_bytes += len(chunk)
            if upload.size_bytes > largest_bytes:
                raise too_large()
            digest.update(chunk)
            file.write(chunk)
    upload.etag = f'"{digest.hexdigest()}"'


async def append(request: Request, path: Path, offset_bytes: int, largest_bytes: int) -> int:
    """Add what a request brings at an offset; return how much there is now.

    What has arrived before a connection broke stays.

    Raises:
        StorageError: there is more than was announced.
    """
    with path.open("r+b") as file:
        file.seek(offset_bytes)
        try:
            async for chunk in request.stream():
                if offset_bytes + len(chunk) > largest_bytes:
                    raise StorageError(413, "EntityTooLarge", "Maximum size exceeded\n")
                file.write(chunk)
                offset_bytes += len(chunk)
        except ClientDisconnect:
            pass
    return offset_bytes


def etag_of(path: Path) -> str:
    """Return the entity tag of stored bytes."""
    return f'"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"'
