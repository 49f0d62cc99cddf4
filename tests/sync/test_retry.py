"""How long is waited after a failure."""

import random

import pytest

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.sync.retry import LONGEST_ASKED_S, is_about_the_line, wait_s
from desktop_app.sync.surroundings import Limits
from tests.sync.fakes import FullJitter, offline, refused, signed_out

LIMITS = Limits()


def test_the_bound_doubles_from_a_second_to_five_minutes() -> None:
    waits = [wait_s(failures, offline(), LIMITS, FullJitter()) for failures in range(1, 12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert wait_s(5_000, offline(), LIMITS, FullJitter()) == 300


def test_those_who_failed_together_come_back_spread_out() -> None:
    chance = random.Random(1)
    waits = [wait_s(9, offline(), LIMITS, chance) for _ in range(200)]
    assert min(waits) < 20
    assert max(waits) > 230


def test_a_server_that_asks_for_more_gets_more() -> None:
    busy = RemoteError("remote.rate_limited", retry_after_s=40)
    assert wait_s(1, busy, LIMITS, FullJitter()) == 41
    forever = RemoteError("remote.rate_limited", retry_after_s=1e9)
    assert wait_s(1, forever, LIMITS, FullJitter()) == LONGEST_ASKED_S + 1


@pytest.mark.parametrize(
    ("error", "is_line"),
    [
        (offline(), True),
        (signed_out(), True),
        (RemoteError("remote.other_user", ErrorKind.PERMANENT), True),
        (refused("23514"), False),
        (RemoteError("remote.too_large", ErrorKind.PERMANENT), False),
    ],
)
def test_some_errors_are_about_the_line_others_about_the_row(
    error: RemoteError,
    is_line: bool,  # noqa: FBT001
) -> None:
    assert is_about_the_line(error) is is_line
