"""What Auth says: users, and errors in the two forms that its clients know."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

Row = Mapping[str, Any]


class AuthError(Exception):
    """A refusal, as https://supabase.com/docs/guides/auth/debugging/error-codes lists them.

    Attributes:
        status: of the answer.
        code: the `error_code` programs go by.
        message: what a person may read.
        extra: more fields of the body.
    """

    def __init__(self, status: int, code: str, message: str, **extra: object) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.extra = extra


async def refuse(request: Request, error: Exception) -> Response:
    """Answer with an error: since API version 2024-01-01 `code` is the text, before the status."""
    if not isinstance(error, AuthError):
        raise error
    headers = {"x-sb-error-code": error.code}
    body: dict[str, object]
    if request.headers.get("x-supabase-api-version", "") >= "2024-01-01":
        headers["x-supabase-api-version"] = "2024-01-01"
        body = {"code": error.code, "message": error.message}
    else:
        body = {"code": error.status, "error_code": error.code, "msg": error.message}
    return JSONResponse({**body, **error.extra}, error.status, headers)


def moment(value: datetime | None) -> str | None:
    """Write a time as Go does."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def user_json(user: Row) -> dict[str, Any]:
    """Return a user as the clients get it."""
    provider = user["raw_app_meta_data"].get("provider", "email")
    confirmed_at = moment(user["email_confirmed_at"])
    signed_in_at = moment(user["last_sign_in_at"])
    created_at = moment(user["created_at"])
    identity = {
        "identity_id": str(user["id"]),
        "id": str(user["id"]),
        "user_id": str(user["id"]),
        "identity_data": {
            "email": user["email"],
            "email_verified": confirmed_at is not None,
            "phone_verified": False,
            "sub": str(user["id"]),
        },
        "provider": provider,
        "last_sign_in_at": signed_in_at or created_at,
        "created_at": created_at,
        "updated_at": created_at,
        "email": user["email"],
    }
    answer = {
        "id": str(user["id"]),
        "aud": user["aud"],
        "role": user["role"],
        "email": user["email"],
        "email_confirmed_at": confirmed_at,
        "phone": "",
        "confirmation_sent_at": moment(user["confirmation_sent_at"]),
        "recovery_sent_at": moment(user["recovery_sent_at"]),
        "confirmed_at": confirmed_at,
        "last_sign_in_at": signed_in_at,
        "app_metadata": user["raw_app_meta_data"],
        "user_metadata": user["raw_user_meta_data"],
        "identities": [identity],
        "created_at": created_at,
        "updated_at": moment(user["updated_at"]),
        "is_anonymous": False,
    }
    return {key: value for key, value in answer.items() if value is not None}
