"""Auth, asked by the official client, and bare where the client hides the answer."""

import base64
import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from supabase_auth.errors import AuthApiError, AuthWeakPasswordError

from tests.stack.official import official_client
from tests.stack.stack import Stack, StackUser

_NEW_API = {"x-supabase-api-version": "2024-01-01"}
_CALLBACK = "http://127.0.0.1:49152/callback"


def _post(stack: Stack, path: str, body: object, **headers: str) -> httpx.Response:
    return stack.http.post(
        f"/auth/v1/{path}", json=body, headers={"apikey": stack.anon_key, **headers}
    )


def _refresh(stack: Stack, token: str) -> httpx.Response:
    return _post(stack, "token?grant_type=refresh_token", {"refresh_token": token})


def _user(stack: Stack, user: StackUser) -> httpx.Response:
    return stack.http.get("/auth/v1/user", headers={**stack.headers(user), **_NEW_API})


@pytest.mark.asyncio
async def test_signing_up_in_again_and_out(stack: Stack) -> None:
    async with official_client(stack) as client:
        email = "Person@Lightbox.example"
        answer = await client.auth.sign_up({"email": email, "password": "long enough"})
        assert answer.session is not None
        assert answer.user is not None
        assert answer.user.email == email.lower()
        with pytest.raises(AuthApiError) as taken:
            await client.auth.sign_up({"email": email, "password": "long enough"})
        assert (taken.value.status, taken.value.code) == (422, "user_already_exists")
        await client.auth.sign_out({"scope": "local"})
        again = await client.auth.sign_in_with_password({"email": email, "password": "long enough"})
        assert again.user is not None
        assert again.user.id == answer.user.id


@pytest.mark.asyncio
async def test_refusals_have_their_codes(stack: Stack) -> None:
    async with official_client(stack) as client:
        with pytest.raises(AuthApiError) as wrong:
            await client.auth.sign_in_with_password({"email": "no@body.example", "password": "x"})
        assert (wrong.value.status, wrong.value.code) == (400, "invalid_credentials")
        with pytest.raises(AuthWeakPasswordError) as weak:
            await client.auth.sign_up({"email": "a@lightbox.example", "password": "short"})
        assert weak.value.reasons == ["length"]
        with pytest.raises(AuthApiError) as odd:
            await client.auth.sign_up({"email": "nonsense", "password": "long enough"})
        assert odd.value.code == "validation_failed"
        stack.configure(is_signup_disabled=True)
        with pytest.raises(AuthApiError) as closed:
            await client.auth.sign_up({"email": "b@lightbox.example", "password": "long enough"})
        assert closed.value.code == "signup_disabled"


def test_errors_come_in_the_form_that_was_asked_for(stack: Stack) -> None:
    body = {"email": "no@body.example", "password": "x"}
    old = _post(stack, "token?grant_type=password", body)
    assert old.json() == {
        "code": 400,
        "error_code": "invalid_credentials",
        "msg": "Invalid login credentials",
    }
    new = _post(stack, "token?grant_type=password", body, **_NEW_API)
    assert new.json() == {"code": "invalid_credentials", "message": "Invalid login credentials"}
    assert new.headers["x-sb-error-code"] == "invalid_credentials"


@pytest.mark.asyncio
async def test_a_session_is_refreshed_by_the_client(stack: Stack) -> None:
    async with official_client(stack) as client:
        user = stack.sign_up()
        await client.auth.set_session(user.access_token, user.refresh_token)
        answer = await client.auth.refresh_session()
        assert answer.session is not None
        assert answer.session.refresh_token != user.refresh_token
        whoever = await client.auth.get_user()
        assert whoever is not None
        assert whoever.user.id == user.id


def test_a_token_whose_answer_was_lost_gives_the_same_successor(stack: Stack) -> None:
    stack.configure(reuse_interval_s=0)
    user = stack.sign_up()
    first = _refresh(stack, user.refresh_token).json()["refresh_token"]
    assert _refresh(stack, user.refresh_token).json()["refresh_token"] == first


def test_an_old_token_within_the_interval_still_works(stack: Stack) -> None:
    user = stack.sign_up()
    second = _refresh(stack, user.refresh_token).json()["refresh_token"]
    _refresh(stack, second)
    assert _refresh(stack, user.refresh_token).status_code == 200


def test_an_old_token_used_later_ends_the_session_for_everybody(stack: Stack) -> None:
    stack.configure(reuse_interval_s=0)
    user = stack.sign_up()
    second = _refresh(stack, user.refresh_token).json()["refresh_token"]
    third = _refresh(stack, second).json()["refresh_token"]
    stolen = _refresh(stack, user.refresh_token)
    assert (stolen.status_code, stolen.json()["error_code"]) == (400, "refresh_token_already_used")
    assert _refresh(stack, third).json()["error_code"] == "refresh_token_already_used"


