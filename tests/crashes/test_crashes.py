"""A library whose process is killed at any moment opens whole, with all that it had reported.

`python -m tests.crashes --rounds 100` does more of the same.
"""

import sys

import pytest

if sys.platform == "win32":
    pytest.skip("processes are killed by signal", allow_module_level=True)

from tests.crashes.rounds import Field, hold_round


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Field:
    return Field(tmp_path_factory.mktemp("crashes"))


@pytest.mark.parametrize("seed", range(21))
def test_a_killed_library_is_whole(ground: Field, seed: int) -> None:
    hold_round(ground, seed)
