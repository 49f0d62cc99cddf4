"""Signing in: the requests that are made, and a clear reason for each way it can fail."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from desktop_app.domain.remote import RemoteError
from desktop_app.remote.access import AuthPort, Tokens
from desktop_app.remote.auth import Offers, SignIn
from desktop_app.remote.loopback import Loopback
from tests.remote.doubles import (
    ANON_KEY,
    HOUR_US,
    ME,
    NOW_US,
    PROJECT,
    Answering,
    ManualClock,
    Server,
    answer,
    page_of_a_proxy,
    query_of,
    token,
)

pytestmark = pytest.mark.asyncio

EMAIL, PASSWORD = "somebody@lightbox.example", "correct horse"
USER = {
    "id": ME,
    "aud": "authenticated",
    "app_metadata": {},
    "user_metadata": {},
    "created_at": "2025-08-30T10:00:00Z",
}


def session(**values: object) -> dict[str, object]:
    return {
        "access_token": token(),
        "refresh_token": "refresh-1",
        "expires_in": 3600,
        "token_type": "bearer",
        "user": USER,
        **values,
    }


TOKENS = Tokens(token(), "refresh-1", NOW_US + HOUR_US, ME, "authenticated")


def door(*answers: httpx.Response | Exception | Answering) -> tuple[SignIn, Server]:
    server = Server(*answers)
    client = httpx.AsyncClient(transport=httpx.MockTransport(server))
    return SignIn(PROJECT, client, ManualClock()), server


Way = Callable[[SignIn], Awaitable[object]]
WAYS: dict[str, Way] = {
    "password": lambda sign_in: sign_in.with_password(EMAIL, PASSWORD),
    "sign_up": lambda sign_in: sign_in.sign_up(EMAIL, PASSWORD),
    "send_code": lambda sign_in: sign_in.send_code(EMAIL),
    "code": lambda sign_in: sign_in.with_code(EMAIL, "123456"),
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())


async def test_it_is_what_access_asks_for() -> None:
    port: AuthPort = door()[0]
    assert port is not None


async def test_a_password_begins_a_session() -> None:
    sign_in, server = door(answer(session()))
    assert await sign_in.with_password(EMAIL, PASSWORD) == TOKENS
    assert server.last.url.path == "/auth/v1/token"
    assert query_of(server.last) == {"grant_type": "password"}
    assert (server.body()["email"], server.body()["password"]) == (EMAIL, PASSWORD)
    assert server.last.headers["apikey"] == ANON_KEY
    assert "authorization" not in server.last.headers


async def test_an_account_is_made_at_once_or_after_a_confirmation() -> None:
    sign_in, server = door(answer(session()), answer(USER))
    assert await sign_in.sign_up(EMAIL, PASSWORD) == TOKENS
    assert await sign_in.sign_up(EMAIL, PASSWORD) is None
    assert server.last.url.path == "/auth/v1/signup"
    assert "code_challenge" not in server.body()


async def test_a_code_comes_by_e_mail_and_begins_a_session() -> None:
    sign_in, server = door(answer({}), answer(session()))
    await sign_in.send_code(EMAIL)
    assert server.last.url.path == "/auth/v1/otp"
    assert server.body()["create_user"] is False
    assert await sign_in.with_code(EMAIL, " 123456 ") == TOKENS
    assert server.last.url.path == "/auth/v1/verify"
    assert (server.body()["token"], server.body()["type"]) == ("123456", "email")


@every_way
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: answer({"error_code": "invalid_credentials"}, 400), "sign_in.wrong_password"),
        (lambda: answer({"error_code": "email_not_confirmed"}, 400), "sign_in.unconfirmed_email"),
        (lambda: answer({"error_code": "otp_expired"}, 403), "sign_in.wrong_code"),
        (lambda: answer({"error_code": "over_email_send_rate_limit"}, 429), "remote.rate_limited"),
        (lambda: answer({"message": "Invalid API key"}, 401), "remote.key_refused"),
        (lambda: httpx.ConnectError("no"), "remote.offline"),
        (lambda: httpx.ReadTimeout("no"), "remote.offline"),
        (lambda: httpx.Response(503, text="down"), "remote.busy"),
        (lambda: page_of_a_proxy(520), "remote.busy"),
        (lambda: page_of_a_proxy(404), "remote.not_supabase"),
        (page_of_a_proxy, "remote.not_supabase"),
        (lambda: httpx.Response(302, headers={"location": "/"}), "remote.not_supabase"),
        (lambda: httpx.Response(200, content=b""), "remote.not_supabase"),
        (lambda: answer([1, 2]), "remote.not_supabase"),
    ],
)
async def test_signing_in_fails_for_a_clear_reason(
    way: Way, make: Callable[[], httpx.Response | Exception], code: str
) -> None:
    sign_in, _server = door(make())
    with pytest.raises(RemoteError) as caught:
        await way(sign_in)
    assert caught.value.code == code
    assert EMAIL not in f"{caught.value!r}{caught.value.params}"


async def test_a_limit_says_how_long_to_wait() -> None:
    sign_in, _server = door(answer({"msg": "slow"}, 429, {"retry-after": "30"}))
    with pytest.raises(RemoteError) as caught:
        await sign_in.send_code(EMAIL)
    assert caught.value.retry_after_s == 30


async def test_a_weak_password_is_told_in_the_servers_words() -> None:
    words = "Password should be at least 6 characters."
    body = {"error_code": "weak_password", "msg": words, "weak_password": {"reasons": ["length"]}}
    sign_in, _server = door(answer(body, 422))
    with pytest.raises(RemoteError) as caught:
        await sign_in.sign_up(EMAIL, PASSWORD)
    assert caught.value.params == {"message": words}


async def test_a_certificate_of_another_time_points_at_the_clock() -> None:
    refused = ssl.SSLCertVerificationError("certificate has expired")
    refused.verify_code = 10
    failed = httpx.ConnectError("no")
    failed.__cause__ = refused
    sign_in, _server = door(failed)
    with pytest.raises(RemoteError, match=r"remote\.wrong_clock"):
        await sign_in.with_password(EMAIL, PASSWORD)


async def test_nothing_is_sent_without_an_address_and_a_password() -> None:
    sign_in, server = door()
    for email, password in (("", PASSWORD), (EMAIL, "")):
        with pytest.raises(RemoteError, match=r"sign_in\.refused"):
            await sign_in.with_password(email, password)
    assert not server.requests


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"access_token": "not a token"}, "remote.garbled"),
        ({"access_token": token(role="service_role")}, "remote.other_user"),
        ({"access_token": token(role="anon")}, "remote.other_user"),
        ({"access_token": f"{token()}\r\nx: y"}, "remote.garbled"),
        ({"refresh_token": ""}, "remote.garbled"),
        ({"access_token": "eyJh.e30.c2ln"}, "remote.garbled"),
    ],
)
async def test_a_session_that_is_none_is_not_taken(values: dict[str, object], code: str) -> None:
    sign_in, _server = door(answer(session(**values)), answer(session(**values)))
    for begun in (sign_in.with_password(EMAIL, PASSWORD), sign_in.refresh("refresh-0")):
        with pytest.raises(RemoteError) as caught:
            await begun
        assert caught.value.code == code


async def test_a_code_that_begins_no_session_is_an_error() -> None:
    sign_in, _server = door(answer(USER))
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await sign_in.with_code(EMAIL, "123456")


# --- renewing and ending ------------------------------------------------------------------------


async def test_a_refresh_token_that_is_quoted_is_not_handed_on() -> None:
    words = "refresh-0 is no token"
    sign_in, _server = door(answer({"error_code": "validation_failed", "msg": words}, 400))
    with pytest.raises(RemoteError) as raised:
        await sign_in.refresh("refresh-0")
    assert raised.value.params["message"] == "… is no token"


async def test_a_refresh_token_is_exchanged_and_little_of_the_answer_needed() -> None:
    little = {"access_token": token(), "refresh_token": "refresh-1", "expires_in": 3600.0}
    sign_in, server = door(answer(little))
    assert await sign_in.refresh("refresh-0") == TOKENS
    assert server.body() == {"refresh_token": "refresh-0"}
    assert query_of(server.last) == {"grant_type": "refresh_token"}


@pytest.mark.parametrize(
    ("claims", "lifetime_us"),
    [
        ({"iat": 1000, "exp": 8200}, 2 * HOUR_US),
        ({"iat": 1000}, 60_000_000),
        ({"exp": 5}, 60_000_000),
        ({"iat": 1000, "exp": 900}, 60_000_000),
    ],
)
async def test_how_long_a_token_lives_is_counted_from_now(
    claims: dict[str, int], lifetime_us: int
) -> None:
    told = {"access_token": token(**claims), "refresh_token": "refresh-1"}  # type: ignore[arg-type]
    sign_in, _server = door(answer(told))
    assert (await sign_in.refresh("refresh-0")).expires_at_us == NOW_US + lifetime_us


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: answer({"error_code": "refresh_token_not_found"}, 400), "remote.signed_out"),
        (lambda: page_of_a_proxy(400), "remote.busy"),
        (page_of_a_proxy, "remote.garbled"),
        (lambda: answer([]), "remote.garbled"),
        (lambda: answer({}), "remote.garbled"),
        (lambda: httpx.ConnectError("no"), "remote.offline"),
    ],
)
async def test_only_a_clear_word_of_the_server_ends_a_session(
    make: Callable[[], httpx.Response | Exception], code: str
) -> None:
    sign_in, _server = door(make())
    with pytest.raises(RemoteError) as caught:
        await sign_in.refresh("refresh-0")
    assert caught.value.code == code


async def test_signing_out_ends_this_machines_session_only() -> None:
    sign_in, server = door(*(httpx.Response(status) for status in (204, 401, 403, 404)))
    for _ in range(4):
        await sign_in.sign_out(token())
    assert query_of(server.last) == {"scope": "local"}
    assert server.last.headers["authorization"] == f"Bearer {token()}"
    failing, _server = door(httpx.Response(503))
    with pytest.raises(RemoteError, match=r"remote\.busy"):
        await failing.sign_out(token())


# --- what a project offers ----------------------------------------------------------------------


async def test_a_project_tells_how_one_can_sign_in() -> None:
    told = {
        "external": {"email": True, "phone": True, "github": True, "google": True, "apple": False},
        "disable_signup": True,
        "mailer_autoconfirm": False,
    }
    sign_in, server = door(answer(told), answer({"external": {}, "mailer_autoconfirm": True}))
    assert await sign_in.offers() == Offers(
        ("github", "google"), has_email=True, is_open=False, is_confirmed_by_email=True
    )
    assert server.last.url.path == "/auth/v1/settings"
    assert await sign_in.offers() == Offers(
        (), has_email=False, is_open=True, is_confirmed_by_email=False
    )


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (page_of_a_proxy, "not_supabase"),
        (lambda: page_of_a_proxy(404), "not_supabase"),
        (lambda: answer([]), "not_supabase"),
        (lambda: answer({"external": 1}), "not_supabase"),
        (lambda: answer({"message": "Invalid API key"}, 401), "key_refused"),
        (lambda: page_of_a_proxy(503), "busy"),
        (lambda: httpx.ConnectError("no"), "offline"),
    ],
)
async def test_whatever_else_answers_there_is_no_supabase_project(
    make: Callable[[], httpx.Response | Exception], code: str
) -> None:
    sign_in, _server = door(make())
    with pytest.raises(RemoteError) as caught:
        await sign_in.offers()
    assert caught.value.code == f"remote.{code}"


# --- the system's browser -----------------------------------------------------------------------


class Browser:
    """A browser that is shown a page and goes where the sign-in sends it."""

    def __init__(self, **brings: str) -> None:
        self.brings = brings
        self.shown: dict[str, str] = {}
        self.answers: list[httpx.Response] = []
        self.trips: list[asyncio.Task[None]] = []

    def show(self, url: str) -> None:
        self.shown = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.trips.append(asyncio.create_task(self._come_back()))

    async def _come_back(self) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            where = self.shown["redirect_to"]
            self.answers.append(await client.get(where, params=self.brings))


async def test_the_browser_brings_a_code_that_only_we_can_use() -> None:
    sign_in, server = door(answer(session()))
    browser = Browser(code="the code")
    begun = await sign_in.with_browser("github", browser.show, words="Back to <Lightbox>.")
    assert begun == TOKENS
    await asyncio.gather(*browser.trips)
    assert browser.answers[0].status_code == 200
    assert "Back to &lt;Lightbox&gt;." in browser.answers[0].text
    assert browser.answers[0].headers["cache-control"] == "no-store"
    assert browser.shown["provider"] == "github"
    assert browser.shown["code_challenge_method"] == "s256"
    assert browser.shown["redirect_to"].startswith("http://127.0.0.1:")
    assert server.body()["auth_code"] == "the code"
    assert len(server.body()["code_verifier"]) >= 43
    assert query_of(server.last) == {"grant_type": "pkce"}


async def test_whoever_declines_in_the_browser_is_told_so() -> None:
    sign_in, server = door()
    browser = Browser(error="access_denied", error_description="The user has denied")
    with pytest.raises(RemoteError, match=r"sign_in\.declined"):
        await sign_in.with_browser("github", browser.show, words="")
    await asyncio.gather(*browser.trips)
    assert not server.requests


async def test_a_code_that_the_server_does_not_take_fails_the_sign_in() -> None:
    sign_in, _server = door(answer({"error_code": "bad_code_verifier"}, 400))
    browser = Browser(code="another's")
    with pytest.raises(RemoteError, match=r"sign_in\.browser_failed"):
        await sign_in.with_browser("github", browser.show, words="")
    await asyncio.gather(*browser.trips)


async def test_a_browser_that_never_comes_back_is_not_waited_for_for_ever() -> None:
    sign_in, _server = door()
    with pytest.raises(RemoteError, match=r"sign_in\.browser_timeout"):
        await sign_in.with_browser("github", lambda _url: None, words="", timeout_s=0.01)


async def test_a_provider_that_nobody_knows_is_not_offered() -> None:
    sign_in, _server = door()
    with pytest.raises(RemoteError, match=r"sign_in\.not_offered"):
        await sign_in.with_browser("pigeon post", lambda _url: None, words="")


async def say(loopback: Loopback, request: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(loopback.url).port)
    writer.write(request.encode())
    if "\r\n\r\n" not in request:
        writer.write_eof()
    told = await reader.read()
    writer.close()
    await writer.wait_closed()
    return told.decode()


async def test_the_listener_answers_the_browser_alone() -> None:
    async with Loopback("done") as loopback:
        host = urlsplit(loopback.url).netloc
        strangers = {
            f"GET /favicon.ico HTTP/1.1\r\nHost: {host}\r\n\r\n": "404",
            f"POST /callback?code=a HTTP/1.1\r\nHost: {host}\r\n\r\n": "404",
            "GET /callback?code=a HTTP/1.1\r\nHost: evil.test\r\n\r\n": "404",
            "GET /callback?code=a HTTP/1.1\r\n\r\n": "404",
            f"GET /callback HTTP/1.1\r\nHost: {host}\r\n\r\n": "400",
            "x" * 40_000 + "\r\n\r\n": "",
            "half a request": "",
        }
        for request, status in strangers.items():
            assert (await say(loopback, request))[9:12] == status
        both = [
            say(loopback, f"GET /callback?code={code} HTTP/1.1\r\nHost: {host}\r\n\r\n")
            for code in ("first", "second")
        ]
        await both[0]
        assert "done" in await both[1]
        assert await loopback.code(1) == "first"


async def test_a_browser_that_connects_in_advance_does_not_hold_up_the_end() -> None:
    async with Loopback("done") as loopback:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(loopback.url).port)
        await say(loopback, "half a request")
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def test_an_answer_that_nobody_waited_for_is_no_noise() -> None:
    browser = Browser(error="access_denied")
    async with Loopback("done") as loopback:
        browser.show(f"https://x.test?redirect_to={loopback.url}")
        await asyncio.gather(*browser.trips)
