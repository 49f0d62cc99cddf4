"""A bucket that takes no such file says so; once it does, Retry sends it."""

from pathlib import Path

from tests.journeys.conftest import SignIn
from tests.journeys.files.made import generated
from tests.journeys.files.server import Server
from tests.stack.stack import Stack, StackUser
from tests.ui.activity.test_sync_panel import press


def test_a_file_that_was_too_large_goes_when_the_bucket_takes_more(
    stack: Stack, user: StackUser, sign_in: SignIn, tmp_path: Path
) -> None:
    stack.configure(largest_file_bytes=1_000)
    server, desktop = Server(stack, user), sign_in(stack, user)
    desktop.wait_until_synced()
    for number in range(2):
        file = generated(tmp_path / f"{number}.png", "a harbour", seed=number)
        desktop.window.furniture.imports.import_paths([file])
    desktop.wait_until(lambda: desktop.status_text == "2 problems")
    assert server.rows() == []
    desktop.window.commands["show_activity"].trigger()
    for problem in desktop.room.panel.problems.list.entries:
        assert problem.text.startswith("The file is too large for the server.")

    stack.configure(largest_file_bytes=1_000_000)
    press(desktop.room.panel, "Retry all")
    desktop.wait_until(lambda: len(server.rows()) == 2)
    desktop.wait_until_synced()
    assert len(server.keys()) == 4, "two originals, two thumbnails"
    assert desktop.catalog.replica.problems() == []
