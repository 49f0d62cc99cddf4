import logging

import pytest

from desktop_app.domain.listeners import Listeners


def test_all_are_told_in_order_until_they_leave() -> None:
    heard: list[tuple[str, int]] = []
    listeners = Listeners[int]()
    leave = listeners.add(lambda what: heard.append(("first", what)))
    listeners.add(lambda what: heard.append(("second", what)))
    listeners.tell(1)
    leave()
    listeners.tell(2)
    assert heard == [("first", 1), ("second", 1), ("second", 2)]


def test_one_that_fails_is_written_down_and_the_others_hear(
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[int] = []
    listeners = Listeners[int]()
    listeners.add(lambda _what: 1 / 0)
    listeners.add(heard.append)
    with caplog.at_level(logging.ERROR):
        listeners.tell(1)
    assert heard == [1]
    assert "ZeroDivisionError" in caplog.text
