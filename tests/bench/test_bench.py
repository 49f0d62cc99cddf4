"""The table, the figures and the choice of parts; what is measured is not timed here."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.bench import __main__ as bench
from tests.bench.figures import Figure, at_least, at_most


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes that a made-up part was asked for."""
    sizes: list[int] = []

    def run(size: int) -> list[Figure]:
        sizes.append(size)
        return [
            at_most("made", "filter", size, 12.34, "ms", baseline=10.0, budget=16.0),
            at_least("made", "rate", size, 90.0, "1/s", budget=100.0),
        ]

    module = ModuleType("tests.bench.made")
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests.bench.made", module)
    monkeypatch.setattr(bench, "parts", lambda: ["made"])
    return sizes


def test_figures_know_their_ratio_and_budget() -> None:
    assert at_most("p", "n", 10, 30.0, "ms", baseline=20.0, budget=33.0) == Figure(
        "p", "n", 10, 30.0, "ms", 20.0, 1.5, 33.0, within=True
    )
    assert at_most("p", "n", 10, 34.0, "ms", budget=33.0).within is False
    assert at_least("p", "n", 10, 34.0, "1/s", budget=33.0).within is True
    assert at_least("p", "n", 10, 1.0, "1/s").within is None


def test_a_run_prints_a_table_and_writes_the_figures(
    measured: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "figures.json"
    assert bench.main(["made", "--size", "10k", "--json", str(target)]) == 1
    assert measured == [10_000]
    written = json.loads(target.read_text())
    assert written[0] == {
        "part": "made",
        "name": "filter",
        "size": 10_000,
        "value": 12.34,
        "unit": "ms",
        "baseline": 10.0,
        "ratio": 1.234,
        "budget": 16.0,
        "within": True,
    }
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == [
        "made:", "filter", "10,000", "12.3", "ms", "10", "×", "1.23", "16", "ok"
    ]  # fmt: skip
    assert lines[2].endswith("OVER")


def test_an_unknown_part_is_refused(measured: list[int]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["moon"])
    assert measured == []


def test_the_parts_are_the_modules_that_can_be_run() -> None:
    found = bench.parts()
    assert "start" in found
    assert not {"figures", "made_library", "__main__"} & set(found)
