"""``python -m tests.sync.killer --rounds N [--seed S] [--json FILE]``."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.sync.killer.campaign import hold


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the rounds, tell of each and of what was found; 1 when anything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.killer")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work there, and leave it")
    asked = parser.parse_args(arguments)
    started_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="lightbox-killer-") as scratch:
        folder = asked.keep or Path(scratch)
        verdict = hold(folder, asked.rounds, asked.seed, _tell)
    found = {
        "rounds": asked.rounds,
        "seconds": round(time.monotonic() - started_s),
        **asdict(verdict),
    }
    _tell(json.dumps(found, indent=1))
    if asked.json is not None:
        asked.json.write_text(json.dumps(found, indent=1) + "\n")
    return int(not verdict.is_clean)


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
