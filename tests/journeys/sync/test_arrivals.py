"""What others do on the server is seen here: told by Realtime, or looked up where it is silent."""

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.journeys.conftest import SignIn
from tests.journeys.signed_in import SignedIn
from tests.journeys.sync.hands import Elsewhere, Hands
from tests.stack.rows import asset_row
from tests.stack.stack import Stack, StackUser

MOST_S = 10.0
"""It is there within a second; without Realtime it would take up to half a minute."""


def job_inserts(stack: Stack, user: StackUser, **values: object) -> str:
    """Insert a row as the callback of a job does: with the service key, over HTTP."""
    row = asset_row(user.id, **values)
    stack.http.post(
        "/rest/v1/user_library",
        headers={"apikey": stack.service_key, "authorization": f"Bearer {stack.service_key}"},
        json=row,
    ).raise_for_status()
    return str(row["id"])


def come_back(desktop: SignedIn) -> None:
    """Go to another window, and come back."""
    other = QWidget()
    desktop.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    desktop.wait_until(lambda: not desktop.window.isActiveWindow())
    desktop.window.activateWindow()
    desktop.wait_until(desktop.window.isActiveWindow)
    other.close()


def test_what_a_job_makes_is_on_the_screen_in_no_time(
    stack: Stack, user: StackUser, elsewhere: Elsewhere, sign_in: SignIn
) -> None:
    elsewhere.add(custom_title="Old", created_at="2024-01-01T00:00:00Z")
    desktop = sign_in(stack, user)
    hands = Hands(desktop)
    desktop.wait_until_synced()
    hands.wait(lambda: len(desktop.shown()) == 1)
    began_s = time.monotonic()
    made = job_inserts(stack, user, custom_title="Fresh from the job")
    hands.wait_for_caption(made, "Fresh from the job")
    assert time.monotonic() - began_s < MOST_S
    assert desktop.shown()[0] == hands.row(made), "the newest stands first"
    elsewhere.change(made, tags=["done"], visibility="public")
    hands.wait(lambda: desktop.asset(made).tags == ("done",))
    elsewhere.delete([made])
    hands.wait(lambda: len(desktop.shown()) == 1)
    hands.wait(lambda: desktop.sidebar.line("Removed elsewhere").count == 1)


def test_without_realtime_who_comes_back_sees_what_happened(
    plain_stack: Stack, sign_in: SignIn
) -> None:
    user = plain_stack.sign_up()
    elsewhere = Elsewhere(plain_stack, user)
    ids = [elsewhere.add(custom_title=f"Harbour {number}") for number in range(5)]
    desktop = sign_in(plain_stack, user)
    hands = Hands(desktop)
    desktop.wait_until_synced()
    hands.wait(lambda: len(desktop.shown()) == 5)
    hands.grid.wait_painted()
    elsewhere.change(ids[0], tags=["web"])
    elsewhere.delete(ids[1:2])
    made = job_inserts(plain_stack, user, custom_title="Fresh from the job")
    come_back(desktop)
    hands.wait(lambda: desktop.asset(ids[0]).tags == ("web",))
    hands.wait_for_caption(made, "Fresh from the job")
    hands.wait(lambda: not hands.shows(ids[1]))
    desktop.wait_until_synced()
    elsewhere.check_same(desktop.catalog)


def test_without_realtime_what_scrolling_comes_to_is_looked_at(
    plain_stack: Stack, sign_in: SignIn
) -> None:
    user = plain_stack.sign_up()
    elsewhere = Elsewhere(plain_stack, user)
    ids = [
        elsewhere.add(created_at=f"2024-01-01T00:{number // 60:02}:{number % 60:02}Z")
        for number in range(300)
    ]
    desktop = sign_in(plain_stack, user)
    hands = Hands(desktop)
    desktop.wait_until_synced()
    hands.wait(lambda: len(desktop.shown()) == 300)
    hands.grid.wait_painted()
    elsewhere.change(ids[0], tags=["web"])
    hands.grid.key(Qt.Key.Key_End)
    hands.wait(lambda: desktop.asset(ids[0]).tags == ("web",))
