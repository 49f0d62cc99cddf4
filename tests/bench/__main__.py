"""``python -m tests.bench [PART…] --size 10k|100k|1m --json FILE``: how fast it is, and how fast
that could be.

A part is a module here with ``run(size: int) -> list[Figure]``, `size` being a number of assets.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from tests.bench.figures import Figure

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}
_COLUMNS = ("", "size", "value", "", "baseline", "ratio", "budget", "")


def parts() -> list[str]:
    """Return the names of all parts that can be measured."""
    modules = sorted(path for path in Path(__file__).parent.glob("[a-z]*.py"))
    return [path.stem for path in modules if "\ndef run(size: int)" in path.read_text()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, write the figures; 1 when one of them is over its budget."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(parts()))
    parser.add_argument("--size", choices=SIZES, default="100k")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    unknown = set(asked.parts) - set(parts())
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # one display is like another
    figures: list[Figure] = []
    for part in asked.parts or parts():
        sys.stderr.write(f"measuring {part} …\n")
        figures += import_module(f"tests.bench.{part}").run(SIZES[asked.size])
    sys.stdout.write(table(figures))
    if asked.json is not None:
        asked.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=1) + "\n")
    return int(any(figure.within is False for figure in figures))


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as text in columns."""
    lines = [
        _COLUMNS,
        *(
            (
                f"{figure.part}: {figure.name}",
                f"{figure.size:,}",
                _told(figure.value),
                figure.unit,
                _told(figure.baseline),
                "" if figure.ratio is None else f"× {figure.ratio:.2f}",
                _told(figure.budget),
                {True: "ok", False: "OVER", None: ""}[figure.within],
            )
            for figure in figures
        ),
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_COLUMNS))]
    return "".join(
        "  ".join(
            cell.ljust(width) if column in {0, 3, 7} else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        + "\n"
        for line in lines
    )


def _told(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
