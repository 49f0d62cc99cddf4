"""Realtime, as at /realtime/v1: Phoenix channels over a WebSocket, and changes of tables.

Messages follow Supabase's realtime server, in the JSON of protocol 1.0.0 (objects) and 2.0.0
(arrays). Broadcast is passed on between clients; presence is answered, not kept.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.stack.database import Claims, Database
from tests.stack.realtime_changes import Change, Changes
from tests.stack.realtime_filters import Binding, is_visible, published, visible_to
from tests.stack.settings import Settings
from tests.stack.tokens import TokenError, Tokens

_LARGEST_BYTES = 1024 * 1024
_SMALL_BYTES = 64


@dataclass(eq=False, slots=True)
class _Channel:
    """A topic that one client has joined."""

    socket: "_Socket"
    topic: str
    join_ref: str | None
    claims: Claims
    bindings: list[Binding]
    is_echoing: bool = False
    is_listening: bool = False
    expiry: asyncio.TimerHandle | None = None

    @property
    def name(self) -> str:
        return self.topic.removeprefix("realtime:")


@dataclass(eq=False, slots=True)
class _Socket:
    """One client's connection."""

    websocket: WebSocket
    version: str
    apikey: str
    channels: dict[str, _Channel] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def send(
        self,
        topic: str,
        event: str,
        payload: Mapping[str, Any],
        *,
        ref: str | None = None,
        join_ref: str | None = None,
    ) -> None:
        message: object
        if self.version == "2.0.0":
            message = [join_ref, ref, topic, event, payload]
        else:
            message = {"topic": topic, "event": event, "payload": payload, "ref": ref}
        try:
            await self.websocket.send_text(json.dumps(message))
        except (RuntimeError, WebSocketDisconnect):
            # It has gone; whoever reads from it will notice.
            return

    def read(self, text: str) -> "_Message":
        values = json.loads(text)
        if isinstance(values, list):
            join_ref, ref, topic, event, payload = values
            return _Message(topic, event, payload, ref, join_ref)
        return _Message(
            values["topic"],
            values["event"],
            values.get("payload") or {},
            values.get("ref"),
            values.get("join_ref"),
        )


@dataclass(frozen=True, slots=True)
class _Message:
    topic: str
    event: str
    payload: dict[str, Any]
    ref: str | None
    join_ref: str | None


