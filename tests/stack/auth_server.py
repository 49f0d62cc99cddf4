"""Auth, as at /auth/v1: sign-up, passwords, codes by e-mail, refreshing, signing out.

Paths, bodies and errors follow Supabase's auth server (version 2, API version 2024-01-01).
"""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from psycopg.types.json import Jsonb
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.stack import auth_accounts as accounts
from tests.stack import auth_sessions
from tests.stack.auth_answers import AuthError, Row, refuse, user_json
from tests.stack.auth_browser import Browser, error_redirect, session_redirect
from tests.stack.auth_sessions import Sessions
from tests.stack.database import Cursor, Database
from tests.stack.settings import Settings
from tests.stack.tokens import TokenError, Tokens

_VERSION = "v2.180.0"
_NO_CREDENTIALS = (400, "invalid_credentials", "Invalid login credentials")
_ALL_PROVIDERS = (
    *("anonymous_users", "apple", "azure", "bitbucket", "discord", "facebook", "figma", "fly"),
    *("github", "gitlab", "google", "kakao", "keycloak", "linkedin", "linkedin_oidc", "notion"),
    *("slack", "slack_oidc", "snapchat", "spotify", "twitch", "twitter", "workos", "zoom"),
)


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json() if await request.body() else {}
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise AuthError(400, "bad_json", "Could not parse request body as JSON")
    return body


