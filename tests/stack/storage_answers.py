"""How Storage says no, and what it says of an object.

Nearly every refusal has the HTTP status 400 and its real status as text in the body; only the
resumable uploads answer with the real one, and plain text.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg import errors
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

Row = Mapping[str, Any]

_KEY = re.compile(r"^[A-Za-z0-9_/!.*'() &$=@;:+,?-]+$")


class StorageError(Exception):
    """A refusal.

    Attributes:
        status: the real one.
        error: the short form that old clients read.
        code: the one that new clients read.
        message: for people.
    """

    def __init__(self, status: int, code: str, message: str, error: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.error = error or code


def no_bucket() -> StorageError:
    """Return the refusal when there is no such bucket, or none for this caller."""
    return StorageError(404, "NoSuchBucket", "Bucket not found", "Bucket not found")


def no_object() -> StorageError:
    """Return the refusal when there is no such object, or none for this caller."""
    return StorageError(404, "NoSuchKey", "Object not found", "not_found")


def too_large() -> StorageError:
    """Return the refusal of an object above the limit."""
    return StorageError(
        413, "EntityTooLarge", "The object exceeded the maximum allowed size", "Payload too large"
    )


def of_database(error: errors.Error) -> StorageError:
    """Return the refusal that an error of PostgreSQL stands for."""
    if isinstance(error, errors.InsufficientPrivilege):
        message = str(error).split(" for table")[0]
        return StorageError(403, "AccessDenied", message, "Unauthorized")
    if isinstance(error, errors.UniqueViolation):
        return StorageError(
            409, "ResourceAlreadyExists", "The resource already exists", "Duplicate"
        )
    if isinstance(error, errors.ForeignKeyViolation):
        return StorageError(404, "InvalidRequest", "The related resource does not exist")
    return StorageError(500, "DatabaseError", str(error))


async def refuse(_request: Request, error: Exception) -> Response:
    """Answer with a refusal, as all of Storage but the resumable uploads does."""
    if isinstance(error, errors.Error):
        error = of_database(error)
    if not isinstance(error, StorageError):
        raise error
    return JSONResponse(
        {
            "statusCode": str(error.status),
            "error": error.error,
            "message": error.message,
            "code": error.code,
        },
        500 if error.status == 500 else 400,
    )


def refuse_plainly(error: StorageError | errors.Error) -> Response:
    """Answer with a refusal, as the resumable uploads do."""
    if isinstance(error, errors.Error):
        error = of_database(error)
    return PlainTextResponse(error.message, error.status, {"tus-resumable": "1.0.0"})


def check_key(key: str) -> str:
    """Return an object's key.

    Raises:
        StorageError: characters in it that keys do not have; everything beyond ASCII, say.
    """
    if not _KEY.match(key):
        raise StorageError(400, "InvalidKey", f"Invalid key: {key}")
    return key


def check_type(mime_type: str, allowed: list[str] | None) -> None:
    """Let a MIME type of the bucket through.

    Raises:
        StorageError: the bucket does not take it.
    """
    if not allowed:
        return
    kind = mime_type.partition(";")[0].strip()
    family = kind.partition("/")[0] + "/*"
    if kind not in allowed and family not in allowed:
        raise StorageError(
            415,
            "InvalidMimeType",
            f"mime type {mime_type} is not supported",
            "invalid_mime_type",
        )


def moment(value: datetime | None) -> str | None:
    """Write a time as JavaScript does."""
    if value is None:
        return None
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"


def object_json(row: Row) -> dict[str, Any]:
    """Return an object as removing it tells it."""
    times = ("created_at", "updated_at", "last_accessed_at")
    return {
        "name": row["name"],
        "bucket_id": row["bucket_id"],
        "owner": str(row["owner"] or ""),
        "owner_id": row["owner_id"] or "",
        "version": row["version"],
        "id": str(row["id"]),
        **{name: moment(row[name]) for name in times},
        "metadata": row["metadata"],
        "user_metadata": row["user_metadata"],
    }


def info_json(row: Row) -> dict[str, Any]:
    """Return what `info` tells of an object."""
    facts = row["metadata"] or {}
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "version": row["version"],
        "bucket_id": row["bucket_id"],
        "size": facts.get("size"),
        "content_type": facts.get("mimetype"),
        "cache_control": facts.get("cacheControl"),
        "etag": facts.get("eTag"),
        "metadata": row["user_metadata"],
        "last_modified": moment(row["updated_at"]),
        "created_at": moment(row["created_at"]),
    }
