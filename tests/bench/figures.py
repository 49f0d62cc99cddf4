"""One measured figure, as the benchmark prints and writes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, beside what it is compared with and what was promised.

    Attributes:
        part: the benchmark's part, e.g. "search".
        name: what was measured, and against what.
        size: how many assets the library held.
        value: the measured value in `unit`, a median where it is a time.
        unit: "ms", "MB", "1/s" …
        baseline: what it is compared with, measured in the same run and unit.
        ratio: value over baseline.
        budget: the promised limit in `unit`.
        within: whether the promise is kept; None without one.
    """

    part: str
    name: str
    size: int
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    budget: float | None = None
    within: bool | None = None


def at_most(
    part: str,
    name: str,
    size: int,
    value: float,
    unit: str,
    *,
    baseline: float | None = None,
    budget: float | None = None,
) -> Figure:
    """Return the figure of something that is to stay at or below its budget."""
    within = None if budget is None else value <= budget
    return Figure(part, name, size, value, unit, baseline, _ratio(value, baseline), budget, within)


def at_least(
    part: str,
    name: str,
    size: int,
    value: float,
    unit: str,
    *,
    baseline: float | None = None,
    budget: float | None = None,
) -> Figure:
    """Return the figure of something that is to reach its budget, or go beyond it."""
    within = None if budget is None else value >= budget
    return Figure(part, name, size, value, unit, baseline, _ratio(value, baseline), budget, within)


def _ratio(value: float, baseline: float | None) -> float | None:
    return value / baseline if baseline else None
