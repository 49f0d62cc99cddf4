"""Pictures for tiles whose rows were made by others, who made none."""

from PySide6.QtCore import Qt

from tests.journeys.conftest import SignIn
from tests.journeys.files.made import noise
from tests.journeys.files.server import Server
from tests.journeys.signed_in import SignedIn
from tests.robots.grid import GridRobot
from tests.robots.viewer import ViewerRobot
from tests.stack.stack import Stack, StackUser

COUNT = 300
LOOKED_AT = 4
MOST_SIGNINGS = 12
"""100 links at once would be three; what the window shows is asked for as it shows it."""


def test_tiles_without_thumbnails_get_them_here_and_links_are_signed_in_batches(
    stack: Stack, user: StackUser, sign_in: SignIn
) -> None:
    server = Server(stack, user)
    keys = [server.put(f"{user.id}/{n}.png", noise((48, 32), seed=n)) for n in range(COUNT)]
    server.insert_many(keys)
    stack.forget_requests()
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    ids = [str(row["id"]) for row in server.rows()]
    desktop.qtbot.waitUntil(lambda: not desktop.library.cache.lacking(ids, 256), timeout=30_000)
    GridRobot(desktop.window.grid, desktop.qtbot).wait_painted()
    assert 3 <= len(server.asked("/object/sign/user-library", "POST")) <= MOST_SIGNINGS
    fetched = [one.target.partition("?")[0] for one in server.asked("/object/sign/", "GET")]
    assert len(set(fetched)) == COUNT
    # What scrolls out of sight in the middle of its download is begun again later.
    assert len(fetched) < COUNT * 1.2
    assert all(row["thumbnail_path"] is None for row in server.rows()), "others' rows stay theirs"

    stack.forget_requests()
    desktop.window.selection.set_current(0)
    desktop.window.commands["view"].trigger()
    viewer = ViewerRobot(desktop.window.furniture.viewer)
    _wait_for_more(desktop, server, 0)
    while (fetched_count := len(server.asked("/object/sign/", "GET"))) < LOOKED_AT:
        viewer.press(Qt.Key.Key_Right)
        _wait_for_more(desktop, server, fetched_count)
    assert server.asked("/object/sign/user-library", "POST") == [], "links are used again"
    desktop.picture("tiles")

    desktop.close()
    stack.forget_requests()
    desktop.open()
    desktop.wait_until_synced()
    GridRobot(desktop.window.grid, desktop.qtbot).wait_painted()
    assert server.asked("/object/") == []


def _wait_for_more(desktop: SignedIn, server: Server, count: int) -> None:
    """Wait until more objects than so many have been fetched."""
    desktop.wait_until(lambda: len(server.asked("/object/sign/", "GET")) > count)
