"""``python -m tests.sync.real --examples N [--first SEED] [--kind wild] [--max-rows 3]``."""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.stack.settings import Kind, Settings
from tests.stack.stack import Stack
from tests.sync.real.world import run_world, steps_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the worlds of so many seeds, tell what was found; 1 when anything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.real")
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kind", choices=[*map(str, Kind)], default=Kind.WILD)
    parser.add_argument("--max-rows", type=int, default=1_000)
    parser.add_argument("--trace", action="store_true", help="print what happened where it failed")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    totals = Counter[str]()
    failing: dict[int, list[tuple[str, str]]] = {}
    began_s = time.monotonic()
    settings = Settings(kind=Kind(asked.kind), max_rows=asked.max_rows)
    with Stack.start(settings) as stack:
        for seed in range(asked.first, asked.first + asked.examples):
            outcome = run_world(stack, seed, steps_of(seed))
            totals.update(
                examples=1,
                steps=outcome.steps,
                edits=outcome.edits,
                faults=outcome.hits,
                requests=outcome.requests,
            )
            if outcome.violations:
                failing[seed] = outcome.violations
                _say(f"seed {seed}: {outcome.violations[:4]}")
                if asked.trace:
                    _say("\n".join(outcome.trace))
        complaints = stack.complaints()
    found = {**totals, "seconds": round(time.monotonic() - began_s), "failing": failing}
    _say(json.dumps(found, indent=1))
    if complaints:
        _say(complaints)
    if asked.json is not None:
        asked.json.write_text(json.dumps(found, indent=1) + "\n")
    return int(bool(failing))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
