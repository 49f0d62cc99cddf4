"""What is done next, from what is known alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.sync import Waiting
from desktop_app.sync.planner import (
    LONGEST_WAIT_US,
    Action,
    Plan,
    PullState,
    is_much,
    next_pull,
    next_push_s,
    scan_every_s,
)
from desktop_app.sync.surroundings import Limits

NOW_S = 1_000.0
LATER_S = 1_030.0


def state(**changes: object) -> PullState:
    rested = {"touched_at_s": LATER_S, "scan_at_s": LATER_S + 900}
    return PullState(**{**rested, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "action"),
    [
        (state(is_connected=False, is_loaded=False), Action.CONNECT),
        (state(is_loaded=False, hints_at_s=NOW_S), Action.INITIAL),
        (state(hints_at_s=NOW_S, has_removals=True, touched_at_s=0.0), Action.HINTS),
        (state(has_removals=True, touched_at_s=0.0), Action.REMOVALS),
        (state(touched_at_s=NOW_S, scan_at_s=0.0), Action.TOUCHED),
        (state(scan_at_s=NOW_S), Action.SCAN),
        (state(is_scanning=True), Action.SCAN),
        # What a scan that is under way has missed so far is not looked into before its end.
        (state(is_scanning=True, has_removals=True), Action.SCAN),
    ],
)
def test_what_is_most_urgent_comes_first(known: PullState, action: Action) -> None:
    assert next_pull(known, NOW_S) == Plan(action)


def test_with_nothing_due_it_waits_for_what_comes_first() -> None:
    assert next_pull(state(), NOW_S) == Plan(wait_s=30.0)
    assert next_pull(state(hints_at_s=NOW_S + 0.2), NOW_S).wait_s == pytest.approx(0.2)


def test_paused_it_waits_for_an_event() -> None:
    assert next_pull(state(may_work=False, is_connected=False), NOW_S) == Plan()


def test_what_failed_does_not_keep_the_rest_from_being_done() -> None:
    known = state(hints_at_s=NOW_S, scan_at_s=0.0, not_before_s={Action.HINTS: NOW_S + 5})
    assert next_pull(known, NOW_S) == Plan(Action.SCAN)
    assert next_pull(state(hints_at_s=0, not_before_s={Action.HINTS: NOW_S + 5}), NOW_S) == Plan(
        wait_s=5.0
    )


def test_nothing_is_asked_of_a_server_that_was_not_there() -> None:
    known = state(is_connected=False, rest_until_s=NOW_S + 7)
    assert next_pull(known, NOW_S) == Plan(wait_s=7.0)


moments = st.floats(0, 2_000, allow_nan=False)


@given(
    known=st.builds(
        PullState,
        may_work=st.booleans(),
        is_connected=st.booleans(),
        is_loaded=st.booleans(),
        hints_at_s=st.none() | moments,
        has_removals=st.booleans(),
        is_scanning=st.booleans(),
        touched_at_s=moments,
        scan_at_s=moments,
        not_before_s=st.dictionaries(st.sampled_from(Action), moments),
        rest_until_s=moments,
    ),
    now_s=moments,
)
def test_it_acts_or_waits_and_the_wait_ends_in_an_action(known: PullState, now_s: float) -> None:
    plan = next_pull(known, now_s)
    if not known.may_work:
        assert plan == Plan()
    elif plan.action is None:
        assert plan.wait_s is not None
        assert plan.wait_s > 0
        # A moment later, so that rounding does not matter.
        assert next_pull(known, now_s + plan.wait_s + 1e-6).action is not None
    else:
        assert plan.wait_s is None


def test_the_outbox_is_looked_at_when_its_first_entry_is_due() -> None:
    assert next_push_s(Waiting(), 0) is None
    assert next_push_s(Waiting(queued=1, next_at_us=5_000_000), 3_000_000) == 2.0
    assert next_push_s(Waiting(queued=1, next_at_us=1), 3_000_000) == 0.0


def test_an_entry_put_off_by_a_clock_that_was_wrong_is_due() -> None:
    a_year_us = 365 * 86_400_000_000
    assert next_push_s(Waiting(queued=1, next_at_us=a_year_us), 0) == 0.0
    assert next_push_s(Waiting(queued=1, next_at_us=LONGEST_WAIT_US), 0) == 3600.0


def test_large_libraries_are_scanned_less_often() -> None:
    limits = Limits()
    assert scan_every_s(100_000, limits) == 900
    assert scan_every_s(100_001, limits) == 21_600


@pytest.mark.parametrize(
    ("gone", "held", "much"),
    [(1, 100, False), (50, 100, False), (51, 100, True), (3, 3, True), (500, 10_000, False)],
)
def test_many_removals_need_the_users_word(gone: int, held: int, much: bool) -> None:  # noqa: FBT001
    assert is_much(gone, held, Limits()) is much
