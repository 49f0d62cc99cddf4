"""Every answer that is not the one hoped for becomes one error that says what to do."""

import ssl
from contextlib import suppress
from datetime import UTC, datetime

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.remote import translate
from desktop_app.remote.translate import Answer
from desktop_app.remote.wording import shown_words, texts_in

HTML = b"<html><body>502 Bad Gateway</body></html>"
DATE = "Sat, 30 Aug 2025 10:00:00 GMT"


def told(status: int, body: object, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, content)


def pg(code: str, message: str = "words") -> dict[str, str | None]:
    return {"code": code, "details": None, "hint": None, "message": message}


def st_error(status: str, error: str, message: str = "words") -> dict[str, str]:
    return {"statusCode": status, "error": error, "message": message}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (told(500, pg("XX000")), "remote.busy"),
        (told(520, HTML), "remote.busy"),
        (told(502, HTML), "remote.busy"),
        (told(540, b""), "remote.busy"),
        (told(408, b""), "remote.busy"),
        (told(403, HTML), "remote.busy"),
        (told(404, HTML), "remote.busy"),
        (told(302, b""), "remote.busy"),
        (told(400, b"[]"), "remote.busy"),
        (told(400, pg("40001")), "remote.busy"),
        (told(400, pg("57014")), "remote.busy"),
        (told(400, pg("55P03")), "remote.busy"),
        (told(405, pg("25006")), "remote.busy"),
        (told(400, pg("PGRST002")), "remote.busy"),
        (told(429, HTML), "remote.rate_limited"),
        (told(429, {"message": "slow down"}), "remote.rate_limited"),
        (told(401, pg("PGRST301", "JWT expired")), "remote.signed_out"),
        (told(401, b""), "remote.signed_out"),
        (told(401, {"message": "Invalid API key", "hint": "…"}), "remote.key_refused"),
        (told(401, {"message": "No API key found in request"}), "remote.key_refused"),
        (told(400, st_error("403", "Unauthorized", "jwt expired")), "remote.signed_out"),
        (told(400, st_error("400", "InvalidJWT", "expired")), "remote.signed_out"),
        (
            told(400, st_error("400", "x", '"exp" claim timestamp check failed')),
            "remote.signed_out",
        ),
        (told(400, pg("23514")), "remote.refused"),
        (told(409, pg("23503")), "remote.refused"),
        (told(409, pg("23505")), "remote.refused"),
        (told(403, pg("42501")), "remote.refused"),
        (told(400, pg("42703")), "remote.refused"),
        (told(400, pg("PGRST204")), "remote.refused"),
        (told(404, pg("PGRST205")), "remote.refused"),
        (told(404, {"message": "no Route matched with those values"}), "remote.refused"),
        (told(413, pg("x")), "remote.too_large"),
        (told(400, st_error("413", "Payload too large")), "remote.too_large"),
        (told(400, st_error("415", "invalid_mime_type")), "remote.type_refused"),
        (told(400, st_error("409", "Duplicate")), "remote.exists"),
        (told(409, st_error("409", "Duplicate")), "remote.exists"),
        (told(400, st_error("404", "not_found")), "remote.missing"),
        (told(400, st_error("404", "Bucket not found")), "remote.refused"),
        (told(400, st_error("404", "", "Bucket not found")), "remote.refused"),
        (told(400, st_error("500", "Internal")), "remote.busy"),
        (told(400, st_error("544", "DatabaseTimeout")), "remote.busy"),
        (
            told(400, st_error("403", "Unauthorized", "new row violates row-level security")),
            "remote.refused",
        ),
        (told(409, b"The resource already exists", tus_resumable="1.0.0"), "remote.exists"),
        (told(413, b"Maximum size exceeded\n", tus_resumable="1.0.0"), "remote.too_large"),
        (told(423, b"Locked", tus_resumable="1.0.0"), "remote.busy"),
        (told(413, HTML), "remote.busy"),
    ],
)
def test_an_answer_stands_for_one_error(answer: Answer, code: str) -> None:
    error = translate.answer_error(answer)
    assert error.code == code
    is_passing = code in {"remote.busy", "remote.rate_limited"}
    assert error.kind is (ErrorKind.RETRYABLE if is_passing else ErrorKind.PERMANENT)


def test_a_refusal_carries_the_servers_code_and_words() -> None:
    error = translate.answer_error(told(400, pg("23514", "violates check constraint")))
    assert error.params == {"reason": "23514", "message": "violates check constraint"}
    unnamed = translate.answer_error(told(406, {"message": "words"}))
    assert unnamed.params["reason"] == "406"
    silent = translate.answer_error(told(406, {"hint": 1}))
    assert silent.params == {"reason": "406", "message": ""}


