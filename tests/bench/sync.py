"""Sync against the real PostgreSQL and PostgREST, beside the least that could be done.

A process of its own signs in and syncs a new library as the program does: with its index, its
threads and its switch interval. The floor fetches the same rows by keyset, a page after another,
parses them with orjson and writes the same columns into the same tables with the same indexes and
full text (bare_catalog.py), with nothing beside: no versions to compare, no listeners, no column
index. The same with the engine's ranges side by side is told too. Scan and push have floors
likewise. The two take turns; the best of each counts. The server runs on the same machine.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from desktop_app.settings import HOME_VARIABLE
from tests.bench.figures import Figure, at_least, at_most
from tests.stack.made_library import fill
from tests.stack.settings import Kind, Settings
from tests.stack.stack import Stack, StackUser

_PART = "sync"
_ROUNDS = 3
_ROUNDS_AT_MOST_ROWS = 300_000
"""Above, once has to do."""
_PART_OF_FLOOR = 0.7
_STALL_ROWS = 20_000
_STALL_MS = 33.0
_CHANGES = 15
_PAGE_ROWS = 1_000

Told = dict[str, float]


def run(size: int) -> list[Figure]:
    """Measure sync of a library of that many assets."""
    with Stack.start(Settings(kind=Kind.PLAIN)) as stack:
        user = stack.sign_up()
        fill(stack, user, size, files=0)
        figures = [*_pulled_and_pushed(stack, user, size), _stalls(stack)]
    with Stack.start(Settings(kind=Kind.FEED)) as stack:
        user = stack.sign_up()
        fill(stack, user, size, files=0)
        return [*figures, *_told_at_once(stack, user, size)]


def _pulled_and_pushed(stack: Stack, user: StackUser, size: int) -> Iterator[Figure]:
    floors: list[list[Told]] = []
    loads: list[list[Told]] = []
    requests = 0
    for _ in range(_ROUNDS if size <= _ROUNDS_AT_MOST_ROWS else 1):
        with _device(stack, user, "floor") as floor:
            floors.append([floor.hear() for _ in range(4)])
        with _device(stack, user, "initial") as device:
            stack.forget_requests()
            told = [device.hear()]
            requests = len(stack.requests())
            device.go_on()
            device.hear()
            device.go_on()
            told.append(device.hear())
            device.go_on()
            told.append(device.hear())
            loads.append(told)
    bare = min((told[0] for told in floors), key=lambda one: one["s"])
    abreast = min(told[2]["s"] for told in floors)
    load = min((told[0] for told in loads), key=lambda one: one["s"])
    yield at_least(
        _PART,
        "initial load, against bare pages and rows",
        size,
        size / load["s"],
        "rows/s",
        baseline=size / bare["s"],
        budget=_PART_OF_FLOOR * size / bare["s"],
    )
    yield at_least(
        _PART,
        "initial load, against the same side by side",
        size,
        size / load["s"],
        "rows/s",
        baseline=size / abreast,
    )
    yield at_most(
        _PART,
        "processor time of a loaded row",
        size,
        1e6 * load["cpu_s"] / size,
        "µs",
        baseline=1e6 * bare["cpu_s"] / size,
    )
    yield at_most(_PART, "memory of a load, at most", size, load["mb"], "MB", baseline=bare["mb"])
    pages = -(-size // _PAGE_ROWS)
    yield at_most(_PART, "requests of a load", size, requests, "", baseline=pages)
    scan = min(told[1]["s"] for told in loads)
    yield at_least(
        _PART,
        "all compared, nothing new",
        size,
        size / scan,
        "rows/s",
        baseline=size / min(told[1]["s"] for told in floors),
    )
    edits = loads[0][2]["edits"]
    yield at_least(
        _PART,
        "edits made offline, pushed",
        size,
        edits / min(told[2]["s"] for told in loads),
        "1/s",
        baseline=edits / min(told[3]["s"] for told in floors),
    )


def _stalls(stack: Stack) -> Figure:
    user = stack.sign_up()
    fill(stack, user, _STALL_ROWS, files=0)
    told = []
    for _ in range(_ROUNDS):
        with _device(stack, user, "stalls") as device:
            told.append(device.hear())
    return at_most(
        _PART,
        "longest stall of the window in a first sync",
        _STALL_ROWS,
        statistics.median(one["ms"] for one in told),
        "ms",
        baseline=statistics.median(one["alone_ms"] for one in told),
        budget=_STALL_MS,
    )


def _told_at_once(stack: Stack, user: StackUser, size: int) -> Iterator[Figure]:
    """Measure a server with the optional migration: loads by its feed, and tells of changes."""
    with _device(stack, user, "changes") as device:
        load = device.hear()
        yield at_least(_PART, "initial load by the feed", size, size / load["s"], "rows/s")
        device.hear()
        found = stack.sql(
            "SELECT id FROM user_library WHERE user_id = %s ORDER BY id LIMIT %s",
            [user.id, _CHANGES],
        )
        waited_ms = []
        for line in found:
            begun_ns = time.monotonic_ns()
            stack.sql(
                "UPDATE user_library SET custom_title = %s WHERE id = %s",
                [f"Changed {uuid.uuid4()}", line["id"]],
            )
            waited_ms.append((device.hear()["at_ns"] - begun_ns) / 1e6)
        device.go_on()
    # The first may have come before Realtime listened, and waited for the next look.
    yield at_most(
        _PART, "a change elsewhere → change set", size, statistics.median(waited_ms[1:]), "ms"
    )


class _Device:
    """A process of sync_device.py."""

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
def _device(stack: Stack, user: StackUser, what: str) -> Iterator[_Device]:
    """Start a process with a home of its own."""
    with tempfile.TemporaryDirectory(prefix="lightbox-bench-") as home:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.bench.sync_device", what, stack.url),
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
                yield _Device(process)
        finally:
            process.kill()
