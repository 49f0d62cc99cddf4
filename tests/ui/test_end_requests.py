"""Asked from outside to end: heard while Qt waits, once, and everything is as before afterwards."""

import os
import signal
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.ui.end_requests import EndRequests

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.skipif(os.name == "nt", reason="a process cannot signal itself there"),
]
NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def requests(handlers: list[object]) -> Iterator[EndRequests]:
    assert len(handlers) == len(NUMBERS)
    owner = QObject()
    made = EndRequests(owner)
    yield made
    made.close()


@pytest.fixture
def handlers() -> Iterator[list[object]]:
    """What the signals do before and, this is checked, after the test."""
    before: list[object] = [signal.getsignal(number) for number in NUMBERS]
    yield before
    assert [signal.getsignal(number) for number in NUMBERS] == before


@pytest.mark.parametrize("number", NUMBERS)
def test_the_first_is_heard_and_the_second_would_end_it(
    requests: EndRequests, qtbot: QtBot, number: signal.Signals
) -> None:
    with qtbot.waitSignal(requests.asked):
        os.kill(os.getpid(), number)
    assert requests.is_asked
    assert {signal.getsignal(one) for one in NUMBERS} == {signal.SIG_DFL}


def test_what_is_ignored_stays_so(handlers: list[object]) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    owner = QObject()
    requests = EndRequests(owner)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    requests.close()
    signal.signal(signal.SIGHUP, before)
    assert signal.getsignal(signal.SIGINT) in handlers


def test_other_signals_are_not_for_it(requests: EndRequests, qtbot: QtBot) -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _frame: heard.append(number))
    os.kill(os.getpid(), signal.SIGUSR1)
    qtbot.waitUntil(lambda: heard == [signal.SIGUSR1])
    assert not requests.is_asked
    signal.signal(signal.SIGUSR1, before)
