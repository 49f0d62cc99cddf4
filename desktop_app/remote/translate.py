"""What a server or the way to it answered, as a `RemoteError`; done once, here.

Sources of the formats: PostgREST's error table (codes PGRST…), PostgreSQL's appendix of SQLSTATEs,
Supabase Storage's and Auth's error codes. Storage used to answer 400 with the true status as text
in the body, and still does on many projects.

Words that a server says are shown to the user, and errors are logged: what could be a prompt, a
title or an address is taken out of them first.
"""

import ssl
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

import orjson

from desktop_app.domain.entities import Json
from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.remote.wording import shown_words

SIGNED_OUT = "remote.signed_out"

_PASSING_STATUSES = frozenset({408, 423, 425})
# Resources, rolled back by another transaction, locked, called off, read-only just now.
_PASSING_CLASSES = ("08", "40", "53", "57", "58")
_PASSING_STATES = frozenset({"55P03", "25006"})
_PASSING_PREFIX = "PGRST00"
_OF_BUCKET = {413: "remote.too_large", 415: "remote.type_refused"}
_OF_OBJECT = {404: "remote.missing", 409: "remote.exists"}
_NO_BUCKET = frozenset({"NoSuchBucket", "Bucket not found"})
_LONGEST_PAUSE_S = 3600.0
# OpenSSL: X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED.
_CERTIFICATE_DATES = frozenset({9, 10})

