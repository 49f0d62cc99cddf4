"""The engine's own thread, with an asyncio loop of its own.

Through the window's loop a large download left thousands of live timers and stalled the window;
in a thread of its own it does neither (SYNC.md, measured). Calls of the catalog go through one
more thread, one after another, so that neither the loop nor the window waits for the disk.

An engine that fails, or cannot be made, is followed by another one after a while: whatever the
reason was, it may be gone by then.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from desktop_app.background import stand_back
from desktop_app.domain.errors import ErrorKind, LightboxError
from desktop_app.sync.alarm import Alarm
from desktop_app.sync.engine import Engine
from desktop_app.sync.surroundings import Blocking
from desktop_app.sync.together import together

log = logging.getLogger(__name__)

T = TypeVar("T")

EngineMaker = Callable[[Blocking, Blocking], AbstractAsyncContextManager[Engine]]
"""Makes an engine on its loop, from how to call the catalog and the disk; closes what it made."""

Failed = Callable[[LightboxError, float], object]
"""Hears, on the engine's thread, why there is no engine, and in how many seconds there may be."""

_RESTART_S = 30.0
"""How long to wait after an engine has failed, or could not be made."""

_MOST_EARLY = 1_000
"""So many calls are kept for an engine that is not there; what is older is mostly scrolled past."""


class OnExecutor:
    """Makes blocking calls on the threads of an executor; with one thread, in their order."""

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        """Use these threads."""
        self._executor = executor

    async def __call__(self, call: Callable[[], T]) -> T:
        """Return what the call returns, or raise what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)


class EngineThread:
    """Runs one engine after another until it is closed; its methods may be called anywhere."""

    def __init__(self, make: EngineMaker, failed: Failed, *, restart_s: float = _RESTART_S) -> None:
        """Make engines by `make`, on the thread, once started; `failed` hears of each failure."""
        self._make = make
        self._failed = failed
        self._restart_s = restart_s
        self._loop = asyncio.new_event_loop()
        self._ended = Alarm()
        self._is_closing = False
        self._engine: Engine | None = None
        self._early: deque[Callable[[Engine], object]] = deque(maxlen=_MOST_EARLY)
        self._lasting: dict[str, Callable[[Engine], object]] = {}
        self._thread = threading.Thread(target=self._work, name="sync", daemon=True)

    def start(self) -> None:
        """Begin to sync."""
        self._thread.start()

    def tell(self, call: Callable[[Engine], object], *, lasting: str = "") -> None:
        """Have something called with the engine on its loop, as soon as there is one.

        What is `lasting` is called with each later engine too, until something else is told that
        lasts under the same name.
        """
        self._loop.call_soon_threadsafe(self._call, call, lasting)

    def wake(self) -> None:
        """Wake the engine; if there is none, make one at once."""
        self._loop.call_soon_threadsafe(self._wake)

    def renew(self) -> None:
        """Have another engine made in place of the present one, at once."""
        self._loop.call_soon_threadsafe(self._ended.ring)

    def close(self) -> None:
        """Stop; what is on its way is taken up again at the next start."""
        if self._thread.ident is None:
            self._loop.close()
            return
        self._loop.call_soon_threadsafe(self._close)
        self._thread.join()

    def _call(self, call: Callable[[Engine], object], lasting: str) -> None:
        if lasting:
            self._lasting[lasting] = call
        if self._engine is not None:
            call(self._engine)
        elif not lasting:
            self._early.append(call)

    def _wake(self) -> None:
        if self._engine is None:
            self._ended.ring()
        else:
            self._engine.wake()

    def _close(self) -> None:
        self._is_closing = True
        self._ended.ring()

    def _work(self) -> None:
        stand_back()
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_closed())

    async def _until_closed(self) -> None:
        while not self._is_closing:
            try:
                await self._run_one()
            except _EndedError:
                continue
            except LightboxError as error:
                log.warning("Sync has stopped: %s", error.code)
                self._failed(error, self._restart_s)
            except Exception as error:
                # Anything may be wrong in an engine, and nobody waits for this thread: without
                # this, sync would be over unseen until the next start of the program.
                log.exception("Sync has stopped")
                name = type(error).__name__
                self._failed(LightboxError("bug", ErrorKind.BUG, name=name), self._restart_s)
            await self._ended.wait(self._restart_s)

    async def _run_one(self) -> None:
        """Make an engine and run it until it fails or is ended; what it called is over then."""
        with (
            ThreadPoolExecutor(1, "sync-catalog", stand_back) as database,
            ThreadPoolExecutor(4, "sync-disk", stand_back) as disk,
        ):
            async with self._make(OnExecutor(database), OnExecutor(disk)) as engine:
                for call in self._lasting.values():
                    call(engine)
                while self._early:
                    self._early.popleft()(engine)
                self._engine = engine
                try:
                    await together([engine.run(), self._until_ended()])
                finally:
                    self._engine = None

    async def _until_ended(self) -> None:
        await self._ended.wait(None)
        raise _EndedError


class _EndedError(Exception):
    """No engine is wanted any more, or another one."""
