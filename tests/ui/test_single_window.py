"""What a window hears from later starts, and what it ignores."""

import json
import os
import socket
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer
from pytestqt.qtbot import QtBot

from desktop_app.catalog.folder_lock import FolderLock
from desktop_app.catalog.layout import LOCK_FILE
from desktop_app.domain.errors import CatalogError
from desktop_app.ui import single_window
from desktop_app.ui.single_window import (
    ACTIVATION_VARIABLE,
    MOST_BYTES,
    Answer,
    LaterStart,
    SingleWindow,
    address_of,
    hand_over,
    tell_refused,
)
from desktop_app.ui.tasks import Lane, TaskScope, Workers

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.skipif(sys.platform == "win32", reason="talks to the socket by its path"),
]
GOOD = {"format": 1, "paths": ["/a/fox.png"], "activation_token": ""}


class First:
    """The first window on a library, its lock included, and what it heard."""

    def __init__(self, folder: Path, workers: Workers, qtbot: QtBot) -> None:
        self.folder = folder
        self.heard: list[LaterStart] = []
        self._qtbot = qtbot
        self._lock = FolderLock(folder / LOCK_FILE)
        self._parent = QObject()
        self._scope = TaskScope(workers)
        self.window = SingleWindow(workers, self._parent)
        self.window.start_heard.connect(self.heard.append)
        self.window.attach(folder)
        qtbot.waitUntil(lambda: self.window.is_listening)

    def in_thread(self, work: Callable[[], object]) -> object:
        """Return what `work` returns, done elsewhere while this thread answers."""
        answers: list[object] = []
        self._scope.run(Lane.LONG, work, done=answers.append)
        self._qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
        return answers[0]

    def close(self) -> None:
        self.window.close_tasks()
        self._scope.close()
        self._lock.release()


@pytest.fixture
def first(library_folder: Path, workers: Workers, qtbot: QtBot) -> Iterator[First]:
    window = First(library_folder, workers, qtbot)
    yield window
    window.close()


def said(folder: Path, message: bytes) -> bytes:
    """Return all that is answered to some bytes."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(address_of(folder))
        answer = b""
        try:
            connection.sendall(message)
            while part := connection.recv(4096):
                answer += part
        except OSError:
            return answer
        return answer


def test_paths_arrive_and_are_acknowledged(
    first: First, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(ACTIVATION_VARIABLE, "token-1")
    paths = [tmp_path / "fox.png", tmp_path / "猫\n.png", Path(os.fsdecode(b"/a/\xff.png"))]
    assert first.in_thread(lambda: hand_over(first.folder, paths)) is Answer.TAKEN
    assert first.heard == [LaterStart(tuple(paths), "token-1")]
    monkeypatch.delenv(ACTIVATION_VARIABLE)
    first.heard[0].allow_activation()
    assert os.environ[ACTIVATION_VARIABLE] == "token-1"


def test_a_start_without_files_is_heard_too(first: First) -> None:
    assert first.in_thread(lambda: hand_over(first.folder, [])) is Answer.TAKEN
    assert first.heard[0].paths == ()


def test_ten_thousand_paths_fit(first: First) -> None:
    paths = [Path(f"/home/somebody/pictures/猫/{number}.png") for number in range(10_000)]
    assert first.in_thread(lambda: hand_over(first.folder, paths)) is Answer.TAKEN
    assert len(first.heard[0].paths) == 10_000


@pytest.mark.parametrize(
    "message",
    [
        b"hello\n",
        b"\xff\xfe\x00\n",
        b"[]\n",
        b"[" * 100_000 + b"\n",
        b"{}\n",
        json.dumps({**GOOD, "format": 2}).encode() + b"\n",
        json.dumps({**GOOD, "paths": "/a"}).encode() + b"\n",
        json.dumps({**GOOD, "paths": [1]}).encode() + b"\n",
        json.dumps({**GOOD, "paths": ["fox.png"]}).encode() + b"\n",
        json.dumps({**GOOD, "paths": ["/a\0b"]}).encode() + b"\n",
        json.dumps({**GOOD, "activation_token": None}).encode() + b"\n",
        b"x" * (MOST_BYTES + 100_000),
    ],
    ids=lambda message: repr(message[:40]),
)
def test_anything_odd_is_ignored(first: First, message: bytes) -> None:
    assert first.in_thread(lambda: said(first.folder, message)) == b""
    assert first.heard == []
    assert first.in_thread(lambda: hand_over(first.folder, [])) is Answer.TAKEN


def test_an_odd_token_is_left_out(first: First) -> None:
    message = json.dumps({**GOOD, "activation_token": "a\nb"}).encode() + b"\n"
    assert first.in_thread(lambda: said(first.folder, message)) == b'{"is_taken": true}\n'
    assert first.heard == [LaterStart((Path("/a/fox.png"),), "")]


def test_whoever_says_nothing_is_left(
    library_folder: Path, workers: Workers, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_window, "_MESSAGE_MS", 20)
    first = First(library_folder, workers, qtbot)
    assert first.in_thread(lambda: said(first.folder, b"{")) == b""
    assert first.heard == []
    first.close()


def test_only_the_user_may_connect(first: First) -> None:
    mode = Path(address_of(first.folder)).stat().st_mode
    assert stat.S_IMODE(mode) & 0o077 == 0


def test_a_socket_left_by_a_crash_is_replaced(
    library_folder: Path, workers: Workers, qtbot: QtBot
) -> None:
    with socket.socket(socket.AF_UNIX) as crashed:
        crashed.bind(address_of(library_folder))
    first = First(library_folder, workers, qtbot)
    assert first.in_thread(lambda: hand_over(library_folder, [])) is Answer.TAKEN
    first.close()
    assert not Path(address_of(library_folder)).exists()


def test_every_name_of_a_folder_has_one_address(library_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(library_folder)
    assert address_of(tmp_path / "link") == address_of(library_folder)
    assert address_of(tmp_path / "other") != address_of(library_folder)


def test_a_library_that_nobody_holds_is_free(library_folder: Path) -> None:
    assert hand_over(library_folder, []) is Answer.FREE


def test_a_holder_without_a_window_is_silent(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_window, "_OPENING_S", 0.1)
    lock = FolderLock(library_folder / LOCK_FILE)
    assert hand_over(library_folder, []) is Answer.SILENT
    lock.release()


def test_a_refusal_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    tell_refused(CatalogError("catalog.in_use"))
    told = capsys.readouterr().err
    assert told.startswith("lightbox: This library is open already. Another Lightbox")
    assert told.count("\n") == 1


def test_a_window_that_hangs_is_silent(library_folder: Path) -> None:
    lock = FolderLock(library_folder / LOCK_FILE)
    hanging = QLocalServer()
    assert hanging.listen(address_of(library_folder))
    assert hand_over(library_folder, [], patience_s=0.2) is Answer.SILENT
    hanging.close()
    lock.release()


def test_a_holder_that_ends_meanwhile_leaves_the_library_free(
    library_folder: Path, workers: Workers, qtbot: QtBot
) -> None:
    lock = FolderLock(library_folder / LOCK_FILE)
    scope = TaskScope(workers)
    answers: list[Answer] = []
    scope.run(Lane.LONG, hand_over, library_folder, [], done=answers.append)
    lock.release()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [Answer.FREE]
    scope.close()