_BAD_TOKEN = frozenset({"InvalidJWT", "bad_jwt", "session_not_found"})
_SESSION_ENDS = frozenset(
    {
        "refresh_token_not_found",
        "refresh_token_already_used",
        "session_not_found",
        "session_expired",
        "user_not_found",
        "user_banned",
        "bad_jwt",
    }
)
_SIGN_IN_CODES: Mapping[str, str] = {
    "invalid_credentials": "sign_in.wrong_password",
    "email_not_confirmed": "sign_in.unconfirmed_email",
    "otp_expired": "sign_in.wrong_code",
    "weak_password": "sign_in.weak_password",
    "user_already_exists": "sign_in.already_exists",
    "email_exists": "sign_in.already_exists",
    "signup_disabled": "sign_in.not_offered",
    "email_provider_disabled": "sign_in.not_offered",
    "otp_disabled": "sign_in.not_offered",
    "provider_disabled": "sign_in.not_offered",
    "oauth_provider_not_supported": "sign_in.not_offered",
    "user_banned": "sign_in.banned",
    "captcha_failed": "sign_in.captcha",
    "email_address_invalid": "sign_in.bad_email",
    "email_address_not_authorized": "sign_in.bad_email",
    "bad_code_verifier": "sign_in.browser_failed",
    "flow_state_not_found": "sign_in.browser_failed",
    "flow_state_expired": "sign_in.browser_failed",
}
# Servers from before error codes say it in words only.
_SIGN_IN_WORDS: Mapping[str, str] = {
    "Invalid login credentials": "invalid_credentials",
    "Email not confirmed": "email_not_confirmed",
    "Token has expired or is invalid": "otp_expired",
    "User already registered": "user_already_exists",
    "Signups not allowed for this instance": "signup_disabled",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer.

    Attributes:
        status: of HTTP.
        headers: by lower-case name.
        body: decoded, at most as long as `Connection` lets it be.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


def network_error(error: BaseException) -> RemoteError:
    """Return the error of a request that got no answer."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            is_date = cause.verify_code in _CERTIFICATE_DATES
            return RemoteError("remote.wrong_clock" if is_date else "remote.untrusted")
    return RemoteError("remote.offline", reason=type(error).__name__)


def garbled(what: str) -> RemoteError:
    """Return the error of a success that is not what was asked for."""
    return RemoteError("remote.garbled", what=what)


def is_session_refused(answer: Answer) -> bool:
    """Whether the server did not take the token; another one may do."""
    if answer.status == 401:
        return not _is_key_refused(answer)
    if answer.status not in {400, 403}:
        return False
    told = _told(answer)
    if _BAD_TOKEN & {str(told.get(name)) for name in ("code", "error", "error_code")}:
        return True
    # Storage says Unauthorized of rows that a policy refuses, too: only the words tell.
    words = _message(told).lower() if _is_of_storage(told) else ""
    return "jwt" in words or '"exp" claim' in words


def answer_error(answer: Answer, *, sent: Collection[str] = ()) -> RemoteError:
    """Return the error that an answer stands for, other than the one that was hoped for.

    `sent` are the user's own words in the request, which the server may quote.
    """
    told = _told(answer)
    status, reason = _true_status(answer.status, told), _reason(told)
    if status == 401 or is_session_refused(answer):
        code = "remote.key_refused" if _is_key_refused(answer) else SIGNED_OUT
        return RemoteError(code, ErrorKind.PERMANENT)
    if status == 429:
        return RemoteError("remote.rate_limited", retry_after_s=retry_after_s(answer))
    if not told or _is_passing(status, reason):
        return RemoteError("remote.busy", retry_after_s=retry_after_s(answer), status=status)
    plain = _OF_BUCKET.get(status)
    if plain is None and _is_of_storage(told) and not _NO_BUCKET & {reason, _message(told)}:
        plain = _OF_OBJECT.get(status)
    if plain is not None:
        return RemoteError(plain, ErrorKind.PERMANENT)
    return RemoteError(
        "remote.refused",
        ErrorKind.PERMANENT,
        reason=shown_words(reason, ()) or str(status),
        message=shown_words(_message(told), sent),
    )


def sign_in_error(answer: Answer, *, sent: Collection[str] = ()) -> RemoteError:
    """Return the error of the auth server to somebody who signs in or up."""
    told = _told(answer)
    reason = _auth_reason(told)
    if answer.status == 429 or reason.startswith("over_"):
        return RemoteError("remote.rate_limited", retry_after_s=retry_after_s(answer))
    code = _SIGN_IN_CODES.get(reason)
    if code is not None and answer.status < 500:
        return RemoteError(code, ErrorKind.PERMANENT, message=shown_words(_message(told), sent))
    error = answer_error(answer, sent=sent)
    if error.code == SIGNED_OUT:  # nobody was signed in yet
        return RemoteError("sign_in.refused", ErrorKind.PERMANENT)
    return error


def refresh_error(answer: Answer, *, sent: Collection[str] = ()) -> RemoteError:
    """Return the error of the auth server to somebody who renews a session.

    Only its own clear word ends the session: a proxy's 400 or 403 does not. `sent` is the token,
    which it may quote.
    """
    told = _told(answer)
    reason = _auth_reason(told)
    is_old_word = reason == "invalid_grant" or _message(told).startswith("Invalid Refresh Token")
    if 400 <= answer.status < 500 and (reason in _SESSION_ENDS or is_old_word):
        return RemoteError(SIGNED_OUT, ErrorKind.PERMANENT)
    if answer.status == 429 or reason.startswith("over_"):
        return RemoteError("remote.rate_limited", retry_after_s=retry_after_s(answer))
    error = answer_error(answer, sent=sent)
    if error.code == SIGNED_OUT:
        return RemoteError("remote.busy", status=answer.status)
    return error


def link_error(answer: Answer) -> RemoteError:
    """Return the error of whoever fetched a signed link."""
    if is_session_refused(answer):  # its own signature is meant, nobody's session
        return RemoteError("remote.link_ended")
    return answer_error(answer)


def is_behind_end(answer: Answer, offset_bytes: int) -> bool:
    """Whether a link has no bytes from an offset on; some servers do not say how many it has."""
    told = _told(answer)
    if answer.status != 416 and _reason(told) != "InvalidRange":
        return False
    size = answer.headers.get("content-range", "").removeprefix("bytes */")
    return size in {"", str(offset_bytes)}


def json_of(answer: Answer) -> Json:
    """Return what an answer's body holds.

    Raises:
        RemoteError: ``remote.garbled``: a proxy's page, nothing, or half of it.
    """
    try:
        return cast("Json", orjson.loads(answer.body))
    except orjson.JSONDecodeError:
        raise garbled("json") from None


def object_of(answer: Answer) -> dict[str, Json]:
    """Return the object that an answer holds.

    Raises:
        RemoteError: ``remote.garbled``.
    """
    value = json_of(answer)
    if not isinstance(value, dict):
        raise garbled("object")
    return value


def rows_of(answer: Answer, *, needed: Collection[str]) -> list[dict[str, Json]]:
    """Return the rows that an answer holds, each with all the columns that are needed.

    Raises:
        RemoteError: ``remote.garbled``.
    """
    value = json_of(answer)
    if not isinstance(value, list):
        raise garbled("rows")
    for row in value:
        if not isinstance(row, dict):
            raise garbled("rows")
        for column in needed:
            if column not in row:
                raise garbled(column)
    return cast("list[dict[str, Json]]", value)


def server_time_us(answer: Answer) -> int | None:
    """Return when the server answered, by its own clock: microseconds UTC, to the second."""
    try:
        moment = parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000


def retry_after_s(answer: Answer) -> float | None:
    """Return how long the server asks to be left alone (RFC 9110, 10.2.3); an hour at most."""
    text = answer.headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_PAUSE_S)
    until_us = server_time_us(Answer(0, {"date": text}, b""))
    # Both instants by the server's clock; this machine's may be wrong.
    now_us = server_time_us(answer)
    if until_us is None or now_us is None:
        return None
    return min(max(0.0, (until_us - now_us) / 1_000_000), _LONGEST_PAUSE_S)


def instant_text(instant_us: int) -> str:
    """Return an instant as ISO 8601 in UTC, which needs no escaping in a URL."""
    seconds, microseconds = divmod(instant_us, 1_000_000)
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{microseconds:06d}Z"


def _told(answer: Answer) -> dict[str, Any]:
    """Return the object of an error's body; empty when it is not the server's own answer."""
    try:
        value = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        # Resumable uploads are answered in plain text, and marked as such.
        if "tus-resumable" not in answer.headers:
            return {}
        words = answer.body.decode("utf-8", "replace")
        return {"statusCode": answer.status, "error": "", "message": words}
    return value if isinstance(value, dict) else {}


def _reason(told: Mapping[str, Any]) -> str:
    for name in ("code", "error_code", "error"):
        value = told.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def _auth_reason(told: Mapping[str, Any]) -> str:
    code = told.get("error_code") or told.get("code")
    if isinstance(code, str) and code:
        return code
    by_words = _SIGN_IN_WORDS.get(_message(told))
    if by_words is not None:
        return by_words
    old = told.get("error")
    return old if isinstance(old, str) else ""


def _message(told: Mapping[str, Any]) -> str:
    for name in ("message", "msg", "error_description"):
        value = told.get(name)
        if isinstance(value, str):
            return value
    return ""


def _is_of_storage(told: Mapping[str, Any]) -> bool:
    return "statusCode" in told or ("error" in told and "details" not in told)


def _true_status(status: int, told: Mapping[str, Any]) -> int:
    text = told.get("statusCode")
    if status == 400 and isinstance(text, str | int) and str(text) in _STATUS_TEXTS:
        return int(text)
    return status


def _is_passing(status: int, reason: str) -> bool:
    if status >= 500 or status < 400 or status in _PASSING_STATUSES:
        return True
    is_state = len(reason) == 5 and reason.isalnum()
    return (
        (is_state and reason.startswith(_PASSING_CLASSES))
        or reason in _PASSING_STATES
        or reason.startswith(_PASSING_PREFIX)
    )


def _is_key_refused(answer: Answer) -> bool:
    told = _told(answer)
    words = f"{told.get('message', '')} {told.get('msg', '')} {told.get('error', '')}".lower()
    return "api key" in words or "apikey" in words


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


_STATUS_TEXTS = frozenset(str(status) for status in range(400, 600))
