"""Pictures that look alike: the bits of one hash against those of all others."""

import statistics
import time

import numpy as np

from desktop_app.catalog.index_columns import CODED, NUMBERS, Columns, Flag
from desktop_app.catalog.index_match import unlike_bits
from tests.bench.figures import Figure, at_most

_PART = "look_alikes"
_ROUNDS = 9
_BUDGET_MS = 50.0
_COMPARED_ONE_BY_ONE = 20_000


def run(size: int) -> list[Figure]:
    """Measure one search, beside the same in plain Python (reckoned from a part of it)."""
    looks = np.random.default_rng(1).integers(-(2**63), 2**63 - 1, size)
    columns = Columns()
    arrays = {name: np.zeros(size, np.int64) for name in (*NUMBERS, *CODED)}
    arrays |= {"row": np.arange(1, size + 1), "look": looks}
    arrays["flags"] = np.full(size, Flag.ALIVE | Flag.HAS_LOOK)
    columns.adopt(arrays, {name: [""] for name in CODED})
    times_ms = []
    for number in range(_ROUNDS):
        started = time.perf_counter()
        found = unlike_bits(columns["look"], looks[number]) <= 10
        times_ms.append((time.perf_counter() - started) * 1000)
        if not found[number]:
            raise RuntimeError("a picture does not look like itself")
    some = looks[:_COMPARED_ONE_BY_ONE].tolist()
    started = time.perf_counter()
    sum(((look ^ some[0]) & (2**64 - 1)).bit_count() <= 10 for look in some)
    plain_ms = (time.perf_counter() - started) * 1000 * size / len(some)
    return [
        at_most(
            _PART,
            "all within 10 bits, against Python's own integers",
            size,
            statistics.median(times_ms),
            "ms",
            baseline=plain_ms,
            budget=_BUDGET_MS,
        )
    ]
