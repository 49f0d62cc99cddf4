"""Sessions: access tokens that end soon, refresh tokens that are used once.

The rules of rotation are those of Supabase's auth server: a used token gives the current one again
as long as that is its direct successor, another one within the reuse interval, and afterwards
ends the whole session, since somebody else may hold it.
"""

import secrets
import string
import time
from typing import Any

from tests.stack.auth_answers import AuthError, Row, user_json
from tests.stack.database import Cursor
from tests.stack.settings import Settings
from tests.stack.tokens import Tokens

_ALPHABET = string.ascii_lowercase + string.digits


def _new_token() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


class Sessions:
    """Makes, renews and ends sessions; each method works in the caller's transaction.

    Attributes:
        settings: how long tokens last.
        issuer: who the tokens say they are from.
    """

    def __init__(self, tokens: Tokens, settings: Settings) -> None:
        self.settings = settings
        self.issuer = ""
        self._tokens = tokens

    async def begin(self, cursor: Cursor, user: Row, method: str) -> dict[str, Any]:
        """Sign a user in; return the answer of the token endpoint."""
        await cursor.execute(
            "insert into auth.sessions (user_id, method) values (%s, %s) returning *",
            [user["id"], method],
        )
        session = _one(await cursor.fetchone())
        await cursor.execute(
            "update auth.users set last_sign_in_at = now() where id = %s returning *", [user["id"]]
        )
        user = _one(await cursor.fetchone())
        return self._answer(user, session, await self._grant(cursor, session, None))

    async def renew(self, cursor: Cursor, token: str) -> dict[str, Any] | AuthError:
        """Trade a refresh token for a new pair; an error that is returned is to be committed.

        Raises:
            AuthError: nobody has this token.
        """
        await cursor.execute("select * from auth.refresh_tokens where token = %s", [token])
        found = await cursor.fetchone()
        if found is None:
            raise _not_found()
        # One renewal of a session after another.
        await cursor.execute(
            "select * from auth.sessions where id = %s for update", [found["session_id"]]
        )
        session = await cursor.fetchone()
        if session is None:  # signed out since the line above, and the token went with it
            raise _not_found()
        if session["not_after"] is not None and session["not_after"].timestamp() < time.time():
            raise AuthError(400, "session_expired", "Invalid Refresh Token: Session Expired")
        await cursor.execute("select * from auth.users where id = %s", [session["user_id"]])
        user = _one(await cursor.fetchone())
        if user["banned_until"] is not None and user["banned_until"].timestamp() > time.time():
            raise AuthError(400, "user_banned", "Invalid Refresh Token: User Banned")
        issued = await self._successor(cursor, token, session)
        if issued is None:
            return AuthError(
                400, "refresh_token_already_used", "Invalid Refresh Token: Already Used"
            )
        return self._answer(user, session, issued)

    async def _successor(self, cursor: Cursor, token: str, session: Row) -> str | None:
        await cursor.execute(
            """select is_revoked,
                      updated_at + make_interval(secs => %s) < clock_timestamp() as is_too_late
               from auth.refresh_tokens where token = %s""",
            [self.settings.reuse_interval_s, token],
        )
        used = _one(await cursor.fetchone())
        if used["is_revoked"]:
            await cursor.execute(
                """select token, parent from auth.refresh_tokens
                   where session_id = %s and not is_revoked order by id desc limit 1""",
                [session["id"]],
            )
            active = await cursor.fetchone()
            if active is not None and active["parent"] == token:
                return str(active["token"])
            if used["is_too_late"]:
                await cursor.execute(
                    """update auth.refresh_tokens set is_revoked = true, updated_at = now()
                       where session_id = %s and not is_revoked""",
                    [session["id"]],
                )
                return None
        return await self._grant(cursor, session, token)

    async def _grant(self, cursor: Cursor, session: Row, parent: str | None) -> str:
        token = _new_token()
        await cursor.execute(
            """update auth.refresh_tokens set is_revoked = true, updated_at = clock_timestamp()
               where token = %s and not is_revoked""",
            [parent],
        )
        await cursor.execute(
            "insert into auth.refresh_tokens (token, parent, session_id) values (%s, %s, %s)",
            [token, parent, session["id"]],
        )
        return token

    def _answer(self, user: Row, session: Row, refresh_token: str) -> dict[str, Any]:
        issued_at = int(time.time())
        lifetime_s = self.settings.token_lifetime_s
        access_token = self._tokens.sign(
            {
                "iss": self.issuer,
                "sub": str(user["id"]),
                "aud": user["aud"],
                "iat": issued_at,
                "email": user["email"],
                "phone": "",
                "app_metadata": user["raw_app_meta_data"],
                "user_metadata": user["raw_user_meta_data"],
                "role": user["role"],
                "aal": "aal1",
                "amr": [
                    {
                        "method": session["method"],
                        "timestamp": int(session["created_at"].timestamp()),
                    }
                ],
                "session_id": str(session["id"]),
                "is_anonymous": False,
            },
            lifetime_s=lifetime_s,
        )
        return {
            "access_token": access_token,
            "token_type": "bearer",
            "expires_in": lifetime_s,
            "expires_at": issued_at + lifetime_s,
            "refresh_token": refresh_token,
            "user": user_json(user),
        }


async def end(cursor: Cursor, user_id: str, session_id: str | None, scope: str) -> None:
    """Sign out this session, all others of the user, or all."""
    if scope == "local":
        await cursor.execute("delete from auth.sessions where id = %s", [session_id])
    elif scope == "others":
        await cursor.execute(
            "delete from auth.sessions where user_id = %s and id <> %s", [user_id, session_id]
        )
    else:
        await cursor.execute("delete from auth.sessions where user_id = %s", [user_id])


def _not_found() -> AuthError:
    return AuthError(
        400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"
    )


def _one(row: Row | None) -> Row:
    if row is None:
        raise LookupError("a row that must be there is not")
    return row
