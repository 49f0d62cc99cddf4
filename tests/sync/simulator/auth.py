"""Sessions of the model server: access tokens that end, refresh tokens that are used once.

As GoTrue does it: a token that was refreshed already gives the session's present one again if it
is that one's parent (the answer was lost); any other reuse is theft and ends the session.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.sync.simulator.schema import ServerError
from tests.sync.simulator.times import SECOND_US


@dataclass(slots=True)
class _Session:
    """A chain of refresh tokens."""

    user: str
    role: str
    current: str = ""
    parent: str = ""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Granted:
    """What signing in and refreshing answer."""

    access_token: str
    refresh_token: str
    expires_at_us: int
    user_id: str
    role: str


class ModelAuth:
    """Signs users in, refreshes sessions, and knows whose a request is.

    Attributes:
        lifetime_s: of an access token.
        refreshes: how often a session was refreshed, by user.
        thefts: how often a token was used again that should not have been.
    """

    def __init__(self, now_us: Callable[[], int], *, lifetime_s: int = 3_600) -> None:
        self._now_us = now_us
        self.lifetime_s = lifetime_s
        self._sessions: dict[str, _Session] = {}
        self._count = 0
        self._access: dict[str, tuple[_Session, int]] = {}
        self._issued_with: dict[str, str] = {}
        self.refreshes: dict[str, int] = {}
        self.thefts = 0

    def sign_in(self, user: str, role: str = "authenticated") -> Granted:
        """Begin a session."""
        return self._granted(_Session(user, role))

    def refresh(self, refresh_token: str) -> Granted:
        """Return new tokens for a refresh token."""
        session = self._sessions.get(refresh_token)
        if session is None or session.is_over:
            raise ServerError(400, "refresh_token_not_found")
        self.refreshes[session.user] = self.refreshes.get(session.user, 0) + 1
        if refresh_token == session.parent:
            return self._answer(session)
        if refresh_token != session.current:
            session.is_over = True
            self.thefts += 1
            raise ServerError(400, "refresh_token_already_used")
        return self._granted(session)

    def user_of(self, access_token: str) -> str:
        """Return whose request this is; "" for nobody's (the anon role)."""
        known = self._access.get(access_token)
        if known is None:
            raise ServerError(401, "PGRST301", "JWSError")
        session, expires_at_us = known
        if expires_at_us <= self._now_us():
            raise ServerError(401, "PGRST303", "JWT expired")
        return session.user if session.role == "authenticated" else ""

    def issued_with(self, access_token: str) -> str | None:
        """Return the refresh token that came with an access token; None for one of nobody's."""
        return self._issued_with.get(access_token)

    def expire(self, user: str) -> None:
        """Let all access tokens of a user end now."""
        for token, (session, _) in self._access.items():
            if session.user == user:
                self._access[token] = (session, 0)

    def is_over(self, refresh_token: str | None) -> bool:
        """Whether a session has ended."""
        session = self._sessions.get(refresh_token or "")
        return session is None or session.is_over

    def end_sessions(self, user: str) -> None:
        """Sign a user out everywhere."""
        for session in self._sessions.values():
            if session.user == user:
                session.is_over = True

    def _granted(self, session: _Session) -> Granted:
        self._count += 1
        session.parent, session.current = session.current, f"refresh-{self._count}"
        self._sessions[session.current] = session
        return self._answer(session)

    def _answer(self, session: _Session) -> Granted:
        self._count += 1
        expires_at_us = self._now_us() + self.lifetime_s * SECOND_US
        token = _jwt(session.user, session.role, expires_at_us // SECOND_US, self._count)
        self._access[token] = (session, expires_at_us)
        self._issued_with[token] = session.current
        return Granted(token, session.current, expires_at_us, session.user, session.role)


def _jwt(user: str, role: str, expires_at_s: int, number: int) -> str:
    claims = {"sub": user, "role": role, "exp": expires_at_s, "jti": number}
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    coded = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    return b".".join((*coded, b"c2lnbmF0dXJl")).decode()
