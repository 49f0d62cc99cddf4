"""Many seeds: one after the other or over several processes, and one failing seed made small."""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field

from tests.sync.simulator.stage import run_seed
from tests.sync.simulator.steps import steps_of
from tests.sync.simulator.world import Outcome

_SEEDS_A_TASK = 25


@dataclass(slots=True)
class Tally:
    """What came of many seeds.

    Attributes:
        failing: seeds of which something did not hold, with what.
    """

    seeds: int = 0
    steps: int = 0
    faults: int = 0
    edits: int = 0
    edits_lost: int = 0
    false_deletes: int = 0
    diverged: int = 0
    seeds_per_s: float = 0.0
    failing: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one seed."""
        self.seeds += 1
        self.steps += outcome.steps
        self.faults += outcome.faults
        self.edits += outcome.edits
        self.edits_lost += outcome.edits_lost
        self.false_deletes += outcome.false_deletes
        self.diverged += outcome.diverged
        if outcome.has_failed:
            self.failing[outcome.seed] = outcome.violations

    def as_json(self) -> dict[str, object]:
        """Return the figures, and the seeds that failed."""
        told = asdict(self)
        told["failing"] = sorted(self.failing)
        return told


def run_seeds(
    seeds: Sequence[int],
    *,
    jobs: int = 1,
    stop_at: int | None = None,
    told: Callable[[Outcome, Tally], None] = lambda _outcome, _tally: None,
) -> Tally:
    """Run these seeds; end early when so many have failed.

    `told` is called with each outcome as soon as it is there, and with the tally so far.
    """
    tally = Tally()
    began_s = time.perf_counter()
    for outcome in _outcomes(seeds, jobs):
        tally.add(outcome)
        tally.seeds_per_s = round(tally.seeds / (time.perf_counter() - began_s), 2)
        told(outcome, tally)
        if stop_at is not None and len(tally.failing) >= stop_at:
            break
    return tally


def shrunk(seed: int) -> frozenset[int]:
    """Return the steps without which a failing seed still fails in the same way."""
    wanted = {name for name, _ in run_seed(seed).violations}
    left_out: frozenset[int] = frozenset()
    numbers = list(range(len(steps_of(seed))))
    size = max(1, len(numbers) // 2)
    while True:
        has_shrunk = False
        for start in range(0, len(numbers), size):
            more = left_out | set(numbers[start : start + size])
            if more != left_out and _still_fails(seed, more, wanted):
                left_out, has_shrunk = more, True
        if size == 1 and not has_shrunk:
            return left_out
        size = max(1, size // 2)


def _still_fails(seed: int, left_out: frozenset[int], wanted: set[str]) -> bool:
    return bool(wanted & {name for name, _ in run_seed(seed, left_out=left_out).violations})


def _outcomes(seeds: Sequence[int], jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        yield from map(run_seed, seeds)
        return
    parts = [seeds[start : start + _SEEDS_A_TASK] for start in range(0, len(seeds), _SEEDS_A_TASK)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        for outcomes in pool.map(_some, parts):
            yield from outcomes


def _some(seeds: Sequence[int]) -> list[Outcome]:
    return [run_seed(seed) for seed in seeds]
