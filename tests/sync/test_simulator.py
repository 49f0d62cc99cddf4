"""A thousand small worlds, each with its own bad luck: nothing is lost in any of them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop_app.domain.sync import Claim
from desktop_app.sync.file_removal import FileRemoval
from tests.sync.mutants import MUTANTS
from tests.sync.simulator import campaign, inline_storage
from tests.sync.simulator.__main__ import main
from tests.sync.simulator.campaign import run_seeds, shrunk
from tests.sync.simulator.stage import Stage, run_seed
from tests.sync.simulator.steps import KINDS, Step, steps_of
from tests.sync.simulator.world import Outcome

SEEDS = 1_000
_SEEDS_A_TEST = 40
_TRACED = range(7, 10)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("first", range(0, SEEDS, _SEEDS_A_TEST))
def test_every_seed_holds(first: int) -> None:
    tally = run_seeds(range(first, first + _SEEDS_A_TEST))
    assert tally.seeds == _SEEDS_A_TEST
    assert not tally.failing, "python -m tests.sync.simulator --shrink --trace --seed …"


def test_a_seed_gives_the_same_trace_in_any_process() -> None:
    program = (
        "from tests.sync.simulator.stage import run_seed\n"
        f"for seed in range({_TRACED.start}, {_TRACED.stop}):\n"
        "    print(*run_seed(seed, is_traced=True).trace, sep='\\n')\n"
    )
    traces = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert traces[0] == traces[1]
    assert len(traces[0].splitlines()) > 100


def test_a_world_takes_the_same_course_through_sqlalchemy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quick = [run_seed(seed, is_traced=True).trace for seed in _TRACED]
    monkeypatch.setattr(inline_storage, "is_quick", False)
    assert [run_seed(seed, is_traced=True).trace for seed in _TRACED] == quick


def test_a_version_beside_values_of_another_is_noticed_at_once() -> None:
    with MUTANTS["version advanced over a pending edit without merging"]():
        tally = run_seeds(range(60))
    assert "base" in {kind for told in tally.failing.values() for kind, _ in told}


def test_a_file_that_outlives_its_asset_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def leave_all(_removal: FileRemoval, _claim: Claim) -> None:
        pass

    monkeypatch.setattr(FileRemoval, "after", leave_all)
    tally = run_seeds(range(200), stop_at=1)
    ((kind, told), *_) = next(iter(tally.failing.values()))
    assert (kind, "is left of what was removed for good" in told) == ("once", True)


def test_a_failing_seed_is_made_small() -> None:
    with MUTANTS["tag array written whole"]():
        tally = run_seeds(range(2_000), stop_at=1)
        (seed,) = tally.failing
        left_out = shrunk(seed)
        kept = len(steps_of(seed)) - len(left_out)
        assert 0 < kept < len(steps_of(seed))
        assert run_seed(seed, left_out=left_out).has_failed
    assert not run_seed(seed).has_failed


def test_the_figures_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = tmp_path / "figures.json"
    assert main(["--seeds", "3", "--first", "11", "--json", str(figures)]) == 0
    told = json.loads(figures.read_text())
    assert told["seeds"] == 3
    assert told["steps"] > 10
    assert told["faults"] > 0
    assert told["edits"] > 0
    assert (told["edits_lost"], told["false_deletes"], told["diverged"]) == (0, 0, 0)
    assert told["seeds_per_s"] > 0
    assert "edits_lost" in capsys.readouterr().out
    assert main(["--seed", "11", "--trace"]) == 0
    assert "calm" in capsys.readouterr().out


def test_a_long_run_tells_what_it_comes_to(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(campaign, "run_seed", bad_luck_at_1500)
    assert main(["--seeds", "2100", "--first", "0"]) == 1
    told = capsys.readouterr()
    first, bad, second = told.err.splitlines()
    assert first.startswith("1,000 of 2,100 seeds, 0 failed,")
    assert bad == "seed 1500: diverged: a title"
    assert second.startswith("2,000 of 2,100 seeds, 1 failed,")
    assert told.out.startswith(bad)


def bad_luck_at_1500(seed: int) -> Outcome:
    return Outcome(seed, violations=[("diverged", "a title")] if seed == 1500 else [])


class Worlds(RuleBasedStateMachine):
    """The same world, led by Hypothesis: what fails is made small by it."""

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.stage = Stage(seed)
        self.stage.begin()

    @rule(
        kind=st.sampled_from(sorted(KINDS)),
        seed=st.integers(0, 2**32),
        pause_s=st.sampled_from((0.0, 0.05, 0.3, 2.0, 20.0, 100.0)),
    )
    def take(self, kind: str, seed: int, pause_s: float) -> None:
        self.stage.take(Step(kind, seed, pause_s))

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert not self._stage_violations()

    def teardown(self) -> None:
        if hasattr(self, "stage"):
            try:
                self.stage.end()
                assert not self._stage_violations()
            finally:
                self.stage.close()

    def _stage_violations(self) -> object:
        return self.stage.world.outcome.violations if hasattr(self, "stage") else []


TestWorlds = Worlds.TestCase
TestWorlds.settings = settings(max_examples=25, stateful_step_count=15)
