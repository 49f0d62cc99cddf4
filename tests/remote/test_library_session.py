"""Whose session it is, and what happens when it ends."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from desktop_app.domain.remote import RemoteError
from desktop_app.remote.connection import MOST_ANSWER_BYTES
from desktop_app.remote.project import Project
from tests.remote.doubles import (
    ME,
    PROJECT,
    SOMEBODY,
    CountingAuth,
    ManualClock,
    MemoryStore,
    answer,
    page_of_a_proxy,
    token,
)
from tests.remote.libraries import ASSETS, EVERYTHING, library

pytestmark = pytest.mark.asyncio


async def test_the_guard_asks_the_auth_server_who_this_is() -> None:
    rows, server = library(answer({"id": ME}), answer({"id": SOMEBODY}), answer({}))
    await rows.guard()
    assert server.last.url.path == "/auth/v1/user"
    for _ in range(2):
        with pytest.raises(RemoteError, match=r"remote\.other_user"):
            await rows.guard()


async def test_the_guard_sends_nothing_for_a_session_of_somebody_else() -> None:
    auth = CountingAuth(ManualClock())
    auth.user_id = SOMEBODY
    rows, server = library(auth=auth)
    for call in EVERYTHING.values():
        with pytest.raises(RemoteError, match=r"remote\.other_user"):
            await call(rows)
    assert not server.requests


async def test_a_refused_token_is_renewed_once_and_the_request_sent_again() -> None:
    expired = {"code": "PGRST301", "message": "JWT expired"}

    def serve(request: httpx.Request) -> httpx.Response:
        is_old = token(mark="access-1") in request.headers["authorization"]
        return answer(expired, 401) if is_old else answer([])

    auth = CountingAuth(ManualClock())
    rows, server = library(serve, auth=auth)
    pages = [rows.page(ASSETS, after=None, until=None, limit=5) for _ in range(8)]
    assert [page.rows for page in await asyncio.gather(*pages)] == [[]] * 8
    assert len(auth.seen) == 2, "one to begin with, one for all eight"
    assert len(server.requests) == 16


async def test_a_token_that_is_refused_again_is_the_end_of_the_session() -> None:
    auth = CountingAuth(ManualClock())
    rows, server = library(lambda _request: answer({"message": "JWT expired"}, 401), auth=auth)
    with pytest.raises(RemoteError, match=r"remote\.signed_out"):
        await rows.newest(limit=1)
    assert len(server.requests) == len(auth.seen) == 2


async def test_a_proxys_401_does_not_end_the_session_when_renewing_fails_too() -> None:
    auth = CountingAuth(ManualClock())
    rows, _server = library(page_of_a_proxy(401), auth=auth)
    await rows._connection._access.token()
    auth.failures.append(RemoteError("remote.busy", status=401))
    with pytest.raises(RemoteError, match=r"remote\.busy"):
        await rows.newest(limit=1)


async def test_a_refused_key_does_not_end_the_session() -> None:
    auth = CountingAuth(ManualClock())
    rows, _server = library(answer({"message": "Invalid API key"}, 401), auth=auth)
    with pytest.raises(RemoteError, match=r"remote\.key_refused"):
        await rows.newest(limit=1)
    assert len(auth.seen) == 1


async def test_without_a_session_nothing_is_sent() -> None:
    rows, server = library(store=MemoryStore(None))
    for call in EVERYTHING.values():
        with pytest.raises(RemoteError, match=r"remote\.signed_out"):
            await call(rows)
    assert not server.requests


async def test_the_public_key_never_goes_as_a_token() -> None:
    own = Project(PROJECT.url, token(mark="access-1"))
    rows, server = library(project=own)
    with pytest.raises(RemoteError, match=r"remote\.other_user"):
        await rows.newest(limit=1)
    assert not server.requests


async def test_an_answer_without_end_is_given_up() -> None:
    class Endless(httpx.AsyncByteStream):
        def __init__(self) -> None:
            self.sent_bytes = 0

        async def __aiter__(self) -> AsyncIterator[bytes]:
            part = b" " * 2**24
            while True:
                self.sent_bytes += len(part)
                yield part

    stream = Endless()
    rows, _server = library(httpx.Response(200, stream=stream))
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await rows.newest(limit=1)
    assert stream.sent_bytes <= MOST_ANSWER_BYTES + 2**25
