"""Work off the main thread: who hears of it, and what happens when it is called off."""

import threading
from concurrent.futures import Future

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import CatalogError, ErrorKind, LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.tasks import Lane, TaskScope, Workers


@pytest.fixture
def scope(workers: Workers, qtbot: QtBot) -> TaskScope:
    del qtbot
    return TaskScope(workers)


def test_the_answer_arrives_on_the_main_thread(scope: TaskScope, qtbot: QtBot) -> None:
    heard: list[tuple[int, int]] = []
    scope.run(
        Lane.READS,
        threading.get_ident,
        done=lambda ident: heard.append((ident, threading.get_ident())),
    )
    qtbot.waitUntil(lambda: bool(heard))
    worker, listener = heard[0]
    assert worker != listener == threading.get_ident()
    assert not scope.is_busy
    scope.close()


def test_a_known_error_is_handed_on_and_an_unknown_one_is_a_bug(
    scope: TaskScope, qtbot: QtBot
) -> None:
    heard: list[LightboxError] = []

    def known() -> None:
        raise CatalogError("catalog.in_use")

    def unknown() -> None:
        raise ZeroDivisionError

    scope.run(Lane.WRITES, known, failed=heard.append)
    scope.run(Lane.WRITES, unknown, failed=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[0].code == "catalog.in_use"
    assert heard[1].kind is ErrorKind.BUG
    scope.close()


def test_nobody_hears_of_what_was_called_off(scope: TaskScope, qtbot: QtBot) -> None:
    gate = threading.Event()
    heard: list[bool] = []
    task = scope.run(Lane.READS, gate.wait, done=heard.append)
    task.cancel()
    later: list[int] = []
    gate.set()
    scope.run(Lane.READS, lambda: 1, done=later.append)
    qtbot.waitUntil(lambda: later == [1])
    qtbot.waitUntil(lambda: not scope.is_busy)
    assert heard == []
    scope.close()


def test_closing_stops_work_that_polls_its_token_and_waits_for_it(scope: TaskScope) -> None:
    begun, ended = threading.Event(), threading.Event()

    def work(token: CancelToken) -> None:
        begun.set()
        while not token.is_cancelled:
            threading.Event().wait(0.001)
        ended.set()

    scope.run_cancellable(Lane.LONG, work)
    assert begun.wait(5)
    scope.close()
    assert ended.is_set()


def test_a_future_made_elsewhere_is_heard_of(scope: TaskScope, qtbot: QtBot) -> None:
    future: Future[int] = Future()
    heard: list[int] = []
    scope.watch(future, heard.append)
    threading.Thread(target=future.set_result, args=(7,)).start()
    qtbot.waitUntil(lambda: heard == [7])
    cancelled: Future[int] = Future()
    scope.watch(cancelled, heard.append).cancel()
    assert cancelled.cancelled()
    scope.close()


def test_edits_on_the_way_out_are_finished(scope: TaskScope) -> None:
    done: list[int] = []
    for number in range(20):
        scope.run(Lane.WRITES, done.append, number)
    scope.finish_all()
    assert done == list(range(20))
