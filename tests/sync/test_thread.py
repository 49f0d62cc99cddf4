"""The engine on its own thread, and what follows when one fails."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from queue import Queue
from typing import Any, TypeVar, cast

import pytest

from desktop_app.domain.errors import CatalogError, ErrorKind, LightboxError
from desktop_app.sync.engine import Engine
from desktop_app.sync.surroundings import Blocking
from desktop_app.sync.thread import EngineThread

T = TypeVar("T")

WAIT_S = 10.0
NEVER_S = 3_600.0
FAILURES = [(CatalogError("catalog.disk_full"), "catalog.disk_full"), (KeyError("bug"), "bug")]


class FakeEngine:
    """Runs until it is told to fail."""

    def __init__(self, database: Blocking, disk: Blocking) -> None:
        self.database = database
        self.disk = disk
        self.wakes = 0
        self.told: list[str] = []
        self.failure: asyncio.Future[None]
        self.begun = threading.Event()
        self.closed = threading.Event()

    async def run(self) -> None:
        self.failure = asyncio.get_running_loop().create_future()
        self.begun.set()
        await self.failure

    def wake(self) -> None:
        self.wakes += 1


class Life:
    """A thread, the engines that were made on it, and what failed.

    Attributes:
        engines: each engine as it begins to run.
        failures: what was told of each failure.
        errors: what making the next engines fails with, one after another.
    """

    def __init__(self, restart_s: float = NEVER_S) -> None:
        self.engines: Queue[FakeEngine] = Queue()
        self.failures: Queue[tuple[LightboxError, float]] = Queue()
        self.errors: list[Exception] = []
        self.thread = EngineThread(
            self._made, lambda *told: self.failures.put(told), restart_s=restart_s
        )

    def begun(self) -> FakeEngine:
        """Return the next engine, once it runs."""
        engine = self.engines.get(timeout=WAIT_S)
        assert engine.begun.wait(WAIT_S)
        return engine

    def failed(self) -> LightboxError:
        """Return what the next failure is told as."""
        return self.failures.get(timeout=WAIT_S)[0]

    def fail(self, error: Exception) -> None:
        """Let the engine that runs fail."""
        self.thread.tell(lambda engine: cast("Any", engine).failure.set_exception(error))

    def note(self, word: str, *, lasting: str = "") -> None:
        """Tell the engine a word."""
        self.thread.tell(lambda engine: cast("Any", engine).told.append(word), lasting=lasting)

    def answer(self, call: Callable[[Any], T]) -> T:
        """Return what the call returned on the engine's thread."""
        answers: Queue[T] = Queue()
        self.thread.tell(lambda engine: answers.put(call(engine)))
        return answers.get(timeout=WAIT_S)

    @asynccontextmanager
    async def _made(self, database: Blocking, disk: Blocking) -> AsyncIterator[Engine]:
        if self.errors:
            raise self.errors.pop(0)
        engine = FakeEngine(database, disk)
        self.engines.put(engine)
        try:
            yield cast("Engine", engine)
        finally:
            engine.closed.set()


def test_it_runs_on_a_thread_of_its_own_until_closed() -> None:
    life = Life()
    early: list[str] = []
    life.thread.tell(lambda _engine: early.append(threading.current_thread().name))
    life.thread.start()
    engine = life.begun()
    assert life.answer(lambda _engine: threading.current_thread().name) == "sync"
    assert early == ["sync"]
    life.thread.close()
    assert engine.closed.is_set()
    assert life.failures.empty()


def test_one_that_was_never_started_can_be_closed() -> None:
    Life().thread.close()


