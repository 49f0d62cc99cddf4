"""Answers that are not the server's: proxies' pages, halves of answers, pauses that are asked for.

Whatever comes in the middle of pulling or pushing, nothing is lost, nothing wrong is shown, and
the window says in a sentence what is the matter.
"""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import SyncPhase
from desktop_app.ui.activity.sync_words import moment_text
from tests.journeys.conftest import SignIn
from tests.journeys.files.server import Server
from tests.journeys.signed_in import SignedIn
from tests.stack.faults import Fault, FaultKind, refuses, shows_page
from tests.stack.made_library import fill
from tests.stack.stack import Stack, StackUser
from tests.ui.activity.test_sync_panel import texts

ROWS = 2_500
PAGE = shows_page()
HALF_JSON = Fault(
    FaultKind.ANSWER,
    status=200,
    headers={"content-type": "application/json"},
    body='[{"id": "0e9f1b7c-6a2d-4c3',
)
BUSY = "The server is busy. It did not answer as it should."
UNCLEAR = "The answer cannot be understood. Something between here and the server answers"
NO_LINE = "Everything works on. What you change is kept and sent when there is a line."
PAUSE = "Too many requests. The server asks for a pause."
PAUSE_S = 3


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something odd on the way, and the beginning of what the window says of it."""

    name: str
    fault: Fault
    sentence: str


TROUBLES = (
    Trouble("a log-in page", PAGE, UNCLEAR),
    Trouble(
        "a log-in page, and it was done all the same",
        replace(PAGE, kind=FaultKind.ANSWER_AFTER),
        UNCLEAR,
    ),
    Trouble("a proxy's page", shows_page(status=502), BUSY),
    Trouble("a gateway that gives up", Fault(FaultKind.ANSWER, status=520, body="520"), BUSY),
    Trouble("an answer that breaks off", Fault(FaultKind.TRUNCATE), NO_LINE),
    Trouble("half of an answer", HALF_JSON, UNCLEAR),
    Trouble("too many requests", refuses(429), PAUSE),
)


_APPLIED = {FaultKind.ANSWER_AFTER, FaultKind.TRUNCATE}


def test_no_odd_answer_costs_an_edit(stack: Stack, user: StackUser, sign_in: SignIn) -> None:
    server = Server(stack, user)
    mine = [server.insert(custom_title="before") for _ in TROUBLES]
    theirs = server.insert(custom_title="before")
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    taken = _what_sync_takes(desktop)
    desktop.window.commands["show_activity"].trigger()
    for one, trouble in zip(mine, TROUBLES, strict=True):
        with stack.fault(_on(trouble.fault, r"rest/v1/user_library\?", "PATCH")):
            _title(desktop, one, trouble.name)
            if trouble.fault.kind in _APPLIED:
                # The feed may tell that it was done before the window has said anything.
                desktop.wait_until(partial(_is_titled, server, one, trouble.name))
            else:
                desktop.wait_until(lambda: desktop.status_text == "Offline · 1 waiting")
                _wait_until_told(desktop, trouble.sentence)
        server.rename(theirs, trouble.name)
        desktop.window.commands["sync_now"].trigger()
        _wait_until_titled(desktop, theirs, trouble.name)
        desktop.wait_until_synced()
    names = {one: trouble.name for one, trouble in zip(mine, TROUBLES, strict=True)}
    names[theirs] = TROUBLES[-1].name
    assert server.titles() == {one: desktop.asset(one).custom_title for one in names} == names
    assert not desktop.catalog.replica.conflicts()
    assert not desktop.catalog.replica.problems()
    assert taken == []


def test_a_first_load_goes_on_through_all_of_them(
    stack: Stack, user: StackUser, sign_in: SignIn
) -> None:
    server = Server(stack, user)
    fill(stack, user, ROWS, files=0)
    faults = [
        stack.break_with(replace(_on(trouble.fault, "rest/v1/"), skip=2 * number, times=1))
        for number, trouble in enumerate(TROUBLES, start=1)
    ]
    desktop = sign_in(stack, user)
    taken = _what_sync_takes(desktop)
    desktop.room.state.status_changed.connect(lambda: _go_on(desktop))
    _go_on(desktop)
    desktop.wait_until_synced()
    assert [fault.hits for fault in faults] == [1] * len(TROUBLES)
    assert taken == []
    assert desktop.catalog.replica.versions(RemoteTable.ASSETS, after=None, until=None) == {
        str(row["id"]): row["xmin"] for row in server.rows()
    }
    desktop.wait_until(lambda: len(desktop.shown()) == ROWS)


def test_a_pause_that_is_asked_for_is_kept(stack: Stack, user: StackUser, sign_in: SignIn) -> None:
    server = Server(stack, user)
    one = server.insert(custom_title="before")
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    desktop.window.commands["show_activity"].trigger()

    with stack.fault(_paused("600")):
        _title(desktop, one, "in ten minutes")
        desktop.wait_until(lambda: desktop.phase is SyncPhase.OFFLINE)
        retry_at_us = _retry_at_us(desktop)
        assert 595e6 < retry_at_us - time.time() * 1e6 < 602e6
        _wait_until_told(desktop, PAUSE)
        _wait_until_told(desktop, f"Next try at {moment_text(retry_at_us)}.")
        desktop.window.commands["sync_now"].trigger()
        desktop.wait_until_synced()
        assert server.titles() == {one: "in ten minutes"}

    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=PAUSE_S)
    with stack.fault(_paused(format_datetime(until, usegmt=True))):
        _title(desktop, one, "soon")
        desktop.wait_until(lambda: desktop.phase is SyncPhase.OFFLINE)
        stack.forget_requests()
        assert _retry_at_us(desktop) >= until.timestamp() * 1e6 - 1e6
        # What was asked for before the pause may still arrive; the edit is not sent again.
        desktop.wait_until(
            lambda: desktop.phase is not SyncPhase.OFFLINE or bool(server.asked("rest", "PATCH"))
        )
        assert time.time() >= until.timestamp() - 1, "the header tells whole seconds"
        desktop.wait_until_synced()
    assert server.titles() == {one: "soon"}


def _on(fault: Fault, path: str, method: str | None = None) -> Fault:
    return replace(fault, path=path, method=method, times=None)


def _paused(retry_after: str) -> Fault:
    fault = refuses(429, r"rest/v1/user_library\?", method="PATCH")
    return replace(fault, headers={**fault.headers, "retry-after": retry_after})


def _title(desktop: SignedIn, asset_id: str, title: str) -> None:
    row = desktop.asset(asset_id).row
    desktop.catalog.edit([row], {Column.TITLE: title}, origin=Origin.INSPECTOR)


def _is_titled(server: Server, asset_id: str, title: str) -> bool:
    return server.titles()[asset_id] == title


def _wait_until_told(desktop: SignedIn, part: str) -> None:
    desktop.wait_until(lambda: any(part in text for text in texts(desktop.room.panel)))


def _wait_until_titled(desktop: SignedIn, asset_id: str, title: str) -> None:
    desktop.wait_until(lambda: desktop.asset(asset_id).custom_title == title)


def _retry_at_us(desktop: SignedIn) -> int:
    sync = desktop.library.sync
    assert sync is not None
    assert sync.status.retry_at_us is not None
    return sync.status.retry_at_us


def _go_on(desktop: SignedIn) -> None:
    """Have the user press the button whenever there is no line."""
    if desktop.phase is SyncPhase.OFFLINE:
        desktop.window.commands["sync_now"].trigger()


def _what_sync_takes(desktop: SignedIn) -> list[str]:
    """Return a list of all that sync takes away here from now on."""
    taken: list[str] = []

    def heard(change: ChangeSet) -> None:
        if change.origin is Origin.SYNC:
            taken.extend(change.removed_ids)

    desktop.catalog.subscribe(heard)
    return taken
