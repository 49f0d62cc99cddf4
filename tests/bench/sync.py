"""Sync against the real PostgreSQL and PostgREST, beside the least that could be done.

A process of its own signs in and syncs a new library as the program does: with its index, its
threads, its switch interval and its rare garbage collections, which the floor has as well. The
floor fetches the same rows by keyset, a page after another, parses them with orjson and writes the
same columns into the same tables with the same indexes and full text (bare_catalog.py), with
nothing beside: no versions to compare, no listeners, no column index. The same with the engine's
ranges side by side is told too. Scan and push have floors likewise. The two take turns; the best
of each counts. The server runs on the same machine.
"""

import statistics
import time
import uuid
from collections.abc import Iterator

from tests.bench.figures import Figure, at_least, at_most
from tests.bench.processes import Told, measured
from tests.stack.made_library import fill
from tests.stack.settings import Kind, Settings
from tests.stack.stack import Stack, StackUser

_PART = "sync"
_ROUNDS = 3
_ROUNDS_AT_MOST_ROWS = 300_000
"""Above, once has to do."""
_PART_OF_FLOOR = 0.7
_CHANGES = 15
_PAGE_ROWS = 1_000


def run(size: int) -> list[Figure]:
    """Measure sync of a library of that many assets."""
    with Stack.start(Settings(kind=Kind.PLAIN)) as stack:
        user = stack.sign_up()
        fill(stack, user, size, files=0)
        figures = list(_pulled_and_pushed(stack, user, size))
    with Stack.start(Settings(kind=Kind.FEED)) as stack:
        user = stack.sign_up()
        fill(stack, user, size, files=0)
        return [*figures, *_told_at_once(stack, user, size)]


def _pulled_and_pushed(stack: Stack, user: StackUser, size: int) -> Iterator[Figure]:
    floors: list[list[Told]] = []
    loads: list[list[Told]] = []
    requests = 0
    for _ in range(_ROUNDS if size <= _ROUNDS_AT_MOST_ROWS else 1):
        with measured(stack, user, "floor") as floor:
            floors.append([floor.hear() for _ in range(4)])
        with measured(stack, user, "initial") as device:
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


def _told_at_once(stack: Stack, user: StackUser, size: int) -> Iterator[Figure]:
    """Measure a server with the optional migration: tells of changes."""
    with measured(stack, user, "changes") as device:
        load = device.hear()
        yield at_least(_PART, "initial load beside a feed", size, size / load["s"], "rows/s")
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
