"""Originals up and down, beside a bare client of HTTP that sends and fetches the same bytes.

The program's side is a library in a process of its own: what was imported is sent with its rows and
thumbnails, and on a second machine all originals are fetched, looked at, and stored to stay. The
bare side keeps as many requests under way, and writes what it gets to a file. The server runs on
the same machine.
"""

from collections.abc import Iterator

from tests.bench.figures import Figure, at_least
from tests.bench.processes import measured
from tests.stack.settings import Kind, Settings
from tests.stack.stack import Stack

_PART = "files"
_ROUNDS = 3


def run(size: int) -> list[Figure]:
    """Measure; how many assets a library has does not matter here."""
    del size
    with Stack.start(Settings(kind=Kind.FEED)) as stack:
        return list(_figures(stack))


def _figures(stack: Stack) -> Iterator[Figure]:
    up: list[float] = []
    down: list[float] = []
    bare_up: list[float] = []
    bare_down: list[float] = []
    count = 0
    for _ in range(_ROUNDS):
        user = stack.sign_up()
        with measured(stack, user, "upload", module="files_device") as device:
            told = device.hear()
            up.append(told["mb"] / told["s"])
            count = int(told["files"])
        with measured(stack, user, "download", module="files_device") as device:
            told = device.hear()
            down.append(told["mb"] / told["s"])
        with measured(stack, stack.sign_up(), "bare", module="files_device") as device:
            bare_up.append(device.hear()["mb_per_s"])
            bare_down.append(device.hear()["mb_per_s"])
    yield at_least(_PART, "upload", count, max(up), "MB/s", baseline=max(bare_up))
    yield at_least(_PART, "download", count, max(down), "MB/s", baseline=max(bare_down))
