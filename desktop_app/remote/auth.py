"""Signing in and out, by the auth client of supabase-py over our own HTTP client.

Its sessions, timers and stores are not used: a session it hands out becomes `Tokens`, and `Access`
does the rest. Renewing is a request of our own, since its strict reading of the whole user must
not stand between a rotated token and the store.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import httpx
import orjson

from desktop_app.domain.entities import Json
from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.ports import Clock, SystemClock
from desktop_app.domain.remote import RemoteError
from desktop_app.remote.access import AUTHENTICATED, Tokens
from desktop_app.remote.connection import sent, whole
from desktop_app.remote.loopback import Loopback
from desktop_app.remote.project import Project, is_header_safe, token_claims
from desktop_app.remote.translate import (
    Answer,
    answer_error,
    garbled,
    network_error,
    object_of,
    refresh_error,
    sign_in_error,
)

if TYPE_CHECKING:
    from supabase_auth import AsyncGoTrueClient
    from supabase_auth.errors import AuthError
    from supabase_auth.types import Session

BROWSER_TIMEOUT_S = 300.0
LEAST_LIFETIME_S = 60
"""No access token is taken to live shorter than this."""

_AUTH = "/auth/v1"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Offers:
    """How one can sign in to a project.

    Attributes:
        providers: names for `SignIn.with_browser`, such as ``github``.
        has_email: by password or by a code that is sent.
        is_open: whether strangers can make themselves an account.
        is_confirmed_by_email: whether a new account has to be confirmed first.
    """

    providers: tuple[str, ...]
    has_email: bool
    is_open: bool
    is_confirmed_by_email: bool


class SignIn:
    """Begins, renews and ends sessions of one project; it keeps none.

    Every method raises `RemoteError`. Codes beyond those of `RemoteError` itself:
        ``sign_in.wrong_password``, ``sign_in.wrong_code``, ``sign_in.unconfirmed_email``,
        ``sign_in.weak_password``, ``sign_in.already_exists``, ``sign_in.bad_email``,
        ``sign_in.not_offered``, ``sign_in.banned``, ``sign_in.captcha``, ``sign_in.refused``,
        ``sign_in.browser_failed``, ``sign_in.browser_timeout``, ``sign_in.declined``;
        ``remote.wrong_clock``, ``remote.untrusted``: the server's certificate;
        ``remote.key_refused``: the project does not know the key;
        ``remote.not_supabase``: whatever answers there, it is no Supabase project.
    """

    def __init__(
        self, project: Project, client: httpx.AsyncClient, clock: Clock | None = None
    ) -> None:
        """Sign in to a project."""
        self._project = project
        self._client = client
        self._clock = clock or SystemClock()

    async def offers(self) -> Offers:
        """Return how one can sign in; also proves that there is a Supabase project."""
        answer = await self._plain("GET", "/settings")
        if answer.status != 200:
            raise _not_supabase(answer_error(answer))
        try:
            told = object_of(answer)
        except RemoteError:
            raise RemoteError("remote.not_supabase", ErrorKind.PERMANENT) from None
        external = told.get("external")
        if not isinstance(external, dict):
            raise RemoteError("remote.not_supabase", ErrorKind.PERMANENT)
        others = {"email", "phone", "anonymous_users"}
        return Offers(
            tuple(sorted(name for name, is_on in external.items() if is_on and name not in others)),
            has_email=external.get("email") is True,
            is_open=told.get("disable_signup") is not True,
            is_confirmed_by_email=told.get("mailer_autoconfirm") is not True,
        )

    async def with_password(self, email: str, password: str) -> Tokens:
        """Sign in with an e-mail address and a password."""
        auth = self._auth()
        asked = auth.sign_in_with_password({"email": email, "password": password})
        return self._begun((await self._asked(asked, (email, password))).session)

    async def sign_up(self, email: str, password: str) -> Tokens | None:
        """Make an account; None when its e-mail address has to be confirmed first."""
        auth = self._auth()
        asked = auth.sign_up({"email": email, "password": password, "options": {}})
        session = (await self._asked(asked, (email, password))).session
        return None if session is None else self._begun(session)

    async def send_code(self, email: str) -> None:
        """Have a code sent to an e-mail address that has an account already."""
        asked = self._auth().sign_in_with_otp(
            {"email": email, "options": {"should_create_user": False}}
        )
        await self._asked(asked, (email,))

    async def with_code(self, email: str, code: str) -> Tokens:
        """Sign in with the code that came by e-mail."""
        asked = self._auth().verify_otp({"email": email, "token": code.strip(), "type": "email"})
        return self._begun((await self._asked(asked, (email, code))).session)

    async def with_browser(
        self,
        provider: str,
        show: Callable[[str], None],
        *,
        words: str,
        timeout_s: float = BROWSER_TIMEOUT_S,
    ) -> Tokens:
        """Sign in with a provider, in the system's browser.

        `show` opens an address in it; `words` are what it shows when all is done.
        """
        auth = self._auth("pkce")
        async with Loopback(words) as loopback:
            try:
                opened = await auth.sign_in_with_oauth(
                    {"provider": _provider(provider), "options": {"redirect_to": loopback.url}}
                )
            except ValueError:  # it knows the providers that there are; nothing was sent yet
                raise RemoteError("sign_in.not_offered", ErrorKind.PERMANENT) from None
            show(opened.url)
            code = await loopback.code(timeout_s)
        exchanged = auth.exchange_code_for_session(
            {"auth_code": code, "code_verifier": "", "redirect_to": ""}
        )
        return self._begun((await self._asked(exchanged, (code,))).session)

    async def refresh(self, refresh_token: str) -> Tokens:
        """Exchange a refresh token for a new session; `AuthPort` of `Access`."""
        body: dict[str, Json] = {"refresh_token": refresh_token}
        answer = await self._plain("POST", "/token?grant_type=refresh_token", body)
        if answer.status != 200:
            raise refresh_error(answer, sent=(refresh_token,))
        told = object_of(answer)
        return self._tokens(
            told.get("access_token"), told.get("refresh_token"), told.get("expires_in")
        )

    async def sign_out(self, access_token: str) -> None:
        """End this machine's session on the server; those of other machines go on."""
        answer = await self._plain("POST", "/logout?scope=local", token=access_token)
        # Whatever it did not know was over already.
        if answer.status not in {200, 204, 401, 403, 404}:
            raise answer_error(answer)

    async def _plain(
        self, method: str, path: str, body: dict[str, Json] | None = None, token: str | None = None
    ) -> Answer:
        headers = {"apikey": self._project.key, "content-type": "application/json"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        content = None if body is None else orjson.dumps(body)
        url = f"{self._project.url}{_AUTH}{path}"
        async with sent(self._client, method, url, headers=headers, content=content) as response:
            return await whole(response)

    def _auth(self, flow: Literal["implicit", "pkce"] = "implicit") -> "AsyncGoTrueClient":
        from supabase_auth import AsyncGoTrueClient  # noqa: PLC0415 - half a second, now and then

        return AsyncGoTrueClient(
            url=f"{self._project.url}{_AUTH}",
            headers={"apikey": self._project.key},
            auto_refresh_token=False,
            persist_session=False,
            http_client=self._client,
            flow_type=flow,
        )

    async def _asked(self, question: Awaitable[T], said: Collection[str] = ()) -> T:
        """Await the auth client and translate what it raises; `said` is the user's own."""
        from supabase_auth.errors import AuthError  # noqa: PLC0415 - as above

        try:
            return await question
        except AuthError as error:
            raise _not_supabase(_translated(error, said)) from None
        except (ValueError, TypeError, KeyError):
            # A success that it could not read; its own words quote what it read.
            raise RemoteError("remote.not_supabase", ErrorKind.PERMANENT) from None

    def _begun(self, session: "Session | None") -> Tokens:
        if session is None:
            raise garbled("session")
        return self._tokens(session.access_token, session.refresh_token, session.expires_in)

    def _tokens(self, access_token: Json, refresh_token: Json, lifetime_s: Json) -> Tokens:
        """Return a session after a look into it.

        Raises:
            RemoteError: ``remote.garbled``; ``remote.other_user`` when it is no plain user's.
        """
        if not (
            isinstance(access_token, str)
            and isinstance(refresh_token, str)
            and refresh_token
            and is_header_safe(access_token)
        ):
            raise garbled("session")
        claims = token_claims(access_token)
        user_id, role = claims.get("sub"), claims.get("role")
        if not isinstance(user_id, str) or not isinstance(role, str):
            raise garbled("session")
        if role != AUTHENTICATED:
            raise RemoteError("remote.other_user", ErrorKind.PERMANENT)
        if not isinstance(lifetime_s, int | float):
            lifetime_s = _lifetime_s(claims)
        # Counted from now: the server's own instant is worth nothing if a clock is wrong.
        lifetime_us = int(max(lifetime_s, LEAST_LIFETIME_S) * 1_000_000)
        return Tokens(
            access_token, refresh_token, self._clock.now_us() + lifetime_us, user_id, role
        )


def _lifetime_s(claims: dict[str, object]) -> float:
    begun, ended = claims.get("iat"), claims.get("exp")
    if isinstance(begun, int | float) and isinstance(ended, int | float):
        return ended - begun
    return LEAST_LIFETIME_S


def _translated(error: "AuthError", said: Collection[str]) -> RemoteError:
    """Return what the auth client's error stands for: the answer itself is its cause."""
    cause = error.__cause__
    if isinstance(cause, httpx.HTTPStatusError):
        response = cause.response
        answer = Answer(response.status_code, response.headers, response.content)
        return sign_in_error(answer, sent=said)
    if isinstance(cause, httpx.RequestError):
        return network_error(cause)
    # Raised before anything was sent: no address, or no password.
    return RemoteError("sign_in.refused", ErrorKind.PERMANENT)


def _not_supabase(error: RemoteError) -> RemoteError:
    """Return the error of a page that is no answer of an auth server, as what it is."""
    status = error.params.get("status")
    if error.code == "remote.busy" and isinstance(status, int) and 300 <= status < 500:
        return RemoteError("remote.not_supabase", ErrorKind.PERMANENT)
    return error


def _provider(name: str) -> Any:  # noqa: ANN401 - the client lists those that it knows
    return name
