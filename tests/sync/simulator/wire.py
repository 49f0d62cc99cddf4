"""Carries one request to the model server and its answer back, with whatever happens on the way."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.remote.access import Access, Tokens
from tests.sync.simulator.auth import Granted, ModelAuth
from tests.sync.simulator.faults import Fault, Line
from tests.sync.simulator.schema import ServerError
from tests.sync.simulator.server import Key, ModelServer
from tests.sync.simulator.times import SECOND_US, MachineClock

T = TypeVar("T")

LOCK_TIMEOUT_S: Final = 8.0
"""``statement_timeout`` of the role ``authenticated`` on Supabase."""
_TIMEOUT_S: Final = 20.0
_DATE_ERROR_US: Final = 7 * 86_400 * SECOND_US
_IS_LATE: Final = ContextVar("is_late", default=False)


def translated(error: ServerError, *, is_storage: bool = False) -> RemoteError:
    """Return what `desktop_app.remote.translate` makes of this answer."""
    match error.status:
        case 401:
            return RemoteError("remote.signed_out", ErrorKind.PERMANENT)
        case 413:
            return RemoteError("remote.too_large", ErrorKind.PERMANENT)
        case 415:
            return RemoteError("remote.type_refused", ErrorKind.PERMANENT)
        case 409 if is_storage:
            return RemoteError("remote.exists", ErrorKind.PERMANENT)
        case status if status >= 500:
            return RemoteError("remote.busy", status=status)
    return RemoteError(
        "remote.refused", ErrorKind.PERMANENT, reason=error.code, message=error.message
    )


class Wire:
    """One machine's connection to the project.

    Attributes:
        line: what happens on the way.
        who: the machine's name.
        requests: how many were sent.
    """

    def __init__(
        self,
        server: ModelServer,
        auth: ModelAuth,
        access: Access,
        line: Line,
        who: str,
        *,
        used: Callable[[str], None],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self.line = line
        self.who = who
        self.requests = 0
        self._server = server
        self._auth = auth
        self._access = access
        self._used = used
        self._spawn = spawn

    @property
    def is_late(self) -> bool:
        """Whether what is evaluated was on its way for long, and nobody waits for it."""
        return _IS_LATE.get()

    async def guard(self) -> None:
        """Ask `Access` whose session it is."""
        self.line.point()
        await self._access.guard()
        self.line.point()

    async def call(
        self,
        kind: str,
        evaluate: Callable[[str], T],
        *,
        empty: Callable[[], T] | None = None,
        shortened: Callable[[T], T] | None = None,
        keys: Callable[[], Sequence[Key]] | None = None,
    ) -> tuple[T, int | None]:
        """Return what the server answers, and its Date.

        Args:
            kind: ``read``, ``write``, ``insert`` or ``file``.
            evaluate: does it for a user, at once.
            empty: what somebody who is nobody is answered.
            shortened: leaves something out of an answer.
            keys: the rows that are locked for it.
        """
        line = self.line
        line.point()
        token = await self._access.token()
        self._used(token)
        fault = line.draw(kind)
        self.requests += 1
        line.point()
        await asyncio.sleep(line.latency_s())
        self._check_way(fault)

        async def evaluated(token: str) -> T:
            if keys is not None:
                await self._unlocked(keys)
            return evaluate(self._auth.user_of(token))

        if fault is Fault.LATE:
            self._spawn(self._late(partial(evaluated, token), line.random.uniform(1, 90)))
            await asyncio.sleep(_TIMEOUT_S)
            raise RemoteError("remote.offline", reason="ReadTimeout")
        if fault is Fault.UNAUTHORIZED:
            token = await self._access.renew(token)
        if fault is Fault.EMPTY and empty is not None:
            answer = empty()
        else:
            answer = await self._evaluated(evaluated, token, kind)
            if fault in {Fault.DUPLICATE, Fault.REPLAYED}:
                answer = await self._again(evaluated, token, kind, answer, fault)
        if fault is Fault.SHORT and shortened is not None:
            answer = shortened(answer)
        now_us = self._server.now_us()
        line.point()
        await asyncio.sleep(line.random.uniform(1, 15) if fault is Fault.SLOW else line.latency_s())
        line.point()
        if fault is Fault.DROP_AFTER or not line.is_online:
            raise RemoteError("remote.offline", reason="ReadError")
        if fault is Fault.HTML:
            raise RemoteError("remote.garbled", what="json")
        return answer, self._date(now_us, fault)

    async def _again(
        self,
        evaluated: Callable[[str], Awaitable[T]],
        token: str,
        kind: str,
        first: T,
        fault: Fault,
    ) -> T:
        """Have the request arrive once more, now or later; return either answer."""
        random = self.line.random
        if fault is Fault.REPLAYED:
            self._spawn(self._late(partial(evaluated, token), random.uniform(0.5, 60)))
            return first
        await asyncio.sleep(self.line.latency_s())
        return random.choice((first, await self._evaluated(evaluated, token, kind)))

    async def _evaluated(
        self, evaluated: Callable[[str], Awaitable[T]], token: str, kind: str
    ) -> T:
        try:
            try:
                return await evaluated(token)
            except ServerError as error:
                if error.status != 401:
                    raise
                return await evaluated(await self._access.renew(token))
        except ServerError as error:
            raise translated(error, is_storage=kind == "file") from None

    def _check_way(self, fault: Fault | None) -> None:
        if fault is Fault.DROP_BEFORE or not self.line.is_online:
            raise RemoteError("remote.offline", reason="ConnectError")
        if fault is Fault.LIMITED:
            pause_s = self.line.random.choice((None, 0.0, 2.0, 30.0))
            raise RemoteError("remote.rate_limited", retry_after_s=pause_s)
        if fault is Fault.BUSY or fault is Fault.CONFLICT:
            raise RemoteError("remote.busy", status=520 if fault is Fault.BUSY else 409)

    def _date(self, now_us: int, fault: Fault | None) -> int | None:
        if fault is Fault.WRONG_DATE:
            random = self.line.random
            error_us = random.choice((None, -_DATE_ERROR_US, _DATE_ERROR_US, -60 * SECOND_US))
            if error_us is None:
                return None
            now_us += error_us
        return now_us // SECOND_US * SECOND_US

    async def _unlocked(self, keys: Callable[[], Sequence[Key]]) -> None:
        try:
            async with asyncio.timeout(LOCK_TIMEOUT_S):
                while (holder := self._server.lock_of(keys())) is not None:
                    await holder.ended.wait()
        except TimeoutError:
            raise ServerError(
                500, "57014", "canceling statement due to statement timeout"
            ) from None

    async def _late(self, evaluated: Callable[[], Awaitable[T]], delay_s: float) -> None:
        """Have the server do it later, whatever becomes of the program."""
        _IS_LATE.set(True)
        await asyncio.sleep(delay_s)
        with suppress(ServerError):
            await evaluated()


class ModelAuthPort:
    """What `Access` asks of the model's auth server, over the same line."""

    def __init__(self, auth: ModelAuth, line: Line, clock: MachineClock) -> None:
        self._auth = auth
        self._line = line
        self._clock = clock
        self.impostor: str | None = None
        """Somebody else, whose session the next answer holds."""

    async def refresh(self, refresh_token: str) -> Tokens:
        """Exchange a refresh token for a new session."""
        line = self._line
        line.point()
        fault = line.draw("auth")
        await asyncio.sleep(line.latency_s())
        if fault is Fault.DROP_BEFORE or not line.is_online:
            raise RemoteError("remote.offline", reason="ConnectError")
        if fault is Fault.LIMITED:
            raise RemoteError("remote.rate_limited", retry_after_s=2.0)
        if fault is Fault.BUSY:
            raise RemoteError("remote.busy", status=520)
        try:
            granted = self._auth.refresh(refresh_token)
        except ServerError:
            raise RemoteError("remote.signed_out", ErrorKind.PERMANENT) from None
        line.point()
        await asyncio.sleep(5.0 if fault is Fault.SLOW else line.latency_s())
        line.point()
        if fault is Fault.DROP_AFTER or not line.is_online:
            raise RemoteError("remote.offline", reason="ReadError")
        tokens = self.tokens_of(granted)
        if self.impostor is not None:
            other, self.impostor = self.impostor, None
            return replace(tokens, user_id=other) if other else replace(tokens, role="anon")
        return tokens

    def tokens_of(self, granted: Granted) -> Tokens:
        """Return a session as the client takes it."""
        # GoTrue tells a duration, which the client counts from its own clock.
        expires_at_us = self._clock.now_us() + self._auth.lifetime_s * SECOND_US
        return Tokens(
            granted.access_token,
            granted.refresh_token,
            expires_at_us,
            granted.user_id,
            granted.role,
        )


class TokenFile:
    """The token store of one machine as one start of the program sees it.

    Attributes:
        refresh_token: what is stored.
        ever: whatever was stored on this machine.
    """

    def __init__(self, line: Line, refresh_token: str | None, ever: Iterable[str] = ()) -> None:
        self.refresh_token = refresh_token
        self.ever = set(ever) | ({refresh_token} if refresh_token else set())
        self._line = line

    async def load(self) -> str | None:
        """Return the stored refresh token."""
        self._line.point()
        return self.refresh_token

    async def save(self, refresh_token: str) -> None:
        """Store a refresh token in place of the one before it."""
        self._line.point()
        await asyncio.sleep(0)
        self._line.point()
        self.put(refresh_token)
        self._line.point()

    def put(self, refresh_token: str) -> None:
        """Have a refresh token stored while no program runs."""
        self.refresh_token = refresh_token
        self.ever.add(refresh_token)

    async def forget(self) -> None:
        """Remove the stored token."""
        self.refresh_token = None
