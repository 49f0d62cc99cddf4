"""Passes requests on to PostgREST, which listens on a socket of its own."""

from pathlib import Path

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

# What belongs to one connection, or is made anew on this side.
_OWN = frozenset(
    {"host", "connection", "accept-encoding", "apikey", "transfer-encoding", "content-length"}
)
_THEIRS = frozenset({"connection", "transfer-encoding", "server", "date", "content-length"})


class RestProxy:
    """The ASGI application at /rest/v1."""

    def __init__(self, socket: Path) -> None:
        self._client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(uds=str(socket)),
            base_url="http://postgrest",
            timeout=60,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        target = scope["raw_path"].decode("ascii")
        if scope["query_string"]:
            target += "?" + scope["query_string"].decode("ascii")
        try:
            answer = await self._client.request(
                request.method,
                target,
                headers=[(key, value) for key, value in request.headers.items() if key not in _OWN],
                content=await request.body(),
            )
        except httpx.TransportError:
            gone = JSONResponse(
                {"message": "An invalid response was received from the upstream server"}, 502
            )
            await gone(scope, receive, send)
            return
        response = Response(answer.content, answer.status_code)
        response.raw_headers = [
            *(
                (key.lower(), value)
                for key, value in answer.headers.raw
                if key.lower().decode() not in _THEIRS
            ),
            (b"content-length", str(len(answer.content)).encode()),
        ]
        await response(scope, receive, send)

    async def close(self) -> None:
        """Close the connections to PostgREST."""
        await self._client.aclose()