@pytest.mark.parametrize(
    ("text", "date", "pause_s"),
    [
        ("7", DATE, 7.0),
        ("999999999999", DATE, 3600.0),
        ("Sat, 30 Aug 2025 10:00:30 GMT", DATE, 30.0),
        ("Sat, 30 Aug 2025 09:00:30 GMT", DATE, 0.0),
        ("Sat, 30 Aug 2025 10:00:30 GMT", "", None),
        ("soon", DATE, None),
        ("-5", DATE, None),
        ("٣", DATE, None),
        ("", DATE, None),
    ],
)
def test_the_server_says_how_long_to_wait_by_its_own_clock(
    text: str, date: str, pause_s: float | None
) -> None:
    for status in (429, 503):
        error = translate.answer_error(told(status, {"message": "x"}, retry_after=text, date=date))
        assert error.retry_after_s == pause_s


def test_the_servers_time_is_that_of_its_answer() -> None:
    moment = datetime(2025, 8, 30, 10, tzinfo=UTC)
    expected_us = int(moment.timestamp()) * 1_000_000
    assert translate.server_time_us(told(200, [], date=DATE)) == expected_us
    no_zone = "Sat, 30 Aug 2025 10:00:00 -0000"
    assert translate.server_time_us(told(200, [], date=no_zone)) == expected_us
    for text in ("", "yesterday", "99 99 99"):
        assert translate.server_time_us(told(200, [], date=text)) is None


def test_an_instant_as_text_needs_no_escaping() -> None:
    assert translate.instant_text(1_756_548_000_000_042) == "2025-08-30T10:00:00.000042Z"
    assert translate.instant_text(0) == "1970-01-01T00:00:00.000000Z"


@pytest.mark.parametrize(
    "body", [b"", b"[{", HTML, b'{"id": 1}', b"[1]", b"[[]]", b'[{"id": "a"}]', b'"x"', b"null"]
)
def test_what_is_not_the_rows_asked_for_is_an_error_and_never_empty(body: bytes) -> None:
    with pytest.raises(RemoteError) as caught:
        translate.rows_of(told(200, body), needed=("id", "xmin"))
    assert caught.value.code == "remote.garbled"
    assert caught.value.kind is ErrorKind.RETRYABLE


def test_rows_with_all_that_is_needed_are_taken() -> None:
    assert translate.rows_of(told(200, b"[]"), needed=("id",)) == []
    assert translate.rows_of(told(200, [{"id": 1, "b": 2}]), needed=("id",)) == [{"id": 1, "b": 2}]
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        translate.object_of(told(200, b"[]"))


def test_the_way_to_the_server_fails_in_three_ways() -> None:
    assert translate.network_error(httpx.ConnectError("x")).code == "remote.offline"
    for verify_code, code in ((9, "wrong_clock"), (10, "wrong_clock"), (18, "untrusted")):
        refused = ssl.SSLCertVerificationError("bad")
        refused.verify_code = verify_code
        failed = httpx.ConnectError("x")
        failed.__cause__ = refused
        error = translate.network_error(failed)
        assert error.code == f"remote.{code}"
        assert error.kind is ErrorKind.RETRYABLE
    circle = httpx.ConnectError("x")
    circle.__context__ = ValueError()
    circle.__context__.__context__ = circle
    assert translate.network_error(circle).code == "remote.offline"


