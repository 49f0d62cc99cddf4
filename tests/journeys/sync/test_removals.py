"""Assets are deleted elsewhere: one that was edited here, a few, and far too many."""

from collections.abc import Sequence

import pytest

from desktop_app.domain.sync import SyncPhase
from tests.journeys.conftest import SignIn
from tests.journeys.sync.hands import Elsewhere, Hands
from tests.stack.made_library import fill
from tests.stack.stack import Stack, StackUser
from tests.ui.activity.test_sync_panel import texts

MANY, GONE = 100, 60


@pytest.fixture
def few(elsewhere: Elsewhere) -> list[str]:
    return [elsewhere.add(custom_title=f"Harbour {number}") for number in range(5)]


@pytest.fixture
def many(stack: Stack, user: StackUser, elsewhere: Elsewhere) -> list[str]:
    fill(stack, user, MANY, files=1)
    return sorted(elsewhere.ids())


def opened(sign_in: SignIn, stack: Stack, user: StackUser, ids: Sequence[str]) -> Hands:
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    hands = Hands(desktop)
    hands.wait(lambda: len(desktop.shown()) == len(ids))
    return hands


def test_what_was_deleted_there_and_edited_here_waits_for_an_answer(
    stack: Stack, user: StackUser, elsewhere: Elsewhere, few: list[str], sign_in: SignIn
) -> None:
    hands = opened(sign_in, stack, user, few)
    desktop, (kept, let_go, *rest) = hands.desktop, few
    with stack.offline():
        hands.type_title(kept, "Edited here")
        hands.type_title(let_go, "Edited too")
        elsewhere.delete([kept, let_go])
    hands.sync_now()
    hands.wait(lambda: len(desktop.catalog.replica.conflicts()) == 2)
    hands.wait(lambda: desktop.status_text == "2 conflicts")
    assert hands.shows(kept)
    assert hands.shows(let_go), "nothing that was edited goes by itself"
    assert elsewhere.ids() == set(rest)

    cards = desktop.room.cards
    hands.select(kept)
    hands.wait(lambda: any(text.startswith("Deleted there, edited here.") for text in texts(cards)))
    assert {"Title: Edited here", "deleted", "Title: Harbour 0"} <= set(texts(cards))
    hands.press(cards, "Keep mine")
    hands.wait(lambda: elsewhere.row(kept).get("custom_title") == "Edited here")
    hands.select(let_go)
    hands.press(cards, "Take theirs")
    hands.wait(lambda: not hands.shows(let_go))
    desktop.wait_until_synced()
    assert elsewhere.ids() == {kept, *rest}
    elsewhere.check_same(desktop.catalog)

    # What went is found under “Removed elsewhere” and can be had again.
    hands.wait(lambda: desktop.sidebar.line("Removed elsewhere").count == 1)
    desktop.sidebar.click("Removed elsewhere")
    removed = desktop.room.removed
    hands.wait(lambda: [entry.name for entry in removed.list.entries] == ["Edited too"])
    hands.press(removed, "Restore all")
    hands.wait(lambda: elsewhere.row(let_go).get("custom_title") == "Edited too")
    hands.wait(lambda: hands.shows(let_go))
    desktop.wait_until_synced()
    elsewhere.check_same(desktop.catalog)


def test_a_few_that_were_deleted_there_go_and_come_back(
    stack: Stack, user: StackUser, elsewhere: Elsewhere, few: list[str], sign_in: SignIn
) -> None:
    hands = opened(sign_in, stack, user, few)
    desktop = hands.desktop
    elsewhere.delete(few[:2])
    hands.wait(lambda: len(desktop.shown()) == 3)
    hands.wait(lambda: desktop.sidebar.line("Removed elsewhere").count == 2)
    assert desktop.room.question is None
    desktop.sidebar.click("Removed elsewhere")
    hands.press(desktop.room.removed, "Restore all")
    hands.wait(lambda: len(desktop.shown()) == 5)
    hands.wait(lambda: elsewhere.ids() == set(few))
    desktop.wait_until_synced()
    elsewhere.check_same(desktop.catalog)


def test_many_that_were_deleted_there_are_asked_about_and_kept(
    stack: Stack, user: StackUser, elsewhere: Elsewhere, many: list[str], sign_in: SignIn
) -> None:
    hands = opened(sign_in, stack, user, many)
    desktop = hands.desktop
    elsewhere.delete(many[:GONE])
    hands.wait(lambda: desktop.room.question is not None)
    told = texts(desktop.window)
    assert f"{GONE} of your {MANY} assets are no longer on the server." in told
    assert desktop.status_text == "Sync needs your answer"
    assert len(desktop.shown()) == MANY, "nothing goes before the answer"
    hands.press(desktop.window, "Keep and upload them again")
    hands.wait(lambda: desktop.room.question is None)
    hands.wait(lambda: elsewhere.ids() == set(many))
    desktop.wait_until_synced()
    elsewhere.check_same(desktop.catalog)
    assert len(desktop.shown()) == MANY
    desktop.reopen()
    desktop.wait_until_synced()
    hands.sit_down()
    assert desktop.phase is SyncPhase.UP_TO_DATE
    assert desktop.room.question is None, "that was the answer"


def test_many_that_were_deleted_there_are_asked_about_and_let_go(
    stack: Stack, user: StackUser, elsewhere: Elsewhere, many: list[str], sign_in: SignIn
) -> None:
    hands = opened(sign_in, stack, user, many)
    desktop = hands.desktop
    elsewhere.delete(many[:GONE])
    hands.wait(lambda: desktop.room.question is not None)
    hands.press(desktop.window, "Remove them here")
    hands.wait(lambda: len(desktop.shown()) == MANY - GONE)
    desktop.wait_until_synced()
    elsewhere.check_same(desktop.catalog)
    hands.wait(lambda: desktop.sidebar.line("Removed elsewhere").count == GONE)
