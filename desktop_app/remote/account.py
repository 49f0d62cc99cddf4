"""All that a signed-in user has on a server, over one client of HTTP, opened and closed as one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from desktop_app.domain.ports import Clock
from desktop_app.remote.access import Access, Tokens, TokenStore
from desktop_app.remote.auth import SignIn
from desktop_app.remote.blobs import LibraryFiles
from desktop_app.remote.connection import Connection, open_client
from desktop_app.remote.library import LibraryRows
from desktop_app.remote.project import Project
from desktop_app.remote.realtime import RealtimeHints


@dataclass(frozen=True, slots=True)
class RemoteAccount:
    """One user of one project.

    Attributes:
        access: the session.
        sign_in: to begin another one, or end this.
        rows: the tables.
        files: the bucket.
        hints: what changes elsewhere.
    """

    access: Access
    sign_in: SignIn
    rows: LibraryRows
    files: LibraryFiles
    hints: RealtimeHints


@asynccontextmanager
async def connected(
    project: Project,
    user_id: str,
    tokens: TokenStore,
    clock: Clock,
    *,
    begun: Tokens | None = None,
) -> AsyncIterator[RemoteAccount]:
    """Open what a user has on a server; `begun` is a session that is not stored yet.

    Asks the server nothing. Belongs to the running event loop.

    Raises:
        RemoteError: ``remote.proxy``.
    """
    async with open_client(project) as client:
        sign_in = SignIn(project, client, clock)
        access = Access(sign_in, tokens, clock, user_id, current=begun)
        connection = Connection(project, client, access)
        try:
            yield RemoteAccount(
                access,
                sign_in,
                LibraryRows(connection),
                LibraryFiles(connection, client, clock),
                RealtimeHints(project, access),
            )
        finally:
            await access.settled()
