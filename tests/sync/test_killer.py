from pathlib import Path

import pytest

from tests.sync.killer.campaign import hold


@pytest.mark.timeout(400)
def test_nothing_is_lost_and_nothing_twice_when_both_devices_are_killed(tmp_path: Path) -> None:
    told: list[str] = []
    verdict = hold(tmp_path, rounds=20, seed=1, told=told.append)
    assert verdict.is_clean, (verdict, told)
    assert verdict.edits > 50
    assert verdict.hits["while edits waited"] > 5
