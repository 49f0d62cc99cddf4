"""Hints over a Phoenix server of our own: what is heard, what is missed, and getting up again."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.server import ServerConnection, serve

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import Hints, RemoteError, RemoteTable
from desktop_app.remote.access import Access
from desktop_app.remote.phoenix import Channel, Heard, Turn
from desktop_app.remote.project import Project
from desktop_app.remote.realtime import RealtimeHints, Rhythm
from tests.remote.doubles import (
    ANON_KEY,
    HOUR_US,
    ME,
    PROJECT,
    CountingAuth,
    ManualClock,
    MemoryStore,
    token,
    uuid,
)

ASSETS, COLLECTIONS = RemoteTable.ASSETS, RemoteTable.COLLECTIONS
QUICK = Rhythm(beat_s=0.05, open_s=2, least_pause_s=0.01, most_pause_s=0.02, settled_s=30)
CALM = Rhythm(least_pause_s=0.01, most_pause_s=0.02)


class Phoenix:
    """A server of channels: answers joins and heartbeats, and says what it is told to."""

    def __init__(self) -> None:
        self.port = 0
        self.paths: list[str] = []
        self.heard: list[dict[str, Any]] = []
        self.connections: list[ServerConnection] = []
        self.joins = asyncio.Semaphore(0)
        self.beats = asyncio.Semaphore(0)
        self.tokens = asyncio.Semaphore(0)
        self.is_joining_fine = True
        self.is_watching: str | None = "ok"
        self.is_beating = True

    @property
    def project(self) -> Project:
        return Project(f"http://127.0.0.1:{self.port}", ANON_KEY)

    async def serve(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.paths.append(connection.request.path)
        self.connections.append(connection)
        async for text in connection:
            message = json.loads(text)
            self.heard.append(message)
            await self._answer(connection, message)

    async def _answer(self, connection: ServerConnection, message: dict[str, Any]) -> None:
        event = message["event"]
        reply = {**message, "event": "phx_reply", "payload": {"status": "ok", "response": {}}}
        if event == "phx_join":
            if not self.is_joining_fine:
                reply["payload"] = {"status": "error", "response": {"reason": "no"}}
            await connection.send(json.dumps(reply))
            if self.is_watching is not None:
                status = {"extension": "postgres_changes", "status": self.is_watching}
                await self.say("system", status)
            self.joins.release()
        elif event == "heartbeat":
            if self.is_beating:
                await connection.send(json.dumps(reply))
            self.beats.release()
        elif event == "access_token":
            self.tokens.release()

    async def say(self, event: str, payload: object) -> None:
        message = {"topic": self.topic, "event": event, "payload": payload, "ref": None}
        await self.connections[-1].send(json.dumps(message))

    async def change(self, kind: str, table: str, **data: object) -> None:
        await self.say("postgres_changes", {"data": {"type": kind, "table": table, **data}})

    @property
    def topic(self) -> str:
        return str(next(one["topic"] for one in self.heard[::-1] if one["event"] == "phx_join"))


class Listener:
    """Hints that run, and what they have told."""

    def __init__(self, hints: Hints) -> None:
        self.hints = hints
        self.told: asyncio.Queue[tuple[RemoteTable, str] | str] = asyncio.Queue()
        self.task = asyncio.create_task(
            hints.run(
                lambda table, one: self.told.put_nowait((table, one)),
                lambda: self.told.put_nowait("gap"),
            )
        )


@asynccontextmanager
async def listening(
    *, rhythm: Rhythm = CALM, auth: CountingAuth | None = None
) -> AsyncIterator[tuple[Phoenix, Listener, CountingAuth]]:
    phoenix = Phoenix()
    auth = auth or CountingAuth(ManualClock())
    async with serve(phoenix.serve, "127.0.0.1", 0) as server:
        phoenix.port = next(iter(server.sockets)).getsockname()[1]
        access = Access(auth, MemoryStore(), auth.clock, ME)
        hints = RealtimeHints(phoenix.project, access, rhythm=rhythm, chance=random.Random(1))
        listener = Listener(hints)
        try:
            async with asyncio.timeout(20):
                yield phoenix, listener, auth
        finally:
            listener.task.cancel()
            await asyncio.gather(listener.task, return_exceptions=True)


Journey = Callable[[], Awaitable[None]]


@pytest.mark.asyncio
async def test_it_joins_as_the_user_and_watches_his_rows() -> None:
    async with listening() as (phoenix, _listener, _auth):
        await phoenix.joins.acquire()
        parts = urlsplit(phoenix.paths[0])
        assert parts.path == "/realtime/v1/websocket"
        assert parse_qs(parts.query) == {"apikey": [ANON_KEY], "vsn": ["1.0.0"]}
        join = phoenix.heard[0]["payload"]
        assert join["access_token"] == token(mark="access-1")
        watched = join["config"]["postgres_changes"]
        assert {(one["table"], one["event"], one.get("filter")) for one in watched} == {
            (table, event, None if event == "DELETE" else f"user_id=eq.{ME}")
            for table in ("user_library", "user_collections")
            for event in ("INSERT", "UPDATE", "DELETE")
        }


@pytest.mark.asyncio
async def test_changes_are_heard_as_table_and_id_alone() -> None:
    async with listening() as (phoenix, listener, _auth):
        await phoenix.joins.acquire()
        await phoenix.change("INSERT", "user_library", record={"id": uuid(1), "tags": ["x"]})
        await phoenix.change("UPDATE", "user_collections", record={"id": uuid(2).upper()})
        await phoenix.change("DELETE", "user_library", record={}, old_record={"id": uuid(3)})
        await phoenix.change("INSERT", "profiles", record={"id": uuid(4)})
        await phoenix.change("UPDATE", "user_library", record=None, errors=["Payload Too Large"])
        await phoenix.say("postgres_changes", {})
        await phoenix.change("INSERT", "user_library", record={"id": uuid(5)})
        told = [await listener.told.get() for _ in range(6)]
        assert told == [
            (ASSETS, uuid(1)),
            (COLLECTIONS, uuid(2)),
            (ASSETS, uuid(3)),
            "gap",
            "gap",
            (ASSETS, uuid(5)),
        ]


@pytest.mark.asyncio
async def test_after_a_lost_connection_it_connects_again_and_tells_of_the_gap() -> None:
    async with listening() as (phoenix, listener, _auth):
        await phoenix.joins.acquire()
        assert listener.told.empty(), "nothing was missed before the first connection"
        for _ in range(7):  # more often than the client of supabase-py would
            await phoenix.connections[-1].close()
            await phoenix.joins.acquire()
            assert await listener.told.get() == "gap"
        phoenix.connections[-1].transport.abort()
        await phoenix.joins.acquire()
        assert await listener.told.get() == "gap"
        await phoenix.change("INSERT", "user_library", record={"id": uuid(5)})
        assert await listener.told.get() == (ASSETS, uuid(5))


@pytest.mark.asyncio
@pytest.mark.parametrize("event", ["phx_close", "phx_error"])
async def test_a_channel_that_the_server_closes_is_joined_again(event: str) -> None:
    async with listening() as (phoenix, listener, _auth):
        await phoenix.joins.acquire()
        await phoenix.say(event, {})
        await phoenix.joins.acquire()
        assert await listener.told.get() == "gap"


@pytest.mark.asyncio
async def test_a_server_that_cannot_watch_is_asked_again() -> None:
    async with listening() as (phoenix, listener, _auth):
        await phoenix.joins.acquire()
        phoenix.is_watching = "error"
        await phoenix.connections[-1].close()
        await phoenix.joins.acquire()
        await phoenix.joins.acquire()
        phoenix.is_joining_fine, phoenix.is_watching = False, None
        await phoenix.joins.acquire()
        await phoenix.joins.acquire()
        assert listener.told.empty(), "while nobody watches there is no use in looking"
        phoenix.is_joining_fine, phoenix.is_watching = True, "ok"
        await phoenix.joins.acquire()
        assert await listener.told.get() == "gap"


@pytest.mark.asyncio
async def test_it_listens_only_while_the_server_watches() -> None:
    async with listening() as (phoenix, listener, _auth):

        def is_listening() -> bool:
            return listener.hints.is_listening

        assert not is_listening()
        await phoenix.joins.acquire()
        await phoenix.change("INSERT", "user_library", record={"id": uuid(1)})
        await listener.told.get()
        assert is_listening()
        phoenix.is_watching = "error"
        await phoenix.connections[-1].close()
        await phoenix.joins.acquire()
        await phoenix.joins.acquire()
        assert not is_listening()


@pytest.mark.asyncio
async def test_heartbeats_keep_the_connection_and_say_what_a_silent_server_does_not() -> None:
    async with listening(rhythm=QUICK) as (phoenix, listener, _auth):
        phoenix.is_watching = None
        await phoenix.joins.acquire()
        for _ in range(3):
            await phoenix.beats.acquire()
        assert len(phoenix.connections) == 1
        await phoenix.connections[-1].close()
        await phoenix.joins.acquire()
        assert await listener.told.get() == "gap"


@pytest.mark.asyncio
async def test_a_heartbeat_that_nobody_answers_is_a_lost_connection() -> None:
    async with listening(rhythm=QUICK) as (phoenix, listener, _auth):
        phoenix.is_beating = False
        await phoenix.joins.acquire()
        await phoenix.beats.acquire()
        await phoenix.joins.acquire()
        assert await listener.told.get() == "gap"
        assert len(phoenix.connections) == 2


@pytest.mark.asyncio
async def test_a_fresh_token_is_handed_over() -> None:
    async with listening(rhythm=QUICK) as (phoenix, _listener, auth):
        await phoenix.joins.acquire()
        auth.clock.time_us += HOUR_US
        await phoenix.tokens.acquire()
        handed = [one["payload"] for one in phoenix.heard if one["event"] == "access_token"]
        assert handed == [{"access_token": token(mark="access-2")}]


@pytest.mark.asyncio
async def test_a_session_that_is_over_or_out_of_reach_is_tried_again() -> None:
    auth = CountingAuth(ManualClock())
    auth.failures += [
        RemoteError("remote.offline"),
        RemoteError("remote.other_user", ErrorKind.PERMANENT),
    ]
    async with listening(auth=auth) as (phoenix, listener, _auth):
        await phoenix.joins.acquire()
        assert await listener.told.get() == "gap", "something may have happened meanwhile"
        assert len(auth.seen) == 3


@pytest.mark.asyncio
async def test_a_server_that_is_not_there_is_tried_again_until_called_off() -> None:
    auth = CountingAuth(ManualClock())
    access = Access(auth, MemoryStore(), auth.clock, ME)
    for url in ("http://127.0.0.1:1", "https://127.0.0.1:1"):
        hints = RealtimeHints(Project(url, ANON_KEY), access, rhythm=CALM)
        listener = Listener(hints)
        done, _pending = await asyncio.wait([listener.task], timeout=0.3)
        assert not done
        listener.task.cancel()
        await asyncio.wait([listener.task])
        assert listener.told.empty()


def test_pauses_grow_to_a_limit_and_are_spread() -> None:
    access = Access(CountingAuth(ManualClock()), MemoryStore(), ManualClock(), ME)
    hints = RealtimeHints(PROJECT, access)
    for failures in range(1, 2000):
        assert 0.5 <= hints._pause_s(failures) <= min(2 ** min(failures, 9), 60)
    assert len({hints._pause_s(9) for _ in range(20)}) > 10


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["data", "table", "record", "id", "status"]), inner)
    ),
    max_leaves=10,
)
messages = st.fixed_dictionaries(
    {
        "topic": st.sampled_from(["phoenix", f"realtime:library:{ME}", "other"]) | json_values,
        "event": st.sampled_from(["phx_reply", "system", "postgres_changes", "phx_error", "x"]),
        "payload": json_values,
    },
    optional={"ref": json_values},
)


@given(messages.map(json.dumps) | json_values.map(json.dumps) | st.text() | st.binary())
def test_no_message_is_too_odd(text: str | bytes) -> None:
    channel = Channel(PROJECT, ME)
    channel.join(token())
    channel.beat()
    assert isinstance(channel.heard(text), Heard)


def test_a_message_of_a_channel_that_was_left_means_nothing() -> None:
    channel = Channel(PROJECT, ME)
    assert channel.url.startswith("wss://library.test/realtime/v1/websocket?")
    join = json.loads(channel.join(token()))
    old = {"topic": join["topic"], "event": "phx_reply", "ref": "0", "payload": {"status": "ok"}}
    assert channel.heard(json.dumps(old)).turn is Turn.NOTHING
    beat = {"topic": "phoenix", "event": "phx_reply", "ref": "0", "payload": {"status": "ok"}}
    assert channel.heard(json.dumps(beat)).turn is Turn.NOTHING
    other = {**old, "event": "system", "payload": {"extension": "presence", "status": "error"}}
    assert channel.heard(json.dumps(other)).turn is Turn.NOTHING
