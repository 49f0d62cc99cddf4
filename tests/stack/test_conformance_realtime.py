"""Realtime, asked by the official client, and in bare Phoenix messages of both versions."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
import websockets
from realtime import RealtimePostgresChangesListenEvent
from websockets.asyncio.client import ClientConnection, connect

from tests.stack.official import official_client
from tests.stack.rows import asset_row
from tests.stack.stack import Stack, StackUser

_ASSETS = {"event": "*", "schema": "public", "table": "user_library"}
_TOPIC = "realtime:library"


class _Phoenix:
    """A bare client that keeps what it hears."""

    def __init__(self, socket: ClientConnection, version: str) -> None:
        self._socket = socket
        self._version = version
        self._count = 0

    async def send(self, topic: str, event: str, payload: Mapping[str, Any]) -> str:
        self._count += 1
        ref = str(self._count)
        message: object = {"topic": topic, "event": event, "payload": payload, "ref": ref}
        if self._version == "2.0.0":
            message = ["1", ref, topic, event, payload]
        await self._socket.send(json.dumps(message))
        return ref

    async def hear(self, event: str, within_s: float = 10) -> dict[str, Any]:
        """Return the payload of the next message of a kind."""
        async with asyncio.timeout(within_s):
            while True:
                message = json.loads(await self._socket.recv())
                if self._version == "2.0.0":
                    _join_ref, _ref, _topic, kind, payload = message
                else:
                    kind, payload = message["event"], message["payload"]
                if kind == event:
                    answer: dict[str, Any] = payload
                    return answer

    async def join(self, user: StackUser, *bindings: Mapping[str, str]) -> dict[str, Any]:
        """Join, and wait until changes are told."""
        await self.send(
            _TOPIC,
            "phx_join",
            {
                "config": {"postgres_changes": list(bindings or (_ASSETS,))},
                "access_token": user.access_token,
            },
        )
        reply = await self.hear("phx_reply")
        assert reply["status"] == "ok"
        system = await self.hear("system")
        assert system["message"] == "Subscribed to PostgreSQL"
        answer: dict[str, Any] = reply["response"]
        return answer


@asynccontextmanager
async def _phoenix(stack: Stack, version: str = "1.0.0") -> AsyncIterator[_Phoenix]:
    url = stack.url.replace("http", "ws", 1)
    target = f"{url}/realtime/v1/websocket?apikey={stack.anon_key}&vsn={version}"
    async with connect(target) as socket:
        yield _Phoenix(socket, version)


@pytest.mark.asyncio
async def test_the_official_client_hears_of_its_users_rows(stack: Stack) -> None:
    user, other = stack.sign_up(), stack.sign_up()
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    ready = asyncio.Event()
    async with official_client(stack, user) as client:
        await client.realtime.set_auth(user.access_token)
        channel = client.channel("library")
        channel.on_system(lambda _payload: ready.set())
        channel.on_postgres_changes(
            RealtimePostgresChangesListenEvent.All,
            schema="public",
            table="user_library",
            callback=lambda payload: heard.put_nowait(dict(payload)),
        )
        await channel.subscribe()
        async with asyncio.timeout(20):
            await ready.wait()
            stack.insert("user_library", asset_row(other.id))
            mine = stack.insert("user_library", asset_row(user.id, tags=["a", 'b,"c']))
            inserted = (await heard.get())["data"]
            stack.sql("update user_library set is_favorite = true where id = %s", [mine["id"]])
            updated = (await heard.get())["data"]
            stack.sql("delete from user_library where id = %s", [mine["id"]])
            deleted = (await heard.get())["data"]
    assert (inserted["type"], inserted["record"]["id"]) == ("INSERT", str(mine["id"]))
    assert inserted["record"]["tags"] == ["a", 'b,"c']
    assert (updated["type"], updated["record"]["is_favorite"]) == ("UPDATE", True)
    assert (deleted["type"], deleted["old_record"]) == ("DELETE", {"id": str(mine["id"])})


@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
async def test_both_versions_of_the_protocol(stack: Stack, version: str) -> None:
    user = stack.sign_up()
    async with _phoenix(stack, version) as phoenix:
        await phoenix.send("phoenix", "heartbeat", {})
        assert await phoenix.hear("phx_reply") == {"status": "ok", "response": {}}
        answer = await phoenix.join(user)
        (binding,) = answer["postgres_changes"]
        assert {key: binding[key] for key in _ASSETS} == _ASSETS
        row = stack.insert("user_library", asset_row(user.id))
        change = await phoenix.hear("postgres_changes")
        assert change["ids"] == [binding["id"]]
        assert change["data"]["record"]["id"] == str(row["id"])
        await phoenix.send(_TOPIC, "phx_leave", {})
        assert (await phoenix.hear("phx_reply"))["status"] == "ok"
        await phoenix.hear("phx_close")


@pytest.mark.asyncio
async def test_what_others_delete_is_told_by_key_alone(stack: Stack) -> None:
    user, other = stack.sign_up(), stack.sign_up()
    row = stack.insert("user_library", asset_row(other.id))
    async with _phoenix(stack) as phoenix:
        await phoenix.join(user)
        stack.sql("delete from user_library where id = %s", [row["id"]])
        change = await phoenix.hear("postgres_changes")
    assert change["data"]["old_record"] == {"id": str(row["id"])}
    assert "record" not in change["data"]


@pytest.mark.asyncio
async def test_a_filter_on_the_user_hides_deletions(stack: Stack) -> None:
    user = stack.sign_up()
    row = stack.insert("user_library", asset_row(user.id))
    async with _phoenix(stack) as phoenix:
        await phoenix.join(user, {**_ASSETS, "filter": f"user_id=eq.{user.id}"})
        stack.sql("delete from user_library where id = %s", [row["id"]])
        stack.insert("user_library", asset_row(user.id))
        assert (await phoenix.hear("postgres_changes"))["data"]["type"] == "INSERT"


@pytest.mark.asyncio
async def test_what_triggers_and_foreign_keys_do_is_told(stack: Stack) -> None:
    user = stack.sign_up()
    collection = stack.insert("user_collections", {"user_id": user.id, "name": "Trips"})
    async with _phoenix(stack) as phoenix:
        await phoenix.join(user, {**_ASSETS, "table": "*"})
        stack.insert("user_library", asset_row(user.id, collection_id=collection["id"]))
        tables = {(await phoenix.hear("postgres_changes"))["data"]["table"] for _ in range(2)}
        assert tables == {"user_library", "user_collections"}
        stack.sql("delete from user_collections where id = %s", [collection["id"]])
        kinds = {
            (change["data"]["type"], change["data"]["table"])
            for change in [await phoenix.hear("postgres_changes") for _ in range(2)]
        }
        assert kinds == {("DELETE", "user_collections"), ("UPDATE", "user_library")}


@pytest.mark.asyncio
async def test_a_channel_ends_with_its_token_and_lives_on_with_the_next(stack: Stack) -> None:
    user = stack.sign_up()
    async with _phoenix(stack) as phoenix:
        await phoenix.send(
            _TOPIC,
            "phx_join",
            {
                "config": {"postgres_changes": [_ASSETS]},
                "access_token": stack.token(user, lifetime_s=3),
            },
        )
        await phoenix.hear("system")
        # A new token, told in time, keeps it open.
        next_token = stack.token(user, lifetime_s=5)
        await phoenix.send(_TOPIC, "access_token", {"access_token": next_token})
        begun_s = time.monotonic()
        system = await phoenix.hear("system")
        assert system["status"] == "error"
        assert "expired" in system["message"]
        assert time.monotonic() - begun_s > 3
        await phoenix.hear("phx_close")


@pytest.mark.asyncio
async def test_an_expired_token_does_not_get_in(stack: Stack) -> None:
    user = stack.sign_up()
    async with _phoenix(stack) as phoenix:
        token = stack.token(user, lifetime_s=-60)
        await phoenix.send(_TOPIC, "phx_join", {"config": {}, "access_token": token})
        reply = await phoenix.hear("phx_reply")
    assert reply["status"] == "error"
    assert reply["response"]["reason"].startswith("InvalidJWTToken")


@pytest.mark.asyncio
async def test_a_table_that_is_not_published_is_refused(plain_stack: Stack) -> None:
    user = plain_stack.sign_up()
    async with _phoenix(plain_stack) as phoenix:
        await phoenix.send(
            _TOPIC,
            "phx_join",
            {"config": {"postgres_changes": [_ASSETS]}, "access_token": user.access_token},
        )
        assert (await phoenix.hear("phx_reply"))["status"] == "ok"
        system = await phoenix.hear("system")
    assert system["status"] == "error"
    assert "Please check Realtime is enabled" in system["message"]


@pytest.mark.asyncio
async def test_events_above_a_megabyte_are_cut(stack: Stack) -> None:
    user = stack.sign_up()
    async with _phoenix(stack) as phoenix:
        await phoenix.join(user)
        stack.insert("user_library", asset_row(user.id, original_prompt="x" * 1_100_000))
        data = (await phoenix.hear("postgres_changes"))["data"]
    assert data["errors"] == ["Error 413: Payload Too Large"]
    assert "original_prompt" not in data["record"]
    assert data["record"]["user_id"] == user.id


@pytest.mark.asyncio
async def test_nothing_is_told_of_what_came_before(stack: Stack) -> None:
    user = stack.sign_up()
    stack.insert("user_library", asset_row(user.id, custom_title="before"))
    async with _phoenix(stack) as phoenix:
        await phoenix.join(user)
        stack.insert("user_library", asset_row(user.id, custom_title="after"))
        change = await phoenix.hear("postgres_changes")
    assert change["data"]["record"]["custom_title"] == "after"


@pytest.mark.asyncio
async def test_a_strangers_key_does_not_connect(stack: Stack) -> None:
    url = stack.url.replace("http", "ws", 1)
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with connect(f"{url}/realtime/v1/websocket?apikey=nonsense"):
            pass
    assert refused.value.response.status_code == 401


@pytest.mark.asyncio
async def test_broadcasts_reach_the_others(stack: Stack) -> None:
    user = stack.sign_up()
    async with _phoenix(stack) as first, _phoenix(stack) as second:
        await first.join(user)
        await second.join(user)
        said = {"type": "broadcast", "event": "hello", "payload": {"number": 1}}
        await first.send(_TOPIC, "broadcast", said)
        assert await second.hear("broadcast") == said
