"""The part of signing in that happens in a browser: PKCE (RFC 7636) with somebody who vouches.

Where the real server would send the browser on to GitHub or Google, this one shows a small page
that asks for an e-mail address and believes it.
"""

import base64
import hashlib
import hmac
import html
import ipaddress
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.stack import auth_accounts as accounts
from tests.stack.auth_answers import AuthError, Row
from tests.stack.auth_sessions import Sessions
from tests.stack.database import Cursor, Database
from tests.stack.settings import Settings

SITE_URL = "https://lightbox.example"
"""Where a browser is sent when a redirect is not allowed."""

_CODE_LIFETIME_S = 300
_CHALLENGE = re.compile(r"^[a-zA-Z._~0-9-]{43,128}$")
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in with {provider}</title></head>
<body><main>
<h1>Sign in with {provider}</h1>
<p>This is the test stack: whoever you say you are, you are.</p>
<form method="post" action="{action}">
<label>E-mail <input type="email" name="email" value="demo@lightbox.example" required></label>
<button name="answer" value="allow">Allow</button>
<button name="answer" value="deny" formnovalidate>Deny</button>
</form></main></body></html>
"""


def _is_loopback(url: str) -> bool:
    try:
        return ipaddress.ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return False


def _with_query(url: str, values: dict[str, str]) -> str:
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *values.items()]
    return urlunsplit(parts._replace(query=urlencode(query)))


def error_redirect(target: str, error: AuthError) -> str:
    """Return where a browser goes when something went wrong: told in query and fragment."""
    values = {
        "error": "access_denied" if error.status in {401, 403} else "server_error",
        "error_code": error.code,
        "error_description": error.message,
    }
    return _with_query(target, values) + "#" + urlencode({**values, "sb": ""})


def session_redirect(target: str, answer: dict[str, Any]) -> str:
    """Return where a browser goes with a session, in the implicit flow."""
    names = ("access_token", "expires_at", "expires_in", "refresh_token", "token_type")
    return target + "#" + urlencode({**{name: answer[name] for name in names}, "sb": ""})


def _verifies(challenge: str, method: str, verifier: str) -> bool:
    if method.lower() == "s256":
        digest = hashlib.sha256(verifier.encode()).digest()
        verifier = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(challenge, verifier)


class Browser:
    """Pages and redirects, and the codes they end in.

    Attributes:
        settings: who may vouch, where to redirect.
        url: of Auth.
    """

    def __init__(self, database: Database, sessions: Sessions, settings: Settings) -> None:
        self.settings = settings
        self.url = ""
        self._database = database
        self._sessions = sessions

    def routes(self) -> list[Route]:
        """Return what a browser asks for."""
        return [
            Route("/authorize", self._authorize, methods=["GET"]),
            Route("/authorize/{flow}", self._page, methods=["GET"]),
            Route("/authorize/{flow}", self._decided, methods=["POST"]),
        ]

    def redirect_target(self, request: Request) -> str:
        """Return where a request wants the browser to go, if it may: loopback addresses always.

        ``localhost`` is a name, no address, and has to be allowed like any other.
        """
        wanted = request.headers.get("redirect_to") or request.query_params.get("redirect_to", "")
        if wanted and (
            _is_loopback(wanted)
            or wanted.startswith(SITE_URL)
            or wanted in self.settings.allowed_redirects
        ):
            return wanted
        return SITE_URL

    async def _authorize(self, request: Request) -> Response:
        query = request.query_params
        provider = query.get("provider", "")
        if provider not in self.settings.providers:
            raise AuthError(
                400, "validation_failed", "Unsupported provider: provider is not enabled"
            )
        challenge, method = query.get("code_challenge", ""), query.get("code_challenge_method", "")
        if bool(challenge) != bool(method):
            raise AuthError(
                400,
                "validation_failed",
                "PKCE flow requires code_challenge_method and code_challenge",
            )
        if challenge and not _CHALLENGE.match(challenge):
            raise AuthError(
                400, "validation_failed", "code challenge has to be between 43 and 128 characters"
            )
        async with self._database.admin() as cursor:
            flow = await self._remember(
                cursor, challenge, method, provider, self.redirect_target(request), None
            )
        return RedirectResponse(f"{self.url}/authorize/{flow['id']}", 302)

    async def _page(self, request: Request) -> Response:
        async with self._database.admin() as cursor:
            flow = await self._flow(cursor, request)
        return HTMLResponse(
            _PAGE.format(
                provider=html.escape(flow["provider"]),
                action=html.escape(f"{self.url}/authorize/{flow['id']}"),
            )
        )

    async def _decided(self, request: Request) -> Response:
        values = dict(parse_qsl((await request.body()).decode()))
        async with self._database.admin() as cursor:
            flow = await self._flow(cursor, request)
            target = flow["redirect_to"]
            if values.get("answer") == "deny":
                denied = AuthError(403, "access_denied", "The user denied the request")
                return RedirectResponse(error_redirect(target, denied), 302)
            user = await accounts.add_user(
                cursor,
                accounts.checked_email(values.get("email")),
                password_hash=None,
                data={"full_name": "Somebody"},
                is_confirmed=True,
                provider=flow["provider"],
            )
            if not flow["code_challenge"]:
                answer = await self._sessions.begin(cursor, user, "oauth")
                return RedirectResponse(session_redirect(target, answer), 302)
            await cursor.execute(
                "update auth.flow_state set user_id = %s where id = %s", [user["id"], flow["id"]]
            )
        return self.redirect_with_code(target, flow["auth_code"], status=302)

    async def _flow(self, cursor: Cursor, request: Request) -> Row:
        try:
            number = UUID(request.path_params["flow"])
        except ValueError:
            number = uuid4()
        await cursor.execute(
            "select * from auth.flow_state where id = %s and user_id is null", [number]
        )
        flow = await cursor.fetchone()
        if flow is None:
            raise AuthError(404, "flow_state_not_found", "invalid flow state, none was found")
        return flow

    async def _remember(
        self,
        cursor: Cursor,
        challenge: str,
        method: str,
        provider: str,
        target: str,
        user_id: object,
    ) -> Row:
        await cursor.execute(
            """insert into auth.flow_state (auth_code, code_challenge, code_challenge_method,
                                            provider, redirect_to, user_id)
               values (%s, %s, %s, %s, %s, %s) returning *""",
            [str(uuid4()), challenge, method, provider, target, user_id],
        )
        flow = await cursor.fetchone()
        if flow is None:
            raise LookupError("the flow that was begun is not there")
        return flow

    async def issue_code(
        self, cursor: Cursor, user: Row, *, challenge: str, method: str, target: str
    ) -> str:
        """Return a code that `exchange` takes from who has the verifier."""
        flow = await self._remember(cursor, challenge, method, "email", target, user["id"])
        return str(flow["auth_code"])

    def redirect_with_code(self, target: str, code: str, *, status: int) -> Response:
        """Send the browser back to the program that opened it."""
        return RedirectResponse(_with_query(target, {"code": code}), status)

    async def exchange(self, body: dict[str, Any]) -> dict[str, Any]:
        """Trade a code and its verifier for a session; a code is good once.

        Raises:
            AuthError: the code is unknown, used, or too old, or the verifier is not its own.
        """
        code, verifier = body.get("auth_code"), body.get("code_verifier")
        if not code or not verifier:
            raise AuthError(
                400,
                "validation_failed",
                "invalid request: both auth code and code verifier should be non-empty",
            )
        async with self._database.admin() as cursor:
            await cursor.execute(
                """select *, created_at < now() - make_interval(secs => %s) as is_too_old
                   from auth.flow_state
                   where auth_code = %s and user_id is not null for update""",
                [_CODE_LIFETIME_S, str(code)],
            )
            flow = await cursor.fetchone()
            if flow is None:
                raise AuthError(
                    404,
                    "flow_state_not_found",
                    "invalid flow state, no valid flow state found",
                )
            if flow["is_too_old"]:
                raise AuthError(
                    422, "flow_state_expired", "invalid flow state, flow state has expired"
                )
            if not _verifies(flow["code_challenge"], flow["code_challenge_method"], str(verifier)):
                raise AuthError(
                    400,
                    "bad_code_verifier",
                    "code challenge does not match previously saved code verifier",
                )
            await cursor.execute("delete from auth.flow_state where id = %s", [flow["id"]])
            await cursor.execute("select * from auth.users where id = %s", [flow["user_id"]])
            user = await cursor.fetchone()
            if user is None:
                raise LookupError("the user of a code is not there")
            return await self._sessions.begin(cursor, user, "oauth")
