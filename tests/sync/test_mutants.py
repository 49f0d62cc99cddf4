"""Sync that is broken on purpose is caught: the simulator can fail."""

import pytest

from tests.sync.mutants import MUTANTS
from tests.sync.simulator.campaign import run_seeds
from tests.sync.simulator.stage import run_seed

SEEDS = 2_000


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_caught(name: str) -> None:
    with MUTANTS[name]():
        tally = run_seeds(range(SEEDS), stop_at=1)
    assert tally.failing, f"{name}: {tally.seeds} seeds, and nothing was noticed"
    (seed,) = tally.failing
    assert "world" not in dict(tally.failing[seed]), "it broke the simulator instead"
    assert not run_seed(seed).has_failed
