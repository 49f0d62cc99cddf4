"""A session ends on the server while the queue is under way; nothing of the queue is lost."""

from pathlib import Path

from desktop_app.domain.changes import Column, Origin
from desktop_app.domain.entities import AssetId
from desktop_app.ui.connect.connect_sheet import ConnectSheet
from tests.journeys.conftest import SignIn
from tests.journeys.files.made import generated
from tests.journeys.files.program import Program
from tests.journeys.files.server import Server
from tests.journeys.signed_in import SignedIn
from tests.stack.faults import Fault, FaultKind
from tests.stack.stack import Stack, StackUser
from tests.ui.activity.test_sync_panel import press, texts
from tests.ui.connect.test_connect_sheet import SheetRobot

COUNT = 12
SENT_BEFORE = 4
EXPIRED = Fault(
    FaultKind.ANSWER,
    r"rest/v1/user_library\?",
    "PATCH",
    skip=SENT_BEFORE,
    times=None,
    status=401,
    headers={"content-type": "application/json"},
    body='{"code": "PGRST301", "details": null, "hint": null, "message": "JWT expired"}',
)
"""As if the access token ended in the middle of the queue."""


def test_a_session_that_was_ended_costs_nothing_but_signing_in(
    stack: Stack, user: StackUser, sign_in: SignIn, tmp_path: Path
) -> None:
    server = Server(stack, user)
    ids = [server.insert(custom_title="before") for _ in range(COUNT)]
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    stack.forget_requests()
    stack.sql("delete from auth.sessions where user_id = %s", [user.id])
    with stack.fault(EXPIRED):
        _edit(desktop, ids)
        desktop.wait_until(lambda: desktop.status_text.startswith("Signed out"))
        picture = generated(tmp_path / "new.png", "a picture of the time between")
        desktop.window.furniture.imports.import_paths([picture])
        desktop.wait_until(lambda: len(desktop.shown()) == COUNT + 1)
        desktop.wait_until(
            lambda: desktop.status_text == f"Signed out · {COUNT - SENT_BEFORE + 1} waiting"
        )
        assert _edited(server) == SENT_BEFORE

        desktop.close()
        told = Program(desktop.home).run("sync", "--once")
        assert (told.code, told.out) == (3, "")
        assert told.err == (
            "lightbox: The session has ended. Sign in again with the window; nothing is lost.\n"
        )
        desktop.open()
        desktop.wait_until(
            lambda: desktop.status_text == f"Signed out · {COUNT - SENT_BEFORE + 1} waiting"
        )
        desktop.window.commands["show_activity"].trigger()
        assert "Sign in again to go on. What you changed is kept until then." in texts(
            desktop.room.panel
        )

    with desktop.at_home():
        _sign_in_again(desktop)
        desktop.wait_until_synced()
    assert _edited(server) == COUNT
    titles = server.titles()
    assert [titles[one] for one in ids] == [f"after {number}" for number in range(COUNT)]
    (new,) = (row for row in server.rows() if str(row["id"]) not in ids)
    assert new["original_prompt"] == "a picture of the time between"
    assert server.keys() == [new["storage_path"], new["thumbnail_path"]]
    sent = [
        request.target.partition("id=eq.")[2][:36]
        for request in server.asked("user_library?", "PATCH")
        if request.status == 200
    ]
    assert sorted(sent) == sorted(ids), "each once"


def _edit(desktop: SignedIn, ids: list[str]) -> None:
    for number, one in enumerate(ids):
        asset = desktop.catalog.asset_by_id(AssetId(one))
        assert asset is not None
        desktop.catalog.edit(
            [asset.row], {Column.TITLE: f"after {number}"}, origin=Origin.INSPECTOR
        )


def _edited(server: Server) -> int:
    return sum((title or "").startswith("after") for title in server.titles().values())


def _sign_in_again(desktop: SignedIn) -> None:
    press(desktop.room.panel, "Sign in…")
    desktop.wait_until(lambda: bool(desktop.window.findChildren(ConnectSheet)))
    (sheet,) = desktop.window.findChildren(ConnectSheet)
    robot = SheetRobot(sheet, desktop.qtbot)
    robot.press("Continue")
    robot.wait_for("Sign in to 127.0.0.1")
    robot.fill("Password", desktop.user.password)
    with desktop.qtbot.waitSignal(sheet.signed_in):
        robot.press("Sign in")
