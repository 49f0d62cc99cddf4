"""The first sync of a library as its user sees it, and a change made elsewhere on the screen.

The real window in a process of its own, on an account of a stack on this machine: how long until
pictures are on the screen and until all rows are here, and how long the window lets its user wait
meanwhile, scrolling, beside the same scrolling once all is quiet. Every other row has a thumbnail
on the server; the pictures of the rest are made here from their originals.
"""

import statistics
import time
from collections.abc import Iterator

from tests.bench.figures import Figure, at_least, at_most
from tests.bench.processes import Measured, measured
from tests.bench.window_device import CHANGES
from tests.stack.made_library import fill
from tests.stack.settings import Kind, Settings
from tests.stack.stack import Stack, StackUser

_PART = "first_sync"
_PICTURES = 200
_STALL_MS = 33.0


def run(size: int) -> list[Figure]:
    """Measure a first sync of that many assets."""
    with Stack.start(Settings(kind=Kind.FEED)) as stack:
        user = stack.sign_up()
        fill(stack, user, size, files=_PICTURES)
        stack.sql(
            """UPDATE user_library SET thumbnail_path = storage_path
               WHERE user_id = %s AND get_byte(uuid_send(id), 0) %% 2 = 0 RETURNING 1""",
            [user.id],
        )
        with measured(stack, user, "first", module="window_device") as window:
            return [*_loaded(window, size), _changed(stack, user, window, size)]


def _loaded(window: Measured, size: int) -> Iterator[Figure]:
    told = window.hear()
    yield at_most(_PART, "first picture on the screen", size, 1e3 * told["first_s"], "ms")
    yield at_most(_PART, "all pictures of the screen", size, 1e3 * told["screen_s"], "ms")
    yield at_least(_PART, "all rows, pictures beside", size, size / told["loaded_s"], "rows/s")
    yield at_most(
        _PART,
        "longest stall meanwhile, scrolling",
        size,
        told["ms"],
        "ms",
        baseline=told["alone_ms"],
        budget=_STALL_MS,
    )


def _changed(stack: Stack, user: StackUser, window: Measured, size: int) -> Figure:
    asset_id = window.hear()["id"]
    waited_ms = []
    for number in range(CHANGES):
        window.hear()
        begun_ns = time.monotonic_ns()
        stack.sql(
            "UPDATE user_library SET custom_title = %s WHERE user_id = %s AND id = %s RETURNING 1",
            [f"Changed {number}", user.id, asset_id],
        )
        waited_ms.append((window.hear()["at_ns"] - begun_ns) / 1e6)
        window.go_on()
    return at_most(_PART, "a change elsewhere → pixel", size, statistics.median(waited_ms), "ms")
