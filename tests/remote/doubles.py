"""What the tests of `remote` put in place of servers, stores and clocks."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson

from desktop_app.domain.remote import RemoteError
from desktop_app.remote.access import Access, Tokens
from desktop_app.remote.connection import Connection
from desktop_app.remote.project import Project

ME = "11111111-1111-4111-8111-111111111111"
SOMEBODY = "22222222-2222-4222-8222-222222222222"
URL = "https://library.test"
NOW_US = 1_756_548_000_000_000
HOUR_US = 3_600_000_000

Answering = Callable[[httpx.Request], httpx.Response]


def token(subject: str = ME, role: str = "authenticated", mark: str = "", **more: object) -> str:
    """Return a token as the auth server's look; unsigned."""
    claims = {"sub": subject, "role": role, "mark": mark, **more}
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJIUzI1NiJ9.{body}.c2lnbmF0dXJl"


ANON_KEY = token(role="anon", mark="key")
PROJECT = Project(URL, ANON_KEY)


def uuid(number: int) -> str:
    """Return the asset id with this number; ordered as the numbers are."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def row(number: int, **values: object) -> dict[str, object]:
    """Return a row of this user's, with a version."""
    return {"id": uuid(number), "user_id": ME, "xmin": str(700 + number), **values}


class ManualClock:
    """Stands still until it is turned."""

    def __init__(self, now_us: int = NOW_US) -> None:
        self.time_us = now_us

    def now_us(self) -> int:
        return self.time_us


class MemoryStore:
    """Keeps the refresh token in memory, and what happened in order."""

    def __init__(self, kept: str | None = "refresh-0", log: list[str] | None = None) -> None:
        self.kept = kept
        self.log = [] if log is None else log
        self.refuses = False

    async def load(self) -> str | None:
        return self.kept

    async def save(self, refresh_token: str) -> None:
        if self.refuses:
            raise RemoteError("remote.token_not_kept")
        self.log.append(f"saved {refresh_token}")
        self.kept = refresh_token

    async def forget(self) -> None:
        self.kept = None


class CountingAuth:
    """An auth server that numbers its tokens; `failures` are raised first."""

    def __init__(
        self, clock: ManualClock, *, lifetime_us: int = HOUR_US, log: list[str] | None = None
    ) -> None:
        self.clock = clock
        self.lifetime_us = lifetime_us
        self.log = [] if log is None else log
        self.failures: list[RemoteError] = []
        self.seen: list[str] = []
        self.user_id = ME
        self.role = "authenticated"

    async def refresh(self, refresh_token: str) -> Tokens:
        self.seen.append(refresh_token)
        if self.failures:
            raise self.failures.pop(0)
        number = len(self.seen)
        self.log.append(f"renewed {number}")
        return self.tokens(number)

    def tokens(self, number: int) -> Tokens:
        return Tokens(
            token(self.user_id, self.role, f"access-{number}"),
            f"refresh-{number}",
            self.clock.now_us() + self.lifetime_us,
            self.user_id,
            self.role,
        )


class Server:
    """Answers requests one after another, or by a function; remembers them all."""

    def __init__(self, *answers: httpx.Response | Exception | Answering) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if not self.answers:
            raise AssertionError(f"nobody expected {request.method} {request.url}")
        answer = self.answers[0]
        if not callable(answer):
            self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        return answer(request)

    @property
    def last(self) -> httpx.Request:
        return self.requests[-1]

    def body(self, index: int = -1) -> dict[str, Any]:
        found = orjson.loads(self.requests[index].content)
        assert isinstance(found, dict)
        return found


def answer(
    value: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """Return an answer in JSON."""
    return httpx.Response(
        status,
        content=orjson.dumps(value),
        headers={"content-type": "application/json", **(headers or {})},
    )


def page_of_a_proxy(status: int = 200) -> httpx.Response:
    return httpx.Response(
        status, html="<html><body>Please sign in to the hotel's network</body></html>"
    )


def query_of(request: httpx.Request) -> dict[str, str]:
    """Return a request's query, decoded."""
    found = parse_qs(urlsplit(str(request.url)).query, keep_blank_values=True)
    return {name: ",".join(values) for name, values in found.items()}


def connection_to(
    server: Server,
    *,
    project: Project = PROJECT,
    auth: CountingAuth | None = None,
    store: MemoryStore | None = None,
) -> tuple[Connection, httpx.AsyncClient]:
    """Return a connection of `ME` over a server that is a function, and its client."""
    auth = auth or CountingAuth(ManualClock())
    client = httpx.AsyncClient(transport=httpx.MockTransport(server))
    access = Access(auth, store or MemoryStore(), auth.clock, ME)
    return Connection(project, client, access), client
