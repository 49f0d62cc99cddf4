"""Hints from Supabase Realtime: which rows may have changed elsewhere.

A client of our own over `websockets`: that of supabase-py gives up after five failed connects,
does not notice a heartbeat that nobody answers, and logs whole messages that it cannot read,
prompts and all. This one connects again for as long as it is asked to listen.
"""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.domain.remote import RemoteError, RemoteTable
from desktop_app.remote.access import Access
from desktop_app.remote.connection import hush, tls_context
from desktop_app.remote.phoenix import Channel, Turn
from desktop_app.remote.project import Project

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

MOST_MESSAGE_BYTES = 8 * 2**20
"""Events are cut at one; a margin for what stands around them."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When things happen, in seconds.

    Attributes:
        beat_s: between heartbeats; also how soon a fresh token is handed over.
        open_s: how long connecting may take.
        least_pause_s: before the first new attempt; doubles with each that fails.
        most_pause_s: the longest of these pauses.
        settled_s: a connection that lasted so long was a good one: the pauses begin anew.
    """

    beat_s: float = 25.0
    open_s: float = 15.0
    least_pause_s: float = 1.0
    most_pause_s: float = 60.0
    settled_s: float = 30.0


class RealtimeHints:
    """`Hints` of one user of one project."""

    def __init__(
        self,
        project: Project,
        access: Access,
        *,
        rhythm: Rhythm | None = None,
        chance: random.Random | None = None,
    ) -> None:
        """Prepare to listen as a user; `chance` spreads the attempts of many over time."""
        self._project = project
        self._access = access
        self._rhythm = rhythm or Rhythm()
        self._chance = chance or random.Random()  # noqa: S311 - no secret hangs on it
        self._visit: _Visit | None = None

    @property
    def is_listening(self) -> bool:
        """Whether the server has said that it watches the tables, or lets it be believed."""
        return self._visit is not None and self._visit.is_listening

    async def run(
        self, hinted: Callable[[RemoteTable, str], None], gap: Callable[[], None]
    ) -> None:
        """Listen until cancelled, connecting again by itself."""
        hush()
        loop = asyncio.get_running_loop()
        has_missed, failures = False, 0
        while True:
            begun_s = loop.time()
            self._visit = _Visit(self._project, self._access, self._rhythm, hinted, gap)
            try:
                reason = await self._visit.run(has_missed=has_missed)
            finally:
                self._visit = None
            has_missed = True
            failures = 1 if loop.time() - begun_s >= self._rhythm.settled_s else failures + 1
            logger.info("Live hints are interrupted: %s", reason)
            await asyncio.sleep(self._pause_s(failures))

    def _pause_s(self, failures: int) -> float:
        longest_s = self._rhythm.least_pause_s * 2 ** min(failures, 16)
        longest_s = min(longest_s, self._rhythm.most_pause_s)
        return self._chance.uniform(self._rhythm.least_pause_s / 2, longest_s)


class _Visit:
    """One connection, from its beginning to its end.

    Attributes:
        is_listening: what is changed from now on is told.
    """

    def __init__(
        self,
        project: Project,
        access: Access,
        rhythm: Rhythm,
        hinted: Callable[[RemoteTable, str], None],
        gap: Callable[[], None],
    ) -> None:
        self._project = project
        self._access = access
        self._rhythm = rhythm
        self._hinted = hinted
        self._gap = gap
        self._channel = Channel(project, access.user_id)
        self._token = ""
        self._has_missed = False
        self._is_joined = False
        self._is_beat_open = False
        self.is_listening = False

    async def run(self, *, has_missed: bool) -> str:
        """Stay connected as long as it goes, and return why it ended, for the log."""
        from websockets.exceptions import WebSocketException  # noqa: PLC0415 - see _connected

        self._has_missed = has_missed
        try:
            self._token = await self._access.token()
            async with self._connected() as socket:
                await socket.send(self._channel.join(self._token))
                await self._listen(socket)
        except RemoteError as error:
            return error.code
        except (OSError, TimeoutError, WebSocketException, ValueError, ImportError) as error:
            return type(error).__name__  # its words may hold the address, and the key in it
        return "closed by the server"

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator["ClientConnection"]:
        from websockets.asyncio.client import connect  # noqa: PLC0415 - a tenth of a second

        is_here = self._project.is_here
        async with connect(
            self._channel.url,
            ssl=tls_context() if self._channel.url.startswith("wss:") else None,
            proxy=None if is_here else True,
            open_timeout=self._rhythm.open_s,
            close_timeout=2.0,
            ping_interval=None,  # the channel's own heartbeat does that
            max_size=MOST_MESSAGE_BYTES,
        ) as socket:
            yield socket

    async def _listen(self, socket: "ClientConnection") -> None:
        loop = asyncio.get_running_loop()
        beat_at_s = loop.time() + self._rhythm.beat_s
        while True:
            try:
                async with asyncio.timeout_at(beat_at_s):
                    text = await socket.recv()
            except TimeoutError:
                if not await self._beat(socket):
                    return
                beat_at_s = loop.time() + self._rhythm.beat_s
            else:
                if not self._take(text):
                    return

    def _take(self, text: str | bytes) -> bool:
        """Act on a message; whether the connection is still worth something."""
        heard = self._channel.heard(text)
        if heard.table is not None:
            self._hinted(heard.table, heard.uuid)
        elif heard.turn is Turn.BEAT:
            self._is_beat_open = False
        elif heard.turn is Turn.JOINED:
            self._is_joined = True
        elif heard.turn is Turn.LISTENING:
            self._tell_gap()
        elif heard.turn is Turn.UNCLEAR:
            self._gap()
        return heard.turn is not Turn.LOST

    def _tell_gap(self) -> None:
        """Say once that something may have been missed; only now nothing more will be."""
        self.is_listening = True
        if self._has_missed:
            self._has_missed = False
            self._gap()

    async def _beat(self, socket: "ClientConnection") -> bool:
        """Send a heartbeat and a fresh token; whether the one before was answered."""
        if self._is_beat_open or not self._is_joined:
            return False
        # Some servers never say that they have begun to watch.
        self._tell_gap()
        await socket.send(self._channel.beat())
        self._is_beat_open = True
        token = await self._access.token()
        if token != self._token:
            self._token = token
            await socket.send(self._channel.renewed(token))
        return True
