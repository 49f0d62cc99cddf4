"""Decides what to do next. Pure: everything it goes by is in its arguments.

Times are seconds of the loop's own clock, which never jumps; the time of day decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop_app.domain.sync import Waiting
from desktop_app.sync.surroundings import Limits

LONGEST_WAIT_US = 3_600_000_000
"""No entry of the outbox is ever put off by more than an hour."""


class Action(StrEnum):
    """One thing that the pulling half does, in the order of their urgency."""

    CONNECT = "connect"
    """Make sure whose session it is, and what the server has."""
    INITIAL = "initial"
    """Load the whole library, from where it was left."""
    HINTS = "hints"
    """Fetch rows that are said to have changed."""
    REMOVALS = "removals"
    """Ask again for rows that seem to be gone, and remove those that are."""
    TOUCHED = "touched"
    """Fetch what was touched lately."""
    SCAN = "scan"
    """Compare one more page of ids and versions."""


@dataclass(frozen=True, slots=True)
class PullState:
    """What the next action depends on.

    Attributes:
        may_work: neither paused nor signed out.
        is_connected: the session was found good, and nothing has failed since.
        is_loaded: the initial load is complete.
        hints_at_s: when hints that were collected are to be fetched; None without any.
        has_removals: rows are missing on the server, and nobody has to be asked about them.
        is_scanning: a scan is under way.
        touched_at_s, scan_at_s: when these are due.
        not_before_s: when an action that failed may be tried again.
        rest_until_s: when anything may be tried again, since the server was not there.
    """

    may_work: bool = True
    is_connected: bool = True
    is_loaded: bool = True
    hints_at_s: float | None = None
    has_removals: bool = False
    is_scanning: bool = False
    touched_at_s: float = 0.0
    scan_at_s: float = 0.0
    not_before_s: Mapping[Action, float] = field(default_factory=dict)
    rest_until_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do now, or how long to wait: `wait_s` is None when only an event can help."""

    action: Action | None = None
    wait_s: float | None = None


def next_pull(state: PullState, now_s: float) -> Plan:
    """Return what the pulling half does at this moment."""
    if not state.may_work:
        return Plan()
    earliest: float | None = None
    for action, due_s in _wanted(state):
        at_s = max(due_s, state.not_before_s.get(action, 0.0), state.rest_until_s)
        if at_s <= now_s:
            return Plan(action)
        earliest = at_s if earliest is None else min(earliest, at_s)
    return Plan(wait_s=None if earliest is None else earliest - now_s)


def _wanted(state: PullState) -> list[tuple[Action, float]]:
    """Return what there is to do and since when, the most urgent first."""
    if not state.is_connected:
        return [(Action.CONNECT, 0.0)]
    if not state.is_loaded:
        return [(Action.INITIAL, 0.0)]
    wanted: list[tuple[Action, float]] = []
    if state.hints_at_s is not None:
        wanted.append((Action.HINTS, state.hints_at_s))
    if state.has_removals and not state.is_scanning:
        wanted.append((Action.REMOVALS, 0.0))
    wanted.append((Action.TOUCHED, state.touched_at_s))
    wanted.append((Action.SCAN, 0.0 if state.is_scanning else state.scan_at_s))
    return wanted


def next_push_s(waiting: Waiting, now_us: int) -> float | None:
    """Return in how many seconds the outbox has something to send; None when it is empty.

    A moment that is further away than anything ever is put off comes from a clock that was wrong.
    """
    if waiting.next_at_us is None:
        return None
    left_us = waiting.next_at_us - now_us
    return 0.0 if left_us > LONGEST_WAIT_US else max(0.0, left_us / 1e6)


def scan_every_s(acknowledged: int, limits: Limits) -> float:
    """Return how often to scan a library of so many rows."""
    return limits.scan_large_s if acknowledged > limits.large_rows else limits.scan_s


def is_much(gone: int, acknowledged: int, limits: Limits) -> bool:
    """Whether so many removals need the user's word."""
    unasked = max(limits.removed_unasked, int(acknowledged * limits.removed_unasked_part))
    return gone > unasked or gone >= acknowledged