def gotrue(code: str, message: str = "words") -> dict[str, object]:
    return {"code": 400, "error_code": code, "msg": message}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (told(400, gotrue("invalid_credentials")), "sign_in.wrong_password"),
        (told(400, gotrue("email_not_confirmed")), "sign_in.unconfirmed_email"),
        (told(403, gotrue("otp_expired")), "sign_in.wrong_code"),
        (told(422, gotrue("weak_password")), "sign_in.weak_password"),
        (told(422, gotrue("user_already_exists")), "sign_in.already_exists"),
        (told(422, gotrue("signup_disabled")), "sign_in.not_offered"),
        (told(429, gotrue("over_request_rate_limit")), "remote.rate_limited"),
        (told(400, gotrue("over_email_send_rate_limit")), "remote.rate_limited"),
        (told(400, {"code": "invalid_credentials", "message": "x"}), "sign_in.wrong_password"),
        (
            told(400, {"error": "invalid_grant", "error_description": "Email not confirmed"}),
            "sign_in.unconfirmed_email",
        ),
        (
            told(400, {"error": "invalid_grant", "error_description": "Invalid login credentials"}),
            "sign_in.wrong_password",
        ),
        (told(401, {"message": "Invalid API key"}), "remote.key_refused"),
        (told(401, gotrue("no_authorization")), "sign_in.refused"),
        (told(400, gotrue("validation_failed")), "remote.refused"),
        (told(400, {"code": 400, "msg": "odd"}), "remote.refused"),
        (told(500, gotrue("invalid_credentials")), "remote.busy"),
        (told(502, HTML), "remote.busy"),
    ],
)
def test_signing_in_fails_for_one_clear_reason(answer: Answer, code: str) -> None:
    assert translate.sign_in_error(answer).code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (told(400, gotrue("refresh_token_not_found")), "remote.signed_out"),
        (told(400, gotrue("refresh_token_already_used")), "remote.signed_out"),
        (told(403, gotrue("session_not_found")), "remote.signed_out"),
        (told(403, gotrue("user_banned")), "remote.signed_out"),
        (
            told(400, {"error": "invalid_grant", "error_description": "Invalid Refresh Token"}),
            "remote.signed_out",
        ),
        (
            told(400, {"code": 400, "msg": "Invalid Refresh Token: Already Used"}),
            "remote.signed_out",
        ),
        (told(400, HTML), "remote.busy"),
        (told(403, HTML), "remote.busy"),
        (told(401, b""), "remote.busy"),
        (told(500, gotrue("refresh_token_not_found")), "remote.busy"),
        (told(429, HTML), "remote.rate_limited"),
        (told(400, gotrue("over_request_rate_limit")), "remote.rate_limited"),
        (told(401, {"message": "Invalid API key"}), "remote.key_refused"),
    ],
)
def test_only_the_auth_servers_own_word_ends_a_session(answer: Answer, code: str) -> None:
    assert translate.refresh_error(answer).code == code


def test_a_link_that_has_ended_is_nobodys_session() -> None:
    ended = told(400, st_error("400", "InvalidJWT", '"exp" claim timestamp check failed'))
    assert translate.link_error(ended).code == "remote.link_ended"
    assert translate.link_error(told(400, st_error("404", "not_found"))).code == "remote.missing"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
named_values = st.dictionaries(
    st.sampled_from(
        ["code", "error", "error_code", "message", "msg", "statusCode", "error_description"]
    ),
    json_values,
)


@given(
    st.integers(100, 599),
    st.binary(max_size=50) | named_values.map(orjson.dumps) | json_values.map(orjson.dumps),
    st.dictionaries(st.sampled_from(["retry-after", "date", "tus-resumable"]), st.text()),
)
def test_any_answer_at_all_becomes_an_error(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    answer = Answer(status, headers, body)
    for made in (
        translate.answer_error(answer),
        translate.sign_in_error(answer),
        translate.refresh_error(answer),
        translate.link_error(answer),
    ):
        assert made.code.startswith(("remote.", "sign_in."))
        assert made.retry_after_s is None or 0 <= made.retry_after_s <= 3600
        if status >= 500 and made.code != "remote.signed_out":
            assert made.kind is ErrorKind.RETRYABLE


@given(st.integers(100, 599), st.binary(max_size=50) | json_values.map(orjson.dumps))
def test_nothing_but_a_list_of_rows_reads_as_rows(status: int, body: bytes) -> None:
    rows = None
    with suppress(RemoteError):
        rows = translate.rows_of(Answer(status, {}, body), needed=("id",))
    assert rows is None or rows == orjson.loads(body)


@given(st.text(min_size=4), st.text(), st.text())
def test_words_of_the_user_are_taken_out_of_the_servers(sent: str, left: str, right: str) -> None:
    shown = shown_words(f"{left}{sent}{right}", [sent])
    assert len(shown) <= 300
    assert "\n" not in shown
    if sent not in left + "…" + right and "…" not in sent:
        assert sent not in shown


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig",
        "sb_secret_abcdef",
        "somebody@lightbox.example",
        "https://library.test/storage/v1/object/sign/a?token=abc",
        'invalid input syntax for type integer: "a lady with an ermine"',
    ],
)
def test_secrets_are_taken_out_of_the_servers_words(secret: str) -> None:
    shown = shown_words(f"about {secret}", ())
    assert secret not in shown
    assert "ermine" not in shown
    assert "abc" not in shown
    assert shown.startswith("about")


def test_texts_are_found_wherever_they_stand() -> None:
    assert list(texts_in({"a": ["b", {"c": "d"}, 1, None], "e": "f"})) == ["b", "d", "f"]