class AuthServer:
    """The users of the project and their sessions."""

    def __init__(self, database: Database, tokens: Tokens, settings: Settings) -> None:
        self._database = database
        self._tokens = tokens
        self._settings = settings
        self._sessions = Sessions(tokens, settings)
        self._mailer = accounts.Mailer(settings)
        self._browser = Browser(database, self._sessions, settings)

    def be_at(self, url: str) -> None:
        """Say where it is reached: tokens and links name it."""
        self._sessions.issuer = url
        self._mailer.url = url
        self._browser.url = url

    def apply(self, settings: Settings) -> None:
        """Go on with other settings."""
        self._settings = settings
        self._sessions.settings = settings
        self._mailer.settings = settings
        self._browser.settings = settings

    def application(self) -> Starlette:
        """Return it as an ASGI application."""

        def route(path: str, handler: Callable[[Request], Awaitable[Response]], verb: str) -> Route:
            return Route(path, handler, methods=[verb])

        return Starlette(
            routes=[
                route("/health", self._health, "GET"),
                route("/settings", self._show_settings, "GET"),
                route("/.well-known/jwks.json", self._keys, "GET"),
                route("/signup", self._sign_up, "POST"),
                route("/token", self._token, "POST"),
                route("/otp", self._send_code, "POST"),
                route("/magiclink", self._send_code, "POST"),
                route("/resend", self._resend, "POST"),
                route("/recover", self._recover, "POST"),
                route("/verify", self._verify, "POST"),
                route("/verify", self._follow_link, "GET"),
                route("/user", self._user, "GET"),
                route("/user", self._change_user, "PUT"),
                route("/logout", self._sign_out, "POST"),
                *self._browser.routes(),
            ],
            exception_handlers={AuthError: refuse},
        )

    async def _health(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "version": _VERSION,
                "name": "GoTrue",
                "description": "GoTrue is a user registration and authentication API",
            }
        )

    async def _show_settings(self, _request: Request) -> Response:
        settings = self._settings
        external = {name: name in settings.providers for name in _ALL_PROVIDERS}
        return JSONResponse(
            {
                "external": {**external, "email": True, "phone": False},
                "disable_signup": settings.is_signup_disabled,
                "mailer_autoconfirm": settings.is_autoconfirmed,
                "phone_autoconfirm": False,
                "sms_provider": "twilio",
                "saml_enabled": False,
            }
        )

    async def _keys(self, _request: Request) -> Response:
        # Tokens are signed with a shared secret here, so there is no public key.
        return JSONResponse({"keys": []})

    async def _sign_up(self, request: Request) -> Response:
        body = await _body(request)
        if self._settings.is_signup_disabled:
            raise AuthError(422, "signup_disabled", "Signups not allowed for this instance")
        if not body.get("email") and not body.get("phone"):
            raise AuthError(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled")
        password_hash = accounts.hash_password(body.get("password"))
        email = accounts.checked_email(body.get("email"))
        is_confirmed = self._settings.is_autoconfirmed
        async with self._database.admin() as cursor:
            known = await accounts.find_user(cursor, email)
            if known is not None and known["email_confirmed_at"] is not None:
                if is_confirmed:
                    raise AuthError(422, "user_already_exists", "User already registered")
                # Who has no account must not learn who has one.
                return JSONResponse({**user_json(known), "identities": []})
            user = known or await accounts.add_user(
                cursor,
                email,
                password_hash=password_hash,
                data=body.get("data"),
                is_confirmed=is_confirmed,
            )
            if is_confirmed:
                return JSONResponse(await self._sessions.begin(cursor, user, "password"))
            await self._mail(cursor, user, "signup", request, body)
            user = await accounts.find_user(cursor, email) or user
            return JSONResponse(user_json(user))

    async def _token(self, request: Request) -> Response:
        body = await _body(request)
        grant = request.query_params.get("grant_type", "")
        if grant == "password":
            answer = await self._sign_in(body)
        elif grant == "refresh_token":
            answer = await self._refresh(body)
        elif grant == "pkce":
            answer = await self._browser.exchange(body)
        else:
            raise AuthError(400, "invalid_credentials", "unsupported_grant_type")
        return JSONResponse(answer, headers={"cache-control": "no-store"})

    async def _sign_in(self, body: dict[str, Any]) -> dict[str, Any]:
        if not body.get("email"):
            raise AuthError(400, "validation_failed", "missing email or phone")
        async with self._database.admin() as cursor:
            user = await accounts.find_user(cursor, str(body["email"]).lower())
            if user is None or not accounts.is_password(
                user["encrypted_password"], body.get("password")
            ):
                raise AuthError(*_NO_CREDENTIALS)
            if user["email_confirmed_at"] is None:
                raise AuthError(400, "email_not_confirmed", "Email not confirmed")
            return await self._sessions.begin(cursor, user, "password")

    async def _refresh(self, body: dict[str, Any]) -> dict[str, Any]:
        token = body.get("refresh_token")
        if not isinstance(token, str) or not token:
            raise AuthError(400, "validation_failed", "refresh_token required")
        async with self._database.admin() as cursor:
            answer = await self._sessions.renew(cursor, token)
        if isinstance(answer, AuthError):
            raise answer
        return answer

    async def _mail(
        self, cursor: Cursor, user: Row, kind: str, request: Request, body: dict[str, Any]
    ) -> None:
        challenge, method = body.get("code_challenge"), body.get("code_challenge_method")
        if bool(challenge) != bool(method):
            raise AuthError(
                400,
                "validation_failed",
                "PKCE flow requires code_challenge_method and code_challenge",
            )
        await self._mailer.send(
            cursor,
            user,
            kind,
            redirect_to=self._browser.redirect_target(request),
            challenge=f"{method}:{challenge}" if challenge else None,
        )

    async def _send_code(self, request: Request) -> Response:
        body = await _body(request)
        email = accounts.checked_email(body.get("email"))
        async with self._database.admin() as cursor:
            user = await accounts.find_user(cursor, email)
            if user is None:
                if not body.get("create_user", True):
                    raise AuthError(422, "otp_disabled", "Signups not allowed for otp")
                if self._settings.is_signup_disabled:
                    raise AuthError(422, "signup_disabled", "Signups not allowed for this instance")
                user = await accounts.add_user(
                    cursor,
                    email,
                    password_hash=accounts.hash_password(secrets.token_hex(32)),
                    data=body.get("data"),
                    is_confirmed=self._settings.is_autoconfirmed,
                )
            kind = "signup" if user["email_confirmed_at"] is None else "magiclink"
            await self._mail(cursor, user, kind, request, body)
        return JSONResponse({})

    async def _resend(self, request: Request) -> Response:
        body = await _body(request)
        email = accounts.checked_email(body.get("email"))
        async with self._database.admin() as cursor:
            user = await accounts.find_user(cursor, email)
            if user is not None and user["email_confirmed_at"] is None:
                await self._mail(cursor, user, "signup", request, body)
        return JSONResponse({})

    async def _recover(self, request: Request) -> Response:
        body = await _body(request)
        email = accounts.checked_email(body.get("email"))
        async with self._database.admin() as cursor:
            user = await accounts.find_user(cursor, email)
            if user is not None:
                await self._mail(cursor, user, "recovery", request, body)
        return JSONResponse({})

    async def _verify(self, request: Request) -> Response:
        body = await _body(request)
        kind, code, hashed = body.get("type"), body.get("token"), body.get("token_hash")
        if not kind:
            raise AuthError(400, "validation_failed", "Verify requires a verification type")
        if bool(code) == bool(hashed):
            raise AuthError(
                400, "validation_failed", "Verify requires either a token or a token hash"
            )
        if code:
            hashed = accounts.token_hash(accounts.checked_email(body.get("email")), str(code))
        async with self._database.admin() as cursor:
            user = await self._mailer.take(cursor, str(hashed), str(kind))
            return JSONResponse(await self._sessions.begin(cursor, user, "otp"))

    async def _follow_link(self, request: Request) -> Response:
        target = self._browser.redirect_target(request)
        hashed = request.query_params.get("token", "")
        try:
            async with self._database.admin() as cursor:
                user = await self._mailer.take(cursor, hashed, request.query_params.get("type", ""))
                if user["code_challenge"]:
                    method, _, challenge = user["code_challenge"].partition(":")
                    code = await self._browser.issue_code(
                        cursor, user, challenge=challenge, method=method, target=target
                    )
                    return self._browser.redirect_with_code(target, code, status=303)
                answer = await self._sessions.begin(cursor, user, "otp")
        except AuthError as error:
            return RedirectResponse(error_redirect(target, error), 303)
        return RedirectResponse(session_redirect(target, answer), 303)

    async def _caller(self, request: Request) -> tuple[Row, str | None]:
        """Return who asks, and in which session.

        Raises:
            AuthError: nobody does, or the session has ended.
        """
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token")
        try:
            claims = self._tokens.read(token)
        except TokenError as error:
            raise AuthError(
                403,
                "bad_jwt",
                f"invalid JWT: unable to parse or verify signature, {error}",
            ) from error
        if "sub" not in claims:
            raise AuthError(403, "bad_jwt", "invalid claim: missing sub claim")
        async with self._database.admin() as cursor:
            await cursor.execute("select * from auth.users where id = %s", [claims["sub"]])
            user = await cursor.fetchone()
            if user is None:
                raise AuthError(403, "user_not_found", "User from sub claim in JWT does not exist")
            session_id = claims.get("session_id")
            await cursor.execute("select id from auth.sessions where id = %s", [session_id])
            if session_id is not None and await cursor.fetchone() is None:
                raise AuthError(
                    403,
                    "session_not_found",
                    "Session from session_id claim in JWT does not exist",
                )
        return user, session_id

    async def _user(self, request: Request) -> Response:
        user, _session_id = await self._caller(request)
        return JSONResponse(user_json(user))

    async def _change_user(self, request: Request) -> Response:
        body = await _body(request)
        user, _session_id = await self._caller(request)
        password = body.get("password")
        if password is not None and accounts.is_password(user["encrypted_password"], password):
            raise AuthError(
                422, "same_password", "New password should be different from the old password."
            )
        hashed = None if password is None else accounts.hash_password(password)
        data = body.get("data")
        async with self._database.admin() as cursor:
            await cursor.execute(
                """update auth.users set encrypted_password = coalesce(%s, encrypted_password),
                          raw_user_meta_data = raw_user_meta_data || %s, updated_at = now()
                   where id = %s returning *""",
                [hashed, Jsonb(data if isinstance(data, dict) else {}), user["id"]],
            )
            return JSONResponse(user_json(await cursor.fetchone() or user))

    async def _sign_out(self, request: Request) -> Response:
        user, session_id = await self._caller(request)
        scope = request.query_params.get("scope") or "global"
        if scope not in {"global", "local", "others"}:
            raise AuthError(400, "validation_failed", f'Unsupported logout scope "{scope}"')
        async with self._database.admin() as cursor:
            await auth_sessions.end(cursor, str(user["id"]), session_id, scope)
        return Response(status_code=204)
