"""The program in processes of its own, which can be killed, on a home of one's own."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop_app.settings import HOME_VARIABLE

LONGEST_S = 60.0
_LOOK_EVERY_S = 0.02
_PAUSE = threading.Event()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the program ended: exit code, result, and what it told the person."""

    code: int
    out: str
    err: str


class Program:
    """``lightbox`` as it is started from a shell.

    Attributes:
        home: the folder for its settings, sessions and libraries.
        environment: what it finds in its environment.
    """

    def __init__(self, home: Path, elsewhere: Path | None = None) -> None:
        """Start it at a home; `elsewhere` is for what libraries keep for themselves."""
        self.home = home
        self.environment = {
            **os.environ,
            HOME_VARIABLE: str(home),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        if elsewhere is not None:
            for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
                self.environment[name] = str(elsewhere)

    def run(self, *arguments: str | Path) -> Ended:
        """Run it to its end."""
        return self.run_module("desktop_app", *arguments)

    def run_module(self, module: str, *arguments: str | Path) -> Ended:
        """Run a program of our own to its end."""
        ran = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
        return Ended(ran.returncode, ran.stdout, ran.stderr)

    @contextmanager
    def running(self, *arguments: str | Path) -> "Iterator[subprocess.Popen[str]]":
        """Have it run; whatever is left of it at the end is killed."""
        with subprocess.Popen(
            [sys.executable, "-m", "desktop_app", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()


def until(is_so: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Wait until something is so that a process will bring about.

    Raises:
        RuntimeError: the process has ended before, or it takes too long.
    """
    begun_s = time.monotonic()
    while not is_so():
        if process.poll() is not None or time.monotonic() - begun_s > LONGEST_S:
            process.kill()
            raise RuntimeError(f"it did not come about: {process.communicate()}")
        _PAUSE.wait(_LOOK_EVERY_S)
