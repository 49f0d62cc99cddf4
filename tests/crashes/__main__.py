"""``python -m tests.crashes --rounds N [--seed S]``: kills a working library N times."""

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from tests.crashes.rounds import Field, hold_round


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the rounds, tell of each, and return 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.crashes")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="of the first round")
    asked = parser.parse_args(arguments)
    failed: list[int] = []
    started_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="lightbox-crashes-") as folder:
        ground = Field(Path(folder))
        for seed in range(asked.seed, asked.seed + asked.rounds):
            try:
                outcome = hold_round(ground, seed)
            except Exception:  # noqa: BLE001 - whatever it is, the other rounds go on
                failed.append(seed)
                outcome = f"FAILED\n{traceback.format_exc()}"
            sys.stdout.write(f"{seed:5}: {outcome}\n")
            sys.stdout.flush()
    took_s = time.monotonic() - started_s
    sys.stdout.write(f"{asked.rounds} rounds in {took_s:.0f} s, {len(failed)} failed: {failed}\n")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
