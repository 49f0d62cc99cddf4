"""Addresses and keys that Lightbox does not take, whoever gives them."""

import json
from pathlib import Path

import pytest

from desktop_app import settings
from desktop_app.ui.connect.connect_sheet import ConnectSheet
from tests.journeys.conftest import SignIn
from tests.journeys.files.program import Program
from tests.journeys.journey import Journey
from tests.stack.stack import Stack, StackUser
from tests.ui.connect.test_connect_sheet import SheetRobot


def test_secret_keys_and_open_lines_are_refused_and_nothing_of_them_is_kept(
    stack: Stack, journey: Journey, lightbox_home: Path
) -> None:
    stack.forget_requests()
    journey.window.commands["connect"].trigger()
    journey.wait_until(lambda: bool(journey.window.findChildren(ConnectSheet)))
    (sheet,) = journey.window.findChildren(ConnectSheet)
    robot = SheetRobot(sheet, journey.qtbot)
    for key in (stack.service_key, stack.secret_key):
        robot.fill("Project URL", stack.url)
        robot.fill("Publishable or anon key", key)
        robot.press("Continue")
        robot.wait_for("has not kept it")
        assert key not in " ".join(robot.texts)
    robot.fill("Publishable or anon key", stack.anon_key)
    for address in (
        "http://example.org",
        "http://192.168.1.20:54321",
        "http://127.0.0.1.example.org",
    ):
        robot.fill("Project URL", address)
        robot.press("Continue")
        robot.wait_for("begins with https")
    assert stack.requests() == []
    robot.fill("Project URL", stack.url)
    robot.press("Continue")
    robot.wait_for("Sign in to 127.0.0.1")
    sheet.leave()
    journey.close()
    for path in lightbox_home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert stack.service_key.encode() not in content
            assert stack.secret_key.encode() not in content


@pytest.mark.parametrize(
    ("name", "said"),
    [("service", "That is a secret key"), ("open", "The address would not be encrypted")],
)
def test_what_somebody_wrote_into_the_settings_is_refused_too(
    stack: Stack, user: StackUser, sign_in: SignIn, name: str, said: str
) -> None:
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    desktop.close()
    with desktop.at_home():
        path = settings.accounts_path()
    told = json.loads(path.read_text())
    (account,) = told["accounts"]
    if name == "service":
        account["key"] = stack.service_key
    else:
        account["url"] = stack.url.replace("127.0.0.1", "192.168.77.1")
    path.write_text(json.dumps(told))
    stack.forget_requests()
    ended = Program(desktop.home).run("sync", "--once")
    assert ended.code == 3
    assert said in ended.err
    assert stack.requests() == []
