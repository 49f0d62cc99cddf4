"""Worlds led by Hypothesis, against the real thing: what fails is made small by it.

``LIGHTBOX_REAL_EXAMPLES`` says how many worlds a test tries; ``python -m tests.sync.real`` runs
as many as one likes.
"""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.stack.stack import Stack
from tests.sync.mutants import MUTANTS
from tests.sync.real.world import KINDS, Step, run_world, steps_of

_EXAMPLES = int(os.environ.get("LIGHTBOX_REAL_EXAMPLES", "5"))
_MOST_SEEDS = 40
_WORLDS = {
    "seed": st.integers(0, 2**32),
    "steps": st.lists(
        st.builds(
            Step,
            st.sampled_from([kind for kind, weight in KINDS.items() for _ in range(weight)]),
            st.integers(0, 2**32),
            st.sampled_from((0, 5, 40)),
        ),
        min_size=8,
        max_size=30,
    ),
}

pytestmark = [
    pytest.mark.timeout(1_800),
    # An engine that is called off while the stack breaks its connections leaves some of them to
    # the collector, as a killed process leaves them to the system.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]
real = settings(
    max_examples=_EXAMPLES,
    # The fixture is the running stack; each world has users of its own in it.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    # To be found again, an example has to fail as it did: clocks and threads are real here.
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Collects what a world left behind while that is still expected."""
    yield
    gc.collect()


@pytest.fixture
def narrow_stack(wild_stack: Stack) -> Stack:
    """A wild server whose pages are three rows, whatever is asked for."""
    wild_stack.configure(max_rows=3)
    return wild_stack


@given(**_WORLDS)
@real
def test_everything_holds_on_a_wild_server(wild_stack: Stack, seed: int, steps: list[Step]) -> None:
    _check(wild_stack, seed, steps)


@given(**_WORLDS)
@real
def test_everything_holds_where_three_rows_are_a_page(
    narrow_stack: Stack, seed: int, steps: list[Step]
) -> None:
    _check(narrow_stack, seed, steps)


@given(**_WORLDS)
@real
def test_everything_holds_with_the_first_migration(
    plain_stack: Stack, seed: int, steps: list[Step]
) -> None:
    _check(plain_stack, seed, steps)


@given(**_WORLDS)
@real
def test_everything_holds_with_the_feed_and_realtime(
    stack: Stack, seed: int, steps: list[Step]
) -> None:
    _check(stack, seed, steps)


@pytest.mark.parametrize("mutant", ["swap dropped"])
def test_a_broken_engine_does_not_get_through(wild_stack: Stack, mutant: str) -> None:
    with MUTANTS[mutant]():
        assert any(
            run_world(wild_stack, seed, steps_of(seed)).violations for seed in range(_MOST_SEEDS)
        )


def _check(stack: Stack, seed: int, steps: list[Step]) -> None:
    outcome = run_world(stack, seed, steps)
    assert not outcome.violations, "\n".join(outcome.trace)
