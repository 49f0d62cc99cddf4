"""Requests of one signed-in user to one project, over one client of HTTP that is handed in.

Every request carries this user's own token; none is sent without, and none with the public key
in the token's place (a server answers those with an empty success). A token that is refused is
renewed once, and the request sent again.
"""

import logging
import ssl
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from functools import cache

import certifi
import httpx

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.remote.access import Access, signed_out
from desktop_app.remote.project import Project, is_header_safe
from desktop_app.remote.translate import (
    Answer,
    answer_error,
    garbled,
    is_session_refused,
    network_error,
)

MOST_URL_BYTES = 6_000
"""Gateways cut longer ones off, or refuse them."""
MOST_ANSWER_BYTES = 256 * 2**20
"""Far above 1,000 rows; what is larger is not an answer to anything asked here."""
CONNECTIONS = 24
KEPT_S = 45.0
"""How long an idle connection is kept: the next look at the server is half a minute away."""
TIMEOUT = httpx.Timeout(60.0, connect=15.0)
_LOGGERS = ("httpx", "httpcore", "hpack", "h2", "websockets", "supabase_auth", "keyring")
"""Libraries that would tell URLs with their signatures, and headers, to the log."""


def open_client(project: Project) -> httpx.AsyncClient:
    """Return the one client that everything about a project shares; whoever opens it closes it.

    Certificates are verified against those of the system and those of Mozilla's list. Redirects
    are not followed: no part of the server sends any, and the public key would go along.

    Raises:
        RemoteError: ``remote.proxy``: the proxy that the environment names cannot be used.
    """
    hush()
    try:
        return httpx.AsyncClient(
            verify=tls_context(),
            timeout=TIMEOUT,
            limits=httpx.Limits(
                max_connections=CONNECTIONS,
                max_keepalive_connections=CONNECTIONS,
                keepalive_expiry=KEPT_S,
            ),
            follow_redirects=False,
            # A proxy is of no use on the way to this very machine.
            trust_env=not project.is_here,
        )
    except (ImportError, ValueError):
        raise RemoteError("remote.proxy", ErrorKind.PERMANENT) from None


@cache
def tls_context() -> ssl.SSLContext:
    """Return what verifies servers: a company's own authority is known to the system alone."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def hush() -> None:
    """Keep the libraries' own records about requests out of every log."""
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


class Connection:
    """Sends requests as one user and returns whole answers, or raises `RemoteError`.

    Attributes:
        project: where to.
        user_id: as whom.
    """

    def __init__(self, project: Project, client: httpx.AsyncClient, access: Access) -> None:
        """Connect a user to a project."""
        self.project = project
        self.user_id = access.user_id
        self._client = client
        self._access = access

    async def ask(
        self,
        method: str,
        path: str,
        query: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        expected: Collection[int] = (200,),
        sent: Collection[str] = (),
    ) -> Answer:
        """Send a request and return its answer.

        `path` begins with a slash, `query` is encoded already, `sent` are the user's own words.

        Raises:
            RemoteError: any; also when the status is not one of `expected`.
        """
        url = self.url(path, query)
        token = await self._access.token()
        answer = await self._send(method, url, token, headers, content)
        if is_session_refused(answer):
            token = await self._access.renew(token)
            answer = await self._send(method, url, token, headers, content)
            if is_session_refused(answer):
                raise signed_out()
        if answer.status in expected:
            return answer
        raise answer_error(answer, sent=sent)

    async def guard(self) -> None:
        """Make sure of a session of this user that is not about to end.

        Raises:
            RemoteError: as `Access.guard`.
        """
        await self._access.guard()

    def url(self, path: str, query: str = "") -> str:
        """Return the address of a path of this project.

        Raises:
            RemoteError: ``remote.refused`` with the reason ``url_too_long``.
        """
        url = f"{self.project.url}{path}"
        if query:
            url = f"{url}?{query}"
        if len(url) > MOST_URL_BYTES:
            raise RemoteError(
                "remote.refused", ErrorKind.PERMANENT, reason="url_too_long", message=""
            )
        return url

    async def _send(
        self,
        method: str,
        url: str,
        token: str,
        headers: Mapping[str, str] | None,
        content: bytes | None,
    ) -> Answer:
        own = {"apikey": self.project.key, "authorization": self._bearer(token)}
        async with sent(
            self._client, method, url, headers={**(headers or {}), **own}, content=content
        ) as response:
            return await whole(response)

    def _bearer(self, token: str) -> str:
        if token == self.project.key or not is_header_safe(token):
            raise RemoteError("remote.other_user", ErrorKind.PERMANENT)
        return f"Bearer {token}"


@asynccontextmanager
async def sent(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes | None = None,
) -> AsyncIterator[httpx.Response]:
    """Send a request; its answer's body has yet to be read, within the context.

    Raises:
        RemoteError: what the network did, while sending or within the context.
    """
    try:
        request = client.build_request(method, url, headers=headers, content=content)
        response = await client.send(request, stream=True)
        try:
            yield response
        finally:
            await response.aclose()
    except httpx.DecodingError:
        raise garbled("encoding") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise network_error(error) from None


async def whole(response: httpx.Response) -> Answer:
    """Read an answer to its end.

    Raises:
        RemoteError: ``remote.garbled``: it does not end.
    """
    parts: list[bytes] = []
    size_bytes = 0
    async for part in response.aiter_bytes():
        parts.append(part)
        size_bytes += len(part)
        if size_bytes > MOST_ANSWER_BYTES:
            raise garbled("size")
    return Answer(response.status_code, response.headers, b"".join(parts))
