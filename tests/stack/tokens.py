"""The project's keys and the tokens of its users, all signed with one secret."""

import time
from typing import Any

import jwt

from tests.stack.database import Claims

_TEN_YEARS_S = 10 * 365 * 86_400


class TokenError(Exception):
    """A token that is not ours, or not any more; the text says why."""


class Tokens:
    """Signs and reads tokens.

    Attributes:
        secret: what they are signed with (HS256).
        anon_key, service_key: the project's legacy keys, tokens themselves.
        publishable_key, secret_key: the same two as the opaque keys of newer projects.
    """

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.anon_key = self._key("anon")
        self.service_key = self._key("service_role")
        self.publishable_key = "sb_publishable_" + self.anon_key[-40:].replace(".", "_")
        self.secret_key = "sb_secret_" + self.service_key[-40:].replace(".", "_")

    def _key(self, role: str) -> str:
        issued = int(time.time())
        return self.sign(
            {"iss": "supabase", "ref": "stack", "role": role, "iat": issued},
            lifetime_s=_TEN_YEARS_S,
        )

    def sign(self, claims: dict[str, Any], *, lifetime_s: float) -> str:
        """Return a token that says `claims` until it expires."""
        return jwt.encode(
            {**claims, "exp": int(time.time() + lifetime_s)}, self.secret, algorithm="HS256"
        )

    def read(self, token: str) -> Claims:
        """Return what a token says.

        Raises:
            TokenError: it is none, was not signed here, or has expired.
        """
        try:
            claims: Claims = jwt.decode(
                token, self.secret, algorithms=["HS256"], options={"verify_aud": False}
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenError("token is expired") from error
        except jwt.InvalidTokenError as error:
            raise TokenError(str(error)) from error
        return claims

    def bearer(self, apikey: str) -> str | None:
        """Return the token that stands for a key of the project; None for a stranger's."""
        return {
            self.anon_key: self.anon_key,
            self.publishable_key: self.anon_key,
            self.service_key: self.service_key,
            self.secret_key: self.service_key,
        }.get(apikey)
