"""Where the system's browser comes back to after a sign-in: a listener on this machine alone.

RFC 8252, 7.3: a loopback address with any free port. The code it brings is worth nothing without
the verifier that only this program knows (PKCE, RFC 7636).
"""

import asyncio
from html import escape
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError

HOST = "127.0.0.1"
PATH = "/callback"
PATIENCE_S = 10.0
"""How long a connection may take to say what it wants; browsers open some in advance."""

_PAGE = (
    '<!doctype html><meta charset="utf-8"><title>Lightbox</title>'
    '<body style="font:1.2em sans-serif;margin:4em;text-align:center">{words}'
)
_HEADERS = (
    "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
    "Referrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'; "
    "style-src 'unsafe-inline'\r\nConnection: close\r\n"
)


class Loopback:
    """Listens for one answer of the browser, within its context."""

    def __init__(self, words: str) -> None:
        """Show these words in the browser when it comes back."""
        self._page = _PAGE.format(words=escape(words))
        self._answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._port = 0

    @property
    def url(self) -> str:
        """Where the browser has to be sent back to."""
        return f"http://{HOST}:{self._port}{PATH}"

    async def code(self, timeout_s: float) -> str:
        """Return the code that the browser brings.

        Raises:
            RemoteError: ``sign_in.browser_timeout``, ``sign_in.declined``.
        """
        try:
            async with asyncio.timeout(timeout_s):
                return await asyncio.shield(self._answered)
        except TimeoutError:
            raise RemoteError("sign_in.browser_timeout", ErrorKind.PERMANENT) from None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._on_connected, HOST, 0, limit=16_384)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        if self._answered.done():
            self._answered.exception()  # looked at, whoever waited
        self._answered.cancel()

    async def _on_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        try:
            async with asyncio.timeout(PATIENCE_S):
                head = await reader.readuntil(b"\r\n\r\n")
                status, page = self._answer(head.decode("latin-1"))
                body = page.encode()
                head_line = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{_HEADERS}\r\n"
                writer.write(head_line.encode() + body)
                await writer.drain()
        except (TimeoutError, OSError, EOFError, asyncio.LimitOverrunError):
            pass  # not the browser, or one that changed its mind
        finally:
            writer.close()

    def _answer(self, head: str) -> tuple[str, str]:
        """Return status and page for a request, and take what it brings."""
        line, *fields = head.split("\r\n")
        method, _, target = line.partition(" ")
        target = target.partition(" ")[0]
        parts = urlsplit(target)
        hosts = [field[5:].strip() for field in fields if field.lower().startswith("host:")]
        # Another name for this address is a stranger's page at work (DNS rebinding).
        if method != "GET" or parts.path != PATH or hosts != [f"{HOST}:{self._port}"]:
            return "404 Not Found", ""
        told = parse_qs(parts.query)
        if "code" not in told and "error" not in told:
            return "400 Bad Request", ""
        if not self._answered.done():
            if "code" in told:
                self._answered.set_result(told["code"][0])
            else:
                declined = RemoteError("sign_in.declined", ErrorKind.PERMANENT)
                self._answered.set_exception(declined)
        return "200 OK", self._page
