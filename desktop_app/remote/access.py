"""The one token of a signed-in user: always his own, renewed in time, kept before it is used.

The server rotates refresh tokens: whoever renews twice at once, or forgets the new one, is signed
out. So there is one renewal at a time, nobody's cancellation stops it half-way, and what it
brought is in the `TokenStore` before anything is sent with it. When to renew is read off the wall
clock, which goes on while the machine sleeps; a clock that jumps costs one renewal, no more.

Pure: knows neither HTTP nor the keyring; both are handed in.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Protocol

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.ports import Clock
from desktop_app.domain.remote import RemoteError

AUTHENTICATED = "authenticated"
"""The role of somebody who signed in, as opposed to ``anon``."""
MARGIN_US = 90_000_000
"""A token is renewed this long before it ends."""
LEAST_REST_US = 60_000_000
"""How long a fresh token is trusted even if the clock says that it has ended already."""
SETTLING_S = 5.0
"""How long the end of the program waits for a renewal."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A session as the auth server handed it out.

    Attributes:
        access_token: goes with each request.
        refresh_token: good for one renewal; the only thing that is stored.
        expires_at_us: when the access token ends, by this machine's clock.
        user_id: the subject that the access token itself names.
        role: the role that the access token itself names.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at_us: int
    user_id: str
    role: str


class AuthPort(Protocol):
    """What `Access` asks of the auth server."""

    async def refresh(self, refresh_token: str) -> Tokens:
        """Exchange a refresh token for a new session.

        Raises:
            RemoteError: ``remote.signed_out`` when the server knows the token no more, or what
                the network did.
        """
        ...


class TokenStore(Protocol):
    """Where the refresh token of one user of one project outlives the program."""

    async def load(self) -> str | None:
        """Return the stored refresh token; None when there is none."""
        ...

    async def save(self, refresh_token: str) -> None:
        """Store a refresh token in place of the one before it; durable on return.

        Raises:
            RemoteError: ``remote.token_not_kept``.
        """
        ...

    async def forget(self) -> None:
        """Remove the stored token; fine when there is none."""
        ...


class Access:
    """Hands out the access token of one user; everything that asks the server shares one of it.

    Belongs to one event loop.

    Attributes:
        user_id: whose tokens these are; a token of anybody else is never handed out.
    """

    def __init__(
        self,
        auth: AuthPort,
        tokens: TokenStore,
        clock: Clock,
        user_id: str,
        *,
        current: Tokens | None = None,
    ) -> None:
        """Give access to a user, with a session that was just begun or the one that is stored."""
        self.user_id = user_id
        self._auth = auth
        self._store = tokens
        self._clock = clock
        self._session: Tokens | None = None
        self._unkept: Tokens | None = current
        self._received_at_us = 0
        self._renew_at_us = 0
        self._refused: str | None = None
        self._renewal: asyncio.Task[Tokens] | None = None
        self._turn = asyncio.Lock()

    async def token(self) -> str:
        """Return an access token that is good for at least the next minute.

        Raises:
            RemoteError: ``remote.signed_out``, ``remote.other_user``, or what the network did.
        """
        return (await self._current()).access_token

    async def renew(self, stale: str) -> str:
        """Return another token than this one, which the server did not accept.

        Raises:
            RemoteError: as `token`.
        """
        session = self._session
        if session is not None and session.access_token != stale:
            return session.access_token
        return (await self._renewed()).access_token

    async def guard(self) -> None:
        """Make sure that there is a session, not about to end, of this very user.

        Raises:
            RemoteError: as `token`.
        """
        self._check(await self._current())

    async def adopt(self, tokens: Tokens) -> None:
        """Go on with a session that was just begun; stored first.

        Raises:
            RemoteError: ``remote.other_user`` when it is somebody else's, which changes nothing;
                ``remote.token_not_kept``.
        """
        self._check(tokens)
        async with self._turn:
            self._unkept = tokens
            await self._keep(tokens)

    async def leave(self) -> None:
        """Forget the session, here and in the store; what is asked afterwards is signed out."""
        async with self._turn:
            self._session = self._unkept = None
            await self._store.forget()

    async def settled(self) -> None:
        """Wait for a renewal under way, whatever comes of it: what it brings is stored then."""
        if self._renewal is not None:
            await asyncio.wait([self._renewal], timeout=SETTLING_S)

    async def _current(self) -> Tokens:
        session = self._session
        if session is not None and not self._is_due():
            return session
        try:
            return await self._renewed()
        except RemoteError as error:
            if session is None or error.kind is not ErrorKind.RETRYABLE or self._has_ended(session):
                raise
            logger.info("The session could not be renewed yet: %s", error.code)
            return session

    async def _renewed(self) -> Tokens:
        renewal = self._renewal
        if renewal is None:
            renewal = asyncio.create_task(self._renew(self._session), name="renew the session")
            self._renewal = renewal
            renewal.add_done_callback(self._on_renewed)
        # A caller that is called off must not stop it between the server's answer and the store.
        return await asyncio.shield(renewal)

    def _on_renewed(self, renewal: asyncio.Task[Tokens]) -> None:
        self._renewal = None
        if not renewal.cancelled():
            renewal.exception()  # whoever waited has it; nobody may have

    async def _renew(self, stale: Tokens | None) -> Tokens:
        async with self._turn:
            if self._session is not None and self._session is not stale:
                return self._session  # somebody signed in meanwhile
            if self._unkept is None:
                self._unkept = await self._refreshed()
            return await self._keep(self._unkept)

    async def _keep(self, session: Tokens) -> Tokens:
        """Store a session, then use it."""
        try:
            self._check(session)
        except RemoteError:
            self._unkept = self._session = None
            raise
        # Stays in `_unkept` if this fails: its forerunner is worth nothing any more.
        await self._store.save(session.refresh_token)
        self._unkept = None
        now_us = self._clock.now_us()
        self._session = session
        self._received_at_us = now_us
        self._renew_at_us = max(session.expires_at_us - MARGIN_US, now_us + LEAST_REST_US)
        return session

    async def _refreshed(self) -> Tokens:
        kept = await self._store.load()
        if kept is None or kept == self._refused:
            self._session = None
            raise signed_out()
        try:
            return await self._auth.refresh(kept)
        except RemoteError as error:
            if error.code == "remote.signed_out":
                self._session = None
                self._refused = kept
            raise

    def _check(self, session: Tokens) -> None:
        if session.user_id != self.user_id or session.role != AUTHENTICATED:
            raise RemoteError("remote.other_user", ErrorKind.PERMANENT)

    def _is_due(self) -> bool:
        now_us = self._clock.now_us()
        # Before it was received: the clock was set back, and tells nothing about this session.
        return now_us >= self._renew_at_us or now_us < self._received_at_us - LEAST_REST_US

    def _has_ended(self, session: Tokens) -> bool:
        return self._clock.now_us() >= max(session.expires_at_us, self._renew_at_us)


def signed_out() -> RemoteError:
    """Return the error of a session that is over."""
    return RemoteError("remote.signed_out", ErrorKind.PERMANENT)