def test_an_unknown_token_is_not_found(stack: Stack) -> None:
    answer = _refresh(stack, "nonsense")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "refresh_token_not_found")


def test_tokens_live_as_long_as_the_project_says(stack: Stack) -> None:
    stack.configure(token_lifetime_s=5)
    user = stack.sign_up()
    assert user.expires_at <= time.time() + 5


def test_scopes_of_signing_out(stack: Stack) -> None:
    user = stack.sign_up()
    second, third = stack.sign_in(user.email), stack.sign_in(user.email)

    def sign_out(who: StackUser, scope: str) -> None:
        answer = stack.http.post(f"/auth/v1/logout?scope={scope}", headers=stack.headers(who))
        assert answer.status_code == 204

    sign_out(user, "local")
    assert _user(stack, user).json()["code"] == "session_not_found"
    assert _refresh(stack, user.refresh_token).json()["error_code"] == "refresh_token_not_found"
    sign_out(second, "others")
    assert (_user(stack, second).status_code, _user(stack, third).status_code) == (200, 403)
    sign_out(second, "global")
    assert _user(stack, second).status_code == 403


def test_signing_out_while_a_token_is_refreshed(stack: Stack) -> None:
    user = stack.sign_up()
    with stack.connect(is_autocommit=False) as leaving, ThreadPoolExecutor(1) as elsewhere:
        leaving.execute("delete from auth.sessions where user_id = %s", [user.id])
        answer = elsewhere.submit(_refresh, stack, user.refresh_token)
        waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock'"
        while not stack.sql(waiting):
            assert not answer.done(), "the renewal did not wait for the one that signs out"
        leaving.commit()
        assert answer.result().json()["error_code"] == "refresh_token_not_found"


def test_a_project_key_is_nobody(stack: Stack) -> None:
    answer = stack.http.get("/auth/v1/user", headers=stack.headers())
    assert (answer.status_code, answer.json()["error_code"]) == (403, "bad_jwt")


@pytest.mark.asyncio
async def test_a_code_by_e_mail(stack: Stack) -> None:
    async with official_client(stack) as client:
        email = "code@lightbox.example"
        await client.auth.sign_in_with_otp({"email": email})
        code = stack.mails(email)[-1].code
        with pytest.raises(AuthApiError) as wrong:
            await client.auth.verify_otp({"email": email, "token": "000000x", "type": "email"})
        assert (wrong.value.status, wrong.value.code) == (403, "otp_expired")
        answer = await client.auth.verify_otp({"email": email, "token": code, "type": "email"})
        assert answer.session is not None
        with pytest.raises(AuthApiError):
            await client.auth.verify_otp({"email": email, "token": code, "type": "email"})


@pytest.mark.asyncio
async def test_codes_are_not_for_strangers_when_the_caller_says_so(stack: Stack) -> None:
    async with official_client(stack) as client:
        with pytest.raises(AuthApiError) as refused:
            await client.auth.sign_in_with_otp(
                {"email": "stranger@lightbox.example", "options": {"should_create_user": False}}
            )
        assert refused.value.code == "otp_disabled"


def test_mails_are_not_sent_all_the_time(stack: Stack) -> None:
    stack.configure(mail_interval_s=60)
    email = stack.sign_up().email
    assert _post(stack, "otp", {"email": email}).status_code == 200
    again = _post(stack, "otp", {"email": email})
    assert (again.status_code, again.json()["error_code"]) == (429, "over_email_send_rate_limit")


@pytest.mark.asyncio
async def test_an_address_is_confirmed_first_where_the_project_wants_it(stack: Stack) -> None:
    stack.configure(is_autoconfirmed=False)
    async with official_client(stack) as client:
        email = "confirm@lightbox.example"
        answer = await client.auth.sign_up({"email": email, "password": "long enough"})
        assert answer.session is None
        with pytest.raises(AuthApiError) as early:
            await client.auth.sign_in_with_password({"email": email, "password": "long enough"})
        assert early.value.code == "email_not_confirmed"
        mail = stack.mails(email)[-1]
        verified = await client.auth.verify_otp(
            {"email": email, "token": mail.code, "type": "signup"}
        )
        assert verified.session is not None


