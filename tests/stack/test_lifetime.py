"""A stack starts fast and leaves nothing behind, however whoever started it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.stack import parts, processes
from tests.stack.settings import Kind, Settings
from tests.stack.stack import Stack

pytestmark = pytest.mark.skipif(parts.missing() is not None, reason=str(parts.missing()))

_ROOT = Path(__file__).parents[2]
_STARTER = """
import os, sys
from tests.stack import parts, processes
from tests.stack.settings import Kind, Settings
from tests.stack.stack import Stack
stack = Stack.start()
sys.stdout.write(f"{stack.server_pid} {stack.folder}\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def _family(pid: int) -> set[int]:
    """Return a process and all that come from it."""
    family = {pid}
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    grown = True
    while grown:
        children = {child for child, parent in parents.items() if parent in family}
        grown = not children <= family
        family |= children
    return family


def _are_gone(pids: set[int], folder: Path, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        alive = {pid for pid in pids if Path(f"/proc/{pid}").exists()}
        if not alive and not folder.exists():
            return True
        time.sleep(0.05)
    return False


def test_closing_takes_everything_down() -> None:
    stack = Stack.start()
    pids = _family(stack.server_pid)
    folder = stack.folder
    stack.close()
    assert not folder.exists()
    assert not {pid for pid in pids if Path(f"/proc/{pid}").exists()}


def test_nothing_outlives_whoever_started_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _STARTER],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as starter:
        assert starter.stdout is not None
        pid, _, folder = starter.stdout.readline().strip().partition(" ")
        pids = _family(int(pid))
        assert len(pids) > 5
        starter.kill()
    assert _are_gone(pids, Path(folder), within_s=15)


def test_what_was_left_is_swept_by_the_next() -> None:
    left = Stack.start()
    family = _family(left.server_pid)
    os.kill(left.server_pid, signal.SIGKILL)
    # Whoever started it is killed too, and so does not close it.
    while Path(f"/proc/{left.server_pid}/exe").exists():
        time.sleep(0.01)
    left.forget()
    assert left.folder.exists()
    with Stack.start() as following:
        assert following.folder.exists()
        assert not left.folder.exists()
    assert _are_gone(family - {left.server_pid}, left.folder, within_s=15)


def test_a_new_project_is_empty() -> None:
    with Stack.start(Settings(kind=Kind.EMPTY)) as stack:
        answer = stack.http.get("/rest/v1/user_library", headers=stack.headers())
        assert (answer.status_code, answer.json()["code"]) == (404, "42P01")


def test_an_installation_that_nobody_can_reach_is_copied(tmp_path: Path) -> None:
    hidden = tmp_path / "root" / "installation"
    (hidden / "bin").mkdir(parents=True)
    (tmp_path / "root").chmod(0o700)
    copy = processes.reachable(hidden, tmp_path / "copy")
    assert copy == (tmp_path / "copy" if processes.is_root() else hidden.resolve())
    assert (copy / "bin").is_dir()


def test_its_programs_end_with_its_own_process() -> None:
    stack = Stack.start()
    children = _family(stack.server_pid) - {stack.server_pid}
    os.kill(stack.server_pid, signal.SIGKILL)
    stack.close()
    assert _are_gone(children, stack.folder, within_s=15)