def test_calls_of_the_catalog_are_made_one_after_another_off_the_loop() -> None:
    life = Life()
    life.thread.start()
    order: list[int] = []
    is_done = threading.Event()

    async def calls(engine: FakeEngine) -> None:
        def call(number: int) -> str:
            order.append(number)
            return threading.current_thread().name

        names = await asyncio.gather(
            *(engine.database(partial(call, number)) for number in range(20))
        )
        assert len(set(names)) == 1
        assert (await engine.disk(lambda: threading.current_thread().name)).startswith("sync-disk")
        is_done.set()

    task = life.answer(lambda engine: asyncio.ensure_future(calls(engine)))
    assert is_done.wait(WAIT_S)
    life.thread.close()
    assert order == list(range(20))
    assert task.exception() is None


@pytest.mark.parametrize(("error", "code"), FAILURES)
def test_after_a_failure_another_engine_is_made(
    error: Exception, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    life = Life(restart_s=0.001)
    life.thread.start()
    first = life.begun()
    with caplog.at_level(logging.WARNING):
        life.fail(error)
        second = life.begun()
    life.thread.close()
    assert second is not first
    assert first.closed.is_set()
    told, again_s = life.failures.get_nowait()
    assert (told.code, again_s) == (code, 0.001)
    assert (told.kind is ErrorKind.BUG) is (code == "bug")
    assert "Sync has stopped" in caplog.text
    assert ("Traceback" in caplog.text) is (code == "bug")


@pytest.mark.parametrize(("error", "code"), FAILURES)
def test_an_engine_that_cannot_be_made_is_made_later(error: Exception, code: str) -> None:
    life = Life(restart_s=0.001)
    life.errors = [error, error]
    life.thread.start()
    life.begun()
    life.thread.close()
    assert [life.failed().code for _ in range(2)] == [code, code]
    assert life.failures.empty()


def test_what_is_told_meanwhile_is_kept_for_the_next_engine() -> None:
    life = Life()
    life.thread.start()
    life.begun()
    life.fail(CatalogError("catalog.busy"))
    life.failed()
    life.note("first")
    life.note("second")
    life.thread.wake()
    second = life.begun()
    assert life.answer(lambda engine: tuple(engine.told)) == ("first", "second")
    life.fail(CatalogError("catalog.busy"))
    life.failed()
    life.thread.wake()
    assert life.begun().told == []
    life.thread.close()
    assert second.told == ["first", "second"]


def test_of_too_much_that_is_told_the_latest_is_kept() -> None:
    life = Life()
    for number in range(2_000):
        life.note(str(number))
    life.thread.start()
    engine = life.begun()
    life.thread.close()
    assert len(engine.told) == 1_000
    assert engine.told[-1] == "1999"


def test_what_lasts_is_told_to_every_engine() -> None:
    life = Life()
    life.note("metered", lasting="line")
    life.note("paused", lasting="pause")
    life.thread.start()
    first = life.begun()
    life.note("resumed", lasting="pause")
    life.fail(CatalogError("catalog.busy"))
    life.failed()
    life.thread.wake()
    second = life.begun()
    life.thread.close()
    assert first.told == ["metered", "paused", "resumed"]
    assert second.told == ["metered", "resumed"]


def test_an_engine_that_runs_is_woken_and_one_that_failed_is_not_waited_for() -> None:
    life = Life()
    life.thread.start()
    first = life.begun()
    life.thread.wake()
    assert life.answer(lambda engine: engine.wakes) == 1
    life.fail(CatalogError("catalog.busy"))
    life.failed()
    life.thread.wake()
    assert life.begun() is not first
    life.thread.close()


def test_another_engine_takes_the_place_of_one_that_runs() -> None:
    life = Life()
    life.thread.start()
    first = life.begun()
    life.thread.renew()
    second = life.begun()
    assert first.closed.is_set()
    assert not second.closed.is_set()
    life.thread.close()
    assert life.failures.empty()


def test_it_is_closed_at_once_while_it_waits() -> None:
    life = Life()
    life.errors = [CatalogError("catalog.busy")]
    life.thread.start()
    life.failed()
    life.thread.close()
    assert not life.thread._thread.is_alive()
    assert life.engines.empty()
