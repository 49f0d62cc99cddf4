"""The TCP connections of the gateway, so that a fault can break one without a word."""

import asyncio
from typing import Any, ClassVar

from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

Peer = tuple[str, int]


class TrackedProtocol(H11Protocol):
    """uvicorn's own way of speaking HTTP, and a list of who is connected."""

    transports: ClassVar[dict[Peer, asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transports[transport.get_extra_info("peername")[:2]] = transport
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transports.pop(self.transport.get_extra_info("peername")[:2], None)
        super().connection_lost(exc)


def peer_of(scope: Scope) -> Peer:
    """Return who sent a request."""
    host, port = scope["client"]
    return host, port


def break_off(peer: Peer) -> None:
    """Break a connection: the other side sees it reset."""
    transport: Any = TrackedProtocol.transports.pop(peer, None)
    if transport is not None:
        transport.abort()
