"""Edits without a line, while the same rows are edited elsewhere; then the line is back."""

from tests.journeys.conftest import SignIn
from tests.journeys.sync.hands import Elsewhere, Hands
from tests.stack.stack import Stack, StackUser


def test_edits_made_offline_meet_those_made_elsewhere(
    stack: Stack, user: StackUser, elsewhere: Elsewhere, sign_in: SignIn
) -> None:
    named, loved, shy, filed, far = (elsewhere.add(custom_title=name) for name in "ABCDE")
    desktop = sign_in(stack, user)
    hands = Hands(desktop)
    desktop.wait_until_synced()
    hands.wait(lambda: len(desktop.shown()) == 5)
    hands.statuses.clear()

    with stack.offline():
        hands.type_title(named, "Mine")
        hands.wait(lambda: desktop.status_text == "Offline · 1 waiting")
        hands.favor(loved)
        hands.choose_visibility(shy, "Public")
        hands.type_title(filed, "Filed")
        hands.wait(lambda: desktop.status_text == "Offline · 4 waiting")
        hands.wait(lambda: desktop.sidebar.line("Waiting to sync").count == 4)
        assert elsewhere.row(named)["custom_title"] == "A"
        elsewhere.change(named, content_category="landscape", tags=["web"])
        elsewhere.change(loved, is_favorite=False, custom_title="Loved")
        elsewhere.change(shy, visibility="shared", content_category="portrait")
        elsewhere.change(filed, roleplay_metadata={"scene_context": "harbour"})
        elsewhere.change(far, custom_title="From far", is_favorite=True)
        # All this time it was tried again and again, and said once.
        begun = next(n for n, text in enumerate(hands.statuses) if text.startswith("Offline"))
        assert all(text.startswith("Offline") for text in hands.statuses[begun:])
        assert desktop.toasts.texts == []

    hands.sync_now()
    desktop.wait_until_synced()
    kept = elsewhere.row(named)
    assert (kept["custom_title"], kept["content_category"], kept["tags"]) == (
        *("Mine", "landscape"),
        ["web"],
    )
    kept = elsewhere.row(loved)
    assert (kept["is_favorite"], kept["custom_title"]) == (True, "Loved")
    kept = elsewhere.row(shy)
    assert (kept["visibility"], kept["content_category"]) == ("shared", "portrait"), "more private"
    kept = elsewhere.row(filed)
    assert kept["custom_title"] == "Filed"
    assert kept["roleplay_metadata"] == {"scene_context": "harbour"}
    elsewhere.check_same(desktop.catalog)
    captions = {named: "Mine", loved: "Loved", filed: "Filed", far: "From far"}
    for asset_id, caption in captions.items():
        hands.wait_for_caption(asset_id, caption)
    # The wish for another visibility was not granted: it can still be read, and had.
    (given_up,) = desktop.catalog.replica.conflicts()
    assert (given_up.column, given_up.mine, given_up.theirs) == ("visibility", "public", "shared")
    hands.wait(lambda: desktop.status_text == "1 conflict")
    assert desktop.toasts.texts == []
