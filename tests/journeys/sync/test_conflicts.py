"""The same asset is edited here and elsewhere before either hears of the other."""

from collections.abc import Sequence

import pytest

from tests.journeys.conftest import SignIn
from tests.journeys.signed_in import SignedIn
from tests.journeys.sync.hands import Elsewhere, Hands
from tests.stack.stack import Stack, StackUser
from tests.ui.activity.test_sync_panel import texts

COUNT = 6


@pytest.fixture
def ids(elsewhere: Elsewhere) -> list[str]:
    """Six assets with a title and tags."""
    return [
        elsewhere.add(custom_title=f"Harbour {number}", tags=["sea", "fog", "ship"])
        for number in range(COUNT)
    ]


@pytest.fixture
def hands(stack: Stack, user: StackUser, ids: Sequence[str], sign_in: SignIn) -> Hands:
    """Somebody before the window on them."""
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    made = Hands(desktop)
    made.wait(lambda: len(desktop.shown()) == len(ids))
    return made


def pause(desktop: SignedIn) -> None:
    """Take the command: pause, or go on."""
    desktop.window.commands["pause_sync"].trigger()


def both_give_titles(hands: Hands, elsewhere: Elsewhere, ids: Sequence[str]) -> None:
    """Have these assets called something else here and there, and sync."""
    pause(hands.desktop)
    hands.wait(lambda: hands.desktop.status_text == "Sync is paused")
    for asset_id in ids:
        hands.type_title(asset_id, "Mine")
        elsewhere.change(asset_id, custom_title="Theirs")
    pause(hands.desktop)
    hands.desktop.wait_until_synced()
    count = len(ids)
    hands.wait(lambda: hands.desktop.sidebar.line("Conflicts").count == count)


@pytest.mark.parametrize(("answer", "kept"), [("Keep mine", "Mine"), ("Take theirs", "Theirs")])
def test_both_give_a_title_and_the_user_chooses(
    hands: Hands, elsewhere: Elsewhere, ids: list[str], answer: str, kept: str
) -> None:
    desktop, asset_id = hands.desktop, ids[2]
    both_give_titles(hands, elsewhere, [asset_id])
    assert elsewhere.row(asset_id)["custom_title"] == "Mine", "ours, until the user has chosen"
    hands.wait(lambda: desktop.status_text == "1 conflict")
    hands.wait(lambda: hands.is_badged(asset_id))
    desktop.sidebar.click("Conflicts")
    hands.wait(lambda: desktop.shown() == [hands.row(asset_id)])
    hands.select(asset_id)
    cards = desktop.room.cards
    hands.wait(lambda: {"Mine", "Theirs", "Harbour 2"} <= set(texts(cards)))
    assert "Title changed here and on the server." in texts(cards)

    hands.press(cards, answer)
    hands.wait(lambda: desktop.catalog.replica.conflicts() == [])
    desktop.wait_until_synced()
    assert elsewhere.row(asset_id)["custom_title"] == kept
    assert desktop.asset(asset_id).custom_title == kept
    elsewhere.check_same(desktop.catalog)
    hands.wait(lambda: desktop.shown() == [])
    hands.wait(cards.isHidden)
    hands.wait(lambda: desktop.status_text.startswith("Up to date"))


def test_all_conflicts_at_once(hands: Hands, elsewhere: Elsewhere, ids: list[str]) -> None:
    desktop = hands.desktop
    both_give_titles(hands, elsewhere, ids[:3])
    hands.wait(lambda: desktop.status_text == "3 conflicts")
    hands.open_panel()
    hands.press(desktop.room.panel, "Take theirs for all 3")
    hands.wait(lambda: desktop.catalog.replica.conflicts() == [])
    desktop.wait_until_synced()
    titles = [elsewhere.row(asset_id)["custom_title"] for asset_id in ids]
    assert titles == ["Theirs"] * 3 + ["Harbour 3", "Harbour 4", "Harbour 5"]
    elsewhere.check_same(desktop.catalog)
    hands.wait(
        lambda: "Nothing waits, neither for the server nor for you." in texts(desktop.room.panel)
    )
    # An answer is an edit like any other.
    desktop.window.commands["undo"].trigger()
    hands.wait(lambda: elsewhere.row(ids[0])["custom_title"] == "Mine")
    desktop.wait_until_synced()
    elsewhere.check_same(desktop.catalog)


def test_tags_given_and_taken_on_both_sides_come_together(
    hands: Hands, elsewhere: Elsewhere, ids: list[str]
) -> None:
    desktop, asset_id = hands.desktop, ids[0]
    pause(desktop)
    hands.add_tag(asset_id, "mine")
    hands.take_tag(asset_id, "sea")
    elsewhere.change(asset_id, tags=["Sea", "ship", "web"])
    pause(desktop)
    desktop.wait_until_synced()
    assert elsewhere.row(asset_id)["tags"] == ["ship", "web", "mine"]
    elsewhere.check_same(desktop.catalog)
    hands.wait(lambda: set(hands.inspector.tags()) == {"ship", "web", "mine"})
    assert desktop.catalog.replica.conflicts() == []
    hands.wait(lambda: desktop.status_text.startswith("Up to date"))
