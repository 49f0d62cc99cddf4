"""Starts, kills and restarts the devices, and lets them settle in the end."""

import json
import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from desktop_app.accounts.known import KnownAccount
from desktop_app.settings import HOME_VARIABLE
from tests.stack.settings import Kind, Settings
from tests.stack.stack import Stack, StackUser
from tests.sync.killer.ledger import entries
from tests.sync.killer.verdict import Verdict, judge
from tests.sync.killer.web_client import WebClient

_NAMES = ("left", "right")
_LONGEST_S = 1.5
_SETTLING = 0.2
"""The part of the starts that sync once, as the command line does, instead of working."""
_START_S = 60.0
_HITS = {
    "while rows were on their way": "SELECT 1 FROM outbox WHERE state = 'in_flight'",
    "while edits waited": "SELECT 1 FROM outbox WHERE state = 'queued'",
    "while files were on their way": "SELECT 1 FROM upload WHERE NOT is_done",
    "during the first load": "SELECT 1 FROM sync_state WHERE key = 'indexes_off'",
    "during a scan": "SELECT 1 FROM sync_state WHERE key = 'scan'",
}
"""What a killed device may have been at, by a question to its catalog."""


@dataclass
class Device:
    """One library of the account, with a home of its own, and the process that has it open.

    Attributes:
        child: the process that works, or None.
    """

    name: str
    folder: Path
    account: KnownAccount
    log: TextIO
    server: "subprocess.Popen[str]"
    child: int | None = None

    @property
    def catalog(self) -> Path:
        """The catalog of its library."""
        name = self.account.folder.name
        return self.folder / "home" / "data" / "accounts" / name / "catalog.db"

    def start(self, order: str) -> None:
        """Begin to do something, if it is not at work."""
        if self.child is not None and self._has_ended():
            self.child = None
        if self.child is None:
            self._order(order)

    def kill(self) -> None:
        """End its process as a power cut would, as far as a program can tell."""
        if self.child is not None and not self._has_ended():
            os.kill(self.child, signal.SIGKILL)
            while not self._hear().startswith("ended "):
                pass
        self.child = None

    def settle(self) -> tuple[int, int]:
        """Sync until nothing moves; return how many entries wait, and are blocked."""
        self._order("settle")
        waiting, blocked = json.loads(self._hear())
        self._hear()
        self.child = None
        return waiting, blocked

    def close(self) -> None:
        """End all of its processes."""
        self.kill()
        with self.server:
            pass
        self.log.close()

    def hits(self) -> list[str]:
        """Return what it was at when it was killed."""
        with tempfile.TemporaryDirectory(prefix="lightbox-killer-") as folder:
            for path in self.catalog.parent.glob("catalog.db*"):  # of the library, no byte changes
                shutil.copyfile(path, Path(folder, path.name))
            with closing(sqlite3.connect(Path(folder, "catalog.db"))) as connection:
                try:
                    return [
                        name
                        for name, query in _HITS.items()
                        if connection.execute(query).fetchone()
                    ]
                except sqlite3.OperationalError:
                    return ["while the catalog was made"]

    def _order(self, order: str) -> None:
        assert self.server.stdin is not None
        self.server.stdin.write(f"{order}\n")
        self.server.stdin.flush()
        self.child = int(self._hear().removeprefix("pid "))

    def _has_ended(self) -> bool:
        """Whether it has ended by itself, as it does when it has settled."""
        assert self.server.stdout is not None
        if not select.select([self.server.stdout], [], [], 0)[0]:
            return False
        told = ""
        while not told.startswith("ended "):
            told = self._hear()
        if told != "ended 0":
            raise RuntimeError(f"{self.name} ended by itself: {self.log.name}")
        return True

    def _hear(self) -> str:
        assert self.server.stdout is not None
        line = self.server.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} did not start: {self.log.name}")
        return line.strip()


def hold(folder: Path, rounds: int, seed: int, told: Callable[[str], None]) -> Verdict:
    """Hold so many rounds in this folder and judge what is left.

    Raises:
        RuntimeError: a device did not start, or ended by itself.
    """
    chance = random.Random(seed)
    hits = Counter[str]()
    with Stack.start(Settings(kind=Kind.PLAIN)) as stack:
        user = stack.sign_up()
        client = WebClient(stack, user.id, seed)
        devices = [_device(stack, user, folder / name, name) for name in _NAMES]
        client.start()
        try:
            for number in range(rounds):
                for device in devices:
                    is_settling = chance.random() < _SETTLING
                    device.start("settle" if is_settling else f"work {seed * 1_000_000 + number}")
                time.sleep(chance.random() * _LONGEST_S)
                killed = [devices[one] for one in chance.choice(([0], [1], [0, 1]))]
                for device in killed:
                    device.kill()
                for device in killed:
                    hits.update(["kills", *device.hits()])
                told(f"round {number}: killed {', '.join(device.name for device in killed)}")
        finally:
            client.stop()
            for device in devices:
                device.kill()
        # The second device makes changes that the first has to see: twice is enough for both.
        left = [device.settle() for device in [*devices, *devices]][-len(devices) :]
        for device in devices:
            device.close()
        verdict = judge(
            stack,
            user.id,
            [device.catalog for device in devices],
            [entries(device.folder / f"{device.name}.ledger") for device in devices],
            left,
        )
        verdict.hits = dict(hits)
        return verdict


def _device(stack: Stack, user: StackUser, folder: Path, name: str) -> Device:
    """Return a device that has signed in, in a process of its own home."""
    folder.mkdir(parents=True)
    account = KnownAccount(stack.url, stack.anon_key, user.id, user.email)
    environment = {
        **os.environ,
        HOME_VARIABLE: str(folder / "home"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        # Threads of whoever forks are gone in the child.
        "OPENBLAS_NUM_THREADS": "1",
    }
    sign_in = (
        "import sys\n"
        "from desktop_app.accounts.connecting import Connecting\n"
        "from desktop_app.domain.ports import CancelToken\n"
        "from desktop_app.remote.project import checked_project\n"
        "project = checked_project(sys.argv[1], sys.argv[2])\n"
        "Connecting(project).with_password(sys.argv[3], sys.argv[4], CancelToken())\n"
    )
    subprocess.run(
        [sys.executable, "-c", sign_in, stack.url, stack.anon_key, user.email, user.password],
        env=environment,
        check=True,
        timeout=_START_S,
    )
    log = (folder / "log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.sync.killer.device", str(folder), name],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    return Device(name, folder, account, log, server)
