"""A large library comes for the first time, while its owner looks around in it already."""

from PySide6.QtCore import Qt

from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import SyncPhase
from tests.journeys.conftest import SignIn
from tests.journeys.sync.hands import Hands
from tests.robots.filters import SearchRobot
from tests.stack.faults import Fault, FaultKind
from tests.stack.made_library import fill
from tests.stack.stack import Stack, StackUser

COUNT = 20_000
SLOW_LINE = Fault(FaultKind.DELAY, "user_library", times=None, delay_s=0.1)
LATE_PAGE = Fault(FaultKind.DELAY, r"user_library.*id=gt\.0fffffff", delay_s=4.0)
"""So that there is time to look around, however fast the machine is."""


def test_who_signs_in_browses_while_twenty_thousand_assets_come(
    stack: Stack, user: StackUser, sign_in: SignIn
) -> None:
    fill(stack, user, COUNT)
    newest = stack.sql(
        "select id from user_library where user_id = %s order by created_at desc, id limit 30",
        [user.id],
    )
    with stack.fault(LATE_PAGE) as late_page, stack.fault(SLOW_LINE):
        desktop = sign_in(stack, user)
        hands, catalog = Hands(desktop), desktop.catalog
        browse, search = desktop.window.browse, SearchRobot(desktop.window.search)
        hands.wait(lambda: len(desktop.shown()) > 0)
        hands.grid.wait_painted()
        on_screen = [asset.id for asset in catalog.assets(desktop.shown()[:30])]
        assert on_screen == [str(row["id"]) for row in newest]
        assert len(desktop.shown()) < COUNT

        hands.wait(lambda: desktop.status_text.startswith("Fetching your library · "))
        hands.grid.wheel(-20)
        hands.wait(lambda: hands.grid.visible().start > 30)
        hands.grid.wait_painted()
        search.focus()
        search.type("fox")
        hands.wait(lambda: browse.query.text == "fox")
        desktop.wait_for_result()
        found = catalog.assets(desktop.shown()[:50])
        assert found
        assert all("fox" in asset.original_prompt for asset in found)
        assert desktop.phase is SyncPhase.SYNCING, "all of this was before the end"
        foxes = len(desktop.shown())
        hands.wait(lambda: len(desktop.shown()) > foxes)

        search.press(Qt.Key.Key_Escape)
        search.press(Qt.Key.Key_Escape)
        hands.wait(lambda: not browse.query.text)
        assert late_page.hits == 1
    desktop.wait_until_synced()
    hands.wait(lambda: len(desktop.shown()) == COUNT)
    assert catalog.replica.count(RemoteTable.ASSETS) == COUNT
    hands.wait(lambda: desktop.status_text.startswith("Up to date"))
    hands.grid.key(Qt.Key.Key_End)
    hands.grid.wait_painted()
    assert hands.grid.visible().stop == COUNT
    fetching = [text for text in hands.statuses if text.startswith("Fetching")]
    assert len(fetching) > 5, "it says how far it is"
    assert desktop.toasts.texts == []