class RealtimeServer:
    """Tells joined clients what was changed, each only what it may see."""

    def __init__(self, database: Database, tokens: Tokens, settings: Settings) -> None:
        self._database = database
        self._tokens = tokens
        self._settings = settings
        self._sockets: set[_Socket] = set()
        self._changes = Changes(database.conninfo)
        self._polling: asyncio.Task[None] | None = None

    def apply(self, settings: Settings) -> None:
        """Go on with other settings."""
        self._settings = settings

    def application(self) -> Starlette:
        """Return it as an ASGI application."""
        return Starlette(routes=[WebSocketRoute("/websocket", self._serve)])

    async def close(self) -> None:
        """Disconnect everybody."""
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)
        for socket in self._sockets:
            for task in socket.tasks:
                task.cancel()
        await self._changes.close()

    # --- a client ------------------------------------------------------------------------------

    async def _serve(self, websocket: WebSocket) -> None:
        query = websocket.query_params
        socket = _Socket(websocket, query.get("vsn", "1.0.0"), query.get("apikey", ""))
        await websocket.accept()
        self._sockets.add(socket)
        try:
            while True:
                message = await websocket.receive()
                if message["type"] == "websocket.disconnect":
                    break
                if message.get("text") is not None:
                    await self._hear(socket, socket.read(message["text"]))
        finally:
            self._sockets.discard(socket)
            for channel in socket.channels.values():
                _stop_timer(channel)
            for task in socket.tasks:
                task.cancel()

    async def _hear(self, socket: _Socket, message: _Message) -> None:
        if message.topic == "phoenix":
            await self._reply(socket, message, "ok", {})
        elif message.event == "phx_join":
            await self._join(socket, message)
        elif message.topic not in socket.channels:
            await self._reply(socket, message, "error", {"reason": "unmatched topic"})
        else:
            await self._tell(socket.channels[message.topic], message)

    async def _tell(self, channel: _Channel, message: _Message) -> None:
        if message.event == "phx_leave":
            await self._reply(channel.socket, message, "ok", {})
            await self._end(channel)
        elif message.event == "access_token":
            await self._renew(channel, message.payload.get("access_token"))
        elif message.event == "broadcast":
            await self._broadcast(channel, message)
        elif message.event == "presence":
            await self._reply(channel.socket, message, "ok", {})

    async def _reply(
        self, socket: _Socket, message: _Message, status: str, response: Mapping[str, Any]
    ) -> None:
        await socket.send(
            message.topic,
            "phx_reply",
            {"status": status, "response": response},
            ref=message.ref,
            join_ref=message.join_ref,
        )

    async def _system(self, channel: _Channel, extension: str, status: str, words: str) -> None:
        await channel.socket.send(
            channel.topic,
            "system",
            {
                "extension": extension,
                "status": status,
                "message": words,
                "channel": channel.name,
            },
        )

    def _claims(self, token: object, apikey: str) -> Claims:
        """Return who a token speaks for.

        Raises:
            TokenError: nobody, or not any more; in Realtime's own words.
        """
        text = token if isinstance(token, str) and token else apikey
        bearer = self._tokens.bearer(text) or text
        try:
            claims = self._tokens.read(bearer)
        except TokenError as error:
            if "expired" in str(error):
                raise TokenError("InvalidJWTToken: Token has expired 1 seconds ago") from error
            raise TokenError("MalformedJWT: The token provided is not a valid JWT") from error
        if "role" not in claims or "exp" not in claims:
            raise TokenError("InvalidJWTToken: Fields `role` and `exp` are required in JWT")
        return claims

    async def _join(self, socket: _Socket, message: _Message) -> None:
        try:
            claims = self._claims(message.payload.get("access_token"), socket.apikey)
        except TokenError as error:
            await self._reply(socket, message, "error", {"reason": str(error)})
            return
        config = message.payload.get("config") or {}
        bindings = [
            Binding.from_json(number, wanted)
            for number, wanted in enumerate(config.get("postgres_changes") or [], 10_000_001)
        ]
        before = socket.channels.pop(message.topic, None)
        if before is not None:
            await self._end(before)
        channel = _Channel(
            socket,
            message.topic,
            message.join_ref or message.ref,
            claims,
            bindings,
            is_echoing=bool((config.get("broadcast") or {}).get("self")),
        )
        socket.channels[message.topic] = channel
        self._start_timer(channel)
        await self._reply(
            socket,
            message,
            "ok",
            {"postgres_changes": [binding.to_json() for binding in bindings]},
        )
        if (config.get("presence") or {}).get("enabled"):
            await socket.send(channel.topic, "presence_state", {})
        if bindings:
            task = asyncio.create_task(self._listen(channel))
            socket.tasks.add(task)
            task.add_done_callback(socket.tasks.discard)

    async def _listen(self, channel: _Channel) -> None:
        """Begin to tell changes: a moment after joining, as on the real server.

        What is changed between the answer to the join and "Subscribed to PostgreSQL" is lost.
        """
        await asyncio.sleep(self._settings.realtime_delay_s)
        for binding in channel.bindings:
            if not await published(self._database, binding):
                await self._system(
                    channel,
                    "postgres_changes",
                    "error",
                    "Unable to subscribe to changes with given parameters. Please check Realtime "
                    f"is enabled for the given connect parameters: [{binding}]",
                )
                return
        if self._polling is None or self._polling.done():
            await self._changes.close()
            await self._changes.open()
            self._polling = asyncio.create_task(self._poll())
        channel.is_listening = True
        await self._system(channel, "postgres_changes", "ok", "Subscribed to PostgreSQL")

    async def _renew(self, channel: _Channel, token: object) -> None:
        if not isinstance(token, str) or token.startswith("sb_"):
            return
        try:
            channel.claims = self._claims(token, channel.socket.apikey)
        except TokenError as error:
            await self._shut(channel, str(error).partition(": ")[2])
            return
        self._start_timer(channel)

    async def _shut(self, channel: _Channel, words: str) -> None:
        await self._system(channel, "system", "error", words)
        await self._end(channel)

    async def _end(self, channel: _Channel) -> None:
        _stop_timer(channel)
        channel.socket.channels.pop(channel.topic, None)
        await channel.socket.send(
            channel.topic, "phx_close", {}, ref=channel.join_ref, join_ref=channel.join_ref
        )

    def _start_timer(self, channel: _Channel) -> None:
        """End a channel when its token expires."""
        _stop_timer(channel)

        def expire() -> None:
            task = asyncio.create_task(self._shut(channel, "Token has expired 0 seconds ago"))
            channel.socket.tasks.add(task)
            task.add_done_callback(channel.socket.tasks.discard)

        lasts_s = max(0.0, channel.claims["exp"] - time.time())
        # A key of the project lasts for years, longer than a timer may.
        if lasts_s < 86_400 * 7:
            channel.expiry = asyncio.get_running_loop().call_later(lasts_s, expire)

    async def _broadcast(self, channel: _Channel, message: _Message) -> None:
        for socket in list(self._sockets):
            other = socket.channels.get(channel.topic)
            if other is None or (other is channel and not channel.is_echoing):
                continue
            await socket.send(channel.topic, "broadcast", message.payload)
        if message.ref is not None:
            await self._reply(channel.socket, message, "ok", {})

    # --- changes -------------------------------------------------------------------------------

    def _listening(self) -> list[_Channel]:
        return [
            channel
            for socket in self._sockets
            for channel in socket.channels.values()
            if channel.is_listening
        ]

    async def _poll(self) -> None:
        """Tell changes for as long as anybody listens."""
        while self._listening():
            async for change in self._changes.read():
                await self._spread(change)
            await asyncio.sleep(self._settings.realtime_poll_s)
        await self._changes.close()

    async def _spread(self, change: Change) -> None:
        payload = _payload(change)
        # Whether a row may be seen is asked once for each caller.
        answers: dict[str, bool] = {}
        for channel in self._listening():
            numbers = [
                binding.number for binding in channel.bindings if is_visible(binding, change)
            ]
            if not numbers:
                continue
            if change.kind != "DELETE":
                who = json.dumps(dict(channel.claims), sort_keys=True)
                if who not in answers:
                    answers[who] = await visible_to(self._database, channel.claims, change)
                if not answers[who]:
                    continue
            await channel.socket.send(
                channel.topic, "postgres_changes", {"ids": numbers, "data": payload}
            )


def _stop_timer(channel: _Channel) -> None:
    if channel.expiry is not None:
        channel.expiry.cancel()
        channel.expiry = None


def _payload(change: Change) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "schema": change.table.schema,
        "table": change.table.name,
        "commit_timestamp": change.committed_at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
        "type": change.kind,
        "errors": None,
        "columns": [{"name": column.name, "type": column.type} for column in change.table.columns],
    }
    record = change.record
    if record is not None and len(json.dumps(record)) > _LARGEST_BYTES:
        payload["errors"] = ["Error 413: Payload Too Large"]
        record = {
            name: value for name, value in record.items() if len(json.dumps(value)) <= _SMALL_BYTES
        }
    if record is not None:
        payload["record"] = record
    if change.kind != "INSERT":
        payload["old_record"] = change.old_record
    return payload
