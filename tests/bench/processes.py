"""The processes that sync is measured in: each signs in to a stack from a home of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from desktop_app.settings import HOME_VARIABLE
from tests.stack.stack import Stack, StackUser

Told = dict[str, float]


class Measured:
    """A process that tells figures, and waits to be let go on."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def hear(self) -> Told:
        """Wait for a line of figures."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("The measured process has ended")
        told: dict[str, Any] = json.loads(line)
        return told

    def go_on(self) -> None:
        """Let it go on."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()


@contextmanager
def measured(
    stack: Stack, user: StackUser, what: str, *, module: str = "sync_device"
) -> Iterator[Measured]:
    """Start a process with a home of its own, of one of the modules here."""
    with tempfile.TemporaryDirectory(prefix="lightbox-bench-") as home:
        process = subprocess.Popen(
            [
                # Not by its name: decoder processes import the main module once more.
                *(sys.executable, "-c", f"from tests.bench import {module}; {module}.main()"),
                *(what, stack.url),
                *(stack.anon_key, user.email, user.password),
            ],
            env={
                **os.environ,
                HOME_VARIABLE: home,
                "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            with process:
                yield Measured(process)
        finally:
            process.kill()
