"""Two accounts on one machine, signing out, and a session that ends in the middle of the queue."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.accounts.known import known_accounts
from desktop_app.domain.sync import SyncPhase
from tests.journeys.conftest import SignIn
from tests.journeys.signed_in import SignedIn
from tests.journeys.sync.hands import Elsewhere, Hands
from tests.stack.faults import refuses
from tests.stack.stack import Stack, StackUser
from tests.ui.activity.test_sync_panel import texts


@pytest.fixture
def ids(elsewhere: Elsewhere) -> list[str]:
    return [elsewhere.add(custom_title=f"Harbour {number}") for number in range(5)]


@pytest.fixture
def desktop(stack: Stack, user: StackUser, ids: list[str], sign_in: SignIn) -> Iterator[SignedIn]:
    """The window on them; its home is the environment's for all of the test."""
    opened = sign_in(stack, user)
    with opened.at_home():
        opened.wait_until_synced()
        opened.wait_until(lambda: len(opened.shown()) == len(ids))
        yield opened


def queue_edit(hands: Hands, asset_id: str) -> None:
    """Edit an asset while sync is paused."""
    hands.desktop.window.commands["pause_sync"].trigger()
    hands.type_title(asset_id, "Mine")
    hands.wait(lambda: hands.desktop.status_text == "Sync is paused · 1 waiting")


def open_accounts(hands: Hands) -> None:
    hands.desktop.window.commands["accounts"].trigger()
    hands.wait(lambda: "Accounts" in texts(hands.desktop.window))


def whole(folder: Path) -> bytes:
    """Return all that a library has on disk."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def session_count(stack: Stack, user: StackUser) -> int:
    rows = stack.sql("select count(*) from auth.sessions where user_id = %s", [user.id])
    return int(rows[0]["count"])


def test_nothing_of_one_account_is_ever_in_the_other(
    stack: Stack, user: StackUser, elsewhere: Elsewhere, ids: list[str], desktop: SignedIn
) -> None:
    other = stack.sign_up()
    there = Elsewhere(stack, other)
    theirs = there.add(custom_title="Theirs")
    hands = Hands(desktop)
    queue_edit(hands, ids[0])
    first_folder = desktop.folder

    open_accounts(hands)
    hands.press(desktop.window, "Connect a project…")
    hands.sign_in(other)
    hands.wait(lambda: desktop.window.is_closed)
    stack.forget_requests()
    desktop.follow()
    hands.sit_down()
    assert desktop.folder != first_folder
    desktop.wait_until_synced()
    hands.wait(lambda: desktop.shown() == [hands.row(theirs)])
    there.check_same(desktop.catalog)
    hands.type_title(theirs, "Edited")
    hands.wait(lambda: there.row(theirs)["custom_title"] == "Edited")
    desktop.wait_until_synced()
    assert not any(user.id in request.target for request in stack.requests())
    assert elsewhere.row(ids[0])["custom_title"] == "Harbour 0", "it waits"
    assert there.ids() == {theirs}
    assert stack.sql("select 1 from storage.objects where name like %s", [f"{other.id}/%"]) == []
    second_folder = desktop.folder

    open_accounts(hands)
    hands.press(desktop.window, f"Open {user.email}")
    hands.wait(lambda: desktop.window.is_closed)
    stack.forget_requests()
    desktop.follow()
    hands.sit_down()
    assert desktop.folder == first_folder
    hands.wait(lambda: elsewhere.row(ids[0])["custom_title"] == "Mine")
    desktop.wait_until_synced()
    elsewhere.check_same(desktop.catalog)
    assert not hands.shows(theirs)
    assert not any(other.id in request.target for request in stack.requests())
    assert elsewhere.ids() == set(ids)
    desktop.close()
    for folder, foreign in ((first_folder, other), (second_folder, user)):
        assert foreign.id.encode() not in whole(folder)
    assert [account.email for account in known_accounts()] == [user.email, other.email]


def test_who_signs_out_and_keeps_the_copy_goes_on_with_it_later(
    stack: Stack, user: StackUser, elsewhere: Elsewhere, ids: list[str], desktop: SignedIn
) -> None:
    hands = Hands(desktop)
    queue_edit(hands, ids[0])
    kept = desktop.folder
    before = session_count(stack, user)
    open_accounts(hands)
    hands.press(desktop.window, f"Sign out of {user.email}")
    hands.wait(lambda: any(t.startswith("1 change not sent") for t in texts(desktop.window)))
    hands.press(desktop.window, "Keep the copy")
    desktop.follow()
    hands.sit_down()
    assert known_accounts() == []
    assert session_count(stack, user) == before - 1
    assert desktop.shown() == []
    assert desktop.status_text.startswith("Local library")

    desktop.window.commands["connect"].trigger()
    hands.sign_in(user)
    desktop.follow()
    hands.sit_down()
    assert desktop.folder == kept
    hands.wait(lambda: elsewhere.row(ids[0])["custom_title"] == "Mine")
    desktop.wait_until_synced()
    elsewhere.check_same(desktop.catalog)


def test_who_signs_out_and_removes_the_copy_leaves_nothing_here(
    stack: Stack, user: StackUser, elsewhere: Elsewhere, ids: list[str], desktop: SignedIn
) -> None:
    hands = Hands(desktop)
    removed = desktop.folder
    open_accounts(hands)
    hands.press(desktop.window, f"Sign out of {user.email}")
    hands.press(desktop.window, "Remove it")
    desktop.follow()
    assert not removed.exists()
    assert known_accounts() == []
    assert elsewhere.ids() == set(ids), "what is on the server is not touched"
    desktop.close()
    assert user.id.encode() not in whole(desktop.home)


def test_a_session_that_ends_in_the_middle_of_the_queue_loses_nothing(
    stack: Stack, user: StackUser, elsewhere: Elsewhere, ids: list[str], desktop: SignedIn
) -> None:
    hands = Hands(desktop)
    desktop.window.commands["pause_sync"].trigger()
    for asset_id in ids:
        hands.type_title(asset_id, f"Mine {asset_id[:4]}")
    stack.sql("delete from auth.sessions where user_id = %s", [user.id])
    refused = refuses(401, "user_library", method="PATCH", times=None)
    with stack.fault(replace(refused, skip=2)):
        desktop.window.commands["pause_sync"].trigger()
        hands.wait(lambda: desktop.phase is SyncPhase.SIGNED_OUT)
        hands.wait(lambda: desktop.status_text.startswith("Signed out · "))
    waiting = desktop.waiting_count()
    assert 3 <= waiting <= 5
    assert [desktop.asset(asset_id).custom_title for asset_id in ids] == [
        f"Mine {asset_id[:4]}" for asset_id in ids
    ]
    # Work goes on.
    hands.favor(ids[0])

    hands.open_panel()
    hands.press(desktop.room.panel, "Sign in…")
    hands.sign_in(user, is_known=True)
    desktop.wait_until_synced()
    elsewhere.check_same(desktop.catalog)
    for asset_id in ids:
        assert elsewhere.row(asset_id)["custom_title"] == f"Mine {asset_id[:4]}"
    assert elsewhere.row(ids[0])["is_favorite"]
    hands.wait(lambda: desktop.status_text.startswith("Up to date"))
