"""``python -m tests.sync.simulator --seeds N [--jobs J] [--json FILE]``: runs so many worlds.

Seeds that fail are told at once, on the error stream, and how far it is once in a while.

``--seed S --trace`` runs one and tells all that happens in it; ``--shrink`` with only those of its
steps that it takes to fail.
"""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.sync.simulator.campaign import Tally, run_seeds, shrunk
from tests.sync.simulator.stage import run_seed
from tests.sync.simulator.world import Outcome

_SHOWN = 20
_SEEDS_A_LINE = 1_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for, print the figures, and return 1 when something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.simulator")
    parser.add_argument("--seeds", type=int, default=1_000, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument("--trace", action="store_true", help="tell what happens in it")
    parser.add_argument("--shrink", action="store_true", help="leave out what it does not take")
    parser.add_argument("--stop-at", type=int, help="end when so many have failed")
    asked = parser.parse_args(arguments)
    if asked.seed is not None:
        left_out = shrunk(asked.seed) if asked.shrink else frozenset()
        outcome = run_seed(asked.seed, is_traced=asked.trace, left_out=left_out)
        _print_outcome(outcome)
        return int(outcome.has_failed)
    seeds = range(asked.first, asked.first + asked.seeds)
    tally = run_seeds(
        seeds, jobs=asked.jobs, stop_at=asked.stop_at, told=partial(_tell, len(seeds))
    )
    _print_tally(tally)
    if asked.json is not None:
        asked.json.write_text(json.dumps(tally.as_json(), indent=1) + "\n")
    return int(bool(tally.failing))


def _tell(total: int, outcome: Outcome, tally: Tally) -> None:
    """Tell on the error stream what a long run has come to."""
    if outcome.has_failed:
        invariant, what = outcome.violations[0]
        sys.stderr.write(f"seed {outcome.seed}: {invariant}: {what}\n")
    if tally.seeds % _SEEDS_A_LINE == 0:
        sys.stderr.write(
            f"{tally.seeds:,} of {total:,} seeds, {len(tally.failing)} failed,"
            f" {tally.seeds_per_s} a second\n"
        )


def _print_outcome(outcome: Outcome) -> None:
    for line in outcome.trace:
        sys.stdout.write(" | ".join(map(str, line)) + "\n")
    for invariant, what in outcome.violations:
        sys.stdout.write(f"seed {outcome.seed}: {invariant}: {what}\n")


def _print_tally(tally: Tally) -> None:
    for seed, violations in sorted(tally.failing.items())[:_SHOWN]:
        invariant, what = violations[0]
        sys.stdout.write(f"seed {seed}: {invariant}: {what}\n")
    for name, value in tally.as_json().items():
        sys.stdout.write(f"{name:14} {value}\n")


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sys.exit(main())
