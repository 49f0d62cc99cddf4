"""The engine's own thread, with an asyncio loop of its own.

Through the window's loop a large download left thousands of live timers and stalled the window;
in a thread of its own it does neither (SYNC.md, measured). Calls of the catalog go through one
more thread, one after another, so that neither the loop nor the window waits for the disk.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from desktop_app.domain.errors import LightboxError
from desktop_app.sync.engine import Engine
from desktop_app.sync.surroundings import Blocking

log = logging.getLogger(__name__)

T = TypeVar("T")

EngineMaker = Callable[[Blocking, Blocking], AbstractAsyncContextManager[Engine]]
"""Makes the engine on its loop, from how to call the catalog and the disk; closes what it made."""

_RESTART_S = 30.0
"""How long to wait after the engine has failed with something that nobody foresaw."""


class OnExecutor:
    """Makes blocking calls on the threads of an executor; with one thread, in their order."""

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        """Use these threads."""
        self._executor = executor

    async def __call__(self, call: Callable[[], T]) -> T:
        """Return what the call returns, or raise what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)


class EngineThread:
    """Runs an engine until it is closed; its methods may be called from any thread."""

    def __init__(self, make: EngineMaker, *, restart_s: float = _RESTART_S) -> None:
        """Make the engine by `make`, on the thread, once started."""
        self._make = make
        self._restart_s = restart_s
        self._loop = asyncio.new_event_loop()
        self._closing = asyncio.Event()
        self._engine: Engine | None = None
        self._early: list[Callable[[Engine], object]] = []
        self._thread = threading.Thread(target=self._work, name="sync", daemon=True)

    def start(self) -> None:
        """Begin to sync."""
        self._thread.start()

    def tell(self, call: Callable[[Engine], object]) -> None:
        """Have something called with the engine on its loop, as soon as it is there."""
        self._loop.call_soon_threadsafe(self._call, call)

    def close(self) -> None:
        """Stop; what is on its way is taken up again at the next start."""
        if self._thread.ident is None:
            self._loop.close()
            return
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()

    def _call(self, call: Callable[[Engine], object]) -> None:
        if self._engine is None:
            self._early.append(call)
        else:
            call(self._engine)

    def _work(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_closed())

    async def _until_closed(self) -> None:
        living = asyncio.create_task(self._live())
        living.add_done_callback(_log_failure)
        await self._closing.wait()
        living.cancel()
        await asyncio.wait([living])

    async def _live(self) -> None:
        with (
            ThreadPoolExecutor(1, "sync-catalog") as database,
            ThreadPoolExecutor(4, "sync-disk") as disk,
        ):
            async with self._make(OnExecutor(database), OnExecutor(disk)) as engine:
                self._engine = engine
                for call in self._early:
                    call(engine)
                while True:
                    await self._run(engine)
                    await asyncio.sleep(self._restart_s)

    async def _run(self, engine: Engine) -> None:
        """Run the engine until it fails: whatever it was, sync begins again after a while."""
        try:
            await engine.run()
        except LightboxError as error:
            log.warning("Sync has stopped: %s", error.code)
        except Exception:
            log.exception("Sync has stopped")


def _log_failure(living: "asyncio.Task[None]") -> None:
    """Write down why there is no engine: nobody waits to be told."""
    if not living.cancelled() and (error := living.exception()) is not None:
        log.error("Sync cannot begin", exc_info=error)
