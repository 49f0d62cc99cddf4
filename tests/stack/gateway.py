"""What stands before all servers of a project: one URL, keys, compression, and the faults."""

import asyncio
import zlib
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.stack import connections
from tests.stack.faults import Fault, FaultKind, Faults
from tests.stack.tokens import Tokens

_OPEN = (
    "/auth/v1/verify",
    "/auth/v1/callback",
    "/auth/v1/authorize",
    "/auth/v1/.well-known/",
    "/storage/v1/object/sign/",
    "/storage/v1/object/public/",
    "/storage/v1/object/upload/sign/",
)
_COMPRESSED_FROM_BYTES = 1024
_CORS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"content-range, location, upload-offset, upload-length"),
]
_NO_KEY = {
    "message": "No API key found in request",
    "hint": "No `apikey` request header or url param was found.",
}
_WRONG_KEY = {
    "message": "Invalid API key",
    "hint": "Double check your Supabase `anon` or `service_role` API key.",
}


@dataclass(slots=True)
class Seen:
    """A request that came in and how it was answered; status 0 when it was not."""

    method: str
    target: str
    status: int = 0
    received_bytes: int = 0
    answered_bytes: int = 0


class Gateway:
    """The ASGI application that the world sees.

    Attributes:
        faults: what goes wrong.
        seen: the last requests, oldest first.
    """

    def __init__(self, tokens: Tokens, routes: dict[str, ASGIApp]) -> None:
        """Make it; `routes` has the servers by the beginning of their paths."""
        self.faults = Faults()
        self.seen: deque[Seen] = deque(maxlen=20_000)
        self._tokens = tokens
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # Whoever goes away in the middle of sending wants no answer.
            with suppress(ClientDisconnect):
                await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._open_socket(scope, receive, send)

    async def _open_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self.faults.choose("GET", _target(scope))
        if fault is not None and fault.kind is FaultKind.DELAY:
            await asyncio.sleep(fault.delay_s)
        elif fault is not None:
            connections.break_off(connections.peer_of(scope))
            return
        refusal = self._admit(scope)
        if refusal is None:
            await self._route(scope, receive, send)
            return
        await receive()
        await refusal(_as_http(scope), receive, _denying(send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = _target(scope)
        seen = Seen(scope["method"], target)
        self.seen.append(seen)

        async def receive_noted() -> Message:
            message = await receive()
            seen.received_bytes += len(message.get("body", b""))
            return message

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_CORS]
            else:
                seen.answered_bytes += len(message.get("body", b""))
            await send(message)

        fault = self.faults.choose(scope["method"], target)
        if fault is None:
            await self._pass(scope, receive_noted, send_noted)
        else:
            await self._strike(fault, scope, receive_noted, send_noted)

    async def _strike(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        peer = connections.peer_of(scope)
        replay = await _replayable(receive)
        applied: list[Message] = []

        async def keep(message: Message) -> None:
            applied.append(message)

        if fault.kind in {FaultKind.DELAY, FaultKind.DELAY_AFTER}:
            if fault.kind is FaultKind.DELAY:
                await asyncio.sleep(fault.delay_s)
            await self._pass(scope, replay(), keep)
            if fault.kind is FaultKind.DELAY_AFTER:
                await asyncio.sleep(fault.delay_s)
            await _send_all(applied, send)
            return
        if fault.kind not in {FaultKind.DROP_BEFORE, FaultKind.ANSWER}:
            await self._pass(scope, replay(), keep)
        if fault.kind is FaultKind.TWICE:
            await self._pass(scope, replay(), send)
        elif fault.kind in {FaultKind.ANSWER, FaultKind.ANSWER_AFTER}:
            await Response(fault.body, fault.status, dict(fault.headers))(scope, receive, send)
        elif fault.kind is FaultKind.TRUNCATE:
            await _send_half(applied, send)
            connections.break_off(peer)
        else:
            connections.break_off(peer)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS" and _header(scope, b"access-control-request-method"):
            response = Response(
                status_code=200,
                headers={
                    "access-control-allow-methods": "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS",
                    "access-control-allow-headers": (
                        _header(scope, b"access-control-request-headers") or "*"
                    ),
                },
            )
            await response(scope, receive, send)
            return
        refusal = self._admit(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self._route(scope, receive, _compressing(scope, send))

    def _admit(self, scope: Scope) -> Response | None:
        """Check the project's key, and put its token where none was sent."""
        path = scope["path"]
        apikey = _header(scope, b"apikey") or _parameter(scope, "apikey")
        if apikey is None:
            if path.startswith(_OPEN):
                return None
            return JSONResponse(_NO_KEY, 401)
        bearer = self._tokens.bearer(apikey)
        if bearer is None:
            return JSONResponse(_WRONG_KEY, 401)
        sent = (_header(scope, b"authorization") or "").removeprefix("Bearer ")
        if not sent or self._tokens.bearer(sent) is not None:
            # Whoever is not signed in speaks with the project's key.
            bearer = self._tokens.bearer(sent) or bearer
            scope["headers"] = [
                *(item for item in scope["headers"] if item[0] != b"authorization"),
                (b"authorization", f"Bearer {bearer}".encode()),
            ]
        return None

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        for prefix, server in self._routes.items():
            if scope["path"].startswith(prefix):
                await server(_below(scope, prefix), receive, send)
                return
        answer = JSONResponse({"message": "no Route matched with those values"}, 404)
        await answer(_as_http(scope), receive, send)


def _target(scope: Scope) -> str:
    query = scope["query_string"].decode()
    return f"{scope['path']}?{query}" if query else str(scope["path"])


def _header(scope: Scope, name: bytes) -> str | None:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return None


def _parameter(scope: Scope, name: str) -> str | None:
    for pair in scope["query_string"].decode().split("&"):
        key, _, value = pair.partition("=")
        if key == name:
            return str(value)
    return None


def _below(scope: Scope, prefix: str) -> Scope:
    raw = bytes(scope.get("raw_path") or scope["path"].encode())
    return {
        **scope,
        "path": scope["path"][len(prefix) :] or "/",
        "raw_path": raw[len(prefix) :] or b"/",
    }


def _as_http(scope: Scope) -> Scope:
    return {**scope, "type": "http", "method": "GET"}


def _denying(send: Send) -> Send:
    """Turn an answer into the refusal of a WebSocket."""

    async def deny(message: Message) -> None:
        kind = message["type"].replace("http.response", "websocket.http.response")
        await send({**message, "type": kind})

    return deny


async def _replayable(receive: Receive) -> Callable[[], Receive]:
    """Read a whole request, so that it can be passed on any number of times."""
    messages: list[Message] = []
    while True:
        message = await receive()
        messages.append(message)
        if not message.get("more_body"):
            break

    def replay() -> Receive:
        waiting = deque(messages)

        async def give() -> Message:
            if waiting:
                return waiting.popleft()
            return await receive()

        return give

    return replay


async def _send_all(messages: list[Message], send: Send) -> None:
    for message in messages:
        await send(message)


async def _send_half(messages: list[Message], send: Send) -> None:
    """Send an answer's head and the first half of its body."""
    body = b"".join(message.get("body", b"") for message in messages)
    for message in messages:
        if message["type"] == "http.response.start":
            await send(message)
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    # Let what was written leave before the connection breaks.
    await asyncio.sleep(0.05)


def _compressing(scope: Scope, send: Send) -> Send:
    """Compress JSON for whoever takes it, as the gateway of a hosted project does."""
    if "gzip" not in (_header(scope, b"accept-encoding") or ""):
        return send
    start: dict[str, Any] = {}
    body = bytearray()

    async def send_compressed(message: Message) -> None:
        if message["type"] == "http.response.start" and _is_json(message):
            start.update(message)
            return
        if not start:
            await send(message)
            return
        body.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        data: bytes = bytes(body)
        if len(data) >= _COMPRESSED_FROM_BYTES:
            data = await asyncio.to_thread(zlib.compress, data, 1, 31)
            start["headers"] = [
                *(item for item in start["headers"] if item[0] != b"content-length"),
                (b"content-encoding", b"gzip"),
                (b"vary", b"accept-encoding"),
                (b"content-length", str(len(data)).encode()),
            ]
        await send(start)
        await send({"type": "http.response.body", "body": data})

    return send_compressed


def _is_json(start: Message) -> bool:
    headers = dict(start["headers"])
    return b"json" in headers.get(b"content-type", b"") and b"content-encoding" not in headers