def _verifier() -> tuple[str, str]:
    verifier = "v" * 64
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _authorize(stack: Stack, redirect_to: str, answer: str = "allow") -> httpx.URL:
    """Be the browser: open the page, answer it, and return where it leads."""
    _, challenge = _verifier()
    with httpx.Client() as browser:
        page = browser.get(
            f"{stack.url}/auth/v1/authorize",
            params={
                "provider": "github",
                "redirect_to": redirect_to,
                "code_challenge": challenge,
                "code_challenge_method": "s256",
            },
            follow_redirects=True,
        )
        assert "Sign in with github" in page.text
        form = {"email": "oauth@lightbox.example", "answer": answer}
        decided = browser.post(page.url, data=form)
    assert decided.status_code == 302
    return httpx.URL(decided.headers["location"])


def test_a_browser_vouches_and_the_code_is_good_once(stack: Stack) -> None:
    verifier, _ = _verifier()
    there = _authorize(stack, _CALLBACK)
    assert str(there).startswith(_CALLBACK)
    code = parse_qs(there.query.decode())["code"][0]
    path = "token?grant_type=pkce"
    wrong = _post(stack, path, {"auth_code": code, "code_verifier": "w" * 64})
    assert (wrong.status_code, wrong.json()["error_code"]) == (400, "bad_code_verifier")
    right = _post(stack, path, {"auth_code": code, "code_verifier": verifier})
    assert right.json()["user"]["email"] == "oauth@lightbox.example"
    again = _post(stack, path, {"auth_code": code, "code_verifier": verifier})
    assert (again.status_code, again.json()["error_code"]) == (404, "flow_state_not_found")


@pytest.mark.asyncio
async def test_the_official_clients_own_pkce(stack: Stack) -> None:
    async with official_client(stack) as client:
        opened = await client.auth.sign_in_with_oauth(
            {"provider": "google", "options": {"redirect_to": _CALLBACK}}
        )
        async with httpx.AsyncClient() as browser:
            page = await browser.get(opened.url, follow_redirects=True)
            form = {"email": "pkce@lightbox.example", "answer": "allow"}
            decided = await browser.post(page.url, data=form)
        code = parse_qs(urlsplit(decided.headers["location"]).query)["code"][0]
        answer = await client.auth.exchange_code_for_session(
            {"auth_code": code, "code_verifier": "", "redirect_to": _CALLBACK}
        )
        assert answer.user is not None
        assert answer.user.email == "pkce@lightbox.example"


def test_denying_is_told_in_the_redirect(stack: Stack) -> None:
    there = _authorize(stack, _CALLBACK, answer="deny")
    assert parse_qs(there.query.decode())["error"] == ["access_denied"]
    assert "error=access_denied" in there.fragment


@pytest.mark.parametrize(
    ("redirect_to", "is_followed"),
    [
        ("http://127.0.0.1:1234/callback", True),
        ("http://[::1]:1234/callback", True),
        ("http://localhost:1234/callback", False),
        ("http://192.168.1.2/callback", False),
        ("https://example.com/", False),
    ],
)
def test_redirects_go_to_loopback_addresses_only(
    stack: Stack, redirect_to: str, *, is_followed: bool
) -> None:
    assert str(_authorize(stack, redirect_to)).startswith(redirect_to) is is_followed


def test_a_link_in_an_e_mail_leads_back_with_a_code(stack: Stack) -> None:
    verifier, challenge = _verifier()
    email = stack.sign_up().email
    _post(
        stack,
        f"otp?redirect_to={_CALLBACK}",
        {"email": email, "code_challenge": challenge, "code_challenge_method": "s256"},
    )
    followed = stack.http.get(stack.mails(email)[-1].link)
    assert followed.status_code == 303
    code = parse_qs(urlsplit(followed.headers["location"]).query)["code"][0]
    body = {"auth_code": code, "code_verifier": verifier}
    assert _post(stack, "token?grant_type=pkce", body).json()["user"]["email"] == email
    expired = stack.http.get(stack.mails(email)[-1].link)
    assert "error_code=otp_expired" in expired.headers["location"]


def test_settings_and_health(stack: Stack) -> None:
    headers = {"apikey": stack.anon_key}
    settings = stack.http.get("/auth/v1/settings", headers=headers).json()
    assert settings["external"]["github"] is True
    assert settings["external"]["apple"] is False
    assert settings["external"]["email"] is True
    health = stack.http.get("/auth/v1/health", headers=headers).json()
    assert health["name"] == "GoTrue"


@pytest.mark.asyncio
async def test_changing_the_password(stack: Stack) -> None:
    async with official_client(stack) as client:
        user = stack.sign_up()
        await client.auth.set_session(user.access_token, user.refresh_token)
        with pytest.raises(AuthApiError) as same:
            await client.auth.update_user({"password": user.password})
        assert same.value.code == "same_password"
        await client.auth.update_user({"password": "another one", "data": {"name": "Me"}})
        assert stack.sign_in(user.email, "another one").id == user.id
