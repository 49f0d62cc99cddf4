"""What can go wrong on the way, switched on and off."""

import time

import httpx
import pytest

from tests.stack.faults import Fault, FaultKind, refuses, shows_page
from tests.stack.rows import asset_row
from tests.stack.stack import Stack, StackUser

_ROWS = "/rest/v1/user_library"


def _insert(stack: Stack, user: StackUser, **values: object) -> httpx.Response:
    headers = {**stack.headers(user), "prefer": "return=minimal"}
    return stack.http.post(_ROWS, headers=headers, json=asset_row(user.id, **values))


def _titles(stack: Stack, user: StackUser) -> list[str]:
    rows = stack.sql(
        "select custom_title from user_library where user_id = %s order by 1", [user.id]
    )
    return [row["custom_title"] for row in rows]


def test_dropped_before_nothing_is_applied(stack: Stack) -> None:
    user = stack.sign_up()
    with stack.fault(Fault(FaultKind.DROP_BEFORE, "user_library", "POST")) as fault:
        with pytest.raises(httpx.TransportError):
            _insert(stack, user, custom_title="lost")
        assert _insert(stack, user, custom_title="kept").status_code == 201
        assert fault.hits == 1
    assert _titles(stack, user) == ["kept"]


def test_dropped_after_it_was_applied(stack: Stack) -> None:
    user = stack.sign_up()
    with (
        stack.fault(Fault(FaultKind.DROP_AFTER, "user_library", "POST")),
        pytest.raises(httpx.TransportError),
    ):
        _insert(stack, user, custom_title="kept")
    assert _titles(stack, user) == ["kept"]


def test_refused_on_the_way_with_a_time_to_wait(stack: Stack) -> None:
    user = stack.sign_up()
    with stack.fault(refuses(429, "user_library", retry_after_s=7)):
        answer = _insert(stack, user)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert _titles(stack, user) == []


def test_refused_after_it_was_applied(stack: Stack) -> None:
    user = stack.sign_up()
    with stack.fault(Fault(FaultKind.ANSWER_AFTER, "user_library", status=520)):
        assert _insert(stack, user, custom_title="kept").status_code == 520
    assert _titles(stack, user) == ["kept"]


def test_a_page_of_somebody_elses(stack: Stack) -> None:
    with stack.fault(shows_page("user_library")):
        answer = stack.http.get(_ROWS, headers=stack.headers())
    assert (answer.status_code, answer.headers["content-type"][:9]) == (200, "text/html")


def test_an_answer_that_breaks_off(stack: Stack) -> None:
    user = stack.sign_up()
    _insert(stack, user)
    with (
        stack.fault(Fault(FaultKind.TRUNCATE, "user_library")),
        pytest.raises(httpx.RemoteProtocolError),
    ):
        stack.http.get(_ROWS, headers=stack.headers(user))


def test_a_request_that_arrives_twice(stack: Stack) -> None:
    user = stack.sign_up()
    with stack.fault(Fault(FaultKind.TWICE, "user_library")):
        assert _insert(stack, user).status_code == 409
    assert len(_titles(stack, user)) == 1


@pytest.mark.parametrize("kind", [FaultKind.DELAY, FaultKind.DELAY_AFTER])
def test_an_answer_that_takes_its_time(stack: Stack, kind: FaultKind) -> None:
    begun_s = time.monotonic()
    with stack.fault(Fault(kind, "user_library", delay_s=0.3)):
        assert stack.http.get(_ROWS, headers=stack.headers()).status_code == 200
    assert time.monotonic() - begun_s >= 0.3


def test_only_some_requests_and_not_the_first(stack: Stack) -> None:
    with stack.fault(Fault(FaultKind.ANSWER, "user_library", skip=1, times=2, status=503)):
        statuses = [stack.http.get(_ROWS, headers=stack.headers()).status_code for _ in range(4)]
    assert statuses == [200, 503, 503, 200]


def test_a_share_of_the_requests_is_the_same_each_time(stack: Stack) -> None:
    def strike() -> list[int]:
        fault = Fault(FaultKind.ANSWER, "user_library", times=None, share=0.5, status=503)
        with stack.fault(fault):
            return [stack.http.get(_ROWS, headers=stack.headers()).status_code for _ in range(12)]

    first = strike()
    assert set(first) == {200, 503}
    assert strike() == first


def test_offline_and_back(stack: Stack) -> None:
    with stack.offline(), pytest.raises(httpx.TransportError):
        stack.http.get(_ROWS, headers=stack.headers())
    assert stack.http.get(_ROWS, headers=stack.headers()).status_code == 200


def test_what_was_asked_is_remembered(stack: Stack) -> None:
    stack.forget_requests()
    stack.http.get(f"{_ROWS}?select=id", headers=stack.headers())
    (seen,) = stack.requests()
    assert (seen.method, seen.target, seen.status) == ("GET", f"{_ROWS}?select=id", 200)


def test_a_slow_transaction_of_somebody_else(stack: Stack) -> None:
    user = stack.sign_up()
    row = stack.insert("user_library", asset_row(user.id, custom_title="before"))
    with stack.connect(is_autocommit=False) as slow:
        slow.execute("update user_library set custom_title = 'after' where id = %s", [row["id"]])
        assert _titles(stack, user) == ["before"]
        slow.commit()
    assert _titles(stack, user) == ["after"]
