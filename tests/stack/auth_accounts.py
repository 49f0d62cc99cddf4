"""Users and their passwords, and the e-mails with codes and links."""

import hashlib
import hmac
import re
import secrets
from typing import Any
from urllib.parse import urlencode

from psycopg.types.json import Jsonb

from tests.stack.auth_answers import AuthError, Row
from tests.stack.database import Cursor
from tests.stack.settings import Settings

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_LEAST_PASSWORD = 6


def checked_email(email: object) -> str:
    """Return an address as it is stored.

    Raises:
        AuthError: it is none.
    """
    if not isinstance(email, str) or not email:
        raise AuthError(400, "validation_failed", "An email address is required")
    if not _EMAIL.match(email):
        raise AuthError(
            400, "validation_failed", "Unable to validate email address: invalid format"
        )
    return email.lower()


def hash_password(password: object) -> str:
    """Return what is stored of a password; cheap, since nobody steals it from a test.

    Raises:
        AuthError: it is too short, or missing.
    """
    if not isinstance(password, str) or not password:
        raise AuthError(400, "validation_failed", "Signup requires a valid password")
    if len(password) < _LEAST_PASSWORD:
        raise AuthError(
            422,
            "weak_password",
            f"Password should be at least {_LEAST_PASSWORD} characters.",
            weak_password={"reasons": ["length"]},
        )
    salt = secrets.token_hex(8)
    return f"{salt}${_digest(salt, password)}"


def _digest(salt: str, password: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), 1).hex()


def is_password(stored: str | None, password: object) -> bool:
    """Return whether this is the password that was stored."""
    if stored is None or not isinstance(password, str):
        return False
    salt, _, digest = stored.partition("$")
    return hmac.compare_digest(digest, _digest(salt, password))


async def find_user(cursor: Cursor, email: str) -> Row | None:
    """Return the user with an address."""
    await cursor.execute("select * from auth.users where email = %s", [email])
    return await cursor.fetchone()


async def add_user(
    cursor: Cursor,
    email: str,
    *,
    password_hash: str | None,
    data: object,
    is_confirmed: bool,
    provider: str = "email",
) -> Row:
    """Add a user and return it."""
    await cursor.execute(
        """insert into auth.users (email, encrypted_password, raw_user_meta_data,
                                   raw_app_meta_data, email_confirmed_at)
           values (%s, %s, %s, %s, case when %s then now() end)
           on conflict (email) do update set updated_at = now() returning *""",
        [
            email,
            password_hash,
            Jsonb(data if isinstance(data, dict) else {}),
            Jsonb({"provider": provider, "providers": [provider]}),
            is_confirmed,
        ],
    )
    user = await cursor.fetchone()
    if user is None:
        raise LookupError("the user that was added is not there")
    return user


def token_hash(email: str, code: str) -> str:
    """Return what is stored of a code, and stands in the link of its e-mail."""
    return hashlib.sha224((email + code).encode()).hexdigest()


class Mailer:
    """Sends codes and links: into a table, where a test and `python -m tests.stack` read them.

    Attributes:
        settings: how often, and how long codes are good.
        url: of Auth, for the links.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.url = ""

    async def send(
        self, cursor: Cursor, user: Row, kind: str, *, redirect_to: str, challenge: str | None
    ) -> None:
        """Send a code and a link for ``signup``, ``magiclink`` or ``recovery``.

        Raises:
            AuthError: the last one was sent a moment ago.
        """
        is_signup = kind == "signup"
        column = "confirmation_sent_at" if is_signup else "recovery_sent_at"
        await self._leave_alone(cursor, user, column)
        code = f"{secrets.randbelow(1_000_000):06}"
        hashed = token_hash(user["email"], code)
        if challenge:
            hashed = f"pkce_{hashed}"
        await cursor.execute(
            """insert into auth.one_time_tokens (user_id, kind, token_hash, code_challenge)
               values (%s, %s, %s, %s) on conflict (user_id, kind) do update
               set token_hash = excluded.token_hash, code_challenge = excluded.code_challenge,
                   created_at = now()""",
            [user["id"], "confirmation" if is_signup else "recovery", hashed, challenge],
        )
        if is_signup:
            await cursor.execute(
                "update auth.users set confirmation_sent_at = now() where id = %s", [user["id"]]
            )
        else:
            await cursor.execute(
                "update auth.users set recovery_sent_at = now() where id = %s", [user["id"]]
            )
        query = urlencode({"token": hashed, "type": kind, "redirect_to": redirect_to})
        await cursor.execute(
            "insert into auth.sent_mail (email, kind, code, link) values (%s, %s, %s, %s)",
            [user["email"], kind, code, f"{self.url}/verify?{query}"],
        )

    async def _leave_alone(self, cursor: Cursor, user: Row, column: str) -> None:
        if user[column] is None:
            return
        await cursor.execute(
            "select %s - extract(epoch from now() - %s) as wait_s",
            [self.settings.mail_interval_s, user[column]],
        )
        row = await cursor.fetchone()
        if row is not None and row["wait_s"] > 0:
            raise AuthError(
                429,
                "over_email_send_rate_limit",
                "For security purposes, you can only request this after "
                f"{int(row['wait_s']) + 1} seconds.",
            )

    async def take(self, cursor: Cursor, hashed: str, kind: str) -> Row:
        """Use a code up; return its user, with the `code_challenge` it was asked for with.

        Args:
            cursor: in a transaction.
            hashed: `token_hash`, with or without ``pkce_`` before it.
            kind: what the client says it is for.

        Raises:
            AuthError: there is no such code, or it is too old.
        """
        kinds = {
            "signup": ["confirmation"],
            "invite": ["confirmation"],
            "magiclink": ["recovery"],
            "recovery": ["recovery"],
            "email": ["confirmation", "recovery"],
        }.get(kind)
        if kinds is None:
            raise AuthError(400, "validation_failed", "Unsupported verification type")
        await cursor.execute(
            """delete from auth.one_time_tokens
               where token_hash = any(%s) and kind = any(%s)
                 and created_at > now() - make_interval(secs => %s)
               returning user_id, code_challenge""",
            [[hashed, f"pkce_{hashed}"], kinds, self.settings.code_lifetime_s],
        )
        taken = await cursor.fetchone()
        if taken is None:
            raise AuthError(403, "otp_expired", "Token has expired or is invalid")
        await cursor.execute(
            """update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now())
               where id = %s returning *""",
            [taken["user_id"]],
        )
        user: dict[str, Any] = dict(await cursor.fetchone() or {})
        return {**user, "code_challenge": taken["code_challenge"]}
