"""The engine on its own thread."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar, cast

import pytest

from desktop_app.domain.errors import CatalogError
from desktop_app.sync.engine import Engine
from desktop_app.sync.surroundings import Blocking
from desktop_app.sync.thread import EngineThread

T = TypeVar("T")

WAIT_S = 10.0


class FakeEngine:
    """Runs until it is told to fail."""

    def __init__(self, database: Blocking, disk: Blocking) -> None:
        self.database = database
        self.disk = disk
        self.runs = 0
        self.begun = threading.Event()
        self.failure: asyncio.Future[None]

    async def run(self) -> None:
        self.runs += 1
        self.failure = asyncio.get_running_loop().create_future()
        self.begun.set()
        await self.failure


class Maker:
    """Makes the engine, and remembers."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.made = threading.Event()
        self.closed = threading.Event()
        self.engine: FakeEngine

    @asynccontextmanager
    async def __call__(self, database: Blocking, disk: Blocking) -> AsyncIterator[Engine]:
        if self.error is not None:
            self.made.set()
            raise self.error
        self.engine = FakeEngine(database, disk)
        self.made.set()
        try:
            yield cast("Engine", self.engine)
        finally:
            self.closed.set()


def told(thread: EngineThread, call: Callable[[Any], T]) -> T:
    """Return what the call returned on the engine's thread."""
    answer: list[T] = []
    is_answered = threading.Event()

    def on_thread(engine: Engine) -> None:
        answer.append(call(engine))
        is_answered.set()

    thread.tell(on_thread)
    assert is_answered.wait(WAIT_S)
    return answer[0]


def test_it_runs_on_a_thread_of_its_own_until_closed() -> None:
    maker = Maker()
    thread = EngineThread(maker)
    early: list[str] = []
    thread.tell(lambda _engine: early.append(threading.current_thread().name))
    thread.start()
    assert maker.made.wait(WAIT_S)
    assert told(thread, lambda _engine: threading.current_thread().name) == "sync"
    assert early == ["sync"]
    thread.close()
    assert maker.closed.is_set()


def test_one_that_was_never_started_can_be_closed() -> None:
    EngineThread(Maker()).close()


def test_calls_of_the_catalog_are_made_one_after_another_off_the_loop() -> None:
    maker = Maker()
    thread = EngineThread(maker)
    thread.start()
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

    task = told(thread, lambda engine: asyncio.ensure_future(calls(engine)))
    assert is_done.wait(WAIT_S)
    thread.close()
    assert order == list(range(20))
    assert task.exception() is None


@pytest.mark.parametrize("error", [CatalogError("catalog.disk_full"), KeyError("bug")])
def test_after_a_failure_it_begins_again(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    maker = Maker()
    thread = EngineThread(maker, restart_s=0.001)
    thread.start()
    assert maker.made.wait(WAIT_S)
    assert maker.engine.begun.wait(WAIT_S)
    maker.engine.begun.clear()
    with caplog.at_level(logging.WARNING):
        thread.tell(lambda engine: cast("Any", engine).failure.set_exception(error))
        assert maker.engine.begun.wait(WAIT_S)
    thread.close()
    assert maker.engine.runs == 2
    assert "Sync has stopped" in caplog.text


@pytest.mark.parametrize("error", [CatalogError("remote.bad_url"), KeyError("bug")])
def test_an_engine_that_cannot_be_made_is_logged(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    maker = Maker(error)
    thread = EngineThread(maker)
    with caplog.at_level(logging.WARNING):
        thread.start()
        assert maker.made.wait(WAIT_S)
        thread.tell(lambda _engine: None)
        thread.close()
    assert "Sync cannot begin" in caplog.text
