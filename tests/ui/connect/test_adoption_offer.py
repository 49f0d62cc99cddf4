"""The library of this machine is offered to an account, copied, and let go when it has arrived."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.adopting import Adoption
from desktop_app.domain.changes import ImportProblem
from desktop_app.domain.errors import Cancelled, CatalogError, LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.sync import SyncPhase
from desktop_app.sync.adoption import Adopted
from desktop_app.ui.adoption_offer import AdoptionOffer
from tests.ui.activity.sync_fakes import UP_TO_DATE
from tests.ui.connect.conftest import ANNA, FakeLibrary, FakeShell

FOLDER = Path("/libraries/account")


@dataclass
class FakeAdopting:
    """A library of this machine with so many assets; what is copied arrives at once.

    Attributes:
        may_end: a run waits for it.
        runs: how often it was begun.
        looks: how often it was asked what may go.
    """

    assets: int = 3
    state: Adoption | None = None
    lost: int = 0
    copied: int = 0
    error: LightboxError | None = None
    may_end: threading.Event = field(default_factory=threading.Event)
    runs: int = 0
    looks: int = 0

    def __post_init__(self) -> None:
        self.may_end.set()

    def count(self) -> int:
        return self.assets

    def run(self, token: CancelToken, progressed: Callable[[int], None]) -> Adopted:
        self.runs += 1
        self.state = Adoption.UNDER_WAY
        progressed(1)
        while not self.may_end.wait(0.01):
            if token.is_cancelled:
                raise Cancelled
        if self.error is not None:
            raise self.error
        added, self.copied = self.assets - self.lost - self.copied, self.assets - self.lost
        problem = ImportProblem("gone.png", "import.vanished")
        return Adopted(added, (problem,) * self.lost)

    def note_offered(self) -> None:
        self.state = Adoption.OFFERED

    def let_go(self) -> int:
        self.looks += 1
        if self.error is not None:
            raise self.error
        gone, self.copied = self.copied, 0
        self.assets -= gone
        if not self.assets:
            self.state = None
        return gone


class OfferRobot:
    """Opens a library, hears what is said, and does what the user and sync do."""

    def __init__(self, shell: FakeShell, adopting: FakeAdopting, qtbot: QtBot) -> None:
        self.offer = AdoptionOffer(shell)  # type: ignore[arg-type]
        self.action = shell.commands["adopt"]
        self.adopting = adopting
        self.library = FakeLibrary(FOLDER, ANNA)
        self.offered: list[str] = []
        self.told: list[str] = []
        self.errors: list[str] = []
        self.progress: list[tuple[int, int]] = []
        self.offer.offered.connect(self._on_offered)
        self.offer.told.connect(self.told.append)
        self.offer.failed.connect(lambda error: self.errors.append(error.code))
        self.offer.progressed.connect(lambda *figures: self.progress.append(figures))
        self.accept: Callable[[], object] = lambda: pytest.fail("nothing was offered")
        self.qtbot = qtbot

    def open(self) -> None:
        self.offer.attach(self.library)  # type: ignore[arg-type]
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.offer._scope.is_busy)

    def arrive(self) -> None:
        """Sync tells that everything is on the server."""
        assert self.library.sync is not None
        with self.qtbot.waitSignal(self.offer._settled):
            self.library.sync.tell(UP_TO_DATE)
        self.settle()

    def _on_offered(self, text: str, accept: Callable[[], object]) -> None:
        self.offered.append(text)
        self.accept = accept


@pytest.fixture
def adopting(monkeypatch: pytest.MonkeyPatch) -> FakeAdopting:
    adopting = FakeAdopting()
    monkeypatch.setattr("desktop_app.adopting.Adopting", lambda _library: adopting)
    return adopting


@pytest.fixture
def robot(shell: FakeShell, adopting: FakeAdopting, qtbot: QtBot) -> Iterator[OfferRobot]:
    robot = OfferRobot(shell, adopting, qtbot)
    assert not robot.action.isVisible()
    yield robot
    robot.offer.close_tasks()


def test_what_lies_on_this_machine_is_offered(robot: OfferRobot) -> None:
    robot.open()
    assert robot.offered == ["3 assets found in the library of this machine alone."]
    assert robot.action.isVisible()
    assert robot.adopting.runs == 0


def test_who_accepts_is_told_how_it_goes_and_what_has_arrived(robot: OfferRobot) -> None:
    robot.open()
    robot.accept()
    assert not robot.action.isEnabled()
    robot.settle()
    assert robot.action.isEnabled()
    assert robot.progress == [(1, 3), (1, 1)]
    robot.arrive()
    assert robot.told == [
        "Uploading 3 assets of this machine.",
        "3 assets of this machine arrived on the server.",
    ]
    assert not robot.action.isVisible()


def test_it_can_be_accepted_later_with_the_command(robot: OfferRobot) -> None:
    robot.open()
    robot.action.trigger()
    robot.settle()
    assert robot.told == ["Uploading 3 assets of this machine."]


def test_it_runs_once_however_often_it_is_accepted(robot: OfferRobot) -> None:
    robot.open()
    robot.adopting.may_end.clear()
    robot.action.trigger()
    robot.accept()
    robot.adopting.may_end.set()
    robot.settle()
    assert robot.adopting.runs == 1


def test_what_has_lost_its_original_stays(robot: OfferRobot) -> None:
    robot.adopting.lost = 1
    robot.open()
    robot.accept()
    robot.settle()
    assert robot.told == ["Uploading 2 assets of this machine. 1 left here: the original is gone."]
    robot.arrive()
    assert robot.told[-1] == "2 assets of this machine arrived on the server."
    assert robot.action.isVisible()


def test_what_was_interrupted_goes_on_unasked(robot: OfferRobot) -> None:
    robot.adopting.state = Adoption.UNDER_WAY
    robot.open()
    robot.settle()
    assert (robot.offered, robot.adopting.runs) == ([], 1)
    assert robot.told == ["Uploading 3 assets of this machine."]


def test_nothing_is_said_when_all_is_on_its_way_already(robot: OfferRobot) -> None:
    robot.adopting.state, robot.adopting.copied = Adoption.UNDER_WAY, 3
    robot.open()
    robot.settle()
    assert (robot.adopting.runs, robot.told) == (1, [])
    robot.arrive()
    assert robot.told == ["3 assets of this machine arrived on the server."]


def test_nothing_is_offered_where_there_is_nothing(robot: OfferRobot) -> None:
    robot.adopting.assets = 0
    robot.open()
    assert robot.offered == []
    assert not robot.action.isVisible()


def test_who_was_asked_once_finds_the_command_but_no_question(robot: OfferRobot) -> None:
    robot.open()
    robot.settle()
    assert len(robot.offered) == 1
    assert robot.adopting.state is Adoption.OFFERED
    robot.open()
    assert len(robot.offered) == 1
    assert robot.action.isVisible()


def test_a_library_without_an_account_is_left_alone(robot: OfferRobot) -> None:
    robot.library = FakeLibrary(FOLDER)
    robot.open()
    robot.action.trigger()
    assert (robot.offered, robot.adopting.runs) == ([], 0)


def test_what_fails_is_told_and_can_be_tried_again(robot: OfferRobot) -> None:
    robot.open()
    robot.adopting.error = CatalogError("catalog.disk_full")
    robot.accept()
    robot.settle()
    assert robot.errors == ["catalog.disk_full"]
    assert robot.progress[-1] == (1, 1)
    robot.adopting.error = None
    robot.action.trigger()
    robot.settle()
    assert robot.told == ["Uploading 3 assets of this machine."]


def test_nothing_goes_before_everything_has_been_sent(robot: OfferRobot) -> None:
    robot.open()
    robot.accept()
    robot.settle()
    assert robot.library.sync is not None
    for status in (
        replace(UP_TO_DATE, phase=SyncPhase.OFFLINE),
        replace(UP_TO_DATE, waiting=1),
    ):
        with robot.qtbot.assertNotEmitted(robot.offer._settled):
            robot.library.sync.tell(status)
    assert robot.adopting.looks == 0


def test_nothing_goes_while_it_is_copied(robot: OfferRobot) -> None:
    robot.open()
    robot.adopting.may_end.clear()
    robot.accept()
    assert robot.library.sync is not None
    with robot.qtbot.waitSignal(robot.offer._settled):
        robot.library.sync.tell(UP_TO_DATE)
    robot.adopting.may_end.set()
    robot.settle()
    assert robot.adopting.looks == 0


def test_what_could_not_go_goes_the_next_time(robot: OfferRobot) -> None:
    robot.open()
    robot.accept()
    robot.settle()
    robot.adopting.error = CatalogError("catalog.busy")
    robot.arrive()
    assert len(robot.told) == 1
    robot.adopting.error = None
    robot.arrive()
    assert robot.told[-1] == "3 assets of this machine arrived on the server."


def test_closing_calls_it_off_and_hears_no_more(robot: OfferRobot) -> None:
    robot.open()
    robot.adopting.may_end.clear()
    robot.accept()
    robot.qtbot.waitUntil(lambda: robot.adopting.runs == 1)
    robot.offer.close_tasks()
    assert robot.told == []
    assert robot.library.sync is not None
    assert robot.library.sync.listener_count == 0
    robot.accept()
    assert robot.adopting.runs == 1
