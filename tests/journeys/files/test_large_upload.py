"""A large video goes to a server over a line that breaks, from a program that is killed."""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.domain.sync import SyncPhase
from desktop_app.remote.resumable import CHUNK_BYTES
from tests.journeys.conftest import SignIn
from tests.journeys.files.made import large_video
from tests.journeys.files.program import Program
from tests.journeys.files.server import Server, received_bytes
from tests.journeys.signed_in import SignedIn
from tests.stack.stack import SeenRequest, Stack, StackUser

SIZE_BYTES = int(os.environ.get("LIGHTBOX_LARGE_MB", "200")) * 1_000_000
CUTS = 5
_MOST_MS = 60_000


class Way:
    """The way of one large file to the server, and what happens on it."""

    def __init__(self, server: Server, desktop: SignedIn) -> None:
        self._server = server
        self._desktop = desktop

    @property
    def pieces(self) -> list[SeenRequest]:
        """The pieces that were sent so far, or begun to be."""
        return self._server.asked("/upload/resumable/", "PATCH")

    @property
    def broken(self) -> int:
        """How many pieces broke off; whole ones are all as large, but for the last."""
        return sum(piece.received_bytes < CHUNK_BYTES for piece in self.pieces[:-1])

    def wait_for_piece(self, sent: int = 0) -> None:
        """Wait until another piece than those that were sent is just on its way."""
        self._wait(lambda: self._is_under_way() and len(self.pieces) > sent)

    def cut(self) -> None:
        """Break the line in the middle of a piece, and have the user try again at once."""
        before = self.broken
        while self.broken == before:
            self.wait_for_piece()
            sent = len(self.pieces)
            self._server.stack.cut()
            self._wait_until_noticed(sent)
            self._desktop.window.commands["sync_now"].trigger()
            self.wait_for_piece()

    def _wait_until_noticed(self, sent: int) -> None:
        """Wait until there is no line, or there is one again already."""
        self._wait(lambda: self._desktop.phase is SyncPhase.OFFLINE or len(self.pieces) > sent)

    def _is_under_way(self) -> bool:
        pieces = self.pieces
        return bool(pieces) and not pieces[-1].status and pieces[-1].received_bytes > 0

    def _wait(self, is_so: Callable[[], bool]) -> None:
        self._desktop.qtbot.waitUntil(is_so, timeout=_MOST_MS)


@pytest.mark.timeout(300)
def test_a_large_video_arrives_whole_after_five_cuts_and_a_kill(
    stack: Stack, user: StackUser, sign_in: SignIn, tmp_path: Path
) -> None:
    video = large_video(tmp_path / "long walk.mp4", SIZE_BYTES)
    server, desktop = Server(stack, user), sign_in(stack, user)
    desktop.wait_until_synced()
    stack.forget_requests()
    desktop.window.furniture.imports.import_paths([video])
    way = Way(server, desktop)
    for _ in range(CUTS):
        way.cut()
    desktop.close()
    sent = len(way.pieces)

    with Program(desktop.home).running("sync") as process:
        way.wait_for_piece(sent)
        process.kill()

    desktop.open()
    desktop.wait_until_synced(_MOST_MS)
    (row,) = server.rows()
    key = row["storage_path"]
    assert row["file_size_bytes"] == SIZE_BYTES
    assert server.digest(key) == hashlib.sha256(video.read_bytes()).hexdigest()
    assert server.keys() == [key, row["thumbnail_path"]]
    assert way.broken >= CUTS
    assert len(server.asked("/upload/resumable", "POST")) == 1
    assert [one.status for one in server.asked("rest/v1/user_library?", "POST")] == [201]
    assert received_bytes(way.pieces) < SIZE_BYTES * 1.5

    # So much, three times over, is not left lying until the end of all tests.
    desktop.close()
    shutil.rmtree(desktop.home)
    video.unlink()
    stack.lose_file(key)
